"""Every word that a server takes as the name of a column is read as one, in expressions too."""

from __future__ import annotations

import sqlite3

import pytest
from mariadb_server import MariaDB
from postgres_server import Server
from wire import Session

from schemalint.model.change import CreateTable
from schemalint.model.document import Dialect
from schemalint.model.schema import Check
from schemalint.sql.reader import read
from schemalint.sql.splitter import split

pytestmark = pytest.mark.server

UNREAD = {
    "between", "exists", "end", "some", "array", "binary", "both", "leading", "trailing", "like", "ilike", "rlike", "regexp", "similar", "xor", "for",
    "with", "true", "false",
}  # fmt: skip
"""Words that are left as text where they begin an operand: other servers know them as operators and values, and hardly anybody has
such columns. Most of them only SQLite takes."""


def statement(word: str, number: int = 0) -> str:
    return f"CREATE TABLE t{number} ({word} int, CHECK ({word} > 0 AND coalesce({word}, 1) > 0), CHECK (1 < {word}))"


def misread(words: list[str], dialect: Dialect) -> list[tuple[str, object]]:
    """The words that are not read as the only column of the table and of its checks."""
    found: list[tuple[str, object]] = []
    for word in words:
        (one,) = split(statement(word) + ";", dialect, "schema.sql")
        reading = read(one)
        (table,) = reading.changes
        assert isinstance(table, CreateTable)
        checks = [each.expression for each in table.constraints if isinstance(each, Check)]
        told = [column.name for column in table.columns], *(each.columns for each in checks)
        if not reading.complete or [name.lower() for names in told for name in names] != [word.lower()] * 3:
            found.append((word, told))
    return [one for one in found if one[0].lower() not in UNREAD]


def test_postgres(postgres: Server) -> None:
    with Session(postgres.folder, postgres.database("words")) as session:
        words = [row[0] for row in session.rows("SELECT word FROM pg_get_keywords()")]
        taken = [word for at, word in enumerate(words) if session.run(statement(word, at)) is None]
    assert len(taken) > 300
    assert misread(taken, "postgres") == []


def test_mariadb(mariadb: MariaDB) -> None:
    words = [word for (word,) in mariadb.rows("SELECT word FROM information_schema.keywords")]
    answers = mariadb.run("words", [statement(word, at) for at, word in enumerate(words)])
    taken = [word for word, refused in zip(words, answers, strict=True) if refused is None]
    assert len(taken) > 300
    assert misread(taken, "mariadb") == []
    assert misread([word for word in taken if word.lower() not in ("rank", "groups", "system", "empty")], "mysql") == []


def test_sqlite(mariadb: MariaDB) -> None:
    words = [word for (word,) in mariadb.rows("SELECT word FROM information_schema.keywords")]
    words += [
        "abort",
        "rowid",
        "glob",
        "match",
        "raise",
        "instead",
        "plan",
        "query",
        "conflict",
        "current_user",
        "session_user",
    ]
    connection = sqlite3.connect(":memory:")
    taken = []
    for at, word in enumerate(words):
        try:
            connection.execute(statement(word, at))
        except sqlite3.Error:
            continue
        taken.append(word)
    connection.close()
    assert len(taken) > 300
    # These are taken as names of columns, and mean the time in expressions all the same.
    clock = ("current_date", "current_time", "current_timestamp")
    assert misread([word for word in taken if word.lower() not in clock], "sqlite") == []
