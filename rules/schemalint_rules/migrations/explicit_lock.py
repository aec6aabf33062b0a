from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, NoChange, Replay, Span, Step, StepRule


class ExplicitLock(StepRule):
    """A migration should not lock tables by hand.

    ## What it does
    Reports LOCK TABLE in PostgreSQL, and LOCK TABLES in MySQL and MariaDB outside dumps.

    ## Why is this bad
    The lock is held until the transaction, or the session, ends, longer than the statements that need it; and a second migration that
    locks the same tables in another order never ends.

    ## Fix
    None: leave it to the statements, which lock what they need. Where rows must not change between two of them, do both in one
    statement.

    ## References
    - PostgreSQL manual, LOCK; MySQL 8.4 manual, 15.3.6 LOCK TABLES and UNLOCK TABLES Statements
    """

    name = "explicit-lock"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb")
    new_only = True
    changes = ("NoChange",)

    good = (Good("ALTER TABLE a ADD COLUMN b int;", given="CREATE TABLE a (id int);"),)
    bad = (
        Bad(
            "BEGIN;\nLOCK TABLE a IN ACCESS EXCLUSIVE MODE;\nCOMMIT;",
            given="CREATE TABLE a (id int);",
            at="LOCK TABLE a IN ACCESS EXCLUSIVE MODE",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change, statement = step.change, step.statement
        if not isinstance(change, NoChange) or not statement.verb.startswith("LOCK TABLE") or replay.kind != "history":
            return
        yield self.found(
            Span(statement.path, statement.span.start, statement.span.end),
            "Tables are locked by hand, for longer than any statement needs them: whoever uses them waits until the transaction ends.",
            repair="leave it out: each statement locks what it needs",
            cause=statement.span,
        )
