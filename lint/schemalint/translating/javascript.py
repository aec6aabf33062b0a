"""JavaScript and TypeScript, read as far as migrations need it: methods of a class, the calls in them, and strings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from schemalint.model.document import Dialect
from schemalint.model.record import NamedTuple
from schemalint.translating.text import Writer


class Token(NamedTuple):
    """A word, a mark, a string or a comment of the text."""

    kind: str
    """`word`, `number`, `string`, `template`, `comment` or `mark`."""
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


Piece = tuple[str, int, int, bool]
"""A stretch of a string's value: the text, where it stands, where that ends, and whether it stands there letter by letter."""

Literal = tuple[Piece, ...]


@lru_cache(maxsize=1)
def _tokens() -> re.Pattern[str]:
    return re.compile(
        r"(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))"
        r"|(?P<word>[A-Za-z_$#@][\w$]*)"
        r"|(?P<number>\d[\w.]*)"
        r"|(?P<string>'(?:[^'\\\n]|\\.)*'?|\"(?:[^\"\\\n]|\\.)*\"?)"
        r"|(?P<template>`)"
        r"|(?P<mark>=>|\?\.|\S)",
        re.S,
    )


def tokens(text: str) -> list[Token]:
    """The tokens of a text. What is in the holes of a template is part of it. Regular expressions are not told from divisions:
    a quote in one may hide what follows on its line."""
    found: list[Token] = []
    at = 0
    while True:
        match = _tokens().search(text, at)
        if match is None:
            return found
        kind = match.lastgroup or "mark"
        end = _past_template(text, match.start()) if kind == "template" else match.end()
        found.append(Token(kind, text[match.start() : end], match.start()))
        at = end


@lru_cache(maxsize=1)
def _inner() -> re.Pattern[str]:
    return re.compile(r"\\.|`|\$\{|[{}]|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"", re.S)


def _past_template(text: str, start: int) -> int:
    """Where the template that begins at `start` ends; templates may hold expressions that hold templates."""
    stack = ["`"]
    at = start + 1
    while stack:
        match = _inner().search(text, at)
        if match is None:
            return len(text)
        mark, at = match[0], match.end()
        in_text = stack[-1] == "`"
        if in_text:
            if mark == "`":
                stack.pop()
            elif mark == "${":
                stack.append("{")
            elif len(mark) > 2:
                at = match.start() + 1  # quotes mean nothing in the text of a template
        elif mark == "`":
            stack.append("`")
        elif mark == "{" or mark == "${":
            stack.append("{")
        elif mark == "}":
            stack.pop()
    return at


_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}


