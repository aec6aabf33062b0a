from __future__ import annotations

from collections.abc import Iterator

from schemalint import AddConstraint, Bad, Diagnostic, Exclusion, Good, Replay, Step, StepRule, Subject, lock_of, server
from schemalint_rules._steps import stored_before


class BlockingExclusion(StepRule):
    """An exclusion constraint should not be added to a table in use without a plan.

    ## What it does
    Reports EXCLUDE added to a table that existed before the change set.

    ## Why is this bad
    Its index is built under an ACCESS EXCLUSIVE lock, and PostgreSQL has no way to build it beforehand: until it is done, nobody can
    read or write the table.

    ## Fix
    None that keeps the table open: fill a new table that has the constraint, and swap the two; or take an outage.

    ## References
    - PostgreSQL manual, ALTER TABLE (ADD table_constraint_using_index takes no exclusion constraint)
    """

    name = "blocking-exclusion"
    severity = "warning"
    dialects = ("postgres",)
    new_only = True
    changes = ("AddConstraint",)

    good = (Good("CREATE TABLE a (r int4range);\nALTER TABLE a ADD CONSTRAINT e EXCLUDE USING gist (r WITH &&);"),)
    bad = (
        Bad(
            "ALTER TABLE a ADD CONSTRAINT e EXCLUDE USING gist (r WITH &&);",
            given="CREATE TABLE a (r int4range);",
            at="CONSTRAINT e EXCLUDE USING gist (r WITH &&)",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, AddConstraint) or not isinstance(change.constraint, Exclusion):
            return
        held = change.constraint
        table = stored_before(change.table, step, replay)
        lock = lock_of("add-exclusion", replay.dialect, replay.version)
        if table is None or lock is None:
            return
        yield self.found(
            held.span if held.span.path else step.statement.span,
            f"The exclusion {held.name or 'without a name'} of {table.ref.text} builds its index under {lock.words} lock of"
            f" {server(replay.dialect, replay.version)}: {lock.blocks} wait until it is done, and it cannot be built beforehand.",
            subject=Subject("constraint", table.schema or None, table.name, held.name),
            repair="fill a new table that has the constraint, and swap the two; or take an outage",
            cause=step.statement.span,
        )
