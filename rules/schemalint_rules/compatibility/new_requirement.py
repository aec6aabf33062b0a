from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AddConstraint,
    Bad,
    Check,
    CreateIndex,
    Diagnostic,
    Good,
    Replay,
    SetNullable,
    Span,
    Step,
    StepRule,
    Table,
    Unique,
)
from schemalint_rules._clients import afterwards, released_table
from schemalint_rules._proposals import about
from schemalint_rules._tables import keeps_apart


class NewRequirement(StepRule):
    """What running clients may write should not be refused all of a sudden.

    ## What it does
    Reports a NOT NULL, a CHECK, or a unique key or index that a change set puts on columns that were there before it: what writers of
    the last release send may break it. A column with a default is no new requirement when it becomes NOT NULL for writers that leave
    it out, yet it is for those that send NULL.

    ## Why is this bad
    Old and new code run side by side during a deployment, and the writes of the old code fail.

    ## Fix
    Release code that keeps to the rule first, mend what is there, and add the constraint in a later release.

    ## References
    - PostgreSQL 17 manual, 5.5 Constraints
    """

    name = "new-requirement"
    severity = "warning"
    on = "strict"
    new_only = True
    yields_to = ("required-column-without-default",)
    changes = ("AddConstraint", "SetNullable", "CreateIndex")

    good = (
        Good("ALTER TABLE a ADD COLUMN b int CHECK (b > 0);", given="CREATE TABLE a (id int);"),
        Good("CREATE TABLE a (b int);\nALTER TABLE a ALTER b SET NOT NULL;"),
        Good("CREATE INDEX a_b ON a (b);", given="CREATE TABLE a (b int);"),
    )
    bad = (
        Bad("ALTER TABLE a ALTER b SET NOT NULL;", given="CREATE TABLE a (b int);", at="b", message="NULL"),
        Bad(
            "ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0);",
            given="CREATE TABLE a (b int);",
            at="CONSTRAINT c CHECK (b > 0)",
        ),
        Bad(
            "CREATE UNIQUE INDEX a_b ON a (b);", given="CREATE TABLE a (b int);", at="CREATE UNIQUE INDEX a_b ON a (b)"
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if isinstance(change, SetNullable):
            if not change.nullable:
                yield from self._not_null(change, step, replay)
            return
        if isinstance(change, AddConstraint):
            held = change.constraint
            if isinstance(held, Check):
                columns, what = held.expression.columns, "a check that they never had to pass"
            elif isinstance(held, Unique):
                columns, what = held.columns, "values that repeat"
            else:
                return
            where = held.span
        elif isinstance(change, CreateIndex) and change.definition.unique:
            columns, what = change.definition.columns, "values that repeat"
            where = change.definition.span
        else:
            return
        table = released_table(change.table, step, replay)
        before = step.base.tables.get(table.ref) if table else None
        if table is None or before is None or not columns or not _all_old(columns, before) or _had(change, before):
            return
        yield self._told(table, ", ".join(columns), what, where if where.path else step.statement.span, step)

    def _not_null(self, change: SetNullable, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        table = released_table(change.table, step, replay)
        before = step.base.tables.get(table.ref) if table else None
        held = before.column(change.column.value) if before else None
        if table is None or held is None or not held.nullable:
            return
        end = afterwards(step, replay).tables.get(table.ref)
        last = end.column(held.name) if end else None
        if last is not None and not last.nullable:
            yield self._told(table, held.name, "NULL", change.column.span, step)

    def _told(self, table: Table, columns: str, what: str, where: Span, step: Step) -> Diagnostic:
        return self.found(
            where,
            f"{table.ref.text} ({columns}) refuses {what} from now on, and clients of the last release may still write that: they"
            " fail.",
            subject=about(table, columns.partition(",")[0]),
            repair="add it in a release after the one that keeps to it",
            cause=step.statement.span,
        )


def _all_old(columns: tuple[str, ...], before: Table) -> bool:
    """Whether the columns were there before; what stands on a new column binds nobody yet."""
    return all(before.column(name) is not None for name in columns)


def _had(change: AddConstraint | CreateIndex, before: Table) -> bool:
    """Whether the table had such a rule for the columns already: then this one takes its place."""
    held = change.constraint if isinstance(change, AddConstraint) else None
    if isinstance(held, Check):
        return any(set(one.expression.columns) & set(held.expression.columns) for one in before.checks)
    key = held if isinstance(held, Unique) else change.definition if isinstance(change, CreateIndex) else None
    return key is not None and keeps_apart(before, key.columns)
