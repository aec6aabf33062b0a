"""What the corpus holds for MySQL and MariaDB: each set as the statements that one session runs."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from schemalint.model.change import Reading
from schemalint.model.document import Dialect
from schemalint.model.replay import Block, Replay
from schemalint.replay.replay import replay
from schemalint.sql.reader import read
from schemalint.sql.splitter import split

GUACAMOLE = "guacamole/guacamole-auth-jdbc-mysql/schema/"
KETO = re.compile(r"(\d+)_([\w-]+?)(?:\.(mysql|postgres|cockroach|sqlite3?))?\.(up|down)\.sql")

SETS: dict[str, tuple[str, ...]] = {
    "mall": ("mall/mall.sql",),
    "sakila": ("sakila/mysql-sakila-db/mysql-sakila-schema.sql",),
    "sakila dropped": (
        "sakila/mysql-sakila-db/mysql-sakila-schema.sql",
        "sakila/mysql-sakila-db/mysql-sakila-drop-objects.sql",
    ),
    "guacamole": (f"{GUACAMOLE}00*.sql",),
    "guacamole upgraded": (f"{GUACAMOLE}00*.sql", f"{GUACAMOLE}upgrade/*.sql"),
    "flowable": ("flowable/create/all/flowable.mysql.all.create.sql",),
    "flowable upgraded": (
        "flowable/create/all/flowable.mysql.all.create.sql",
        "flowable/upgrade/all/flowable.mysql.*.sql",
    ),
    "keto": ("keto/sql/*.up.sql",),
    "keto undone": ("keto/sql/*.up.sql", "keto/sql/*.down.sql"),
    "openfga": ("openfga/mysql/*.sql",),
    "openfga undone": ("openfga/mysql/*.sql", "openfga/mysql/*.sql"),
    "tbls": ("tbls-samples/mysql/*.md",),
    "flyway": ("framework-fixtures/flyway/V*.sql",),
    "golang-migrate": ("framework-fixtures/golang-migrate/*.up.sql", "framework-fixtures/golang-migrate/*.down.sql"),
    "goose": ("framework-fixtures/goose/1*.sql",),
    "dbmate": ("framework-fixtures/dbmate/*.sql",),
}
"""Files by set, in the order they run. What goes with another set's `undone`, `dropped` or `upgraded` runs behind it."""

BEFORE = {
    "keto": "CREATE TABLE networks (id CHAR(36) PRIMARY KEY);",  # what another program of theirs makes
    "tbls": "CREATE DATABASE testdb; USE testdb; SET FOREIGN_KEY_CHECKS = 0;",  # the order is that of the names
}
"""What must be there before, or be set, by the first word of the set."""

TERMINATOR = re.compile(r"\s*(?:;|\$\$|//|;;)\s*\Z")

SKIPPED = frozenset({"client", "data"})
"""Statements that no server sees: lines for the client, and what they carry."""


def texts(name: str) -> list[tuple[str, str]]:
    """The paths and texts of a set."""
    corpus = os.environ.get("SCHEMALINT_CORPUS")
    if corpus is None:
        pytest.skip("SCHEMALINT_CORPUS names no corpus")
    found: list[tuple[str, str]] = []
    for number, pattern in enumerate(SETS[name]):
        files = sorted(Path(corpus).glob(pattern))
        if not files:
            pytest.skip(f"the corpus has no {pattern}")
        if name.startswith("keto"):
            files = _of_mysql(files)
        if "down" in pattern or (number and name == "openfga undone"):
            files = files[::-1]
        for file in files:
            text = file.read_text(encoding="utf-8-sig")
            # A collation that MariaDB has no name for, in what MySQL printed.
            text = text.replace("utf8mb4_0900_ai_ci", "utf8mb4_general_ci")
            found.append((str(file), _section(text, bool(number), file.suffix)))
    return [("before.sql", BEFORE[name.split()[0]]), *found] if name.split()[0] in BEFORE else found


def _of_mysql(files: list[Path]) -> list[Path]:
    """Of each step the file for MySQL, else the one for all."""
    chosen: dict[tuple[str, str], tuple[str, Path]] = {}
    for file in files:
        parts = KETO.fullmatch(file.name)
        assert parts is not None, file
        step, dialect = (parts[1], parts[2]), parts[3] or ""
        if dialect == "mysql" or (not dialect and chosen.get(step, ("",))[0] != "mysql"):
            chosen[step] = (dialect, file)
    return [file for _, (_, file) in sorted(chosen.items())]


def _section(text: str, down: bool, suffix: str) -> str:
    """The part of a file that runs: one direction of a migration, the fences of a document."""
    if suffix == ".md":
        return ";\n".join(re.findall(r"```sql\n(.*?)```", text, re.DOTALL))
    parts = re.split(r"--\s*\+?(?:goose|migrate:?)\s*(?:Up|Down)\b.*", text, flags=re.IGNORECASE)
    return parts[2 if down and len(parts) > 2 else min(1, len(parts) - 1)]


def readings(found: list[tuple[str, str]], dialect: Dialect) -> list[tuple[Reading, str]]:
    """All statements of the texts that a server sees, each with all that stands up to its terminator: the comments around it,
    which MariaDB may run, are part of what it is sent."""
    every = []
    for path, text in found:
        end = 0
        for statement in split(text, dialect, path):
            sent = text[end : statement.span.end] + TERMINATOR.sub("", text[statement.span.end : statement.end])
            end = statement.end
            if statement.kind not in SKIPPED:
                every.append((read(statement), sent.strip()))
    return every


def replayed(read: list[Reading], dialect: Dialect) -> Replay:
    """The statements as one history."""
    return replay([Block(tuple(read))], dialect, path="test", kind="history")
