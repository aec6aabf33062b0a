"""The worker that asks a parser of others whether a statement is valid: run as a program, killed from outside when it hangs.

Reads one JSON object a line (`sql`, `dialect`), writes one a line (`valid`, `message`, `at`). The first line it writes is
`{"ready": true}`, or `{"ready": false, "message": …}` when its parser is missing or broken. Started with the name of the
judge and the module search path of its parent; it is a file of its own that imports nothing of this package.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

MEMORY = 1 << 30
"""Bytes of address space."""

Answer = dict[str, Any]
Judge = Callable[[str, str], Answer]

_SQLGLOT = {"postgres": "postgres", "mysql": "mysql", "mariadb": "mysql", "sqlite": "sqlite", "tsql": "tsql", "oracle": "oracle"}  # fmt: skip
_SQLFLUFF = {"postgres": "postgres", "mysql": "mysql", "mariadb": "mariadb", "sqlite": "sqlite", "tsql": "tsql", "oracle": "oracle"}  # fmt: skip


def sqlglot_judge() -> Judge:
    """Refuses what raises; takes what becomes a statement; says nothing of what it keeps as an opaque command."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import ParseError

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
                "message": _plain(str(first.get("description") or "it cannot be parsed")),
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
            return {"valid": False, "message": _plain(str(errors[0].desc())), "at": -1}
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
                "message": _plain(str(getattr(error, "message", "") or error)),
                "at": int(place) - 1,
            }
        return {"valid": True, "message": "", "at": -1}

    return judge


def sqlite_judge() -> Judge:
    """SQLite's own parser, which comes with Python. EXPLAIN compiles a statement without running it."""
    import sqlite3

    if sqlite3.sqlite_version_info < SQLITE:
        raise ImportError(f"SQLite {sqlite3.sqlite_version} is too old to judge newer statements")
    connection = sqlite3.connect(":memory:")

    def judge(sql: str, dialect: str) -> Answer:
        try:
            connection.execute(f"EXPLAIN {sql}")
        except sqlite3.Error as error:
            message = _plain(str(error))
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


def _plain(text: str) -> str:
    """One short line without control characters."""
    return "".join(char if char.isprintable() else " " for char in text)[:200].strip()


def _limit() -> None:
    try:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))
    except (ImportError, ValueError, OSError):
        pass  # no such limit on this system; the parent's clock remains


def main(name: str) -> None:
    """Answers until standard input ends."""
    import logging

    logging.disable(logging.CRITICAL)
    channel = sys.stdout
    sys.stdout = sys.stderr  # what a parser prints must not end up among the answers
    _limit()

    def tell(answer: Answer) -> None:
        channel.write(json.dumps(answer) + "\n")
        channel.flush()

    try:
        judge = JUDGES[name]()
    except Exception as error:
        tell({"ready": False, "message": _plain(f"{type(error).__name__}: {error}")})
        return
    tell({"ready": True})
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = judge(asked["sql"], asked["dialect"])
        except Exception as error:
            answer = {"valid": None, "message": f"{name} broke: {type(error).__name__}", "at": -1}
        tell(answer)


if __name__ == "__main__":
    sys.path[:] = json.loads(sys.argv[2])
    main(sys.argv[1])
