from __future__ import annotations

from collections.abc import Iterator

from schemalint import AddColumn, AddConstraint, Bad, Diagnostic, Good, Replay, Step, StepRule, Unique
from schemalint_rules._built_under_lock import over_index, told


class BlockingUnique(StepRule):
    """A unique constraint on a table in use should not build its index under lock.

    ## What it does
    Reports a unique constraint that is added to a table that existed before the change set, by itself or together with its column, and
    builds its own index. One that is made of an index that is there already, with USING INDEX, is not reported.

    ## Why is this bad
    The index is built under an ACCESS EXCLUSIVE lock; until it is done, nobody can read or write the table.

    ## Fix
    A unique index is built concurrently, and the constraint takes it over with USING INDEX, for which a moment is enough. Where
    the migration runs in a transaction both go into new migrations, each with its rollback.

    ## References
    - PostgreSQL manual, ALTER TABLE, ADD table_constraint_using_index
    """

    name = "blocking-unique"
    severity = "warning"
    dialects = ("postgres",)
    fixes = "safe"
    new_only = True
    changes = ("AddConstraint", "AddColumn")

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
        Bad(
            "ALTER TABLE a ADD COLUMN c int UNIQUE;",
            given="CREATE TABLE a (b int NOT NULL);",
            at="UNIQUE",
            message="a_c_key",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if isinstance(change, AddColumn) or (
            isinstance(change, AddConstraint) and isinstance(change.constraint, Unique)
        ):
            yield from told(self, step, replay, "add-unique", fix=over_index)
