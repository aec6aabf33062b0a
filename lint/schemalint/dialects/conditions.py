"""What a condition means, whoever wrote it: for comparing a CHECK as a document tells it with the one in the schema."""

from __future__ import annotations

import re
from typing import Any

Meaning = tuple[Any, ...]
"""Nested tuples of names, operators and literals, in an order of their own; equal for two texts that say the same."""

_TOKEN = re.compile(
    r"\s*(?:(?P<string>[NnEe]?'(?:[^']|'')*')|(?P<number>\d+(?:\.\d+)?|\.\d+)"
    r"|(?P<name>\"[^\"]+\"|`[^`]+`|\[[^\]\W][^\]]*\]|[^\W\d][\w$#]*)"
    r"|(?P<mark>::|<=|>=|<>|!=|!~\*|!~|~\*|\|\||==|[≥≤≠=<>+\-*/%~(),.\[\]]))"
)
_DEEP = 60
_COMPARE = frozenset(("=", "<>", "<", "<=", ">", ">=", "~", "~*", "!~", "!~*"))
_SIGNS = {"!=": "<>", "==": "=", "≥": ">=", "≤": "<=", "≠": "<>"}
_MIRROR = {">": "<", ">=": "<="}
_NEGATED = {"=": "<>", "<>": "=", "<": ">=", "<=": ">", "~": "!~", "~*": "!~*", "!~": "~", "!~*": "~*"}
_CALLS = {
    "char_length": "length", "character_length": "length", "len": "length", "now": "current_timestamp",
    "getdate": "current_timestamp", "substr": "substring", "lcase": "lower", "ucase": "upper",
}  # fmt: skip
_BARE_CALLS = frozenset(
    ("current_timestamp", "current_date", "current_time", "localtimestamp", "sysdate", "current_user")
)
_PATTERNS = {"like": "like", "ilike": "ilike", "similar": "similar", "regexp": "~", "rlike": "~"}


class _UnclearError(Exception):
    """The text is no condition that we can read: prose, or deeper than these shapes."""


def meaning(text: str) -> Meaning | None:
    """What a condition says; None where the text is none, or one too deep to tell. Case, brackets, casts, the order of what may be
    swapped, `IN` and `= ANY (ARRAY[…])`, BETWEEN and two comparisons make no difference."""
    try:
        read = _Reader(text)
        found = read.either(0)
        if read.at < len(read.tokens) or not _is_condition(found):
            return None
    except _UnclearError:
        return None
    return found


_CONDITIONS = frozenset(("and", "or", "not", "in", "null", "like", "ilike", "similar", "call", *_COMPARE))


def _is_condition(found: Meaning) -> bool:
    """Whether it says more than names: `open or paid` are two words."""
    if found[0] in ("and", "or"):
        return any(_is_condition(part) for part in found[1])
    return found[0] in _CONDITIONS


