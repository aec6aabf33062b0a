from __future__ import annotations

from collections.abc import Iterator

from schemalint import AddColumn, Bad, Diagnostic, DropColumn, Good, Related, Replay, Step, StepRule, WriteRows
from schemalint_rules._clients import afterwards, released_column
from schemalint_rules._proposals import about
from schemalint_rules._steps import around


class ContractTooSoon(StepRule):
    """What takes the place of a column should be released before the column goes.

    ## What it does
    Reports DROP COLUMN of a column that was there before the change set where the same change set adds a column to that table and
    copies the old one into it: expanding and contracting happen at once.

    ## Why is this bad
    There is no moment at which both the old and the new code work, so the deployment cannot go without an outage, and not back.

    ## Fix
    Add and fill the new column in this release, let the code write to both, and drop the old one in a later release.

    ## References
    - PostgreSQL 17 manual, 5.7 Modifying Tables
    """

    name = "contract-too-soon"
    severity = "warning"
    new_only = True
    changes = ("DropColumn",)

    good = (
        Good("ALTER TABLE a ADD COLUMN c int;\nUPDATE a SET c = b;", given="CREATE TABLE a (b int);"),
        Good("ALTER TABLE a DROP COLUMN b;", given="CREATE TABLE a (b int);"),
    )
    bad = (
        Bad(
            'ALTER TABLE a ADD COLUMN c text;\nUPDATE a SET c = b WHERE b IS NOT NULL;\nALTER TABLE a DROP COLUMN "b";',
            given="CREATE TABLE a (b int);",
            at='"b"',
            message="public.a.c",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, DropColumn):
            return
        found = released_column(change.table, change.column.value, step, replay)
        if found is None:
            return
        table, column = found
        added: dict[str, Step] = {}
        for other in around(step, replay):
            if other is step:
                break
            if other.base is not step.base:
                continue
            if isinstance(other.change, AddColumn) and other.before.resolve(other.change.table) == table.ref:
                added[other.change.column.name] = other
            elif isinstance(other.change, WriteRows) and other.change.verb == "update" and added:
                filled = [name.value for name in other.change.columns if name.value in added]
                words = {word.strip('"`[]').casefold() for word in other.statement.tokens.words}
                end = afterwards(step, replay).tables.get(table.ref)
                if filled and column.name.casefold() in words and end is not None and end.column(column.name) is None:
                    yield self.found(
                        change.column.span,
                        f"Column {table.ref.text}.{column.name} is dropped in the change set that makes {table.ref.text}.{filled[0]} of"
                        " it: no release works with both.",
                        subject=about(table, column.name),
                        repair=f"drop {column.name} in a release after the one that reads {filled[0]}",
                        related=(Related(added[filled[0]].statement.span, f"{filled[0]} is added here"),),
                        cause=step.statement.span,
                    )
                    return
