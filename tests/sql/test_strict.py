"""The judge of statements that our reader did not understand: who decides, and that nothing can hang or break it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from importlib.util import find_spec

import pytest

from schemalint.model.change import Judged
from schemalint.model.document import Dialect, Statement
from schemalint.sql import strict
from schemalint.sql.splitter import split
from schemalint.sql.wellformed import refusal


def statement(text: str, dialect: Dialect = "mysql") -> Statement:
    return split(text, dialect, "x.sql")[0]


def judged(*texts: str, dialect: Dialect = "mysql") -> list[Judged]:
    return strict.judge([statement(text, dialect) for text in texts])


@pytest.mark.parametrize(
    ("text", "dialect", "at"),
    [
        ("CREATE TABEL a (id int);", "mysql", "TABEL"),
        ("ALTER TABLE a FROBNICATE COLUMN b int;", "mysql", "FROBNICATE"),
        ("CREATE TABLE a (id int,, b int);", "mysql", ","),
        ("CREATE TABLE a (id int b int);", "tsql", "b int"),
        ("CREATE TABLE a (id NUMBER(3) FOO);", "oracle", "FOO"),
        ("CREATE TABLE a (id int NOT NUL, b int);", "mysql", "N"),
        ("SELCT 1;", "mysql", "SELCT"),
        ("CREATE TABLE a (id int NOT NULL PRIMARY KEY (id));", "mysql", "PRIMARY"),
        ("CREATE TABLE a (id int, b int FOREIGN KEY (b) REFERENCES c (id));", "mariadb", "FOREIGN"),
        ("CREATE TABLE a (id integer,);", "sqlite", ")"),
        ("ALTER TABLE a ADD COLUMN;", "mysql", "COLUMN"),
        ("ALTER TABLE s.a ADD b int, ADD COLUMN IF NOT EXISTS c;", "postgres", "c"),
    ],
)
def test_refused(text: str, dialect: Dialect, at: str) -> None:
    (verdict,) = judged(text, dialect=dialect)
    assert verdict.valid is False
    assert len(verdict.judges) >= 2 or verdict.judges[0] in strict.SERVERS
    assert text[verdict.at :].startswith(at)


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("CREATE TABLE a (id int unsigned NOT NULL AUTO_INCREMENT, PRIMARY KEY (id)) ENGINE=InnoDB;", "mysql"),
        ("CREATE TABLE a (id int,);", "tsql"),
        ("CREATE VIRTUAL TABLE s USING fts5(name, email UNINDEXED);", "sqlite"),
        ("CREATE TABLE a (id int) STRICT;", "sqlite"),
        ("ALTER TABLE a ADD COLUMN b;", "sqlite"),
        ("ALTER TABLE a DROP COLUMN add, ADD add int;", "postgres"),
    ],
)
def test_taken(text: str, dialect: Dialect) -> None:
    (verdict,) = judged(text, dialect=dialect)
    assert verdict.valid is not False


def test_the_server_decides_alone_for_postgresql_where_a_binding_is_installed() -> None:
    if not any(find_spec(name) for name in strict.BINDINGS):
        pytest.skip("neither postgast nor pgparse is installed")
    text = "CREATE TABLE größe (a int,,)"
    refused, taken = judged(text, "CREATE STATISTICS s (mcv) ON a, b FROM t", dialect="postgres")
    assert (refused.valid, refused.judges) == (False, ("libpg_query",))
    assert text[refused.at :] == ",)"
    assert (taken.valid, taken.judges) == (True, ("libpg_query",))


def test_templates_and_unknown_dialects_are_not_judged() -> None:
    masked, plain = statement("CREATE TABLE {{ a }} (id int,,);"), statement("CREATE TABEL a (id int);", "standard")
    assert [verdict.valid for verdict in strict.judge([masked, plain])] == [None, None]


def test_programs_are_not_judged() -> None:
    text = "CREATE PROCEDURE p() BEGIN DECLARE a int; SET a = 1; END"
    assert strict.judge([statement(text)])[0].valid is None


def test_an_endless_loop_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict, "SECONDS_PER_STATEMENT", 1.0)
    started = time.monotonic()
    hangs = "CREATE TABLE t (id INT) WITH (SYSTEM_VERSIONING = ON (HIST"
    verdicts = judged(hangs, "CREATE TABLE a (id int b int);", dialect="tsql")
    assert time.monotonic() - started < 30
    assert verdicts[1].valid is False, "what comes after it is judged all the same"


def test_a_missing_parser_costs_its_voice_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict, "PARSERS", ("sqlglot", "no-such-judge"))
    (verdict,) = judged("CREATE TABLE a (id int b int);")
    assert verdict.valid is None
    assert verdict.judges == ("sqlglot",)


def test_no_parser_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict, "PARSERS", ("no-such-judge",))
    (verdict,) = judged("CREATE TABLE a (id int b int);")
    assert verdict.valid is None
    assert "no-such-judge" in verdict.message


def test_the_current_directory_is_no_place_to_import_from(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(str(tmp_path))
    with open("sqlglot.py", "w", encoding="utf-8") as file:
        file.write("raise SystemExit('imported from the linted repository')")
    (verdict,) = judged("CREATE TABLE a (id int b int);")
    assert verdict.judges == ("sqlglot", "sqlfluff")


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("CREATE TABLE a (id int, b numeric(10, 2))", "postgres"),
        ("ALTER TABLE IF EXISTS ONLY app.a * ADD COLUMN b int", "postgres"),
        ("ALTER TABLE a AUTO_INCREMENT = 7", "mysql"),
        ("COMMENT ON TABLE a IS 'it''s ('", "postgres"),
        ("CREATE PROCEDURAL LANGUAGE plpgsql", "postgres"),
        ("CREATE TABLE a (id int PRIMARY KEY, b int REFERENCES c (id), PRIMARY KEY (id, b))", "postgres"),
        ("CREATE TABLE a (id int DEFAULT (1), CONSTRAINT k FOREIGN KEY (id) REFERENCES c (id))", "mysql"),
        ("CREATE TABLE a (id int PRIMARY KEY (id))", "tsql"),
        ("here: WHILE 1 = 1 BREAK", "tsql"),
    ],
)
def test_well_formed(text: str, dialect: Dialect) -> None:
    assert refusal(statement(text, dialect)) is None


def _messages(statements: Sequence[Statement]) -> list[str]:
    return [found.message for found in map(refusal, statements) if found]


def test_refusals_say_what_is_wrong() -> None:
    texts = (
        "CREATE TABLE a (id int",
        "CREATE TABLE a (id int))",
        "CREATE VIWE v AS SELECT 1",
        "CREATE TABLE a (b int,)",
    )
    assert _messages([statement(text, "postgres") for text in texts]) == [
        "a bracket that is never closed",
        "a closing bracket too many",
        "there is no CREATE VIWE",
        "nothing stands between a comma and what follows",
    ]
