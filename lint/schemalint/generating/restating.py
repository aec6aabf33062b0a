"""Definitions and lists that stand in a document, told anew where the schema has moved on.

Only what holds nothing of people's own is written anew: a fence without comments that defines one table. A fence that people
annotated stays as it is; what it says is then for them to change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from schemalint.generating import changes
from schemalint.generating.ddl import UnsupportedError
from schemalint.generating.descriptions import described, row, table_definitions
from schemalint.generating.subject import Subject
from schemalint.model.diagnostic import Edit
from schemalint.model.page import Fence, Page
from schemalint.model.replay import Replay
from schemalint.model.schema import Table
from schemalint.model.text import Span

_VERBS = ("CREATE TABLE", "CREATE INDEX", "CREATE UNIQUE INDEX", "CREATE TYPE", "CREATE DOMAIN", "ALTER TABLE")


def restated(subject: Subject, own: Replay, differ: Callable[[Table, Table], bool]) -> tuple[Edit, ...]:
    """The edits that bring definitions of tables and the list of migrations up to date with the schema of the subject. `own`
    is the replay of the document's fences; `differ` tells whether a table of the schema is another than the document's."""
    if subject.replay is None or subject.own:
        return ()
    edits = [*_definitions(subject, own, differ), *_migrations(subject)]
    return tuple(sorted(edits, key=lambda edit: edit.span))


def _definitions(subject: Subject, own: Replay, differ: Callable[[Table, Table], bool]) -> Iterator[Edit]:
    assert subject.replay is not None
    catalog = subject.replay.catalog
    tables = described(catalog)
    try:
        texts = table_definitions(tables, catalog)
    except UnsupportedError:
        return
    for table in tables:
        held = own.catalog.tables.get(table.ref)
        if held is None or not held.statement.path or not differ(table, held):
            continue
        fence = next((one for one in subject.page.fences if one.content.covers(held.statement)), None)
        if fence is not None and _is_plain(subject.page, fence, held, own):
            text = texts[table.ref].replace("\n", subject.page.line_break)
            yield Edit(fence.content, f"{text}{subject.page.line_break}")


def _is_plain(page: Page, fence: Fence, table: Table, own: Replay) -> bool:
    """Whether the fence holds the definition of this table and nothing of people's own."""
    if not fence.closed or fence.quote or fence.role != "schema":
        return False
    text = page.content(fence)
    if "--" in text or "/*" in text or "#" in text:
        return False
    inside = [one.statement for one in own.readings if fence.content.covers(one.statement.span)]
    made = [one for one in own.catalog.tables.values() if fence.content.covers(one.statement)]
    return all(one == table or one.partition_of is not None for one in made) and all(
        one.verb in _VERBS for one in inside
    )


def _migrations(subject: Subject) -> Iterator[Edit]:
    """Rows for the migrations that the document's list of migrations does not name yet."""
    history = subject.replay.history if subject.replay else None
    if history is None:
        return
    for grid in subject.page.tables:
        if len(grid.header) != 2 or grid.header[0].text.casefold() != "migration" or not grid.row_spans:
            continue
        named = {cells[0].text.strip("`") for cells in grid.rows}
        known = [one for one in history.migrations if one.name in named]
        if known:
            lines = [row(cells) for one, cells in changes.rows(subject) if one.name not in named]
            end = grid.row_spans[-1].end
            yield Edit(Span(subject.page.path, end, end), "".join(f"{subject.page.line_break}{line}" for line in lines))
            return
