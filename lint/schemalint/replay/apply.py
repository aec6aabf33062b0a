"""One change applied to a catalogue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from schemalint.model.change import (
    AddColumn,
    AddConstraint,
    AddEnumValue,
    AlterColumnType,
    AlterConstraint,
    AlterDomain,
    AlterIndex,
    AlterObject,
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
    DropColumn,
    DropConstraint,
    DropObjects,
    Execute,
    Fault,
    NoChange,
    Opaque,
    RedefineColumn,
    RefreshView,
    Reindex,
    RenameColumn,
    RenameConstraint,
    RenameEnumValue,
    RenameObject,
    SetColumnOption,
    SetComment,
    SetDefault,
    SetGenerated,
    SetIdentity,
    SetInheritance,
    SetNullable,
    SetOption,
    SetRowSecurity,
    SetSchema,
    SetSearchPath,
    SetSession,
    SetTrigger,
    TransactionControl,
    WriteRows,
)
from schemalint.model.schema import Catalog
from schemalint.replay import (
    columns,
    constraint_changes,
    constraints,
    indexes,
    objects,
    partitions,
    routines,
    sequences,
    session,
    tables,
    user_types,
    views,
)
from schemalint.replay.draft import Draft


def _row_security(draft: Draft, change: SetRowSecurity) -> None:
    table = draft.table(change.table)
    if table is None:
        return
    draft.put(
        table._replace(
            row_security=table.row_security if change.enabled is None else change.enabled,
            force_row_security=table.force_row_security if change.forced is None else change.forced,
        )
    )


def _write_rows(draft: Draft, change: WriteRows) -> None:
    """Rows are not part of a catalogue; a missing table is a fault all the same, but MongoDB then makes the collection."""
    if draft.dialect == "mongodb":
        return
    for name in change.tables:
        ref = draft.table_ref(name)
        table = draft.tables.get(ref)
        if table is None:
            if ref not in draft.views and not draft.unsure(ref.name) and not _is_local(draft, name.name.value):
                draft.fault("missing", "table", ref, name.span)
                draft.assume(ref, name)
            continue
        if table.assumed or table.unknown or table.as_query or not change.columns or len(change.tables) > 1:
            continue
        for column in change.columns:
            if table.column(column.value) is None and not (
                constraints.is_system_column(draft, column.value) or draft.unsure(column.value, "column")
            ):
                draft.fault("missing-column", "column", ref, column.span, column.value)


def _is_local(draft: Draft, name: str) -> bool:
    """Temporary tables and table variables of SQL Server, tables of the system."""
    return name.startswith(("#", "@", "sqlite_", "pg_")) or draft.dialect == "oracle"


def _nothing(draft: Draft, change: Change) -> None:
    """No part of the catalogue changes."""


Handler = Callable[[Draft, Any], None]

HANDLERS: dict[type, Handler] = {
    CreateTable: tables.create_table,
    DropObjects: objects.drop_objects,
    RenameObject: objects.rename_object,
    SetSchema: objects.set_schema,
    AddColumn: columns.add_column,
    DropColumn: columns.drop_column,
    RenameColumn: columns.rename_column,
    AlterColumnType: columns.alter_column_type,
    RedefineColumn: columns.redefine_column,
    SetDefault: columns.set_default,
    SetNullable: columns.set_nullable,
    SetIdentity: columns.set_identity,
    SetGenerated: columns.set_generated,
    SetColumnOption: columns.set_column_option,
    AddConstraint: constraints.add_constraint,
    DropConstraint: constraint_changes.drop_constraint,
    RenameConstraint: constraint_changes.rename_constraint,
    AlterConstraint: constraint_changes.alter_constraint,
    AttachPartition: partitions.attach_partition,
    DetachPartition: partitions.detach_partition,
    AlterPartitions: partitions.alter_partitions,
    SetInheritance: partitions.set_inheritance,
    SetRowSecurity: _row_security,
    SetTrigger: routines.set_trigger,
    SetOption: objects.set_option,
    CreateIndex: indexes.create_index,
    AttachIndex: indexes.attach_index,
    AlterIndex: indexes.alter_index,
    Reindex: objects.reindex,
    CreateView: views.create_view,
    RefreshView: views.refresh_view,
    CreateEnum: user_types.create_enum,
    AddEnumValue: user_types.add_enum_value,
    RenameEnumValue: user_types.rename_enum_value,
    CreateDomain: user_types.create_domain,
    AlterDomain: user_types.alter_domain,
    CreateType: user_types.create_type,
    AlterType: user_types.alter_type,
    CreateSequence: sequences.create_sequence,
    AlterSequence: sequences.alter_sequence,
    CreateRoutine: routines.create_routine,
    CreateTrigger: routines.create_trigger,
    CreatePolicy: routines.create_policy,
    AlterPolicy: routines.alter_policy,
    ChangeGrant: objects.change_grant,
    CreateExtension: objects.create_extension,
    CreateObject: objects.create_object,
    AlterObject: objects.alter_object,
    SetComment: objects.set_comment,
    SetSearchPath: session.set_search_path,
    SetSession: session.set_session,
    TransactionControl: _nothing,
    WriteRows: _write_rows,
    Execute: session.execute,
    NoChange: _nothing,
    Opaque: session.opaque,
}
"""What each kind of change does. Every member of `Change` is here; a test holds this."""


def apply(catalog: Catalog, change: Change) -> tuple[Catalog, tuple[Fault, ...]]:
    """The catalogue after a change, and what the server would refuse of it; the change counts as made all the same."""
    draft = Draft(catalog)
    HANDLERS[type(change)](draft, change)
    return draft.freeze(), tuple(draft.faults)
