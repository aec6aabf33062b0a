"""Statements that change rows: which tables and columns they write, whether a condition bounds them, which literals they bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from schemalint.dialects.folding import unescape
from schemalint.model.change import Change, NoChange, WriteRows
from schemalint.model.name import Name, ObjectName
from schemalint.sql.reader.cursor import CLOSING, OPENING, Cursor, Unreadable

if TYPE_CHECKING:
    from schemalint.sql.reader import Handler

Row = tuple["str | None", ...]
MOST_ROWS = 200
_BOUNDS = frozenset(("WHERE", "LIMIT", "JOIN", "USING", "TOP", "FETCH"))
_INSERT_MODIFIERS = frozenset(("LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED", "IGNORE", "QUICK"))
_TAILS = frozenset(("ON", "RETURNING", "OUTPUT", "AS", "LOG", "RETURN", "UNION", "OPTION", "WHERE", "FOR"))
_MYSQL = frozenset(("mysql", "mariadb"))


def write(c: Cursor) -> tuple[Change, ...]:
    """INSERT, REPLACE, UPDATE, DELETE and MERGE, with or without a WITH in front."""
    if c.at("WITH"):
        _pass_with(c)
    word = c.take_any("INSERT", "REPLACE", "UPDATE", "DELETE", "MERGE")
    if word == "INSERT" or word == "REPLACE":
        return _insert(c, word == "REPLACE")
    if word == "UPDATE":
        return (_update(c),)
    if word == "DELETE":
        return (_delete(c),)
    if word == "MERGE":
        return (_merge(c),)
    raise Unreadable(f"expected INSERT, UPDATE, DELETE or MERGE {c.found()}")


def _pass_with(c: Cursor) -> None:
    """Consumes the common table expressions in front of a statement."""
    at, upper = c.i, c.upper
    while at < c.n and upper[at] not in ("INSERT", "REPLACE", "UPDATE", "DELETE", "MERGE"):
        at = c.closing(at) + 1 if upper[at] in OPENING else at + 1
    c.i = min(at, c.n)


# INSERT


def _insert(c: Cursor, replace: bool) -> tuple[Change, ...]:
    while c.take_any(*_INSERT_MODIFIERS):
        pass
    if c.take("OR"):
        replace = c.next().upper() == "REPLACE"
    if c.at_any("ALL", "FIRST", "WHEN") and c.dialect == "oracle":
        return _insert_all(c)
    if c.take("TOP"):
        c.group() if c.at("(") else c.next()
        c.take("PERCENT")
    c.take("INTO")
    c.take_any("TABLE", "OVERWRITE") if c.peek(1) not in ("", "(", "VALUES", "SELECT", "DEFAULT") else ""
    if c.at_any("OPENQUERY", "OPENROWSET", "OPENDATASOURCE") and c.peek(1) == "(":
        # Rows of another server.
        c.i = c.n
        return (WriteRows("insert", (), from_query=True, span=c.statement.span),)
    table = _target(c)
    columns: tuple[Name, ...] = ()
    rows: tuple[Row, ...] = ()
    from_query = False
    while not c.done:
        if c.at("(") and not c.at("(", "SELECT") and not c.at("(", "WITH") and not columns:
            columns = _columns(c)
        elif c.take("PARTITION"):
            c.group()
        elif c.take("WITH", "("):
            c.i -= 1
            c.group()
        elif c.take("OVERRIDING"):
            c.take_any("SYSTEM", "USER")
            c.expect("VALUE")
        elif c.take("DEFAULT", "VALUES"):
            rows = ((),)
            break
        elif c.take("OUTPUT"):
            c.until("VALUES", "SELECT", "EXEC", "EXECUTE", "DEFAULT", "WITH")
        elif c.take_any("VALUES", "VALUE"):
            rows = read_rows(c)
            break
        elif c.take("SET"):
            columns, row = _assignments(c)
            rows = (row,)
            break
        elif c.at_any("SELECT", "WITH", "TABLE", "EXEC", "EXECUTE") or c.at("(", "SELECT") or c.at("(", "WITH"):
            from_query = True
            c.i = c.n
        elif c.take("AS") or (c.is_name() and not c.at_any(*_TAILS)):
            c.name()
        elif c.statement.masked:
            from_query = True
            c.i = c.n
        else:
            raise Unreadable(f"expected VALUES or a query {c.found()}")
    if not rows and not from_query:
        raise Unreadable("expected VALUES or a query at the end")
    if c.at_any(*_TAILS):
        c.i = c.n
    verb: Literal["replace", "insert"] = "replace" if replace else "insert"
    return (WriteRows(verb, (table,), columns, False, rows, from_query, False, c.statement.span),)


def _target(c: Cursor) -> ObjectName:
    """The table written to; of a query in its place (Oracle), the first table it reads."""
    if not c.at("("):
        return c.object_name()
    from schemalint.sql.reader.views import read_sources

    start, end = c.group()
    sources = read_sources(c, start, end)
    if not sources:
        raise Unreadable("expected a table in the brackets")
    return sources[0]


def _columns(c: Cursor) -> tuple[Name, ...]:
    """`(column, …)`; a column may be qualified, or one element of an array or a composite (PostgreSQL)."""
    c.expect("(")
    names: list[Name] = []
    while not c.at(")"):
        name = c.name()
        while c.take("."):
            name = c.name()
        while c.at("["):
            c.group()
        names.append(name)
        if not c.take(","):
            break
    c.expect(")")
    return tuple(names)


def read_rows(c: Cursor) -> tuple[Row, ...]:
    """`(value, …), …`: the literals of the first rows; all rows are consumed."""
    rows: list[Row] = []
    upper, n = c.upper, c.n
    at = c.i
    while at < n:
        if upper[at] == "ROW":
            at += 1
        if at >= n or upper[at] != "(":
            break
        if len(rows) < MOST_ROWS:
            row, at = _row(c, at + 1)
            rows.append(row)
        else:
            at = c.closing(at) + 1
        if at < n and upper[at] == ",":
            at += 1
        else:
            break
    if at == c.i and not rows:
        if not c.statement.masked:
            raise Unreadable(f"expected ( {c.found()}")
        at = n
    c.i = min(at, n)
    return tuple(rows)


def _row(c: Cursor, at: int) -> tuple[Row, int]:
    """The literals of the row whose first value is token `at`, and the token behind its bracket."""
    values: list[str | None] = []
    words, n = c.words, c.n
    start = at
    while at < n:
        word = words[at]
        if word in OPENING:
            at = min(c.closing(at) + 1, n)
        elif word == ",":
            values.append(literal(c, start, at))
            at += 1
            start = at
        elif word in CLOSING:
            break
        else:
            at += 1
    if at > start or values:
        values.append(literal(c, start, at))
    return tuple(values), at + 1


def literal(c: Cursor, start: int, end: int) -> str | None:
    """The value of the tokens from `start` to `end` if they are one literal: unescaped text, a number as written, `true` or
    `false`; None for NULL and for everything else."""
    size = end - start
    if size == 1:
        word = c.words[start]
        first = word[0]
        if first == "'" or c.is_string(start - c.i):
            return unescape(word, c.dialect)
        if first.isdigit() or (first == "." and len(word) > 1):
            return word
        if c.upper[start] in ("TRUE", "FALSE"):
            return word.lower()
    elif size == 2:
        word = c.words[start + 1]
        if c.words[start] in ("-", "+") and (word[0].isdigit() or word[0] == "."):
            return c.words[start] + word
        if c.is_string(start + 1 - c.i) and c.upper[start] in ("DATE", "TIMESTAMP", "TIME", "N", "X", "B"):
            return unescape(word, c.dialect)
    elif size > 2 and c.words[start + 1] == "::":
        return literal(c, start, start + 1)
    return None


def _insert_all(c: Cursor) -> tuple[Change, ...]:
    """Oracle's INSERT ALL and INSERT FIRST: one change for each INTO."""
    span = c.statement.span
    changes: list[Change] = []
    while not c.done and not c.at_any("SELECT", "WITH"):
        if c.take("INTO"):
            table = c.object_name()
            columns = _columns(c) if c.at("(") else ()
            rows = read_rows(c) if c.take("VALUES") else ()
            changes.append(WriteRows("insert", (table,), columns, False, rows, not rows, False, span))
        elif c.take_any("ALL", "FIRST", "ELSE"):
            pass
        elif c.take("WHEN"):
            c.until("THEN")
            c.expect("THEN")
        else:
            break
    if c.at_any("SELECT", "WITH"):
        c.i = c.n
    return tuple(changes)


