"""`schemalint verify` on real servers: what it proves, what it refuses to run, what it leaves behind (nothing)."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemalint.config import Options
from schemalint.dialects import locks
from schemalint.model.document import Dialect
from schemalint.model.proof import Proof, Verification
from schemalint.verify import Asked, verify
from schemalint.verifying import mariadb, mysql_wire, postgres, postgres_wire
from schemalint.verifying.engine import UnavailableError

pytestmark = pytest.mark.server
ROOT = Path(__file__).resolve().parents[2]


def folder_of_postgres() -> str:
    folders = postgres.folders()
    if not folders:
        pytest.skip("no PostgreSQL binaries")
    return folders[0]


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[postgres.Postgres]:
    server = postgres.private(folder_of_postgres())
    yield server
    server.stop()


@pytest.fixture(scope="module")
def own_mariadb() -> Iterator[mariadb.MariaDB]:
    try:
        server = mariadb.private()
    except UnavailableError as reason:
        pytest.skip(str(reason))
    yield server
    server.stop()


def named(server: postgres.Postgres) -> Asked:
    """The server by a URL, as a user would name it."""
    admin = server._root
    return Asked(f"postgres://{admin.user}@/postgres?host={admin.host}")


def write(folder: Path, parts: list[tuple[str, str]]) -> None:
    for number, (up, down) in enumerate(parts, 1):
        (folder / f"{number:04}_m.up.sql").write_text(up)
        if down:
            (folder / f"{number:04}_m.down.sql").write_text(down)


def proved(
    folder: Path, dialect: Dialect, parts: list[tuple[str, str]], asked: Asked | None = None
) -> tuple[Proof, ...]:
    write(folder, parts)
    (found,) = verify([str(folder)], Options(isolated=True, dialect=dialect), asked)
    assert found.engine, found.reason
    return found.proofs


USERS = ("CREATE TABLE users (id bigint PRIMARY KEY, email varchar(50) NOT NULL, age int);", "DROP TABLE users;")

CASES: dict[str, tuple[str, str, str]] = {
    "column": ("ALTER TABLE users ADD COLUMN a int;", "ALTER TABLE users DROP COLUMN a;", ""),
    "index forgotten": (
        "ALTER TABLE users ADD COLUMN a int; CREATE INDEX i ON users (email);",
        "ALTER TABLE users DROP COLUMN a;",
        "not-restored",
    ),
    "type": ("ALTER TABLE users ALTER age TYPE bigint;", "ALTER TABLE users ALTER age TYPE int;", ""),
    "nullability": (
        "ALTER TABLE users ALTER email DROP NOT NULL;",
        "ALTER TABLE users ALTER email SET DEFAULT 'x';",
        "not-restored",
    ),
    "comment": ("COMMENT ON TABLE users IS 'a';", "SELECT 1;", "not-restored"),
    "enum value": (
        "CREATE TYPE e AS ENUM ('a'); ALTER TYPE e RENAME VALUE 'a' TO 'b';",
        "DROP TYPE e;",
        "",
    ),
    "extension": ("CREATE EXTENSION citext; CREATE TABLE c (x citext);", "DROP TABLE c;", "not-restored"),
    "function body": (
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 2';",
        "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';",
        "not-restored",
    ),
    "rights": ("GRANT SELECT ON users TO PUBLIC;", "SELECT 1;", "not-restored"),
    "row security": (
        "ALTER TABLE users ENABLE ROW LEVEL SECURITY;",
        "ALTER TABLE users DISABLE ROW LEVEL SECURITY;",
        "",
    ),
    "constraint": (
        "ALTER TABLE users ADD CONSTRAINT grown CHECK (age > 0);",
        "ALTER TABLE users DROP CONSTRAINT grown;",
        "",
    ),
    "second time": (
        "CREATE TABLE IF NOT EXISTS x (a int); ALTER TABLE x ADD COLUMN b int;",
        "SELECT 1;",
        "not-restored",
    ),
    "rows": ("UPDATE users SET age = 1;", "SELECT 1;", ""),
    "rows without reason": (
        "CREATE INDEX i ON users (email);",
        "DROP INDEX i; DO $$ BEGIN PERFORM 1; END $$;",
        "",
    ),
    "refused": ("ALTER TABLE users ADD COLUMN a int;", "ALTER TABLE people DROP COLUMN a;", "down-refused"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_rollback_on_postgres(name: str, own_postgres: postgres.Postgres, tmp_path: Path) -> None:
    up, down, expected = CASES[name]
    proof = proved(tmp_path, "postgres", [USERS, (up, down)], named(own_postgres))[1]
    assert [one.kind for one in proof.failures][:1] == ([expected] if expected else [])
    if not expected:
        assert proof.verdict == "proved"


LOCKS = """
ALTER TABLE users ADD COLUMN n int NOT NULL DEFAULT 1;
ALTER TABLE users ADD COLUMN r double precision DEFAULT random();
ALTER TABLE users ADD CHECK (age > 0);
ALTER TABLE users ADD CONSTRAINT later CHECK (age > -1) NOT VALID;
ALTER TABLE users VALIDATE CONSTRAINT later;
ALTER TABLE users ALTER COLUMN age TYPE bigint;
CREATE INDEX i ON users (email);
DROP INDEX i;
ALTER TABLE users ADD UNIQUE (email);
ALTER TABLE users DROP COLUMN n;
CREATE TABLE orders (id int PRIMARY KEY, user_id bigint);
ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id);
ALTER TABLE users ADD COLUMN up_id bigint;
ALTER TABLE users ADD COLUMN numbered int GENERATED ALWAYS AS IDENTITY;
ALTER TABLE users ADD COLUMN doubled int GENERATED ALWAYS AS (numbered * 2) STORED;
ALTER TABLE users ALTER COLUMN email TYPE varchar(80);
ALTER TABLE users ALTER COLUMN email TYPE text;
ALTER TABLE users ALTER COLUMN email DROP NOT NULL;
ALTER TABLE users ALTER COLUMN email SET DEFAULT '';
ALTER TABLE users ADD CONSTRAINT up FOREIGN KEY (up_id) REFERENCES users (id) NOT VALID;
ALTER TABLE users VALIDATE CONSTRAINT up;
ALTER TABLE users RENAME CONSTRAINT up TO above;
ALTER TABLE users DROP CONSTRAINT above;
ALTER TABLE users DROP CONSTRAINT later;
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON users USING (true);
DROP POLICY own ON users;
COMMENT ON TABLE users IS 'who may log in';
REINDEX TABLE users;
"""
BESIDE = """
CREATE INDEX CONCURRENTLY beside ON users (email);
REINDEX INDEX CONCURRENTLY beside;
DROP INDEX CONCURRENTLY beside;
"""


def test_locks_are_held_against_what_we_say(
    own_postgres: postgres.Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proof = proved(tmp_path, "postgres", [USERS, (LOCKS, "")], named(own_postgres))[1]
    assert proof.failures == ()
    seen = {one.action: (one.lock, one.work) for one in proof.observed}
    assert seen["create-index"] == ("SHARE", "index build")
    assert seen["add-column-rewriting"][0] == "ACCESS EXCLUSIVE" and "rewrite" in seen["add-column-rewriting"][1]
    assert seen["validate-constraint"] == ("SHARE UPDATE EXCLUSIVE", "scan")
    assert len([one for one in proof.observed if one.action == "add-foreign-key"]) == 2, "both tables"
    assert seen["add-column-stored"][1] == "index build, rewrite"
    assert seen["validate-foreign-key"] == ("SHARE UPDATE EXCLUSIVE", "scan")
    assert seen["alter-type-longer"] == seen["alter-type-binary"] == ("ACCESS EXCLUSIVE", "")
    assert len(seen) > 20
    # A claim that is wrong is told.
    wrong = locks.Lock("ACCESS EXCLUSIVE", "reads and writes", "index build", "")
    monkeypatch.setitem(locks.locks_of("postgres"), "create-index", (wrong,))
    proof = proved(tmp_path, "postgres", [USERS, (LOCKS, "")], named(own_postgres))[1]
    assert [one.kind for one in proof.failures] == ["wrong-claim"]
    assert "create-index takes SHARE with index build; we say ACCESS EXCLUSIVE" in proof.failures[0].words


def test_locks_of_what_no_transaction_may_hold(own_postgres: postgres.Postgres, tmp_path: Path) -> None:
    parts = [USERS, *((text, "") for text in BESIDE.strip().splitlines())]
    found = proved(tmp_path, "postgres", parts, named(own_postgres))[1:]
    assert [proof.failures for proof in found] == [(), (), ()]
    assert [(one.action, one.lock, one.work) for proof in found for one in proof.observed] == [
        ("create-index-concurrently", "SHARE UPDATE EXCLUSIVE", "index build"),
        ("reindex-concurrently", "SHARE UPDATE EXCLUSIVE", "index build"),
        ("drop-index-concurrently", "SHARE UPDATE EXCLUSIVE", ""),
    ]


def test_a_table_that_is_emptied_and_tables_that_triggers_make(own_postgres: postgres.Postgres, tmp_path: Path) -> None:
    makes = (
        "CREATE FUNCTION one_more() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN EXECUTE format('CREATE TABLE events_%s (id int)', NEW.id); RETURN NEW; END $$;\n"
        "CREATE TRIGGER one_more AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION one_more();"
    )
    undone = "DROP TRIGGER one_more ON users; DROP FUNCTION one_more();"
    parts = [
        USERS,
        (makes, undone),
        ("ALTER TABLE users ADD COLUMN a int;", "ALTER TABLE users DROP COLUMN a;"),
        ("TRUNCATE users;", "SELECT 1;"),
    ]
    found = proved(tmp_path, "postgres", parts, named(own_postgres))
    assert [proof.failures for proof in found] == [(), (), (), ()]
    assert [(one.action, one.lock) for one in found[3].observed] == [("truncate", "ACCESS EXCLUSIVE")]


def test_another_server_that_speaks_like_it_is_not_stood_in_for(tmp_path: Path) -> None:
    folder_of_postgres()
    for server in ("postgres", "cockroach"):
        (tmp_path / f"20200101000000_t.{server}.up.sql").write_text("CREATE TABLE t (id int);")
        (tmp_path / f"20200101000000_t.{server}.down.sql").write_text("DROP TABLE t;")
    found = verify([str(tmp_path)], Options(isolated=True, dialect="postgres"))
    assert sorted((len(one.proofs), one.reason) for one in found) == [
        (0, "no server for CockroachDB can be had here, and PostgreSQL is another one"),
        (1, ""),
    ]


def test_migrations_have_no_rights_on_the_server(own_postgres: postgres.Postgres) -> None:
    session = own_postgres.session(own_postgres.fresh())
    assert session.rows("SELECT current_setting('is_superuser')") == [("off",)]
    for text in ("CREATE TABLE t (a text); COPY t FROM PROGRAM 'id'", "SELECT pg_read_file('/etc/passwd')"):
        refused = session.run(text)
        assert refused and refused.code == "42501"
        assert "rights" in own_postgres.surroundings(refused)
    session.close()


def test_an_extension_that_is_absent_is_no_failure(tmp_path: Path) -> None:
    folder_of_postgres()
    proof = proved(tmp_path, "postgres", [("CREATE EXTENSION no_such_thing;", "DROP EXTENSION no_such_thing;")])[0]
    assert proof.failures == () and "the extension no_such_thing is absent" in proof.unverified[0]


def test_concurrently_in_a_transaction_and_outside(own_postgres: postgres.Postgres, tmp_path: Path) -> None:
    asked = named(own_postgres)
    inside = proved(
        tmp_path, "postgres", [USERS, ("CREATE INDEX CONCURRENTLY i ON users (age); SELECT 1;", "")], asked
    )[1]
    assert [one.kind for one in inside.failures] == ["up-refused"]
    outside = proved(
        tmp_path, "postgres", [USERS, ("CREATE INDEX CONCURRENTLY i ON users (age);", "DROP INDEX i;")], asked
    )[1]
    assert outside.verdict == "proved"


def test_a_named_server_gets_databases_of_its_own_and_keeps_none(
    own_postgres: postgres.Postgres, tmp_path: Path
) -> None:
    admin = own_postgres._root
    session = postgres_wire.Session(admin, "postgres")
    session.run("CREATE DATABASE app")
    session.run("CREATE ROLE low LOGIN")
    before = session.rows("SELECT datname FROM pg_database UNION ALL SELECT rolname FROM pg_roles ORDER BY 1")
    asked = Asked(f"postgres://{admin.user}@/app?host={admin.host}")
    assert proved(tmp_path, "postgres", [USERS], asked)[0].verdict == "proved"
    assert session.rows("SELECT datname FROM pg_database UNION ALL SELECT rolname FROM pg_roles ORDER BY 1") == before
    held = postgres_wire.Session(admin, "app")
    held.run("CREATE TABLE precious (id int)")
    held.close()
    (found,) = verify([str(tmp_path)], Options(isolated=True, dialect="postgres"), asked)
    assert not found.engine and "holds public.precious" in found.reason
    assert proved(tmp_path, "postgres", [USERS], asked._replace(force=True))[0].verdict == "proved"
    (found,) = verify(
        [str(tmp_path)],
        Options(isolated=True, dialect="postgres"),
        Asked(f"postgres://low@/postgres?host={admin.host}"),
    )
    assert "may not create databases" in found.reason
    session.close()


MARIADB: dict[str, tuple[str, str, str]] = {
    "column": ("ALTER TABLE users ADD COLUMN a int;", "ALTER TABLE users DROP COLUMN a;", ""),
    "index forgotten": ("CREATE INDEX i ON users (email);", "SELECT 1;", "not-restored"),
    "comment": ("ALTER TABLE users COMMENT = 'a';", "SELECT 1;", "not-restored"),
    "half way": (
        "ALTER TABLE users ADD COLUMN a int; ALTER TABLE users ADD COLUMN b int;",
        "ALTER TABLE users DROP COLUMN a; ALTER TABLE users DROP COLUMN c;",
        "down-refused",
    ),
    "view and trigger": (
        "CREATE VIEW v AS SELECT id FROM users; CREATE TRIGGER g BEFORE INSERT ON users FOR EACH ROW SET NEW.age = 1;",
        "DROP TRIGGER g; DROP VIEW v;",
        "",
    ),
}


@pytest.mark.parametrize("name", MARIADB)
def test_a_rollback_on_mariadb(name: str, tmp_path: Path, own_mariadb: mariadb.MariaDB) -> None:
    up, down, expected = MARIADB[name]
    own_mariadb._admin.run("CREATE DATABASE IF NOT EXISTS empty_one")
    asked = Asked(f"mysql://root@localhost/empty_one?socket={own_mariadb._address.host}")
    proof = proved(tmp_path, "mariadb", [USERS, (up, down)], asked)[1]
    assert [one.kind for one in proof.failures] == ([expected] if expected else [])
    if name == "half way":
        assert "the statements before it stay: column users.a is missing" in proof.failures[0].words


def test_copies_of_a_mariadb_database_hold_all_of_it(own_mariadb: mariadb.MariaDB) -> None:
    name = own_mariadb.fresh()
    session = own_mariadb.session(name)
    for text in (
        "CREATE TABLE a (id int AUTO_INCREMENT PRIMARY KEY, b varchar(9) CHECK (b <> 'x'), c int AS (length(b)) STORED)",
        "CREATE TABLE b (id int PRIMARY KEY, a_id int, KEY k (a_id), CONSTRAINT f FOREIGN KEY (a_id) REFERENCES a (id))",
        "CREATE VIEW w AS SELECT b FROM a",
        "CREATE VIEW v AS SELECT * FROM w",
        "CREATE TRIGGER g BEFORE INSERT ON a FOR EACH ROW SET NEW.b = 'y'",
        "CREATE PROCEDURE p (IN x int) SELECT x",
        "CREATE FUNCTION f (x int) RETURNS int DETERMINISTIC RETURN x",
        "CREATE SEQUENCE s",
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM b",
        "INSERT INTO a (b) VALUES ('q')",
        "INSERT INTO b VALUES (1, 1)",
    ):
        assert session.run(text) is None
    made = own_mariadb.fork(name)
    copy = own_mariadb.session(made)
    assert copy.rows("SELECT id, b, c FROM a") == [("1", "y", "1")]
    assert copy.rows("SELECT * FROM v") == [("y",)]
    session.run("INSERT INTO a (b) VALUES ('r')")
    assert copy.rows("SELECT count(*) FROM v") == [("1",)], "its views read its own tables"
    session.close()
    copy.close()


def test_a_user_with_a_password_on_mariadb(own_mariadb: mariadb.MariaDB, tmp_path: Path) -> None:
    admin = own_mariadb._admin
    for text in (
        "CREATE DATABASE app",
        "CREATE USER u@localhost IDENTIFIED BY 'p w'",
        "GRANT ALL ON *.* TO u@localhost WITH GRANT OPTION",
    ):
        admin.run(text)
    url = f"mysql://u:p%20w@localhost/app?socket={own_mariadb._address.host}"
    before = admin.rows("SHOW DATABASES") + admin.rows("SELECT user, host FROM mysql.user ORDER BY 1, 2")
    assert proved(tmp_path, "mariadb", [USERS], Asked(url))[0].verdict == "proved"
    assert admin.rows("SHOW DATABASES") + admin.rows("SELECT user, host FROM mysql.user ORDER BY 1, 2") == before
    with pytest.raises(UnavailableError) as error:
        mysql_wire.Session(mysql_wire.Address(own_mariadb._address.host, 0, "u", "canary"))
    assert "canary" not in str(error.value)


# --- nothing stays


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_stays_when_the_run_is_ended(number: signal.Signals, tmp_path: Path) -> None:
    folder_of_postgres()
    history = tmp_path / "history"
    history.mkdir()
    write(history, [(f"CREATE TABLE t{n} (id int); SELECT pg_sleep(1);", f"DROP TABLE t{n};") for n in range(30)])
    place = Path(tempfile.mkdtemp(prefix="sl-", dir="/tmp"))
    place.chmod(0o755)
    try:
        run = subprocess.Popen(
            [sys.executable, "-m", "schemalint", "verify", "--isolated", "--dialect", "postgres", str(history)],
            env={**os.environ, "PYTHONPATH": f"{ROOT}/lint:{ROOT}/rules", "TMPDIR": str(place)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )  # fmt: skip
        servers: list[int] = []
        until = time.monotonic() + 60
        while not servers and time.monotonic() < until:
            time.sleep(0.1)
            # initdb runs servers of its own, which have no socket.
            up = [socket.parent for socket in place.glob("*/.s.PGSQL.5432")]
            servers = [int((folder / "data/postmaster.pid").read_text().split()[0]) for folder in up]
        assert servers, "no server was started"
        time.sleep(0.5)
        run.send_signal(number)
        assert run.wait(30) != 0
        until = time.monotonic() + 15
        while _lives(servers[0]) and time.monotonic() < until:
            time.sleep(0.1)
        assert not _lives(servers[0])
        if number == signal.SIGKILL:
            # Who is killed cannot clean up; the next run does.
            again = [sys.executable, "-c", "from schemalint.verifying.private import sweep; sweep()"]
            subprocess.run(again, env={"PYTHONPATH": f"{ROOT}/lint", "TMPDIR": str(place)}, check=True)
        assert list(place.iterdir()) == []
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _lives(pid: int) -> bool:
    """Whether the process runs; one that ended and was not yet asked about does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="without root every test here shows it")
