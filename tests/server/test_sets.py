"""The sets that schema rules find are the sets that queries on the catalogue of a live server find."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from oracle import UNTOLD, Oracle, Place, Tally, corpus, grouped, made, script, told, understood
from pictures import POSTGRES, narrowed
from postgres_server import Server
from sets_of_audit import QUERIES as AUDIT
from sets_of_checks import QUERIES as CHECKS
from sets_of_names import QUERIES as NAMES
from sets_of_objects import QUERIES as OBJECTS
from sets_of_postgres import QUERIES as SHAPES
from sets_of_postgres import VIEWS
from sets_of_words import QUERIES as WORDS
from test_verdicts import FIRST, FOLDERS, MORE, NAMESPACE, SETUP, refused

from schemalint import plugins
from schemalint.api import check_project
from schemalint.model.document import Dialect
from schemalint.model.replay import Replay
from schemalint.rule import Bad, Good
from schemalint.testing import Case

pytestmark = pytest.mark.server

EVERY = bool(os.environ.get("FULL"))
QUERIES: dict[str, Oracle] = {**SHAPES, **WORDS, **AUDIT, **NAMES, **CHECKS, **OBJECTS}


def examples(rule: str, dialect: Dialect) -> Iterator[tuple[str, Replay]]:
    """What the examples of a rule make, where they ask for no option and no version."""
    shown_by = plugins.rules(plugins.manager())[rule].load()
    every: tuple[Good | Bad, ...] = (*shown_by.good, *shown_by.bad)
    for example in every:
        if example.dialect == dialect and not (example.options or example.version):
            case = Case(shown_by, example)
            files, _ = case.files()
            for replay in check_project(files, case.config()).replays:
                yield case.name, replay


def shown(
    postgres: Server, database: str, queries: dict[str, Oracle], known: Iterable[tuple[str, str]]
) -> dict[str, set[Place]]:
    """What the queries find."""
    asked = "\nUNION ALL ".join(
        f"SELECT '{rule}', q.a::text, q.b::text, q.c::text FROM ({one.query.strip()}) q (a, b, c)"
        for rule, one in queries.items()
    )
    found: dict[str, set[Place]] = {rule: set() for rule in queries}
    for rule, *place in postgres.rows(
        database, "SET jit = off;" + VIEWS + POSTGRES + ";".join((*narrowed(known), asked))
    ):
        first, second, third = (part.strip() for part in place)
        found[rule.strip()].add((first, second, third))
    return found


USED_BY_STATEMENTS = frozenset({"unused-sequence", "orphan-type"})
"""Rules that ask what statements name too, of which no catalogue tells."""


TOLD_BEHIND = frozenset({"unconstrained-status"})
"""Rules that read what the text remarks behind a column, of which no catalogue tells."""


def compared(
    postgres: Server, tally: Tally, where: str, replay: Replay, queries: dict[str, Oracle], folder: str = ""
) -> None:
    """Count what is told of a replay and what the server shows of it."""
    database = postgres.database("sets")
    postgres.psql(database, SETUP.get(folder, ""))
    if replay.history and folder in FIRST:
        first = Path(os.environ["SCHEMALINT_CORPUS"]) / folder / FIRST[folder]
        postgres.psql(database, first.read_text(encoding="utf-8-sig"))
    never = frozenset(
        word
        for one in refused(postgres, database, replay)
        for word in re.findall(r"\w+", NAMESPACE.sub("auth", one.reading.statement.text))
    )
    known = {(NAMESPACE.sub("auth", schema), name) for schema, name in understood(replay)}
    of_server = shown(postgres, database, {**queries, "": Oracle("SELECT place, owner, '' FROM own_table")}, known)
    there = {place[:2] for place in of_server.pop("")}
    known &= there
    ours = {
        rule: {
            place
            for one in places
            for place in [(NAMESPACE.sub("auth", one[0]), NAMESPACE.sub("auth", one[1]), one[2])]
            if place[:2] in known or queries[rule].everywhere
        }
        for rule, places in told(replay, queries).items()
    }
    others = {NAMESPACE.sub("auth", name) for name in made(replay)}
    said = " ".join(
        one.statement.text for one in replay.readings if one.statement.kind in ("query", "dml", "procedural")
    )
    theirs = {
        rule: {one for one in places if one[:2] in known or (queries[rule].everywhere and one[1] in others)}
        for rule, places in of_server.items()
    }
    for rule, one in queries.items():
        if one.by == "group":
            ours[rule], theirs[rule] = grouped(ours[rule], theirs[rule])
    texts = "\n".join(one.statement.text for one in replay.readings if one.statement.kind == "ddl")
    remarked = set(re.findall(r"^\W*(\w+)[^\n]*--[^\n]*\(\d\)", texts, re.M))
    for rule in TOLD_BEHIND & queries.keys():
        ours[rule] -= {place for place in ours[rule] - theirs[rule] if place[2] in remarked}
    # What the server refused is on one side only.
    for rule in queries:
        for place in ours[rule] ^ theirs[rule]:
            if not never.isdisjoint(place[1:]) or (rule in USED_BY_STATEMENTS and place[1] in said):
                ours[rule].discard(place)
                theirs[rule].discard(place)
    tally.add(where, ours, theirs)


@pytest.mark.corpus
@pytest.mark.parametrize("folder", FOLDERS + MORE if EVERY else FOLDERS[:5])
def test_postgres_corpus(postgres: Server, folder: str) -> None:
    tally = Tally()
    for replay in corpus(folder, "postgres"):
        compared(postgres, tally, os.path.basename(replay.path), replay, QUERIES, folder)
    print("\n".join(tally.lines()))
    assert not tally.differ


def test_postgres_script(postgres: Server) -> None:
    tally = Tally()
    asked = {rule: one for rule, one in QUERIES.items() if rule not in SHAPES and rule not in OBJECTS}
    (replay,) = check_project({"schema.sql": script()}, {"dialect": "postgres"}).replays
    compared(postgres, tally, "script", replay, asked)
    assert not tally.differ, "\n".join(tally.lines())
    assert {rule for rule in asked if not tally.both.get(rule)} == UNTOLD


UNSEEN: dict[str, str] = {
    "placeholder-comment-bad2": "an empty comment is none to the server",
    "narrow-sequence-bad2": "a sequence that is said to be a bigint is what it is without a word",
    "duplicate-values-type-bad2": "rows of lookup tables",
    "documentation-coverage-good3": "what a document says",
}
"""Examples about what no catalogue holds."""
UNSHOWN = frozenset({"too-many-columns", "too-many-indexes"})
"""Rules whose examples all set an option."""


@pytest.mark.parametrize("rule", tuple(QUERIES)[:: 1 if EVERY else 8])
def test_postgres_examples(postgres: Server, rule: str) -> None:
    tally = Tally()
    for where, replay in examples(rule, "postgres"):
        if where not in UNSEEN:
            compared(postgres, tally, where, replay, {rule: QUERIES[rule]})
    print("\n".join(tally.lines()))
    assert not tally.differ
    assert tally.both.get(rule) or rule in UNSHOWN or rule not in SHAPES
