"""Sequences: CREATE and ALTER, with the options of all dialects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemalint.model.change import AlterSequence, Change, CreateSequence, RenameObject, SetOption, SetSchema
from schemalint.model.name import ObjectName
from schemalint.sql.reader.cursor import Cursor
from schemalint.sql.reader.kinds import take_if_exists, take_if_not_exists

if TYPE_CHECKING:
    from schemalint.sql.reader import Handler

Options = list[tuple[str, str]]

# Words that stand alone, and what they say.
FLAGS: dict[tuple[str, ...], tuple[str, str]] = {
    ("NO", "MINVALUE"): ("minvalue", "no"),
    ("NOMINVALUE",): ("minvalue", "no"),
    ("NO", "MAXVALUE"): ("maxvalue", "no"),
    ("NOMAXVALUE",): ("maxvalue", "no"),
    ("NO", "CYCLE"): ("cycle", "no"),
    ("NOCYCLE",): ("cycle", "no"),
    ("CYCLE",): ("cycle", "yes"),
    ("NO", "CACHE"): ("cache", "no"),
    ("NOCACHE",): ("cache", "no"),
    ("NO", "ORDER"): ("order", "no"),
    ("NOORDER",): ("order", "no"),
    ("ORDER",): ("order", "yes"),
    ("KEEP",): ("keep", "yes"),
    ("NOKEEP",): ("keep", "no"),
    ("SCALE", "EXTEND"): ("scale", "extend"),
    ("SCALE", "NOEXTEND"): ("scale", "noextend"),
    ("SCALE",): ("scale", "yes"),
    ("NOSCALE",): ("scale", "no"),
    ("SHARD", "EXTEND"): ("shard", "extend"),
    ("SHARD", "NOEXTEND"): ("shard", "noextend"),
    ("SHARD",): ("shard", "yes"),
    ("NOSHARD",): ("shard", "no"),
    ("SESSION",): ("scope", "session"),
    ("GLOBAL",): ("scope", "global"),
    ("SET", "LOGGED"): ("logged", "yes"),
    ("SET", "UNLOGGED"): ("logged", "no"),
}
# Words followed by a number.
VALUES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("INCREMENT", "BY"), "increment"),
    (("INCREMENT",), "increment"),
    (("START", "WITH"), "start"),
    (("START",), "start"),
    (("MINVALUE",), "minvalue"),
    (("MAXVALUE",), "maxvalue"),
    (("RESTART", "WITH"), "restart"),
    (("RESTART", "START", "WITH"), "restart"),
)


def read_options(c: Cursor) -> tuple[Options, tuple[ObjectName, str] | None, bool]:
    """Consumes sequence options as far as they go: the options, OWNED BY's table and column, and whether it is NONE."""
    options: Options = []
    owner: tuple[ObjectName, str] | None = None
    nobody = False
    while not c.done and not c.at_any(",", ")"):
        flag = next((flag for flag in FLAGS if c.take(*flag)), None)
        if flag:
            options.append(FLAGS[flag])
        elif c.take("AS"):
            options.append(("as", c.type().text))
        elif c.take("OWNED", "BY"):
            if c.take("NONE"):
                nobody = True
            else:
                path = c.object_name()
                owner = (ObjectName(path.schema or path.name, path.database), path.name.value)
        elif c.take("SEQUENCE", "NAME"):
            options.append(("name", c.object_name().text))
        elif c.take("CACHE"):
            c.take("=")
            options.append(("cache", _number(c) or "yes"))
        elif word := next((name for phrase, name in VALUES if c.take(*phrase)), ""):
            c.take("=")
            options.append((word, _number(c)))
        elif c.take("RESTART"):
            c.take("=")
            options.append(("restart", _number(c)))
        elif c.take_any("ENGINE", "COMMENT"):
            name = c.peek(-1).lower()
            c.take("=")
            options.append((name, c.next()))
        else:
            break
    return options, owner, nobody


def _number(c: Cursor) -> str:
    """A signed number, a template marker or LIMIT VALUE; an empty string where none stands."""
    start = c.i
    c.take_any("-", "+")
    if c.peek()[:1].isdigit() or (c.statement.masked and c.peek() and c.is_name()):
        c.next()
    elif c.peek()[:1] == "." and c.peek(1)[:1].isdigit():
        c.next()
        c.next()
    return "".join(c.words[start : c.i])


def create_sequence(c: Cursor) -> tuple[Change, ...]:
    """CREATE [TEMPORARY | UNLOGGED] SEQUENCE."""
    c.expect("CREATE")
    or_replace = c.take("OR", "REPLACE")
    temporary = bool(c.take_any("TEMPORARY", "TEMP"))
    c.take_any("UNLOGGED", "SHARED")
    c.expect("SEQUENCE")
    if_not_exists = take_if_not_exists(c)
    name = c.object_name()
    sharing: Options = []
    if c.take("SHARING"):
        c.take("=")
        sharing.append(("sharing", c.next().lower()))
    options, owner, _ = read_options(c)
    return (CreateSequence(name, (*sharing, *options), owner, if_not_exists, temporary, c.statement.span, or_replace),)


def alter_sequence(c: Cursor) -> tuple[Change, ...]:
    """ALTER SEQUENCE: options, owner, name and schema."""
    c.expect("ALTER", "SEQUENCE")
    if_exists = take_if_exists(c)
    name = c.object_name()
    span = c.statement.span
    if c.take("RENAME", "TO"):
        return (RenameObject("sequence", name, c.object_name(), None, if_exists, span),)
    if c.take("OWNER", "TO"):
        return (SetOption("sequence", name, "owner", c.name().value, span),)
    if c.take("SET", "SCHEMA"):
        return (SetSchema("sequence", name, c.name(), span),)
    options, owner, nobody = read_options(c)
    return (AlterSequence(name, tuple(options), owner, nobody, if_exists, span),)


HANDLERS: dict[str, Handler] = {"CREATE SEQUENCE": create_sequence, "ALTER SEQUENCE": alter_sequence}
