from __future__ import annotations

from collections.abc import Callable, Iterator

from schemalint import (
    AddColumn,
    AddConstraint,
    AlterColumnType,
    Bad,
    CreateIndex,
    Diagnostic,
    DropColumn,
    Good,
    RedefineColumn,
    Related,
    RenameColumn,
    Replay,
    SetDefault,
    SetNullable,
    Step,
    StepRule,
    Table,
    WriteRows,
)
from schemalint_rules._proposals import about_table
from schemalint_rules._reached_rows import is_bounded
from schemalint_rules._steps import stored_before, where_wrapped
from schemalint_rules._transactions import after_in_transaction, before_in_transaction

LOCKING = (
    AddColumn,
    AddConstraint,
    AlterColumnType,
    CreateIndex,
    DropColumn,
    RedefineColumn,
    RenameColumn,
    SetDefault,
    SetNullable,
)
"""Schema changes of a table; each locks it to the end of the transaction."""
TRANSACTIONAL = ("postgres", "sqlite", "tsql")
"""Dialects whose schema changes stand in a transaction; elsewhere each one ends it."""


class BackfillWithDdl(StepRule):
    """Rows and the schema should not be changed in one transaction.

    ## What it does
    Reports UPDATE, DELETE and INSERT … SELECT on a table that existed before the change set, in a transaction that also changes the schema of a
    table that existed before. Rows that are written out, as seed data, are not reported, nor writes that name the keys of their rows, a range
    of keys or a LIMIT. It is told once for a transaction, with the number of such statements. Silent in MySQL, MariaDB and Oracle, where a schema change ends the transaction.

    ## Why is this bad
    The lock of the schema change is held until every row is written, and everybody who needs the table waits so long.

    ## Fix
    None by itself: the rows go into a migration of their own, before or behind the one that changes the schema.

    ## References
    - PostgreSQL 17 manual, 13.3.1 Table-Level Locks; ALTER TABLE
    - SQL Server, ALTER TABLE, Locks and ALTER TABLE; SQLite, Transaction
    """

    name = "backfill-with-ddl"
    severity = "warning"
    new_only = True
    yields_to = ("unbounded-write", "unbatched-backfill")
    changes = ("WriteRows",)

    good = (
        Good(
            "ALTER TABLE a ADD COLUMN c int;\nUPDATE a SET c = b WHERE b > 0;",
            given="CREATE TABLE a (b int);",
        ),
        Good(
            "BEGIN;\nALTER TABLE a ADD COLUMN c int;\nINSERT INTO a VALUES (1, 2);\nCOMMIT;",
            given="CREATE TABLE a (b int);",
        ),
        Good(
            "START TRANSACTION;\nALTER TABLE a ADD COLUMN c int;\nUPDATE a SET c = b WHERE b > 0;\nCOMMIT;",
            given="CREATE TABLE a (b int);",
            dialect="mysql",
        ),
    )
    bad = (
        Bad(
            "BEGIN;\nALTER TABLE a ADD COLUMN c int;\nUPDATE a SET c = b WHERE b > 0;\nCOMMIT;",
            given="CREATE TABLE a (b int);",
            at="UPDATE a SET c = b WHERE b > 0",
            message="public.a",
        ),
        Bad(
            "BEGIN TRAN;\nUPDATE a SET b = 1 WHERE b > 0;\nALTER TABLE a ADD c int;\nCOMMIT;",
            given="CREATE TABLE a (b int);",
            at="UPDATE a SET b = 1 WHERE b > 0",
            dialect="tsql",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        if step.transaction is None or replay.dialect not in TRANSACTIONAL:
            return
        table = self._filled(step, replay)
        found = self._changed(step, replay) if table is not None else None
        if table is None or found is None or any(map(self._tells(replay), before_in_transaction(step, replay))):
            return
        other, locked = found
        held = (
            "is held until the rows are written"
            if other.number < step.number
            else "waits for them, and all wait for it"
        )
        more = sum(map(self._tells(replay), after_in_transaction(step, replay)))
        yield self.found(
            step.statement.span,
            f"Rows of {table.ref.text} are changed in one transaction with the schema of {locked.ref.text}"
            f" ({where_wrapped(step)}): the lock of that change {held}.{_more(more)}",
            subject=about_table(table),
            repair="change the rows in a migration of their own, in batches",
            related=(Related(other.statement.span, "the schema is changed here"),),
            cause=step.statement.span,
        )

    def _filled(self, step: Step, replay: Replay) -> Table | None:
        """The table, where the step changes rows of it that it does not name one by one."""
        change = step.change
        if not isinstance(change, WriteRows) or not change.tables:
            return None
        if change.verb not in ("update", "delete") and not (change.verb == "insert" and change.from_query):
            return None
        table = stored_before(change.tables[0], step, replay)
        return None if table is None or (change.verb != "insert" and is_bounded(step, change, table)) else table

    def _tells(self, replay: Replay) -> Callable[[Step], bool]:
        """Whether a step of the transaction would be told of by this rule, and not by `unbounded-write`."""
        return lambda step: (
            isinstance(step.change, WriteRows)
            and (step.change.filtered or step.change.verb == "insert")
            and self._filled(step, replay) is not None
        )

    def _changed(self, step: Step, replay: Replay) -> tuple[Step, Table] | None:
        for line in (before_in_transaction(step, replay), after_in_transaction(step, replay)):
            for other in line:
                if isinstance(other.change, LOCKING):
                    table = stored_before(other.change.table, other, replay)
                    if table is not None:
                        return other, table
        return None


def _more(many: int) -> str:
    if not many:
        return ""
    return f" {many} more statement{' of the transaction does' if many == 1 else 's of the transaction do'} the same."
