"""DROP of every kind of object, in every form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemalint.model.change import AlterObject, Change, DropObjects
from schemalint.model.name import Name, ObjectName
from schemalint.sql.reader.cursor import Cursor, Unreadable
from schemalint.sql.reader.kinds import NAMED, PLAIN, described, read_kind, take_if_exists, take_signature

if TYPE_CHECKING:
    from schemalint.sql.reader import Handler

ON_TABLE = frozenset(("trigger", "policy", "rule", "index"))
WITH_SIGNATURE = frozenset(("routine",))
# What may follow the names without changing which objects go: storage, locks and checks of dependants.
TAILS: tuple[tuple[str, ...], ...] = (
    ("PURGE",),
    ("RESTRICT",),
    ("FORCE",),
    ("VALIDATE",),
    ("ONLINE",),
    ("NOWAIT",),
    ("IMMEDIATE", "INVALIDATION"),
    ("DEFERRED", "INVALIDATION"),
    ("INCLUDING", "CONTENTS", "AND", "DATAFILES"),
    ("INCLUDING", "CONTENTS", "KEEP", "DATAFILES"),
    ("INCLUDING", "CONTENTS"),
    ("INCLUDING", "TABLES"),
    ("INCLUDING", "DATAFILES"),
    ("KEEP", "DATAFILES"),
    ("PRESERVE", "TABLE"),
    ("WITH", "NO", "DEPENDENTS"),
    ("REMOVE", "PRIVATE", "KEY"),
    ("REMOVE", "PROVIDER", "KEY"),
)


def drop(c: Cursor) -> tuple[Change, ...]:
    """DROP kind name, … with the guards, places and tails of all dialects."""
    c.expect("DROP")
    if c.take("OWNED", "BY"):
        roles = _roles(c)
        action = "drop owned" + (" cascade" if c.take("CASCADE") else "")
        c.take("RESTRICT")
        return tuple(AlterObject("role", role, action, (), c.statement.span) for role in roles)
    routine = c.peek().lower() if c.at_any("FUNCTION", "PROCEDURE") else ""
    kind = read_kind(c)
    if kind == "schema" and c.dialect in ("mysql", "mariadb"):
        kind = "database"
    concurrently = c.dialect in ("postgres", "standard") and c.take("CONCURRENTLY")
    if_exists = take_if_exists(c)
    if kind == "index":
        return _indexes(c, concurrently, if_exists)
    if kind in ("fulltext index", "materialized view log"):
        c.expect("ON")
        table = c.object_name()
        return (_dropped(c, kind, (table,), if_exists, on=table),)
    if kind in ("cast", "transform", "user mapping", "operator", "operator class", "operator family"):
        return (_dropped(c, kind, (described(c, "CASCADE", "RESTRICT"),), if_exists),)
    if kind in ("signature", "counter signature", "sensitivity classification"):
        c.until()
        return (AlterObject(kind, None, c.text(0), (), c.statement.span),)
    if kind in ("master key", "database encryption key", "database audit specification") and not c.is_name():
        return (AlterObject(kind, None, c.text(0), (), c.statement.span),)
    if kind == "statistics" and c.dialect == "tsql":
        return _statistics(c)
    names = [_name(c, kind)]
    signatures = [take_signature(c)] if kind in WITH_SIGNATURE else []
    while c.take(","):
        names.append(_name(c, kind))
        if kind in WITH_SIGNATURE:
            signatures.append(take_signature(c))
    on = None
    if kind in ON_TABLE and c.take("ON"):
        if c.take("ALL", "SERVER") or c.take("DATABASE"):
            kind = "database trigger"
        else:
            on = c.object_name()
    elif kind in ("event session", "event notification"):
        c.expect("ON")
        if not c.take_any("SERVER", "DATABASE"):
            c.expect("QUEUE")
            c.object_name()
    return (_dropped(c, kind, tuple(names), if_exists, on, tuple(signatures), concurrently)._replace(routine=routine),)


def _statistics(c: Cursor) -> tuple[Change, ...]:
    """SQL Server's DROP STATISTICS table.name, …"""
    changes: list[Change] = []
    while True:
        path = c.object_name()
        if path.schema is None:
            raise Unreadable("expected the table of the statistics")
        table = ObjectName(path.schema, path.database)
        changes.append(_dropped(c, "statistics", (ObjectName(path.name),), False, table))
        if not c.take(","):
            return tuple(changes)


