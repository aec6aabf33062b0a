"""The sets that schema rules find are the sets that queries on the catalogue of a live MariaDB find."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

import mariadb_corpus
import pytest
from mariadb_server import MariaDB
from oracle import UNTOLD, Oracle, Place, Tally, grouped, script, texts, told, understood
from pictures import MARIADB, in_mariadb, narrowed
from sets_of_audit import QUERIES as AUDIT
from sets_of_checks import QUERIES as CHECKS
from sets_of_mariadb import PICTURE
from sets_of_mariadb import QUERIES as SHAPES
from sets_of_names import QUERIES as NAMES
from sets_of_objects import FOR_ALL
from sets_of_words import QUERIES as WORDS
from sets_of_words import SILENT

from schemalint.model.change import Reading

pytestmark = pytest.mark.server

EVERY = bool(os.environ.get("FULL"))
QUERIES: dict[str, Oracle] = {
    **SHAPES,
    **{
        rule: one
        for rule, one in {**WORDS, **AUDIT, **NAMES, **CHECKS, **FOR_ALL}.items()
        if rule not in SILENT["mariadb"]
    },
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
    mariadb.run(UNNAMED, _reserved(mariadb), new=False)
    queries = {rule: QUERIES[rule] for rule in rules}
    theirs: dict[str, set[Place]] = {rule: set() for rule in queries}
    for rule, one in queries.items():
        if rule in SHAPES:
            continue
        for place, owner, thing in mariadb.rows(in_mariadb(one.query)):
            if (place, owner.lower()) in known or one.everywhere:
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
        rule: {(one[0], one[1], one[2].lower()) for one in places if one[:2] in known or queries[rule].everywhere}
        for rule, places in told(replay, queries).items()
    }
    for rule, one in queries.items():
        if one.by == "group":
            ours[rule], theirs[rule] = grouped(ours[rule], theirs[rule])
    for rule, place in UNLIKE:
        if rule in theirs:
            ours[rule].discard(place)
            theirs[rule].discard(place)
    tally.add(where, ours, theirs)


def _reserved(mariadb: MariaDB) -> Iterator[str]:
    """What makes the list of the words among all names that the server does not take for a column without quotes."""
    found = mariadb.rows(
        "SELECT DISTINCT lower(word) FROM information_schema.keywords WHERE lower(word) IN"
        " (SELECT lower(owner) FROM oracle.p_table UNION SELECT lower(named) FROM oracle.p_column)"
    )
    words = [word for (word,) in found]
    refused = mariadb.run("oracle", (f"CREATE TEMPORARY TABLE a_{word} ({word} int)" for word in words), new=False)
    yield "CREATE TABLE oracle.p_reserved (word varchar(80))"
    for word, no in zip(words, refused, strict=True):
        if no is not None:
            yield f"INSERT INTO oracle.p_reserved VALUES ('{word}')"


UNLIKE: tuple[tuple[str, Place], ...] = (
    # MariaDB 10.11 forgets DROP CONSTRAINT of a foreign key where the same ALTER TABLE adds another one.
    ("duplicate-foreign-key", ("", "keto_relation_tuples", "nid")),
    # Its comment means two things by the same number, so that it lists one.
    ("unconstrained-status", ("", "pms_product_attribute", "filter_type")),
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


def test_mariadb_script(mariadb: MariaDB) -> None:
    tally = Tally()
    asked = [rule for rule in QUERIES if rule not in SHAPES and rule not in FOR_ALL]
    compared_in_mariadb(
        mariadb, tally, "script", mariadb_corpus.readings([("script.sql", script("`"))], "mariadb"), asked
    )
    assert not tally.differ, "\n".join(tally.lines())
    assert {rule for rule in asked if not tally.both.get(rule)} == UNTOLD


REFUSED = frozenset({"foreign-key-type-mismatch", "foreign-key-unknown-parent", "unindexed-foreign-key"})
"""Rules whose bad examples the server refuses, or mends by an index of its own."""


@pytest.mark.parametrize("rule", tuple(QUERIES)[:: 1 if EVERY else 12])
def test_mariadb_examples(mariadb: MariaDB, rule: str) -> None:
    tally = Tally()
    cases = list(texts(rule, ("mariadb", "mysql") if rule in SHAPES else ("mariadb", "mysql", "standard", "postgres")))
    for where, text in cases:
        compared_in_mariadb(mariadb, tally, where, mariadb_corpus.readings([("example.sql", text)], "mariadb"), (rule,))
    print("\n".join(tally.lines()))
    assert not tally.differ
    assert (
        tally.both.get(rule) or rule not in SHAPES or rule in REFUSED or not any("-bad" in where for where, _ in cases)
    )
