"""The columns that a document states, beside those that the schema has."""

from __future__ import annotations

from collections import Counter
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
from schemalint_rules._documents import Known, Mention, grids_of, known_in, parts_of, written_like
from schemalint_rules._once import once_each, once_for_these
from schemalint_rules._told_types import differs, told_type

STORES = frozenset({"mongodb", "dynamodb"})
"""The document stores among the dialects."""


class Pair(NamedTuple):
    """A place of the document that states columns of a table, and the table."""

    told: DocumentedTable
    table: Table
    schema: Replay
    slip: bool = False
    """The document misspells the name of the table."""


@once_for_these
def pairs(page: Page, against: tuple[Replay, ...]) -> tuple[Pair, ...]:
    """Every column table and list of the document with the table that it is about, where all is known of that table. What the
    document's own fences define is held against them, where they are its schema."""
    found: list[Pair] = []
    parts = parts_of(page, against)
    together = known_in(parts)
    for schema in parts:
        known = known_in((schema,))
        strangers = []
        for told in page.documented_tables:
            if told.struck or not told.columns:
                continue
            ref = known.find(told.name)
            if ref is None:
                strangers += [told] if together.find(told.name) is None else []
            elif (table := _certain(schema, ref)) is not None:
                found.append(Pair(told, table, schema))
        if strangers:
            found += _misspelt(known, schema, strangers, found)
    return tuple(found)


def _certain(schema: Replay, ref: Ref | None) -> Table | None:
    """The table, where all is known of it."""
    table = schema.catalog.tables.get(ref) if ref else None
    if table is None or table.assumed or table.unknown or table.as_query or schema.catalog.is_muted(table.ref):
        return None
    return None if any(column.unknown for column in table.columns) or not table.columns else table


def _all_certain(schema: Replay, refs: tuple[Ref, ...]) -> Iterator[Table]:
    for ref in refs:
        table = _certain(schema, ref)
        if table is not None:
            yield table


def _misspelt(known: Known, schema: Replay, strangers: list[DocumentedTable], found: list[Pair]) -> Iterator[Pair]:
    """Places with the columns of a table whose name they miss by a letter, where no other place states these columns."""
    listed: dict[Ref, set[str]] = {}
    for pair in found:
        listed.setdefault(pair.table.ref, set()).update(shared(pair))
    for told in strangers:
        for table in _all_certain(schema, known.nearly(told.name)):
            pair = Pair(told, table, schema, True)
            held = shared(pair).keys()
            if held and len(held) * 2 >= len(told.columns) and held.isdisjoint(listed.get(table.ref, ())):
                yield pair
                break


@once_for_these
def slips(page: Page, against: tuple[Replay, ...]) -> dict[str, Table]:
    """The tables that the document means by names which it misspells, in headings and rows: they have the columns, the index or
    the values that stand there."""
    found = {pair.told.name: pair.table for pair in pairs(page, against) if pair.slip}
    parts = parts_of(page, against)
    together = known_in(parts)
    for schema in parts:
        known = known_in((schema,))
        for index in page.documented_indexes:
            if index.table and index.table_span and index.table not in found and together.find(index.table) is None:
                for table in _all_certain(schema, known.nearly(index.table)):
                    if index.columns and all(column_of(table, name) for name in index.columns):
                        found.setdefault(index.table, table)
        for status in page.status_values:
            if status.table and status.table_span and status.table not in found and together.find(status.table) is None:
                for table in _all_certain(schema, known.nearly(status.table)):
                    if column_of(table, status.column):
                        found.setdefault(status.table, table)
    return found


def renaming(page: Page, mention: Mention, table: Table) -> tuple[Edit, ...]:
    """The edits that write the table's name where the document misspells it."""
    spelled = written_like(table.written or table.name, mention.name)
    edits: list[Edit] = []
    for row in mention.rows or (mention.span,):
        found = grids_of(page).row(row)
        cells = found[0].rows[found[1]] if found else ()
        for cell in cells:
            at = cell.written.find(mention.name) if cell.text == mention.name else -1
            if at >= 0:
                start = cell.span.start + at
                edits.extend(replaced(page, Span(page.path, start, start + len(mention.name)), spelled))
    return tuple(edits) or (Edit(mention.span, spelled),)


