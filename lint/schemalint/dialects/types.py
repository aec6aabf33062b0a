"""What the servers call their data types: canonical names, families, what a server fills in."""

from __future__ import annotations

from schemalint.dialects.stores import BSON_TYPES, DYNAMODB_TYPES, DYNAMODB_WORDS
from schemalint.model.document import Dialect
from schemalint.model.record import NamedTuple
from schemalint.model.schema import TypeFamily


class TypeFact(NamedTuple):
    """A built-in type under one of its spellings."""

    name: str
    """The canonical name, lower case."""
    family: TypeFamily
    bare: tuple[str, ...] = ()
    """The arguments the server fills in when none is written."""
    scale: str = ""
    """The second argument the server fills in when only the first is written."""


_T = TypeFact

# Spelling, upper case, as the grammar knows it.
POSTGRES: dict[str, TypeFact] = {
    "SMALLINT": _T("smallint", "integer"),
    "INT2": _T("smallint", "integer"),
    "INTEGER": _T("integer", "integer"),
    "INT": _T("integer", "integer"),
    "INT4": _T("integer", "integer"),
    "BIGINT": _T("bigint", "integer"),
    "INT8": _T("bigint", "integer"),
    "SMALLSERIAL": _T("smallint", "integer"),
    "SERIAL2": _T("smallint", "integer"),
    "SERIAL": _T("integer", "integer"),
    "SERIAL4": _T("integer", "integer"),
    "BIGSERIAL": _T("bigint", "integer"),
    "SERIAL8": _T("bigint", "integer"),
    "NUMERIC": _T("numeric", "decimal", (), "0"),
    "DECIMAL": _T("numeric", "decimal", (), "0"),
    "DEC": _T("numeric", "decimal", (), "0"),
    "REAL": _T("real", "float"),
    "FLOAT4": _T("real", "float"),
    "FLOAT": _T("double precision", "float"),
    "FLOAT8": _T("double precision", "float"),
    "DOUBLE PRECISION": _T("double precision", "float"),
    "MONEY": _T("money", "money"),
    "BOOLEAN": _T("boolean", "boolean"),
    "BOOL": _T("boolean", "boolean"),
    "CHARACTER": _T("character", "char", ("1",)),
    "CHAR": _T("character", "char", ("1",)),
    "NCHAR": _T("character", "char", ("1",)),
    "NATIONAL CHARACTER": _T("character", "char", ("1",)),
    "NATIONAL CHAR": _T("character", "char", ("1",)),
    "BPCHAR": _T("bpchar", "char"),
    "CHARACTER VARYING": _T("character varying", "varchar"),
    "CHAR VARYING": _T("character varying", "varchar"),
    "VARCHAR": _T("character varying", "varchar"),
    "NCHAR VARYING": _T("character varying", "varchar"),
    "NATIONAL CHARACTER VARYING": _T("character varying", "varchar"),
    "NATIONAL CHAR VARYING": _T("character varying", "varchar"),
    "TEXT": _T("text", "text"),
    "NAME": _T("name", "varchar"),
    "CITEXT": _T("citext", "text"),
    "BYTEA": _T("bytea", "binary"),
    "BIT": _T("bit", "bit", ("1",)),
    "BIT VARYING": _T("bit varying", "bit"),
    "VARBIT": _T("bit varying", "bit"),
    "DATE": _T("date", "date"),
    "TIME": _T("time without time zone", "time"),
    "TIMETZ": _T("time with time zone", "timetz"),
    "TIMESTAMP": _T("timestamp without time zone", "timestamp"),
    "TIMESTAMPTZ": _T("timestamp with time zone", "timestamptz"),
    "INTERVAL": _T("interval", "interval"),
    "UUID": _T("uuid", "uuid"),
    "JSON": _T("json", "json"),
    "JSONB": _T("jsonb", "jsonb"),
    "JSONPATH": _T("jsonpath", "other"),
    "XML": _T("xml", "xml"),
    "INET": _T("inet", "network"),
    "CIDR": _T("cidr", "network"),
    "MACADDR": _T("macaddr", "network"),
    "MACADDR8": _T("macaddr8", "network"),
    "TSVECTOR": _T("tsvector", "search"),
    "TSQUERY": _T("tsquery", "search"),
    "POINT": _T("point", "geometry"),
    "LINE": _T("line", "geometry"),
    "LSEG": _T("lseg", "geometry"),
    "BOX": _T("box", "geometry"),
    "PATH": _T("path", "geometry"),
    "POLYGON": _T("polygon", "geometry"),
    "CIRCLE": _T("circle", "geometry"),
    "GEOMETRY": _T("geometry", "geometry"),
    "GEOGRAPHY": _T("geography", "geometry"),
    "INT4RANGE": _T("int4range", "range"),
    "INT8RANGE": _T("int8range", "range"),
    "NUMRANGE": _T("numrange", "range"),
    "TSRANGE": _T("tsrange", "range"),
    "TSTZRANGE": _T("tstzrange", "range"),
    "DATERANGE": _T("daterange", "range"),
    "INT4MULTIRANGE": _T("int4multirange", "range"),
    "INT8MULTIRANGE": _T("int8multirange", "range"),
    "NUMMULTIRANGE": _T("nummultirange", "range"),
    "TSMULTIRANGE": _T("tsmultirange", "range"),
    "TSTZMULTIRANGE": _T("tstzmultirange", "range"),
    "DATEMULTIRANGE": _T("datemultirange", "range"),
    "VECTOR": _T("vector", "vector"),
    "HALFVEC": _T("halfvec", "vector"),
    "SPARSEVEC": _T("sparsevec", "vector"),
    "HSTORE": _T("hstore", "other"),
    "LTREE": _T("ltree", "other"),
    "CUBE": _T("cube", "other"),
    "OID": _T("oid", "integer"),
    "XID": _T("xid", "other"),
    "XID8": _T("xid8", "other"),
    "CID": _T("cid", "other"),
    "TID": _T("tid", "other"),
    "PG_LSN": _T("pg_lsn", "other"),
    "PG_SNAPSHOT": _T("pg_snapshot", "other"),
    "TXID_SNAPSHOT": _T("txid_snapshot", "other"),
    "REGCLASS": _T("regclass", "other"),
    "REGCOLLATION": _T("regcollation", "other"),
    "REGCONFIG": _T("regconfig", "other"),
    "REGDICTIONARY": _T("regdictionary", "other"),
    "REGNAMESPACE": _T("regnamespace", "other"),
    "REGOPER": _T("regoper", "other"),
    "REGOPERATOR": _T("regoperator", "other"),
    "REGPROC": _T("regproc", "other"),
    "REGPROCEDURE": _T("regprocedure", "other"),
    "REGROLE": _T("regrole", "other"),
    "REGTYPE": _T("regtype", "other"),
    "REFCURSOR": _T("refcursor", "other"),
    "INT2VECTOR": _T("int2vector", "other"),
    "OIDVECTOR": _T("oidvector", "other"),
    "RECORD": _T("record", "other"),
    "VOID": _T("void", "other"),
    "TRIGGER": _T("trigger", "other"),
    "EVENT_TRIGGER": _T("event_trigger", "other"),
    "CSTRING": _T("cstring", "other"),
    "INTERNAL": _T("internal", "other"),
    "ANY": _T('"any"', "other"),
    "ANYELEMENT": _T("anyelement", "other"),
    "ANYARRAY": _T("anyarray", "other"),
    "ANYNONARRAY": _T("anynonarray", "other"),
    "ANYENUM": _T("anyenum", "other"),
    "ANYRANGE": _T("anyrange", "other"),
    "ANYCOMPATIBLE": _T("anycompatible", "other"),
    "ANYCOMPATIBLEARRAY": _T("anycompatiblearray", "other"),
}
SERIALS: dict[str, frozenset[str]] = {
    "postgres": frozenset({"SMALLSERIAL", "SERIAL2", "SERIAL", "SERIAL4", "BIGSERIAL", "SERIAL8"}),
    "standard": frozenset({"SMALLSERIAL", "SERIAL", "BIGSERIAL"}),
    "mysql": frozenset({"SERIAL"}),
    "mariadb": frozenset({"SERIAL"}),
}
"""The pseudo-types that make a column number itself."""

