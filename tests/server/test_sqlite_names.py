"""Which names SQLite refuses because another object has them: every kind of object after every other."""

from __future__ import annotations

import sqlite3

import pytest

from schemalint.api import check_project

pytestmark = pytest.mark.server

GIVEN = "CREATE TABLE base (a int, b int);\nCREATE TABLE old (a int);\nCREATE VIEW old_v AS SELECT 1 AS a;"
CREATED = {
    "table": "CREATE TABLE x (a int);",
    "view": "CREATE VIEW x AS SELECT 1 AS a;",
    "index": "CREATE INDEX x ON base (a);",
    "trigger": "CREATE TRIGGER x AFTER INSERT ON base BEGIN SELECT 1; END;",
    "named key": "CREATE TABLE other (a int CONSTRAINT x UNIQUE);",
}
AFTER = {
    **CREATED,
    "guarded table": "CREATE TABLE IF NOT EXISTS x (a int);",
    "guarded view": "CREATE VIEW IF NOT EXISTS x AS SELECT 1 AS a;",
    "guarded index": "CREATE INDEX IF NOT EXISTS x ON base (b);",
    "guarded trigger": "CREATE TRIGGER IF NOT EXISTS x AFTER INSERT ON base BEGIN SELECT 1; END;",
    "renamed table": "ALTER TABLE old RENAME TO x;",
    "copy": "CREATE TABLE x AS SELECT a FROM base;",
    "virtual table": "CREATE VIRTUAL TABLE x USING fts5 (a);",
}


@pytest.mark.parametrize("first", CREATED)
def test_a_name_is_refused_where_we_say_so(first: str) -> None:
    wrong = {}
    for name, second in AFTER.items():
        script = f"{GIVEN}\n{CREATED[first]}\n{second.replace('other', 'another')}"
        database = sqlite3.connect(":memory:")
        database.executescript(f"{GIVEN}\n{CREATED[first]}")
        try:
            database.executescript(second.replace("other", "another"))
            refused = ""
        except sqlite3.Error as error:
            refused = str(error)
        config = {"select": ["duplicate-object", "name-collision"], "dialect": "sqlite"}
        report = check_project({"schema.sql": script}, config)
        assert not report.failures
        if bool(refused) != any(one.severity == "error" for one in report.diagnostics):
            wrong[name] = refused
    assert not wrong
