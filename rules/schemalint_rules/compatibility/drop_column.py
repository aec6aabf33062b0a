from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Replay, Step, StepRule
from schemalint import DropColumn as DropColumnChange
from schemalint_rules._clients import afterwards, released_column, users_of
from schemalint_rules._proposals import about


class DropColumn(StepRule):
    """A column that running clients may use should not just go.

    ## What it does
    Reports DROP COLUMN of a column that was there before the change set. Silent where the table has a column of that name again
    once the change set has run, and about what a comment marks as deprecated. Views and routines that name it are named.

    ## Why is this bad
    Old and new code run side by side during a deployment. The old code names the column in its INSERT and SELECT statements, and
    many mappers name every column always. What is in it is gone for good.

    ## Fix
    Release code that no longer names the column first, and drop it in a later release.

    ## References
    - PostgreSQL 17 manual, ALTER TABLE (DROP COLUMN)
    """

    name = "drop-column"
    severity = "warning"
    new_only = True
    yields_to = ("contract-too-soon",)
    changes = ("DropColumn",)

    good = (
        Good("ALTER TABLE a ADD COLUMN b int;\nALTER TABLE a DROP COLUMN b;", given="CREATE TABLE a (id int);"),
        Good("ALTER TABLE a DROP b, ADD b bigint;", given="CREATE TABLE a (id int, b int);", dialect="mysql"),
        Good(
            "ALTER TABLE a DROP COLUMN b;",
            given="CREATE TABLE a (id int, b int);\nCOMMENT ON COLUMN a.b IS 'deprecated, see c';",
        ),
    )
    bad = (
        Bad("ALTER TABLE a DROP COLUMN b;", given="CREATE TABLE a (id int, b int);", at="b", message="public.a.b"),
        Bad("ALTER TABLE a DROP COLUMN b;", given="CREATE TABLE a (id int, b int);", at="b", dialect="tsql"),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, DropColumnChange):
            return
        found = released_column(change.table, change.column.value, step, replay, surely=not change.if_exists)
        if found is None:
            return
        table, column = found
        end = afterwards(step, replay).tables.get(table.ref)
        if end is None or end.column(column.name) is not None:
            return
        yield self.found(
            change.column.span,
            f"Column {table.ref.text}.{column.name} is dropped while clients of the last release may still name it: their"
            f" statements fail, and its contents are gone.{users_of(table.ref, step, column.name)}",
            subject=about(table, column.name),
            repair="drop it in a release after the one that stops naming it",
            cause=step.statement.span,
        )
