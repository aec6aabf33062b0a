from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Diagnostic,
    DropObjects,
    Fix,
    Good,
    Replay,
    Step,
    StepRule,
    Subject,
    lock_of,
    server,
)
from schemalint_rules._transactions import concurrently, in_phases


class BlockingIndexDrop(StepRule):
    """An index of a table in use should be dropped concurrently.

    ## What it does
    Reports DROP INDEX without CONCURRENTLY of an index that existed before the change set.

    ## Why is this bad
    The lock that it takes waits for every query that runs on the table, and everybody else waits behind it.

    ## Fix
    CONCURRENTLY is written behind INDEX, together with what takes the migration out of its transaction where that is a line in the
    file. Where other work of the migration needs the transaction, the statement moves into a new migration behind it. Not offered for indexes of partitioned tables, which cannot
    be dropped concurrently.

    ## References
    - PostgreSQL manual, DROP INDEX
    """

    name = "blocking-index-drop"
    severity = "warning"
    dialects = ("postgres",)
    fixes = "safe"
    new_only = True
    yields_to = ("drop-cascade",)
    changes = ("DropObjects",)

    good = (
        Good("DROP INDEX CONCURRENTLY a_b;", given="CREATE TABLE a (b int);\nCREATE INDEX a_b ON a (b);"),
        Good("CREATE TABLE a (b int);\nCREATE INDEX a_b ON a (b);\nDROP INDEX a_b;"),
        Good("DROP INDEX IF EXISTS a_c;", given="CREATE TABLE a (b int);"),
        Good("ALTER TABLE a RENAME TO z;\nDROP TABLE z;", given="CREATE TABLE a (b int);\nCREATE INDEX a_b ON a (b);"),
    )
    bad = (
        Bad(
            "DROP INDEX a_b;",
            given="CREATE TABLE a (b int);\nCREATE INDEX a_b ON a (b);",
            at="a_b",
            message="public.a",
            fixed="DROP INDEX CONCURRENTLY a_b;",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, DropObjects) or change.kind != "index" or change.concurrently or change.cascade:
            return
        lock = lock_of("drop-index", replay.dialect, replay.version)
        for name in change.names:
            ref = step.before.find(step.before.indexes, name.value, name.qualifier)
            owner = step.before.indexes.get(ref) if ref else None
            if (
                ref is None
                or owner is None
                or lock is None
                or ref not in step.base.indexes
                or owner not in step.base.tables
            ):
                continue
            table = step.before.tables.get(owner)
            if table is None:
                continue
            yield self.found(
                name.span,
                f"Index {ref.text} is dropped under {lock.words} lock on {owner.text}: {server(replay.dialect, replay.version)} waits"
                f" for every query on the table, and {lock.blocks} wait behind it.",
                subject=Subject("index", ref.schema or None, owner.name, ref.name),
                repair="make it a plain index of the partitions first"
                if table.partition_by
                else f"DROP INDEX CONCURRENTLY {ref.name}",
                fix=None if table.partition_by else _fix(step, change, replay),
                cause=step.statement.span,
            )


def _fix(step: Step, change: DropObjects, replay: Replay) -> Fix | None:
    if step.statement.tokens.upper[:2] != ("DROP", "INDEX"):
        return None
    if len(change.names) > 1:
        # The server drops one at a time.
        known = all(any(ref.name == name.value for ref in step.base.indexes) for name in change.names)
        return in_phases(None, "Drop the indexes concurrently", step, replay, outside=True) if known else None
    return concurrently(step, replay, "INDEX", "Drop the index concurrently")
