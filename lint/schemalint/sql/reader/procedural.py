"""Blocks, calls and control flow: kept as they stand, and followed where what they do to the catalogue is plain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemalint.model.change import Change, Execute, NoChange, Opaque, SetSession
from schemalint.sql.reader.cursor import Cursor

if TYPE_CHECKING:
    from schemalint.sql.reader import Handler

_BRACKETS = frozenset(("BEGIN", "END", "TRY", "CATCH", "ELSE"))
Arguments = dict[str, "tuple[str | None, int]"]
"""Arguments of a stored procedure by `@parameter`, lower case, or by position from `0`: the value of a literal (None for
anything else, NULL too) and its token."""


def do_block(c: Cursor) -> tuple[Change, ...]:
    """PostgreSQL's DO [LANGUAGE name] 'block'; MySQL's DO expression."""
    c.expect("DO")
    if c.dialect in ("mysql", "mariadb"):
        c.until()
        return (NoChange("do", c.statement.span),)
    if c.take("LANGUAGE"):
        c.next()
    at = c.i
    body = c.string()
    span = c.token_span(at)
    if c.take("LANGUAGE"):
        c.next()
    word = c.words[at]
    lead = word.find("$", 1) + 1 if word[0] == "$" else word.find("'") + 1
    trail = lead if word[0] == "$" else 1
    inner = span._replace(start=span.start + lead, end=max(span.start + lead, span.end - trail))
    return _followed(c, Execute(None, body, inner, c.statement.span), body, inner.start, word[0] == "'")


def _followed(c: Cursor, execute: Execute, text: str, start: int, escaped: bool = False) -> tuple[Change, ...]:
    """The block, and what the statements in it change."""
    from schemalint.sql.reader.blocks import read_block

    changes, unread = read_block(c.statement, text, start, escaped)
    c.unread += unread
    return (execute._replace(followed=True), *changes)


def call(c: Cursor) -> tuple[Change, ...]:
    """CALL name(arguments)."""
    c.expect("CALL")
    name = c.object_name()
    if c.at("("):
        c.group()
    if c.take("INTO"):
        c.take(":")
        c.next()
    return (Execute(name, span=c.statement.span),)


STORED = frozenset(("SP_RENAME", "SP_ADDEXTENDEDPROPERTY", "SP_UPDATEEXTENDEDPROPERTY", "SP_DROPEXTENDEDPROPERTY"))
"""Procedures of SQL Server that change the catalogue."""


def execute(c: Cursor) -> tuple[Change, ...]:
    """EXEC of SQL Server, with the system procedures that change the catalogue; EXECUTE of a prepared statement elsewhere."""
    span = c.statement.span
    if c.statement.verb not in STORED:  # at the start of a batch a procedure may be called by its name alone
        c.next()
    if c.at("AS") and c.dialect == "tsql":
        c.i = c.n
        return (SetSession("execute as", c.text(2), False, span),)
    if c.done and c.dialect == "oracle":
        # SQL*Plus takes the whole line; it is one token.
        return (Execute(None, c.statement.text, span, span),)
    if c.at("("):
        start = c.i
        c.group()
        c.until()
        executed = Execute(None, c.text(start), c.span(start), span)
        if c.dialect == "tsql" and c.is_string(start + 1 - c.i) and c.i == start + 3:
            return _dynamic(c, executed, start + 1)
        return (executed,)
    if c.at("IMMEDIATE"):
        start = c.i
        c.until()
        return (Execute(None, c.text(start), c.span(start), span),)
    if c.peek().startswith("@") and c.peek(1) == "=":
        c.next()
        c.next()
    name = c.object_name()
    if c.take(";"):
        c.next()
    start = c.i
    if c.dialect in ("tsql", "standard"):
        procedure = name.value.lower()
        if procedure == "sp_rename":
            from schemalint.sql.reader.renames import stored_rename

            return stored_rename(c, read_arguments(c))
        if procedure in ("sp_addextendedproperty", "sp_updateextendedproperty", "sp_dropextendedproperty"):
            from schemalint.sql.reader.comments import extended_property

            return extended_property(c, procedure, read_arguments(c))
        if procedure == "sp_executesql" and c.is_string() and c.i + 1 == c.n:
            c.next()
            return _dynamic(c, Execute(name, c.text(start), c.span(start), span), start)
    c.i = c.n
    return (Execute(name, c.text(start), c.span(start), span),)


def _dynamic(c: Cursor, executed: Execute, at: int) -> tuple[Change, ...]:
    """The call, and what the statements in its one literal, token `at`, change."""
    from schemalint.sql.reader.blocks import read_literal

    changes, unread = read_literal(c.statement, at)
    c.unread += unread
    return (executed, *changes)


def read_arguments(c: Cursor) -> Arguments:
    """`[@name =] value [OUTPUT], …` up to the end of the statement."""
    arguments: Arguments = {}
    position = 0
    while not c.done:
        key = str(position)
        if c.peek().startswith("@") and c.peek(1) == "=":
            key = c.next().lower()
            c.next()
        at = c.i
        if c.is_string():
            value: str | None = c.string()
        else:
            word = c.next()
            if word in ("-", "+"):
                word += c.next()
            plain = not word.startswith("@") and word.upper() not in ("NULL", "DEFAULT")
            value = word.strip('[]"') if plain else None
        c.take_any("OUT", "OUTPUT")
        arguments[key] = (value, at)
        position += 1
        if not c.take(","):
            break
    return arguments


def block(c: Cursor) -> tuple[Change, ...]:
    """An anonymous block, a batch's control flow, a labelled loop: one call without a name, and in Oracle what it changes."""
    c.i = c.n
    span = c.statement.span
    if c.dialect == "tsql" and _BRACKETS.issuperset(c.upper):
        return (NoChange(" ".join(c.upper).lower(), span),)
    execute = Execute(None, c.statement.text, span, span)
    if c.dialect == "oracle":
        return _followed(c, execute, c.statement.text, span.start)
    return (execute,)


