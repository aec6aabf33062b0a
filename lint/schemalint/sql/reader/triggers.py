"""Triggers on tables and views, event triggers, and ENABLE and DISABLE TRIGGER."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from schemalint.model.change import (
    AlterObject,
    Change,
    CreateObject,
    CreateTrigger,
    RenameObject,
    SetTrigger,
)
from schemalint.model.name import ObjectName
from schemalint.sql.reader.cursor import Cursor, Unreadable
from schemalint.sql.reader.kinds import take_if_not_exists, words

if TYPE_CHECKING:
    from schemalint.sql.reader import Handler

EVENTS = frozenset(("INSERT", "UPDATE", "DELETE", "TRUNCATE"))


def create_trigger(c: Cursor) -> tuple[Change, ...]:
    """CREATE TRIGGER in all dialects, and SQL Server's ALTER TRIGGER, which writes it anew."""
    or_replace = c.take("ALTER")
    if not or_replace:
        c.expect("CREATE")
        or_replace = c.take("OR", "REPLACE") or c.take("OR", "ALTER")
    constraint = _modifiers(c)
    c.expect("TRIGGER")
    if_not_exists = take_if_not_exists(c)
    name = c.object_name()
    if c.take("SHARING"):
        c.take("=")
        c.next()
    if c.take("DEFAULT", "COLLATION"):
        c.name()
    if c.dialect == "tsql" or (c.dialect == "standard" and c.at("ON")):
        return _tsql(c, name, or_replace)
    timing = _timing(c)
    if c.dialect == "oracle" and c.peek() not in EVENTS:
        return _system(c, name, timing, or_replace)
    events, columns = _events(c)
    c.expect("ON")
    if c.take("NESTED", "TABLE"):
        c.name()
        c.expect("OF")
    table = c.object_name()
    level: Literal["row", "statement"] = "row" if c.dialect in ("sqlite", "mysql", "mariadb") else "statement"
    when = ""
    enabled = True
    while not c.done:
        if c.take("FROM"):
            c.object_name()
        elif c.take("NOT", "DEFERRABLE") or c.take("DEFERRABLE"):
            pass
        elif c.take("INITIALLY"):
            c.next()
        elif c.take("REFERENCING"):
            _referencing(c)
        elif c.take("FOR"):
            c.take("EACH")
            level = "row" if c.take("ROW") else "statement"
            c.take("STATEMENT")
        elif c.take_any("FOLLOWS", "PRECEDES"):
            c.object_name()
            while c.take(","):
                c.object_name()
        elif c.take("FORWARD", "CROSSEDITION") or c.take("REVERSE", "CROSSEDITION") or c.take("ENABLE"):
            pass
        elif c.take("DISABLE"):
            enabled = False
        elif c.take("WHEN"):
            when = _when(c)
        else:
            break
    function, body_start = None, c.i
    if c.take("EXECUTE"):
        if not c.take_any("FUNCTION", "PROCEDURE"):
            raise Unreadable(f"expected FUNCTION {c.found()}")
        function = c.object_name()
        _arguments(c)
    else:
        if c.done:
            raise Unreadable("the trigger has no body")
        c.i = c.n
    body, body_span = (c.text(body_start), c.span(body_start)) if function is None else ("", c.span(c.i))
    created = CreateTrigger(
        name, table, timing, events, columns, level, when, function, body, body_span, constraint, or_replace, if_not_exists,
        c.statement.span,
    )  # fmt: skip
    if enabled:
        return (created,)
    return (created, SetTrigger(table, name.value, False, c.statement.span))


def _modifiers(c: Cursor) -> bool:
    """Consumes what stands before TRIGGER; whether it is a constraint trigger."""
    constraint = False
    while not c.at("TRIGGER"):
        if c.take("CONSTRAINT"):
            constraint = True
        elif c.take_any("TEMP", "TEMPORARY", "EDITIONABLE", "NONEDITIONABLE"):
            pass
        elif c.take("DEFINER"):
            c.take("=")
            c.until("TRIGGER")
        else:
            raise Unreadable(f"expected TRIGGER {c.found()}")
    return constraint


