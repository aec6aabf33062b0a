"""Literals of JavaScript and JSON with the place of every part: nothing is run, and what is no literal is unknown."""

from __future__ import annotations

from collections.abc import Sequence

from schemalint.model.record import NamedTuple
from schemalint.stores.reader import Mark, Notations

DEPTH = 100
"""So deep may literals lie in one another; what lies deeper is unknown."""

_NUMBERS = frozenset({"NumberInt", "NumberLong", "NumberDecimal", "Int32", "Long", "Double", "Decimal128", "Number"})
_EXTENDED = frozenset({"$numberInt", "$numberLong", "$numberDouble", "$numberDecimal"})
"""The keys under which JSON, as MongoDB's tools print it, has numbers."""
_CLOSING = {"{": "}", "[": "]", "(": ")"}
_CONSTANTS = {"true": "boolean", "false": "boolean", "null": "null", "undefined": "null"}


class Value(NamedTuple):
    """A value as it is written."""

    kind: str
    """`object`, `list`, `string`, `number`, `boolean`, `null`, or `unknown` for what is no literal."""
    start: int
    end: int
    text: str = ""
    """Of a string its value, of a number its digits, `true` or `false`."""
    entries: tuple["Entry", ...] = ()  # noqa: UP037 - annotations of records are read
    items: tuple["Value", ...] = ()  # noqa: UP037 - annotations of records are read
    partial: bool = False
    """An object or a list that holds parts which are no literals: a spread, a computed key, a method."""

    def get(self, name: str) -> "Value | None":  # noqa: UP037 - as above
        """The value of that key; the last one where it is there twice, as in JavaScript."""
        for entry in reversed(self.entries):
            if entry.name == name:
                return entry.value
        return None

    def entry(self, name: str) -> "Entry | None":  # noqa: UP037 - as above
        for entry in reversed(self.entries):
            if entry.name == name:
                return entry
        return None

    def word(self, name: str) -> str:
        """The text of the string of that key; empty where there is none."""
        found = self.get(name)
        return found.text if found is not None and found.kind == "string" else ""

    def strings(self) -> tuple[str, ...]:
        """The strings of a list, or the string itself."""
        if self.kind == "string":
            return (self.text,)
        return tuple(item.text for item in self.items if item.kind == "string")


def plain(value: Value, text: str) -> str:
    """A value in one spelling, that of JSON; what is no literal as it is written in `text`."""
    if value.kind == "object" and not value.partial:
        return "{" + ", ".join(f"{_quoted(one.name)}: {plain(one.value, text)}" for one in value.entries) + "}"
    if value.kind == "list" and not value.partial:
        return "[" + ", ".join(plain(one, text) for one in value.items) + "]"
    if value.kind in ("number", "boolean", "null"):
        return value.text
    return _quoted(value.text) if value.kind == "string" else " ".join(text[value.start : value.end].split())


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


class Entry(NamedTuple):
    """A key of an object and its value."""

    name: str
    start: int
    end: int
    """Of the key, quotes included."""
    value: Value
    past: int = 0
    """Where the entry ends; its value may stand elsewhere, where a constant gives it. 0 where that is not asked."""


