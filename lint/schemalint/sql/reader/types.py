"""Data types: from tokens to the spelling the server would print."""

from __future__ import annotations

import re

from schemalint.dialects.folding import fold, unescape
from schemalint.dialects.types import (
    AFFINITY_FAMILIES,
    CHARSET_BYTES,
    MARIADB_WIDTHS,
    SQLITE_FAMILIES,
    TypeFact,
    affinity,
    built_in,
)
from schemalint.model.schema import Type, TypeFamily
from schemalint.sql.reader.cursor import Cursor, Unreadable

# Words that go on with a type name, by its words so far. Only what some dialect knows; the longest known name wins.
_SECOND_WORDS = frozenset({"VARYING", "PRECISION", "LARGE", "OBJECT", "RAW", "VARCHAR", "VARBINARY", "CHARACTER", "CHAR",
                           "VARCHARACTER", "BYTE", "TEXT", "FLOAT"})  # fmt: skip
_SYSTEM_SCHEMAS = frozenset({"PG_CATALOG", "SYS", "MDSYS", "SYSIBM"})
_INTERVAL_FIELDS = frozenset({"YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"})
# A SQLite type is any run of words up to one of these.
_SQLITE_STOPS = frozenset({"CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES",
                           "GENERATED", "AS", "ON", "DEFERRABLE", "INITIALLY"})  # fmt: skip
_PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_$]*\Z")
# What can follow a type and still belong to it; any other next token ends the type.
_GOES_ON = frozenset({"(", ".", "[", "%", "VARYING", "PRECISION", "LARGE", "RAW", "VARCHAR", "VARBINARY", "CHARACTER",
                      "CHAR", "VARCHARACTER", "BYTE", "TEXT", "FLOAT", "WITH", "WITHOUT", "ARRAY", "UNSIGNED", "SIGNED", "ZEROFILL", "CHARSET",
                      "BINARY", "ASCII", "UNICODE", "YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "FOR"})  # fmt: skip

_simple: dict[tuple[str, ...], Type] = {}
"""Types seen before that end where the next token does not go on: by dialect and tokens."""
_SIMPLE_LIMIT = 4096


def read_type(cursor: Cursor) -> Type:
    """Consumes a data type. Raises `Unreadable` where none stands."""
    start = cursor.i
    words = cursor.words
    upper = cursor.upper
    n = cursor.n
    if start >= n:
        raise Unreadable("expected a type at the end")
    if cursor.dialect == "sqlite":
        return _sqlite(cursor)
    # Most types of a schema are few, and one to five tokens long: `int`, `varchar ( 20 )`, `numeric ( 10 , 2 )`.
    key: tuple[str, ...] = ()
    end = start + 1
    if end < n and upper[end] == "VARYING":
        end += 1
    if end < n and words[end] == "(":
        if end + 2 < n and words[end + 2] == ")":
            end += 3
        elif end + 4 < n and words[end + 4] == ")" and words[end + 2] == ",":
            end += 5
    if end >= n or upper[end] not in _GOES_ON:
        key = (cursor.dialect, *words[start:end])
        known = _simple.get(key)
        if known is not None:
            cursor.i = end
            return Type(*known[:-1], cursor.span(start))
    found = _read(cursor)
    if key and cursor.i == end and not cursor.statement.masked and len(_simple) < _SIMPLE_LIMIT:
        _simple[key] = found
    return found


def _read(cursor: Cursor) -> Type:
    start = cursor.i
    dialect = cursor.dialect
    if dialect == "postgres":
        cursor.take("SETOF")
    elif dialect == "oracle" and cursor.at("REF") and cursor.is_name(1):
        cursor.next()
    if not cursor.is_name():
        raise Unreadable(f"expected a type {cursor.found()}")
    table = built_in(dialect)
    schema = ""
    first = cursor.words[cursor.i]
    if cursor.peek(1) == ".":
        name = cursor.object_name()
        written = name.name.written
        if name.schema is not None and (
            name.schema.value.upper() not in _SYSTEM_SCHEMAS or fold(written, "tsql").upper() not in table
        ):
            schema = name.schema.value
        phrase = fold(written, "tsql").upper() if not schema or dialect == "postgres" else ""
        fact = table.get(phrase)
        value = name.value
        if schema and fact is not None and fact.family not in ("geometry", "vector", "other", "text"):
            fact = None  # a type of the user that has a built-in one's name, unless an extension's
        if cursor.at("%"):
            return _of_column(cursor, start)
    elif first[0] in '"`[' or first[:3].upper() == 'U&"':
        value = cursor.name().value
        phrase = value.upper()
        if dialect == "postgres":
            fact = table.get(phrase) if value == value.lower() and value != "char" else None
            if value == "char":
                dimensions = _dimensions(cursor)
                text = '"char"' + ("[]" if dimensions else "")
                return Type("char", text, "char", dimensions=dimensions, span=cursor.span(start))
        else:
            fact = table.get(phrase)
    else:
        phrase = cursor.peek()
        fact = table.get(phrase)
        length = 1
        longer = phrase
        for count in range(1, 4):
            word = cursor.peek(count)
            if word not in _SECOND_WORDS:
                break
            longer += " " + word
            if longer in table:
                phrase, fact, length = longer, table[longer], count + 1
        value = fold(first, dialect)
        if length == 1:
            value = cursor.name().value
        else:
            cursor.i += length
        if cursor.at("%"):
            return _of_column(cursor, start)
    if dialect in ("mysql", "mariadb") or (dialect == "standard" and phrase in ("ENUM", "SET") and cursor.at("(")):
        return _mysql(cursor, start, phrase, fact, value)
    if fact is None:
        return _user(cursor, start, schema, value)
    if dialect == "oracle":
        return _oracle(cursor, start, phrase, fact)
    if dialect == "tsql":
        return _tsql(cursor, start, phrase, fact)
    return _postgres(cursor, start, phrase, fact, schema)


def _of_column(cursor: Cursor, start: int) -> Type:
    """`table.column%TYPE` and `table%ROWTYPE`, of routine parameters."""
    cursor.next()
    cursor.next()
    text = cursor.text(start)
    return Type(text.lower(), text, "other", span=cursor.span(start))


# What may stand behind the number of an argument: `20 CHAR`, `1 M`, `64 K CODEUNITS32`.
_UNITS = frozenset({"CHAR", "BYTE", "K", "M", "G", "OCTETS", "CHARACTERS", "CODEUNITS16", "CODEUNITS32"})
_FREE_ARGUMENTS = frozenset({"geometry", "geography", "xml", "vector", "sdo_geometry", "xmltype", "json"})
"""Types whose arguments are no numbers: `geometry(Point,4326)`, `xml(collection)`, `vector(3, float32)`."""


def _sizes(cursor: Cursor, fact: TypeFact) -> tuple[str, ...]:
    """Consumes `(…)` of a built-in type if it comes next. Raises `Unreadable` for what is no length, precision or scale."""
    start = cursor.i
    arguments = _arguments(cursor)
    if arguments and fact.name not in _FREE_ARGUMENTS and not cursor.masked:
        for word in cursor.upper[start + 1 : cursor.i - 1]:
            if not (word.isdigit() or word in (",", "-", "*", "MAX") or word in _UNITS or word[:-1].isdigit()):
                raise Unreadable(f"{word} is no size of a type")
    return arguments


def _arguments(cursor: Cursor) -> tuple[str, ...]:
    """Consumes `(…)` if it comes next; each argument with its tokens joined by single blanks."""
    if not cursor.at("("):
        return ()
    first, last = cursor.group()
    arguments: list[str] = []
    part: list[str] = []
    for word in cursor.words[first:last]:
        if word == ",":
            arguments.append(_argument(part))
            part = []
        else:
            part.append(word)
    arguments.append(_argument(part))
    return tuple(arguments)


def _argument(part: list[str]) -> str:
    text = " ".join(part).replace("- ", "-").replace(" . ", ".")
    return text.lower() if text.upper() == "MAX" else text


def _filled(fact: TypeFact, arguments: tuple[str, ...]) -> tuple[str, ...]:
    """The arguments with what the server adds."""
    if not arguments:
        return fact.bare
    if len(arguments) == 1 and fact.scale:
        return (arguments[0], fact.scale)
    return arguments


def _bracketed(arguments: tuple[str, ...]) -> str:
    return f"({','.join(arguments)})" if arguments else ""


def _dimensions(cursor: Cursor) -> int:
    """Consumes `[]`, `[3]`, `ARRAY`, `ARRAY[3]`."""
    count = 1 if cursor.take("ARRAY") else 0
    while cursor.at("["):
        first, last = cursor.group()
        if last > first and not (last == first + 1 and cursor.words[first].isdigit()):
            cursor.i = first - 1
            break
        count += 1
    return count


def _user(cursor: Cursor, start: int, schema: str, value: str) -> Type:
    """A type that DDL must have created."""
    arguments = _arguments(cursor)
    dimensions = _dimensions(cursor) if cursor.dialect in ("postgres", "standard") else 0
    text = _qualified(cursor, schema, value) + _bracketed(arguments) + ("[]" if dimensions else "")
    return Type(value, text, "user", arguments, dimensions, schema=schema, span=cursor.span(start))


# Servers print no qualifier for a type in the schema where unqualified names go.
_DEFAULT_SCHEMAS = {"postgres": "public", "tsql": "dbo"}


def _qualified(cursor: Cursor, schema: str, name: str) -> str:
    if schema == _DEFAULT_SCHEMAS.get(cursor.dialect):
        schema = ""
    if cursor.dialect == "postgres":
        schema, name = schema and quote_if_needed(schema), quote_if_needed(name)
    return f"{schema}.{name}" if schema else name


def quote_if_needed(name: str) -> str:
    """A folded PostgreSQL name as it must be written."""
    return name if _PLAIN_NAME.match(name) else '"' + name.replace('"', '""') + '"'


def _zone(cursor: Cursor) -> str:
    """Consumes WITH [LOCAL] TIME ZONE or WITHOUT TIME ZONE."""
    if cursor.take("WITH", "TIME", "ZONE"):
        return "with time zone"
    if cursor.take("WITHOUT", "TIME", "ZONE"):
        return "without time zone"
    if cursor.take("WITH", "LOCAL", "TIME", "ZONE") or cursor.take("WITH", "TIMEZONE"):
        return "with local time zone"
    return ""


def _interval_fields(cursor: Cursor) -> tuple[str, tuple[str, ...]]:
    """Consumes YEAR [(2)] TO MONTH and the like; gives the words and the precisions."""
    parts: list[str] = []
    precisions: list[str] = []
    while cursor.peek() in _INTERVAL_FIELDS:
        parts.append(cursor.next().lower())
        if cursor.at("("):
            precisions.extend(_arguments(cursor))
            parts[-1] += f"({precisions[-1]})"
        if not (cursor.at("TO") and cursor.peek(1) in _INTERVAL_FIELDS):
            break
        cursor.next()
        parts.append("to")
    return " ".join(parts), tuple(precisions)


def _postgres(cursor: Cursor, start: int, phrase: str, fact: TypeFact, schema: str) -> Type:
    name, family = fact.name, fact.family
    arguments = _sizes(cursor, fact)
    modifiers: tuple[str, ...] = ()
    if phrase in ("TIMESTAMP", "TIME", "TIMESTAMPTZ", "TIMETZ"):
        zone = _zone(cursor)
        stem = "timestamp" if phrase.startswith("TIMESTAMP") else "time"
        if zone:
            with_zone = zone != "without time zone"
            name = f"{stem} {zone}"
            family = ("timestamptz" if stem == "timestamp" else "timetz") if with_zone else stem  # type: ignore[assignment]
        text = stem + _bracketed(arguments) + name[len(stem) :]
    elif phrase == "INTERVAL":
        fields, precisions = _interval_fields(cursor)
        arguments = arguments or precisions
        text = name + (f" {fields}" if fields else "") + (_bracketed(arguments) if not precisions else "")
        modifiers = (fields.partition("(")[0],) if fields else ()
    elif phrase == "FLOAT" and arguments and arguments[0].isdigit():
        name = "real" if int(arguments[0]) <= 24 else "double precision"
        arguments = ()
        text = name
    else:
        arguments = _filled(fact, arguments)
        if name == "bpchar" and arguments:
            name = "character"
        text = name + _bracketed(arguments)
    charset = ""
    if cursor.dialect == "standard":
        charset, extra = _mysql_modifiers(cursor)
        modifiers += extra
        text = " ".join((text, *(word for word in extra if word in ("unsigned", "zerofill"))))
    dimensions = _dimensions(cursor)
    if dimensions:
        text += "[]"
    if schema and schema != _DEFAULT_SCHEMAS["postgres"]:
        text = f"{quote_if_needed(schema)}.{text}"
    return Type(name, text, family, arguments, dimensions, modifiers, (), schema, charset, cursor.span(start))


def _tsql(cursor: Cursor, start: int, phrase: str, fact: TypeFact) -> Type:
    arguments = _sizes(cursor, fact)
    name = fact.name
    family: TypeFamily = fact.family
    if name == "float":
        if arguments and arguments[0].isdigit() and int(arguments[0]) <= 24:
            name = "real"
        arguments = ()
    else:
        arguments = _filled(fact, arguments)
    return Type(name, name + _bracketed(arguments), family, arguments, span=cursor.span(start))


def _oracle(cursor: Cursor, start: int, phrase: str, fact: TypeFact) -> Type:
    arguments = _sizes(cursor, fact)
    name, family = fact.name, fact.family
    modifiers: tuple[str, ...] = ()
    if name in ("varchar2", "char") and arguments:
        length, _, unit = arguments[0].partition(" ")
        arguments = (length,)
        modifiers = (unit.lower(),) if unit else ()
    if phrase == "TIMESTAMP":
        arguments = _filled(fact, arguments)
        zone = _zone(cursor)
        if zone and zone != "without time zone":
            name, family = f"timestamp {zone}", "timestamptz"
        text = f"timestamp{_bracketed(arguments)}{name[len('timestamp') :]}"
    elif phrase == "INTERVAL":
        fields, arguments = _interval_fields(cursor)
        name = "interval " + re.sub(r"\(\d+\)", "", fields)
        if name == "interval year to month":
            arguments = arguments or ("2",)
            text = f"interval year({arguments[0]}) to month"
        elif name == "interval day to second":
            day = re.search(r"day\((\d+)\)", fields)
            second = re.search(r"second\((\d+)\)", fields)
            arguments = (day.group(1) if day else "2", second.group(1) if second else "6")
            text = f"interval day({arguments[0]}) to second({arguments[1]})"
        else:
            text = f"interval {fields}"
    else:
        if name == "number" and arguments[:1] == ("*",):
            arguments = ("38", *arguments[1:]) if len(arguments) > 1 else ()  # NUMBER(*) is NUMBER
        if name == "number" and phrase != "FLOAT":
            arguments = _filled(fact, arguments)
            if len(arguments) == 2 and arguments[1] == "0":
                family = "integer"
        else:
            arguments = _filled(fact, arguments)
        shown = arguments
        if modifiers == ("char",):
            shown = (f"{arguments[0]} char",)
        text = name + _bracketed(shown)
    return Type(name, text.upper(), family, arguments, modifiers=modifiers, span=cursor.span(start))


def _mysql_modifiers(cursor: Cursor) -> tuple[str, tuple[str, ...]]:
    """Consumes UNSIGNED, SIGNED, ZEROFILL, BINARY, ASCII, UNICODE, CHARACTER SET c; gives the charset and the rest."""
    charset = ""
    modifiers: list[str] = []
    while True:
        word = cursor.take_any("UNSIGNED", "SIGNED", "ZEROFILL", "BINARY", "ASCII", "UNICODE", "BYTE")
        if word:
            modifiers.append(word.lower())
            charset = {"ASCII": "latin1", "UNICODE": "ucs2"}.get(word, charset)
        elif cursor.take("CHARACTER", "SET") or cursor.take("CHAR", "SET") or cursor.take("CHARSET"):
            cursor.take("=")
            charset = cursor.next().strip("'\"`").lower()
        else:
            return charset, tuple(modifiers)


def _mysql(cursor: Cursor, start: int, phrase: str, fact: TypeFact | None, value: str) -> Type:
    if fact is None:
        return _user(cursor, start, "", value)
    name, family = fact.name, fact.family
    values: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    if name in ("enum", "set") and cursor.at("("):
        first, last = cursor.group()
        values = tuple(unescape(word, cursor.dialect) for word in cursor.words[first:last] if word != ",")
    else:
        arguments = _sizes(cursor, fact)
    charset, modifiers = _mysql_modifiers(cursor)
    if "byte" in modifiers and name in ("char", "varchar"):
        name, family = {"char": ("binary", "binary"), "varchar": ("varbinary", "binary")}[name]  # type: ignore[assignment]
    if phrase.startswith(("NATIONAL", "NCHAR", "NVARCHAR")):
        charset = charset or "utf8mb3"
    unsigned = phrase == "SERIAL" or "unsigned" in modifiers or "zerofill" in modifiers
    zerofill = "zerofill" in modifiers
    if values:
        text = f"{name}({','.join(_quoted(v) for v in values)})"
    elif family in ("integer", "boolean") and name in MARIADB_WIDTHS:
        if fact.bare:
            arguments = fact.bare
        if name == "tinyint" and arguments == ("1",) and not unsigned:
            family = "boolean"
        if cursor.dialect == "mariadb":
            arguments = arguments or (MARIADB_WIDTHS[name][1 if unsigned else 0],)
        elif not (zerofill or (name == "tinyint" and arguments == ("1",) and not unsigned)):
            arguments = ()
        elif zerofill:
            arguments = arguments or (MARIADB_WIDTHS[name][1],)
        text = name + _bracketed(arguments)
    else:
        if name == "float" and len(arguments) == 1 and arguments[0].isdigit():
            name = "double" if int(arguments[0]) > 24 else "float"
            arguments = ()
        elif name in ("blob", "text") and arguments and arguments[0].isdigit():
            name = _sized(name, int(arguments[0]), charset)
            arguments = ()
        elif name == "year":
            arguments = fact.bare
        else:
            arguments = _filled(fact, arguments)
        if family in ("timestamp", "timestamptz", "time") and arguments == ("0",):
            arguments = ()
        text = name + _bracketed(arguments)
    if unsigned:
        text += " unsigned"
    if zerofill:
        text += " zerofill"
    if unsigned and "unsigned" not in modifiers:
        modifiers = ("unsigned", *modifiers)
    modifiers = tuple(word for word in modifiers if word != "signed")
    return Type(name, text, family, arguments, 0, modifiers, values, "", charset, cursor.span(start))


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _sized(kind: str, length: int, charset: str) -> str:
    """The smallest of MySQL's BLOB or TEXT types that holds `length` bytes or characters."""
    room = length if kind == "blob" else length * CHARSET_BYTES.get(charset, 4)
    for size, limit in (("tiny", 1 << 8), ("", 1 << 16), ("medium", 1 << 24)):
        if room < limit:
            return size + kind
    return "long" + kind


def _sqlite(cursor: Cursor) -> Type:
    start = cursor.i
    parts: list[str] = []
    while cursor.is_name() and cursor.peek() not in _SQLITE_STOPS:
        word = cursor.next()
        parts.append(fold(word, "postgres") if word[0] in "\"`['" else word)
    if not parts:
        raise Unreadable(f"expected a type {cursor.found()}")
    arguments = _arguments(cursor)
    while arguments and cursor.is_name() and cursor.peek() not in _SQLITE_STOPS:
        parts.append(cursor.next())  # `INT(10) UNSIGNED`: SQLite takes it as part of the type
    declared = " ".join(parts)
    upper = declared.upper()
    family = SQLITE_FAMILIES.get(upper) or AFFINITY_FAMILIES[affinity(upper)]
    text = cursor.text(start) if arguments else declared
    return Type(declared.lower(), " ".join(text.split()), family, arguments, span=cursor.span(start))
