"""What takes a step back: a function of the step and of the catalogue before it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from schemalint.model.change import (
    AddEnumValue,
    AlterConstraint,
    AlterDomain,
    AlterPartitions,
    AlterPolicy,
    AlterSequence,
    AlterType,
    AttachIndex,
    AttachPartition,
    Change,
    ChangeGrant,
    CreateDomain,
    CreateEnum,
    CreateExtension,
    CreateIndex,
    CreateObject,
    CreatePolicy,
    CreateRoutine,
    CreateSequence,
    CreateTable,
    CreateTrigger,
    CreateType,
    CreateView,
    DetachPartition,
    DropObjects,
    Execute,
    NoChange,
    Opaque,
    RefreshView,
    Reindex,
    RenameColumn,
    RenameConstraint,
    RenameEnumValue,
    RenameObject,
    SetComment,
    SetGenerated,
    SetInheritance,
    SetOption,
    SetSchema,
    SetSearchPath,
    SetSession,
    SetTrigger,
    Step,
    TransactionControl,
    WriteRows,
)
from schemalint.model.name import ObjectName
from schemalint.model.undo import Undo
from schemalint.replay.undoing.access import alter_policy, create_policy, grant
from schemalint.replay.undoing.drops import drop
from schemalint.replay.undoing.in_place import from_statement, in_place, is_unknown, set_generated
from schemalint.replay.undoing.indexes import attach_index, create_index
from schemalint.replay.undoing.routines import create_routine, create_trigger, set_trigger
from schemalint.replay.undoing.rows import block, nothing, opaque, path, query, rows
from schemalint.replay.undoing.settings import comment, create_extension, create_object, option
from schemalint.replay.undoing.tables import (
    alter_constraint,
    alter_partitions,
    attach,
    create_table,
    detach,
    inheritance,
    rename,
    rename_column,
    rename_constraint,
    set_schema,
)
from schemalint.replay.undoing.types import (
    add_value,
    alter_domain,
    alter_sequence,
    alter_type,
    create_sequence,
    create_type,
    rename_value,
)
from schemalint.replay.undoing.views import create_view


def inverse(step: Step) -> tuple[Change, ...]:
    """The changes that restore the catalogue before the step, in the order in which they must run."""
    return undo(step).changes


def undo(step: Step) -> Undo:
    """The inverse of a step, with what it cannot bring back.

    A step that changed nothing (IF NOT EXISTS on what is there, IF EXISTS on what is not) needs nothing: a generated DROP
    would destroy an older object.
    """
    change = step.change
    answer = _WITHOUT_CATALOG.get(type(change))
    if answer is not None:
        return answer(step)
    if step.before is step.after:
        return _unseen(step)
    return _UNDO.get(type(change), in_place)(step)


_TOLD_BY_THEMSELVES = (AddEnumValue, RenameEnumValue, RenameObject, RenameColumn, RenameConstraint)
"""Changes whose inverse, or that there is none, their own text tells."""


def _unseen(step: Step) -> Undo:
    """Of a statement that changes nothing we know of: nothing, but where what it is about may be there unseen."""
    change: Any = step.change
    before = step.before
    if isinstance(change, DropObjects):
        if before.complete or step.faults:
            return Undo()
        names = ", ".join(name.text for name in change.names)
        return Undo(irreversible=f"what {change.kind.replace('-', ' ')} {names} was is not known")
    if not before.complete and not step.faults and isinstance(change, _TOLD_BY_THEMSELVES):
        return _UNDO[type(change)](step)
    name = getattr(change, "table", None)
    if not isinstance(name, ObjectName) or step.faults:
        return Undo()
    table = before.tables.get(before.resolve(name))
    if (table is None and before.complete) or (table is not None and not is_unknown(step, table.ref)):
        return Undo()
    return from_statement(step)


_WITHOUT_CATALOG: dict[type, Callable[[Step], Undo]] = {
    WriteRows: rows,
    Execute: block,
    Opaque: opaque,
    NoChange: query,
    Reindex: nothing,
    RefreshView: nothing,
    TransactionControl: nothing,
    SetSearchPath: path,
    SetSession: nothing,
    SetOption: option,
    SetTrigger: set_trigger,
}
_UNDO: dict[type, Callable[[Step], Undo]] = {
    CreateTable: create_table,
    CreateIndex: create_index,
    DropObjects: drop,
    RenameObject: rename,
    SetSchema: set_schema,
    RenameColumn: rename_column,
    RenameConstraint: rename_constraint,
    AlterConstraint: alter_constraint,
    AttachPartition: attach,
    DetachPartition: detach,
    SetInheritance: inheritance,
    CreateView: create_view,
    SetGenerated: set_generated,
    CreateEnum: create_type,
    CreateDomain: create_type,
    CreateType: create_type,
    AddEnumValue: add_value,
    RenameEnumValue: rename_value,
    AlterDomain: alter_domain,
    CreateSequence: create_sequence,
    AlterSequence: alter_sequence,
    AlterType: alter_type,
    AttachIndex: attach_index,
    AlterPartitions: alter_partitions,
    CreateRoutine: create_routine,
    CreateTrigger: create_trigger,
    CreatePolicy: create_policy,
    AlterPolicy: alter_policy,
    ChangeGrant: grant,
    CreateExtension: create_extension,
    CreateObject: create_object,
    SetComment: comment,
}
"""By kind of change; what is not here changes a table in place, and its two forms are compared."""
