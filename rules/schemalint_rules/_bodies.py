"""Bodies that stand in a string, cut into tokens, for rules that look at tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from schemalint import CreateRoutine, Execute, Reading, Statement, Tokens

_LANGUAGES = frozenset(("sql", "plpgsql", ""))


@cache
def _token() -> re.Pattern[str]:
    return re.compile(
        r"--[^\n]*|/\*.*?(?:\*/|\Z)"
        r"|(?:[eE]'(?:[^'\\]|\\.|'')*'?|'(?:[^']|'')*'?)|\"(?:[^\"]|\"\")*\"?"
        r"|(\$(?:[A-Za-z_]\w*)?\$).*?(?:\1|\Z)"
        r"|[^\W\d][\w$]*|\d[\w.]*"
        r"|:=|::|=>|<=|>=|<>|!=|\|\||\S",
        re.S,
    )


def bodies(reading: Reading) -> Iterator[Statement]:
    """The bodies of a PostgreSQL statement in SQL or PL/pgSQL, where they stand between dollar signs, each as a statement of its
    own."""
    statement = reading.statement
    if statement.dialect != "postgres":
        return
    for change in reading.changes:
        if not isinstance(change, (CreateRoutine, Execute)) or not change.body:
            continue
        if isinstance(change, CreateRoutine) and change.language.lower() not in _LANGUAGES:
            continue
        span = change.body_span
        text = statement.text[span.start - statement.span.start : span.end - statement.span.start]
        if text == change.body and span.start > statement.span.start:
            comments = ("--", "/*")
            found = [one for one in _token().finditer(text) if not one[0].startswith(comments)]
            words = tuple(one[0] for one in found)
            tokens = Tokens(
                words, tuple(word.upper() for word in words), tuple(span.start + one.start() for one in found)
            )
            yield Statement(span, span.end, "procedural", "", text, tokens, statement.dialect)
