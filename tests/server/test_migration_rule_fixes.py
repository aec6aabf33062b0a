"""Timeouts that are set, statements that are merged and algorithms that are stated by fixes: the servers take them, the schema becomes
the same, and nothing is left to say."""

from __future__ import annotations

import mariadb_picture
import picture
import pytest
from mariadb_server import MariaDB
from postgres_server import Server
from wire import Session

from schemalint.api import check_project, fix_project

pytestmark = pytest.mark.server

GIVEN = """CREATE TABLE users (id bigint PRIMARY KEY, email varchar(40), kind int, note varchar(200), CONSTRAINT users_kind CHECK (kind < 9));
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, total int DEFAULT 3);
INSERT INTO users (id, email, kind) VALUES (1, 'a', 1), (2, 'b', 2);
INSERT INTO orders (id, user_id) VALUES (1, 1);
"""

TIMED = {
    "alter": "ALTER TABLE users ADD COLUMN name text;",
    "index": "CREATE INDEX users_email ON users (email);",
    "key": "ALTER TABLE orders ADD CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users (id);",
    "drop": "DROP TABLE orders;",
    "new table": "CREATE TABLE notes (user_id bigint REFERENCES users (id));",
    "several": "ALTER TABLE users ADD COLUMN name text;\nCREATE INDEX orders_user ON orders (user_id);",
    "block": "DO $$ BEGIN ALTER TABLE users ADD COLUMN name text; END $$;",
    "trigger": "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;\n"
    "CREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION f();",
}
FORMS = {
    "numbered": ("migrations/0002_x.sql", "{}"),
    "begun": ("migrations/0002_x.sql", "BEGIN;\n{}\nCOMMIT;\n"),
    "golang-migrate": ("migrations/000002_x.up.sql", "{}\n"),
    "goose": ("migrations/00002_x.sql", "-- +goose Up\n{}\n"),
}
FIRST = {
    "numbered": ("migrations/0001_a.sql", "{}"),
    "begun": ("migrations/0001_a.sql", "{}"),
    "golang-migrate": ("migrations/000001_a.up.sql", "{}"),
    "goose": ("migrations/00001_a.sql", "-- +goose Up\n{}"),
}

MERGED = {
    "columns": "ALTER TABLE users ADD COLUMN a int;\nALTER TABLE users ADD COLUMN b int DEFAULT 4;\nALTER TABLE users DROP COLUMN note;",
    "comments": "ALTER TABLE users -- first\n  ADD COLUMN a int; -- behind\n/* between */\nALTER TABLE users\n\tADD COLUMN b int;",
}
MERGED_POSTGRES = {
    **MERGED,
    "types": "ALTER TABLE users ALTER COLUMN kind TYPE bigint;\nALTER TABLE users ALTER COLUMN note TYPE text;",
    "required": "ALTER TABLE users ALTER COLUMN email SET NOT NULL;\nALTER TABLE users ALTER COLUMN kind SET NOT NULL;",
    "constraints": "ALTER TABLE users DROP CONSTRAINT users_kind;\nALTER TABLE users ADD CONSTRAINT u UNIQUE (email);\n"
    "ALTER TABLE users ALTER COLUMN note SET DEFAULT 'x';\nALTER TABLE users ADD PRIMARY KEY (id);",
    "apart": "ALTER TABLE users ADD COLUMN a int;\nALTER TABLE orders ADD COLUMN a int;\nALTER TABLE orders ALTER COLUMN total DROP DEFAULT;",
}
MERGED_MARIADB = {
    **MERGED,
    "types": "ALTER TABLE users MODIFY kind bigint;\nALTER TABLE users MODIFY note int;",
    "indexes": "ALTER TABLE users ADD INDEX a (email);\nALTER TABLE users ADD INDEX b (kind), ADD UNIQUE c (note);",
    "defaults": "ALTER TABLE orders ALTER COLUMN total SET DEFAULT 4;\nALTER TABLE orders ADD COLUMN x int;",
}

STATED = (
    "ALTER TABLE users ADD COLUMN a int;",
    "ALTER TABLE users ADD COLUMN a int DEFAULT 5 AFTER id;",
    "ALTER TABLE users ADD COLUMN a int FIRST, ADD COLUMN b varchar(20) NOT NULL;",
    "ALTER TABLE users ADD COLUMN a int AS (kind + 1) VIRTUAL;",
    "ALTER TABLE users DROP COLUMN note;",
    "ALTER TABLE users DROP COLUMN note, ADD COLUMN a int;",
    "ALTER TABLE users RENAME COLUMN note TO remark;",
    "ALTER TABLE users ALTER COLUMN note SET DEFAULT 'x';",
    "ALTER TABLE users ADD INDEX a (email), ADD COLUMN b int;",
    "ALTER TABLE users ADD UNIQUE KEY a (email);",
    "ALTER TABLE orders ADD INDEX a (user_id), ALTER COLUMN total DROP DEFAULT",
)


def _project(form: str, text: str, given: str = GIVEN) -> tuple[dict[str, str], str]:
    first, last = FIRST[form], FORMS[form]
    return {first[0]: first[1].format(given), last[0]: last[1].replace("{}", text)}, last[0]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", TIMED)
