"""A quick look at a script: its sections, how many statements it has, whether it has any. Not a parser: what counts here is
only what a framework does with the file as a whole."""

from __future__ import annotations

import re
from functools import lru_cache

from schemalint.frameworks import Framework, Region
from schemalint.model.lazy import Lazy

_OPENING = Lazy(r"--|/\*(?!!)|'|\"|(?<![\w$])\$(?:[A-Za-z_]\w*)?\$|;")
_COMMENT = Lazy(r"--[^\n]*|/\*(?!!).*?(?:\*/|\Z)|(?m:^[ \t]*#[^\n]*)", re.S)
_LEFT_OVER = Lazy(r"\s*SELECT\s+'(?:up|down)\s+SQL\s+query'\s*;?\s*", re.I)


def heads(text: str, start: int, end: int) -> list[str]:
    """The beginnings of the statements between two offsets, comments left out. Strings, quoted names and dollar quotes
    hold no terminator."""
    found: list[str] = []
    parts: list[str] = []
    at = start
    while at < end:
        match = _OPENING.compiled.search(text, at, end)
        if match is None:
            break
        parts.append(text[at : match.start()])
        mark = match[0]
        at = match.end()
        if mark == ";":
            _close(found, parts)
            continue
        closing = {"--": "\n", "/*": "*/"}.get(mark, mark)
        past = text.find(closing, at, end)
        # Left open, it holds the rest of the text; so does the server see it.
        at = end if past < 0 else past + len(closing)
        parts.append(" " if mark in ("--", "/*") else "''")
    parts.append(text[at:end])
    _close(found, parts)
    return found


def _close(found: list[str], parts: list[str]) -> None:
    head = "".join(parts).strip()
    if head:
        found.append(head[:120])
    parts.clear()


def is_empty(text: str, start: int, end: int) -> bool:
    """Whether there is no statement between two offsets: blanks, comments, lone terminators, or what a framework's own
    template leaves there."""
    rest = _COMMENT.sub("", text[start:end]).strip(" \t\r\n\f;")
    return not rest or _LEFT_OVER.compiled.fullmatch(rest) is not None


@lru_cache(maxsize=64)
def _markers(up: str, down: str) -> re.Pattern[str]:
    parts = [f"(?P<{name}>{mark})" for name, mark in (("up", up), ("down", down)) if mark]
    return re.compile(rf"^(?:{'|'.join(parts)})[^\r\n]*(?:\r\n?|\n|\Z)", re.M)


def regions(framework: Framework, text: str) -> tuple[Region, ...]:
    """The sections of a file, in file order; one region for the whole file when the framework has no sections. A file
    without a marker is one region of kind `before`."""
    if not framework.up and not framework.down:
        return (Region("up", 0, len(text), ""),)
    found: list[Region] = []
    kind, start, marker = framework.before, 0, ""
    for match in _markers(framework.up, framework.down).finditer(text):
        if match.start() > start or marker:
            found.append(Region(kind, start, match.start(), marker))
        kind = "up" if match.lastgroup == "up" else "down"
        start, marker = match.end(), match[0].rstrip("\r\n")
    found.append(Region(kind, start, len(text), marker))
    # What stands above the first marker is the heading of the file, unless it holds statements.
    if len(found) > 1 and not found[0].marker and is_empty(text, found[0].start, found[0].end):
        del found[0]
    return tuple(found)
