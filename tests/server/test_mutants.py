"""What real servers refuse of broken scripts is foreseen; what they take is no error."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import Server as Postgres
from foreseen import Case, Tally, accepted, corpus, run, summary, tally
from postgres_server import OnPostgres
from sqlite_server import OnSqlite
from test_postgres import cases

pytestmark = [pytest.mark.server, pytest.mark.corpus]

FULL = bool(os.environ.get("FULL"))
SEEDS = int(os.environ.get("SEEDS", "0"))
"""How many mutants of each script are drawn; 0 takes what the tier says."""

FOLDERS = ("sakila", "svix", "nakama", "openfga", "schema-docs", "sqitch-fixtures", "supabase-auth", "guacamole")
MORE = ("flowable", "concourse", "crates-io", "danbooru", "dhis2", "langfuse", "tbls-samples")


def _times(case: Case) -> int:
    """How often a script is broken at once: long ones more than once."""
    return 1 + len(case.script) // 60


def check(found: Tally) -> None:
    print(summary(found))
    for title, misses in (("NOT FORESEEN", found.missed), ("FALSE ALARM", found.alarms), ("AFTER ANOTHER", found.late)):
        for miss in misses:
            print(f"{title} {miss}")
    if os.environ.get("MISSES"):
        Path(os.environ["MISSES"]).write_text(
            "\n".join(f"{m.said} | {' '.join(m.statement.split())[:200]} | {m.about} | {m.case}" for m in found.missed)
        )
    assert not found.alarms


def test_postgres(postgres: Postgres) -> None:
    server = OnPostgres(postgres)
    found = tally()
    for folder in os.environ.get("FOLDERS", "").split() or (FOLDERS + MORE if FULL else FOLDERS):
        for case in cases(server, folder):
            if len(case.script) > 2:
                run(server, case, range(SEEDS or (20 if FULL else 4)), _times, found)
    check(found)


SQLITE_FOLDERS = ("sakila", "openfga", "keto", "tbls-samples", "schema-docs")


def test_sqlite() -> None:
    server = OnSqlite()
    found = tally()
    for folder in SQLITE_FOLDERS:
        for name, replay in corpus(folder, ("sqlite",)):
            case = accepted(server, name, replay)
            if len(case.script) > 2:
                run(server, case, range(SEEDS or (60 if FULL else 10)), _times, found)
    check(found)
