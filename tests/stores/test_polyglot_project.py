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
    assert "**Database:** PostgreSQL, MongoDB, DynamoDB" in text
    assert re.search(r"^- \*\*Tables:\*\* 5\n- \*\*Columns:\*\* 1\d\n- \*\*Indexes:\*\* 3$", text, re.M)
    for section in ("3.1 Entity Relationship Diagram", "7.1 Index Analysis", "13.1 Column Definitions"):
        part = text.partition(f"### {section}\n")[2].partition("\n### ")[0]
        homes = re.findall(r"^(\w+), `([^`]+)`:$", part, re.M)
        assert homes == [
            ("PostgreSQL", "db/migrations"),
            ("MongoDB", "mongo/migrations"),
            ("DynamoDB", "infra/devices.sh"),
            ("DynamoDB", "infra/tables.tf"),
            ("DynamoDB", "infra/template.yaml"),
        ]
        for name in told:
            assert name in part


DOCUMENT = "docs/database-schema-courier.md"


def said(rules: str, *paths: str) -> list[str]:
    report = check(paths, Options(no_cache=True, select=tuple(rules.split())))
    assert not report.failures
    return [f"{one.rule}: {one.text}" for one in report.diagnostics if one.span.path == DOCUMENT]


PLACES = "unfilled-placeholder", "document-name", "untracked-document"
"""What only people can mend."""


@pytest.mark.parametrize("named", [".", DOCUMENT])
def test_the_document_about_all_holds(project: Path, named: str) -> None:
    """Also where nothing but the document is named: its links lead to each store's files."""
    assert run(["doc", "-q", "-o", DOCUMENT, "."]) == 0
    found = check([named], Options(no_cache=True, select=("documents",), ignore=PLACES)).diagnostics
    assert [one for one in found if one.span.path == DOCUMENT] == []


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("- **Tables:** 5", "- **Tables:** 9", "metrics-drift: Tables is given as 9"),
        ("| accountId | long |", "| accountId | bool |", "type-drift: parcels.accountId is documented as bool"),
        ("| createdAt | date |", "| madeAt | date |", "stale-column: parcels has no column madeAt"),
        ("        N at PK", "        B at PK", "diagram-attribute-drift: positions.at is drawn as B"),
        ("| parcels | accountId_1 ", "| parcels | account_first ", "index-drift: parcels has no index account_first"),
        ("    positions {", "    position_log {", "diagram-unknown-table: Table position_log is drawn in the diagram"),
        ("#### sessions", "#### seasonings", "stale-table: Table seasonings is described"),
    ],
)
def test_each_part_of_the_document_is_held_against_its_store(project: Path, old: str, new: str, finding: str) -> None:
    assert run(["doc", "-q", "-o", DOCUMENT, "."]) == 0
    file = project / DOCUMENT
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    found = said("documents", ".")
    assert any(one.startswith(finding) for one in found), found


def test_the_document_follows_each_store(project: Path) -> None:
    assert run(["doc", "-q", "-o", DOCUMENT, "."]) == 0
    script = project / "mongo" / "migrations" / "20240301000000-claims.js"
    script.write_text(
        'module.exports = {\n  async up(db) {\n    await db.createCollection("claims", { validator: { $jsonSchema: { bsonType: "object", '
        'required: ["reason"], properties: { reason: { bsonType: "string", description: "why" } } } } });\n  },\n'
        '  async down(db) {\n    await db.collection("claims").drop();\n  },\n};\n',
        encoding="utf-8",
    )
    assert any(one.startswith("undocumented-table: Table claims of mongo/migrations") for one in said("documents", "."))
    assert run(["doc", "-q", "-o", DOCUMENT, "."]) == 0
    text = (project / DOCUMENT).read_text(encoding="utf-8")
    drawn = text.partition("MongoDB, `mongo/migrations`:\n\n```mermaid\n")[2].partition("```")[0]
    assert "    claims {\n" in drawn
    assert (
        "- **Store:** MongoDB, [20240301000000-claims.js](../mongo/migrations/20240301000000-claims.js)\n- **Validator:** a document"
        in text
    )
    assert "- **Tables:** 6" in text


def test_a_document_about_one_of_them_is_left_alone(project: Path) -> None:
    file = project / "docs" / "database-schema-parcels.md"
    file.write_text(
        "# Parcels\n\n**Database:** MongoDB\n\n- **Tables:** 1\n\n## parcels\n\n| Field | Type | Nullable |\n|---|---|---|\n"
        "| _id | objectId | No |\n| accountId | long | No |\n",
        encoding="utf-8",
    )
    found = check(
        ["."], Options(no_cache=True, select=("undocumented-table", "stale-table", "metrics-drift"))
    ).diagnostics
    assert [one.text for one in found] == []
