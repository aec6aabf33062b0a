"""ALTER … ALTER, MODIFY, CHANGE and RENAME: what there is already becomes another."""

from __future__ import annotations

from collections.abc import Iterator

from schemalint.model.change import (
    AlterConstraint,
    AlterIndex,
    Change,
    RenameColumn,
    RenameConstraint,
    RenameObject,
    SetOption,
)
from schemalint.model.name import Name, ObjectName
from schemalint.sql.reader import alter_columns, alter_partitions, constraints, options
from schemalint.sql.reader.alter_clauses import Action, Target, behaviour, lob_clauses
from schemalint.sql.reader.cursor import Cursor, Unreadable
from schemalint.sql.reader.storage import take_physical


def _alter(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.next()
    table = target.name
    words = ("CONSTRAINT", "CHECK") if cursor.dialect in ("mysql", "mariadb") else ("CONSTRAINT",)
    if cursor.at_any(*words) and cursor.is_name(1) and cursor.peek(2) not in ("TYPE", "DROP"):
        cursor.next()
        yield _states(cursor, table, cursor.name(), start)
    elif cursor.at_any("INDEX", "KEY") and cursor.is_name(1) and cursor.dialect in ("mysql", "mariadb", "tsql"):
        cursor.next()
        cursor.take("IF", "EXISTS")
        name = cursor.object_name()
        at = cursor.i
        if cursor.take("NOT", "IGNORED") or cursor.take_any("VISIBLE", "INVISIBLE", "IGNORED"):
            pass
        else:
            cursor.expect("REBUILD")
            cursor.take_any("NONCLUSTERED")
            cursor.take("HASH")
            alter_columns.online(cursor)
        yield AlterIndex(name, table, cursor.text(at).lower(), cursor.span(start))
    else:
        if cursor.at("COLUMN") and cursor.is_name(1):
            cursor.next()
        if cursor.dialect == "tsql":
            yield from alter_columns.alter_column_tsql(cursor, table, start)
        else:
            yield from alter_columns.alter_column(cursor, table, start)


def _states(cursor: Cursor, table: ObjectName, name: Name, start: int) -> Change:
    """ALTER CONSTRAINT name states; what is not written stays."""
    enforced = deferrable = deferred = None
    at = cursor.i
    while True:
        if cursor.take("NOT", "ENFORCED"):
            enforced = False
        elif cursor.take("ENFORCED"):
            enforced = True
        elif cursor.take("NOT", "DEFERRABLE"):
            deferrable, deferred = False, False
        elif cursor.take("DEFERRABLE"):
            deferrable = True
        elif cursor.take("INITIALLY", "DEFERRED"):
            deferrable, deferred = True, True
        elif cursor.take("INITIALLY", "IMMEDIATE"):
            deferred = False
        elif not (cursor.take("NO", "INHERIT") or cursor.take("INHERIT")):
            break
    if cursor.i == at:
        raise Unreadable(f"expected what becomes of the constraint {cursor.found()}")
    return AlterConstraint(table, name, None, enforced, deferrable, deferred, cursor.span(start))


def _modify(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    if alter_partitions.at_partition_action(cursor):
        yield alter_partitions.partition_action(cursor, target.name, start)
        return
    cursor.next()
    table = target.name
    if cursor.dialect == "oracle":
        if cursor.at("CONSTRAINT") and cursor.is_name(1):
            cursor.next()
            yield _oracle_states(cursor, table, cursor.name(), start)
        elif cursor.take("PRIMARY", "KEY"):
            yield _oracle_states(cursor, table, None, start)
        elif cursor.at("UNIQUE", "("):
            cursor.next()
            cursor.name_list()
            yield _oracle_states(cursor, table, None, start)
        elif cursor.at("LOB", "(") or cursor.at("DEFAULT", "ATTRIBUTES") or cursor.at("NESTED", "TABLE"):
            if cursor.take("DEFAULT", "ATTRIBUTES"):
                take_physical(cursor)
            elif cursor.at("NESTED"):
                options.oracle_option(cursor, [])
            else:
                cursor.expect("LOB")
                cursor.group()
                cursor.group()
            yield SetOption(target.kind, table, "storage", cursor.text(start), cursor.span(start))
        else:
            cursor.take("COLUMN") if cursor.is_name(1) and cursor.peek(1) not in ("DEFAULT", "NULL", "NOT") else None
            yield from alter_columns.modify_oracle(cursor, table, start)
            lob_clauses(cursor, target)
        return
    if cursor.at("COLUMN") and cursor.is_name(1):
        cursor.next()
    if_exists = cursor.take("IF", "EXISTS")
    yield alter_columns.redefine(cursor, table, start)._replace(if_exists=if_exists)


def _oracle_states(cursor: Cursor, table: ObjectName, name: Name | None, start: int) -> Change:
    at = cursor.i
    states = constraints.read_states(cursor)
    behaviour(cursor)
    if cursor.i == at:
        raise Unreadable(f"expected what becomes of the constraint {cursor.found()}")
    said = set(cursor.upper[at : cursor.i])
    enforced = states.enforced if said & {"ENABLE", "DISABLE"} else None
    validated = states.validated if said & {"ENABLE", "DISABLE", "VALIDATE", "NOVALIDATE"} else None
    deferrable = states.deferrable if "DEFERRABLE" in said else None
    deferred = states.initially_deferred if "INITIALLY" in said else None
    return AlterConstraint(table, name, validated, enforced, deferrable, deferred, cursor.span(start))


def _change(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.next()
    if cursor.at("COLUMN") and cursor.is_name(1):
        cursor.next()
    if_exists = cursor.take("IF", "EXISTS")
    column = cursor.name()
    yield alter_columns.redefine(cursor, target.name, start, column)._replace(if_exists=if_exists)


def rename(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    """RENAME of the thing itself, of a column, a constraint or an index."""
    if alter_partitions.at_partition_action(cursor):
        yield alter_partitions.partition_action(cursor, target.name, start)
        return
    cursor.next()
    table = target.name
    if cursor.at("CONSTRAINT") and cursor.is_name(1) and cursor.peek(2) == "TO":
        cursor.next()
        name = cursor.name()
        cursor.expect("TO")
        yield RenameConstraint(table, name, cursor.name(), cursor.span(start))
        return
    if cursor.at_any("INDEX", "KEY") and cursor.is_name(1) and cursor.dialect != "postgres":
        cursor.next()
        if_exists = cursor.take("IF", "EXISTS")
        index = cursor.object_name()
        cursor.expect("TO")
        yield RenameObject("index", index, ObjectName(cursor.name()), table, if_exists, cursor.span(start))
        return
    if (
        cursor.take("TO") or (cursor.dialect in ("mysql", "mariadb", "standard") and cursor.take_any("AS", "="))
    ) and cursor.is_name():
        new_name = cursor.object_name()
        yield RenameObject(target.kind, table, new_name, None, target.if_exists, cursor.span(start))
        return
    if cursor.at("COLUMN") and cursor.is_name(1) and cursor.peek(1) != "TO":
        cursor.next()
    elif cursor.dialect in ("mysql", "mariadb"):
        yield RenameObject(target.kind, table, cursor.object_name(), None, target.if_exists, cursor.span(start))
        return
    if_exists = cursor.take("IF", "EXISTS")
    column = cursor.name()
    cursor.expect("TO")
    yield RenameColumn(table, column, cursor.name(), cursor.span(start), if_exists)


WORDS: dict[str, Action] = {
    "ALTER": _alter,
    "MODIFY": _modify,
    "CHANGE": _change,
    "RENAME": rename,
}
"""The actions, by the first word of each."""
