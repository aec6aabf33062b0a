"""Refusals, pictures and what is seen of a statement."""

from __future__ import annotations

from collections.abc import Mapping

from schemalint.model.record import NamedTuple

Row = tuple[str, ...]
Picture = dict[str, set[Row]]
"""By kind of object what a server holds of it. Rows of `column` begin with schema, table, column and type; `order` holds the
columns of each table in order; in rows of `constraint` and `index` the third cell is the name."""


class Refusal(NamedTuple):
    """What a server said when it refused a statement."""

    code: str
    """SQLSTATE, a number, or what the server has instead."""
    words: str


class Seen(NamedTuple):
    """What a statement did to tables while it ran."""

    refused: Refusal | None
    locks: Mapping[tuple[str, str], str] = {}
    """By schema and table the strongest lock that the statement took, as the facts call it."""
    works: Mapping[tuple[str, str], frozenset[str]] = {}
    """What was done to the whole table: `scan`, `index build`, `rewrite`, `copy`."""
