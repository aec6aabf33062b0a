"""Which tables and materialized views in use a step locks, and how. The server holds each lock to the end of the transaction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from schemalint import (
    NOWHERE,
    AddColumn,
    AddConstraint,
    AlterColumnType,
    AlterConstraint,
    AlterPolicy,
    AttachPartition,
    CreateIndex,
    CreateObject,
    CreatePolicy,
    CreateTable,
    CreateTrigger,
    DetachPartition,
    DropColumn,
    DropConstraint,
    DropObjects,
    Exclusion,
    ForeignKey,
    Lock,
    Name,
    NoChange,
    ObjectName,
    PrimaryKey,
    RedefineColumn,
    Ref,
    RefreshView,
    Reindex,
    RenameColumn,
    RenameConstraint,
    RenameObject,
    Replay,
    SetColumnOption,
    SetDefault,
    SetGenerated,
    SetIdentity,
    SetInheritance,
    SetNullable,
    SetOption,
    SetRowSecurity,
    SetSchema,
    SetTrigger,
    Step,
    Unique,
    WriteRows,
    lock_of,
)
from schemalint_rules._steps import existed, stored_before

Blocks = Literal["nothing", "schema changes", "writes", "reads and writes"]


class Held(NamedTuple):
    """A lock on a table or materialized view that was there before the change set."""

    ref: Ref
    lock: Lock
    goes: bool = False
    """The step drops it: who still asks for it fails anyway."""

    @property
    def blocks(self) -> bool:
        """Whether those who read or write wait for it."""
        return self.lock.blocks in ("writes", "reads and writes")


ACTIONS: dict[type, str] = {
    AddColumn: "add-column", AddConstraint: "add-check", AlterColumnType: "alter-type", AlterConstraint: "drop-constraint", AlterPolicy: "create-policy",
    AttachPartition: "attach-partition", CreatePolicy: "create-policy", CreateTrigger: "create-trigger", DropColumn: "drop-column",
    DetachPartition: "detach-partition", DropConstraint: "drop-constraint", RedefineColumn: "alter-type", RenameColumn: "rename", RenameConstraint: "rename-constraint",
    RenameObject: "rename", SetColumnOption: "set-storage", SetDefault: "set-default", SetGenerated: "drop-expression",
    SetIdentity: "set-default", SetInheritance: "set-inheritance", SetNullable: "drop-not-null", SetRowSecurity: "set-row-security",
    SetSchema: "set-schema", SetTrigger: "set-trigger",
}  # fmt: skip
"""What the facts about locks call each change of a table. How long it takes is another matter: the lock is the same for all kinds of
a change, so one stands for them."""
BLOCKED: dict[str, Blocks] = {
    "SHARE": "writes", "SHARE ROW EXCLUSIVE": "writes", "EXCLUSIVE": "writes", "ACCESS EXCLUSIVE": "reads and writes",
}  # fmt: skip
"""Whom the modes shut out that shut out anybody who reads or writes."""


def held(step: Step, replay: Replay) -> tuple[Held, ...]:
    """The locks of PostgreSQL for the step that make reads or writes wait, the strongest for each table."""
    if replay.dialect != "postgres" or step.statement.kind in ("query", "transaction", "data", "client"):
        return ()
    found: dict[Ref, Held] = {}
    for one in _locks(step, replay):
        if one.blocks and (one.ref not in found or one.lock.blocks == "reads and writes"):
            found[one.ref] = one
    return tuple(found.values())


def _locks(step: Step, replay: Replay) -> Iterator[Held]:
    change = step.change
    if isinstance(change, CreateTable):
        for constraint in change.constraints:
            yield from _parent(constraint, step, replay)
        yield from _on(change.partition_of, "create-partition", step, replay)
    elif isinstance(change, CreateIndex):
        concurrently = change.definition.concurrently
        yield from _on(change.table, f"create-index{'-concurrently' if concurrently else ''}", step, replay)
    elif isinstance(change, DropObjects):
        yield from _dropped(change, step, replay)
    elif isinstance(change, CreateObject) and change.kind == "rule":
        yield from _on(change.target, "create-rule", step, replay)
    elif isinstance(change, (RenameObject, SetSchema, SetOption)):
        if change.kind == "table":
            action = _of_option(change) if isinstance(change, SetOption) else ACTIONS[type(change)]
            yield from _on(change.name, action, step, replay)
    elif isinstance(change, WriteRows) and change.verb == "truncate":
        for name in change.tables:
            yield from _on(name, "truncate", step, replay)
    elif isinstance(change, Reindex) and not change.concurrently and change.name is not None:
        table = change.name if change.kind == "table" else _table_of(change.name, step)
        yield from _on(table, "reindex", step, replay)
    elif isinstance(change, RefreshView):
        view = step.before.views.get(step.before.resolve(change.name))
        lock = _fact("refresh-view-concurrently" if change.concurrently else "refresh-view", replay)
        if view is not None and lock is not None and not change.concurrently and existed(view, step):
            yield Held(view.ref, lock)
    elif isinstance(change, NoChange) and change.what == "lock":
        yield from _by_hand(step, replay)
    elif type(change) in ACTIONS:
        yield from _altered(change, step, replay)


def _fact(action: str, replay: Replay) -> Lock | None:
    return lock_of(action, "postgres", replay.version)  # type: ignore[arg-type]


def _on(name: ObjectName | None, action: str, step: Step, replay: Replay, goes: bool = False) -> Iterator[Held]:
    table = stored_before(name, step, replay) if name is not None else None
    lock = _fact(action, replay)
    if table is not None and lock is not None:
        yield Held(table.ref, lock, goes)


def _altered(change: Any, step: Step, replay: Replay) -> Iterator[Held]:
    action = ACTIONS[type(change)]
    if isinstance(change, AddConstraint):
        action = _of_constraint(change)
        yield from _parent(change.constraint, step, replay)
    elif isinstance(change, AddColumn):
        for constraint in change.constraints:
            yield from _parent(constraint, step, replay)
    elif isinstance(change, AlterConstraint) and change.validated:
        action = "validate-constraint"
    elif isinstance(change, DropConstraint):
        yield from _parents_of_dropped(change, step, replay)
    elif isinstance(change, AttachPartition):
        yield from _second(change.partition, action, step, replay)
    elif isinstance(change, DetachPartition):
        action = f"detach-partition{'-concurrently' if change.concurrently else ''}"
    elif isinstance(change, SetInheritance):
        yield from _second(change.parent, action, step, replay)
    elif isinstance(change, SetColumnOption) and change.option in ("statistics", "n_distinct", "n_distinct_inherited"):
        action = "set-statistics"
    yield from _on(change.table, action, step, replay)


def _of_constraint(change: AddConstraint) -> str:
    constraint = change.constraint
    match constraint:
        case ForeignKey():
            return "add-foreign-key"
        case PrimaryKey() | Unique() if constraint.using_index:
            return "add-key-using-index"
        case Unique():
            return "add-unique"
        case PrimaryKey():
            return "add-primary-key"
        case Exclusion():
            return "add-exclusion"
    return "add-check"


def _of_option(change: SetOption) -> str:
    option = change.option
    gentle = option in ("cluster", "fillfactor", "parallel_workers", "toast_tuple_target") or option.startswith(
        ("autovacuum", "toast.", "log_autovacuum", "vacuum_")
    )
    return "set-parameter" if gentle else "set-owner"


def _second(name: ObjectName, action: str, step: Step, replay: Replay) -> Iterator[Held]:
    """The lock on the other table that the change is about: the one a key refers to, the partition, the parent."""
    table = stored_before(name, step, replay)
    lock = _fact(action, replay)
    if table is not None and lock is not None and lock.other:
        yield Held(table.ref, lock._replace(mode=lock.other, blocks=BLOCKED.get(lock.other, "nothing")))


def _parent(constraint: object, step: Step, replay: Replay) -> Iterator[Held]:
    if isinstance(constraint, ForeignKey):
        yield from _second(_named(constraint.parent), "add-foreign-key", step, replay)


def _named(ref: Ref) -> ObjectName:
    schema = Name(ref.schema, ref.schema, NOWHERE) if ref.schema else None
    return ObjectName(Name(ref.name, ref.name, NOWHERE), schema)


def _parents_of_dropped(change: DropConstraint, step: Step, replay: Replay) -> Iterator[Held]:
    table = step.before.tables.get(step.before.resolve(change.table))
    for key in table.foreign_keys if table is not None and change.name is not None else ():
        if change.name is not None and key.name == change.name.value and table is not None and key.parent != table.ref:
            yield from _second(_named(key.parent), "drop-foreign-key", step, replay)


def _dropped(change: DropObjects, step: Step, replay: Replay) -> Iterator[Held]:
    if change.kind == "table":
        dropped = {step.before.resolve(name) for name in change.names}
        for name in change.names:
            yield from _on(name, "drop-table", step, replay, goes=True)
            table = step.before.tables.get(step.before.resolve(name))
            for key in table.foreign_keys if table is not None else ():
                if key.parent not in dropped:  # the triggers of the key on the other side go with it
                    yield from _second(_named(key.parent), "drop-table", step, replay)
    elif change.kind == "index":
        for name in change.names:
            action = f"drop-index{'-concurrently' if change.concurrently else ''}"
            yield from _on(_table_of(name, step), action, step, replay)
    elif change.kind in ("trigger", "policy", "rule"):
        yield from _on(change.on, "drop-trigger", step, replay)


def _table_of(index: ObjectName, step: Step) -> ObjectName | None:
    indexes = step.before.indexes
    found = step.before.find(indexes, index.value, index.qualifier)
    return _named(indexes[found]) if found is not None else None


def _by_hand(step: Step, replay: Replay) -> Iterator[Held]:
    """LOCK TABLE a, b IN … MODE; without a mode it is the strongest."""
    words, upper, _ = step.statement.tokens
    end = upper.index("IN") if "IN" in upper else len(upper)
    mode = " ".join(upper[end + 1 : upper.index("MODE")]) if "IN" in upper and "MODE" in upper else "ACCESS EXCLUSIVE"
    if mode not in BLOCKED:
        return
    lock = Lock(mode, BLOCKED[mode], "", "PostgreSQL manual, LOCK")
    names = [word for word in words[1:end] if word.upper() not in ("TABLE", "ONLY", "*")]
    for part in " ".join(names).split(","):
        pieces = [one.strip().strip('"') for one in part.split(" . ")]
        schema = Name(pieces[-2], pieces[-2], NOWHERE) if len(pieces) > 1 else None
        table = stored_before(ObjectName(Name(pieces[-1], pieces[-1], NOWHERE), schema), step, replay)
        if table is not None:
            yield Held(table.ref, lock)
