"""How sqlglot is asked about queries: only where there is one, once for each text, and never so that it can hang or break a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlglot

from schemalint import cache, other_parsers
from schemalint.config import Options
from schemalint.model.change import Reading
from schemalint.model.document import Dialect
from schemalint.model.replay import Block, Replay
from schemalint.replay.replay import replay
from schemalint.sql import queries, workers
from schemalint.sql.queries import understand
from schemalint.sql.query_worker import OLDEST, version
from schemalint.sql.reader import read
from schemalint.sql.splitter import split

pytestmark = pytest.mark.skipif(version(sqlglot) < OLDEST, reason="this version of sqlglot is too old to be asked")


def readings(text: str, dialect: Dialect = "postgres") -> list[Reading]:
    return [read(statement) for statement in split(text, dialect, "x.sql")]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that workers are asked about, in order."""
    texts: list[str] = []
    run = workers.Worker.run

    def noted(self: workers.Worker, share: Sequence[tuple[int, Any]], told: dict[int, Any]) -> None:
        texts.extend(question["sql"] for _, question in share)
        run(self, share, told)

    monkeypatch.setattr(workers.Worker, "run", noted)
    return texts


def test_no_process_is_started_where_no_query_is(asked: list[str]) -> None:
    held = readings("CREATE TABLE t (a int DEFAULT 1 CHECK (a > 0)); INSERT INTO t VALUES (1); DROP TABLE t; BEGIN;")
    assert understand(held) == held
    assert asked == []


def test_a_text_is_asked_about_once(asked: list[str]) -> None:
    first, second = understand(readings("SELECT a FROM t;\n  SELECT a FROM t;"))
    assert asked == ["SELECT a FROM t"]
    places = [reading.queries[0].query.scopes[0].columns[0].name.span.start for reading in (first, second)]
    assert places == [7, 26]


def test_what_was_answered_is_remembered_and_what_is_used_stands_last(asked: list[str]) -> None:
    known: dict[str, Any] = {}
    understand(readings("SELECT a FROM t; SELECT b FROM u"), 0, lambda _: known)
    old, _ = known
    asked.clear()
    [again] = understand(readings("SELECT a FROM t"), 0, lambda _: known)
    assert asked == []
    assert list(known)[-1] == old
    assert again.queries[0].query.scopes[0].columns[0].name.value == "a"


def test_an_answer_of_another_shape_is_asked_for_again(asked: list[str]) -> None:
    known: dict[str, Any] = {}
    understand(readings("SELECT a FROM t"), 0, lambda _: known)
    [key] = known
    for wrong in (7, None, "x"):
        known[key] = wrong
        asked.clear()
        [reading] = understand(readings("SELECT a FROM t"), 0, lambda _: known)
        assert asked == ["SELECT a FROM t"]
        assert reading.queries[0].query.scopes


def test_what_hangs_is_killed_and_the_next_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "SECONDS_PER_QUERY", 1.0)
    deep = "SELECT " + "(" * 9000 + "1" + ")" * 9000
    slow, plain = understand(readings(f"{deep}; SELECT a FROM t"))
    assert slow.queries[0].query.problem
    assert plain.queries[0].query.scopes[0].columns[0].name.value == "a"


def test_a_query_that_is_too_long_is_not_asked_about(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "LONGEST", 10)
    [reading] = understand(readings("SELECT a FROM long_enough"))
    assert "longer than" in reading.queries[0].query.problem
    assert asked == []


def test_a_missing_parser_is_said_once_and_costs_the_answers_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "program", lambda name: str(Path(__file__).with_name("no_such_worker.py")))
    lost: list[str] = []
    known: dict[str, Any] = {}
    [reading] = understand(readings("SELECT a FROM t"), 0, lambda _: known, lost)
    assert len(lost) == 1
    assert "sqlglot" in lost[0]
    assert reading.queries[0].query.problem
    assert known == {}, "a failure is not remembered"


def test_the_current_directory_is_no_place_to_import_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sqlglot.py").write_text("raise SystemExit('imported from the linted repository')", encoding="utf-8")
    [reading] = understand(readings("SELECT a FROM t"))
    assert not reading.queries[0].query.problem


def replayed(text: str) -> Replay:
    return replay([Block(tuple(readings(text)))], path="x.sql", kind="script", dialect="postgres", version="")


def test_every_copy_of_a_reading_is_given_its_queries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCHEMALINT_CACHE", str(tmp_path))
    before = replayed("CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t;")
    (after,), lost = other_parsers.with_queries((before,), Options())
    assert lost == []
    [view] = [reading for reading in after.readings if reading.queries]
    assert [step.reading.queries for step in after.steps if step.statement is view.statement] == [view.queries]
    assert after.catalog is before.catalog


def test_answers_are_kept_between_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: list[str]) -> None:
    monkeypatch.setenv("SCHEMALINT_CACHE", str(tmp_path))
    held = (replayed("CREATE VIEW v AS SELECT a FROM t;"),)
    first, _ = other_parsers.with_queries(held, Options())
    assert asked == ["SELECT a FROM t"]
    second, _ = other_parsers.with_queries(held, Options())
    assert asked == ["SELECT a FROM t"]
    assert first == second
    other_parsers.with_queries(held, Options(no_cache=True))
    assert len(asked) == 2


def test_the_oldest_answers_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: list[str]) -> None:
    monkeypatch.setenv("SCHEMALINT_CACHE", str(tmp_path))
    other_parsers.with_queries((replayed("SELECT a FROM t;"),), Options())
    monkeypatch.setattr(other_parsers, "REMEMBERED", 400)
    monkeypatch.setattr(cache, "PARTS", 1)
    other_parsers.with_queries((replayed("SELECT a FROM t;"),), Options())
    asked.clear()
    other_parsers.with_queries((replayed("SELECT b FROM t;"),), Options())
    other_parsers.with_queries((replayed("SELECT b FROM t;"),), Options())
    assert asked == ["SELECT b FROM t"]
    other_parsers.with_queries((replayed("SELECT a FROM t;"),), Options())
    assert asked[-1] == "SELECT a FROM t"
