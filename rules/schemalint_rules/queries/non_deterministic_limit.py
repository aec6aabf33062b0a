from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Replay, Span, Step, StepRule
from schemalint_rules._queried import Asked, asked, now, owner, table_of
from schemalint_rules._tables import keeps_apart


class NonDeterministicLimit(StepRule):
    """What takes some of the rows should say which.

    ## What it does
    Reports LIMIT, FETCH FIRST, TOP and Oracle's `ROWNUM <` in a query without ORDER BY. Silent inside EXISTS and IN, where any rows do
    or none can be told from others, where a key is compared with a value, where an aggregate gives one row anyway, where rows are locked
    for work (FOR UPDATE), where only literals are selected, and about `LIMIT 0` and `TOP 100 PERCENT`. A sorted subquery that is all
    that is read gives an order, but not in MariaDB, which leaves its ORDER BY out.

    ## Why is this bad
    The server gives whichever rows it meets first. They change with the plan, with an index, with VACUUM and from one page
    of a list to the next, and the same test passes today and fails tomorrow.

    ## Fix
    Write ORDER BY with columns that tell the rows apart. No automatic fix: which order is meant is not known.

    ## References
    - PostgreSQL 17 manual, 7.6 LIMIT and OFFSET; MySQL 8.4 manual, 10.2.1.19 LIMIT Query Optimization
    - MariaDB, Why is ORDER BY in a FROM Subquery Ignored?
    - SQL Server, TOP; Oracle Database SQL Language Reference, ROWNUM Pseudocolumn
    """

    name = "non-deterministic-limit"
    severity = "info"
    on = "strict"
    needs = ("queries", "examples")

    good = (
        Good("SELECT x FROM a ORDER BY x LIMIT 5;"),
        Good("DELETE FROM a WHERE id IN (SELECT id FROM a WHERE old LIMIT 1000);"),
        Good("SELECT x FROM a WHERE id = 7 LIMIT 1;", given="CREATE TABLE a (id int PRIMARY KEY, x int);"),
        Good("SELECT count(*) FROM a LIMIT 1;"),
        Good("SELECT 1 FROM a WHERE x = 2 LIMIT 1;"),
        Good("SELECT TOP (10) x FROM a ORDER BY x;", dialect="tsql"),
        Good("SELECT * FROM (SELECT x FROM a ORDER BY x) WHERE ROWNUM <= 5;", dialect="oracle"),
    )
    bad = (
        Bad("SELECT x FROM a LIMIT 5;", at="LIMIT", message="ORDER BY"),
        Bad("CREATE VIEW v AS SELECT x FROM a FETCH FIRST 5 ROWS ONLY;", at="FETCH"),
        Bad("SELECT TOP (10) x FROM a;", at="TOP", dialect="tsql"),
        Bad("SELECT x FROM a LIMIT 10, 5;", at="LIMIT", dialect="mysql"),
        Bad("SELECT x FROM (SELECT x FROM a ORDER BY x) AS b LIMIT 5;", at="LIMIT", dialect="mariadb"),
        Bad("SELECT x FROM a WHERE ROWNUM <= 5;", at="ROWNUM <= 5", dialect="oracle"),
        Bad("SELECT x FROM a WHERE ROWNUM <= 5 ORDER BY x;", at="ROWNUM <= 5", dialect="oracle", message="before they are sorted"),
    )  # fmt: skip

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        for one in asked(step, replay):
            if one.scope.kind not in ("select", "set") or one.scope.role in ("exists", "in"):
                continue
            limit, sorted_later = _bound(one)
            if limit is None or one.scope.aggregated or one.scope.locking or _one_row(one) or _any_do(one):
                continue
            if sorted_later:
                message = (
                    "the rows are counted by ROWNUM before they are sorted: ORDER BY sorts whichever were met first"
                )
                repair = "put the sorted query into a subquery, or use FETCH FIRST"
            else:
                message = "the rows are cut off with no ORDER BY: which of them are given changes from run to run"
                repair = "add ORDER BY with columns that tell the rows apart"
            shown = one.said + message if one.said else message[0].upper() + message[1:]
            yield self.found(limit, f"{shown}.", subject=one.subject, repair=repair)


def _bound(one: Asked) -> tuple[Span | None, bool]:
    """What bounds the rows without an order, and whether they are sorted only afterwards."""
    scope = one.scope
    if scope.limit is not None:
        return (None if scope.ordered or _sorted_inside(one) else scope.limit), False
    for operation in scope.operations:
        if operation.firm and operation.left.text == "ROWNUM" and operation.operator in ("<", "<=", "="):
            if _sorted_inside(one):
                return None, False
            return operation.span, scope.ordered
    return None, False


def _sorted_inside(one: Asked) -> bool:
    """Whether the only thing read is a sorted subquery, the order of which servers keep; MariaDB alone forgets it."""
    items = one.scope.relations
    if len(items) != 1 or items[0].scope is None or one.replay.dialect == "mariadb":
        return False
    return one.query.scopes[items[0].scope].ordered


def _any_do(one: Asked) -> bool:
    """Whether nothing is taken from the rows: only whether there are any is asked; or there is nothing to take them from."""
    scope = one.scope
    if scope.kind == "set":
        return False
    if not scope.relations or all(item.opaque and item.table is None and not item.aliased for item in scope.relations):
        return True
    return bool(scope.outputs) and all(output.literal for output in scope.outputs)


def _one_row(one: Asked) -> bool:
    """Whether a key of each table is compared with a value, or the only relation gives one row."""
    pinned: dict[int, set[str]] = {}
    for operation in one.scope.operations:
        if operation.firm and operation.operator == "=" and not operation.negated:
            for side, other in ((operation.left, operation.right[0]), (operation.right[0], operation.left)):
                if side.kind == "column" and side.column is not None and other is not side:
                    found = owner(side.column, one.number, one)
                    if found is not None and found.scope == one.number:
                        pinned.setdefault(found.at, set()).add(side.column.name.value)
    for at, item in enumerate(one.scope.relations):
        table = table_of(item, one.step.before)
        if table is None:
            inner = one.query.scopes[item.scope] if item.scope is not None else None
            if inner is None or not (inner.aggregated or (inner.kind == "select" and not inner.relations)):
                return False
        elif not keeps_apart(now(table, one), pinned.get(at, set())):
            return False
    return bool(one.scope.relations)
