"""Constraints, inside a column and beside it: PRIMARY KEY, UNIQUE, REFERENCES, CHECK, EXCLUDE and their states."""

from __future__ import annotations

from schemalint.model.change import CreateIndex
from schemalint.model.expression import Expression
from schemalint.model.name import Name, Ref
from schemalint.model.schema import (
    NOWHERE,
    Check,
    Constraint,
    Exclusion,
    ForeignKey,
    KeyPart,
    PrimaryKey,
    Unique,
)
from schemalint.sql.reader.cursor import Cursor, Unreadable
from schemalint.sql.reader.keys import columns_of, key_parts
from schemalint.sql.reader.options import bracketed_options, filegroup
from schemalint.sql.reader.storage import take_physical

_CONFLICTS = ("ROLLBACK", "ABORT", "FAIL", "IGNORE", "REPLACE")


class States:
    """What is said behind a constraint about when and how it holds."""

    __slots__ = (
        "clustered",
        "deferrable",
        "enforced",
        "include",
        "initially_deferred",
        "inline",
        "no_inherit",
        "using_index",
        "validated",
    )

    def __init__(self, inline: bool = False) -> None:
        self.inline = inline
        """Inside a column: COMMENT, VISIBLE and the like are the column's then."""
        self.deferrable = False
        self.initially_deferred = False
        self.validated = True
        self.enforced = True
        self.no_inherit = False
        self.using_index = ""
        self.include: tuple[str, ...] = ()
        self.clustered: bool | None = None


def read_states(cursor: Cursor, states: States | None = None) -> States:
    """Consumes all states that come next."""
    states = states or States()
    if cursor.i >= cursor.n or cursor.upper[cursor.i] in (",", ")"):
        return states
    while _state(cursor, states):
        pass
    return states


def _state(cursor: Cursor, states: States) -> bool:
    word = cursor.peek()
    if word == "NOT":
        following = cursor.peek(1)
        if following == "DEFERRABLE":
            states.deferrable = False
        elif following == "VALID":
            states.validated = False
        elif following == "ENFORCED":
            states.enforced = False
            cursor.i += 2
            cursor.take_any("TRUSTED")
            return True
        elif following == "FOR" and cursor.peek(2) == "REPLICATION":
            cursor.i += 3
            return True
        elif following == "TRUSTED":
            pass
        else:
            return False
        cursor.i += 2
        return True
    if word == "DEFERRABLE":
        cursor.next()
        states.deferrable = True
    elif word == "INITIALLY":
        cursor.next()
        deferred = cursor.take_any("DEFERRED", "IMMEDIATE") == "DEFERRED"
        states.initially_deferred = deferred
        states.deferrable = states.deferrable or deferred
    elif word == "ENFORCED" or word == "TRUSTED":
        cursor.next()
        states.enforced = True
    elif word == "NO" and cursor.peek(1) == "INHERIT":
        cursor.i += 2
        states.no_inherit = True
    elif word == "ON" and cursor.peek(1) == "CONFLICT":
        cursor.i += 2
        if not cursor.take_any(*_CONFLICTS):
            raise Unreadable(f"expected a conflict action {cursor.found()}")
    elif word == "INCLUDE" and cursor.peek(1) == "(":
        cursor.next()
        states.include = tuple(name.value for name in cursor.name_list())
    elif word == "WITH" and cursor.peek(1) == "(":
        cursor.next()
        bracketed_options(cursor)
    elif word == "WITH" and cursor.peek(1) == "FILLFACTOR":
        cursor.i += 2
        cursor.take("=")
        cursor.next()
    elif word == "ON" and cursor.dialect == "tsql" and cursor.peek(1) not in ("DELETE", "UPDATE"):
        cursor.next()
        filegroup(cursor)
    elif word == "FILESTREAM_ON":
        cursor.i += 2
    elif word == "USING" and cursor.peek(1) == "INDEX":
        cursor.i += 2
        _using_index(cursor, states)
    elif word == "USING" and cursor.peek(1) == "HASH" and cursor.dialect == "postgres":
        cursor.i += 2  # CockroachDB
        if cursor.take("WITH", "BUCKET_COUNT", "="):
            cursor.next()
    elif cursor.dialect == "oracle":
        return _oracle_state(cursor, states)
    elif cursor.dialect in ("mysql", "mariadb", "standard") and not states.inline:
        return key_option(cursor)
    else:
        return False
    return True


