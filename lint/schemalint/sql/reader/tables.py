"""CREATE TABLE in all dialects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from schemalint.model.change import Change, CreateTable, LikeClause, Unread
from schemalint.model.name import ObjectName
from schemalint.model.schema import NOWHERE, Column, Constraint, Index, PartitionDefinition, PrimaryKey
from schemalint.model.text import Span
from schemalint.sql.reader import constraints, indexes, options
from schemalint.sql.reader.columns import TYPED, read_column
from schemalint.sql.reader.cursor import Cursor, Unreadable
from schemalint.sql.reader.partitions import partition_definitions, read_partitioning, value_bound

_MODIFIERS = frozenset({
    "CREATE", "OR", "REPLACE", "GLOBAL", "LOCAL", "PRIVATE", "SHARDED", "DUPLICATED", "IMMUTABLE", "BLOCKCHAIN",
    "FOREIGN", "VIRTUAL", "EXTERNAL", "MEMORY", "CACHED", "COLUMN", "ROW", "TEMP", "TEMPORARY", "UNLOGGED", "HYBRID",
    "TRANSIENT", "VOLATILE", "TEXT",
})  # fmt: skip
_KINDS: dict[str, Literal["temporary", "foreign", "virtual", "external"]] = {
    "TEMP": "temporary",
    "TEMPORARY": "temporary",
    "FOREIGN": "foreign",
    "VIRTUAL": "virtual",
    "EXTERNAL": "external",
}
_MYSQL_KEYS = frozenset({"KEY", "INDEX", "FULLTEXT", "SPATIAL", "VECTOR"})


class TableClause:
    """A table while it is read."""

    __slots__ = (
        "as_query",
        "bound",
        "columns",
        "comment",
        "constraints",
        "indexes",
        "inherits",
        "kind",
        "like",
        "not_null",
        "of_type",
        "options",
        "partition_by",
        "partition_columns",
        "partition_of",
        "partitions",
        "unlogged",
    )

    def __init__(self) -> None:
        self.kind: Literal["table", "foreign", "temporary", "virtual", "external"] = "table"
        self.columns: list[Column] = []
        self.constraints: list[Constraint] = []
        self.indexes: list[Index] = []
        self.like: list[LikeClause] = []
        self.not_null: dict[str, Span] = {}
        """Columns that a constraint beside them makes NOT NULL, and where it says so."""
        self.inherits: tuple[ObjectName, ...] = ()
        self.partition_of: ObjectName | None = None
        self.bound = ""
        self.partition_by = ""
        self.partition_columns: tuple[str, ...] = ()
        self.partitions: tuple[PartitionDefinition, ...] = ()
        self.of_type: ObjectName | None = None
        self.as_query = ""
        self.unlogged = False
        self.options: options.Options = []
        self.comment: str | None = None


def create_table(cursor: Cursor) -> Iterator[Change]:
    """CREATE TABLE, CREATE FOREIGN TABLE, CREATE VIRTUAL TABLE."""
    clause = TableClause()
    or_replace = False
    while not cursor.take("TABLE"):
        word = cursor.next().upper()
        clause.kind = _KINDS.get(word, clause.kind)
        clause.unlogged = clause.unlogged or word == "UNLOGGED"
        or_replace = or_replace or word == "REPLACE"
        if word not in _MODIFIERS:
            cursor.record(cursor.i - 1)
    if_not_exists = cursor.take("IF", "NOT", "EXISTS")
    name = cursor.object_name()
    if name.value.startswith("#") and cursor.dialect == "tsql":
        clause.kind = "temporary"
    body = NOWHERE
    try:
        if clause.kind == "virtual":
            _module(cursor, clause)
        else:
            _before_body(cursor, clause)
        if cursor.at("(") and not _is_query(cursor):
            start = cursor.i
            read_elements(cursor, clause)
            body = cursor.span(start)
        elif cursor.at("("):
            _query(cursor, clause)
        _after_body(cursor, clause)
    except Unreadable:
        cursor.rest()
    if cursor.dialect in TYPED and not (clause.as_query or clause.of_type or clause.partition_of):
        clause.columns = [_typed(cursor, column) for column in clause.columns]
    yield CreateTable(
        name,
        tuple(clause.columns),
        tuple(clause.constraints),
        (*clause.indexes, *(one.definition for one in cursor.beside)),
        clause.kind,
        tuple(clause.like),
        clause.inherits,
        clause.partition_of,
        clause.bound,
        clause.partition_by,
        clause.partition_columns,
        clause.partitions,
        clause.of_type,
        clause.as_query,
        clause.unlogged,
        if_not_exists,
        or_replace,
        tuple(clause.options),
        clause.comment,
        body,
        cursor.statement.span,
    )


def _typed(cursor: Cursor, column: Column) -> Column:
    """The column, marked as unread where its type is missing."""
    if column.type is not None or column.unknown:
        return column
    cursor.unread.append(Unread(column.span, column.written, column.name))
    return column._replace(unknown=True)


def _is_query(cursor: Cursor) -> bool:
    """Whether the bracket holds a query: `CREATE TABLE t (SELECT …)`."""
    at = 0
    while cursor.peek(at) == "(":
        at += 1
    return cursor.peek(at) in ("SELECT", "WITH") and cursor.peek(at + 1) not in (",", ")")


def _module(cursor: Cursor, clause: TableClause) -> None:
    """SQLite's USING module(arguments)."""
    cursor.expect("USING")
    module = cursor.name().value
    arguments = ""
    if cursor.at("("):
        start = cursor.i
        cursor.group()
        arguments = cursor.text(start)[1:-1].strip()
    clause.options.append(("module", module))
    if arguments:
        clause.options.append(("arguments", arguments))


