from __future__ import annotations

from collections.abc import Iterator

from schemalint import AddColumn, Bad, Diagnostic, Good, Replay, SetGenerated, Step, StepRule, lock_of, server
from schemalint_rules._copies import copy_lock
from schemalint_rules._proposals import about
from schemalint_rules._steps import stored_before

INSTEAD = {
    "postgres": "add a plain column, fill it by a trigger and in batches; or compute it in a view",
    "mysql": "make it VIRTUAL, which costs nothing; an index on it stores the values",
    "mariadb": "make it VIRTUAL, which costs nothing; an index on it stores the values",
    "tsql": "leave PERSISTED out; an index on it stores the values",
}


class StoredGeneratedColumn(StepRule):
    """A stored generated column should not be added to a table in use.

    ## What it does
    Reports ADD COLUMN … GENERATED ALWAYS AS … STORED (PERSISTENT in MariaDB, PERSISTED in SQL Server) on a table that existed before the
    change set, and in PostgreSQL a new expression for such a column. Virtual ones are not reported.

    ## Why is this bad
    The value of every row is computed and written while the table is locked.

    ## Fix
    None by itself: a virtual column where the server has one; else a plain column that a trigger and batches fill.

    ## References
    - PostgreSQL 17 manual, ALTER TABLE, Notes; 5.4 Generated Columns
    - MySQL 8.4 manual, 17.12.1 Online DDL Operations, Generated Column Operations; MariaDB, Generated Columns
    - SQL Server, Specify Computed Columns in a Table
    """

    name = "stored-generated-column"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb", "tsql")
    new_only = True
    changes = ("AddColumn", "SetGenerated")

    good = (
        Good("CREATE TABLE a (b int);\nALTER TABLE a ADD COLUMN c int GENERATED ALWAYS AS (b + 1) STORED;"),
        Good(
            "ALTER TABLE a ADD COLUMN c int GENERATED ALWAYS AS (b + 1) VIRTUAL;",
            given="CREATE TABLE a (b int);",
            dialect="mysql",
        ),
        Good("ALTER TABLE a ADD c AS (b + 1);", given="CREATE TABLE a (b int);", dialect="tsql"),
    )
    bad = (
        Bad(
            "ALTER TABLE a ADD COLUMN c int GENERATED ALWAYS AS (b + 1) STORED;",
            given="CREATE TABLE a (b int);",
            at="c",
            message="public.a.c",
        ),
        Bad(
            "ALTER TABLE a ADD COLUMN c int GENERATED ALWAYS AS (b + 1) STORED;",
            given="CREATE TABLE a (b int);",
            at="c",
            dialect="mysql",
            message="VIRTUAL",
        ),
        Bad("ALTER TABLE a ADD c AS (b + 1) PERSISTED;", given="CREATE TABLE a (b int);", at="c", dialect="tsql"),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if isinstance(change, AddColumn):
            column, span = change.column, change.column.span
            table = stored_before(change.table, step, replay)
            if column.generated is None or not column.stored:
                return
            if table is None or (change.if_not_exists and table.column(column.name) is not None):
                return
        elif isinstance(change, SetGenerated) and change.expression is not None:
            table = stored_before(change.table, step, replay)
            held = table.column(change.column.value) if table else None
            if table is None or held is None or not held.stored:
                return
            column, span = held, change.column.span
        else:
            return
        copied = replay.dialect in ("mysql", "mariadb")
        lock = copy_lock(table, replay) if copied else lock_of("add-column-stored", replay.dialect, replay.version)
        if lock is None:
            return  # the server does not know it yet, or lets writers go on
        does = f"copies the table with {lock.mode}" if copied else f"writes every row anew under {lock.words} lock"
        yield self.found(
            span if span.path else step.statement.span,
            f"Column {table.ref.text}.{column.name} stores what it computes: {server(replay.dialect, replay.version)} {does}, and {lock.blocks}"
            " wait until it is done.",
            subject=about(table, column.name),
            repair=INSTEAD[replay.dialect],
            cause=step.statement.span,
        )
