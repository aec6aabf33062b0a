"""Options in brackets and table options behind the columns."""

from __future__ import annotations

from collections.abc import Callable

from schemalint.sql.reader.cursor import Cursor, Unreadable
from schemalint.sql.reader.storage import take_storage

Options = list[tuple[str, str]]


def bracketed_options(cursor: Cursor) -> Options:
    """Consumes `(name = value, name, toast.name = value …)`; names lower case, values as written."""
    found: Options = []
    cursor.expect("(")
    while not cursor.done and not cursor.at(")"):
        start = cursor.i
        while not cursor.done and not cursor.at_any("=", ",", ")", "(") and not cursor.is_string():
            cursor.next()
        name = " ".join(cursor.text(start).lower().split())
        odd = " " in name
        cursor.take("=")
        value = ""
        if not cursor.at_any(",", ")"):
            at = cursor.i
            value = cursor.until(",")
            if cursor.i == at:
                raise Unreadable(f"expected an option {cursor.found()}")
            odd = odd or _odd(cursor, at)
        if odd and not name.startswith(("clustered ", "move to ")):
            cursor.record(start)
        else:
            found.append((name, _unquoted(value)))
        if not cursor.take(","):
            break
    cursor.expect(")")
    return found


# What may follow the first word of a value: `60 MINUTES`, `6 MONTHS`, `PAGE ON PARTITIONS (1 TO 4)`.
_VALUE_UNITS = frozenset({"MINUTE", "MINUTES", "HOUR", "HOURS", "DAY", "DAYS", "WEEK", "WEEKS", "MONTH", "MONTHS", "YEAR",
                          "YEARS", "KB", "MB", "PARTITIONS"})  # fmt: skip


def _odd(cursor: Cursor, start: int) -> bool:
    """Whether a value from token `start` on is more than one word, a sign, a bracket and a unit."""
    at = start
    words = 0
    while at < cursor.i:
        word = cursor.upper[at]
        if word in ("(", "["):
            at = cursor.closing(at)
            words = max(words, 1)  # nothing but a unit may follow
        elif word == "ON" and at + 1 < cursor.i and cursor.upper[at + 1] == "PARTITIONS":
            pass
        elif word not in _VALUE_UNITS and word not in ("-", "+", "."):
            words += 1
        elif word == ".":
            words -= 1
        at += 1
    return words > 1


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] == "'" and "'" not in value[1:-1]:
        return value[1:-1]
    return " ".join(value.split())


# MySQL's and MariaDB's table options; the equals sign may be left out.
_MYSQL_OPTIONS = frozenset({
    "ENGINE", "TYPE", "AUTO_INCREMENT", "AVG_ROW_LENGTH", "CHECKSUM", "TABLE_CHECKSUM", "COMMENT", "COMPRESSION",
    "CONNECTION", "DELAY_KEY_WRITE", "ENCRYPTION", "INSERT_METHOD", "KEY_BLOCK_SIZE", "MAX_ROWS", "MIN_ROWS", "PACK_KEYS",
    "PASSWORD", "ROW_FORMAT", "STATS_AUTO_RECALC", "STATS_PERSISTENT", "STATS_SAMPLE_PAGES", "TABLESPACE", "STORAGE",
    "UNION", "AUTOEXTEND_SIZE", "ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE", "SECONDARY_ENGINE", "NODEGROUP",
    "PAGE_CHECKSUM", "PAGE_COMPRESSED", "PAGE_COMPRESSION_LEVEL", "TRANSACTIONAL", "ENCRYPTED", "ENCRYPTION_KEY_ID",
    "IETF_QUOTES", "SEQUENCE", "COLLATE", "CHARSET", "INDEX", "DATA", "CHARACTER", "CHAR",
})  # fmt: skip
_CANONICAL = {"type": "engine", "character set": "charset"}


