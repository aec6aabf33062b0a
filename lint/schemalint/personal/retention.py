"""How long rows stay: what says so, and what deletes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from schemalint.model.name import likenesses
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Replay
from schemalint.model.schema import Catalog, Table
from schemalint.model.text import Span
from schemalint.personal.bodies import TABLE, bare, bodies, without_comments
from schemalint.personal.declared import period_of
from schemalint.personal.phrases import words_of

PeriodBy = Literal["configuration", "comment", "document", "column", "server"]


class Period(NamedTuple):
    """How long the rows of a table stay."""

    said: str
    """In words: `2 years`; for a column that holds the end of each row its name."""
    by: PeriodBy
    """What says so; `server` where the server itself takes rows that are due."""


_TIME = re.compile(
    r"\b\d{1,5}[\s-]*(?:hours?|days?|weeks?|months?|years?|stunden?|tagen?|wochen?|monaten?|jahren?|jours?|mois|ans|años?|días?|meses|anos?|dias?|giorni|mesi|anni|дней|лет|天|年|日)\b",
    re.I,
)
_KEPT = re.compile(
    r"\bretain|\bretention\b|\bkept\b|\bkeep\b|\bpurge|\bexpire|\bdeleted? after|\baufbewahr|\bgelöscht nach|\bconserv|\bretenid|\bretid|\bretenci|\bretenç|хран|保留|保存",
    re.I,
)
ENDS = frozenset({
    "expires_at", "expires", "expire_at", "expires_on", "expiry", "expiry_date", "expiration", "expiration_date", "expire_time", "expiration_time", "valid_until",
    "purge_at", "purge_after", "retention_until", "retain_until", "delete_after", "keep_until", "anonymize_at", "anonymise_at", "erase_after", "ttl", "not_after", "expired_at", "expire_date", "expires_date",
})  # fmt: skip
"""What a column is called that holds when its row may go."""


def said_period(text: str | None) -> str:
    """How long rows are kept, where a comment says so; empty where it does not."""
    if not text or not _KEPT.search(text):
        return ""
    found = _TIME.search(text)
    return found[0] if found else ""


def retention(table: Table, replay: Replay) -> Period | None:
    """How long rows of a table stay, as configuration, a comment, a document, a setting of the server or a column of its own says."""
    configured = period_of(replay.privacy, table)
    if configured:
        return Period(configured, "configuration")
    for comment in (table.comment, *(column.comment for column in table.columns)):
        said = said_period(comment)
        if said:
            return Period(said, "comment")
    for likeness in likenesses(f'"{table.name}"') if replay.descriptions else ():
        told = replay.descriptions.get((likeness, ""))
        said = said_period(told.text) if told is not None else ""
        if said:
            return Period(said, "document")
    return _by_server(table, replay) or next(
        (Period(column.name, "column") for column in table.columns if "_".join(words_of(column)) in ENDS), None
    )


_SECONDS = ("expireafterseconds",)
_KEEPS = re.compile(
    r"\badd_retention_policy\s*\(\s*'(?P<table>[\w.\"]{1,160})'\s*,(?:\s*drop_after\s*=>)?\s*(?:INTERVAL\s*)?'(?P<period>[^']{1,60})'",
    re.I,
)
_PART_CONFIG = re.compile(r"\bretention\s*=\s*'(?P<period>[^']{1,60})'", re.I)
_PARENT = re.compile(r"\bparent_table\s*=\s*'(?P<table>[\w.\"]{1,160})'", re.I)


def _by_server(table: Table, replay: Replay) -> Period | None:
    """What the server does by itself: a TTL of MongoDB and DynamoDB, a policy of TimescaleDB or pg_partman."""
    options = dict(table.options)
    for index in table.indexes:
        for name, value in index.options:
            if name in _SECONDS:
                after = f"{_in_days(value)} after " if value.strip() != "0" else "to "
                return Period(f"{after}{', '.join(index.columns)}", "server")
    for name in _SECONDS:
        if name in options:
            return Period(_in_days(options[name]), "server")
    declared = table.declaration.named("ttl") if table.declaration is not None else ()
    if declared and declared[0].value not in ("false", "unsaid"):
        return Period(options.get("ttl", "") or declared[0].value, "server")
    return _policies(replay).get(table.name.lower())


def _policies(replay: Replay) -> dict[str, Period]:
    """The periods that calls of extensions set, by table in lower case."""
    held = _held.get(id(replay))
    if held is not None and held[0] is replay:
        return held[1]
    found: dict[str, Period] = {}
    for reading in replay.readings:
        text = reading.statement.text
        if "retention" not in text:
            continue
        for one in _KEEPS.finditer(text):
            found[bare(one["table"])] = Period(one["period"], "server")
        kept, parent = (_PART_CONFIG.search(text), _PARENT.search(text)) if "part_config" in text else (None, None)
        if kept is not None and parent is not None:
            found[bare(parent["table"])] = Period(kept["period"], "server")
    _held.clear()
    _held[id(replay)] = (replay, found)  # holding it keeps its identity from being given to another
    return found


_held: dict[int, tuple[Replay, dict[str, Period]]] = {}


def _in_days(seconds: str) -> str:
    text = seconds.strip()
    if not text.isdigit():
        return text
    days, rest = divmod(int(text), 86400)
    return f"{days} days" if days and not rest else f"{text} seconds"


# --- purges ----------------------------------------------------------------------------------------------------------


class Purge(NamedTuple):
    """A DELETE of what is old."""

    table: str
    """In lower case, without its schema."""
    column: str
    """The time it filters on, in lower case; empty where whole partitions go."""
    span: Span
    """The statement or the name of the routine."""
    by: str = ""
    """The routine or job; empty for a statement."""


_OLD = re.compile(
    r"\bDELETE\s+(?:TOP\s*\([^()]{1,40}\)\s*)?(?:FROM\s+)?(?:ONLY\s+)?"
    + TABLE
    + r"(?:\s+(?:AS\s+)?(?!WHERE\b)\w+)?\s+WHERE\b(?P<where>[^;]{1,2000})",
    re.I,
)
_FILTER = re.compile(r"(?:\b\w+\.)?[\"`\[]?(?P<column>[A-Za-z_]\w*)[\"`\]]?\s*<(?!>)=?\s*(?P<value>[^;]{1,200})", re.I)
_TURNED = re.compile(r"(?P<value>[^;<>=]{1,200})>=?\s*(?:\w+\.)?[\"`\[]?(?P<column>[A-Za-z_]\w*)", re.I)
_DROPPED = re.compile(
    r"\bALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?" + TABLE + r"\s+(?:DROP|DETACH|TRUNCATE)\s+PARTITION\b",
    re.I,
)
_NOW = re.compile(
    r"\b(?:now|current_timestamp|current_date|sysdate|systimestamp|getdate|getutcdate|sysdatetime|sysutcdatetime|localtimestamp|utc_timestamp|curdate|clock_timestamp|dateadd|date_sub|interval|"
    r"strftime|unixepoch)\b|\b(?:date|datetime)\s*\(\s*'now'",
    re.I,
)


def purges(replay: Replay) -> Iterator[Purge]:
    """The deletes of what is older than some time ago, in statements and in what the server runs, and the partitions dropped
    there."""
    texts: list[tuple[str, Span, str]] = [(body.text, body.span, body.name) for body in bodies(replay)]
    for step in replay.steps:
        if step.statement.verb == "DELETE" or (step.statement.verb == "SELECT" and "cron." in step.statement.text):
            texts.append((without_comments(step.statement.text, replay.dialect), step.statement.span, ""))
    for text, span, name in texts:
        folded = text.lower()
        if "delete" in folded:
            for found in _OLD.finditer(text):
                column = _older(found["where"])
                if column:
                    yield Purge(bare(found["table"]), column, span, name)
        if "partition" in folded:
            for found in _DROPPED.finditer(text):
                yield Purge(bare(found["table"]), "", span, name)


def _older(where: str) -> str:
    """The column that a condition holds against some time ago, in lower case."""
    for pattern in (_FILTER, _TURNED):
        for found in pattern.finditer(where):
            if _NOW.search(found["value"]) and not _NOW.fullmatch(found["column"]):
                return found["column"].lower()
    return ""


def table_named(name: str, catalog: Catalog) -> Table | None:
    """The table of that name in lower case, in whatever schema; None where there is none, or several."""
    found = [table for ref, table in catalog.tables.items() if ref.name.lower() == name]
    return found[0] if len(found) == 1 else None
