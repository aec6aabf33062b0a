"""Plans of several releases, run on servers piece by piece, while clients of the releases before and after go on."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
from mariadb_server import MariaDB
from postgres_server import Server
from wire import Session

from schemalint.api import project
from schemalint.config import Options
from schemalint.model.rollout import Rollout
from schemalint.rollouts import rollouts

pytestmark = pytest.mark.server

INIT = """\
CREATE TABLE orgs (id bigint PRIMARY KEY, name varchar(50));
CREATE TABLE users (
    id bigint PRIMARY KEY,
    email varchar(200) NOT NULL,
    size int NOT NULL DEFAULT 1,
    note varchar(50) NOT NULL,
    org_id bigint,
    CONSTRAINT users_email_key UNIQUE (email),
    CONSTRAINT users_org_fk FOREIGN KEY (org_id) REFERENCES orgs (id)
);
CREATE INDEX users_size_idx ON users (size);
"""
ROWS = [f"INSERT INTO users (id, email, size, note) VALUES ({n}, 'm{n}', {n}, 'n')" for n in range(1, 30)]
OTHER = "INSERT INTO users (id, email, note) VALUES ({n}, 'x{n}', 'n')"


class Case(NamedTuple):
    change: str
    old: tuple[str, ...]
    """What clients of the last release say; `{n}` is another number each time."""
    new: tuple[str, ...]
    """What clients of the next release say."""
    end: str
    """A query whose one value tells that it is done."""
    done: str
    dialects: tuple[str, ...] = ("postgres", "mariadb")


CASES = {
    "rename a column": Case(
        "ALTER TABLE users RENAME COLUMN email TO mail;",
        (
            "INSERT INTO users (id, email, note) VALUES ({n}, 'o{n}', 'n')",
            "UPDATE users SET email = 'u{n}' WHERE id = 3",
            "SELECT email FROM users",
        ),
        (
            "INSERT INTO users (id, mail, note) VALUES ({n}, 'w{n}', 'n')",
            "UPDATE users SET mail = 'v{n}' WHERE id = 4",
            "SELECT mail FROM users",
        ),
        "SELECT count(*) FROM users WHERE mail IS NULL OR mail NOT LIKE '%1%' AND id = 1",
        "0",
    ),
    "rename a column that other tables are found by": Case(
        "ALTER TABLE users RENAME COLUMN org_id TO company_id;",
        ("INSERT INTO users (id, email, note, org_id) VALUES ({n}, 'o{n}', 'n', NULL)", "SELECT org_id FROM users"),
        (
            "INSERT INTO users (id, email, note, company_id) VALUES ({n}, 'o{n}', 'n', NULL)",
            "SELECT company_id FROM users",
        ),
        "SELECT count(*) FROM users WHERE company_id IS NOT NULL",
        "0",
    ),
    "widen a type": Case(
        "ALTER TABLE users ALTER COLUMN size TYPE bigint;",
        (
            "INSERT INTO users (id, email, size, note) VALUES ({n}, 'o{n}', 7, 'n')",
            OTHER,
            "UPDATE users SET size = {n} WHERE id = 5",
        ),
        (
            "INSERT INTO users (id, email, size_new, note) VALUES ({n}, 'o{n}', 8, 'n')",
            "UPDATE users SET size_new = {n} WHERE id = 6",
        ),
        "SELECT count(*) FROM users WHERE size_new IS NULL OR pg_typeof(size_new)::text <> 'bigint'",
        "0",
        ("postgres",),
    ),
    "change a type in another way": Case(
        "ALTER TABLE users MODIFY COLUMN size varchar(20) NOT NULL;",
        (
            "INSERT INTO users (id, email, size, note) VALUES ({n}, 'o{n}', 7, 'n')",
            "UPDATE users SET size = {n} WHERE id = 5",
        ),
        ("INSERT INTO users (id, email, size_new, note) VALUES ({n}, 'o{n}', '8', 'n')",),
        "SELECT count(*) FROM users WHERE size_new IS NULL",
        "0",
        ("mariadb",),
    ),
    "change a type by an expression": Case(
        "ALTER TABLE users ALTER COLUMN size TYPE text USING size::text;",
        ("INSERT INTO users (id, email, size, note) VALUES ({n}, 'o{n}', 7, 'n')", OTHER),
        (
            "INSERT INTO users (id, email, size_new, note) VALUES ({n}, 'o{n}', '8', 'n')",
            "SELECT upper(size_new) FROM users",
        ),
        "SELECT count(*) FROM users WHERE size_new IS NULL",
        "0",
        ("postgres",),
    ),
    "drop a column": Case(
        "ALTER TABLE users DROP COLUMN note;",
        ("INSERT INTO users (id, email, note) VALUES ({n}, 'o{n}', 'n')", "SELECT note FROM users"),
        ("INSERT INTO users (id, email) VALUES ({n}, 'o{n}')",),
        "SELECT count(*) FROM information_schema.columns WHERE table_name = 'users' AND column_name = 'note'",
        "0",
    ),
    "drop a table": Case(
        "DROP TABLE users;",
        (OTHER, "SELECT id FROM users"),
        ("SELECT id FROM orgs",),
        "SELECT count(*) FROM information_schema.tables WHERE table_name LIKE 'users%'",
        "0",
    ),
    "rename a table": Case(
        "ALTER TABLE users RENAME TO people;",
        (
            OTHER,
            "UPDATE users SET note = 'm{n}' WHERE id = 3",
            "SELECT note FROM users",
            "DELETE FROM users WHERE id = 9",
        ),
        (
            "INSERT INTO people (id, email, note) VALUES ({n}, 'p{n}', 'n')",
            "UPDATE people SET note = 'm{n}' WHERE id = 3",
            "SELECT note FROM people",
        ),
        "SELECT table_type FROM information_schema.tables WHERE table_name = 'people'",
        "BASE TABLE",
    ),
    "a column that may not be NULL": Case(
        "ALTER TABLE users ADD COLUMN age int NOT NULL;",
        (OTHER, "SELECT id FROM users"),
        ("INSERT INTO users (id, email, note, age) VALUES ({n}, 'a{n}', 'n', 3)", "SELECT age FROM users"),
        "SELECT is_nullable FROM information_schema.columns WHERE table_name = 'users' AND column_name = 'age'",
        "NO",
    ),
}


def _plan(change: str, dialect: str) -> Rollout:
    files = {"m/0001_init.up.sql": INIT, "m/0002_change.up.sql": change + "\n"}
    config = {"dialect": dialect, "server-version": "15" if dialect == "postgres" else "10.11"}
    with project(files, config) as folder:
        found = rollouts([folder], Options(no_cache=True))
    assert not found.failures
    (plan,) = found.plans
    return plan


class Clients:
    """Clients that say what they always say, with another number each time."""

    def __init__(self, run: Callable[[str], object]) -> None:
        self.run = run
        self.number = 1000

    def say(self, statements: tuple[str, ...], when: str) -> None:
        for statement in statements:
            self.number += 1
            said = statement.replace("{n}", str(self.number))
            assert self.run(said) is None, f"{when}: {said}"


def _walk(case: Case, plan: Rollout, run: Callable[[str], object], changed: Callable[[str], int]) -> None:
    """Each piece in its order; the old clients at each of them until they are replaced, the new ones from then on."""
    clients = Clients(run)
    for statement in (*re.split(r";\n", INIT.strip().rstrip(";")), *ROWS):
        assert run(statement) is None, statement
    clients.say(case.old, "before")
    replaced = False
    for release in plan.releases:
        for piece in release.pieces:
            if not piece.statements:
                clients.say(case.old, release.title)
                if any("expand" in one.title for one in plan.releases):
                    clients.say(case.new, release.title)
                replaced = True
            elif piece.together:
                for statement in ("BEGIN", *piece.statements, "COMMIT"):
                    assert run(statement) is None, statement
            elif piece.repeat:
                (statement,) = piece.statements
                while changed(statement):
                    pass
            else:
                for statement in piece.statements:
                    assert run(statement) is None, statement
            if replaced:
                clients.say(case.new, f"{release.title}, {piece.words}")
            else:
                clients.say(case.old, f"{release.title}, {piece.words}")


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "postgres" in case.dialects])
def test_on_postgres(postgres: Server, name: str) -> None:
    case = CASES[name]
    plan = _plan(case.change, "postgres")
    database = postgres.database("rollout_" + re.sub(r"\W", "_", name))
    with Session(postgres.folder, database) as session:

        def changed(statement: str) -> int:
            told = session.rows(f"WITH told AS ({statement} RETURNING 1) SELECT count(*) FROM told")
            return int(told[0][0])

        _walk(case, plan, session.run, changed)
        assert session.rows(case.end) == [[case.done]]


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "mariadb" in case.dialects])
def test_on_mariadb(mariadb: MariaDB, name: str) -> None:
    case = CASES[name]
    plan = _plan(case.change, "mariadb")
    mariadb.run("rollout", [])
    session = mariadb._connect("rollout")

    def run(statement: str) -> object:
        return mariadb._refusal(session, statement)

    def changed(statement: str) -> int:
        with session.cursor() as cursor:
            return int(cursor.execute(statement))

    _walk(case, plan, run, changed)
    with session.cursor() as cursor:
        cursor.execute(case.end.replace("WHERE table_name", "WHERE table_schema = 'rollout' AND table_name"))
        assert [str(value) for value in cursor.fetchone()] == [case.done]
    session.close()


def test_a_framework_without_a_way_out_gets_its_index_by_hand(postgres: Server) -> None:
    files = {
        "supabase/migrations/20240101000000_init.sql": INIT,
        "supabase/migrations/20240102000000_index.sql": "CREATE INDEX users_note_idx ON users (note);\n",
    }
    with project(files, {"dialect": "postgres", "server-version": "15"}) as folder:
        (plan,) = rollouts([folder], Options(no_cache=True)).plans
    assert "Supabase" in plan.why
    texts = [text for release in plan.releases for piece in release.pieces for text in piece.statements]
    assert texts == ["CREATE INDEX CONCURRENTLY users_note_idx ON users (note)"]
    database = postgres.database("rollout_by_hand")
    with Session(postgres.folder, database) as session:
        for statement in (*re.split(r";\n", INIT.strip().rstrip(";")), *texts):
            assert session.run(statement) is None, statement
