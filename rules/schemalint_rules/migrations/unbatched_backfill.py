from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Replay, Step, StepRule, WriteRows
from schemalint_rules._proposals import about_table
from schemalint_rules._reached_rows import whole
from schemalint_rules._steps import stored_before


class UnbatchedBackfill(StepRule):
    """The rows of a table in use should be changed in batches, not all in one statement.

    ## What it does
    Reports UPDATE and DELETE with a WHERE that leaves the whole table, or most of it: `WHERE true`; `IS NULL` of a column that the
    same change set adds; `IS NOT NULL` of a column that never is; a join with another table in use and nothing else. Statements that
    name keys, a range of keys or a LIMIT are batches. Where the condition does not tell how many rows are meant, nothing is said.

    ## Why is this bad
    Every row is locked until the last one is written, and as much again is written to the log, to replicas and to dead rows that
    somebody has to clean up. A failure after an hour takes back an hour.

    ## Fix
    None by itself: go through the table by its key, some thousand rows at a time, each in a transaction of its own.

    ## References
    - PostgreSQL 17 manual, 13.3.2 Row-Level Locks; 24.1 Routine Vacuuming
    - MySQL 8.4 manual, 17.7.3 Locks Set by Different SQL Statements in InnoDB
    """

    name = "unbatched-backfill"
    severity = "warning"
    new_only = True
    yields_to = ("unbounded-write",)
    changes = ("WriteRows",)

    good = (
        Good(
            "UPDATE a SET c = b WHERE id BETWEEN 1 AND 1000 AND c IS NULL;",
            given="CREATE TABLE a (id int PRIMARY KEY, b int, c int);",
        ),
        Good(
            "UPDATE a SET c = b WHERE kind = 'new';",
            given="CREATE TABLE a (id int PRIMARY KEY, b int, c int, kind text);",
        ),
        Good("CREATE TABLE a (b int);\nUPDATE a SET b = 1 WHERE true;"),
    )
    bad = (
        Bad(
            "ALTER TABLE a ADD COLUMN c int;\nUPDATE a SET c = b WHERE c IS NULL;",
            given="CREATE TABLE a (id int PRIMARY KEY, b int);",
            at="UPDATE a SET c = b WHERE c IS NULL",
            message="c is new",
        ),
        Bad(
            "UPDATE a SET c = d.x FROM d WHERE a.d_id = d.id;",
            given="CREATE TABLE d (id int PRIMARY KEY, x int);\nCREATE TABLE a (id int PRIMARY KEY, d_id int, c int);",
            at="UPDATE a SET c = d.x FROM d WHERE a.d_id = d.id",
            message="every row with a match in d",
        ),
        Bad(
            "UPDATE a SET c = b WHERE id IS NOT NULL;",
            given="CREATE TABLE a (id int PRIMARY KEY, b int, c int);",
            at="UPDATE a SET c = b WHERE id IS NOT NULL",
            dialect="mysql",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, WriteRows) or change.verb not in ("update", "delete") or not change.tables:
            return
        table = stored_before(change.tables[0], step, replay)
        why = whole(step, change, table, replay) if table is not None else ""
        if table is None or not why:
            return
        yield self.found(
            step.statement.span,
            f"One {change.verb.upper()} changes the whole of {table.ref.text}, or most of it: {why}. Every row stays locked until the"
            " last one is done.",
            subject=about_table(table),
            repair="go through the rows by the key, some thousand at a time, each batch in a transaction of its own",
            cause=step.statement.span,
        )
