from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    DetachPartition,
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
    lock_of,
    server,
)
from schemalint_rules._proposals import spelled_ref
from schemalint_rules._steps import stored_before
from schemalint_rules._transactions import in_phases


class BlockingDetach(StepRule):
    """A partition should be taken off a table in use without locking the whole table.

    ## What it does
    Reports DETACH PARTITION without CONCURRENTLY or FINALIZE, where parent and partition existed before the change set and
    the server offers CONCURRENTLY: PostgreSQL 14 and later, for a table that has no default partition.

    ## Why is this bad
    Detaching takes an ACCESS EXCLUSIVE lock on the partitioned table: it waits for every query on any of its partitions, and all
    that come later wait behind it.

    ## Fix
    CONCURRENTLY is written behind the partition's name; out of a transaction the statement moves into a new migration.
    The server then leaves a CHECK on the table that says what the partition's bounds said, which spares a scan should it be attached
    again.

    ## References
    - PostgreSQL manual, ALTER TABLE, DETACH PARTITION
    """

    name = "blocking-detach"
    severity = "warning"
    dialects = ("postgres",)
    fixes = "safe"
    new_only = True
    changes = ("DetachPartition",)

    good = (
        Good(
            "ALTER TABLE log DETACH PARTITION log_1 CONCURRENTLY;",
            given="CREATE TABLE log (a int) PARTITION BY LIST (a);\nCREATE TABLE log_1 PARTITION OF log FOR VALUES IN (1);",
        ),
        Good(
            "ALTER TABLE log DETACH PARTITION log_1;",
            given="CREATE TABLE log (a int) PARTITION BY LIST (a);\nCREATE TABLE log_1 PARTITION OF log FOR VALUES IN (1);\n"
            "CREATE TABLE log_rest PARTITION OF log DEFAULT;",
        ),
    )
    bad = (
        Bad(
            "ALTER TABLE log DETACH PARTITION log_1;",
            given="CREATE TABLE log (a int) PARTITION BY LIST (a);\nCREATE TABLE log_1 PARTITION OF log FOR VALUES IN (1);",
            at="log_1",
            fixed="ALTER TABLE log DETACH PARTITION log_1 CONCURRENTLY;",
            message="public.log",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, DetachPartition) or change.concurrently or change.finalize:
            return
        lock = lock_of("detach-partition", "postgres", replay.version)
        if lock is None or lock_of("detach-partition-concurrently", "postgres", replay.version) is None:
            return
        table, partition = stored_before(change.table, step, replay), stored_before(change.partition, step, replay)
        if table is None or partition is None or self._has_default(table, step):
            return
        where, part = spelled_ref(table.ref, step.before), spelled_ref(partition.ref, step.before)
        yield self.found(
            change.partition.span,
            f"Partition {partition.ref.text} is detached under {lock.words} lock on {table.ref.text}:"
            f" {server('postgres', replay.version)} waits for every query on the table, and {lock.blocks} wait behind it.",
            subject=Subject("table", table.schema or None, None, table.name),
            repair=f"ALTER TABLE {where} DETACH PARTITION {part} CONCURRENTLY;"
            + (" outside a transaction" if step.transaction else ""),
            fix=self._fix(step, change, replay),
            cause=step.statement.span,
        )

    def _has_default(self, table: Table, step: Step) -> bool:
        return any(
            one.partition_of == table.ref and one.partition_bound.upper() == "DEFAULT"
            for one in step.before.tables.values()
        )

    def _fix(self, step: Step, change: DetachPartition, replay: Replay) -> Fix | None:
        at = change.partition.span.end
        if not step.statement.span.covers(change.partition.span):
            return None
        if step.transaction is not None:
            return in_phases(None, "Detach it concurrently", step, replay, outside=True)
        edit = Edit(Span(step.statement.path, at, at), " CONCURRENTLY")
        return in_phases(Fix("Detach it concurrently", "safe", edits=(edit,)), "", step, replay, outside=True)
