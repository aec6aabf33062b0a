from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import (
    NOWHERE,
    AddConstraint,
    Bad,
    Catalog,
    CatalogRule,
    Check,
    Column,
    ColumnRef,
    Constant,
    Diagnostic,
    Expression,
    Fix,
    Good,
    InList,
    Lazy,
    Logic,
    Replay,
    Table,
    option,
)
from schemalint_rules._audit import triggers_by_table
from schemalint_rules._made_types import known_type
from schemalint_rules._proposals import (
    Written,
    about,
    add_constraint,
    literal,
    new_constraint_name,
    object_name,
    spelled,
)
from schemalint_rules._tables import is_framework_table, own_columns, stored
from schemalint_rules._validators import behind, field_at, quoted
from schemalint_rules._values import compared_values, constant, is_bounded, merged, told_values, written_values
from schemalint_rules._vocabulary import (
    ADDRESS,
    HANDSHAKE,
    JOB_TITLE,
    OPEN_STATES,
    OPEN_TYPES,
    STATUS,
    STATUS_WHEN_SHORT,
    is_log,
    named,
)

TYPE_TABLES = (("type",), ("types",))
"""Last words of tables whose rows are types themselves, so that `type` is what one of them rests on."""
TEXTUAL = frozenset({"char", "varchar", "text", "user"})
SMALL = frozenset({"tinyint", "smallint"})
SHORT = 32
SAID_OTHERWISE = frozenset({"id", "name", "code", "note", "notes", "description", "comment", "url", "path"})
"""Last words of columns that hold no states, whatever values of theirs are told."""
REFERENCE = frozenset({"id", "uuid", "key", "guid", "ref"})


