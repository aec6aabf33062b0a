"""ALTER … DROP: columns, constraints, indexes."""

from __future__ import annotations

from collections.abc import Iterator

from schemalint.model.change import Change, DropColumn, DropConstraint, DropObjects, SetOption
from schemalint.model.name import ObjectName
from schemalint.sql.reader import alter_columns, alter_partitions, options
from schemalint.sql.reader.alter_clauses import ENDS, Action, Target, after_drop, behaviour, keep_index
from schemalint.sql.reader.cursor import Cursor, Unreadable


def _drop(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    if alter_partitions.at_partition_action(cursor):
        yield alter_partitions.partition_action(cursor, target.name, start)
        return
    cursor.take("DROP")
    table = target.name
    if cursor.take("CONSTRAINT"):
        yield from _drop_constraint(cursor, target, start)
    elif cursor.at("PRIMARY", "KEY"):
        cursor.i += 2
        cascade = behaviour(cursor)
        keep_index(cursor)
        yield DropConstraint(table, None, "primary key", cascade=cascade, span=cursor.span(start))
    elif cursor.at("FOREIGN", "KEY"):
        cursor.i += 2
        if_exists = cursor.take("IF", "EXISTS")
        yield DropConstraint(table, cursor.name(), "foreign key", (), if_exists, span=cursor.span(start))
    elif cursor.at("CHECK") and cursor.is_name(1):
        cursor.next()
        yield DropConstraint(table, cursor.name(), "check", span=cursor.span(start))
    elif cursor.at("UNIQUE") and cursor.peek(1) not in ENDS:
        cursor.next()
        yield from _drop_unique(cursor, table, start)
    elif cursor.at_any("INDEX", "KEY") and cursor.peek(1) not in ENDS and cursor.dialect != "postgres":
        cursor.next()
        if_exists = cursor.take("IF", "EXISTS")
        yield DropObjects("index", (cursor.object_name(),), if_exists, on=table, span=cursor.span(start))
    elif cursor.at("SYSTEM", "VERSIONING"):
        cursor.i += 2
        yield SetOption(target.kind, table, "system versioning", "without", cursor.span(start))
    elif cursor.at("PERIOD", "FOR"):
        cursor.i += 2
        cursor.name()
        yield SetOption(target.kind, table, "period", "", cursor.span(start))
    elif cursor.at("SUPPLEMENTAL", "LOG"):
        options.supplemental_log(cursor)
        yield SetOption(target.kind, table, "supplemental log", "", cursor.span(start))
    elif cursor.at("UNUSED", "COLUMNS") or cursor.at("COLUMNS", "CONTINUE"):
        cursor.i += 2
        if cursor.take("CHECKPOINT"):
            cursor.next()
        yield SetOption(target.kind, table, "drop unused columns", "", cursor.span(start))
    elif cursor.at_any("MATERIALIZED", "RESTRICT") and cursor.dialect == "standard":
        raise Unreadable(f"DROP {cursor.peek()} is not known")
    else:
        yield from _drop_column(cursor, target, start)


def _drop_unique(cursor: Cursor, table: ObjectName, start: int) -> Iterator[Change]:
    if cursor.at("("):
        columns = tuple(name.value for name in cursor.name_list())
        cascade = behaviour(cursor)
        keep_index(cursor)
        yield DropConstraint(table, None, "unique", columns, cascade=cascade, span=cursor.span(start))
    else:
        yield DropConstraint(table, cursor.name(), "unique", span=cursor.span(start))


def _drop_constraint(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    if_exists = cursor.take("IF", "EXISTS")
    name = cursor.name()
    while cursor.take("."):
        name = cursor.name()
    cascade = behaviour(cursor)
    keep_index(cursor)
    if cursor.dialect == "tsql":
        alter_columns.online(cursor)
    yield DropConstraint(target.name, name, "constraint", (), if_exists, cascade, cursor.span(start))
    # SQL Server: DROP CONSTRAINT a, b
    while cursor.dialect == "tsql" and cursor.at(",") and cursor.is_name(1) and not _names_dropped(cursor, 1):
        cursor.next()
        at = cursor.i
        yield DropConstraint(target.name, cursor.name(), "constraint", (), if_exists, span=cursor.span(at))


def _names_dropped(cursor: Cursor, k: int) -> bool:
    """Whether the word `k` places ahead says anew what is dropped."""
    return cursor.peek(k) in ("CONSTRAINT", "COLUMN", "INDEX", "DROP") and cursor.peek(k + 1) not in ENDS


def _drop_column(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    table = target.name
    said = (cursor.at("COLUMN") or cursor.at("COLUMNS")) and cursor.peek(1) not in ENDS
    if said:
        cursor.next()
    if cursor.at("("):
        names = cursor.name_list()
        cascade = behaviour(cursor)
        after_drop(cursor)
        for name in names:
            yield DropColumn(table, name, cascade=cascade, span=cursor.span(start))
        return
    if_exists = cursor.take("IF", "EXISTS")
    if cursor.dialect == "tsql" and not said:
        # Without COLUMN it is a constraint.
        yield DropConstraint(table, cursor.name(), "constraint", (), if_exists, span=cursor.span(start))
        return
    column = cursor.name()
    cascade = behaviour(cursor)
    after_drop(cursor)
    yield DropColumn(table, column, if_exists, cascade, cursor.span(start))
    while cursor.dialect == "tsql" and cursor.at(",") and cursor.is_name(1) and not _names_dropped(cursor, 1):
        cursor.next()
        at = cursor.i
        yield DropColumn(table, cursor.name(), if_exists, False, cursor.span(at))


WORDS: dict[str, Action] = {
    "DROP": _drop,
}
"""The actions, by the first word of each."""
