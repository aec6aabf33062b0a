from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from schemalint import (
    NOWHERE,
    AddColumn,
    Bad,
    Call,
    Catalog,
    CatalogRule,
    Column,
    Diagnostic,
    Expression,
    Finding,
    Fix,
    Good,
    Ref,
    Replay,
    Subject,
    Table,
    Type,
    option,
)
from schemalint_rules._audit import INSTANTS, USUAL, Names, Role, audit_names, is_versioned, tells_creation
from schemalint_rules._proposals import CURRENT_TIME, INSTANT, about_table, object_name, spelled, spelled_ref
from schemalint_rules._tables import history_tables, is_framework_table, is_value_list, join_columns, stored
from schemalint_rules._vocabulary import LOOKUP_COLUMNS, LOOKUP_WORDS, is_log, named


class MissingAuditColumns(CatalogRule):
    """A table should say when its rows were made and last changed.

    ## What it does
    Reports a table that lacks one of the configured audit columns, by default `created_at` and `updated_at`. Other usual names
    count (`inserted_at`, `createdAt`, `creation_time`, `gmt_modified` …), and so does a time column that nearly all tables of
    the schema have. Follows the schema: where nearly all tables lack them it is told once. Left alone, unless an option says
    otherwise: pure join tables, lookup tables, system-versioned tables, tables of migration frameworks, partitions; a log needs no `updated_at`.

    ## Why is this bad
    Nobody can tell which rows a faulty release wrote, incremental exports have nothing to go by, and the question "since when?"
    has no answer.

    ## Fix
    The columns are added, NOT NULL and with the current time as default, in the type the schema uses elsewhere. Nothing
    is changed by itself in SQLite, which cannot add such a column to a table that holds rows. Unsafe: rows
    that exist get the time of the migration.

    ## References
    - PostgreSQL 17 manual, 9.9.5 Current Date/Time
    - MySQL 8.4 manual, 13.2.5 Automatic Initialization and Updating for TIMESTAMP and DATETIME
    """

    name = "missing-audit-columns"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle", "standard", "mongodb")
    fixes = "unsafe"
    convention = True
    columns: tuple[str, ...] = option(
        ("created_at", "updated_at"), "The columns each table must have, under these or other usual names."
    )
    created: tuple[str, ...] = option((), "More names of the column that says when a row was made.")
    updated: tuple[str, ...] = option((), "More names of the column that says when a row was last changed.")
    join_tables: bool = option(False, "Ask for them in pure join tables and lists of single values too.")
    lookup_tables: bool = option(False, "Ask for them in lookup tables too.")
    logs: bool = option(False, "Ask for all of them in append-only logs too.")
    framework_tables: bool = option(False, "Ask for them in the tables that migration frameworks keep.")

    good = (
        Good("CREATE TABLE account (id bigint PRIMARY KEY, created_at timestamptz, updated_at timestamptz);"),
        Good('CREATE TABLE account (id bigint PRIMARY KEY, "insertedAt" timestamptz, last_modified timestamptz);'),
        Good(
            'db.createCollection("user", { validator: { $jsonSchema: { properties: { createdAt: { bsonType: "date" }, '
            'updatedAt: { bsonType: "date" } } } } });',
            dialect="mongodb",
        ),
        Good('db.createCollection("user");', dialect="mongodb"),
        Good(
            'db.createCollection("user", { validator: { $jsonSchema: { properties: { name: { bsonType: "string" } } } } });',
            dialect="mongodb",
        ),
        Good("CREATE TABLE audit_log (id bigint PRIMARY KEY, changed_at timestamptz DEFAULT now());"),
    )
    bad = (
        Bad(
            'db.createCollection("user", { validator: { $jsonSchema: { properties: { name: { bsonType: "string" }, '
            'createdAt: { bsonType: "date" } } } } });',
            at='"user"',
            dialect="mongodb",
            message="updated_at",
        ),
        Bad(
            "CREATE TABLE account (id bigint PRIMARY KEY, created_at timestamptz);",
            at="account",
            message="ADD COLUMN updated_at timestamp with time zone NOT NULL DEFAULT now()",
        ),
        Bad(
            "CREATE TABLE account (id bigint PRIMARY KEY, made timestamptz);",
            at="account",
            options={"columns": ["created_at"]},
            message="created_at",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Finding]:
        names = audit_names(catalog, self.created, self.updated)
        archives = history_tables(catalog)
        parents = {key.parent for table in catalog.tables.values() for key in table.foreign_keys}
        asked = [
            (table, self._missing(table, names))
            for table in stored(catalog)
            if table.ref not in archives
            and table.columns
            and self._is_asked(table, parents)
            and not _is_open(table, names)
        ]
        usual = _usual(catalog, names)
        shared = () if self.each else self._left_out(asked, names)
        groups: dict[tuple[Ref, ...], list[str]] = {}
        for wanted in shared:
            groups.setdefault(tuple(table.ref for table, missing in asked if wanted in missing), []).append(wanted)
        for lacking, together in groups.items():
            first = catalog.tables[lacking[0]]
            yield self._lacks(first, together, names, usual, catalog, len(lacking), len(asked))
        for table, missing in asked:
            rest = [wanted for wanted in missing if wanted not in shared]
            yield self._lacks(table, rest, names, usual, catalog) if rest else self.kept(table.span, table)

    def _left_out(self, asked: list[tuple[Table, list[str]]], names: Names) -> tuple[str, ...]:
        """The columns that nearly no table has while nearly all have the others: the schema does without them, which is told
        once, and the few tables that lack the others are told one by one. Empty where no such line can be drawn. A table that
        needs no such column, because an order date or the like tells as much, does not speak for the column."""
        counts = Counter(wanted for _, missing in asked for wanted in missing)
        few = (1 - USUAL) * len(asked)
        shared = tuple(
            one
            for one in self.columns
            if counts[one] > 1 and sum(self._has(table, one, names) for table, _ in asked) <= few
        )
        others = sum(any(one not in shared for one in missing) for _, missing in asked)
        return shared if others <= few else ()

    def _has(self, table: Table, wanted: str, names: Names) -> bool:
        role = _role(wanted, names)
        return any(
            column.name.lower() == wanted.lower() or (role is not None and names.role(column) == role)
            for column in table.columns
        )

    def _is_asked(self, table: Table, parents: set[Ref]) -> bool:
        if is_versioned(table) or (not self.framework_tables and is_framework_table(table)):
            return False
        if not self.join_tables and (join_columns(table) or is_value_list(table)):
            return False
        return self.lookup_tables or not _is_lookup(table, parents)

    def _missing(self, table: Table, names: Names) -> list[str]:
        held = {column.name.lower() for column in table.columns}
        roles = {names.role(column) for column in table.columns}
        log = not self.logs and is_log(table, last=True)
        missing = []
        for wanted in self.columns:
            role = _role(wanted, names)
            if wanted.lower() in held or (role and role in roles) or (role == "updated" and log):
                continue
            if role == "created" and any(tells_creation(column, names) for column in table.columns):
                continue
            if role == "created" and log and ("updated" in roles or any(map(_is_certain_time, table.columns))):
                continue
            missing.append(wanted)
        return missing

    def _lacks(
        self,
        table: Table,
        missing: list[str],
        names: Names,
        usual: dict[Role, tuple[str, Type]],
        catalog: Catalog,
        places: int = 1,
        of: int = 1,
    ) -> Diagnostic:
        if catalog.dialect == "mongodb":
            return self._lacks_fields(table, missing, usual, names, places, of)
        where = spelled_ref(table.ref, catalog)
        now = CURRENT_TIME.get(catalog.dialect, "CURRENT_TIMESTAMP")
        statements, changes = [], []
        for wanted in missing:
            role = _role(wanted, names)
            if role is None:
                statements.append(f"a column {spelled(wanted, catalog)} in {where}")
                continue
            name, type_ = usual.get(role, ("", INSTANT[catalog.dialect]))
            name = name or (wanted.upper() if catalog.dialect == "oracle" else wanted)
            time = now
            if type_.family == "timestamp" and catalog.dialect == "tsql":
                time = "sysdatetime()"
            if type_.family == "date" and catalog.dialect == "oracle":
                time = "SYSDATE"
            verb = "ADD" if catalog.dialect in ("tsql", "oracle") else "ADD COLUMN"
            default = f" DEFAULT {time} NOT NULL" if catalog.dialect == "oracle" else f" NOT NULL DEFAULT {time}"
            if catalog.dialect == "sqlite":
                default = ""  # it adds no column whose default is not constant
            kept = (
                " ON UPDATE CURRENT_TIMESTAMP" if role == "updated" and catalog.dialect in ("mysql", "mariadb") else ""
            )
            statements.append(f"ALTER TABLE {where} {verb} {spelled(name, catalog)} {type_.text}{default}{kept};")
            call = Expression(
                time, NOWHERE, Call(time.lower().removesuffix("()")), (), (time.lower().removesuffix("()"),)
            )
            column = Column(
                name, type_._replace(span=NOWHERE), False, call, on_update=call if kept else None, written=name
            )
            changes.append(AddColumn(object_name(table.ref), column))
        shown = " and ".join(missing) if len(missing) < 3 else ", ".join(missing)
        if places > 1:
            many = f"{places} of {of} tables have no" if places < of else f"None of the {of} tables has"
            return self.found(
                table.span,
                f"{many} {shown}, {table.ref.text} first, so it is told once: nobody can tell when their rows were made or last "
                "changed.",
                subject=Subject("schema", table.schema or None, None, table.schema),
                repair=" ".join(statements),
            )._replace(places=places)
        return self.found(
            table.span,
            f"Table {table.ref.text} has no {shown}: nobody can tell when its rows were made or last changed.",
            subject=about_table(table),
            repair=" ".join(statements),
            fix=Fix(f"Add {shown} to {table.ref.text}", "unsafe", changes=tuple(changes))
            if changes and catalog.dialect != "sqlite"
            else None,
        )

    def _lacks_fields(
        self,
        table: Table,
        missing: list[str],
        usual: dict[Role, tuple[str, Type]],
        names: Names,
        places: int,
        of: int,
    ) -> Diagnostic:
        """The same of collections, whose validators would name the fields."""
        fields = [usual[role][0] if role in usual else one for one in missing for role in [_role(one, names)]]
        repair = f"properties: {{ {', '.join(f'{one}: {{ bsonType: {chr(34)}date{chr(34)} }}' for one in fields)} }}"
        shown = " and ".join(missing) if len(missing) < 3 else ", ".join(missing)
        if places > 1:
            many = f"{places} of {of} collections have no" if places < of else f"None of the {of} collections has"
            return self.found(
                table.span,
                f"{many} {shown}, {table.name} first, so it is told once: nobody can tell when their documents were made or last "
                "changed.",
                subject=Subject("schema", None, None, ""),
                repair=repair,
            )._replace(places=places)
        return self.found(
            table.span,
            f"Collection {table.name} has no {shown}: nobody can tell when its documents were made or last changed.",
            subject=about_table(table),
            repair=repair,
        )


@lru_cache(maxsize=64)
def _role(wanted: str, names: Names) -> Role | None:
    return names.role(Column(wanted, None))


def _usual(catalog: Catalog, names: Names) -> dict[Role, tuple[str, Type]]:
    """For each role the name and type that most tables of the schema have."""
    counts: dict[Role, Counter[tuple[str, Type]]] = {"created": Counter(), "updated": Counter()}
    for table in stored(catalog):
        for column in table.columns:
            role = names.role(column)
            if role and column.type is not None:
                counts[role][column.name, column.type._replace(span=NOWHERE)] += 1
    return {role: count.most_common(1)[0][0] for role, count in counts.items() if count}


def _is_certain_time(column: Column) -> bool:
    """Whether the column holds a moment in every row, as that of what a log tells."""
    return column.type is not None and column.type.family in INSTANTS and not column.nullable


def _is_open(table: Table, names: Names) -> bool:
    """Whether a validator names neither field and lets others pass: the documents may hold both."""
    root = next(iter(table.validator.objects), None) if table.validator else None
    if root is None or root.additional is False:
        return False
    return not any(names.role(column) for column in table.columns)


def _is_lookup(table: Table, parents: set[Ref]) -> bool:
    """A small list that others refer to: no foreign key of its own, nothing but codes and names in it."""
    if table.foreign_keys or len(table.columns) > 8:
        return False
    if table.ref not in parents and LOOKUP_WORDS.isdisjoint(named(table)[-1:]):
        return False
    own = set(named(table)) | {word.rstrip("s") for word in named(table)}
    return all(set(named(column)) <= LOOKUP_COLUMNS | own for column in table.columns)