def test_it_works_without_root_too(monkeypatch: pytest.MonkeyPatch) -> None:
    folder_of_postgres()
    place = Path(tempfile.mkdtemp(prefix="sl-", dir="/tmp"))
    history = place / "history"
    history.mkdir()
    write(history, [("CREATE TABLE t (id int);", "DROP TABLE t;")])
    for folder in (place, history):
        folder.chmod(0o777)
    options = Options(isolated=True, dialect="postgres", no_cache=True)
    monkeypatch.setattr("tempfile.tempdir", str(place))
    try:
        # All that is imported is imported now: nobody else may be able to read where this Python lies.
        assert verify([str(history)], options)[0].proofs[0].verdict == "proved"
        child = os.fork()
        if child == 0:
            code = 1
            try:
                os.chdir(place)
                nobody = pwd.getpwnam("nobody")
                os.setgroups([])
                os.setgid(nobody.pw_gid)
                os.setuid(nobody.pw_uid)
                (found,) = verify([str(history)], options)
                (history / "told").write_text(repr(found))
                code = int(found.proofs[0].verdict != "proved")
            finally:
                os._exit(code)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert ended == 0, (history / "told").read_text() if (history / "told").exists() else "a fault"
        assert [name for name in os.listdir(place) if name.startswith("schemalint-verify-")] == []
    finally:
        shutil.rmtree(place, ignore_errors=True)


# --- histories of the corpus


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("folder", "dialect", "least"),
    [
        ("openfga/sqlite", "sqlite", 2),
        ("svix", "postgres", 14),
        *([("openfga/mysql", "mysql", 7)] if os.environ.get("FULL") else []),
    ],
)
def test_a_history_of_the_corpus(folder: str, dialect: str, least: int) -> None:
    corpus = os.environ.get("SCHEMALINT_CORPUS")
    if corpus is None:
        pytest.skip("SCHEMALINT_CORPUS names no corpus")
    found: list[Verification] = verify([os.path.join(corpus, folder)], Options(isolated=True))
    (one,) = [one for one in found if one.dialect == dialect]
    if not one.engine:
        pytest.skip(one.reason)
    failures = [(proof.name, failure) for proof in one.proofs for failure in proof.failures]
    print(f"\n{folder} on {one.engine}", *failures, sep="\n  ")
    assert not [failure for _, failure in failures if failure.kind == "wrong-claim"]
    assert not [name for name, failure in failures if "generated" in failure.words]
    assert sum(proof.verdict == "proved" for proof in one.proofs) >= least