def _before_body(cursor: Cursor, clause: TableClause) -> None:
    """PARTITION OF, OF type, LIKE, and SQL Server's AS FILETABLE."""
    if cursor.take("PARTITION", "OF"):
        clause.partition_of = cursor.object_name()
    elif cursor.at("OF") and cursor.is_name(1):
        cursor.next()
        clause.of_type = cursor.object_name()
    elif cursor.at("LIKE") and cursor.is_name(1):
        clause.like.append(_like(cursor))
    elif cursor.at("SHARING"):
        cursor.next()
        cursor.take("=")
        cursor.next()


def _like(cursor: Cursor) -> LikeClause:
    cursor.expect("LIKE")
    table = cursor.object_name()
    including: list[str] = []
    excluding: list[str] = []
    while True:
        if cursor.take("INCLUDING"):
            including.append(cursor.name().value.lower())
        elif cursor.take("EXCLUDING"):
            excluding.append(cursor.name().value.lower())
        else:
            return LikeClause(table, tuple(including), tuple(excluding))
        # DB2 writes INCLUDING COLUMN DEFAULTS, INCLUDING IDENTITY COLUMN ATTRIBUTES.
        cursor.take("COLUMN", "DEFAULTS") or cursor.take("COLUMN", "ATTRIBUTES") or cursor.take("DEFAULTS")


def read_elements(cursor: Cursor, clause: TableClause) -> None:
    """Consumes the bracket with the columns and what stands beside them."""
    cursor.expect("(")
    while not cursor.done and not cursor.at(")"):
        start = cursor.i
        if cursor.take(","):
            cursor.record(start)  # nothing stands before it
            continue
        try:
            _element(cursor, clause)
        except Unreadable:
            cursor.i = start
            cursor.skip(_owner(cursor, start))
        if cursor.dialect == "sqlite" and cursor.i > start and cursor.peek() in _CONSTRAINTS:
            continue  # no comma need stand between constraints
        if not cursor.at_any(",", ")") and not cursor.done:
            cursor.skip(_owner(cursor, start))
        if cursor.take(","):
            if cursor.at(")") and cursor.dialect != "tsql":  # which takes a comma behind the last element
                cursor.record(cursor.i - 1)
        elif not cursor.at(")"):
            if cursor.i > start:
                continue
            cursor.next()
            cursor.record(start)
    if not cursor.take(")") and cursor.i:
        cursor.record(cursor.i - 1)  # the bracket is never closed
    if cursor.dialect == "sqlite" and "AUTOINCREMENT" in cursor.upper:
        _autoincrement(clause)
    if clause.not_null:
        clause.columns = [
            column._replace(nullable=False, null_span=clause.not_null[column.name])
            if column.name in clause.not_null
            else column
            for column in clause.columns
        ]


_CONSTRAINTS = ("CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK")


def _autoincrement(clause: TableClause) -> None:
    """SQLite's `PRIMARY KEY (id AUTOINCREMENT)` beside the columns is about the column."""
    for constraint in clause.constraints:
        if isinstance(constraint, PrimaryKey) and not constraint.inline and len(constraint.columns) == 1:
            clause.columns = [
                column._replace(identity="by default") if column.name == constraint.columns[0] else column
                for column in clause.columns
            ]


