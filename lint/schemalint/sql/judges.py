"""The worker that asks a parser of others whether a statement is valid: run as a program, killed from outside when it hangs.

Reads one JSON object a line (`sql`, `dialect`), writes one a line (`valid`, `message`, `at`). The first line it writes is
`{"ready": true}`, or `{"ready": false, "message": …}` when its parser is missing or broken. Started with the name of the
judge and the module search path of its parent; what it shares
with the other worker it imports once that path is set.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

Answer = dict[str, Any]
Judge = Callable[[str, str], Answer]

_SQLGLOT = {"postgres": "postgres", "mysql": "mysql", "mariadb": "mysql", "sqlite": "sqlite", "tsql": "tsql", "oracle": "oracle"}  # fmt: skip
_SQLFLUFF = {"postgres": "postgres", "mysql": "mysql", "mariadb": "mariadb", "sqlite": "sqlite", "tsql": "tsql", "oracle": "oracle"}  # fmt: skip


def sqlglot_judge() -> Judge:
    """Refuses what raises; takes what becomes a statement; says nothing of what it keeps as an opaque command."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import ParseError

    from schemalint.sql.answering import plain

    taken = tuple(
        getattr(exp, name)
        for name in ("Create", "Alter", "AlterTable", "Drop", "Query", "Insert", "Update", "Delete", "Merge", "Comment", "TruncateTable")
        if hasattr(exp, name)
    )  # fmt: skip

    def judge(sql: str, dialect: str) -> Answer:
        try:
            trees = [tree for tree in sqlglot.parse(sql, dialect=_SQLGLOT[dialect]) if tree is not None]
        except ParseError as error:
            first = error.errors[0] if error.errors else {}
            return {
                "valid": False,
                "message": plain(str(first.get("description") or "it cannot be parsed")),
                "at": _place(sql, first),
            }
        if len(trees) == 1 and isinstance(trees[0], taken):
            return {"valid": True, "message": "", "at": -1}
        return {"valid": None, "message": "it is not in sqlglot's grammar", "at": -1}

    return judge


def _place(sql: str, error: dict[str, Any]) -> int:
    """The beginning of the token an error names by its line and its last column."""
    line, column, mark = error.get("line"), error.get("col"), error.get("highlight") or ""
    if not isinstance(line, int) or not isinstance(column, int):
        return -1
    start = 0
    for _ in range(line - 1):
        start = sql.find("\n", start) + 1
        if not start:
            return -1
    at = start + column - len(mark)
    if mark and sql[at : at + len(mark)] != mark:
        at = sql.find(mark, start)
    return at if 0 <= at < len(sql) else -1


def sqlfluff_judge() -> Judge:
    """Refuses what its grammar leaves unparsable. Lexer and parser are called directly, so that neither a configuration file
    nor a comment in the text can set anything."""
    from sqlfluff.core import FluffConfig
    from sqlfluff.core.parser import Lexer, Parser

    from schemalint.sql.answering import plain

    configs = {}
    for dialect, name in _SQLFLUFF.items():
        overrides: Any = {"dialect": name, "templater": "raw", "library_path": "none", "large_file_skip_byte_limit": 0}
        with suppress(KeyError):  # older versions know fewer dialects
            configs[dialect] = FluffConfig(overrides=overrides)

    def judge(sql: str, dialect: str) -> Answer:
        config = configs.get(dialect)
        if config is None:
            return {"valid": None, "message": f"sqlfluff does not know {dialect}", "at": -1}
        tokens, errors = Lexer(config=config).lex(sql)
        if errors:
            return {"valid": False, "message": plain(str(errors[0].desc())), "at": -1}
        tree = Parser(config=config).parse(tokens)
        if tree is None:
            return {"valid": None, "message": "sqlfluff gave up", "at": -1}
        for part in tree.iter_unparsables():
            at = part.pos_marker.source_slice.start if part.pos_marker else 0
            return {"valid": False, "message": "it is not in the grammar", "at": at or -1}
        return {"valid": True, "message": "", "at": -1}

    return judge


def libpg_query_judge() -> Judge:
    """PostgreSQL's own parser, through whichever binding is installed."""
    from importlib import import_module

    from schemalint.sql.answering import plain

    refused: type[Exception]
    try:
        binding = import_module("postgast")
        refused = binding.PgQueryError
    except ImportError:
        binding = import_module("pgparse")
        refused = binding.PGQueryError

    def judge(sql: str, dialect: str) -> Answer:
        try:
            binding.parse(sql)
        except refused as error:
            place = getattr(error, "cursorpos", None) or getattr(error, "position", None) or 0
            return {
                "valid": False,
                "message": plain(str(getattr(error, "message", "") or error)),
                "at": int(place) - 1,
            }
        return {"valid": True, "message": "", "at": -1}

    return judge


def sqlite_judge() -> Judge:
    """SQLite's own parser, which comes with Python. EXPLAIN compiles a statement without running it."""
    import sqlite3

    from schemalint.sql.answering import plain

    if sqlite3.sqlite_version_info < SQLITE:
        raise ImportError(f"SQLite {sqlite3.sqlite_version} is too old to judge newer statements")
    connection = sqlite3.connect(":memory:")

    def judge(sql: str, dialect: str) -> Answer:
        try:
            connection.execute(f"EXPLAIN {sql}")
        except sqlite3.Error as error:
            message = plain(str(error))
            near = _NEAR.match(message)
            if near is None and not message.startswith(("incomplete input", "unrecognized token")):
                return {"valid": True, "message": "", "at": -1}
            return {
                "valid": False,
                "message": message,
                "at": sql.find(near[1]) if near and sql.count(near[1]) == 1 else -1,
            }
        return {"valid": True, "message": "", "at": -1}

    return judge


SQLITE = (3, 40, 0)
"""The oldest SQLite whose refusal counts."""
_NEAR = re.compile(r'near "(.+)": syntax error')

JUDGES: dict[str, Callable[[], Judge]] = {
    "sqlglot": sqlglot_judge,
    "sqlfluff": sqlfluff_judge,
    "libpg_query": libpg_query_judge,
    "sqlite": sqlite_judge,
}


def main(name: str) -> None:
    """Answers until standard input ends."""
    from schemalint.sql.answering import serve

    serve(lambda: JUDGES[name](), lambda error: {"valid": None, "message": f"{name} broke: {error}", "at": -1})


if __name__ == "__main__":
    sys.path[:] = json.loads(sys.argv[2])
    main(sys.argv[1])
