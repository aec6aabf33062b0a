"""The lists of built-ins as they lie in their files.

A file is a gzipped text. Its head says which versions were asked, oldest first, and whether the lists are complete; then come
sections, `[functions]` or `[hstore functions]` for what an extension brings, with a line an entry: the name, a tab, and what
is said of it, each part behind the hexadecimal mask of the versions that have it (bit 0 is the oldest; no mask is all).
"""

from __future__ import annotations

import os
import re
from functools import lru_cache

from schemalint.model.document import Dialect

FILES: dict[Dialect, str] = {
    "postgres": "postgres",
    "mysql": "mysql",
    "mariadb": "mariadb",
    "sqlite": "sqlite",
}
"""The dialects that have lists."""


class Lists:
    """The sections of one file; a section is cut into lines when it is first asked for."""

    __slots__ = ("_cut", "_sections", "complete", "dialect", "open_ended", "versions")

    def __init__(self, dialect: Dialect, text: str) -> None:
        head, *sections = text.split("\n[")
        said = dict(line.split(" ", 1) for line in head.splitlines() if line and not line.startswith("#"))
        self.dialect = dialect
        self.versions = tuple(said.get("versions", "").split())
        """The versions asked, oldest first."""
        self.complete = said.get("complete") == "yes"
        """Whether what is not listed does not exist."""
        self.open_ended = said.get("older") == "yes"
        """Whether the oldest list may stand for older servers too: it then holds all that they had."""
        self._sections = {}
        for section in sections:
            name, _, body = section.partition("]\n")
            self._sections[name] = body
        self._cut: dict[str, dict[str, str]] = {}

    def lines(self, section: str) -> dict[str, str]:
        """The lines of a section by name."""
        found = self._cut.get(section)
        if found is None:
            body = self._sections.get(section, "")
            found = {}
            for line in body.splitlines():
                name, _, said = line.partition("\t")
                found[name] = said
            self._cut[section] = found
        return found

    def line(self, section: str, name: str) -> str | None:
        """What is said of a name."""
        return self.lines(section).get(name)

    def names(self, section: str) -> tuple[str, ...]:
        """The names in a section."""
        return tuple(self.lines(section))

    def mask(self, version: str) -> int:
        """The bits of the lists that stand for a server's version: all where none is said; both neighbours' where it lies between
        two that were asked; 0 where it lies outside of what is known."""
        every = (1 << len(self.versions)) - 1
        wanted = _numbers(version)
        if not wanted:
            return every
        same = older = newer = 0
        for at, known in enumerate(map(_numbers, self.versions)):
            shorter = min(len(wanted), len(known))
            if wanted[:shorter] == known[:shorter]:
                same |= 1 << at
            elif known < wanted:
                older = 1 << at
            elif not newer:
                newer = 1 << at
        if same:
            return same
        if older and newer:
            return older | newer
        return newer if self.open_ended else 0


def _numbers(version: str) -> tuple[int, ...]:
    found = re.search(r"\d+(?:\.\d+)*", version)
    return tuple(map(int, found[0].split("."))) if found else ()


@lru_cache(maxsize=8)
def lists(dialect: Dialect) -> Lists:
    """The lists of a dialect; empty ones where there are none."""
    name = FILES.get(dialect)
    if name is None:
        return Lists(dialect, "")
    from zlib import decompress

    with open(os.path.join(os.path.dirname(__file__), f"{name}.txt.gz"), "rb") as file:
        return Lists(dialect, decompress(file.read(), 31).decode("utf-8"))
