from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Reindex, Replay, Step, StepRule, Subject, Table, lock_of, server
from schemalint_rules._steps import stored_before
from schemalint_rules._transactions import concurrently

"""PostgreSQL's REINDEX has the option since this version."""


class BlockingReindex(StepRule):
    """An index of a table in use should be rebuilt without blocking writes.

    ## What it does
    Reports REINDEX without CONCURRENTLY of an index or table that existed before the change set, and of a whole schema or database.
    Indexes of exclusion constraints, which cannot be rebuilt that way, are left out, and so is REINDEX SYSTEM.

    ## Why is this bad
    Writes to the table wait until the index is built anew, and so do reads whose plan looks at that index: it is held under an
    ACCESS EXCLUSIVE lock.

    ## Fix
    CONCURRENTLY is written behind the keyword, together with what takes the migration out of its transaction where that is a line
    in the file.

    ## References
    - PostgreSQL manual, REINDEX, Rebuilding Indexes Concurrently
    """

    name = "blocking-reindex"
    severity = "warning"
    dialects = ("postgres",)
    fixes = "safe"
    new_only = True
    changes = ("Reindex",)

    good = (
        Good("REINDEX INDEX CONCURRENTLY a_b;", given="CREATE TABLE a (b int);\nCREATE INDEX a_b ON a (b);"),
        Good("CREATE TABLE a (b int);\nCREATE INDEX a_b ON a (b);\nREINDEX TABLE a;"),
    )
    bad = (
        Bad(
            "REINDEX INDEX a_b;",
            given="CREATE TABLE a (b int);\nCREATE INDEX a_b ON a (b);",
            at="a_b",
            fixed="REINDEX INDEX CONCURRENTLY a_b;",
            message="public.a",
        ),
        Bad(
            "REINDEX TABLE a;",
            given="CREATE TABLE a (b int);",
            at="a",
            fixed="REINDEX TABLE CONCURRENTLY a;",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, Reindex) or change.concurrently or change.kind == "system":
            return
        what, subject = f"the {change.kind}", None
        if change.kind == "index" and change.name is not None:
            name = change.name
            made = step.before.find(step.base.indexes, name.value, name.qualifier)
            owner = step.before.indexes.get(made) if made else None
            table = step.before.tables.get(owner) if owner else None
            if table is None or owner not in step.base.tables or self._excludes(table, name.value):
                return
            what = f"index {name.value} of {table.ref.text}"
            subject = Subject("index", table.schema or None, table.name, name.value)
        elif change.kind == "table" and change.name is not None:
            found = stored_before(change.name, step, replay)
            if found is None:
                return
            what = f"every index of {found.ref.text}"
            subject = Subject("table", found.schema or None, None, found.name)
        elif not step.base.tables:
            return
        offered = lock_of("reindex-concurrently", "postgres", replay.version) is not None
        lock = lock_of("reindex", "postgres", replay.version)
        assert lock is not None
        shown = f"REINDEX {change.kind.upper()} CONCURRENTLY {change.name.value if change.name else ''}".strip()
        yield self.found(
            change.name.span if change.name else step.statement.span,
            f"REINDEX builds {what} anew under {lock.words} lock on the table and an {lock.other} lock on the index:"
            f" {server('postgres', replay.version)} blocks {lock.blocks}, and reads that plan with the index, until it is done.",
            subject=subject,
            repair=(f"{shown};" + (" outside a transaction" if step.transaction else ""))
            if offered
            else "CREATE INDEX CONCURRENTLY under another name, then DROP INDEX CONCURRENTLY and a rename",
            fix=concurrently(step, replay, change.kind.upper(), "Rebuild it concurrently") if offered else None,
            cause=step.statement.span,
        )

    def _excludes(self, table: Table, index: str) -> bool:
        return any(one.name == index for one in table.exclusions)
