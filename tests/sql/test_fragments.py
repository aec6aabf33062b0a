"""Which stretches of a statement are queries, what their names may mean besides columns, and where each part of the text stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemalint.model.document import Dialect
from schemalint.sql.fragments import Fragment, fragments
from schemalint.sql.reader import read
from schemalint.sql.splitter import split


def found(text: str, dialect: Dialect = "postgres") -> list[Fragment]:
    return [one for statement in split(text, dialect, "x.sql") for one in fragments(read(statement))]


def placed(fragment: Fragment, word: str, text: str, nth: int = 0) -> str:
    """What stands in the document where a word of the fragment came from."""
    at = -1
    for _ in range(nth + 1):
        at = fragment.text.index(word, at + 1)
    place = fragment.at(at)
    return text[place : place + len(word)]


@pytest.mark.parametrize(
    ("text", "dialect", "expected"),
    [
        ("CREATE VIEW v AS /* a */ SELECT a -- b\n, c FROM t;", "postgres", "SELECT a , c FROM t"),
        ("SELECT\n\n\n\n          a FROM t", "postgres", "SELECT a FROM t"),
        ("REPLACE INTO t SELECT 1", "mysql", "INSERT INTO t SELECT 1"),
        ("INSERT t SELECT 1", "mysql", "INSERT INTO t SELECT 1"),
        ("DELETE t WHERE a = 1", "tsql", "DELETE FROM t WHERE a = 1"),
        ("DELETE FROM t OUTPUT deleted.a WHERE a = 1", "tsql", "DELETE FROM t WHERE a = 1"),
        ("UPDATE t SET a += 1", "tsql", "UPDATE t SET a = 1"),
        ("UPDATE OR IGNORE t SET a = 1", "sqlite", "UPDATE t SET a = 1"),
        ("SELECT a INTO @x FROM t", "mysql", "SELECT a FROM t"),
        ("SELECT a INTO OUTFILE '/x' FROM t", "mysql", "SELECT a FROM t"),
        ("UPDATE t SET a = $1 WHERE CURRENT OF c", "postgres", 'UPDATE t SET a = "$1" WHERE 1 = 1'),
        ("SELECT a FROM t WHERE b = ? AND c = :name", "mysql", "SELECT a FROM t WHERE b = NULL AND c = NULL"),
        ("/*!50001 CREATE VIEW v AS SELECT a FROM t */;", "mysql", "SELECT a FROM t"),
        ("MERGE INTO t USING s ON (t.a = s.a) WHEN MATCHED THEN UPDATE SET b = 1 WHERE c = 1 DELETE WHERE d = 1",
         "oracle",
         "MERGE INTO t USING s ON (t.a = s.a) WHEN MATCHED THEN UPDATE SET b = 1 WHERE c = 1 AND d = 1"),
    ],
)  # fmt: skip
def test_the_text_for_a_parser(text: str, dialect: Dialect, expected: str) -> None:
    [fragment] = found(text, dialect)
    assert fragment.text == expected


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("INSERT INTO t (a) VALUES (1, 'SELECT'), (2, NULL)", "postgres"),
        ("CREATE TABLE t (a int CHECK (a > 0), b text DEFAULT lower('x'))", "postgres"),
        ("CREATE INDEX i ON t (lower(a)) WHERE b > 0", "postgres"),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'lib', 'SELECT'", "postgres"),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE plpython3u AS $$ SELECT $$", "postgres"),
        ("SELECT a FROM {{ ref('t') }}", "postgres"),
        ("SELECT a FROM ${schema}.t", "postgres"),
        ("SELECT a FROM :table", "postgres"),
        ("SHOW TABLES", "mysql"),
        ("SET a = 1", "mysql"),
        ("SELECT 'open FROM t", "postgres"),
        ("SELECT a FROM t", "standard"),
        ("TRUNCATE t", "postgres"),
        ("COPY t FROM stdin;\n1\n\\.\n", "postgres"),
    ],
)
def test_nothing_to_take_apart(text: str, dialect: Dialect) -> None:
    assert found(text, dialect) == []


def test_places_in_a_body_with_doubled_quotes() -> None:
    text = "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT ''a''''b'' || x, ''c'', y FROM t; SELECT z FROM u'"
    first, second = found(text)
    assert first.text == "SELECT 'a''b' || x, 'c' , y FROM t"
    assert [placed(first, word, text) for word in ("x", "y", "FROM", "t")] == ["x", "y", "FROM", "t"]
    assert placed(second, "z", text) == "z"
    assert text[second.span.start : second.span.end] == "SELECT z FROM u"


def test_places_behind_words_that_are_written_otherwise() -> None:
    text = "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM g(a) FROM t; SELECT b INTO c FROM u; END $$"
    first, second = found(text)
    assert first.text == "SELECT g(a) FROM t"
    assert [placed(first, word, text) for word in ("g", "a", "FROM t")] == ["g", "a", "FROM t"]
    assert second.text == "SELECT b FROM u"
    assert placed(second, "FROM u", text) == "FROM u"


def test_names_that_a_body_declares() -> None:
    text = """CREATE FUNCTION app.f(p int, OUT q text) RETURNS SETOF record LANGUAGE plpgsql AS $$
