"""Liquibase's own names of types, as it says them to each server. Others go to the server as they are written."""

from __future__ import annotations

import re
from functools import lru_cache

from schemalint.model.document import Dialect

_FAMILIES: dict[str, tuple[str, ...]] = {
    "int": ("int", "integer", "int4", "java.sql.types.integer", "java.lang.integer"),
    "bigint": ("bigint", "int8", "java.sql.types.bigint", "java.lang.long", "java.math.biginteger"),
    "smallint": ("smallint", "int2", "java.sql.types.smallint"),
    "tinyint": ("tinyint", "java.sql.types.tinyint"),
    "boolean": ("boolean", "bit", "bool", "java.sql.types.boolean", "java.sql.types.bit", "java.lang.boolean"),
    "varchar": ("varchar", "varchar2", "java.sql.types.varchar", "java.lang.string", "character varying"),
    "nvarchar": ("nvarchar", "nvarchar2", "national", "java.sql.types.nvarchar"),
    "char": ("char", "java.sql.types.char"),
    "nchar": ("nchar", "java.sql.types.nchar"),
    "clob": ("clob", "longtext", "text", "longvarchar", "mediumtext", "tinytext", "nclob", "java.sql.types.clob",
             "java.sql.types.longvarchar", "java.sql.types.nclob"),
    "blob": ("blob", "longblob", "longvarbinary", "mediumblob", "tinyblob", "varbinary", "binary", "image",
             "java.sql.types.blob", "java.sql.types.longblob", "java.sql.types.longvarbinary", "java.sql.types.varbinary",
             "java.sql.types.binary"),
    "datetime": ("datetime", "datetime2", "smalldatetime", "java.sql.types.datetime", "java.util.date"),
    "timestamp": ("timestamp", "java.sql.types.timestamp", "java.sql.timestamp"),
    "date": ("date", "java.sql.types.date", "java.sql.date"),
    "time": ("time", "java.sql.types.time", "java.sql.time"),
    "double": ("double", "java.sql.types.double"),
    "float": ("float", "java.sql.types.float", "java.lang.float"),
    "decimal": ("decimal", "java.sql.types.decimal", "java.math.bigdecimal"),
    "number": ("number", "numeric", "java.sql.types.numeric"),
    "currency": ("currency", "money"),
    "uuid": ("uuid", "uniqueidentifier", "java.util.uuid"),
}  # fmt: skip

