from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Replay, Step, StepRule, lock_of, server
from schemalint_rules._copies import copy_lock
from schemalint_rules._proposals import about
from schemalint_rules._type_changes import rewrites, type_change


class TypeChangeRewrite(StepRule):
    """A column of a table in use should not get a type for which every row is written anew.

    ## What it does
    Reports a type change on a table that existed before the change set, where the server writes the whole table again. Known to be
    only a change of the catalogue: in PostgreSQL a longer or no limit of `varchar`, `text`, a larger `numeric` of the same scale, a finer
    `timestamp`, `timestamp` to `timestamptz` and back in UTC (12 and later); in MySQL and MariaDB a longer `varchar` whose length
    still fits its length bytes, and a display width; in SQL Server a longer `varchar` or `nvarchar` and a `decimal` of the same size.
    SQLite has no such statement, and Oracle takes none that would have to convert rows.

    ## Why is this bad
    PostgreSQL and SQL Server block reads and writes until every row and every index is written, MySQL and MariaDB copy the table and block
    writes. The space is needed twice.

    ## Fix
    None by itself: add a column of the new type, fill it in batches, let the program write both, then swap the two.

    ## References
    - PostgreSQL manual, ALTER TABLE, Notes
    - MySQL 8.4 manual, 17.12.1 Online DDL Operations; MariaDB, InnoDB Online DDL Operations with the INPLACE Alter Algorithm
    - SQL Server, ALTER TABLE, ALTER COLUMN
    """

    name = "type-change-rewrite"
    severity = "warning"
    new_only = True
    changes = ("AlterColumnType", "RedefineColumn")

    good = (
        Good("ALTER TABLE a ALTER COLUMN b TYPE varchar(50);", given="CREATE TABLE a (b varchar(20));"),
        Good("ALTER TABLE a ALTER COLUMN b TYPE text USING b::text;", given="CREATE TABLE a (b varchar(20));"),
        Good("ALTER TABLE a ALTER COLUMN b TYPE numeric(12,2);", given="CREATE TABLE a (b numeric(10,2));"),
        Good(
            "SET timezone = 'UTC';\nALTER TABLE a ALTER COLUMN b TYPE timestamptz;",
            given="CREATE TABLE a (b timestamp);",
        ),
        Good("ALTER TABLE a MODIFY b varchar(60);", given="CREATE TABLE a (b varchar(20));", dialect="mysql"),
        Good("ALTER TABLE a ALTER COLUMN b varchar(60);", given="CREATE TABLE a (b varchar(20));", dialect="tsql"),
        Good("ALTER TABLE a MODIFY (b varchar2(60));", given="CREATE TABLE a (b varchar2(20));", dialect="oracle"),
    )
    bad = (
        Bad(
            "ALTER TABLE a ALTER COLUMN b TYPE bigint;",
            given="CREATE TABLE a (b int);",
            at="bigint",
            message="ACCESS EXCLUSIVE",
        ),
        Bad("ALTER TABLE a ALTER COLUMN b TYPE timestamptz;", given="CREATE TABLE a (b timestamp);", at="timestamptz"),
        Bad(
            "ALTER TABLE a MODIFY b varchar(100);",
            given="CREATE TABLE a (b varchar(20));",
            at="varchar(100)",
            dialect="mysql",
            message="writes",
        ),
        Bad("ALTER TABLE a ALTER COLUMN b bigint;", given="CREATE TABLE a (b int);", at="bigint", dialect="tsql"),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = type_change(step, replay)
        if change is None or not rewrites(change, step, replay):
            return
        copied = replay.dialect in ("mysql", "mariadb")
        lock = copy_lock(change.table, replay) if copied else lock_of("alter-type", replay.dialect, replay.version)
        if lock is None:
            return
        where = f"{change.table.ref.text}.{change.column}"
        how = "copies the table" if lock.work == "copy" else f"writes every row anew under {lock.words} lock"
        using = " USING an expression" if change.using is not None and change.old.text == change.new.text else ""
        yield self.found(
            change.span,
            f"{where} changes from {change.old.text} to {change.new.text}{using}: {server(replay.dialect, replay.version)} {how},"
            f" and {lock.blocks} wait until it is done.",
            subject=about(change.table, change.column),
            repair=f"add a column of type {change.new.text}, fill it in batches while the program writes both, then swap the two",
            cause=step.statement.span,
        )
