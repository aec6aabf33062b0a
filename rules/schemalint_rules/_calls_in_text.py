"""Calls in the text of a condition whose arguments are the same for every row."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

ASKED_PER_ROW = ("auth.uid", "auth.jwt", "auth.role", "auth.email", "current_setting")
"""Functions that tell of the session, the same for every row."""


class FixedCall(NamedTuple):
    """A call whose arguments hold no column."""

    name: str
    """As written, without blanks and quotes, lower case where it is not quoted; with the schema where one is written."""
    start: int
    end: int
    wrapped: bool
    """Inside a scalar sub-select of its own, which the server runs once."""


class _Group:
    __slots__ = ("argument", "call", "fixed", "select", "sources", "start", "up")

    def __init__(self, up: int, start: int, call: str) -> None:
        self.up = up
        self.start = start
        self.call = call
        self.fixed = True
        self.select = self.sources = False
        self.argument = ""


@cache
def _token() -> re.Pattern[str]:
    return re.compile(
        r"(?P<skip>--[^\n]*|/\*.*?(?:\*/|\Z)|\s+)"
        r"|(?P<text>[eE]?'(?:[^'\\]|\\.|'')*'?|\$(\w*)\$.*?(?:\$\3\$|\Z)|\d[\w.]*)"
        r"|(?P<name>(?:[^\W\d][\w$]*|\"(?:[^\"]|\"\")*\"?)(?:\s*\.\s*(?:[^\W\d][\w$]*|\"(?:[^\"]|\"\")*\"?))*)"
        r"|(?P<sign>::|\S)",
        re.S,
    )


_OPENING = re.compile(r"\s*\(")
_PLAIN = frozenset({"true", "false", "null"})


def fixed_calls(text: str) -> list[FixedCall]:
    """All such calls, in order of their beginning; those within the arguments of another one too."""
    groups = [_Group(-1, 0, "")]
    found: list[tuple[int, str, int, int]] = []
    here, name, at, cast = 0, "", 0, False
    for one in _token().finditer(text):
        kind = one.lastgroup
        if kind == "skip" or one["skip"]:
            continue
        group = groups[here]
        if one["name"]:
            word = one["name"]
            lower = word.lower()
            if lower == "select" and not group.argument:
                group.select = True
            elif lower == "from":
                group.sources = True
            elif not (cast or lower in _PLAIN) and not _OPENING.match(text, one.end()):
                group.fixed = False
            group.argument = word
            name, at, cast = word, one.start(), False
            continue
        sign = one["sign"]
        if sign == "(":
            groups.append(_Group(here, at if name else one.start(), name))
            here = len(groups) - 1
        elif sign == ")" and group.up >= 0:
            up = groups[group.up]
            if not group.fixed or group.select:
                up.fixed = False
            if group.call and group.fixed and not group.select:
                found.append((group.up, _folded(group.call), group.start, one.end()))
            here = group.up
        cast = sign == "::"
        name = ""
        if sign != "(":
            groups[here].argument = groups[here].argument or one[0]
    alone = [False] * len(groups)
    for number, group in enumerate(groups):
        alone[number] = (group.select and not group.sources) or (group.up >= 0 and alone[group.up])
    return [
        FixedCall(name, start, end, alone[number]) for number, name, start, end in sorted(found, key=lambda c: c[2])
    ]


def asked_once(text: str) -> str:
    """The condition with each call that tells of the session in a sub-select of its own, which the server runs once."""
    parts, at = [], 0
    for call in fixed_calls(text):
        if call.start >= at and not call.wrapped and call.name in ASKED_PER_ROW:
            parts += [text[at : call.start], "(select ", text[call.start : call.end], ")"]
            at = call.end
    return "".join((*parts, text[at:]))


def _folded(name: str) -> str:
    parts = re.findall(r'"(?:[^"]|"")*"|[^\s."]+', name)
    return ".".join(part[1:-1].replace('""', '"') if part[0] == '"' else part.lower() for part in parts)