# UPDATE, DELETE, MERGE


def _update(c: Cursor) -> WriteRows:
    while c.take_any("LOW_PRIORITY", "IGNORE", "ONLY"):
        pass
    if c.take("OR"):
        c.next()
    filtered = False
    if c.take("TOP"):
        c.group() if c.at("(") else c.next()
        c.take("PERCENT")
        filtered = True
    targets = [(_target(c), "")] if c.dialect == "oracle" and c.at("(") else _sources(c, "SET")
    c.until("SET")
    head = c.upper[: c.i]
    bounded = "JOIN" in head or "PORTION" in head
    c.expect("SET")
    columns, row = _assignments(c)
    tables, joined = _rest(c, targets, columns)
    return WriteRows(
        "update", tables, columns, filtered or joined or bounded, (row,) if any(v is not None for v in row) else (), False,
        False, c.statement.span,
    )  # fmt: skip


def _assignments(c: Cursor) -> tuple[tuple[Name, ...], Row]:
    """`column = value, …` up to FROM, WHERE or the like: the columns and the literals among the values."""
    columns: list[Name] = []
    values: list[str | None] = []
    while True:
        if c.at_any("...", "…"):
            c.next()
            return tuple(columns), tuple(values)
        if c.at("("):
            c.next()
            group = [_column(c)]
            while c.take(","):
                group.append(_column(c))
            c.expect(")")
            columns += group
            values += [None] * len(group)
        else:
            columns.append(_column(c))
            values.append(None)
            if c.at("("):
                # SQL Server's column.WRITE (…).
                c.group()
                if c.take(","):
                    continue
                return tuple(columns), tuple(values)
        plain = bool(c.take_any("=", ":="))
        if not plain and not c.take_any("+=", "-=", "*=", "/=", "%=", "&=", "^=", "|=", "||="):
            raise Unreadable(f"expected = {c.found()}")
        start = c.i
        c.until(
            ",", "WHERE", "FROM", "ORDER", "LIMIT", "RETURNING", "OUTPUT", "ON", "OPTION", "WHEN", "LOG", "RETURN", "AS"
        )  # fmt: skip
        if c.i == start:
            raise Unreadable(f"expected a value {c.found()}")
        values[-1] = literal(c, start, c.i) if plain else None
        if not c.take(","):
            return tuple(columns), tuple(values)


