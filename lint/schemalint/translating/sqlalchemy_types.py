"""Types of SQLAlchemy as each dialect writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from schemalint.model.document import Dialect
from schemalint.model.record import NamedTuple
from schemalint.translating.python_source import Called, Named, Unknown
from schemalint.translating.spelling import placeholder, string

_PG, _MY, _LITE, _MS, _ORA = "postgres", "mysql", "sqlite", "tsql", "oracle"

# One line a type without arguments of its own; `*` is every dialect that the line does not name.
_PLAIN: dict[str, dict[str, str]] = {
    "Integer": {"*": "INTEGER"},
    "SmallInteger": {"*": "SMALLINT"},
    "BigInteger": {"*": "BIGINT", _ORA: "NUMBER(19)"},
    "Boolean": {"*": "BOOLEAN", _MY: "BOOL", _MS: "BIT", _ORA: "SMALLINT"},
    "Date": {"*": "DATE"},
    "Interval": {"*": "DATETIME", _PG: "INTERVAL", _ORA: "INTERVAL DAY TO SECOND", "standard": "INTERVAL"},
    "JSON": {"*": "JSON", _MS: "NVARCHAR(max)"},
    "PickleType": {"*": "BLOB", _PG: "BYTEA", _MS: "VARBINARY(max)"},
    "Double": {"*": "DOUBLE PRECISION", _MY: "DOUBLE", _LITE: "DOUBLE"},
    "Uuid": {"*": "CHAR(32)", _PG: "UUID", _MS: "UNIQUEIDENTIFIER", "standard": "UUID"},
    # Names in capitals are written as they are.
    "BIGINT": {"*": "BIGINT"},
    "BOOLEAN": {"*": "BOOLEAN", _MY: "BOOL"},
    "CLOB": {"*": "CLOB"},
    "DATE": {"*": "DATE"},
    "DATETIME": {"*": "DATETIME"},
    "DOUBLE": {"*": "DOUBLE"},
    "DOUBLE_PRECISION": {"*": "DOUBLE PRECISION"},
    "INT": {"*": "INTEGER"},
    "INTEGER": {"*": "INTEGER"},
    "REAL": {"*": "REAL"},
    "SMALLINT": {"*": "SMALLINT"},
    "UUID": {"*": "UUID", _MY: "CHAR(32)", _LITE: "CHAR(32)", _MS: "UNIQUEIDENTIFIER"},
}

_POSTGRES = {
    "BYTEA": "BYTEA",
    "CIDR": "CIDR",
    "CITEXT": "CITEXT",
    "DATERANGE": "DATERANGE",
    "DATEMULTIRANGE": "DATEMULTIRANGE",
    "HSTORE": "HSTORE",
    "INET": "INET",
    "INT4RANGE": "INT4RANGE",
    "INT4MULTIRANGE": "INT4MULTIRANGE",
    "INT8RANGE": "INT8RANGE",
    "INT8MULTIRANGE": "INT8MULTIRANGE",
    "JSON": "JSON",
    "JSONB": "JSONB",
    "JSONPATH": "JSONPATH",
    "MACADDR": "MACADDR",
    "MACADDR8": "MACADDR8",
    "MONEY": "MONEY",
    "NUMRANGE": "NUMRANGE",
    "NUMMULTIRANGE": "NUMMULTIRANGE",
    "OID": "OID",
    "REGCLASS": "REGCLASS",
    "REGCONFIG": "REGCONFIG",
    "TSQUERY": "TSQUERY",
    "TSRANGE": "TSRANGE",
    "TSMULTIRANGE": "TSMULTIRANGE",
    "TSTZRANGE": "TSTZRANGE",
    "TSTZMULTIRANGE": "TSTZMULTIRANGE",
    "TSVECTOR": "TSVECTOR",
    "UUID": "UUID",
}
_MYSQL_INTEGERS = ("TINYINT", "SMALLINT", "MEDIUMINT", "INTEGER", "BIGINT")
_MYSQL_PLAIN = ("TINYTEXT", "MEDIUMTEXT", "LONGTEXT", "TINYBLOB", "MEDIUMBLOB", "LONGBLOB", "JSON", "YEAR", "DATE")
_STRINGS = ("String", "Unicode", "VARCHAR", "NVARCHAR", "CHAR", "NCHAR", "AutoString", "VARCHAR2", "NVARCHAR2")
_SERIALS = {"SMALLINT": "SMALLSERIAL", "INTEGER": "SERIAL", "BIGINT": "BIGSERIAL"}
_INTEGERS = frozenset({"SMALLINT", "INTEGER", "BIGINT", "TINYINT", "MEDIUMINT", "NUMBER(19)"})

_TEXTS: dict[str, dict[str, str]] = {
    "Text": {"*": "TEXT", _MS: "VARCHAR(max)", _ORA: "CLOB"},
    "UnicodeText": {"*": "TEXT", _MS: "NVARCHAR(max)", _ORA: "NCLOB"},
    "TEXT": {"*": "TEXT"},
    "LargeBinary": {"*": "BLOB", _PG: "BYTEA", _MS: "VARBINARY(max)"},
    "BLOB": {"*": "BLOB"},
}


class EnumType(NamedTuple):
    """An enumeration that is a type of its own in PostgreSQL."""

    name: str
    schema: str
    values: tuple[str, ...]
    create: bool = True
    """Made with the first table that uses it."""
    known: bool = True
    """All values are known."""


class TypeText(NamedTuple):
    """A type as a dialect writes it."""

    text: str
    enum: EnumType | None = None
    check: str = ""
    """For `create_constraint=True`: what the column's values must be among, in brackets."""
    check_name: str = ""
    collation: str = ""
    integer: bool = False
    """Takes part in automatic numbering of a primary key."""
    unsigned: bool = False
    is_text: bool = False


