"""What real servers refuse of broken scripts is foreseen; what they take is no error."""

from __future__ import annotations

import os

import pytest
from foreseen import Case, Tally, accepted, corpus, run, summary, tally
from postgres_server import OnPostgres
from postgres_server import Server as Postgres
from sqlite_server import OnSqlite
from test_postgres import cases

pytestmark = [pytest.mark.server, pytest.mark.corpus]

FULL = bool(os.environ.get("FULL"))
SEEDS = int(os.environ.get("SEEDS", "0"))
"""How many mutants of each script are drawn; 0 takes what the tier says."""

FOLDERS = ("sakila", "svix", "nakama", "openfga", "schema-docs", "sqitch-fixtures", "supabase-auth", "guacamole")
MORE = ("flowable", "concourse", "crates-io", "danbooru", "dhis2", "langfuse", "tbls-samples")


SHARE = 0.95
"""Of the refusals that a rule is about, what has to be foreseen."""
ENOUGH = 600
"""How many refusals of PostgreSQL the full tier takes, at least."""


def check(found: Tally) -> int:
    """Print what came of it and hold it to the promise; how many refusals there were."""
    print(summary(found))
    for title, misses in (("NOT FORESEEN", found.missed), ("FALSE ALARM", found.alarms), ("AFTER ANOTHER", found.late)):
        for miss in misses:
            print(f"{title} {miss}")
    total = sum(found.foreseen.values()) + len(found.missed)
    assert found.alarms == []
    assert sum(found.foreseen.values()) >= SHARE * total
    return total


def test_postgres(postgres: Postgres) -> None:
    server = OnPostgres(postgres)
    found = tally()
    for folder in os.environ.get("FOLDERS", "").split() or (FOLDERS + MORE if FULL else FOLDERS):
        for case in cases(server, folder):
            if len(case.script) > 2:
                run(server, case, range(SEEDS or _seeds(case)), _times, found)
    total = check(found)
    assert not FULL or total >= ENOUGH


def _seeds(case: Case) -> int:
    """How many mutants are drawn of a script: fewer of a long one, which is broken in more places at once."""
    if FULL:
        return 20 if len(case.script) < 300 else 6 if len(case.script) < 2000 else 1
    return 2


def _times(case: Case) -> int:
    """How often a script is broken at once."""
    return min(1 + len(case.script) // 60, 12)


def test_sqlite() -> None:
    server = OnSqlite()
    found = tally()
    for folder in SQLITE_FOLDERS:
        for name, replay in corpus(folder, ("sqlite",)):
            case = accepted(server, name, replay)
            if len(case.script) > 2:
                run(server, case, range(SEEDS or (80 if FULL else 12)), _times, found)
    check(found)


SQLITE_FOLDERS = ("sakila", "openfga", "keto", "tbls-samples")