def _timing(c: Cursor) -> str:
    if c.take("INSTEAD", "OF"):
        return "instead of"
    if timing := c.take_any("BEFORE", "AFTER", "FOR"):
        return timing.lower()
    if c.dialect in ("sqlite", "standard") and c.peek() in EVENTS:
        return "before"
    raise Unreadable(f"expected BEFORE or AFTER {c.found()}")


def _events(c: Cursor) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """`event [OF columns] [OR event …]`."""
    events: list[str] = []
    columns: list[str] = []
    while True:
        event = c.take_any(*EVENTS)
        if not event:
            if not (c.statement.masked and c.is_name()):
                raise Unreadable(f"expected an event {c.found()}")
            event = c.next()
        events.append(event.lower())
        if c.take("OF"):
            columns.append(c.name().value)
            while c.take(","):
                columns.append(c.name().value)
        if not c.take("OR") and not (c.dialect == "standard" and c.take(",")):
            return tuple(events), tuple(columns)


def _referencing(c: Cursor) -> None:
    while c.take_any("OLD", "NEW", "PARENT", "OLD_TABLE", "NEW_TABLE"):
        c.take_any("TABLE", "ROW")
        c.take("AS")
        c.name()


def _when(c: Cursor) -> str:
    """The condition: in brackets, or up to BEGIN in SQLite."""
    start = c.i
    if c.dialect == "sqlite":
        c.until("BEGIN")
        return words(c, start)
    c.group()
    text = words(c, start)
    return text[1:-1].strip()


def _arguments(c: Cursor) -> None:
    """The constants that PostgreSQL hands to the function, in brackets."""
    if c.statement.masked and c.done:
        return
    c.expect("(")
    while not c.at(")"):
        c.take("-")
        c.next()
        if not c.take(","):
            break
    c.expect(")")


def _tsql(c: Cursor, name: ObjectName, or_replace: bool) -> tuple[Change, ...]:
    """The rest of SQL Server's CREATE TRIGGER, from ON."""
    c.expect("ON")
    scope = c.i
    server = c.take("ALL", "SERVER") or c.take("DATABASE")
    table = None if server else c.object_name()
    attributes: list[str] = []
    if c.take("WITH"):
        start = c.i
        c.until("FOR", "AFTER", "INSTEAD")
        attributes.append(words(c, start).lower())
    timing = "instead of" if c.take("INSTEAD", "OF") else (c.take_any("FOR", "AFTER") or "")
    if not timing:
        raise Unreadable(f"expected FOR, AFTER or INSTEAD OF {c.found()}")
    start = c.i
    events: list[str] = []
    while True:
        events.append(c.next().lower())
        if not c.take(","):
            break
    if table is None:
        while not c.done and not c.at("AS"):
            c.next()
        c.expect("AS")
        c.i = c.n
        attributes += [words(c, scope).split(" AS ")[0].lower()]
        return (
            CreateObject(
                "database trigger", name, c.statement.text, None, tuple(attributes), or_replace, False, c.statement.span
            ),
        )
    if any(event.upper() not in EVENTS for event in events):
        raise Unreadable(f"expected an event before {c.words[start]}")
    c.take("WITH", "APPEND")
    c.take("NOT", "FOR", "REPLICATION")
    c.expect("AS")
    body = c.i
    c.i = c.n
    return (
        CreateTrigger(
            name, table, "instead of" if timing == "instead of" else "after", tuple(events), body=c.text(body),
            body_span=c.span(body), or_replace=or_replace, span=c.statement.span,
        ),
    )  # fmt: skip


def _system(c: Cursor, name: ObjectName, timing: str, or_replace: bool) -> tuple[Change, ...]:
    """Oracle's triggers on events of a schema or the database."""
    start = c.i
    c.until("ON")
    events = f"{timing} {words(c, start).lower()}"
    c.expect("ON")
    place = c.i
    if not c.take_any("DATABASE", "SCHEMA") and not c.take("PLUGGABLE", "DATABASE"):
        c.object_name()
        if not c.at("SCHEMA") and c.peek(-1) != "SCHEMA":
            raise Unreadable(f"expected SCHEMA or DATABASE {c.found()}")
        c.take("SCHEMA")
    scope = words(c, place).lower()
    c.i = c.n
    return (
        CreateObject(
            "database trigger", name, c.statement.text, None, (events, scope), or_replace, False, c.statement.span
        ),
    )


