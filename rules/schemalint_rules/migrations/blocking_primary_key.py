from __future__ import annotations

from collections.abc import Iterator

from schemalint import AddConstraint, Bad, Diagnostic, Good, PrimaryKey, Replay, Step, StepRule
from schemalint_rules._built_under_lock import over_index, told


class BlockingPrimaryKey(StepRule):
    """A primary key on a table in use should not build its index under lock.

    ## What it does
    Reports a primary key that is added to a table that existed before the change set and builds its own index. One that is made of an
    index that is there already, with USING INDEX, is not reported.

    ## Why is this bad
    The index is built under an ACCESS EXCLUSIVE lock; until it is done, nobody can read or write the table.

    ## Fix
    A unique index is built concurrently, and the constraint takes it over with USING INDEX, for which a moment is enough. Where
    the migration runs in a transaction both go into new migrations, each with its rollback; a column that may hold NULL is first proved to
    hold none by a CHECK that is validated and dropped again.

    ## References
    - PostgreSQL manual, ALTER TABLE, ADD table_constraint_using_index
    """

    name = "blocking-primary-key"
    severity = "warning"
    dialects = ("postgres",)
    fixes = "safe"
    new_only = True
    changes = ("AddConstraint",)

    good = (
        Good(
            "ALTER TABLE a ADD CONSTRAINT a_b PRIMARY KEY USING INDEX a_b_idx;",
            given="CREATE TABLE a (b int NOT NULL);\nCREATE UNIQUE INDEX a_b_idx ON a (b);",
        ),
        Good("CREATE TABLE a (b int);\nALTER TABLE a ADD CONSTRAINT a_b PRIMARY KEY (b);"),
    )
    bad = (
        Bad(
            "ALTER TABLE a ADD CONSTRAINT a_b PRIMARY KEY (b);",
            given="CREATE TABLE a (b int NOT NULL);",
            at="CONSTRAINT a_b PRIMARY KEY (b)",
            message="ACCESS EXCLUSIVE",
            fixed="CREATE UNIQUE INDEX CONCURRENTLY a_b ON a (b);\nALTER TABLE a ADD CONSTRAINT a_b PRIMARY KEY USING INDEX a_b;",
        ),
        Bad(
            "BEGIN;\nALTER TABLE a ADD PRIMARY KEY (b);\nCOMMIT;",
            given="CREATE TABLE a (b int NOT NULL);",
            at="PRIMARY KEY (b)",
            message="CONCURRENTLY",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        if isinstance(step.change, AddConstraint) and isinstance(step.change.constraint, PrimaryKey):
            yield from told(self, step, replay, "add-primary-key", fix=over_index)