def mysql_option(cursor: Cursor, found: Options) -> bool:
    """Consumes one table option of MySQL or MariaDB if it comes next."""
    start = cursor.i
    cursor.take("DEFAULT")
    word = cursor.peek()
    name = word.lower()
    if word in ("DATA", "INDEX"):
        if cursor.peek(1) != "DIRECTORY":
            cursor.i = start
            return False
        cursor.next()
        name += " directory"
    elif word in ("CHARACTER", "CHAR"):
        if cursor.peek(1) != "SET":
            cursor.i = start
            return False
        cursor.next()
        name = "character set"
    elif cursor.take("WITH", "SYSTEM", "VERSIONING"):
        found.append(("system versioning", "with"))
        return True
    elif cursor.take("START", "TRANSACTION"):
        return True
    elif word not in _MYSQL_OPTIONS and not (
        cursor.dialect == "mariadb" and cursor.is_name() and cursor.peek(1) == "=" and cursor.peek(2) != ""
    ):
        cursor.i = start
        return False
    following = cursor.peek(1)
    if following in ("", ",", ")") or (following == "=" and cursor.peek(2) in ("", ",", ")")):
        cursor.i = start
        return False
    cursor.next()
    cursor.take("=")
    at = cursor.i
    if cursor.at("("):
        cursor.group()
        value = cursor.text(at)
    elif cursor.is_string():
        value = cursor.string()
    else:
        value = cursor.next()
        if value[0] in '`"':
            value = value[1:-1]
    found.append((_CANONICAL.get(name, name), value))
    return True


def foreign_options(cursor: Cursor) -> str:
    """Consumes PostgreSQL's `([ADD | SET | DROP] name 'value', …)` of foreign tables and columns; gives it as written."""
    start = cursor.i
    cursor.expect("(")
    while True:
        if not (cursor.at_any("ADD", "SET", "DROP") and cursor.is_name(1)):
            cursor.name()
        elif cursor.next().upper() == "DROP":
            cursor.name()
            if cursor.take(","):
                continue
            break
        else:
            cursor.name()
        cursor.string()
        if not cursor.take(","):
            break
    cursor.expect(")")
    return cursor.text(start)


def filegroup(cursor: Cursor) -> str:
    """Consumes SQL Server's `[PRIMARY]`, `"default"` or `scheme(column)`."""
    start = cursor.i
    if cursor.is_string():
        cursor.next()
    else:
        cursor.name()
    if cursor.at("("):
        cursor.name_list()
    return cursor.text(start)


def tsql_option(cursor: Cursor, found: Options) -> bool:
    """Consumes one clause behind a table or index of SQL Server if it comes next."""
    if cursor.at("ON") and cursor.peek(1) not in ("", ",", ")"):
        cursor.next()
        found.append(("filegroup", filegroup(cursor)))
    elif cursor.at_any("TEXTIMAGE_ON", "FILESTREAM_ON"):
        word = cursor.next().lower()
        found.append((word, filegroup(cursor)))
    elif cursor.at("WITH", "("):
        cursor.next()
        found.extend(bracketed_options(cursor))
    elif cursor.take("WITH", "FILLFACTOR"):
        cursor.take("=")
        found.append(("fillfactor", cursor.next()))
    elif cursor.at("AS") and cursor.peek(1) in ("NODE", "EDGE", "FILETABLE"):
        cursor.next()
        found.append((cursor.next().lower(), ""))
    else:
        return False
    return True


def oracle_option(cursor: Cursor, found: Options) -> bool:
    """Consumes one clause behind a table of Oracle if it comes next."""
    if cursor.at("TABLESPACE") and cursor.is_name(1):
        cursor.next()
        cursor.take("SET") if cursor.is_name(1) else None
        found.append(("tablespace", cursor.name().value))
        return True
    if cursor.take("NOT", "SUBSTITUTABLE", "AT", "ALL", "LEVELS") or cursor.take(
        "SUBSTITUTABLE", "AT", "ALL", "LEVELS"
    ):
        return True
    if cursor.take("FOR", "EXCHANGE", "WITH", "TABLE"):
        cursor.object_name()
        return True
    if take_storage(cursor):
        return True
    word = cursor.peek()
    reader = _ORACLE.get(word)
    return reader is not None and reader(cursor, found)


def _lob(cursor: Cursor, found: Options) -> bool:
    """LOB (c) STORE AS [SECUREFILE] [segment] [(…)], VARRAY v STORE AS …, NESTED TABLE n STORE AS t (…), XMLTYPE …"""
    if cursor.take("LOB"):
        cursor.name_list()
    elif cursor.take("NESTED", "TABLE"):
        if cursor.take("TREAT"):
            cursor.group()
            cursor.expect(".")
        cursor.object_name()
    elif cursor.take_any("VARRAY", "OPAQUE"):
        cursor.take("TYPE")
        cursor.object_name()
    elif cursor.take("XMLTYPE"):
        if cursor.take("VIRTUAL", "COLUMNS"):
            cursor.group()
            return True
        cursor.take("COLUMN")
        if cursor.is_name() and not cursor.at("STORE"):
            cursor.object_name()
    if cursor.take("SUBSTITUTABLE", "AT", "ALL", "LEVELS") or cursor.take(
        "NOT", "SUBSTITUTABLE", "AT", "ALL", "LEVELS"
    ):
        return True
    cursor.take("LOCAL")
    while cursor.take("STORE"):
        cursor.take("ALL", "VARRAYS")
        cursor.expect("AS")
        while cursor.take_any("LOB", "SECUREFILE", "BASICFILE", "CLOB", "BINARY", "OBJECT", "RELATIONAL", "XML"):
            pass
        if (
            cursor.is_name()
            and cursor.peek() not in _ORACLE
            and cursor.peek() not in ("TABLESPACE", "RETURN", "STORE", "VIRTUAL")
        ):
            cursor.object_name()
        if cursor.at("("):
            cursor.group()
        _returned(cursor)
        if cursor.take("VIRTUAL", "COLUMNS"):
            cursor.group()
    _returned(cursor)
    return True


