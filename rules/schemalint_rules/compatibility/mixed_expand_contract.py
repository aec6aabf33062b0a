from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AddColumn,
    Applied,
    Bad,
    CreateTable,
    CreateView,
    Diagnostic,
    DropColumn,
    DropObjects,
    Good,
    MigrationRule,
    ObjectName,
    Related,
    RenameColumn,
    RenameObject,
    Replay,
    Step,
)
from schemalint_rules._clients import afterwards, comes_back, released_column, released_table, released_view


class MixedExpandContract(MigrationRule):
    """A migration should either add what new code needs, or take away what old code needed.

    ## What it does
    Reports a migration that both makes tables, columns or views and drops or renames some that were there before it.

    ## Why is this bad
    What adds can run before the new code is there; what takes away must wait until the old code is gone. A migration that does both can
    run at neither time.

    ## Fix
    Cut it in two, and run the second half in a later release.

    ## References
    - PostgreSQL 17 manual, 5.7 Modifying Tables
    """

    name = "mixed-expand-contract"
    severity = "warning"
    on = "strict"
    new_only = True

    good = (
        Good(
            "ALTER TABLE a ADD COLUMN b int;\nCREATE TABLE c (id int);",
            path="db/migrations/000002_b.up.sql",
            files=(("db/migrations/000001_a.up.sql", "CREATE TABLE a (id int);"),),
        ),
        Good(
            "ALTER TABLE a DROP COLUMN b;",
            path="db/migrations/000002_b.up.sql",
            files=(("db/migrations/000001_a.up.sql", "CREATE TABLE a (id int, b int);"),),
        ),
    )
    bad = (
        Bad(
            "ALTER TABLE a ADD COLUMN c int;\nALTER TABLE a DROP COLUMN b;",
            path="db/migrations/000002_b.up.sql",
            files=(("db/migrations/000001_a.up.sql", "CREATE TABLE a (id int, b int);"),),
            at="ALTER TABLE a DROP COLUMN b",
            message="000002_b",
        ),
    )

    def check(self, applied: Applied, replay: Replay) -> Iterator[Diagnostic]:
        grows = next((step for step in applied.steps if _expands(step)), None)
        goes = next((step for step in applied.steps if _contracts(step, replay)), None)
        if grows is None or goes is None:
            return
        yield self.found(
            goes.statement.span,
            f"Migration {applied.migration.name} takes away what old code needs and adds what new code needs: it can run neither before"
            " nor after the deployment.",
            repair="cut it in two, and run what takes away in a later release",
            related=(Related(grows.statement.span, "adds what new code needs"),),
            cause=goes.statement.span,
        )


def _expands(step: Step) -> bool:
    change = step.change
    if isinstance(change, AddColumn):
        return step.before is not step.after
    if isinstance(change, CreateTable):
        return change.kind != "temporary" and step.before is not step.after
    # One that is built anew is neither new nor gone.
    return (
        isinstance(change, CreateView)
        and not change.or_replace
        and step.after.resolve(change.name) not in step.base.views
    )


def _contracts(step: Step, replay: Replay) -> bool:
    change = step.change
    if isinstance(change, DropColumn):
        return released_column(change.table, change.column.value, step, replay) is not None
    if isinstance(change, RenameColumn):
        return released_column(change.table, change.column.value, step, replay) is not None
    if isinstance(change, RenameObject) and change.kind == "table":
        return _loses_its_name(change.name, step, replay)
    if isinstance(change, DropObjects) and change.kind == "table":
        return any(_loses_its_name(name, step, replay) for name in change.names)
    if isinstance(change, DropObjects) and change.kind in ("view", "materialized-view"):
        left = afterwards(step, replay)
        return any(
            (view := released_view(name, step)) is not None
            and view.ref not in left.views
            and view.ref not in left.tables
            for name in change.names
        )
    return False


def _loses_its_name(name: ObjectName, step: Step, replay: Replay) -> bool:
    """Whether clients do not find the table any more; one that is built anew they do."""
    table = released_table(name, step, replay)
    return table is not None and not comes_back(table, step, replay)
