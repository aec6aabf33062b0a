"""New migrations and rollbacks in the form of each framework, and rebuilds that SQLite runs."""

from __future__ import annotations

import sqlite3

import pytest

from schemalint.frameworks import named
from schemalint.generating.migration import migration_files
from schemalint.generating.rollbacks import Script, rollback_sql
from schemalint.model.change import Change, Reading
from schemalint.model.document import Dialect
from schemalint.model.name import Ref
from schemalint.model.project import History, Migration
from schemalint.model.replay import Block
from schemalint.model.text import Span
from schemalint.replay.inverse import undo
from schemalint.replay.replay import play, replay
from schemalint.sql.reader import read
from schemalint.sql.splitter import split

NOW = "20260131120000"
GIVEN = "CREATE TABLE users (id bigint PRIMARY KEY); CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, note text);"


def readings(text: str, dialect: Dialect = "postgres", path: str = "a.sql") -> tuple[Reading, ...]:
    return tuple(map(read, split(text, dialect, path)))


def changes(text: str, dialect: Dialect = "postgres") -> list[Change]:
    return [change for reading in readings(text, dialect) for change in reading.changes]


def files(framework_name: str, versions: list[str], text: str, dialect: Dialect = "postgres") -> dict[str, str]:
    framework = named(framework_name)
    assert framework is not None
    migrations = tuple(
        Migration(f"{version}_x", version, (), (), True, True, at) for at, version in enumerate(versions)
    )
    history = History("db/migrations", framework_name, dialect, "", migrations, framework.forward_only)
    catalog = replay([Block(readings(GIVEN, dialect))], dialect, path="x", kind="history").catalog
    made = migration_files(
        changes(text, dialect), history, framework, catalog, "add_gaps", now=NOW, play=play, undo=undo
    )
    return {file.path: file.text for file in made}


INDEX = "CREATE INDEX orders_user_id_idx ON orders (user_id);"
KEY = "ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id);"


def test_goose_says_when_it_must_not_open_a_transaction() -> None:
    ((path, text),) = files("goose", ["20250101000000"], INDEX).items()
    assert path == f"db/migrations/{NOW}_add_gaps.sql"
    assert text.startswith("-- +goose NO TRANSACTION\n")
    up, down = text.split("-- +goose Down")
    assert "CREATE INDEX CONCURRENTLY orders_user_id_idx ON orders (user_id);" in up
    assert "DROP INDEX CONCURRENTLY orders_user_id_idx;" in down


def test_what_needs_no_transaction_comes_in_a_migration_of_its_own() -> None:
    made = files("goose", ["0007"], KEY + INDEX)
    assert list(made) == [
        f"db/migrations/{number}_add_gaps{tail}.sql" for number, tail in (("0008", ""), ("0009", "_2"), ("0010", "_3"))
    ]
    first, second, third = made.values()
    assert "NO TRANSACTION" not in first and "NOT VALID;" in first and "DROP CONSTRAINT orders_user_id_fkey" in first
    assert "NO TRANSACTION" in second and "CONCURRENTLY" in second
    assert "VALIDATE CONSTRAINT orders_user_id_fkey;" in third and "nothing to undo" in third


def test_not_null_comes_after_a_check_that_was_validated() -> None:
    first, second, third = files("goose", ["0007"], "ALTER TABLE orders ALTER COLUMN note SET NOT NULL").values()
    assert "ADD CONSTRAINT orders_note_not_null CHECK (note IS NOT NULL) NOT VALID;" in first
    assert "VALIDATE CONSTRAINT orders_note_not_null;" in second
    assert third.index("SET NOT NULL;") < third.index("DROP CONSTRAINT orders_note_not_null;")


def test_a_unique_constraint_takes_an_index_that_was_built_concurrently() -> None:
    first, second = files("goose", ["0007"], "ALTER TABLE orders ADD UNIQUE (note)").values()
    assert "CREATE UNIQUE INDEX CONCURRENTLY orders_note_key ON orders (note);" in first
    assert "ADD CONSTRAINT orders_note_key UNIQUE USING INDEX orders_note_key;" in second