@once_each
def misnamed(pair: Pair) -> dict[DocumentedColumn, Column]:
    """The documented columns that the table lacks, with the column whose name each of them seems to miss: one that the place does
    not list, of a like name and no other type."""
    import difflib

    strangers = [one for one in pair.told.columns if column_of(pair.table, one.name) is None]
    listed = shared(pair) if strangers else {}
    free = {column.name.casefold(): column for column in pair.table.columns if column.name not in listed}
    found: dict[DocumentedColumn, Column] = {}
    for one in strangers:
        told = told_type(one.type, pair.schema.dialect)
        fitting = [
            name
            for name, column in free.items()
            if told is None or column.type is None or not differs(told, column, pair.schema.dialect)
        ]
        near = difflib.get_close_matches(one.name.casefold(), fitting, 1, 0.6)
        if near:
            found[one] = free.pop(near[0])
    return found


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
    """The places of each table, those that are about it. Several parts of a schema have no name in common."""
    found: dict[Ref, list[Pair]] = {}
    for pair in pairs(page, against):
        if is_about(pair):
            found.setdefault(pair.table.ref, []).append(pair)
    return found


def places_in(schema: Replay, page: Page, against: tuple[Replay, ...]) -> list[Pair]:
    """The places that are about tables of one of the schemas which the document tells."""
    every = (pair for found in by_table(page, against).values() for pair in found)
    return [one for one in every if (one.schema.path, one.schema.dialect) == (schema.path, schema.dialect)]


def grid_of(page: Page, span: Span) -> tuple[GridTable, int] | None:
    """The Markdown table around a place, and the number of its row; None in a list or a diagram."""
    return grids_of(page).row(span)


def cell_at(grid: GridTable, row: int, span: Span) -> int | None:
    """Which cell of the row holds the place."""
    for number, cell in enumerate(grid.rows[row]):
        if cell.span.covers(span):
            return number
    return None


def replaced(page: Page, span: Span, text: str) -> tuple[Edit, ...]:
    """The edits that put `text` in place of something a cell says. Where the other lines of the table are aligned, the bar behind
    the cell comes to stand below theirs, as far as the blanks before it allow."""
    found = grid_of(page, span)
    number = cell_at(*found, span) if found else None
    if found is None or number is None:
        return (Edit(span, text),)
    grid, row = found
    end = grid.rows[row][number].span.end
    gap = _lacking(page, grid, row, number) - (len(text) - (span.end - span.start))
    bar = page.text.find("|", end, grid.row_spans[row].end)
    gap = max(gap, 1 - (bar - end)) if bar > end else max(gap, 0)
    if gap == 0 or not _others_are_aligned(page, grid, row):
        return (Edit(span, text),)
    if end == span.end:
        return (Edit(span, text + " " * gap) if gap > 0 else Edit(Span(span.path, span.start, end - gap), text),)
    return Edit(span, text), Edit(Span(span.path, end, max(end, end - gap)), " " * gap)


@once_for_these
def _places(page: Page, grid: GridTable) -> Counter[tuple[int, ...]]:
    """Where the bars of the lines of a table stand, and in how many lines: one answer for all its rows, however many there are."""
    head = Span(page.path, grid.span.start, page.text.find("|", grid.header[-1].span.end, grid.delimiter.start) + 1)
    return Counter(_bars(page, line) for line in (head, grid.delimiter, *grid.row_spans))


def _others_are_aligned(page: Page, grid: GridTable, row: int) -> bool:
    """Whether the bars of all lines but that of one row stand below each other."""
    places = _places(page, grid)
    own = _bars(page, grid.row_spans[row])
    return len(places) - (places[own] == 1) == 1


def _lacking(page: Page, grid: GridTable, row: int, number: int) -> int:
    """How many blanks a row lacks behind a cell to stand below the line of dashes; it must lack them there alone."""
    here, right = _bars(page, grid.row_spans[row]), _bars(page, grid.delimiter)
    if len(here) != len(right):
        return 0
    off = [one - other for one, other in zip(right, here, strict=True)]
    return off[-1] if not any(off[: number + 1]) and len(set(off[number + 1 :])) == 1 else 0


def _bars(page: Page, line: Span) -> tuple[int, ...]:
    return tuple(at for at, char in enumerate(page.written(line)) if char == "|")


@once_for_these
def _is_aligned(page: Page, grid: GridTable) -> bool:
    """Whether the bars of the rows stand below each other, and below the line of dashes."""
    return len({_bars(page, line) for line in (*grid.row_spans, grid.delimiter)}) == 1


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
        if aligned and wider <= 0:
            out += gap + " " * -wider
        elif aligned and 0 < wider < len(gap):
            out += gap[wider:]
        else:
            out += gap[:1]
        position = past
    return out + page.text[position : line.end]
