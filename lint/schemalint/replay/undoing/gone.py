"""What is in one catalogue and not in the other, and what it takes to have it again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any

from schemalint.model.change import AddConstraint, Change, CreateDomain, CreateEnum, CreateType
from schemalint.model.name import ObjectName, Ref
from schemalint.model.schema import Catalog, Table
from schemalint.replay import privileges
from schemalint.replay.again import around, name_of, said, table_again


def tables_again(tables: Sequence[Table], before: Catalog) -> Iterator[Change]:
    """The tables made again, then what joins them, then what stands around them."""
    yield from (table_again(table, before) for table in tables)
    if before.dialect != "sqlite":
        for table in tables:
            if table.partition_of is None:
                name = name_of(table.ref, before)
                yield from (
                    AddConstraint(name, key, checked=key.validated) for key in table.foreign_keys if not key.ignored
                )
    for table in tables:
        yield from around(table, before)


def grants_again(before: Catalog, after: Catalog) -> Iterator[Change]:
    """The grants on what is gone."""
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


def types_again(before: Catalog, after: Catalog) -> Iterator[Change]:
    """The enums, domains and types that are gone."""
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
    """What the first of two maps of the catalogue holds and the second does not, by name: the maps keep no order."""
    if before is after:
        return []
    return sorted(((key, value) for key, value in before.items() if key not in after), key=itemgetter(0))


def altered(before: Any, after: Any) -> list[tuple[Any, Any]]:
    """What the first holds and the second holds in another form, or not at all, by name."""
    if before is after:
        return []
    return sorted(((key, value) for key, value in before.items() if after.get(key) is not value), key=itemgetter(0))


def gone_tables(before: Catalog, after: Catalog) -> list[Table]:
    """The tables that are gone, parents of partitions and of inheriting tables first."""
    gone = [table for _, table in vanished(before.tables, after.tables) if not table.assumed]
    return sorted(gone, key=lambda table: _depth(table, before))


def changed_tables(before: Catalog, after: Catalog) -> list[Ref]:
    """The tables that are there in another form. What a parent gets back, its partitions and heirs get with it."""
    changed = dict(altered(before.tables, after.tables))
    return [
        ref
        for ref, table in changed.items()
        if ref in after.tables and table.partition_of not in changed and changed.keys().isdisjoint(table.inherits)
    ]


def _depth(table: Table, catalog: Catalog) -> int:
    """How many parents stand above a partition or an inheriting table; bounded, should they form a ring."""
    depth = 0
    held: Table | None = table
    while held is not None and depth < 100:
        parent = held.partition_of or (held.inherits[0] if held.inherits else None)
        held = catalog.tables.get(parent) if parent is not None else None
        depth += 1
    return depth
