from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AlterPartitions,
    AttachPartition,
    Bad,
    Catalog,
    CreateTable,
    Diagnostic,
    Good,
    ObjectName,
    PartitionDefinition,
    Related,
    Replay,
    SetOption,
    Span,
    Step,
    StepRule,
    Table,
    TypeFamily,
)
from schemalint_rules._partitions import Bound, bound, compare, families_of, overlap, partitioning, shared, suspects
from schemalint_rules._proposals import about_table
from schemalint_rules._steps import around

Fault = tuple[str, str]
"""What is wrong, and what would be right."""


def _siblings(parent: Table, catalog: Catalog) -> Iterator[Table]:
    """The partitions that a table of PostgreSQL has."""
    for ref in catalog.heirs.get(parent.ref, ()):
        table = catalog.tables.get(ref)
        if table is not None and table.partition_of == parent.ref and not table.unknown:
            yield table


def _accepted(parts: list[tuple[Table, Bound]], families: tuple[TypeFamily, ...]) -> list[Table]:
    """The partitions that the server made: one that overlaps an earlier one was refused."""
    made: list[tuple[Table, Bound]] = []
    for table, held in sorted(parts, key=lambda pair: pair[0].statement):
        if not any(overlap(held, earlier, families) for _, earlier in made):
            made.append((table, held))
    return [table for table, _ in made]


LAW = {"range": "VALUES LESS THAN", "list": "VALUES IN"}
"""What MySQL wants behind each partition of a strategy."""


