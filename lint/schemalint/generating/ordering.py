"""Statements in an order that a server accepts: what is needed first, kinds of objects one after the other, else as written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from heapq import heapify, heappop, heappush

from schemalint.generating.dependencies import Key, Need, Ties
from schemalint.model.name import Ref
from schemalint.model.record import NamedTuple
from schemalint.model.schema import ForeignKey


class Order(NamedTuple):
    """The order of statements, by their places in the text."""

    places: tuple[int, ...]
    cut: tuple[Cut, ...]
    """Foreign keys that must leave their tables and be added later, because the tables need each other."""
    behind: tuple[tuple[int, int], ...]
    """Statements that stand before one they need: the place of each, and of what it needs."""
    lacking: tuple[tuple[int, Need], ...]
    """What no statement makes."""


class Cut(NamedTuple):
    """A foreign key that its table cannot be made with."""

    place: int
    """Of the table's statement."""
    key: ForeignKey
    after: tuple[int, ...]
    """The places of the statements that must have run before it is added."""


class Makers:
    """Which statement makes what."""

    def __init__(self, all_ties: Sequence[Ties]) -> None:
        self.by_key: dict[Key, list[int]] = {}
        self.by_object: dict[tuple[str, Ref], list[int]] = {}
        self.by_name: dict[tuple[str, str], list[int]] = {}
        for place, one in enumerate(all_ties):
            for key in one.makes:
                kind, ref, part = key
                self.by_key.setdefault(key, []).append(place)
                if not part or kind == "routine":
                    self.by_object.setdefault((kind, ref), []).append(place)
                    self.by_name.setdefault((kind, ref.name), []).append(place)

    def of(self, key: Key) -> Sequence[int]:
        """The places of the statements that make it, in order. A name that is not found where it should be may be meant from
        another schema, if no two have it."""
        kind, ref, _ = key
        if kind in _PARTS:
            return self.by_key.get(key, ())
        for other in (kind, *_ALSO.get(kind, ())):
            found = self.by_object.get((other, ref))
            if found:
                return found
        for other in (kind, *_ALSO.get(kind, ())):
            found = self.by_name.get((other, ref.name))
            if found:
                return found
        return ()


_PARTS = frozenset({"column", "constraint", "key", "trigger", "policy"})
_ALSO = {
    "type": ("relation",),
    "relation": ("sequence", "index", "synonym"),
    "sequence": ("relation",),
    "materialized-view": ("relation",),
}
"""What else a need may be met by: a table is a type, GRANT ON t may name a sequence."""


def ordered(all_ties: Sequence[Ties]) -> Order:
    """The order. Where statements need each other, foreign keys are cut first; then words that may mean something different count
    for nothing; and where even then no order is left, they stay as they stand."""
    makers = Makers(all_ties)
    edges: list[dict[int, list[Need | None]]] = [{} for _ in all_ties]
    lacking: list[tuple[int, Need]] = []
    for place, one in enumerate(all_ties):
        for need in one.needs:
            found = makers.of(need.key)
            if not found and need.sure:
                lacking.append((place, need))
            for other in _wanted(found, place, need):
                edges[place].setdefault(other, []).append(need)
    _keep_turns(all_ties, makers, edges)
    cut: list[Cut] = []
    for drop in (_is_key, _is_unsure, _is_any):
        if not _loosen(edges, drop, cut, all_ties, makers):
            break
    behind = [
        (place, other)
        for place, needed in enumerate(edges)
        for other, needs in needed.items()
        if other > place and any(need is not None and need.sure for need in needs)
    ]
    return Order(tuple(_sorted(all_ties, edges)), tuple(cut), tuple(behind), tuple(lacking))


def _wanted(found: Sequence[int], place: int, need: Need) -> Sequence[int]:
    """Which of several makers is meant: all overloads of a routine, else the last one before the place, or the first."""
    if not found or place in found:
        return [one for one in found if one < place][-1:] if need.key[0] == "routine" else ()
    if need.key[0] == "routine":
        return found
    return [one for one in found if one < place][-1:] or found[:1]