def create_event_trigger(c: Cursor) -> tuple[Change, ...]:
    """PostgreSQL's CREATE EVENT TRIGGER name ON event [WHEN …] EXECUTE FUNCTION f()."""
    c.expect("CREATE", "EVENT", "TRIGGER")
    name = c.object_name()
    c.expect("ON")
    event = c.next().lower()
    if c.take("WHEN"):
        c.until("EXECUTE")
    c.expect("EXECUTE")
    if not c.take_any("FUNCTION", "PROCEDURE"):
        raise Unreadable(f"expected FUNCTION {c.found()}")
    function = c.object_name()
    _arguments(c)
    return (CreateObject("event trigger", name, c.statement.text, function, (event,), False, False, c.statement.span),)


def alter_trigger(c: Cursor) -> tuple[Change, ...]:
    """ALTER TRIGGER: a new name (PostgreSQL, Oracle), ENABLE and DISABLE (Oracle), or the trigger anew (SQL Server)."""
    if c.dialect == "tsql":
        return create_trigger(c)
    c.expect("ALTER", "TRIGGER")
    name = c.object_name()
    on = c.object_name() if c.take("ON") else None
    span = c.statement.span
    if c.take("RENAME", "TO"):
        return (RenameObject("trigger", name, c.object_name(), on, False, span),)
    start = c.i
    if c.take("NO", "DEPENDS", "ON", "EXTENSION") or c.take("DEPENDS", "ON", "EXTENSION"):
        c.name()
    elif c.take_any("ENABLE", "DISABLE", "COMPILE", "EDITIONABLE", "NONEDITIONABLE"):
        c.until()
    else:
        raise Unreadable(f"expected an action {c.found()}")
    return (AlterObject("trigger", name, words(c, start).lower(), (), span),)


def alter_event_trigger(c: Cursor) -> tuple[Change, ...]:
    """ALTER EVENT TRIGGER: ENABLE, DISABLE, OWNER TO, RENAME TO."""
    c.expect("ALTER", "EVENT", "TRIGGER")
    name = c.object_name()
    if c.take("RENAME", "TO"):
        return (RenameObject("event trigger", name, c.object_name(), None, False, c.statement.span),)
    start = c.i
    if c.take("ENABLE"):
        c.take_any("REPLICA", "ALWAYS")
    elif c.take("OWNER", "TO"):
        c.name()
    else:
        c.expect("DISABLE")
    return (AlterObject("event trigger", name, words(c, start).lower(), (), c.statement.span),)


def enable_trigger(c: Cursor) -> tuple[Change, ...]:
    """SQL Server's ENABLE and DISABLE TRIGGER { name, … | ALL } ON { table | DATABASE | ALL SERVER }."""
    enabled = c.take("ENABLE")
    if not enabled:
        c.expect("DISABLE")
    c.expect("TRIGGER")
    names = [ObjectName(c.name()) if c.at("ALL") else c.object_name()]
    while c.take(","):
        names.append(c.object_name())
    every = len(names) == 1 and names[0].name.written.upper() == "ALL"
    c.expect("ON")
    span = c.statement.span
    if c.take("DATABASE") or c.take("ALL", "SERVER"):
        action = "enable" if enabled else "disable"
        return tuple(AlterObject("database trigger", None if every else name, action, (), span) for name in names)
    table = c.object_name()
    return tuple(SetTrigger(table, "" if every else name.value, enabled, span) for name in names)


HANDLERS: dict[str, Handler] = {
    "CREATE TRIGGER": create_trigger,
    "CREATE CONSTRAINT TRIGGER": create_trigger,
    "CREATE EVENT TRIGGER": create_event_trigger,
    "ALTER TRIGGER": alter_trigger,
    "ALTER EVENT TRIGGER": alter_event_trigger,
    "ENABLE TRIGGER": enable_trigger,
    "DISABLE TRIGGER": enable_trigger,
}
