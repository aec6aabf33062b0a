"""The piece of source a finding is about, with line numbers and carets below it."""

from __future__ import annotations

from schemalint.model.text import Lines, Span
from schemalint.reporting.terminal import cells, paint, width

LONGEST = 4
"""Lines of a finding shown in full; of longer ones the first two and the last."""


def frame(span: Span, lines: Lines, *, gutter: int, style: str, color: bool, columns: int) -> list[str]:
    """The lines of the frame. `gutter` is the width of the line numbers, `columns` that of the terminal."""
    if not lines.text:
        return []
    size = len(lines.text)
    first = lines.position(min(span.start, size)).line
    last = lines.position(max(min(span.end, size) - 1, min(span.start, size))).line
    bar = paint(f"{' ' * gutter} |", "mark", color)
    out = [bar]
    numbers = range(first, last + 1)
    shown = list(numbers) if len(numbers) <= LONGEST else [first, first + 1, last]
    for number in shown:
        if number == last and len(numbers) > LONGEST:
            out.append(paint(f"{'.' * max(gutter, 3)}", "mark", color))
        start = lines.starts[number - 1]
        text = lines.line(number)
        low = max(span.start - start, 0) if number == first else len(text) - len(text.lstrip())
        high = min(max(span.end - start, 0), len(text))
        source, carets = _marked(text, low, max(high, low), columns - gutter - 3)
        out.append(f"{paint(f'{number:>{gutter}} |', 'mark', color)} {source}".rstrip())
        if carets.strip():
            out.append(f"{bar} {paint(carets, style, color)}")
    return out


def _marked(text: str, low: int, high: int, columns: int) -> tuple[str, str]:
    """A line as shown, and the carets under its characters `low` to `high`. Of a long line only the part around them."""
    columns = max(columns, 30)
    before = after = ""
    begin = 0
    if min(high, low + columns // 3) > columns:
        begin = low - columns // 3
        before = "…"
    text, low, high = text[begin : begin + 2 * columns], low - begin, high - begin
    shown = [before]
    at = marked = width(before)
    end = 0
    for number, char in enumerate(text):
        if number == low:
            marked = at
        cell = cells(char, at)
        size = width(cell)
        if at + size > columns:
            after = "…"
            break
        shown.append(cell)
        at += size
        if number < high:
            end = at
    if low >= len(text):
        marked = at
    return "".join(shown) + after, " " * marked + "^" * max(1, end - marked)
