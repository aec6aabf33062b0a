"""Comments, options, extensions and other named things, taken back."""

from __future__ import annotations

import re
from typing import Any

from schemalint.model.change import DropObjects, SetComment, Step
from schemalint.model.name import ObjectName, Ref
from schemalint.model.schema import NOWHERE, Catalog, Table
from schemalint.model.undo import Undo
from schemalint.replay.again import is_mysql
from schemalint.replay.partitions import declared
from schemalint.replay.routines import overload
from schemalint.replay.undoing.drops import drop_created


def create_extension(step: Step) -> Undo:
    """The extension is dropped, and with it what stores its types."""
    change: Any = step.change
    return Undo((DropObjects("extension", (ObjectName(change.name),)),))


def create_object(step: Step) -> Undo:
    """The object is dropped."""
    change: Any = step.change
    return drop_created(step, change.kind, change.name, on=change.target if change.kind == "rule" else None)


def comment(step: Step) -> Undo:
    """The comment that was there before, or none."""
    change: Any = step.change
    old: str | None = None
    ref = step.before.resolve(change.name)
    held = step.before.tables.get(ref) or step.before.views.get(ref)
    if change.kind == "column" and isinstance(held, Table):
        column = held.column(change.part)
        old = column.comment if column is not None else None
    elif change.kind in ("table", "view", "materialized-view") and held is not None:
        old = held.comment
    elif change.kind == "trigger":
        trigger = step.before.triggers.get((ref, change.part))
        old = trigger.comment if trigger is not None else None
    elif change.kind == "policy":
        policy = step.before.policies.get((ref, change.part))
        old = policy.comment if policy is not None else None
    elif change.kind == "constraint" and isinstance(held, Table):
        old = next((one.comment for one in held.constraints if one.name == change.part), None)
    else:
        old = _former_comment(change, step.before)
    return Undo((change._replace(comment=old, span=NOWHERE),))


def _former_comment(change: SetComment, before: Catalog) -> str | None:
    """The comment on an object that is no relation, nor part of one."""
    name, qualifier = change.name.value, change.name.qualifier
    if change.kind == "index":
        holder = before.tables.get(before.indexes.get(before.resolve(change.name), Ref("", "")))
        return next((one.comment for one in holder.indexes if one.name == name), None) if holder is not None else None
    held: tuple[Any, ...] = (before.enums, before.domains, before.types, before.sequences)
    for kept in held:
        ref = before.find(kept, name, qualifier)
        if ref is not None:
            return kept[ref].comment  # type: ignore[no-any-return]
    if change.kind == "routine":
        ref = before.find(before.routines, name, qualifier)
        return overload(before.routines[ref], change.signature).comment if ref is not None else None
    return next(
        (one.comment for (kind, ref), one in before.others.items() if kind == change.kind and ref.name == name), None
    )


def option(step: Step) -> Undo:
    """The value that the option had, where the catalogue tells it or the server has one of its own."""
    change: Any = step.change
    if change.option in _HOW:
        return Undo()
    if change.kind in ("view", "materialized-view") and change.option != "owner":
        view = step.before.views.get(step.before.resolve(change.name))
        if view is not None:
            return Undo((change._replace(value=dict(view.options).get(change.option, ""), span=NOWHERE),))
    if change.kind not in ("table", "foreign table"):
        return Undo(irreversible=f"the old {change.option} of {change.name.text} is not known")
    table = step.before.tables.get(step.before.resolve(change.name))
    if table is not None and change.option == "partition by" and is_mysql(step.before):
        if table.partition_by and not table.partitions:
            return Undo(irreversible=f"the number of partitions that {change.name.text} had is not known")
        return Undo((change._replace(value=declared(table), columns=(), partitions=(), span=NOWHERE),))
    if table is not None and change.option == "comment" and not (table.assumed or table.unknown):
        return Undo((SetComment("table", change.name, "", table.comment),))
    if table is not None and change.option in dict(table.options):
        return Undo((change._replace(value=dict(table.options)[change.option], span=NOWHERE),))
    if change.option in ("logged", "unlogged"):
        return Undo((change._replace(option="unlogged" if change.option == "logged" else "logged", span=NOWHERE),))
    if table is not None and not (table.assumed or table.unknown) and step.before.dialect == "postgres":
        unset = _UNSET.get(change.option, "" if _STORAGE.match(change.option) else None)
        if unset is not None:
            return Undo((change._replace(value=unset, span=NOWHERE),))
    return Undo(irreversible=f"the old {change.option} of {change.name.text} is not known")


_UNSET = {"replica identity": "DEFAULT", "tablespace": "pg_default"}
"""What PostgreSQL takes where an option was never set."""
_STORAGE = re.compile(r"[a-z_]*(?:fillfactor|autovacuum_|toast|parallel_workers|user_catalog_table)")
_HOW = frozenset({"algorithm", "lock", "online", "wait", "nowait", "force", "without validation", "with validation"})
"""Options that say how a statement is run, not what the table is."""
