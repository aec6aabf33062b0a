from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, DropObjects, Good, Replay, Step, StepRule, Subject
from schemalint_rules._clients import afterwards, released_view, users_of

KINDS = {"view": "View", "materialized-view": "Materialized view"}


class DropView(StepRule):
    """A view that running clients may query should not just go.

    ## What it does
    Reports DROP VIEW and DROP MATERIALIZED VIEW of a view that was there before the change set. Silent where a view or table
    of that name is there again once the change set has run, and about what a comment marks as deprecated.

    ## Why is this bad
    Reports and the code of the last release fail on their next query.

    ## Fix
    Release code that no longer queries the view first, and drop it in a later release.

    ## References
    - PostgreSQL 17 manual, DROP VIEW
    """

    name = "drop-view"
    severity = "warning"
    new_only = True
    yields_to = ("drop-cascade",)
    changes = ("DropObjects",)

    good = (
        Good(
            "DROP VIEW v;\nCREATE VIEW v AS SELECT id, 1 AS n FROM a;",
            given="CREATE TABLE a (id int);\nCREATE VIEW v AS SELECT id FROM a;",
        ),
        Good("CREATE VIEW v AS SELECT 1 AS x;\nDROP VIEW v;"),
    )
    bad = (
        Bad("DROP VIEW v;", given="CREATE TABLE a (id int);\nCREATE VIEW v AS SELECT id FROM a;", at="v"),
        Bad(
            "DROP MATERIALIZED VIEW m;",
            given="CREATE TABLE a (id int);\nCREATE MATERIALIZED VIEW m AS SELECT id FROM a;",
            at="m",
            message="Materialized view public.m",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, DropObjects) or change.kind not in KINDS:
            return
        end = afterwards(step, replay)
        for name in change.names:
            view = released_view(name, step)
            if view is None or view.ref in end.views or view.ref in end.tables:
                continue
            kind = "materialized-view" if view.materialized else "view"
            yield self.found(
                name.span,
                f"{KINDS[kind]} {view.ref.text} is dropped while clients of the last release may still query it: they"
                f" fail.{users_of(view.ref, step)}",
                subject=Subject(
                    "materialized-view" if view.materialized else "view", view.schema or None, None, view.name
                ),
                repair="drop it in a release after the one that stops querying it",
                cause=step.statement.span,
            )
