from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AddColumn,
    Bad,
    Column,
    Diagnostic,
    Good,
    PrimaryKey,
    Replay,
    Severity,
    Step,
    StepRule,
    Table,
)
from schemalint_rules._made_types import domains
from schemalint_rules._proposals import about, spelled, spelled_ref
from schemalint_rules._steps import emptied_by, stored_before

ROW_VERSIONS = frozenset({"rowversion", "timestamp"})
"""Types that SQL Server fills itself."""


class RequiredColumnWithoutDefault(StepRule):
    """A column added to a table in use needs a default or must allow NULL.

    ## What it does
    Reports ADD COLUMN … NOT NULL without DEFAULT on a table that existed before the change set: an error where the server
    refuses it as soon as there is a row, a warning in MySQL and MariaDB, which fill every row with 0 or an empty string.
    Identity and generated columns, domains with a default, and tables emptied before in the same file are not reported.

    ## Why is this bad
    The migration works on the empty database of a developer and fails on the one with rows. In MySQL it goes through and leaves
    values that nobody chose.

    ## Fix
    Add the column with a default; or let it allow NULL, fill it in batches, and forbid NULL afterwards. No automatic fix: what
    old rows should hold is not known.

    ## References
    - PostgreSQL manual, ALTER TABLE, ADD COLUMN; SQLite, ALTER TABLE ADD COLUMN
    - SQL Server, error 4901; Oracle, ORA-01758
    - MySQL 8.4 manual, 13.6 Data Type Default Values (implicit defaults)
    """

    name = "required-column-without-default"
    severity = "error"
    new_only = True
    changes = ("AddColumn",)

    good = (
        Good("ALTER TABLE users ADD COLUMN a int NOT NULL DEFAULT 0;", given="CREATE TABLE users (id int);"),
        Good("ALTER TABLE users ADD COLUMN a int;", given="CREATE TABLE users (id int);"),
        Good("CREATE TABLE users (id int);\nALTER TABLE users ADD COLUMN a int NOT NULL;"),
        Good("TRUNCATE users;\nALTER TABLE users ADD COLUMN a int NOT NULL;", given="CREATE TABLE users (id int);"),
        Good("ALTER TABLE users ADD id2 int IDENTITY NOT NULL;", given="CREATE TABLE users (a int);", dialect="tsql"),
        Good("ALTER TABLE users ADD v rowversion NOT NULL;", given="CREATE TABLE users (a int);", dialect="tsql"),
    )
    bad = (
        Bad("ALTER TABLE users ADD COLUMN a int NOT NULL;", given="CREATE TABLE users (id int);", at="a"),
        Bad(
            "ALTER TABLE users ADD tag varchar(9) NOT NULL;",
            given="CREATE TABLE users (id int);",
            at="tag",
            dialect="tsql",
            message="refuses",
        ),
        Bad(
            "ALTER TABLE users ADD (tag varchar2(9) NOT NULL);",
            given="CREATE TABLE users (id int);",
            at="tag",
            dialect="oracle",
        ),
        Bad(
            "ALTER TABLE users ADD COLUMN tag text NOT NULL;",
            given="CREATE TABLE users (id int);",
            at="tag",
            dialect="sqlite",
        ),
        Bad(
            "ALTER TABLE users ADD COLUMN tag varchar(9) NOT NULL;",
            given="CREATE TABLE users (id int);",
            at="tag",
            dialect="mysql",
            message="empty string",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, AddColumn):
            return
        column = change.column
        keyed = any(isinstance(one, PrimaryKey) for one in change.constraints)
        if column.unknown or (column.nullable and not keyed) or self._filled(column, step):
            return
        table = stored_before(change.table, step, replay)
        if table is None or emptied_by(table.ref, step, replay):
            return
        before = step.before.tables.get(table.ref)
        if change.if_not_exists and before is not None and before.column(column.name) is not None:
            return
        severity: Severity = "error"
        consequence = "as soon as the table holds a row the server refuses it and the migration fails"
        if replay.dialect in ("mysql", "mariadb"):
            severity = "warning"
            consequence = f"every row there is gets {self._implicit(column)}, which nobody chose"
        yield self.found(
            column.span if column.span.path else step.statement.span,
            f"Column {table.ref.text}.{column.name} is added NOT NULL without a default: {consequence}.",
            subject=about(table, column.name),
            repair=self._repair(table, column, step, replay),
            severity=severity,
            cause=step.statement.span,
        )

    def _filled(self, column: Column, step: Step) -> bool:
        """Whether the server knows a value for the rows there are."""
        if column.identity or column.serial or column.generated is not None:
            return True
        if column.default is not None:
            return column.default.text.upper() != "NULL"
        kind = column.type
        if kind is None:
            return False
        if step.before.dialect == "tsql" and kind.name in ROW_VERSIONS:
            return True
        return any(domain.default is not None for domain in domains(kind, step.before))

    def _implicit(self, column: Column) -> str:
        family = column.type.family if column.type else "other"
        if family in ("integer", "decimal", "float", "boolean", "bit", "money"):
            return "0"
        if family in ("date", "time", "timestamp", "timestamptz"):
            return "a zero date, or an error in strict mode,"
        if family == "enum":
            return "the first value of the list"
        return "an empty string"

    def _repair(self, table: Table, column: Column, step: Step, replay: Replay) -> str:
        where, name = spelled_ref(table.ref, step.before), spelled(column.name, step.before)
        kind = column.type.text if column.type else ""
        verb = "ADD" if replay.dialect in ("tsql", "oracle") else "ADD COLUMN"
        if replay.dialect == "sqlite":
            return f"ALTER TABLE {where} {verb} {name} {kind} NOT NULL DEFAULT …;"
        return f"ALTER TABLE {where} {verb} {name} {kind}; fill it in batches, then set NOT NULL; or give it a DEFAULT"
