"""Changes that bring one catalogue to another, as far as a statement each can."""

from __future__ import annotations

from collections.abc import Iterator

from schemalint.model.change import (
    AddColumn,
    AddConstraint,
    AlterColumnType,
    Change,
    DropColumn,
    DropConstraint,
    DropObjects,
    RenameConstraint,
    SetDefault,
    SetNullable,
)
from schemalint.model.name import Name, ObjectName
from schemalint.model.replay import Difference
from schemalint.model.schema import NOWHERE, Catalog, Check, Column, Constraint, ForeignKey, Table
from schemalint.replay.again import (
    around,
    index_again,
    name_of,
    policy_again,
    sequence_again,
    table_again,
    trigger_again,
    view_again,
    word,
)
from schemalint.replay.compare import differences, shape

_ORDER = (
    "extra trigger", "extra policy", "extra view", "extra foreign key", "extra check constraint", "extra unique constraint",
    "extra exclusion constraint", "extra primary key", "extra index", "extra column", "extra table", "extra routine",
    "extra sequence", "extra domain", "extra type", "extra extension", "missing sequence", "missing table", "missing column",
    "changed column", "changed constraint", "changed index", "missing primary key", "missing unique constraint",
    "missing index", "missing check constraint", "missing foreign key", "missing view", "missing trigger", "missing policy",
)  # fmt: skip
"""What goes first, and what comes back last: what hangs on others goes before them and comes after them."""


def toward(now: Catalog, wanted: Catalog) -> Iterator[Change]:
    """Changes that take away what is left over in `now`, and make what it lacks of `wanted`, in an order in which they can run.
    What no plain statement does is left out."""
    found = [one for one in differences(wanted, now) if f"{one.kind} {one.object_kind}" in _ORDER]
    found.sort(key=lambda one: _ORDER.index(f"{one.kind} {one.object_kind}"))
    for one in found:
        if one.kind == "extra":
            yield from _gone(one, now)
        elif one.kind == "missing":
            yield from _back(one, wanted)
        else:
            yield from _changed(one, now, wanted)


def _gone(one: Difference, now: Catalog) -> Iterator[Change]:
    name = name_of(one.ref, now)
    kind = one.object_kind
    if kind == "column":
        yield DropColumn(name, word(one.part))
    elif kind == "index":
        index = ObjectName(word(one.part), name.schema)
        yield DropObjects("index", (index,), on=name if now.dialect in ("mysql", "mariadb", "tsql") else None)
    elif kind.endswith("constraint") or kind in ("foreign key", "primary key"):
        form = kind if kind in ("foreign key", "primary key") else "unique" if kind[0] == "u" else "constraint"
        yield DropConstraint(name, word(one.part) if one.part else None, form)  # type: ignore[arg-type]
    elif kind in ("trigger", "policy"):
        yield DropObjects(kind, (ObjectName(word(one.part)),), on=name)
    elif kind in ("table", "view", "sequence", "domain", "type", "extension"):
        view = now.views.get(one.ref) if kind == "view" else None
        yield DropObjects("materialized-view" if view is not None and view.materialized else kind, (name,))
    elif kind == "routine":
        for routine in now.routines.get(one.ref, ()):
            yield DropObjects("routine", (name,), signatures=(routine.signature,), routine=routine.kind)


def _back(one: Difference, wanted: Catalog) -> Iterator[Change]:
    kind, table = one.object_kind, wanted.tables.get(one.ref)
    if kind == "view":
        yield from view_again(wanted.views[one.ref], wanted)
    elif kind == "sequence":
        yield sequence_again(wanted.sequences[one.ref], wanted)
    elif kind == "trigger":
        yield from trigger_again(wanted.triggers[(one.ref, one.part)], wanted)
    elif kind == "policy":
        yield policy_again(wanted, (one.ref, one.part))
    elif table is not None:
        name = name_of(table.ref, wanted)
        column = table.column(one.part) if kind == "column" else None
        if kind == "table":
            yield table_again(table, wanted)
            yield from around(table, wanted)
        elif column is not None:
            yield AddColumn(name, column)
        elif kind == "index":
            yield from (index_again(held, name) for held in table.indexes if held.name == one.part)
        else:
            yield from (_constraint_again(held, name) for held in table.constraints if held.name == one.part)


def _constraint_again(held: Constraint, name: ObjectName) -> AddConstraint:
    checked = held.validated if isinstance(held, (ForeignKey, Check)) else True
    return AddConstraint(name, held, checked=checked)


def _changed(one: Difference, now: Catalog, wanted: Catalog) -> Iterator[Change]:
    table, other = wanted.tables.get(one.ref), now.tables.get(one.ref)
    if table is None or other is None:
        return
    name = name_of(one.ref, now)
    if one.object_kind == "column":
        column, held = table.column(one.part), other.column(one.part)
        if column is not None and held is not None:
            yield from _column(name, column, held)
    elif one.object_kind == "index":
        yield from _gone(one, now)
        yield from _back(one, wanted)
    elif one.object_kind == "constraint":
        called = _called(table, other, one.part)
        if called:
            yield RenameConstraint(name, word(called), Name(one.part, "", NOWHERE))


def _called(table: Table, other: Table, wanted: str) -> str:
    """What the constraint is called there that says the same."""
    said = next((shape(held) for held in table.constraints if held.name == wanted), None)
    names = {held.name for held in table.constraints}
    return next((held.name for held in other.constraints if shape(held) == said and held.name not in names), "")


def _column(name: ObjectName, column: Column, held: Column) -> Iterator[Change]:
    own = word(column.name, column.written)
    there, here = column.type, held.type
    # Types of two families need to be told how their values turn into each other.
    if (
        there is not None
        and here is not None
        and there.text.lower() != here.text.lower()
        and there.family == here.family
    ):
        yield AlterColumnType(name, own, there)
    if column.default != held.default and not column.serial:
        yield SetDefault(name, own, column.default)
    if column.nullable != held.nullable:
        yield SetNullable(name, own, column.nullable)
