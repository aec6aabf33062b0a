"""Tables of DynamoDB in reports, catalogues and documents."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from schemalint.api import check_project
from schemalint.cli import run

TABLES = """\
resource "aws_dynamodb_table" "sessions" {
  name     = "sessions"
  hash_key = "id"

  attribute {
    name = "id"
    type = "S"
  }

  attribute {
    name = "owner"
    type = "S"
  }

  global_secondary_index {
    name            = "by_owner"
    hash_key        = "owner"
    projection_type = "ALL"
  }
}
"""


@pytest.fixture
def module(tmp_path: Path) -> str:
    path = tmp_path / "tables.tf"
    path.write_text(TABLES, encoding="utf-8")
    return str(path)


def test_the_catalogue_shows_keys_and_indexes(module: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog", "--isolated", "--format", "json", module]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["dialect"] == "dynamodb"
    (table,) = found["tables"]
    assert table["schema"] is None
    assert table["primary_key"] == {"name": None, "columns": ["id"]}
    assert [(one["name"], one["columns"], one["method"]) for one in table["indexes"]] == [
        ("by_owner", ["owner"], "global")
    ]


def test_a_document_of_it_holds_no_sql(module: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doc", "--isolated", module]) == 0
    text = capsys.readouterr().out
    assert "| id | S | No |" in text
    assert "INSERT INTO" not in text
    assert "CREATE TABLE" not in text


def test_sql_and_both_stores_are_one_report() -> None:
    files = {
        "db/schema.sql": "CREATE TABLE customer (id int);",
        "db/user.schema.json": '{"bsonType": "object", "required": ["a"], "properties": {"a": {"bsonType": "string"}}}',
        "infra/tables.tf": TABLES,
    }
    report = check_project(files, {"select": ["keys", "stores"]})
    assert not report.failures
    assert {(one.span.path, one.rule) for one in report.diagnostics} >= {
        ("db/schema.sql", "missing-primary-key"),
        ("db/user.schema.json", "undescribed-field"),
        ("infra/tables.tf", "missing-encryption"),
    }
    assert {one.dialect for one in report.replays} == {"standard", "mongodb", "dynamodb"}


@pytest.mark.parametrize("fence", ["json", "yaml", "hcl", "bash"])
def test_fences_of_documents_are_judged_at_their_place(fence: str) -> None:
    texts = {
        "json": '{"TableName": "t", "KeySchema": [{"AttributeName": "nokey", "KeyType": "HASH"}], "AttributeDefinitions": []}',
        "yaml": "Resources:\n  T:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      AttributeDefinitions: []\n"
        "      KeySchema:\n        - AttributeName: nokey\n          KeyType: HASH",
        "hcl": 'resource "aws_dynamodb_table" "t" {\n  name     = "t"\n  hash_key = "nokey"\n}',
        "bash": "aws dynamodb create-table --table-name t --attribute-definitions AttributeName=a,AttributeType=S \\\n"
        "  --key-schema AttributeName=nokey,KeyType=HASH",
    }
    page = f"# Database schema\n\n## Tables\n\nThe tables are made so:\n\n```{fence}\n{texts[fence]}\n```\n"
    report = check_project({"docs/database-schema.md": page}, {"select": ["undefined-key-attribute"]})
    (one,) = report.diagnostics
    assert page[one.span.start : one.span.end] == "nokey"
    assert os.path.basename(one.span.path) == "database-schema.md"


FULL = """\
Resources:
  Sessions:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: sessions
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}, {AttributeName: user, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      GlobalSecondaryIndexes:
        - IndexName: by_user
          KeySchema: [{AttributeName: user, KeyType: HASH}]
          Projection: {ProjectionType: INCLUDE, NonKeyAttributes: [device]}
      TimeToLiveSpecification: {Enabled: true, AttributeName: ends}
      StreamSpecification: {StreamViewType: NEW_IMAGE}
      SSESpecification: {SSEEnabled: true}
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: !Ref Recovery}
"""


def test_the_catalogue_and_a_document_tell_the_settings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "template.yaml").write_text(FULL, encoding="utf-8")
    assert run(["catalog", "--isolated", "--format", "json", str(tmp_path)]) == 0
    (table,) = json.loads(capsys.readouterr().out)["tables"]
    assert table["options"] == {
        "billing_mode": "pay_per_request",
        "stream": "new_image",
        "encryption": "true",
        "ttl": "ends",
    }
    assert [(one["include"], one["options"]) for one in table["indexes"]] == [(["device"], {"projection": "include"})]
    document = tmp_path / "docs" / "database-schema.md"
    document.parent.mkdir()
    assert run(["doc", "--isolated", "-q", "-o", str(document), str(tmp_path)]) == 0
    text = document.read_text(encoding="utf-8")
    for line in (
        "- **Billing:** by request",
        "- **Stream:** items as they become",
        "- **Time to live:** by ends",
        "- **Point-in-time recovery:** told by an expression",
        "- **Encryption:** by a key in AWS KMS",
        "- **by_user:** global secondary index, holds device besides its keys",
        "- **At rest:** sessions by a key in AWS KMS",
        "| sessions | PRIMARY | Partition key | id | Primary key |",
        "| sessions | by_user | Global secondary | user |",
    ):
        assert line in text, line
    report = check_project(
        {"template.yaml": FULL, "docs/database-schema.md": text},
        {"select": ["documents"]},
    )
    drifts = [
        one
        for one in report.diagnostics
        if one.rule.endswith("-drift") or one.rule.startswith(("stale", "undocumented"))
    ]
    assert not drifts, [one.text for one in drifts]


def test_types_in_a_document_are_held_against_those_of_attributes() -> None:
    page = "# Database schema\n\n## sessions\n\n| Column | Type | Nullable |\n|---|---|---|\n| id | {} | No |\n| user | {} | Yes |\n"
    for first, second, drifts in (
        ("S", "String", []),
        ("N", "S", ["sessions.id"]),
        ("Number", "Binary", ["sessions.id", "sessions.user"]),
    ):
        files = {"template.yaml": FULL, "docs/database-schema.md": page.format(first, second)}
        report = check_project(files, {"select": ["type-drift"]})
        assert [f"{one.subject.table}.{one.subject.name}" for one in report.diagnostics] == drifts, (first, second)


def test_what_is_left_out_is_told_as_it_then_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hidden = TABLES.replace('"sessions"', '"carts"').replace(
        '  hash_key = "id"\n', '  hash_key = "id"\n  billing_mode = var.billing\n'
    )
    (tmp_path / "tables.tf").write_text(TABLES + hidden, encoding="utf-8")
    assert run(["doc", "--isolated", str(tmp_path)]) == 0
    text = capsys.readouterr().out
    told = {part.partition("\n")[0]: part for part in text.split("\n#### ")}
    assert "- **Billing:** by provisioned capacity" in told["sessions"]
    assert "- **Encryption:** by a key that AWS owns" in told["sessions"]
    assert "- **Billing:** told by an expression" in told["carts"]


def test_a_document_of_a_script_tells_what_its_commands_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = "aws dynamodb create-table --table-name {} --key-schema AttributeName=id,KeyType=HASH\n"
    ends = "aws dynamodb update-time-to-live --table-name carts --time-to-live-specification Enabled=true,AttributeName=ends\n"
    (tmp_path / "setup.sh").write_text(made.format("carts") + made.format("users") + ends, encoding="utf-8")
    assert run(["doc", "--isolated", str(tmp_path)]) == 0
    told = {part.partition("\n")[0]: part for part in capsys.readouterr().out.split("\n#### ")}
    assert "- **Time to live:** by ends" in told["carts"]
    assert "Time to live" not in told["users"].partition("\n## ")[0]
    assert "recovery:**" not in told["carts"]


def test_a_document_of_a_table_of_which_nothing_is_known_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "t.tf").write_text('resource "aws_dynamodb_table" "t" {\n  hash_key = var.key\n}\n', encoding="utf-8")
    assert run(["doc", "--isolated", str(tmp_path)]) == 0
    assert "No column is known." in capsys.readouterr().out


def test_a_table_without_a_known_column_is_described_by_its_heading_beside_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = 'resource "aws_dynamodb_table" "%s" {\n  name = "%s"\n  hash_key = "id"\n  attribute {\n    name = "id"\n    type = "S"\n  }\n}\n'
    odd = 'resource "aws_dynamodb_table" "odd" {\n  for_each = var.tables\n  name = "odd"\n  hash_key = each.value\n}\n'
    (tmp_path / "main.tf").write_text("".join(known % (name, name) for name in ("a", "b", "c", "d", "e")) + odd)
    assert run(["doc", "--isolated", str(tmp_path), "-o", str(tmp_path / "schema.md")]) == 0
    assert "did not mend" not in capsys.readouterr().err
    assert "#### odd" in (tmp_path / "schema.md").read_text(encoding="utf-8")
