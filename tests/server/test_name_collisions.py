"""Which names PostgreSQL refuses because another object has them: every kind of object after every other; and which names it
makes itself where they are too long or taken."""

from __future__ import annotations

import random

import pytest
from postgres_server import Server

from schemalint.api import check_project

pytestmark = pytest.mark.server

GIVEN = (
    "CREATE TABLE base (a int, b int);",
    "CREATE TABLE parent (a int UNIQUE);",
    "CREATE TABLE old (a int CONSTRAINT old_k UNIQUE CONSTRAINT old_c CHECK (a > 0));",
    "CREATE SEQUENCE old_s;",
    "CREATE VIEW old_v AS SELECT 1 AS a;",
    "CREATE INDEX old_i ON old (a);",
    "CREATE TYPE old_e AS ENUM ('a');",
    "CREATE TYPE old_t AS (a int);",
    "CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';",
)

CREATED = {
    "table": "CREATE TABLE x (a int);",
    "partitioned table": "CREATE TABLE x (a int) PARTITION BY RANGE (a);",
    "view": "CREATE VIEW x AS SELECT 1 AS a;",
    "materialized view": "CREATE MATERIALIZED VIEW x AS SELECT 1 AS a;",
    "sequence": "CREATE SEQUENCE x;",
    "index": "CREATE INDEX x ON base (a);",
    "unique key": "ALTER TABLE base ADD CONSTRAINT x UNIQUE (a);",
    "primary key": "CREATE TABLE other (a int CONSTRAINT x PRIMARY KEY);",
    "exclusion": "ALTER TABLE base ADD CONSTRAINT x EXCLUDE USING btree (a WITH =);",
    "check": "ALTER TABLE base ADD CONSTRAINT x CHECK (a > 0);",
    "foreign key": "ALTER TABLE base ADD CONSTRAINT x FOREIGN KEY (b) REFERENCES parent (a);",
    "composite type": "CREATE TYPE x AS (a int);",
    "enum": "CREATE TYPE x AS ENUM ('a');",
    "domain": "CREATE DOMAIN x AS int;",
    "range type": "CREATE TYPE x AS RANGE (subtype = int);",
    "function": "CREATE FUNCTION x() RETURNS int LANGUAGE sql AS 'SELECT 1';",
    "trigger": "CREATE TRIGGER x BEFORE INSERT ON base FOR EACH ROW EXECUTE FUNCTION tf();",
}

RENAMED = {
    "guarded table": "CREATE TABLE IF NOT EXISTS x (a int);",
    "guarded sequence": "CREATE SEQUENCE IF NOT EXISTS x;",
    "guarded index": "CREATE INDEX IF NOT EXISTS x ON base (a);",
    "table of the key": "CREATE TABLE x (a int CONSTRAINT x PRIMARY KEY);",
    "renamed table": "ALTER TABLE old RENAME TO x;",
    "renamed sequence": "ALTER SEQUENCE old_s RENAME TO x;",
    "renamed view": "ALTER VIEW old_v RENAME TO x;",
    "renamed index": "ALTER INDEX old_i RENAME TO x;",
    "renamed enum": "ALTER TYPE old_e RENAME TO x;",
    "renamed composite type": "ALTER TYPE old_t RENAME TO x;",
    "renamed key": "ALTER TABLE old RENAME CONSTRAINT old_k TO x;",
    "renamed check": "ALTER TABLE old RENAME CONSTRAINT old_c TO x;",
}


@pytest.mark.parametrize("first", CREATED)
def test_a_name_is_refused_where_we_say_so(postgres: Server, first: str) -> None:
    database = postgres.database("collisions")
    given = "\n".join((*GIVEN, CREATED[first]))
    seconds = {**CREATED, **RENAMED}
    refused = {
        name
        for name, second in seconds.items()
        if postgres.psql(database, f"BEGIN;\n{given}\n{second}\nROLLBACK;", stop=True).returncode
    }
    told = {name for name, second in seconds.items() if _errors(f"{given}\n{second}\n")}
    assert told == refused


def _errors(script: str) -> int:
    config = {"select": ["duplicate-object", "name-collision"], "dialect": "postgres"}
    report = check_project({"schema.sql": script}, config)
    assert not report.failures
    return sum(one.severity == "error" for one in report.diagnostics)


NAMES = """
SELECT c.conrelid::regclass::text, c.conname FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
WHERE r.relnamespace = 'public'::regnamespace
UNION ALL SELECT i.indrelid::regclass::text, x.relname FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
  JOIN pg_class r ON r.oid = i.indrelid WHERE r.relnamespace = 'public'::regnamespace
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.oid AND k.contype IN ('p', 'u', 'x'))
"""


def word(draw: random.Random, size: int) -> str:
    return "".join(draw.choice("ab_") for _ in range(size)) + draw.choice("xyzé")


def unnamed(number: int, draw: random.Random) -> tuple[str, list[str]]:
    """A table whose constraints and indexes have no names, on two columns with names of any length, and their whole names."""
    table = f"t{number}" + word(draw, draw.choice([1, 5, 20, 30, 45, 58]))
    one, two = (f"{letter}{word(draw, draw.choice([1, 8, 25, 40, 55]))}" for letter in "cd")
    script = (
        f"CREATE TABLE {table} ({one} int UNIQUE CHECK ({one} > 0), {two} int PRIMARY KEY, UNIQUE ({two}, {one}), "
        f"CHECK ({one} > {two}), FOREIGN KEY ({one}) REFERENCES {table} ({two}));\n"
        f"CREATE INDEX ON {table} ({one}, {two});\nCREATE INDEX ON {table} ({two});\n"
    )
    parts = (
        f"{one}_key",
        f"{one}_check",
        "pkey",
        f"{two}_{one}_key",
        "check",
        f"{one}_fkey",
        f"{one}_{two}_idx",
        f"{two}_idx",
    )
    return script, [f"{table}_{part}" for part in parts]


def test_names_that_are_cut_are_those_of_the_server(postgres: Server) -> None:
    draw = random.Random(5)
    tables = [unnamed(number, draw) for number in range(60)]
    script = "".join(one for one, _ in tables)
    whole = {name for _, names in tables for name in names}
    database = postgres.database("generated")
    postgres.psql(database, script, stop=True)
    real = {row[1].strip() for row in postgres.rows(database, NAMES)}
    config = {"select": ["truncated-generated-name"], "dialect": "postgres"}
    report = check_project({"schema.sql": script}, config)
    told = {one.subject.name for one in report.diagnostics if one.subject}
    cut = {name for name in whole if len(name.encode()) > 63}
    assert len(cut) > 100
    assert len(told) == len(cut)
    assert told | (whole - cut) == real
