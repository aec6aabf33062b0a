"""Literals that another notation holds: in a string whose escapes are undone first, or as its own mappings and lists."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from schemalint.stores.literals import Entry, Literals, Value
from schemalint.stores.nodes import Node
from schemalint.stores.reader import Notations
from schemalint.yamlplaces import Group, Scalar


def in_string(written: Any, text: str, notations: Notations) -> tuple[Value | None, bool]:
    """The literal that a string of a file holds, with the places of its parts in the file, and whether it stands there letter by
    letter, so that it can be edited. `written` is the string's value, put together from pieces of the text."""
    exact = all(kept or not piece.strip() for piece, _, _, kept in written.pieces)
    if exact:
        literals = Literals(text, written.start, written.end, notations)
        return (literals.value(0)[0] if literals.tokens else None), True
    literals = Literals(written.text, 0, len(written.text), notations)
    if not literals.tokens:
        return None, False
    at = [place for piece in written.pieces for place in _places(text, *piece)]
    return _moved(literals.value(0)[0], [*at, written.end]), False


@lru_cache(maxsize=1)
def _letter() -> re.Pattern[str]:
    return re.compile(r"\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[\s\S])|''|[\s\S]")


def _places(text: str, piece: str, start: int, end: int, exact: bool) -> list[int]:
    """Where each character of a piece stands; all at its beginning where that cannot be told."""
    if exact:
        return list(range(start, end))
    quoted = text[start : start + 1] in ('"', "'")
    found = [match.start() for match in _letter().finditer(text, start + quoted, end - quoted)]
    return found if len(found) == len(piece) else [start] * len(piece)


def _moved(value: Value, at: list[int]) -> Value:
    return value._replace(
        start=at[value.start],
        end=at[value.end],
        entries=tuple(
            Entry(one.name, at[one.start], at[one.end], _moved(one.value, at), at[one.past]) for one in value.entries
        ),
        items=tuple(_moved(one, at) for one in value.items),
    )


def of_node(node: Node) -> Value:
    """What a mapping, a list or a word of YAML or JSON says as a literal."""
    if isinstance(node, Scalar):
        said = node.value.text
        kind = "string"
        if node.tag and not node.tag.startswith("tag:yaml.org"):
            kind = "unknown"
        elif node.plain and said.lower() in ("true", "false"):
            return Value("boolean", node.start, node.end, said.lower())
        elif node.plain and said.lower() in ("null", "~", ""):
            kind = "null"
        elif node.plain and _is_number(said):
            kind = "number"
        return Value(kind, node.start, node.end, said)
    if node.is_list:
        return Value("list", node.start, node.end, "", (), tuple(map(of_node, node.items)))
    entries = (Entry(key.value.text, key.start, key.end, of_node(one), one.end) for key, one in node.pairs)
    return Value("object", node.start, node.end, "", tuple(entries))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text[-1:].isdigit()


def at_place(root: Node, start: int, end: int) -> Group | None:
    """The first mapping or list between two places."""
    stack = [root]
    while stack:
        node = stack.pop()
        if not isinstance(node, Group) or node.end <= start or node.start >= end:
            continue
        if node.start >= start and node.end <= end:
            return node
        stack += node.items or [one for _, one in node.pairs]
    return None
