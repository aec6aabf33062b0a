"""What we say that a statement locks and does, to hold against what the server does."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from schemalint.dialects.locks import Lock, lock_of
from schemalint.dialects.locks.facts import Action
from schemalint.model.change import (
    AddColumn,
    AddConstraint,
    AlterColumnType,
    AlterConstraint,
    AttachPartition,
    Change,
    CreateIndex,
    CreateTrigger,
    DetachPartition,
    DropColumn,
    DropObjects,
    RenameColumn,
    RenameObject,
    SetNullable,
    Step,
    WriteRows,
)
from schemalint.model.document import Statement
from schemalint.model.name import ObjectName, Ref
from schemalint.model.record import NamedTuple
from schemalint.model.schema import Check, Exclusion, ForeignKey, PrimaryKey, Table, Type, Unique
from schemalint.verifying.values import Seen


class Claim(NamedTuple):
    """What a statement is said to do to a table that was there before it."""

    statement: Statement
    table: Ref
    actions: tuple[Action, ...]
    lock: str
    works: frozenset[str]
    lock_alone: bool
    """Nothing is said about work on its rows: it is partitioned, or only referred to."""


STRENGTH = (
    "SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE", "ACCESS EXCLUSIVE", "LOCK=NONE", "LOCK=SHARED",
    "LOCK=EXCLUSIVE",
)  # fmt: skip
"""From the weakest on, each server's among themselves."""


def claims(steps: Sequence[Step], version: str) -> list[Claim]:
    """The claims about the statements of one migration. A statement of which one change has no claim has none."""
    found: list[Claim] = []
    at = 0
    while at < len(steps):
        end = at + 1
        while end < len(steps) and steps[end].reading is steps[at].reading:
            end += 1
        found += _of_statement(steps[at:end], version)
        at = end
    return found


def _of_statement(steps: Sequence[Step], version: str) -> list[Claim]:
    statement = steps[0].statement
    start = steps[0].before
    if statement.masked or steps[0].reading.unread or any(step.faults for step in steps):
        return []
    told: dict[Ref, list[tuple[Action, Lock]]] = {}
    parents: set[Ref] = set()
    for step in steps:
        named = _action(step)
        if named is None:
            return []
        table, action, parent = named
        lock = lock_of(action, start.dialect, version)
        if lock is None:
            return []
        told.setdefault(table, []).append((action, lock))
        if lock.other and parent is not None and parent != table:
            told.setdefault(parent, []).append((action, lock._replace(mode=lock.other, work="")))
            parents.add(parent)
    if start.dialect != "postgres" and len(steps) > 1:
        return []
    return [
        Claim(
            statement,
            ref,
            tuple(dict.fromkeys(action for action, _ in rows)),
            max((lock.mode for _, lock in rows), key=lambda mode: STRENGTH.index(mode) if mode in STRENGTH else -1),
            frozenset(lock.work for _, lock in rows if lock.work),
            bool(start.tables[ref].partition_by) or ref in parents,
        )
        for ref, rows in told.items()
        if ref in start.tables and not start.tables[ref].assumed
    ]


def _action(step: Step) -> tuple[Ref, Action, Ref | None] | None:
    """The table and the kind of a change, and the table it refers to; None where nothing is claimed."""
    change, catalog = step.change, step.before
    if isinstance(change, DropObjects):
        return _drop(change, step)
    if isinstance(change, RenameObject):
        ref = catalog.resolve(change.name)
        return (ref, "rename", None) if change.kind == "table" and ref in catalog.tables else None
    if isinstance(change, WriteRows):
        plain = change.verb == "truncate" and len(change.tables) == 1 and not change.cascade
        return (catalog.resolve(change.tables[0]), "truncate", None) if plain else None
    name = getattr(change, "table", None)
    if not isinstance(name, ObjectName):
        return None
    ref = catalog.resolve(name)
    table = catalog.tables.get(ref)
    if table is None or step.before is step.after:
        return None
    action = _on_table(change, table, step)
    return (ref, action, _parent(table, step.after.tables.get(ref))) if action else None


