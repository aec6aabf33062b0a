"""Row security policies of PostgreSQL and security policies of SQL Server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemalint.model.change import AlterObject, AlterPolicy, Change, CreateObject, CreatePolicy, RenameObject
from schemalint.model.expression import Expression
from schemalint.model.name import ObjectName
from schemalint.sql.reader.cursor import Cursor, Unreadable
from schemalint.sql.reader.kinds import words

if TYPE_CHECKING:
    from schemalint.sql.reader import Handler

COMMANDS = ("ALL", "SELECT", "INSERT", "UPDATE", "DELETE")


def create_policy(c: Cursor) -> tuple[Change, ...]:
    """CREATE POLICY name ON table [AS …] [FOR …] [TO …] [USING (…)] [WITH CHECK (…)]."""
    c.expect("CREATE", "POLICY")
    name = c.name()
    c.expect("ON")
    table = c.object_name()
    permissive, command = True, "all"
    if c.take("AS"):
        word = c.take_any("PERMISSIVE", "RESTRICTIVE")
        if not word:
            raise Unreadable(f"expected PERMISSIVE {c.found()}")
        permissive = word == "PERMISSIVE"
    if c.take("FOR"):
        command = c.take_any(*COMMANDS).lower()
        if not command:
            raise Unreadable(f"expected a command {c.found()}")
    roles = _roles(c) if c.take("TO") else ("public",)
    using, check = _conditions(c)
    return (CreatePolicy(name, table, command, permissive, roles, using, check, c.statement.span),)


def alter_policy(c: Cursor) -> tuple[Change, ...]:
    """ALTER POLICY name ON table: RENAME TO, or roles and conditions anew."""
    c.expect("ALTER", "POLICY")
    name = c.name()
    c.expect("ON")
    table = c.object_name()
    if c.take("RENAME", "TO"):
        return (RenameObject("policy", ObjectName(name), ObjectName(c.name()), table, False, c.statement.span),)
    roles = _roles(c) if c.take("TO") else None
    using, check = _conditions(c)
    if roles is None and using is None and check is None:
        raise Unreadable(f"expected TO, USING or WITH CHECK {c.found()}")
    return (AlterPolicy(name, table, roles, using, check, c.statement.span),)


def _roles(c: Cursor) -> tuple[str, ...]:
    roles = [c.name().value.lower() if c.at("PUBLIC") else c.name().value]
    while c.take(","):
        roles.append(c.name().value)
    return tuple(roles)


def _conditions(c: Cursor) -> tuple[Expression | None, Expression | None]:
    using = check = None
    if c.take("USING"):
        using = _bracketed(c)
    if c.take("WITH", "CHECK"):
        check = _bracketed(c)
    return using, check


def _bracketed(c: Cursor) -> Expression:
    """A condition in brackets; the brackets are not part of it."""
    c.expect("(")
    condition = c.expression()
    c.expect(")")
    return condition


def create_security_policy(c: Cursor) -> tuple[Change, ...]:
    """SQL Server's CREATE SECURITY POLICY, with the tables its predicates are on among the attributes."""
    c.expect("CREATE", "SECURITY", "POLICY")
    name = c.object_name()
    attributes: list[str] = []
    while c.take("ADD"):
        start = c.i
        c.take_any("FILTER", "BLOCK")
        c.expect("PREDICATE")
        c.object_name()
        c.group()
        c.expect("ON")
        c.object_name()
        if c.take_any("AFTER", "BEFORE") and not c.take_any("INSERT", "UPDATE", "DELETE"):
            raise Unreadable(f"expected an event {c.found()}")
        attributes.append(words(c, start).lower())
        if not c.take(","):
            break
    _policy_options(c, attributes)
    return (
        CreateObject(
            "security policy", name, c.statement.text, None, tuple(attributes), False, False, c.statement.span
        ),
    )


def alter_security_policy(c: Cursor) -> tuple[Change, ...]:
    """SQL Server's ALTER SECURITY POLICY: predicates added, altered and dropped, and its state."""
    c.expect("ALTER", "SECURITY", "POLICY")
    name = c.object_name()
    attributes: list[str] = []
    while c.at_any("ADD", "ALTER", "DROP"):
        start = c.i
        c.next()
        c.take_any("FILTER", "BLOCK")
        c.expect("PREDICATE")
        if c.is_name() and not c.at("ON"):
            c.object_name()
            c.group()
        c.expect("ON")
        c.object_name()
        if c.take_any("AFTER", "BEFORE"):
            c.take_any("INSERT", "UPDATE", "DELETE")
        attributes.append(words(c, start).lower())
        if not c.take(","):
            break
    _policy_options(c, attributes)
    if not attributes:
        raise Unreadable(f"expected an action {c.found()}")
    return (AlterObject("security policy", name, attributes[0], tuple(attributes), c.statement.span),)


def _policy_options(c: Cursor, attributes: list[str]) -> None:
    if c.take("WITH"):
        start = c.i
        c.group()
        attributes.append(words(c, start)[1:-1].strip().lower())
    start = c.i
    if c.take("NOT", "FOR", "REPLICATION") or c.take("FOR", "REPLICATION"):
        attributes.append(words(c, start).lower())


HANDLERS: dict[str, Handler] = {
    "CREATE POLICY": create_policy,
    "ALTER POLICY": alter_policy,
    "CREATE SECURITY POLICY": create_security_policy,
    "ALTER SECURITY POLICY": alter_security_policy,
}
