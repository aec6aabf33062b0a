from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Replay, Span, Step, StepRule, Subject, Table, WriteRows
from schemalint_rules._steps import stored_before


class UnboundedWrite(StepRule):
    """UPDATE and DELETE in a migration should say which rows they mean.

    ## What it does
    Reports UPDATE and DELETE without WHERE, LIMIT or a join that bounds them, on a table that existed before the change set.
    Temporary tables and tables that the same change set makes are left alone, and so is a DELETE in a stand-alone file of data
    that fills the table again.

    ## Why is this bad
    Every row is changed in one statement: locks on all of them are held to the end, as much again is written to the log, and
    a forgotten WHERE loses data that no rollback brings back.

    ## Fix
    Say which rows are meant, and change them in batches by the key. No automatic fix: which ones is not known.

    ## References
    - PostgreSQL 17 manual, 13.3.2 Row-Level Locks; 24.1 Routine Vacuuming
    - MySQL 8.4 manual, 17.7.3 Locks Set by Different SQL Statements in InnoDB
    """

    name = "unbounded-write"
    severity = "warning"
    new_only = True
    changes = ("WriteRows",)

    good = (
        Good("UPDATE users SET active = true WHERE active IS NULL;", given="CREATE TABLE users (active boolean);"),
        Good("CREATE TABLE users (a int);\nDELETE FROM users;"),
        Good("DELETE FROM users LIMIT 500;", given="CREATE TABLE users (a int);", dialect="mysql"),
    )
    bad = (
        Bad("UPDATE users SET active = true;", given="CREATE TABLE users (active boolean);", at="UPDATE users"),
        Bad(
            "DELETE FROM users;",
            given="CREATE TABLE users (a int);",
            at="DELETE FROM users",
            dialect="tsql",
            message="removes every row",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, WriteRows) or change.verb not in ("update", "delete") or change.filtered:
            return
        if not change.tables:
            return
        table = stored_before(change.tables[0], step, replay)
        if table is None:
            return
        columns = tuple(name.value for name in change.columns) if change.verb == "update" else ()
        if change.verb == "update":
            shown = f" ({', '.join(columns)})" if columns else ""
            what = f"UPDATE of {table.ref.text}{shown} has no WHERE: it changes every row"
        else:
            what = f"DELETE from {table.ref.text} has no WHERE: it removes every row"
        if change.verb == "delete" and replay.kind == "script" and self._refilled(table, step, replay):
            return
        statement = step.statement
        name = change.tables[0].span
        start = change.span.start if statement.span.covers(change.span) else statement.span.start
        span = Span(statement.path, start, name.end) if start <= name.end <= statement.span.end else statement.span
        yield self.found(
            span,
            f"{what} in one statement, and holds a lock on each until it ends.",
            subject=Subject("table", table.schema or None, None, table.name, columns),
            repair="say which rows with WHERE, and go through them in batches by the key",
            cause=statement.span,
        )

    def _refilled(self, table: Table, step: Step, replay: Replay) -> bool:
        """Whether the same file of data fills the table again."""
        return any(
            isinstance(other.change, WriteRows)
            and other.change.verb in ("insert", "copy", "replace", "load")
            and any(
                name.value == table.name and other.before.resolve(name) == table.ref for name in other.change.tables
            )
            for other in replay.steps[step.number + 1 : step.number + 500]
        )
