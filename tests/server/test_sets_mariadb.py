"""The sets that schema rules find are the sets that queries on the catalogue of a live MariaDB find."""

from __future__ import annotations

import os
from collections.abc import Iterable

import mariadb_corpus
import pytest
from mariadb_server import MariaDB
from oracle import Oracle, Place, Tally, texts, told, understood
from pictures import MARIADB, in_mariadb, narrowed
from sets_of_audit import QUERIES as AUDIT
from sets_of_mariadb import PICTURE
from sets_of_mariadb import QUERIES as SHAPES
from sets_of_words import QUERIES as WORDS
from sets_of_words import SILENT

from schemalint.model.change import Reading

pytestmark = pytest.mark.server

EVERY = bool(os.environ.get("FULL"))
QUERIES: dict[str, Oracle] = {
    **SHAPES,
    **{rule: one for rule, one in {**WORDS, **AUDIT}.items() if rule not in SILENT["mariadb"]},
}
UNNAMED = "unnamed"
"""Where statements run before any USE: the schema without a name of our catalogues."""


def compared_in_mariadb(
    mariadb: MariaDB, tally: Tally, where: str, sent: list[tuple[Reading, str]], rules: Iterable[str]
) -> None:
    """Count what is told of the statements that MariaDB takes, and what it shows of them."""
    refused = mariadb.run(UNNAMED, [text for _, text in sent])
    replay = mariadb_corpus.replayed([one for (one, _), no in zip(sent, refused, strict=True) if no is None], "mariadb")
    databases = mariadb.databases()
    known = understood(replay)
    picture = ("CREATE DATABASE oracle", *PICTURE, *MARIADB, *narrowed(known, "oracle."))
    made = mariadb.run(UNNAMED, picture, new=False)
    assert not any(made), made
    queries = {rule: QUERIES[rule] for rule in rules}
    theirs: dict[str, set[Place]] = {rule: set() for rule in queries}
    for rule, one in queries.items():
        if rule in SHAPES:
            continue
        for place, owner, thing in mariadb.rows(in_mariadb(one.query)):
            if (place, owner.lower()) in known:
                theirs[rule].add((place, owner.lower(), (thing or "").lower()))
    for database in databases:
        schema = "" if database == UNNAMED else database.lower()
        for rule, one in queries.items():
            if rule not in SHAPES:
                continue
            for _, owner, thing in mariadb.rows(one.query.format(database)):
                place = (schema, owner.lower(), (thing or "").lower())
                if place[:2] in known:
                    theirs[rule].add(place)
    ours = {
        rule: {(one[0], one[1], one[2].lower()) for one in places if one[:2] in known}
        for rule, places in told(replay, queries).items()
    }
    for rule, place in UNLIKE:
        if rule in theirs:
            ours[rule].discard(place)
            theirs[rule].discard(place)
    tally.add(where, ours, theirs)


UNLIKE: tuple[tuple[str, Place], ...] = (
    # MariaDB 10.11 forgets DROP CONSTRAINT of a foreign key where the same ALTER TABLE adds another one.
    ("duplicate-foreign-key", ("", "keto_relation_tuples", "nid")),
    # A year of two digits: the server stores four, and its catalogue says so.
    ("deprecated-type", ("", "item", "made")),
)
"""What a server shows otherwise than it was told."""
SAMPLE = ("mall", "flyway")


@pytest.mark.corpus
@pytest.mark.parametrize("name", mariadb_corpus.SETS if EVERY else SAMPLE)
def test_mariadb_corpus(mariadb: MariaDB, name: str) -> None:
    tally = Tally()
    sent = mariadb_corpus.readings(mariadb_corpus.texts(name), "mariadb")
    compared_in_mariadb(mariadb, tally, name, sent, QUERIES)
    print("\n".join(tally.lines()))
    assert not tally.differ


@pytest.mark.parametrize("rule", tuple(QUERIES)[:: 1 if EVERY else 6])
def test_mariadb_examples(mariadb: MariaDB, rule: str) -> None:
    tally = Tally()
    cases = list(texts(rule, ("mariadb", "mysql")))
    for where, text in cases:
        compared_in_mariadb(mariadb, tally, where, mariadb_corpus.readings([("example.sql", text)], "mariadb"), (rule,))
    print("\n".join(tally.lines()))
    assert not tally.differ
    assert tally.both.get(rule) or not any("-bad" in where for where, _ in cases)
