"""A column: its name, its type and the clauses behind them, up to the comma."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from schemalint.dialects.types import SERIALS
from schemalint.model.expression import Expression, Unclear
from schemalint.model.name import Name
from schemalint.model.schema import NOWHERE, Column, Constraint, Index, Type, Unique
from schemalint.model.text import Span
from schemalint.sql.reader import constraints
from schemalint.sql.reader.cursor import Cursor, Unreadable
from schemalint.sql.reader.expressions import read_operand
from schemalint.sql.reader.options import bracketed_options, foreign_options
from schemalint.sql.reader.storage import take_storage


class ColumnClause:
    """A column as it was read, with the constraints and keys written inside it."""

    __slots__ = (
        "collation",
        "comment",
        "constraints",
        "default",
        "default_name",
        "default_span",
        "generated",
        "identity",
        "indexes",
        "name",
        "null_span",
        "nullable",
        "numbering",
        "on_update",
        "options",
        "pending",
        "pending_at",
        "position",
        "serial",
        "start",
        "stored",
        "type",
        "unknown",
    )

    def __init__(self, name: Name, start: int) -> None:
        self.name = name
        self.start = start
        self.type: Type | None = None
        self.nullable = True
        self.null_span = NOWHERE
        self.default: Expression | None = None
        self.default_span = NOWHERE
        self.default_name = ""
        self.identity: Literal["always", "by default"] | None = None
        self.numbering = ""
        self.serial = False
        self.generated: Expression | None = None
        self.stored = False
        self.on_update: Expression | None = None
        self.collation = ""
        self.comment: str | None = None
        self.constraints: list[Constraint] = []
        self.indexes: list[Index] = []
        self.options: list[tuple[str, str]] = []
        """What is said beside: visibility, masks, statistics."""
        self.position = ""
        self.pending: Name | None = None
        """The name after CONSTRAINT, until the constraint comes."""
        self.pending_at = -1
        self.unknown = False

    def column(self, definition: Span, statement: Span) -> Column:
        """The value of the catalogue."""
        return Column(
            self.name.value,
            self.type,
            self.nullable,
            self.default,
            self.identity,
            self.serial,
            self.generated,
            self.stored,
            self.on_update,
            self.collation,
            self.comment,
            self.name.written,
            self.name.span,
            definition,
            self.null_span,
            self.default_span,
            self.default_name,
            self.unknown,
            statement,
            self.numbering,
        )

    def null(self, nullable: bool, span: Span) -> None:
        self.nullable = nullable
        self.null_span = span

    def taken(self) -> tuple[Name | None, int]:
        """The pending constraint name and where CONSTRAINT stands."""
        name, at = self.pending, self.pending_at
        self.pending = None
        self.pending_at = -1
        return name, at


# Words behind a name that begin a clause, so that there is no type.
_TYPELESS = frozenset({
    "", ",", ")", "CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES",
    "GENERATED", "AS", "IDENTITY", "AUTO_INCREMENT", "COMMENT", "ENCRYPT", "INVISIBLE", "VISIBLE",
})  # fmt: skip
# Where an expression with no shape of ours ends.
DEFAULT_STOPS = (
    "NOT", "NULL", "CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "REFERENCES", "COLLATE", "GENERATED", "COMMENT", "ON",
    "AUTO_INCREMENT", "AFTER", "FIRST", "ENABLE", "DISABLE", "WITH", "FOR", "KEY", "IDENTITY", "INVISIBLE", "VISIBLE",
    "DEFERRABLE", "INITIALLY",
)  # fmt: skip

TYPED = ("postgres", "mysql", "mariadb")
"""Dialects without a column that has no type."""

_NEXT_ACTIONS = ("ADD", "DROP", "ALTER")
"""DB2 writes the actions of ALTER TABLE without commas."""

_STORED_APART = frozenset({"LOB", "VARRAY", "NESTED"})
"""What says behind Oracle's ADD and MODIFY how columns are stored; no clause of a column begins with it."""

Clause = Callable[[Cursor, ColumnClause], bool]
"""Consumes a clause and gives True, or consumes nothing and gives False."""


