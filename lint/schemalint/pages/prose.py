"""Columns that sentences list: `users has the columns id, email and name`, `` `stats` — `url TEXT`, `count INTEGER` ``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from schemalint.model.page import DocumentedColumn, DocumentedTable, Section
from schemalint.model.text import Span
from schemalint.pages.blocks import Line
from schemalint.pages.columns import listed_column
from schemalint.pages.markup import code_spans
from schemalint.pages.vocabulary import Vocabulary, spoken
from schemalint.pages.words import JOINING, NO_PLURALS, PARTIAL, VERBS

_NAME = r"[^\W\d][\w$]*"
_MARKS = r"[`*_\"]{0,3}"
_ITEM = re.compile(
    rf"{_MARKS}(?P<name>{_NAME}?){_MARKS}(?:\s*[(（](?P<type>[^()（）]*(?:\([^()]*\)[^()（）]*)?)[)）])?{_MARKS}", re.S
)
_MARKED = re.compile(rf"[*_]*`(?P<name>{_NAME}(?:\.{_NAME}){{0,2}})`[*_]*\s*(?:[—–:：]|-)\s*(?=`)")
_SLASHED = re.compile(rf"{_NAME}(?:/{_NAME})+(?=\s)")
_LONGEST = 2000
"""Paragraphs of more characters than this are no list of columns."""


def _any(words: Iterable[str]) -> str:
    """One of the words; where a script parts words, whole ones."""
    return "|".join(
        re.escape(word) if word[0] >= NO_PLURALS else rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])"
        for word in sorted(words, key=len, reverse=True)
    )


@lru_cache(maxsize=4)
def _patterns(vocabulary: Vocabulary) -> tuple[re.Pattern[str], ...]:
    """What tells the word for columns, a table's name behind and before the word for tables, what a sentence says of it, and
    what parts the names of a list."""
    several, table = _any(vocabulary.columns_words), _any(vocabulary.table_words)
    joining = _any(JOINING)
    return (
        re.compile(rf"(?:{several})[*_]*\s*[:：]?\s*[*_]*", re.I),
        re.compile(rf"(?:{table})\s*{_MARKS}(?P<name>[A-Za-z_][A-Za-z0-9_$.]*)", re.I),
        re.compile(rf"(?<![\w$]){_MARKS}(?P<name>[A-Za-z_][A-Za-z0-9_$.]*){_MARKS}\s*(?:{table})", re.I),
        re.compile(_any(VERBS), re.I),
        re.compile(
            rf"\s*[,、，;]\s*(?:(?:{joining})\s*)?|(?<=[\s`*)）])(?:{joining})(?=[\s`*])|(?<=\w)[和及與与と및](?=\w|\s)",
            re.I,
        ),
    )


def from_paragraph(path: str, text: str, start: int, owner: str, section: Section | None) -> DocumentedTable | None:
    """The table whose columns a paragraph at `start` lists; `owner` is the table of the headings. None where the paragraph
    lists none, or says that it names only some."""
    if len(text) > _LONGEST:
        return None
    return _marked(path, text, start, section) or _told(path, text, start, owner, section)


def _marked(path: str, text: str, start: int, section: Section | None) -> DocumentedTable | None:
    """`` `stats` — `url VARCHAR(255) PRIMARY KEY`, `hits/clicks INTEGER` ``: each column with its type."""
    head = _MARKED.match(text)
    if not head:
        return None
    name = head["name"]
    columns: list[DocumentedColumn] = []
    for begin, end, ticks in code_spans(text, head.end()):
        inner = text[begin + ticks : end - ticks]
        at = start + begin + ticks
        row = Span(path, at, at + len(inner))
        slashed = _SLASHED.match(inner)
        for part in slashed[0].split("/") if slashed else ("",):
            rest = inner[slashed.end() - len(part) :] if slashed else inner
            stated = part + rest[len(part) :] if slashed else rest
            found = listed_column(name, Line(at + len(inner) - len(stated), stated), row)
            if found is None:
                continue
            if slashed:
                begins = at + inner.index(part)
                found = found._replace(name_span=Span(path, begins, begins + len(part)))
            columns.append(found)
        if not columns:
            return None
    if not columns:
        return None
    place = Span(path, start + head.start("name"), start + head.end("name"))
    return DocumentedTable(name, place, Span(path, start, start + len(text)), section, tuple(columns), "list")


def _told(path: str, text: str, start: int, owner: str, section: Section | None) -> DocumentedTable | None:
    """`The table users has the columns id (uuid), email and name.`, and `Columns: id, email` below a table's heading."""
    vocabulary = spoken()
    folded = text.casefold()
    if not any(word in folded for word in vocabulary.columns_words) or any(word in folded for word in PARTIAL):
        return None
    several, *_, parting = _patterns(vocabulary)
    ends = _sentence_end(text)
    for found in several.finditer(text, 0, ends):
        named = _table(text[: found.start()], vocabulary)
        if named:
            name, place = text[named[0] : named[1]], Span(path, start + named[0], start + named[1])
        elif owner and not text[: found.start()].strip("*_ \t"):
            name, place = owner, Span(path, start, start)
        else:
            continue
        listed = _names(text, found.end(), ends, parting)
        if (not listed or len(listed) < 2) and named and (behind := _names(text, named[2], found.start(), parting)):
            # Japanese and Korean put the word behind the list.
            listed = behind
        if not listed or len(listed) < 2:
            continue
        columns = tuple(_column(path, name, start, *one) for one in listed)
        return DocumentedTable(name, place, Span(path, start, start + len(text)), section, columns, "list")
    return None


