from __future__ import annotations

from collections.abc import Iterator

from schemalint import AddColumn, Bad, Column, Diagnostic, Good, Replay, Step, StepRule, lock_of, server, version_of
from schemalint_rules._proposals import about
from schemalint_rules._steps import stored_before

BIG_EDITIONS = ("enterprise", "developer", "evaluation", "azure", "managed instance")
"""Editions of SQL Server that keep it there too."""


class ConstantDefaultRewrite(StepRule):
    """On servers that write it into every row, a default should not be added together with its column.

    ## What it does
    Reports ADD COLUMN with a constant default on a table that existed before the change set, where the configured server writes every
    row for it: PostgreSQL before 11, MySQL before 8.0.12, MariaDB before 10.3, Oracle before 11 (NOT NULL) and 12 (nullable), and
    SQL Server for a NOT NULL column in other editions than Enterprise, Developer and Azure.

    ## Why is this bad
    The table is locked until every row is written.

    ## Fix
    None by itself: add the column without a default, set the default, fill the old rows in batches, then forbid NULL.

    ## References
    - PostgreSQL 11 release notes; MySQL 8.0.12 release notes (INSTANT); MariaDB 10.3, Instant ADD COLUMN for InnoDB
    - SQL Server, ALTER TABLE, Adding NOT NULL columns as an online operation; Oracle 11g and 12c, ALTER TABLE, ADD
    """

    name = "constant-default-rewrite"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb", "tsql", "oracle")
    new_only = True
    yields_to = ("volatile-default-rewrite",)
    changes = ("AddColumn",)

    good = (
        Good("ALTER TABLE a ADD COLUMN c int NOT NULL DEFAULT 0;", given="CREATE TABLE a (b int);"),
        Good("ALTER TABLE a ADD c int DEFAULT 0;", given="CREATE TABLE a (b int);", dialect="tsql"),
        Good("ALTER TABLE a ADD (c int DEFAULT 0 NOT NULL);", given="CREATE TABLE a (b int);", dialect="oracle"),
    )
    bad = (
        Bad(
            "ALTER TABLE a ADD COLUMN c int DEFAULT 0;",
            given="CREATE TABLE a (b int);",
            version="10",
            at="DEFAULT 0",
            message="PostgreSQL 10",
        ),
        Bad(
            "ALTER TABLE a ADD c int NOT NULL DEFAULT 0;",
            given="CREATE TABLE a (b int);",
            at="DEFAULT 0",
            dialect="tsql",
            message="edition",
        ),
        Bad(
            "ALTER TABLE a ADD COLUMN c int DEFAULT 0;",
            given="CREATE TABLE a (b int);",
            at="DEFAULT 0",
            dialect="mysql",
            version="5.7",
        ),
        Bad(
            "ALTER TABLE a ADD c NUMBER DEFAULT 0;",
            given="CREATE TABLE a (b NUMBER);",
            at="DEFAULT 0",
            dialect="oracle",
            version="10",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, AddColumn):
            return
        column = change.column
        if column.default is None or column.serial or column.identity or column.unknown:
            return
        if column.default.text.upper() == "NULL" or not self._writes(column, replay):
            return
        table = stored_before(change.table, step, replay)
        if table is None or (change.if_not_exists and table.column(column.name) is not None):
            return
        note = (
            " Enterprise edition would not; the edition is not configured."
            if replay.dialect == "tsql" and not replay.edition
            else ""
        )
        yield self.found(
            column.default_span if column.default_span.path else step.statement.span,
            f"Column {table.ref.text}.{column.name} is added with a default that {server(replay.dialect, replay.version)} writes into"
            f" every row, and {'writes' if replay.dialect in ('mysql', 'mariadb') else 'reads and writes'} can wait until it is"
            f" done.{note}",
            subject=about(table, column.name),
            repair="add the column without a default, then the default, fill the old rows in batches, and forbid NULL at last",
            cause=step.statement.span,
        )

    def _writes(self, column: Column, replay: Replay) -> bool:
        if replay.dialect == "tsql":
            return not column.nullable and not replay.edition.lower().startswith(BIG_EDITIONS)
        if replay.dialect == "oracle":
            return version_of(replay.dialect, replay.version) < ((12, 0) if column.nullable else (11, 0))
        lock = lock_of("add-column-default", replay.dialect, replay.version)
        return lock is None or lock.work != ""