def read_column(cursor: Cursor, positions: bool = False) -> ColumnClause:
    """Consumes a column definition up to the comma, the closing bracket or the end.

    `positions` takes MySQL's FIRST and AFTER. Raises `Unreadable` where no name stands.
    """
    start = cursor.i
    name = cursor.name()
    clause = ColumnClause(name, start)
    dialect = cursor.dialect
    word = cursor.peek()
    if word in SERIALS.get(dialect, ()) and cursor.peek(1) != ".":
        clause.serial = dialect not in ("mysql", "mariadb")
        clause.null(False, NOWHERE)
        clause.type = cursor.type()
        if not clause.serial:
            clause.identity = "by default"
            clause.constraints.append(
                Unique("", (name.value,), span=clause.type.span, inline=True, statement=cursor.statement.span)
            )
    elif word not in _TYPELESS and not cursor.at("WITH", "OPTIONS"):
        if word == "DOMAIN" and dialect == "oracle" and cursor.is_name(1):
            cursor.next()  # the domain stands where the type would
        clause.type = cursor.type()
        if dialect == "tsql" and clause.type.name == "sysname":
            clause.null(False, NOWHERE)
    elif dialect == "tsql" and name.value == "timestamp" and word != "AS":
        # The one type that may stand without a name.
        clause.type = Type("timestamp", "timestamp", "binary", span=name.span)
    read_clauses(cursor, clause, positions)
    return clause


def read_clauses(cursor: Cursor, clause: ColumnClause, positions: bool = False) -> None:
    """Consumes what stands behind the type of a column."""
    upper, n, dialect = cursor.upper, cursor.n, cursor.dialect
    while cursor.i < n:
        word = upper[cursor.i]
        if word == "," or word == ")" or (positions and dialect == "standard" and word in _NEXT_ACTIONS):
            break
        if positions and word == "PARTITION" and cursor.at("PARTITION", "BY"):
            break  # stands behind the last action without a comma
        if dialect == "oracle" and word in _STORED_APART:
            break
        reader = _CLAUSES.get(word)
        start = cursor.i
        try:
            if reader is not None and reader(cursor, clause):
                continue
            if positions and _position(cursor, clause):
                continue
            if dialect == "mariadb" and constraints.at_attribute(cursor):
                cursor.i += 3
                continue
        except Unreadable:
            cursor.i = start
        if clause.pending is not None:
            cursor.i = clause.pending_at
            clause.taken()
        clause.unknown = True
        before = cursor.i
        cursor.skip(clause.name.value)
        if cursor.i == before:
            break
    if clause.pending is not None:
        cursor.record(clause.pending_at, clause.name.value)
        clause.unknown = True


def _position(cursor: Cursor, clause: ColumnClause) -> bool:
    if cursor.take("FIRST"):
        clause.position = "first"
        return True
    if cursor.at("AFTER") or (cursor.at("BEFORE") and cursor.is_name(1)):
        before = cursor.next().upper() == "BEFORE"
        name = cursor.name().value
        clause.position = "" if before else name
        return True
    return False


def _constraint(cursor: Cursor, clause: ColumnClause) -> bool:
    at = cursor.i
    if clause.pending is not None:
        return False
    clause.pending = constraints.constraint_name(cursor)
    clause.pending_at = at
    return True


def _not(cursor: Cursor, clause: ColumnClause) -> bool:
    start = cursor.i
    if cursor.take("NOT", "NULL"):
        clause.taken()
        span = cursor.span(start)
        clause.null(not constraints.read_states(cursor, constraints.States(True)).enforced, span)
        if cursor.dialect == "standard" and cursor.at("WITH", "DEFAULT"):
            cursor.next()
        return True
    if cursor.take("NOT", "SECONDARY") or cursor.take("NOT", "HIDDEN") or cursor.take("NOT", "LOGGED"):
        return True
    if cursor.take("NOT", "FOR", "REPLICATION") or cursor.take("NOT", "COMPACT") or cursor.take("NOT", "INVISIBLE"):
        return True
    return _states_alone(cursor, clause)


def _domain(cursor: Cursor, clause: ColumnClause) -> bool:
    """Oracle's DOMAIN name behind a type."""
    if cursor.dialect != "oracle" or not cursor.is_name(1):
        return False
    cursor.next()
    cursor.object_name()
    return True


def _validate(cursor: Cursor, clause: ColumnClause) -> bool:
    """A state, or the JSON schema of a column of Oracle: VALIDATE [USING] '…'."""
    if cursor.is_string(1) or (cursor.peek(1) == "USING" and cursor.is_string(2)):
        cursor.next()
        cursor.take("USING")
        cursor.next()
        return True
    return _states_alone(cursor, clause)


