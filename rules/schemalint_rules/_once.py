"""What several rules ask of the same catalogue, replay or table is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import update_wrapper
from typing import Any, Generic, TypeVar

Made = TypeVar("Made")

MANY = 4096
"""So many tables are remembered at a time."""

FEW = 8
"""So many documents are remembered at a time."""


class once(Generic[Made]):  # noqa: N801 - a decorator
    """Remembers what a function made of the last catalogue or replay it was given, for each of its other arguments. Rules go
    over one catalogue after another, so the last is the one that is asked about again; and as it cannot change, what was made
    of it stays true."""

    keep = 1

    def __init__(self, make: Callable[..., Made]) -> None:
        self._make = make
        self._held: dict[int, tuple[object, dict[Hashable, Made]]] = {}
        update_wrapper(self, make)

    def __call__(self, given: Any, *more: Hashable) -> Made:
        held = self._held.get(id(given))
        if held is None:
            if len(self._held) >= self.keep:
                self._held.clear()
            held = self._held[id(given)] = (given, {})  # holding it keeps its identity from being given to another
        made = held[1]
        if more not in made:
            made[more] = self._make(given, *more)
        return made[more]


class once_each(once[Made]):  # noqa: N801 - a decorator
    """The same for what is asked of one table after another."""

    keep = MANY


class once_for_these(Generic[Made]):  # noqa: N801 - a decorator
    """Remembers what a function made of a few values taken together, a document and the schemas it is held against. They are told
    apart by identity: to compare them costs more than the work."""

    def __init__(self, make: Callable[..., Made]) -> None:
        self._make = make
        self._held: dict[tuple[int, ...], tuple[tuple[object, ...], Made]] = {}
        update_wrapper(self, make)

    def __call__(self, *given: Any) -> Made:
        parts = [part for one in given for part in (one if type(one) is tuple else (one,))]
        key = tuple(map(id, parts))
        held = self._held.get(key)
        if held is None:
            while len(self._held) >= FEW:
                del self._held[next(iter(self._held))]
            held = self._held[key] = (tuple(parts), self._make(*given))  # holding them keeps their identities theirs
        return held[1]
