"""What documents say about tables and columns, for the schemas that they describe."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from schemalint.model.name import likenesses
from schemalint.model.page import DocumentedTable, Page
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Description, Replay
from schemalint.model.text import Span

NOTHING = frozenset({"", "-", "--", "---", "–", "—", "n/a", "na", "none", "?", "."})
"""What people write into a cell that they have nothing to write into."""


class Told(NamedTuple):
    """What one document says."""

    tables: tuple[tuple[str, ...], ...]
    """The likenesses of the tables it describes."""
    descriptions: dict[tuple[str, str], Description]
    """By table and column, for every likeness of the table; a column is empty where the table itself is meant."""


def told(page: Page) -> Told:
    """The descriptions of a document; placeholders and dashes are none."""
    holes = sorted(place.span.start for place in page.placeholders)
    found: dict[tuple[str, str], Description] = {}
    tables: list[tuple[str, ...]] = []
    for table in page.documented_tables:
        if table.struck:
            continue
        names = likenesses(table.name)
        tables.append(names)
        said = [("", table.description, table.name_span, _around(table))]
        for one in table.columns:
            place = one.description_span or one.row
            said.append((one.name, one.description, place, place))
        for name, text, span, place in said:
            text = " ".join(text.split())
            if text.lower() in NOTHING or bisect_left(holes, place.start) < bisect_left(holes, place.end):
                continue
            column = likenesses(f'"{name}"')[0] if name else ""
            for likeness in names:
                found.setdefault((likeness, column), Description(text, span))
    return Told(tuple(tables), found)


def _around(table: DocumentedTable) -> Span:
    """Where the paragraph about a table stands, if there is one."""
    section = table.section
    return section.lead_span if section is not None and section.lead_span is not None else table.name_span


def described(replay: Replay, documents: Sequence[Told]) -> Replay:
    """The replay with what is said about it by the documents that describe it: those of whose tables it has at least half."""
    names = {likeness for ref in replay.catalog.tables for likeness in likenesses(f'"{ref.name}"')}
    found: dict[tuple[str, str], Description] = {}
    for one in documents:
        shared = sum(not names.isdisjoint(likeness) for likeness in one.tables)
        if shared * 2 >= len(one.tables):
            for key, description in one.descriptions.items():
                found.setdefault(key, description)
    return replay._replace(descriptions=found) if found else replay