class PartitionOfUnpartitioned(StepRule):
    """A partition belongs to a partitioned table, and is bounded the way the table is partitioned.

    ## What it does
    PostgreSQL: reports PARTITION OF and ATTACH PARTITION to a table that is not partitioned, ATTACH of a table that is a
    partition already, a bound of another kind than the table's strategy or with another number of values, an empty range, a
    hash partition that a modulus cannot have, and bounds that overlap those of another partition. MySQL and MariaDB: partition
    management of a table without partitions, VALUES of the wrong kind, ranges that do not grow, values that are listed twice.
    Only plain numbers, dates and, in lists, texts are compared.

    ## Why is this bad
    The server refuses the statement.

    ## Fix
    Partition the table first, which in PostgreSQL means making it anew, or correct the bound. No automatic fix.

    ## References
    - PostgreSQL manual, CREATE TABLE, PARTITION OF; ALTER TABLE, ATTACH PARTITION
    - MySQL 8.4 manual, 26.3 Partition Management; errors 1479, 1480, 1481, 1493, 1495, 1505
    """

    name = "partition-of-unpartitioned"
    severity = "error"
    dialects = ("postgres", "mysql", "mariadb")
    new_only = True
    changes = ("CreateTable", "AttachPartition", "AlterPartitions", "SetOption")
    only_with = ("partition",)

    good = (
        Good(
            "CREATE TABLE log (at date) PARTITION BY RANGE (at);\n"
            "CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');\n"
            "CREATE TABLE log_2 PARTITION OF log FOR VALUES FROM ('2027-01-01') TO (MAXVALUE);\n"
            "CREATE TABLE log_0 PARTITION OF log DEFAULT;"
        ),
        Good(
            "CREATE TABLE t (a int) PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (5));\n"
            "ALTER TABLE t ADD PARTITION (PARTITION q VALUES LESS THAN MAXVALUE);",
            dialect="mysql",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE part PARTITION OF log FOR VALUES IN (1);",
            given="CREATE TABLE log (n int);",
            at="log",
            message="is not partitioned",
        ),
        Bad(
            "CREATE TABLE log_1 PARTITION OF log FOR VALUES IN (1);",
            given="CREATE TABLE log (n int) PARTITION BY RANGE (n);",
            at="FOR VALUES IN (1)",
            message="FROM",
        ),
        Bad(
            "ALTER TABLE log ATTACH PARTITION b FOR VALUES FROM (5) TO (15);",
            given="CREATE TABLE log (n int) PARTITION BY RANGE (n);\nCREATE TABLE b (n int);\n"
            "CREATE TABLE a PARTITION OF log FOR VALUES FROM (1) TO (10);",
            at="FOR VALUES FROM (5) TO (15)",
            message="public.a",
        ),
        Bad(
            "ALTER TABLE t ADD PARTITION (PARTITION p VALUES LESS THAN (5));",
            given="CREATE TABLE t (a int);",
            at="t",
            dialect="mysql",
            message="error 1505",
        ),
        Bad(
            "ALTER TABLE t ADD PARTITION (PARTITION q VALUES LESS THAN (4));",
            given="CREATE TABLE t (a int) PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (5));",
            at="PARTITION q VALUES LESS THAN (4)",
            dialect="mariadb",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        if step.faults:
            return  # what is not there or there already is told as that
        match step.change:
            case CreateTable(partition_of=ObjectName() as parent, partition_bound=text, name=name):
                yield from self._partition(parent, name, text, step, replay)
            case AttachPartition(table=parent, partition=name, bound=text) if step.before.dialect == "postgres":
                yield from self._partition(parent, name, text, step, replay, attached=True)
            case AttachPartition(table=name) | AlterPartitions(table=name):
                yield from self._managed(name, step)
            case SetOption(option="partition by", name=name) | CreateTable(name=name, partition_by=str()):
                yield from self._declared(name, step)

    def _partition(
        self, parent: ObjectName, name: ObjectName, text: str, step: Step, replay: Replay, *, attached: bool = False
    ) -> Iterator[Diagnostic]:
        before = step.before
        table = before.table(before.resolve(parent))
        if step.before is step.after or table is None or table.unknown or table.assumed or before.is_muted(table.ref):
            return
        own = before.table(before.resolve(name)) if attached else None
        if own is not None and own.partition_of is not None:
            why = (
                f"is a partition of {own.partition_of.text} already",
                f"DETACH it from {own.partition_of.text} first",
            )
            yield self._refused(own, name.span, *why, step)
            return
        how = partitioning(table)
        if how is None:
            if not table.partition_by:
                why = ("is not partitioned, so it can have no partition", "PARTITION BY in its CREATE TABLE")
                yield self._refused(table, parent.span, *why, step)
            return
        written = bound(text)
        at = self._place(text, name.span if attached else parent.span, step)
        wrong = self._misfit(table, how.strategy, len(how.keys), written)
        if wrong is not None:
            yield self._refused(table, at, *wrong, step)
            return
        if step.number not in suspects(replay) and around(step, replay) is replay.steps:
            return
        families = families_of(table)
        others = [(one, bound(one.partition_bound)) for one in _siblings(table, before) if one is not own]
        fitting = [pair for pair in others if self._misfit(table, how.strategy, len(how.keys), pair[1]) is None]
        hits = [other for other, held in fitting if overlap(written, held, families)]
        for other in _accepted(fitting, families) if hits else ():
            if other in hits:
                what = (
                    "has a default partition already" if written.kind == "default" else "has a partition for such rows"
                )
                yield self._refused(
                    table,
                    at,
                    f"{what}, {other.ref.text} ({other.partition_bound}); {text} overlaps it",
                    "bounds that no other partition has",
                    step,
                    (Related(other.span, "this partition"),) if other.span.path else (),
                )
                return

    def _place(self, text: str, behind: Span, step: Step) -> Span:
        """Where the bound is written."""
        statement = step.statement
        at = statement.text.find(text, behind.end - statement.span.start) if text else -1
        start = statement.span.start + at
        return behind if at < 0 else Span(statement.path, start, start + len(text))

    def _misfit(self, table: Table, strategy: str, keys: int, written: Bound) -> Fault | None:
        """Why a bound cannot be one of the table's, in PostgreSQL."""
        right = {
            "range": "FOR VALUES FROM (…) TO (…)",
            "list": "FOR VALUES IN (…)",
            "hash": "FOR VALUES WITH (MODULUS …, REMAINDER …)",
        }.get(strategy, "")
        if not written.kind or not right:
            return None
        if written.kind == "default":
            return ("is partitioned by hash and can have no default partition", right) if strategy == "hash" else None
        if written.kind != strategy:
            return f"is partitioned by {strategy}, but the partition is bounded by {written.kind}", right
        if strategy == "range":
            for end in (written.values, written.upper):
                if len(end) != keys:
                    return (
                        f"is partitioned by {keys} columns, but the bound has {len(end)} values",
                        f"{keys} values each",
                    )
            order = compare(written.values, written.upper, families_of(table))
            if order is not None and order >= 0:
                return "cannot have a partition whose lower bound is not below the upper one", "swap the two"
        if strategy == "hash" and written.remainder >= written.modulus:
            return "cannot have a partition whose remainder is not below the modulus", right
        return None

    def _managed(self, name: ObjectName, step: Step) -> Iterator[Diagnostic]:
        """ADD, DROP, REORGANIZE PARTITION and their like of MySQL."""
        table, change = step.before.table(step.before.resolve(name)), step.change
        if table is None or table.unknown or table.assumed or step.before.is_muted(table.ref):
            return
        if not table.partition_by:
            yield self._unpartitioned(table, name, step)
            return
        how = partitioning(table)
        if how is None or not isinstance(change, AlterPartitions):
            return
        if change.action == "add partition":
            yield from self._definitions(table, how.strategy, change.definitions, table.partitions, step)
            if how.strategy in LAW and not change.definitions and not change.names:
                why = f"is partitioned by {how.strategy}: each new partition must be defined (error 1492)"
                yield self._refused(table, name.span, why, f"ADD PARTITION (PARTITION … {LAW[how.strategy]} (…))", step)
        elif change.action == "drop partition" and how.strategy in ("hash", "key"):
            why = f"is partitioned by {how.strategy}: DROP PARTITION needs a range or a list (error 1512)"
            yield self._refused(table, name.span, why, "COALESCE PARTITION", step)
        elif change.action == "coalesce partition" and how.strategy in LAW:
            why = f"is partitioned by {how.strategy}: COALESCE PARTITION needs a hash or a key (error 1509)"
            yield self._refused(table, name.span, why, "REORGANIZE PARTITION or DROP PARTITION", step)

    def _unpartitioned(self, table: Table, name: ObjectName, step: Step) -> Diagnostic:
        why = "is not partitioned, so its partitions cannot be managed (error 1505)"
        return self._refused(table, name.span, why, "PARTITION BY first", step)

    def _declared(self, name: ObjectName, step: Step) -> Iterator[Diagnostic]:
        """The partitions that MySQL declares with their table."""
        change = step.change
        if step.before.dialect == "postgres":
            return
        if isinstance(change, SetOption) and not change.value:
            table = step.before.table(step.before.resolve(name))
            if table is not None and not (table.partition_by or table.unknown or table.assumed):
                yield self._unpartitioned(table, name, step)
            return
        table = step.after.table(step.after.resolve(name))
        how = partitioning(table) if table is not None and not table.unknown else None
        if table is not None and how is not None:
            yield from self._definitions(table, how.strategy, table.partitions, (), step)

    def _definitions(
        self,
        table: Table,
        strategy: str,
        made: tuple[PartitionDefinition, ...],
        held: tuple[PartitionDefinition, ...],
        step: Step,
    ) -> Iterator[Diagnostic]:
        families: tuple[TypeFamily, ...] = families_of(table)
        if "(" in table.partition_by[table.partition_by.find("(") + 1 :]:
            number: TypeFamily = "integer"
            families = (number,) * max(1, len(families))  # what a function gives is a number
        before = [bound(one.bound) for one in held]
        for one in made:
            now = bound(one.bound)
            wrong = self._wrong(strategy, one, now, before, families)
            if wrong is not None:
                span = one.span if one.span.path else table.span
                yield self._refused(table, span, *wrong, step)
                return
            before.append(now)

    def _wrong(
        self, strategy: str, one: PartitionDefinition, now: Bound, before: list[Bound], families: tuple[TypeFamily, ...]
    ) -> Fault | None:
        if strategy in ("hash", "key") and now.kind in ("list", "range"):
            return f"is partitioned by {strategy}, but partition {one.name} has VALUES (error 1480)", "no VALUES"
        if strategy in LAW and now.kind in LAW and now.kind != strategy:
            return f"is partitioned by {strategy}, but partition {one.name} has {LAW[now.kind]} (error 1480)", LAW[
                strategy
            ]
        if strategy in LAW and not one.bound:
            return f"is partitioned by {strategy}, but partition {one.name} has no values (error 1479)", LAW[strategy]
        if strategy == "range" and before and before[-1].kind == now.kind == "range":
            last = before[-1].upper
            if len(last) == 1 and last[0].upper() == "MAXVALUE":
                why = f"has a partition up to MAXVALUE, behind which {one.name} cannot stand (error 1481)"
                return why, "REORGANIZE PARTITION to split the last one"
            order = compare(now.upper, last, families)
            if order is not None and order <= 0:
                why = f"has a partition up to {', '.join(last)}; {one.name} does not go beyond it (error 1493)"
                return why, "ranges that grow"
        if strategy == "list" and now.kind == "list":
            for other in before:
                twice = shared(now, other, families[0] if families else "other")
                if twice:
                    return f"has the value {twice} in two partitions (error 1495)", "each value once"
        return None

    def _refused(
        self, table: Table, span: Span, why: str, repair: str, step: Step, related: tuple[Related, ...] = ()
    ) -> Diagnostic:
        return self.found(
            span,
            f"Table {table.ref.text} {why}: the server refuses the statement.",
            subject=about_table(table),
            repair=repair,
            related=related,
            cause=step.statement.span,
        )
