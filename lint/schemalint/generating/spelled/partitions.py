"""Partitions, inheritance, and what is switched on and off in a table, spelled as statements."""

from __future__ import annotations

from schemalint.generating.spelled.writer import Spellings, Writer
from schemalint.model.change import (
    AlterPartitions,
    AttachPartition,
    DetachPartition,
    SetInheritance,
    SetRowSecurity,
    SetTrigger,
)


def _attach(w: Writer, change: AttachPartition) -> str:
    return w.alter(change.table, f"ATTACH PARTITION {w.name(change.partition)} {change.bound}".rstrip())


def _detach(w: Writer, change: DetachPartition) -> str:
    tail = " CONCURRENTLY" if change.concurrently else " FINALIZE" if change.finalize else ""
    return w.alter(change.table, f"DETACH PARTITION {w.name(change.partition)}{tail}")


def _drop_partitions(w: Writer, change: AlterPartitions) -> str:
    if change.action != "drop" or not change.names:
        raise w.refuse(f"{change.action} partitions from what the catalogue keeps")
    return w.alter(change.table, f"DROP PARTITION {', '.join(map(w.word, change.names))}")


def _inheritance(w: Writer, change: SetInheritance) -> str:
    return w.alter(change.table, f"{'' if change.inherit else 'NO '}INHERIT {w.name(change.parent)}")


def _row_security(w: Writer, change: SetRowSecurity) -> str:
    actions = []
    if change.enabled is not None:
        actions.append(f"{'ENABLE' if change.enabled else 'DISABLE'} ROW LEVEL SECURITY")
    if change.forced is not None:
        actions.append(f"{'' if change.forced else 'NO '}FORCE ROW LEVEL SECURITY")
    if not actions or not w.postgres:
        raise w.refuse("set row security")
    return w.alter(change.table, ", ".join(actions))


def _set_trigger(w: Writer, change: SetTrigger) -> str:
    state = "ENABLE" if change.enabled else "DISABLE"
    name = w.word(change.name) if change.name else "ALL"
    if w.mysql or w.dialect == "sqlite":
        raise w.refuse("switch a trigger off")
    if w.dialect == "oracle" and change.name:
        return f"ALTER TRIGGER {name} {state}"
    if w.dialect == "oracle":
        return w.alter(change.table, f"{state} ALL TRIGGERS")
    return w.alter(change.table, f"{state} TRIGGER {name}")


SPELLINGS: Spellings = {
    AttachPartition: _attach,
    DetachPartition: _detach,
    AlterPartitions: _drop_partitions,
    SetInheritance: _inheritance,
    SetRowSecurity: _row_security,
    SetTrigger: _set_trigger,
}
"""What this module spells, by the class of the change."""
