"""ALTER TABLE in all dialects, ALTER VIEW, ALTER MATERIALIZED VIEW and ALTER FOREIGN TABLE, which share their actions."""

from __future__ import annotations

from collections.abc import Iterator

from schemalint.model.change import Change, Opaque, SetOption
from schemalint.model.name import ObjectName
from schemalint.sql.reader import (
    alter_adds,
    alter_drops,
    alter_mysql,
    alter_oracle,
    alter_parts,
    alter_settings,
    alter_tsql,
    options,
)
from schemalint.sql.reader.alter_clauses import Action, Target
from schemalint.sql.reader.cursor import Cursor, Unreadable
from schemalint.sql.reader.storage import take_physical, take_storage

_MODIFIERS = frozenset({"ALTER", "ONLINE", "OFFLINE", "IGNORE", "FOREIGN", "MATERIALIZED", "EXTERNAL", "VIRTUAL"})


def alter_table(cursor: Cursor) -> Iterator[Change]:
    """ALTER TABLE and ALTER FOREIGN TABLE."""
    yield from _altered(cursor, "TABLE", "table")


def alter_view(cursor: Cursor) -> Iterator[Change]:
    """ALTER VIEW: PostgreSQL's and Oracle's actions, or a new query in MySQL and SQL Server."""
    if cursor.dialect in ("mysql", "mariadb", "tsql") or "SELECT" in cursor.upper:
        from schemalint.sql.reader.views import alter_view as written_anew

        yield from written_anew(cursor)
        return
    yield from _altered(cursor, "VIEW", "view")


def alter_materialized_view(cursor: Cursor) -> Iterator[Change]:
    """ALTER MATERIALIZED VIEW."""
    yield from _altered(cursor, "VIEW", "materialized-view")


def _altered(cursor: Cursor, noun: str, kind: str) -> Iterator[Change]:
    while not cursor.take(noun):
        if cursor.next().upper() not in _MODIFIERS:
            cursor.record(cursor.i - 1)
    if_exists = only = bracketed = False
    if cursor.at_any("ALL", "IF", "ONLY"):
        if cursor.take("ALL", "IN", "TABLESPACE"):
            yield move_all(cursor, kind)
            return
        if_exists = cursor.take("IF", "EXISTS")
        only = cursor.take("ONLY")
        bracketed = only and cursor.take("(")
    target = Target(kind, cursor.object_name(), if_exists, ACTIONS)
    target.only = only
    if bracketed:
        cursor.expect(")")
    if cursor.at_any("*", "WAIT", "NOWAIT"):
        if cursor.next().upper() == "WAIT":
            cursor.next()
    elif cursor.done:
        raise Unreadable("expected an action at the end")
    last = ""
    while not cursor.done:
        start = cursor.i
        unread = len(cursor.unread)
        word = cursor.peek()
        action = ACTIONS.get(word)
        if last and (action is None or (cursor.dialect == "tsql" and word not in ("ADD", "DROP"))):
            action = ACTIONS[last]  # SQL Server says ADD and DROP once for a list
        elif action is None:
            action = _other
        made = False
        try:
            for change in action(cursor, target, start):
                made = True
                yield change
        except Unreadable as unreadable:
            if made:
                cursor.skip()
            else:
                yield _opaque(cursor, target, start, unread, unreadable.reason)
        if cursor.at_any(")", "]"):
            at = cursor.i
            cursor.next()
            cursor.record(at)
        listing = word if word in ("ADD", "DROP") and cursor.dialect in ("tsql", "standard") else last
        if cursor.take(","):
            last = listing
        elif not cursor.done:
            last = ""
            if cursor.at("PARTITION", "BY") and cursor.dialect in ("mysql", "mariadb"):
                continue  # stands behind the last action without a comma
            if (
                cursor.peek() not in ACTIONS
                or cursor.dialect not in ("oracle", "tsql", "standard")
                or cursor.i == start
            ):
                cursor.skip()
                if cursor.i == start:
                    cursor.next()
                    cursor.record(start)
                cursor.take(",")


def move_all(cursor: Cursor, kind: str) -> Change:
    """PostgreSQL's ALL IN TABLESPACE t [OWNED BY roles] SET TABLESPACE u [NOWAIT]."""
    space = ObjectName(cursor.name())
    if cursor.take("OWNED", "BY"):
        cursor.name()
        while cursor.take(","):
            cursor.name()
    cursor.expect("SET", "TABLESPACE")
    new = cursor.name().value
    cursor.take("NOWAIT")
    return SetOption("tablespace", space, f"move {kind}", new, cursor.statement.span)


def _opaque(cursor: Cursor, target: Target, start: int, unread: int, reason: str) -> Opaque:
    """An action that is not understood: passed over to the comma."""
    cursor.i = start
    del cursor.unread[unread:]
    cursor.pass_over()
    if cursor.i == start:
        cursor.next()
    words = " ".join(cursor.words[start : start + 3])
    return Opaque(target.kind, (target.name,), f"the action {words} is not known: {reason}", cursor.span(start))


def _other(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    """Options of a table, which begin with many words; raises `Unreadable` for what is none."""
    found: options.Options = []
    dialect = cursor.dialect
    if dialect in ("mysql", "mariadb", "standard") and options.mysql_option(cursor, found):
        # Options follow one another without commas.
        while not cursor.done and options.mysql_option(cursor, found):
            pass
    elif (
        dialect in ("oracle", "standard")
        and (take_storage(cursor) or options.oracle_option(cursor, found))
        and not found
    ):
        take_physical(cursor)
        words = cursor.text(start).lower().split()
        found.append((words[0], " ".join(words[1:])))
    elif (dialect == "standard" and options.standard_option(cursor, found) and not found) or (
        dialect == "mysql" and cursor.take_any("SECONDARY_LOAD", "SECONDARY_UNLOAD")
    ):
        found.append((cursor.words[start].lower(), ""))
    elif dialect == "standard" and cursor.take("ACTIVATE", "NOT", "LOGGED", "INITIALLY"):
        found.append(("logged", "not"))
    if not found:
        raise Unreadable(f"{cursor.peek()} is not known")
    for name, value in found:
        yield SetOption(target.kind, target.name, name, value, cursor.span(start))


ACTIONS: dict[str, Action] = {
    **alter_adds.WORDS,
    **alter_drops.WORDS,
    **alter_parts.WORDS,
    **alter_settings.WORDS,
    **alter_tsql.WORDS,
    **alter_mysql.WORDS,
    **alter_oracle.WORDS,
}
"""By their first word. What is none of these is an option of the table."""

HANDLERS = {
    "ALTER TABLE": alter_table,
    "ALTER FOREIGN TABLE": alter_table,
    "ALTER VIEW": alter_view,
    "ALTER MATERIALIZED VIEW": alter_materialized_view,
}