def _oracle_state(cursor: Cursor, states: States) -> bool:
    word = cursor.peek()
    if word in ("ENABLE", "DISABLE"):
        cursor.next()
        states.enforced = word == "ENABLE"
        how = cursor.take_any("VALIDATE", "NOVALIDATE")
        if how == "NOVALIDATE" or (word == "DISABLE" and not how):
            states.validated = False
    elif word in ("VALIDATE", "NOVALIDATE"):
        cursor.next()
        states.validated = word == "VALIDATE"
    elif word in ("RELY", "NORELY", "PRECHECK", "NOPRECHECK"):
        cursor.next()
    elif word == "EXCEPTIONS" and cursor.peek(1) == "INTO":
        cursor.i += 2
        cursor.object_name()
    else:
        return False
    return True


def _using_index(cursor: Cursor, states: States) -> None:
    """PostgreSQL's `USING INDEX name`, `USING INDEX TABLESPACE t`; Oracle's name, physical clauses or statement."""
    if cursor.at("("):
        _index_made(cursor, states)
        return
    before = cursor.i
    if cursor.dialect in ("oracle", "standard"):
        take_physical(cursor)
    elif cursor.take("TABLESPACE"):
        cursor.name()
    if cursor.i > before:
        return
    if cursor.is_name() and not cursor.at_any("ENABLE", "DISABLE", "VALIDATE", "NOVALIDATE", "RELY", "NORELY"):
        states.using_index = cursor.object_name().value


def _index_made(cursor: Cursor, states: States) -> None:
    """Oracle's `USING INDEX (CREATE INDEX …)`: the index is made first, then the key rests on it. The key of a column that is
    added has one over that column, as its own would be."""
    first, last = cursor.group()
    after = cursor.i
    added = states.inline and cursor.statement.verb.startswith("ALTER")
    if added or cursor.upper[first : first + 1] != ("CREATE",):
        return
    from schemalint.sql.reader.indexes import create_index  # which reads constraints

    whole = cursor.n
    cursor.i, cursor.n = first, last
    try:
        for change in create_index(cursor):
            if isinstance(change, CreateIndex):
                cursor.beside.append(change)
                states.using_index = change.definition.name
    finally:
        cursor.i, cursor.n = after, whole


# MySQL's options behind a key; the value may follow an equals sign.
_KEY_OPTIONS = frozenset({
    "KEY_BLOCK_SIZE", "COMMENT", "ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE", "CLUSTERING", "PAGE_COMPRESSED",
    "M", "DISTANCE",
})  # fmt: skip


def key_option(cursor: Cursor, found: dict[str, str] | None = None) -> bool:
    """Consumes one of MySQL's options behind a key and notes it in `found`."""
    word = cursor.peek()
    if word in ("VISIBLE", "INVISIBLE", "IGNORED"):
        cursor.next()
        value = word
    elif word == "NOT" and cursor.peek(1) == "IGNORED":
        cursor.i += 2
        word = value = "VISIBLE"
    elif word == "USING" and cursor.peek(1) in ("BTREE", "HASH", "RTREE"):
        cursor.next()
        value = cursor.next()
    elif word == "WITH" and cursor.peek(1) == "PARSER":
        cursor.i += 2
        value = cursor.next()
    elif word in _KEY_OPTIONS and cursor.peek(1) not in ("", ",", ")"):
        cursor.next()
        cursor.take("=")
        value = cursor.string() if cursor.is_string() else cursor.next()
    elif cursor.dialect == "mariadb" and at_attribute(cursor):
        cursor.next()
        cursor.next()
        value = cursor.string() if cursor.is_string() else cursor.next()
    else:
        return False
    if found is not None:
        found[word.lower()] = value
    return True


def at_attribute(cursor: Cursor) -> bool:
    """Whether an attribute of a storage engine comes next, `name = value`: MariaDB hands any name on to the engine."""
    return cursor.is_name() and cursor.peek(1) == "=" and cursor.peek(2) not in ("", ",", ")")


