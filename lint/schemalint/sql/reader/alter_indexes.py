"""ALTER INDEX in PostgreSQL, SQL Server, Oracle and MySQL."""

from __future__ import annotations

from collections.abc import Iterator

from schemalint.model.change import AlterIndex, AlterObject, AttachIndex, Change, RenameObject, SetOption
from schemalint.model.name import ObjectName
from schemalint.sql.reader import alter_columns, options
from schemalint.sql.reader.alter_clauses import Target
from schemalint.sql.reader.alter_parts import rename
from schemalint.sql.reader.alters import ACTIONS, move_all
from schemalint.sql.reader.cursor import Cursor, Unreadable
from schemalint.sql.reader.storage import take_physical, take_storage


def alter_index(cursor: Cursor) -> Iterator[Change]:
    """ALTER INDEX in PostgreSQL, SQL Server, Oracle and MySQL's relatives."""
    cursor.expect("ALTER")
    if cursor.take("FULLTEXT", "INDEX", "ON"):
        table = cursor.object_name()
        start = cursor.i
        cursor.until()
        yield AlterObject("fulltext index", table, cursor.text(start).lower(), span=cursor.statement.span)
        return
    cursor.expect("INDEX")
    if cursor.take("ALL", "IN", "TABLESPACE"):
        yield move_all(cursor, "index")
        return
    if_exists = cursor.take("IF", "EXISTS")
    name = cursor.object_name()
    on: ObjectName | None = None
    if cursor.take("ON"):
        on = cursor.object_name()
    start = cursor.i
    span = cursor.statement.span
    target = Target("index", name, if_exists, ACTIONS)
    if cursor.take("ATTACH", "PARTITION"):
        yield AttachIndex(name, cursor.object_name(), span)
    elif cursor.take("RENAME", "TO"):
        yield RenameObject("index", name, ObjectName(cursor.name()), on, if_exists, span)
    elif cursor.at("RENAME"):
        yield from rename(cursor, target, start)
    elif cursor.at("ALTER"):
        yield _index_statistics(cursor, name, start)
    elif cursor.dialect in ("tsql", "oracle") or cursor.at_any(
        "REBUILD", "UNUSABLE", "VISIBLE", "INVISIBLE", "IGNORED"
    ):
        yield from _index_action(cursor, name, on, start)
    else:
        action = ACTIONS.get(cursor.peek())
        if action is None:
            raise Unreadable(f"{cursor.peek()} is not known")
        yield from action(cursor, target, start)


def _index_statistics(cursor: Cursor, name: ObjectName, start: int) -> Change:
    cursor.next()
    cursor.take("COLUMN")
    column = cursor.next()
    cursor.expect("SET", "STATISTICS")
    sign = "-" if cursor.take("-") else ""
    value = f"{column} {sign}{cursor.next()}"
    return SetOption("index", name, "statistics", value, cursor.span(start))


def _index_action(cursor: Cursor, name: ObjectName, on: ObjectName | None, start: int) -> Iterator[Change]:
    word = cursor.take_any(
        "REBUILD", "REORGANIZE", "DISABLE", "ENABLE", "UNUSABLE", "VISIBLE", "INVISIBLE", "COALESCE", "COMPILE", "RESUME",
        "PAUSE", "ABORT", "PARAMETERS", "IGNORED",
    )  # fmt: skip
    if word:
        while not cursor.done:
            if cursor.take_any("PARTITION", "SUBPARTITION"):
                cursor.take("=")
                cursor.next()
            elif cursor.at("WITH", "("):
                alter_columns.online(cursor)
            elif cursor.at("("):
                cursor.group()
            elif not (cursor.take_any("CLEANUP", "ONLY", "NOREVERSE") or take_storage(cursor)):
                break
        yield AlterIndex(name, on, word.lower(), cursor.statement.span)
        return
    if cursor.take("SET"):
        for option, value in options.bracketed_options(cursor):
            yield SetOption("index", name, option, value, cursor.statement.span)
        return
    if cursor.at_any("RENAME", "MODIFY", "DROP", "SPLIT", "ADD") and cursor.peek(1) in (
        "PARTITION",
        "SUBPARTITION",
        "DEFAULT",
    ):
        cursor.until()
        yield SetOption("index", name, "partition", cursor.text(start), cursor.statement.span)
        return
    if cursor.take("MONITORING", "USAGE") or cursor.take("NOMONITORING", "USAGE"):
        yield SetOption("index", name, "monitoring", cursor.text(start).lower(), cursor.statement.span)
        return
    if not take_storage(cursor):
        raise Unreadable(f"{cursor.peek()} is not known")
    take_physical(cursor)
    yield SetOption("index", name, "storage", cursor.text(start), cursor.statement.span)


HANDLERS = {"ALTER INDEX": alter_index}
