"""ALTER of Oracle: what no other server says."""

from __future__ import annotations

from collections.abc import Iterator

from schemalint.model.change import AlterObject, Change, SetOption
from schemalint.sql.reader import alter_partitions, options
from schemalint.sql.reader.alter_clauses import Action, Target
from schemalint.sql.reader.cursor import Cursor, Unreadable


def _move(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    if alter_partitions.at_partition_action(cursor):
        yield alter_partitions.partition_action(cursor, target.name, start)
        return
    cursor.next()
    found: options.Options = []
    while not cursor.done and (options.oracle_option(cursor, found) or cursor.take("UPDATE", "INDEXES")):
        pass
    yield SetOption(target.kind, target.name, "move", cursor.text(start + 1), cursor.span(start))


def _shrink(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.expect("SHRINK", "SPACE")
    cursor.take_any("COMPACT", "CASCADE")
    yield SetOption(target.kind, target.name, "shrink space", "", cursor.span(start))


def _read(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.expect("READ")
    word = cursor.take_any("ONLY", "WRITE")
    if not word:
        raise Unreadable(f"expected ONLY or WRITE {cursor.found()}")
    yield SetOption(target.kind, target.name, "read " + word.lower(), "", cursor.span(start))


def _compile(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.next()
    yield AlterObject(target.kind, target.name, "compile", span=cursor.span(start))


def _view_words(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    """What Oracle says of materialized views: REFRESH …, ENABLE QUERY REWRITE, CONSIDER FRESH."""
    if target.kind != "materialized-view":
        raise Unreadable(f"{cursor.peek()} is not known")
    cursor.until()
    yield AlterObject(target.kind, target.name, cursor.text(start).lower(), span=cursor.span(start))


WORDS: dict[str, Action] = {
    "MOVE": _move,
    "SHRINK": _shrink,
    "READ": _read,
    "COMPILE": _compile,
    "REFRESH": _view_words,
    "CONSIDER": _view_words,
}
"""The actions, by the first word of each."""
