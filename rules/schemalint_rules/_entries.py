"""Rows and list items about objects: where one more goes, what it looks like, how one is taken out or put right."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence

from schemalint import Cell, Edit, GridTable, Page, Ref, Span
from schemalint_rules._dictionary import cell_at, grid_of, new_row, replaced
from schemalint_rules._documents import Known, mentioned, without_lines


def put_right(page: Page, span: Span, text: str) -> tuple[Edit, ...]:
    """The edits that make a cell or words of an item say `text`; bars in it are escaped where it stands in a table."""
    return replaced(page, span, text.replace("|", "\\|") if grid_of(page, span) else text)


def taken_out(page: Page, row: Span) -> tuple[Edit, ...]:
    """The edits that take the line of a row or an item away; none where nothing of its table would remain."""
    found = grid_of(page, row)
    if found is not None and len(found[0].rows) < 2:
        return ()
    return without_lines(page, (row,))


def in_manner(written: str, names: Sequence[str]) -> str:
    """A list of names in code and brackets where the words that it stands for have them."""
    text = ", ".join(names)
    if written.count("`") > 2 or (written.startswith("`") and len(names) < 2):
        text = ", ".join(f"`{name}`" for name in names)
    elif written.startswith("`"):
        text = f"`{text}`"
    return f"({text})" if written.startswith("(") else text


def predecessor(wanted: Hashable, told: Sequence[Hashable], orders: Iterable[Sequence[Hashable]]) -> Hashable | None:
    """Behind which of the listed things another one goes: by the first of the orders that the list keeps to, else behind the last.
    None for a place before the first."""
    for order in orders:
        places = {one: at for at, one in enumerate(order)}
        kept = [places[one] for one in told if one in places]
        if wanted in places and kept == sorted(kept):
            before = [one for one in told if one in places and places[one] < places[wanted]]
            return before[-1] if before else None
    return told[-1] if told else None


def row_added(page: Page, model: Span, texts: Mapping[Span, str], before: bool = False) -> Edit | None:
    """A line behind the row `model` (or before it) in its manner. `texts` says what stands in place of what in the cells that hold these
    spans; other cells are left empty. None where the model is no row of a table."""
    found = grid_of(page, model)
    if found is None:
        return None
    grid, at = found
    cells: dict[int, str] = {}
    for span, text in texts.items():
        number = cell_at(grid, at, span)
        if number is None:
            continue
        cell = grid.rows[at][number]
        start = cells.get(number)
        if start is None:
            head = page.text[cell.span.start : span.start]
            tail = page.text[span.end : cell.span.end]
            cells[number] = head + text.replace("|", "\\|") + tail
    line = new_row(page, grid, at, cells)
    place = grid.row_spans[at]
    where = place.start if before else place.end
    text = line + page.line_break if before else page.line_break + line
    return Edit(Span(page.path, where, where), text)


def item_added(page: Page, model: Span, texts: Mapping[Span, str], before: bool = False) -> Edit:
    """A list item behind the item `model` (or before it), with other words in the places of `texts`."""
    start = max(page.text.rfind("\n", 0, model.start), page.text.rfind("\r", 0, model.start)) + 1
    line, at = "", start
    for span in sorted(texts):
        if span.start < at or span.end > model.end:
            continue
        line += page.text[at : span.start] + texts[span]
        at = span.end
    line += page.text[at : model.end]
    line = " ".join(line.splitlines())
    where = start if before else model.end
    return Edit(Span(page.path, where, where), line + page.line_break if before else page.line_break + line)


def without_clause(page: Page, clause: Span) -> tuple[Edit, ...]:
    """The edits that take words out of a cell or an item, with the comma that would then join nothing."""
    found = grid_of(page, clause)
    around = clause
    if found is not None:
        number = cell_at(found[0], found[1], clause)
        around = found[0].rows[found[1]][number].span if number is not None else clause
    else:
        start = max(page.text.rfind("\n", 0, clause.start), page.text.rfind("\r", 0, clause.start)) + 1
        end = page.text.find("\n", clause.end)
        around = Span(page.path, start, len(page.text) if end < 0 else end)
    before, after = page.text[around.start : clause.start], page.text[clause.end : around.end]
    follows = re.match(r"\s*[,;]\s*", after)
    if follows and not re.search(r"[,;]\s*$", before):
        after = after[follows.end() :]
    else:
        before = re.sub(r"\s*[,;]?\s*$", "", before) if found is None or before else before
        after = after.lstrip() if not before else after
    text = before + after
    if text.strip() == "``":
        text = ""
    return replaced(page, around, text) if found is not None else (Edit(around, text),)


def with_clause(page: Page, cell: Cell, clause: str, first: bool = False) -> tuple[Edit, ...]:
    """The edits that add words to a cell, before or behind what it says; a dash that says nothing gives way."""
    written = cell.written if cell.text not in ("", "-", "—", "–") else ""
    text = ", ".join(part for part in ((clause, written) if first else (written, clause)) if part)
    return replaced(page, cell.span, text.replace("|", "\\|") if "|" in clause else text)


class Places:
    """In which column of which make of table a document states something, for stating it where it does not yet."""

    def __init__(self, page: Page) -> None:
        self._rows = {line: (grid, number) for grid in page.tables for number, line in enumerate(grid.row_spans)}
        self._held: dict[tuple[str, ...], tuple[int, Span]] = {}

    def learn(self, row: Span, clause: Span) -> None:
        """Takes up a place of a row where it is stated."""
        found = self._rows.get(row)
        number = cell_at(found[0], found[1], clause) if found else None
        if found and number is not None:
            self._held.setdefault(_make(found[0]), (number, clause))

    def cell(self, row: Span) -> tuple[Cell, Span] | None:
        """The cell of the row that would state it, and a place that does; None where tables of that make do not state it."""
        found = self._rows.get(row)
        held = self._held.get(_make(found[0])) if found else None
        return (found[0].rows[found[1]][held[0]], held[1]) if found and held else None


def _make(grid: GridTable) -> tuple[str, ...]:
    """What tables have in common where what stands in a column of one would stand there in the other."""
    return tuple(cell.text.casefold() for cell in grid.header)


def spoken_of(page: Page, known: Known) -> set[Ref]:
    """The tables that the document says something about: of others a list need not tell either."""
    return {ref for name in dict.fromkeys(mentioned(page)) if (ref := known.find(name)) is not None}


def cased_like(name: str, model: str) -> str:
    """A name that the server folds to capitals, in small letters where the document writes names so."""
    return name.lower() if name.isupper() and model.islower() else name
