"""PARTITION BY and the partitions declared behind it."""

from __future__ import annotations

from schemalint.model.schema import PartitionDefinition
from schemalint.sql.reader import options
from schemalint.sql.reader.cursor import Cursor, Unreadable
from schemalint.sql.reader.keys import key_parts


class Partitioning:
    """What PARTITION BY says."""

    __slots__ = ("by", "columns", "definitions")

    def __init__(self) -> None:
        self.by = ""
        self.columns: tuple[str, ...] = ()
        self.definitions: tuple[PartitionDefinition, ...] = ()


def read_partitioning(cursor: Cursor) -> Partitioning:
    """Consumes what follows PARTITION BY."""
    found = Partitioning()
    start = cursor.i
    strategy = cursor.next().upper()
    if strategy == "LINEAR":
        strategy = cursor.next().upper()
    if strategy == "SYSTEM_TIME":
        _system_time(cursor)
    elif strategy == "CONSISTENT" or strategy == "RANGE" or strategy == "LIST":
        cursor.take_any("HASH", "COLUMNS")
    if strategy == "KEY" and cursor.take("ALGORITHM"):
        cursor.take("=")
        cursor.next()
    if cursor.at("(") and strategy == "REFERENCE":
        cursor.group()  # the name of a foreign key
    elif cursor.at("(") and strategy not in ("SYSTEM_TIME", "SYSTEM"):
        found.columns = _columns(cursor)
    found.by = cursor.text(start)
    if cursor.dialect not in ("postgres", "sqlite", "tsql"):
        _more(cursor)
        if cursor.at("(") and cursor.peek(1) in ("PARTITION", "STARTING", "PART"):
            found.definitions = partition_definitions(cursor)
    return found


def _columns(cursor: Cursor) -> tuple[str, ...]:
    """The columns of each key, whatever is computed from them."""
    if cursor.peek(1) == ")":
        cursor.group()
        return ()
    names: dict[str, None] = {}
    for part in key_parts(cursor):
        for name in (part.column,) if part.column else part.expression.columns if part.expression else ():
            names.setdefault(name)
    return tuple(names)


