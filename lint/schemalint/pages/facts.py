"""What a page states, as the plain values that `facts --format json` prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from schemalint.model.expression import ColumnRef, Constant, InList
from schemalint.model.name import Ref
from schemalint.model.page import Attribute, DocumentedColumn, DocumentedTable, Page
from schemalint.model.schema import Catalog, Table, View
from schemalint.model.text import Lines, Span
from schemalint.pages.stated import stated


def facts(page: Page, catalog: Catalog | None = None) -> dict[str, Any]:
    """The facts of a page: those of its Markdown tables and lists, of its diagrams and, where `catalog` is what its
    fences were replayed into, of its fences. Each list is in document order; lines count from 1."""
    lines = page.lines

    def line(span: Span) -> int:
        return lines.position(span.start).line

    tables = [_documented(table, lines) for table in page.documented_tables]
    indexes = [
        {
            "table": index.table, "columns": list(index.columns), "unique": index.unique, "name": index.name,
            "line": line(index.row),
        }
        for index in page.documented_indexes
    ]  # fmt: skip
    relations = [
        {
            "table": relation.table, "columns": list(relation.columns), "parent": relation.parent,
            "line": line(relation.span),
        }
        for relation in page.relations
    ]  # fmt: skip
    values = [
        {
            "table": status.table,
            "column": status.column,
            "values": list(status.values),
            "line": line(status.row),
        }
        for status in page.status_values
    ]
    listed = {(status.table, status.column) for status in page.status_values}
    for one in page.documented_tables:
        for column in one.columns:
            allowed = _ENUM.match(column.type)
            if allowed and (one.name, column.name) not in listed:
                options = [value or bare for value, bare in _OPTION.findall(allowed[1])]
                values.append(
                    {"table": one.name, "column": column.name, "values": options, "line": line(column.name_span)}
                )
    for diagram in page.diagrams:
        tables += [
            {
                "name": entity.name, "line": line(entity.name_span),
                "columns": [_drawn(attribute, lines) for attribute in entity.attributes],
            }
            for entity in diagram.entities
            if entity.declared
        ]  # fmt: skip
    if catalog is not None:
        names = _Names(page, catalog)
        for table in catalog.tables.values():
            if table.span.path == page.path and not table.assumed:
                tables.append(_defined(table, page, lines))
                values += _enumerated(table, catalog, names, lines)
            indexes += _indexes(table, names, lines)
            relations += _foreign_keys(table, names, lines)
            values += _checked(table, names, lines)
        for view in catalog.views.values():
            indexes += _indexes(view, names, lines)
    return {
        "metadata": {note.key: note.value for note in page.metadata},
        "sections": [
            {"level": section.level, "title": section.written, "line": line(section.heading)}
            for section in page.sections
        ],
        "tables": _ordered(tables),
        "indexes": _ordered(indexes),
        "relations": _ordered(relations),
        "status_values": _ordered(values),
        "metrics": [
            {"name": metric.name, "value": metric.value, "line": line(metric.span)} for metric in page.metrics
        ],
        "fences": [
            {"language": fence.language, "info": fence.info, "role": fence.role, "line": line(fence.span)}
            for fence in page.fences
        ],
        "links": [
            {"text": link.text, "target": link.target, "line": line(link.span)} for link in page.links
        ],
        **stated(page, lines),
    }  # fmt: skip


def _ordered(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(entries, key=lambda entry: int(entry["line"]))


def _documented(table: DocumentedTable, lines: Lines) -> dict[str, Any]:
    return {
        "name": table.name,
        "line": lines.position(table.name_span.start).line,
        "columns": [_column(column, lines) for column in table.columns],
    }


def _column(column: DocumentedColumn, lines: Lines) -> dict[str, Any]:
    return {
        "name": column.name, "type": column.type, "nullable": column.nullable, "default": column.default,
        "description": column.description, "line": lines.position(column.name_span.start).line,
    }  # fmt: skip


def _drawn(attribute: Attribute, lines: Lines) -> dict[str, Any]:
    return {
        "name": attribute.name, "type": attribute.type, "nullable": None, "default": None,
        "description": attribute.comment, "line": lines.position(attribute.name_span.start).line,
    }  # fmt: skip


_ENUM = re.compile(r"enum\s*\((.+)\)", re.I | re.S)
_OPTION = re.compile(r"['\"]([^'\"]*)['\"]|([^\s,'\"][^,'\"]*)")


class _Names:
    """What the fences of a page write for the tables and columns of the catalogue: as the server folds them they are
    strange to who wrote `TestCase`."""

    def __init__(self, page: Page, catalog: Catalog) -> None:
        self.page = page
        self.catalog = catalog

    def table(self, ref: Ref) -> str:
        table = self.catalog.tables.get(ref)
        if table is None or table.span.path != self.page.path:
            return ref.name
        written = self.page.written(table.span)
        return _unquoted(written) if written.strip('"`[]').casefold().endswith(ref.name.casefold()) else ref.name

    def columns(self, ref: Ref, names: tuple[str, ...]) -> list[str]:
        table = self.catalog.tables.get(ref)
        written = {column.name: _unquoted(column.written) for column in table.columns} if table else {}
        return [written.get(name) or name for name in names]

    def here(self, span: Span) -> bool:
        return span.path == self.page.path


def _defined(table: Table, page: Page, lines: Lines) -> dict[str, Any]:
    """A table that a fence creates: names and types as written there, without quotes; of a serial column no default, for
    none is written."""
    columns = []
    for column in table.columns:
        kind = ""
        if column.type is not None:
            written = column.type.span
            kind = page.written(written) if written.path == page.path else column.type.text
        default = column.default.text if column.default and not column.serial else None
        columns.append({
            "name": _unquoted(column.written) or column.name, "type": kind, "nullable": column.nullable,
            "default": default, "description": column.comment or "",
            "line": lines.position(_place(column.span, table.span, page).start).line,
        })  # fmt: skip
    name = _unquoted(page.written(table.span)) or table.name
    return {"name": name, "line": lines.position(table.span.start).line, "columns": columns}


def _unquoted(written: str) -> str:
    return written.strip('"`[]')


def _place(span: Span, otherwise: Span, page: Page) -> Span:
    return span if span.path == page.path else otherwise


def _indexes(owner: Table | View, names: _Names, lines: Lines) -> Iterator[dict[str, Any]]:
    for index in owner.indexes:
        if names.here(index.span):
            yield {
                "table": names.table(owner.ref), "columns": names.columns(owner.ref, index.columns), "unique": index.unique,
                "name": index.name if index.named else "", "line": lines.position(index.span.start).line,
            }  # fmt: skip


def _foreign_keys(table: Table, names: _Names, lines: Lines) -> Iterator[dict[str, Any]]:
    for key in table.foreign_keys:
        if names.here(key.span):
            yield {
                "table": names.table(table.ref), "columns": names.columns(table.ref, key.columns),
                "parent": names.table(key.parent), "line": lines.position(key.span.start).line,
            }  # fmt: skip


def _checked(table: Table, names: _Names, lines: Lines) -> Iterator[dict[str, Any]]:
    """The values that CHECK (column IN (…)) allows."""
    for check in table.checks:
        shape = check.expression.shape
        if isinstance(shape, InList) and not shape.negated and isinstance(shape.operand, ColumnRef):
            values = [value.value for value in shape.values if isinstance(value, Constant)]
            if len(values) == len(shape.values) and names.here(check.span):
                yield _values(table, shape.operand.name, values, check.span, names, lines)


def _enumerated(table: Table, catalog: Catalog, names: _Names, lines: Lines) -> Iterator[dict[str, Any]]:
    """The values of columns whose type lists them: MySQL's ENUM, the enum types of PostgreSQL, a domain's CHECK."""
    for column in table.columns:
        kind = column.type
        if kind is None or kind.dimensions or not names.here(column.span):
            continue
        values = kind.values if kind.family == "enum" else ()
        for schema in (kind.schema, catalog.default_schema, *catalog.search_path):
            enum = catalog.enums.get(Ref(schema, kind.name))
            if not values and enum is not None:
                values = enum.values
            domain = catalog.domains.get(Ref(schema, kind.name))
            for check in domain.checks if domain is not None and not values else ():
                shape = check.expression.shape
                if isinstance(shape, InList) and not shape.negated:
                    values = tuple(value.value for value in shape.values if isinstance(value, Constant))
        if values:
            yield _values(table, column.name, list(values), column.span, names, lines)


def _values(table: Table, column: str, values: list[str], span: Span, names: _Names, lines: Lines) -> dict[str, Any]:
    return {
        "table": names.table(table.ref), "column": names.columns(table.ref, (column,))[0], "values": values,
        "line": lines.position(span.start).line,
    }  # fmt: skip