def _returned(cursor: Cursor) -> None:
    while cursor.take("RETURN", "AS") or cursor.take("RETURN"):
        cursor.take_any("VALUE", "LOCATOR")


def _organization(cursor: Cursor, found: Options) -> bool:
    cursor.next()
    what = cursor.take_any("HEAP", "INDEX", "EXTERNAL")
    if not what:
        raise Unreadable(f"expected an organization {cursor.found()}")
    found.append(("organization", what.lower()))
    if what == "EXTERNAL" and cursor.at("("):
        cursor.group()
    return True


def on_commit(cursor: Cursor, found: Options) -> bool:
    """Consumes ON COMMIT DROP, DELETE ROWS, PRESERVE ROWS if it comes next."""
    if not cursor.take("ON", "COMMIT"):
        return False
    start = cursor.i
    word = cursor.take_any("DELETE", "PRESERVE", "DROP")
    if not (word and (cursor.take_any("ROWS", "DEFINITION") or word == "DROP")):
        raise Unreadable(f"expected ROWS {cursor.found()}")
    found.append(("on commit", cursor.text(start).lower()))
    return True


def _cluster(cursor: Cursor, found: Options) -> bool:
    cursor.next()
    found.append(("cluster", cursor.object_name().text))
    cursor.name_list()
    return True


def _reject(cursor: Cursor, found: Options) -> bool:
    if cursor.take("REJECT", "LIMIT"):
        cursor.next()
        return True
    return False


def _valued(cursor: Cursor, found: Options) -> bool:
    cursor.next()
    cursor.next()
    return True


Clause = Callable[[Cursor, Options], bool]


def _phrase(*phrases: tuple[str, ...]) -> Clause:
    def reader(cursor: Cursor, found: Options) -> bool:
        for phrase in phrases:
            if cursor.take(*phrase):
                found.append((" ".join(phrase).lower(), ""))
                return True
        return False

    return reader


def _states(cursor: Cursor, found: Options) -> bool:
    """ENABLE and DISABLE of constraints by kind, behind the columns."""
    start = cursor.i
    cursor.next()
    cursor.take_any("VALIDATE", "NOVALIDATE")
    if cursor.take("CONSTRAINT"):
        cursor.name()
    elif cursor.take("UNIQUE"):
        cursor.name_list()
    elif not (cursor.take("PRIMARY", "KEY") or cursor.take("ALL", "TRIGGERS") or cursor.take("TABLE", "LOCK")):
        cursor.i = start
        return False
    return True


def _supplemental(cursor: Cursor, found: Options) -> bool:
    return supplemental_log(cursor)


def supplemental_log(cursor: Cursor) -> bool:
    """Consumes Oracle's SUPPLEMENTAL LOG GROUP g (…) [ALWAYS] and SUPPLEMENTAL LOG DATA (…) COLUMNS."""
    if not cursor.take("SUPPLEMENTAL", "LOG"):
        return False
    if cursor.take("GROUP"):
        cursor.name()
        if cursor.at("("):
            cursor.group()
        cursor.take("ALWAYS")
    else:
        cursor.take("DATA")
        if cursor.at("("):
            cursor.group()
        cursor.take("COLUMNS")
    return True


def _including(cursor: Cursor, found: Options) -> bool:
    cursor.next()
    cursor.name()
    return True


def _object_identifier(cursor: Cursor, found: Options) -> bool:
    if cursor.take("OBJECT", "IDENTIFIER", "IS"):
        cursor.take("SYSTEM", "GENERATED") or cursor.take("PRIMARY", "KEY")
        return True
    return False


def _oid_index(cursor: Cursor, found: Options) -> bool:
    cursor.next()
    if cursor.is_name():
        cursor.name()
    if cursor.at("("):
        cursor.group()
    return True