def _system_time(cursor: Cursor) -> None:
    """MariaDB's PARTITION BY SYSTEM_TIME [INTERVAL 1 MONTH] [LIMIT n] [STARTS …] [AUTO]."""
    while not cursor.at_any("(", "PARTITIONS", ""):
        if not cursor.take_any("INTERVAL", "LIMIT", "STARTS", "AUTO"):
            break
        if cursor.peek(-1) != "AUTO":
            cursor.next()
            cursor.take_any("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "WEEK")


def _more(cursor: Cursor) -> None:
    """PARTITIONS n, INTERVAL (…), SUBPARTITION BY … and STORE IN (…)."""
    while True:
        if cursor.take("PARTITIONS") or cursor.take("SUBPARTITIONS"):
            cursor.next()
        elif cursor.take("SUBPARTITION", "BY"):
            cursor.take("LINEAR")
            cursor.next()
            cursor.take("COLUMNS")
            if cursor.take("ALGORITHM"):
                cursor.take("=")
                cursor.next()
            if cursor.at("("):
                _columns(cursor)
        elif cursor.take("STORE", "IN"):
            cursor.name_list()
        elif cursor.take("SUBPARTITION", "TEMPLATE") or cursor.take("INTERVAL"):
            cursor.group()
        elif cursor.take("PARTITIONSET", "BY"):
            cursor.next()
            cursor.group()
        elif not (cursor.take("AUTOMATIC") or cursor.take("AUTO")):
            break


def partition_definitions(cursor: Cursor) -> tuple[PartitionDefinition, ...]:
    """Consumes `(PARTITION p VALUES LESS THAN (…) …, …)`."""
    cursor.expect("(")
    found: list[PartitionDefinition] = []
    while not cursor.done:
        found.append(_definition(cursor))
        if not cursor.take(","):
            break
    cursor.expect(")")
    return tuple(found)


def added_partitions(cursor: Cursor) -> tuple[PartitionDefinition, ...]:
    """Consumes what follows Oracle's ADD PARTITION: `p VALUES …, PARTITION q VALUES …`."""
    found = [_named(cursor, cursor.i, _AFTER_ADDED)]
    while cursor.at(",") and cursor.peek(1) == "PARTITION":
        cursor.next()
        found.append(_definition(cursor, _AFTER_ADDED))
    return tuple(found)


_AFTER_ADDED = ("UPDATE", "INVALIDATE", "INCLUDING", "EXCLUDING", "ONLINE")


def _definition(cursor: Cursor, stops: tuple[str, ...] = ()) -> PartitionDefinition:
    start = cursor.i
    if not cursor.take_any("PARTITION", "PART"):
        raise Unreadable(f"expected PARTITION {cursor.found()}")
    return _named(cursor, start, stops)


def _named(cursor: Cursor, start: int, stops: tuple[str, ...] = ()) -> PartitionDefinition:
    name = ""
    if cursor.is_name() and not cursor.at("VALUES"):
        cursor.take("IF", "NOT", "EXISTS")
        name = cursor.name().value
    bound = ""
    if cursor.at("VALUES"):
        bound = partition_bound(cursor)
    elif cursor.at_any("DEFAULT", "HISTORY", "CURRENT"):
        bound = cursor.next()
    _storage(cursor, stops)
    return PartitionDefinition(name, bound, cursor.span(start))


def _storage(cursor: Cursor, stops: tuple[str, ...] = ()) -> None:
    """Where a partition is kept, and its sub-partitions; what is not known becomes an unread part."""
    found: options.Options = []
    while not cursor.done and not cursor.at_any(",", ")", *stops):
        if cursor.at("(") and cursor.peek(1) in ("SUBPARTITION", "PARTITION"):
            cursor.group()
        elif cursor.take("SUBPARTITIONS"):
            cursor.next()
        elif cursor.take("STORE", "IN"):
            cursor.name_list()
        elif cursor.take_any("STARTING", "ENDING", "INCLUSIVE", "EXCLUSIVE", "EVERY", "AT", "FROM"):
            if cursor.at("("):
                cursor.group()
            elif not cursor.at_any(",", ")", "ENDING", "INCLUSIVE", "EXCLUSIVE", "AT", "FROM"):
                cursor.next()
        elif not (
            (cursor.dialect in ("mysql", "mariadb", "standard") and options.mysql_option(cursor, found))
            or (cursor.dialect in ("oracle", "standard") and options.oracle_option(cursor, found))
            or (cursor.dialect == "oracle" and cursor.take("EXTERNAL"))
        ):
            cursor.skip()


def partition_bound(cursor: Cursor) -> str:
    """Consumes `VALUES LESS THAN (…)`, `VALUES IN (…)`, `VALUES (…)`; gives it as written."""
    start = cursor.i
    cursor.expect("VALUES")
    cursor.take("LESS", "THAN")
    cursor.take("IN")
    if cursor.at("("):
        cursor.group()
    elif not cursor.take_any("MAXVALUE", "DEFAULT"):
        raise Unreadable(f"expected a partition bound {cursor.found()}")
    return cursor.text(start)


def value_bound(cursor: Cursor) -> str:
    """Consumes PostgreSQL's `FOR VALUES IN (…)`, `FROM (…) TO (…)`, `WITH (MODULUS …)` or `DEFAULT`; gives it as written."""
    start = cursor.i
    if cursor.take("DEFAULT"):
        return cursor.text(start)
    cursor.expect("FOR", "VALUES")
    if cursor.take("FROM"):
        cursor.group()
        cursor.expect("TO")
        cursor.group()
    elif cursor.take_any("IN", "WITH"):
        cursor.group()
    else:
        raise Unreadable(f"expected a partition bound {cursor.found()}")
    return cursor.text(start)