def family(dialect: Dialect) -> str:
    """The dialect that others are spoken like: MariaDB writes as MySQL does."""
    return _MY if dialect == "mariadb" else dialect


def type_text(value: Any, dialect: Dialect, depth: int = 0) -> TypeText:
    """A type as `dialect` writes it. A type that the file does not tell is a placeholder."""
    if depth > 8:
        return TypeText("${type}")
    call = value if isinstance(value, Called) else None
    if call is not None and call.path == ".with_variant":
        wanted = {"postgres": "postgresql", "tsql": "mssql"}.get(dialect, dialect)
        names = [one for one in call.args[1:] if isinstance(one, str)]
        chosen = call.args[0] if wanted in names or (dialect == "mariadb" and "mysql" in names) else call.on
        return type_text(chosen, dialect, depth + 1)
    if call is not None and call.path == ".evaluates_none":
        return type_text(call.on, dialect, depth + 1)
    path = call.path if call else value.path if isinstance(value, Named) else ""
    name = path.rpartition(".")[2]
    if not path or not _is_of_sqlalchemy(path):
        return TypeText(placeholder(_words(value)))
    args = call.args if call else ()
    named = call.named if call else {}
    collation = named.get("collation")
    found = _text(path, name, args, named, dialect, depth)
    if isinstance(collation, str) and found.is_text:
        found = found._replace(collation=collation)
    return found


def _words(value: Any) -> str:
    if isinstance(value, Unknown):
        return value.words
    return value.name if isinstance(value, (Called, Named)) else "type"


def _is_of_sqlalchemy(path: str) -> bool:
    root = path.partition(".")[0]
    return root in ("sqlalchemy", "sa", "sqlmodel") or path.startswith(("alembic.", "citext.", "geoalchemy2."))


def _pick(table: dict[str, str], kind: str) -> str:
    return table.get(kind, table["*"])


def _number(args: Sequence[Any], named: dict[str, Any], position: int, name: str) -> int | None:
    value = named.get(name, args[position] if position < len(args) else None)
    return value if type(value) is int else None