def _states_alone(cursor: Cursor, clause: ColumnClause) -> bool:
    """States that stand apart from the constraint they belong to, behind another clause."""
    start = cursor.i
    states = constraints.read_states(cursor, constraints.States(True))
    if cursor.i == start or clause.pending is not None:
        cursor.i = start
        return False
    if clause.constraints:
        last = clause.constraints[-1]
        fields = {name: getattr(states, name) for name in ("deferrable", "enforced", "validated", "initially_deferred")}
        clause.constraints[-1] = last._replace(**{k: v for k, v in fields.items() if k in last._fields})
    return True


def _null(cursor: Cursor, clause: ColumnClause) -> bool:
    start = cursor.i
    cursor.next()
    clause.taken()
    clause.null(True, cursor.span(start))
    constraints.read_states(cursor, constraints.States(True))
    return True


def _default(cursor: Cursor, clause: ColumnClause) -> bool:
    start = cursor.i
    cursor.next()
    if cursor.take("ON", "NULL"):
        if cursor.take("FOR", "INSERT"):
            cursor.take_any("ONLY")
            cursor.take("AND", "UPDATE")
        clause.nullable = False  # Oracle makes the column NOT NULL
    name, _ = clause.taken()
    if cursor.peek() in ("", ",", ")", "NOT") and cursor.dialect == "standard":
        return True  # DB2: WITH DEFAULT, the type's own default
    clause.default = read_operand(cursor, *DEFAULT_STOPS)
    clause.default_span = cursor.span(start)
    if name is not None and cursor.dialect in ("tsql", "standard"):
        clause.default_name = name.value  # PostgreSQL takes the name and forgets it
    if cursor.take("WITH", "VALUES"):
        clause.options.append(("with values", ""))
    return True


_SHORT_KEYS = {"mysql": ("KEY",), "mariadb": ("KEY",), "standard": ("KEY", "PRIMARY")}
"""What means PRIMARY KEY behind a column, besides the full words."""


def _primary(cursor: Cursor, clause: ColumnClause) -> bool:
    name, at = clause.taken()
    start = cursor.i
    if not cursor.take("PRIMARY", "KEY") and not cursor.take_any(*_SHORT_KEYS.get(cursor.dialect, ())):
        return False
    _key(cursor, clause, name, at if name is not None else start)
    return True


def _key(cursor: Cursor, clause: ColumnClause, name: Name | None, start: int) -> None:
    key = constraints.primary_key(cursor, start, name, clause.name.value)
    clause.constraints.append(key)
    if cursor.dialect != "sqlite":
        clause.nullable = False
    if cursor.take_any("AUTOINCREMENT"):
        clause.identity = "by default"


def _unique(cursor: Cursor, clause: ColumnClause) -> bool:
    name, at = clause.taken()
    start = cursor.i
    cursor.next()
    start = at if name is not None else start
    clause.constraints.append(constraints.unique(cursor, start, name, clause.name.value))
    return True


def _references(cursor: Cursor, clause: ColumnClause) -> bool:
    name, at = clause.taken()
    start = cursor.i
    if cursor.take("FOREIGN", "KEY") and cursor.at("("):
        cursor.name_list()
    cursor.expect("REFERENCES")
    start = at if name is not None else start
    clause.constraints.append(constraints.references(cursor, start, name, (clause.name.value,), True))
    return True


def _check(cursor: Cursor, clause: ColumnClause) -> bool:
    name, at = clause.taken()
    start = cursor.i
    cursor.next()
    start = at if name is not None else start
    clause.constraints.append(constraints.check(cursor, start, name, clause.name.value))
    return True


def _generated(cursor: Cursor, clause: ColumnClause) -> bool:
    start = cursor.i
    cursor.next()
    identity: Literal["always", "by default"] = "always"
    if cursor.take("BY", "DEFAULT"):
        identity = "by default"
        cursor.take("ON", "NULL")
    else:
        cursor.take("ALWAYS")
    clause.taken()
    if not cursor.take("AS"):
        if cursor.take("FOR", "EACH", "ROW", "ON", "UPDATE", "AS", "ROW", "CHANGE", "TIMESTAMP"):
            return True
        raise Unreadable(f"expected AS {cursor.found()}")
    if cursor.take("IDENTITY"):
        clause.identity = identity
        clause.nullable = False
        identity_options(cursor, clause)
        return True
    return _period_mark(cursor, clause, start) or _computed(cursor, clause)


