from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Bad, Diagnostic, FromItem, Good, NamedColumn, Replay, Span, Step, StepRule, option
from schemalint_rules._queried import Asked, asked, now, owner, table_of
from schemalint_rules._tables import keeps_apart

_METHOD = re.compile(r"\.[A-Za-z_]\w*\s*\(")
"""A method of a column, or a routine of a package."""


class CartesianJoin(StepRule):
    """Every relation of a query should be joined to the others by a condition.

    ## What it does
    Reports a relation that no condition of the query connects with those before it: behind a comma, or behind JOIN without a
    condition that names both sides. A written CROSS JOIN, `ON true`, LATERAL, functions in FROM, what gives one row (an aggregate,
    VALUES of one row, a key that is compared with a value) and columns whose table cannot be told are left alone.

    ## Why is this bad
    Each row of one is put beside each row of the other: a thousand and a thousand make a million. Where DISTINCT or GROUP BY folds
    them together again, sums and counts are wrong without a word.

    ## Fix
    Write the missing condition, or CROSS JOIN where every pair is meant. No automatic fix: which columns belong together
    is not known.

    ## References
    - PostgreSQL 17 manual, 7.2.1.1 Joined Tables; MySQL 8.4 manual, JOIN Clause
    - SQL Server, FROM clause: CROSS JOIN
    """

    name = "cartesian-join"
    severity = "info"
    on = "strict"
    needs = ("queries", "examples")

    cross = option(False, "Tell written CROSS JOINs, too.")

    good = (
        Good("SELECT a.x FROM a, b WHERE a.id = b.id;"),
        Good("SELECT a.x FROM a CROSS JOIN b;"),
        Good("SELECT a.x FROM a JOIN b USING (id), unnest(a.list) AS l;"),
        Good("SELECT a.x, m.most FROM a, (SELECT max(y) AS most FROM b) AS m;"),
        Good("SELECT x, y FROM a, b WHERE x = y;", dialect="mysql"),
        Good("SELECT a.x, s.y FROM a, s WHERE s.id = 1;", given="CREATE TABLE s (id int PRIMARY KEY, y int);"),
    )
    bad = (
        Bad("SELECT a.x, c.y FROM a, other c WHERE a.x > 1;", at="other"),
        Bad("CREATE VIEW v AS SELECT a.x, c.y FROM a JOIN b ON b.id = a.id JOIN other c ON b.id = a.id;", at="other", message="every row"),
        Bad("SELECT a.x FROM a CROSS JOIN other;", at="other", options={"cross": True}),
        Bad("SELECT a.x, c.y FROM a, other c;", at="other", dialect="tsql"),
    )  # fmt: skip

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        for one in asked(step, replay):
            if one.scope.kind == "select" and len(one.scope.relations) > 1:
                yield from self._scope(one)

    def _scope(self, one: Asked) -> Iterator[Diagnostic]:
        scope = one.scope
        groups = list(range(len(scope.relations)))

        def find(at: int) -> int:
            while groups[at] != at:
                at = groups[at]
            return at

        for at, item in enumerate(scope.relations):
            crossed = item.join == "cross" and not self.cross
            if at and (crossed or item.natural or item.using or item.lateral or item.opaque or item.function):
                groups[find(at)] = find(at - 1)
        if _unclear(one) or all(find(at) == find(0) for at in groups):
            return
        places = _named(one)
        pinned: dict[int, set[str]] = {}
        for condition in scope.conditions:
            if one.replay.dialect in ("tsql", "oracle") and _METHOD.search(one.text(condition)):
                return  # the column before a method is not told
            inside: set[int] = set()
            for start, column, number in places:
                if condition.start <= start < condition.end:
                    found = owner(column, number, one)
                    if found is None:
                        return
                    if found.scope == one.number:
                        inside.add(found.at)
            if not inside:
                return  # ON true, or what is asked of nothing here
            first = min(inside)
            for at in inside:
                groups[find(at)] = find(first)
        for operation in scope.operations:
            if operation.firm and operation.operator == "=" and not operation.negated:
                sides = (operation.left, *operation.right)
                for side, other in (sides, sides[::-1]):
                    if side.kind == "column" and side.column is not None and other.column is None:
                        found = owner(side.column, one.number, one)
                        if found is not None and found.scope == one.number:
                            pinned.setdefault(found.at, set()).add(side.column.name.value)
        root = find(0)
        told: set[int] = set()
        for at, item in enumerate(scope.relations):
            if find(at) in (root, *told) or _gives_one_row(item, pinned.get(at, set()), one):
                continue
            if root == 0 and _gives_one_row(scope.relations[0], pinned.get(0, set()), one):
                root = find(at)  # one row beside many multiplies nothing
                continue
            told.add(find(at))
            shown = item.table.text if item.table is not None else item.alias
            others = ", ".join(
                other.table.text if other.table is not None else other.alias
                for index, other in enumerate(scope.relations[:at])
                if find(index) == root
            )
            span = item.table.span if item.table is not None else _place(one)
            yield self.found(
                span,
                f"{one.said + 'no' if one.said else 'No'} condition connects {shown} with {others or 'the rest'}: every row of one is put beside every row "
                "of the other.",
                subject=one.subject,
                repair="write the condition that joins them, or CROSS JOIN where every pair is meant",
            )


def _unclear(one: Asked) -> bool:
    """Whether the query names so little that its relations cannot be told apart: a body half understood."""
    return not one.embedded.exact or any(not item.alias for item in one.scope.relations)


def _named(one: Asked) -> list[tuple[int, NamedColumn, int]]:
    """Every column of the query with its place and its scope, those left out that are variables or fields of one."""
    aliases = {item.alias for scope in one.query.scopes for item in scope.relations}
    variables = (one.embedded.variables | {name for name, _ in one.embedded.rows}) - aliases
    return [
        (column.name.span.start, column, number)
        for number, scope in enumerate(one.query.scopes)
        for column in scope.columns
        if (column.qualifier.value if column.qualifier else column.name.value) not in variables
    ]


def _gives_one_row(item: FromItem, pinned: set[str], one: Asked) -> bool:
    if item.scope is not None:
        inner = one.query.scopes[item.scope]
        if inner.kind == "values" or (inner.kind == "select" and not inner.relations):
            return True
        return inner.aggregated or inner.limit is not None
    table = table_of(item, one.step.before)
    if table is None:
        return bool(pinned) or (item.table is not None and item.table.value.lower().startswith(("dual", "v$")))
    return keeps_apart(now(table, one), pinned)


def _place(one: Asked) -> Span:
    for output in one.scope.outputs:
        if output.span.end > output.span.start:
            return output.span
    return one.embedded.span