def _text(path: str, name: str, args: tuple[Any, ...], named: dict[str, Any], dialect: Dialect, depth: int) -> TypeText:
    kind = family(dialect)
    own_mysql = ".mysql" in path or ".mariadb" in path
    own_postgres = ".postgresql" in path
    if name.lower() == "enum" or name == "SET":
        return _enum(name, args, named, dialect, own_mysql or name == "SET")
    if name == "ARRAY":
        inner = type_text(args[0] if args else named.get("item_type"), dialect, depth + 1)
        levels = _number(args, named, 2, "dimensions") or 1
        return inner._replace(text=inner.text + "[]" * min(levels, 6), integer=False)
    if own_mysql and (name in _MYSQL_INTEGERS or name in ("DECIMAL", "NUMERIC", "DOUBLE", "FLOAT", "REAL")):
        return _mysql_number(name, args, named)
    if own_mysql and name in ("DATETIME", "TIMESTAMP", "TIME"):
        fsp = _number(args, named, 1, "fsp")
        return TypeText(name if fsp is None else f"{name}({fsp})")
    if own_mysql and (name in _MYSQL_PLAIN or name == "BIT"):
        length = _number(args, named, 0, "length") if name == "BIT" else None
        return TypeText(name if length is None else f"{name}({length})", is_text="TEXT" in name)
    if own_mysql and name == "TINYINT":
        return _mysql_number(name, args, named)
    if own_postgres or name in ("CITEXT", "TSVECTOR", "JSONB"):
        if name in _POSTGRES:
            return TypeText(_POSTGRES[name])
        if name == "BIT":
            length = _number(args, named, 0, "length")
            varying = "BIT VARYING" if named.get("varying") is True else "BIT"
            return TypeText(varying if length is None else f"{varying}({length})")
        if name == "INTERVAL":
            fields, precision = named.get("fields"), named.get("precision")
            more = f" {fields}" if isinstance(fields, str) else ""
            return TypeText(f"INTERVAL{more}" + (f" ({precision})" if type(precision) is int else ""))
    if name in ("DateTime", "TIMESTAMP", "Time", "TIME"):
        return TypeText(_moment(name, args, named, kind))
    if name in _STRINGS:
        return TypeText(_string(name, _number(args, named, 0, "length"), kind), is_text=True)
    if name in _TEXTS:
        length = _number(args, named, 0, "length")
        text = _pick(_TEXTS[name], kind)
        return TypeText(f"{text}({length})" if length is not None and kind == _MY else text, is_text="T" in text[:4])
    if name in ("Numeric", "NUMERIC", "DECIMAL"):
        return TypeText(_decimal("DECIMAL" if name == "DECIMAL" else "NUMERIC", args, named))
    if name in ("Float", "FLOAT"):
        precision = _number(args, named, 0, "precision")
        return TypeText("FLOAT" if precision is None or kind == _LITE else f"FLOAT({precision})")
    if name in ("BINARY", "VARBINARY"):
        length = _number(args, named, 0, "length")
        return TypeText(name if length is None else f"{name}({length})")
    if name in ("Geometry", "Geography"):
        shape, srid = named.get("geometry_type", args[0] if args else "GEOMETRY"), named.get("srid", -1)
        return TypeText(f"{name.lower()}({shape},{srid})" if isinstance(shape, str) else name.lower())
    if name == "Uuid" and named.get("native_uuid") is False:
        return TypeText("CHAR(32)")
    if name in ("Uuid", "UUID") and dialect == "mariadb":
        return TypeText("UUID")
    if name in _PLAIN:
        text = _pick(_PLAIN[name], kind)
        return TypeText(text, integer=text in _INTEGERS)
    return TypeText(placeholder(name))


