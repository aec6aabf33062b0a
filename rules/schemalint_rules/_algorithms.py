"""How MySQL and MariaDB carry out the changes of one ALTER TABLE: the mildest algorithm and lock that they take for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from schemalint import (
    AddColumn,
    AddConstraint,
    Check,
    CreateIndex,
    DropColumn,
    DropConstraint,
    DropObjects,
    ForeignKey,
    Lock,
    PrimaryKey,
    RedefineColumn,
    RenameColumn,
    RenameObject,
    Replay,
    SetDefault,
    SetOption,
    Step,
    Table,
    Unique,
    lock_of,
    version_of,
)
from schemalint_rules._copies import copies
from schemalint_rules._steps import session_value
from schemalint_rules._volatility import differs

MILDEST = ("INSTANT", "NOCOPY", "INPLACE", "COPY")
ANYWHERE = (8, 0, 29)
"""Since this version MySQL adds a column instantly at any place, not only at the end."""


class Way(NamedTuple):
    """How an ALTER TABLE is done."""

    algorithm: str
    lock: str
    """`NONE`, `SHARED` or `EXCLUSIVE`."""

    def clause(self, dialect: str) -> str:
        """What asks for it. MySQL takes no LOCK beside INSTANT."""
        lock = "" if dialect == "mysql" and self.algorithm == "INSTANT" else f", LOCK={self.lock}"
        return f"ALGORITHM={self.algorithm}{lock}"


def way(steps: tuple[Step, ...], table: Table, replay: Replay) -> Way | None:
    """The way for the steps of one statement on a table; None where the facts do not tell."""
    if table.assumed or table.unknown or dict(table.options).get("engine", "InnoDB").lower() != "innodb":
        return None
    locks: list[Lock] = []
    for step in steps:
        change = step.change
        if isinstance(change, SetOption) and change.option in ("algorithm", "lock"):
            continue
        actions = list(_actions(step, table, replay))
        if not actions:
            return None
        for action in actions:
            lock = lock_of(action, replay.dialect, replay.version)
            if lock is None or lock.algorithm not in MILDEST:
                return None
            locks.append(lock)
    if not locks:
        return None
    algorithm = max((one.algorithm for one in locks), key=MILDEST.index)
    if algorithm == "NOCOPY" and any(one.algorithm == "INSTANT" for one in locks):
        algorithm = "INPLACE"  # what is instant alone writes the table anew beside an index
    if algorithm == "INSTANT" and _is_never_instant(table, replay):
        return None
    modes = {one.mode.removeprefix("LOCK=") for one in locks}
    return Way(algorithm, next(mode for mode in ("EXCLUSIVE", "SHARED", "NONE") if mode in modes))


def _is_never_instant(table: Table, replay: Replay) -> bool:
    """Whether something about the table keeps the server from changing it instantly."""
    compressed = dict(table.options).get("row_format", "").lower() == "compressed"
    return compressed or any(index.method == "fulltext" for index in table.indexes)


def _actions(step: Step, table: Table, replay: Replay) -> Iterator[Any]:
    """The kinds of change that the step is, as the facts about locks call them; nothing where that is not known."""
    change = step.change
    match change:
        case CreateIndex():
            special = {"fulltext": "create-fulltext-index", "spatial": "create-spatial-index"}
            yield special.get(change.definition.method, "add-unique" if change.definition.unique else "create-index")
        case DropObjects(kind="index"):
            yield "drop-index"
        case RenameObject(kind="index"):
            yield "rename-index"
        case RenameColumn():
            yield "rename"
        case SetDefault():
            yield "set-default"
        case AddConstraint():
            yield from _of_constraint(change, step, replay)
        case DropConstraint(kind="foreign key"):
            yield "drop-foreign-key"
        case DropConstraint(kind="primary key"):
            if not any(isinstance(one, AddConstraint) for one in step.reading.changes):
                yield "drop-primary-key"
        case AddColumn():
            yield from _of_column(change, replay)
        case DropColumn():
            held = change.column.value
            keys = (
                *table.indexes,
                *table.uniques,
                *table.foreign_keys,
                *((table.primary_key,) if table.primary_key else ()),
            )
            if not any(held in key.columns for key in keys):
                yield "drop-column"
        case RedefineColumn():
            if copies(step, table, replay):
                yield "alter-type"


def _of_constraint(change: AddConstraint, step: Step, replay: Replay) -> Iterator[str]:
    match change.constraint:
        case ForeignKey():
            off = session_value(step, replay, "foreign_key_checks") in ("0", "off")
            yield "add-foreign-key-unchecked" if off else "add-foreign-key"
        case Check():
            yield "add-check"
        case Unique():
            yield "add-unique"
        case PrimaryKey():
            if not any(isinstance(one, DropConstraint) for one in step.reading.changes):
                yield "add-primary-key"


def _of_column(change: AddColumn, replay: Replay) -> Iterator[str]:
    column = change.column
    if column.unknown or change.constraints or column.serial:
        return
    if column.identity:
        yield "add-column-identity"
    elif column.generated is not None:
        yield "add-column-stored" if column.stored else "add-column-virtual"
    elif column.default is not None and any(differs(name, replay.dialect) for name in column.default.calls):
        yield "add-column-rewriting"
    elif change.position and replay.dialect == "mysql" and (8, 0) <= version_of("mysql", replay.version) < ANYWHERE:
        return
    else:
        yield "add-column-default" if column.default is not None else "add-column"