class Literals:
    """The tokens of a text, and the values that begin at them."""

    def __init__(self, text: str, start: int, end: int, notations: Notations) -> None:
        self.string = notations.string
        self.offset = start
        self.tokens: Sequence[Mark] = [one for one in notations.tokens(text[start:end]) if one.kind != "comment"]
        self.words = [one.text if one.kind in ("word", "mark") else "" for one in self.tokens]
        self.past = self._brackets()
        self.opening = {end: at for at, end in self.past.items()}
        """For each closing bracket the index of the one that opens it."""
        self.constants = self._constants()
        self._known: dict[int, tuple[Value, int]] = {}

    def start(self, at: int) -> int:
        """Where a token begins, counted in the whole text."""
        return self.tokens[at].start + self.offset

    def end(self, at: int) -> int:
        """Where a token ends, counted in the whole text."""
        one = self.tokens[at]
        return one.start + len(one.text) + self.offset

    def _brackets(self) -> dict[int, int]:
        """For each opening bracket the index of the one that closes it; the number of tokens where none does."""
        found: dict[int, int] = {}
        stack: list[int] = []
        for at, word in enumerate(self.words):
            if word in _CLOSING:
                stack.append(at)
            elif word in ("}", "]", ")") and stack and _CLOSING[self.words[stack[-1]]] == word:
                found[stack.pop()] = at
        found.update(dict.fromkeys(stack, len(self.words)))
        return found

    def _constants(self) -> dict[str, int]:
        """The names that are given one value, with the index of its first token."""
        found: dict[str, int] = {}
        twice: set[str] = set()
        for at in range(len(self.words) - 2):
            if self.words[at + 1] == "=" and self.tokens[at].kind == "word" and self.words[at + 2] not in ("=", ">"):
                name = self.words[at]
                if name in found or (at and self.words[at - 1] == "."):
                    twice.add(name)
                found[name] = at + 2
        return {name: at for name, at in found.items() if name not in twice}

    def value(self, at: int, depth: int = 0) -> tuple[Value, int]:
        """The value that begins at a token, and the index of the token past it."""
        known = self._known.get(at)
        if known is None:
            known = self._known[at] = self._value(at, depth)
        return known

    def _value(self, at: int, depth: int) -> tuple[Value, int]:
        if at >= len(self.tokens):
            end = self.end(len(self.tokens) - 1) if self.tokens else self.offset
            return Value("unknown", end, end), at
        found, past = self._primary(at, depth) if depth < DEPTH else (None, at)
        ends = past >= len(self.words) or self.words[past] in (",", "}", "]", ")", ";", "") or depth == 0
        if found is not None and ends:
            return found, past
        past = self.past_expression(at)
        return Value("unknown", self.start(at), self.end(max(past - 1, at))), max(past, at + 1)

    def past_expression(self, at: int) -> int:
        """The index past an expression: of the comma or the bracket that ends it."""
        while at < len(self.words) and self.words[at] not in (",", "}", "]", ")", ";"):
            at = self.past[at] + 1 if at in self.past else at + 1
        return min(at, len(self.words))

    def _primary(self, at: int, depth: int) -> tuple[Value | None, int]:
        token, word = self.tokens[at], self.words[at]
        start, end = self.start(at), self.end(at)
        if token.kind in ("string", "template"):
            text = self.string(token)
            return (Value("string", start, end, text) if text is not None else None), at + 1
        if token.kind == "number":
            return self._product(at)
        if word in ("-", "+") and at + 1 < len(self.tokens) and self.tokens[at + 1].kind == "number":
            digits = self.tokens[at + 1].text
            return Value("number", start, self.end(at + 1), f"-{digits}" if word == "-" else digits), at + 2
        if word in _CONSTANTS:
            return Value(_CONSTANTS[word], start, end, word), at + 1
        if word == "{":
            return self._object(at, depth), min(self.past[at] + 1, len(self.words))
        if word == "[":
            return self._list(at, depth), min(self.past[at] + 1, len(self.words))
        following = self.words[at + 1] if at + 1 < len(self.words) else ""
        if word in _NUMBERS and following == "(":
            inner, _ = self.value(at + 2, depth + 1)
            past = self.past[at + 1]
            if inner.kind in ("number", "string") and past < len(self.words):
                return Value("number", start, self.end(past), inner.text), past + 1
        if token.kind == "word" and word in self.constants and following not in (".", "(", "["):
            return self.value(self.constants[word], depth + 1)[0], at + 1
        return None, at

    def _product(self, at: int) -> tuple[Value, int]:
        """A number, or several that are multiplied: `60 * 60 * 24`."""
        past, text = at + 1, self.tokens[at].text
        while past + 1 < len(self.words) and self.words[past] == "*" and self.tokens[past + 1].kind == "number":
            factors = text, self.tokens[past + 1].text
            if not all(one.isdecimal() and len(one) < 20 for one in factors):
                break
            text = str(int(factors[0]) * int(factors[1]))
            past += 2
        return Value("number", self.start(at), self.end(past - 1), text), past

    def _object(self, at: int, depth: int) -> Value:
        stop = self.past[at]
        entries: list[Entry] = []
        partial = stop >= len(self.words)
        index = at + 1
        while index < stop:
            token = self.tokens[index]
            if self.words[index] == ",":
                index += 1
                continue
            follows = self.words[index + 1] if index + 1 < stop else ""
            name = self.string(token) if token.kind in ("string", "template") else token.text
            if token.kind in ("word", "string", "number") and name is not None and follows == ":":
                value, past = self.value(index + 2, depth + 1)
                past = max(past, index + 2)
                entries.append(Entry(name, self.start(index), self.end(index), value, self.end(past - 1)))
                index = past
            elif token.kind == "word" and follows in (",", "") and index + 1 <= stop:
                value, _ = self.value(index, depth + 1)
                entries.append(Entry(token.text, self.start(index), self.end(index), value, self.end(index)))
                index += 1
            else:
                partial = True
                index = max(self.past_expression(index), index + 1)
        end = self.end(stop) if stop < len(self.words) else self.end(len(self.words) - 1)
        if len(entries) == 1 and entries[0].name in _EXTENDED and entries[0].value.kind in ("string", "number"):
            return Value("number", self.start(at), end, entries[0].value.text)
        return Value("object", self.start(at), end, "", tuple(entries), (), partial)

    def _list(self, at: int, depth: int) -> Value:
        stop = self.past[at]
        items: list[Value] = []
        partial = stop >= len(self.words)
        index = at + 1
        while index < stop:
            if self.words[index] == ",":
                index += 1
                continue
            value, past = self.value(index, depth + 1)
            partial = partial or value.kind == "unknown"
            items.append(value)
            index = max(past, index + 1)
        end = self.end(stop) if stop < len(self.words) else self.end(len(self.words) - 1)
        return Value("list", self.start(at), end, "", (), tuple(items), partial)

    def chain(self, at: int) -> int:
        """The first token of the chain of calls that a token stands in: of `db` for `find` in `db.getCollection("a").find()`."""
        first = at
        while first >= 2 and self.words[first - 1] == ".":
            first -= 2
            if self.words[first] == ")":
                first = max(self.opening.get(first, first) - 1, 0)
        return first

    def arguments(self, at: int) -> list[Value]:
        """The values between the bracket at a token and the one that closes it."""
        found: list[Value] = []
        index, stop = at + 1, self.past[at]
        while index < stop:
            if self.words[index] == ",":
                index += 1
                continue
            value, past = self.value(index, 1)
            found.append(value)
            index = max(past, index + 1)
        return found
