"""One repository with PostgreSQL, MongoDB and DynamoDB in five notations: one report, one catalogue, one document, one record."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from schemalint.cli import run
from schemalint.config import Options
from schemalint.model.text import Lines
from schemalint.run import check

PROJECT = Path(__file__).resolve().parent.parent.parent / "fixtures" / "projects" / "courier"
WANT = re.compile(r"(?:--|//|#|<!--) want: ([a-z0-9, -]+?)(?: -->.*)?$", re.M)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(PROJECT, tmp_path / "courier")
    monkeypatch.chdir(tmp_path / "courier")
    return tmp_path / "courier"


def test_each_file_is_judged_under_its_own(project: Path) -> None:
    report = check(["."], Options(no_cache=True))
    assert not report.failures
    got = set()
    for one in report.diagnostics:
        document = report.documents[one.span.path]
        got.add((one.span.path, Lines(document.text).position(one.span.start).line, one.rule))
    wanted = {
        (file.relative_to(project).as_posix(), text.count("\n", 0, match.start()) + 1, name.strip())
        for file in project.rglob("*")
        if file.is_file()
        for text in [file.read_text(encoding="utf-8")]
        for match in WANT.finditer(text)
        for name in match[1].split(",")
    }
    assert got == wanted
    assert {one.dialect for one in report.replays if one.catalog.tables} == {"postgres", "mongodb", "dynamodb"}


def test_all_catalogues_in_one_answer(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog", "--format", "json", "."]) == 0
    found = json.loads(capsys.readouterr().out)["catalogs"]
    assert {
        one["dialect"]: sorted(table["name"] for table in one["tables"])
        for one in found
        if one["dialect"] != "dynamodb"
    } == {
        "postgres": ["account"],
        "mongodb": ["parcels"],
    }
    assert sorted(table["name"] for one in found if one["dialect"] == "dynamodb" for table in one["tables"]) == [
        "devices",
        "positions",
        "sessions",
    ]


def test_the_record_of_personal_data_covers_all(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["privacy", "."]) == 0
    text = capsys.readouterr().out
    for word in ("account", "email", "parcels", "receiver.phone"):
        assert word in text


def test_fixes_stand_in_the_notation_of_each_file(project: Path) -> None:
    run(["fix", "--unsafe", "."])
    left = {one.rule for one in check(["."], Options(no_cache=True)).diagnostics}
    assert left.isdisjoint({"missing-encryption", "missing-point-in-time-recovery", "unused-attribute-definition", "undescribed-field", "type-drift"})  # fmt: skip
    template = (project / "infra" / "template.yaml").read_text(encoding="utf-8")
    assert "SSEEnabled: !Equals [!Ref Stage, prod]" in template
    assert "PointInTimeRecoveryEnabled: true" in template
    assert "server_side_encryption {" in (project / "infra" / "tables.tf").read_text(encoding="utf-8")
    script = (project / "mongo" / "migrations" / "20240101000000-parcels.js").read_text(encoding="utf-8")
    assert 'phone: { bsonType: "string", description: ' in script


def test_one_document_about_all(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doc", "-q", "."]) == 0
    text = capsys.readouterr().out
    told = [name for name in ("account", "parcels", "positions", "sessions", "devices") if f"\n#### {name}\n" in text]
    assert told == ["account", "parcels", "positions", "sessions", "devices"]
