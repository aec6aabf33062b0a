"""Changes that bring one catalogue to another, as far as a statement each can."""

from __future__ import annotations

from collections.abc import Iterator

from schemalint.model.change import Change, DropObjects, RenameConstraint
from schemalint.model.name import ObjectName
from schemalint.model.replay import Difference
from schemalint.model.schema import Catalog, Table
from schemalint.replay.again import index_again, name_of, word
from schemalint.replay.compare import differences, shape
from schemalint.replay.undoing.compared import brought_back
from schemalint.replay.undoing.gone import changed_tables, gone_tables

_BEFORE = ("trigger", "policy", "view", "index")
"""What goes before the tables are as they were, since it stands in their way; `index` only of a collection that goes with it."""
_BEHIND = ("table", "routine", "sequence", "domain", "type", "extension")
"""What goes behind, in this order, since nothing hangs on it any more."""


def toward(now: Catalog, wanted: Catalog) -> Iterator[Change]:
    """Changes that take away what is left over in `now`, and make what it lacks of `wanted`, in an order in which they can run.
    What no plain statement does is left out."""
    found = differences(wanted, now)
    extra = [
        one for one in found if one.kind == "extra" and (one.object_kind != "index" or one.ref not in wanted.tables)
    ]
    for kind in _BEFORE:
        yield from (change for one in extra if one.object_kind == kind for change in _gone(one, now))
    yield from (change for one in found if one.kind == "changed" for change in _renamed(one, now, wanted))
    gone = [table for table in gone_tables(wanted, now) if not (table.unknown or table.as_query)]
    made = [table for table in gone if not _comes_by_itself(table)]
    yield from brought_back(wanted, now, made, changed_tables(wanted, now)).changes
    yield from (
        index_again(index, name_of(table.ref, wanted))
        for table in gone
        if _comes_by_itself(table)
        for index in table.indexes
    )
    for kind in _BEHIND:
        yield from (change for one in extra if one.object_kind == kind for change in _gone(one, now))


def _comes_by_itself(table: Table) -> bool:
    """Whether it is a collection that comes with its first index."""
    return "implicit" in dict(table.options)


def _gone(one: Difference, now: Catalog) -> Iterator[Change]:
    name = name_of(one.ref, now)
    kind = one.object_kind
    if kind == "index":
        yield DropObjects("index", (ObjectName(word(one.part), name.schema),), on=name)
    elif kind in ("trigger", "policy"):
        yield DropObjects(kind, (ObjectName(word(one.part)),), on=name)
    elif kind == "routine":
        for routine in now.routines.get(one.ref, ()):
            yield DropObjects("routine", (name,), signatures=(routine.signature,), routine=routine.kind)
    else:
        view = now.views.get(one.ref) if kind == "view" else None
        yield DropObjects("materialized-view" if view is not None and view.materialized else kind, (name,))


def _renamed(one: Difference, now: Catalog, wanted: Catalog) -> Iterator[Change]:
    """A constraint that says the same under another name."""
    table, other = wanted.tables.get(one.ref), now.tables.get(one.ref)
    if one.object_kind != "constraint" or table is None or other is None:
        return
    said = next((shape(held) for held in table.constraints if held.name == one.part), None)
    names = {held.name for held in table.constraints}
    called = next((held.name for held in other.constraints if shape(held) == said and held.name not in names), "")
    if called:
        yield RenameConstraint(name_of(one.ref, now), word(called), word(one.part))
