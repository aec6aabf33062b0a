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
    r"(?:^|_)(?:status|state|type|kind|role|phase|mode|priority|severity|level|category|visibility|stage|result|outcome)$",
    re.I,
)


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


def is_value_table(table: GridTable) -> bool:
    """Whether the first column is headed Value or Status, and the second describes."""
    kinds = header_kinds(table)
    return len(kinds) in (2, 3) and "value" in kinds[0] and any("description" in offers for offers in kinds[1:])


def from_description(column: DocumentedColumn, written: str) -> DocumentedStatus | None:
    """The values that a column's description lists and nothing else: `draft/sent/paid`, `'active', 'dormant'`."""
    span = column.description_span
    if span is None or len(written) > 400 or re.search(r"\.\.\.|…|\betc\b", written):
        # A list that goes on tells what may be in it, not what must not.
        return None
    values = values_in(Cell(column.description, written, span))
    if len(values) < 2 or not all(_WORDY.fullmatch(value) for value, _ in values):
        return None
    quoted = sum(written.count(quote) for quote in "'`\"") >= 2 * len(values)
    if not quoted and (not _TELLING.search(column.name) or any(value != value.lower() for value, _ in values)):
        return None
    if "/" in written and " / " not in written and " " in re.sub(r"\s*,\s*", ",", written):
        return None
    return DocumentedStatus(
        column.table, column.name, tuple(value for value, _ in values), column.row, span, tuple(place for _, place in values),
        None, column.name_span,
    )  # fmt: skip
