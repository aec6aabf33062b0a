from __future__ import annotations

from collections.abc import Iterator

from schemalint import AttachPartition, Bad, Diagnostic, Good, Related, Replay, Step, StepRule, Table, lock_of, server
from schemalint_rules._proposals import about_table, spelled_ref
from schemalint_rules._steps import stored_before


class AttachPartitionScan(StepRule):
    """A table with rows should prove by a CHECK that it fits before it becomes a partition.

    ## What it does
    Reports ATTACH PARTITION of a table that existed before the change set, where it has no validated CHECK on a column the rows are divided by;
    and where the parent has a default partition without such a CHECK, which is looked through as well.

    ## Why is this bad
    Every row is looked at to see whether it fits, while the new partition, and the default one, are locked for readers and writers.

    ## Fix
    None by itself: add a CHECK NOT VALID that says what the bound says, validate it, attach the table, drop the CHECK.

    ## References
    - PostgreSQL 17 manual, ALTER TABLE, ATTACH PARTITION; 5.12.2.2 Partition Maintenance
    """

    name = "attach-partition-scan"
    severity = "warning"
    dialects = ("postgres",)
    new_only = True
    changes = ("AttachPartition",)

    good = (
        Good(
            "ALTER TABLE log ATTACH PARTITION old FOR VALUES FROM (1) TO (9);",
            given="CREATE TABLE log (a int NOT NULL) PARTITION BY RANGE (a);\n"
            "CREATE TABLE old (a int NOT NULL, CHECK (a >= 1 AND a < 9));",
        ),
        Good(
            "CREATE TABLE old (a int);\nALTER TABLE log ATTACH PARTITION old FOR VALUES FROM (1) TO (9);",
            given="CREATE TABLE log (a int) PARTITION BY RANGE (a);",
        ),
    )
    bad = (
        Bad(
            "ALTER TABLE log ATTACH PARTITION old FOR VALUES FROM (1) TO (9);",
            given="CREATE TABLE log (a int) PARTITION BY RANGE (a);\nCREATE TABLE old (a int);",
            at="old",
            message="public.old",
        ),
        Bad(
            "ALTER TABLE log ATTACH PARTITION one FOR VALUES FROM (1) TO (9);",
            given="CREATE TABLE log (a int) PARTITION BY RANGE (a);\nCREATE TABLE rest PARTITION OF log DEFAULT;\n"
            "CREATE TABLE one (a int CHECK (a >= 1 AND a < 9));",
            at="one",
            message="public.rest",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        lock = lock_of("attach-partition", "postgres", replay.version)
        if not isinstance(change, AttachPartition) or lock is None:
            return
        parent = step.before.tables.get(step.before.resolve(change.table))
        if parent is None or parent.unknown or not parent.partition_columns:
            return
        filled = stored_before(change.partition, step, replay)
        rest = next(
            (
                one
                for one in step.before.tables.values()
                if one.partition_of == parent.ref
                and one.partition_bound.upper() == "DEFAULT"
                and one.ref in step.base.tables
            ),
            None,
        )
        scanned = [
            one
            for one in (filled, rest)
            if one is not None
            and not (one.unknown or one.assumed or one.partition_by)
            and not self._proves(one, parent)
        ]
        if not scanned:
            return
        names = " and ".join(one.ref.text for one in scanned)
        where = spelled_ref(scanned[0].ref, step.before)
        yield self.found(
            change.partition.span,
            f"Attaching {change.partition.value} to {parent.ref.text} looks at every row of {names}:"
            f" {server('postgres', replay.version)} holds an {lock.other} lock on it and {lock.words} lock on the parent until it is done.",
            subject=about_table(parent),
            repair=f"ALTER TABLE {where} ADD CHECK (<what the bound says>) NOT VALID; then VALIDATE CONSTRAINT, then attach it",
            related=tuple(Related(one.span, "without a CHECK") for one in scanned if one.span.path),
            cause=step.statement.span,
        )

    def _proves(self, table: Table, parent: Table) -> bool:
        """Whether a validated CHECK speaks of a column that the rows are divided by; what it says is taken for right."""
        return any(
            check.validated
            and check.enforced
            and not set(parent.partition_columns).isdisjoint(check.expression.columns)
            for check in table.checks
        )
