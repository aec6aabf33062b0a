from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Related, Replay, Step, StepRule
from schemalint_rules._proposals import about
from schemalint_rules._type_changes import loss, type_change


class TypeNarrowing(StepRule):
    """A column with rows should not get a type that holds less.

    ## What it does
    Reports a type change on a table that existed before the change set, to a type that does not hold all the old one did: a
    smaller integer or one with fewer signs, a shorter text, fewer digits, a coarser time, a date for a timestamp.

    ## Why is this bad
    One row that does not fit, and the migration fails; or, where the server rounds or cuts, the value is changed and
    no rollback brings it back. It works on the small tables of a test.

    ## Fix
    None by itself: look for rows that do not fit first, and say what becomes of them.

    ## References
    - PostgreSQL 17 manual, ALTER TABLE, SET DATA TYPE; 8.3 Character Types
    - MySQL 8.4 manual, 13.1.7 Out-of-Range and Overflow Handling; SQL Server, ALTER TABLE, ALTER COLUMN; Oracle, ALTER TABLE, MODIFY
    """

    name = "type-narrowing"
    severity = "warning"
    new_only = True
    changes = ("AlterColumnType", "RedefineColumn")

    good = (
        Good("ALTER TABLE a ALTER COLUMN b TYPE bigint;", given="CREATE TABLE a (b int);"),
        Good("ALTER TABLE a ALTER COLUMN b TYPE text;", given="CREATE TABLE a (b varchar(20));"),
        Good("ALTER TABLE a MODIFY b text;", given="CREATE TABLE a (b varchar(255));", dialect="mysql"),
        Good("ALTER TABLE a ALTER COLUMN b nvarchar(max);", given="CREATE TABLE a (b nvarchar(20));", dialect="tsql"),
    )
    bad = (
        Bad(
            "ALTER TABLE a ALTER COLUMN b TYPE int;",
            given="CREATE TABLE a (b bigint);",
            at="int",
            message="large numbers",
        ),
        Bad("ALTER TABLE a ALTER COLUMN b TYPE varchar(9);", given="CREATE TABLE a (b text);", at="varchar(9)"),
        Bad(
            "ALTER TABLE a ALTER COLUMN b TYPE numeric(8,2);",
            given="CREATE TABLE a (b numeric(8,4));",
            at="numeric(8,2)",
        ),
        Bad(
            "ALTER TABLE a ALTER COLUMN b TYPE date;",
            given="CREATE TABLE a (b timestamp);",
            at="date",
            message="time of day",
        ),
        Bad("ALTER TABLE a MODIFY b int;", given="CREATE TABLE a (b int unsigned);", at="int", dialect="mysql"),
        Bad("ALTER TABLE a MODIFY b text;", given="CREATE TABLE a (b longtext);", at="text", dialect="mysql"),
        Bad(
            "ALTER TABLE a ALTER COLUMN b varchar(9);",
            given="CREATE TABLE a (b nvarchar(9));",
            at="varchar(9)",
            dialect="tsql",
        ),
        Bad(
            "ALTER TABLE a MODIFY (b varchar2(5));",
            given="CREATE TABLE a (b varchar2(9));",
            at="varchar2(5)",
            dialect="oracle",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = type_change(step, replay)
        if change is None:
            return
        base = step.base.tables.get(change.table.ref)
        if base is not None and not change.table.assumed and base.column(change.column) is None:
            return
        lost = loss(change.old, change.new, replay.dialect)
        if not lost:
            return
        column = change.table.column(change.column)
        yield self.found(
            change.span,
            f"{change.table.ref.text}.{change.column} changes from {change.old.text} to {change.new.text}, which no longer holds {lost}:"
            " the migration fails on a row that does not fit, or its value is cut.",
            subject=about(change.table, change.column),
            repair="look for rows that do not fit first, and say what becomes of them",
            related=(Related(column.span, f"{change.old.text} before"),) if column and column.span.path else (),
            cause=step.statement.span,
        )
