from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Applied,
    Bad,
    CreateTable,
    Diagnostic,
    DropColumn,
    DropObjects,
    Good,
    MigrationRule,
    Ref,
    Replay,
    Step,
    Subject,
    WriteRows,
)
from schemalint_rules._steps import emptied_by


class DestructiveWithoutBackup(MigrationRule):
    """What a migration throws away should be kept somewhere first.

    ## What it does
    Reports a migration that drops a table or a column that was there before it, empties a table, or deletes all its rows, and in
    which nothing copies them away before: `INSERT INTO … SELECT`, `CREATE TABLE … AS SELECT`, `SELECT … INTO`, or a new column that is
    filled from the old one. Tables and columns that the migration makes itself are left alone, and so are views, indexes, and
    migrations that are released already.

    ## Why is this bad
    A rollback gives back the structure, not the rows. A backup of the whole database is hours old when it is needed.

    ## Fix
    None: copy what is dropped into an archive table in the same migration, or rename it and drop it a release later.

    ## References
    - PostgreSQL 17 manual, 26 Backup and Restore
    """

    name = "destructive-without-backup"
    severity = "warning"
    on = "strict"
    new_only = True

    good = (
        Good(
            "CREATE TABLE a_archive AS SELECT * FROM a;\nDROP TABLE a;",
            path="db/migrations/000002_b.up.sql",
            files=(("db/migrations/000001_a.up.sql", "CREATE TABLE a (id int);"),),
        ),
        Good(
            "INSERT INTO archive (id, b) SELECT id, b FROM a;\nALTER TABLE a DROP COLUMN b;",
            path="db/migrations/000002_b.up.sql",
            files=(
                (
                    "db/migrations/000001_a.up.sql",
                    "CREATE TABLE a (id int, b int);\nCREATE TABLE archive (id int, b int);",
                ),
            ),
        ),
        Good("CREATE TABLE a (id int);\nDROP TABLE a;", path="db/migrations/000001_a.up.sql"),
    )
    bad = (
        Bad(
            "DROP TABLE a;",
            path="db/migrations/000002_b.up.sql",
            files=(("db/migrations/000001_a.up.sql", "CREATE TABLE a (id int);"),),
            at="DROP TABLE a",
            message="public.a",
        ),
        Bad(
            "ALTER TABLE a DROP COLUMN b;",
            path="db/migrations/000002_b.up.sql",
            files=(("db/migrations/000001_a.up.sql", "CREATE TABLE a (id int, b int);"),),
            at="ALTER TABLE a DROP COLUMN b",
            message="public.a.b",
        ),
        Bad(
            "TRUNCATE a;",
            path="db/migrations/000002_b.up.sql",
            files=(("db/migrations/000001_a.up.sql", "CREATE TABLE a (id int);"),),
            at="TRUNCATE a",
        ),
    )

    def check(self, applied: Applied, replay: Replay) -> Iterator[Diagnostic]:
        if not applied.steps or applied.migration.repeatable:
            return
        before = applied.steps[0].before
        for at, step in enumerate(applied.steps):
            for ref, column in _lost(step):
                table = before.tables.get(ref)
                if table is None or (column and table.column(column) is None):
                    continue
                if any(_keeps(other, ref, column) for other in applied.steps[:at]):
                    continue
                if emptied_by(ref, step, replay):
                    continue  # what took the rows was told
                what = f"{ref.text}.{column}" if column else ref.text
                yield self.found(
                    step.statement.span,
                    f"What is in {what} is gone after this, and nothing in migration {applied.migration.name} keeps a copy: no"
                    " rollback brings it back.",
                    subject=Subject("column", ref.schema or None, ref.name, column, (column,))
                    if column
                    else Subject("table", ref.schema or None, None, ref.name),
                    repair=f"CREATE TABLE {ref.name}_archive AS SELECT * FROM {ref.name};",
                    cause=step.statement.span,
                )


def _lost(step: Step) -> Iterator[tuple[Ref, str]]:
    """The tables, or columns, whose contents go with the step."""
    change = step.change
    if step.faults:
        return
    if isinstance(change, DropColumn):
        table = step.before.tables.get(step.before.resolve(change.table))
        column = table.column(change.column.value) if table else None
        if table is not None and column is not None and column.generated is None:
            yield table.ref, column.name
    elif isinstance(change, DropObjects) and change.kind == "table":
        for name in change.names:
            table = step.before.tables.get(step.before.resolve(name))
            if table is not None and not table.partition_of:
                yield table.ref, ""
    elif isinstance(change, WriteRows) and not change.filtered and change.verb in ("delete", "truncate"):
        for name in change.tables:
            yield step.before.resolve(name), ""


def _keeps(step: Step, ref: Ref, column: str) -> bool:
    """Whether the step copies what is in the table, or in the column, to somewhere else."""
    change = step.change
    words = {word.strip('"`[]').rpartition(".")[2].casefold() for word in step.statement.tokens.words}
    if ref.name.casefold() not in words:
        return False
    if isinstance(change, CreateTable):
        return bool(change.as_query)
    if isinstance(change, WriteRows) and change.from_query and change.verb in ("insert", "merge", "replace"):
        return all(step.before.resolve(name) != ref for name in change.tables)
    return isinstance(change, WriteRows) and change.verb == "update" and bool(column) and column.casefold() in words