@pytest.mark.parametrize("rule", ["missing-lock-timeout", "missing-statement-timeout"])
def test_a_timeout_is_in_force_where_it_is_set(postgres: Server, form: str, case: str, rule: str) -> None:
    files, path = _project(form, TIMED[case])
    config = {"dialect": "postgres", "select": [rule]}
    assert check_project(files, config).diagnostics
    fixed = fix_project(files, config)
    if form == "goose" and case == "block":
        assert fixed == files  # between goose's own lines two statements would be one
        return
    assert not check_project(fixed, config).diagnostics
    database = postgres.database("timed")
    with Session(postgres.folder, database) as session:
        assert session.run(GIVEN) is None
        script = fixed[path].replace("-- +goose Up", "")
        if form == "goose":
            script = f"BEGIN;{script};COMMIT;"
        # What is in force is asked behind the last statement, before the transaction ends.
        setting = rule.removeprefix("missing-").replace("-", "_")
        asked = f"SELECT 1 / (current_setting('{setting}') <> '0')::int;"
        at = script.rfind("COMMIT;")
        script = f"{script[:at]};{asked}{script[at:]}" if at >= 0 else f"{script};{asked}"
        refusal = session.run(script)
        assert refusal is None, refusal


@pytest.mark.parametrize("case", MERGED_POSTGRES)
def test_postgres_takes_what_is_merged(postgres: Server, case: str) -> None:
    text = MERGED_POSTGRES[case]
    given = GIVEN.replace("id bigint PRIMARY KEY, email", "id bigint, email") if "ADD PRIMARY KEY" in text else GIVEN
    files, path = _project("numbered", text, given)
    config = {"dialect": "postgres", "select": ["mergeable-alters"]}
    assert check_project(files, config).diagnostics
    fixed = fix_project(files, config)
    assert not check_project(fixed, config).diagnostics
    assert text.count("--") == fixed[path].count("--")
    pictures = []
    for script in (text, fixed[path]):
        database = postgres.database("merged")
        with Session(postgres.folder, database) as session:
            assert session.run(given) is None
            for one in script.split(";"):
                refusal = session.run(one)
                assert refusal is None, (script, refusal)
            pictures.append((picture.of_session(session), session.rows("SELECT * FROM users ORDER BY id")))
    assert pictures[0] == pictures[1]


@pytest.mark.parametrize("case", MERGED_MARIADB)
def test_mariadb_takes_what_is_merged(mariadb: MariaDB, case: str) -> None:
    text = MERGED_MARIADB[case]
    files, path = _project("numbered", text)
    config = {"dialect": "mariadb", "select": ["mergeable-alters"]}
    assert check_project(files, config).diagnostics
    fixed = fix_project(files, config)
    assert not check_project(fixed, config).diagnostics
    pictures = []
    for script in (text, fixed[path]):
        refusals = mariadb.run("merged", [*GIVEN.split(";"), *script.split(";")])
        assert not any(refusals), (script, refusals)
        pictures.append((mariadb_picture.of_server(mariadb, "merged"), mariadb.rows("SELECT * FROM merged.users")))
    assert pictures[0] == pictures[1]


@pytest.mark.parametrize("text", STATED)
def test_mariadb_takes_the_algorithm_that_is_stated(mariadb: MariaDB, text: str) -> None:
    files, path = _project("numbered", text)
    version = ".".join(str(mariadb.rows("SELECT version()")[0][0]).split(".")[:2])
    config = {"dialect": "mariadb", "server-version": version, "select": ["unstated-algorithm"]}
    assert check_project(files, config).diagnostics
    fixed = fix_project(files, config)
    assert "ALGORITHM=" in fixed[path]
    assert not check_project(fixed, config).diagnostics
    pictures = []
    for script in (text, fixed[path]):
        refusals = mariadb.run("stated", [*GIVEN.split(";\n"), script])
        assert not any(refusals), (script, refusals)
        pictures.append(mariadb_picture.of_server(mariadb, "stated"))
    assert pictures[0] == pictures[1]


BACK = {
    "index": ("CREATE INDEX CONCURRENTLY users_email ON users (email);", "DROP INDEX users_email;"),
    "made again": (
        "DROP INDEX CONCURRENTLY users_note;",
        "CREATE INDEX users_note ON users (note);",
    ),
    "key": (
        "ALTER TABLE orders DROP CONSTRAINT orders_user;",
        "ALTER TABLE orders ADD CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users (id);",
    ),
    "required": (
        "ALTER TABLE orders ALTER COLUMN user_id DROP NOT NULL;",
        "ALTER TABLE orders ALTER COLUMN user_id SET NOT NULL;",
    ),
}
BEFORE = f"""{GIVEN}CREATE INDEX users_note ON users (note);
ALTER TABLE orders ADD CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users (id);
ALTER TABLE orders ALTER COLUMN user_id SET NOT NULL;
"""


@pytest.mark.parametrize("case", BACK)
def test_postgres_takes_a_rollback_that_lets_others_work(postgres: Server, case: str) -> None:
    up, down = BACK[case]
    files = {
        "migrations/00001_a.sql": f"-- +goose Up\n{BEFORE}",
        "migrations/00002_b.sql": f"-- +goose NO TRANSACTION\n-- +goose Up\n{up}\n-- +goose Down\n{down}\n",
    }
    config = {"dialect": "postgres", "server-version": "15", "select": ["unsafe-rollback"]}
    assert check_project(files, config).diagnostics
    fixed = fix_project(files, config)
    assert not check_project(fixed, config).diagnostics
    assert (
        fixed["migrations/00002_b.sql"].split("-- +goose Down")[0]
        == files["migrations/00002_b.sql"].split("-- +goose Down")[0]
    )
    database = postgres.database("back")
    with Session(postgres.folder, database) as session:
        assert session.run(BEFORE) is None
        before = picture.of_session(session)
        for part in fixed["migrations/00002_b.sql"].partition("-- +goose Up")[2].split("-- +goose Down"):
            for one in filter(str.strip, part.split(";")):
                refusal = session.run(one)
                assert refusal is None, (one, refusal)
        assert picture.of_session(session) == before
