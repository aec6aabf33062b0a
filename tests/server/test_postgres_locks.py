"""The lock facts and the errors of our rules, held against a real PostgreSQL."""

from __future__ import annotations

import pytest

from schemalint.api import check_project
from schemalint.dialects.locks import Action, lock_of

SETUP = """
CREATE TABLE parent (id int PRIMARY KEY);
INSERT INTO parent SELECT generate_series(1, 50);
CREATE TABLE t (id int NOT NULL, a text, b int, c text CONSTRAINT c_set CHECK (c IS NOT NULL));
INSERT INTO t SELECT n, n::text, n, n::text FROM generate_series(1, 50) n;
CREATE INDEX t_b ON t (b);
CREATE UNIQUE INDEX t_id ON t (id);
ALTER TABLE t ADD CONSTRAINT later CHECK (b > 0) NOT VALID;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TABLE p (id int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 (id int);
"""

STATEMENTS: dict[Action, tuple[str, str]] = {
    "create-index": ("t", "CREATE INDEX ON t (a)"),
    "drop-index": ("t", "DROP INDEX t_b"),
    "add-foreign-key": ("t", "ALTER TABLE t ADD FOREIGN KEY (b) REFERENCES parent (id)"),
    "add-foreign-key-unchecked": ("t", "ALTER TABLE t ADD FOREIGN KEY (b) REFERENCES parent (id) NOT VALID"),
    "validate-constraint": ("t", "ALTER TABLE t VALIDATE CONSTRAINT later"),
    "add-check": ("t", "ALTER TABLE t ADD CHECK (b > 0)"),
    "add-check-unchecked": ("t", "ALTER TABLE t ADD CHECK (b > 0) NOT VALID"),
    "add-unique": ("t", "ALTER TABLE t ADD UNIQUE (b)"),
    "add-primary-key": ("t", "ALTER TABLE t ADD PRIMARY KEY (id)"),
    "add-key-using-index": ("t", "ALTER TABLE t ADD PRIMARY KEY USING INDEX t_id"),
    "set-not-null": ("t", "ALTER TABLE t ALTER COLUMN a SET NOT NULL"),
    "set-not-null-proved": ("t", "ALTER TABLE t ALTER COLUMN c SET NOT NULL"),
    "add-column": ("t", "ALTER TABLE t ADD COLUMN n int NOT NULL DEFAULT 1"),
    "add-column-rewriting": ("t", "ALTER TABLE t ADD COLUMN n double precision DEFAULT random()"),
    "alter-type": ("t", "ALTER TABLE t ALTER COLUMN b TYPE bigint"),
    "drop-column": ("t", "ALTER TABLE t DROP COLUMN b"),
    "rename": ("t", "ALTER TABLE t RENAME COLUMN b TO d"),
    "attach-partition": ("p", "ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (10) TO (20)"),
    "detach-partition": ("p", "ALTER TABLE p DETACH PARTITION p1"),
    "create-trigger": ("t", "CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f()"),
    "truncate": ("t", "TRUNCATE t"),
}

MODES = {
    "AccessExclusiveLock": "ACCESS EXCLUSIVE",
    "ShareRowExclusiveLock": "SHARE ROW EXCLUSIVE",
    "ShareLock": "SHARE",
    "ShareUpdateExclusiveLock": "SHARE UPDATE EXCLUSIVE",
}
"""The server's own names, strongest first."""


@pytest.mark.server
@pytest.mark.parametrize("action", STATEMENTS)
def test_a_change_locks_what_the_fact_says(action: Action, postgres) -> None:  # type: ignore[no-untyped-def]
    table, statement = STATEMENTS[action]
    database = postgres.database("locks")
    assert postgres.psql(database, SETUP, stop=True).returncode == 0
    script = f"""
SELECT 'version', split_part(current_setting('server_version'), '.', 1);
SELECT 'before', pg_relation_filenode('{table}');
BEGIN;
SET LOCAL client_min_messages = debug1;
{statement};
SET LOCAL client_min_messages = warning;
SELECT 'lock', mode FROM pg_locks
WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relation = '{table}'::regclass;
SELECT 'after', pg_relation_filenode('{table}');
ROLLBACK;
"""
    done = postgres.psql(database, script, stop=True)
    assert done.returncode == 0, done.stderr
    rows = [row.split("\x1f") for row in done.stdout.replace("\x1e", "\n").splitlines() if row]
    modes = {row[1] for row in rows if row[0] == "lock"}
    version = next(row[1] for row in rows if row[0] == "version")
    fact = lock_of(action, "postgres", version)
    assert fact is not None
    assert next(name for mode, name in MODES.items() if mode in modes) == fact.mode
    if action not in ("truncate", "drop-index"):
        nodes = {row[0]: row[1] for row in rows if row[0] in ("before", "after")}
        assert (nodes["before"] != nodes["after"]) == (fact.work == "rewrite")
    if fact.work == "scan" and action not in ("attach-partition",):
        assert "verifying table" in done.stderr or "validating foreign key" in done.stderr
    if fact.work == "":
        assert "verifying table" not in done.stderr
        assert "validating foreign key" not in done.stderr


