"""Liquibase's change logs for MongoDB."""

from __future__ import annotations

import pytest

from schemalint.api import check_project

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


def test_a_log_of_sql_stays_one() -> None:
    report = check_project({"db/changelog/users.yaml": SQL}, {"select": ["missing-primary-key"]})
    assert [one.rule for one in report.diagnostics] == ["missing-primary-key"]


def test_a_broken_log_is_no_failure() -> None:
    report = check_project({"db/changelog/users.xml": XML[:-30]}, {"select": ["all"]})
    assert not report.failures
