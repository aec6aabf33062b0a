"""The values of INSERT's rows, each with its place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from schemalint import Span, Statement, WriteRows
from schemalint.dialects.folding import unescape
from schemalint.model.record import NamedTuple
from schemalint_rules._writes import rows


class Value(NamedTuple):
    """One value of a row."""

    span: Span
    text: str | None
    """Of a plain string literal, unescaped; None for all else."""
    null: bool = False
    """The word NULL stands there."""


class ValuedRow(NamedTuple):
    """A row of VALUES, bracket to bracket."""

    span: Span
    values: tuple[Value, ...]


def rows_of(statement: Statement, change: WriteRows) -> Iterator[ValuedRow]:
    """The rows behind VALUES; none where a query gives them, and none whose values cannot be counted."""
    words, _, starts = statement.tokens
    for row in rows(statement, change):
        if row.values < 0:
            continue
        at = bisect_left(starts, row.span.start) + 1
        end = bisect_left(starts, row.span.end) - 1
        values: list[Value] = []
        first, depth = at, 0
        for place in range(at, end + 1):
            word = words[place]
            depth += (word in "([{") - (word in ")]}") if len(word) == 1 else 0
            if (word == "," and depth == 0) or place == end:
                values.append(_value(statement, first, place))
                first = place + 1
        yield ValuedRow(row.span, tuple(values) if at < end else ())


def _value(statement: Statement, first: int, end: int) -> Value:
    words, upper, starts = statement.tokens
    last = max(end - 1, first)
    span = Span(statement.path, starts[first], starts[last] + len(words[last]))
    if end - first != 1:
        return Value(span, None)
    word = words[first]
    return Value(span, unescape(word, statement.dialect) if word[:1] == "'" else None, upper[first] == "NULL")
