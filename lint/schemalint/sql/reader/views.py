"""Views and materialized views: CREATE, REFRESH, and ALTER where it writes the query anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemalint.model.change import AlterObject, Change, CreateView, RefreshView
from schemalint.model.name import ObjectName
from schemalint.sql.reader.cursor import Cursor, Unreadable
from schemalint.sql.reader.kinds import take_if_not_exists, words

if TYPE_CHECKING:
    from schemalint.sql.reader import Handler

SIMPLE_MODIFIERS = frozenset(
    ("NO", "FORCE", "NOFORCE", "EDITIONABLE", "NONEDITIONABLE", "EDITIONING", "RECURSIVE", "IGNORE")
)
# Words that a comma list of sources ends at.
_ENDS_SOURCES = frozenset(
    (
        "WHERE", "GROUP", "ORDER", "HAVING", "UNION", "INTERSECT", "EXCEPT", "MINUS", "LIMIT", "WINDOW", "FETCH", "OFFSET",
        "SELECT", "CONNECT", "START", "FOR", "MODEL", "QUALIFY", "SET",
    )
)  # fmt: skip
# Functions whose arguments are parted by FROM: what follows is a value.
_FROM_FUNCTIONS = frozenset(("EXTRACT", "TRIM", "SUBSTRING", "OVERLAY", "POSITION", "SUBSTR"))
_BEFORE_QUERIES = frozenset(("(", "UNION", "ALL", "DISTINCT", "EXCEPT", "INTERSECT"))
# What may follow the name of a view's column in Oracle.
_COLUMN_CLAUSES = frozenset(
    ("VISIBLE", "INVISIBLE", "CONSTRAINT", "UNIQUE", "PRIMARY", "NOT", "NULL", "REFERENCES", "CHECK", "ANNOTATIONS")
)
_NOT_SOURCES = frozenset(
    ("SELECT", "LATERAL", "VALUES", "ONLY", "UNNEST", "TABLE", "ROWS", "XMLTABLE", "JSON_TABLE", "WITH")
)


def create_view(c: Cursor) -> tuple[Change, ...]:
    """CREATE [OR REPLACE | OR ALTER] … VIEW, and ALTER … VIEW name … AS query."""
    c.expect("CREATE")
    or_replace = c.take("OR", "REPLACE") or c.take("OR", "ALTER")
    return _view(c, or_replace)


def alter_view(c: Cursor) -> tuple[Change, ...]:
    """ALTER VIEW of MySQL and SQL Server, which writes the query anew; raises `Unreadable` for the other forms."""
    c.expect("ALTER")
    return _view(c, True)


def _view(c: Cursor, or_replace: bool) -> tuple[Change, ...]:
    options, temporary = _modifiers(c)
    materialized = c.take("MATERIALIZED")
    if not c.take("VIEW"):
        c.expect("SNAPSHOT")
        materialized = True
    if_not_exists = take_if_not_exists(c)
    name = c.object_name()
    if_not_exists = take_if_not_exists(c) or if_not_exists
    columns = _head(c, options)
    if not c.take("AS"):
        raise Unreadable(f"expected AS {c.found()}")
    start = c.i
    end = _tail(c, options)
    if end <= start:
        raise Unreadable("expected a query at the end")
    c.i = end
    query, query_span = c.text(start), c.span(start)
    reads = tuple(read for read in read_sources(c, start, end) if read.text != name.text)
    c.i = c.n
    check_option = next((value for option, value in options if option == "check_option"), "")
    return (
        CreateView(
            name, materialized, columns, query, query_span, reads,
            tuple(option for option in options if option[0] != "check_option"),
            check_option, or_replace, if_not_exists, temporary, c.statement.span,
        ),
    )  # fmt: skip


def _modifiers(c: Cursor) -> tuple[list[tuple[str, str]], bool]:
    """What stands between CREATE and VIEW: options, and whether the view is temporary."""
    options: list[tuple[str, str]] = []
    temporary = False
    while not c.at_any("VIEW", "MATERIALIZED", "SNAPSHOT"):
        if c.take_any("TEMP", "TEMPORARY"):
            temporary = True
        elif c.take_any("LOCAL", "GLOBAL"):
            continue
        elif c.take("ALGORITHM"):
            c.take("=")
            options.append(("algorithm", c.next().lower()))
        elif c.take("DEFINER"):
            c.take("=")
            start = c.i
            c.until("SQL", "VIEW")
            options.append(("definer", c.text(start)))
        elif c.take("SQL", "SECURITY"):
            options.append(("sql security", c.next().lower()))
        elif word := c.take_any(*SIMPLE_MODIFIERS):
            options.append((word.lower(), ""))
        else:
            raise Unreadable(f"expected VIEW {c.found()}")
    return options, temporary


def _head(c: Cursor, options: list[tuple[str, str]]) -> tuple[str, ...]:
    """What stands between a view's name and AS: its columns, given back, and its options."""
    columns: tuple[str, ...] = ()
    if c.at("("):
        columns = _columns(c, options)
    while not c.done and not c.at("AS"):
        start = c.i
        if c.take("WITH"):
            if c.at("("):
                inside, end = c.group()
                options.extend(_storage(c, inside, end))
            else:
                while True:
                    options.append((c.next().lower(), ""))
                    if not c.take(","):
                        break
        elif c.take("OF"):
            options.append(("of", c.object_name().text))
            if c.take("WITH", "OBJECT"):
                if not c.take_any("IDENTIFIER", "ID", "OID"):
                    raise Unreadable(f"expected IDENTIFIER {c.found()}")
                if c.take("DEFAULT"):
                    options.append(("object identifier", "default"))
                else:
                    start = c.i
                    c.group()
                    options.append(("object identifier", words(c, start)))
            elif c.take("UNDER"):
                c.object_name()
            if c.at("("):
                start = c.i
                c.group()
                options.append(("constraints", words(c, start)))
        elif c.take("USING") and c.dialect != "oracle":
            options.append(("using", c.name().value))
        elif c.take("TABLESPACE"):
            options.append(("tablespace", c.name().value))
        elif c.take("COMMENT"):
            c.take("=")
            options.append(("comment", c.string()))
        elif c.take("SHARING"):
            c.take("=")
            options.append(("sharing", c.next().lower()))
        elif c.take("BEQUEATH"):
            options.append(("bequeath", c.next().lower()))
        elif c.take("DEFAULT", "COLLATION"):
            options.append(("collation", c.name().value))
        elif c.dialect == "oracle":
            # Storage, refresh and rewrite clauses of materialized views, and annotations: kept as they stand.
            c.i = start
            c.until("AS")
            options.append(("clauses", words(c, start).lower()))
            break
        else:
            raise Unreadable(f"expected AS {c.found()}")
    return columns


