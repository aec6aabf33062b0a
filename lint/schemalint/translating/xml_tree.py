"""XML as elements with places. Nothing outside the file is read, and a file that defines entities is refused."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from schemalint.translating.tree import Element, Piece, UnreadableError, Value

DEPTH = 200
"""So deep may elements lie in one another."""


@lru_cache(maxsize=1)
def _attributes() -> re.Pattern[str]:
    return re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


class _Open:
    """An element that has begun."""

    __slots__ = ("children", "head_end", "name", "pieces", "start", "values")

    def __init__(self, name: str, start: int, head_end: int, values: dict[str, Value]) -> None:
        self.name = name
        self.start = start
        self.head_end = head_end
        self.values = values
        self.children: list[Element] = []
        self.pieces: list[Piece] = []


def parse(text: str) -> Element:
    """The root element. Raises UnreadableError."""
    from xml.parsers import expat

    data = text.encode("utf-8", "replace")
    same = len(data) == len(text)
    known = [0, 0]

    def place(at: int) -> int:
        """The offset in characters of one in bytes; asked in ascending order, it is told in linear time."""
        if same:
            return at
        if at < known[0]:
            return len(data[:at].decode("utf-8", "replace"))
        known[1] += len(data[known[0] : at].decode("utf-8", "replace"))
        known[0] = at
        return known[1]

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = False
    stack: list[_Open] = []
    done: list[Element] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(stack) >= DEPTH:
            raise UnreadableError("its elements lie too deep in one another")
        at = place(parser.CurrentByteIndex)
        values: dict[str, Value] = {}
        end = at
        for match in _attributes().finditer(text, at):
            if len(values) >= len(attributes):
                break
            raw, group = (match[2], 2) if match[2] is not None else (match[3], 3)
            key = match[1].rpartition(":")[2] if match[1] not in attributes else match[1]
            value = attributes.get(match[1], raw)
            values[key] = Value(value, ((value, match.start(group), match.end(group), value == raw),))
            end = match.end()
        close = text.find(">", end)
        stack.append(_Open(name.rpartition(":")[2], at, close + 1 if close >= 0 else len(text), values))

    def end(_name: str) -> None:
        one = stack.pop()
        at = place(parser.CurrentByteIndex)
        past = text.find(">", at) + 1 if text.startswith("</", at) else one.head_end
        whole = "".join(piece[0] for piece in one.pieces)
        own = Value(whole, tuple(one.pieces)) if whole.strip() else None
        made = Element(one.name, one.start, past or len(text), one.head_end, one.values, tuple(one.children), own)
        (stack[-1].children if stack else done).append(made)

    def characters(found: str) -> None:
        if stack:
            at = place(parser.CurrentByteIndex)
            exact = text.startswith(found, at)
            size = len(found) if exact else max(text.find(";", at) + 1 - at, 1) if text.startswith("&", at) else 1
            pieces = stack[-1].pieces
            if pieces and exact and pieces[-1][3] and pieces[-1][2] == at:
                before = pieces.pop()
                found, at, size = before[0] + found, before[1], size + len(before[0])
            pieces.append((found, at, at + size, exact))

    def entity(*_: Any) -> None:
        raise UnreadableError("it defines entities of its own, which are not expanded")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.EntityDeclHandler = entity
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise UnreadableError(str(error)) from error
    if not done:
        raise UnreadableError("it holds no element")
    return done[0]
