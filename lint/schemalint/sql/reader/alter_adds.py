"""ALTER … ADD: columns, constraints, indexes."""

from __future__ import annotations

from collections.abc import Iterator

from schemalint.model.change import AddColumn, AddConstraint, Change, CreateIndex, SetDefault, SetNullable, SetOption
from schemalint.sql.reader import alter_columns, alter_partitions, constraints, indexes, options
from schemalint.sql.reader.alter_clauses import ENDS, Action, Target, lob_clauses
from schemalint.sql.reader.columns import DEFAULT_STOPS
from schemalint.sql.reader.cursor import Cursor, Unreadable
from schemalint.sql.reader.expressions import read_operand


def _add(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    if alter_partitions.at_partition_action(cursor):
        yield alter_partitions.partition_action(cursor, target.name, start)
        return
    cursor.take("ADD")
    listed = cursor.i == start  # SQL Server: a further element of the list
    if cursor.take("("):
        while not cursor.done and not cursor.at(")"):
            at = cursor.i
            yield from added(cursor, target, at)
            if not cursor.at_any(",", ")"):
                cursor.skip()
            if not cursor.take(","):
                break
        cursor.expect(")")
        if cursor.dialect == "oracle":
            lob_clauses(cursor, target)
        return
    if not listed and cursor.take("SUPPLEMENTAL", "LOG"):
        cursor.i -= 2
        options.supplemental_log(cursor)
        yield SetOption(target.kind, target.name, "supplemental log", cursor.text(start), cursor.span(start))
        return
    if cursor.take("SYSTEM", "VERSIONING"):
        yield SetOption(target.kind, target.name, "system versioning", "with", cursor.span(start))
        return
    yield from added(cursor, target, start)
    if cursor.dialect == "oracle":
        lob_clauses(cursor, target)


def added(cursor: Cursor, target: Target, start: int) -> Iterator[Change]:
    """One element behind ADD: a column, a constraint, a key, a default, a period."""
    table = target.name
    word = cursor.peek()
    column_said = word == "COLUMN" and cursor.is_name(1) and (cursor.peek(2) not in ENDS or cursor.dialect == "sqlite")
    if column_said:
        cursor.next()
        if cursor.at("("):
            yield from _column_list(cursor, target)
            return
    elif cursor.at("COLUMN", "("):
        cursor.next()
        yield from _column_list(cursor, target)
        return
    if_not_exists = cursor.take("IF", "NOT", "EXISTS")
    word = cursor.peek()
    if if_not_exists and word == "(":
        for change in _column_list(cursor, target):
            yield change._replace(if_not_exists=True) if isinstance(change, AddColumn) else change
        return
    if not column_said:
        if word in _CONSTRAINT_WORDS and _names_constraint(cursor):
            yield from _constraint(cursor, target, start, if_not_exists)
            return
        if word in ("KEY", "INDEX", "FULLTEXT", "SPATIAL", "VECTOR", "UNIQUE") and _names_key(cursor, word):
            read_key = indexes.inline_index if cursor.dialect == "tsql" else indexes.mysql_key
            index = read_key(cursor)
            guarded = if_not_exists or _guarded(cursor, start)
            yield CreateIndex(table, index, None, guarded, span=cursor.span(start))
            return
        if cursor.take("PERIOD", "FOR"):
            name = cursor.name()
            cursor.name_list()
            yield SetOption(target.kind, table, "period", name.value, cursor.span(start))
            return
        if word == "OVERFLOW" and cursor.dialect == "oracle":
            raise Unreadable(f"ADD {word} is not known")
    yield from alter_columns.add_column(cursor, table, start, if_not_exists)


def _column_list(cursor: Cursor, target: Target) -> Iterator[Change]:
    cursor.expect("(")
    while not cursor.done and not cursor.at(")"):
        at = cursor.i
        yield from added(cursor, target, at)
        if not cursor.at_any(",", ")"):
            cursor.skip()
        if not cursor.take(","):
            break
    cursor.expect(")")


_CONSTRAINT_WORDS = ("CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "EXCLUDE", "DEFAULT", "NOT")


def _names_constraint(cursor: Cursor) -> bool:
    word, following = cursor.peek(), cursor.peek(1)
    if word in ("PRIMARY", "FOREIGN"):
        return following == "KEY"
    if word == "CHECK":
        return following in ("(", "NOT")
    if word == "DEFAULT":
        return cursor.dialect == "tsql"
    if word == "NOT":
        return following == "NULL"
    if word == "EXCLUDE":
        return following in ("(", "USING")
    return not (word == "UNIQUE" and following == "INDEX" and cursor.dialect == "tsql")


def _names_key(cursor: Cursor, word: str) -> bool:
    if cursor.dialect in ("mysql", "mariadb"):
        return word != "UNIQUE" and (
            word in ("KEY", "INDEX") or cursor.peek(1) in ("KEY", "INDEX", "(") or cursor.peek(2) == "("
        )
    if cursor.dialect == "tsql":
        return word == "INDEX"
    if cursor.dialect == "standard":
        return (word in ("KEY", "INDEX") and (cursor.peek(1) == "(" or cursor.peek(2) == "(")) or cursor.peek(1) in (
            "KEY",
            "INDEX",
        )
    return False


def _constraint(cursor: Cursor, target: Target, start: int, if_not_exists: bool) -> Iterator[Change]:
    at = cursor.i
    checked = target.checked is not False
    if cursor.dialect in ("tsql", "standard") and (cursor.at("DEFAULT") or cursor.peek(2) == "DEFAULT"):
        name = constraints.constraint_name(cursor)
        cursor.expect("DEFAULT")
        default = read_operand(cursor, *DEFAULT_STOPS)
        cursor.expect("FOR")
        column = cursor.name()
        cursor.take("WITH", "VALUES")
        yield SetDefault(target.name, column, default, cursor.span(start), name.value if name else "")
        return
    constraint = constraints.table_constraint(cursor)
    guarded = if_not_exists or _guarded(cursor, at)
    if constraint is not None:
        yield from cursor.beside
        cursor.beside.clear()
        change = alter_columns.constraint_added(cursor, target.name, constraint, start, checked)
        yield change._replace(if_not_exists=True) if guarded and isinstance(change, AddConstraint) else change
        return
    cursor.i = at
    name = constraints.constraint_name(cursor)
    if cursor.take("NOT", "NULL"):
        column = cursor.name()
        constraints.read_states(cursor)
        yield SetNullable(target.name, column, False, cursor.span(start))
        return
    if cursor.take("CONNECTION"):
        cursor.group()
        yield SetOption(target.kind, target.name, "connection", name.value if name else "", cursor.span(start))
        return
    raise Unreadable(f"expected a constraint {cursor.found()}")


def _guarded(cursor: Cursor, start: int) -> bool:
    """Whether IF NOT EXISTS stands before the name of the key or constraint that begins there (MariaDB)."""
    head = cursor.upper[start : min(cursor.i, start + 8)]
    return "IF" in head and head[head.index("IF") :][:3] == ("IF", "NOT", "EXISTS")


WORDS: dict[str, Action] = {
    "ADD": _add,
}
"""The actions, by the first word of each."""
