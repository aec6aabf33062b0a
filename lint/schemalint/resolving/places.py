"""Where in the text of an expression a name stands, and which functions it calls with how many arguments."""

from __future__ import annotations

import re
from functools import lru_cache

from schemalint.dialects.folding import fold, unescape
from schemalint.model.document import Statement
from schemalint.model.expression import Expression
from schemalint.model.name import Name, ObjectName
from schemalint.model.query import Called
from schemalint.model.text import Span

_PIECES = r"""
    (?P<space>\s+|--[^\n]*|/\*.*?\*/)
  | (?P<string>STRING|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$)
  | (?P<name>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[A-Za-z_][^\]\[]*\]|[^\W\d][\w$\#]*|[@\#]+\w+)
  | (?P<number>\d[\w.]*)
  | (?P<sign>::|=>|:=|.)
"""
_STRINGS = (
    r"[eE]'(?:[^'\\]|''|\\.)*'|(?:[nNbBxX]|[uU]&)?'(?:[^']|'')*'",
    r"(?:[nNbBxX]|_\w+[ ]?)?'(?:[^'\\]|''|\\.)*'",
)
"""Where a backslash is a character like any other but in E'…', and where it escapes the next one."""
_UNCOUNTED = frozenset(
    {"FROM", "FOR", "AS", "USING", "VARIADIC", "IN", "PLACING", "SEPARATOR", "=>", ":=", "PASSING", "COLUMNS", "ON"}
)
"""What makes the commas between brackets no measure of the arguments."""
_NO_CALL_BEHIND = frozenset({"::", "AS", "OVER", "COLLATE"})


@lru_cache(maxsize=2)
def _pattern(backslashes: bool) -> re.Pattern[str]:
    return re.compile(_PIECES.replace("STRING", _STRINGS[backslashes]), re.VERBOSE | re.DOTALL)


@lru_cache(maxsize=2048)
def pieces(text: str, backslashes: bool) -> tuple[tuple[str, str, int], ...]:
    """The significant pieces of an expression: kind, text, offset."""
    found: list[tuple[str, str, int]] = []
    for match in _pattern(backslashes).finditer(text):
        kind, word = match.lastgroup or "sign", match.group()
        if kind == "space":
            continue
        if kind == "name" and word[0] == '"' and backslashes:
            kind = "string"
        found.append((kind, word, match.start()))
    return tuple(found)


def source(statement: Statement, span: Span) -> str:
    """The text at a span inside a statement; empty where it stands elsewhere."""
    if span.path != statement.span.path:
        return ""
    start = span.start - statement.span.start
    return statement.text[max(start, 0) : max(span.end - statement.span.start, 0)] if start >= 0 else ""


def name_span(statement: Statement, inside: Span, name: str) -> Span:
    """The first place of a folded name inside a span; the span itself where it is not found."""
    dialect = statement.dialect
    for kind, word, at in pieces(source(statement, inside), dialect in ("mysql", "mariadb")):
        if kind == "name" and fold(word, dialect) == name:
            return Span(inside.path, inside.start + at, inside.start + at + len(word))
    return inside


def literal_span(statement: Statement, inside: Span, value: str) -> Span:
    """The place of a string literal of that value, without its quotes; the span itself where it is not found."""
    dialect = statement.dialect
    for kind, word, at in pieces(source(statement, inside), dialect in ("mysql", "mariadb")):
        if kind == "string" and unescape(word, dialect) == value:
            lead = word.find("'") + 1 if word[0] != "$" else word.find("$", 1) + 1
            start = inside.start + at + lead
            return Span(
                inside.path,
                start,
                start + len(word) - 2 * lead if word[0] == "$" else inside.start + at + len(word) - 1,
            )
    return inside


def calls(statement: Statement, expression: Expression) -> list[Called]:
    """The functions that an expression of DDL calls, with the number of arguments that are written."""
    wanted = {name.rpartition(".")[2] for name in expression.calls}
    dialect = statement.dialect
    found: list[Called] = []
    row = pieces(source(statement, expression.span), dialect in ("mysql", "mariadb"))
    for number, (kind, word, at) in enumerate(row):
        if kind != "name" or number + 1 >= len(row) or row[number + 1][1] != "(":
            continue
        value = fold(word, dialect)
        if value.lower() not in wanted or (number and row[number - 1][1].upper() in _NO_CALL_BEHIND):
            continue
        start = expression.span.start + at
        span = Span(expression.span.path, start, start + len(word))
        schema = None
        if number > 1 and row[number - 1][1] == "." and row[number - 2][0] == "name":
            _, before, place = row[number - 2]
            begin = expression.span.start + place
            schema = Name(fold(before, dialect), before, Span(span.path, begin, begin + len(before)))
            if number > 3 and row[number - 3][1] == ".":
                continue
            if number > 2 and row[number - 3][1].upper() in _NO_CALL_BEHIND:
                continue
        count, star = _count(row, number + 2)
        name = ObjectName(Name(value, word, span), schema)
        found.append(Called(name, count, star, (), name.span))
    return found


def _count(row: tuple[tuple[str, str, int], ...], at: int) -> tuple[int, bool]:
    """How many arguments stand before the closing bracket, -1 where that cannot be counted; whether it is `*`."""
    if at < len(row) and row[at][1] == ")":
        return 0, False
    if at + 1 < len(row) and row[at][1] == "*" and row[at + 1][1] == ")":
        return 0, True
    depth, count = 0, 1
    for number in range(at, len(row)):
        word = row[number][1]
        if word in ("(", "["):
            depth += 1
        elif word in (")", "]"):
            if not depth:
                return count, False
            depth -= 1
        elif not depth:
            if word == ",":
                count += 1
            elif word.upper() in _UNCOUNTED or (number == at and word.upper() in ("SELECT", "WITH", "VALUES")):
                return -1, False
            elif word.upper() == "ORDER":
                return count, False
    return -1, False
