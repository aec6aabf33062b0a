"""ALTER TABLE on partitions."""

from __future__ import annotations

from schemalint.model.change import AlterPartitions, AttachPartition, Change, DetachPartition
from schemalint.model.name import ObjectName
from schemalint.model.schema import PartitionDefinition
from schemalint.sql.reader.cursor import Cursor, Unreadable
from schemalint.sql.reader.options import Options, bracketed_options, mysql_option
from schemalint.sql.reader.partitions import added_partitions, partition_bound, partition_definitions, value_bound
from schemalint.sql.reader.storage import take_storage

_VERBS = frozenset({
    "ADD", "DROP", "TRUNCATE", "SPLIT", "MERGE", "REORGANIZE", "EXCHANGE", "COALESCE", "REBUILD", "REPAIR", "CHECK",
    "ANALYZE", "OPTIMIZE", "DISCARD", "IMPORT", "MOVE", "MODIFY", "RENAME", "CONVERT",
})  # fmt: skip
_NOUNS = frozenset({"PARTITION", "PARTITIONS", "SUBPARTITION", "SUBPARTITIONS"})


def at_partition_action(cursor: Cursor) -> bool:
    """Whether partition maintenance comes next: DROP PARTITION p, ADD PARTITION (…), but not a column of that name."""
    if cursor.peek() not in _VERBS or cursor.peek(1) not in _NOUNS:
        return False
    if cursor.peek(2) in ("", ",") and cursor.peek() not in ("COALESCE", "REBUILD", "REORGANIZE"):
        return False
    return cursor.dialect not in ("postgres", "sqlite", "tsql")


def partition_action(cursor: Cursor, table: ObjectName, start: int) -> Change:
    """Consumes MySQL's and Oracle's partition maintenance."""
    verb = cursor.next()
    noun = cursor.next()
    action = f"{verb} {noun}".lower()
    names: list[str] = []
    definitions: tuple[PartitionDefinition, ...] = ()
    cursor.take("NO_WRITE_TO_BINLOG") or cursor.take("LOCAL")
    cursor.take("IF", "NOT", "EXISTS") or cursor.take("IF", "EXISTS")
    if cursor.take("FOR"):
        cursor.group()
    elif cursor.at("(") and cursor.peek(1) == "PARTITION":
        definitions = partition_definitions(cursor)
        names.extend(definition.name for definition in definitions)
    elif verb.upper() == "ADD" and noun.upper() == "PARTITION" and cursor.dialect == "oracle":
        definitions = added_partitions(cursor)
        names.extend(definition.name for definition in definitions if definition.name)
    elif cursor.take("PARTITIONS") or cursor.peek().isdigit():
        cursor.next()
    elif cursor.is_name() and verb.upper() != "COALESCE":
        names.append(cursor.name().value)
        while (
            cursor.at(",")
            and cursor.is_name(1)
            and cursor.peek(2) in (",", "", "INTO", "TABLESPACE", "UPDATE", "FORCE")
        ):
            cursor.next()
            names.append(cursor.name().value)
    if verb.upper() == "CONVERT":
        cursor.take("TO", "TABLE")
        cursor.object_name()
    made = _tail(cursor, names)
    return AlterPartitions(table, action, tuple(names), cursor.span(start), definitions or made)


