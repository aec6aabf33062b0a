"""The columns that a document states, beside those that the schema has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from schemalint import (
    Column,
    DocumentedColumn,
    DocumentedTable,
    Edit,
    GridTable,
    Page,
    Ref,
    Replay,
    Span,
    Table,
    likenesses,
)
from schemalint_rules._documents import known_in, schemas_of


class Pair(NamedTuple):
    """A place of the document that states columns of a table, and the table."""

    told: DocumentedTable
    table: Table
    schema: Replay


def pairs(page: Page, against: tuple[Replay, ...]) -> Iterator[Pair]:
    """Every column table and list of the document with the table that it is about, where all is known of that table. What the
    document's own fences define is held against them, where they are its schema."""
    for schema in schemas_of(page, against)[:1]:
        known = known_in((schema,))
        catalog = schema.catalog
        for told in page.documented_tables:
            if told.struck or not told.columns:
                continue
            ref = known.find(told.name)
            table = catalog.tables.get(ref) if ref else None
            if table is None or table.assumed or table.unknown or table.as_query or catalog.is_muted(table.ref):
                continue
            if any(column.unknown for column in table.columns) or not table.columns:
                continue
            yield Pair(told, table, schema)


def column_of(table: Table, written: str) -> Column | None:
    """The column that a document calls `written`: exactly, in another case, or with other separators."""
    name = written.strip('"`[] ')
    plain = name.casefold()
    for column in table.columns:
        if column.name.casefold() == plain:
            return column
    wanted = likenesses(f'"{name}"')[0]
    near = [column for column in table.columns if likenesses(f'"{column.name}"')[0] == wanted]
    return near[0] if len(near) == 1 else None


def shared(pair: Pair) -> dict[str, DocumentedColumn]:
    """The documented columns that the table has, by the name they have there."""
    found: dict[str, DocumentedColumn] = {}
    for one in pair.told.columns:
        column = column_of(pair.table, one.name)
        if column is not None:
            found.setdefault(column.name, one)
    return found


def is_about(pair: Pair) -> bool:
    """Whether the place describes this table and not another thing of that name: they share half of what it lists."""
    return len(shared(pair)) * 2 >= len(pair.told.columns)


def by_table(page: Page, against: tuple[Replay, ...]) -> dict[Ref, list[Pair]]:
    """The places of each table, those that are about it."""
    found: dict[Ref, list[Pair]] = {}
    for pair in pairs(page, against):
        if is_about(pair):
            found.setdefault(pair.table.ref, []).append(pair)
    return found


def grid_of(page: Page, span: Span) -> tuple[GridTable, int] | None:
    """The Markdown table around a place, and the number of its row; None in a list or a diagram."""
    for grid in page.tables:
        if grid.span.covers(span):
            for number, row in enumerate(grid.row_spans):
                if row.covers(span):
                    return grid, number
    return None


def cell_at(grid: GridTable, row: int, span: Span) -> int | None:
    """Which cell of the row holds the place."""
    for number, cell in enumerate(grid.rows[row]):
        if cell.span.covers(span):
            return number
    return None


def replaced(page: Page, span: Span, text: str) -> tuple[Edit, ...]:
    """The edits that put `text` in place of what a cell says. Where the columns of the table were aligned, they stay so as far as the
    blanks behind the text allow."""
    found = grid_of(page, span)
    grown = len(text) - (span.end - span.start)
    if found is None or grown == 0:
        return (Edit(span, text),)
    end = span.end
    line = found[0].row_spans[found[1]]
    bar = page.text.find("|", end, line.end)
    blanks = bar - end if bar >= 0 and not page.text[end:bar].strip() else 0
    if grown < 0 and bar >= 0 and blanks and _is_aligned(page, found[0]):
        return (Edit(Span(span.path, span.start, end), text + " " * -grown),)
    if 0 < grown < blanks:
        return (Edit(Span(span.path, span.start, end + grown), text),)
    return (Edit(span, text),)


def _is_aligned(page: Page, grid: GridTable) -> bool:
    """Whether the bars of all lines stand below each other."""
    bars = {
        tuple(at for at, char in enumerate(page.written(line)) if char == "|")
        for line in (*grid.row_spans, grid.delimiter)
    }
    return len(bars) == 1


def new_row(page: Page, grid: GridTable, row: int, texts: dict[int, str]) -> str:
    """A line for the table like its row number `row`, with the given cells filled and the others empty; as wide as that row where
    the table is aligned."""
    line, cells = grid.row_spans[row], grid.rows[row]
    aligned = _is_aligned(page, grid)
    out = ""
    position = line.start
    for number, cell in enumerate(cells):
        text = texts.get(number, "")
        bar = page.text.find("|", cell.span.end, line.end)
        past = bar if bar >= 0 else cell.span.end
        gap = page.text[cell.span.end : past]
        wider = len(text) - (cell.span.end - cell.span.start)
        out += page.text[position : cell.span.start] + text
        if aligned and wider < 0:
            out += gap + " " * -wider
        elif aligned and 0 < wider < len(gap):
            out += gap[wider:]
        else:
            out += gap[:1]
        position = past
    return out + page.text[position : line.end]
