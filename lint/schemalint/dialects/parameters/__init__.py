"""The settings of servers by version: their types, units, ranges and values.

The lists stand beside this file, one compressed text a dialect in the form of `builtins/lists.py`, as `bench/parameters.py`
gathered them from running servers; MySQL's was written down from its manuals and is not complete. Nothing is loaded before it is
asked for.
"""

import os
from functools import lru_cache

from schemalint.dialects.builtins.lists import Lists
from schemalint.model.document import Dialect
from schemalint.model.record import NamedTuple

FILES: dict[Dialect, str] = {"postgres": "postgres", "mysql": "mysql", "mariadb": "mariadb", "sqlite": "sqlite"}
"""The dialects that have lists."""


class ServerParameter(NamedTuple):
    """A setting in one or several versions that agree on it."""

    name: str
    """Lower case, with underscores."""
    type: str
    """`bool`, `integer`, `real`, `enum`, `string`, `option` (of the command line only); empty where nobody asked."""
    unit: str = ""
    """PostgreSQL's: `kB`, `8kB`, `MB`, `B`, `ms`, `s`, `min`."""
    least: str = ""
    most: str = ""
    values: tuple[str, ...] = ()
    """Of an enumeration."""
    context: str = ""
    """PostgreSQL's (`user`, `sighup`, `postmaster`, `internal` …) or MySQL's (`global`, `session`, `session only`)."""


class Parameters:
    """The settings that a version of a server has."""

    __slots__ = ("_data", "_wanted", "complete", "known")

    def __init__(self, data: Lists, version: str) -> None:
        self._data = data
        self._wanted = data.mask(version) if data.versions else 0
        self.known = bool(self._wanted)
        """Whether anything is known of this version."""
        self.complete = self.known and data.complete
        """Whether what is not listed does not exist."""

    def find(self, name: str) -> tuple[ServerParameter, ...]:
        """The setting of that name: one entry, or several where versions that may be meant differ; empty where there is none."""
        return tuple(entry for mask, entry in self._entries("parameters", name) if mask & self._wanted)

    def versions(self, name: str) -> tuple[str, ...]:
        """All versions that have the setting, oldest first."""
        mask = 0
        for one, _ in self._entries("parameters", name):
            mask |= one
        return tuple(version for at, version in enumerate(self._data.versions) if mask >> at & 1)

    def gone(self, name: str) -> str:
        """The version that took the setting away, where the list says it and a version that is meant lacks it."""
        for mask, entry in self._entries("gone", name):
            if mask & self._wanted == self._wanted:
                return entry.type
        return ""

    def nearest(self, name: str, cutoff: float = 0.8) -> str:
        """The setting whose name is most like it; empty where none is."""
        from difflib import get_close_matches

        names = [one for one in self._data.names("parameters") if self.find(one)]
        return next(iter(get_close_matches(name, names, 1, cutoff)), "")

    def _entries(self, section: str, name: str) -> list[tuple[int, ServerParameter]]:
        line = self._data.line(section, name)
        found: list[tuple[int, ServerParameter]] = []
        for entry in line.split(";") if line else ():
            mask, *said = entry.split("|")
            said += [""] * (6 - len(said))
            kind, unit, least, most, values, context = said[:6]
            bits = int(mask, 16) if mask else (1 << len(self._data.versions)) - 1
            listed = tuple(values.split(",")) if values else ()
            found.append((bits, ServerParameter(name, kind, unit, least, most, listed, context)))
        return found


@lru_cache(maxsize=32)
def parameters(dialect: Dialect, version: str = "") -> Parameters:
    """The settings of a server; an empty version is any. Nothing is known of dialects that have no list."""
    return Parameters(_lists(dialect), version)


@lru_cache(maxsize=8)
def _lists(dialect: Dialect) -> Lists:
    name = FILES.get(dialect)
    if name is None:
        return Lists(dialect, "")
    from zlib import decompress

    with open(os.path.join(os.path.dirname(__file__), f"{name}.txt.gz"), "rb") as file:
        return Lists(dialect, decompress(file.read(), 31).decode("utf-8"))
