"""Filling cells of a Markdown table: one that is aligned stays aligned."""

from __future__ import annotations

from collections.abc import Mapping

from schemalint import Edit, GridTable, Page, Span


def filled(page: Page, grid: GridTable, number: int, texts: Mapping[int, str]) -> tuple[Edit, ...]:
    """The edits that write `texts`, by row, into the cells of column `number`. Where the bars of all lines stand below each other,
    the column is made as wide as its widest text; no other cell changes."""
    path = grid.span.path
    above = page.text[grid.span.start : grid.delimiter.start]
    head = Span(path, grid.span.start, grid.span.start + len(above.splitlines()[0]))
    lines = (head, grid.delimiter, *grid.row_spans)
    bars = [_bars(page.written(line)) for line in lines]
    if len({tuple(one) for one in bars}) == 1:
        first = 0 if page.written(head).lstrip(" >").startswith("|") else -1
        if first + number + 1 < len(bars[0]) and first + number >= 0:
            return _widened(page, lines, bars[0][first + number] + 1, bars[0][first + number + 1], texts)
    edits = []
    for row, text in texts.items():
        cell = grid.rows[row][number].span
        line = grid.row_spans[row]
        start = max(page.text.rfind("|", line.start, cell.start) + 1, line.start)
        end = page.text.find("|", cell.end, line.end)
        if start <= line.start or end < 0:
            edits.append(Edit(cell, text))
        elif page.text[start:end] == "" or page.text[start : cell.start].strip() or page.text[cell.end : end].strip():
            edits.append(Edit(cell, f" {text} " if start == end else text))
        else:
            edits.append(Edit(Span(path, start, end), f" {text} "))
    return tuple(edits)


def _bars(line: str) -> list[int]:
    """Where the bars between cells stand in a line."""
    return [at for at, char in enumerate(line) if char == "|" and line[at - 1 : at] != "\\"]


def _widened(page: Page, lines: tuple[Span, ...], start: int, end: int, texts: Mapping[int, str]) -> tuple[Edit, ...]:
    path, old = lines[0].path, end - start
    width = max(old, max(len(text) for text in texts.values()) + 2)
    edits = []
    for number, line in enumerate(lines):
        text = texts.get(number - 2) if number > 1 else None
        if text is not None:
            edits.append(Edit(Span(path, line.start + start, line.start + end), f" {text}".ljust(width)))
        elif width > old:
            at = line.start + end
            if number == 1:
                at = line.start + start + page.text[line.start + start : at].rfind("-") + 1
            edits.append(Edit(Span(path, at, at), ("-" if number == 1 else " ") * (width - old)))
    return tuple(edits)
