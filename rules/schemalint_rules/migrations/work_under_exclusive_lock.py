from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AlterConstraint,
    Bad,
    CreateIndex,
    Diagnostic,
    Good,
    RefreshView,
    Reindex,
    Related,
    Replay,
    Step,
    StepRule,
    Subject,
    WriteRows,
)
from schemalint_rules._held_locks import Held, held
from schemalint_rules._reached_rows import is_bounded
from schemalint_rules._steps import stored_before, where_wrapped
from schemalint_rules._transactions import before_in_transaction

SLEEPS = frozenset({"PG_SLEEP", "PG_SLEEP_FOR", "PG_SLEEP_UNTIL"})


class WorkUnderExclusiveLock(StepRule):
    """Behind a statement that locks everybody out, a transaction should end soon.

    ## What it does
    Reports statements that read or write a whole table, or wait, in a transaction that holds an ACCESS EXCLUSIVE lock on a table that
    existed before the change set: CREATE INDEX, REINDEX, VALIDATE CONSTRAINT, REFRESH MATERIALIZED VIEW, UPDATE, DELETE and INSERT …
    SELECT on tables in use unless they name the keys of their rows, COPY, pg_sleep. A table that the transaction drops locks nobody out who still needs it, and what is made in the
    same change set is small. Of statements that change rows the first of a transaction is told. Where a more exact rule speaks of the statement, this one is silent.

    ## Why is this bad
    The lock is kept until the transaction ends. Adding the column took a millisecond; nobody can read the table until the
    index of another one is built.

    ## Fix
    None by itself: the long work goes into a migration of its own, before the one that locks or behind it.

    ## References
    - PostgreSQL 17 manual, 13.3.1 Table-Level Locks
    """

    name = "work-under-exclusive-lock"
    severity = "warning"
    dialects = ("postgres",)
    new_only = True
    yields_to = (
        "unbounded-write", "unbatched-backfill", "backfill-with-ddl", "validate-in-same-transaction", "blocking-index",
        "blocking-refresh", "blocking-reindex", "concurrently-in-transaction",
    )  # fmt: skip
    changes = ("AlterConstraint", "CreateIndex", "NoChange", "RefreshView", "Reindex", "WriteRows")

    good = (
        Good(
            "ALTER TABLE a ADD COLUMN c int;\nREFRESH MATERIALIZED VIEW m;",
            given="CREATE TABLE a (b int);\nCREATE MATERIALIZED VIEW m AS SELECT b FROM a;",
        ),
        Good(
            "BEGIN;\nREFRESH MATERIALIZED VIEW m;\nALTER TABLE a ADD COLUMN c int;\nCOMMIT;",
            given="CREATE TABLE a (b int);\nCREATE MATERIALIZED VIEW m AS SELECT b FROM a;",
        ),
        Good(
            "BEGIN;\nCREATE TABLE c (d int);\nALTER TABLE c ADD COLUMN e int;\nREFRESH MATERIALIZED VIEW m;\nCOMMIT;",
            given="CREATE TABLE a (b int);\nCREATE MATERIALIZED VIEW m AS SELECT b FROM a;",
        ),
    )
    bad = (
        Bad(
            "BEGIN;\nALTER TABLE a ADD COLUMN c int;\nREFRESH MATERIALIZED VIEW m;\nCOMMIT;",
            given="CREATE TABLE a (b int);\nCREATE MATERIALIZED VIEW m AS SELECT b FROM a;",
            at="REFRESH MATERIALIZED VIEW m",
            message="ACCESS EXCLUSIVE lock on public.a",
        ),
        Bad(
            "BEGIN;\nALTER TABLE a RENAME COLUMN b TO c;\nALTER TABLE d VALIDATE CONSTRAINT k;\nCOMMIT;",
            given="CREATE TABLE a (b int);\nCREATE TABLE d (e int, CONSTRAINT k CHECK (e > 0) NOT VALID);",
            at="ALTER TABLE d VALIDATE CONSTRAINT k",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        if step.transaction is None:
            return
        work = _work(step, replay)
        found = _locked(step, replay) if work else None
        if found is None:
            return
        other, lock = found
        if isinstance(step.change, WriteRows) and _writes_between(other, step, replay):
            return
        ref = lock.ref
        yield self.found(
            step.statement.span,
            f"{work} while the transaction ({where_wrapped(step)}) holds {lock.lock.words} lock on {ref.text}: reads and writes of it"
            " wait until this is done too.",
            subject=Subject("table", ref.schema or None, None, ref.name),
            repair="do this in a migration of its own",
            related=(Related(other.statement.span, f"locks {ref.text}"),),
            cause=step.statement.span,
        )


def _work(step: Step, replay: Replay) -> str:
    """What takes long here, in words; empty where nothing does."""
    change = step.change
    match change:
        case CreateIndex():
            table = stored_before(change.table, step, replay)
            return f"CREATE INDEX reads the whole of {table.ref.text}" if table else ""
        case AlterConstraint() if change.validated:
            table = stored_before(change.table, step, replay)
            return f"VALIDATE CONSTRAINT reads the whole of {table.ref.text}" if table else ""
        case RefreshView():
            view = step.base.views.get(step.before.resolve(change.name))
            return f"REFRESH runs the query of {view.ref.text}" if view and change.with_data else ""
        case Reindex():
            return "REINDEX builds indexes anew"
        case WriteRows():
            return _written(change, step, replay)
    if step.statement.kind == "query" and not SLEEPS.isdisjoint(step.statement.tokens.upper):
        return "The transaction sleeps"
    return ""


def _written(change: WriteRows, step: Step, replay: Replay) -> str:
    if not change.tables or change.verb == "truncate":
        return ""
    if change.verb in ("insert", "merge") and not change.from_query:
        return ""
    table = stored_before(change.tables[0], step, replay)
    if table is None or (change.verb in ("update", "delete") and is_bounded(step, change, table)):
        return ""
    return f"{change.verb.upper()} changes rows of {table.ref.text}"


def _writes_between(lock: Step, step: Step, replay: Replay) -> bool:
    """Whether a statement behind the lock changes rows in the same way already, and is told of."""
    return any(
        isinstance(one.change, WriteRows) and one.number > lock.number and _written(one.change, one, replay)
        for one in before_in_transaction(step, replay)
    )


def _locked(step: Step, replay: Replay) -> tuple[Step, Held] | None:
    """The first statement of the transaction that locks everybody out of a table which stays."""
    found = None
    for other in before_in_transaction(step, replay):
        if other.reading is step.reading:
            continue
        for one in held(other, replay):
            if one.lock.blocks == "reads and writes" and not one.goes:
                found = other, one
    return found
