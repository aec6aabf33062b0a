"""One document for each way in which schema documents vary: what is read in it is what a person reads."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from expected_facts import differences, expected, seen, stated

from schemalint.model.document import Document, Source
from schemalint.model.page import Page
from schemalint.pages.page import read

FOLDER = Path(__file__).parents[2] / "fixtures/documents/varied"
DOCUMENTS = sorted(FOLDER.glob("*.md"))


def page_of(path: Path, template: str = "") -> Page:
    return read(
        Document(Source(path.name, path.as_posix(), "document", "postgres", ""), path.read_text(encoding="utf-8")),
        template,
        (),
    )


def test_every_document_has_its_facts() -> None:
    assert len(DOCUMENTS) >= 20
    assert {path.stem for path in DOCUMENTS} == {path.stem for path in FOLDER.glob("*.toml")}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_what_is_read_is_what_a_person_reads(path: Path) -> None:
    wanted = expected(path.with_suffix(".toml"))
    assert wanted["document"] == path.name
    found = {**stated(path, "--dialect", wanted["dialect"]), **seen(page_of(path, wanted.get("template", "")))}
    assert differences(wanted, found) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_places_hold_what_they_say(path: Path) -> None:
    page = page_of(path)
    for table in page.documented_tables:
        assert page.written(table.name_span).strip('`"[]*~').replace("`", "") == table.name
        for column in table.columns:
            assert page.written(column.name_span) == column.name
            for span, text in ((column.type_span, column.type), (column.default_span, column.default)):
                if span and text:
                    assert text in page.written(span).replace("\\|", "|").replace("`", "")
    for status in page.status_values:
        assert [page.written(span) for span in status.value_spans] == list(status.values)
        assert all(status.values_span.covers(span) for span in status.value_spans)
    for index in page.documented_indexes:
        assert index.name_span is None or page.written(index.name_span).strip("`*") == index.name


@pytest.mark.parametrize(
    "text",
    [
        "_" * 12000 + " has columns a", "users has columns " + "a, " * 12000, "`a` — " + "`b int`," * 3000, "Indexes: " + "a," * 12000,
        "| Type " + "(" * 16000 + " |\n|---|\n| a |", "```\n" + "a (1) ──> " * 12000 + "\n└──\n```", "- Indexes: " + "a+" * 12000,
        "```mermaid\nerDiagram\n" + "A %% x\n" * 3000 + "```",
    ],
)  # fmt: skip
def test_hostile_text_takes_no_time(text: str) -> None:
    began = time.process_time()
    read(Document(Source("d.md", "/d.md", "document", "postgres", ""), f"# D\n\n### t\n\n{text}\n"))
    assert time.process_time() - began < 5
