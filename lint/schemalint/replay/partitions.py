"""Partitions and inheritance."""

from __future__ import annotations

from schemalint.model.change import AlterPartitions, AttachPartition, DetachPartition, SetInheritance
from schemalint.replay import constraints, indexes
from schemalint.replay.draft import Draft


def attach_partition(draft: Draft, change: AttachPartition) -> None:
    parent = draft.table(change.table)
    part = draft.table(change.partition)
    if parent is None or part is None:
        return
    part = part._replace(partition_of=parent.ref, partition_bound=change.bound)
    for constraint in parent.constraints:
        part = constraints.inherit_constraint(draft, part, constraint, partition=True)
    draft.put(part)
    draft.add_heir(parent.ref, part.ref)
    for index in parent.indexes:
        held = draft.tables[part.ref]
        indexes.give(draft, held, index)


def detach_partition(draft: Draft, change: DetachPartition) -> None:
    """What the partition got from its parent stays with it."""
    part = draft.table(change.partition)
    if part is None or change.finalize:
        return
    draft.table(change.table)
    part = draft.tables[part.ref]
    draft.put(part._replace(partition_of=None, partition_bound=""))


def alter_partitions(draft: Draft, change: AlterPartitions) -> None:
    """Partitions that are no tables of their own are not kept; that the table exists is checked."""
    draft.table(change.table)


def set_inheritance(draft: Draft, change: SetInheritance) -> None:
    table = draft.table(change.table)
    parent = draft.table(change.parent)
    if table is None or parent is None:
        return
    table = draft.tables[table.ref]
    if not change.inherit:
        draft.put(table._replace(inherits=tuple(ref for ref in table.inherits if ref != parent.ref)))
        return
    if parent.ref not in table.inherits:
        draft.put(table._replace(inherits=(*table.inherits, parent.ref)))
        draft.add_heir(parent.ref, table.ref)
