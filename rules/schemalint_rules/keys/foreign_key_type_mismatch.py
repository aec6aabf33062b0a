from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Catalog,
    Column,
    Diagnostic,
    ForeignKey,
    Good,
    Related,
    Severity,
    Subject,
    Table,
    TableRule,
    Type,
    affinity,
)
from schemalint_rules._made_types import enum_of, stands_for
from schemalint_rules._proposals import alter_type

NUMBERS = ("integer", "decimal", "float")
TEXTS = ("char", "varchar", "text")
INSTANTS = ("date", "timestamp", "timestamptz")
WIDENS = {"integer": 0, "decimal": 1, "float": 2}
"""PostgreSQL converts a number by itself only in this direction."""


class ForeignKeyTypeMismatch(TableRule):
    """A foreign key column should have the very type of the column it refers to.

    ## What it does
    Compares each referencing column with the referenced one: type, size, sign, collation. An error where the server refuses
    the key (types with no common comparison in PostgreSQL; integers of another size or sign, or another character set, in
    MySQL and MariaDB; any difference in SQL Server; another kind of type in Oracle), else a warning. SQLite knows affinities
    only, so only those are compared there. Domains are judged by the type below them.

    ## Why is this bad
    Where the server accepts it, it converts at each look-up and may not use the index; a child narrower than its parent
    cannot refer to every row.

    ## Fix
    Give the referencing column the type of the referenced one. Not done by itself: data and clients decide which side moves.

    ## References
    - PostgreSQL 17 manual, CREATE TABLE, REFERENCES; 11.10 Operator Classes and Operator Families
    - MySQL 8.4 manual, 15.1.20.5 FOREIGN KEY Constraints; SQL Server, error 1778
    - SQLite, Foreign Key Support, 3; Datatypes, 3.1 Column Affinity
    """

    name = "foreign-key-type-mismatch"
    severity = "warning"
    only_with = ("references",)
    good = (
        Good(
            "CREATE TABLE orders (id uuid PRIMARY KEY, account_id bigint REFERENCES account (id));",
            given="CREATE TABLE account (id bigserial PRIMARY KEY);",
        ),
        Good(
            "CREATE TABLE orders (id INTEGER PRIMARY KEY, account_id INT REFERENCES account (id));",
            given="CREATE TABLE account (id INTEGER PRIMARY KEY);",
            dialect="sqlite",
        ),
        Good(
            "CREATE TABLE o (id int PRIMARY KEY, a varchar(20), FOREIGN KEY (a) REFERENCES account (code));",
            given="CREATE TABLE account (code varchar(20) PRIMARY KEY);",
            dialect="mysql",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE orders (id bigint PRIMARY KEY, account_id integer REFERENCES account (id));",
            given="CREATE TABLE account (id bigint PRIMARY KEY);",
            at="integer",
            message="bigint",
        ),
        Bad(
            "CREATE TABLE orders (id uuid PRIMARY KEY, account_id bigint REFERENCES account (id));",
            given="CREATE TABLE account (id integer PRIMARY KEY);",
            at="bigint",
            message="ALTER TABLE account ALTER COLUMN id TYPE bigint",
        ),
        Bad(
            "CREATE TABLE orders (id bigint PRIMARY KEY, account_id text REFERENCES account (id));",
            given="CREATE TABLE account (id uuid PRIMARY KEY);",
            at="text",
            message="refuses",
        ),
        Bad(
            "CREATE TABLE orders (k char(3) PRIMARY KEY, a int, FOREIGN KEY (a) REFERENCES account (id));",
            given="CREATE TABLE account (id int unsigned PRIMARY KEY);",
            at="int",
            dialect="mysql",
            message="refuses",
        ),
    )

    def check(self, table: Table, catalog: Catalog) -> Iterator[Diagnostic]:
        if table.partition_of:
            return
        for key in table.foreign_keys:
            parent = catalog.table(key.parent)
            if parent is None or key.ignored or len(key.columns) != len(key.parent_columns):
                continue
            for child_name, parent_name in zip(key.columns, key.parent_columns, strict=True):
                child, target = table.column(child_name), parent.column(parent_name)
                if child is None or target is None or child.unknown or target.unknown:
                    continue
                verdict = _compare(table, child, parent, target, catalog)
                if verdict:
                    yield self._mismatch(table, key, child, parent, target, *verdict, catalog)

    def _mismatch(
        self,
        table: Table,
        key: ForeignKey,
        child: Column,
        parent: Table,
        target: Column,
        severity: Severity,
        what: str,
        catalog: Catalog,
    ) -> Diagnostic:
        assert child.type is not None and target.type is not None
        end = "the server refuses the key" if severity == "error" else "values are converted or do not fit"
        said, wanted = child.type.text, target.type.text
        if said == wanted:
            said, wanted = f"{said} {_letters(table, child)}", f"{wanted} {_letters(parent, target)}"
        related = (Related(target.span, f"{target.name} is {wanted}"),) if target.span.path else ()
        return self.found(
            child.type.span if child.type.span.path else child.span,
            f"{table.ref.text}.{child.name} is {said}, but refers to {parent.ref.text}.{target.name}, "
            f"which is {wanted}: another {what}, so {end}.",
            subject=Subject("column", table.schema or None, table.name, child.name, (child.name,)),
            repair=alter_type(table.ref, child.name, wanted, catalog, tail="" if child.nullable else " NOT NULL")
            if severity == "error" or not _wider(child.type, target.type)
            else alter_type(parent.ref, target.name, said, catalog, tail="" if target.nullable else " NOT NULL"),
            related=related,
            cause=key.statement if key.statement.path else None,
            severity=severity,
        )


