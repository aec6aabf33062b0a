"""Which directory the settings of a framework name as that of its migrations. Settings are read as text, never run."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from schemalint.frameworks import Framework
from schemalint.sources.surroundings import Surroundings

_UNKNOWN = re.compile(r"[$%{}<>]")
"""Names of variables, which only the framework itself can fill in."""


def is_declared(framework: Framework, folder: str, around: Surroundings) -> bool | None:
    """Whether settings beside or above `folder` name it, or a directory above it; False when they name others that exist, None
    when they name none."""
    elsewhere = False
    for name, expression in framework.homes:
        for place in around.upward(folder):
            text = around.text(f"{place}/{name}")
            if text is None:
                continue
            for home in _homes(expression, text, place):
                if folder == home or folder.startswith(f"{home}/") or (home[:1] == "*" and _ends(folder, home[1:])):
                    return True
                elsewhere = elsewhere or (home[:1] == "/" and around.has(home))
    return False if elsewhere else None


def _homes(expression: str, text: str, place: str) -> Iterator[str]:
    """The directories that a settings file names, absolute; `*` before one that lies anywhere, as on a class path."""
    for match in re.finditer(expression, text):
        for word in re.split(r"[\s,]+", match["dir"]):
            path = word.strip("\"'[]")
            if not path or _UNKNOWN.search(path):
                continue
            if path.startswith("classpath:"):
                yield f"*/{path[len('classpath:') :].strip('/')}"
                continue
            path = re.sub(r"^(?:filesystem:|file:(?://)?)", "", path).rstrip("/") or "."
            yield os.path.normpath(os.path.join(place, path))


def _ends(folder: str, tail: str) -> bool:
    return folder.endswith(tail) or f"{tail}/" in folder