# What the server is told; `#` stands for what was in brackets, brackets included.
_SAID: dict[str, dict[str, str]] = {
    "postgres": {
        "int": "INTEGER", "bigint": "BIGINT", "smallint": "SMALLINT", "tinyint": "SMALLINT", "boolean": "BOOLEAN",
        "varchar": "VARCHAR#", "nvarchar": "VARCHAR#", "char": "CHAR#", "nchar": "CHAR#", "clob": "TEXT", "blob": "BYTEA",
        "datetime": "TIMESTAMP# WITHOUT TIME ZONE", "timestamp": "TIMESTAMP# WITHOUT TIME ZONE", "date": "DATE",
        "time": "TIME# WITHOUT TIME ZONE", "double": "DOUBLE PRECISION", "float": "FLOAT", "decimal": "DECIMAL#",
        "number": "numeric#", "currency": "DECIMAL", "uuid": "UUID",
    },
    "mysql": {
        "int": "INT", "bigint": "BIGINT", "smallint": "SMALLINT", "tinyint": "TINYINT#", "boolean": "BIT(1)",
        "varchar": "VARCHAR#", "nvarchar": "NVARCHAR#", "char": "CHAR#", "nchar": "NCHAR#", "clob": "LONGTEXT", "blob": "LONGBLOB",
        "datetime": "datetime#", "timestamp": "timestamp#", "date": "date", "time": "time#", "double": "DOUBLE", "float": "FLOAT#",
        "decimal": "DECIMAL#", "number": "numeric#", "currency": "DECIMAL", "uuid": "CHAR(36)",
    },
    "tsql": {
        "int": "int", "bigint": "bigint", "smallint": "smallint", "tinyint": "tinyint", "boolean": "bit", "varchar": "varchar#",
        "nvarchar": "nvarchar#", "char": "char#", "nchar": "nchar#", "clob": "varchar(MAX)", "blob": "varbinary(MAX)",
        "datetime": "datetime2#", "timestamp": "datetime2#", "date": "date", "time": "time#", "double": "float(53)",
        "float": "float", "decimal": "decimal#", "number": "numeric#", "currency": "money", "uuid": "uniqueidentifier",
    },
    "oracle": {
        "int": "INTEGER", "bigint": "NUMBER(38, 0)", "smallint": "SMALLINT", "tinyint": "NUMBER(3)", "boolean": "NUMBER(1)",
        "varchar": "VARCHAR2#", "nvarchar": "NVARCHAR2#", "char": "CHAR#", "nchar": "NCHAR#", "clob": "CLOB", "blob": "BLOB",
        "datetime": "TIMESTAMP#", "timestamp": "TIMESTAMP#", "date": "date", "time": "DATE", "double": "FLOAT(24)",
        "float": "FLOAT", "decimal": "DECIMAL#", "number": "NUMBER#", "currency": "NUMBER(15, 2)", "uuid": "RAW(16)",
    },
    "sqlite": {
        "int": "INTEGER", "bigint": "BIGINT", "smallint": "SMALLINT", "tinyint": "TINYINT", "boolean": "BOOLEAN",
        "varchar": "VARCHAR#", "nvarchar": "NVARCHAR#", "char": "CHAR#", "nchar": "NCHAR#", "clob": "TEXT", "blob": "BLOB",
        "datetime": "TEXT", "timestamp": "TEXT", "date": "date", "time": "time", "double": "DOUBLE", "float": "FLOAT",
        "decimal": "DECIMAL#", "number": "NUMBER#", "currency": "REAL", "uuid": "TEXT",
    },
}  # fmt: skip

# Names that a server keeps where Liquibase would say another: a type of its own with that name.
_KEPT: dict[str, frozenset[str]] = {
    "mysql": frozenset({"text", "tinytext", "mediumtext", "blob", "tinyblob", "mediumblob", "varbinary", "binary"}),
    "tsql": frozenset({"varbinary", "binary", "image", "text", "datetime", "smalldatetime"}),
    "oracle": frozenset({"nclob"}),
}


@lru_cache(maxsize=1)
def _named() -> dict[str, str]:
    return {name: family for family, names in _FAMILIES.items() for name in names}


@lru_cache(maxsize=1)
def _form() -> re.Pattern[str]:
    return re.compile(
        r"\s*(?P<name>[A-Za-z][\w.]*(?:\s+varying)?)\s*(?P<size>\([^()]*\))?\s*(?P<rest>.*)$", re.S | re.I
    )


def type_in(written: str, dialect: Dialect | None) -> str:
    """The type as the server is told it. Without a dialect it stays as it is written, except for what only Java knows."""
    match = _form().match(written)
    if match is None:
        return written.strip()
    name, size, rest = match["name"].lower(), match["size"] or "", match["rest"].strip()
    family = _named().get(name, "")
    spoken = {"mariadb": "mysql"}.get(dialect or "", dialect or "")
    if spoken == "mysql" and name == "bit" and size:
        return f"BIT{size}"
    if not family or name in _KEPT.get(spoken, ()) or (rest and not rest.lower().startswith(("with", "byte", "char"))):
        return written.strip().removeprefix("java.sql.Types.") if not family else written.strip()
    said = _SAID.get(spoken, {}).get(family)
    if said is None:
        return f"{family.upper()}{size}" if name.startswith("java.") else written.strip()
    if rest.lower().startswith("with") and family in ("timestamp", "datetime", "time"):
        base = "TIME" if family == "time" else "TIMESTAMP"
        return f"{base}{size} {rest}"
    if family in ("datetime", "timestamp", "time") and spoken in ("tsql",) and not size:
        size = ""
    return said.replace("#", size)
