"""Liquibase's change logs for MongoDB."""

from __future__ import annotations

import json
import re

import pytest

from schemalint.api import check_project, fix_project

XML = """<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
    xmlns:mongodb="http://www.liquibase.org/xml/ns/mongodb">
  <changeSet id="1" author="me">
    <mongodb:createCollection collectionName="users">
      <mongodb:options>
        { validator: { $jsonSchema: { bsonType: "object", required: ["email"],
          properties: { email: { bsonType: "string" } } } } }
      </mongodb:options>
    </mongodb:createCollection>
    <mongodb:createIndex collectionName="users">
      <mongodb:keys>{ email: 1 }</mongodb:keys>
      <mongodb:options>{ unique: true, name: "by_email" }</mongodb:options>
    </mongodb:createIndex>
    <rollback><mongodb:dropCollection collectionName="users"/></rollback>
  </changeSet>
</databaseChangeLog>
"""
YAML = """databaseChangeLog:
  - changeSet:
      id: 1
      author: me
      changes:
        - createCollection:
            collectionName: users
            options: |
              { validator: { $jsonSchema: { bsonType: "object", required: ["email"],
                properties: { email: { bsonType: "string" } } } } }
        - createIndex:
            collectionName: users
            keys: "{ email: 1 }"
            options: "{ unique: true, name: 'by_email' }"
"""
SQL = """databaseChangeLog:
  - changeSet:
      id: 1
      author: me
      changes:
        - createTable:
            tableName: users
            columns:
              - column: {name: id, type: int}
"""


@pytest.mark.parametrize(("path", "text"), [("db/changelog/users.xml", XML), ("db/changelog/users.yaml", YAML)])
def test_collections_and_indexes(path: str, text: str) -> None:
    report = check_project({path: text}, {"select": ["undescribed-field"]})
    [replay] = [one for one in report.replays if one.catalog.tables]
    [table] = replay.catalog.tables.values()
    assert (replay.dialect, table.name, [one.name for one in table.columns]) == ("mongodb", "users", ["_id", "email"])
    assert [(one.name, one.columns, one.unique) for one in table.indexes] == [("by_email", ("email",), True)]
    [finding] = [one for one in report.diagnostics if one.rule == "undescribed-field"]
    assert text[finding.span.start : finding.span.end] == "email"


OPTIONS = '{"validator": {"$jsonSchema": {"required": ["email"], "properties": {"email": {"bsonType": "string"}}}}}'
PARTIAL = '{"name": "by_email", "partialFilterExpression": {"email": {"$exists": true}}}'
_ENTRY = "databaseChangeLog:\n  - changeSet:\n      id: 1\n      author: me\n      changes:\n"
_CREATE = "        - createCollection:\n            collectionName: users\n            options: "
_INDEX = (
    "        - createIndex:\n            collectionName: users\n            keys: '{email: 1}'\n            options: "
)


def _in_yaml(options: str, partial: str) -> str:
    return f"{_ENTRY}{_CREATE}{options}\n{_INDEX}{partial}\n"


def _in_json(options: object, partial: object) -> str:
    changes = [
        {"createCollection": {"collectionName": "users", "options": options}},
        {"createIndex": {"collectionName": "users", "keys": '{"email": 1}', "options": partial}},
    ]
    return json.dumps({"databaseChangeLog": [{"changeSet": {"id": "1", "author": "me", "changes": changes}}]}, indent=2)


_RAW = """
              $rawJson:
                validator:
                  $jsonSchema:
                    required: [email]
                    properties:
                      email: {bsonType: string}"""
HELD = {
    "db/changelog/json.json": _in_json(OPTIONS, PARTIAL),
    "db/changelog/raw.json": _in_json({"$rawJson": json.loads(OPTIONS)}, {"$rawJson": json.loads(PARTIAL)}),
    "db/changelog/mapping.json": _in_json(json.loads(OPTIONS), json.loads(PARTIAL)),
    "db/changelog/double.yaml": _in_yaml(json.dumps(OPTIONS), json.dumps(PARTIAL)),
    "db/changelog/single.yaml": _in_yaml(OPTIONS.replace('"', "''").join("''"), PARTIAL.replace('"', "''").join("''")),
    "db/changelog/raw.yaml": _in_yaml(_RAW, f"{{$rawJson: {PARTIAL}}}"),
    "db/changelog/entities.xml": f"""<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog" xmlns:m="x">
  <changeSet id="1" author="me">
    <m:createCollection collectionName="users"><m:options>{OPTIONS.replace('"', "&quot;")}</m:options></m:createCollection>
    <m:createIndex collectionName="users"><m:keys>{{ email: 1 }}</m:keys><m:options>{PARTIAL.replace('"', "&#34;")}</m:options></m:createIndex>
  </changeSet>
</databaseChangeLog>
""",
}


@pytest.mark.parametrize("path", HELD)
def test_options_in_strings_and_mappings(path: str) -> None:
    """Escapes are undone; a place is that in the file; nothing is put into a string whose quotes it does not know."""
    text = HELD[path]
    report = check_project({path: text}, {"select": ["stores", "unclassified-personal-data"]})
    assert not report.failures
    [table] = [table for replay in report.replays for table in replay.catalog.tables.values()]
    assert [(one.name, one.nullable) for one in table.columns] == [("_id", False), ("email", False)]
    [index] = table.indexes
    assert (index.name, index.predicate is not None and '"$exists": true' in index.predicate.text) == ("by_email", True)
    rules = {one.rule for one in report.diagnostics}
    assert {"undescribed-field", "open-validator"} <= rules
    assert "missing-validator" not in rules
    [finding] = [one for one in report.diagnostics if one.rule == "undescribed-field"]
    assert text[finding.span.start : finding.span.end].strip("\"'&quot;\\") == "email"
    assert all(one.fix is None for one in report.diagnostics)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "db/changelog/users.xml",
            re.sub(r"<mongodb:options>\s*\{ validator.*?</mongodb:options>", "", XML, flags=re.S),
        ),
        ("db/changelog/users.yaml", re.sub(r" *options: \|\n.*?(?= *- createIndex)", "", YAML, flags=re.S)),
        ("db/changelog/json.json", _in_json({}, PARTIAL).replace(',\n            "options": {}', "")),
    ],
)
def test_a_collection_without_options_is_told_and_left(path: str, text: str) -> None:
    report = check_project({path: text}, {"select": ["missing-validator"]})
    assert [one.rule for one in report.diagnostics] == ["missing-validator"]
    assert fix_project({path: text}, {"select": ["missing-validator"]}, unsafe=True) == {path: text}


def test_a_log_of_sql_stays_one() -> None:
    report = check_project({"db/changelog/users.yaml": SQL}, {"select": ["missing-primary-key"]})
    assert [one.rule for one in report.diagnostics] == ["missing-primary-key"]


def test_a_broken_log_is_no_failure() -> None:
    report = check_project({"db/changelog/users.xml": XML[:-30]}, {"select": ["all"]})
    assert not report.failures
