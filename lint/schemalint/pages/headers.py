"""What the heads of a Markdown table say about it: a column table, an index table, something else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from schemalint.model.page import GridTable
from schemalint.pages.chinese import simplified
from schemalint.pages.markup import without_gloss
from schemalint.pages.vocabulary import spoken

Kinds = Mapping[str, int]
"""Which column of a Markdown table holds what: kind of `words.HEADERS` to index."""


LONGEST_HEAD = 200
"""No head that is known is longer; what is, may be made to keep a pattern busy."""


def header_kinds(table: GridTable) -> list[tuple[str, ...]]:
    """What each head of the table may mean; an empty tuple where it is not known."""
    words = spoken().headers
    found = []
    for cell in table.header:
        text = cell.text[:LONGEST_HEAD].casefold().strip(" *:：?")
        kinds = words.get(text) or words.get(simplified(text)) or words.get(without_gloss(text))
        if kinds is None and "/" in text:
            kinds = words.get(text.split("/")[0].strip())
        if kinds is None and " (" in text:
            kinds = words.get(text.split(" (")[0])
        found.append(kinds or ())
    return found


def column_kinds(table: GridTable, titles: Sequence[str]) -> Kinds | None:
    """The columns of a column table; None when the table is something else. `titles` are the headings around it,
    innermost first."""
    offers = header_kinds(table)
    taken: dict[str, int] = {}
    for kind in (
        "table", "index", "values", "name", "type", "nullable", "required", "default", "constraints", "primary", "key",
        "references", "unique", "description", "definition", "caption",
    ):  # fmt: skip
        for index, kinds in enumerate(offers):
            if kind in kinds and index not in taken.values() and kind not in taken:
                taken[kind] = index
    if "name" not in taken or "values" in taken or "definition" in taken:
        return None
    if "index" in taken and not _flags_indexes(offers):
        return None
    name = table.header[taken["name"]].text.casefold()
    facts = [
        kind for kind in ("type", "nullable", "required", "default", "constraints", "primary", "key") if kind in taken
    ]
    title = titles[0].casefold() if titles else ""
    foreign = any(stem in title for stem in spoken().foreign_titles)
    unknown = sum(1 for index in range(len(offers)) if index not in taken.values())
    if name in spoken().bare_names or foreign:
        if "type" not in taken or foreign:
            return None
        if unknown and len(facts) < 2:
            return None
        if len(facts) < 2 and "references" not in taken and "description" not in taken:
            return None
    elif not facts and ("description" not in taken or unknown):
        return None
    return taken


def _flags_indexes(offers: Sequence[tuple[str, ...]]) -> bool:
    """Whether a head `Index` only marks columns: `Column, Type, …, Index`."""
    first = bool(offers) and "name" in offers[0]
    return first and any("type" in kinds for kinds in offers) and "index" not in offers[1]


def is_index_table(table: GridTable, titles: Sequence[str]) -> bool:
    """Whether the table lists indexes; `titles` are the headings around it, innermost first."""
    offers = header_kinds(table)
    flat = {kind for kinds in offers for kind in kinds}
    if "index" in flat and not _flags_indexes(offers):
        return "indexed" in flat or "definition" in flat or "method" in flat
    named = any("name" in kinds or "index" in kinds for kinds in offers)
    return named and bool(titles) and is_index_title(titles[0]) and ("indexed" in flat or "definition" in flat)


def is_index_title(text: str) -> bool:
    """Whether a heading or label speaks of indexes."""
    folded = text.casefold()
    for stem in spoken().index_titles:
        at = folded.find(stem)
        # `tableWithoutIndex` names a table.
        while at >= 0:
            if not stem.isascii() or at == 0 or not (folded[at - 1].isalnum() or folded[at - 1] == "_"):
                return True
            at = folded.find(stem, at + 1)
    return False
