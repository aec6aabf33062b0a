from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Column, Diagnostic, Good, Operation, Replay, Step, StepRule, Table
from schemalint_rules._queried import Asked, asked, now, stored_column
from schemalint_rules._tables import paths


class LeadingWildcard(StepRule):
    """A pattern that begins with a wildcard cannot use an ordered index.

    ## What it does
    Reports LIKE and ILIKE in WHERE and ON with a pattern that begins with `%` or `_`, literal or put together (`'%' || x`), over a
    column of a table that is known. Silent where a trigram or full-text index of the column serves such searches, and
    about NOT LIKE, which no index serves anyhow.

    ## Why is this bad
    An ordered index finds what begins with a text, not what holds or ends with it: every row is read, at each call.

    ## Fix
    Search by a prefix, or make an index for such searches: `gin (column gin_trgm_ops)` in PostgreSQL, FULLTEXT in MySQL and SQL Server,
    FTS5 in SQLite, CONTEXT in Oracle; for endings an index over the reversed text. No automatic fix: each costs writes.

    ## References
    - PostgreSQL 17 manual, 11.2.1 B-Tree, F.33 pg_trgm; MySQL 8.4 manual, 10.3.9 Comparison of B-Tree and Hash Indexes
    - SQLite, The LIKE Optimization
    """

    name = "leading-wildcard"
    severity = "info"
    on = "strict"
    needs = ("queries", "examples")

    good = (
        Good("SELECT id FROM a WHERE x LIKE 'b%';", given="CREATE TABLE a (id int, x text);"),
        Good(
            "SELECT id FROM a WHERE x LIKE '%b%';",
            given="CREATE TABLE a (id int, x text);\nCREATE INDEX i ON a USING gin (x gin_trgm_ops);",
        ),
        Good("SELECT id FROM a WHERE x NOT LIKE '%b';", given="CREATE TABLE a (id int, x text);", dialect="mysql"),
    )
    bad = (
        Bad("SELECT id FROM a WHERE x LIKE '%b';", at="x LIKE '%b'", given="CREATE TABLE a (id int, x text);"),
        Bad(
            "CREATE VIEW v AS SELECT id FROM a WHERE lower(x) LIKE '%b%';",
            at="lower(x) LIKE '%b%'",
            given="CREATE TABLE a (id int, x text);",
        ),
        Bad("SELECT id FROM a WHERE x LIKE CONCAT('%', @q);", at="x LIKE CONCAT('%'", given="CREATE TABLE a (id int, x varchar(9), KEY i (x));", dialect="mysql", message="index i (x)"),
        Bad("SELECT id FROM a WHERE x LIKE '%' + @q;", at="x LIKE '%'", given="CREATE TABLE a (id int, x varchar(9));", dialect="tsql"),
    )  # fmt: skip

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        for one in asked(step, replay):
            for operation in one.scope.operations:
                if operation.operator not in ("LIKE", "ILIKE") or operation.negated or not _begins_wild(operation):
                    continue
                if operation.clause not in ("where", "join") or operation.left.column is None:
                    continue
                found = stored_column(operation.left.column, one.number, one)
                if found is None:
                    continue
                table, column = now(found[0], one), found[1]
                if not _serves(table, column, one):
                    yield self._found(operation, table, column, one)

    def _found(self, operation: Operation, table: Table, column: Column, one: Asked) -> Diagnostic:
        led = [path for path in paths(table, one.replay.dialect) if path.parts and path.parts[0].column == column.name]
        idle = f", {led[0].said} cannot help" if led else ""
        shown = f"{one.said}a" if one.said else "A"
        return self.found(
            operation.span,
            f"{shown} pattern for {table.ref.text}.{column.name} begins with a wildcard: every row is read{idle}.",
            subject=one.subject,
            repair=_REPAIRS.get(one.replay.dialect, "search by a prefix, or make a full-text index").format(
                table=table.ref.text, column=column.name
            ),
        )


_REPAIRS = {
    "postgres": "search by a prefix, or CREATE INDEX ON {table} USING gin ({column} gin_trgm_ops);",
    "mysql": "search by a prefix, or ALTER TABLE {table} ADD FULLTEXT ({column}) and ask with MATCH",
    "mariadb": "search by a prefix, or ALTER TABLE {table} ADD FULLTEXT ({column}) and ask with MATCH",
    "sqlite": "search by a prefix, or keep {column} of {table} in an FTS5 table with the trigram tokenizer",
    "tsql": "search by a prefix, or make a full-text index on {table} ({column}) and ask with CONTAINS",
    "oracle": "search by a prefix, or make a CONTEXT index on {table} ({column}) and ask with CONTAINS",
}


def _begins_wild(operation: Operation) -> bool:
    pattern = operation.right[0]
    if pattern.kind == "concat":
        return pattern.text[:1] in ("%", "_") if pattern.text else False
    return pattern.kind in ("string", "national") and pattern.text[:1] in ("%", "_") and bool(pattern.text.strip("%"))


def _serves(table: Table, column: Column, one: Asked) -> bool:
    """Whether an index finds texts inside the column."""
    if table.kind == "virtual":
        return True
    for index in table.indexes:
        if index.method not in ("gin", "gist", "fulltext", "spgist", "pgroonga", "rum") and index.method == "btree":
            continue
        for part in index.parts:
            within = part.expression is not None and column.name in part.expression.columns
            if part.column == column.name or within:
                return True
    return False
