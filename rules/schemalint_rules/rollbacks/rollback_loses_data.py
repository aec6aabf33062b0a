from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Applied,
    Bad,
    Diagnostic,
    DropColumn,
    DropObjects,
    Good,
    MigrationRule,
    Related,
    Replay,
    Step,
    WriteRows,
)


class RollbackLosesData(MigrationRule):
    """A rollback that throws away what was written since should be known to.

    ## What it does
    Reports a down part that drops a column or table with what was written into it since the migration ran, or deletes rows. A table
    that the migration itself makes goes with its rows; that is what taking it back means, and is not told. One finding a
    migration, and none about what is released already.

    ## Why is this bad
    Who rolls back an hour after the release loses an hour of data, and learns of it afterwards.

    ## Fix
    None: copy what must be kept into a table of its own first, or go forward with a new migration instead.

    ## References
    - PostgreSQL 17 manual, ALTER TABLE (DROP COLUMN)
    """

    name = "rollback-loses-data"
    severity = "info"
    new_only = True
    needs = ("downs",)

    good = (
        Good(
            "DROP TABLE a;",
            path="db/migrations/000001_a.down.sql",
            files=(("db/migrations/000001_a.up.sql", "CREATE TABLE a (id int);"),),
        ),
    )
    bad = (
        Bad(
            "ALTER TABLE a DROP COLUMN b;",
            path="db/migrations/000002_b.down.sql",
            files=(
                ("db/migrations/000001_a.up.sql", "CREATE TABLE a (id int);"),
                ("db/migrations/000001_a.down.sql", "DROP TABLE a;"),
                ("db/migrations/000002_b.up.sql", "ALTER TABLE a ADD COLUMN b int;"),
            ),
            at="ALTER TABLE a DROP COLUMN b",
            message="public.a.b",
        ),
    )

    def check(self, applied: Applied, replay: Replay) -> Iterator[Diagnostic]:
        if applied.back is None or not applied.steps:
            return
        told = [(step, words) for step in applied.back.steps if (words := _lost(step, applied))]
        if not told:
            return
        step, words = told[0]
        more = f", and {len(told) - 1} more" if len(told) > 1 else ""
        yield self.found(
            step.statement.span,
            f"The rollback of migration {applied.migration.name} loses {words}{more}: what was written there since the migration ran.",
            repair="copy what must be kept into a table of its own first",
            related=[Related(one.statement.span, f"loses {also}") for one, also in told[1:11]],
            cause=step.statement.span,
        )


def _lost(step: Step, applied: Applied) -> str:
    """What the step throws away that the migration did not make as a whole."""
    before = applied.steps[0].before
    change = step.change
    if isinstance(change, DropColumn):
        ref = step.before.resolve(change.table)
        held = step.before.tables.get(ref)
        column = held.column(change.column.value) if held else None
        if ref in before.tables and column is not None and column.generated is None:
            return f"column {ref.text}.{change.column.value}"
    elif isinstance(change, DropObjects) and change.kind == "table":
        for name in change.names:
            ref = step.before.resolve(name)
            if ref in before.tables and ref in step.before.tables:
                return f"table {ref.text}"
    elif isinstance(change, WriteRows) and change.verb in ("delete", "truncate") and change.tables:
        ref = step.before.resolve(change.tables[0])
        if ref in before.tables and not change.filtered:
            return f"the rows of table {ref.text}"
    return ""
