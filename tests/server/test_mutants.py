"""What real servers refuse of broken scripts is foreseen; what they take is no error."""

from __future__ import annotations

import os
from collections.abc import Sequence

from pathlib import Path

import pytest
from conftest import Server as Postgres
from foreseen import Tally, accepted, corpus, run, summary, tally
from wire import Refusal, Session

from schemalint.model.document import Dialect

pytestmark = [pytest.mark.server, pytest.mark.corpus]

FULL = bool(os.environ.get("FULL"))
SEEDS = int(os.environ.get("SEEDS", "0"))
"""How many mutants of each script are drawn; 0 takes what the tier says."""


class OnPostgres:
    """Scripts on PostgreSQL, each statement committed by itself."""

    dialect: Dialect = "postgres"
    causes = {
        "42P01": ("unknown-table", "unknown-sequence", "used-before-created", "missing-object", "foreign-key-unknown-parent"),
        "42703": ("unknown-column", "missing-object", "foreign-key-unknown-parent", "foreign-key-parent-not-unique"),
        "42704": ("unknown-type", "missing-object", "used-before-created", "unknown-sequence"),
        "42883": ("unknown-function", "missing-object", "used-before-created"),
        "3F000": ("missing-object", "unknown-table", "used-before-created"),
        "42P07": ("duplicate-object", "name-collision"),
        "42710": ("duplicate-object", "name-collision"),
        "42P06": ("duplicate-object",),
        "42723": ("duplicate-object",),
        "42701": ("duplicate-column",),
        "42601": ("syntax-error", "duplicate-assignment", "duplicate-column", "insert-column-count"),
        "42830": ("foreign-key-parent-not-unique",),
        "42804": ("foreign-key-type-mismatch", "default-type-mismatch"),
        "22P02": ("default-type-mismatch",),
        "22007": ("default-type-mismatch",),
        "22008": ("default-type-mismatch",),
        "22003": ("default-type-mismatch",),
        "42P17": ("non-immutable-index", "partition-of-unpartitioned"),
        "0A000": ("partition-key-missing-from-unique",),
        "42809": ("partition-of-unpartitioned", "missing-object"),
        "42P16": ("duplicate-object", "partition-of-unpartitioned"),
        "55000": ("refresh-without-unique-index", "partition-of-unpartitioned"),
        "42702": ("unknown-column",),
    }  # fmt: skip
    outside: Sequence[tuple[str, str, str]] = ()

    def __init__(self, server: Postgres) -> None:
        self.server = server
        self.number = 0
        self.admin = Session(server.folder, "postgres")

    def run(self, statements: Sequence[str], before: str = "") -> list[Refusal | None]:
        self.number += 1
        name = f"mutant_{self.number}"
        assert self.admin.run(f"CREATE DATABASE {name}") is None
        try:
            with Session(self.server.folder, name) as session:
                if before:
                    session.run(before)
                return [session.run(statement) for statement in statements]
        finally:
            self.admin.run(f"DROP DATABASE {name} WITH (FORCE)")


FOLDERS = ("sakila", "svix", "nakama", "openfga", "schema-docs", "sqitch-fixtures", "supabase-auth", "guacamole")
MORE = ("flowable", "concourse", "crates-io", "danbooru", "dhis2", "langfuse", "tbls-samples")
BEFORE = {
    "dhis2": "CREATE DOMAIN geometry AS point;",
    "supabase-auth": "CREATE SCHEMA auth; CREATE ROLE supabase_auth_admin; CREATE ROLE anon; CREATE ROLE authenticated;",
}


def _times(case: object) -> int:
    """How often a script is broken at once: long ones more than once."""
    return 1 + len(case.script) // 60  # type: ignore[attr-defined]


def check(found: Tally) -> None:
    print(summary(found))
    for title, misses in (("NOT FORESEEN", found.missed), ("FALSE ALARM", found.alarms), ("AFTER ANOTHER", found.late)):
        for miss in misses:
            print(f"{title} {miss}")
    if os.environ.get("MISSES"):
        Path(os.environ["MISSES"]).write_text("\n".join(f"{m.said} | {' '.join(m.statement.split())[:200]} | {m.about} | {m.case}" for m in found.missed))
    total = sum(found.foreseen.values())
    assert not found.alarms
    assert total >= 0.95 * (total + len(found.missed))


def test_postgres(postgres: Postgres) -> None:
    server = OnPostgres(postgres)
    found = tally()
    for folder in os.environ.get("FOLDERS", "").split() or (FOLDERS + MORE if FULL else FOLDERS):
        for name, replay in corpus(folder, ("postgres", "standard")):
            case = accepted(server, name, replay, BEFORE.get(folder, ""))
            if len(case.script) > 2:
                run(server, case, range(SEEDS or (20 if FULL else 4)), _times, found)
    check(found)
