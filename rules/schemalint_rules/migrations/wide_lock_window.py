from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Related, Replay, Step, StepRule, Subject
from schemalint_rules._lock_windows import widenings
from schemalint_rules._steps import where_wrapped

SHOWN = 5
"""So many tables are named; the rest is counted."""


class WideLockWindow(StepRule):
    """A transaction should lock one table in use, not several.

    ## What it does
    Reports, once a transaction, the first statement that takes a lock against readers or writers on a table in use while the
    transaction holds such a lock on another one, and names all that it locks in the end. A foreign key locks two tables and cannot do
    with less, so a single one is not reported; a statement that adds several is, where they refer to several tables. Tables
    that the transaction makes or drops do not count, nor those that a new table refers to: their locks are taken with it.

    ## Why is this bad
    While the transaction waits for its second lock, everybody waits for the first table; and a client that uses both tables in the
    other order makes a deadlock of it, in which one of the two is thrown out.

    ## Fix
    None by itself: one migration for each table, as far as they do not need each other.

    ## References
    - PostgreSQL 17 manual, 13.3.1 Table-Level Locks; 13.3.4 Deadlocks
    """

    name = "wide-lock-window"
    severity = "warning"
    dialects = ("postgres",)
    new_only = True

    good = (
        Good(
            "ALTER TABLE a ADD COLUMN c int;\nALTER TABLE b ADD COLUMN c int;",
            given="CREATE TABLE a (x int);\nCREATE TABLE b (x int);",
        ),
        Good(
            "BEGIN;\nALTER TABLE a ADD COLUMN c int;\nALTER TABLE a ADD COLUMN d int;\nCREATE TABLE e (x int);\nCOMMIT;",
            given="CREATE TABLE a (x int);",
        ),
        Good(
            "BEGIN;\nALTER TABLE b ADD FOREIGN KEY (x) REFERENCES a NOT VALID;\nCOMMIT;",
            given="CREATE TABLE a (x int PRIMARY KEY);\nCREATE TABLE b (x int);",
        ),
    )
    bad = (
        Bad(
            "BEGIN;\nALTER TABLE a ADD COLUMN c int;\nALTER TABLE b ADD COLUMN c int;\nALTER TABLE c ADD COLUMN d int;\nCOMMIT;",
            given="CREATE TABLE a (x int);\nCREATE TABLE b (x int);\nCREATE TABLE c (x int);",
            at="ALTER TABLE b ADD COLUMN c int",
            message="public.a, public.b, public.c",
        ),
        Bad(
            "ALTER TABLE c ADD FOREIGN KEY (x) REFERENCES a NOT VALID, ADD FOREIGN KEY (y) REFERENCES b NOT VALID;",
            given="CREATE TABLE a (x int PRIMARY KEY);\nCREATE TABLE b (x int PRIMARY KEY);\nCREATE TABLE c (x int, y int);",
            at="ALTER TABLE c ADD FOREIGN KEY (x) REFERENCES a NOT VALID, ADD FOREIGN KEY (y) REFERENCES b NOT VALID",
            message="one foreign key",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        window = widenings(replay).get(id(step))
        if window is None:
            return
        names = [one.lock.ref.text for one in window.takings]
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        how = "The statement" if window.alone else f"The transaction ({where_wrapped(step)})"
        ref = next(one.lock.ref for one in window.takings if window.alone or one.step.reading is step.reading)
        readers = any(one.lock.lock.blocks == "reads and writes" for one in window.takings)
        yield self.found(
            step.statement.span,
            f"{how} locks {len(names)} tables in use, {', '.join(names[:SHOWN])}{more}: while it waits for one of them,"
            f" {'reads and writes' if readers else 'writes'} of the others wait.",
            subject=Subject("table", ref.schema or None, None, ref.name),
            repair="one foreign key in a statement, each in a migration of its own"
            if window.alone
            else "a migration for each table, as far as they do not need each other",
            related=tuple(
                Related(one.step.statement.span, f"{one.lock.lock.words} lock on {one.lock.ref.text}")
                for one in window.takings[:SHOWN]
                if one.step.reading is not step.reading
            ),
        )
