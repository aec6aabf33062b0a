from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Replay, SetNullable, Step, StepRule
from schemalint_rules._clients import afterwards, released_column
from schemalint_rules._proposals import about


class DropNotNull(StepRule):
    """Clients that never met NULL in a column should be ready for it before it may hold one.

    ## What it does
    Reports DROP NOT NULL of a column that was there before the change set.

    ## Why is this bad
    The code of the last release reads the column into a type that has no NULL, and fails on the first row that holds one.

    ## Fix
    Release code that reads NULL first.

    ## References
    - PostgreSQL 17 manual, ALTER TABLE (SET/DROP NOT NULL)
    """

    name = "drop-not-null"
    severity = "info"
    new_only = True
    changes = ("SetNullable",)

    good = (
        Good("ALTER TABLE a ALTER b DROP NOT NULL;", given="CREATE TABLE a (b int);"),
        Good("ALTER TABLE a ALTER b SET NOT NULL;", given="CREATE TABLE a (b int);"),
    )
    bad = (
        Bad(
            "ALTER TABLE a ALTER b DROP NOT NULL;",
            given="CREATE TABLE a (b int NOT NULL);",
            at="b",
            message="public.a.b",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, SetNullable) or not change.nullable:
            return
        found = released_column(change.table, change.column.value, step, replay)
        if found is None or found[1].nullable:
            return
        table, column = found
        end = afterwards(step, replay).tables.get(table.ref)
        held = end.column(column.name) if end else None
        if held is None or not held.nullable:
            return
        yield self.found(
            change.column.span,
            f"Column {table.ref.text}.{column.name} may hold NULL from now on, and clients of the last release have never met one"
            " there.",
            subject=about(table, column.name),
            repair="release code that reads NULL first",
            cause=step.statement.span,
        )
