from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Diagnostic,
    Edit,
    Fix,
    Good,
    RefreshView,
    Replay,
    Span,
    Step,
    StepRule,
    Subject,
    View,
    lock_of,
    server,
)
from schemalint_rules._once import once
from schemalint_rules._proposals import spelled_ref
from schemalint_rules._steps import existed


class BlockingRefresh(StepRule):
    """A materialized view in use should be refreshed without locking its readers out.

    ## What it does
    Reports REFRESH MATERIALIZED VIEW without CONCURRENTLY of a view that existed before the change set. The first refresh of a view
    made WITH NO DATA, which cannot run concurrently, and REFRESH … WITH NO DATA are not reported.

    ## Why is this bad
    The refresh holds an ACCESS EXCLUSIVE lock: whoever reads the view waits until its query has run and its indexes are built.

    ## Fix
    CONCURRENTLY is written into the statement where the view has a unique index over plain columns, which it needs.

    ## References
    - PostgreSQL manual, REFRESH MATERIALIZED VIEW, Parameters and Notes
    """

    name = "blocking-refresh"
    severity = "warning"
    dialects = ("postgres",)
    fixes = "safe"
    new_only = True
    changes = ("RefreshView",)

    good = (
        Good(
            "REFRESH MATERIALIZED VIEW CONCURRENTLY totals;",
            given="CREATE MATERIALIZED VIEW totals AS SELECT 1 AS day;\nCREATE UNIQUE INDEX t ON totals (day);",
        ),
        Good("CREATE MATERIALIZED VIEW totals AS SELECT 1 AS day;\nREFRESH MATERIALIZED VIEW totals;"),
        Good(
            "REFRESH MATERIALIZED VIEW totals;",
            given="CREATE MATERIALIZED VIEW totals AS SELECT 1 AS day WITH NO DATA;",
        ),
    )
    bad = (
        Bad(
            "REFRESH MATERIALIZED VIEW totals;",
            given="CREATE MATERIALIZED VIEW totals AS SELECT 1 AS day;\nCREATE UNIQUE INDEX t ON totals (day);",
            at="totals",
            fixed="REFRESH MATERIALIZED VIEW CONCURRENTLY totals;",
        ),
        Bad(
            "REFRESH MATERIALIZED VIEW totals;",
            given="CREATE MATERIALIZED VIEW totals AS SELECT 1 AS day;",
            at="totals",
            message="CREATE UNIQUE INDEX",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, RefreshView) or change.concurrently or not change.with_data:
            return
        view = step.before.views.get(step.before.resolve(change.name))
        if view is None or view.unknown or not existed(view, step) or self._unfilled(view, step, replay):
            return
        usable = any(
            index.unique and index.valid and index.predicate is None and all(part.column for part in index.parts)
            for index in view.indexes
        )
        where = spelled_ref(view.ref, step.before)
        first = "" if usable else f"CREATE UNIQUE INDEX ON {where} (<the columns that tell its rows apart>); then "
        lock = lock_of("refresh-view", "postgres", replay.version)
        assert lock is not None
        yield self.found(
            change.name.span,
            f"Materialized view {view.ref.text} is refreshed under {lock.words} lock:"
            f" {server('postgres', replay.version)} blocks its readers until the query has run.",
            subject=Subject("materialized-view", view.schema or None, None, view.name),
            repair=f"{first}REFRESH MATERIALIZED VIEW CONCURRENTLY {where};",
            fix=self._fix(step) if usable else None,
            cause=step.statement.span,
        )

    def _unfilled(self, view: View, step: Step, replay: Replay) -> bool:
        """Whether the view holds nothing yet, because it was made so and this is its first refresh."""
        if ("data", "false") not in view.options:
            return False
        return _refreshed(replay).get(view.statement, step.number) >= step.number

    def _fix(self, step: Step) -> Fix | None:
        tokens = step.statement.tokens
        if tokens.upper[:3] != ("REFRESH", "MATERIALIZED", "VIEW"):
            return None
        at = tokens.starts[2] + len(tokens.words[2])
        return Fix("Refresh it concurrently", "safe", edits=(Edit(Span(step.statement.path, at, at), " CONCURRENTLY"),))


@once
def _refreshed(replay: Replay) -> dict[Span, int]:
    """The first step that fills each materialized view, by the statement that made the view."""
    found: dict[Span, int] = {}
    for step in replay.steps:
        change = step.change
        if isinstance(change, RefreshView) and change.with_data:
            view = step.before.views.get(step.before.resolve(change.name))
            if view is not None:
                found.setdefault(view.statement, step.number)
    return found
