"""What is in one catalogue and not in the other, and what it takes to have it again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from schemalint.model.change import (
    AddConstraint,
    Change,
    CreateDomain,
    CreateEnum,
    CreateType,
    Step,
)
from schemalint.model.name import ObjectName, Ref
from schemalint.model.schema import (
    Catalog,
    Table,
    View,
)
from schemalint.replay import privileges
from schemalint.replay.again import (
    around,
    name_of,
    owned_again,
    said,
    sequence_again,
    table_again,
)


def tables_again(tables: list[Table], step: Step) -> list[Change]:
    """The tables made again, then what joins them, then what stands around them."""
    before = step.before
    changes: list[Change] = []
    refs = {table.ref for table in tables}
    lost_sequences = [
        sequence
        for ref, sequence in before.sequences.items()
        if sequence.owned_by
        and sequence.owned_by[0] in refs
        and not sequence.implicit
        and ref not in step.after.sequences
    ]
    changes += [sequence_again(sequence, before) for sequence in lost_sequences]
    changes += [table_again(table, before) for table in tables]
    changes += [owned_again(sequence, before) for sequence in lost_sequences]
    for table in tables:
        name = name_of(table.ref, before)
        if table.partition_of is None and before.dialect != "sqlite":
            changes += [
                AddConstraint(name, key, checked=key.validated) for key in table.foreign_keys if not key.ignored
            ]
    for table in tables:
        changes += around(table, before)
    return changes


def grants_again(step: Step) -> Iterator[Change]:
    """The grants on what the step dropped."""
    before, after = step.before, step.after
    if before.dialect != "postgres" or not before.grants:
        return
    gone: list[tuple[Ref, Any, ObjectName]] = []
    for kind, old, new in (
        ("table", before.tables, after.tables),
        ("view", before.views, after.views),
        ("sequence", before.sequences, after.sequences),
        ("routine", before.routines, after.routines),
        ("type", before.enums, after.enums),
        ("domain", before.domains, after.domains),
    ):
        gone += [(ref, kind, name_of(ref, before)) for ref, _ in vanished(old, new)]
    yield from privileges.again(gone, before)


def as_they_read(views: list[View]) -> Iterator[View]:
    """The views, each behind those it reads."""
    waiting = {view.ref: view for view in views}
    while waiting:
        ready = [
            ref for ref, view in waiting.items() if not any(read in waiting and read != ref for read in view.reads)
        ]
        for ref in ready or list(waiting)[:1]:
            yield waiting.pop(ref)


def types_again(step: Step) -> Iterator[Change]:
    """The enums, domains and types that the step dropped."""
    before, after = step.before, step.after
    for ref, enum in vanished(before.enums, after.enums):
        yield CreateEnum(name_of(ref, before), enum.values)
        yield from said("type", name_of(ref, before), "", enum.comment, before)
    for ref, domain in vanished(before.domains, after.domains):
        yield CreateDomain(name_of(ref, before), domain.type, domain.nullable, domain.default, domain.checks)
        yield from said("domain", name_of(ref, before), "", domain.comment, before)
    for ref, kind in vanished(before.types, after.types):
        yield CreateType(name_of(ref, before), kind.form, kind.columns, span=kind.statement)
        yield from said("type", name_of(ref, before), "", kind.comment, before)


def vanished(before: Any, after: Any) -> list[tuple[Any, Any]]:
    """What the first of two maps of the catalogue holds and the second does not."""
    if before is after:
        return []
    return [(key, value) for key, value in before.items() if key not in after]


def altered(before: Any, after: Any) -> list[tuple[Any, Any]]:
    """What the first holds and the second holds in another form, or not at all."""
    if before is after:
        return []
    return [(key, value) for key, value in before.items() if after.get(key) is not value]


def depth(table: Table, catalog: Catalog) -> int:
    """How many parents stand above a partition or an inheriting table; bounded, should they form a ring."""
    depth = 0
    held: Table | None = table
    while held is not None and depth < 100:
        parent = held.partition_of or (held.inherits[0] if held.inherits else None)
        held = catalog.tables.get(parent) if parent is not None else None
        depth += 1
    return depth
