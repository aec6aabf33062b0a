"""What was read by eye from real documents, and what must hold for every one of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from schemalint.model.page import Page
from schemalint.model.text import Span

pytestmark = pytest.mark.corpus

# Document: tables, columns, indexes, relations, status values, diagrams as counted in the documents themselves.
COUNTED = {
    "schema-docs/cuckoo/database-schema.md": (30, 240, 0, 40, 19, 1),
    "schema-docs/tjudge/DATABASE_SCHEMA.md": (10, 80, 14, 17, 6, 1),
    "schema-docs/openexhibit/database-schema.md": (15, 204, 16, 2, None, 0),
    "schema-docs/empirica/WORKSPACE_DATABASE_SCHEMA.md": (3, 42, 7, 0, None, 0),
    "schema-docs/empirica/DATABASE_SCHEMA_UNIFIED.md": (33, 428, 16, 89, None, None),
    "schema-docs/oracle-samples/human_resources/README.md": (7, 35, 0, 9, 0, 1),
    "schema-docs/oracle-samples/customer_orders/README.md": (7, 43, 0, 9, 0, 1),
    "schema-docs/oracle-samples/sales_history/README.md": (8, 122, 0, 10, 0, 1),
    "schema-docs/better-auth-starter/database-schema-design.md": (0, 0, 0, 21, 0, 2),
    "schema-docs/ztoq/database-optimization.md": (0, 0, 0, 0, 0, 0),
}


def load(page, path: Path) -> Page:
    return page(path.read_bytes().decode("utf-8-sig"), path.as_posix())


@pytest.mark.parametrize("name", COUNTED)
def test_counted_by_eye(page, corpus: Path, name: str) -> None:
    read = load(page, corpus / name)
    counts = (
        len(read.documented_tables), sum(len(table.columns) for table in read.documented_tables), len(read.documented_indexes),
        len(read.relations), len(read.status_values), len(read.diagrams),
    )  # fmt: skip
    expected = COUNTED[name]
    assert tuple(count if want is not None else None for count, want in zip(counts, expected, strict=True)) == expected


def test_every_span_holds_what_it_says(page, corpus: Path) -> None:
    seen = 0
    for path in sorted((corpus / "schema-docs").rglob("*.md")) + sorted((corpus / "tbls-samples").rglob("*.md")):
        read = load(page, path)
        assert read.placeholders == (), path
        assert all(not fault.refused for diagram in read.diagrams for fault in diagram.faults), path
        for table in read.documented_tables:
            assert read.written(table.name_span).strip('`"[]') == table.name, path
            for column in table.columns:
                assert read.written(column.name_span) == column.name, path
                if column.type_span and column.type:
                    assert column.type in read.written(column.type_span).replace("\\|", "|"), (path, column)
                seen += 1
        for grid in read.tables:
            for cell in (*grid.header, *(cell for row in grid.rows for cell in row)):
                assert read.written(cell.span) == cell.written
        for section in read.sections:
            assert read.written(section.written_span) == section.written
            assert section.whole.covers(section.heading)
        for diagram in read.diagrams:
            for entity in diagram.entities:
                assert read.written(entity.name_span).strip('"') == entity.name
                for attribute in entity.attributes:
                    assert read.written(attribute.type_span) == attribute.type
                    assert read.written(attribute.name_span) == attribute.name
    assert seen > 1400


def test_generated_dictionaries_equal_their_schemas(page, corpus: Path) -> None:
    """tbls prints the same schema as Markdown and as JSON."""
    compared = 0
    for kind in ("postgres", "mysql", "sqlite", "mssql", "mermaid"):
        schema = json.loads((corpus / "tbls-samples" / kind / "schema.json").read_text(encoding="utf-8"))
        for wanted in schema["tables"]:
            path = corpus / "tbls-samples" / kind / f"{wanted['name']}.md"
            if not path.is_file() or " " in wanted["name"]:
                continue
            read = load(page, path)
            assert [table.name for table in read.documented_tables] == [wanted["name"]]
            columns = [(column.name, column.nullable) for column in read.documented_tables[0].columns]
            assert columns == [(column["name"], column["nullable"]) for column in wanted["columns"]], path
            names = [index["name"] for index in wanted.get("indexes") or ()]
            assert sorted(index.name for index in read.documented_indexes if index.columns) == sorted(names), path
            for index in read.documented_indexes:
                same = [entry for entry in wanted["indexes"] if entry["name"] == index.name]
                assert any(list(index.columns) == entry["columns"] for entry in same), (path, index)
                compared += 1
    assert compared > 60


def test_crlf_reads_the_same(page, corpus: Path) -> None:
    path = corpus / "schema-docs/cuckoo/database-schema.md"
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    one, other = page(text), page(text.replace("\n", "\r\n"))

    def shape(read: Page) -> list[object]:
        return [
            [(t.name, [(c.name, c.type, c.nullable, c.default) for c in t.columns]) for t in read.documented_tables],
            [(f.role, f.language) for f in read.fences],
            [(s.level, s.number, s.title) for s in read.sections],
            [r[:4] for r in read.relations],
        ]

    assert shape(one) == shape(other)
    assert other.line_break == "\r\n"
    place = other.documented_tables[3].columns[2].name_span
    assert isinstance(place, Span)
    assert other.written(place) == other.documented_tables[3].columns[2].name
