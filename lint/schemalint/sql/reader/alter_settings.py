"""ALTER … SET, RESET, ENABLE and the other settings of PostgreSQL, some of which Oracle has too."""

from __future__ import annotations

from collections.abc import Iterator

from schemalint.model.change import (
    AlterConstraint,
    AlterObject,
    Change,
    DropColumn,
    SetInheritance,
    SetOption,
    SetRowSecurity,
    SetSchema,
    SetTrigger,
)
from schemalint.model.name import Name
from schemalint.sql.reader import alter_columns, alter_partitions, constraints, options
from schemalint.sql.reader.alter_clauses import ENDS, Action, Target, after_drop, behaviour, keep_index
from schemalint.sql.reader.cursor import Cursor, Unreadable


def _set(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    table, kind = target.name, target.kind
    reset = cursor.next().upper() == "RESET"
    if cursor.at("("):
        found = options.bracketed_options(cursor)
        if not reset:
            cursor.take("WITH")
        for name, value in found:
            yield SetOption(kind, table, name, value, cursor.span(start))
    elif reset:
        raise Unreadable(f"expected ( {cursor.found()}")
    elif cursor.take("SCHEMA"):
        yield SetSchema(kind, table, cursor.name(), cursor.span(start))
    elif cursor.take("TABLESPACE"):
        space = cursor.name()
        cursor.take("NOWAIT")
        yield SetOption(kind, table, "tablespace", space.value, cursor.span(start))
    elif cursor.take_any("LOGGED", "UNLOGGED"):
        yield SetOption(kind, table, cursor.peek(-1).lower(), "", cursor.span(start))
    elif cursor.take("WITHOUT", "CLUSTER"):
        yield SetOption(kind, table, "cluster", "", cursor.span(start))
    elif cursor.take("WITHOUT", "OIDS") or cursor.take("WITH", "OIDS"):
        yield SetOption(kind, table, "oids", str(cursor.peek(-2) == "WITH").lower(), cursor.span(start))
    elif cursor.take("ACCESS", "METHOD"):
        yield SetOption(kind, table, "access method", cursor.name().value, cursor.span(start))
    elif cursor.take("UNUSED"):
        yield from _set_unused(cursor, target, start)
    elif cursor.take("INTERVAL"):
        cursor.group()
        yield SetOption(kind, table, "interval", cursor.text(start + 2), cursor.span(start))
    elif cursor.take("LOCALITY"):
        yield SetOption(kind, table, "locality", cursor.until(","), cursor.span(start))
    else:
        raise Unreadable(f"SET {cursor.peek()} is not known")


def _set_unused(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    """Oracle's SET UNUSED: the columns are gone for every user of the table."""
    cursor.take("COLUMN")
    names = cursor.name_list() if cursor.at("(") else (cursor.name(),)
    cascade = behaviour(cursor)
    after_drop(cursor)
    for name in names:
        yield DropColumn(target.name, name, cascade=cascade, span=cursor.span(start))


def _owner(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.expect("OWNER", "TO")
    owner = cursor.name()
    yield SetOption(target.kind, target.name, "owner", owner.value, cursor.span(start))


def _enable(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    """ENABLE and DISABLE of triggers, rules, row security, constraints, keys, change tracking."""
    table, kind = target.name, target.kind
    word = cursor.next().upper()
    on = word == "ENABLE"
    if cursor.take("ROW", "LEVEL", "SECURITY"):
        yield SetRowSecurity(table, on, None, cursor.span(start))
        return
    if target.kind == "materialized-view" and cursor.take("QUERY", "REWRITE"):
        yield AlterObject(kind, table, cursor.text(start).lower(), span=cursor.span(start))
        return
    how = cursor.take_any("REPLICA", "ALWAYS")
    if cursor.take("TRIGGER"):
        names = [_trigger_name(cursor)]
        while cursor.dialect == "tsql" and cursor.take(","):
            names.append(_trigger_name(cursor))
        for trigger in names:
            yield SetTrigger(table, trigger, on, cursor.span(start))
    elif cursor.take("RULE"):
        yield SetOption(kind, table, "rule " + cursor.name().value, how.lower() or word.lower(), cursor.span(start))
    elif cursor.take("ALL", "TRIGGERS"):
        yield SetTrigger(table, "", on, cursor.span(start))
    elif cursor.take("KEYS"):
        yield SetOption(kind, table, "keys", word.lower(), cursor.span(start))
    elif cursor.take_any("CHANGE_TRACKING", "FILETABLE_NAMESPACE"):
        option = cursor.peek(-1).lower()
        alter_columns.online(cursor)
        yield SetOption(kind, table, option, word.lower(), cursor.span(start))
    elif cursor.take("ROW", "MOVEMENT") or cursor.take("TABLE", "LOCK") or cursor.take("QUERY", "OPTIMIZATION"):
        yield SetOption(kind, table, cursor.text(start + 1).lower(), word.lower(), cursor.span(start))
    else:
        yield _enable_constraint(cursor, target, start, on)


_ENABLED = frozenset({"CONSTRAINT", "UNIQUE", "PRIMARY", "VALIDATE", "NOVALIDATE", "ALL", "ROW", "TABLE"})
"""What follows ENABLE and DISABLE where they begin an action, and are no state of the constraint before."""


def _enable_constraint(cursor: Cursor, target: Target, start: int, on: bool) -> Change:
    how = cursor.take_any("VALIDATE", "NOVALIDATE")
    name: Name | None = None
    if cursor.take("CONSTRAINT"):
        name = cursor.name()
    elif cursor.take("UNIQUE"):
        cursor.name_list()
    elif not cursor.take("PRIMARY", "KEY"):
        raise Unreadable(f"expected a constraint {cursor.found()}")
    behaviour(cursor)
    if not (cursor.at_any("ENABLE", "DISABLE") and cursor.peek(1) in _ENABLED):  # the next action
        constraints.read_states(cursor)
    keep_index(cursor)
    validated = how == "VALIDATE" or (on and not how)
    return AlterConstraint(target.name, name, validated, on, span=cursor.span(start))


def _trigger_name(cursor: Cursor) -> str:
    if cursor.at_any("ALL", "USER") and cursor.peek(1) in ENDS:
        cursor.next()
        return ""
    return cursor.object_name().value


def _force(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.next()
    if cursor.take("ROW", "LEVEL", "SECURITY"):
        yield SetRowSecurity(target.name, None, True, cursor.span(start))
    else:
        yield SetOption(target.kind, target.name, "force", "", cursor.span(start))


def _no(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.next()
    if cursor.take("FORCE", "ROW", "LEVEL", "SECURITY"):
        yield SetRowSecurity(target.name, None, False, cursor.span(start))
    elif cursor.take("INHERIT"):
        yield SetInheritance(target.name, cursor.object_name(), False, cursor.span(start))
    elif cursor.at_any("DEPENDS"):
        yield from _depends(cursor, target, start)
    else:
        cursor.i = start
        yield from _physical(cursor, target, start)


def _depends(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.expect("DEPENDS", "ON", "EXTENSION")
    cursor.name()
    yield AlterObject(target.kind, target.name, cursor.text(start).lower(), span=cursor.span(start))


def _inherit(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.next()
    yield SetInheritance(target.name, cursor.object_name(), True, cursor.span(start))


def _validate(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.expect("VALIDATE", "CONSTRAINT")
    yield AlterConstraint(target.name, cursor.name(), validated=True, span=cursor.span(start))


def _attach(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    yield alter_partitions.attach(cursor, target.name, start)


def _detach(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    yield alter_partitions.detach(cursor, target.name, start)


def _cluster(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.expect("CLUSTER", "ON")
    yield SetOption(target.kind, target.name, "cluster", cursor.object_name().value, cursor.span(start))


def _replica(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.expect("REPLICA", "IDENTITY")
    if cursor.take("USING", "INDEX"):
        value = "index " + cursor.name().value
    else:
        value = cursor.take_any("DEFAULT", "FULL", "NOTHING").lower()
        if not value:
            raise Unreadable(f"expected a replica identity {cursor.found()}")
    yield SetOption(target.kind, target.name, "replica identity", value, cursor.span(start))


def _of(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    if cursor.take("NOT", "OF"):
        yield SetOption(target.kind, target.name, "of type", "", cursor.span(start))
        return
    cursor.expect("OF")
    yield SetOption(target.kind, target.name, "of type", cursor.object_name().text, cursor.span(start))


def _grouped(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    word = cursor.next().lower()
    at = cursor.i
    if word == "options":
        options.foreign_options(cursor)
    else:
        cursor.group()
    yield SetOption(target.kind, target.name, word, cursor.text(at), cursor.span(start))


def _physical(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    if not (cursor.dialect in ("oracle", "standard") and options.oracle_option(cursor, [])):
        raise Unreadable(f"{cursor.peek()} is not known")
    words = cursor.text(start).lower().split()
    yield SetOption(target.kind, target.name, words[0], " ".join(words[1:]), cursor.span(start))


WORDS: dict[str, Action] = {
    "SET": _set,
    "RESET": _set,
    "OWNER": _owner,
    "ENABLE": _enable,
    "DISABLE": _enable,
    "FORCE": _force,
    "NO": _no,
    "INHERIT": _inherit,
    "VALIDATE": _validate,
    "ATTACH": _attach,
    "DETACH": _detach,
    "CLUSTER": _cluster,
    "REPLICA": _replica,
    "OF": _of,
    "NOT": _of,
    "OPTIONS": _grouped,
    "ANNOTATIONS": _grouped,
    "DEPENDS": _depends,
}
"""The actions, by the first word of each."""
