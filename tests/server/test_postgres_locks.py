"""The facts about locks, each held against real servers, and the errors of our rules, held against one.

On every change the rows are seen on the PostgreSQL of this machine; with FULL=1 on every major version that facts are stated of
(`postgres_majors.py` installs them).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from postgres_majors import VERSIONS, programs

from schemalint.api import check_project
from schemalint.dialects.locks import lock_of, locks_of
from schemalint.dialects.locks.facts import Action
from schemalint.sql.splitter import split
from schemalint.verifying import postgres as own
from schemalint.verifying.postgres_wire import Session

SETUP = """
CREATE TABLE parent (id int PRIMARY KEY, v int);
INSERT INTO parent SELECT generate_series(1, 50);
CREATE TABLE t (
  id int NOT NULL, a text, b int, c text CONSTRAINT c_set CHECK (c IS NOT NULL), v varchar(10), n numeric(8, 2), at timestamp,
  k int REFERENCES parent (id)
);
INSERT INTO t SELECT n, n::text, n, n::text, n::text, n, now(), n FROM generate_series(1, 50) n;
CREATE INDEX t_b ON t (b);
CREATE UNIQUE INDEX t_id ON t (id);
ALTER TABLE t ADD CONSTRAINT later CHECK (b > 0) NOT VALID;
ALTER TABLE t ADD CONSTRAINT key_later FOREIGN KEY (b) REFERENCES parent (id) NOT VALID;
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE PROCEDURE f();
CREATE POLICY y ON t USING (true);
CREATE TABLE p (id int, b int) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
INSERT INTO p VALUES (1, 1);
CREATE TABLE p2 (id int, b int);
INSERT INTO p2 VALUES (11, 1);
CREATE TABLE p3 (id int CONSTRAINT inside CHECK (id IS NOT NULL AND id >= 20 AND id < 30), b int);
INSERT INTO p3 VALUES (21, 1);
CREATE TABLE child (id int NOT NULL, v int);
CREATE MATERIALIZED VIEW m AS SELECT id, a FROM t;
CREATE UNIQUE INDEX m_id ON m (id);
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
"""
NEWER = (
    "CREATE TABLE made (b int, z int GENERATED ALWAYS AS (b + 1) STORED)",
    "INSERT INTO made VALUES (1)",
    "CREATE ACCESS METHOD other TYPE TABLE HANDLER heap_tableam_handler",
)
"""What not every version takes."""


class Case(NamedTuple):
    """What shows a row of the facts."""

    text: str
    table: str = "t"
    other: str = ""
    """The second table, where it is locked too."""


CASES: dict[Action, tuple[Case, ...]] = {
    "create-index": (Case("CREATE INDEX ON t (a)"),),
    "create-index-concurrently": (Case("CREATE INDEX CONCURRENTLY made_beside ON t (a)"),),
    "drop-index": (Case("DROP INDEX t_b"),),
    "drop-index-concurrently": (Case("DROP INDEX CONCURRENTLY t_b"),),
    "rename-index": (Case("ALTER INDEX t_b RENAME TO t_c", "t_b"),),
    "reindex": (Case("REINDEX TABLE t", other="t_b"), Case("REINDEX INDEX t_b", other="t_b")),
    "reindex-concurrently": (Case("REINDEX TABLE CONCURRENTLY t"), Case("REINDEX INDEX CONCURRENTLY t_b")),
    "add-foreign-key": (
        Case("ALTER TABLE t ADD FOREIGN KEY (b) REFERENCES parent (id)", other="parent"),
        Case("CREATE TABLE n (p int REFERENCES parent (id))", "parent"),
    ),
    "add-foreign-key-unchecked": (
        Case("ALTER TABLE t ADD FOREIGN KEY (b) REFERENCES parent (id) NOT VALID", other="parent"),
    ),
    "add-foreign-key-unchecked-on-partitioned": (
        Case("ALTER TABLE p ADD FOREIGN KEY (b) REFERENCES parent (id) NOT VALID", "p", "parent"),
    ),
    "drop-foreign-key": (Case("ALTER TABLE t DROP CONSTRAINT t_k_fkey", other="parent"),),
    "validate-constraint": (Case("ALTER TABLE t VALIDATE CONSTRAINT later"),),
    "validate-foreign-key": (Case("ALTER TABLE t VALIDATE CONSTRAINT key_later", other="parent"),),
    "add-check": (Case("ALTER TABLE t ADD CHECK (b > 0)"),),
    "add-check-unchecked": (Case("ALTER TABLE t ADD CHECK (b > 0) NOT VALID"),),
    "add-unique": (Case("ALTER TABLE t ADD UNIQUE (b)"),),
    "add-primary-key": (Case("ALTER TABLE t ADD PRIMARY KEY (id)"), Case("ALTER TABLE t ADD PRIMARY KEY (b)")),
    "add-exclusion": (Case("ALTER TABLE t ADD EXCLUDE USING btree (b WITH =)"),),
    "add-key-using-index": (
        Case("ALTER TABLE t ADD PRIMARY KEY USING INDEX t_id"),
        Case("ALTER TABLE t ADD UNIQUE USING INDEX t_id"),
    ),
    "drop-constraint": (Case("ALTER TABLE t DROP CONSTRAINT later"),),
    "rename-constraint": (Case("ALTER TABLE t RENAME CONSTRAINT later TO sooner"),),
    "set-not-null": (Case("ALTER TABLE t ALTER COLUMN a SET NOT NULL"),),
    "set-not-null-proved": (Case("ALTER TABLE t ALTER COLUMN c SET NOT NULL"),),
    "add-not-null-unchecked": (Case("ALTER TABLE t ADD CONSTRAINT nn NOT NULL a NOT VALID"),),
    "drop-not-null": (Case("ALTER TABLE t ALTER COLUMN id DROP NOT NULL"),),
    "set-default": (
        Case("ALTER TABLE t ALTER COLUMN b SET DEFAULT 1"),
        Case("ALTER TABLE t ALTER COLUMN b DROP DEFAULT"),
    ),
    "add-column": (Case("ALTER TABLE t ADD COLUMN z int"),),
    "add-column-default": (
        Case("ALTER TABLE t ADD COLUMN z int NOT NULL DEFAULT 1"),
        Case("ALTER TABLE t ADD COLUMN z timestamptz NOT NULL DEFAULT now()"),
    ),
    "add-column-rewriting": (Case("ALTER TABLE t ADD COLUMN z double precision DEFAULT random()"),),
    "add-column-identity": (
        Case("ALTER TABLE t ADD COLUMN z int GENERATED ALWAYS AS IDENTITY"),
        Case("ALTER TABLE t ADD COLUMN z serial"),
    ),
    "add-column-stored": (Case("ALTER TABLE t ADD COLUMN z int GENERATED ALWAYS AS (b + 1) STORED"),),
    "add-column-virtual": (Case("ALTER TABLE t ADD COLUMN z int GENERATED ALWAYS AS (b + 1) VIRTUAL"),),
    "add-column-check": (Case("ALTER TABLE t ADD COLUMN z int CHECK (z > 0)"),),
    "add-column-domain": (
        Case("ALTER TABLE t ADD COLUMN z positive"),
        Case("ALTER TABLE t ADD COLUMN z positive DEFAULT 1"),
    ),
    "alter-type": (
        Case("ALTER TABLE t ALTER COLUMN b TYPE bigint"),
        Case("ALTER TABLE t ALTER COLUMN v TYPE varchar(5)"),
        Case("ALTER TABLE t ALTER COLUMN n TYPE numeric(10, 3)"),
        Case("SET LOCAL timezone = 'Europe/Berlin';ALTER TABLE t ALTER COLUMN at TYPE timestamptz"),
    ),
    "alter-type-binary": (Case("ALTER TABLE t ALTER COLUMN v TYPE text"),),
    "alter-type-wider": (Case("ALTER TABLE t ALTER COLUMN n TYPE numeric(10, 2)"),),
    "alter-type-longer": (
        Case("ALTER TABLE t ALTER COLUMN v TYPE varchar(20)"),
        Case("ALTER TABLE t ALTER COLUMN v TYPE varchar"),
    ),
    "alter-type-utc": (Case("SET LOCAL timezone = 'UTC';ALTER TABLE t ALTER COLUMN at TYPE timestamptz"),),
    "set-expression": (Case("ALTER TABLE made ALTER COLUMN z SET EXPRESSION AS (b + 2)", "made"),),
    "drop-expression": (Case("ALTER TABLE made ALTER COLUMN z DROP EXPRESSION", "made"),),
    "drop-column": (Case("ALTER TABLE t DROP COLUMN b"),),
    "rename": (Case("ALTER TABLE t RENAME COLUMN b TO d"), Case("ALTER TABLE t RENAME TO u")),
    "set-schema": (Case("CREATE SCHEMA s;ALTER TABLE t SET SCHEMA s"),),
    "set-owner": (Case("ALTER TABLE t OWNER TO somebody"),),
    "attach-partition": (Case("ALTER TABLE p ATTACH PARTITION p2 FOR VALUES FROM (10) TO (20)", "p", "p2"),),
    "attach-partition-proved": (Case("ALTER TABLE p ATTACH PARTITION p3 FOR VALUES FROM (20) TO (30)", "p", "p3"),),
    "detach-partition": (Case("ALTER TABLE p DETACH PARTITION p1", "p", "p1"),),
    "detach-partition-concurrently": (Case("ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY", "p"),),
    "create-partition": (Case("CREATE TABLE p9 PARTITION OF p FOR VALUES FROM (90) TO (100)", "p"),),
    "set-inheritance": (Case("ALTER TABLE child INHERIT parent", "parent", "child"),),
    "create-trigger": (Case("CREATE TRIGGER h BEFORE UPDATE ON t FOR EACH ROW EXECUTE PROCEDURE f()"),),
    "drop-trigger": (Case("DROP TRIGGER g ON t"),),
    "set-trigger": (Case("ALTER TABLE t DISABLE TRIGGER g"), Case("ALTER TABLE t ENABLE TRIGGER g")),
    "create-rule": (Case("CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING"),),
    "create-policy": (Case("CREATE POLICY z ON t USING (true)"), Case("ALTER POLICY y ON t USING (false)")),
    "drop-policy": (Case("DROP POLICY y ON t"),),
    "set-row-security": (
        Case("ALTER TABLE t ENABLE ROW LEVEL SECURITY"),
        Case("ALTER TABLE t FORCE ROW LEVEL SECURITY"),
    ),
    "set-statistics": (
        Case("ALTER TABLE t ALTER COLUMN a SET STATISTICS 200"),
        Case("ALTER TABLE t ALTER COLUMN a SET (n_distinct = 5)"),
    ),
    "set-storage": (Case("ALTER TABLE t ALTER COLUMN a SET STORAGE EXTERNAL"),),
    "set-parameter": (
        Case("ALTER TABLE t SET (fillfactor = 70)"),
        Case("ALTER TABLE t SET (autovacuum_enabled = false)"),
        Case("ALTER TABLE t CLUSTER ON t_id"),
    ),
    "set-logged": (Case("ALTER TABLE child SET UNLOGGED", "child"),),
    "set-access-method": (Case("ALTER TABLE t SET ACCESS METHOD other"),),
    "set-tablespace": (Case("ALTER TABLE t SET TABLESPACE elsewhere"),),
    "set-replica-identity": (Case("ALTER TABLE t REPLICA IDENTITY FULL"),),
    "cluster": (Case("CLUSTER t USING t_id"),),
    "vacuum-full": (Case("VACUUM FULL t"),),
    "refresh-view": (Case("REFRESH MATERIALIZED VIEW m", "m"),),
    "refresh-view-concurrently": (Case("REFRESH MATERIALIZED VIEW CONCURRENTLY m", "m"),),
    "comment": (Case("COMMENT ON TABLE t IS 'x'"), Case("COMMENT ON COLUMN t.a IS 'x'")),
    "analyze": (Case("ANALYZE t"),),
    "create-statistics": (Case("CREATE STATISTICS st ON id, b FROM t"),),
    "create-view": (Case("CREATE VIEW w AS SELECT * FROM t"),),
    "truncate": (Case("TRUNCATE t"),),
    "drop-table": (Case("DROP TABLE t CASCADE", other="parent"),),
}
OUTSIDE = frozenset(action for action in CASES if action.endswith("-concurrently") and "refresh" not in action) | {
    "vacuum-full"
}
"""What no transaction may hold: it is looked at from another session while it waits."""
UNSEEN = {
    "truncate": "its table gets a new file with nothing in it, and its indexes too",
    "set-tablespace": "its files are copied, no row is read",
    "analyze": "a sample is read, whatever the size of the table",
    "drop-table": "nothing is left to look at",
}
"""Where the file or the scans say something else than work on every row, and why."""


def test_every_fact_has_a_case() -> None:
    assert set(CASES) == set(locks_of("postgres"))
    assert all(lock.proof == "observed" for locks in locks_of("postgres").values() for lock in locks)


class Database:
    """A server of one version, and a database on it that every case finds as it was made."""

    def __init__(self, folder: str) -> None:
        self.server = own.private(folder)
        self.version = self.server.version
        admin = self.server._admin
        place = f"{self.server._root.host}/elsewhere"
        for text in (
            "CREATE ROLE somebody",
            f"COPY (SELECT 1) TO PROGRAM 'cat >/dev/null; mkdir -m 700 {place}'",
            f"CREATE TABLESPACE elsewhere LOCATION '{place}'",
            f"GRANT CREATE ON TABLESPACE elsewhere TO {self.server._role}",
        ):
            assert admin.run(text) is None, text
        self.name = self.server.fresh()
        session = Session(self.server._root, self.name)
        for statement in split(SETUP, "postgres", "setup"):
            assert session.run(statement.text) is None, statement.text
        for text in NEWER:
            session.run(text)
        session.close()

    def seen(self, case: Case) -> tuple[str, str, str] | None:
        """The lock on the table, that on the other one, and the work on the rows of the first that has any; None where the server
        refuses the statement."""
        session = Session(self.server._root, self.name)
        try:
            return _seen(session, case)
        finally:
            session.close()

    def seen_outside(self, action: Action, case: Case) -> tuple[str, str, str] | None:
        name = self.server.fork(self.name)
        session = Session(self.server._root, name)
        for (table,) in session.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
            session.run(f"ALTER TABLE {table} OWNER TO {self.server._role}")
        session.close()
        (statement,) = split(case.text, "postgres", "case")
        found = self.server.watch(name, statement, [("public", case.table)])
        self.server.drop(name)
        assert found is not None
        if found.refused:
            return None
        works = found.works["public", case.table]
        work = next((one for one in ("rewrite", "index build", "scan") if one in works), "")
        return found.locks["public", case.table], "", work


def _seen(session: Session, case: Case) -> tuple[str, str, str] | None:
    *before, text = case.text.split(";")
    session.run("BEGIN")
    for one in before:
        assert session.run(one) is None
    names = [name for name in (case.table, case.other) if name]
    if any(session.rows(f"SELECT to_regclass('{name}')") == [(None,)] for name in names):
        return None
    numbers = [str(session.rows(f"SELECT '{name}'::regclass::oid")[0][0]) for name in names]
    file = _file(session, numbers[0])
    session.run("SET LOCAL client_min_messages = debug1")
    if session.run(text) is not None:
        return None
    told = list(session.notices)
    session.run("SET LOCAL client_min_messages = warning")
    locks = [_strongest(session, number) for number in numbers]
    scans = [int(str(session.rows(f"SELECT pg_stat_get_xact_numscans({number})")[0][0] or 0)) for number in numbers]
    if _file(session, numbers[0]) != file:
        work = "rewrite"
    elif any(words.startswith("building index") and f' on table "{case.table}"' in words for words in told):
        work = "index build"
    else:
        # A partition is what is scanned when it is attached; elsewhere the server asks an empty catalogue of the second one.
        scanned = scans[1] if "ATTACH" in text else scans[0]
        work = "scan" if scanned else ""
    return locks[0], locks[1] if case.other else "", work


def _file(session: Session, number: str) -> str:
    """The file that holds a table; nothing once it is dropped."""
    rows = session.rows(f"SELECT relfilenode FROM pg_class WHERE oid = {number}")
    return str(rows[0][0]) if rows else ""


def _strongest(session: Session, number: str) -> str:
    query = f"SELECT mode FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relation = {number}"
    held = {row[0] for row in session.rows(query)}
    return next((ours for theirs, ours in own._MODES.items() if theirs in held), "")


FULL = bool(os.environ.get("FULL"))


@pytest.fixture(scope="module", params=sorted(VERSIONS) if FULL else ["at hand"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    if request.param == "at hand":
        folders = own.folders()
        if not folders:
            pytest.skip("no PostgreSQL binaries")
        folder = folders[0]
    else:
        try:
            folder = str(programs(request.param))
        except OSError as reason:
            pytest.skip(str(reason))
    made = Database(folder)
    yield made
    made.server.stop()


@pytest.mark.server
@pytest.mark.parametrize("action", CASES)
def test_a_change_locks_what_the_fact_says(action: Action, database: Database) -> None:
    fact = lock_of(action, "postgres", database.version)
    for case in CASES[action]:
        seen = database.seen_outside(action, case) if action in OUTSIDE else database.seen(case)
        if fact is None:
            assert seen is None, f"PostgreSQL {database.version} knows it: {case.text}"
            continue
        assert seen is not None, f"PostgreSQL {database.version} refuses it: {case.text}"
        lock, other, work = seen
        assert lock == fact.mode, case.text
        if case.other:
            assert other == fact.other, case.text
        if action not in UNSEEN and not case.text.startswith("CREATE TABLE n"):
            assert work == fact.work, case.text


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
