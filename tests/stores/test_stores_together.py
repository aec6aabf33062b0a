"""Stores in a project: which files are read, beside SQL, in documents and in histories."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from schemalint.api import check_project, fix_project
from schemalint.config import Options
from schemalint.dialects.stores import may_be_store, store_in_fence, store_of
from schemalint.run import check

ROOT = Path(__file__).resolve().parent.parent.parent
VALIDATOR = '{ $jsonSchema: { required: ["email"], properties: { email: { bsonType: "string" } } } }'
COLLECTION = f'db.createCollection("users", {{ validator: {VALIDATOR} }});\n'
TEMPLATE = """Resources:
  Sessions:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: sessions
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      BillingMode: PAY_PER_REQUEST
"""


def told(files: Mapping[str, str], *rules: str) -> set[tuple[str, str]]:
    report = check_project(dict(files), {"select": list(rules)})
    assert not report.failures, report.failures
    return {(one.rule, one.span.path) for one in report.diagnostics}


def test_one_report_for_sql_and_both_stores() -> None:
    files = {
        "db/schema.sql": "CREATE TABLE account (email text NOT NULL);\nCREATE INDEX ON account USING gin (email);\n",
        "db/users.js": COLLECTION,
        "template.yaml": TEMPLATE,
    }
    assert told(files, "missing-primary-key", "undescribed-field", "missing-point-in-time-recovery") == {
        ("missing-primary-key", "db/schema.sql"),
        ("undescribed-field", "db/users.js"),
        ("missing-point-in-time-recovery", "template.yaml"),
    }


def test_all_rules_run_over_collections() -> None:
    report = check_project(
        {"db/users.js": COLLECTION, "docs/database-schema.md": f"# Users\n\n```js\n{COLLECTION}```\n"},
        {"select": ["all"]},
    )
    assert not report.failures, report.failures
    assert {one.span.path for one in report.diagnostics if one.rule == "open-validator"} == {"db/users.js", "docs/database-schema.md"}  # fmt: skip


def test_a_history_of_commands_is_complete() -> None:
    files = {
        "migrations/1_log.up.json": '[{"createIndexes": "log", "indexes": [{"key": {"at": 1}, "name": "at"}]}]',
        "migrations/1_log.down.json": '[{"dropIndexes": "log", "index": "at"}]',
    }
    assert told(files, "missing-validator") == {("missing-validator", "migrations/1_log.up.json")}
    files["migrations/2_log.up.json"] = '[{"collMod": "log", "validator": {"$jsonSchema": {"properties": {"at": {}}}}}]'
    files["migrations/2_log.down.json"] = '[{"collMod": "log", "validator": {}}]'
    assert not told(files, "missing-validator")


def test_documents_are_held_against_collections() -> None:
    page = (
        "# Database schema\n\n## users\n\n| Field | Type | Nullable |\n|---|---|---|\n| _id | objectId | no |\n"
        "| email | int | no |\n| phone | string | yes |\n"
    )
    assert told({"db/users.js": COLLECTION, "docs/database-schema.md": page}, "type-drift", "stale-column") == {
        ("type-drift", "docs/database-schema.md"),
        ("stale-column", "docs/database-schema.md"),
    }


def test_fixes_keep_the_notation_of_the_file() -> None:
    files = {
        "db/users.schema.json": '{\n  "bsonType": "object",\n  "properties": {\n    "email": { "bsonType": "string" }\n  }\n}\n'
    }
    fixed = fix_project(files, {"select": ["stores"]}, unsafe=True)["db/users.schema.json"]
    assert fixed == (
        '{\n  "bsonType": "object",\n  "required": ["email"],\n  "additionalProperties": false,\n  "properties": {\n    "_id": {},\n'
        '    "email": { "bsonType": "string", "description": "must be a string" }\n  }\n}\n'
    )
    assert not check_project({"db/users.schema.json": fixed}, {"select": ["stores"]}).diagnostics


@pytest.mark.parametrize(
    ("path", "text", "store"),
    [
        ("/p/db/a.js", 'db.createCollection("a")', "mongodb"),
        ("/p/a.json", '{"$jsonSchema": {}}', "mongodb"),
        ("/p/a.json", '{"name": "x", "version": "1"}', None),
        ("/p/1_a.up.json", '[{"create": "a"}]', "mongodb"),
        ("/p/config.json", '[{"create": "a"}]', None),
        ("/p/t.yml", "Type: AWS::DynamoDB::Table", "dynamodb"),
        ("/p/t.yml", "Type: AWS::S3::Bucket", None),
        ("/p/setup.sh", "aws dynamodb create-table --table-name a", "dynamodb"),
        ("/p/setup.sh", "aws --region x dynamodb \\\n  create-table --table-name a", "dynamodb"),
        ("/p/setup.sh", "echo create-table", None),
        ("/p/setup.sh", "awslocal dynamodb create-table --table-name a", "dynamodb"),
        ("/p/t.tf", 'resource "aws_dynamodb_table" "a" {}', "dynamodb"),
        ("/p/t.tofu", 'resource "aws_dynamodb_table" "a" {}', "dynamodb"),
        ("/p/t.tf", 'policy_of = "aws_dynamodb_table"', None),
        ("/p/cdk.tf.json", '{"resource": {"aws_dynamodb_table": {"a": {}}}}', "dynamodb"),
    ],
)
def test_files_are_known_by_what_they_say(path: str, text: str, store: str | None) -> None:
    assert store_of(path, text) == store


def test_scripts_of_a_program_are_not_opened() -> None:
    assert not may_be_store("/p/src/app/button.js")
    assert not may_be_store("/p/package.json")
    assert may_be_store("/p/db/schema.js")


def test_fences() -> None:
    assert store_in_fence("js", 'db.createCollection("a")') == "mongodb"
    assert store_in_fence("js", "console.log(1)") is None
    assert store_in_fence("sql", "CREATE TABLE a (id int)") is None


def test_the_example_of_the_guide(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "stores.md").read_text(encoding="utf-8")
    script = guide.partition("```js\n")[2].partition("```")[0]
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "schema.js").write_text(script, encoding="utf-8")
    report = check((str(tmp_path),), Options(isolated=True, select=("undescribed-field", "stores"), no_cache=True))
    [replay] = [one for one in report.replays if one.dialect == "mongodb"]
    [table] = replay.catalog.tables.values()
    assert [(one.name, one.nullable) for one in table.columns] == [
        ("_id", False),
        ("email", False),
        ("address", True),
        ("address.city", True),
    ]
    assert not [one for one in report.diagnostics if one.rule == "undescribed-field"]


def test_a_template_that_a_program_wrote_is_known_however_late_its_tables_come(tmp_path: Path) -> None:
    code = {"Type": "AWS::Lambda::Function", "Properties": {"Code": {"ZipFile": "x" * 4000}}}
    table = {"Type": "AWS::DynamoDB::Table", "Properties": {"TableName": "orders", "KeySchema": []}}
    resources = {**{f"Function{number}": code for number in range(50)}, "Orders": table}
    file = tmp_path / "Shop.template.json"
    file.write_text(json.dumps({"Resources": resources}), encoding="utf-8")
    assert file.stat().st_size > 150_000
    [replay] = check([str(tmp_path)], Options(isolated=True, no_cache=True)).replays
    assert [ref.name for ref in replay.catalog.tables] == ["orders"]
