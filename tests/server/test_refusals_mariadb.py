"""What schema rules call an error is what MariaDB refuses, and what it refuses they call an error."""

from __future__ import annotations

from itertools import product

import pytest
from mariadb_server import MariaDB

from schemalint.api import check_project

pytestmark = pytest.mark.server

TYPES = (
    "tinyint", "tinyint unsigned", "smallint", "mediumint", "int", "int(5)", "int unsigned", "int zerofill", "bigint", "bigint unsigned",
    "decimal(10,2)", "decimal(12,2)", "decimal(10,4)", "decimal(10,2) unsigned", "float", "double", "float(30)", "bit(3)", "bit(8)",
    "char(5)", "char(9)", "varchar(20)", "varchar(40)", "varchar(300)", "varchar(20) charset latin1", "varchar(20) collate utf8mb4_bin", "binary(5)", "binary(9)", "varbinary(20)",
    "date", "datetime", "datetime(3)", "timestamp", "timestamp(3)", "time", "year", "enum('a','b')", "enum('a','b','c')", "set('a','b')",
    "boolean", "uuid", "inet6", "inet4",
)  # fmt: skip

PARENTS = """
CREATE TABLE p (id int PRIMARY KEY, a int, b int, c int, d int, e int, f int, g int UNIQUE, h varchar(40), i int, j text,
  UNIQUE (e, f), KEY (a), KEY (b, c), KEY (h(5)), FULLTEXT (j), KEY (i DESC));
CREATE TABLE q LIKE p;
CREATE TABLE r (id int, at date, PRIMARY KEY (id, at));
CREATE TABLE s (a int, b int AS (a + 1) STORED, c int AS (a + 2) VIRTUAL, KEY (b), KEY (c));
CREATE TABLE t (id int PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 2;
CREATE TABLE u (id int PRIMARY KEY) ENGINE=MyISAM;
"""

KEYS = (
    ("x int", "x", "p (id)"), ("x int", "x", "p (a)"), ("x int", "x", "p (b)"), ("x int", "x", "p (c)"), ("x int", "x", "p (d)"),
    ("x int", "x", "p (e)"), ("x int", "x", "p (f)"), ("x int, y int", "x, y", "p (e, f)"), ("x int, y int", "x, y", "p (f, e)"),
    ("x int, y int", "x, y", "p (b, c)"), ("x int, y int", "x, y", "p (c, b)"), ("x int, y int", "x, y", "p (id, a)"), ("x int", "x", "p (g)"),
    ("x varchar(40)", "x", "p (h)"), ("x int", "x", "p (i)"), ("x text, KEY (x(9))", "x", "p (j)"), ("x int", "x", "q (a)"), ("x int", "x", "q (d)"),
    ("x int, y date", "x, y", "r (id, at)"), ("x int", "x", "r (id)"), ("x date", "x", "r (at)"), ("x int", "x", "s (b)"), ("x int", "x", "s (c)"),
    ("x int", "x", "p (nothing)"), ("x int", "x", "nobody (id)"),
)  # fmt: skip

DEFAULTS = tuple(
    f"{kind} DEFAULT {value}"
    for kind, value in product(
        ("int", "tinyint", "int unsigned", "bigint", "decimal(4,1)", "double", "bit(2)", "boolean", "char(3)", "varchar(3)", "text", "blob", "date",
         "datetime", "timestamp", "time", "year", "enum('a','b')", "set('a','b')", "json", "binary(2)", "uuid", "inet6", "int NOT NULL", "date NOT NULL"),
        ("0", "1", "-1", "300", "'0'", "'5'", "'x'", "''", "NULL", "'a'", "'abcd'", "1.5", "TRUE", "b'111'", "'2020-01-01'", "'2020-02-31'",
         "'2020-01-01 10:00:00'", "CURRENT_TIMESTAMP", "NOW()", "'10:00:00'", "'a,b'", "(1 + 1)", "UUID()", "CURRENT_DATE", "'00000000-0000-0000-0000-000000000000'", "'::1'", "'[]'"),
    )
)  # fmt: skip
"""What MariaDB takes or refuses as a default, a column each."""


def told(script: str, *rules: str) -> dict[str, str]:
    """By table, the worst that the rules say."""
    report = check_project({"schema.sql": script}, {"select": list(rules), "dialect": "mariadb"})
    assert not report.failures
    said: dict[str, str] = {}
    for one in report.diagnostics:
        if one.subject:
            name = one.subject.table or one.subject.name
            said[name] = "error" if "error" in (one.severity, said.get(name)) else one.severity
    return said


def made(mariadb: MariaDB, lines: list[str]) -> set[str]:
    """The tables `k_…` that the server makes of statements."""
    mariadb.run("refusals", lines)
    query = (
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'refusals' AND table_name LIKE 'k\\_%'"
    )
    return {name for (name,) in mariadb.rows(query)}


def test_types_of_foreign_keys(mariadb: MariaDB) -> None:
    lines = [f"CREATE TABLE p_{at} (t {one} PRIMARY KEY)" for at, one in enumerate(TYPES)]
    pairs = {f"k_{a}_{b}": (TYPES[a], TYPES[b]) for a, b in product(range(len(TYPES)), repeat=2)}
    lines += [
        f"CREATE TABLE k_{a}_{b} (t {TYPES[b]}, FOREIGN KEY (t) REFERENCES p_{a} (t))"
        for a, b in product(range(len(TYPES)), repeat=2)
    ]
    accepted = made(mariadb, lines)
    said = told(";\n".join(lines), "foreign-key-type-mismatch")
    wrong = {
        (pair, name in accepted) for name, pair in pairs.items()
        # What letters a column has without a word depends on the server's own settings.
        if (said.get(name) == "error") == (name in accepted) and not any(" charset " in one or " collate " in one for one in pair)
    }  # fmt: skip
    print(f"{len(pairs)} pairs of types, {len(accepted)} taken")
    assert not wrong


def test_parents_of_foreign_keys(mariadb: MariaDB) -> None:
    lines = [line for line in PARENTS.split(";\n") if line.strip()]
    lines += [
        f"CREATE TABLE k_{at} ({columns}, FOREIGN KEY ({names}) REFERENCES {parent})"
        for at, (columns, names, parent) in enumerate(KEYS)
    ]
    accepted = made(mariadb, lines)
    said = told(";\n".join(lines), "foreign-key-parent-not-unique", "foreign-key-unknown-parent")
    errors = {KEYS[at] for at in range(len(KEYS)) if said.get(f"k_{at}") == "error"}
    assert errors == {KEYS[at] for at in range(len(KEYS)) if f"k_{at}" not in accepted}


def test_defaults(mariadb: MariaDB) -> None:
    lines = [f"CREATE TABLE k_{at} (x {one})" for at, one in enumerate(DEFAULTS)]
    accepted = made(mariadb, lines)
    said = told(";\n".join(lines), "default-type-mismatch")
    alarms = {DEFAULTS[int(name[2:])] for name, how in said.items() if how == "error" and name in accepted}
    refused = {f"k_{at}" for at in range(len(DEFAULTS))} - accepted
    missed = {DEFAULTS[int(name[2:])] for name in refused if said.get(name) != "error"}
    print(f"{len(DEFAULTS)} defaults, {len(refused)} refused, {len(missed)} of them not foreseen: {sorted(missed)}")
    assert not alarms
    assert len(missed) <= len(refused) * 0.25
