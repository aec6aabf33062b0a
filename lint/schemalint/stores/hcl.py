"""HCL, as far as literals go: blocks, their attributes, and where they stand. Expressions are skipped, never evaluated."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from schemalint.model.record import NamedTuple

if TYPE_CHECKING:
    from schemalint.yamlplaces import Group

DEPTH = 200
"""So deep may blocks lie in one another; what lies deeper is left out."""


class Literal(NamedTuple):
    """The value of an attribute."""

    text: str | None
    """A string, a number or a truth value, without quotes; None for all other expressions."""
    start: int
    end: int
    """Half-open offsets, quotes left out."""
    items: tuple["Literal", ...] | None = None  # noqa: UP037 - annotations of records are read
    """The strings of a list that holds nothing else."""
    objects: tuple["Block", ...] | None = None  # noqa: UP037 - as above
    """The objects of a list that holds nothing else, as blocks without a name."""


class Attribute(NamedTuple):
    name: str
    value: Literal
    start: int
    end: int


class Block:
    """A block, or the file itself."""

    __slots__ = ("attributes", "blocks", "body", "end", "first", "group", "labels", "last", "listed", "name", "start")

    def __init__(self, name: str, labels: list[tuple[str, int, int]], start: int, body: int) -> None:
        self.name = name
        self.labels = labels
        """Each with the place of its text, quotes left out."""
        self.start = start
        self.body = body
        """Past the brace that opens it."""
        self.end = body
        """Past the brace that closes it."""
        self.first = -1
        """Where the first entry begins; -1 where there is none."""
        self.last = body
        """Where the last entry ends."""
        self.group: Group | None = None
        """What it is in JSON."""
        self.listed = False
        """It stands in brackets, with commas around."""
        self.attributes: dict[str, Attribute] = {}
        self.blocks: list[Block] = []

    def literal(self, name: str) -> Literal | None:
        found = self.attributes.get(name)
        return found.value if found else None

    def word(self, name: str) -> str | None:
        """What an attribute says literally."""
        found = self.literal(name)
        return found.text if found else None

    def named(self, name: str) -> list[Block]:
        """The blocks of that name, and the objects of a list in their place."""
        listed = self.literal(name)
        return [block for block in self.blocks if block.name == name] + list((listed and listed.objects) or ())

    def made(self, name: str) -> bool:
        """Whether blocks of that name are made by an expression."""
        listed = self.literal(name)
        dynamic = any(block.name == "dynamic" and [one[0] for one in block.labels] == [name] for block in self.blocks)
        return dynamic or (listed is not None and listed.objects is None)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    return re.compile(
        r"(?P<blank>[ \t\r]+|#[^\n]*|//[^\n]*|/\*.*?(?:\*/|\Z))"
        r"|(?P<line>\n)"
        r"|(?P<word>[A-Za-z_][\w-]*)"
        r"|(?P<number>\d[\w.]*)"
        r"|(?P<string>\")"
        r"|(?P<heredoc><<-?(?P<tag>[A-Za-z_]\w*)[ \t\r]*\n)"
        r"|(?P<open>[\[({])"
        r"|(?P<close>[\])}])"
        r"|(?P<mark>[^\s])",
        re.S,
    )


@lru_cache(maxsize=1)
def _inner() -> re.Pattern[str]:
    return re.compile(r"\\.|\"|[$%]\{|[{}]|\n", re.S)


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


def _string_end(text: str, start: int) -> tuple[int, bool]:
    """Past the string that begins at `start`, and whether it has holes; holes may hold strings."""
    stack = ['"']
    at = start + 1
    holes = False
    while stack:
        match = _inner().search(text, at)
        if match is None:
            return len(text), True
        mark, at = match[0], match.end()
        in_string = stack[-1] == '"'
        if mark == '"':
            if in_string:
                stack.pop()
            else:
                stack.append('"')
        elif mark in ("${", "%{"):
            holes = True
            stack.append("{")
        elif mark == "{" and not in_string:
            stack.append("{")
        elif mark == "}" and not in_string:
            stack.pop()
        elif mark == "\n" and len(stack) == 1:
            return match.start(), True
    return at, holes


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    search = _pattern().match
    while at < len(text):
        match = search(text, at)
        if match is None:
            at += 1
            continue
        kind = match.lastgroup or "mark"
        end = match.end()
        if match["string"]:
            end, holes = _string_end(text, at)
            kind = "template" if holes else "string"
        elif match["heredoc"]:
            closing = re.compile(rf"^[ \t]*{match['tag']}[ \t\r]*$", re.M).search(text, end)
            end = closing.end() if closing else len(text)
            kind = "template"
        if kind != "blank":
            found.append(_Token(kind, text[at:end], at, end))
        at = max(end, at + 1)
    return found


def parse(text: str) -> Block:
    """The file as a block without a name. Whatever it holds, something is returned."""
    tokens = _tokens(text)
    root = Block("", [], 0, 0)
    root.end = len(text)
    stack = [root]
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "close":
            if token.text == "}" and len(stack) > 1:
                done = stack.pop()
                done.end = token.end
                stack[-1].last = token.end
            at += 1
        elif token.kind == "word" and at + 1 < len(tokens) and tokens[at + 1].text == "=":
            value, past = _expression(tokens, at + 2)
            end = tokens[past - 1].end if past > at + 2 else tokens[at + 1].end
            holder = stack[-1]
            holder.attributes.setdefault(token.text, Attribute(token.text, value, token.start, end))
            holder.first = token.start if holder.first < 0 else holder.first
            holder.last = end
            at = past
        elif token.kind == "word":
            labels: list[tuple[str, int, int]] = []
            past = at + 1
            while past < len(tokens) and tokens[past].kind in ("string", "word"):
                one = tokens[past]
                quoted = one.kind == "string"
                start, end = (one.start + 1, one.end - 1) if quoted else (one.start, one.end)
                labels.append((one.text[1:-1] if quoted else one.text, start, end))
                past += 1
            if past < len(tokens) and tokens[past].text == "{" and len(stack) < DEPTH:
                block = Block(token.text, labels, token.start, tokens[past].end)
                holder = stack[-1]
                holder.first = token.start if holder.first < 0 else holder.first
                holder.blocks.append(block)
                stack.append(block)
                past += 1
            at = past
        elif token.kind == "open":
            _, at = _expression(tokens, at)
        else:
            at += 1
    for block in stack[1:]:  # never closed
        block.end = len(text)
    return root


def _expression(tokens: list[_Token], at: int, in_object: bool = False) -> tuple[Literal, int]:
    """The value that begins at `at`, and the token behind it: outside brackets a line ends it, in an object a comma too."""
    depth = 0
    first = at
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "open":
            depth += 1
        elif token.kind == "close":
            if not depth:
                break
            depth -= 1
        elif not depth and (token.kind == "line" or (in_object and token.text == ",")):
            break
        at += 1
    body = tokens[first:at]
    if not body:
        place = tokens[first - 1].end if first else 0
        return Literal(None, place, place), at
    if len(body) == 1:
        return _literal(body[0]), at
    items = objects = None
    if body[0].text == "[" and body[-1].text == "]":
        inner = [one for one in body[1:-1] if one.kind != "line"]
        values, marks = inner[::2], inner[1::2]
        if all(one.kind == "string" for one in values) and all(one.text == "," for one in marks):
            items = tuple(map(_literal, values))
        if not values or (items is None and not in_object):  # what lies deeper is not asked for
            objects = _objects(body)
    return Literal(None, body[0].start, body[-1].end, items, objects), at


def _objects(tokens: list[_Token]) -> tuple[Block, ...] | None:
    """The objects between the brackets of a list; None where it holds anything else."""
    found: list[Block] = []
    at = 1
    while at < len(tokens) - 1:
        token = tokens[at]
        if token.text == "{":
            block, at = _object(tokens, at)
            found.append(block)
        elif token.kind == "line" or token.text == ",":
            at += 1
        else:
            return None
    return tuple(found)


def _object(tokens: list[_Token], at: int) -> tuple[Block, int]:
    block = Block("", [], tokens[at].start, tokens[at].end)
    block.listed = True
    at += 1
    while at < len(tokens) and tokens[at].text != "}":
        key = tokens[at]
        if key.kind in ("word", "string") and at + 1 < len(tokens) and tokens[at + 1].text in ("=", ":"):
            name = key.text.strip('"')
            value, at = _expression(tokens, at + 2, in_object=True)
            block.attributes.setdefault(name, Attribute(name, value, key.start, tokens[at - 1].end))
        else:
            at += 1
    block.end = tokens[min(at, len(tokens) - 1)].end
    return block, at + 1


def _literal(token: _Token) -> Literal:
    if token.kind == "string":
        return Literal(token.text[1:-1], token.start + 1, token.end - 1)
    if token.kind == "number" or token.text in ("true", "false"):
        return Literal(token.text, token.start, token.end)
    return Literal(None, token.start, token.end)