class UnconstrainedStatus(CatalogRule):
    """A column that holds one of a few values should hold no others.

    ## What it does
    Reports a status-like column (`status`, `state`, `type`, `kind`, `role`, `order_status` …, one whose comment lists its
    values, or whose values partial indexes and conditions ask for) of a textual or small integer type that nothing bounds: no
    CHECK in any spelling, no enum, no domain with a check, no foreign key; a trigger counts on request. Silent about keys, the
    two halves of a polymorphic reference (`owner_type`, `owner_id`), the state of an address, open sets such as `mime_type` and `business_status`,
    and copies kept in history tables.

    ## Why is this bad
    A misspelt value is stored without a word; every query that lists the known ones then leaves the row out.

    ## Fix
    A CHECK over the values there is evidence for and no others: the default, what comments and documents list, what INSERT and
    UPDATE write, what partial indexes and conditions ask for. Unsafe: it fails where other values are stored. Where fewer than
    two values are known nothing is changed by itself.

    ## References
    - PostgreSQL 17 manual, 5.5.1 Check Constraints; 8.7 Enumerated Types
    - MySQL 8.4 manual, 15.1.20.6 CHECK Constraints
    """

    name = "unconstrained-status"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle", "standard", "mongodb")
    fixes = "unsafe"
    names: tuple[str, ...] = option((), "More last words of such columns, in lower case.")
    ignore: tuple[str, ...] = option((), "Columns to leave alone: `column` or `table.column`.")
    triggers: bool = option(False, "Believe a trigger that reads the column and can refuse the row.")

    good = (
        Good(
            "CREATE TABLE o (id int PRIMARY KEY, status text CHECK (status = ANY (ARRAY['new'::text, 'paid'::text])));"
        ),
        Good(
            "CREATE TABLE o (id int PRIMARY KEY, status text CHECK (status = 'new' OR status = 'paid' OR status IS NULL));"
        ),
        Good("CREATE TYPE s AS ENUM ('new', 'paid');\nCREATE TABLE o (id int PRIMARY KEY, status s);"),
        Good(
            "CREATE DOMAIN s AS text CHECK (VALUE IN ('new', 'paid'));\nCREATE TABLE o (id int PRIMARY KEY, status s);"
        ),
        Good(
            "CREATE TABLE o (id int PRIMARY KEY, status text REFERENCES statuses (status));",
            given="CREATE TABLE statuses (status text PRIMARY KEY);",
        ),
        Good("CREATE TABLE o (id int PRIMARY KEY, status ENUM('new', 'paid'));", dialect="mysql"),
        Good(
            'db.createCollection("o", { validator: { $jsonSchema: { properties: { status: { bsonType: "string", enum: ["new"] } } } } });',
            dialect="mongodb",
        ),
        Good("CREATE TABLE place (id int PRIMARY KEY, state text, city text, mime_type text, job_role text);"),
    )
    bad = (
        Bad("CREATE TABLE o (id int PRIMARY KEY, status varchar(20) NOT NULL);", at="status"),
        Bad(
            'db.createCollection("o", { validator: { $jsonSchema: { properties: '
            '{ status: { bsonType: "string", description: "one of: new, paid" } } } } });',
            at="status",
            fixed=(
                'db.createCollection("o", { validator: { $jsonSchema: { properties: '
                '{ status: { bsonType: "string", description: "one of: new, paid", enum: ["new", "paid"] } } } } });'
            ),
            dialect="mongodb",
        ),
        Bad(
            "CREATE TABLE o (id int PRIMARY KEY, status text NOT NULL DEFAULT 'new');\n"
            "INSERT INTO o (id, status) VALUES (1, 'paid');",
            at="status",
            message="CHECK (status IN ('new', 'paid'))",
        ),
        Bad(
            "CREATE TABLE o (id int PRIMARY KEY, progress text NOT NULL DEFAULT 'new');\n"
            "UPDATE o SET progress = 'sent';\nCREATE INDEX ON o (id) WHERE progress = 'paid';",
            at="progress",
            message="CHECK (progress IN ('new', 'sent', 'paid'))",
        ),
        Bad("CREATE TABLE o (id int PRIMARY KEY, order_type int COMMENT 'kind: 0->normal; 1->flash');", at="order_type",
            dialect="mysql", message="IN (0, 1)"),
        Bad("CREATE TABLE o (id int PRIMARY KEY, status text CHECK (length(status) > 2));", at="status"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        written = Written(replay)
        for table in stored(catalog):
            if is_framework_table(table) or self._is_copy(table):
                continue
            for column in own_columns(table):
                if not self._can_hold_anything(column, catalog) or self._is_bounded(table, column, catalog):
                    continue
                told = self._told(table, column, written, replay)
                asked = _compared(table, column)
                if self._is_status(table, column, told) or (asked and self._is_asked(column, asked, table, replay)):
                    values = merged(_default(column), told, _written(table, column, replay), asked)
                    yield self._unbounded(table, column, values, catalog)

    def _is_copy(self, table: Table) -> bool:
        last = (named(table) or ("",))[-1]
        return last in ("archive", "versions") or last.endswith(("history", "audit"))

    def _can_hold_anything(self, column: Column, catalog: Catalog) -> bool:
        type_ = column.type
        if type_ is None or column.unknown or column.generated or type_.dimensions:
            return False
        if type_.family == "user":
            type_ = known_type(type_, catalog)
        return type_ is not None and (
            type_.family in ("char", "varchar", "text", "integer")
            or (catalog.dialect == "oracle" and type_.family == "decimal")
        )

    def _is_bounded(self, table: Table, column: Column, catalog: Catalog) -> bool:
        if column.identity or column.serial:
            return True
        if any(column.name in key.columns for key in table.foreign_keys):
            return True
        if table.primary_key and table.primary_key.columns == (column.name,):
            return True
        if any(unique.columns == (column.name,) for unique in table.uniques):
            return True
        if any(index.unique and index.columns == (column.name,) for index in table.indexes):
            return True
        if column.name in table.partition_columns and table.partition_by.upper().startswith("LIST"):
            return True
        return is_bounded(table, column, catalog) or (self.triggers and _is_validated(table, column, catalog))

    def _is_status(self, table: Table, column: Column, told: list[str]) -> bool:
        parts = named(column)
        if not parts or column.name in self.ignore or f"{table.name}.{column.name}" in self.ignore:
            return False
        assert column.type is not None
        last = parts[-1]
        textual = column.type.family in TEXTUAL
        small = column.type.name in SMALL
        if last in STATUS or last in self.names:
            if last == "type" and (not OPEN_TYPES.isdisjoint(parts[:-1]) or self._is_polymorphic(table, column)):
                return False
            if not OPEN_STATES.isdisjoint(parts[:-1]) or (parts == ("type",) and named(table)[-1:] in TYPE_TABLES):
                return False
            if parts == ("event", "type") and not (_short(column) or len(told) >= 2):
                return False
            if last == "role" and not JOB_TITLE.isdisjoint(parts[:-1]):
                return False
            if last == "state":
                siblings = {word for other in table.columns if other is not column for word in named(other)}
                if not (ADDRESS | HANDSHAKE).isdisjoint(siblings):
                    return False
            return textual or small or len(told) >= 2 or _default(column) in (["0"], ["1"])
        if len(told) >= 2 and last not in SAID_OTHERWISE:
            return textual is False or last in STATUS_WHEN_SHORT or _short(column)
        if last not in STATUS_WHEN_SHORT or not textual:
            return False
        return _short(column) or bool(_default(column)) or is_log(table, last=True)

    def _is_asked(self, column: Column, asked: list[str], table: Table, replay: Replay) -> bool:
        """Whether conditions ask for values of a text that takes at least two, so that it has states whatever it is called."""
        if column.type is None or column.type.family not in TEXTUAL or named(column)[-1] in SAID_OTHERWISE:
            return False
        return len(merged(asked, _default(column), _written(table, column, replay))) >= 2

    def _is_polymorphic(self, table: Table, column: Column) -> bool:
        """One half of a reference to several tables: `owner_type` beside `owner_id`."""
        stem = named(column)[:-1]
        return bool(stem) and any(
            named(other)[:-1] == stem and named(other)[-1] in REFERENCE for other in table.columns
        )

    def _told(self, table: Table, column: Column, written: Written, replay: Replay) -> list[str]:
        documented = list(replay.documented_values.get((table.name.lower(), column.name.lower()), ()))
        behind = written.line_comment(column.definition) if column.definition.path else ""
        return merged(documented, told_values(column.comment or ""), told_values(behind))

    def _unbounded(self, table: Table, column: Column, values: list[str], catalog: Catalog) -> Diagnostic:
        assert column.type is not None
        number = column.type.family in ("integer", "decimal")
        if number:
            values = [value for value in values if value.lstrip("-").isdigit()]
        if catalog.dialect == "mongodb":
            return self._without_enum(table, column, values, number)
        shown = [value if number else literal(value) for value in values]
        name = spelled(column.name, catalog)
        enough = len(values) >= 2
        listed = ", ".join(shown if enough else [*shown, "…"])
        constraint = new_constraint_name(table, (column.name,), "check", catalog)
        expression = Expression(
            f"{name} IN ({listed})",
            NOWHERE,
            InList(
                ColumnRef(column.name), tuple(Constant("number" if number else "string", value) for value in values)
            ),
            (column.name,),
        )
        change = AddConstraint(object_name(table.ref), Check(constraint, expression, named=True))
        fix = Fix(f"Bound {table.ref.text}.{column.name} to {', '.join(values)}", "unsafe", changes=(change,))
        return self.found(
            column.span,
            f"{table.ref.text}.{column.name} ({column.type.text}) may hold any value: no CHECK, enum or foreign key bounds it, "
            "so a misspelt one is stored without a word.",
            subject=about(table, column.name),
            repair=add_constraint(table.ref, constraint, f"CHECK ({expression.text})", catalog),
            fix=fix if enough else None,
        )

    def _without_enum(self, table: Table, column: Column, values: list[str], number: bool) -> Diagnostic:
        """The same of a field whose validator has no `enum`."""
        enough = len(values) >= 2
        listed = f"[{', '.join([value if number else quoted(value) for value in values] if enough else ['…'])}]"
        field = field_at(table, column.name)
        edits = (behind(field, "enum", listed),) if enough and field is not None and field.body.path else ()
        return self.found(
            column.span,
            f"{table.name}.{column.name} may hold any {column.type.text if column.type else 'value'}: its validator has no enum, "
            "so a misspelt value is stored without a word.",
            subject=about(table, column.name),
            repair=f"enum: {listed}",
            fix=Fix(f"Bound {table.name}.{column.name} to {', '.join(values)}", "unsafe", edits) if edits else None,
        )


def _written(table: Table, column: Column, replay: Replay) -> list[str]:
    """The literals that statements write into the column."""
    return written_values(replay).get((table.ref, column.name), [])


def _compared(table: Table, column: Column) -> list[str]:
    """The values that partial indexes and conditions of the table hold the column against. What a CHECK forbids is none."""
    predicates = [index.predicate.shape for index in table.indexes if index.predicate]
    for check in table.checks:
        shape = check.expression.shape
        parts = shape.parts if isinstance(shape, Logic) and shape.operator == "and" else (shape,)
        predicates += [part for part in parts if isinstance(part, Logic) and part.operator == "or"]
    return merged(*(compared_values(shape, column.name) for shape in predicates))


_REFUSES = Lazy(r"\braise\b|\bsignal\b|\bthrow\b|\braiserror\b|\brollback\b|\braise_application_error\b", re.I)


def _is_validated(table: Table, column: Column, catalog: Catalog) -> bool:
    """Whether a trigger of new rows reads the column and can refuse the row."""
    reads = re.compile(rf"\b{re.escape(column.name)}\b", re.I)
    for trigger in triggers_by_table(catalog).get(table.ref, ()):
        if "insert" not in trigger.events and "update" not in trigger.events:
            continue
        bodies = [trigger.when, trigger.body]
        if trigger.function is not None:
            bodies += [routine.body for routine in catalog.routines.get(trigger.function, ())]
        text = "\n".join(bodies)
        if reads.search(text) and _REFUSES.search(text):
            return True
    return False


def _short(column: Column) -> bool:
    length = column.type.length if column.type else None
    return length is not None and length <= SHORT


def _default(column: Column) -> list[str]:
    """The value of a literal default, as a list of one, or of none."""
    value = constant(column.default.shape) if column.default else None
    return [value.value] if value and value.kind in ("string", "number") and value.value else []
