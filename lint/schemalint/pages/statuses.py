"""The values that a column may hold, as tables and descriptions list them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint.model.page import Cell, DocumentedColumn, DocumentedStatus, GridTable
from schemalint.model.text import Span
from schemalint.pages.headers import header_kinds

_VALUE = re.compile(
    r"[`'\"“”‘’*]*([^\s`'\"“”‘’*](?:[^`'\"“”‘’*]*[^\s`'\"“”‘’*])?)[`'\"“”‘’*]*(?:\s*[(（][^()（）]*[)）])?"
)
_SPLIT = re.compile(r"'[^']*'|`[^`]*`|\"[^\"]*\"|[(（][^()（）]*[)）]|(?P<cut>[,;|/、，]|\bor\b)")
_WORDY = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[_-][A-Za-z0-9]+)*")
_TELLING = re.compile(
    r"(?:^|_)(?:status|state|type|kind|role|phase|mode|priority|severity|level|category|visibility|stage|result|outcome|source|"
    r"language|pattern|channel|format|method|provider|platform|environment|direction|gender|scope|tier)$",
    re.I,
)
_MARKED = r"(?:`[^`]+`|'[^']+'|\"[^\"]+\")"
_SENTENCE = re.compile(rf"{_MARKED}(?:\s*(?:[,/|、，]|\bor\b)\s*{_MARKED})+(?=\.(?:\s|$))")
_LED = re.compile(r"[^:：`'\",/|]{1,30}[:：]\s*")
_NUMBERED = re.compile(r"(-?\d+)\s*[=:]\s*\w[\w -]*")


def values_in(cell: Cell) -> list[tuple[str, Span]]:
    """The values in a cell, parted by commas, semicolons, slashes or bars; quotes and backticks left out."""
    written = cell.written
    found = []
    at = 0
    parts: list[tuple[int, int]] = []
    for cut in _SPLIT.finditer(written):
        if cut["cut"]:
            parts.append((at, cut.start()))
            at = cut.end()
    parts.append((at, len(written)))
    for begin, end in parts:
        piece = written[begin:end]
        value = _VALUE.fullmatch(piece.strip())
        if value and value[1] not in ("...", "…", "etc.", "etc"):
            lead = len(piece) - len(piece.lstrip())
            start = cell.span.start + begin + lead + value.start(1)
            found.append((value[1], Span(cell.span.path, start, start + len(value[1]))))
    return found


def is_status_table(table: GridTable) -> bool:
    """Whether the table lists the values of columns: Table, Column, Valid Values."""
    kinds = header_kinds(table)
    flat = [kind for offers in kinds for kind in offers]
    return "values" in flat and "name" in flat


def from_table(table: GridTable, owner: str) -> Iterator[DocumentedStatus]:
    """The lists of values that a Markdown table states; `owner` is the table they belong to where no column of it says so."""
    offers = header_kinds(table)
    taken: dict[str, int] = {}
    for kind in ("table", "values", "name"):
        for index, kinds in enumerate(offers):
            if kind in kinds and index not in taken.values() and kind not in taken:
                taken[kind] = index
    if "values" not in taken or "name" not in taken:
        return
    current = owner
    for row, span in zip(table.rows, table.row_spans, strict=True):
        holder = row[taken["table"]] if "table" in taken else None
        if holder and holder.text:
            current = holder.text
        column = row[taken["name"]]
        values = values_in(row[taken["values"]])
        name, table_name = column.text, current
        if "table" not in taken and name.count(".") == 1:
            table_name, name = name.split(".")
        if values and table_name:
            yield DocumentedStatus(
                table_name, name, tuple(value for value, _ in values), span, row[taken["values"]].span,
                tuple(place for _, place in values), holder.span if holder else None, column.span,
            )  # fmt: skip


def from_value_table(table: GridTable, owner: str, column: str) -> DocumentedStatus | None:
    """The rows of a table `Value, Description` that is about one column."""
    values = [(row[0].text, row[0].span) for row in table.rows if row[0].text]
    if not values or not all(re.fullmatch(r"['\"]?[\w .-]+['\"]?", value) for value, _ in values):
        return None
    return DocumentedStatus(
        owner, column, tuple(value.strip("'\"") for value, _ in values), table.span, table.span,
        tuple(span for _, span in values),
    )  # fmt: skip


def is_value_table(table: GridTable, column: str) -> bool:
    """Whether the first column of the table lists the values of `column`: it is headed Value, Status, Type or with the
    column's name, and holds words; another column tells what they mean."""
    kinds = header_kinds(table)
    if len(kinds) < 2 or not table.rows:
        return False
    headed = bool({"value", "type", "values"} & set(kinds[0])) or table.header[0].text.casefold() == column.casefold()
    told = len(kinds) == 2 or any("description" in offers for offers in kinds[1:]) or headed
    return (
        headed and told and all(re.fullmatch(r"['\"]?[\w.-]+['\"]?", row[0].text) for row in table.rows if row[0].text)
    )


def from_description(column: DocumentedColumn, written: str) -> DocumentedStatus | None:
    """The values that a column's description lists: `draft/sent/paid`, `'active', 'dormant'`, with a gloss and a colon in
    front (`kind: a/b/c`), or as its first sentence."""
    span = column.description_span
    if span is None or len(written) > 400 or re.search(r"\.\.\.|…|\betc\b", written):
        # A list that goes on tells what may be in it, not what must not.
        return None
    sentence = _SENTENCE.match(written)
    led = _LED.match(written)
    begin, end = (0, sentence.end()) if sentence else (led.end() if led else 0, len(written))
    if not sentence:
        end -= len(written) - len(written.rstrip(". "))
    place = Span(span.path, span.start + begin, span.start + end)
    listed = written[begin:end]
    values = values_in(Cell(listed, listed, place))
    numbers = [_NUMBERED.fullmatch(value) for value, _ in values]
    if all(numbers):
        # `0 = draft`, `1 = published`: the numbers are what is stored.
        values = [
            (number[1], Span(where.path, where.start, where.start + len(number[1])))
            for number, (_, where) in zip(numbers, values, strict=True)
            if number
        ]
    elif not all(_WORDY.fullmatch(value) for value, _ in values):
        return None
    if len(values) < 2 or len(values) != sum(1 for part in _parts(listed) if part.strip()):
        return None
    quoted = sum(listed.count(quote) for quote in "'`\"") >= 2 * len(values)
    if (not quoted or led or all(numbers)) and not _TELLING.search(column.name):
        return None
    if not quoted and any(value != value.lower() for value, _ in values):
        return None
    if "/" in listed and " / " not in listed and " " in re.sub(r"\s*,\s*", ",", listed):
        return None
    return DocumentedStatus(
        column.table, column.name, tuple(value for value, _ in values), column.row, place, tuple(where for _, where in values),
        None, column.name_span,
    )  # fmt: skip


def _parts(written: str) -> list[str]:
    parts, at = [], 0
    for cut in _SPLIT.finditer(written):
        if cut["cut"]:
            parts.append(written[at : cut.start()])
            at = cut.end()
    return [*parts, written[at:]]
