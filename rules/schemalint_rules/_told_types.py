"""Data types as documents write them, held against those of the schema."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from schemalint import Column, Dialect, Type, affinity, built_in

_WORD = re.compile(r"[A-Za-z_][\w$]*")
_ARGUMENTS = re.compile(r"\s*\(([^()]*)\)")
_ARRAY = re.compile(r"\s*(\[\s*\d*\s*\])+")
_ENDS = frozenset(
    [
        "NOT",
        "NULL",
        "DEFAULT",
        "PRIMARY",
        "KEY",
        "UNIQUE",
        "REFERENCES",
        "CHECK",
        "GENERATED",
        "AUTO_INCREMENT",
        "AUTOINCREMENT",
        "IDENTITY",
        "COLLATE",
        "PK",
        "FK",
        "UK",
        "COMMENT",
        "ON",
        "ARRAY",
    ]
)
"""Words behind a type that are about the column."""
_LOOSE = frozenset(["STRING"])
"""What diagrams write for any text, though some server has a type of that name."""
_SERIALS = {"SERIAL": "integer", "BIGSERIAL": "bigint", "SMALLSERIAL": "smallint"}
_SHORT = {
    "character varying": "varchar",
    "character": "char",
    "timestamp with time zone": "timestamptz",
    "timestamp without time zone": "timestamp",
    "time without time zone": "time",
    "time with time zone": "timetz",
    "bit varying": "varbit",
}
"""What people write for PostgreSQL's long names."""


class ToldType(NamedTuple):
    """A built-in type that a document names."""

    name: str
    """Canonical, lower case."""
    arguments: tuple[str, ...]
    dimensions: int
    modifiers: tuple[str, ...]
    end: int
    """Past the type in the text."""


@lru_cache(2048)
def told_type(text: str, dialect: Dialect) -> ToldType | None:
    """The type at the beginning of a cell; None where it is none of the server's own, or more words follow than are understood."""
    known = built_in(dialect)
    words = list(_WORD.finditer(text))
    if not words or words[0].start() != 0:
        return None
    upper = [word[0].upper() for word in words]
    fact = None
    count = 0
    for length in range(min(4, len(words)), 0, -1):
        joined = all(not text[words[n].end() : words[n + 1].start()].strip() for n in range(length - 1))
        fact = known.get(" ".join(upper[:length])) if joined else None
        if fact is not None:
            count = length
            break
    if fact is None or upper[0] in _LOOSE:
        return None
    at = words[count - 1].end()
    arguments: tuple[str, ...] = ()
    match = _ARGUMENTS.match(text, at)
    if match:
        arguments = tuple(part.strip().lower() for part in match[1].split(","))
        at = match.end()
    name = fact.name
    # `timestamp(3) with time zone`: the words go on behind the brackets.
    for longest in (3, 2):
        rest = _words_from(text, at, longest)
        longer = known.get(" ".join((*upper[:count], *(word[0].upper() for word in rest)))) if rest else None
        if longer is not None and rest:
            name, at = longer.name, rest[-1].end()
            break
    modifiers = []
    while rest := _words_from(text, at, 1):
        word = rest[0][0].upper()
        if word not in ("UNSIGNED", "ZEROFILL", "SIGNED"):
            break
        modifiers.append(word.lower())
        at = rest[0].end()
    dimensions = 0
    array = _ARRAY.match(text, at)
    if array:
        dimensions = array[0].count("[")
        at = array.end()
    following = _words_from(text, at, 1)
    if following and following[0][0].upper() not in _ENDS:
        return None
    if not following and text[at : at + 1].strip() and text[at:].lstrip()[0] not in ",;(":
        return None
    return ToldType(_SERIALS.get(upper[0], name), arguments, dimensions, tuple(modifiers), at)


def compared_type(text: str, dialect: Dialect) -> ToldType | None:
    """The same, to be held against the schema: SQLite has no types of its own, but takes the names of others."""
    return told_type(text, "standard" if dialect == "sqlite" else dialect)


_NUMBERS = re.compile(r"(?:(?:tiny|small|medium|big)?int(?:eger)?\d?|numeric|decimal)\b")


def _storage(name: str) -> str:
    """What SQLite keeps under the name of a type; empty for names such as `datetime` or `boolean`, which say what is meant and not
    how it is kept."""
    if _NUMBERS.match(name.lower()):
        return "number"
    kind = affinity(name)
    return "" if kind in ("INTEGER", "NUMERIC") else kind


def _words_from(text: str, at: int, count: int) -> list[re.Match[str]]:
    found = []
    for _ in range(count):
        while at < len(text) and text[at] in " \t":
            at += 1
        match = _WORD.match(text, at)
        if match is None:
            return []
        found.append(match)
        at = match.end()
    return found


def differs(told: ToldType, column: Column, dialect: Dialect) -> bool:
    """Whether the document says another type than the column has. Lengths and precisions count where the document gives them."""
    real = column.type
    if real is None or real.family in ("user", "enum", "set", "other"):
        return False
    if dialect == "sqlite":
        kinds = {_storage(told.name), _storage(real.name)}
        return len(kinds) > 1 and "" not in kinds
    if told.name != real.name:
        return not _same(told, real, dialect)
    if told.dimensions != real.dimensions:
        return True
    if real.family == "integer" and dialect in ("mysql", "mariadb"):
        return "unsigned" in told.modifiers and "unsigned" not in real.modifiers  # the width is for display only
    if not told.arguments:
        return False
    said = list(told.arguments)
    held = [part.lower() for part in real.arguments]
    if len(said) == 1 and len(held) == 2 and held[1] == "0":
        held = held[:1]
    if len(held) == 1 and len(said) == 2 and said[1] == "0":
        said = said[:1]
    units = [part.split()[0] for part in said if part]
    return units != [part.split()[0] for part in held if part]


def _same(told: ToldType, real: Type, dialect: Dialect) -> bool:
    """Two names for one thing: MySQL's tinyint(1) is what people call boolean."""
    if dialect in ("mysql", "mariadb"):
        names = {told.name, real.name}
        return names <= {"boolean", "tinyint"} and real.arguments in ((), ("1",))
    return False


def writes_long(types: Iterable[str]) -> bool:
    """Whether these cells of a document hold PostgreSQL's long names: `character varying`, `timestamp with time zone`."""
    return any(text.casefold().startswith(tuple(_SHORT)[:1] + tuple(_SHORT)[2:]) for text in types)


def spelled(column: Column, like: str, dialect: Dialect, long: bool = False) -> str:
    """The column's type as a document writes it: short where PostgreSQL's name is long, unless the document writes `long` names;
    in capitals where the old text was."""
    assert column.type is not None
    text = column.type.text
    if dialect == "postgres":
        base = column.type.name
        short = base if long else _SHORT.get(base, base)
        arguments = f"({','.join(column.type.arguments)})" if column.type.arguments else ""
        text = short + arguments + "[]" * column.type.dimensions
    letters = [char for char in like if char.isalpha()]
    return text.upper() if letters and all(char.isupper() for char in letters) else text
