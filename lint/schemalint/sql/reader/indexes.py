"""CREATE INDEX in all dialects, the keys written inside CREATE TABLE, ALTER INDEX."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schemalint.model.change import Change, CreateIndex, CreateObject
from schemalint.model.expression import Expression
from schemalint.model.name import Name, ObjectName
from schemalint.model.schema import NOWHERE, Index, KeyPart
from schemalint.sql.reader import constraints, options
from schemalint.sql.reader.cursor import Cursor, Unreadable
from schemalint.sql.reader.keys import key_parts
from schemalint.sql.reader.partitions import read_partitioning
from schemalint.sql.reader.storage import take_storage

_PREDICATE_STOPS = ("WITH", "ON", "TABLESPACE", "USING", "FILESTREAM_ON", "ALGORITHM", "LOCK")
# What CREATE INDEX can say in front of the word INDEX, and the method it means.
_MODIFIERS = frozenset({
    "CREATE", "OR", "REPLACE", "UNIQUE", "CLUSTERED", "NONCLUSTERED", "PRIMARY", "ONLINE", "OFFLINE", "IGNORE", "GLOBAL",
    "LOCAL", "IF", "NOT", "EXISTS",
})  # fmt: skip
_KINDS = {
    "FULLTEXT": "fulltext",
    "SPATIAL": "spatial",
    "BITMAP": "bitmap",
    "MULTIVALUE": "multivalue",
    "COLUMNSTORE": "columnstore",
    "XML": "xml",
    "VECTOR": "vector",
    "INVERTED": "gin",
    "JSON": "json",
    "HYBRID": "hybrid vector",
    "SELECTIVE": "selective xml",
    "HASH": "hash",
    "SEARCH": "search",
}


class IndexClause:
    """An index while it is read."""

    __slots__ = (
        "algorithm",
        "clustered",
        "comment",
        "concurrently",
        "include",
        "lock",
        "method",
        "nulls_not_distinct",
        "online",
        "options",
        "parts",
        "predicate",
        "unique",
        "unknown",
        "valid",
    )

    def __init__(self) -> None:
        self.unique = False
        self.method = ""
        self.clustered: bool | None = None
        self.concurrently = False
        self.parts: tuple[KeyPart, ...] = ()
        self.include: tuple[str, ...] = ()
        self.predicate: Expression | None = None
        self.nulls_not_distinct = False
        self.valid = True
        self.online: bool | None = None
        self.algorithm = ""
        self.lock = ""
        self.comment: str | None = None
        self.options: options.Options = []
        self.unknown = False

    def index(self, cursor: Cursor, start: int, name: Name | None, schema: str = "") -> Index:
        """The value of the catalogue; its span goes from token `start` to the last consumed one."""
        return Index(
            schema,
            name.value if name else "",
            self.parts,
            self.unique,
            self.method or "btree",
            self.include,
            self.predicate,
            self.valid,
            self.nulls_not_distinct,
            self.clustered,
            name is not None,
            self.concurrently,
            self.comment,
            cursor.span(start),
            name.span if name else NOWHERE,
            cursor.statement.span,
            self.unknown,
            tuple(self.options) if cursor.dialect == "postgres" else (),
        )


def create_index(cursor: Cursor) -> Iterator[Change]:
    """CREATE INDEX."""
    start = cursor.i
    clause = IndexClause()
    or_replace = False
    while not cursor.take("INDEX"):
        word = cursor.next().upper()
        if word == "UNIQUE":
            clause.unique = True
        elif word in _KINDS:
            clause.method = _KINDS[word]
        elif word == "CLUSTERED":
            clause.clustered = True
        elif word == "NONCLUSTERED":
            clause.clustered = False
        elif word == "ONLINE":
            clause.online = True
        elif word == "REPLACE":
            or_replace = True
        elif word not in _MODIFIERS:
            cursor.record(cursor.i - 1)
            clause.unknown = True
    clause.concurrently = cursor.take("CONCURRENTLY")
    if cursor.peek(1) != "ON":
        cursor.take("NONCONCURRENTLY")  # YugabyteDB
    if_not_exists = cursor.take("IF", "NOT", "EXISTS")
    if not clause.concurrently:
        clause.concurrently = cursor.take("CONCURRENTLY")
    written: ObjectName | None = None
    if not cursor.at("ON") and cursor.is_name():
        written = cursor.object_name()
    if cursor.take("USING"):
        clause.method = cursor.name().value.lower()
    if not cursor.at("ON"):
        before = cursor.i
        cursor.until("ON")
        cursor.record(before)
        clause.unknown = True
    cursor.expect("ON")
    only = cursor.take("ONLY")
    if only:
        clause.valid = False
    if cursor.dialect == "oracle" and cursor.take("CLUSTER"):
        cluster = cursor.object_name()
        read_index_options(cursor, clause, "")
        yield CreateObject("cluster index", written or cluster, target=cluster, span=cursor.statement.span)
        return
    table = cursor.object_name()
    if cursor.dialect == "oracle" and cursor.is_name() and cursor.peek(1) == "(":
        cursor.name()  # an alias
    if cursor.take("USING"):
        clause.method = cursor.name().value.lower()
    unread = len(cursor.unread)
    if clause.method == "fulltext" and cursor.dialect == "tsql":
        clause.parts = _fulltext_columns(cursor)
    elif cursor.at("("):
        clause.parts = key_parts(cursor, written.value if written else "")
    elif clause.method != "columnstore":
        raise Unreadable(f"expected the columns of the index {cursor.found()}")
    read_index_options(cursor, clause, written.value if written else "")
    clause.unknown = clause.unknown or len(cursor.unread) > unread
    name = written.name if written else None
    definition = clause.index(cursor, start, name, written.schema.value if written and written.schema else "")
    yield CreateIndex(
        table,
        definition,
        name,
        if_not_exists,
        only,
        clause.online,
        clause.algorithm,
        clause.lock,
        cursor.statement.span,
        or_replace,
    )


def read_index_options(cursor: Cursor, clause: IndexClause, belongs_to: str, whole: bool = True) -> None:
    """Consumes what stands behind the keys: to the end of the statement when `whole`, else to the comma."""
    while not cursor.done and not cursor.at_any(",", ")"):
        if not _option(cursor, clause):
            cursor.skip(belongs_to)
    if whole and not cursor.done:
        cursor.rest(belongs_to)


def _option(cursor: Cursor, clause: IndexClause) -> bool:
    word = cursor.peek()
    dialect = cursor.dialect
    if word in ("INCLUDE", "STORING", "COVERING") and cursor.peek(1) == "(":
        cursor.next()
        clause.include = tuple(name.value for name in cursor.name_list())
    elif word == "WHERE" and dialect == "oracle":
        cursor.next()  # how a bitmap join index joins its tables; it indexes all rows
        cursor.expression("LOCAL", "TABLESPACE", "UNUSABLE", "ONLINE", "NOLOGGING", "PARALLEL")
    elif word == "WHERE":
        cursor.next()
        clause.predicate = cursor.expression(*_PREDICATE_STOPS) if dialect == "tsql" else cursor.expression()
    elif cursor.take("NULLS", "NOT", "DISTINCT"):
        clause.nulls_not_distinct = True
    elif cursor.take("NULLS", "DISTINCT"):
        pass
    elif word == "WITH" and cursor.peek(1) == "(":
        cursor.next()
        found = options.bracketed_options(cursor)
        clause.options.extend(found)
        for name, value in found:
            if name == "online":
                clause.online = value.upper().startswith("ON")
    elif word in ("ALGORITHM", "LOCK") and dialect in ("mysql", "mariadb", "standard"):
        cursor.next()
        cursor.take("=")
        value = cursor.next().upper()
        if word == "LOCK":
            clause.lock = value
        else:
            clause.algorithm = value
    elif dialect == "tsql" or (dialect == "standard" and word in ("ON", "FILESTREAM_ON")):
        return _tsql_option(cursor, clause)
    elif dialect == "oracle":
        return _oracle_option(cursor, clause)
    elif dialect in ("mysql", "mariadb"):
        return _mysql_option(cursor, clause)
    elif word == "TABLESPACE":
        cursor.next()
        clause.options.append(("tablespace", cursor.name().value))
    elif cursor.take("USING", "HASH"):
        if cursor.take("WITH", "BUCKET_COUNT"):
            cursor.take("=")
            cursor.next()
    elif dialect == "standard":
        return _mysql_option(cursor, clause) or _oracle_option(cursor, clause) or options.standard_option(cursor, [])
    else:
        return False
    return True


def _mysql_option(cursor: Cursor, clause: IndexClause) -> bool:
    if cursor.take("NOWAIT"):
        return True
    if cursor.at("WAIT") and cursor.peek(1)[:1].isdigit():
        cursor.i += 2
        return True
    found: dict[str, str] = {}
    if not constraints.key_option(cursor, found):
        return False
    if "comment" in found:
        clause.comment = found["comment"]
    if "using" in found:
        clause.method = found["using"].lower()
    if "invisible" in found or "ignored" in found:
        clause.valid = False
    return True


def _tsql_option(cursor: Cursor, clause: IndexClause) -> bool:
    if cursor.take("ORDER"):
        key_parts(cursor)
        return True
    if cursor.take("USING", "XML", "INDEX"):
        cursor.name()
        if cursor.take("FOR"):
            cursor.next()
        return True
    if cursor.take("FOR"):
        cursor.group()
        return True
    if cursor.take("USING"):
        clause.options.append(("using", cursor.name().value))
        return True
    if cursor.take("KEY", "INDEX"):
        clause.options.append(("key index", cursor.name().value))
        if cursor.take("ON"):
            if cursor.at("("):
                cursor.group()
            else:
                cursor.name()
        return True
    if clause.method == "fulltext" and cursor.take("WITH"):
        _fulltext_with(cursor)
        return True
    if cursor.take("WITH", "DROP_EXISTING") or cursor.take("WITH", "PAD_INDEX"):
        cursor.take(",", "FILLFACTOR", "=") and cursor.next()
        return True
    return options.tsql_option(cursor, clause.options)


def _fulltext_with(cursor: Cursor) -> None:
    """WITH CHANGE_TRACKING = AUTO, STOPLIST = SYSTEM …"""
    while True:
        if not cursor.take_any("CHANGE_TRACKING", "STOPLIST"):
            cursor.expect("SEARCH", "PROPERTY", "LIST")
        cursor.take("=")
        cursor.next()
        if not cursor.at(",") or cursor.peek(1) not in ("CHANGE_TRACKING", "STOPLIST", "SEARCH", "NO"):
            return
        cursor.next()
        if cursor.take("NO", "POPULATION"):
            return


def _fulltext_columns(cursor: Cursor) -> tuple[KeyPart, ...]:
    """`(column TYPE COLUMN c LANGUAGE 1033 STATISTICAL_SEMANTICS, …)`."""
    parts: list[KeyPart] = []
    if not cursor.take("("):
        return ()
    while True:
        name = cursor.name()
        if cursor.take("TYPE", "COLUMN"):
            cursor.name()
        if cursor.take("LANGUAGE"):
            cursor.next()
        cursor.take("STATISTICAL_SEMANTICS")
        parts.append(KeyPart(name.value, span=name.span))
        if not cursor.at_any(",", ")"):
            cursor.skip(name.value)
        if not cursor.take(","):
            break
    cursor.expect(")")
    return tuple(parts)


def _oracle_option(cursor: Cursor, clause: IndexClause) -> bool:
    word = cursor.peek()
    if word == "ONLINE":
        cursor.next()
        clause.online = True
    elif word in ("UNUSABLE", "INVISIBLE"):
        cursor.next()
        clause.valid = False
    elif word in ("LOCAL", "GLOBAL"):
        cursor.next()
        if cursor.take("PARTITION", "BY"):
            read_partitioning(cursor)
            return True
        while cursor.take("STORE", "IN") or cursor.at("("):
            cursor.group()
    elif word == "INDEXTYPE":
        cursor.next()
        cursor.expect("IS")
        clause.method = cursor.object_name().text.lower()
        while True:
            if cursor.take("PARAMETERS") or cursor.take("LOCAL"):
                if cursor.at("("):
                    cursor.group()
            elif cursor.take("PARALLEL"):
                if cursor.peek().isdigit():
                    cursor.next()
            else:
                break
    elif word == "FROM":
        cursor.next()
        cursor.object_name()
        while True:
            if cursor.is_name() and not cursor.at_any("WHERE", "ON", "LOCAL"):
                cursor.name()
            if not cursor.take(","):
                break
            cursor.object_name()
    elif word == "PARAMETERS" and cursor.peek(1) == "(":
        cursor.next()
        cursor.group()
    elif cursor.take("FOR", "JSON") or cursor.take("FOR", "TEXT"):
        pass
    elif clause.method.endswith("vector"):
        return _vector_option(cursor) or take_storage(cursor)
    else:
        return take_storage(cursor)
    return True


def _vector_option(cursor: Cursor) -> bool:
    """How Oracle keeps a vector index, and what it measures."""
    if cursor.take("ORGANIZATION"):
        cursor.take("INMEMORY")
        if not cursor.take("NEIGHBOR", "GRAPH"):
            cursor.expect("NEIGHBOR", "PARTITIONS")
    elif cursor.take("DISTANCE"):
        cursor.take("CUSTOM")
        cursor.name()
    elif cursor.take("WITH", "TARGET", "ACCURACY"):
        cursor.next()
    else:
        return False
    return True


def inline_index(cursor: Cursor, column: str = "") -> Index:
    """Consumes SQL Server's `INDEX name [UNIQUE] [CLUSTERED] [(…)] …` inside CREATE TABLE, beside or inside a column; also
    CockroachDB's `[INVERTED] INDEX [name] (…) STORING (…)`."""
    start = cursor.i
    clause = IndexClause()
    if cursor.take("UNIQUE"):
        clause.unique = True
    if cursor.take("INVERTED"):
        clause.method = "gin"
    cursor.expect("INDEX")
    name = cursor.name() if cursor.is_name() else None
    while True:
        word = cursor.take_any("UNIQUE", "CLUSTERED", "NONCLUSTERED", "HASH", "COLUMNSTORE")
        if not word:
            break
        if word == "UNIQUE":
            clause.unique = True
        elif word in ("HASH", "COLUMNSTORE"):
            clause.method = word.lower()
        else:
            clause.clustered = word == "CLUSTERED"
    belongs_to = name.value if name else column
    unread = len(cursor.unread)
    if cursor.at("("):
        clause.parts = key_parts(cursor, belongs_to)
    elif column:
        clause.parts = (KeyPart(column),)
    if column:
        while cursor.at_any("INCLUDE", "WITH", "WHERE", "FILESTREAM_ON") or (cursor.at("ON") and not cursor.done):
            if not _option(cursor, clause):
                break
    else:
        read_index_options(cursor, clause, belongs_to, whole=False)
    clause.unknown = len(cursor.unread) > unread
    return clause.index(cursor, start, name)


