"""The record of personal data: what lies in which table, where it is seen again, who may read it, how long it stays."""

from __future__ import annotations

import re
from collections.abc import Mapping

from schemalint.model.name import Ref, likenesses
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Replay
from schemalint.model.schema import Catalog, Table
from schemalint.personal.classes import Personal, personal_columns, words_of


class Entry(NamedTuple):
    """One table with personal data."""

    table: Table
    columns: tuple[Personal, ...]
    seen_in: tuple[str, ...]
    """Views that read the table, through other views too, and the history tables that are named for it."""
    readers: tuple[str, ...]
    """Roles that were granted SELECT or ALL on the table or on one of these views; `public` means everybody."""
    row_security: bool
    period: str
    """How long rows stay, as configuration, a comment or a document says; empty where nothing does."""


def record(replay: Replay, classes: Mapping[str, object], periods: Mapping[str, object]) -> list[Entry]:
    """An entry for each table with personal data, in the order they stand in the text."""
    held: dict[Ref, list[Personal]] = {}
    for one in personal_columns(replay.catalog, replay, classes):
        held.setdefault(one.table.ref, []).append(one)
    readers = _views_by_table(replay.catalog)
    entries = []
    for ref, columns in held.items():
        table = columns[0].table
        views = _reached(ref, readers)
        copies = [one.ref.text for one in _histories(table, replay.catalog)]
        entries.append(
            Entry(
                table,
                tuple(columns),
                (*(view.text for view in views), *copies),
                _grantees(replay.catalog, (ref, *views)),
                table.row_security,
                _period(table, replay, periods),
            )
        )
    return entries


def _views_by_table(catalog: Catalog) -> dict[Ref, list[Ref]]:
    found: dict[Ref, list[Ref]] = {}
    for ref, view in sorted(catalog.views.items()):
        for read in view.reads:
            found.setdefault(read, []).append(ref)
    return found


def _reached(ref: Ref, readers: Mapping[Ref, list[Ref]]) -> list[Ref]:
    found: dict[Ref, None] = {}
    waiting = [ref]
    while waiting:
        for view in readers.get(waiting.pop(), ()):
            if view not in found:
                found[view] = None
                waiting.append(view)
    return list(found)


_ENDS = frozenset({"history", "hist", "audit", "archive", "archived", "log", "backup", "versions"})


def _histories(table: Table, catalog: Catalog) -> list[Table]:
    own = "_".join(words_of(table))
    found = []
    for other in catalog.tables.values():
        words = words_of(other)
        if len(words) > 1 and words[-1] in _ENDS and "_".join(words[:-1]) in (own, own.removesuffix("s")):
            found.append(other)
    return sorted(found, key=lambda one: one.ref)


def _grantees(catalog: Catalog, refs: tuple[Ref, ...]) -> tuple[str, ...]:
    """Who holds SELECT on one of the objects, after all GRANT and REVOKE."""
    held: set[tuple[str, Ref]] = set()
    for grant in catalog.grants:
        if {"SELECT", "ALL", "ALL PRIVILEGES"}.isdisjoint(grant.privileges):
            continue
        for ref in refs:
            around = grant.all_in_schema and any(one.name == ref.schema for one in grant.objects)
            if ref in grant.objects or around:
                pairs = {(name.strip("'\"`").lower(), ref) for name in grant.grantees}
                held = held - pairs if grant.revoke else held | pairs
    return tuple(sorted({name for name, _ in held}))


_TIME = re.compile(
    r"\b\d{1,5}[\s-]*(?:days?|weeks?|months?|years?|tagen?|monaten?|jahren?|jours?|mois|ans|días|meses|años|anos)\b",
    re.I,
)
_KEPT = re.compile(
    r"\bretain|\bretention\b|\bkept\b|\bkeep\b|\bpurge|\bexpire|\bdeleted? after|\baufbewahr|\bconserv|\breten", re.I
)


def _period(table: Table, replay: Replay, periods: Mapping[str, object]) -> str:
    for key in (f"{table.schema}.{table.name}", table.name, table.name.lower()):
        if isinstance(periods.get(key), str):
            return str(periods[key])
    texts = [table.comment or "", *(column.comment or "" for column in table.columns)]
    for likeness in likenesses(f'"{table.name}"'):
        told = replay.descriptions.get((likeness, "")) if replay.descriptions else None
        if told is not None:
            texts.append(told.text)
    for text in texts:
        time = _TIME.search(text) if _KEPT.search(text) else None
        if time is not None:
            return time[0]
    return ""
