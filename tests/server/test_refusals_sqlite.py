"""What key rules call an error in SQLite is what SQLite calls a mismatch."""

from __future__ import annotations

import sqlite3

import pytest

from schemalint.api import check_project

pytestmark = pytest.mark.server

PARENTS = """
CREATE TABLE p (id INTEGER PRIMARY KEY, a INT, b INT, c INT, d INT UNIQUE, e INT, f INT, g TEXT, h TEXT COLLATE NOCASE UNIQUE,
  i INT, UNIQUE (e, f));
CREATE UNIQUE INDEX p_a ON p (a);
CREATE UNIQUE INDEX p_b ON p (b) WHERE b > 0;
CREATE UNIQUE INDEX p_c ON p (abs(c));
CREATE UNIQUE INDEX p_g ON p (g COLLATE NOCASE);
CREATE INDEX p_i ON p (i);
CREATE TABLE q (k TEXT, v INT, PRIMARY KEY (k, v)) WITHOUT ROWID;
CREATE TABLE r (a INT);
"""

KEYS = (
    ("x INT", "x", "p"), ("x INT", "x", "p (id)"), ("x INT", "x", "p (a)"), ("x INT", "x", "p (b)"), ("x INT", "x", "p (c)"),
    ("x INT", "x", "p (d)"), ("x INT", "x", "p (e)"), ("x INT, y INT", "x, y", "p (f, e)"), ("x TEXT", "x", "p (g)"),
    ("x TEXT", "x", "p (h)"), ("x INT", "x", "p (i)"), ("x TEXT, y INT", "x, y", "q"), ("x TEXT", "x", "q (k)"),
    ("x INT", "x", "r"), ("x INT", "x", "r (a)"), ("x INT", "x", "r (absent)"), ("x INT", "x", "nobody (id)"),
)  # fmt: skip


def test_parents_of_foreign_keys() -> None:
    lines = [
        f"CREATE TABLE k_{at} ({columns}, FOREIGN KEY ({names}) REFERENCES {parent});"
        for at, (columns, names, parent) in enumerate(KEYS)
    ]
    script = PARENTS + "\n".join(lines)
    server = sqlite3.connect(":memory:")
    server.executescript(script)
    server.execute("PRAGMA foreign_keys = ON")
    refused = set()
    for at, (columns, _, _) in enumerate(KEYS):
        values = ", ".join("1" for _ in columns.split(","))
        try:
            server.execute(f"INSERT INTO k_{at} VALUES ({values})")
        except sqlite3.IntegrityError:
            continue  # the key works: there is no such parent row
        except sqlite3.OperationalError:
            refused.add(KEYS[at])
    config = {"select": ["foreign-key-parent-not-unique", "foreign-key-unknown-parent"], "dialect": "sqlite"}
    report = check_project({"schema.sql": script}, config)
    said = {KEYS[int((one.subject.table or "")[2:])] for one in report.diagnostics if one.subject}
    assert said == refused
