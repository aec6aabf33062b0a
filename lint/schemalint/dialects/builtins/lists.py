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
        """The bit of the list that stands for a server's version, all bits where the version is not said; 0 where the version
        lies outside of what is known."""
        every = (1 << len(self.versions)) - 1
        wanted = _numbers(version)
        if not wanted:
            return every
        best = 0
        for at, known in enumerate(self.versions):
            numbers = _numbers(known)
            # `8` stands for the last 8.x, `15.4` for 15.
            shorter = min(len(wanted), len(numbers))
            if wanted[:shorter] == numbers[:shorter] or (numbers < wanted and at + 1 < len(self.versions)):
                best = 1 << at
            elif at == 0 and wanted < numbers and self.open_ended:
                best = 1
        return best


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