def _moment(name: str, args: tuple[Any, ...], named: dict[str, Any], kind: str) -> str:
    zoned = named.get("timezone", args[0] if args else False) is True
    is_time = name.upper() == "TIME"
    if kind in (_PG, "standard"):
        precision = named.get("precision")
        word = "TIME" if is_time else "TIMESTAMP"
        if type(precision) is int:
            word = f"{word}({precision})"
        return f"{word} {'WITH' if zoned else 'WITHOUT'} TIME ZONE"
    if is_time:
        return "TIME"
    if kind == _MS:
        return "TIMESTAMP" if name == "TIMESTAMP" else "DATETIMEOFFSET" if zoned else "DATETIME"
    if kind == _ORA:
        return "TIMESTAMP WITH TIME ZONE" if zoned else "TIMESTAMP" if name == "TIMESTAMP" else "DATE"
    return "TIMESTAMP" if name == "TIMESTAMP" else "DATETIME"


def _string(name: str, length: int | None, kind: str) -> str:
    word = {"String": "VARCHAR", "Unicode": "VARCHAR", "AutoString": "VARCHAR"}.get(name, name)
    if kind == _MS and name in ("Unicode",):
        word = "NVARCHAR"
    if kind == _ORA and word in ("VARCHAR", "NVARCHAR"):
        word = "NVARCHAR2" if name in ("Unicode", "NVARCHAR") else "VARCHAR2"
    if length is None:
        return f"{word}(max)" if kind == _MS and "VAR" in word else word
    return f"{word}({length} CHAR)" if word == "VARCHAR2" else f"{word}({length})"


def _decimal(word: str, args: tuple[Any, ...], named: dict[str, Any]) -> str:
    precision, scale = _number(args, named, 0, "precision"), _number(args, named, 1, "scale")
    if precision is None:
        return word
    return f"{word}({precision})" if scale is None else f"{word}({precision}, {scale})"


def _mysql_number(name: str, args: tuple[Any, ...], named: dict[str, Any]) -> TypeText:
    unsigned = named.get("unsigned") is True
    more = (" UNSIGNED" if unsigned else "") + (" ZEROFILL" if named.get("zerofill") is True else "")
    if name in ("DECIMAL", "NUMERIC", "DOUBLE", "FLOAT", "REAL"):
        return TypeText(_decimal(name, args, named) + more)
    width = _number(args, named, 0, "display_width")
    return TypeText((name if width is None else f"{name}({width})") + more, integer=True, unsigned=unsigned)


def _enum(name: str, args: tuple[Any, ...], named: dict[str, Any], dialect: Dialect, own_mysql: bool) -> TypeText:
    given = [one for one in args if isinstance(one, str)]
    known = len(given) == len(args) and bool(args)
    if len(args) == 1 and isinstance(args[0], (list, tuple)):
        given = [one for one in args[0] if isinstance(one, str)]
        known = len(given) == len(args[0])
    longest = _number((), named, 9, "length") or max(map(len, given), default=0)
    names = ", ".join(map(string, given))
    if family(dialect) == _MY and (own_mysql or named.get("native_enum", True) is not False):
        if not known:
            return TypeText(placeholder(name))
        return TypeText(f"{'SET' if name == 'SET' else 'ENUM'}({names})")
    called = named.get("name")
    label = called if isinstance(called, str) else ""
    if dialect in (_PG, "standard") and named.get("native_enum", True) is not False:
        if not label:
            return TypeText(placeholder(name))
        schema = named.get("schema")
        create = named.get("create_type", True) is not False
        where = schema if isinstance(schema, str) else ""
        return TypeText("", EnumType(label, where, tuple(given), create, known))
    if not known:
        return TypeText(placeholder(name))
    check = f"({names})" if named.get("create_constraint") is True else ""
    return TypeText(_string("String", longest, family(dialect)), check=check, check_name=label)


def serial(text: str) -> str:
    """PostgreSQL's word for an integer type that numbers itself."""
    return _SERIALS.get(text, text)
