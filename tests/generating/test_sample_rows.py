"""Sample rows: SQLite takes them, twice; what cannot be filled is named with its reason."""

from __future__ import annotations

import re
import sqlite3
from decimal import Decimal

import pytest

from schemalint.generating.patterns import matches
from schemalint.generating.sample_data import Sample, sample, sample_data
from schemalint.generating.truth import Value, passes
from schemalint.model.change import CreateTable
from schemalint.model.document import Dialect
from schemalint.model.replay import Block
from schemalint.model.schema import Catalog, Check
from schemalint.replay.replay import replay
from schemalint.sql.reader import read
from schemalint.sql.splitter import split


def catalog_of(text: str, dialect: Dialect) -> Catalog:
    readings = tuple(map(read, split(text, dialect, "schema.sql")))
    return replay([Block(readings)], dialect, path="schema.sql", kind="snapshot").catalog


def made(text: str, dialect: Dialect = "postgres", rows: int = 3) -> Sample:
    return sample(catalog_of(text, dialect), rows=rows)


SCHEMAS = {
    "checks": """CREATE TABLE a (id INTEGER PRIMARY KEY, n INT NOT NULL CHECK (n > 10 AND n < 13 OR n = 20), m INT CHECK (m BETWEEN 5 AND 6),
        s TEXT NOT NULL CHECK (length(s) = 4), k TEXT NOT NULL CHECK (k IN ('x', 'y', 'z', 'w')), total INT CHECK (total = n + m),
        j TEXT CHECK (json_valid(j)), g TEXT CHECK (g GLOB '[A-Z]*'), l TEXT NOT NULL CHECK (l LIKE 'pre%'))""",
    "parents": """CREATE TABLE child (id INTEGER PRIMARY KEY, p INT NOT NULL UNIQUE REFERENCES parent (id), q INT REFERENCES parent (id));
        CREATE TABLE parent (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE); CREATE TABLE link (a INT NOT NULL REFERENCES parent (id),
        b INT NOT NULL REFERENCES child (id), PRIMARY KEY (a, b)) WITHOUT ROWID""",
    "tenants": """CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE TABLE u (t INT NOT NULL REFERENCES t (id), id INT NOT NULL, PRIMARY KEY (t, id));
        CREATE TABLE o (t INT NOT NULL REFERENCES t (id), u INT NOT NULL, id INT NOT NULL, PRIMARY KEY (t, id), FOREIGN KEY (t, u) REFERENCES u (t, id))""",
    "itself": """CREATE TABLE tree (id INTEGER PRIMARY KEY, up INT REFERENCES tree (id)); CREATE TABLE root (id INT PRIMARY KEY NOT NULL,
        up INT NOT NULL REFERENCES root (id))""",
    "circle": """CREATE TABLE a (id INTEGER PRIMARY KEY, b INT REFERENCES b (id)); CREATE TABLE b (id INTEGER PRIMARY KEY, a INT NOT NULL REFERENCES a (id));
        CREATE TABLE c (id INTEGER PRIMARY KEY, d INT NOT NULL REFERENCES d (id)); CREATE TABLE d (id INTEGER PRIMARY KEY, c INT NOT NULL REFERENCES c (id))""",
    "unique": """CREATE TABLE a (x TEXT, y INT, flag BOOLEAN NOT NULL, gone INT, UNIQUE (x, y)); CREATE UNIQUE INDEX one ON a (flag) WHERE gone IS NULL;
        CREATE UNIQUE INDEX low ON a (lower(x)); CREATE TABLE bare (a INT, b TEXT)""",
    "made": "CREATE TABLE a (id INTEGER PRIMARY KEY, n INT NOT NULL, d AS (n * 2) STORED, b BLOB NOT NULL CHECK (length(b) = 5), r REAL, x)",
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_sqlite_takes_them_twice(name: str) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.executescript(SCHEMAS[name])
    found = made(SCHEMAS[name], "sqlite")
    assert found.unfilled == ()
    counts = []
    for _ in range(2):
        connection.executescript(found.text)
        counts.append([connection.execute(f"SELECT count(*) FROM {ref.name}").fetchone()[0] for ref in found.tables])
    assert counts[0] == counts[1] and min(counts[0]) >= 1
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    if name == "checks":
        assert {row[0] for row in connection.execute("SELECT k FROM a")} == {"x", "y", "z", "w"}
        assert connection.execute("SELECT count(*) FROM a WHERE total = n + m").fetchone()[0] >= 3
    if name == "circle":
        assert connection.execute("SELECT count(*) FROM a WHERE b IS NOT NULL").fetchone()[0] >= 3


def test_the_same_schema_gives_the_same_rows() -> None:
    assert sample_data(catalog_of(SCHEMAS["tenants"], "sqlite")) == sample_data(
        catalog_of(SCHEMAS["tenants"], "sqlite")
    )


def test_every_label_and_every_listed_value_is_there_once() -> None:
    found = made(
        "CREATE TYPE mood AS ENUM ('a', 'b', 'c', 'd', 'e'); CREATE DOMAIN size AS text CHECK (VALUE IN ('s', 'm'));"
        "CREATE TABLE t (id serial PRIMARY KEY, m mood NOT NULL, s size, k varchar(9) CHECK (k IN ('new', 'paid', 'sent', 'back')));"
    )
    for value in ("a", "b", "c", "d", "e", "s", "m", "new", "paid", "sent", "back"):
        assert f"'{value}'" in found.text, value


def test_what_cannot_be_filled_is_named() -> None:
    found = made(
        "CREATE TABLE a (id int PRIMARY KEY, x mystery NOT NULL); CREATE TABLE b (id int PRIMARY KEY, a int NOT NULL REFERENCES a);"
        "CREATE TABLE c (id int CHECK (id > 5 AND id < 5) NOT NULL); CREATE TABLE p (id int) PARTITION BY RANGE (id);"
        "CREATE TABLE ok (id int PRIMARY KEY, a int REFERENCES a);"
    )
    reasons = {ref.name: reason for ref, reason in found.unfilled}
    assert set(reasons) == {"a", "b", "c", "p"}
    assert (
        "mystery" in reasons["a"]
        and "has no rows" in reasons["b"]
        and "id > 5" in reasons["c"]
        and "no partition" in reasons["p"]
    )
    assert "-- No rows for public.b: public.a, which it needs, has no rows." in found.text
    assert re.search(r"INSERT INTO ok .*\n  \(1, NULL\)", found.text)


def test_partitions_take_the_rows() -> None:
    found = made(
        "CREATE TABLE m (id int, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);"
        "CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM ('2031-05-01') TO ('2031-06-01');"
        "CREATE TABLE l (id int, kind text NOT NULL) PARTITION BY LIST (kind); CREATE TABLE l_1 PARTITION OF l FOR VALUES IN ('x', 'y');"
    )
    assert sorted(ref.name for ref in found.tables) == ["l", "m"]
    assert found.text.count("'2031-05-01'") == 3
    assert "'x'" in found.text and "INSERT INTO m_1" not in found.text


@pytest.mark.parametrize(
    ("dialect", "ddl", "wanted"),
    [
        ("postgres", "CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY)", "OVERRIDING SYSTEM VALUE VALUES"),
        ("postgres", "CREATE TABLE a (id serial PRIMARY KEY)", "SELECT setval(pg_get_serial_sequence('a', 'id'), (SELECT max(id) FROM a));"),
        ("postgres", "CREATE TABLE a (x json)", "WHERE NOT EXISTS (SELECT 1 FROM a)"),
        ("postgres", "CREATE TABLE a (id uuid PRIMARY KEY, b bytea NOT NULL, f bit(4) NOT NULL)", r"'\x0000000000000001', B'0001'"),
        ("mariadb", "CREATE TABLE A (id int AUTO_INCREMENT PRIMARY KEY)", "INSERT INTO A (id) VALUES\n  (1),\n  (2),\n  (3)\nON DUPLICATE KEY UPDATE id = id;"),
        ("mysql", "CREATE TABLE a (s SET('x','y') NOT NULL, p POINT NOT NULL, b BIT(2) NOT NULL)", "ST_GeomFromText('POINT(1 1)'), b'01'"),
        ("tsql", "CREATE TABLE a (id int IDENTITY PRIMARY KEY)", "SET IDENTITY_INSERT a ON;"),
        ("oracle", "CREATE TABLE a (id NUMBER(5) PRIMARY KEY, d DATE NOT NULL)", "FROM dual WHERE NOT EXISTS (SELECT 1 FROM a WHERE id = 1);"),
    ],
)  # fmt: skip
def test_each_dialect_writes_them_in_its_own_words(dialect: Dialect, ddl: str, wanted: str) -> None:
    assert wanted in made(f"{ddl};", dialect).text


def test_tables_that_need_each_other_at_once_are_filled_by_one_statement() -> None:
    found = made(
        "CREATE TABLE a (id int PRIMARY KEY, b int NOT NULL); CREATE TABLE b (id int PRIMARY KEY, a int NOT NULL REFERENCES a (id));"
        "ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b (id);"
    )
    assert found.unfilled == ()
    assert re.search(r"WITH sample_1 AS \(\nINSERT INTO \w (?s:.*)\nINSERT INTO \w ", found.text)


CHECKS: list[tuple[str, dict[str, Value], bool | None]] = [
    ("a > 1", {"a": Decimal(2)}, True),
    ("a > 1", {"a": None}, True),
    ("a > 1", {"a": Decimal(1)}, False),
    ("a > 1 AND f(a)", {"a": Decimal(1)}, False),
    ("a > 1 OR f(a)", {"a": Decimal(2)}, True),
    ("f(a)", {"a": Decimal(2)}, None),
    ("b ~ '^[a-z]+$'", {"b": "abc"}, True),
    ("b !~* 'B'", {"b": "abc"}, False),
    ("b NOT LIKE 'a%'", {"b": "abc"}, False),
    ("b ~ '(a+)+$'", {"b": "a" * 60 + "b"}, None),
    ("num_nonnulls(a, b) = 1", {"a": None, "b": "x"}, True),
    ("(a IS NULL) <> (b IS NULL)", {"a": None, "b": None}, False),
    ("d < CURRENT_DATE", {"d": "2024-01-01"}, True),
    ("d >= now()", {"d": "2099-01-01 00:00:00"}, True),
    ("a IN (1, 2) AND NOT b = 'x'", {"a": Decimal(2), "b": "x"}, False),
    ("char_length(btrim(b)) BETWEEN 1 AND 3", {"b": "  "}, False),
    ("a / 0 = 1", {"a": Decimal(1)}, None),
    ("coalesce(a, 5) + 1 = 6", {"a": None}, True),
]


@pytest.mark.parametrize(("predicate", "row", "wanted"), CHECKS)
def test_a_check_lets_a_row_pass(predicate: str, row: dict[str, Value], wanted: bool | None) -> None:
    (statement,) = split(f"CREATE TABLE t (a int, b text, d timestamp, CHECK ({predicate}))", "postgres", "x.sql")
    (change,) = read(statement).changes
    assert isinstance(change, CreateTable)
    (check,) = (one for one in change.constraints if isinstance(one, Check))
    assert passes(check.expression.shape, row) is wanted


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$", r"^[A-Z]{3}-\d{4}$", r"^(a|b)c*$", r"^#[0-9a-f]{6}$", r"^[^ ]+$", r"^\+?[0-9]{7,15}$",
        r"^https?://", r"^[a-z][a-z0-9_]{2,30}$", r"^\d+(\.\d+)*$", r"^(?:ab){2}\w$",
    ],
)  # fmt: skip
def test_texts_that_match_a_pattern(pattern: str) -> None:
    for number in (0, 1, 27, 1000):
        text = matches(pattern, number)
        assert text is not None and re.search(pattern, text), (pattern, text)


@pytest.mark.parametrize("pattern", ["(", "[", "a{9999}", "(?=x)", "(" * 60])
def test_patterns_that_are_not_known_give_nothing(pattern: str) -> None:
    assert matches(pattern, 1) is None
