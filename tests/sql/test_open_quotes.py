"""A quote that is never closed costs its own statement and no other."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemalint.model.change import Opaque
from schemalint.model.document import Dialect
from schemalint.sql import lexer, splitter
from schemalint.sql.reader import read
from schemalint.sql.wellformed import refusal

AFTER = "CREATE TABLE t (a int);\nINSERT INTO x VALUES ('a', 'b');\nCOMMENT ON TABLE t IS 'it''s';\nCREATE TABLE u (b text DEFAULT 'c');"
BROKEN: list[tuple[Dialect, str, str]] = [
    ("postgres", "SELECT 'abc;", "'"),
    ("postgres", "SELECT E'abc;", "'"),
    ("postgres", "SELECT 'abc''", "'"),
    ("postgres", "COMMENT ON TABLE x IS 'y", "'"),
    ("postgres", 'CREATE TABLE "x (a int);', '"'),
    ("postgres", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1;", "$$"),
    ("postgres", "DO $body$ BEGIN 'x'; END", "$body$"),
    ("mysql", "SELECT 'abc\\';", "'"),
    ("mysql", 'SELECT "abc;', '"'),
    ("mysql", "CREATE TABLE `x (a int);", "`"),
    ("tsql", "SELECT N'abc", "'"),
    ("oracle", "COMMENT ON TABLE x IS 'y;", "'"),
    ("sqlite", "SELECT 'abc;", "'"),
]


@pytest.mark.parametrize(("dialect", "broken", "quote"), BROKEN, ids=[f"{d}-{b}" for d, b, _ in BROKEN])
def test_what_follows_is_split_again(dialect: Dialect, broken: str, quote: str) -> None:
    before = "CREATE TABLE s (a int);\n"
    text = f"{before}{broken}\n{AFTER}"
    found = splitter.split(text, dialect, "x.sql")
    assert "".join(lexer.pieces(text, dialect)) == text
    assert [s.text for s in found] == [before.strip(";\n"), broken, *(line.rstrip(";") for line in AFTER.split("\n"))]
    assert [bool(s.fault) for s in found] == [False, True, False, False, False, False]
    assert isinstance(read(found[1]).changes[0], Opaque)
    told = refusal(found[1])
    assert told is not None
    assert told.message == f"the quote {quote} is never closed"
    assert broken[told.at :].lstrip("EN").startswith(quote)


def test_an_open_quote_at_the_very_end() -> None:
    (found,) = splitter.split("COMMENT ON TABLE a IS 'b;", "postgres", "x.sql")
    assert found.fault


def test_two_open_quotes() -> None:
    text = f"SELECT 'a;\n{AFTER}\nSELECT 'b;\n{AFTER}\nCREATE TABLE v (a text DEFAULT 'x);"
    found = splitter.split(text, "postgres", "x.sql")
    assert next(s.text for s in found if s.fault) == "SELECT 'a;"
    assert [s.verb for s in found].count("CREATE TABLE") == 5


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 'a;\nCREATE TABLE b (c int);';",
        "CREATE FUNCTION f() RETURNS int AS '\nINSERT INTO a VALUES (1);\n' LANGUAGE sql;",
        "DO $$\nCREATE TABLE a (b int);\n$$;",
        "SELECT '''';",
        "SELECT 'a\\';",
    ],
)
def test_a_closed_quote_is_left_alone(text: str) -> None:
    (found,) = splitter.split(text, "postgres", "x.sql")
    assert not found.fault


def test_a_region_ends_where_it_ends() -> None:
    text = "'\nSELECT 'a;\nCREATE TABLE b (c int);\n```\n'"
    end = text.index("```")
    found = splitter.split(text, "postgres", "x.md", 2, end)
    assert [(s.text, bool(s.fault)) for s in found] == [("SELECT 'a;", True), ("CREATE TABLE b (c int)", False)]


PARTS = st.sampled_from(
    [
        "'",
        '"',
        "$$",
        "$a$",
        "`",
        "SELECT ",
        ";\n",
        "\nCREATE TABLE t (a int);\n",
        "\nINSERT INTO t ",
        "\\",
        "x",
        "/*",
        "*/",
        "--",
    ]
)


@pytest.mark.parametrize("dialect", ["postgres", "mysql", "tsql", "oracle", "standard"])
@settings(max_examples=150)
@given(parts=st.lists(PARTS, max_size=40))
def test_nothing_is_lost_and_nothing_hangs(dialect: Dialect, parts: list[str]) -> None:
    text = "".join(parts)
    assert "".join(lexer.pieces(text, dialect)) == text
    found = splitter.split(text, dialect, "x.sql")
    assert splitter.lost(text, found, 0, len(text), dialect) == 0
