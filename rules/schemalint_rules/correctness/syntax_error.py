from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Reading, Replay, Span, Statement, server
from schemalint_rules._conflicts import holds_conflict


class WrongSyntax(CatalogRule):
    """A statement must be valid in its dialect.

    ## What it does
    Reports a statement that the server cannot parse. What schemalint's own reader does not understand is put before other
    parsers: the server's own where it is at hand (SQLite's always, PostgreSQL's with `pip install schemalint[strict]`), which
    decides alone; else sqlglot, sqlfluff and plain well-formedness (brackets, commas, quotes, words that begin no statement), of
    which two must refuse it. A statement that only one refuses is told by `unread-statement`. With `--strict-syntax` every
    statement goes there; of one that our own reader understood, the refusal of general parsers is a warning. Also reports a statement whose terminator was
    forgotten, so that the server reads it and the next as one. Statements with template markers are never judged.

    ## Why is this bad
    The server refuses the statement, and with it the script or the migration.

    ## Fix
    Correct it at the place that is underlined. No automatic fix.

    ## References
    - PostgreSQL manual, Appendix A, 42601 (syntax_error); MySQL 8.4, error 1064; SQL Server, error 102; Oracle, ORA-00900
    """

    name = "syntax-error"
    severity = "error"
    needs = ("verdicts",)

    good = (
        Good("CREATE TABLE a (id int);\nCREATE TABLE b (id int);"),
        Good("CREATE TABLE a (id int)\nCREATE TABLE b (id int)", dialect="tsql"),
        Good("CREATE TABLE {{ table }} (id int,,);"),
        Good("ALTER TABLE a ADD COLUMN b int, ALTER COLUMN b SET NOT NULL;", given="CREATE TABLE a (id int);"),
    )
    bad = (
        Bad(
            "CREATE TABLE a (id int)\nCREATE TABLE b (id int);",
            at=")",
            message="terminator",
        ),
        Bad("CREATE TABEL a (id int);", at="TABEL"),
        Bad("CREATE TABLE a (id integer PRIMARY KEY, b text NOT NUL);", at="NUL", dialect="sqlite", message="SQLite"),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        invalid: set[Span] = set()
        for reading in replay.readings:
            judged = reading.judged
            if judged is not None and judged.valid is False and not reading.statement.masked:
                invalid.add(reading.statement.span)
                if not holds_conflict(reading.statement):
                    yield self._invalid(reading, replay)
        yield from self._unterminated(replay, invalid)

    def _invalid(self, reading: Reading, replay: Replay) -> Diagnostic:
        judged, statement = reading.judged, reading.statement
        assert judged is not None
        span = _word(statement, judged.at)
        *others, last = judged.judges or ("the parser",)
        who = f"say {', '.join(others)} and {last}" if others else f"says {last}"
        found = statement.text[span.start - statement.span.start : span.end - statement.span.start]
        near = f" near `{found[:40]}`" if judged.at >= 0 and found and "\n" not in found else ""
        return self.found(
            span,
            f"{statement.verb or 'This statement'} is not valid in {server(replay.dialect, replay.version)}{near}:"
            f" {judged.message or 'it cannot be parsed'} ({who}).",
            repair="correct the statement",
            severity="warning" if reading.complete and not SERVERS.intersection(judged.judges) else None,
            cause=statement.span,
        )

    def _unterminated(self, replay: Replay, invalid: set[Span]) -> Iterator[Diagnostic]:
        if replay.dialect in ("tsql", "standard") or replay.kind == "document":
            return
        if replay.history is not None and replay.history.framework in SPLITS_BY_COMMENT:
            return
        scripts = _scripts(replay)
        last: Statement | None = None
        for reading in replay.readings:
            statement = reading.statement
            if (
                last is not None
                and last.path == statement.path
                and last.end == last.span.end <= statement.span.start
                and last.kind == "ddl"
                and statement.kind == "ddl"
                and last.tokens.words[-1:] != (";",)
                and not (last.masked or statement.masked or last.span in invalid)
                and _together(last.span, statement.span, scripts)
            ):
                following = statement.verb or "the next statement"
                yield self.found(
                    _word(last, len(last.text) - 1),
                    f"{last.verb} has no terminator, so the server reads it and the {following} behind it as one statement and"
                    " refuses both.",
                    repair="end the statement with `;`",
                    cause=last.span,
                )
            last = statement


SERVERS = frozenset({"libpg_query", "sqlite"})
"""Judges that are a server's own parser. What our reader read completely, only they can call an error: general parsers lack
some of what servers take."""
SPLITS_BY_COMMENT = frozenset({"drizzle"})
"""Frameworks that part statements by a comment of their own."""


def _scripts(replay: Replay) -> dict[str, list[Span]]:
    if replay.history is None:
        return {}
    found: dict[str, list[Span]] = {}
    for migration in replay.history.migrations:
        for script in (*migration.up, *migration.down):
            found.setdefault(script.path, []).append(script.span)
    return found


def _together(one: Span, other: Span, scripts: dict[str, list[Span]]) -> bool:
    """Whether both stand in one script."""
    parts = scripts.get(one.path)
    return parts is None or any(part.covers(one) and part.covers(other) for part in parts)


def _word(statement: Statement, at: int) -> Span:
    """The token at a place of the statement's text; its first one where no place is known."""
    words, _, starts = statement.tokens
    if at < 0:
        return Span(statement.path, starts[0], starts[0] + len(words[0])) if words else statement.span
    place = statement.span.start + at
    for word, start in zip(words, starts, strict=True):
        if start <= place < start + len(word):
            return Span(statement.path, start, start + len(word))
        if start > place:
            return Span(statement.path, start, start + len(word))
    return statement.span
