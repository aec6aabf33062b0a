"""What a schema document names, and the schemas that its names are looked up in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from schemalint import (
    Catalog,
    Diagram,
    Edit,
    GridTable,
    Page,
    Ref,
    Replay,
    Span,
    Table,
    alike,
    beside,
    likenesses,
    split_name,
)
from schemalint_rules._once import once, once_for_these
from schemalint_rules._tables import is_framework_table


def heading_of(page: Page) -> Span:
    """Where a finding about the whole document stands: its title, else its first line of text."""
    for section in page.sections:
        if section.level < 7:
            return section.heading
    start = len(page.text) - len(page.text.lstrip())
    end = start
    while end < len(page.text) and page.text[end] not in "\r\n":
        end += 1
    return Span(page.path, start, end)


class Known:
    """The objects of some schemas, found by what people write for them."""

    def __init__(self, replays: Iterable[Replay]) -> None:
        self.exact: dict[str, list[Ref]] = {}
        self.loose: dict[str, list[Ref]] = {}
        self.schemas: set[str] = set()
        self._near: dict[str, tuple[Ref, ...]] = {}
        for replay in replays:
            catalog = replay.catalog
            for ref in (
                *catalog.tables, *catalog.views, *catalog.enums, *catalog.domains, *catalog.types,
                *(ref for kind, ref in catalog.others if kind == "synonym"),
            ):  # fmt: skip
                self._add(ref)

    def _add(self, ref: Ref) -> None:
        self.schemas.add(ref.schema.casefold())
        self.exact.setdefault(ref.name.casefold(), []).append(ref)
        for likeness in likenesses(f'"{ref.name}"'):
            self.loose.setdefault(likeness, []).append(ref)

    def find(self, written: str) -> Ref | None:
        """The object that a document calls `written`: case, plural and separators do not count; a schema does where the
        schemas have it."""
        schema, name = split_name(written)
        candidates = self.exact.get(name.casefold()) or next(
            (found for likeness in likenesses(f'"{name}"') if (found := self.loose.get(likeness))), None
        )
        if not candidates:
            return None
        if schema and schema.casefold() in self.schemas:
            return next((ref for ref in candidates if ref.schema.casefold() == schema.casefold()), None)
        return candidates[0]

    def nearly(self, written: str) -> tuple[Ref, ...]:
        """The objects whose name `written` seems to miss by a letter or two, nearest first; none where it means something itself."""
        name = split_name(written)[1].casefold()
        if name not in self._near:
            self._near[name] = self._nearest(name)
        return self._near[name]

    def _nearest(self, name: str) -> tuple[Ref, ...]:
        import difflib

        if len(name) < _SHORTEST or self.find(f'"{name}"') is not None:
            return ()
        found = difflib.get_close_matches(name, self.exact, 3, _NEAR)
        return tuple(self.exact[one][0] for one in found if len(self.exact[one]) == 1)


_SHORTEST = 4
_NEAR = 0.75
"""How much of two names has to agree for one to be a slip of the other."""

_MEMORY: dict[tuple[int, ...], tuple[tuple[Replay, ...], Known]] = {}
_KEPT = 32


def known_in(replays: tuple[Replay, ...]) -> Known:
    """The objects of the schemas. Every document of a project asks for the same ones, so the last few answers are kept."""
    key = tuple(map(id, replays))
    held = _MEMORY.get(key)
    if held is None:
        while len(_MEMORY) >= _KEPT:
            del _MEMORY[next(iter(_MEMORY))]
        held = _MEMORY[key] = (replays, Known(replays))
    return held[1]


def known_beside(schemas: tuple[Replay, ...], against: tuple[Replay, ...]) -> Known:
    """The objects that a document may name: those of the schemas it speaks of, and, where these are the project's, of all others."""
    others = (one for one in against if one.kind != "document" and schemas[0].kind != "document")
    return known_in((*schemas, *others))


@once_for_these
def schemas_of(page: Page, against: tuple[Replay, ...]) -> tuple[Replay, ...]:
    """The schemas that the document speaks of, the one it shares most tables with first. Those of the project that stand
    nearest to it; where several do, those that have most of what it names. Else its own fences, where they define most of it."""
    project = _nearest(page, against)
    own = tuple(replay for replay in against if replay.kind == "document" and replay.path == page.path)
    names = set(named(page)) | {table.name for replay in own for table in defined(replay)}
    if project:
        shares = [sum(known_in((replay,)).find(name) is not None for name in names) for replay in project]
        most = max(shares)
        first = project[shares.index(most)]
        apart = beside(first, project)
        together = known_in((first, *apart)) if apart else None
        held = sum(together.find(name) is not None for name in names) if together else most
        if most and (len(project) == 1 or (held > 1 and held * 4 >= len(names) * 3)):
            parts = set(map(id, apart))
            order = sorted(range(len(project)), key=lambda at: -shares[at])
            return tuple(project[at] for at in order if shares[at] * 2 >= most and id(project[at]) not in parts)
    if own:
        return own if _defines(own[0], names) else ()
    return project if len(project) == 1 and len(names) <= _FEW else ()


