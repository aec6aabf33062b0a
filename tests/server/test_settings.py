"""Values of settings that a server takes are never called wrong, and most of those it refuses are."""

from __future__ import annotations

import os
import random
import re

import pytest
from mariadb_server import MariaDB
from postgres_server import Server
from wire import Session

from schemalint.api import check_project

pytestmark = pytest.mark.server

HEAD = "# Schema\n\n**Version:** 1.0.0\n\n## orders\n\n| Column | Type |\n|---|---|\n| id | bigint |\n\n```sql\n"
VALUES = (
    "on", "off", "true", "2", "0", "-1", "1.5", "99999999999999", "0x10", "maybe", "16kB", "16MB", "16mb", "1GB", "3TB", "10485kB", "1.5GB", "5s",
    "5S", "250ms", "10min", "2h", "1d", "5 min", "7B", "12M", "abc", "none", "read committed", "replica", "error", "debug",
)  # fmt: skip
SAMPLE = 1200


def told(statements: list[str], dialect: str, version: str) -> list[str]:
    """What the rule says of each statement; empty where it says nothing."""
    text = HEAD + "".join(f"{statement}\n" for statement in statements) + "```\n"
    report = check_project(
        {"docs/database-schema-x.md": text},
        {"select": ["invalid-setting"], "dialect": dialect, "server-version": version},
    )
    assert not report.failures, report.failures
    first = HEAD.count("\n")
    found = [""] * len(statements)
    for one in report.diagnostics:
        found[text.count("\n", 0, one.span.start) - first] = one.message
    return found


def in_file(lines: list[str], product: str, dialect: str, version: str) -> list[str]:
    """What the rule says of a configuration file in a document."""
    page = HEAD.replace("1.0.0", f"1.0.0\n**Database:** {product} {version}").replace("```sql", "```ini")
    text = page + "\n".join(lines) + "\n```\n"
    report = check_project({"docs/database-schema-x.md": text}, {"select": ["invalid-setting"], "dialect": dialect})
    assert not report.failures, report.failures
    return [f"{text[one.span.start : one.span.end]}: {one.message}" for one in report.diagnostics]


def test_what_postgres_runs_with_is_right(postgres: Server) -> None:
    rows = postgres.rows(
        "postgres",
        "SELECT name, quote_literal(current_setting(name)) FROM pg_settings WHERE context <> 'internal' AND name !~ 'password'",
    )
    version = postgres.rows("postgres", "SHOW server_version")[0][0].split(".")[0]
    assert len(rows) > 250
    assert (
        in_file([f"{name} = {value}" for name, value in rows if "\n" not in value], "PostgreSQL", "postgres", version)
        == []
    )


def test_what_mariadb_runs_with_is_right(mariadb: MariaDB) -> None:
    rows = mariadb.rows(
        "SELECT lower(variable_name), global_value FROM information_schema.system_variables WHERE global_value IS NOT NULL"
    )
    assert len(rows) > 500
    lines = [
        f"{name.replace('_', '-')} = {value}"
        for name, value in rows
        if value and "\n" not in value and "password" not in name
    ]
    assert in_file(["[mysqld]", *lines], "MariaDB", "mariadb", "10.11") == []


def test_postgres(postgres: Server) -> None:
    with Session(postgres.folder, "postgres") as session:
        version = session.rows("SHOW server_version")[0][0].split(".")[0]
        rows = session.rows(
            "SELECT name, vartype FROM pg_settings WHERE context <> 'internal' AND vartype <> 'string' ORDER BY name"
        )
        names = [name for name, _ in rows] + [
            "wal_keep_segments",
            "no_such_setting",
            "max_connection",
            "checkpoint_segments",
        ]
        drawn = random.Random(5).sample([(name, value) for name in names for value in VALUES], SAMPLE)
        statements = [f"ALTER SYSTEM SET {name} = '{value}';" for name, value in drawn]
        refused = [session.run(statement) for statement in statements]
        for name in {name for name, _ in drawn}:
            session.run(f"ALTER SYSTEM RESET {name}")
    said = told(statements, "postgres", version)
    wrong = [
        (one, message) for one, message, no in zip(statements, said, refused, strict=True) if message and no is None
    ]
    assert not wrong
    missed = [(one, no.words) for one, message, no in zip(statements, said, refused, strict=True) if no and not message]
    # What other settings, libraries or the machine decide, no list can tell.
    told_of = sum(no is not None for no in refused) - len(missed)
    assert told_of > 300
    assert len(missed) <= told_of * 0.05, missed


def test_mariadb(mariadb: MariaDB) -> None:
    version = re.match(r"\d+\.\d+", mariadb.rows("SELECT version()")[0][0])
    assert version is not None
    if version[0] != "10.11":
        pytest.skip("the list was gathered from 10.11")
    rows = mariadb.rows(
        "SELECT lower(variable_name) FROM information_schema.system_variables WHERE read_only = 'NO' AND variable_scope = 'SESSION'"
        " AND variable_type IN ('BOOLEAN', 'ENUM', 'INT', 'BIGINT', 'INT UNSIGNED', 'BIGINT UNSIGNED', 'DOUBLE') ORDER BY 1"
    )
    names = [name for (name,) in rows] + ["no_such_variable", "join_buffer_sizes"]
    values = ("on", "off", "1", "2", "-1", "'abc'", "'maybe'", "16M", "1.5", "'none'", "default")
    drawn = random.Random(6).sample(
        [(name, value) for name in names for value in values], 500 if os.environ.get("FULL") else 200
    )
    statements = [f"SET SESSION {name} = {value};" for name, value in drawn]
    # Some end the session, so each has its own.
    mariadb.run("settings", [])
    refused = [mariadb.run("settings", [statement], new=False)[0] for statement in statements]
    said = told(statements, "mariadb", version[0])
    wrong = [
        (one, message) for one, message, no in zip(statements, said, refused, strict=True) if message and no is None
    ]
    assert not wrong
    missed = [(one, no.words) for one, message, no in zip(statements, said, refused, strict=True) if no and not message]
    told_of = sum(no is not None for no in refused) - len(missed)
    assert told_of * 8 > len(drawn)
    assert len(missed) <= told_of, missed
