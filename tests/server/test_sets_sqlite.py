"""The sets that schema rules find are the sets that queries on the catalogue of SQLite find."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator

import pytest
from oracle import UNTOLD, Oracle, Place, Tally, corpus, grouped, script, texts, told, understood
from pictures import SQLITE, in_sqlite, lend, narrowed
from sets_of_audit import QUERIES as AUDIT
from sets_of_checks import QUERIES as CHECKS
from sets_of_names import QUERIES as NAMES
from sets_of_sqlite import QUERIES as SHAPES
from sets_of_sqlite import VIEWS
from sets_of_words import QUERIES as WORDS
from sets_of_words import SILENT

from schemalint.model.replay import Block
from schemalint.replay.replay import replay
from schemalint.sql.reader import read
from schemalint.sql.splitter import split

pytestmark = pytest.mark.server

QUERIES: dict[str, Oracle] = {
    **SHAPES,
    **{rule: one for rule, one in {**WORDS, **AUDIT, **NAMES, **CHECKS}.items() if rule not in SILENT["sqlite"]},
}


def compared_in_sqlite(tally: Tally, where: str, scripts: list[tuple[str, str]], rules: Iterable[str]) -> None:
    """Count what is told of the statements that SQLite takes, and what it shows of them."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    taken = []
    for path, text in scripts:
        for statement in split(text, "sqlite", path):
            try:
                if statement.kind not in ("client", "dml"):
                    connection.execute(statement.text)
            except (sqlite3.Error, sqlite3.Warning):
                continue
            taken.append(read(statement))
    history = replay([Block(tuple(taken))], "sqlite", path="test", kind="history")
    queries = {rule: QUERIES[rule] for rule in rules}
    lend(connection)
    connection.executescript(VIEWS + SQLITE)
    there = {name.lower() for (name,) in connection.execute("SELECT owner FROM own_table")}
    known = {name for _, name in understood(history)} & there
    connection.executescript(";".join(narrowed((("", name) for name in known), "temp.")))
    connection.execute("CREATE TEMP TABLE p_reserved (word)")
    connection.executemany("INSERT INTO p_reserved VALUES (?)", [(word,) for word in _reserved(connection)])
    theirs: dict[str, set[Place]] = {
        rule: {
            ("", owner.lower(), thing.lower())
            for *_, owner, thing in connection.execute(in_sqlite(one.query))
            if owner.lower() in known
        }
        for rule, one in queries.items()
    }
    ours = {
        rule: {("", name, thing.lower()) for _, name, thing in places if name in known}
        for rule, places in told(history, queries).items()
    }
    for rule, one in queries.items():
        if one.by == "group":
            ours[rule], theirs[rule] = grouped(ours[rule], theirs[rule])
    tally.add(where, ours, theirs)


def _reserved(connection: sqlite3.Connection) -> Iterator[str]:
    """The words among all names that SQLite does not take for a column without quotes."""
    names = connection.execute("SELECT lower(owner) FROM p_table UNION SELECT lower(named) FROM p_column").fetchall()
    for (name,) in names:
        if name.isascii() and name.isalpha():
            try:
                sqlite3.connect(":memory:").execute(f"CREATE TABLE a ({name} int)")
            except sqlite3.OperationalError:
                yield name


@pytest.mark.corpus
@pytest.mark.parametrize("folder", ("keto", "openfga", "sakila", "tbls-samples"))
def test_sqlite_corpus(folder: str) -> None:
    tally = Tally()
    for found in corpus(folder, "sqlite"):
        scripts = [(one.statement.path, one.statement.text) for one in found.readings]
        compared_in_sqlite(tally, os.path.basename(found.path), scripts, QUERIES)
    print("\n".join(tally.lines()))
    assert not tally.differ


def test_sqlite_script() -> None:
    tally = Tally()
    asked = [rule for rule in QUERIES if rule not in SHAPES]
    compared_in_sqlite(tally, "script", [("script.sql", script())], asked)
    assert not tally.differ, "\n".join(tally.lines())
    assert {rule for rule in asked if not tally.both.get(rule)} == UNTOLD


UNSHOWN = frozenset({"duplicate-foreign-key", "too-many-indexes", "too-many-columns"})
"""Rules whose examples set an option, or say what SQLite does not take."""


@pytest.mark.parametrize("rule", QUERIES)
def test_sqlite_examples(rule: str) -> None:
    tally = Tally()
    cases = list(texts(rule, ("sqlite", "standard", "postgres")))
    for where, text in cases:
        compared_in_sqlite(tally, where, [("example.sql", text)], (rule,))
    print("\n".join(tally.lines()))
    assert not tally.differ
    assert tally.both.get(rule) or rule in UNSHOWN or rule not in SHAPES