def _period_mark(cursor: Cursor, clause: ColumnClause, start: int) -> bool:
    """Consumes what makes a column the start or the end of system versioning."""
    what = cursor.take_any("ROW", "TRANSACTION_ID", "SEQUENCE_NUMBER", "TRANSACTION")
    if not what:
        return False
    cursor.take("ID")
    word = cursor.take_any("START", "END", "BEGIN", "CHANGE")
    if not word:
        raise Unreadable(f"expected START or END {cursor.found()}")
    cursor.take("TIMESTAMP")
    cursor.take("ID")
    clause.options.append(("period", word.lower()))
    if cursor.dialect in ("mariadb", "tsql") and what == "ROW":
        clause.null(False, NOWHERE)
    if cursor.dialect == "mariadb":
        clause.generated, clause.stored = (
            Expression(f"ROW {word}", cursor.span(start), Unclear(f"ROW {word}")),
            True,
        )
    if cursor.take("HIDDEN"):
        clause.options.append(("hidden", ""))
    return True


def _computed(cursor: Cursor, clause: ColumnClause) -> bool:
    clause.generated = read_operand(cursor, "VIRTUAL", "STORED", "PERSISTED", "PERSISTENT", *DEFAULT_STOPS)
    word = cursor.take_any("STORED", "VIRTUAL", "PERSISTED", "PERSISTENT", "MATERIALIZED")
    clause.stored = word in ("STORED", "PERSISTED", "PERSISTENT", "MATERIALIZED")
    if word == "" and cursor.dialect in ("postgres",):
        # PostgreSQL 18 makes STORED optional, and virtual what is not said to be stored.
        clause.stored = False
    return True


def _as(cursor: Cursor, clause: ColumnClause) -> bool:
    start = cursor.i
    cursor.next()
    if cursor.dialect == "mariadb" and (cursor.at("ROW", "START") or cursor.at("ROW", "END")):
        return _period_mark(cursor, clause, start)
    if cursor.take("IDENTITY"):
        clause.identity = "always"
        clause.nullable = False
        identity_options(cursor, clause)
        return True
    return _computed(cursor, clause)


# The options of the sequence behind an identity, and how many values each takes.
_SEQUENCE_OPTIONS = {
    "START": 1, "INCREMENT": 1, "MINVALUE": 1, "MAXVALUE": 1, "CACHE": 1, "RESTART": 1, "NOMINVALUE": 0, "NOMAXVALUE": 0,
    "CYCLE": 0, "NOCYCLE": 0, "NOCACHE": 0, "ORDER": 0, "NOORDER": 0, "KEEP": 0, "NOKEEP": 0, "SCALE": 0, "NOSCALE": 0,
    "GLOBAL": 0, "SESSION": 0, "LOGGED": 0, "UNLOGGED": 0, "EXTEND": 0, "NOEXTEND": 0,
}  # fmt: skip


def identity_options(cursor: Cursor, clause: ColumnClause) -> None:
    """Consumes `(START WITH 1 INCREMENT BY 1)`, `(1, 1)`; Oracle lets the brackets out. No rule asks about them."""
    bracket = cursor.take("(")
    if not bracket and cursor.dialect != "oracle":
        return
    first = cursor.i
    while not cursor.done and not cursor.at(")"):
        if not _sequence_option(cursor):
            break
        if bracket:
            cursor.take(",")
    if cursor.dialect == "postgres":
        clause.numbering = " ".join(cursor.words[first : cursor.i])
    if bracket and not cursor.at(")"):
        start = cursor.i
        cursor.until()
        cursor.record(start, clause.name.value)
        clause.unknown = True
    if bracket:
        cursor.expect(")")


def _sequence_option(cursor: Cursor) -> bool:
    if cursor.take("NO"):
        if not cursor.take_any("MINVALUE", "MAXVALUE", "CYCLE", "CACHE", "ORDER"):
            cursor.i -= 1
            return False
        return True
    if cursor.take("SEQUENCE", "NAME"):
        cursor.object_name()
        return True
    word = cursor.take_any(*_SEQUENCE_OPTIONS)
    if word:
        if not _SEQUENCE_OPTIONS[word]:
            return True
        cursor.take_any("WITH", "BY", "=")
        if cursor.take("LIMIT", "VALUE"):
            return True
    cursor.take_any("-", "+")
    if cursor.peek()[:1].isdigit() or (cursor.masked and cursor.is_name()):
        cursor.next()
        return True
    return word == "RESTART"


def _identity(cursor: Cursor, clause: ColumnClause) -> bool:
    cursor.next()
    clause.identity = "always"
    clause.nullable = False
    if cursor.at("("):
        identity_options(cursor, clause)
    cursor.take("NOT", "FOR", "REPLICATION")
    return True


