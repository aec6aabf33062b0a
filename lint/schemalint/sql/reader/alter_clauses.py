"""What an ALTER is about, and the clauses that several of its actions end in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from schemalint.model.change import Change
from schemalint.model.name import ObjectName
from schemalint.sql.reader import options
from schemalint.sql.reader.cursor import Cursor

ENDS = ("", ",", ")")


class Target:
    """What is altered, and what was said in front of the actions."""

    __slots__ = ("actions", "checked", "if_exists", "kind", "name", "only")

    def __init__(
        self, kind: str, name: ObjectName, if_exists: bool, actions: Mapping[str, Callable[..., Iterable[Change]]]
    ) -> None:
        self.actions = actions
        """By their first word; one of these ends the action before it."""
        self.kind = kind
        self.name = name
        self.if_exists = if_exists
        self.only = False
        self.checked: bool | None = None
        """WITH CHECK and WITH NOCHECK of SQL Server; None when not written."""


Action = Callable[[Cursor, Target, int], Iterable[Change]]


def lob_clauses(cursor: Cursor, target: Target) -> None:
    """Storage of the columns just added."""
    found: options.Options = []
    while not cursor.done and cursor.peek() not in target.actions:
        if not options.oracle_option(cursor, found):
            return


def behaviour(cursor: Cursor) -> bool:
    """Consumes CASCADE [CONSTRAINTS] or RESTRICT; whether it cascades."""
    if cursor.take("CASCADE"):
        cursor.take("CONSTRAINTS")
        return True
    cursor.take("RESTRICT")
    return False


def keep_index(cursor: Cursor) -> None:
    """Consumes what Oracle says of the index behind a constraint that goes."""
    cursor.take("KEEP", "INDEX") or cursor.take("DROP", "INDEX")
    cursor.take("ONLINE")


def after_drop(cursor: Cursor) -> None:
    """Oracle's INVALIDATE, CHECKPOINT n, ONLINE."""
    if cursor.dialect != "oracle":
        return
    cursor.take("INVALIDATE")
    if cursor.take("CHECKPOINT") and cursor.peek().isdigit():
        cursor.next()
    cursor.take("ONLINE")
