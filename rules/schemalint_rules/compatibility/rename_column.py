from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, RedefineColumn, Replay, Step, StepRule
from schemalint import RenameColumn as RenameColumnChange
from schemalint_rules._clients import afterwards, released_column, users_of
from schemalint_rules._proposals import about


class RenameColumn(StepRule):
    """A column that running clients use should keep its name.

    ## What it does
    Reports the renaming of a column that was there before the change set. Silent where the table has a column of the old name
    again once the change set has run, a generated one for example.

    ## Why is this bad
    Old and new code run side by side during a deployment, and no name is right for both.

    ## Fix
    Add a column of the new name, write to both, copy what is there, read from the new one, and drop the old one a release later.

    ## References
    - PostgreSQL 17 manual, ALTER TABLE (RENAME COLUMN)
    """

    name = "rename-column"
    severity = "warning"
    new_only = True
    changes = ("RenameColumn", "RedefineColumn")

    good = (
        Good("CREATE TABLE x (a int);\nALTER TABLE x RENAME COLUMN a TO b;"),
        Good(
            "ALTER TABLE a RENAME COLUMN b TO c;\nALTER TABLE a ADD COLUMN b int GENERATED ALWAYS AS (c) STORED;",
            given="CREATE TABLE a (id int, b int);",
        ),
    )
    bad = (
        Bad("ALTER TABLE a RENAME COLUMN b TO c;", given="CREATE TABLE a (b int);", at="b", message="public.a.b"),
        Bad("ALTER TABLE a CHANGE b c int;", given="CREATE TABLE a (b int);", at="b", dialect="mysql"),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if isinstance(change, RenameColumnChange):
            old, new, surely = change.column, change.new_name.value, not change.if_exists
        elif isinstance(change, RedefineColumn):
            old, new, surely = change.column, change.definition.name, True
        else:
            return
        if old.value == new:
            return
        found = released_column(change.table, old.value, step, replay, surely=surely)
        if found is None:
            return
        table, column = found
        end = afterwards(step, replay).tables.get(table.ref)
        if end is None or end.column(column.name) is not None:
            return
        yield self.found(
            old.span,
            f"Column {table.ref.text}.{column.name} is renamed to {new} while clients of the last release use its old name: they"
            f" fail.{users_of(table.ref, step, column.name)}",
            subject=about(table, column.name),
            repair=f"add {new} beside it, write to both, and drop {column.name} a release later",
            cause=step.statement.span,
        )