# CockroachDB speaks PostgreSQL with some names of its own.
COCKROACH: dict[str, TypeFact] = {
    "STRING": _T("text", "text"),
    "BYTES": _T("bytea", "binary"),
    "INT64": _T("bigint", "integer"),
}

_MYSQL: dict[str, TypeFact] = {
    "TINYINT": _T("tinyint", "integer"),
    "INT1": _T("tinyint", "integer"),
    "SMALLINT": _T("smallint", "integer"),
    "INT2": _T("smallint", "integer"),
    "MEDIUMINT": _T("mediumint", "integer"),
    "INT3": _T("mediumint", "integer"),
    "MIDDLEINT": _T("mediumint", "integer"),
    "INT": _T("int", "integer"),
    "INTEGER": _T("int", "integer"),
    "INT4": _T("int", "integer"),
    "BIGINT": _T("bigint", "integer"),
    "INT8": _T("bigint", "integer"),
    "SERIAL": _T("bigint", "integer"),
    "BOOL": _T("tinyint", "boolean", ("1",)),
    "BOOLEAN": _T("tinyint", "boolean", ("1",)),
    "BIT": _T("bit", "bit", ("1",)),
    "DECIMAL": _T("decimal", "decimal", ("10", "0"), "0"),
    "DEC": _T("decimal", "decimal", ("10", "0"), "0"),
    "NUMERIC": _T("decimal", "decimal", ("10", "0"), "0"),
    "FIXED": _T("decimal", "decimal", ("10", "0"), "0"),
    "FLOAT": _T("float", "float"),
    "FLOAT4": _T("float", "float"),
    "DOUBLE": _T("double", "float"),
    "DOUBLE PRECISION": _T("double", "float"),
    "FLOAT8": _T("double", "float"),
    "REAL": _T("double", "float"),
    "CHAR": _T("char", "char", ("1",)),
    "CHARACTER": _T("char", "char", ("1",)),
    "NCHAR": _T("char", "char", ("1",)),
    "NATIONAL CHAR": _T("char", "char", ("1",)),
    "NATIONAL CHARACTER": _T("char", "char", ("1",)),
    "VARCHAR": _T("varchar", "varchar"),
    "CHARACTER VARYING": _T("varchar", "varchar"),
    "CHAR VARYING": _T("varchar", "varchar"),
    "VARCHARACTER": _T("varchar", "varchar"),
    "NVARCHAR": _T("varchar", "varchar"),
    "NCHAR VARCHAR": _T("varchar", "varchar"),
    "NCHAR VARYING": _T("varchar", "varchar"),
    "NATIONAL VARCHAR": _T("varchar", "varchar"),
    "NATIONAL VARCHARACTER": _T("varchar", "varchar"),
    "NATIONAL CHAR VARYING": _T("varchar", "varchar"),
    "NATIONAL CHARACTER VARYING": _T("varchar", "varchar"),
    "VARCHAR2": _T("varchar", "varchar"),
    "TINYTEXT": _T("tinytext", "text"),
    "TEXT": _T("text", "text"),
    "MEDIUMTEXT": _T("mediumtext", "text"),
    "LONG": _T("mediumtext", "text"),
    "LONG VARCHAR": _T("mediumtext", "text"),
    "LONG CHAR VARYING": _T("mediumtext", "text"),
    "LONG CHARACTER VARYING": _T("mediumtext", "text"),
    "LONGTEXT": _T("longtext", "text"),
    "CLOB": _T("longtext", "text"),
    "BINARY": _T("binary", "binary", ("1",)),
    "CHAR BYTE": _T("binary", "binary", ("1",)),
    "VARBINARY": _T("varbinary", "binary"),
    "RAW": _T("varbinary", "binary"),
    "TINYBLOB": _T("tinyblob", "binary"),
    "BLOB": _T("blob", "binary"),
    "MEDIUMBLOB": _T("mediumblob", "binary"),
    "LONG VARBINARY": _T("mediumblob", "binary"),
    "LONGBLOB": _T("longblob", "binary"),
    "DATE": _T("date", "date"),
    "TIME": _T("time", "time"),
    "DATETIME": _T("datetime", "timestamp"),
    "TIMESTAMP": _T("timestamp", "timestamptz"),
    "YEAR": _T("year", "date"),
    "ENUM": _T("enum", "enum"),
    "SET": _T("set", "set"),
    "JSON": _T("json", "json"),
    "GEOMETRY": _T("geometry", "geometry"),
    "POINT": _T("point", "geometry"),
    "LINESTRING": _T("linestring", "geometry"),
    "POLYGON": _T("polygon", "geometry"),
    "MULTIPOINT": _T("multipoint", "geometry"),
    "MULTILINESTRING": _T("multilinestring", "geometry"),
    "MULTIPOLYGON": _T("multipolygon", "geometry"),
    "GEOMETRYCOLLECTION": _T("geomcollection", "geometry"),
    "GEOMCOLLECTION": _T("geomcollection", "geometry"),
    "VECTOR": _T("vector", "vector", ("2048",)),
}
_MYSQL_ONLY_MARIADB: dict[str, TypeFact] = {
    "JSON": _T("longtext", "json"),
    "UUID": _T("uuid", "uuid"),
    "INET4": _T("inet4", "network"),
    "INET6": _T("inet6", "network"),
    "NUMBER": _T("decimal", "decimal", ("10", "0"), "0"),
    "XMLTYPE": _T("xmltype", "xml"),
    "YEAR": _T("year", "date", ("4",)),
    "GEOMETRYCOLLECTION": _T("geometrycollection", "geometry"),
    "VECTOR": _T("vector", "vector"),
}
MARIADB_WIDTHS = {
    "tinyint": ("4", "3"),
    "smallint": ("6", "5"),
    "mediumint": ("9", "8"),
    "int": ("11", "10"),
    "bigint": ("20", "20"),
}
"""The display width MariaDB prints, signed and unsigned; MySQL prints none since 8.0.19."""