def _serial(cursor: Cursor, clause: ColumnClause) -> bool:
    """MySQL's SERIAL DEFAULT VALUE, which is NOT NULL AUTO_INCREMENT UNIQUE."""
    start = cursor.i
    if not cursor.take("SERIAL", "DEFAULT", "VALUE"):
        return False
    clause.identity = "by default"
    clause.null(False, cursor.span(start))
    clause.constraints.append(
        Unique("", (clause.name.value,), span=cursor.span(start), inline=True, statement=cursor.statement.span)
    )
    return True


def _auto_increment(cursor: Cursor, clause: ColumnClause) -> bool:
    cursor.next()
    if cursor.at("(") or cursor.at("="):
        cursor.take("=")
        if cursor.at("("):
            cursor.group()
    clause.identity = "by default"
    return True


def _collate(cursor: Cursor, clause: ColumnClause) -> bool:
    if cursor.dialect == "sqlite":
        clause.taken()  # which lets any clause have a name
    cursor.next()
    cursor.take("=")
    clause.collation = cursor.collation()
    return True


def _comment(cursor: Cursor, clause: ColumnClause) -> bool:
    cursor.next()
    cursor.take("=")
    clause.comment = cursor.string()
    return True


def _on(cursor: Cursor, clause: ColumnClause) -> bool:
    if cursor.at("ON", "UPDATE"):
        cursor.i += 2
        clause.on_update = read_operand(cursor, *DEFAULT_STOPS)
        return True
    return _states_alone(cursor, clause)


def _valued(cursor: Cursor, clause: ColumnClause) -> bool:
    """A word and its value."""
    word = cursor.next()
    if cursor.peek() in ("", ",", ")"):
        raise Unreadable(f"expected a value of {word}")
    cursor.take("=")
    clause.options.append((word.lower(), cursor.next()))
    return True


def _alone(cursor: Cursor, clause: ColumnClause) -> bool:
    clause.options.append((cursor.next().lower(), ""))
    return True


def _column_set(cursor: Cursor, clause: ColumnClause) -> bool:
    return cursor.take("COLUMN_SET", "FOR", "ALL_SPARSE_COLUMNS")


def _scope(cursor: Cursor, clause: ColumnClause) -> bool:
    """Oracle's SCOPE IS table, of references to objects."""
    if not cursor.take("SCOPE", "IS"):
        return False
    cursor.object_name()
    return True


def _grouped(cursor: Cursor, clause: ColumnClause) -> bool:
    """A word and a bracket: OPTIONS (…), ENCRYPTED WITH (…), ANNOTATIONS (…)."""
    start = cursor.i
    word = cursor.next().lower()
    if word == "options":
        foreign_options(cursor)
    elif cursor.take("WITH"):
        bracketed_options(cursor)
    else:
        cursor.group()
    clause.options.append((word, cursor.text(start + 1)))
    return True


def _with(cursor: Cursor, clause: ColumnClause) -> bool:
    if cursor.take("WITH", "OPTIONS") or cursor.take("WITH", "SYSTEM", "VERSIONING") or cursor.take("WITH", "ROWID"):
        return True
    if cursor.at("WITH", "DEFAULT"):
        cursor.next()
        return _default(cursor, clause)
    if cursor.at("WITH", "COMMENT"):
        cursor.next()
        return _comment(cursor, clause)
    return _states_alone(cursor, clause)


def _without(cursor: Cursor, clause: ColumnClause) -> bool:
    return cursor.take("WITHOUT", "SYSTEM", "VERSIONING")


def _character_set(cursor: Cursor, clause: ColumnClause) -> bool:
    if not (cursor.take("CHARACTER", "SET") or cursor.take("CHAR", "SET") or cursor.take("CHARSET")):
        return False
    cursor.take("=")
    charset = cursor.next().strip("'\"`").lower()
    if clause.type is not None:
        clause.type = clause.type._replace(charset=charset)
    return True


def _for(cursor: Cursor, clause: ColumnClause) -> bool:
    return any(cursor.take("FOR", unit, "DATA") for unit in ("BIT", "SBCS", "MIXED"))


def _index(cursor: Cursor, clause: ColumnClause) -> bool:
    from schemalint.sql.reader.indexes import inline_index

    if cursor.dialect not in ("tsql", "standard"):
        return False
    clause.indexes.append(inline_index(cursor, clause.name.value))
    return True