def _indexes(c: Cursor, concurrently: bool, if_exists: bool) -> tuple[Change, ...]:
    """DROP INDEX, whose names SQL Server writes as `i ON t, j ON u` or `t.i`, and MySQL as `i ON t`."""
    changes: list[Change] = []
    plain: list[ObjectName] = []
    while True:
        name = c.object_name()
        if c.take("ON"):
            table = c.object_name()
            if c.take("WITH"):
                _index_options(c)
            changes.append(DropObjects("index", (name,), if_exists, on=table, span=c.statement.span))
        elif c.dialect == "tsql" and name.schema is not None:
            table = ObjectName(name.schema, name.database)
            index = ObjectName(name.name)
            changes.append(DropObjects("index", (index,), if_exists, on=table, span=c.statement.span))
        else:
            plain.append(name)
        if not c.take(","):
            break
    while c.take_any("ALGORITHM", "LOCK"):
        c.take("=")
        c.next()
    if plain:
        changes.append(_dropped(c, "index", tuple(plain), if_exists, concurrently=concurrently))
    else:
        _tail(c)
    return tuple(changes)


def _index_options(c: Cursor) -> None:
    """SQL Server's `(ONLINE = ON, MAXDOP = 4, MOVE TO filegroup)`."""
    c.expect("(")
    while not c.at(")"):
        if c.take("MOVE", "TO") or c.take("FILESTREAM_ON"):
            c.name()
            if c.at("("):
                c.name_list()
        else:
            c.name()
            c.expect("=")
            c.next()
            if c.at("("):
                c.group()
        if not c.take(","):
            break
    c.expect(")")


def _dropped(
    c: Cursor,
    kind: str,
    names: tuple[ObjectName, ...],
    if_exists: bool,
    on: ObjectName | None = None,
    signatures: tuple[str, ...] = (),
    concurrently: bool = False,
) -> DropObjects:
    cascade = _tail(c)
    return DropObjects(kind, names, if_exists, cascade, concurrently, on, signatures, c.statement.span)


def _tail(c: Cursor) -> bool:
    """Consumes what may follow the names; whether CASCADE was among it."""
    cascade = False
    while not c.done:
        if any(c.take(*words) for words in TAILS):
            continue
        if c.take("CASCADE"):
            # Oracle says what goes: the foreign keys that point here.
            c.take("CONSTRAINTS")
            cascade = True
        elif c.take("WITH", "(", "FORCE", ")") or (c.at("(", "FORCE", ")") and c.take("(", "FORCE", ")")):
            continue
        elif c.take("WAIT"):
            c.next()
        elif c.take("ENGINE"):
            c.take("=")
            c.next()
        else:
            break
    return cascade


def _name(c: Cursor, kind: str) -> ObjectName:
    """The name of what goes; users may have hosts, spatial reference systems have numbers."""
    if kind in ("role", "server"):
        return _role(c)
    if kind == "java":
        c.take_any("SOURCE", "CLASS", "RESOURCE")
    if c.peek()[:1].isdigit():
        number = c.next()
        return ObjectName(Name(number, number, c.token_span(c.i - 1)))
    return c.object_name()


def _role(c: Cursor) -> ObjectName:
    from schemalint.sql.reader.grants import read_grantee

    return ObjectName(read_grantee(c))


def _roles(c: Cursor) -> tuple[ObjectName, ...]:
    names = [_role(c)]
    while c.take(","):
        names.append(_role(c))
    return tuple(names)


HANDLERS: dict[str, Handler] = {
    "DROP": drop,
    "DROP OWNED": drop,
    "DROP OWNED BY": drop,
    **{f"DROP {kind}": drop for kind in (*NAMED, *PLAIN, *(kind.partition(" ")[0] for kind in PLAIN))},
}
