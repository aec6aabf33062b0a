"""The sets that schema rules find are the sets that queries on the catalogue of SQLite find."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable

import pytest
from oracle import Oracle, Place, Tally, corpus, texts, told, understood
from pictures import SQLITE, in_sqlite, lend, narrowed
from sets_of_audit import QUERIES as AUDIT
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
    **{rule: one for rule, one in {**WORDS, **AUDIT}.items() if rule not in SILENT["sqlite"]},
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
    tally.add(where, ours, theirs)


@pytest.mark.corpus
@pytest.mark.parametrize("folder", ("keto", "openfga", "sakila", "tbls-samples"))
def test_sqlite_corpus(folder: str) -> None:
    tally = Tally()
    for found in corpus(folder, "sqlite"):
        scripts = [(one.statement.path, one.statement.text) for one in found.readings]
        compared_in_sqlite(tally, os.path.basename(found.path), scripts, QUERIES)
    print("\n".join(tally.lines()))
    assert not tally.differ


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
    assert tally.both.get(rule) or rule in UNSHOWN
