"""What a document calls by other names than its schema does, where it was understood all the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemalint.model.name import likenesses, split_name
from schemalint.model.page import Page
from schemalint.model.replay import Replay
from schemalint.model.schema import Table

_SHOWN = 5
"""So many names are told; the others are counted."""


class Names:
    """The tables of some schemas, found as documents name them. Made once for all documents that are held against them."""

    def __init__(self, schemas: Sequence[Replay]) -> None:
        self.exact: dict[str, list[tuple[Table, bool]]] = {}
        self.loose: dict[str, list[Table]] = {}
        for schema in schemas:
            for table in schema.catalog.tables.values():
                # Where the server folds to lower case, a capital letter in a name was quoted, and case counts.
                counts = schema.dialect == "postgres" and table.name != table.name.lower()
                self.exact.setdefault(table.name.casefold(), []).append((table, counts))
                for likeness in likenesses(f'"{table.name}"'):
                    self.loose.setdefault(likeness, []).append(table)

    def find(self, written: str) -> tuple[Table | None, bool]:
        """The table that is meant by `written`, and whether tolerance was needed to see that."""
        name = split_name(written)[1]
        same = self.exact.get(name.casefold())
        if same:
            exact = next((table for table, counts in same if not counts or table.name == name), None)
            return exact or same[0][0], exact is None
        near = next((found for one in likenesses(f'"{name}"') if (found := self.loose.get(one))), None)
        return (near[0], True) if near else (None, False)


def tolerated(page: Page, names: Names) -> tuple[dict[str, str], dict[str, str]]:
    """The tables, and the columns, that the page names otherwise than the schema: as written to as they are called there.
    Case alone does not count, unless the name is quoted in the schema."""
    tables: dict[str, str] = {}
    columns: dict[str, str] = {}
    for written, inside in _named(page):
        table, tolerant = names.find(written)
        if table is None:
            continue
        held = {column.name.casefold() for column in table.columns}
        folded = {likenesses(f'"{column.name}"')[0]: column.name for column in table.columns}
        missed = [name for name in inside if name.casefold() not in held]
        near = [name for name in missed if likenesses(f'"{name}"')[0] in folded]
        if inside and len(missed) - len(near) == len(inside):
            continue  # another thing of that name
        if tolerant:
            tables.setdefault(written, table.name)
        for name in near:
            columns.setdefault(f"{written}.{name}", folded[likenesses(f'"{name}"')[0]])
    return tables, columns


def note(page: Page, names: Names) -> str:
    """Says what was matched only with tolerance; empty where nothing was."""
    tables, columns = tolerated(page, names)
    if not tables and not columns:
        return ""
    counts = [
        f"{len(found)} {word if len(found) == 1 else word + 's'}"
        for found, word in ((tables, "table"), (columns, "column"))
        if found
    ]
    one = len(tables) + len(columns) == 1
    pairs = [f"{written} -> {name}" for written, name in (*tables.items(), *columns.items())]
    rest = f" and {len(pairs) - _SHOWN} more" if len(pairs) > _SHOWN else ""
    return (
        f"{page.path}: {' and '.join(counts)} {'was' if one else 'were'} matched by singular or plural, quoted case or other"
        f" separators: {', '.join(pairs[:_SHOWN])}{rest}"
    )


def _named(page: Page) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The tables that the page names in column tables, lists and diagrams, with the columns it gives them."""
    for table in page.documented_tables:
        if not table.struck:
            yield table.name, tuple(column.name for column in table.columns)
    for diagram in page.diagrams:
        for entity in diagram.entities:
            yield entity.name, tuple(attribute.name for attribute in entity.attributes)
    for index in page.documented_indexes:
        if index.table:
            yield index.table, ()
    for status in page.status_values:
        yield status.table, (status.column,)
