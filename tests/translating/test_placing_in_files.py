"""Findings stand where the file says what they are about."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from folder_of_files import Folder

from schemalint import cli
from schemalint.model.document import Document, Placed, Source
from schemalint.model.text import Span
from schemalint.translating.back import original, span_in_file
from schemalint.translating.text import Writer

SOURCE = Source("a.ts", "/a.ts", "migration", "postgres", "")


def test_exact_pieces_map_letter_by_letter_and_others_as_a_whole() -> None:
    writer = Writer()
    writer.marker("-- translated: up")
    writer.pieces([("DROP ", 10, 12, False), ("TABLE t", 20, 27, True)])
    found = writer.translation()
    document = Document(SOURCE, found.text, original="x" * 40, places=found.places)
    start = found.text.index("DROP")

    def back(at: int, end: int) -> tuple[int, int]:
        span = span_in_file(Span("a.ts", at, end), document)
        return span.start, span.end

    assert back(start, start + 2) == (10, 12)
    assert back(start + 5, start + 10) == (20, 25)
    assert back(start + 11, start + 12) == (26, 27)
    assert back(start, start + 12) == (10, 27)
    assert back(0, 3) == (10, 12)  # a marker belongs to what follows
    assert back(len(found.text), len(found.text)) == (27, 27)
    assert original(document).text == "x" * 40


def test_a_document_of_sql_is_left_as_it_is() -> None:
    document = Document(SOURCE, "DROP TABLE t;")
    assert span_in_file(Span("a.ts", 1, 2), document) == Span("a.ts", 1, 2)
    assert original(document) is document


def test_places_ascend_and_cover_no_two_things() -> None:
    writer = Writer()
    for at in range(5):
        writer.statement(f"SELECT {at}", at * 10, at * 10 + 5)
        writer.opaque("it's code", at * 10 + 6, at * 10 + 9, touches=("t",))
    places = writer.translation().places
    assert all(one.end <= other.start for one, other in pairwise(places))
    assert places[1] == Placed(places[1].start, places[1].end, 6, 9)
    assert "UNTRANSLATED CODE 'it''s code' ON t;" in writer.translation().text


XML = """<?xml version="1.0" encoding="UTF-8"?>
<databaseChangeLog>
  <!-- ünïcode, and a name that is quoted -->
  <changeSet id="1" author="ann">
    <createTable tableName="person">
      <column name="id" type="int" autoIncrement="true"><constraints primaryKey="true"/></column>
      <column name="code" type="int"/>
    </createTable>
  </changeSet>
  <changeSet id="2" author="ann">
    <sql><![CDATA[
      UPDATE person
      SET code = 1;
    ]]></sql>
    <rollback/>
  </changeSet>
</databaseChangeLog>
"""


@pytest.mark.parametrize("lines", ["\n", "\r\n"])
def test_findings_of_a_change_log_underline_the_words_of_the_file(folder: Folder, lines: str) -> None:
    text = XML.replace("\n", lines)
    folder.write({"db/changelog/a.xml": text})
    report = folder.check("narrow-primary-key", "unbounded-write", dialect="postgres")
    assert folder.text_at(report) == [("narrow-primary-key", "int"), ("unbounded-write", "UPDATE person")]
    assert report.documents["db/changelog/a.xml"].text == text


def test_json_report_has_the_places_of_the_file(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.write({"db/changelog/a.xml": XML})
    code = cli.run(
        [
            "check",
            "--isolated",
            "--no-cache",
            "--dialect",
            "postgres",
            "--select",
            "unbounded-write",
            "--format",
            "json",
        ]
    )
    [told] = json.loads(capsys.readouterr().out)["diagnostics"]
    at = XML.index("UPDATE")
    assert (told["start"]["offset"], told["end"]["offset"]) == (at, at + len("UPDATE person"))
    assert (told["start"]["line"], told["start"]["column"]) == (12, 7)
    assert code == 1


def test_a_second_run_says_the_same_from_memory(
    folder: Folder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write({"db/changelog/a.xml": XML})
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder.root / "cache"))
    command = ["check", "--isolated", "--dialect", "postgres", "--select", "unbounded-write,narrow-primary-key", "db"]
    cli.run(command)
    first = capsys.readouterr().out
    cli.run(command)
    assert capsys.readouterr().out == first
    assert "UPDATE person" in first


def test_comments_ask_for_silence_in_the_languages_own_form(folder: Folder) -> None:
    quiet = XML.replace("    <sql>", "    <!-- schemalint: ignore[unbounded-write] a single row -->\n    <sql>")
    report = folder.write({"db/changelog/a.xml": quiet}).check(
        "unbounded-write", "unused-suppression", dialect="postgres"
    )
    assert [(one.rule, one.suppressed) for one in report.diagnostics] == [("unbounded-write", "inline")]
    needless = quiet.replace("unbounded-write", "narrow-primary-key")
    report = folder.write({"db/changelog/a.xml": needless}).check(
        "narrow-primary-key", "unused-suppression", dialect="postgres"
    )
    told = dict(folder.text_at(report))
    assert told["unused-suppression"].startswith("<!-- schemalint: ignore[narrow-primary-key]")


def test_fixes_leave_the_files_alone(folder: Folder) -> None:
    from schemalint.config import Options
    from schemalint.repair import fix

    folder.write({"db/changelog/a.xml": XML})
    mended = fix(
        (str(folder.root),), Options(dialect="postgres", isolated=True, no_cache=True, released=True), unsafe=True
    )
    assert mended.done == ()
    assert mended.failures == ()
    assert [file.name for file in folder.root.rglob("*") if file.is_file()] == ["a.xml"]
    assert (folder.root / "db/changelog/a.xml").read_text(encoding="utf-8") == XML


def test_a_baseline_holds_across_moved_lines(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.write({"db/changelog/a.xml": XML, "schemalint.toml": 'dialect = "postgres"\nbaseline = "known.json"\n'})
    cli.run(["baseline"])
    capsys.readouterr()
    folder.write({"db/changelog/a.xml": XML.replace("<changeSet", "\n\n  <changeSet", 1)})
    cli.run(["check", "--no-cache", "--format", "json"])
    summary = json.loads(capsys.readouterr().out)["summary"]
    assert summary["suppressed"] > 0
    assert summary["warnings"] == summary["errors"] == 0
