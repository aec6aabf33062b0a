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
