"""What schema rules call an error is what PostgreSQL refuses, and what it refuses they call an error."""

from __future__ import annotations

import os
from itertools import product
from pathlib import Path

import pytest
from postgres_server import Server

from schemalint.api import check_project

pytestmark = pytest.mark.server

TYPES = (
    "smallint", "integer", "bigint", "numeric", "numeric(10,2)", "real", "double precision", "text", "varchar(20)", "char(5)",
    "uuid", "date", "timestamp", "timestamptz", "time", "boolean", "inet", "cidr", "bytea", "mood", "other", "code", "money",
    "interval", "citext", "int4range", "bit(3)", "varbit", "macaddr", "oid", "integer[]", "text[]",
)  # fmt: skip

GIVEN = (
    "CREATE EXTENSION citext;\nCREATE TYPE mood AS ENUM ('a', 'b');\nCREATE TYPE other AS ENUM ('a', 'b');\n"
    "CREATE DOMAIN code AS varchar(20);\n"
)

PARENTS = """
CREATE TABLE p (id int PRIMARY KEY, a int, b int, c int, d int, e int, f int, g int UNIQUE,
  UNIQUE (d) DEFERRABLE, UNIQUE (e, f));
CREATE UNIQUE INDEX ON p (a);
CREATE UNIQUE INDEX ON p (b) WHERE b > 0;
CREATE UNIQUE INDEX ON p (abs(c));
CREATE UNIQUE INDEX ON p (c, b) INCLUDE (a);
CREATE TABLE q (LIKE p INCLUDING INDEXES);
CREATE TABLE r (LIKE p);
CREATE TABLE s (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
"""

KEYS = (
    ("x int", "x", "p (a)"), ("x int", "x", "p (b)"), ("x int", "x", "p (c)"), ("x int", "x", "p (d)"), ("x int", "x", "p (e)"),
    ("x int, y int", "x, y", "p (f, e)"), ("x int, y int", "x, y", "p (b, c)"), ("x int, y int", "x, y", "p (id, a)"),
    ("x int", "x", "p (g)"), ("x int", "x", "q"), ("x int", "x", "r"), ("x int", "x", "r (id)"), ("x int, y date", "x, y", "s"),
    ("x int", "x", "s (id)"), ("x int", "x", "p (nothing)"), ("x int", "x", "nobody (id)"),
)  # fmt: skip

DEFAULTS = (
    "text DEFAULT 'z' CHECK (x IN ('x','y'))", "text DEFAULT 'x'::text CHECK (x IN ('x','y'))", "int DEFAULT 0 CHECK (x > 0)",
    "int DEFAULT 1 CHECK (x BETWEEN 1 AND 5)", "int DEFAULT 6 CHECK (x BETWEEN 1 AND 5)", "numeric DEFAULT 1.50 CHECK (x = 1.5)",
    "text DEFAULT '' CHECK (x <> '')", "int DEFAULT -1 CHECK (x >= 0 OR x IS NULL)", "text DEFAULT NULL CHECK (x IN ('x','y'))",
    "text DEFAULT 'z' CHECK (NOT (x = 'z'))", "text DEFAULT 'X' CHECK (lower(x) IN ('x','y'))", "text DEFAULT 'X' CHECK (x IN ('x','y'))",
    "int DEFAULT 5 CHECK (0 < x AND x < 5)", "int DEFAULT '7' CHECK (x < 5)", "int DEFAULT 3 CHECK (x NOT IN (1,2,3))",
    "int DEFAULT 3 CHECK (x NOT BETWEEN 1 AND 2)", "text DEFAULT 'b' CHECK (x > 'a')", "char(3) DEFAULT 'a' CHECK (x = 'a  ')",
    "boolean DEFAULT true CHECK (x)", "boolean DEFAULT false CHECK (x)", "int DEFAULT 1 CHECK (x IS NULL)",
    "int DEFAULT 1 CHECK (x IS NOT NULL)", "text DEFAULT 'open' CHECK (x ~ '^(new|paid)$')", "int DEFAULT (1) CHECK ((x) > (0))",
    "text DEFAULT 'd' CHECK (x = 'a' AND x <> 'b' OR x = 'c')", "int DEFAULT 1 CHECK (x::text = '1')",
    "text DEFAULT 'a' CHECK (upper(x) = 'A')", "text DEFAULT 'c' CHECK (x = ANY (ARRAY['a'::text,'b'::text]))",
    "text DEFAULT ' x' CHECK (trim(x) = 'x')", "int DEFAULT 1 CHECK (NOT x IN (2,3))",
)  # fmt: skip

