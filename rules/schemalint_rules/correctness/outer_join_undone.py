from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Related, Replay, Scope, Step, StepRule
from schemalint_rules._queried import Asked, asked, owner, written

SAID = {"left": "LEFT JOIN", "right": "RIGHT JOIN", "full": "FULL JOIN"}


class OuterJoinUndone(StepRule):
    """What an outer join keeps should not be thrown away by WHERE.

    ## What it does
    Reports a WHERE that demands a value of a column of the outer side of a join: of the table behind LEFT JOIN, of those before
    RIGHT JOIN, of both sides of FULL JOIN. In views, routines, scripts and the queries of documents. Silent where NULL can
    pass: IS NULL, COALESCE, OR with either, IS NOT DISTINCT FROM, and where the condition stands in ON.

    ## Why is this bad
    The rows that the join keeps have NULL there, WHERE drops them, and the outer join gives what an inner one would. Either the
    rows are missed, or the reader is told of rows that never come.

    ## Fix
    Move the condition to the ON of the join, where the rows are to stay; else write JOIN. No automatic fix: both are right for
    somebody.

    ## References
    - PostgreSQL 17 manual, 7.2.1.1 Joined Tables; MySQL 8.4 manual, 10.2.1.9 Outer Join Optimization
    """

    name = "outer-join-undone"
    severity = "warning"
    needs = ("queries", "examples")
    only_with = ("join", "+")

    good = (
        Good("CREATE VIEW v AS SELECT a.id FROM a LEFT JOIN b ON b.id = a.id AND b.x = 1;"),
        Good("CREATE VIEW v AS SELECT a.id FROM a LEFT JOIN b ON b.id = a.id WHERE b.id IS NULL;"),
        Good("CREATE VIEW v AS SELECT a.id FROM a LEFT JOIN b ON b.id = a.id WHERE b.x = 1 OR b.id IS NULL;"),
        Good("CREATE VIEW v AS SELECT a.id FROM a LEFT JOIN b ON b.id = a.id WHERE COALESCE(b.x, 1) = 1 AND a.y > 2;"),
        Good("CREATE VIEW v AS SELECT a.id FROM a JOIN b ON b.id = a.id WHERE b.x = 1;", dialect="tsql"),
    )
    bad = (
        Bad("CREATE VIEW v AS SELECT a.id FROM a LEFT JOIN b ON b.id = a.id WHERE b.x = 1;", at="b.x", message="LEFT JOIN b"),
        Bad(
            "CREATE VIEW v AS SELECT a.id FROM a LEFT JOIN b USING (id) WHERE x = 1 AND a.id > 2;",
            given="CREATE TABLE a (id int);\nCREATE TABLE b (id int, x int);",
            at="x",
        ),
        Bad("CREATE VIEW v AS SELECT b.id FROM a AS c RIGHT JOIN b ON b.id = c.id WHERE c.x LIKE 'y%';", at="c.x", dialect="mysql"),
    )  # fmt: skip

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        for one in asked(step, replay):
            if one.scope.kind == "select" and one.scope.filters and len(one.scope.relations) > 1:
                yield from self._scope(one)

    def _scope(self, one: Asked) -> Iterator[Diagnostic]:
        scope = one.scope
        outer = _outer(scope)
        if not outer:
            return
        told: set[int] = set()
        for column in scope.filters:
            found = owner(column, one.number, one)
            if found is None or found.scope != one.number or found.at not in outer or found.at in told:
                continue
            told.add(found.at)
            item, join = found.item, outer[found.at]
            shown = item.table.text if item.table is not None else item.alias
            name = f"{item.alias or shown}.{column.name.value}"
            yield self.found(
                written(column),
                f"{one.said}WHERE wants a value of {name}, which is NULL in the rows that {SAID[join]} {shown} is there to "
                f"keep: they are dropped, as if it were an inner join."
                if join == "left"
                else f"{one.said}WHERE wants a value of {name}, which is NULL in the rows that the {SAID[join]} beside "
                f"{shown} is there to keep: they are dropped.",
                subject=one.subject,
                repair=f"move the condition on {name} to ON, or write JOIN",
                related=(Related(item.table.span, "joined here"),) if item.table and item.table.span.path else (),
            )


def _outer(scope: Scope) -> dict[int, str]:
    """The relations that an outer join may give NULLs for, each with the kind of the join."""
    found: dict[int, str] = {}
    first = 0
    for at, item in enumerate(scope.relations):
        if not item.join:
            first = at
        if item.join in ("left", "full"):
            found[at] = item.join
        if item.join in ("right", "full"):
            for before in range(first, at):
                found.setdefault(before, item.join)
    return found