def mysql_key(cursor: Cursor) -> Index:
    """Consumes `[FULLTEXT|SPATIAL|VECTOR] {KEY|INDEX} [name] [USING m] (…) options` inside CREATE TABLE or ALTER TABLE … ADD."""
    start = cursor.i
    clause = IndexClause()
    word = cursor.take_any("FULLTEXT", "SPATIAL", "VECTOR")
    if word:
        clause.method = word.lower()
    cursor.take_any("KEY", "INDEX")
    cursor.take("IF", "NOT", "EXISTS")
    name: Name | None = None
    if not cursor.at("(") and not (cursor.at("USING") and cursor.peek(1) in ("BTREE", "HASH", "RTREE")):
        name = cursor.name()
    if cursor.take("USING") or cursor.take("TYPE"):
        clause.method = cursor.next().lower()
    unread = len(cursor.unread)
    clause.parts = key_parts(cursor, name.value if name else "")
    read_index_options(cursor, clause, name.value if name else "", whole=False)
    clause.unknown = len(cursor.unread) > unread
    return clause.index(cursor, start, name)


def create_search(cursor: Cursor) -> Iterable[Change]:
    """Oracle's CREATE SEARCH INDEX, SQL Server's CREATE SEARCH PROPERTY LIST."""
    if cursor.at("CREATE", "SEARCH", "INDEX"):
        return create_index(cursor)
    from schemalint.sql.reader.objects import create_object

    return create_object(cursor)


HANDLERS = {"CREATE INDEX": create_index, "CREATE SEARCH": create_search}
