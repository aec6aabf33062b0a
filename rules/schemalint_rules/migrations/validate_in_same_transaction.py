from __future__ import annotations

from collections.abc import Iterator

from schemalint import AddConstraint, AlterConstraint, Bad, Diagnostic, Good, Related, Replay, Step, StepRule, Subject
from schemalint_rules._steps import same_statement, stored_before
from schemalint_rules._transactions import before_in_transaction


class ValidateInSameTransaction(StepRule):
    """A constraint should not be validated in the transaction that added it.

    ## What it does
    Reports VALIDATE CONSTRAINT inside the transaction, the block or the statement that added the constraint NOT VALID, on a table that existed before the change
    set.

    ## Why is this bad
    The lock that adding it took is held until the transaction ends: it lasts through the look at every row, just as if NOT VALID had
    not been there.

    ## Fix
    None by itself: validate it in a later migration, or outside a transaction.

    ## References
    - PostgreSQL manual, ALTER TABLE, Notes
    """

    name = "validate-in-same-transaction"
    severity = "warning"
    dialects = ("postgres",)
    new_only = True
    changes = ("AlterConstraint",)

    good = (
        Good(
            "ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0) NOT VALID;\nALTER TABLE a VALIDATE CONSTRAINT c;",
            given="CREATE TABLE a (b int);",
        ),
    )
    bad = (
        Bad(
            "BEGIN;\nALTER TABLE a ADD CONSTRAINT c CHECK (b > 0) NOT VALID;\nALTER TABLE a VALIDATE CONSTRAINT c;\nCOMMIT;",
            given="CREATE TABLE a (b int);",
            at="VALIDATE CONSTRAINT c",
            message="c of public.a",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, AlterConstraint) or not change.validated or change.name is None:
            return
        table = stored_before(change.table, step, replay)
        if table is None:
            return
        # A statement is a transaction of its own, with all its actions; so is a block.
        whole = same_statement(step, replay)
        together = whole[: next(at for at, one in enumerate(whole) if one is step)]
        for other in (*reversed(together), *before_in_transaction(step, replay)):
            added = other.change
            if isinstance(added, AddConstraint) and added.constraint.name == change.name.value:
                if other.before.resolve(added.table) == table.ref:
                    yield self.found(
                        change.span if change.span.path else step.statement.span,
                        f"Constraint {change.name.value} of {table.ref.text} is validated in the transaction that added it: the lock of"
                        " that is held while every row is looked at.",
                        subject=Subject("constraint", table.schema or None, table.name, change.name.value),
                        repair="validate it in a later migration",
                        related=(Related(added.span if added.span.path else other.statement.span, "added here"),),
                        cause=step.statement.span,
                    )
                return