<<outer>>
DECLARE
  v int; w CONSTANT text := 'x'; r app.t%ROWTYPE; "Mixed" record; n t.a%TYPE NOT NULL := 1; al ALIAS FOR $1;
  c CURSOR (k int) FOR SELECT 1;
BEGIN
  FOR i IN 1..3 LOOP FOR rec IN SELECT x FROM y LOOP NULL; END LOOP; END LOOP;
  FOREACH e IN ARRAY arr LOOP NULL; END LOOP;
  CREATE TEMP TABLE IF NOT EXISTS tmp (a int);
  SELECT a FROM tmp;
END $$"""
    last = found(text)[-1]
    names = {"p", "q", "f", "outer", "v", "w", "r", "Mixed", "n", "al", "c", "k", "i", "rec", "found", "new", "tg_op"}
    assert names <= last.variables
    assert [(name, table.text) for name, table in last.rows] == [("r", "app.t")]
    assert last.temporary == {"tmp"}
    assert (last.late, last.exact, last.place) == (True, True, "function")


def test_rows_of_a_trigger() -> None:
    [row] = found("CREATE TRIGGER g BEFORE INSERT ON app.t FOR EACH ROW SET NEW.a = 1", "mysql")
    assert [(name, table.text) for name, table in row.rows] == [("new", "app.t"), ("old", "app.t")]
    [named] = found(
        "CREATE TRIGGER g AFTER UPDATE ON t REFERENCING NEW AS n OLD AS o FOR EACH ROW BEGIN UPDATE u SET a = 1; END;",
        "oracle",
    )
    assert {name for name, _ in named.rows} == {"N", "O", "NEW", "OLD"}


def test_a_package_knows_names_that_stand_elsewhere() -> None:
    text = "CREATE PACKAGE BODY p IS PROCEDURE q (a NUMBER) IS b NUMBER; BEGIN SELECT c INTO b FROM t WHERE d = a; END; END;"
    [fragment] = found(text, "oracle")
    assert fragment.text == "SELECT c FROM t WHERE d = a"
    assert not fragment.exact
    assert {"A", "B", "Q"} <= fragment.variables


def test_text_that_is_run_has_no_names_of_the_program() -> None:
    text = (
        "DO $$ DECLARE v int; BEGIN EXECUTE 'DELETE FROM t WHERE a = $1' USING v; EXECUTE 'DROP TABLE t';"
        " EXECUTE format('SELECT b FROM %I', v); EXECUTE 'SELECT ' || v; EXECUTE format('SELECT c WHERE d = %L', v); END $$"
    )
    first, second = found(text)
    assert first.text == 'DELETE FROM t WHERE a = "$1"'
    assert first.variables == frozenset()
    assert second.text.startswith("SELECT c WHERE d =")
    assert placed(second, "c", text) == "c"


def test_a_batch_without_semicolons_is_cut() -> None:
    text = """CREATE PROCEDURE p AS
SET NOCOUNT ON
SELECT a FROM t
UPDATE u SET b = 1
IF EXISTS (SELECT 1 FROM w) DELETE FROM x WHERE c = 1
"""
    assert [one.text for one in found(text, "tsql")] == [
        "SELECT a FROM t",
        "UPDATE u SET b = 1",
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM w)",
        "DELETE FROM x WHERE c = 1",
    ]


WORDS = st.sampled_from(
    (
        "SELECT", "FROM", "a", "t", "(", ")", ",", ";", "INTO", "BEGIN", "END", "IF", "THEN", "ELSE", "CASE", "WHEN", "LOOP", "FOR", "IN",
        "DECLARE", "CURSOR", "IS", "EXECUTE", "'x'", "'SELECT 1'", "format", ":=", "=", "..", "RETURN", "QUERY", "PERFORM", "SET", "NEW", ".",
        "%ROWTYPE", "EXCEPTION", "FUNCTION", "[", "]", "<<", ">>", "CREATE", "TABLE", "TEMP", "AS", "USING", "WITH", "DELETE", "OUTPUT",
        "TOP", "UPDATE", "MERGE", "INSERT", "DO", "HANDLER", "$1", ":NEW", "NEXT", "VALUE", "+=",
    )
)  # fmt: skip


@pytest.mark.parametrize(
    ("head", "tail", "dialect"),
    [
        ("CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$", "$$", "postgres"),
        ("DO $$", "$$", "postgres"),
        ("CREATE PROCEDURE p()", "", "mysql"),
        ("CREATE PROCEDURE p AS", "", "tsql"),
        ("CREATE PROCEDURE p IS", "", "oracle"),
        ("CREATE TRIGGER g AFTER INSERT ON t", "", "sqlite"),
        ("SELECT", "", "postgres"),
        ("INSERT", "", "mysql"),
        ("DELETE", "", "tsql"),
        ("EXPLAIN", "", "sqlite"),
    ],
)
@given(words=st.lists(WORDS, max_size=30))
def test_any_body_is_walked_to_its_end(head: str, tail: str, dialect: Dialect, words: list[str]) -> None:
    text = " ".join((head, *words, tail))
    for fragment in found(text, dialect):
        assert 0 <= fragment.span.start <= fragment.span.end <= len(text)
        assert fragment.text
