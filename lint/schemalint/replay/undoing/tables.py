"""Tables that were made, renamed, moved, partitioned or switched over, taken back."""

from __future__ import annotations

from typing import Any

from schemalint.model.change import (
    AlterConstraint,
    AlterPartitions,
    AttachPartition,
    Change,
    DetachPartition,
    DropObjects,
    RenameColumn,
    RenameConstraint,
    RenameObject,
    SetInheritance,
    SetOption,
    SetSchema,
    Step,
)
from schemalint.model.name import ObjectName
from schemalint.model.schema import NOWHERE
from schemalint.model.undo import Undo
from schemalint.replay.again import word
from schemalint.replay.partitions import declared
from schemalint.replay.restore import structure
from schemalint.replay.undoing.gone import tables_again


def create_table(step: Step) -> Undo:
    """The table is dropped, with the rows it got meanwhile."""
    change: Any = step.change
    kind = "table"
    changes: list[Change] = [DropObjects(kind, (change.name,))]
    ref = step.before.resolve(change.name)
    held = step.before.tables.get(ref)
    if held is not None and not held.assumed and change.or_replace:
        changes += tables_again([held], step.before)
    return Undo(tuple(changes))


def rename(step: Step) -> Undo:
    """The thing has its old name again."""
    change: Any = step.change
    kind = change.kind
    new = ObjectName(change.new_name.name, change.new_name.schema or change.name.schema)
    on = change.on
    return Undo((RenameObject(kind, new, ObjectName(change.name.name, change.name.schema), on, span=NOWHERE),))


def set_schema(step: Step) -> Undo:
    """The thing goes back to the schema it was in."""
    change: Any = step.change
    old = change.name.schema or word(step.before.default_schema)
    here = None if change.kind == "extension" else change.schema  # an extension has a place, and no qualified name
    return Undo((SetSchema(change.kind, ObjectName(change.name.name, here), old),))


def rename_column(step: Step) -> Undo:
    """The column has its old name again."""
    change: Any = step.change
    return Undo((RenameColumn(change.table, change.new_name, change.column),))


def rename_constraint(step: Step) -> Undo:
    """The constraint has its old name again."""
    change: Any = step.change
    return Undo((RenameConstraint(change.table, change.new_name, change.name),))


def alter_constraint(step: Step) -> Undo:
    """The constraint is deferred, enforced and checked as before."""
    change: Any = step.change
    if change.validated and change.enforced is None and change.deferrable is None:
        # No statement takes a validation back, and a validated constraint only says more.
        return Undo()
    table = step.before.tables.get(step.before.resolve(change.table))
    for held in table.constraints if table is not None else ():
        if change.name is not None and held.name == change.name.value:
            return Undo(
                (
                    AlterConstraint(
                        change.table,
                        change.name,
                        enforced=getattr(held, "enforced", None) if change.enforced is not None else None,
                        deferrable=getattr(held, "deferrable", None) if change.deferrable is not None else None,
                        initially_deferred=(
                            getattr(held, "initially_deferred", None) if change.initially_deferred is not None else None
                        ),
                    ),
                )
            )
    return Undo(irreversible="the constraint as it was is not known")


def attach(step: Step) -> Undo:
    """The partition is detached."""
    change: Any = step.change
    ref = step.before.resolve(change.partition)
    before, after = step.before.tables.get(ref), step.after.tables.get(ref)
    changes: list[Change] = [DetachPartition(change.table, change.partition)]
    if before is not None and after is not None:
        # What ATTACH made on the partition stays with it.
        changes += structure(after._replace(options=before.options), before, step.before)
    return Undo(tuple(changes))


def detach(step: Step) -> Undo:
    """The partition is attached again, within its old bounds."""
    change: Any = step.change
    held = step.before.tables.get(step.before.resolve(change.partition))
    if held is None or not held.partition_bound:
        return Undo(irreversible=f"the bound of partition {change.partition.text} is not known")
    return Undo(
        (AttachPartition(change.table, change.partition, held.partition_bound),),
        may_fail="rows outside the bound of the partition were written",
    )


def alter_partitions(step: Step) -> Undo:
    """Partitions that were added are dropped; the division into others comes back, without their rows."""
    change: Any = step.change
    ref = step.before.resolve(change.table)
    before, after = step.before.tables.get(ref), step.after.tables.get(ref)
    if before is None or after is None or not before.partitions:
        return Undo(irreversible=f"the partitions that {change.table.text} had are not known")
    names = {one.name for one in before.partitions}
    if change.action == "add" and after.partitions[: len(before.partitions)] == before.partitions:
        made = tuple(one.name for one in after.partitions if one.name not in names)
        return Undo((AlterPartitions(change.table, "drop", made),))
    lost = (f"the rows of partitions of {ref.text}",) if change.action in ("drop", "truncate") else ()
    if change.action == "truncate":
        return Undo(lost=lost, irreversible="rows deleted do not come back")
    back = SetOption("table", change.table, "partition by", declared(before), columns=before.partition_columns)
    return Undo((back,), lost)


def inheritance(step: Step) -> Undo:
    """The table inherits as before."""
    change: Any = step.change
    return Undo((SetInheritance(change.table, change.parent, not change.inherit),))
