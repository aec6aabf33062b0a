"""RENAME statements of MySQL, MariaDB and Oracle, and SQL Server's sp_rename and schema transfer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemalint.model.change import Change, RenameColumn, RenameObject, SetSchema
from schemalint.model.name import Name, ObjectName
from schemalint.sql.reader.cursor import Cursor, Unreadable
from schemalint.sql.reader.kinds import take_if_exists

if TYPE_CHECKING:
    from schemalint.sql.reader import Handler

# The type that sp_rename is told, and the kind it stands for; without one the object is found by its name.
_OBJECT_TYPES = {
    "": "object",
    "OBJECT": "object",
    "USERDATATYPE": "type",
    "STATISTICS": "statistics",
    "DATABASE": "database",
}


def rename(c: Cursor) -> tuple[Change, ...]:
    """RENAME TABLE a TO b, … (MySQL), RENAME a TO b (Oracle), RENAME USER a TO b, …"""
    c.expect("RENAME")
    span = c.statement.span
    changes: list[Change] = []
    if c.take("USER"):
        from schemalint.sql.reader.grants import read_grantee

        while True:
            old = read_grantee(c)
            c.expect("TO")
            changes.append(RenameObject("role", ObjectName(old), ObjectName(read_grantee(c)), span=span))
            if not c.take(","):
                return tuple(changes)
    # Oracle's form says no kind: tables, views, sequences and synonyms share it, as they share their names.
    kind = "table" if c.take_any("TABLE", "TABLES") or c.dialect != "oracle" else "object"
    if_exists = take_if_exists(c)
    while True:
        start = c.i
        name = c.object_name()
        if c.take("WAIT"):
            c.next()
        c.take("NOWAIT")
        c.expect("TO")
        new = c.object_name()
        changes.append(RenameObject(kind, name, new, None, if_exists, c.span(start)))
        if not c.take(","):
            return tuple(changes)


def stored_rename(c: Cursor, arguments: dict[str, tuple[str | None, int]]) -> tuple[Change, ...]:
    """EXEC sp_rename 'old', 'new' [, 'type']; raises `Unreadable` where the arguments are no literals."""
    old, old_token = arguments.get("@objname") or arguments.get("0") or (None, 0)
    new, new_token = arguments.get("@newname") or arguments.get("1") or (None, 0)
    kind = (arguments.get("@objtype") or arguments.get("2") or ("", 0))[0] or ""
    if old is None or new is None:
        raise Unreadable("sp_rename is given no literal names")
    from schemalint.sql.reader.comments import string_name

    path = string_path(c, old_token, old)
    new_name = string_name(c, new_token, new)
    span = c.statement.span
    kind = kind.upper()
    if kind == "COLUMN":
        table, column = _owner(path)
        return (RenameColumn(table, column, new_name, span),)
    if kind == "INDEX":
        table, index = _owner(path)
        schema = path[-3] if len(path) > 2 else None
        return (RenameObject("index", ObjectName(index, schema), ObjectName(new_name), table, False, span),)
    if kind not in _OBJECT_TYPES:
        raise Unreadable(f"sp_rename does not know the type {kind}")
    schema = path[-2] if len(path) > 1 else None
    database = path[-3] if len(path) > 2 else None
    return (
        RenameObject(
            _OBJECT_TYPES[kind], ObjectName(path[-1], schema, database), ObjectName(new_name), None, False, span
        ),
    )


def _owner(path: tuple[Name, ...]) -> tuple[ObjectName, Name]:
    if len(path) < 2:
        raise Unreadable("sp_rename is given no table")
    schema = path[-3] if len(path) > 2 else None
    database = path[-4] if len(path) > 3 else None
    return ObjectName(path[-2], schema, database), path[-1]


def string_path(c: Cursor, token: int, text: str) -> tuple[Name, ...]:
    """The dotted name inside a string literal, its parts with their places in the document."""
    word = c.words[token]
    quote = word.find("'")
    exact = quote >= 0 and word[quote + 1 : -1] == text
    base = c.starts[token] + quote + 1
    whole = c.token_span(token)
    names: list[Name] = []
    at = 0
    while at <= len(text):
        start = at
        closing = {"[": "]", '"': '"'}.get(text[at : at + 1])
        if closing:
            at += 1
            while at < len(text) and (text[at] != closing or text[at + 1 : at + 2] == closing):
                at += 2 if text[at] == closing else 1
            at += 1
        else:
            while at < len(text) and text[at] != ".":
                at += 1
        written = text[start:at]
        place = whole._replace(start=base + start, end=base + at) if exact else whole
        value = written[1:-1].replace(closing * 2, closing) if closing else written.strip()
        names.append(Name(value.lower(), written, place))
        at = max(at, start)
        if text[at : at + 1] != ".":
            break
        at += 1
    return tuple(names)


def transfer(c: Cursor) -> tuple[Change, ...]:
    """SQL Server's ALTER SCHEMA target TRANSFER [class ::] object."""
    c.expect("ALTER", "SCHEMA")
    schema = c.name()
    c.expect("TRANSFER")
    kind = "object"
    if c.peek(1) == "::":
        kind = {"TYPE": "type", "OBJECT": "object"}.get(c.peek(), c.peek().lower())
        c.next()
        c.next()
    elif c.take("XML", "SCHEMA", "COLLECTION", "::"):
        kind = "xml schema collection"
    return (SetSchema(kind, c.object_name(), schema, c.statement.span),)


HANDLERS: dict[str, Handler] = {"RENAME": rename, "RENAME TABLE": rename, "RENAME USER": rename}