CHARSET_BYTES = {"latin1": 1, "ascii": 1, "binary": 1, "ucs2": 2, "utf8": 3, "utf8mb3": 3, "utf8mb4": 4}
"""How many bytes a character may take in the character sets of MySQL that are met most."""

TSQL: dict[str, TypeFact] = {
    "BIGINT": _T("bigint", "integer"),
    "INT": _T("int", "integer"),
    "INTEGER": _T("int", "integer"),
    "SMALLINT": _T("smallint", "integer"),
    "TINYINT": _T("tinyint", "integer"),
    "BIT": _T("bit", "boolean"),
    "DECIMAL": _T("decimal", "decimal", ("18", "0"), "0"),
    "DEC": _T("decimal", "decimal", ("18", "0"), "0"),
    "NUMERIC": _T("numeric", "decimal", ("18", "0"), "0"),
    "MONEY": _T("money", "money"),
    "SMALLMONEY": _T("smallmoney", "money"),
    "FLOAT": _T("float", "float"),
    "DOUBLE PRECISION": _T("float", "float"),
    "REAL": _T("real", "float"),
    "DATE": _T("date", "date"),
    "DATETIME": _T("datetime", "timestamp"),
    "DATETIME2": _T("datetime2", "timestamp", ("7",)),
    "SMALLDATETIME": _T("smalldatetime", "timestamp"),
    "DATETIMEOFFSET": _T("datetimeoffset", "timestamptz", ("7",)),
    "TIME": _T("time", "time", ("7",)),
    "CHAR": _T("char", "char", ("1",)),
    "CHARACTER": _T("char", "char", ("1",)),
    "VARCHAR": _T("varchar", "varchar", ("1",)),
    "CHAR VARYING": _T("varchar", "varchar", ("1",)),
    "CHARACTER VARYING": _T("varchar", "varchar", ("1",)),
    "TEXT": _T("text", "text"),
    "NCHAR": _T("nchar", "char", ("1",)),
    "NATIONAL CHAR": _T("nchar", "char", ("1",)),
    "NATIONAL CHARACTER": _T("nchar", "char", ("1",)),
    "NVARCHAR": _T("nvarchar", "varchar", ("1",)),
    "NATIONAL CHAR VARYING": _T("nvarchar", "varchar", ("1",)),
    "NATIONAL CHARACTER VARYING": _T("nvarchar", "varchar", ("1",)),
    "NTEXT": _T("ntext", "text"),
    "NATIONAL TEXT": _T("ntext", "text"),
    "BINARY": _T("binary", "binary", ("1",)),
    "VARBINARY": _T("varbinary", "binary", ("1",)),
    "BINARY VARYING": _T("varbinary", "binary", ("1",)),
    "IMAGE": _T("image", "binary"),
    "ROWVERSION": _T("timestamp", "binary"),
    "TIMESTAMP": _T("timestamp", "binary"),
    "UNIQUEIDENTIFIER": _T("uniqueidentifier", "uuid"),
    "XML": _T("xml", "xml"),
    "JSON": _T("json", "json"),
    "SQL_VARIANT": _T("sql_variant", "other"),
    "HIERARCHYID": _T("hierarchyid", "other"),
    "GEOGRAPHY": _T("geography", "geometry"),
    "GEOMETRY": _T("geometry", "geometry"),
    "SYSNAME": _T("sysname", "varchar"),
    "CURSOR": _T("cursor", "other"),
    "TABLE": _T("table", "other"),
    "VECTOR": _T("vector", "vector"),
}

