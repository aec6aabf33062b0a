from __future__ import annotations

from collections.abc import Iterator

from schemalint import AddColumn, Bad, Diagnostic, Good, Replay, Step, StepRule, lock_of, server
from schemalint_rules._proposals import about, spelled_ref
from schemalint_rules._steps import stored_before


class IdentityColumnRewrite(StepRule):
    """A table in use should not get a numbered column in one step.

    ## What it does
    Reports ADD COLUMN of a serial, identity or AUTO_INCREMENT column on a table that existed before the change set.

    ## Why is this bad
    Every row gets a number while the table is locked: PostgreSQL and SQL Server block reads and writes until it is done, MySQL and
    MariaDB writes.

    ## Fix
    None by itself. PostgreSQL: add the column without a default, give it one from a sequence, number the old rows in batches.

    ## References
    - PostgreSQL manual, ALTER TABLE, Notes
    - MySQL 8.4 manual, 17.12.1 Online DDL Operations, Adding a column; MariaDB, InnoDB Online DDL Operations
    - SQL Server, ALTER TABLE, Locks and ALTER TABLE
    """

    name = "identity-column-rewrite"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb", "tsql")
    new_only = True
    changes = ("AddColumn",)

    good = (
        Good("ALTER TABLE a ADD COLUMN id bigint;", given="CREATE TABLE a (b int);"),
        Good("CREATE TABLE a (b int);\nALTER TABLE a ADD COLUMN id bigserial;"),
    )
    bad = (
        Bad("ALTER TABLE a ADD COLUMN id bigserial;", given="CREATE TABLE a (b int);", at="id", message="public.a.id"),
        Bad(
            "ALTER TABLE a ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY;",
            given="CREATE TABLE a (b int);",
            at="id",
        ),
        Bad(
            "ALTER TABLE a ADD COLUMN id bigint AUTO_INCREMENT UNIQUE;",
            given="CREATE TABLE a (b int);",
            at="id",
            dialect="mysql",
            message="LOCK=SHARED",
        ),
        Bad("ALTER TABLE a ADD id int IDENTITY;", given="CREATE TABLE a (b int);", at="id", dialect="tsql"),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        lock = lock_of("add-column-identity", replay.dialect, replay.version)
        if not isinstance(change, AddColumn) or lock is None:
            return
        column = change.column
        table = stored_before(change.table, step, replay) if column.serial or column.identity else None
        if table is None or (change.if_not_exists and table.column(column.name) is not None):
            return
        online = replay.dialect in ("mysql", "mariadb")
        does = f"builds the table anew with {lock.mode}" if online else f"writes every row anew under {lock.words} lock"
        where = spelled_ref(table.ref, step.before)
        yield self.found(
            column.span if column.span.path else step.statement.span,
            f"Column {table.ref.text}.{column.name} is numbered as it is added: {server(replay.dialect, replay.version)} {does}, and"
            f" {lock.blocks} wait until it is done.",
            subject=about(table, column.name),
            repair=f"add it to {where} without a default, then a default from a sequence, and number the old rows in batches"
            if replay.dialect == "postgres"
            else "run it when nobody writes, or fill a copy of the table and swap the two",
            cause=step.statement.span,
        )
