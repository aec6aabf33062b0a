"""Where a foreign key says what happens to the children, and to which of their columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from schemalint import Catalog, ForeignKey, Replay, Span, Table
from schemalint_rules._proposals import Written
from schemalint_rules._tables import understood


class Action(NamedTuple):
    """What a foreign key does to its children."""

    table: Table
    key: ForeignKey
    event: str
    """`DELETE` or `UPDATE`."""
    span: Span
    columns: tuple[str, ...]
    """Those that it changes: the key's, or the ones listed behind the action."""


def actions(catalog: Catalog, replay: Replay, action: str) -> Iterator[Action]:
    """Where a foreign key says `action` (`SET NULL`, `SET DEFAULT`), of every table that was understood; partitions have the
    keys of their table."""
    written = Written(replay)
    for table in understood(catalog):
        if table.partition_of:
            continue
        for key in table.foreign_keys:
            if key.ignored:
                continue
            for event, said in (("DELETE", key.on_delete), ("UPDATE", key.on_update)):
                if said.startswith(action):
                    span, listed = action_clause(key, event, action, written)
                    yield Action(table, key, event, span, listed or key.columns)


def action_clause(key: ForeignKey, event: str, action: str, written: Written) -> tuple[Span, tuple[str, ...]]:
    """The place of `ON event action` (the whole key where it does not stand in its text) and the columns listed behind it, which
    only PostgreSQL has."""
    words = r"\s+".join(("ON", event, *action.split()))
    found = re.search(rf"\b{words}\b(?:\s*\(([^)]*)\))?", written.text(key.span), re.I)
    if not found:
        return key.span, ()
    start = key.span.start
    names = tuple(name.strip().strip('"').lower() for name in found[1].split(",")) if found[1] else ()
    return Span(key.span.path, start + found.start(), start + found.end()), names