def _tail(cursor: Cursor, names: list[str]) -> tuple[PartitionDefinition, ...]:
    """What follows the names, and the partitions that are made of them: INTO (…), AT (…), VALUES …, WITH TABLE t, UPDATE INDEXES, storage."""
    found: Options = []
    made: tuple[PartitionDefinition, ...] = ()
    while not cursor.done and not cursor.at_any(",", ")"):
        if cursor.at("VALUES"):
            partition_bound(cursor)
        elif cursor.take("INTO"):
            if cursor.at("(") and cursor.peek(1) == "PARTITION":
                made = partition_definitions(cursor)
            elif cursor.at("("):
                cursor.group()
            else:
                at = cursor.i
                cursor.take_any("PARTITION", "SUBPARTITION")
                made = (PartitionDefinition(cursor.name().value, "", cursor.span(at)),)
        elif cursor.at_any("ADD", "DROP") and cursor.peek(1) == "VALUES":
            cursor.i += 2
            cursor.group()
        elif (
            cursor.take("FOR", "UPGRADE")
            or cursor.take("UNUSABLE", "LOCAL", "INDEXES")
            or cursor.take("REBUILD", "UNUSABLE", "LOCAL", "INDEXES")
        ):
            pass
        elif cursor.take("AT") or cursor.take("SUBPARTITIONS"):
            if cursor.at("("):
                cursor.group()
            else:
                cursor.next()
        elif cursor.take("WITH", "TABLE"):
            cursor.object_name()
        elif cursor.take_any("INCLUDING", "EXCLUDING"):
            cursor.expect("INDEXES")
        elif cursor.take_any("WITH", "WITHOUT"):
            cursor.expect("VALIDATION")
        elif cursor.take("UPDATE") or cursor.take("INVALIDATE"):
            cursor.take("GLOBAL")
            if not cursor.take_any("INDEXES"):
                cursor.expect("INDEXES")
            if cursor.at("("):
                cursor.group()
        elif cursor.at("(") and cursor.peek(1) == "SUBPARTITION":
            cursor.group()
        elif cursor.take("TO"):
            names.append(cursor.name().value)
        elif cursor.take_any("DROP", "REUSE"):
            cursor.take("ALL")
            cursor.expect("STORAGE")
        elif not (
            cursor.take_any("TABLESPACE", "ONLINE", "CASCADE", "FORCE", "ALLOW", "UNUSABLE", "EXTENDED", "QUICK", "FAST",
                            "MEDIUM", "CHANGED", "INVALIDATION", "SHRINK")
            or take_storage(cursor)
            or (cursor.dialect in ("mysql", "mariadb", "standard") and mysql_option(cursor, found))
        ):  # fmt: skip
            break
        elif cursor.peek(-1) == "TABLESPACE" and cursor.is_name():
            cursor.name()
    return made


def convert_table(cursor: Cursor, table: ObjectName, start: int) -> Change:
    """Consumes MariaDB's CONVERT TABLE t TO PARTITION p bound."""
    cursor.expect("CONVERT", "TABLE")
    partition = cursor.object_name()
    cursor.expect("TO", "PARTITION")
    names: list[str] = [cursor.name().value]
    at = cursor.i
    bound = partition_bound(cursor) if cursor.at("VALUES") else ""
    if cursor.i > at:
        _tail(cursor, names)
    return AttachPartition(table, partition, bound, cursor.span(start))


def attach(cursor: Cursor, table: ObjectName, start: int) -> Change:
    """Consumes PostgreSQL's ATTACH PARTITION."""
    cursor.expect("ATTACH", "PARTITION")
    partition = cursor.object_name()
    bound = value_bound(cursor) if cursor.at_any("FOR", "DEFAULT") else ""
    return AttachPartition(table, partition, bound, cursor.span(start))


def detach(cursor: Cursor, table: ObjectName, start: int) -> Change:
    """Consumes PostgreSQL's DETACH PARTITION."""
    cursor.expect("DETACH", "PARTITION")
    partition = cursor.object_name()
    concurrently = cursor.take("CONCURRENTLY")
    finalize = cursor.take("FINALIZE")
    return DetachPartition(table, partition, concurrently, finalize, cursor.span(start))


def switch(cursor: Cursor, table: ObjectName, start: int) -> Change:
    """Consumes SQL Server's SWITCH [PARTITION n] TO t [PARTITION n] [WITH (…)]."""
    cursor.expect("SWITCH")
    names: list[str] = []
    if cursor.take("PARTITION"):
        names.append(cursor.until("TO"))
    if not cursor.take("TO"):
        raise Unreadable(f"expected TO {cursor.found()}")
    names.append(cursor.object_name().text)
    if cursor.take("PARTITION"):
        names.append(cursor.until("WITH"))
    if cursor.at("WITH", "("):
        cursor.next()
        bracketed_options(cursor)
    return AlterPartitions(table, "switch", tuple(names), cursor.span(start))