def _columns(c: Cursor, options: list[tuple[str, str]]) -> tuple[str, ...]:
    """`(name [constraints], …)`; Oracle allows constraints behind the names and among them."""
    c.expect("(")
    names: list[str] = []
    while True:
        if (
            c.dialect == "oracle"
            and c.at_any("CONSTRAINT", "UNIQUE", "PRIMARY", "FOREIGN", "CHECK")
            and c.peek(1) != ","
        ):
            _kept(c, options)
        else:
            names.append(c.name().value)
            if c.dialect == "oracle" and c.at_any(*_COLUMN_CLAUSES):
                _kept(c, options)
            elif c.take("COMMENT"):
                c.string()
        if not c.take(","):
            break
    c.expect(")")
    return tuple(names)


def _kept(c: Cursor, options: list[tuple[str, str]]) -> None:
    """Keeps what is said about a column, or a constraint that no server checks, as an option."""
    start = c.i
    c.pass_over()
    options.append(("clause", words(c, start)))


def _storage(c: Cursor, start: int, end: int) -> list[tuple[str, str]]:
    """The options between two tokens of `WITH (name = value, …)`."""
    found: list[tuple[str, str]] = []
    at = start
    while at < end:
        stop = at
        while stop < end and c.words[stop] != ",":
            stop += 1
        parts = c.words[at:stop]
        if "=" in parts:
            cut = parts.index("=")
            found.append(("".join(parts[:cut]).lower(), " ".join(parts[cut + 1 :])))
        else:
            found.append((" ".join(parts).lower(), "true"))
        at = stop + 1
    return found


def _tail(c: Cursor, options: list[tuple[str, str]]) -> int:
    """Where the query ends: before WITH CHECK OPTION, WITH READ ONLY or WITH [NO] DATA, which become options."""
    end = c.n
    upper = c.upper
    if upper[end - 2 :] == ("CHECK", "OPTION"):
        end -= 2
    elif upper[end - 4 : -1] == ("CHECK", "OPTION", "CONSTRAINT"):
        options.append(("constraint", c.words[-1]))
        end -= 4
    elif upper[end - 3 :] == ("WITH", "READ", "ONLY"):
        options.append(("read only", ""))
        return end - 3
    elif upper[end - 3 :] == ("WITH", "NO", "DATA"):
        options.append(("data", "false"))
        return end - 3
    elif upper[end - 2 :] == ("WITH", "DATA"):
        return end - 2
    else:
        return end
    how = "cascaded"
    if upper[end - 1] in ("LOCAL", "CASCADED"):
        how = upper[end - 1].lower()
        end -= 1
    if upper[end - 1] != "WITH":
        return c.n
    options.append(("check_option", how))
    return end - 1