ORACLE: dict[str, TypeFact] = {
    "NUMBER": _T("number", "decimal", (), "0"),
    "NUMERIC": _T("number", "decimal", ("38", "0"), "0"),
    "DECIMAL": _T("number", "decimal", ("38", "0"), "0"),
    "DEC": _T("number", "decimal", ("38", "0"), "0"),
    "INTEGER": _T("number", "integer", ("38", "0")),
    "INT": _T("number", "integer", ("38", "0")),
    "SMALLINT": _T("number", "integer", ("38", "0")),
    "FLOAT": _T("float", "float", ("126",)),
    "DOUBLE PRECISION": _T("float", "float", ("126",)),
    "REAL": _T("float", "float", ("63",)),
    "BINARY_FLOAT": _T("binary_float", "float"),
    "BINARY_DOUBLE": _T("binary_double", "float"),
    "BOOLEAN": _T("boolean", "boolean"),
    "BOOL": _T("boolean", "boolean"),
    "CHAR": _T("char", "char", ("1",)),
    "CHARACTER": _T("char", "char", ("1",)),
    "NCHAR": _T("nchar", "char", ("1",)),
    "NATIONAL CHAR": _T("nchar", "char", ("1",)),
    "NATIONAL CHARACTER": _T("nchar", "char", ("1",)),
    "VARCHAR2": _T("varchar2", "varchar"),
    "VARCHAR": _T("varchar2", "varchar"),
    "CHAR VARYING": _T("varchar2", "varchar"),
    "CHARACTER VARYING": _T("varchar2", "varchar"),
    "NVARCHAR2": _T("nvarchar2", "varchar"),
    "NCHAR VARYING": _T("nvarchar2", "varchar"),
    "NATIONAL CHAR VARYING": _T("nvarchar2", "varchar"),
    "NATIONAL CHARACTER VARYING": _T("nvarchar2", "varchar"),
    "LONG": _T("long", "text"),
    "CLOB": _T("clob", "text"),
    "NCLOB": _T("nclob", "text"),
    "CHARACTER LARGE OBJECT": _T("clob", "text"),
    "BLOB": _T("blob", "binary"),
    "BINARY LARGE OBJECT": _T("blob", "binary"),
    "BFILE": _T("bfile", "binary"),
    "RAW": _T("raw", "binary"),
    "LONG RAW": _T("long raw", "binary"),
    "DATE": _T("date", "date"),
    "TIMESTAMP": _T("timestamp", "timestamp", ("6",)),
    "INTERVAL": _T("interval", "interval"),
    "ROWID": _T("rowid", "other"),
    "UROWID": _T("urowid", "other", ("4000",)),
    "XMLTYPE": _T("xmltype", "xml"),
    "JSON": _T("json", "json"),
    "SDO_GEOMETRY": _T("sdo_geometry", "geometry"),
    "ANYDATA": _T("anydata", "other"),
    "ANYTYPE": _T("anytype", "other"),
    "ANYDATASET": _T("anydataset", "other"),
    "URITYPE": _T("uritype", "other"),
    "HTTPURITYPE": _T("httpuritype", "other"),
    "ORDAUDIO": _T("ordaudio", "other"),
    "ORDDOC": _T("orddoc", "other"),
    "ORDIMAGE": _T("ordimage", "other"),
    "ORDVIDEO": _T("ordvideo", "other"),
    "PLS_INTEGER": _T("pls_integer", "integer"),
    "BINARY_INTEGER": _T("pls_integer", "integer"),
    "SIMPLE_INTEGER": _T("simple_integer", "integer"),
    "NATURAL": _T("natural", "integer"),
    "POSITIVE": _T("positive", "integer"),
    "STRING": _T("varchar2", "varchar"),
    "SYS_REFCURSOR": _T("sys_refcursor", "other"),
    "VECTOR": _T("vector", "vector"),
}