# Words that begin an element which has no name of its own in front.
_NAMELESS = frozenset(
    {"PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "EXCLUDE", "LIKE", "PERIOD", "KEY", "INDEX", "PARTITION"}
)


def _owner(cursor: Cursor, start: int) -> str:
    """The column or constraint that an unreadable element is about."""
    before = cursor.i
    cursor.i = start
    try:
        if not cursor.take("CONSTRAINT") and cursor.peek() in _NAMELESS:
            return ""
        return cursor.name().value
    except Unreadable:
        return ""
    finally:
        cursor.i = before


def _element(cursor: Cursor, clause: TableClause) -> None:
    word = cursor.peek()
    if word in ("CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "EXCLUDE") and _is_constraint(cursor, word):
        constraint = constraints.table_constraint(cursor)
        if constraint is not None:
            clause.constraints.append(constraint)
        else:
            _other_constraint(cursor, clause)
        return
    if word == "NOT" and cursor.peek(1) == "NULL":
        _other_constraint(cursor, clause)
        return
    if word in _MYSQL_KEYS and cursor.dialect in ("mysql", "mariadb"):
        if word in ("KEY", "INDEX") or cursor.peek(1) in ("KEY", "INDEX", "(") or cursor.peek(2) == "(":
            clause.indexes.append(indexes.mysql_key(cursor))
            return
    elif word in ("INDEX", "KEY", "FULLTEXT", "SPATIAL", "INVERTED", "UNIQUE") and _is_index(cursor, word):
        if word in ("KEY", "FULLTEXT", "SPATIAL"):
            clause.indexes.append(indexes.mysql_key(cursor))
        else:
            clause.indexes.append(indexes.inline_index(cursor))
        return
    if word == "LIKE" and cursor.is_name(1) and cursor.dialect != "sqlite":
        clause.like.append(_like(cursor))
        return
    if word == "PERIOD" and cursor.peek(1) == "FOR":
        start = cursor.i
        cursor.i += 2
        cursor.name()
        cursor.name_list()
        clause.options.append(("period", " ".join(cursor.text(start).split()[2:])))
        return
    if word == "SUPPLEMENTAL" and options.supplemental_log(cursor):
        return
    if word in ("SCOPE", "REF") and cursor.dialect == "oracle" and _of_reference(cursor):
        return
    if word == "FAMILY" and _is_family(cursor):
        cursor.next()
        if not cursor.at("("):
            cursor.name()
        cursor.name_list()
        return
    _column(cursor, clause)


def _of_reference(cursor: Cursor) -> bool:
    """What Oracle says beside a REF column: `SCOPE FOR (c) IS table`, `REF (c) WITH ROWID`. It consumes nothing else."""
    if cursor.take("SCOPE", "FOR"):
        cursor.name_list()
        cursor.expect("IS")
        cursor.object_name()
        return True
    if cursor.at("REF", "("):
        cursor.next()
        cursor.name_list()
        cursor.expect("WITH", "ROWID")
        return True
    return False


def _other_constraint(cursor: Cursor, clause: TableClause) -> None:
    """PostgreSQL's `[CONSTRAINT name] NOT NULL column`, SQL Server's `CONSTRAINT name CONNECTION (a TO b)`."""
    constraints.constraint_name(cursor)
    start = cursor.i
    if cursor.take("NOT", "NULL"):
        name = cursor.name()
        constraints.read_states(cursor, constraints.States(True))
        clause.not_null[name.value] = cursor.span(start)
    elif cursor.dialect == "tsql" and cursor.take("CONNECTION"):
        cursor.group()
        clause.options.append(("connection", cursor.text(start + 1)))
        constraints.read_states(cursor)
        if cursor.at("ON", "DELETE"):
            cursor.i += 2
            constraints.referential_action(cursor)
    else:
        raise Unreadable(f"expected a constraint {cursor.found()}")


def _column(cursor: Cursor, clause: TableClause) -> None:
    start = cursor.i
    if cursor.statement.masked and cursor.peek(1) in (",", ")", "") and cursor.words[start][:1] in "{$.<%…":
        cursor.next()  # `...` or a marker that stands for a whole clause
        cursor.record(start)
        return
    try:
        column = read_column(cursor)
    except Unreadable:
        cursor.i = start
        name = cursor.name()
        cursor.skip(name.value)
        clause.columns.append(
            Column(
                name.value,
                None,
                written=name.written,
                span=name.span,
                definition=cursor.span(start),
                unknown=True,
                statement=cursor.statement.span,
            )
        )
        return
    clause.columns.append(column.column(cursor.span(start), cursor.statement.span))
    if column.constraints:
        clause.constraints.extend(column.constraints)
    if column.indexes:
        clause.indexes.extend(column.indexes)


def _is_constraint(cursor: Cursor, word: str) -> bool:
    """Whether the word begins a constraint and is no column of that name."""
    following = cursor.peek(1)
    if word == "CONSTRAINT":
        return following not in (",", ")", "")
    if word in ("PRIMARY", "FOREIGN"):
        return following == "KEY"
    if word == "CHECK":
        return following == "(" or following == "NOT"
    if word == "EXCLUDE":
        return following in ("(", "USING") and cursor.dialect in ("postgres", "standard")
    return not (cursor.dialect in ("postgres", "standard") and following == "INDEX")


def _is_index(cursor: Cursor, word: str) -> bool:
    """Whether the word begins an index inside the table and is no column of that name."""
    following = cursor.peek(1)
    if word in ("INVERTED", "UNIQUE", "FULLTEXT", "SPATIAL"):
        return following == "INDEX" or (following == "KEY" and word != "UNIQUE" and cursor.dialect == "standard")
    if word == "KEY" and cursor.dialect != "standard":
        return False
    if cursor.dialect == "tsql":
        return word == "INDEX"
    if following == "(":
        return True
    # `INDEX by_name (name)`, but not the column `index varchar(20)`.
    return cursor.is_name(1) and cursor.peek(2) == "(" and not cursor.peek(3)[:1].isdigit()


def _is_family(cursor: Cursor) -> bool:
    """Whether CockroachDB's `FAMILY [name] (columns)` comes next, and not the column `family varchar(20)`."""
    if cursor.dialect not in ("postgres", "standard"):
        return False
    return cursor.peek(1) == "(" or (cursor.peek(2) == "(" and not cursor.peek(3)[:1].isdigit())


def _query(cursor: Cursor, clause: TableClause) -> None:
    start = cursor.i
    cursor.i = cursor.n
    clause.as_query = cursor.text(start)


def _after_body(cursor: Cursor, clause: TableClause) -> None:
    """What stands behind the columns, to the end of the statement."""
    while not cursor.done:
        start = cursor.i
        try:
            known = _clause(cursor, clause)
        except Unreadable:
            cursor.i = start
            known = False
        if known and cursor.i > start:
            continue
        cursor.i = start
        if cursor.at(",") and cursor.dialect in ("mysql", "mariadb", "sqlite", "standard"):
            cursor.next()
            continue
        _unknown(cursor)
    for name, value in clause.options:
        if name == "comment":
            clause.comment = value
    if clause.comment is not None:
        clause.options = [option for option in clause.options if option[0] != "comment"]


def _unknown(cursor: Cursor) -> None:
    """Passes over an unknown clause: to the comma, or where a query begins."""
    start = cursor.i
    cursor.until(",", "AS")
    if cursor.i == start:
        cursor.next()
    cursor.record(start)


def _clause(cursor: Cursor, clause: TableClause) -> bool:
    word = cursor.peek()
    if word == "AS" and cursor.peek(1) not in ("NODE", "EDGE", "FILETABLE"):
        cursor.next()
        if cursor.done:
            raise Unreadable("expected a query at the end")
        _query(cursor, clause)
    elif _starts_query(cursor, word):
        _query(cursor, clause)
    elif word == "PARTITION" and cursor.peek(1) == "BY":
        cursor.i += 2
        found = read_partitioning(cursor)
        clause.partition_by, clause.partition_columns, clause.partitions = found.by, found.columns, found.definitions
    elif word == "PARTITIONED" and cursor.peek(1) == "BY":
        cursor.i += 2
        cursor.group()
    elif word == "FOR" and cursor.peek(1) == "VALUES":
        clause.bound = value_bound(cursor)
    elif word == "DEFAULT" and clause.partition_of is not None:
        clause.bound = cursor.next()
    elif word == "INHERITS":
        cursor.next()
        cursor.expect("(")
        parents = [cursor.object_name()]
        while cursor.take(","):
            parents.append(cursor.object_name())
        cursor.expect(")")
        clause.inherits = tuple(parents)
    elif word == "ON" and options.on_commit(cursor, clause.options):
        pass
    else:
        return _dialect_clause(cursor, clause, word)
    return True


def _starts_query(cursor: Cursor, word: str) -> bool:
    if word == "(":
        return _is_query(cursor)
    if word == "WITH":
        return cursor.is_name(1) and cursor.peek(2) in ("AS", "(") and cursor.dialect in ("mysql", "mariadb")
    return word == "SELECT" or (word in ("VALUES", "TABLE") and cursor.dialect in ("mysql", "mariadb"))


def _dialect_clause(cursor: Cursor, clause: TableClause, word: str) -> bool:
    dialect = cursor.dialect
    if dialect == "tsql":
        return options.tsql_option(cursor, clause.options)
    if dialect == "oracle":
        return options.oracle_option(cursor, clause.options) or _external_partitions(cursor, clause)
    if (
        word in ("IGNORE", "REPLACE")
        and cursor.peek(1) in ("AS", "SELECT")
        and dialect in ("mysql", "mariadb", "standard")
    ):
        cursor.next()
        return True
    if dialect in ("mysql", "mariadb"):
        return options.mysql_option(cursor, clause.options)
    if dialect == "sqlite":
        if cursor.take("WITHOUT", "ROWID"):
            clause.options.append(("without rowid", ""))
        elif cursor.take("STRICT"):
            clause.options.append(("strict", ""))
        else:
            return False
        return True
    if _postgres_clause(cursor, clause, word):
        return True
    if dialect == "standard":
        found = clause.options
        return (
            options.standard_option(cursor, found)
            or options.mysql_option(cursor, found)
            or options.oracle_option(cursor, found)
            or options.tsql_option(cursor, found)
            or _sqlite_words(cursor, found)
        )
    return cursor.at("LOCALITY") and options.standard_option(cursor, clause.options)


def _sqlite_words(cursor: Cursor, found: options.Options) -> bool:
    for phrase in (("WITHOUT", "ROWID"), ("STRICT",)):
        if cursor.take(*phrase):
            found.append((" ".join(phrase).lower(), ""))
            return True
    return False


def _external_partitions(cursor: Cursor, clause: TableClause) -> bool:
    if cursor.at("(") and cursor.peek(1) == "PARTITION":
        clause.partitions = partition_definitions(cursor)
        return True
    if cursor.take("EXTERNAL", "PARTITION", "ATTRIBUTES"):
        cursor.pass_over()
        return True
    return False


def _postgres_clause(cursor: Cursor, clause: TableClause, word: str) -> bool:
    if word == "WITH" and cursor.peek(1) == "(":
        cursor.next()
        clause.options.extend(options.bracketed_options(cursor))
    elif word == "WITHOUT" and cursor.peek(1) == "OIDS":
        cursor.i += 2
    elif word == "WITH" and cursor.peek(1) == "OIDS":
        cursor.i += 2
        clause.options.append(("oids", "true"))
    elif word == "USING":
        cursor.next()
        clause.options.append(("access method", cursor.name().value))
    elif word == "TABLESPACE":
        cursor.next()
        clause.options.append(("tablespace", cursor.name().value))
    elif word == "SERVER":
        cursor.next()
        clause.options.append(("server", cursor.name().value))
    elif word == "OPTIONS" and cursor.peek(1) == "(":
        cursor.next()
        clause.options.append(("options", options.foreign_options(cursor)))
    elif word == "WITH" and (cursor.take("WITH", "DATA") or cursor.take("WITH", "NO", "DATA")):
        pass
    else:
        return False
    return True


def select_into(cursor: Cursor) -> CreateTable | None:
    """SELECT … INTO t FROM …: the table it makes, or None where it makes none. Consumes everything, or nothing."""
    if cursor.dialect not in ("postgres", "tsql", "standard"):
        return None
    start = cursor.i
    cursor.until("SELECT")
    while cursor.take("SELECT"):
        cursor.until("INTO", "FROM", "SELECT", "UNION")
        if cursor.at("INTO"):
            break
    if not cursor.take("INTO"):
        cursor.i = start
        return None
    kind: Literal["table", "temporary"] = "table"
    unlogged = cursor.take("UNLOGGED")
    if cursor.take_any("TEMPORARY", "TEMP") or (cursor.peek() == "LOCAL" and cursor.peek(1).startswith("TEMP")):
        kind = "temporary"
    cursor.take("TABLE")
    if not cursor.is_name() or cursor.at("STRICT") or cursor.words[cursor.i].startswith("@"):
        cursor.i = start
        return None
    name = cursor.object_name()
    if name.value.startswith("#"):
        kind = "temporary"
    if cursor.at(","):
        cursor.i = start
        return None
    cursor.i = cursor.n
    return CreateTable(
        name,
        kind=kind,
        as_query=cursor.statement.text,
        unlogged=unlogged,
        span=cursor.statement.span,
    )


HANDLERS = {
    "CREATE TABLE": create_table,
    "CREATE FOREIGN TABLE": create_table,
    "CREATE VIRTUAL TABLE": create_table,
    "CREATE MEMORY": create_table,
    "CREATE CACHED": create_table,
    "CREATE TRANSIENT": create_table,
}