def _spelled(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    at = 0
    text = text.strip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            raise _UnclearError
        kind = str(found.lastgroup)
        tokens.append((kind, found[kind]))
        at = found.end()
        while at < len(text) and text[at].isspace():
            at += 1
    return tokens


class _Reader:
    def __init__(self, text: str) -> None:
        self.tokens = _spelled(text)
        self.at = 0

    def word(self, *words: str) -> bool:
        """Takes the words where they come next."""
        for number, word in enumerate(words):
            if self.at + number >= len(self.tokens):
                return False
            kind, written = self.tokens[self.at + number]
            if kind not in ("name", "mark") or written.lower() != word:
                return False
        self.at += len(words)
        return True

    def expect(self, word: str) -> None:
        if not self.word(word):
            raise _UnclearError

    def either(self, depth: int) -> Meaning:
        if depth > _DEEP:
            raise _UnclearError
        parts = [self.both(depth + 1)]
        while self.word("or"):
            parts.append(self.both(depth + 1))
        return _either(parts) if len(parts) > 1 else parts[0]

    def both(self, depth: int) -> Meaning:
        parts = [self.negated(depth + 1)]
        while self.word("and"):
            parts.append(self.negated(depth + 1))
        return _both(parts) if len(parts) > 1 else parts[0]

    def negated(self, depth: int) -> Meaning:
        turns = 0
        while self.word("not"):
            turns += 1
        found = self.compared(depth + 1)
        return _negated(found) if turns % 2 else found

    def compared(self, depth: int) -> Meaning:
        left = self.sum(depth)
        while True:
            if self.word("is"):
                no = self.word("not")
                if self.word("null"):
                    left = ("null", left, not no)
                elif self.word("true") or self.word("false"):
                    said = self.tokens[self.at - 1][1].lower() == "true"
                    left = ("=", *sorted((left, ("literal", "true" if said != no else "false")), key=repr))
                else:
                    raise _UnclearError
                continue
            start = self.at
            no = self.word("not")
            if self.word("in"):
                left = _in(left, self.listed(depth), no)
            elif self.word("between"):
                low = self.sum(depth)
                self.expect("and")
                high = self.sum(depth)
                found = _both([_comparison(">=", left, low), _comparison("<=", left, high)])
                left = _negated(found) if no else found
            elif self.at < len(self.tokens) and self.tokens[self.at][1].lower() in _PATTERNS:
                word = self.tokens[self.at][1].lower()
                self.at += 1
                if word == "similar":
                    self.expect("to")
                pattern: Meaning = (_PATTERNS[word], left, self.sum(depth))
                left = _negated(pattern) if no else pattern
            elif no:
                self.at = start
                return left
            elif self.at < len(self.tokens) and self.tokens[self.at][0] == "mark":
                sign = _SIGNS.get(self.tokens[self.at][1], self.tokens[self.at][1])
                if sign not in _COMPARE:
                    return left
                self.at += 1
                if sign in ("=", "<>") and (self.word("any") if sign == "=" else self.word("all")):
                    left = _in(left, self.array(depth), sign == "<>")
                else:
                    left = _comparison(sign, left, self.sum(depth))
            else:
                return left

    def listed(self, depth: int) -> list[Meaning]:
        self.expect("(")
        values = [self.sum(depth + 1)]
        while self.word(","):
            values.append(self.sum(depth + 1))
        self.expect(")")
        return values

    def array(self, depth: int) -> list[Meaning]:
        """The values of `(ARRAY['a', 'b'])`, however it is bracketed and cast."""
        if depth > _DEEP:
            raise _UnclearError
        if self.word("("):
            values = self.array(depth + 1)
            self.cast()
            self.expect(")")
            self.cast()
            return values
        self.expect("array")
        self.expect("[")
        values = [self.sum(depth + 1)]
        while self.word(","):
            values.append(self.sum(depth + 1))
        self.expect("]")
        self.cast()
        return values

    def sum(self, depth: int) -> Meaning:
        if depth > _DEEP:
            raise _UnclearError
        left = self.product(depth + 1)
        while self.at < len(self.tokens) and self.tokens[self.at][1] in ("+", "-", "||"):
            sign = self.tokens[self.at][1]
            self.at += 1
            right = self.product(depth + 1)
            left = (sign, *sorted((left, right), key=repr)) if sign == "+" else (sign, left, right)
        return left

    def product(self, depth: int) -> Meaning:
        left = self.value(depth + 1)
        while self.at < len(self.tokens) and self.tokens[self.at][1] in ("*", "/", "%"):
            sign = self.tokens[self.at][1]
            self.at += 1
            right = self.value(depth + 1)
            left = (sign, *sorted((left, right), key=repr)) if sign == "*" else (sign, left, right)
        return left

    def value(self, depth: int) -> Meaning:
        found = self.atom(depth)
        self.cast()
        return found

    def cast(self) -> None:
        """Skips `::character varying(20)[]`: what is compared does not change by it."""
        while self.word("::"):
            self.type_name()
            while self.word("."):
                self.type_name()
            self.word("varying")
            self.word("precision")
            if self.word("("):
                while not self.word(")"):
                    if self.at >= len(self.tokens):
                        raise _UnclearError
                    self.at += 1
            for words in (("with", "time", "zone"), ("without", "time", "zone")):
                self.word(*words)
            while self.word("["):
                self.expect("]")

    def type_name(self) -> None:
        if self.at >= len(self.tokens) or self.tokens[self.at][0] != "name":
            raise _UnclearError
        self.at += 1

    def atom(self, depth: int) -> Meaning:
        if self.at >= len(self.tokens) or depth > _DEEP:
            raise _UnclearError
        kind, written = self.tokens[self.at]
        self.at += 1
        if kind == "string":
            return ("literal", written[written.index("'") + 1 : -1].replace("''", "'"))
        if kind == "number":
            return ("literal", f"{float(written):g}" if len(written) < 15 else written)
        if kind == "mark":
            if written == "-":
                inner = self.value(depth + 1)
                return ("literal", f"-{inner[1]}") if inner[0] == "literal" else ("minus", inner)
            if written != "(":
                raise _UnclearError
            inner = self.either(depth + 1)
            self.expect(")")
            return inner
        return self.called(written, depth)

    def called(self, written: str, depth: int) -> Meaning:
        """What begins with a name: a call, a column with its table, a word for a value."""
        name = written.strip('"`[]').lower()
        if written == name.upper() or written.lower() == name:
            if name in ("true", "false"):
                return ("literal", name)
            if name == "interval" and self.at < len(self.tokens) and self.tokens[self.at][0] == "string":
                self.at += 1
                return ("interval", self.tokens[self.at - 1][1].strip("'"))
            if name in _RESERVED:
                raise _UnclearError
        while self.word("."):
            if self.at >= len(self.tokens) or self.tokens[self.at][0] != "name":
                raise _UnclearError
            name = self.tokens[self.at][1].strip('"`[]').lower()
            self.at += 1
        if self.word("("):
            arguments: list[Meaning] = []
            if not self.word(")"):
                arguments.append(self.either(depth + 1))
                while self.word(","):
                    arguments.append(self.either(depth + 1))
                self.expect(")")
            return ("call", _CALLS.get(name, name), *arguments)
        return ("call", name) if name in _BARE_CALLS else ("name", name)


_RESERVED = frozenset(
    (
        "and",
        "or",
        "not",
        "in",
        "is",
        "null",
        "between",
        "case",
        "when",
        "select",
        "exists",
        "cast",
        "any",
        "all",
        "like",
    )
)


def _comparison(sign: str, left: Meaning, right: Meaning) -> Meaning:
    if sign in _MIRROR:
        return (_MIRROR[sign], right, left)
    if sign in ("=", "<>"):
        return (sign, *sorted((left, right), key=repr))
    return (sign, left, right)


def _in(operand: Meaning, values: list[Meaning], negated: bool) -> Meaning:
    found = tuple(sorted(set(values), key=repr))
    if len(found) == 1:
        return _comparison("<>" if negated else "=", operand, found[0])
    return ("not", ("in", operand, found)) if negated else ("in", operand, found)


def _both(parts: list[Meaning]) -> Meaning:
    flat = [inner for part in parts for inner in (part[1] if part[0] == "and" else (part,))]
    found = tuple(sorted(set(flat), key=repr))
    return ("and", found) if len(found) > 1 else found[0]


def _either(parts: list[Meaning]) -> Meaning:
    flat = [inner for part in parts for inner in (part[1] if part[0] == "or" else (part,))]
    lists: dict[Meaning, list[Meaning]] = {}
    rest: list[Meaning] = []
    for part in flat:
        if part[0] == "in":
            lists.setdefault(part[1], []).extend(part[2])
        elif part[0] == "=" and part[1][0] == "literal" and part[2][0] != "literal":
            lists.setdefault(part[2], []).append(part[1])
        else:
            rest.append(part)
    found = tuple(sorted({*rest, *(_in(operand, values, False) for operand, values in lists.items())}, key=repr))
    return ("or", found) if len(found) > 1 else found[0]


def _negated(found: Meaning) -> Meaning:
    if found[0] == "not":
        inner: Meaning = found[1]
        return inner
    if found[0] == "null":
        return ("null", found[1], not found[2])
    if found[0] in _NEGATED and len(found) == 3:
        sign = _NEGATED[found[0]]
        return _comparison(sign, found[1], found[2])
    return ("not", found)
