"""What the heads of a Markdown table say about the objects below them, and the names and places in its cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from schemalint.model.page import Cell, GridTable
from schemalint.model.record import NamedTuple
from schemalint.model.text import Span
from schemalint.pages.headers import LONGEST_HEAD
from schemalint.pages.markup import plain, without_gloss
from schemalint.pages.object_words import HEADS


@lru_cache(maxsize=1)
def _kinds_by_word() -> dict[str, frozenset[str]]:
    words: dict[str, set[str]] = {}
    for kind, names in HEADS.items():
        for name in names:
            words.setdefault(name, set()).add(kind)
    return {word: frozenset(kinds) for word, kinds in words.items()}


_NONE: frozenset[str] = frozenset()


def heads_of(table: GridTable) -> list[frozenset[str]]:
    """What each head may mean; an empty set where it is not known."""
    words = _kinds_by_word()
    found = []
    for cell in table.header:
        text = cell.text[:LONGEST_HEAD].casefold().strip(" *:：?")
        found.append(words.get(text) or words.get(without_gloss(text)) or _NONE)
    return found


def taken(offers: Sequence[frozenset[str]], wanted: Iterable[str]) -> dict[str, int]:
    """Which column holds what: for each kind wanted, in that order, the first column that may hold it and holds nothing else."""
    found: dict[str, int] = {}
    for kind in wanted:
        for number, kinds in enumerate(offers):
            if kind in kinds and number not in found.values():
                found[kind] = number
                break
    return found


@lru_cache(maxsize=256)
def _title(stems: tuple[str, ...]) -> re.Pattern[str]:
    # Words in Latin letters stand alone: `Overview` is about no view.
    latin = "|".join(re.escape(stem) for stem in stems if _is_latin(stem))
    others = "|".join(re.escape(stem) for stem in stems if not _is_latin(stem))
    return re.compile(rf"(?<![\w-])(?:{latin})(?![\w-])" + (f"|{others}" if others else ""))


def _is_latin(word: str) -> bool:
    return all(ord(char) < 0x250 for char in word)


def is_title(text: str, stems: tuple[str, ...]) -> bool:
    """Whether a heading or label speaks of what `stems` name, and is no name itself."""
    return "_" not in text and _title(stems).search(text.casefold()) is not None


class Named(NamedTuple):
    """A name at the head of a text, and what stands in brackets behind it."""

    name: str
    span: Span
    arguments: tuple[str, ...] | None
    """None where there are no brackets."""
    arguments_span: Span | None
    end: int
    """Offset in the text behind the name, its marks and the brackets."""
    marked: bool
    """In code or bold."""


_NAME = re.compile(
    r"(?P<open>[*_~\[]*(?P<tick>`)?)\s*[\"\[]?(?P<name>[^\W\d][\w$#-]*(?:\.[\"\[]?[^\W\d][\w$#-]*){0,2})[\"\]]?\s*(?(tick)`?)[*_~]*"
    r"(?:\s*(?P<brackets>\((?P<arguments>[^()]*(?:\([^()]*\)[^()]*)*)\)))?(?P<close>[`*_~\]]*(?:(?<=\])\([^()\s]*\))?[*_~]*)"
)


def named(written: str, start: int, path: str) -> Named | None:
    """The name that a text begins with: `calculate_total(order_id)`, **`v_orders`**, [users](users.md)."""
    found = _NAME.match(written)
    if not found:
        return None
    arguments: tuple[str, ...] | None = None
    span = None
    if found["arguments"] is not None:
        arguments = parts(plain(found["arguments"]))
        span = Span(path, start + found.start("arguments"), start + found.end("arguments"))
    name = found["name"].replace('"', "").replace("[", "").rstrip("-_") if "_" in found["open"] else found["name"]
    name = name.replace('"', "").replace("[", "")
    begin = found.start("name")
    return Named(
        name, Span(path, start + begin, start + begin + len(name)) if found["name"].startswith(name)
        else Span(path, start + begin, start + found.end("name")),
        arguments, span, found.end(), bool(found["open"].strip("[")),
    )  # fmt: skip


def whole_name(cell: Cell) -> Named | None:
    """The name that is all a cell holds, but for marks and brackets; None where it holds more, or something else."""
    if "*" in cell.text:
        return None  # a part of a name
    found = named(cell.written, cell.span.start, cell.span.path)
    if found is None or cell.written[found.end :].strip(" `*_~"):
        return None
    return found


def parts(text: str) -> tuple[str, ...]:
    """What stands between the commas that are in no brackets."""
    found: list[str] = []
    depth = begin = 0
    for at, char in enumerate(text):
        if char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif char in ",、，;" and depth <= 0:
            found.append(text[begin:at].strip())
            begin = at + 1
    found.append(text[begin:].strip())
    return tuple(part for part in found if part)


def inside(cell: Cell) -> Span:
    """What a cell holds, without the backticks, stars and brackets of Markdown around all of it."""
    start, end = cell.span.start, cell.span.end
    text = cell.written
    while len(text) > 2 and text[0] == text[-1] and text[0] in "`*" and text[0] not in text.strip(text[0]):
        text = text[1:-1]
        start, end = start + 1, end - 1
    lead = len(text) - len(text.lstrip())
    return Span(cell.span.path, start + lead, end - (len(text) - len(text.rstrip())))


def names_of(cell: Cell) -> tuple[str, ...] | None:
    """The names that a cell lists, most often apart by commas; None where it says anything else."""
    text = re.sub(r"\s*(?:<br\s*/?>|\s(?:and|und|et|y|e|и)\s)\s*", ", ", cell.text)
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    found = tuple(part.strip('`"[] ') for part in re.split(r"\s*[,、，;+]\s*", text) if part)
    return found if all(re.fullmatch(r"[^\W\d][\w$#-]*(?:\.[\w$#*-]+){0,2}", name) for name in found) else None
