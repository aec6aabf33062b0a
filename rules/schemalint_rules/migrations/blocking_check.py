from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AddColumn,
    AddConstraint,
    Bad,
    Check,
    Diagnostic,
    Edit,
    Fix,
    Good,
    Replay,
    Span,
    Step,
    StepRule,
    Subject,
    Table,
    lock_of,
    server,
)
from schemalint_rules._proposals import spelled, spelled_ref
from schemalint_rules._steps import emptied_by, stored_before
from schemalint_rules._transactions import in_phases


class BlockingCheck(StepRule):
    """A CHECK on a table in use should be added without looking at its rows under lock.

    ## What it does
    Reports a CHECK added without NOT VALID to a table that existed before the change set, by itself or together with a column.

    ## Why is this bad
    The server looks at every row under an ACCESS EXCLUSIVE lock; until it is through, nobody can read or write the table.

    ## Fix
    The check is added NOT VALID, which binds new rows only, and validated by a statement behind it, which lets reads and writes go on.
    Where a transaction would hold the first lock to the end, it is validated in a new migration. Not done by itself for the check of
    a new column, which has to be written apart first.

    ## References
    - PostgreSQL manual, ALTER TABLE, Notes
    """

    name = "blocking-check"
    severity = "warning"
    dialects = ("postgres",)
    fixes = "safe"
    new_only = True
    changes = ("AddConstraint", "AddColumn")

    good = (
        Good("ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0) NOT VALID;", given="CREATE TABLE a (b int);"),
        Good("CREATE TABLE a (b int);\nALTER TABLE a ADD CONSTRAINT c CHECK (b > 0);"),
    )
    bad = (
        Bad(
            "ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0);",
            given="CREATE TABLE a (b int);",
            at="CONSTRAINT c CHECK (b > 0)",
            message="ACCESS EXCLUSIVE",
            fixed="ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0) NOT VALID;\nALTER TABLE a VALIDATE CONSTRAINT c;",
        ),
        Bad(
            "BEGIN;\nALTER TABLE a ADD CHECK (b > 0);\nCOMMIT;",
            given="CREATE TABLE a (b int);",
            at="CHECK (b > 0)",
            message="in a later migration",
        ),
        Bad(
            "ALTER TABLE a ADD COLUMN c int DEFAULT 0 CHECK (c >= 0);",
            given="CREATE TABLE a (b int);",
            at="CHECK (c >= 0)",
            message="add the column without it",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if isinstance(change, AddColumn):
            checks = [one for one in change.constraints if isinstance(one, Check)]
        elif isinstance(change, AddConstraint) and isinstance(change.constraint, Check) and change.checked:
            checks = [change.constraint]
        else:
            return
        table = stored_before(change.table, step, replay) if checks else None
        lock = lock_of("add-check", replay.dialect, replay.version)
        if table is None or lock is None or emptied_by(table.ref, step, replay) == "truncate":
            return
        with_column = isinstance(change, AddColumn)
        for check in checks:
            if not (check.validated and check.enforced):
                continue
            name = _name(check, table, step)
            where, called = spelled_ref(table.ref, step.before), spelled(name, step.before) if name else "…"
            later = "" if step.transaction is None else " in a later migration"
            first = "add the column without it, then the check" if with_column else "add it"
            yield self.found(
                check.span if check.span.path else step.statement.span,
                f"Check {name or 'without a name'} of {table.ref.text} is held against every row at once, under {lock.words} lock of"
                f" {server(replay.dialect, replay.version)}: {lock.blocks} wait until it is done.",
                subject=Subject("constraint", table.schema or None, table.name, name, check.expression.columns),
                repair=f"{first} NOT VALID, then ALTER TABLE {where} VALIDATE CONSTRAINT {called};{later}",
                fix=None if with_column else _fix(table, check, name, step, replay),
                cause=step.statement.span,
            )


def _name(check: Check, table: Table, step: Step) -> str:
    """The name that the server gives the check where none is written."""
    after = step.after.tables.get(table.ref)
    return check.name or next((one.name for one in (after.checks if after else ()) if one.span == check.span), "")


def _fix(table: Table, check: Check, name: str, step: Step, replay: Replay) -> Fix | None:
    statement = step.statement
    if not check.span.path or not name or statement.verb != "ALTER TABLE":
        return None
    title = "Add the check NOT VALID and validate it afterwards"
    if step.transaction is not None or statement.end == statement.span.end:
        return in_phases(None, title, step, replay)
    validate = f"{statement.line_break}ALTER TABLE {spelled_ref(table.ref, step.before)} VALIDATE CONSTRAINT {spelled(name, step.before)};"
    edits = (
        Edit(Span(statement.path, check.span.end, check.span.end), " NOT VALID"),
        Edit(Span(statement.path, statement.end, statement.end), validate),
    )
    return in_phases(Fix(title, "safe", edits=edits), title, step, replay)
