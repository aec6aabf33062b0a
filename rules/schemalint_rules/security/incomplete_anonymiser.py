from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import (
    STORED_COPIES,
    Bad,
    Body,
    Catalog,
    CatalogRule,
    Copy,
    Diagnostic,
    Erasure,
    Good,
    Personal,
    Ref,
    Replay,
    Span,
    Subject,
    Table,
    WriteRows,
    bodies,
    erasures,
    without_comments,
)
from schemalint_rules._once import once
from schemalint_rules._personal import copies, personal
from schemalint_rules._tables import stored

_ERASES = re.compile(
    r"anonymi[sz]|anonimi[sz]|pseudonymi[sz]|erase|erasure|forget|gdpr|dsgvo|rgpd|lgpd|scrub|redact|depersonali|delete_?(?:user|account|customer|person|patient|member)|"
    r"remove_?(?:user|customer|person|patient|member)|loesch|supprimer_?(?:client|utilisateur)",
    re.I,
)
"""What routines that erase a person are called."""
_ERASES_ALL = re.compile(r"anonymi[sz]|anonimi[sz]|pseudonymi[sz]|gdpr|dsgvo|rgpd|lgpd|scrub|depersonali", re.I)
"""What files are called that do it to everybody."""


class IncompleteAnonymiser(CatalogRule):
    """Who erases a person erases all of it.

    ## What it does
    For a routine or scheduled job that overwrites or deletes personal data and is named for it (anonymise, erase, forget, GDPR …, or
    delete_user and the like), and for a migration of such a name, reports the personal columns of the table that it leaves as they
    are, and what holds copies of them and is not touched: `users_history` and `user_audit`, history tables of the server, tables
    into which a trigger writes the row or its columns, tables filled from it, and materialized views that nothing refreshes. What a
    foreign key with ON DELETE CASCADE takes along is gone.

    ## Why is this bad
    The person asked to be forgotten, was told that it is done, and is still there, in a column added later or in the audit.

    ## Fix
    Overwrite the columns, delete the copies or overwrite them as well. Not done by itself.

    ## References
    - Regulation (EU) 2016/679 (GDPR), article 17
    """

    name = "incomplete-anonymiser"
    severity = "warning"
    on = "strict"
    needs = ("queries",)
    good = (
        Good(
            "CREATE FUNCTION erase_user(bigint) RETURNS void LANGUAGE sql AS $$\n"
            "  UPDATE users SET email = NULL, phone = NULL WHERE id = $1; DELETE FROM users_history WHERE id = $1;\n$$;",
            given="CREATE TABLE users (id bigint PRIMARY KEY, email text, phone text);\n"
            "CREATE TABLE users_history (id bigint, email text, phone text);",
        ),
        Good(
            "CREATE FUNCTION set_email(bigint, text) RETURNS void LANGUAGE sql AS 'UPDATE users SET email = $2 WHERE id = $1';",
            given="CREATE TABLE users (id bigint PRIMARY KEY, email text, phone text);",
        ),
    )
    bad = (
        Bad(
            "CREATE FUNCTION erase_user(bigint) RETURNS void LANGUAGE sql AS 'UPDATE users SET email = NULL WHERE id = $1';",
            given="CREATE TABLE users (id bigint PRIMARY KEY, email text, phone text);",
            at="erase_user",
            message="phone",
        ),
        Bad(
            "CREATE PROCEDURE delete_user(IN who int) DELETE FROM users WHERE id = who;",
            given="CREATE TABLE users (id int PRIMARY KEY, email varchar(200));\n"
            "CREATE TABLE users_history (id int, email varchar(200));",
            at="delete_user",
            message="users_history",
            dialect="mysql",
        ),
        Bad(
            "CREATE PROCEDURE erase_user(IN who int) UPDATE users SET email = NULL WHERE id = who;",
            given="CREATE TABLE users (id int PRIMARY KEY, email varchar(200)) WITH SYSTEM VERSIONING;",
            at="erase_user",
            message="DELETE HISTORY",
            dialect="mariadb",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        held: dict[str, list[Personal]] = {}
        for one in personal(replay):
            held.setdefault(one.table.name.lower(), []).append(one)
        judged = {table.ref for table in stored(catalog)}
        for body in (*bodies(replay), *_scripts(replay)) if held else ():
            if not _ERASES.search(body.name):
                continue
            done = erasures(body.text)
            for name in dict.fromkeys(one.table for one in done):
                columns = held.get(name)
                if not columns or columns[0].table.ref not in judged:
                    continue
                table = columns[0].table
                own = [one for one in done if one.table == name and not one.history]
                gone = any(one.deletes for one in own)
                written = frozenset[str]().union(*(one.columns for one in own))
                blanked = frozenset[str]().union(*(one.blanked for one in own))
                if not gone and not any(one.column.name.lower() in blanked for one in columns):
                    continue  # it changes something else of the row, or writes what it was handed
                left = [] if gone else [one.column.name for one in columns if one.column.name.lower() not in written]
                kept = [one for one in copies(replay).of(table.ref) if one.kind in STORED_COPIES]
                kept = [one for one in kept if not _is_cleared(one, table, done, gone, replay)]
                if left or kept:
                    yield self._told(body, table, left, kept)

    def _told(self, body: Body, table: Table, left: list[str], kept: list[Copy]) -> Diagnostic:
        parts = []
        if left:
            parts.append(f"leaves {', '.join(f'{table.ref.text}.{name}' for name in left)} as they were")
        if kept:
            parts.append(f"leaves the copies in {', '.join(_named(one, table) for one in kept)}")
        versions = any(one.ref == table.ref for one in kept)
        return self.found(
            body.span,
            f"{body.name} erases rows of {table.ref.text} but {' and '.join(parts)}: the person is still there.",
            subject=Subject("routine", body.schema or None, None, body.name),
            repair=f"DELETE HISTORY FROM {table.ref.text};"
            if versions and not left
            else "overwrite these columns too, and delete or overwrite the copies",
        )


def _named(copy: Copy, table: Table) -> str:
    return f"the former versions of {table.ref.text}" if copy.ref == table.ref else copy.ref.text


def _is_cleared(copy: Copy, table: Table, done: list[Erasure], gone: bool, replay: Replay) -> bool:
    """Whether a copy goes too: the body touches it, a foreign key takes its rows along, something refreshes it."""
    name = copy.ref.name.lower()
    if copy.ref == table.ref:
        return any(one.history for one in done if one.table == name)
    if any(one.table == name for one in done):
        return True
    if copy.kind == "materialized view":
        return name in _refreshed(replay)
    held = replay.catalog.tables.get(copy.ref)
    return gone and held is not None and _goes_along(held, table.ref)


def _goes_along(copy: Table, ref: Ref) -> bool:
    return any(key.parent == ref and key.on_delete.upper() == "CASCADE" for key in copy.foreign_keys)


@once
def _refreshed(replay: Replay) -> frozenset[str]:
    """The materialized views that a statement or a job refreshes."""
    texts = [
        without_comments(reading.statement.text, replay.dialect)
        for reading in replay.readings
        if "REFRESH" in reading.statement.text.upper()
    ]
    texts += [body.text for body in bodies(replay)]
    return frozenset(one.table for text in texts for one in erasures(text) if one.history)


def _scripts(replay: Replay) -> Iterator[Body]:
    """The files that are named for erasing and change rows, as bodies."""
    found: dict[str, list[str]] = {}
    spans: dict[str, Span] = {}
    for step in replay.steps:
        if isinstance(step.change, WriteRows) and step.change.verb in ("update", "delete"):
            path = step.statement.path
            if _ERASES_ALL.search(_file(path)):
                found.setdefault(path, []).append(without_comments(step.statement.text, replay.dialect))
                spans.setdefault(path, step.statement.span)
    for path, texts in found.items():
        yield Body(_file(path), ";\n".join(texts), spans[path])


def _file(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2]