def _unescaped(body: str, origin: int) -> Iterator[Piece]:
    """The value of a stretch of a string without holes, in pieces."""
    at = 0
    while at < len(body):
        slash = body.find("\\", at)
        if slash < 0 or slash + 1 >= len(body):
            yield body[at:], origin + at, origin + len(body), True
            return
        if slash > at:
            yield body[at:slash], origin + at, origin + slash, True
        word, size = body[slash + 1], 2
        value = _ESCAPES.get(word, word)
        match = re.compile(r"u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})").match(body, slash + 1)
        if match:
            code = int(match[1] or match[2] or match[3], 16)
            value, size = (
                (chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"),
                match.end() - slash,
            )
        yield value, origin + slash, origin + slash + size, False
        at = slash + size


def string(token: Token) -> str | None:
    """The value of a string, or of a template without holes; None for any other token."""
    if token.kind not in ("string", "template"):
        return None
    value = Values([]).literal([token])
    return None if value is None else "".join(piece[0] for piece in value)


class Values:
    """What the strings, templates and sums of a file come to. `constants` are the strings that the file names at its top."""

    def __init__(self, found: list[Token]) -> None:
        self.constants: dict[str, str] = {}
        for at, token in enumerate(found[:-3]):
            if token.text == "const" and found[at + 1].kind == "word":
                equals = next((i for i in range(at + 2, min(at + 6, len(found))) if found[i].text == "="), 0)
                if equals and equals + 1 < len(found):
                    end = _end_of_expression(found, equals + 1)
                    value = self.literal(found[equals + 1 : end])
                    if value is not None:
                        self.constants.setdefault(found[at + 1].text, "".join(piece[0] for piece in value))

    def literal(self, expression: list[Token]) -> Literal | None:
        """The value of an expression of strings, templates, constants and `+`; None for any other."""
        pieces: list[Piece] = []
        wants = True
        for token in expression:
            if token.kind == "comment":
                continue
            if not wants:
                if token.text != "+":
                    return None
                wants = True
                continue
            wants = False
            value = self._value(token)
            if value is None:
                return None
            pieces += value
        return tuple(pieces) if not wants else None

    def _value(self, token: Token) -> list[Piece] | None:
        if token.kind == "string":
            closed = len(token.text) > 1 and token.text[-1] == token.text[0]
            return list(_unescaped(token.text[1:-1], token.start + 1)) if closed else None
        if token.kind == "template":
            return self._template(token)
        if token.kind == "number":
            return [(token.text, token.start, token.end, True)]
        known = self.constants.get(token.text)
        return [(known, token.start, token.end, False)] if known is not None else None

    def _template(self, token: Token) -> list[Piece] | None:
        pieces: list[Piece] = []
        text = token.text
        if len(text) < 2 or text[-1] != "`":
            return None
        at, end = 1, len(text) - 1
        while at < end:
            hole = text.find("${", at, end)
            while hole > 0 and (len(text[:hole]) - len(text[:hole].rstrip("\\"))) % 2:
                hole = text.find("${", hole + 2, end)
            stop = hole if hole >= 0 else end
            pieces += _unescaped(text[at:stop], token.start + at)
            if hole < 0:
                break
            close = text.find("}", hole, end)
            known = self.constants.get(text[hole + 2 : close].strip()) if close > 0 else None
            if known is None:
                return None
            pieces.append((known, token.start + hole, token.start + close + 1, False))
            at = close + 1
        return pieces


_OPEN = {"(": ")", "[": "]", "{": "}"}


def closing(found: list[Token], at: int) -> int:
    """The index of the bracket that closes the one at `at`; the last token where none does."""
    depth = 0
    for index in range(at, len(found)):
        if found[index].kind == "mark":
            text = found[index].text
            if text in "([{":
                depth += 1
            elif text in ")]}":
                depth -= 1
                if depth == 0:
                    return index
    return len(found) - 1


def _end_of_expression(found: list[Token], at: int) -> int:
    """Past the last token of the expression at `at`: before `;`, or a line that begins with something else than an operator."""
    index = at
    while index < len(found):
        token = found[index]
        if token.kind == "mark" and token.text in ";,)]}":
            break
        if token.kind == "mark" and token.text in _OPEN:
            index = closing(found, index)
        elif index > at and token.kind in ("word", "string", "template") and found[index - 1].text != "+":
            break
        index += 1
    return index


class Method(NamedTuple):
    """A method of a class."""

    name: str
    parameters: tuple[str, ...]
    body: tuple[int, int]
    """Indices of its first token and past its last, without the braces."""


class Class(NamedTuple):
    """A class and what stands in it."""

    name: str
    methods: dict[str, Method]
    fields: dict[str, list[Token]]
    """What is assigned to its fields."""


def classes(found: list[Token]) -> Iterator[Class]:
    """The classes of a file that have methods, in file order."""
    at = 0
    while at < len(found):
        if found[at].kind == "word" and found[at].text == "class" and at + 1 < len(found):
            opening = next((i for i in range(at, len(found)) if found[i].text == "{" and found[i].kind == "mark"), -1)
            if opening < 0:
                return
            close = closing(found, opening)
            name = found[at + 1].text if found[at + 1].kind == "word" else ""
            yield _class("" if name in ("extends", "implements") else name, found, opening + 1, close)
            at = close
        at += 1


def _class(name: str, found: list[Token], at: int, end: int) -> Class:
    methods: dict[str, Method] = {}
    fields: dict[str, list[Token]] = {}
    while at < end:
        token = found[at]
        following = found[at + 1].text if at + 1 < end else ""
        if token.kind == "word" and following == "(":
            close = closing(found, at + 1)
            opening = next((i for i in range(close, end) if found[i].text in ("{", ";")), end)
            # A return type may hold braces: `Promise<{}>`; the body is the last of them before the next member.
            if opening < end and found[opening].text == "{":
                past = closing(found, opening)
                names = tuple(
                    found[i].text for i in range(at + 2, close) if found[i].kind == "word" and found[i - 1].text in "(,"
                )
                methods.setdefault(token.text, Method(token.text, names, (opening + 1, past)))
                at = past
            else:
                at = opening
        elif token.kind == "word" and following in ("=", ":", "?"):
            equals = next((i for i in range(at + 1, end) if found[i].text in ("=", ";", "{")), end)
            if equals < end and found[equals].text == "=":
                stop = _end_of_expression(found, equals + 1)
                fields[token.text] = found[equals + 1 : stop]
                if found[equals + 1 : equals + 2] and found[equals + 1].text in ("async", "("):
                    arrow = next((i for i in range(equals, end) if found[i].text == "=>"), end)
                    if arrow + 1 < end and found[arrow + 1].text == "{":
                        past = closing(found, arrow + 1)
                        methods.setdefault(token.text, Method(token.text, (), (arrow + 2, past)))
                        stop = past
                at = max(stop, at)
            else:
                at = equals
        elif token.kind == "mark" and token.text in _OPEN:
            at = closing(found, at)
        at += 1
    return Class(name, methods, fields)


_COMPOUND = frozenset({"if", "for", "while", "do", "switch", "try", "with"})
_CONTINUED = frozenset({"else", "catch", "finally", "while"})
_HARMLESS = frozenset({"console", "logger", "log", "debug", "super"})


class Statement(NamedTuple):
    """A statement of a method: its tokens without comments, where it stands, and the comments before it."""

    tokens: list[Token]
    start: int
    end: int
    comments: tuple[Token, ...]
    compound: bool
    """It is run under a condition, or several times."""


def statements(found: list[Token], body: tuple[int, int]) -> Iterator[Statement]:
    """The statements of a method's body, those in blocks as part of what holds them."""
    at, end = body
    comments: list[Token] = []
    while at < end:
        token = found[at]
        if token.kind == "comment":
            comments.append(token)
            at += 1
            continue
        if token.text == ";":
            at += 1
            continue
        compound = token.text in _COMPOUND
        past = _past_compound(found, at, end) if compound else _past_simple(found, at, end)
        past = max(min(past, end), at + 1)
        inside = [one for one in found[at:past] if one.kind != "comment"]
        yield Statement(inside, token.start, found[past - 1].end, tuple(comments), compound)
        comments = [one for one in found[at:past] if one.kind == "comment"] if not compound else []
        at = past
    if comments and not all("schemalint" not in one.text for one in comments):
        yield Statement([], comments[0].start, comments[-1].end, tuple(comments), False)


def _past_simple(found: list[Token], at: int, end: int) -> int:
    """Past a statement that ends at `;` or where a line ends and the next begins another."""
    index = at
    while index < end:
        token = found[index]
        if token.text == ";":
            return index
        if token.kind == "mark" and token.text in _OPEN:
            index = closing(found, index)
            following = found[index + 1] if index + 1 < end else None
            if following is not None and following.kind == "word" and following.text not in ("as", "in", "instanceof"):
                return index + 1
        index += 1
    return index


def _past_compound(found: list[Token], at: int, end: int) -> int:
    index = at
    while index < end:
        token = found[index]
        if token.kind == "mark" and token.text == "{":
            index = closing(found, index) + 1
            while index < end and found[index].kind == "comment":
                index += 1
            if index < end and found[index].text in _CONTINUED:
                continue
            return index
        if token.kind == "mark" and token.text in "([":
            index = closing(found, index) + 1
            continue
        if token.text == ";":
            index += 1
            if index < end and found[index].text in _CONTINUED:
                continue
            return index
        index += 1
    return index


class Calls:
    """Says the statements of a method in SQL: the calls that send SQL as that SQL, anything else as opaque."""

    def __init__(
        self,
        writer: Writer,
        text: str,
        values: Values,
        senders: Mapping[str, frozenset[str]],
        dialect: Dialect | None = None,
    ) -> None:
        self.writer = writer
        self.text = text
        self.values = values
        self.senders = senders
        """By what is called upon (`queryRunner`, `this`), the methods whose first argument is SQL."""
        self.quote = "`" if dialect in ("mysql", "mariadb") else '"'

    def write(self, found: list[Token], body: tuple[int, int]) -> None:
        for statement in statements(found, body):
            for comment in statement.comments:
                self._comment(comment)
            if statement.tokens:
                self._statement(statement)

    def _comment(self, comment: Token) -> None:
        at = comment.text.find("schemalint:")
        if at >= 0:
            self.writer.comment(comment.text[at:].removesuffix("*/"), comment.start, comment.end)

    def _statement(self, statement: Statement) -> None:
        found = statement.tokens
        if found[0].text == "throw":
            words = next((one.text[1:-1] for one in found if one.kind in ("string", "template")), "it throws")
            self.writer.comment(f"schemalint: irreversible {words}", statement.start, statement.end)
            return
        if statement.compound:
            self._opaque(f"{found[0].text} …", statement, _tables(found, self.quote))
            return
        call = self._sending(found)
        if call is not None:
            value = self.values.literal(call)
            if value is not None:
                self.writer.pieces(value)
                return
        if self._is_harmless(found, call):
            return
        self._opaque(
            self.text[statement.start : statement.end].removeprefix("await ").partition("\n")[0],
            statement,
            _tables(found, self.quote),
        )

    def _sending(self, found: list[Token]) -> list[Token] | None:
        """The first argument of the call that sends SQL; None where there is none."""
        for at in range(len(found) - 3):
            if found[at].text not in self.senders or found[at + 1].text not in (".", "?."):
                continue
            if found[at + 2].text not in self.senders[found[at].text]:
                continue
            opening = at + 3
            if found[opening].text == "<":
                opening = next((i for i in range(opening, len(found)) if found[i].text == "("), opening)
            if found[opening].text != "(":
                continue
            close = closing(found, opening)
            end = opening + 1
            while end < close and found[end].text != ",":
                end = closing(found, end) + 1 if found[end].kind == "mark" and found[end].text in _OPEN else end + 1
            return found[opening + 1 : end]
        return None

    def _is_harmless(self, found: list[Token], call: list[Token] | None) -> bool:
        """Declarations, messages and returns that send nothing."""
        words = [one.text for one in found if one.kind == "word" and one.text not in ("await", "return", "void")]
        if not words or words[0] in _HARMLESS:
            return True
        called = {before.text for before, one in pairwise(found) if one.text == "(" and one.kind == "mark"}
        return call is None and called <= _READING

    def _opaque(self, name: str, statement: Statement, touches: tuple[str, ...]) -> None:
        self.writer.opaque(name, statement.start, statement.end, touches=touches)


_READING = frozenset(
    {"getTable", "getTables", "hasTable", "hasColumn", "getDatabases", "getSchemas", "hasSchema", "hasDatabase"}
)
"""Methods of a query runner that change nothing."""

_NAMING = frozenset(
    {
        "createTable", "dropTable", "renameTable", "addColumn", "addColumns", "dropColumn", "dropColumns", "changeColumn",
        "changeColumns", "renameColumn", "createPrimaryKey", "dropPrimaryKey", "updatePrimaryKeys", "createUniqueConstraint",
        "dropUniqueConstraint", "createCheckConstraint", "dropCheckConstraint", "createForeignKey", "createForeignKeys",
        "dropForeignKey", "dropForeignKeys", "createIndex", "createIndices", "dropIndex", "dropIndices", "clearTable",
    }
)  # fmt: skip
"""Methods of a query runner whose first argument is a table."""


def _tables(found: list[Token], quote: str) -> tuple[str, ...]:
    """The tables that the calls of a query runner's own methods name, quoted as they are; empty where any call names none."""
    names: list[str] = []
    for at, token in enumerate(found):
        if token.kind != "word" or token.text not in _NAMING or at + 2 >= len(found) or found[at + 1].text != "(":
            continue
        given = found[at + 2]
        if given.text == "new":
            name = next((i for i in range(at, min(at + 12, len(found) - 2)) if found[i].text == "name"), 0)
            given = found[name + 2] if name else given
        if given.kind != "string" or len(given.text) < 3:
            return ()
        names.append(".".join(f"{quote}{part}{quote}" for part in given.text[1:-1].split(".")))
    return tuple(dict.fromkeys(names))
