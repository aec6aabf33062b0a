from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Replay, Step, StepRule, Subject
from schemalint import DropConstraint as DropConstraintChange
from schemalint_rules._clients import afterwards, released_table


class DropPrimaryKey(StepRule):
    """A table in use should keep its primary key.

    ## What it does
    Reports the dropping of a primary key that was there before the change set, where the table has none once the change set
    has run.

    ## Why is this bad
    Duplicates get in. Logical replication refuses to replicate updates and deletes of the table; mappers and upserts that name the key
    fail.

    ## Fix
    Make the new key in the same change set, from a unique index that was built before.

    ## References
    - PostgreSQL 17 manual, 29.1.1 Replica Identity
    - MySQL 8.4 manual, 20.3.1 Group Replication Requirements
    """

    name = "drop-primary-key"
    severity = "warning"
    new_only = True
    changes = ("DropConstraint",)

    good = (
        Good(
            "ALTER TABLE a DROP CONSTRAINT a_pkey, ADD PRIMARY KEY (id, b);",
            given="CREATE TABLE a (id int PRIMARY KEY, b int);",
        ),
        Good(
            "ALTER TABLE a DROP PRIMARY KEY, ADD PRIMARY KEY (b);",
            given="CREATE TABLE a (b int PRIMARY KEY);",
            dialect="mysql",
        ),
    )
    bad = (
        Bad("ALTER TABLE a DROP CONSTRAINT a_pkey;", given="CREATE TABLE a (id int PRIMARY KEY);", at="a_pkey"),
        Bad(
            "ALTER TABLE a DROP PRIMARY KEY;",
            given="CREATE TABLE a (id int PRIMARY KEY);",
            at="DROP PRIMARY KEY",
            dialect="mysql",
            message="a",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, DropConstraintChange):
            return
        table = released_table(change.table, step, replay)
        before = step.base.tables.get(table.ref) if table else None
        key = before.primary_key if before else None
        if table is None or key is None:
            return
        if change.kind != "primary key" and (change.name is None or change.name.value != key.name):
            return
        end = afterwards(step, replay).tables.get(table.ref)
        if end is None or end.primary_key is not None:
            return
        where = change.name.span if change.name is not None and change.name.span.path else change.span
        yield self.found(
            where if where.path else step.statement.span,
            f"Table {table.ref.text} loses its primary key ({', '.join(key.columns)}): duplicates get in, and replication and upserts"
            " that go by the key fail.",
            subject=Subject("constraint", table.schema or None, table.name, key.name, key.columns),
            repair="make the new key in the same change set",
            cause=step.statement.span,
        )
