"""ALTER TABLE on columns: ADD, ALTER COLUMN, MODIFY, CHANGE."""

from __future__ import annotations

from collections.abc import Iterator

from schemalint.model.change import (
    AddColumn,
    AddConstraint,
    AlterColumnType,
    Change,
    CreateIndex,
    RedefineColumn,
    RenameColumn,
    SetColumnOption,
    SetDefault,
    SetGenerated,
    SetIdentity,
    SetNullable,
)
from schemalint.model.name import Name, ObjectName
from schemalint.model.schema import NOWHERE, Constraint, PrimaryKey, Unique
from schemalint.sql.reader.columns import (
    DEFAULT_STOPS,
    TYPED,
    ColumnClause,
    identity_options,
    read_clauses,
    read_column,
)
from schemalint.sql.reader.constraints import read_states
from schemalint.sql.reader.cursor import Cursor, Unreadable
from schemalint.sql.reader.expressions import read_operand
from schemalint.sql.reader.options import bracketed_options, foreign_options


def add_column(cursor: Cursor, table: ObjectName, start: int, if_not_exists: bool = False) -> Iterator[Change]:
    """Consumes a column definition behind ADD [COLUMN]."""
    positions = cursor.dialect in ("mysql", "mariadb", "standard")
    clause = read_column(cursor, positions)
    span = cursor.span(start)
    if clause.type is None and cursor.dialect in TYPED and not clause.unknown:
        clause.unknown = True
        cursor.record(clause.start, clause.name.value)
    yield AddColumn(
        table,
        clause.column(cursor.span(clause.start), cursor.statement.span),
        tuple(clause.constraints),
        if_not_exists,
        clause.position,
        span,
    )
    for index in clause.indexes:
        yield CreateIndex(table, index, span=index.span)


def redefine(
    cursor: Cursor, table: ObjectName, start: int, column: Name | None = None, keeps: bool = False
) -> RedefineColumn:
    """Consumes `name definition`: MODIFY, CHANGE's new definition, SQL Server's ALTER COLUMN."""
    positions = cursor.dialect in ("mysql", "mariadb", "standard")
    clause = read_column(cursor, positions)
    if clause.type is None and (not keeps or clause.start + 1 == cursor.i):
        raise Unreadable(f"expected a definition {cursor.found()}")
    if cursor.dialect == "tsql":
        online(cursor)
    return redefined(cursor, table, start, column or clause.name, clause, keeps)


def redefined(
    cursor: Cursor, table: ObjectName, start: int, column: Name, clause: ColumnClause, keeps: bool
) -> RedefineColumn:
    """The change for a column that was read anew."""
    return RedefineColumn(
        table,
        column,
        clause.column(cursor.span(clause.start), cursor.statement.span),
        tuple(clause.constraints),
        keeps,
        clause.null_span is not NOWHERE,
        clause.position,
        cursor.span(start),
    )


def online(cursor: Cursor) -> None:
    """Consumes SQL Server's WITH (ONLINE = ON)."""
    if cursor.at("WITH", "("):
        cursor.next()
        bracketed_options(cursor)


