from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    CreateRoutine,
    CreateView,
    Diagnostic,
    Embedded,
    FromItem,
    Good,
    NamedColumn,
    Query,
    Related,
    Replay,
    Scope,
    Step,
    StepRule,
    Subject,
)
from schemalint_rules._outputs import outputs
from schemalint_rules._steps import ref_of

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
    - PostgreSQL manual, 7.2.1.1 Joined Tables; MySQL 8.4 manual, 10.2.1.9 Outer Join Optimization
    """

    name = "outer-join-undone"
    severity = "warning"
    needs = ("queries",)

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
        if step.change is not step.reading.changes[0]:
            return  # each statement once
        for embedded in step.reading.queries:
            query = embedded.query
            for scope in query.scopes:
                if scope.kind == "select" and scope.filters and len(scope.relations) > 1:
                    yield from self._scope(scope, embedded, query, step, replay)

    def _scope(
        self, scope: Scope, embedded: Embedded, query: Query, step: Step, replay: Replay
    ) -> Iterator[Diagnostic]:
        outer = _outer(scope)
        if not outer:
            return
        told: set[int] = set()
        for column in scope.filters:
            at = _owner(column, scope, embedded, query, step, replay)
            if at is None or at not in outer or at in told:
                continue
            told.add(at)
            item, join = scope.relations[at], outer[at]
            shown = item.table.text if item.table is not None else item.alias
            span = column.qualifier.span.to(column.name.span) if column.qualifier else column.name.span
            name = f"{item.alias or shown}.{column.name.value}"
            yield self.found(
                span,
                f"{_said(step)}WHERE wants a value of {name}, which is NULL in the rows that {SAID[join]} {shown} is there to "
                f"keep: they are dropped, as if it were an inner join."
                if join == "left"
                else f"{_said(step)}WHERE wants a value of {name}, which is NULL in the rows that the {SAID[join]} beside "
                f"{shown} is there to keep: they are dropped.",
                subject=_subject(step),
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


def _owner(
    column: NamedColumn, scope: Scope, embedded: Embedded, query: Query, step: Step, replay: Replay
) -> int | None:
    """The relation that a column belongs to; None where that cannot be told."""
    if column.qualifier is not None:
        named = column.qualifier
        fits = [
            at
            for at, item in enumerate(scope.relations)
            if item.alias == named.value
            and (named.schema is None or (item.table is not None and item.table.text == named.text))
        ]
        return fits[0] if len(fits) == 1 else None
    name = column.name.value
    shared = any(item.natural or any(one.value == name for one in item.using) for item in scope.relations)
    if shared or not embedded.exact or name in embedded.variables:
        return None  # a shared column is taken from the side that has it
    holding: list[int] = []
    for at, item in enumerate(scope.relations):
        columns = _columns(item, query, step, replay)
        if columns is None:
            return None
        if name in columns:
            holding.append(at)
    return holding[0] if len(holding) == 1 else None


def _columns(item: FromItem, query: Query, step: Step, replay: Replay) -> frozenset[str] | None:
    """The columns of a relation; None where they are not all known."""
    if item.opaque or item.function is not None or item.columns:
        return None
    if item.scope is not None:
        given = outputs(query, item.scope, step, replay)
        return frozenset(one.name for one in given) if given is not None else None
    if item.table is None:
        return None
    ref = ref_of(item.table, step.before)
    table = step.before.table(ref)
    if table is None or table.unknown or table.assumed or table.as_query or step.before.is_muted(ref):
        return None
    return frozenset(one.name for one in table.columns)


def _said(step: Step) -> str:
    """Whose query it is, for messages."""
    change = step.change
    if isinstance(change, CreateView):
        return f"In view {ref_of(change.name, step.after).text}, "
    return f"In routine {change.name.text}, " if isinstance(change, CreateRoutine) else ""


def _subject(step: Step) -> Subject | None:
    change = step.change
    if isinstance(change, CreateView):
        ref = ref_of(change.name, step.after)
        return Subject("materialized-view" if change.materialized else "view", ref.schema or None, None, ref.name)
    if isinstance(change, CreateRoutine):
        schema = change.name.schema.value if change.name.schema else step.after.default_schema
        return Subject("routine", schema or None, None, change.name.value)
    return None
