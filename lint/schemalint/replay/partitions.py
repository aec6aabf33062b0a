"""Partitions and inheritance."""

from __future__ import annotations

from schemalint.model.change import AlterPartitions, AttachPartition, DetachPartition, SetInheritance
from schemalint.model.schema import Table
from schemalint.replay import constraints, indexes
from schemalint.replay.draft import Draft


def strategy(text: str) -> str:
    """How a table is partitioned, without its partitions: `RANGE (year(d))` of `RANGE (year(d)) (PARTITION p …)`."""
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if char == ")" and depth == 0:
            return text[: at + 1]
    return text


def declared(table: Table) -> str:
    """What stood behind PARTITION BY in MySQL, as far as it is kept; empty for a table without partitions."""
    parts = ", ".join(
        f"PARTITION {one.name if one.name.isidentifier() else f'`{one.name}`'} {one.bound}".rstrip()
        for one in table.partitions
    )
    return f"{table.partition_by} ({parts})" if parts else table.partition_by


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
    """The partitions declared inside a table's statements, as ADD, DROP, REORGANIZE and their like leave them."""
    table = draft.table(change.table)
    if table is None or not table.partitions:
        return
    verb = change.action.partition(" ")[0]
    names = {name.lower() for name in change.names}
    held = table.partitions
    if verb == "add":
        held = (*held, *change.definitions)
    elif verb == "drop" or (verb == "convert" and change.action != "convert table"):
        held = tuple(one for one in held if one.name.lower() not in names)
    elif verb in ("reorganize", "split", "merge") and change.definitions and names:
        at = next((at for at, one in enumerate(held) if one.name.lower() in names), len(held))
        rest = tuple(one for one in held[at:] if one.name.lower() not in names)
        held = (*held[:at], *change.definitions, *rest)
    elif verb in ("coalesce", "merge", "rename", "split", "exchange"):
        held = ()  # which are left is not told
    if held != table.partitions:
        draft.put(table._replace(partitions=held))


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
