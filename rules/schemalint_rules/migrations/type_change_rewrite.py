from __future__ import annotations

from collections.abc import Iterator

from schemalint import AlterColumnType, Bad, Diagnostic, Good, Replay, Step, StepRule, lock_of, server
from schemalint_rules._copies import copy_lock
from schemalint_rules._proposals import about
from schemalint_rules._type_changes import TypeChange, rewrites, type_change

_TEXTS = frozenset({"char", "varchar", "text"})
"""Families with a collation."""


class TypeChangeRewrite(StepRule):
    """A column of a table in use should not get a type for which every row is written anew.

    ## What it does
    Reports a type change on a table that existed before the change set, where the server writes the whole table again. Known to be
    only a change of the catalogue: in PostgreSQL a longer or no limit of `varchar`, `text`, a larger `numeric` of the same scale, a finer
    `timestamp`, `timestamp` to `timestamptz` and back in UTC (12 and later); in MySQL and MariaDB a longer `varchar` whose length
    still fits its length bytes, and a display width; in SQL Server a longer `varchar` or `nvarchar` and a `decimal` of the same size.
    SQLite has no such statement, and Oracle takes none that would have to convert rows. Reports another collation of a column of
    PostgreSQL too where indexes or keys are built on it: these are built anew.

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
        Good('ALTER TABLE a ALTER COLUMN b TYPE text COLLATE "C";', given="CREATE TABLE a (b text);"),
        Good(
            'ALTER TABLE a ALTER COLUMN b TYPE text COLLATE "C";',
            given='CREATE TABLE a (b text COLLATE "C" PRIMARY KEY);',
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
            'ALTER TABLE a ALTER COLUMN b TYPE text COLLATE "C";',
            given="CREATE TABLE a (b text);\nCREATE INDEX a_b ON a (b);",
            at="text",
            message="index a_b",
        ),
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
        if change is None:
            return
        if not rewrites(change, step, replay):
            yield from self._collated(change, step, replay)
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

    def _collated(self, change: TypeChange, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        """Indexes that are built anew for another collation."""
        column = change.table.column(change.column)
        lock = lock_of("alter-type", replay.dialect, replay.version)
        if (
            replay.dialect != "postgres"
            or not isinstance(step.change, AlterColumnType)
            or column is None
            or lock is None
        ):
            return
        old, new = (one.rpartition(".")[2].replace("default", "") for one in (column.collation, step.change.collation))
        built = _over(change) if old != new and {change.old.family, change.new.family} <= _TEXTS else ()
        if not built:
            return
        which = f"{'indexes' if len(built) > 1 else 'index'} {', '.join(built)}"
        yield self.found(
            change.span,
            f"The collation of {change.table.ref.text}.{change.column} changes from {old or 'the default'} to {new or 'the default'}:"
            f" {server(replay.dialect, replay.version)} builds {which} anew under {lock.words} lock, and {lock.blocks} wait until"
            " it is done.",
            subject=about(change.table, change.column),
            repair=f"add a column of the new collation, index it concurrently, fill it in batches, then swap it with {change.column}",
            cause=step.statement.span,
        )


def _over(change: TypeChange) -> tuple[str, ...]:
    """The indexes over the column that take its collation."""
    table = change.table
    keys = (*((table.primary_key,) if table.primary_key else ()), *table.uniques)
    indexes = (
        index.name
        for index in table.indexes
        if any(part.column == change.column and not part.collation for part in index.parts)
    )
    return (*(key.name for key in keys if change.column in key.columns), *indexes)
