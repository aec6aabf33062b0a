from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Column, Diagnostic, Good, Operand, Operation, Replay, Step, StepRule, Table, built_in
from schemalint_rules._queried import Asked, asked, now, stored_column
from schemalint_rules._tables import Path, paths

NO_CHANGE = frozenset(("text", "varchar", "character varying"))
"""Types to which PostgreSQL casts a character column without touching its values, so that its index still serves."""


class FunctionOnIndexedColumn(StepRule):
    """A condition on what a function makes of a column cannot use the column's index.

    ## What it does
    Reports conditions of WHERE and ON in which a function, a cast or arithmetic stands over a column that leads an index or
    key, and that is compared with a value: `lower(email) = 'x'`, `date(created_at) = …`, `id + 1 > 5`. Judged against the catalogue:
    silent where an index on that expression, or on a generated column, serves, and where the column leads no index.

    ## Why is this bad
    The index is ordered by the column, not by what the function gives: the whole table is read though an index is there.

    ## Fix
    Turn the condition round so that the column stands alone (`created_at >= '2024-05-01' AND created_at < '2024-05-02'`), or index the
    expression. No automatic fix: which of them is right depends on the function.

    ## References
    - PostgreSQL 17 manual, 11.7 Indexes on Expressions; MySQL 8.4 manual, CREATE INDEX, Functional Key Parts
    - SQLite, Indexes On Expressions; Oracle Database SQL Language Reference, CREATE INDEX, function-based indexes
    """

    name = "function-on-indexed-column"
    severity = "info"
    on = "strict"
    needs = ("queries", "examples")

    good = (
        Good("SELECT id FROM a WHERE lower(x) = 'b';", given="CREATE TABLE a (id int, x text);"),
        Good("SELECT id FROM a WHERE x = 'b';", given="CREATE TABLE a (id int, x text UNIQUE);"),
        Good(
            "SELECT id FROM a WHERE lower(x) = 'b';",
            given="CREATE TABLE a (id int, x text UNIQUE);\nCREATE INDEX i ON a (lower(x));",
        ),
        Good("SELECT id FROM a WHERE x::text = 'b';", given="CREATE TABLE a (id int, x varchar(9) UNIQUE);"),
    )
    bad = (
        Bad("SELECT id FROM a WHERE lower(x) = 'b';", at="lower(x) = 'b'", given="CREATE TABLE a (id int, x text UNIQUE);", message="lower"),
        Bad("SELECT id FROM a WHERE t::date = '2024-05-01';", at="t::date = '2024-05-01'", given="CREATE TABLE a (id int, t timestamptz);\nCREATE INDEX i ON a (t);", message="index i (t)"),
        Bad("CREATE VIEW v AS SELECT id FROM a WHERE YEAR(t) = 2024;", at="YEAR(t) = 2024", given="CREATE TABLE a (id int, t datetime, KEY i (t));", dialect="mysql"),
        Bad("SELECT id FROM a WHERE id + 1 > 5;", at="id + 1 > 5", given="CREATE TABLE a (id int PRIMARY KEY);", dialect="sqlite"),
        Bad("SELECT x FROM a WHERE UPPER(x) = 'B';", at="UPPER(x) = 'B'", given="CREATE TABLE a (x varchar2(9) PRIMARY KEY);", dialect="oracle"),
    )  # fmt: skip

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        for one in asked(step, replay):
            for operation in one.scope.operations:
                if (
                    operation.firm
                    and not operation.negated
                    and operation.operator not in ("<>", "+", "-", "*", "/", "%")
                ):
                    yield from self._operation(operation, one)

    def _operation(self, operation: Operation, one: Asked) -> Iterator[Diagnostic]:
        sides = (operation.left, operation.right[0])
        for side, other in (sides, sides[::-1]):
            if side.kind not in ("call", "cast", "arithmetic") or side.column is None or _is_no_function(side):
                continue
            if side is not operation.left and operation.operator in ("IN", "BETWEEN", "LIKE", "ILIKE"):
                continue
            if other.column is not None and stored_column(other.column, one.number, one) is not None:
                continue
            if operation.operator in ("LIKE", "ILIKE") and other.text[:1] in ("%", "_", ""):
                continue
            found = stored_column(side.column, one.number, one)
            if found is None:
                continue
            table, column = now(found[0], one), found[1]
            idle = _index(table, column, one)
            if idle is None or _serves(side, table, column) or _leaves_order(side, column, one):
                continue
            what = {"call": f"{side.text}()", "cast": f"a cast to {side.text or 'another type'}"}.get(
                side.kind, "arithmetic"
            )
            shown = f"{one.said}t" if one.said else "T"
            yield self.found(
                operation.span,
                f"{shown}he condition asks what {what} makes of {table.ref.text}.{column.name}: {idle.said} is ordered by the "
                "column itself and cannot be used.",
                subject=one.subject,
                repair="turn the condition round so that the column stands alone, or index the expression",
            )
            return


def _is_no_function(side: Operand) -> bool:
    return side.kind == "call" and side.text in ("array", "any", "all", "row", "tuple", "exists", "unnest", "match", "contains", "freetext")  # fmt: skip


def _index(table: Table, column: Column, one: Asked) -> Path | None:
    """The first ordered index that the column leads."""
    for path in paths(table, one.replay.dialect):
        if path.parts and path.parts[0].column == column.name and path.valid and path.method in ("btree", "hash"):
            return path
    return None


def _serves(side: Operand, table: Table, column: Column) -> bool:
    """Whether an index over an expression of the column, or over a column generated from it, may be meant."""
    derived = {one.name for one in table.columns if one.generated is not None and column.name in one.generated.columns}
    for index in table.indexes:
        for part in index.parts:
            if part.column in derived and derived:
                return True
            if part.expression is not None and column.name in part.expression.columns:
                calls = part.expression.calls
                if side.kind != "call" or not calls or side.text in {call.rpartition(".")[2] for call in calls}:
                    return True
    return False


def _leaves_order(side: Operand, column: Column, one: Asked) -> bool:
    """Whether the index serves all the same: a cast that only changes the name of the type, or one that the server undoes."""
    if side.kind != "cast" or column.type is None:
        return False
    to = side.text.partition("(")[0].lower()
    if one.replay.dialect == "tsql" and to == "date":
        return True  # the server asks for the range of that day
    same = column.type.family in ("varchar", "text") and to in NO_CHANGE and "(" not in side.text
    return same or not to or (one.replay.dialect == "postgres" and _is_own_type(side.text, column))


def _is_own_type(written: str, column: Column) -> bool:
    """Whether a cast names the type the column has: PostgreSQL leaves such a cast out."""
    fact = built_in("postgres").get(" ".join(written.upper().split()))
    return column.type is not None and fact is not None and fact.name == column.type.text