def _parent(before: Table, after: Table | None) -> Ref | None:
    """The table that a new foreign key refers to."""
    held = before.foreign_keys
    return next((key.parent for key in (after.foreign_keys if after else ()) if key not in held), None)


def _drop(change: DropObjects, step: Step) -> tuple[Ref, Action, Ref | None] | None:
    if change.kind != "index" or len(change.names) != 1 or change.cascade:
        return None
    for ref, table in step.before.tables.items():
        now = step.after.tables.get(ref)
        if now is not None and now is not table and len(now.indexes) < len(table.indexes):
            return ref, "drop-index-concurrently" if change.concurrently else "drop-index", None
    return None


def _on_table(change: Change, table: Table, step: Step) -> Action | None:
    if isinstance(change, CreateIndex):
        if change.definition.concurrently:
            return "create-index-concurrently"
        special: dict[str, Action] = {"fulltext": "create-fulltext-index", "spatial": "create-spatial-index"}
        return special.get(change.definition.method, "create-index")
    if isinstance(change, AddColumn):
        return _column(change, step)
    if isinstance(change, AlterColumnType):
        column = table.column(change.column.value)
        changes = column is not None and column.type is not None and _is_rewritten(column.type, change.type)
        return "alter-type" if changes and step.before.dialect == "postgres" and change.using is None else None
    if isinstance(change, SetNullable):
        return _required(change, table) if not change.nullable else None
    if isinstance(change, AddConstraint):
        return _constraint(change)
    if isinstance(change, AlterConstraint):
        return "validate-constraint" if change.validated and _is_unproved(change, table) else None
    plain: Mapping[type, Action] = {
        DropColumn: "drop-column",
        RenameColumn: "rename",
        AttachPartition: "attach-partition",
        CreateTrigger: "create-trigger",
    }
    if isinstance(change, DetachPartition):
        return "detach-partition-concurrently" if change.concurrently else "detach-partition"
    return plain.get(type(change))


def _is_unproved(change: AlterConstraint, table: Table) -> bool:
    """Whether the constraint is there and has not been held against the rows yet."""
    name = change.name.value if change.name else ""
    keys = [one.validated for one in table.foreign_keys if one.name == name]
    return False in (keys or [one.validated for one in table.checks if one.name == name])


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


def _required(change: SetNullable, table: Table) -> Action | None:
    column = table.column(change.column.value)
    if column is None or not column.nullable:
        return None
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
    if column.serial or column.identity or (column.generated is not None and column.stored):
        return "add-column-rewriting"
    if column.generated is not None:
        return None
    if column.default is None and not column.nullable:
        return None  # refused as soon as there is a row
    if column.default is None or _SETTLED.fullmatch(column.default.text):
        return "add-column"
    return "add-column-rewriting" if _VOLATILE.fullmatch(column.default.text) else None


def _is_rewritten(old: Type, new: Type) -> bool:
    """Whether the values are certain to be kept in another form."""
    if old.dimensions or new.dimensions:
        return False
    if old.family == new.family == "integer":
        return old.name != new.name
    sure = {"integer", "decimal", "float", "boolean", "date", "uuid", "json", "jsonb"}
    return old.family != new.family and old.family in sure and new.family in sure | {"text", "varchar"}


def agrees(claim: Claim, seen: Seen) -> bool:
    """Whether the server did what the claim says."""
    table = (claim.table.schema, claim.table.name)
    lock = seen.locks.get(table, "")
    if lock != claim.lock:
        return False
    if claim.lock_alone:
        return True
    works = seen.works.get(table, frozenset())
    heavy = {"rewrite", "copy"}
    if claim.works & heavy or works & heavy:
        return bool(claim.works & heavy) == bool(works & heavy)
    return ("scan" in claim.works) == ("scan" in works) or bool(claim.works & {"index build"})