# SQLite stores the words as declared; the families follow the usual meaning of the words, then the affinity.
SQLITE_FAMILIES: dict[str, TypeFamily] = {
    "BOOLEAN": "boolean",
    "BOOL": "boolean",
    "CHAR": "char",
    "CHARACTER": "char",
    "NCHAR": "char",
    "NATIVE CHARACTER": "char",
    "VARCHAR": "varchar",
    "CHARACTER VARYING": "varchar",
    "VARYING CHARACTER": "varchar",
    "NVARCHAR": "varchar",
    "TEXT": "text",
    "CLOB": "text",
    "BLOB": "binary",
    "DATE": "date",
    "TIME": "time",
    "DATETIME": "timestamp",
    "TIMESTAMP": "timestamp",
    "TIMESTAMPTZ": "timestamptz",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
    "JSON": "json",
    "JSONB": "jsonb",
    "UUID": "uuid",
    "DECIMAL": "decimal",
    "NUMERIC": "decimal",
    "MONEY": "money",
}


def affinity(declared: str) -> str:
    """SQLite's column affinity for a declared type, upper case: INTEGER, TEXT, BLOB, REAL or NUMERIC."""
    upper = declared.upper()
    if "INT" in upper:
        return "INTEGER"
    if "CHAR" in upper or "CLOB" in upper or "TEXT" in upper:
        return "TEXT"
    if "BLOB" in upper or not upper:
        return "BLOB"
    if "REAL" in upper or "FLOA" in upper or "DOUB" in upper:
        return "REAL"
    return "NUMERIC"