def test_a_framework_that_sends_files_whole_gets_one_concurrent_statement_a_file() -> None:
    made = files("golang-migrate", ["0001"], INDEX + "CREATE INDEX orders_note_idx ON orders (note);")
    ups = [text for path, text in made.items() if path.endswith(".up.sql")]
    assert len(ups) == 2
    assert all(text.count(";") == 1 and "CONCURRENTLY" in text for text in ups)
    assert sum(path.endswith(".down.sql") for path in made) == 2


def test_a_framework_without_a_way_out_builds_the_index_plainly() -> None:
    ups = [text for path, text in files("hasura", ["1700000000000"], INDEX).items() if path.endswith("up.sql")]
    framework = named("hasura")
    assert framework is not None
    if framework.transaction == "each" and not framework.opt_out_text:
        assert ups == ["CREATE INDEX orders_user_id_idx ON orders (user_id);\n"]
    else:
        assert "CONCURRENTLY" in ups[0]


def test_an_index_of_a_new_table_is_built_plainly() -> None:
    text = "".join(
        files("goose", ["0001"], "CREATE TABLE lines (id int, o int); CREATE INDEX lines_o_idx ON lines (o);").values()
    )
    assert "CONCURRENTLY" not in text
    down = text.split("-- +goose Down")[1]
    assert "DROP TABLE lines;" in down and "DROP INDEX" not in down


def test_flyway_names_the_undo() -> None:
    made = files("flyway", ["1", "2"], "ALTER TABLE orders ADD COLUMN x int")
    assert sorted(made) == ["db/migrations/U3__add_gaps.sql", "db/migrations/V3__add_gaps.sql"]


def test_a_forward_only_framework_gets_no_down() -> None:
    assert all("DROP CONSTRAINT" not in text for text in files("prisma", ["20250101000000"], KEY).values())


def test_mysql_states_the_whole_column() -> None:
    text = "".join(files("goose", ["0001"], "ALTER TABLE orders MODIFY note varchar(50) NOT NULL", "mysql").values())
    up, down = text.split("-- +goose Down")
    assert "MODIFY COLUMN note varchar(50) NOT NULL;" in up
    assert "MODIFY COLUMN note text;" in down


def rolled(given: str, up: str, dialect: Dialect = "postgres") -> Script:
    texts = {"g.sql": given, "u.sql": up}
    blocks = [
        Block(readings(text, dialect, path), change_set=at, migration=at)
        for at, (path, text) in enumerate(texts.items())
    ]
    steps = [step for step in replay(blocks, dialect, path="x", kind="document").steps if step.migration == 1]

    def source(span: Span) -> str:
        return texts[span.path][span.start : span.end]

    return rollback_sql(steps, undo, source=source)


def test_a_rollback_says_what_it_cannot_bring_back() -> None:
    script = rolled(
        GIVEN,
        "ALTER TABLE orders DROP COLUMN note; UPDATE users SET id = 1; ALTER TABLE orders ALTER user_id SET NOT NULL;",
    )
    assert script.text == (
        "-- undo: ALTER TABLE orders ALTER user_id SET NOT NULL\n"
        "ALTER TABLE orders ALTER COLUMN user_id DROP NOT NULL;\n"
        "-- undo: UPDATE users SET id = 1\n"
        "-- schemalint: data-loss rows of users: structure only\n"
        "-- schemalint: irreversible rows changed in users do not come back\n"
        "-- undo: ALTER TABLE orders DROP COLUMN note\n"
        "-- schemalint: data-loss column public.orders.note: structure only\n"
        "ALTER TABLE orders ADD COLUMN note text;\n"
    )
    assert len(script.irreversible) == 1


def test_a_rollback_is_never_empty() -> None:
    assert rolled(GIVEN, "ANALYZE users;").text.startswith("-- nothing to undo")
    assert rollback_sql((), undo).text.startswith("-- nothing to undo")