def alter_column(cursor: Cursor, table: ObjectName, start: int) -> Iterator[Change]:
    """Consumes what follows ALTER [COLUMN] in PostgreSQL, MySQL and the standard."""
    guarded = cursor.take("IF", "EXISTS")
    at = cursor.i
    column = cursor.name()
    if cursor.take("TYPE") or cursor.take("SET", "DATA", "TYPE"):
        type_ = cursor.type()
        collation = cursor.collation() if cursor.take("COLLATE") else ""
        using = cursor.expression() if cursor.take("USING") else None
        yield AlterColumnType(table, column, type_, using, collation, cursor.span(start))
    elif cursor.take("SET", "DEFAULT") or cursor.take("SET", "WITH", "DEFAULT"):
        default = read_operand(cursor, *DEFAULT_STOPS)
        yield SetDefault(table, column, default, cursor.span(start), if_exists=guarded)
    elif cursor.take("DROP", "DEFAULT"):
        yield SetDefault(table, column, None, cursor.span(start), if_exists=guarded)
    elif cursor.take("SET", "NOT", "NULL"):
        yield SetNullable(table, column, False, cursor.span(start))
    elif cursor.take("DROP", "NOT", "NULL") or cursor.take("SET", "NULL"):
        yield SetNullable(table, column, True, cursor.span(start))
    elif cursor.take("ADD", "GENERATED"):
        always = cursor.take("ALWAYS")
        if not always:
            cursor.expect("BY", "DEFAULT")
        cursor.expect("AS", "IDENTITY")
        clause = ColumnClause(column, at)
        identity_options(cursor, clause)
        yield SetIdentity(table, column, "always" if always else "by default", span=cursor.span(start))
    elif cursor.take("DROP", "IDENTITY"):
        if_exists = cursor.take("IF", "EXISTS")
        yield SetIdentity(table, column, None, if_exists, cursor.span(start))
    elif cursor.take("SET", "EXPRESSION", "AS"):
        yield SetGenerated(table, column, cursor.expression(), span=cursor.span(start))
    elif cursor.take("DROP", "EXPRESSION"):
        if_exists = cursor.take("IF", "EXISTS")
        yield SetGenerated(table, column, None, if_exists, cursor.span(start))
    elif cursor.take("RENAME", "TO"):
        yield RenameColumn(table, column, cursor.name(), cursor.span(start))
    elif cursor.at_any("SET", "RESET", "RESTART"):
        yield from _column_options(cursor, table, column, start)
    elif cursor.take("OPTIONS"):
        value = foreign_options(cursor)
        yield SetColumnOption(table, column, "options", value, cursor.span(start))
    elif cursor.dialect in ("standard", "mysql", "mariadb") and cursor.is_name():
        cursor.i = at
        yield redefine(cursor, table, start, keeps=False)
    else:
        raise Unreadable(f"expected an action on {column.written} {cursor.found()}")


def _column_options(cursor: Cursor, table: ObjectName, column: Name, start: int) -> Iterator[Change]:
    """SET STATISTICS, SET STORAGE, SET (…), RESET (…), SET GENERATED and the sequence options of an identity."""
    if cursor.take("RESET", "("):
        cursor.i -= 1
        for name, _ in bracketed_options(cursor):
            yield SetColumnOption(table, column, name, "", cursor.span(start))
        return
    if cursor.at("SET", "("):
        cursor.next()
        for name, value in bracketed_options(cursor):
            yield SetColumnOption(table, column, name, value, cursor.span(start))
        return
    word = cursor.peek(1)
    if cursor.at("SET") and word in ("STATISTICS", "STORAGE", "COMPRESSION"):
        cursor.i += 2
        sign = "-" if cursor.take("-") else ""
        yield SetColumnOption(table, column, word.lower(), sign + cursor.next(), cursor.span(start))
        return
    if cursor.at("SET") and word in ("VISIBLE", "INVISIBLE"):
        cursor.i += 2
        yield SetColumnOption(table, column, word.lower(), "", cursor.span(start))
        return
    identity = None
    said: list[str] = []
    while cursor.at_any("SET", "RESTART"):
        at = cursor.i
        if cursor.take("SET", "GENERATED"):
            identity = "always" if cursor.take("ALWAYS") else "by default"
            if identity == "by default":
                cursor.expect("BY", "DEFAULT")
        else:
            cursor.take("SET")
            if not _sequence_option(cursor):
                cursor.i = at
                break
            said.append(cursor.text(at))
    if identity is not None:
        yield SetIdentity(table, column, "always" if identity == "always" else "by default", span=cursor.span(start))
    elif not said:
        raise Unreadable(f"expected an action on {column.written} {cursor.found()}")
    if said:
        yield SetColumnOption(table, column, "sequence", " ".join(said), cursor.span(start))


