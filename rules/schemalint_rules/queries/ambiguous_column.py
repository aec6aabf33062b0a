from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, NamedColumn, Replay, Step, StepRule
from schemalint_rules._queried import Asked, asked, columns_of, owner


class AmbiguousColumn(StepRule):
    """In a query over several tables each column should say whose it is.

    ## What it does
    Reports, once for each query, columns without a table in front where several tables are read: the first of them, with the
    number. Reports each column inside a subquery that is none of the subquery's own tables and means one of the query around it. Names
    that variables or USING may mean, and columns whose tables are not all known, are left alone. What is ambiguous already, and refused
    by the server, is `unknown-column`.

    ## Why is this bad
    The day another of the tables gets a column of that name, the query is refused, or in a routine fails when it runs. In a
    subquery a column that the inner table lacks is silently taken from outside: `IN (SELECT id FROM b)` is true for every row
    when `b` has no `id`.

    ## Fix
    Write the alias or the table in front. No automatic fix: how a query calls its tables is its author's.

    ## References
    - PostgreSQL 17 manual, 7.2.1.1 Joined Tables; MySQL 8.4 manual, 11.2.2 Identifier Qualifiers
    - SQL Server, Subqueries, "Qualify column names in subqueries"
    """

    name = "ambiguous-column"
    severity = "info"
    on = "strict"
    needs = ("queries", "examples")

    good = (
        Good("SELECT a.x FROM a JOIN b ON b.id = a.id;", given="CREATE TABLE a (id int, x int);\nCREATE TABLE b (id int);"),
        Good("SELECT x FROM a WHERE x > 1;", given="CREATE TABLE a (id int, x int);"),
        Good("SELECT a.id FROM a WHERE a.id IN (SELECT id FROM b);", given="CREATE TABLE a (id int);\nCREATE TABLE b (id int);"),
        Good("SELECT id FROM a JOIN b USING (id);", given="CREATE TABLE a (id int);\nCREATE TABLE b (id int);"),
    )  # fmt: skip
    bad = (
        Bad(
            "SELECT amount FROM a JOIN b ON b.id = a.id WHERE note = 'y';",
            at="amount",
            given="CREATE TABLE a (id int, amount int);\nCREATE TABLE b (id int, note text);",
            message="2 columns",
        ),
        Bad(
            "DELETE FROM a WHERE a.id IN (SELECT key FROM b);",
            at="key",
            given="CREATE TABLE a (id int, key int);\nCREATE TABLE b (id int);",
            message="of the query around it",
        ),
        Bad(
            "CREATE VIEW v AS SELECT amount FROM a, b WHERE b.id = a.id;",
            at="amount",
            given="CREATE TABLE a (id int, amount int);\nCREATE TABLE b (id int, z int);",
            dialect="mysql",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        for one in asked(step, replay):
            if one.scope.kind not in ("select", "update", "delete") or not one.scope.relations:
                continue
            if any(columns_of(item, one) is None for item in one.scope.relations):
                continue
            yield from self._scope(one)

    def _scope(self, one: Asked) -> Iterator[Diagnostic]:
        bare: list[NamedColumn] = []
        owned: list[str] = []
        for column in one.scope.columns:
            if column.qualifier is not None or column.clause in ("set", "insert", "using", "order"):
                continue
            found = owner(column, one.number, one)
            if found is None or column.name.value in dict(one.embedded.rows):
                continue
            shown = found.item.table.text if found.item.table is not None else found.item.alias
            if found.scope != one.number:
                yield self.found(
                    column.name.span,
                    f"{one.said + 'column' if one.said else 'Column'} {column.name.value} is none of this subquery's: it is {shown}.{column.name.value} of the query "
                    "around it, for every row of the subquery the same.",
                    subject=one.subject,
                    repair=f"write {found.item.alias or shown}.{column.name.value} if that is meant, else correct the name",
                )  # fmt: skip
            else:
                bare.append(column)
                owned.append(f"{found.item.alias or shown}.{column.name.value}")
        if bare and len(one.scope.relations) > 1:
            count = len(bare)
            says = f"{count} columns do" if count > 1 else f"column {bare[0].name.value} does"
            yield self.found(
                bare[0].name.span,
                f"{one.said}{says} not say of which table they are: one more column of that name in another, and the query is "
                "refused."
                if count > 1
                else f"{one.said}{says} not say of which table it is: one more column of that name in another, and the query is "
                "refused.",
                subject=one.subject,
                repair=f"write {owned[0]}" + (" and so on" if count > 1 else ""),
            )