def _column(c: Cursor) -> Name:
    """A column of SET, perhaps qualified, a variable before it (SQL Server), an element of an array behind it."""
    name = c.name()
    while c.at(".") and not c.at(".", "WRITE", "("):
        c.next()
        name = c.name()
    if c.take(".", "WRITE"):
        return name
    while c.at("["):
        c.group()
    if name.written[:1] == "@" and c.at("=") and c.is_name(1) and c.peek(2) == "=":
        # SQL Server's SET @variable = column = value.
        c.next()
        return _column(c)
    return name


def _sources(c: Cursor, stop: str) -> list[tuple[ObjectName, str]]:
    """The tables up to the word `stop`, each with its alias, folded, or an empty string."""
    found: list[tuple[ObjectName, str]] = []
    while not c.done and not c.at(stop):
        c.take("ONLY")
        if c.at("("):
            c.group()
            c.take("AS")
            if c.is_name() and not c.at(stop):
                c.name()
        elif c.is_name():
            name = c.object_name()
            c.take("*")
            if c.at("("):
                c.group()
            alias = ""
            if c.take("PARTITION") or (c.at("WITH", "(") and c.take("WITH")):
                c.group()
            if c.take("AS") or (c.is_name() and c.peek() not in _NOT_ALIASES and not c.at(stop)):
                alias = c.name().value
            found.append((name, alias))
        if c.done or c.at(stop):
            break
        c.until(",", "JOIN", "APPLY", stop)
        if not c.take_any(",", "JOIN", "APPLY"):
            break
    return found


