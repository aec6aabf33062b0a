from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AddConstraint,
    Bad,
    Diagnostic,
    Edit,
    Fix,
    Good,
    Replay,
    Span,
    Step,
    StepRule,
    Subject,
    Table,
    Unique,
    lock_of,
    server,
)
from schemalint_rules._proposals import listed, spelled, spelled_ref
from schemalint_rules._steps import stored_before


class BlockingUnique(StepRule):
    """A unique constraint on a table in use should not build its index under lock.

    ## What it does
    Reports a unique constraint that is added to a table that existed before the change set and builds its own index. One that is made of an
    index that is there already, with USING INDEX, is not reported.

    ## Why is this bad
    The index is built under an ACCESS EXCLUSIVE lock; until it is done, nobody can read or write the table.

    ## Fix
    A unique index is built concurrently, and the constraint takes it over with USING INDEX, for which a moment is enough. Not offered
    inside a transaction, where no index can be built concurrently.

    ## References
    - PostgreSQL manual, ALTER TABLE, ADD table_constraint_using_index
    """

    name = "blocking-unique"
    severity = "warning"
    dialects = ("postgres",)
    fixes = "safe"
    new_only = True
    changes = ("AddConstraint",)

    good = (
        Good(
            "ALTER TABLE a ADD CONSTRAINT a_b UNIQUE USING INDEX a_b_idx;",
            given="CREATE TABLE a (b int NOT NULL);\nCREATE UNIQUE INDEX a_b_idx ON a (b);",
        ),
        Good("CREATE TABLE a (b int);\nALTER TABLE a ADD CONSTRAINT a_b UNIQUE (b);"),
    )
    bad = (
        Bad(
            "ALTER TABLE a ADD CONSTRAINT a_b UNIQUE (b);",
            given="CREATE TABLE a (b int NOT NULL);",
            at="CONSTRAINT a_b UNIQUE (b)",
            message="ACCESS EXCLUSIVE",
            fixed="CREATE UNIQUE INDEX CONCURRENTLY a_b ON a (b);\nALTER TABLE a ADD CONSTRAINT a_b UNIQUE USING INDEX a_b;",
        ),
        Bad(
            "BEGIN;\nALTER TABLE a ADD UNIQUE (b);\nCOMMIT;",
            given="CREATE TABLE a (b int NOT NULL);",
            at="UNIQUE (b)",
            message="CONCURRENTLY",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, AddConstraint) or not isinstance(change.constraint, Unique):
            return
        key = change.constraint
        table = stored_before(change.table, step, replay)
        lock = lock_of("add-unique", replay.dialect, replay.version)
        if table is None or lock is None or key.using_index:
            return
        after = step.after.tables.get(table.ref)
        made = next((one for one in after.uniques if one.span == key.span), None) if after else None
        name = made.name if made is not None else key.name
        columns = listed(key.columns, step.before)
        called = spelled(name, step.before) if name else "…"
        where = spelled_ref(table.ref, step.before)
        yield self.found(
            key.span if key.span.path else step.statement.span,
            f"The unique constraint of {table.ref.text} ({', '.join(key.columns)}) builds its index under {lock.words} lock of"
            f" {server(replay.dialect, replay.version)}: {lock.blocks} wait until it is done.",
            subject=Subject("constraint", table.schema or None, table.name, name, key.columns),
            repair=f"CREATE UNIQUE INDEX CONCURRENTLY {called} ON {where} ({columns}); then ALTER TABLE {where} ADD CONSTRAINT {called}"
            f" UNIQUE USING INDEX {called};",
            fix=_fix(table, key, name, step),
            cause=step.statement.span,
        )


def _fix(table: Table, key: Unique, name: str, step: Step) -> Fix | None:
    statement = step.statement
    if step.transaction is not None or not key.span.path or not name or table.partition_by or key.deferrable:
        return None
    if (
        statement.verb != "ALTER TABLE"
        or key.include
        or key.nulls_not_distinct
        or any(part.expression for part in key.parts)
    ):
        return None
    called, where = spelled(name, step.before), spelled_ref(table.ref, step.before)
    index = f"CREATE UNIQUE INDEX CONCURRENTLY {called} ON {where} ({listed(key.columns, step.before)});{statement.line_break}"
    edits = (
        Edit(Span(statement.path, statement.span.start, statement.span.start), index),
        Edit(key.span, f"CONSTRAINT {called} UNIQUE USING INDEX {called}"),
    )
    return Fix("Build the index concurrently and make the constraint of it", "safe", edits=edits)
