"""Markdown tables: where they stand and what their cells hold, character by character."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from schemalint.model.page import Cell, GridTable, Section
from schemalint.model.text import Span
from schemalint.pages.blocks import Line
from schemalint.pages.markup import code_spans, plain

_DASHES = re.compile(r"[ \t]*:?-+:?[ \t]*")


def tables(path: str, lines: Sequence[Line], section: Section | None) -> Iterator[GridTable]:
    """The tables in the lines of one paragraph."""
    at = 1
    while at < len(lines):
        if not _is_delimiter(lines[at].text) or "|" not in lines[at - 1].text + lines[at].text:
            at += 1
            continue
        header = _cells(path, lines[at - 1])
        dashes = _cells(path, lines[at])
        piped = lines[at - 1].text.startswith("|") and lines[at].text.startswith("|")
        if len(header) != len(dashes) and not piped:
            at += 1
            continue
        width = len(header)
        ragged = [-1] if len(dashes) != width else []
        rows: list[tuple[Cell, ...]] = []
        spans: list[Span] = []
        end = at
        for line in lines[at + 1 :]:
            if "|" not in line.text:
                break
            cells = _cells(path, line)
            if len(cells) > width and "`" in line.text:
                careful = _cells(path, line, code=True)
                if len(careful) == width:
                    cells = careful
            if len(cells) != width:
                ragged.append(len(rows))
            while len(cells) < width:
                cells.append(Cell("", "", Span(path, line.end, line.end)))
            rows.append(tuple(cells[:width]))
            spans.append(Span(path, line.start, line.end))
            end += 1
        delimiter = Span(path, lines[at].start, lines[at].end)
        whole = Span(path, lines[at - 1].start, lines[end].end)
        yield GridTable(whole, tuple(header), tuple(rows), tuple(spans), delimiter, section, tuple(ragged))
        at = end + 2


def _is_delimiter(line: str) -> bool:
    if "-" not in line:
        return False
    body = line.strip().removeprefix("|").removesuffix("|")
    return all(_DASHES.fullmatch(piece) for piece in body.split("|"))


def _cells(path: str, line: Line, code: bool = False) -> list[Cell]:
    """The cells of a line. With `code`, pipes inside code spans do not part cells, as their writers mean."""
    text = line.text
    if code:
        pieces = []
        last = 0
        for start, end, _ in code_spans(text):
            pieces.append(text[last:start])
            pieces.append(text[start:end].replace("|", "`"))
            last = end
        text = "".join(pieces) + text[last:]
    cuts: list[int] = []
    at = text.find("|")
    while at >= 0:
        escapes = 0
        while at - escapes > 0 and text[at - escapes - 1] == "\\":
            escapes += 1
        if escapes % 2 == 0:
            cuts.append(at)
        at = text.find("|", at + 1)
    edges = [-1, *cuts, len(text)]
    if cuts and not text[: cuts[0]].strip():
        edges.pop(0)
    if len(edges) > 2 and cuts and not text[cuts[-1] + 1 :].strip():
        edges.pop()
    cells = []
    for left, right in pairwise(edges):
        raw = line.text[left + 1 : right]
        written = raw.strip()
        if written:
            start = line.start + left + 1 + (len(raw) - len(raw.lstrip()))
        else:
            # Between `|  |` text would go after one blank.
            start = line.start + left + 1 + (1 if len(raw) > 1 else 0)
        shown = written.replace("\\|", "|") if "\\|" in written else written
        cells.append(Cell(plain(shown), written, Span(path, start, start + len(written))))
    return cells
