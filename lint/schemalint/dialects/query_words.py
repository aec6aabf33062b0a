"""Words of queries that mean something else than they seem to, by dialect, in upper case."""

from __future__ import annotations

# Words that stand where a column could and are none, by dialect.
_EVERYWHERE = frozenset(("DEFAULT", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "CURRENT_USER", "MAXVALUE", "UNKNOWN"))  # fmt: skip
NO_COLUMNS: dict[str, frozenset[str]] = {
    "postgres": _EVERYWHERE
    | frozenset(
        (
            "USER", "SESSION_USER", "SYSTEM_USER", "CURRENT_ROLE", "CURRENT_CATALOG", "CURRENT_SCHEMA", "LOCALTIME",
            "LOCALTIMESTAMP", "CTID", "XMIN", "XMAX", "CMIN", "CMAX", "TABLEOID",
        )
    ),
    "mysql": _EVERYWHERE | frozenset(("LOCALTIME", "LOCALTIMESTAMP", "UTC_DATE", "UTC_TIME", "UTC_TIMESTAMP", "CURRENT_ROLE")),
    "sqlite": frozenset(("CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "ROWID", "OID", "_ROWID_", "TRUE", "FALSE")),
    "tsql": _EVERYWHERE | frozenset(("USER", "SESSION_USER", "SYSTEM_USER", "$ACTION", "$IDENTITY", "$ROWGUID", "$NODE_ID", "$EDGE_ID", "$FROM_ID", "$TO_ID", "$PARTITION")),
    "oracle": _EVERYWHERE
    | frozenset(
        (
            "SYSDATE", "SYSTIMESTAMP", "USER", "UID", "ROWNUM", "LEVEL", "ROWID", "ORA_ROWSCN", "CONNECT_BY_ISLEAF",
            "CONNECT_BY_ISCYCLE", "COLUMN_VALUE", "OBJECT_VALUE", "OBJECT_ID", "SESSIONTIMEZONE", "DBTIMEZONE",
            "LOCALTIMESTAMP", "VERSIONS_STARTSCN", "VERSIONS_ENDSCN", "VERSIONS_STARTTIME", "VERSIONS_ENDTIME", "VERSIONS_XID",
            "VERSIONS_OPERATION",
        )
    ),
}  # fmt: skip
NO_COLUMNS["mariadb"] = NO_COLUMNS["mysql"]
# Which clauses may name what the SELECT list calls its items; `plain` only where the whole item is that name.
ITEM_NAMES: dict[str, dict[str, str]] = {
    "postgres": {"order": "plain", "group": "plain", "distinct": "plain"},
    "mysql": {"order": "any", "group": "any", "having": "any"},
    "mariadb": {"order": "any", "group": "any", "having": "any"},
    "sqlite": {"order": "any", "group": "any", "having": "any", "where": "any", "join": "any"},
    "tsql": {"order": "plain"},
    "oracle": {"order": "any", "group": "any", "having": "any"},
}
"""Oracle takes them in GROUP BY and HAVING from 23ai on."""
# PostgreSQL's own names of types, after which a column is called that is nothing but a cast of a constant.
TYPE_NAMES = {
    "INT": "int4", "BIGINT": "int8", "SMALLINT": "int2", "VARCHAR": "varchar", "TEXT": "text", "BOOLEAN": "bool", "DOUBLE": "float8",
    "FLOAT": "float4", "DECIMAL": "numeric", "TIMESTAMP": "timestamp", "TIMESTAMPTZ": "timestamptz", "DATE": "date",
    "TIME": "time", "TIMETZ": "timetz", "JSON": "json", "JSONB": "jsonb", "UUID": "uuid", "CHAR": "bpchar", "INTERVAL": "interval",
    "INET": "inet", "VARBINARY": "bytea", "XML": "xml",
}  # fmt: skip
SPATIAL = frozenset(("LAT", "LONG", "STX", "STY", "Z", "M", "STSRID", "HASZ", "HASM"))
"""Properties of SQL Server's spatial types, written behind a column like a column behind a table."""
SEQUENCE_WORDS = frozenset(("NEXTVAL", "CURRVAL"))

# What PostgreSQL's grammar knows, and its list of functions does not.
GRAMMAR = frozenset(
    (
        "COALESCE", "NULLIF", "GREATEST", "LEAST", "GROUPING", "TRIM", "TREAT", "XMLCONCAT", "XMLELEMENT", "XMLFOREST", "XMLPARSE",
        "XMLPI", "XMLROOT", "XMLSERIALIZE", "JSON", "JSON_SCALAR", "JSON_SERIALIZE", "JSON_ARRAY", "JSON_ARRAYAGG", "JSON_OBJECTAGG",
        "JSON_VALUE", "JSON_QUERY", "JSON_EXISTS", "MERGE_ACTION",
    )
)  # fmt: skip

NOT_CALLED = frozenset(
    ("CAST", "CONVERT", "TRY_CAST", "TRY_CONVERT", "SAFE_CAST", "VALUES", "CASE", "JSON_TABLE", "XMLTABLE", "MATCH", "CHAR", "IF")
)  # fmt: skip
"""Words before a bracket that begin a syntax of their own."""

METHODS = frozenset(
    ("VALUE", "QUERY", "EXIST", "NODES", "MODIFY", "GETLEVEL", "GETANCESTOR", "GETDESCENDANT", "ISDESCENDANTOF", "TOSTRING", "WRITE")
)  # fmt: skip
"""Methods of SQL Server's XML and hierarchy types; those of spatial types begin with ST."""
