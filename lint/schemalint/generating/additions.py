"""What a document has to say about one more table: a section like those of the others, rows in its dictionary, an entity in its
diagram."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from schemalint.dialects.stores import STORES
from schemalint.generating.ddl import UnsupportedError
from schemalint.generating.descriptions import (
    Said,
    cell,
    column_table,
    facts_of,
    fence,
    purpose_of,
    said,
    shown,
    table_definitions,
)
from schemalint.generating.diagram import mermaid
from schemalint.generating.headings import Style, between, style_of
from schemalint.generating.placing import Ground
from schemalint.generating.settings_of_stores import settings
from schemalint.model.diagnostic import Edit
from schemalint.model.name import alike, likenesses, unqualified
from schemalint.model.page import Diagram, DocumentedColumn, GridTable, Page, Section
from schemalint.model.schema import Catalog, Column, Table
from schemalint.model.text import Span


def additions(page: Page, tables: Sequence[Table], catalog: Catalog, *, defined: bool) -> tuple[Edit, ...]:
    """The edits that add the tables wherever the document describes tables: rows of a dictionary, entities of a diagram, a
    section beside those of the others; where there is none of these, a section at the end. `defined` says that their DDL
    stands in the document already."""
    edits = [*_rows(page, tables, catalog), *_entities(page, tables, catalog)]
    edits.extend(_sections(page, tables, catalog, defined, bool(edits)))
    return tuple(sorted(edits, key=lambda edit: edit.span))


# --- rows -----------------------------------------------------------------------------------------------------------


def _rows(page: Page, tables: Sequence[Table], catalog: Catalog) -> Iterator[Edit]:
    """Rows behind the last one of every table that describes the columns of several tables of the schema."""
    grids = sorted(page.tables, key=lambda grid: grid.span.start)
    starts = [grid.span.start for grid in grids]
    held: dict[int, list[tuple[Span | None, DocumentedColumn]]] = {}
    for table in page.documented_tables:
        at = bisect_right(starts, table.name_span.start) - 1
        if at >= 0 and grids[at].span.covers(table.name_span):
            held.setdefault(at, []).extend((table.name_span, column) for column in table.columns)
    known = said(page)
    for at, places in held.items():
        names = {column.table for _, column in places}
        if len(names) > 1 and _held(names, catalog):
            lines = [
                _row(page, known, grids[at], places, shown(table.ref, catalog), column, table)
                for table in tables
                for column in table.columns
            ]
            end = grids[at].row_spans[-1].end
            yield Edit(Span(page.path, end, end), "".join(f"\n{line}" for line in lines))


def _held(names: Iterable[str], catalog: Catalog) -> int:
    """How many of these names mean tables of the schema: a document may be about several."""
    known = {likeness for ref in catalog.tables for likeness in likenesses(f'"{ref.name}"')}
    return sum(not known.isdisjoint(likenesses(name)) for name in names)


def _row(
    page: Page,
    known: Said,
    grid: GridTable,
    held: Sequence[tuple[Span | None, DocumentedColumn]],
    name: str,
    column: Column,
    table: Table,
) -> str:
    """A row with the cells of the grid in their order, written as the other rows are."""
    own, kind, nullable, default, about = facts_of(column, table, known)
    cells = ["" for _ in grid.header]

    def put(span: Span | None, text: str) -> None:
        at = _position(grid, span)
        if at is not None:
            ticked = span is not None and _is_ticked(page, grid_cell(grid, span), span)
            cells[at] = f"`{cell(text)}`" if ticked and text not in ("", "-") else cell(text)

    put(held[0][0], in_case_of([one.table for _, one in held], name))
    put(held[0][1].name_span, in_case_of([one.name for _, one in held], own))
    put(next((one.type_span for _, one in held if one.type_span), None), kind)
    put(next((one.default_span for _, one in held if one.default_span), None), default)
    put(next((one.description_span for _, one in held if one.description_span), None), about)
    put(
        next((one.nullable_span for _, one in held if one.nullable_span), None), _nullable(page, held, column, nullable)
    )
    return "| " + " | ".join(cells) + " |"


def _is_ticked(page: Page, around: Span, span: Span) -> bool:
    """Whether what stands at `span` in its cell is code."""
    opening = page.text[around.start : span.start].count("`") % 2 == 1
    return opening or page.written(span)[:1] == "`"


def grid_cell(grid: GridTable, span: Span) -> Span:
    """The cell around a span."""
    return next((one.span for cells in grid.rows for one in cells if one.span.covers(span)), span)


def in_case_of(names: Sequence[str], name: str) -> str:
    """The name in upper or lower case where all the others are, and it is not of mixed case itself."""
    if name not in (name.lower(), name.upper()):
        return name
    if all(one == one.upper() for one in names):
        return name.upper()
    return name.lower() if all(one == one.lower() for one in names) else name


def _nullable(page: Page, held: Sequence[tuple[Span | None, DocumentedColumn]], column: Column, usual: str) -> str:
    """The word that the document has for it."""
    words = {
        one.nullable: page.written(one.nullable_span)
        for _, one in held
        if one.nullable_span and one.nullable is not None
    }
    if column.nullable in words:
        return words[column.nullable]
    other = words.get(not column.nullable, "")
    opposite = {"yes": "No", "no": "Yes", "true": "false", "false": "true", "not null": "NULL", "null": "NOT NULL"}
    return opposite.get(other.strip().lower(), usual)


def _position(grid: GridTable, span: Span | None) -> int | None:
    if span is None:
        return None
    for cells in grid.rows:
        for at, one in enumerate(cells):
            if one.span.start <= span.start and span.end <= one.span.end:
                return at
    return None


# --- entities -------------------------------------------------------------------------------------------------------


def _entities(page: Page, tables: Sequence[Table], catalog: Catalog) -> Iterator[Edit]:
    """Entities and their relations at the end of the diagram that has most entities of the schema."""
    diagrams = [one for one in page.diagrams if one.kind == "er" and any(entity.declared for entity in one.entities)]
    if not diagrams:
        return
    drawn = max(diagrams, key=lambda one: (_held((entity.name for entity in one.entities), catalog), len(one.entities)))
    lines = _drawn(page, drawn, tables, catalog)
    last = max([entity.span.end for entity in drawn.entities] + [relation.span.end for relation in drawn.relations])
    if lines:
        yield Edit(Span(page.path, last, last), "".join(f"\n{line}" for line in lines))


def _drawn(page: Page, diagram: Diagram, tables: Sequence[Table], catalog: Catalog) -> list[str]:
    names = {entity.name: page.written(entity.name_span) for entity in diagram.entities}
    loud = all(name == name.upper() for name in names)
    spelled: dict[str, str] = {}
    kept = {}
    fresh: set[str] = set()
    for ref, table in catalog.tables.items():
        called = next((written for name, written in names.items() if alike(name, ref.name)), "")
        label = _label(catalog, table)
        if called:
            spelled[label] = called
        elif table in tables:
            fresh.add(label)
            spelled[label] = label.upper() if loud and label[:1] != '"' else label
        else:
            continue
        kept[ref] = table
    indent, inner = _indents(page, diagram)
    attributes = [one.name for entity in diagram.entities for one in entity.attributes]
    part = catalog._replace(tables=kept)
    lines: list[str] = []
    inside = False
    for line in mermaid(part).split("\n")[1:]:
        opened = re.match(r"    (\"[^\"]*\"|[^\s{]+)( \{)?$", line)
        related = re.match(r"    (\"[^\"]*\"|\S+) (\S+) (\"[^\"]*\"|\S+) : (.*)$", line)
        if related and not inside:
            left, right = related[1], related[3]
            if fresh & {left, right}:
                lines.append(
                    f"{indent}{spelled.get(left, left)} {related[2]} {spelled.get(right, right)} : {related[4]}"
                )
        elif opened and not inside:
            if opened[1] in fresh:
                lines.append(f"{indent}{spelled[opened[1]]}{opened[2] or ''}")
                inside = bool(opened[2])
        elif inside:
            inside = line.strip() != "}"
            kind, *words = line.split(" ", 9)[8:] if inside else ("",)
            if words:
                words = [
                    in_case_of(attributes, word) if at == 0 else word for at, word in enumerate(words[0].split(" "))
                ]
                kind = kind.lower() if attributes and all(one == one.lower() for one in attributes) else kind
            lines.append(f"{inner}{kind} {' '.join(words)}" if inside else f"{indent}}}")
    return lines


def _label(catalog: Catalog, table: Table) -> str:
    """What the drawing calls the table."""
    first = mermaid(catalog._replace(tables={table.ref: table})).split("\n")[1].strip()
    return first.removesuffix("{").strip()


def _indents(page: Page, diagram: Diagram) -> tuple[str, str]:
    """What stands in front of entities, and in front of their attributes."""
    outer = [
        span.start for span in (*(one.name_span for one in diagram.entities), *(one.span for one in diagram.relations))
    ]
    inner = [one.span.start for entity in diagram.entities for one in entity.attributes]
    first = _indent(page, min(outer))
    return first, _indent(page, min(inner)) if inner else first + "    "


def _indent(page: Page, start: int) -> str:
    line = max(page.text.rfind("\n", 0, start), page.text.rfind("\r", 0, start)) + 1
    found = re.match(r"[ \t>]*", page.text[line:start])
    return found[0] if found else ""


# --- sections -------------------------------------------------------------------------------------------------------


def _sections(page: Page, tables: Sequence[Table], catalog: Catalog, defined: bool, elsewhere: bool) -> Iterator[Edit]:
    """Sections behind the last one that is about a table; at the end of the document where nothing else describes tables."""
    ground = Ground(page)
    about_tables = _about_tables(page, catalog)
    if not about_tables and elsewhere:
        return
    texts = {} if defined else _definitions(tables, catalog)
    after = about_tables[-1] if about_tables else None
    end = ground.end(after) if after else ground.trimmed(0, len(page.text))
    if not ground.is_open(end):
        return
    by_ddl = after is None or _is_defined(page, after)
    number = after.number if after else ""
    known, sample = said(page), _sample(page, after)
    several = re.search(r"^- \*\*Store:\*\* ", page.text, re.M) is not None
    pieces = []
    for table in tables:
        number = _following(number)
        name = in_case_of([_named(section) for section in about_tables] or ["a", "A"], shown(table.ref, catalog))
        about = purpose_of(table, name, catalog.dialect)
        ddl = texts.get(table.ref, "")
        body = fence("sql", ddl) if ddl and by_ddl else _columns(page, known, sample, name, table)
        kept = settings(table, catalog.dialect, page if several else None)
        parts = (_heading(after, name, number), about, body, kept)
        pieces.append("\n\n".join(part for part in parts if part))
    gap = "\n" if re.match(r"[ \t]*(?:\r\n|\r|\n)[^\r\n]", page.text[end : end + 200]) else ""
    yield Edit(Span(page.path, end, end), "".join(f"\n\n{piece}" for piece in pieces) + gap)


def _definitions(tables: Sequence[Table], catalog: Catalog) -> dict[object, str]:
    if catalog.dialect in STORES:
        return {}  # no SQL makes them
    try:
        return dict(table_definitions(tables, catalog))
    except UnsupportedError:
        return {}


def _named(section: Section) -> str:
    words = section.title.strip("`\"'").split()
    return unqualified(words[-1].strip("`\"'():")) if words else ""


Sample = tuple[GridTable, "list[tuple[Span | None, DocumentedColumn]]"]


def _sample(page: Page, after: Section | None) -> Sample | None:
    """The column table of a section, where it has a place for types."""
    for grid in page.tables:
        if after is not None and after.body.covers(grid.span):
            columns = [one for table in page.documented_tables for one in table.columns if grid.span.covers(one.row)]
            if columns and columns[0].type_span:
                return grid, [(None, column) for column in columns]
    return None


def _columns(page: Page, known: Said, sample: Sample | None, name: str, table: Table) -> str:
    """The columns in a Markdown table, with the head of the table before where it has one."""
    if sample is None:
        return column_table(table, known)
    grid, held = sample
    head = "| " + " | ".join(one.written for one in grid.header) + " |"
    lines = [_row(page, known, grid, held, name, column, table) for column in table.columns]
    return "\n".join([head, page.written(grid.delimiter).strip(), *lines])


def _about_tables(page: Page, catalog: Catalog) -> list[Section]:
    """The headings that name a table and hold its columns or its DDL."""
    names = [ref.name for ref in catalog.tables] + [unqualified(table.name) for table in page.documented_tables]
    held = {likeness for name in names for likeness in (name.casefold(),)}
    found = []
    for section in page.sections:
        title = unqualified(section.title.strip("`\"'")).casefold()
        words = {word.strip("`\"'():,") for word in section.title.casefold().split()}
        if section.level > 6 or (title not in held and not (len(words) <= 3 and words & held)):
            continue
        holds = any(section.body.covers(fence_.span) and fence_.role == "schema" for fence_ in page.fences)
        if holds or any(section.body.covers(table.span) for table in page.documented_tables):
            found.append(section)
    return found


def _is_defined(page: Page, section: Section) -> bool:
    return any(section.body.covers(fence_.span) and fence_.role == "schema" for fence_ in page.fences)


def _following(number: str) -> str:
    """The number behind `number`; empty for none."""
    head, dot, last = number.rpartition(".")
    following = between(last, "") if last else ""
    return f"{head}{dot}{following}" if following else ""


def _heading(after: Section | None, name: str, number: str) -> str:
    if after is None:
        return f"## {name}"
    style: Style = style_of(after)
    ticked = f"`{name}`" if "`" in after.written else name
    label = re.match(
        r"(?:[*_`\d.]*\s*)?((?:table|tabelle|tabla|tabela|таблица|表|テーブル|테이블)\s*[:：]\s*)", after.written, re.I
    )
    title = f"{label[1]}{ticked}" if label else ticked
    return style.heading(after.level, number, title)