WIDTHS = {"tinyint": 1, "smallint": 2, "mediumint": 3, "integer": 4, "int": 4, "bigint": 8}


def _wider(child: Type, parent: Type) -> bool:
    """Whether the referencing column is the wider one, so that the key is what should grow."""
    return WIDTHS.get(child.name, 0) > WIDTHS.get(parent.name, 9)


def _compare(
    table: Table, child: Column, parent: Table, target: Column, catalog: Catalog
) -> tuple[Severity, str] | None:
    """How severe it is that two columns differ, and in what."""
    a, b = _base(child.type, catalog), _base(target.type, catalog)
    if a is None or b is None:
        return None
    match catalog.dialect:
        case "sqlite":
            return ("warning", "affinity") if affinity(a.text) != affinity(b.text) else None
        case "mysql" | "mariadb":
            return _mysql(table, child, a, parent, target, b)
        case "tsql":
            if a.text != b.text:
                return "error", "type" if a.name != b.name else "length"
            differs = child.collation and target.collation and child.collation != target.collation
            return ("error", "collation") if differs else None
        case "oracle":
            if a.name != b.name and not (a.family in NUMBERS and b.family in NUMBERS):
                return "error", "type"
            return ("warning", "size") if a.arguments != b.arguments else None
    if a.name == b.name and a.dimensions == b.dimensions and a.schema == b.schema:
        if a.text == b.text:
            return ("warning", "collation") if child.collation != target.collation else None
        return "warning", "size"
    comparable = a.dimensions == b.dimensions and _comparable(a, b)
    if not comparable and catalog.dialect == "postgres":
        return "error", "type"
    return "warning", "size" if a.family == b.family else "type"


def _comparable(child: Type, parent: Type) -> bool:
    """Whether PostgreSQL finds an equality operator for the key."""
    pair = (child.name, parent.name)
    if "citext" in pair:
        return pair == ("citext", "citext") or (child.name == "citext" and parent.family in ("varchar", "text"))
    if "oid" in pair:
        return parent.name == "oid" and child.family == "integer"
    if pair == ("time without time zone", "interval"):
        return True
    if child.family == "network":
        return {child.name, parent.name} <= {"inet", "cidr"}
    for group in (TEXTS, INSTANTS, ("bit",)):
        if child.family in group:
            return parent.family in group
    if child.family in WIDENS and parent.family in WIDENS:
        return WIDENS[child.family] <= WIDENS[parent.family]
    return child.family == parent.family and child.family in NUMBERS


def _mysql(table: Table, child: Column, a: Type, parent: Table, target: Column, b: Type) -> tuple[Severity, str] | None:
    if a.family in TEXTS and b.family in TEXTS:
        mine, theirs = _letters(table, child), _letters(parent, target)
        if mine and theirs and mine != theirs and ("utf8" not in (mine, theirs) or "utf8mb3" not in (mine, theirs)):
            return "error", "character set or collation"
        return ("warning", "type" if a.name != b.name else "size") if a.text != b.text else None
    if _stored(a) != _stored(b):
        return "error", "type" if a.name != b.name else "sign"
    if a.name != b.name:
        return "warning", "type"
    if a.family in ("binary", "decimal", "bit") and a.arguments != b.arguments:
        return "warning", "precision" if a.family == "decimal" else "size"
    return None


_BYTES = {"tinyint": 1, "smallint": 2, "mediumint": 3, "int": 4, "bigint": 8}


def _stored(kind: Type) -> tuple[str, int, bool]:
    """What InnoDB keeps a type as: the way, the bytes and whether there is no sign. It asks for nothing else of the two columns:
    a decimal, a datetime and a uuid are all bytes to it, an enum a number."""
    if kind.name in _BYTES:
        return "number", _BYTES[kind.name], "unsigned" in kind.modifiers
    if kind.name == "year":
        return "number", 1, True
    if kind.name == "date":
        return "number", 3, False
    if kind.family == "enum":
        return "number", 1 if len(kind.values) < 256 else 2, True
    if kind.family == "set":
        size = (len(kind.values) + 7) // 8
        return "number", size if size < 5 else 8, True
    return (kind.name if kind.family == "float" else "text" if kind.family in TEXTS else "bytes"), 0, False


def _letters(table: Table, column: Column) -> str:
    """The collation or character set of a column, from the table where the column says nothing."""
    if column.collation:
        return column.collation
    options = dict(table.options)
    return (column.type.charset if column.type else "") or options.get("collate", "") or options.get("charset", "")


def _base(type_: Type | None, catalog: Catalog) -> Type | None:
    """The type below a domain; None where it is not known."""
    held = stands_for(type_, catalog)
    if held is None or held.family != "user":
        return held
    enum = enum_of(held, catalog)
    return held._replace(schema=enum.schema, name=enum.name, text=enum.ref.text) if enum is not None else None
