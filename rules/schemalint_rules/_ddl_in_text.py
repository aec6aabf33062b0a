"""Schema changes inside bodies and strings: where they stand, and how they are put together."""

from __future__ import annotations

import re
from functools import cache

VERB = r"(?:CREATE|ALTER|DROP|RENAME|TRUNCATE)"
THING = (
    r"(?:(?:UNIQUE|OR\s+REPLACE|MATERIALIZED|CLUSTERED|NONCLUSTERED|FOREIGN|UNLOGGED)\s+)*"
    r"(?:TABLE|INDEX|VIEW|TYPE|SEQUENCE|SCHEMA|DOMAIN|TRIGGER|FUNCTION|PROCEDURE|POLICY)\b"
)
FAR = 100_000
"""So many characters of a body are looked at."""


@cache
def _joined() -> re.Pattern[str]:
    return re.compile(
        rf"(?is)\b(?:format|concat(?:_ws)?)\s*\(\s*(?:'[^']*'\s*,\s*)?n?'\s*(?P<call>{VERB}\s+{THING})"
        rf"|'\s*(?P<sum>{VERB}\s+{THING})[^']*'(?:'[^']*')*\s*(?:\|\||\+)"
    )


@cache
def _statement() -> re.Pattern[str]:
    return re.compile(
        rf"(?is)(?:\A|;|\b(?:BEGIN|THEN|ELSE|LOOP|DO|AS|EXECUTE(?:\s+IMMEDIATE)?))"
        rf"\s*(?:\(\s*)?(?:(?:n|n?')\s*)?(?P<verb>{VERB}\s+{THING})"
        r"\s*(?:IF\s+(?:NOT\s+)?EXISTS\s+)?(?P<name>[\w.\"\[\]`#@]*)"
    )


@cache
def _temporary() -> re.Pattern[str]:
    return re.compile(r"(?i)\bTEMP(?:ORARY)?\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?([\w.\"]+)")


@cache
def _is_temporary() -> re.Pattern[str]:
    """Behind the name of an index or trigger of SQL Server, that it belongs to a temporary table."""
    return re.compile(r"(?is)\s*ON\s+[#@]")


@cache
def _comment() -> re.Pattern[str]:
    return re.compile(r"--[^\n]*|/\*.*?\*/", re.S)


def joined(text: str) -> tuple[int, int] | None:
    """Where DDL stands in a string that is joined with something else: its beginning and end."""
    found = _joined().search(_code(text))
    return None if found is None else found.span("call" if found["call"] else "sum")


def written(body: str) -> tuple[int, int] | None:
    """Where a body holds DDL as a statement of its own, or executes it; temporary tables are nobody else's business."""
    code = _code(body)
    own = {name.lower() for name in _temporary().findall(code)}
    for found in _statement().finditer(code):
        if _is_temporary().match(code, found.end()):
            continue
        if found["name"][:1] not in ("#", "@") and found["name"].lower() not in own:
            return found.span("verb")
    return None


def _code(text: str) -> str:
    """The text with blanks for its comments, so that places stay."""
    return _comment().sub(lambda one: " " * len(one[0]), text[:FAR])
