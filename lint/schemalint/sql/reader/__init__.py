"""The DDL reader: a statement becomes the changes it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module

from schemalint.model.change import Change, Opaque, Reading
from schemalint.model.document import Statement
from schemalint.model.name import ObjectName
from schemalint.sql.reader.cursor import Cursor, Unreadable

Handler = Callable[[Cursor], Iterable[Change]]
"""Reads one statement from its first token on. What it leaves over, or what follows an `Unreadable` it lets through,
becomes an unread part; the changes it gave until then count."""

# Each module exports `HANDLERS: dict[str, Handler]` by `Statement.verb`. A later module does not override an earlier one.
MODULES = (
    "tables",
    "indexes",
    "alters",
    "alter_indexes",
    "views",
    "routines",
    "triggers",
    "policies",
    "grants",
    "comments",
    "user_types",
    "sequences",
    "objects",
    "drops",
    "renames",
    "session",
    "writes",
    "procedural",
)

_handlers: dict[str, Handler] = {}
_waiting = iter(MODULES)


def handler_of(verb: str) -> Handler | None:
    """Who reads statements of that verb; None where nobody does. Modules are imported one after another until one knows it,
    so a file of tables and indexes needs those two alone."""
    while verb not in _handlers:
        module = next(_waiting, None)
        if module is None:
            return None
        table: dict[str, Handler] = import_module(f"schemalint.sql.reader.{module}").HANDLERS
        for known, handler in table.items():
            _handlers.setdefault(known, handler)
    return _handlers[verb]


def read(statement: Statement) -> Reading:
    """What `statement` means. Never raises: what is not understood is an `Opaque` change or an unread part."""
    cursor = Cursor(statement)
    # Lines for a client and lines of data are known by their kind alone; `session` reads them under an empty verb.
    handler = handler_of("" if statement.kind in ("client", "data") else statement.verb)
    if statement.verb == "SELECT" and "INTO" in cursor.upper:
        handler = _select
    changes: list[Change] = []
    reason = ""
    if statement.fault:
        reason = statement.fault
    elif handler is None:
        reason = f"{statement.verb or 'this statement'} is not known"
    else:
        try:
            for change in handler(cursor):  # what was read before an `Unreadable` counts
                changes.append(change)
        except Unreadable as unreadable:
            reason = f"{statement.verb}: {unreadable.reason}"
    if not changes:
        cursor.i = cursor.n
        changes.append(Opaque("", touched(statement), reason or f"{statement.verb} is not understood", statement.span))
    elif not cursor.done:
        cursor.rest()
    return Reading(statement, tuple(changes), tuple(cursor.unread), cursor.i)


def _select(cursor: Cursor) -> Iterable[Change]:
    """A query that may make a table: SELECT … INTO t."""
    tables = import_module("schemalint.sql.reader.tables")
    made: Change | None = tables.select_into(cursor)
    if made is not None:
        return (made,)
    other = handler_of("SELECT")
    return other(cursor) if other is not None else ()


# What may stand between the verb of a statement and the name of its object.
_BEFORE_NAMES = frozenset({"IF", "NOT", "EXISTS", "ONLY", "CONCURRENTLY", "OR", "REPLACE", "ON"})


def touched(statement: Statement) -> tuple[ObjectName, ...]:
    """The objects a statement that cannot be read seems to touch: its own name, and the table after ON."""
    cursor = Cursor(statement)
    words = statement.verb.split()
    names: list[ObjectName] = []
    try:
        while not cursor.done and words:
            if cursor.next().upper() == words[0]:
                del words[0]
        while cursor.at_any(*_BEFORE_NAMES):
            cursor.next()
        if cursor.is_name() and not cursor.at("..."):
            names.append(cursor.object_name())
        if cursor.take("ON"):
            cursor.take("ONLY")
            names.append(cursor.object_name())
    except Unreadable:
        pass
    return tuple(names)