@once_for_these
def told_by(page: Page, against: tuple[Replay, ...]) -> tuple[Replay, ...]:
    """The schemas that the document tells, each a part of the whole: the one it shares most with, and in a project with document
    stores those beside it of which it names a table."""
    first = schemas_of(page, against)[:1]
    around = beside(first[0], _nearest(page, against)) if first else []
    told = set(named(page)) if around else set()
    return (*first, *(one for one in around if any(known_in((one,)).find(name) is not None for name in told)))


def all_told(page: Page, against: tuple[Replay, ...]) -> tuple[Replay, ...]:
    """Every schema that the document speaks of: other tellings of the same, and other parts."""
    return (*schemas_of(page, against), *told_by(page, against)[1:])


@once_for_these
def parts_of(page: Page, against: tuple[Replay, ...]) -> tuple[Replay, ...]:
    """The same, each without the tables whose name another one has as well: nobody can tell which of them a place means."""
    parts = told_by(page, against)
    if len(parts) < 2:
        return parts
    homes = Counter(name for one in parts for name in {likenesses(f'"{ref.name}"')[0] for ref in one.catalog.tables})
    return tuple(_alone(one, homes) for one in parts)


def _alone(schema: Replay, homes: Mapping[str, int]) -> Replay:
    """The schema without the tables whose names others have as well."""
    tables = schema.catalog.tables
    shared = [ref for ref in tables if homes[likenesses(f'"{ref.name}"')[0]] > 1]
    if not shared:
        return schema
    kept = {ref: table for ref, table in tables.items() if ref not in shared}
    return schema._replace(catalog=schema.catalog._replace(tables=kept))


_FEW = 2
"""A document that shares no table with the only schema there is, is about that schema when it names no more tables than this."""


def _nearest(page: Page, against: tuple[Replay, ...]) -> tuple[Replay, ...]:
    """Of the project's schemas those that stand nearest to the document."""
    project = [replay for replay in against if replay.kind != "document" and replay.catalog.tables]
    depths = [_shared_folders(page.path, replay.path) for replay in project]
    return tuple(one for one, depth in zip(project, depths, strict=True) if depth == max(depths))


def _shared_folders(first: str, second: str) -> int:
    parts, others = first.split("/")[:-1], second.split("/")
    count = 0
    while count < min(len(parts), len(others)) and parts[count] == others[count]:
        count += 1
    return count


def defined(replay: Replay) -> Iterator[Table]:
    """The tables that were made by what was read, in the order of their names."""
    for ref in sorted(replay.catalog.tables):
        table = replay.catalog.tables[ref]
        if not table.assumed:
            yield table


def described(replay: Replay) -> Iterator[Table]:
    """Of those the ones a document should describe: no partitions, no temporary tables, none of a framework."""
    for table in defined(replay):
        if table.kind != "temporary" and not table.partition_of and not is_framework_table(table):
            yield table


def is_clear(schema: Replay, table: Table) -> bool:
    """Whether all columns and constraints of a table are known."""
    return not (table.assumed or table.unknown or table.as_query or schema.catalog.is_muted(table.ref))


def _defines(own: Replay, names: set[str]) -> bool:
    """Whether the fences are the document's schema and not a few samples of it: they define at least half of what it names."""
    made = [table.name for table in defined(own)]
    known = known_in((own,))
    held = sum(known.find(name) is not None for name in names)
    return len(made) > 1 and held * 2 >= len(names)


def named(page: Page) -> Iterator[str]:
    """The names of the tables that the document describes in column tables, lists and diagrams; those that a diagram only
    mentions at the end of a line are left out."""
    for table in page.documented_tables:
        if not table.struck:
            yield table.name
    for diagram in page.diagrams:
        for entity in diagram.entities:
            if entity.declared:
                yield entity.name