def _keep_turns(all_ties: Sequence[Ties], makers: Makers, edges: list[dict[int, list[Need | None]]]) -> None:
    """Around a statement that renames, drops or retypes a part of an object the order of the text holds."""
    turned = {ref for one in all_ties for ref in one.turns}
    if not turned:
        return
    last: dict[Ref, int] = {}
    since: dict[Ref, list[int]] = {}
    made: set[Ref] = set()
    for place, one in enumerate(all_ties):
        touched = {key[1] for key in one.makes} | {need.key[1] for need in one.needs}
        touched.update(one.turns)
        fresh = {ref for kind, ref, part in one.makes if not part and ref not in made}
        made |= fresh
        for ref in touched & turned:
            if ref in fresh and ref in last:
                # What is turned before it is made for the first time stands in the wrong place itself.
                del last[ref]
            if ref in last:
                edges[place].setdefault(last[ref], []).append(None)
            if ref in one.turns:
                for other in since.pop(ref, ()):
                    edges[place].setdefault(other, []).append(None)
                last[ref] = place
            else:
                since.setdefault(ref, []).append(place)


def _is_key(need: Need | None) -> bool:
    return need is not None and need.reference is not None


def _is_unsure(need: Need | None) -> bool:
    return need is not None and not need.sure


def _is_any(need: Need | None) -> bool:
    return need is not None


def _begin(key: ForeignKey) -> int:
    return key.span.start


def _waits(place: int, key: ForeignKey, all_ties: Sequence[Ties], makers: Makers) -> tuple[int, ...]:
    """What must have run before a key is added to the table of that place."""
    found = {place}
    for need in all_ties[place].needs:
        if need.reference == key:
            found.update(makers.of(need.key)[:1])
    return tuple(sorted(found))


def _loosen(
    edges: list[dict[int, list[Need | None]]],
    drop: Callable[[Need | None], bool],
    cut: list[Cut],
    all_ties: Sequence[Ties],
    makers: Makers,
) -> bool:
    """Takes needs out of circles that look forward in the text; False where there is no circle."""
    circles = _circles(edges)
    if not circles:
        return False
    for circle in circles:
        inside = set(circle)
        for place in circle:
            gone: set[ForeignKey] = set()
            for other in [one for one in edges[place] if one in inside]:
                forward = other > place
                kept = [need for need in edges[place][other] if not (drop(need) and (forward or drop is _is_unsure))]
                for need in edges[place][other]:
                    if need not in kept and need is not None and need.reference is not None:
                        gone.add(need.reference)
                if kept:
                    edges[place][other] = kept
                else:
                    del edges[place][other]
            if gone:
                # A key that leaves the table needs nothing there any more.
                for other in list(edges[place]):
                    kept = [need for need in edges[place][other] if need is None or need.reference not in gone]
                    if kept:
                        edges[place][other] = kept
                    else:
                        del edges[place][other]
                cut.extend(Cut(place, key, _waits(place, key, all_ties, makers)) for key in sorted(gone, key=_begin))
    return True


def _circles(edges: Sequence[dict[int, list[Need | None]]]) -> list[list[int]]:
    """Groups of statements that need each other, by Tarjan's algorithm without recursion."""
    number = [-1] * len(edges)
    low = [0] * len(edges)
    held = [False] * len(edges)
    stack: list[int] = []
    found: list[list[int]] = []
    count = 0
    for root in range(len(edges)):
        if number[root] >= 0:
            continue
        work = [(root, iter(edges[root]))]
        number[root] = low[root] = count
        count += 1
        stack.append(root)
        held[root] = True
        while work:
            place, rest = work[-1]
            for other in rest:
                if number[other] < 0:
                    number[other] = low[other] = count
                    count += 1
                    stack.append(other)
                    held[other] = True
                    work.append((other, iter(edges[other])))
                    break
                if held[other]:
                    low[place] = min(low[place], number[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[place])
                if low[place] == number[place]:
                    group = []
                    while True:
                        one = stack.pop()
                        held[one] = False
                        group.append(one)
                        if one == place:
                            break
                    if len(group) > 1:
                        found.append(sorted(group))
    return found


def _sorted(all_ties: Sequence[Ties], edges: Sequence[dict[int, list[Need | None]]]) -> Iterable[int]:
    """Kahn's algorithm; of what is ready, the earliest phase first, then the place in the text."""
    waiting = [len(needed) for needed in edges]
    users: list[list[int]] = [[] for _ in edges]
    for place, needed in enumerate(edges):
        for other in needed:
            users[other].append(place)
    ready = [(all_ties[place].phase, place) for place, count in enumerate(waiting) if not count]
    heapify(ready)
    done = 0
    while ready:
        _, place = heappop(ready)
        done += 1
        yield place
        for user in users[place]:
            waiting[user] -= 1
            if not waiting[user]:
                heappush(ready, (all_ties[user].phase, user))
    # What still waits is in a circle of places that nothing could loosen: the text's own order.
    if done < len(edges):
        yield from (place for place, count in enumerate(waiting) if count)