_NOT_ALIASES = frozenset(
    (
        "SET", "WHERE", "JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "ON", "USING", "FROM", "ORDER", "LIMIT", "OUTPUT",
        "RETURNING", "WITH", "NATURAL", "STRAIGHT_JOIN", "OUTER", "OPTION", "GROUP", "FORCE", "USE", "IGNORE", "INDEXED",
        "NOT", "LOG", "RETURN", "PARTITION", "TABLESAMPLE", "FOR",
    )
)  # fmt: skip


def _rest(
    c: Cursor, targets: list[tuple[ObjectName, str]], columns: tuple[Name, ...]
) -> tuple[tuple[ObjectName, ...], bool]:
    """What stands behind SET or the target of DELETE: the tables written, aliases resolved, and whether a condition bounds
    them."""
    filtered = False
    others: list[tuple[ObjectName, str]] = []
    upper = c.upper
    start = c.i
    at = start
    while at < c.n:
        word = upper[at]
        if word in _BOUNDS:
            filtered = True
        if word == "FROM" and not others:
            here, c.i = c.i, at + 1
            others = _sources(c, "WHERE")
            c.i = here
        at = c.closing(at) + 1 if word in OPENING else at + 1
    c.i = c.n
    aliases = {alias: name for name, alias in others if alias}
    if len(targets) == 1:
        name = targets[0][0]
        return ((aliases.get(name.value, name) if name.schema is None else name),), filtered
    if not targets:
        raise Unreadable("expected a table")
    return _written(targets, c), filtered


def _written(targets: list[tuple[ObjectName, str]], c: Cursor) -> tuple[ObjectName, ...]:
    """The tables among `targets` that a multi-table UPDATE qualifies its columns with; the first where none is."""
    by_name = {(alias or name.value): name for name, alias in targets}
    found: dict[str, ObjectName] = {}
    try:
        at = c.upper.index("SET") + 1
    except ValueError:
        return (targets[0][0],)
    while at + 2 < c.n and c.upper[at] != "WHERE":
        if c.words[at + 1] == "." and (at == 0 or c.upper[at - 1] in ("SET", ",")):
            from schemalint.dialects.folding import fold

            table = by_name.get(fold(c.words[at], c.dialect))
            if table is not None:
                found.setdefault(table.text, table)
        at = c.closing(at) + 1 if c.words[at] in OPENING else at + 1
    return tuple(found.values()) or (targets[0][0],)


def _delete(c: Cursor) -> WriteRows:
    while c.take_any("LOW_PRIORITY", "QUICK", "IGNORE"):
        pass
    filtered = False
    if c.take("TOP"):
        c.group() if c.at("(") else c.next()
        c.take("PERCENT")
        filtered = True
    if c.dialect == "mariadb" and c.take("HISTORY", "FROM"):
        table = c.object_name()
        filtered = c.take("BEFORE", "SYSTEM_TIME")
        c.until()
        return WriteRows("delete", (table,), (), filtered, (), False, False, c.statement.span)
    c.take("FROM")
    c.take("ONLY")
    bracket = c.dialect != "oracle" and c.take("(")
    targets = [_target(c)]
    while c.take("*") or c.at(".", "*") or c.at(","):
        c.take(".", "*")
        if c.take(","):
            targets.append(c.object_name())
    if bracket:
        c.expect(")")
    start = c.i
    aliases: dict[str, ObjectName] = {}
    at = start
    while at < c.n:
        word = c.upper[at]
        if word in _BOUNDS or (word == "CURRENT" and c.upper[at - 1] == "WHERE"):
            filtered = True
        if word in ("FROM", "USING") and not aliases:
            c.i = at + 1
            aliases = {alias: name for name, alias in _sources(c, "WHERE") if alias}
        at = c.closing(at) + 1 if word in OPENING else at + 1
    c.i = start
    if not c.done and not (c.is_name() or c.at("(") or c.statement.masked):
        raise Unreadable(f"expected WHERE {c.found()}")
    c.i = c.n
    tables = tuple(aliases.get(name.value, name) if name.schema is None else name for name in targets)
    return WriteRows("delete", tables, (), filtered, (), False, False, c.statement.span)


