from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, CreateIndex, Diagnostic, Good, Replay, Step, StepRule, Subject
from schemalint_rules._proposals import spelled_ref


class ConcurrentlyOnPartitioned(StepRule):
    """An index of a partitioned table cannot be built concurrently.

    ## What it does
    Reports CREATE INDEX CONCURRENTLY on a partitioned table, without ONLY.

    ## Why is this bad
    PostgreSQL refuses it: the migration fails.

    ## Fix
    None by itself: make the index ON ONLY the parent, build it CONCURRENTLY on each partition, and attach these.

    ## References
    - PostgreSQL manual, CREATE INDEX, Building Indexes Concurrently
    """

    name = "concurrently-on-partitioned"
    severity = "error"
    dialects = ("postgres",)
    changes = ("CreateIndex",)
    only_with = ("concurrently",)

    good = (
        Good(
            "CREATE INDEX CONCURRENTLY e1_at ON e1 (at);",
            given="CREATE TABLE e (at date) PARTITION BY RANGE (at);\nCREATE TABLE e1 PARTITION OF e DEFAULT;",
        ),
        Good("CREATE INDEX e_at ON e (at);", given="CREATE TABLE e (at date) PARTITION BY RANGE (at);"),
    )
    bad = (
        Bad(
            "CREATE INDEX CONCURRENTLY e_at ON e (at);",
            given="CREATE TABLE e (at date) PARTITION BY RANGE (at);",
            at="e_at",
            message="ATTACH PARTITION",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, CreateIndex) or not change.definition.concurrently:
            return
        table = step.before.tables.get(step.before.resolve(change.table))
        if table is None or not table.partition_by or table.unknown:
            return
        where = spelled_ref(table.ref, step.before)
        yield self.found(
            change.name.span if change.name else change.table.span,
            f"{table.ref.text} is partitioned, and PostgreSQL refuses to build an index of it concurrently.",
            subject=Subject(
                "index", table.schema or None, table.name, change.definition.name, change.definition.columns
            ),
            repair=f"CREATE INDEX … ON ONLY {where} …; CREATE INDEX CONCURRENTLY on each partition; ALTER INDEX … ATTACH PARTITION …;",
            cause=step.statement.span,
        )
