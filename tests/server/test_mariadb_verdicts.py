"""What MariaDB refuses is foreseen, what it takes is no error: the corpus as it stands, awkward cases, and broken scripts."""

from __future__ import annotations

import os

import mariadb_corpus
import pytest
from foreseen import Case, Tally, accepted, corpus, is_ddl, judge, run, summary, tally
from lexed import Piece
from mariadb_cases import CASES
from mariadb_server import MariaDB
from mariadb_verdict import OnMariaDB
from mutators import Mutant

pytestmark = pytest.mark.server

FULL = bool(os.environ.get("FULL"))
SEEDS = int(os.environ.get("SEEDS", "0"))
"""How many mutants of each script are drawn; 0 takes what the tier says."""

SHARE = 0.95
"""Of the refusals of DDL how many have to be foreseen."""


def check(found: Tally, share: float = 0.0) -> None:
    print(summary(found))
    for title, misses in (("NOT FORESEEN", found.missed), ("FALSE ALARM", found.alarms), ("AFTER ANOTHER", found.late)):
        for miss in misses:
            print(f"{title} {miss}")
    total = sum(found.foreseen.values())
    assert not found.alarms
    assert total >= share * (total + len(found.missed))


def unbroken(name: str, texts: list[tuple[str, str]]) -> tuple[Case, Mutant]:
    """A script as it stands."""
    pieces = tuple(Piece(reading.statement.text, 0) for reading, _ in mariadb_corpus.readings(texts, "mariadb"))
    return Case(name, pieces, False), Mutant("as it stands", "", pieces)


@pytest.mark.parametrize("name", [name for name in CASES if name != "dumped"])
def test_case(mariadb: MariaDB, name: str) -> None:
    found = tally()
    case, mutant = unbroken(name, [("case.sql", CASES[name])])
    judge(OnMariaDB(mariadb), case, mutant, found)
    check(found)


@pytest.mark.corpus
@pytest.mark.parametrize(
    "name", mariadb_corpus.SETS if FULL else ["sakila dropped", "guacamole upgraded", "keto undone", "openfga undone"]
)
def test_corpus(mariadb: MariaDB, name: str) -> None:
    found = tally()
    case, mutant = unbroken(name, mariadb_corpus.texts(name))
    judge(OnMariaDB(mariadb), case, mutant, found)
    check(found)


FOLDERS = ("sakila", "keto", "openfga", "guacamole", "framework-fixtures")
MORE = ("flowable", "mall", "tbls-samples")


def _times(case: Case) -> int:
    """How often a script is broken at once: long ones more than once."""
    return 1 + len(case.script) // 60


@pytest.mark.corpus
def test_mutants(mariadb: MariaDB) -> None:
    server = OnMariaDB(mariadb)
    found = tally()
    for folder in os.environ.get("FOLDERS", "").split() or (FOLDERS + MORE if FULL else FOLDERS):
        for name, replay in corpus(folder, ("mysql", "mariadb")):
            case = accepted(server, name, replay)
            case = case._replace(script=tuple(piece for piece in case.script if is_ddl(piece.text, server.dialect)))
            if len(case.script) > 2:
                run(server, case, range(SEEDS or (40 if FULL else 8)), _times, found)
    check(found, SHARE)