UNINDEXED = """
SELECT conrelid::regclass::text, (SELECT string_agg(attname, ',' ORDER BY o) FROM unnest(conkey) WITH ORDINALITY u(k, o)
  JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k)
FROM pg_constraint c WHERE contype = 'f' AND conparentid = 0 AND NOT EXISTS (
  SELECT FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
  WHERE i.indrelid = c.conrelid AND i.indisvalid AND i.indexprs IS NULL AND m.amname IN ('btree', 'hash')
  AND (indpred IS NULL OR pg_get_expr(indpred, indrelid) IN (SELECT format('(%I IS NOT NULL)', attname)
    FROM pg_attribute a WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)))
  AND (SELECT array_agg(k ORDER BY k) FROM unnest((i.indkey::int2[])[0:cardinality(c.conkey) - 1]) k)
    = (SELECT array_agg(k ORDER BY k) FROM unnest(c.conkey) k))
"""


def told(script: str, *rules: str) -> dict[str, str]:
    """By table, the severity of what the rules say."""
    report = check_project({"schema.sql": script}, {"select": list(rules), "dialect": "postgres"})
    assert not report.failures
    return {one.subject.table or "": one.severity for one in report.diagnostics if one.subject}


def made(postgres: Server, name: str, script: str) -> set[str]:
    """The tables that the server makes of a script, one statement at a time."""
    database = postgres.database(name)
    postgres.psql(database, script)
    query = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^k_'"
    return {row[0].strip() for row in postgres.rows(database, query)}


def test_types_of_foreign_keys(postgres: Server) -> None:
    lines = [f"CREATE TABLE p_{at} (t {one} PRIMARY KEY);" for at, one in enumerate(TYPES)]
    pairs = {f"k_{a}_{b}": (TYPES[a], TYPES[b]) for a, b in product(range(len(TYPES)), repeat=2)}
    lines += [
        f"CREATE TABLE k_{a}_{b} (t {TYPES[b]} REFERENCES p_{a} (t));" for a, b in product(range(len(TYPES)), repeat=2)
    ]
    script = GIVEN + "\n".join(lines)
    accepted = made(postgres, "types", script)
    said = told(script, "foreign-key-type-mismatch")
    wrong = {pair for name, pair in pairs.items() if (said.get(name) == "error") == (name in accepted)}
    assert not wrong


def test_parents_of_foreign_keys(postgres: Server) -> None:
    lines = [f"CREATE TABLE k_{at} ({columns}, FOREIGN KEY ({names}) REFERENCES {parent});"
             for at, (columns, names, parent) in enumerate(KEYS)]  # fmt: skip
    script = PARENTS + "\n".join(lines)
    accepted = made(postgres, "parents", script)
    said = told(script, "foreign-key-parent-not-unique", "foreign-key-unknown-parent")
    assert {name: name in said for name in (f"k_{at}" for at in range(len(KEYS)))} == {
        f"k_{at}": f"k_{at}" not in accepted for at in range(len(KEYS))
    }


def test_defaults_that_checks_refuse(postgres: Server) -> None:
    script = "\n".join(f"CREATE TABLE k_{at} (x {one});" for at, one in enumerate(DEFAULTS))
    database = postgres.database("defaults")
    postgres.psql(database, script, stop=True)
    refused = {
        one for at, one in enumerate(DEFAULTS)
        if postgres.psql(database, f"INSERT INTO k_{at} DEFAULT VALUES;", stop=True).returncode
    }  # fmt: skip
    said = told(script, "check-contradicts-default")
    assert {DEFAULTS[int(name[2:])] for name in said} == refused


@pytest.mark.corpus
@pytest.mark.parametrize("pattern", ["danbooru/structure.sql", "concourse/*.up.sql", "svix/*.up.sql"])
def test_unindexed_foreign_keys(postgres: Server, pattern: str) -> None:
    corpus = os.environ.get("SCHEMALINT_CORPUS")
    if corpus is None:
        pytest.skip("SCHEMALINT_CORPUS names no corpus")
    script = "\n".join(path.read_text(encoding="utf-8") for path in sorted(Path(corpus).glob(pattern)))
    database = postgres.database("unindexed")
    postgres.psql(database, script)
    real = {(row[0].strip().removeprefix("public."), row[1].strip()) for row in postgres.rows(database, UNINDEXED)}
    config = {"select": ["unindexed-foreign-key"], "dialect": "postgres"}
    report = check_project({"schema.sql": script}, config)
    said = {(one.subject.table or "", ",".join(one.subject.columns)) for one in report.diagnostics if one.subject}
    assert said == real
