from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AddConstraint,
    AlterConstraint,
    Bad,
    Check,
    Diagnostic,
    Edit,
    Fix,
    ForeignKey,
    Good,
    Ref,
    Replay,
    Span,
    Step,
    StepRule,
    Subject,
)
from schemalint_rules._once import once
from schemalint_rules._proposals import spelled, spelled_ref
from schemalint_rules._steps import around, stored_before


class UntrustedConstraint(StepRule):
    """A constraint that was never checked against the rows is not trusted.

    ## What it does
    Reports foreign keys and CHECKs that are added WITH NOCHECK to a table that existed before the change set, or switched on again
    that way, where nothing in the same change set checks them later
    (`WITH CHECK CHECK CONSTRAINT`).

    ## Why is this bad
    Rows that break the constraint stay where they are. And the server marks it `is_not_trusted`: the optimizer no longer relies on
    it, so joins that a trusted key would leave out are made.

    ## Fix
    WITH CHECK in its place: the rows are checked now. Unsafe: the statement fails if a row breaks the constraint, and nobody
    can use the table until all are checked.

    ## References
    - SQL Server, ALTER TABLE, WITH CHECK | WITH NOCHECK
    - SQL Server, sys.foreign_keys; sys.check_constraints, is_not_trusted
    """

    name = "untrusted-constraint"
    severity = "warning"
    dialects = ("tsql",)
    fixes = "unsafe"
    new_only = True
    changes = ("AddConstraint", "AlterConstraint")

    good = (
        Good(
            "ALTER TABLE orders WITH CHECK ADD CONSTRAINT positive CHECK (total > 0);",
            given="CREATE TABLE orders (total int);",
            dialect="tsql",
        ),
        Good(
            "ALTER TABLE orders WITH NOCHECK ADD CONSTRAINT positive CHECK (total > 0);\n"
            "ALTER TABLE orders WITH CHECK CHECK CONSTRAINT positive;",
            given="CREATE TABLE orders (total int);",
            dialect="tsql",
        ),
    )
    bad = (
        Bad(
            "ALTER TABLE orders WITH NOCHECK ADD CONSTRAINT positive CHECK (total > 0);",
            given="CREATE TABLE orders (total int);",
            at="NOCHECK",
            fixed="ALTER TABLE orders WITH CHECK ADD CONSTRAINT positive CHECK (total > 0);",
            dialect="tsql",
            message="ALTER TABLE orders WITH CHECK CHECK CONSTRAINT positive;",
        ),
        Bad(
            "ALTER TABLE orders WITH NOCHECK CHECK CONSTRAINT ALL;",
            given="CREATE TABLE orders (total int CONSTRAINT positive CHECK (total > 0));",
            at="NOCHECK",
            dialect="tsql",
            message="without a look at the rows",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if isinstance(change, AddConstraint):
            if change.checked or not isinstance(change.constraint, (Check, ForeignKey)):
                return
            name, how = change.constraint.name, "added"
        elif isinstance(change, AlterConstraint) and change.enforced and not change.validated:
            name, how = change.name.value if change.name else "", "switched on"
        else:
            return
        span = self._word(step)
        table = stored_before(change.table, step, replay)
        if table is None or span is None or _checked(around(step, replay), table.ref, name, step):
            return
        where = spelled_ref(table.ref, step.before)
        shown = spelled(name, step.before) if name else "ALL"
        what = f"Constraint {name} of {table.ref.text} is" if name else f"All constraints of {table.ref.text} are"
        if isinstance(change, AddConstraint) and not name:
            what, shown = f"A constraint of {table.ref.text} is", "<its name>"
        yield self.found(
            span,
            f"{what} {how} without a look at the rows: those that break it stay, and SQL Server does not trust it when it plans"
            " queries.",
            subject=Subject("constraint", table.schema or None, table.name, name),
            repair=f"ALTER TABLE {where} WITH CHECK CHECK CONSTRAINT {shown};",
            fix=Fix("Check the rows", "unsafe", edits=(Edit(span, "CHECK"),)),
            cause=step.statement.span,
        )

    def _word(self, step: Step) -> Span | None:
        """The NOCHECK behind WITH."""
        tokens = step.statement.tokens
        for number, word in enumerate(tokens.upper[:-1]):
            if word == "WITH" and tokens.upper[number + 1] == "NOCHECK":
                start = tokens.starts[number + 1]
                return Span(step.statement.path, start, start + len("NOCHECK"))
        return None


def _checked(line: tuple[Step, ...], table: Ref, name: str, step: Step) -> bool:
    """Whether a later step of the same change set has the server look at the rows after all."""
    held = _looks(line)
    return any(held.get((id(step.base), table, one), -1) > step.number for one in {name, ""})


@once
def _looks(line: tuple[Step, ...]) -> dict[tuple[int, Ref, str], int]:
    """The last step in which each change set has a constraint checked; an empty name stands for all of a table."""
    return {
        (
            id(step.base),
            step.before.resolve(step.change.table),
            step.change.name.value if step.change.name else "",
        ): step.number
        for step in line
        if isinstance(step.change, AlterConstraint) and step.change.validated
    }