def read_sources(c: Cursor, start: int, end: int) -> tuple[ObjectName, ...]:
    """The tables and views named after FROM and JOIN in the query between two tokens, each once, without its own WITH names."""
    here = c.i
    upper = c.upper
    found: dict[str, ObjectName] = {}
    own: set[str] = set()
    # For each open bracket: whether a comma parts sources, and whether FROM parts the arguments of a function.
    levels: list[tuple[bool, bool]] = [(False, False)]
    at = start
    while at < end:
        word = upper[at]
        if word == "(":
            inherits = levels[-1][0] and upper[at - 1] in ("FROM", ",", "(", "JOIN") and at > start
            levels.append((inherits, at > start and upper[at - 1] in _FROM_FUNCTIONS))
            if inherits and _is_source(c, at + 1):
                at = _take_source(c, at + 1, found)
                continue
        elif word == ")":
            if len(levels) > 1:
                levels.pop()
        elif (
            (word == "FROM" and not levels[-1][1] and upper[at - 1] != "DISTINCT")
            or word in ("JOIN", "APPLY")
            or (word == "STRAIGHT_JOIN" and levels[-1][0])  # behind SELECT it is no join
        ):
            levels[-1] = (True, False)
            if _is_source(c, at + 1):
                at = _take_source(c, at + 1, found)
                continue
        elif (word == "," and levels[-1][0]) or (
            word == "TABLE" and (at == start or upper[at - 1] in _BEFORE_QUERIES) and upper[at + 1 : at + 2] != ("(",)
        ):
            if _is_source(c, at + 1):
                at = _take_source(c, at + 1, found)
                continue
        elif word == "FOR" and upper[at + 1 : at + 2] == ("SYSTEM_TIME",):
            pass  # of the table before; more may follow
        elif word in _ENDS_SOURCES:
            levels[-1] = (False, levels[-1][1])
        elif word == "AS" and at + 1 < end and upper[at + 1] in ("(", "MATERIALIZED", "NOT"):
            _own_name(c, at, own)
        at += 1
    c.i = here
    return tuple(name for key, name in found.items() if key not in own)


def _own_name(c: Cursor, at: int, own: set[str]) -> None:
    """Adds the name of the common table expression whose AS is token `at`."""
    before = at - 1
    if c.words[before] == ")":
        while before > 0 and c.words[before] != "(":
            before -= 1
        before -= 1
    if before >= 0 and c.is_name(before - c.i):
        c.i, here = before, c.i
        own.add(c.name().value)
        c.i = here


def _past_marks(c: Cursor, at: int) -> int:
    """Past what may stand before the name of a source: PostgreSQL's ONLY, MySQL's `{OJ`."""
    if c.upper[at : at + 1] == ("ONLY",) and c.dialect == "postgres":
        return at + 1
    return at + 2 if c.upper[at : at + 2] == ("{", "OJ") else at


def _is_source(c: Cursor, at: int) -> bool:
    at = _past_marks(c, at)
    return at < c.n and c.upper[at] not in _NOT_SOURCES and c.is_name(at - c.i)


def _take_source(c: Cursor, at: int, found: dict[str, ObjectName]) -> int:
    """Notes the name at token `at`, unless it is a function; the token behind it."""
    c.i = _past_marks(c, at)
    try:
        name = c.object_name()
    except Unreadable:
        return at + 1
    if not c.at("("):
        found.setdefault(name.text, name)
    return c.i


def refresh(c: Cursor) -> tuple[Change, ...]:
    """REFRESH MATERIALIZED VIEW [CONCURRENTLY] name [WITH [NO] DATA]."""
    c.expect("REFRESH", "MATERIALIZED", "VIEW")
    concurrently = c.take("CONCURRENTLY")
    name = c.object_name()
    with_data = not c.take("WITH", "NO", "DATA")
    c.take("WITH", "DATA")
    return (RefreshView(name, concurrently, with_data, c.statement.span),)


def create_log(c: Cursor) -> tuple[Change, ...]:
    """Oracle's CREATE MATERIALIZED VIEW LOG ON table."""
    c.expect("CREATE", "MATERIALIZED", "VIEW", "LOG", "ON")
    name = c.object_name()
    start = c.i
    c.until()
    return (AlterObject("materialized view log", name, "create " + words(c, start).lower(), (), c.statement.span),)


HANDLERS: dict[str, Handler] = {
    "CREATE VIEW": create_view,
    "CREATE MATERIALIZED VIEW": create_view,
    "CREATE SNAPSHOT": create_view,
    "CREATE RECURSIVE VIEW": create_view,
    "CREATE MATERIALIZED VIEW LOG": create_log,
    "REFRESH MATERIALIZED VIEW": refresh,
}