AFFINITY_FAMILIES: dict[str, TypeFamily] = {
    "INTEGER": "integer",
    "TEXT": "text",
    "BLOB": "binary",
    "REAL": "float",
    "NUMERIC": "decimal",
}

# What else DB2, H2, HSQLDB, Snowflake and the SQL standard write, where nothing tells the dialect.
_STANDARD: dict[str, TypeFact] = {
    "TINYINT": _T("tinyint", "integer"),
    "MEDIUMINT": _T("mediumint", "integer"),
    "DOUBLE": _T("double precision", "float"),
    "DECFLOAT": _T("decfloat", "decimal"),
    "NUMBER": _T("number", "decimal"),
    "STRING": _T("text", "text"),
    "LONGVARCHAR": _T("longvarchar", "text"),
    "VARCHAR_IGNORECASE": _T("varchar_ignorecase", "varchar"),
    "CLOB": _T("clob", "text"),
    "NCLOB": _T("nclob", "text"),
    "DBCLOB": _T("dbclob", "text"),
    "CHARACTER LARGE OBJECT": _T("clob", "text"),
    "CHAR LARGE OBJECT": _T("clob", "text"),
    "BLOB": _T("blob", "binary"),
    "BINARY LARGE OBJECT": _T("blob", "binary"),
    "BINARY": _T("binary", "binary"),
    "VARBINARY": _T("varbinary", "binary"),
    "BINARY VARYING": _T("varbinary", "binary"),
    "LONGVARBINARY": _T("longvarbinary", "binary"),
    "RAW": _T("raw", "binary"),
    "GRAPHIC": _T("graphic", "char"),
    "VARGRAPHIC": _T("vargraphic", "varchar"),
    "VARIANT": _T("variant", "json"),
    "OBJECT": _T("object", "json"),
    "ARRAY": _T("array", "other"),
    "DATETIME": _T("datetime", "timestamp"),
    "TIMESTAMP_NTZ": _T("timestamp_ntz", "timestamp"),
    "TIMESTAMP_LTZ": _T("timestamp_ltz", "timestamptz"),
    "TIMESTAMP_TZ": _T("timestamp_tz", "timestamptz"),
    "IDENTITY": _T("identity", "integer"),
}


def _standard() -> dict[str, TypeFact]:
    table = {spelling: fact for spelling, fact in ORACLE.items() if fact.name not in ("number", "float", "varchar2")}
    table.update(TSQL)
    table.update(_MYSQL)
    table.update(_STANDARD)
    table.update(POSTGRES)
    table["VARCHAR2"] = ORACLE["VARCHAR2"]
    table["NVARCHAR"] = _T("nvarchar", "varchar")
    return table


_BUILT: dict[str, dict[str, TypeFact]] = {}


def built_in(dialect: Dialect) -> dict[str, TypeFact]:
    """The built-in types of a dialect by their upper-case spelling; SQLite has none, any words will do."""
    table = _BUILT.get(dialect)
    if table is None:
        if dialect == "postgres":
            table = POSTGRES | COCKROACH
        elif dialect == "mysql":
            table = _MYSQL
        elif dialect == "mariadb":
            table = _MYSQL | _MYSQL_ONLY_MARIADB
        elif dialect == "tsql":
            table = TSQL
        elif dialect == "oracle":
            table = ORACLE
        elif dialect == "sqlite":
            table = {}
        elif dialect == "mongodb":
            table = {name.upper(): TypeFact(name, family) for name, family in BSON_TYPES.items()}
        elif dialect == "dynamodb":
            table = {name: TypeFact(name, family) for name, family in DYNAMODB_TYPES.items()}
            table |= {word: table[name] for word, name in DYNAMODB_WORDS.items()}
        else:
            table = _standard()
        _BUILT[dialect] = table
    return table
