from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Applied,
    Bad,
    Catalog,
    Diagnostic,
    Fault,
    Fix,
    Good,
    MigrationRule,
    OrderRollback,
    Ref,
    Replay,
    Step,
)

KINDS = {"missing": "", "missing-column": "column ", "missing-parent": "table ", "missing-parent-column": "column "}


class RollbackOrder(MigrationRule):
    """The statements of a rollback should stand in an order that the server accepts.

    ## What it does
    Replays the down part behind its up part, and reports a statement that drops what others still need, or that names what an
    earlier statement of the same down part has dropped already. A table that another one's foreign key points at, a table or view
    that a view reads, a function that a trigger calls: PostgreSQL refuses to drop these without CASCADE.

    ## Why is this bad
    The rollback stops in the middle, when everybody waits for it.

    ## Fix
    The statements are put into an order in which each of them runs, where there is one.

    ## References
    - PostgreSQL 17 manual, 5.15 Dependency Tracking
    """

    name = "rollback-order"
    severity = "error"
    fixes = "safe"
    needs = ("downs",)

    good = (
        Good(
            "DROP TABLE line;\nDROP TABLE orders;\n",
            path="db/migrations/000001_a.down.sql",
            files=(
                (
                    "db/migrations/000001_a.up.sql",
                    "CREATE TABLE orders (id int PRIMARY KEY);\nCREATE TABLE line (order_id int REFERENCES orders);",
                ),
            ),
        ),
    )
    bad = (
        Bad(
            "DROP TABLE orders;\nDROP TABLE line;\n",
            path="db/migrations/000001_a.down.sql",
            files=(
                (
                    "db/migrations/000001_a.up.sql",
                    "CREATE TABLE orders (id int PRIMARY KEY);\nCREATE TABLE line (order_id int REFERENCES orders);",
                ),
            ),
            at="orders",
            message="public.line",
            fixed="DROP TABLE line;\nDROP TABLE orders;\n",
        ),
        Bad(
            "DROP TABLE a;\nDROP INDEX a_b;\n",
            path="db/migrations/000001_a.down.sql",
            files=(("db/migrations/000001_a.up.sql", "CREATE TABLE a (b int);\nCREATE INDEX a_b ON a (b);"),),
            at="a_b",
            message="gone already",
            fixed="DROP INDEX a_b;\nDROP TABLE a;\n",
        ),
    )

    def check(self, applied: Applied, replay: Replay) -> Iterator[Diagnostic]:
        if applied.back is None or not applied.steps:
            return
        migration, there = applied.migration, applied.steps[-1].after
        for step in applied.back.steps:
            for fault in step.faults:
                words = _words(fault, step, there)
                if words:
                    yield self.found(
                        fault.span,
                        f"The rollback of migration {migration.name} stops here: {words}.",
                        repair="put the statements into the opposite order of those they take back",
                        fix=Fix(
                            f"Reorder the rollback of {migration.name}", "safe",
                            intent=OrderRollback(migration.up[0].path),
                        ),
                        cause=step.statement.span,
                    )  # fmt: skip


def _words(fault: Fault, step: Step, there: Catalog) -> str:
    name = fault.ref.text
    if fault.kind == "needed":
        return f"{fault.object_kind} {name} is still needed by {fault.holder} {fault.part}, and the server refuses to drop it"
    if fault.kind not in KINDS or not _was_there(fault, there):
        return ""
    part = f".{fault.part}" if fault.part else ""
    kind = KINDS[fault.kind] or f"{fault.object_kind} "
    return f"{kind}{name}{part} is gone already, an earlier statement of the rollback has dropped it"


def _was_there(fault: Fault, there: Catalog) -> bool:
    """Whether the object is in the schema that the migration leaves behind, so that the rollback itself must have dropped it."""
    table = there.tables.get(fault.ref)
    if fault.kind in ("missing-column", "missing-parent-column"):
        return table is not None and table.column(fault.part) is not None
    if fault.object_kind == "index":
        return fault.ref in there.indexes
    if fault.object_kind == "constraint":
        return table is not None and any(one.name == fault.part for one in table.constraints)
    if fault.object_kind == "trigger":
        return (fault.ref, fault.part) in there.triggers
    if fault.object_kind == "policy":
        return (fault.ref, fault.part) in there.policies
    return _is_object(fault.ref, there)


def _is_object(ref: Ref, there: Catalog) -> bool:
    return any(
        ref in held
        for held in (
            there.tables,
            there.views,
            there.enums,
            there.domains,
            there.types,
            there.sequences,
            there.routines,
        )
    )