def declare(c: Cursor) -> tuple[Change, ...]:
    """DECLARE: variables and cursors of a batch, or an anonymous block in Oracle."""
    if c.dialect == "oracle" or "BEGIN" in c.upper:
        return block(c)
    c.i = c.n
    return (NoChange("declare", c.statement.span),)


def flow(c: Cursor) -> tuple[Change, ...]:
    """RETURN, GOTO, labels and the like between the statements of a batch."""
    c.i = c.n
    return (NoChange(c.statement.verb.lower(), c.statement.span),)


def untranslated(c: Cursor) -> tuple[Change, ...]:
    """UNTRANSLATED CODE|DATA 'name' [ON tables]: what a migration in another language does and SQL cannot say."""
    span = c.statement.span
    data = c.next().upper() == "UNTRANSLATED" and c.next().upper() == "DATA"
    name = c.string()
    touches = []
    if c.take("ON"):
        touches.append(c.object_name())
        while c.take(","):
            touches.append(c.object_name())
    if data:
        return (NoChange("data", span),)
    return (Opaque("" if touches else "everything", tuple(touches), f"`{name}` is code, which is never run", span),)


HANDLERS: dict[str, Handler] = {
    "UNTRANSLATED": untranslated,
    "DO": do_block,
    "CALL": call,
    **dict.fromkeys(STORED, execute),
    "EXEC": execute,
    "EXECUTE": execute,
    "EXECUTE BLOCK": block,
    "BEGIN NOT ATOMIC": block,
    "IF": block,
    "WHILE": block,
    "LOOP": block,
    "FOR": block,
    "CASE": block,
    "DECLARE": declare,
    "TRY": block,
    "CATCH": block,
    **dict.fromkeys(("ELSE", "RETURN", "GOTO", "BREAK", "CONTINUE", "SIGNAL", "RESIGNAL"), flow),
    **dict.fromkeys(("LABEL", "SEND", "RECEIVE", "GET", "LINENO", "WRITETEXT", "UPDATETEXT"), flow),
}
