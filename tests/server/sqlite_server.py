"""Scripts on SQLite, and what its words mean to our rules."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence

from wire import Refusal

from schemalint.model.document import Dialect

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
    ("other", "^cannot drop", "a column that a key needs is dropped: a question of what goes with it"),
    (".*", "^error in .* after ", "ALTER looks at all that stands on the table: a question of what goes with it"),
    (".*", "^error in (view|trigger) ", "ALTER looks at every view and trigger, also at those that were broken before"),
    (
        "not deterministic",
        "",
        "calls that are not deterministic: non-immutable-index is about PostgreSQL, volatile-check about checks",
    ),
)
"""Refusals that none of the rules is about."""


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
