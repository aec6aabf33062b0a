"""Which kind of change a step is, as the facts about locks call it, and which tables it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping

from schemalint.dialects.locks.facts import Action
from schemalint.model.change import (
    AddColumn,
    AddConstraint,
    AlterColumnType,
    AlterConstraint,
    AlterPolicy,
    AttachPartition,
    Change,
    CreateIndex,
    CreatePolicy,
    CreateTable,
    CreateTrigger,
    DetachPartition,
    DropColumn,
    DropConstraint,
    DropObjects,
    Reindex,
    RenameColumn,
    RenameConstraint,
    RenameObject,
    SetComment,
    SetDefault,
    SetNullable,
    SetRowSecurity,
    SetSchema,
    SetTrigger,
    Step,
    WriteRows,
)
from schemalint.model.name import ObjectName, Ref
from schemalint.model.schema import Catalog, Check, Exclusion, ForeignKey, PrimaryKey, Table, Type, Unique

Named = tuple[Ref, Action, "Ref | None"]
"""The table, the kind of change, and the second table that is locked with it."""


def action_of(step: Step) -> Named | None:
    """None where nothing is claimed: the kind is not known for certain, or no table that was there is changed."""
    change, catalog = step.change, step.before
    match change:
        case DropObjects():
            return _drop(change, step)
        case RenameObject() | SetSchema():
            ref = catalog.resolve(change.name)
            action: Action = "rename" if isinstance(change, RenameObject) else "set-schema"
            return (ref, action, None) if change.kind == "table" and ref in catalog.tables else None
        case WriteRows():
            plain = change.verb == "truncate" and len(change.tables) == 1 and not change.cascade
            return (catalog.resolve(change.tables[0]), "truncate", None) if plain else None
        case CreateTable():
            return _partition(change, catalog)
        case Reindex():
            return _reindex(change, catalog)
        case SetComment():
            ref = catalog.resolve(change.name)
            told = change.kind in ("table", "column") and ref in catalog.tables
            return (ref, "comment", None) if told else None
    name = getattr(change, "table", None)
    if not isinstance(name, ObjectName):
        return None
    ref = catalog.resolve(name)
    table = catalog.tables.get(ref)
    if table is None or step.before is step.after:
        return None
    found = _on_table(change, table, step)
    return (ref, found, _second(change, table, step)) if found else None


def _second(change: Change, table: Table, step: Step) -> Ref | None:
    """The table that a key refers to, or the partition."""
    if isinstance(change, (AttachPartition, DetachPartition)):
        return step.before.resolve(change.partition)
    if isinstance(change, (DropConstraint, AlterConstraint)):
        key = _key(change, table)
        return key.parent if key is not None else None
    after = step.after.tables.get(table.ref)
    held = table.foreign_keys
    return next((key.parent for key in (after.foreign_keys if after else ()) if key not in held), None)


def _key(change: DropConstraint | AlterConstraint, table: Table) -> ForeignKey | None:
    name = change.name.value if change.name else ""
    return next((key for key in table.foreign_keys if key.name == name), None)


def _partition(change: CreateTable, catalog: Catalog) -> Named | None:
    if change.partition_of is None or any(isinstance(one, ForeignKey) for one in change.constraints):
        return None
    ref = catalog.resolve(change.partition_of)
    return (ref, "create-partition", None) if ref in catalog.tables else None


def _reindex(change: Reindex, catalog: Catalog) -> Named | None:
    if change.name is None or change.kind not in ("table", "index"):
        return None
    ref = catalog.resolve(change.name)
    table = ref if change.kind == "table" else catalog.indexes.get(ref)
    if table is None or table not in catalog.tables:
        return None
    return table, "reindex-concurrently" if change.concurrently else "reindex", None


def _drop(change: DropObjects, step: Step) -> Named | None:
    if len(change.names) != 1 or change.cascade:
        return None
    if change.kind in ("trigger", "policy") and change.on is not None and step.before is not step.after:
        ref = step.before.resolve(change.on)
        action: Action = "drop-trigger" if change.kind == "trigger" else "drop-policy"
        return (ref, action, None) if ref in step.before.tables else None
    if change.kind != "index":
        return None
    for ref, table in step.before.tables.items():
        now = step.after.tables.get(ref)
        if now is not None and now is not table and len(now.indexes) < len(table.indexes):
            return ref, "drop-index-concurrently" if change.concurrently else "drop-index", None
    return None


_PLAIN: Mapping[type, Action] = {
    DropColumn: "drop-column",
    RenameColumn: "rename",
    RenameConstraint: "rename-constraint",
    AttachPartition: "attach-partition",
    CreateTrigger: "create-trigger",
    SetTrigger: "set-trigger",
    SetDefault: "set-default",
    SetRowSecurity: "set-row-security",
    CreatePolicy: "create-policy",
    AlterPolicy: "create-policy",
}


def _on_table(change: Change, table: Table, step: Step) -> Action | None:
    match change:
        case CreateIndex():
            if change.definition.concurrently:
                return "create-index-concurrently"
            special: dict[str, Action] = {"fulltext": "create-fulltext-index", "spatial": "create-spatial-index"}
            return special.get(change.definition.method, "create-index")
        case AddColumn():
            return _column(change, step)
        case AlterColumnType():
            column = table.column(change.column.value)
            told = column is not None and column.type is not None and column.generated is None
            if not told or step.before.dialect != "postgres" or change.using is not None:
                return None
            return _type(column.type, change.type)  # type: ignore[union-attr, arg-type]  # both are there
        case SetNullable():
            return _nullability(change, table)
        case AddConstraint():
            return _constraint(change)
        case DropConstraint():
            return _dropped(change, table)
        case AlterConstraint():
            return _validated(change, table)
        case DetachPartition():
            return "detach-partition-concurrently" if change.concurrently else "detach-partition"
    return _PLAIN.get(type(change))


def _dropped(change: DropConstraint, table: Table) -> Action | None:
    if change.cascade:
        return None
    if _key(change, table) is not None:
        return "drop-foreign-key"
    name = change.name.value if change.name else ""
    return "drop-constraint" if any(one.name == name for one in table.checks) else None


def _validated(change: AlterConstraint, table: Table) -> Action | None:
    """Only where the constraint is there and has not been held against the rows yet."""
    if not change.validated:
        return None
    key = _key(change, table)
    if key is not None:
        return None if key.validated else "validate-foreign-key"
    name = change.name.value if change.name else ""
    waits = any(one.name == name and not one.validated for one in table.checks)
    return "validate-constraint" if waits else None


def _constraint(change: AddConstraint) -> Action | None:
    held = change.constraint
    if isinstance(held, ForeignKey):
        return "add-foreign-key" if held.validated else "add-foreign-key-unchecked"
    if isinstance(held, Check):
        return "add-check" if held.validated else "add-check-unchecked"
    if isinstance(held, (PrimaryKey, Unique)) and held.using_index:
        return "add-key-using-index"
    if isinstance(held, Unique):
        return "add-unique"
    if isinstance(held, PrimaryKey):
        return "add-primary-key"
    return "add-exclusion" if isinstance(held, Exclusion) else None


def _nullability(change: SetNullable, table: Table) -> Action | None:
    column = table.column(change.column.value)
    if column is None or column.nullable == change.nullable:
        return None
    if change.nullable:
        return "drop-not-null"
    near = [one for one in table.checks if re.search(rf"\b{re.escape(column.name)}\b", one.expression.text)]
    if not near:
        return "set-not-null"
    # Of a longer condition the server knows more than we do.
    plain = re.compile(rf'\(*\s*"?{re.escape(column.name)}"?\s+IS\s+NOT\s+NULL\s*\)*', re.I)
    return (
        "set-not-null-proved" if any(plain.fullmatch(one.expression.text) and one.validated for one in near) else None
    )


_VOLATILE = re.compile(
    r"(?i)\s*(?:random|gen_random_uuid|uuid_generate_v[14]|nextval|clock_timestamp|timeofday)\s*\(.*\)\s*(?:::\w+)?\s*"
)
_SETTLED = re.compile(
    r"(?is)\s*(?:'(?:[^']|'')*'|[-+]?[\d.]+|true|false|null|now\(\)|current_timestamp(?:\(\d\))?|current_date)(?:::[\w ]+)?\s*"
)
"""Defaults of which the server works out one value for all rows."""


def _column(change: AddColumn, step: Step) -> Action | None:
    column = change.column
    if step.before.dialect != "postgres":
        plain = column.default is None and column.generated is None and not column.identity and not change.constraints
        return "add-column" if plain else None
    if change.constraints or column.type is None or column.type.family in ("user", "enum", "other"):
        return None
    if column.serial or column.identity:
        return "add-column-identity"
    if column.generated is not None:
        return "add-column-stored" if column.stored else "add-column-virtual"
    if column.default is None:
        return "add-column" if column.nullable else None  # refused as soon as there is a row
    if _SETTLED.fullmatch(column.default.text):
        return "add-column-default"
    return "add-column-rewriting" if _VOLATILE.fullmatch(column.default.text) else None


def _type(old: Type, new: Type) -> Action | None:
    """None where it depends on more than the two types whether the values are kept otherwise."""
    if old.dimensions or new.dimensions:
        return None
    if old.family == new.family == "integer":
        return "alter-type" if old.name != new.name else None
    if old.family == "varchar" and new.family == "text" and new.name == "text":
        return "alter-type-binary"
    if old.family == new.family == "varchar" and old.name == new.name:
        longer = new.length is None or (old.length is not None and new.length >= old.length)
        return "alter-type-longer" if longer else "alter-type"
    sure = {"integer", "decimal", "float", "boolean", "date", "uuid", "json", "jsonb"}
    changes = old.family != new.family and old.family in sure and new.family in sure | {"text", "varchar"}
    return "alter-type" if changes else None