_ITEM = re.compile(r"^[ \t>]*(?:[-*+]|\d+[.)])[ \t]+(?:\*\*|__|`)+([\w.$\" -]{1,100}?)(?:\*\*|__|`)", re.M)
_WORD = re.compile(r"[\w$.\"-]+")


def headed(page: Page) -> Iterator[str]:
    """The headings, and their words."""
    for section in page.sections:
        yield section.title
        yield from _WORD.findall(section.title)


def mentioned(page: Page) -> Iterator[str]:
    """Whatever may be the name of a table that the document says something about: described ones, the words of headings,
    the first cells of tables, the first words of list items."""
    yield from named(page)
    yield from headed(page)
    for grid in page.tables:
        for row in grid.rows:
            for cell in row[:1]:
                yield cell.text
    for item in _ITEM.finditer(page.text):
        yield item[1]


_METRICS = {
    "tables": "tables", "total tables": "tables", "number of tables": "tables", "table count": "tables",
    "views": "views", "total views": "views", "number of views": "views",
    "columns": "columns", "total columns": "columns", "number of columns": "columns",
    "indexes": "indexes", "total indexes": "indexes", "indices": "indexes", "number of indexes": "indexes",
    "relationships": "foreign keys", "foreign keys": "foreign keys", "relations": "foreign keys",
    "anzahl tabellen": "tables", "anzahl der tabellen": "tables", "nombre de tables": "tables", "número de tablas": "tables",
    "número de tabelas": "tables", "numero di tabelle": "tables", "количество таблиц": "tables", "table(s)": "tables",
    "functions": "routines", "procedures": "routines", "triggers": "triggers", "enums": "enums",
    "spalten": "columns", "colonnes": "columns", "columnas": "columns", "colunas": "columns", "столбцов": "columns", "столбцы": "columns",
    "列数": "columns", "カラム数": "columns", "컬럼 수": "columns", "sichten": "views", "vues": "views", "vistas": "views",
    "indizes": "indexes", "índices": "indexes", "индексов": "indexes", "индексы": "indexes", "索引数": "indexes",
    "fremdschlüssel": "foreign keys", "beziehungen": "foreign keys", "tabellen": "tables", "tablas": "tables", "tabelas": "tables", "таблиц": "tables", "таблицы": "tables", "表数量": "tables",
    "表數量": "tables", "テーブル数": "tables", "테이블 수": "tables",
}  # fmt: skip
"""What the figures that documents give about themselves count."""


def counted(metric: str, catalog: Catalog) -> int | None:
    """What the schema has of what a figure counts; None for figures that no schema tells. Partitions count as their table, and
    what was not made by the text does not count."""
    kind = _METRICS.get(" ".join(metric.casefold().split()))
    tables = [
        table
        for table in catalog.tables.values()
        if not table.assumed and not table.partition_of and table.kind != "temporary"
    ]
    if kind == "tables":
        return len(tables)
    if kind == "columns":
        return None if any(table.unknown or table.as_query for table in tables) else sum(len(t.columns) for t in tables)
    if kind == "indexes":
        return sum(len(table.indexes) for table in tables)
    if kind == "foreign keys":
        return sum(not key.ignored for table in tables for key in table.foreign_keys)
    if kind == "views":
        return len(catalog.views)
    if kind == "routines":
        return sum(len(overloads) for overloads in catalog.routines.values())
    if kind == "triggers":
        return len(catalog.triggers)
    if kind == "enums":
        return len(catalog.enums)
    return None


def written_like(written: str, like: str) -> str:
    """The name of a table or column as DDL writes it, without quotes, in capitals where `like` is, behind its schema where `like`
    has one."""
    name = split_name(written)[1]
    before, dot, old = like.rpartition(".")
    letters = [char for char in old if char.isalpha()]
    if letters and all(char.isupper() for char in letters):
        name = name.upper()
    elif letters and letters[0].isupper() and name.islower() and "_" not in name:
        name = name.capitalize()
    return f"{before}{dot}{name}"


class Mention(NamedTuple):
    """A place where a document describes a table, or states facts about it."""

    name: str
    span: Span
    """The name."""
    kind: Literal["section", "rows", "diagram", "fence"]
    rows: tuple[Span, ...] = ()
    """The rows about it, where others are about other tables."""
    diagram: Diagram | None = None


