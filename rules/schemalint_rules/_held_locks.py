"""Which tables and materialized views in use a step locks, and how. The server holds each lock to the end of the transaction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from schemalint import (
    NOWHERE,
    AddColumn,
    AddConstraint,
    AlterColumnType,
    AlterConstraint,
    AlterPolicy,
    AttachPartition,
    Check,
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
from schemalint_rules._steps import existed, ref_of, stored_before


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


def _lock(mode: str, source: str) -> Lock:
    blocks = {"ACCESS EXCLUSIVE": "reads and writes", "SHARE UPDATE EXCLUSIVE": "schema changes"}.get(mode, "writes")
    return Lock(mode, blocks, "", f"PostgreSQL manual, {source}")  # type: ignore[arg-type]


EXCLUSIVE = _lock("ACCESS EXCLUSIVE", "ALTER TABLE")
"""What every form of ALTER TABLE takes that the manual says nothing else of."""
_DROP = _lock("ACCESS EXCLUSIVE", "13.3.1 Table-Level Locks")
_GENTLE = _lock("SHARE UPDATE EXCLUSIVE", "ALTER TABLE")
_TRIGGERS = _lock("SHARE ROW EXCLUSIVE", "ALTER TABLE")
_BUILD = _lock("SHARE", "13.3.1 Table-Level Locks")

_ALTERS = (
    AddColumn, AddConstraint, AlterColumnType, AlterConstraint, AttachPartition, DetachPartition, DropColumn, DropConstraint,
    RedefineColumn, RenameColumn, RenameConstraint, SetColumnOption, SetDefault, SetGenerated, SetIdentity, SetInheritance,
    SetNullable, SetRowSecurity, SetTrigger,
)  # fmt: skip
"""Actions of ALTER TABLE; each names its table in `table`."""
_LOCK_MODES = ("ROW EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE")


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
    if isinstance(change, _ALTERS):
        yield from _altered(change, step, replay)
    elif isinstance(change, CreateIndex):
        action = "create-index-concurrently" if change.definition.concurrently else "create-index"
        yield from _on(change.table, lock_of(action, "postgres", replay.version), step, replay)  # type: ignore[arg-type]
    elif isinstance(change, DropObjects):
        yield from _dropped(change, step, replay)
    elif isinstance(change, CreateTable):
        for constraint in change.constraints:
            yield from _parent(constraint, step, replay)
        yield from _on(change.partition_of, EXCLUSIVE, step, replay)
    elif isinstance(change, CreateTrigger):
        yield from _on(change.table, lock_of("create-trigger", "postgres", replay.version), step, replay)
    elif isinstance(change, (CreatePolicy, AlterPolicy)):
        yield from _on(change.table, EXCLUSIVE, step, replay)
    elif isinstance(change, CreateObject) and change.kind == "rule":
        yield from _on(change.target, EXCLUSIVE, step, replay)
    elif isinstance(change, (RenameObject, SetSchema)) and change.kind == "table":
        yield from _on(change.name, EXCLUSIVE, step, replay)
    elif isinstance(change, SetOption) and change.kind == "table":
        yield from _on(change.name, _of_option(change), step, replay)
    elif isinstance(change, WriteRows) and change.verb == "truncate":
        for name in change.tables:
            yield from _on(name, _DROP, step, replay)
    elif isinstance(change, Reindex) and not change.concurrently and change.name is not None:
        table = change.name if change.kind == "table" else _table_of(change.name, step)
        yield from _on(table, _BUILD, step, replay)
    elif isinstance(change, RefreshView) and not change.concurrently:
        view = step.before.views.get(ref_of(change.name, step.before))
        if view is not None and existed(view, step):
            yield Held(view.ref, _lock("ACCESS EXCLUSIVE", "REFRESH MATERIALIZED VIEW"))
    elif isinstance(change, NoChange) and change.what == "lock":
        yield from _by_hand(step, replay)


def _on(name: ObjectName | None, lock: Lock | None, step: Step, replay: Replay, goes: bool = False) -> Iterator[Held]:
    table = stored_before(name, step, replay) if name is not None else None
    if table is not None and lock is not None:
        yield Held(table.ref, lock, goes)


def _altered(change: object, step: Step, replay: Replay) -> Iterator[Held]:
    name: ObjectName = change.table  # type: ignore[attr-defined]
    version = replay.version
    lock: Lock | None = EXCLUSIVE
    if isinstance(change, AddConstraint):
        lock = _of_constraint(change, version)
        yield from _parent(change.constraint, step, replay)
    elif isinstance(change, AddColumn):
        for constraint in change.constraints:
            yield from _parent(constraint, step, replay)
    elif isinstance(change, AlterConstraint):
        lock = lock_of("validate-constraint", "postgres", version) if change.validated else EXCLUSIVE
    elif isinstance(change, DropConstraint):
        yield from _parents_of_dropped(change, step, replay)
    elif isinstance(change, AttachPartition):
        lock = lock_of("attach-partition", "postgres", version)
        yield from _on(change.partition, EXCLUSIVE, step, replay)
    elif isinstance(change, DetachPartition):
        lock = lock_of(
            "detach-partition-concurrently" if change.concurrently else "detach-partition", "postgres", version
        )
    elif isinstance(change, SetTrigger):
        lock = _TRIGGERS
    elif isinstance(change, SetColumnOption) and change.option in ("statistics", "n_distinct", "n_distinct_inherited"):
        lock = _GENTLE
    yield from _on(name, lock, step, replay)


def _of_constraint(change: AddConstraint, version: str) -> Lock | None:
    constraint = change.constraint
    match constraint:
        case ForeignKey():
            return lock_of("add-foreign-key", "postgres", version)
        case Check():
            return lock_of("add-check", "postgres", version)
        case PrimaryKey() | Unique() if constraint.using_index:
            return lock_of("add-key-using-index", "postgres", version)
        case Unique():
            return lock_of("add-unique", "postgres", version)
        case PrimaryKey():
            return lock_of("add-primary-key", "postgres", version)
        case Exclusion():
            return lock_of("add-exclusion", "postgres", version)
    return EXCLUSIVE


def _of_option(change: SetOption) -> Lock:
    option = change.option
    gentle = option in ("cluster", "fillfactor", "parallel_workers", "toast_tuple_target") or option.startswith(
        ("autovacuum", "toast.", "log_autovacuum", "vacuum_")
    )
    return _GENTLE if gentle else EXCLUSIVE


def _parent(constraint: object, step: Step, replay: Replay) -> Iterator[Held]:
    """The table that a new foreign key refers to is locked like the one that gets it."""
    if isinstance(constraint, ForeignKey):
        yield from _on(_named(constraint.parent), lock_of("add-foreign-key", "postgres", replay.version), step, replay)


def _named(ref: Ref) -> ObjectName:
    schema = Name(ref.schema, ref.schema, NOWHERE) if ref.schema else None
    return ObjectName(Name(ref.name, ref.name, NOWHERE), schema)


def _parents_of_dropped(change: DropConstraint, step: Step, replay: Replay) -> Iterator[Held]:
    table = step.before.tables.get(ref_of(change.table, step.before))
    for key in table.foreign_keys if table is not None and change.name is not None else ():
        if change.name is not None and key.name == change.name.value and table is not None and key.parent != table.ref:
            yield from _on(_named(key.parent), EXCLUSIVE, step, replay)


def _dropped(change: DropObjects, step: Step, replay: Replay) -> Iterator[Held]:
    if change.kind == "table":
        dropped = {ref_of(name, step.before) for name in change.names}
        for name in change.names:
            yield from _on(name, _DROP, step, replay, goes=True)
            table = step.before.tables.get(ref_of(name, step.before))
            for key in table.foreign_keys if table is not None else ():
                if key.parent not in dropped:  # the triggers of the key on the other side go with it
                    yield from _on(_named(key.parent), _DROP, step, replay)
    elif change.kind == "index":
        for name in change.names:
            action = "drop-index-concurrently" if change.concurrently else "drop-index"
            yield from _on(_table_of(name, step), lock_of(action, "postgres", replay.version), step, replay)  # type: ignore[arg-type]
    elif change.kind in ("trigger", "policy", "rule"):
        yield from _on(change.on, _DROP, step, replay)


def _table_of(index: ObjectName, step: Step) -> ObjectName | None:
    catalog = step.before
    schemas = (index.schema.value,) if index.schema else (catalog.default_schema, *catalog.search_path)
    found = next((table for one in schemas if (table := catalog.indexes.get(Ref(one, index.value)))), None)
    return _named(found) if found is not None else None


def _by_hand(step: Step, replay: Replay) -> Iterator[Held]:
    """LOCK TABLE a, b IN … MODE; without a mode it is the strongest."""
    words, upper, _ = step.statement.tokens
    end = upper.index("IN") if "IN" in upper else len(upper)
    mode = " ".join(upper[end + 1 : upper.index("MODE")]) if "IN" in upper and "MODE" in upper else "ACCESS EXCLUSIVE"
    if mode not in _LOCK_MODES[1:]:
        return
    names = [word for word in words[1:end] if word.upper() not in ("TABLE", "ONLY", "*")]
    for part in " ".join(names).split(","):
        pieces = [one.strip().strip('"') for one in part.split(" . ")]
        if pieces[-1]:
            schema = Name(pieces[-2], pieces[-2], NOWHERE) if len(pieces) > 1 else None
            lock = _lock(mode, "LOCK")
            yield from _on(ObjectName(Name(pieces[-1], pieces[-1], NOWHERE), schema), lock, step, replay)
