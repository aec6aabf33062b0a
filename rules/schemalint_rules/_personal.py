"""Personal data of a schema, and what rules ask about it: the classes, the copies, how long rows are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from schemalint import (
    Catalog,
    CreateObject,
    Execute,
    Personal,
    Replay,
    Span,
    Table,
    Trigger,
    personal_columns,
)
from schemalint_rules._comments import told
from schemalint_rules._vocabulary import named, snake

_HISTORY_ENDS = frozenset({"history", "histories", "hist", "audit", "archive", "archived", "log", "old", "backup", "bak", "versions", "copy"})  # fmt: skip


def personal(catalog: Catalog, replay: Replay, configured: Mapping[str, object]) -> list[Personal]:
    """The columns with personal data, declared or by name."""
    return personal_columns(catalog, replay, configured)


class Body(NamedTuple):
    """Code that the server keeps and runs: a routine, a scheduled job."""

    name: str
    text: str
    span: Span
    """The name, or the statement where it has none."""


def bodies(replay: Replay) -> Iterator[Body]:
    """The last definition of each routine, then the blocks and the scheduled events."""
    for _, routines in sorted(replay.catalog.routines.items()):
        for routine in routines:
            if routine.body:
                yield Body(routine.name, routine.body, routine.span)
    for step in replay.steps:
        change = step.change
        if isinstance(change, Execute) and change.body:
            yield Body("", change.body, step.statement.span)
        elif isinstance(change, CreateObject) and change.kind == "event" and change.text:
            yield Body(change.name.value, change.text, change.name.span)


_COMMENTS = re.compile(r"--[^\n]*|/\*.*?\*/", re.S)
_UPDATE = re.compile(
    r"\bUPDATE\s+(?:ONLY\s+)?(?P<table>[\w.\"`\[\]]{1,160})(?:\s+(?:AS\s+)?(?!SET\b)\w+)?\s+SET\b(?P<set>[^;]{1,20000})",
    re.I,
)
_DELETE = re.compile(r"\bDELETE\s+FROM\s+(?:ONLY\s+)?(?P<table>[\w.\"`\[\]]{1,160})", re.I)
_ASSIGNED = re.compile(r"(?:\bSET|,)\s*(?:\w+\.)?[\"`\[]?(\w+)[\"`\]]?\s*=(?!=)", re.I)


class Erasure(NamedTuple):
    """What a body does to one table."""

    table: str
    """As written, unquoted, in lower case, without its schema."""
    columns: frozenset[str]
    """Those that it overwrites, in lower case; of DELETE none."""
    deletes: bool


def erasures(body: str) -> list[Erasure]:
    """The updates and deletes of a body, in order."""
    text = _COMMENTS.sub(" ", body)
    found: list[tuple[int, Erasure]] = []
    for one in _UPDATE.finditer(text):
        assigned = frozenset(name.lower() for name in _ASSIGNED.findall("SET" + one["set"]))
        found.append((one.start(), Erasure(_bare(one["table"]), assigned, False)))
    for one in _DELETE.finditer(text):
        found.append((one.start(), Erasure(_bare(one["table"]), frozenset(), True)))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def _bare(written: str) -> str:
    return written.rpartition(".")[2].strip('"`[]').lower()


def mirrors(table: Table, catalog: Catalog) -> list[Table]:
    """The history and audit tables that are named for a table: `users_history`, `user_audit`."""
    own = snake(table)
    stems = {own, own.removesuffix("s")}
    found = []
    for other in catalog.tables.values():
        parts = named(other)
        if other.ref != table.ref and len(parts) > 1 and parts[-1] in _HISTORY_ENDS and "_".join(parts[:-1]) in stems:
            found.append(other)
    return sorted(found, key=lambda one: one.ref)


_WHOLE_ROW = re.compile(
    r"\b(?:to_jsonb?|row_to_json|hstore)\s*\(\s*(?:OLD|NEW)\b|\b(?:OLD|NEW)\s*\.\s*\*|\(\s*(?:OLD|NEW)\s*\)\s*\.", re.I
)
_INSERT = re.compile(r"\bINSERT\s+INTO\s+(?P<table>[\w.\"`\[\]]{1,160})", re.I)


def audited_into(table: Table, catalog: Catalog) -> list[str]:
    """The tables into which triggers write whole rows of this one, in lower case without their schema."""
    found: dict[str, None] = {}
    for (ref, _), trigger in sorted(catalog.triggers.items()):
        if ref != table.ref:
            continue
        text = _trigger_text(trigger, catalog)
        if _WHOLE_ROW.search(text):
            found.update(dict.fromkeys(_bare(one["table"]) for one in _INSERT.finditer(text)))
    return list(found)


def _trigger_text(trigger: Trigger, catalog: Catalog) -> str:
    texts = [trigger.body]
    if trigger.function is not None:
        texts += [routine.body for routine in catalog.routines.get(trigger.function, ())]
    return _COMMENTS.sub(" ", "\n".join(texts))


_TIME = re.compile(
    r"\b\d{1,5}[\s-]*(?:days?|weeks?|months?|years?|tagen?|wochen?|monaten?|jahren?|jours?|mois|ans|años?|días?|meses|anos?|dias?|дней|лет|天|年|日)\b",
    re.I,
)
_KEPT = re.compile(
    r"\bretain|\bretention\b|\bkept\b|\bkeep\b|\bpurge|\bexpire|\bdeleted? after|\baufbewahr|\bgelöscht nach|\bconserv|\bretenid|\bretid|\bretenci|\bretenç|хран|保留|保存",
    re.I,
)
_ENDS = frozenset({
    "expires_at", "expires", "expire_at", "expires_on", "expiry", "expiry_date", "expiration", "expiration_date", "expire_time", "expiration_time", "valid_until",
    "purge_at", "purge_after", "retention_until", "retain_until", "delete_after", "keep_until", "anonymize_at", "anonymise_at", "erase_after", "ttl",
})  # fmt: skip


def said_period(text: str | None) -> str:
    """How long rows are kept, where a comment says so; empty where it does not."""
    if not text or not _KEPT.search(text):
        return ""
    found = _TIME.search(text)
    return found[0] if found else ""


class Purge(NamedTuple):
    """A DELETE of what is old."""

    table: str
    """In lower case, without its schema."""
    column: str
    """The time it filters on, in lower case."""
    span: Span
    """The statement or the name of the routine."""


_OLD = re.compile(
    r"\bDELETE\s+FROM\s+(?:ONLY\s+)?(?P<table>[\w.\"`\[\]]{1,160})(?:\s+(?:AS\s+)?(?!WHERE\b)\w+)?\s+WHERE\b(?P<where>[^;]{1,2000})",
    re.I,
)
_FILTER = re.compile(r"(?:\b\w+\.)?[\"`\[]?(?P<column>[A-Za-z_]\w*)[\"`\]]?\s*<=?\s*(?P<value>[^;]{1,200})", re.I)
_NOW = re.compile(
    r"\b(?:now|current_timestamp|current_date|sysdate|systimestamp|getdate|getutcdate|sysdatetime|sysutcdatetime|localtimestamp|utc_timestamp|curdate|clock_timestamp|dateadd|date_sub|interval|"
    r"strftime|unixepoch)\b|\b(?:date|datetime)\s*\(\s*'now'",
    re.I,
)


def purges(replay: Replay) -> Iterator[Purge]:
    """The deletes of what is older than some time ago, in statements and in what the server runs."""
    texts: list[tuple[str, Span]] = [(body.text, body.span) for body in bodies(replay)]
    for step in replay.steps:
        if step.statement.verb == "DELETE" or (step.statement.verb == "SELECT" and "cron." in step.statement.text):
            texts.append((step.statement.text, step.statement.span))
    for text, span in texts:
        if "elete" not in text and "DELETE" not in text:
            continue
        for found in _OLD.finditer(_COMMENTS.sub(" ", text)):
            where = _FILTER.search(found["where"])
            if where is not None and _NOW.search(where["value"]):
                yield Purge(_bare(found["table"]), where["column"].lower(), span)


def declares_period(table: Table, replay: Replay, configured: Mapping[str, object]) -> bool:
    """Whether configuration, a comment, a document or a column of its own says how long rows of the table stay."""
    if any(key in configured for key in (table.name, table.name.lower(), f"{table.schema}.{table.name}")):
        return True
    texts = [table.comment, *(column.comment for column in table.columns)]
    described = told(replay, table)
    texts.append(described.text if described is not None else None)
    return any(said_period(text) for text in texts) or any(snake(column) in _ENDS for column in table.columns)


def table_named(name: str, catalog: Catalog) -> Table | None:
    """The table of that name in lower case, in whatever schema; None where there is none, or several."""
    found = [table for ref, table in catalog.tables.items() if ref.name.lower() == name]
    return found[0] if len(found) == 1 else None