def constraint_name(cursor: Cursor) -> Name | None:
    """Consumes `CONSTRAINT [name]`. MySQL lets the name out."""
    if not cursor.take("CONSTRAINT"):
        return None
    if cursor.take("IF", "NOT", "EXISTS"):
        return cursor.name()
    if cursor.at_any("PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "NOT", "NULL", "REFERENCES") and not (
        cursor.peek(1) in ("PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "NOT", "NULL", "REFERENCES", "DEFAULT")
        and cursor.peek() in ("CHECK", "REFERENCES")
    ):
        return None
    name = cursor.name()
    while cursor.take("."):
        name = cursor.name()
    return name


def primary_key(cursor: Cursor, start: int, name: Name | None, column: str = "") -> PrimaryKey:
    """Consumes what follows the words PRIMARY KEY, of a table or of `column`."""
    states = States(bool(column))
    words_end = cursor.span(start)
    _clustering(cursor, states)
    parts: tuple[KeyPart, ...] = ()
    if column:
        cursor.take_any("ASC", "DESC")
        columns: tuple[str, ...] = (column,)
        if cursor.at("(") and cursor.dialect == "tsql":
            columns = columns_of(key_parts(cursor, name.value if name else column, False))
    else:
        named = cursor.dialect in ("mysql", "mariadb") and cursor.is_name() and not cursor.at("USING")
        if named and not cursor.take("IF", "NOT", "EXISTS"):
            cursor.name()  # MySQL takes a name here and ignores it
        if cursor.at("USING") and cursor.peek(1) != "INDEX":
            cursor.i += 2
        parts = key_parts(cursor, name.value if name else "", False) if cursor.at("(") else ()
        columns = columns_of(parts)
        if not columns and not cursor.at("USING", "INDEX"):
            raise Unreadable(f"expected the columns of the primary key {cursor.found()}")
    read_states(cursor, states)
    return PrimaryKey(
        name.value if name else "",
        columns,
        words_end if column else cursor.span(start),
        name is not None,
        bool(column),
        states.clustered,
        states.deferrable,
        states.enforced,
        states.using_index,
        cursor.statement.span,
        name.span if name else NOWHERE,
        parts=parts if cursor.dialect in ("mysql", "mariadb") and any(p.prefix or p.descending for p in parts) else (),
        initially_deferred=states.initially_deferred,
    )


def _clustering(cursor: Cursor, states: States) -> None:
    word = cursor.take_any("CLUSTERED", "NONCLUSTERED")
    if word:
        states.clustered = word == "CLUSTERED"
        cursor.take("HASH")
    elif cursor.dialect == "tsql" and cursor.take("HASH"):
        states.clustered = False


def unique(cursor: Cursor, start: int, name: Name | None, column: str = "") -> Unique:
    """Consumes what follows the word UNIQUE, of a table or of `column`."""
    states = States(bool(column))
    cursor.take_any("KEY", "INDEX")
    words_end = cursor.span(start)
    _clustering(cursor, states)
    not_distinct = _nulls_not_distinct(cursor)
    parts: tuple[KeyPart, ...] = ()
    if column:
        columns: tuple[str, ...] = (column,)
        if cursor.at("(") and cursor.dialect == "tsql":
            columns = columns_of(key_parts(cursor, name.value if name else column, False))
    else:
        if (
            not cursor.at("(")
            and cursor.is_name()
            and not cursor.at("USING")
            and cursor.dialect in ("mysql", "mariadb", "standard")
        ):
            cursor.take("IF", "NOT", "EXISTS")
            own = cursor.name()
            name = own  # UNIQUE KEY name (…): the key's name wins over the constraint's
        if cursor.at("USING") and cursor.peek(1) != "INDEX":
            cursor.i += 2
        parts = key_parts(cursor, name.value if name else "", False) if cursor.at("(") else ()
        columns = columns_of(parts)
        if not columns and not cursor.at("USING", "INDEX"):
            raise Unreadable(f"expected the columns of the unique constraint {cursor.found()}")
    not_distinct = _nulls_not_distinct(cursor) or not_distinct
    read_states(cursor, states)
    return Unique(
        name.value if name else "",
        columns,
        parts,
        not_distinct,
        words_end if column else cursor.span(start),
        name is not None,
        bool(column),
        states.clustered,
        states.deferrable,
        states.enforced,
        states.using_index,
        states.include,
        cursor.statement.span,
        name.span if name else NOWHERE,
        initially_deferred=states.initially_deferred,
    )


def _nulls_not_distinct(cursor: Cursor) -> bool:
    if cursor.take("NULLS", "NOT", "DISTINCT"):
        return True
    cursor.take("NULLS", "DISTINCT")
    return False


def foreign_key(cursor: Cursor, start: int, name: Name | None) -> ForeignKey:
    """Consumes what follows the words FOREIGN KEY."""
    cursor.take("IF", "NOT", "EXISTS")
    if not cursor.at("(") and cursor.is_name() and cursor.dialect in ("mysql", "mariadb", "standard"):
        own = cursor.name()
        if cursor.dialect != "mysql":
            name = name or own  # the name behind the words; MySQL ignores it since 8.0.16
    columns = columns_of(key_parts(cursor, name.value if name else "", False))
    cursor.expect("REFERENCES")
    return references(cursor, start, name, columns, False)


def references(cursor: Cursor, start: int, name: Name | None, columns: tuple[str, ...], inline: bool) -> ForeignKey:
    """Consumes what follows the word REFERENCES."""
    parent = cursor.object_name()
    parent_columns: tuple[str, ...] = ()
    if cursor.at("("):
        parent_columns = columns_of(key_parts(cursor, name.value if name else "", False))
    on_delete = on_update = "NO ACTION"
    match = "SIMPLE"
    written = False
    states = States(inline)
    while True:
        if cursor.at("ON", "DELETE"):
            cursor.i += 2
            on_delete = referential_action(cursor)
            written = True
        elif cursor.at("ON", "UPDATE") and cursor.peek(2) not in ("CURRENT_TIMESTAMP", "NOW", "LOCALTIMESTAMP"):
            cursor.i += 2
            on_update = referential_action(cursor)
        elif cursor.at("MATCH"):
            cursor.next()
            match = cursor.take_any("FULL", "PARTIAL", "SIMPLE") or cursor.name().value.upper()
        elif not _state(cursor, states):
            break
    return ForeignKey(
        name.value if name else "",
        columns,
        Ref(parent.schema.value if parent.schema else "", parent.value),
        parent_columns,
        on_delete,
        on_update,
        match,
        states.deferrable,
        states.initially_deferred,
        states.validated,
        states.enforced,
        written,
        cursor.span(start),
        parent.span,
        name is not None,
        inline,
        inline and cursor.dialect == "mysql",
        cursor.statement.span,
        name.span if name else NOWHERE,
    )


def referential_action(cursor: Cursor) -> str:
    """Consumes CASCADE, SET NULL [(columns)] and the like; raises `Unreadable` for anything else."""
    word = cursor.take_any("CASCADE", "RESTRICT")
    if word:
        return word
    if cursor.take("NO", "ACTION"):
        return "NO ACTION"
    for what in ("NULL", "DEFAULT"):
        if cursor.take("SET", what):
            if cursor.at("("):
                cursor.name_list()
            return f"SET {what}"
    raise Unreadable(f"expected an action {cursor.found()}")


def check(cursor: Cursor, start: int, name: Name | None, column: str = "") -> Check:
    """Consumes what follows the word CHECK."""
    states = read_states(cursor, States(bool(column)))  # SQL Server's NOT FOR REPLICATION stands in front
    cursor.expect("(")
    expression = cursor.expression()
    cursor.expect(")")
    read_states(cursor, states)
    return Check(
        name.value if name else "",
        expression,
        states.validated,
        states.enforced,
        states.no_inherit,
        cursor.span(start),
        name is not None,
        bool(column),
        column,
        cursor.statement.span,
        name.span if name else NOWHERE,
    )


def exclusion(cursor: Cursor, start: int, name: Name | None) -> Exclusion:
    """Consumes what follows the word EXCLUDE."""
    method = "btree"
    if cursor.take("USING"):
        method = cursor.name().value
    parts = key_parts(cursor, name.value if name else "")
    states = read_states(cursor)
    predicate: Expression | None = None
    if cursor.take("WHERE"):
        cursor.expect("(")
        predicate = cursor.expression()
        cursor.expect(")")
    read_states(cursor, states)
    return Exclusion(
        name.value if name else "",
        parts,
        method,
        predicate,
        cursor.span(start),
        name is not None,
        cursor.statement.span,
        name.span if name else NOWHERE,
    )


def table_constraint(cursor: Cursor) -> Constraint | None:
    """Consumes a constraint beside the columns, from CONSTRAINT or its first word on; None where none starts here."""
    start = cursor.i
    name = constraint_name(cursor) if cursor.at("CONSTRAINT") else None
    word = cursor.peek()
    if word in ("PRIMARY", "FOREIGN") and cursor.peek(1) == "KEY":
        cursor.i += 2
        return primary_key(cursor, start, name) if word == "PRIMARY" else foreign_key(cursor, start, name)
    if word in ("UNIQUE", "CHECK", "EXCLUDE"):
        cursor.i += 1
        if word == "UNIQUE":
            return unique(cursor, start, name)
        return check(cursor, start, name) if word == "CHECK" else exclusion(cursor, start, name)
    cursor.i = start
    return None