def _merge(c: Cursor) -> WriteRows:
    if c.take("TOP"):
        c.group()
        c.take("PERCENT")
    c.take("INTO")
    c.take("ONLY")
    table = c.object_name()
    if "USING" not in c.upper[c.i :]:
        raise Unreadable("expected USING")
    columns: list[Name] = []
    here = c.i
    try:
        at = here
        while at < c.n:
            if c.upper[at] == "SET" and c.upper[at - 1] == "UPDATE":
                c.i = at + 1
                columns += _assignments(c)[0]
            elif c.upper[at] == "INSERT" and at + 1 < c.n and c.words[at + 1] == "(":
                c.i = at + 1
                columns += _columns(c)
            at = c.closing(at) + 1 if c.words[at] in OPENING else at + 1
    except Unreadable:
        columns = []
    c.i = c.n
    seen: dict[str, Name] = {}
    for column in columns:
        seen.setdefault(column.value, column)
    return WriteRows("merge", (table,), tuple(seen.values()), True, (), True, False, c.statement.span)


# TRUNCATE, COPY, LOAD


def truncate(c: Cursor) -> tuple[Change, ...]:
    """TRUNCATE [TABLE] name, …"""
    c.expect("TRUNCATE")
    c.take_any("TABLE", "CLUSTER")
    c.take("IF", "EXISTS")
    tables: list[ObjectName] = []
    while True:
        c.take("ONLY")
        tables.append(c.object_name())
        c.take("*")
        if not c.take(","):
            break
    cascade = False
    while not c.done:
        if c.take("CASCADE"):
            cascade = True
        elif c.take("WITH"):
            c.group()
        elif c.take_any("RESTART", "CONTINUE"):
            c.expect("IDENTITY")
        elif c.take_any("PRESERVE", "PURGE"):
            c.take("MATERIALIZED", "VIEW") or c.take("SNAPSHOT")
            c.expect("LOG")
        elif c.take_any("DROP", "REUSE"):
            c.take("ALL")
            c.expect("STORAGE")
        elif c.take("WAIT"):
            c.next()
        elif not c.take_any("RESTRICT", "NOWAIT", "IMMEDIATE"):
            break
    return (WriteRows("truncate", tuple(tables), cascade=cascade, span=c.statement.span),)


def copy(c: Cursor) -> tuple[Change, ...]:
    """COPY table [(columns)] FROM …; COPY … TO only reads."""
    c.expect("COPY")
    span = c.statement.span
    if c.at("("):
        c.i = c.n
        return (NoChange("copy to", span),)
    c.take("BINARY")
    table = c.object_name()
    columns = c.name_list() if c.at("(") else ()
    reads = c.take("FROM")
    if not reads:
        c.expect("TO")
    c.i = c.n
    if not reads:
        return (NoChange("copy to", span),)
    return (WriteRows("copy", (table,), columns, from_query=True, span=span),)


def load(c: Cursor) -> tuple[Change, ...]:
    """LOAD DATA and LOAD XML … INTO TABLE name; SQL Server's BULK INSERT name FROM."""
    span = c.statement.span
    if c.take("BULK", "INSERT"):
        table = c.object_name()
        c.expect("FROM")
        c.i = c.n
        return (WriteRows("load", (table,), from_query=True, span=span),)
    c.expect("LOAD")
    if not c.take_any("DATA", "XML"):
        c.i = c.n
        return (NoChange("load", span),)
    c.until("TABLE")
    c.expect("TABLE")
    table = c.object_name()
    columns: list[Name] = []
    while not c.done and not c.at("SET"):
        if not c.at("(") or c.peek(-1) == "PARTITION":
            c.until("(", "SET") or c.next()
            continue
        c.next()
        while not c.done and not c.at(")"):
            if c.is_name() and not c.words[c.i].startswith("@"):
                columns.append(c.name())
            else:
                c.next()
    c.i = c.n
    return (WriteRows("load", (table,), tuple(columns), from_query=True, span=span),)


HANDLERS: dict[str, Handler] = {
    "INSERT": write,
    "REPLACE": write,
    "UPDATE": write,
    "DELETE": write,
    "MERGE": write,
    "UPSERT": write,
    "TRUNCATE": truncate,
    "COPY": copy,
    "LOAD DATA": load,
    "LOAD XML": load,
    "BULK INSERT": load,
}
