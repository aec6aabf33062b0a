"""A script as its tokens show it: which statement makes what, which names stand where. Knows nothing of our reader."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from schemalint.model.document import Dialect
from schemalint.sql import lexer


class Piece(NamedTuple):
    """One statement of a script, without its terminator."""

    text: str
    part: int = 0
    """The file or migration it stands in."""


Script = tuple[Piece, ...]


class Word(NamedTuple):
    """A token that is neither white space nor comment."""

    text: str
    start: int
    kind: str
    key: str
    """What a name is known by: without its quotes, folded; the upper-case token for everything else."""
    upper: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class Made(NamedTuple):
    """What a CREATE makes."""

    kind: str
    """`table`, `index`, `view`, `materialized view`, `type`, `domain`, `sequence`, `function`, `procedure`, `trigger`, `policy`, …"""
    key: str
    name: int
    """The word that is the last part of the name."""
    first: int
    """The first word of the name: the schema, where one is written."""


class Column(NamedTuple):
    """A column in the brackets of CREATE TABLE."""

    key: str
    word: int
    """The word that names it; the type is the next."""
    start: int
    """Where the definition begins in the text."""
    end: int


class Table(NamedTuple):
    """A CREATE TABLE with a column list."""

    statement: int
    key: str
    written: str
    """Its name as written, with its schema."""
    columns: tuple[Column, ...]
    items: tuple[tuple[int, int], ...]
    """Where every item in the brackets stands, constraints too."""


_BEFORE = frozenset(
    {
        "OR", "REPLACE", "TEMP", "TEMPORARY", "UNLOGGED", "UNIQUE", "GLOBAL", "LOCAL", "RECURSIVE", "FULLTEXT", "SPATIAL", "CONSTRAINT",
        "TRUSTED", "FOREIGN", "VIRTUAL", "AGGREGATE", "DEFINER", "=", "SQL", "SECURITY", "INVOKER", "ALGORITHM", "UNDEFINED", "MERGE",
        "TEMPTABLE",
    }
)  # fmt: skip
_KINDS = frozenset(
    {
        "TABLE", "INDEX", "VIEW", "TYPE", "DOMAIN", "SEQUENCE", "FUNCTION", "PROCEDURE", "TRIGGER", "POLICY", "SCHEMA", "EXTENSION",
        "ROLE", "EVENT", "DATABASE", "RULE", "CAST", "OPERATOR", "COLLATION",
    }
)  # fmt: skip
NO_COLUMN = frozenset(
    {
        "CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "EXCLUDE", "LIKE", "KEY", "INDEX", "FULLTEXT", "SPATIAL", "PERIOD",
    }
)  # fmt: skip


@lru_cache(maxsize=20_000)
def words(text: str, dialect: Dialect) -> tuple[Word, ...]:
    """The significant tokens of a statement."""
    found = []
    at = 0
    for piece in lexer.pieces(text, dialect):
        kind = lexer.kind(piece, dialect)
        if kind not in ("space", "comment"):
            upper = piece.upper()
            bare = piece[1:-1] if kind == "quoted" else piece
            key = (
                bare
                if dialect == "postgres" and kind == "quoted"
                else bare.lower()
                if kind in ("word", "quoted")
                else upper
            )
            found.append(Word(piece, at, kind, key, upper))
        at += len(piece)
    return tuple(found)


def is_name(word: Word) -> bool:
    """Whether a token may be a name."""
    return word.kind in ("word", "quoted")


@lru_cache(maxsize=20_000)
def named(text: str, dialect: Dialect) -> frozenset[str]:
    """All that may be a name in a statement."""
    return frozenset(word.key for word in words(text, dialect) if is_name(word))


def name_end(row: tuple[Word, ...], at: int) -> int:
    """The word behind a name that begins at `at` and may have dots."""
    at += 1
    while at + 1 < len(row) and row[at].text == "." and is_name(row[at + 1]):
        at += 2
    return at


def past_guard(row: tuple[Word, ...], at: int) -> int:
    """The word behind IF [NOT] EXISTS and CONCURRENTLY."""
    while at < len(row) and row[at].upper in ("IF", "NOT", "EXISTS", "CONCURRENTLY", "ONLY"):
        at += 1
    return at


@lru_cache(maxsize=20_000)
def made(text: str, dialect: Dialect) -> Made | None:
    """What a statement makes; None where it is no CREATE, or its name cannot be told."""
    row = words(text, dialect)
    if not row or row[0].upper != "CREATE":
        return None
    at = 1
    while at < len(row) and (row[at].upper in _BEFORE or (row[at - 1].text == "=" and at < 8) or row[at].text == "@"):
        at += 1
    kind = ""
    if at + 1 < len(row) and row[at].upper == "MATERIALIZED" and row[at + 1].upper == "VIEW":
        kind, at = "materialized view", at + 2
    elif at < len(row) and row[at].upper in _KINDS:
        kind, at = row[at].text.lower(), at + 1
    if not kind:
        return None
    at = past_guard(row, at)
    if at >= len(row) or not is_name(row[at]) or (kind == "index" and row[at].upper == "ON"):
        return None
    last = name_end(row, at) - 1
    return Made(kind, row[last].key, last, at)


def written(text: str, row: tuple[Word, ...], first: int, last: int) -> str:
    """The characters from one word through another."""
    return text[row[first].start : row[last].end]


def brackets(row: tuple[Word, ...], at: int) -> int:
    """The word that closes the bracket at `at`; the last word where none does."""
    depth = 0
    for index in range(at, len(row)):
        if row[index].text == "(":
            depth += 1
        elif row[index].text == ")":
            depth -= 1
            if depth == 0:
                return index
    return len(row) - 1


def items(row: tuple[Word, ...], at: int) -> list[tuple[int, int]]:
    """The comma-separated items inside the bracket at `at`, as half-open ranges of words."""
    end = brackets(row, at)
    found = []
    depth, begin = 0, at + 1
    for index in range(at + 1, end):
        text = row[index].text
        depth += (text == "(") - (text == ")")
        if text == "," and depth == 0:
            found.append((begin, index))
            begin = index + 1
    if begin < end:
        found.append((begin, end))
    return [one for one in found if one[0] < one[1]]


@lru_cache(maxsize=4)
def tables(script: Script, dialect: Dialect) -> tuple[Table, ...]:
    """Every CREATE TABLE with a column list, in order."""
    found = []
    for number, piece in enumerate(script):
        what = made(piece.text, dialect)
        if what is None or what.kind != "table":
            continue
        row = words(piece.text, dialect)
        at = what.name + 1
        if at >= len(row) or row[at].text != "(":
            continue
        spans, columns = [], []
        for first, past in items(row, at):
            start, end = row[first].start, row[past - 1].end
            spans.append((start, end))
            if is_name(row[first]) and row[first].upper not in NO_COLUMN and past - first > 1:
                columns.append(Column(row[first].key, first, start, end))
        name = written(piece.text, row, what.first, what.name)
        found.append(Table(number, what.key, name, tuple(columns), tuple(spans)))
    return tuple(found)


@lru_cache(maxsize=4)
def makers(script: Script, dialect: Dialect) -> dict[str, tuple[int, str]]:
    """The first statement that makes each name, and the kind of what it makes."""
    found: dict[str, tuple[int, str]] = {}
    for number, piece in enumerate(script):
        what = made(piece.text, dialect)
        if what is not None:
            found.setdefault(what.key, (number, what.kind))
    return found


@lru_cache(maxsize=4)
def _uses(script: Script, dialect: Dialect) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, piece in enumerate(script):
        for key in named(piece.text, dialect):
            found.setdefault(key, []).append(number)
    return found


def users(script: Script, key: str, dialect: Dialect, after: int) -> list[int]:
    """The later statements that name `key`."""
    return [at for at in _uses(script, dialect).get(key, ()) if at > after]