ROWS = "CREATE TABLE t (id int PRIMARY KEY, a text);\nINSERT INTO t VALUES (1, 'x');\n"
REFUSED = {
    "required-column-without-default": ("ALTER TABLE t ADD COLUMN n int NOT NULL;",),
    "concurrently-in-transaction": (
        "BEGIN;\nCREATE INDEX CONCURRENTLY i ON t (a);\nCOMMIT;",
        "BEGIN;\nREINDEX TABLE CONCURRENTLY t;\nCOMMIT;",
    ),
    "duplicate-object": ("CREATE TABLE t (x int);", "ALTER TABLE t ADD PRIMARY KEY (a);"),
    "name-collision": ("CREATE VIEW t AS SELECT 1;",),
    "missing-object": ("ALTER TABLE t DROP COLUMN b;", "DROP TABLE u;", "ALTER TABLE t DROP CONSTRAINT c;"),
    "used-before-created": (
        "CREATE TABLE u (t2 int REFERENCES v (id));\nCREATE TABLE v (id int PRIMARY KEY);",
        "CREATE VIEW w AS SELECT id FROM v;\nCREATE TABLE v (id int PRIMARY KEY);",
        "CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f();\n"
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;",
    ),
    "syntax-error": ("CREATE TABEL x (a int);", "CREATE TABLE x (a int)\nCREATE TABLE y (a int);"),
}
TAKEN = (
    "ALTER TABLE t ADD COLUMN n int NOT NULL DEFAULT 0;",
    "BEGIN;\nALTER TABLE t ADD COLUMN n int;\nCOMMIT;\nCREATE INDEX CONCURRENTLY i ON t (n);",
    "CREATE TABLE IF NOT EXISTS t (x int);",
    "DROP TABLE IF EXISTS u;",
    "CREATE VIEW w AS WITH v AS (SELECT 1 AS n) SELECT n FROM v;\nCREATE TABLE v (id int);",
    "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM v; END $$;\nCREATE TABLE v (id int);",
    "DELETE FROM t;\nALTER TABLE t ADD COLUMN n int NOT NULL;",
)
ERRORS = tuple(REFUSED)


def errors(text: str) -> set[str]:
    """The errors our rules tell of a migration that runs on a table with a row."""
    # As migrations, where what nobody makes is taken to exist, and as one dump, where it is not.
    layouts = ({"migrations/0001_t.sql": ROWS, "migrations/0002_x.sql": text}, {"dump.sql": ROWS + text})
    config = {"select": list(ERRORS), "dialect": "postgres"}
    return {
        one.rule for files in layouts for one in check_project(files, config).diagnostics if one.severity == "error"
    }


@pytest.mark.server
@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in REFUSED.items() for text in texts])
def test_what_we_call_an_error_the_server_refuses(rule: str, text: str, postgres) -> None:  # type: ignore[no-untyped-def]
    assert rule in errors(text)
    database = postgres.database("refused")
    assert postgres.psql(database, ROWS, stop=True).returncode == 0
    assert postgres.psql(database, text, stop=True).returncode != 0


@pytest.mark.server
@pytest.mark.parametrize("text", TAKEN)
def test_what_the_server_takes_is_no_error(text: str, postgres) -> None:  # type: ignore[no-untyped-def]
    database = postgres.database("taken")
    assert postgres.psql(database, ROWS, stop=True).returncode == 0
    done = postgres.psql(database, text, stop=True)
    assert done.returncode == 0, done.stderr
    assert not errors(text)