def _sequence_option(cursor: Cursor) -> bool:
    word = cursor.take_any(
        "RESTART", "START", "INCREMENT", "MINVALUE", "MAXVALUE", "CACHE", "CYCLE", "NO", "AS", "OWNED"
    )
    if not word:
        return False
    if word == "NO":
        return cursor.take_any("MINVALUE", "MAXVALUE", "CYCLE", "CACHE") != ""
    if word in ("AS", "OWNED"):
        return False
    given = cursor.take_any("WITH", "BY", "=")
    if word != "CYCLE" and (given or cursor.peek()[:1].isdigit() or cursor.at("-") or word != "RESTART"):
        cursor.take("-")
        cursor.next()
    return True


def alter_column_tsql(cursor: Cursor, table: ObjectName, start: int) -> Iterator[Change]:
    """Consumes what follows ALTER COLUMN in SQL Server."""
    at = cursor.i
    column = cursor.name()
    word = cursor.take_any("ADD", "DROP")
    if not word:
        cursor.i = at
        yield redefine(cursor, table, start)
        return
    at = cursor.i
    option = cursor.take_any("ROWGUIDCOL", "PERSISTED", "SPARSE", "HIDDEN", "MASKED")
    if not option:
        cursor.expect("NOT", "FOR", "REPLICATION")
        option = "NOT FOR REPLICATION"
    if option == "MASKED" and cursor.take("WITH", "(", "FUNCTION", "="):
        cursor.string()
        cursor.expect(")")
    online(cursor)
    value = cursor.text(at) if word == "ADD" else ""
    yield SetColumnOption(table, column, option.lower(), value, cursor.span(start))


def modify_oracle(cursor: Cursor, table: ObjectName, start: int) -> Iterator[Change]:
    """Consumes what follows MODIFY in Oracle: one column, or several in brackets."""
    if not cursor.at("("):
        yield _modified(cursor, table, start)
        return
    cursor.next()
    while not cursor.done and not cursor.at(")"):
        at = cursor.i
        yield _modified(cursor, table, at)
        if not cursor.take(","):
            break
    cursor.expect(")")


def _modified(cursor: Cursor, table: ObjectName, start: int) -> Change:
    at = cursor.i
    column = cursor.name()
    if cursor.take("DROP", "IDENTITY"):
        return SetIdentity(table, column, None, span=cursor.span(start))
    if cursor.at_any("VISIBLE", "INVISIBLE") and cursor.peek(1) in ("", ",", ")"):
        return SetColumnOption(table, column, cursor.next().lower(), "", cursor.span(start))
    if cursor.take("DECRYPT"):
        return SetColumnOption(table, column, "decrypt", "", cursor.span(start))
    if cursor.at("DROP"):
        cursor.skip(column.value)
        return SetColumnOption(table, column, "drop", "", cursor.span(start))
    if cursor.at_any("ENABLE", "DISABLE", "VALIDATE", "NOVALIDATE"):
        clause = ColumnClause(column, at)
        read_states(cursor)
        read_clauses(cursor, clause)
        return redefined(cursor, table, start, column, clause, True)
    if cursor.take("SUBSTITUTABLE", "AT", "ALL", "LEVELS") or cursor.take("NOT", "SUBSTITUTABLE"):
        cursor.take("AT", "ALL", "LEVELS")
        cursor.take("FORCE")
        return SetColumnOption(table, column, "substitutable", "", cursor.span(start))
    cursor.i = at
    return redefine(cursor, table, start, keeps=True)


def constraint_added(cursor: Cursor, table: ObjectName, constraint: Constraint, start: int, checked: bool) -> Change:
    """The change for a constraint behind ADD. `checked` is False behind WITH NOCHECK."""
    validated = getattr(constraint, "validated", True)
    if not checked and validated and "validated" in constraint._fields:
        constraint = constraint._replace(validated=False)  # type: ignore[call-arg]
    if cursor.dialect == "oracle" and isinstance(constraint, (PrimaryKey, Unique)):
        # Of keys the catalogue does not keep whether they were validated.
        validated = constraint.enforced and "NOVALIDATE" not in cursor.upper[start : cursor.i]
    return AddConstraint(table, constraint, checked=checked and validated, span=cursor.span(start))
