"""What real servers refuse of broken scripts is foreseen; what they take is no error."""

from __future__ import annotations

import os
import re
import sqlite3
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


CAUSES = {
    "42P01": (
        "unknown-table",
        "unknown-sequence",
        "used-before-created",
        "missing-object",
        "foreign-key-unknown-parent",
    ),
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
}
"""By SQLSTATE the rules that tell the cause."""

OUTSIDE: Sequence[tuple[str, str, str]] = (
    (
        "2BP01",
        "",
        "an object that others depend on is dropped without CASCADE: a question of what goes with it, not of names",
    ),
)
"""Refusals that none of the rules is about: the code, a pattern of the words, the reason."""


class OnPostgres:
    """Scripts on PostgreSQL, each statement committed by itself."""

    dialect: Dialect = "postgres"
    causes = CAUSES
    outside = OUTSIDE

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


SAID = (
    ("no such table", "no such table"), ("no such column", "no such column|unknown column"), ("no such function", "no such function"),
    ("arguments", "wrong number of arguments"), ("no such index", "no such index|unable to identify the object"),
    ("no such view", "no such view"), ("no such trigger", "no such trigger"), ("duplicate column", "duplicate column name|specified more than once"),
    ("exists", "already exists|already another table or index|already an index|already a table"),
    ("not deterministic", "non-deterministic"), ("values", "values for|values were supplied|table .* has \\d+ columns but"),
    ("keys", "more than one primary key"), ("syntax", "syntax error|incomplete input|unrecognized token"),
)  # fmt: skip
"""SQLite tells no codes: what stands for one, by its words."""

SQLITE_CAUSES = {
    "no such table": ("unknown-table", "missing-object", "used-before-created"),
    "no such column": ("unknown-column", "missing-object"),
    "no such function": ("unknown-function",),
    "arguments": ("unknown-function",),
    "no such index": ("missing-object", "used-before-created"),
    "no such view": ("missing-object", "used-before-created"),
    "no such trigger": ("missing-object", "used-before-created"),
    "duplicate column": ("duplicate-column",),
    "exists": ("duplicate-object", "name-collision"),
    "not deterministic": ("non-immutable-index", "volatile-check"),
    "values": ("insert-column-count",),
    "keys": ("duplicate-object",),
    "syntax": ("syntax-error",),
}
"""By what stands for a code the rules that tell the cause."""

SQLITE_OUTSIDE: Sequence[tuple[str, str, str]] = (
    (
        "other",
        "^cannot drop",
        "a column that a key, an index, a view or a trigger needs is dropped: a question of what goes with it",
    ),
)


class OnSqlite:
    """Scripts on SQLite, in memory."""

    dialect: Dialect = "sqlite"
    causes = SQLITE_CAUSES
    outside = SQLITE_OUTSIDE

    def run(self, statements: Sequence[str], before: str = "") -> list[Refusal | None]:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        try:
            return [_refusal(connection, statement) for statement in statements]
        finally:
            connection.close()


def _refusal(connection: sqlite3.Connection, statement: str) -> Refusal | None:
    try:
        connection.execute(statement)
    except (sqlite3.Error, sqlite3.Warning) as error:
        said = str(error)
        return Refusal(next((code for code, words in SAID if re.search(words, said)), "other"), said)
    return None


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
        Path(os.environ["MISSES"]).write_text(
            "\n".join(f"{m.said} | {' '.join(m.statement.split())[:200]} | {m.about} | {m.case}" for m in found.missed)
        )
    assert not found.alarms


def test_postgres(postgres: Postgres) -> None:
    server = OnPostgres(postgres)
    found = tally()
    for folder in os.environ.get("FOLDERS", "").split() or (FOLDERS + MORE if FULL else FOLDERS):
        for name, replay in corpus(folder, ("postgres", "standard")):
            case = accepted(server, name, replay, BEFORE.get(folder, ""))
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
