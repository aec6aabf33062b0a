"""Indexes that were made or attached, taken back."""

from __future__ import annotations

from typing import Any

from schemalint.model.change import Change, DropObjects, Step
from schemalint.model.name import ObjectName
from schemalint.model.undo import Undo
from schemalint.replay.again import index_again, is_mysql, word


def create_index(step: Step) -> Undo:
    """The index is dropped; one that MySQL let go for it comes back first."""
    change: Any = step.change
    ref = step.before.resolve(change.table)
    before, after = step.before.tables.get(ref), step.after.tables.get(ref)
    concurrently = change.definition.concurrently
    if before is None or after is None:
        view, new = step.before.views.get(ref), step.after.views.get(ref)
        if view is None or new is None:
            name = change.name or word(change.definition.name)
            if not name.value:
                return Undo(irreversible="the server chose the name of the index")
            drop = ObjectName(name, change.table.schema)
            return Undo((DropObjects("index", (drop,), concurrently=concurrently, on=change.table),))
        names = {index.name for index in view.indexes}
        made = [index for index in new.indexes if index.name not in names]
    else:
        names = {index.name for index in before.indexes}
        made = [index for index in after.indexes if index.name not in names]
    changes: list[Change] = [
        DropObjects(
            "index",
            (ObjectName(change.name or word(index.name), change.table.schema),),
            concurrently=concurrently,
            on=change.table,
        )
        for index in made
    ]
    if before is not None and after is not None and is_mysql(step.before):
        left = {index.name for index in after.indexes}
        # The index that the server had made for a foreign key comes back first, or the drop is refused.
        changes[:0] = [index_again(index, change.table) for index in before.indexes if index.name not in left]
    return Undo(tuple(changes))


def attach_index(step: Step) -> Undo:
    """No statement takes the index of a partition off its parent: dropping either drops both."""
    change: Any = step.change
    return Undo(irreversible=f"index {change.partition.text} cannot be detached from {change.name.text}")
