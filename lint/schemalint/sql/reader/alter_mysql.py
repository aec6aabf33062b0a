"""ALTER TABLE of MySQL and MariaDB: what no other server says."""

from __future__ import annotations

from collections.abc import Iterator

from schemalint.model.change import Change, SetOption
from schemalint.sql.reader import alter_partitions
from schemalint.sql.reader.alter_clauses import Action, Target
from schemalint.sql.reader.cursor import Cursor, Unreadable
from schemalint.sql.reader.partitions import read_partitioning


def _partitions(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    """Partition maintenance, or `Unreadable`."""
    if not alter_partitions.at_partition_action(cursor):
        raise Unreadable(f"{cursor.peek()} is not known")
    yield alter_partitions.partition_action(cursor, target.name, start)


def _partition_by(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.expect("PARTITION", "BY")
    found = read_partitioning(cursor)
    text = cursor.text(start + 2)
    yield SetOption(
        target.kind, target.name, "partition by", text, cursor.span(start), found.columns, found.definitions
    )


def _remove(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.expect("REMOVE", "PARTITIONING")
    yield SetOption(target.kind, target.name, "partition by", "", cursor.span(start))


def _convert(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    if cursor.peek(1) == "PARTITION":
        yield from _partitions(cursor, target, start)
        return
    if cursor.peek(1) == "TABLE":
        yield alter_partitions.convert_table(cursor, target.name, start)
        return
    cursor.expect("CONVERT", "TO")
    if not (cursor.take("CHARACTER", "SET") or cursor.take("CHAR", "SET") or cursor.take("CHARSET")):
        raise Unreadable(f"expected CHARACTER SET {cursor.found()}")
    cursor.take("=")
    value = cursor.next().strip("'\"`")
    yield SetOption(target.kind, target.name, "convert to charset", value.lower(), cursor.span(start))
    if cursor.take("COLLATE"):
        cursor.take("=")
        collation = cursor.next().strip("'\"`")
        yield SetOption(target.kind, target.name, "collate", collation.lower(), cursor.span(start))


def _order(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    cursor.expect("ORDER", "BY")
    while True:
        cursor.name()
        cursor.take_any("ASC", "DESC")
        if not (cursor.at(",") and cursor.is_name(1) and cursor.peek(2) in (",", "", "ASC", "DESC")):
            break
        cursor.next()
    yield SetOption(target.kind, target.name, "order by", cursor.text(start + 2), cursor.span(start))


def _tablespace(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    """DISCARD TABLESPACE, IMPORT TABLESPACE, and the same of partitions."""
    if alter_partitions.at_partition_action(cursor):
        yield alter_partitions.partition_action(cursor, target.name, start)
        return
    word = cursor.next().lower()
    cursor.expect("TABLESPACE")
    yield SetOption(target.kind, target.name, f"{word} tablespace", "", cursor.span(start))


def _algorithm(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    word = cursor.next().lower()
    cursor.take("=")
    yield SetOption(target.kind, target.name, word, cursor.next().upper(), cursor.span(start))


WORDS: dict[str, Action] = {
    "PARTITION": _partition_by,
    "REMOVE": _remove,
    "CONVERT": _convert,
    "ORDER": _order,
    "DISCARD": _tablespace,
    "IMPORT": _tablespace,
    "ALGORITHM": _algorithm,
    "LOCK": _algorithm,
    "TRUNCATE": _partitions,
    "SPLIT": _partitions,
    "MERGE": _partitions,
    "REORGANIZE": _partitions,
    "EXCHANGE": _partitions,
    "COALESCE": _partitions,
    "REPAIR": _partitions,
    "ANALYZE": _partitions,
    "OPTIMIZE": _partitions,
}
"""The actions, by the first word of each."""