def test_a_guard_that_did_nothing_is_not_undone() -> None:
    assert "DROP" not in rolled(GIVEN, "CREATE TABLE IF NOT EXISTS users (id int);").text


def test_concurrent_undo_says_that_no_transaction_takes_it() -> None:
    script = rolled(GIVEN, "CREATE INDEX CONCURRENTLY i ON orders (note);")
    assert not script.transaction
    assert script.text.startswith("-- run this outside a transaction\n")
    assert "DROP INDEX CONCURRENTLY i;" in script.text


SQLITE_UPS = [
    "ALTER TABLE t ADD COLUMN x INT NOT NULL DEFAULT 3;",
    "ALTER TABLE t RENAME COLUMN b TO bb;",
    "ALTER TABLE t RENAME TO u;",
    "CREATE INDEX i2 ON t (b, a);",
    "DROP INDEX i;",
    "CREATE TABLE n (id INTEGER PRIMARY KEY); CREATE VIEW v AS SELECT 1 AS a;",
    "DROP TABLE child;",
    "ALTER TABLE t DROP COLUMN c;",
    "ALTER TABLE child DROP COLUMN note;",
]


@pytest.mark.parametrize("up", SQLITE_UPS)
def test_sqlite_comes_back(up: str) -> None:
    given = """CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT NOT NULL, b TEXT DEFAULT 'x' UNIQUE, c INT);
    CREATE TABLE child (id INTEGER PRIMARY KEY, t_id INT NOT NULL REFERENCES t (id) ON DELETE CASCADE, note TEXT CHECK (note <> ''));
    CREATE INDEX i ON t (a) WHERE a <> '';"""
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.executescript(given)
    database.execute("INSERT INTO t (a, b) VALUES ('p', 'q')")
    database.execute("INSERT INTO child (t_id) VALUES (1)") if "DROP TABLE child" not in up else None
    before = _form(database)
    database.executescript(up)
    database.executescript(rolled(given, up, "sqlite").text)
    assert _form(database) == before
    assert database.execute("SELECT a FROM t").fetchall() == [("p",)]


def _form(database: sqlite3.Connection) -> dict[str, object]:
    form: dict[str, object] = {}
    for kind, name in database.execute("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite%'").fetchall():
        form[f"{kind} {name}"] = (
            sorted(row[1:] for row in database.execute(f'PRAGMA table_xinfo("{name}")')),
            sorted(row[2:] for row in database.execute(f'PRAGMA foreign_key_list("{name}")')),
            sorted(tuple(r[2] for r in database.execute(f'PRAGMA index_info("{row[1]}")')) for row in database.execute(f'PRAGMA index_list("{name}")')),
        )  # fmt: skip
    return form


def test_sqlite_rebuilds_a_table_for_what_it_cannot_alter() -> None:
    from schemalint.generating.ddl import statements
    from schemalint.model.change import SetNullable

    given = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); CREATE INDEX i ON t (a); CREATE TABLE c (t_id INT REFERENCES t (id));"
    before = replay([Block(readings(given, "sqlite"))], "sqlite", path="x", kind="snapshot").catalog
    (step,) = play(before, [SetNullable(_name("t"), _name("a").name, False)])
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.executescript(given)
    database.execute("INSERT INTO t VALUES (1, 'x')")
    for text in statements(step.change, "sqlite", step.before, step.after):
        database.execute(text)
    assert [row[3] for row in database.execute("PRAGMA table_info(t)")] == [0, 1] or step.after.tables[
        Ref("", "t")
    ].columns[1].nullable is False
    assert database.execute("SELECT * FROM t").fetchall() == [(1, "x")]
    assert [row[1] for row in database.execute("PRAGMA index_list(t)")] == ["i"]
    assert database.execute("PRAGMA foreign_key_list(c)").fetchone()[2] == "t"


def _name(word: str):
    from schemalint.model.name import Name, ObjectName

    return ObjectName(Name(word, word, Span("", 0, 0)))
