"""ALTER TABLE of SQL Server: what no other server says."""

from __future__ import annotations

from collections.abc import Iterator

from schemalint.model.change import AlterConstraint, Change, SetOption
from schemalint.model.name import Name
from schemalint.sql.reader import alter_columns, alter_partitions
from schemalint.sql.reader.alter_adds import added
from schemalint.sql.reader.alter_clauses import ENDS, Action, Target
from schemalint.sql.reader.cursor import Cursor


def _with(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    """WITH CHECK and WITH NOCHECK in front of ADD or CHECK; WITH VALIDATION of MySQL."""
    cursor.next()
    word = cursor.take_any("CHECK", "NOCHECK")
    if word:
        target.checked = word == "CHECK"
        if cursor.at("ADD"):
            yield from _add_list(cursor, target, start)
        else:
            yield from _check(cursor, target, start)
        return
    if cursor.take("SYSTEM", "VERSIONING"):
        yield SetOption(target.kind, target.name, "system versioning", "with", cursor.span(start))
        return
    cursor.expect("VALIDATION")
    yield SetOption(target.kind, target.name, "validation", "with", cursor.span(start))


def _add_list(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    """ADD behind WITH CHECK: the clause goes from WITH on, and applies to the whole list."""
    cursor.next()
    yield from added(cursor, target, start)
    while cursor.at(",") and cursor.peek(1) not in ("ADD", "DROP", "ALTER"):
        cursor.next()
        yield from added(cursor, target, cursor.i)


def _without(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.expect("WITHOUT", "VALIDATION")
    yield SetOption(target.kind, target.name, "validation", "without", cursor.span(start))


def _check(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    """CHECK and NOCHECK CONSTRAINT; CHECK PARTITION of MySQL."""
    if alter_partitions.at_partition_action(cursor):
        yield alter_partitions.partition_action(cursor, target.name, start)
        return
    enforced = cursor.next().upper() == "CHECK"
    cursor.expect("CONSTRAINT")
    validated = True if enforced and target.checked else None
    names: list[Name | None] = []
    while True:
        if cursor.at("ALL") and cursor.peek(1) in ENDS:
            cursor.next()
            names.append(None)
        else:
            names.append(cursor.name())
        if not cursor.take(","):
            break
    for name in names:
        yield AlterConstraint(target.name, name, validated, enforced, span=cursor.span(start))


def _switch(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    yield alter_partitions.switch(cursor, target.name, start)


def _rebuild(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    if alter_partitions.at_partition_action(cursor):
        yield alter_partitions.partition_action(cursor, target.name, start)
        return
    cursor.next()
    if cursor.take("PARTITION"):
        cursor.expect("=")
        cursor.next()
    alter_columns.online(cursor)
    yield SetOption(target.kind, target.name, "rebuild", cursor.text(start + 1), cursor.span(start))


WORDS: dict[str, Action] = {
    "WITH": _with,
    "WITHOUT": _without,
    "CHECK": _check,
    "NOCHECK": _check,
    "SWITCH": _switch,
    "REBUILD": _rebuild,
}
"""The actions, by the first word of each."""