def mentions(page: Page, own: Iterable[Table] = ()) -> Iterator[Mention]:
    """Where the document describes tables: sections with their columns, rows of tables about several tables, entities of
    diagrams, and the tables that its fences make (`own`). One for each name in each of these places."""
    grids = grids_of(page)
    # By where the table stands: to hash the whole of it for each of its rows would take time by its square.
    rows: dict[tuple[Span, str], list[tuple[Span, Span]]] = {}
    sizes: dict[Span, int] = {}

    def about(grid: GridTable, name: str) -> list[tuple[Span, Span]]:
        sizes[grid.span] = len(grid.rows)
        return rows.setdefault((grid.span, name), [])

    for table in page.documented_tables:
        if table.struck:
            continue
        grid = grids.around(table.name_span)
        if grid is None:
            yield Mention(table.name, table.name_span, "section")
        else:
            about(grid, table.name).extend((table.name_span, column.row) for column in table.columns)
    for status in page.status_values:
        if status.table_span and (grid := grids.around(status.table_span)):
            about(grid, status.table).append((status.table_span, status.row))
    for index in page.documented_indexes:
        if index.table_span and (grid := grids.around(index.table_span)):
            about(grid, index.table).append((index.table_span, index.row))
    for (around, name), places in rows.items():
        lines = tuple(dict.fromkeys(row for _, row in places))
        if places:
            yield Mention(name, min(span for span, _ in places), "rows", lines if len(lines) < sizes[around] else ())
    for diagram in page.diagrams:
        for entity in diagram.entities:
            yield Mention(entity.name, entity.name_span, "diagram", (), diagram)
    for made in own:
        if made.span.path == page.path:
            yield Mention(page.written(made.span), made.span, "fence")


def removable(page: Page, mention: Mention) -> tuple[Span, ...]:
    """What would have to go with the table; nothing where that cannot be told, or would leave nothing of the place."""
    if mention.kind == "rows":
        return mention.rows
    if mention.diagram is not None:
        lines = [one.span for one in mention.diagram.relations if mention.name in (one.left, one.right)]
        lines += [one.span for one in mention.diagram.entities if one.name == mention.name and one.declared]
        lasting = any(one.declared and one.name != mention.name for one in mention.diagram.entities) or any(
            mention.name not in (one.left, one.right) for one in mention.diagram.relations
        )
        return tuple(lines) if lasting else ()
    section = page.section_at(mention.span.start)
    if section is None or not (section.heading.covers(mention.span) or alike(section.title, mention.name)):
        return ()
    # A section that holds others is about more than this table.
    inner = any(other != section and section.whole.covers(other.heading) for other in page.sections)
    return () if inner else (section.whole,)


class Grids:
    """The Markdown tables of a page by their place; ask `grids_of` for them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.grids = sorted(page.tables, key=lambda grid: grid.span.start)
        self.starts = [grid.span.start for grid in self.grids]

    def around(self, span: Span) -> GridTable | None:
        at = bisect_right(self.starts, span.start) - 1
        return self.grids[at] if at >= 0 and self.grids[at].span.covers(span) else None

    def row(self, span: Span) -> tuple[GridTable, int] | None:
        """The table around a place, and the number of its row."""
        grid = self.around(span)
        if grid is None:
            return None
        at = bisect_right(grid.row_spans, span.start, key=lambda row: row.start) - 1
        return (grid, at) if at >= 0 and grid.row_spans[at].covers(span) else None


@once
def grids_of(page: Page) -> Grids:
    """The Markdown tables of the page."""
    return Grids(page)


def without_lines(page: Page, spans: Iterable[Span]) -> tuple[Edit, ...]:
    """The edits that take away the whole lines of the spans, and one of two blank lines that would then meet."""
    text = page.text
    edits: list[Edit] = []
    for span in sorted(spans):
        start = max(text.rfind("\n", 0, span.start), text.rfind("\r", 0, span.start)) + 1
        end = text.find("\n", max(span.end - 1, span.start))
        end = len(text) if end < 0 else end + 1
        if edits and start < edits[-1].span.end:
            end = max(end, edits[-1].span.end)
            start = edits.pop().span.start
        edits.append(Edit(Span(page.path, start, end), ""))
    return tuple(_blank_line_too(page, edit) for edit in edits)


def _blank_line_too(page: Page, edit: Edit) -> Edit:
    text, (path, start, end) = page.text, edit.span
    before = text[:start].endswith(("\n\n", "\n\r\n"))
    after = text.find("\n", end)
    if before and after >= 0 and not text[end:after].strip():
        return Edit(Span(path, start, after + 1), "")
    return edit


def home_of(schema: Replay) -> str:
    """Where a schema stands, in words."""
    if schema.kind == "document":
        return "the document's own fences"
    return "the project" if schema.path in ("", ".") else schema.path
