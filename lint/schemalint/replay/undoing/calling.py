"""Tables, views and routines that come back, each behind what it calls or reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from operator import itemgetter

from schemalint.model.change import Change, CreateRoutine, DropObjects
from schemalint.model.expression import Expression
from schemalint.model.record import NamedTuple
from schemalint.model.schema import Catalog, Routine, Table, View
from schemalint.replay.again import name_of, said, view_again


class Part(NamedTuple):
    """Changes that stay together, what they make, and what must be there before them."""

    changes: tuple[Change, ...]
    relations: frozenset[str] = frozenset()
    """The tables and views that they make, lower case."""
    routines: frozenset[str] = frozenset()
    """The routines that they make."""
    reads: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()


def in_order(parts: Iterable[Part]) -> Iterator[Change]:
    """The changes of all parts, each part behind those that make what it reads and calls, else in the given order."""
    waiting = list(parts)
    while waiting:
        relations = _counted(part.relations for part in waiting)
        routines = _counted(part.routines for part in waiting)
        ready = [
            part
            for part in waiting
            if all(relations.get(name, 0) <= (name in part.relations) for name in part.reads)
            and all(routines.get(name, 0) <= (name in part.routines) for name in part.calls)
        ]
        for part in ready or waiting[:1]:
            yield from part.changes
        taken = {id(part) for part in ready or waiting[:1]}
        waiting = [part for part in waiting if id(part) not in taken]


def _counted(names: Iterable[frozenset[str]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for some in names:
        for name in some:
            counts[name] = counts.get(name, 0) + 1
    return counts


def tables(changes: tuple[Change, ...], held: Iterable[Table], catalog: Catalog) -> Part:
    """The changes that bring tables back, which belong together."""
    held = tuple(held)
    calls = frozenset(call for table in held for call in _calls(table, catalog))
    fired = frozenset(
        trigger.function.name.lower()
        for table in held
        for trigger in catalog.triggers_on(table.ref)
        if trigger.function
    )
    return Part(changes, frozenset(table.name.lower() for table in held), calls=calls | fired)


def view(held: View, catalog: Catalog) -> Part:
    """The changes that bring a view back."""
    return Part(
        tuple(view_again(held, catalog)),
        relations=frozenset((held.name.lower(),)),
        reads=frozenset(ref.name.lower() for ref in held.reads),
        calls=_words(held.query),
    )


def routine(held: Routine, catalog: Catalog) -> Part:
    """The changes that bring a routine back. A server looks at once at the names in a body in SQL, and at types at any rate."""
    name = name_of(held.ref, catalog)
    create = CreateRoutine(
        name, held.kind, held.parameters, held.returns, held.language, held.attributes, held.body, span=held.statement
    )
    noted = said("routine", name, "", held.comment, catalog, held.signature)
    words = _types(held) | _words(held.body if held.language.lower() in ("sql", "") else "")
    return Part((create, *noted), routines=frozenset((held.name.lower(),)), reads=words, calls=words)


def unfollowed(change: DropObjects, catalog: Catalog) -> Iterator[str]:
    """What may have gone with objects that CASCADE dropped and is still there in the catalogue, which does not follow it, in words."""
    names = {name.value.lower() for name in change.names}
    for ref, forms in sorted(catalog.routines.items(), key=itemgetter(0)):
        if any(not names.isdisjoint(_types(one)) for one in forms):
            yield f"function {ref.text}"
    if change.kind == "routine":
        names -= {ref.name.lower() for ref in catalog.routines}
        for ref, table in sorted(catalog.tables.items(), key=itemgetter(0)):
            if not names.isdisjoint(_calls(table, catalog)):
                yield f"what calls it in {ref.text}"
        for ref, held in sorted(catalog.views.items(), key=itemgetter(0)):
            if not names.isdisjoint(_words(held.query)):
                yield f"view {ref.text}"


def _types(held: Routine) -> frozenset[str]:
    """The words of a routine's types."""
    return _words(" ".join((*(one.type for one in held.parameters), held.returns)))


_WORD = re.compile(r"[^\W\d][\w$]*")


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))


def _calls(table: Table, catalog: Catalog) -> Iterator[str]:
    """The functions that a table and what stands on it call, without their schemas."""
    yield from (call.rpartition(".")[2] for one in _expressions(table, catalog) for call in one.calls)


def _expressions(table: Table, catalog: Catalog) -> Iterator[Expression]:
    """The expressions of a table and of what stands on it."""
    found: list[Expression | None] = []
    for column in table.columns:
        found += [column.default, column.generated]
    found += [check.expression for check in table.checks]
    for parts, predicate in (
        *((index.parts, index.predicate) for index in table.indexes),
        *((exclusion.parts, exclusion.predicate) for exclusion in table.exclusions),
    ):
        found += [*(part.expression for part in parts), predicate]
    for policy in catalog.policies_on(table.ref):
        found += [policy.using, policy.check]
    yield from (one for one in found if one is not None)