def _encrypt(cursor: Cursor, clause: ColumnClause) -> bool:
    cursor.next()
    while True:
        if cursor.take("USING") or cursor.take("IDENTIFIED", "BY") or cursor.is_string() or cursor.at("SALT"):
            cursor.next()
        elif not cursor.take("NO", "SALT"):
            break
    clause.options.append(("encrypt", ""))
    return True


def _masked(cursor: Cursor, clause: ColumnClause) -> bool:
    cursor.next()
    start = cursor.i
    if cursor.take("WITH", "(", "FUNCTION", "="):
        cursor.string()
        cursor.expect(")")
    else:
        cursor.expect("USING")
        cursor.next()
    clause.options.append(("masked", cursor.text(start)))
    return True


def _stored(cursor: Cursor, clause: ColumnClause) -> bool:
    """VIRTUAL and the like behind other clauses."""
    if clause.generated is None:
        return False
    clause.stored = cursor.next().upper() != "VIRTUAL"
    return True


def _physical(cursor: Cursor, clause: ColumnClause) -> bool:
    return cursor.dialect in ("oracle", "standard") and take_storage(cursor)


def _storage(cursor: Cursor, clause: ColumnClause) -> bool:
    if cursor.peek(1) == "(":
        return _physical(cursor, clause)
    return _valued(cursor, clause)


def _compressed(cursor: Cursor, clause: ColumnClause) -> bool:
    cursor.next()
    if cursor.take("="):
        cursor.next()
    return True


def _inline_length(cursor: Cursor, clause: ColumnClause) -> bool:
    if cursor.take("INLINE", "LENGTH"):
        cursor.next()
        return True
    return False


def _logged(cursor: Cursor, clause: ColumnClause) -> bool:
    return cursor.dialect == "standard" and cursor.take_any("LOGGED", "COMPACT") != ""


_CLAUSES: dict[str, Clause] = {
    "CONSTRAINT": _constraint,
    "NOT": _not,
    "NULL": _null,
    "DEFAULT": _default,
    "PRIMARY": _primary,
    "KEY": _primary,
    "UNIQUE": _unique,
    "REFERENCES": _references,
    "FOREIGN": _references,
    "CHECK": _check,
    "GENERATED": _generated,
    "AS": _as,
    "IDENTITY": _identity,
    "AUTO_INCREMENT": _auto_increment,
    "SERIAL": _serial,
    "AUTOINCREMENT": _auto_increment,
    "COLLATE": _collate,
    "COMMENT": _comment,
    "ON": _on,
    "STORAGE": _storage,
    "COMPRESSION": _valued,
    "COLUMN_FORMAT": _valued,
    "ENGINE_ATTRIBUTE": _valued,
    "SECONDARY_ENGINE_ATTRIBUTE": _valued,
    "SRID": _valued,
    "REF_SYSTEM_ID": _valued,
    "SELECTIVITY": _valued,
    "VISIBLE": _alone,
    "INVISIBLE": _alone,
    "HIDDEN": _alone,
    "SPARSE": _alone,
    "FILESTREAM": _alone,
    "ROWGUIDCOL": _alone,
    "COLUMN_SET": _column_set,
    "SCOPE": _scope,
    "SORT": _alone,
    "COMPRESSED": _compressed,
    "OPTIONS": _grouped,
    "ENCRYPTED": _grouped,
    "ANNOTATIONS": _grouped,
    "MASKED": _masked,
    "ENCRYPT": _encrypt,
    "WITH": _with,
    "WITHOUT": _without,
    "CHARACTER": _character_set,
    "CHAR": _character_set,
    "CHARSET": _character_set,
    "FOR": _for,
    "INDEX": _index,
    "STORED": _stored,
    "VIRTUAL": _stored,
    "PERSISTED": _stored,
    "PERSISTENT": _stored,
    "MATERIALIZED": _stored,
    "DEFERRABLE": _states_alone,
    "INITIALLY": _states_alone,
    "ENFORCED": _states_alone,
    "NO": _states_alone,
    "ENABLE": _states_alone,
    "DISABLE": _states_alone,
    "VALIDATE": _validate,
    "DOMAIN": _domain,
    "NOVALIDATE": _states_alone,
    "RELY": _states_alone,
    "NORELY": _states_alone,
    "USING": _states_alone,
    "INLINE": _inline_length,
    "LOGGED": _logged,
    "COMPACT": _logged,
    "TABLESPACE": _physical,
    "PCTFREE": _physical,
}