def _table(text: str, vocabulary: Vocabulary) -> tuple[int, int, int] | None:
    """Where the name of the table stands that the sentence is about, and where what it says of it ends: the one name in code
    marks, the name beside the word for tables, or the first word."""
    _, behind, before, verb, _ = _patterns(vocabulary)
    marked = [(begin + ticks, end - ticks) for begin, end, ticks in code_spans(text)]
    place = marked[0] if len(marked) == 1 and re.fullmatch(r"[\w$.]+", text[slice(*marked[0])]) else None
    for pattern in (behind, before):
        found = None if place else pattern.search(text)
        if found and not verb.fullmatch(found["name"]):
            place = found.span("name")
    if place is None and (first := re.match(r"[*_\"]*([A-Za-z_][A-Za-z0-9_$.]*)", text)):
        place = first.span(1)
        if (said := verb.match(text, place[1] + len(text[place[1] :]) - len(text[place[1] :].lstrip('*_" ')))) is None:
            return None
        return (*place, said.end())
    said = verb.search(text, place[1]) if place else None
    return (*place, said.end()) if place and said else None


def _sentence_end(text: str) -> int:
    found = re.search(r"(?<=[\w`*)）])[.。](?=\s|$)", text)
    return found.start() if found else len(text)


def _names(text: str, begin: int, end: int, parting: re.Pattern[str]) -> list[tuple[re.Match[str], int]] | None:
    """The items of a list, each with its offset; None where something in it is no name."""
    found = []
    at = begin
    cuts = [*((cut.start(), cut.end()) for cut in parting.finditer(text, begin, end)), (end, end)]
    for stop, following in cuts:
        piece = text[at:stop]
        lead = len(piece) - len(piece.lstrip())
        item = _ITEM.fullmatch(piece.strip(" \t\r\n"))
        if item is None or not item["name"]:
            return None
        found.append((item, at + lead))
        at = following
    return found


def _column(path: str, table: str, start: int, item: re.Match[str], at: int) -> DocumentedColumn:
    begin = start + at
    row = Span(path, begin, begin + len(item[0]))
    place = Span(path, begin + item.start("name"), begin + item.end("name"))
    typed = listed_column(table, Line(begin, item[0]), row) if item["type"] else None
    if typed is not None:
        return typed._replace(name_span=place, name=item["name"])
    return DocumentedColumn(table, item["name"], "", None, None, "", row, place, source="list")
