"""The replayed catalogue against the one that SQLite builds from the same statements."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter

import pytest
from foreseen import accepted, corpus, laid
from sqlite_server import OnSqlite

from schemalint.model.replay import Block, Replay
from schemalint.replay.replay import replay
from schemalint.sql.reader import read
from schemalint.sql.splitter import split

Picture = set[tuple[object, ...]]

CASES: dict[str, str] = {
    "keys": """
        CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, n INT DEFAULT 5, d DEFAULT (1 + 1));
        CREATE TABLE b (x TEXT PRIMARY KEY, y, FOREIGN KEY (y) REFERENCES a (id) ON DELETE CASCADE ON UPDATE SET NULL);
        CREATE TABLE c (x TEXT, y TEXT, PRIMARY KEY (x, y)) WITHOUT ROWID;
        CREATE TABLE d (x INTEGER REFERENCES a, y VARCHAR(20) COLLATE NOCASE, g AS (x + 1) STORED, UNIQUE (x, y));
        CREATE TABLE later (id INTEGER PRIMARY KEY, p INT REFERENCES missing (id));
        CREATE INDEX by_y ON d (y, x DESC) WHERE x > 0; CREATE UNIQUE INDEX one ON d (lower(y));
    """,
    "alters": """
        CREATE TABLE a (id INTEGER PRIMARY KEY, old TEXT, gone TEXT, CHECK (old <> ''));
        CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INT REFERENCES a (id)); CREATE INDEX i ON a (old);
        ALTER TABLE a RENAME COLUMN old TO new; ALTER TABLE a DROP COLUMN gone; ALTER TABLE a ADD COLUMN more INT NOT NULL DEFAULT 3;
        ALTER TABLE a RENAME TO z; ALTER TABLE b ADD COLUMN z2 INT REFERENCES z (id); DROP INDEX IF EXISTS not_there;
        CREATE TABLE IF NOT EXISTS b (x INT); CREATE TRIGGER t AFTER INSERT ON b BEGIN UPDATE b SET a_id = 1; END;
        CREATE VIEW v AS SELECT * FROM b; DROP VIEW v;
    """,
    "rebuild": """
        CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT); CREATE TABLE child (id INTEGER PRIMARY KEY, a_id INT REFERENCES a (id));
        CREATE INDEX a_x ON a (x);
        PRAGMA foreign_keys = OFF; BEGIN; CREATE TABLE _new_a (id INTEGER PRIMARY KEY, x TEXT NOT NULL); INSERT INTO _new_a SELECT id, x FROM a;
        DROP TABLE a; ALTER TABLE _new_a RENAME TO a; CREATE INDEX a_x ON a (x); COMMIT;
        BEGIN; CREATE TABLE never (x INT); ROLLBACK;
    """,
    "strict": "CREATE TABLE s (id INT PRIMARY KEY, x ANY, y REAL NOT NULL) STRICT; CREATE TABLE main.q (id INTEGER PRIMARY KEY);",
}


def replayed(texts: list[tuple[str, str]]) -> Replay:
    blocks = [Block(tuple(read(statement) for statement in split(text, "sqlite", path))) for path, text in texts]
    return replay(blocks, "sqlite", path="test", kind="history")


def _bare(text: object) -> str:
    bare = re.sub(r"\s+", "", str(text or "")).lower()
    return bare[1:-1] if bare.startswith("(") and bare.endswith(")") else bare


def of_server(connection: sqlite3.Connection) -> Picture:
    picture: Picture = set()
    virtual = [
        row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'")
    ]
    for kind, name, owner in connection.execute(
        "SELECT type, name, tbl_name FROM sqlite_master WHERE name NOT LIKE 'sqlite%'"
    ):
        if any(name == one or name.startswith(f"{one}_") for one in virtual):
            # A module decides what columns its table has, and which tables it keeps beside it.
            continue
        if kind in ("view", "trigger"):
            picture.add((kind, name.lower(), *((owner.lower(),) if kind == "trigger" else ())))
        if kind != "table":
            continue
        rowid = sum(1 for row in connection.execute(f'PRAGMA table_info("{name}")') if row[5])
        for _, column, declared, notnull, default, key, hidden in connection.execute(f'PRAGMA table_xinfo("{name}")'):
            # The key that is the row number takes no NULL, though PRAGMA does not say so.
            alias = bool(key) and rowid == 1 and declared.lower() == "integer"
            strict = bool(key) and "STRICT" in str(
                connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
            )
            nullable = not (notnull or alias or strict)
            declared = "" if hidden else declared
            picture.add(
                (
                    "column",
                    name.lower(),
                    column.lower(),
                    declared.lower().replace(" ", ""),
                    nullable,
                    _bare(default),
                    key,
                )
            )
        for _, index, unique, origin, partial in connection.execute(f'PRAGMA index_list("{name}")'):
            keys_of = [row for row in connection.execute(f'PRAGMA index_xinfo("{index}")') if row[5]]
            columns = tuple((row[2] or "()").lower() for row in keys_of)
            if origin == "c":
                order = tuple(bool(row[3]) for row in keys_of)
                picture.add(("index", name.lower(), index.lower(), columns, order, bool(unique), bool(partial)))
            elif origin == "u":
                picture.add(("unique", name.lower(), columns))
        keys: dict[int, list[tuple[object, ...]]] = {}
        for row in connection.execute(f'PRAGMA foreign_key_list("{name}")'):
            keys.setdefault(row[0], []).append(row)
        for rows in keys.values():
            parts = tuple(str(row[3]).lower() for row in rows)
            targets = tuple(str(row[4]).lower() for row in rows if row[4])
            if not targets:
                targets = tuple(
                    str(row[1]).lower() for row in connection.execute(f'PRAGMA table_info("{rows[0][2]}")') if row[5]
                )
            picture.add(("foreign key", name.lower(), parts, str(rows[0][2]).lower(), targets, rows[0][6], rows[0][5]))
    return picture


def of_catalog(replay: Replay) -> Picture:
    picture: Picture = set()
    catalog = replay.catalog
    for table in catalog.tables.values():
        if table.kind == "virtual":
            continue
        name = table.name
        key = table.primary_key.columns if table.primary_key else ()
        for column in table.columns:
            picture.add(
                (
                    "column", name, column.name,
                    column.type.text.lower().replace(" ", "") if column.type and column.generated is None else "",
                    column.nullable, _bare(column.default.text if column.default else ""),
                    key.index(column.name) + 1 if column.name in key else 0,
                )
            )  # fmt: skip
        for index in table.indexes:
            parts = tuple(part.column or "()" for part in index.parts)
            order = tuple(part.descending for part in index.parts)
            picture.add(("index", name, index.name, parts, order, index.unique, index.predicate is not None))
        for unique in table.uniques:
            picture.add(("unique", name, unique.columns))
        for held in table.foreign_keys:
            picture.add(
                (
                    "foreign key",
                    name,
                    held.columns,
                    held.parent.name,
                    held.parent_columns,
                    held.on_delete,
                    held.on_update,
                )
            )
    picture.update(("view", view.name) for view in catalog.views.values())
    picture.update(("trigger", trigger.name, trigger.table.name) for trigger in catalog.triggers.values())
    return picture


def compare(texts: list[tuple[str, str]], counts: Counter[str] | None = None) -> list[str]:
    """What only one of the two holds; `counts` gets how much was compared."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for path, text in texts:
        for statement in split(text, "sqlite", path):
            if statement.kind in ("client", "dml"):
                continue
            try:
                connection.execute(statement.text)
            except sqlite3.Error as error:
                pytest.fail(f"{error}: {statement.text[:80]}")
    ours, servers = of_catalog(replayed(texts)), of_server(connection)
    if counts is not None:
        counts.update(str(row[0]) for row in servers)
    return [f"only ours: {row}" for row in sorted(ours - servers, key=str)] + [
        f"only SQLite's: {row}" for row in sorted(servers - ours, key=str)
    ]


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    assert compare([("case.sql", CASES[name])]) == []


FOLDERS = ("keto", "openfga", "sakila", "tbls-samples")


@pytest.mark.corpus
@pytest.mark.parametrize("folder", FOLDERS)
def test_corpus(folder: str) -> None:
    """What SQLite accepts of each script is in the catalogue as SQLite has it."""
    server = OnSqlite()
    counts: Counter[str] = Counter()
    lines: list[str] = []
    for name, found in corpus(folder, ("sqlite",)):
        case = accepted(server, name, found)
        lines += [f"{name}: {line}" for line in compare(list(laid(case, case.script, "sqlite").texts.items()), counts)]
    print(f"{folder}: {', '.join(f'{count} {kind}' for kind, count in counts.items())}")
    assert lines == []
