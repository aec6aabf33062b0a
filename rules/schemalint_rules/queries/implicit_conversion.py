from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Column, Diagnostic, Dialect, Good, Operand, Operation, Replay, Step, StepRule, Table
from schemalint_rules._queried import Asked, asked, now, stored_column
from schemalint_rules._tables import paths

STRINGS = frozenset(("char", "varchar", "text"))
NUMBERS = frozenset(("integer", "decimal", "float"))
COMPARED = frozenset(("=", "<>", "<", "<=", ">", ">=", "IN", "BETWEEN"))


class ImplicitConversion(StepRule):
    """A comparison should not make the server convert the column.

    ## What it does
    Reports comparisons in WHERE and ON in which the server, by its own rules, converts what stands in the column and not the other
    side: a character column against a number (MySQL, SQL Server, Oracle), a varchar column against N'…' or nvarchar (SQL Server), an
    integer column against a fraction or a numeric column (PostgreSQL), a text column against a numeric one (SQLite), a
    timestamp without against one with time zone (PostgreSQL). Types come from the catalogue; what the server refuses is
    `type-error`.

    ## Why is this bad
    Every row is converted, so no index of the column serves. A value that is no number stops the query, or becomes 0
    in MySQL, where `name = 0` finds every name that begins with no number. Two kinds of timestamp compare differently in each session's
    time zone.

    ## Fix
    Write the value in the column's own type; between columns, give both the same type. No automatic fix: which side is right is not
    known.

    ## References
    - MySQL 8.4 manual, 14.3 Type Conversion in Expression Evaluation; SQL Server, Data type precedence
    - PostgreSQL 17 manual, 10.2 Operators; Oracle Database SQL Language Reference, Implicit Data Conversion; SQLite, Datatypes, 4.2
    """

    name = "implicit-conversion"
    severity = "info"
    on = "strict"
    dialects = ("postgres", "mysql", "mariadb", "tsql", "oracle", "sqlite")
    needs = ("queries", "examples")

    good = (
        Good("SELECT id FROM a WHERE x = '5' AND id = '7';", given="CREATE TABLE a (id int, x varchar(9));", dialect="mysql"),
        Good("SELECT id FROM a WHERE id = 7 AND n > 1.5;", given="CREATE TABLE a (id int, n numeric);"),
        Good("SELECT id FROM a WHERE x = 'y' AND n = N'y';", given="CREATE TABLE a (id int, x varchar(9), n nvarchar(9));", dialect="tsql"),
        Good("SELECT id FROM a WHERE x = 5;", given="CREATE TABLE a (id integer, x text);", dialect="sqlite"),
    )  # fmt: skip
    bad = (
        Bad("SELECT id FROM a WHERE x = 5;", at="x = 5", given="CREATE TABLE a (id int, x varchar(9), KEY i (x));", dialect="mysql", message="index i (x)"),
        Bad("SELECT id FROM a WHERE x = N'y';", at="x = N'y'", given="CREATE TABLE a (id int, x varchar(9));", dialect="tsql", message="nvarchar"),
        Bad("SELECT id FROM a WHERE x = 5;", at="x = 5", given="CREATE TABLE a (id number, x varchar2(9));", dialect="oracle"),
        Bad("SELECT id FROM a WHERE id > 1.5;", at="id > 1.5", given="CREATE TABLE a (id int PRIMARY KEY);", message="numeric"),
        Bad(
            "CREATE VIEW v AS SELECT a.id FROM a JOIN b ON b.t < a.t;",
            at="b.t < a.t",
            given="CREATE TABLE a (id int, t timestamptz);\nCREATE TABLE b (t timestamp);",
            message="time zone",
        ),
        Bad(
            "SELECT a.id FROM a JOIN b ON b.x = a.id;",
            at="b.x = a.id",
            given="CREATE TABLE a (id integer);\nCREATE TABLE b (x text);",
            dialect="sqlite",
        ),
    )  # fmt: skip

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        for one in asked(step, replay):
            for operation in one.scope.operations:
                if operation.operator in COMPARED and operation.clause in ("where", "join"):
                    yield from self._operation(operation, one)

    def _operation(self, operation: Operation, one: Asked) -> Iterator[Diagnostic]:
        for other in operation.right:
            sides = (operation.left, other)
            for side, against in (sides, sides[::-1]):
                if side.kind != "column" or side.column is None:
                    continue
                found = stored_column(side.column, one.number, one)
                if found is None or found[1].type is None or found[1].type.dimensions:
                    continue
                against_column = None
                if against.kind == "column":
                    held = against.column and stored_column(against.column, one.number, one)
                    if not held or held[1].type is None or held[1].type.dimensions:
                        continue
                    against_column = held[1]
                into = _converted(found[1], against, against_column, one.replay.dialect)
                if into:
                    yield self._found(operation, now(found[0], one), found[1], into, one)
                    return

    def _found(self, operation: Operation, table: Table, column: Column, into: str, one: Asked) -> Diagnostic:
        assert column.type is not None
        led = [path for path in paths(table, one.replay.dialect) if path.parts and path.parts[0].column == column.name]
        if into == _ZONE:
            effect = "what that gives depends on the time zone of the session"
        else:
            effect = f"{led[0].said} cannot be used" if led else "every row is converted"
        shown = f"{one.said}{table.ref.text}" if one.said else table.ref.text
        return self.found(
            operation.span,
            f"{shown}.{column.name} is {column.type.text} and is converted to {into} for this comparison: {effect}.",
            subject=one.subject,
            repair=f"write the other side as {column.type.text}, or give both the same type",
        )


_ZONE = "timestamp with time zone"


def _converted(column: Column, against: Operand, other: Column | None, dialect: Dialect) -> str:
    """What the server makes of the column's values for the comparison; empty where it leaves them alone or it is not known."""
    assert column.type is not None
    family = column.type.family
    number = against.kind == "number" or (other is not None and other.type is not None and other.type.family in NUMBERS)
    match dialect:
        case "mysql" | "mariadb":
            return "a floating-point number" if family in STRINGS and number else ""
        case "oracle":
            return "a number" if family in STRINGS and number else ""
        case "sqlite":
            return "a number" if family in STRINGS and other is not None and number else ""
        case "tsql":
            if family in STRINGS and number:
                return "a number"
            national = against.kind == "national" or (other is not None and _is_national(other))
            return "nvarchar" if family in STRINGS and national and not _is_national(column) else ""
        case "postgres":
            theirs = other.type.family if other is not None and other.type is not None else ""
            if family == "integer" and (theirs == "decimal" or (against.kind == "number" and "." in against.text)):
                return "numeric"
            if family in ("integer", "decimal") and theirs == "float":
                return "double precision"
            if family == "timestamp" and theirs == "timestamptz":
                return _ZONE
    return ""


def _is_national(column: Column) -> bool:
    return column.type is not None and (column.type.name.startswith("n") or column.type.name == "sysname")
