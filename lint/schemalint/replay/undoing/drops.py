"""What a DROP took away, made again; what was made, dropped."""

from __future__ import annotations

from typing import Any

from schemalint.model.change import DropObjects, Step
from schemalint.model.name import ObjectName
from schemalint.model.undo import Undo
from schemalint.replay.undoing.compared import brought_back
from schemalint.replay.undoing.gone import altered, depth, vanished


def drop_created(step: Step, kind: str, name: ObjectName, *, on: ObjectName | None = None) -> Undo:
    """What the step made is dropped."""
    return Undo((DropObjects(kind, (name,), on=on),), discards=kind in ("table", "sequence", "type", "schema"))


def drop(step: Step) -> Undo:
    """What was dropped is made again, with all that went with it; rows are lost."""
    before: Any = step.before.tables
    after: Any = step.after.tables
    # Parents of partitions and of inheriting tables come first.
    gone = sorted(
        (table for _, table in vanished(before, after) if not table.assumed),
        key=lambda table: depth(table, step.before),
    )
    if any(table.unknown or table.as_query for table in gone):
        names = ", ".join(table.ref.text for table in gone)
        return Undo(irreversible=f"the definition of {names} is not fully known", lost=(f"table {names}",))
    changed = dict(altered(before, after))
    # What a parent gets back, its partitions and heirs get with it.
    own = [
        ref
        for ref, table in changed.items()
        if ref in after and table.partition_of not in changed and changed.keys().isdisjoint(table.inherits)
    ]
    return brought_back(step, gone, own)