def _column_property(cursor: Cursor, found: Options) -> bool:
    cursor.next()
    cursor.object_name()
    return _lob(cursor, found)


def _flashback(cursor: Cursor, found: Options) -> bool:
    cursor.next()
    cursor.expect("ARCHIVE")
    if cursor.is_name() and not cursor.at_any("TABLESPACE"):
        cursor.object_name()
    return True


def _ilm(cursor: Cursor, found: Options) -> bool:
    cursor.next()
    cursor.until("TABLESPACE", "PARTITION", "STORAGE")
    return True


def _default_collation(cursor: Cursor, found: Options) -> bool:
    if cursor.take("DEFAULT", "COLLATION"):
        found.append(("collate", cursor.name().value))
        return True
    return False


def _group(cursor: Cursor, found: Options) -> bool:
    cursor.next()
    cursor.group()
    return True


def _no(cursor: Cursor, found: Options) -> bool:
    start = cursor.i
    cursor.next()
    if cursor.take("DROP"):
        if cursor.take("UNTIL"):
            cursor.next()
            cursor.take("DAYS", "IDLE")
    elif cursor.take("DELETE"):
        cursor.take("LOCKED")
        if cursor.take("UNTIL"):
            cursor.next()
            cursor.take("DAYS", "AFTER", "INSERT")
        cursor.take("LOCKED")
    elif not (cursor.take("MEMOPTIMIZE", "FOR", "READ") or cursor.take("FLASHBACK", "ARCHIVE")):
        cursor.i = start
        return False
    return True


def _hashing(cursor: Cursor, found: Options) -> bool:
    if cursor.take("HASHING", "USING"):
        cursor.next()
        cursor.take("VERSION")
        if cursor.is_string() or cursor.is_name():
            cursor.next()
        return True
    return False


_ORACLE: dict[str, Clause] = {
    "LOB": _lob,
    "VARRAY": _lob,
    "NESTED": _lob,
    "OPAQUE": _lob,
    "XMLTYPE": _lob,
    "COLUMN": _column_property,
    "ORGANIZATION": _organization,
    "ON": on_commit,
    "CLUSTER": _cluster,
    "REJECT": _reject,
    "ENABLE": _states,
    "DISABLE": _states,
    "SUPPLEMENTAL": _supplemental,
    "INCLUDING": _including,
    "OVERFLOW": _phrase(("OVERFLOW",)),
    "MAPPING": _phrase(("MAPPING", "TABLE")),
    "OBJECT": _object_identifier,
    "OIDINDEX": _oid_index,
    "FLASHBACK": _flashback,
    "ILM": _ilm,
    "DEFAULT": _default_collation,
    "ANNOTATIONS": _group,
    "READ": _phrase(("READ", "ONLY"), ("READ", "WRITE")),
    "MEMOPTIMIZE": _phrase(("MEMOPTIMIZE", "FOR", "READ"), ("MEMOPTIMIZE", "FOR", "WRITE")),
    "NO": _no,
    "HASHING": _hashing,
    "PARENT": _valued,
    "USAGE": _valued,
}


def standard_option(cursor: Cursor, found: Options) -> bool:
    """Consumes one clause behind a table of DB2, H2, HSQLDB or CockroachDB if it comes next."""
    start = cursor.i
    if cursor.take("IN") or cursor.take("INDEX", "IN") or cursor.take("LONG", "IN"):
        found.append((" ".join(cursor.text(start).lower().split()), cursor.object_name().text))
        return True
    if cursor.take("ORGANIZE", "BY") or cursor.take("DISTRIBUTE", "BY") or cursor.take("DISTRIBUTED", "BY"):
        cursor.take_any("ROW", "COLUMN", "DIMENSIONS", "HASH", "RANDOM", "KEY")
        if cursor.at("("):
            cursor.group()
        return True
    if cursor.take("DATA", "CAPTURE") or cursor.take("VALUE", "COMPRESSION") or cursor.take("CCSID"):
        cursor.take_any("NONE", "CHANGES", "UNICODE", "ASCII")
        return True
    if cursor.take("LOCALITY"):
        cursor.take_any("GLOBAL", "REGIONAL")
        if cursor.take("BY"):
            cursor.take_any("TABLE", "ROW")
            if cursor.take("IN") and not cursor.take("PRIMARY", "REGION"):
                cursor.name()
            if cursor.take("AS"):
                cursor.name()
        return True
    if cursor.take("CLUSTER", "BY"):
        cursor.group()
        return True
    return cursor.take("NOT", "PERSISTENT") or cursor.take("TRANSACTIONAL") or cursor.take("PERSISTENT")
