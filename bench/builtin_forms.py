"""What no catalogue of a server lists, to be tried: functions and type names that its grammar makes."""

from __future__ import annotations

PG_FORMS = {
    "coalesce": "coalesce(a, 1)", "greatest": "greatest(a, 1)", "least": "least(a, 1)", "nullif": "nullif(a, 1)",
    "extract": "extract(year FROM d)", "position": "position('a' IN 'b')", "substring": "substring('abc' FROM 1 FOR 2)",
    "overlay": "overlay('abc' PLACING 'x' FROM 1)", "trim": "trim(both FROM ' a ')", "normalize": "normalize('a', NFC)",
    "treat": "treat(a AS integer)", "cast": "cast(a AS integer)", "row": "row(a, 1)", "exists": "exists(SELECT 1)",
    "any": "a = any(ARRAY[1])", "some": "a = some(ARRAY[1])", "all": "a = all(ARRAY[1])", "array": "array(SELECT 1)",
    "grouping": "grouping(a)",
    "xmlconcat": "xmlconcat(x, x)", "xmlelement": "xmlelement(NAME a, 1)", "xmlexists": "xmlexists('//a' PASSING x)",
    "xmlforest": "xmlforest(a AS b)", "xmlparse": "xmlparse(CONTENT 'a')", "xmlpi": "xmlpi(NAME a)",
    "xmlroot": "xmlroot(x, VERSION '1.0')", "xmlserialize": "xmlserialize(CONTENT x AS text)",
    "xmlattributes": "xmlelement(NAME a, xmlattributes(a AS b))", "xmlnamespaces": "(SELECT 1 FROM xmltable(xmlnamespaces('u' AS n), '/a' PASSING x COLUMNS b int) z)",
    "xmltable": "(SELECT 1 FROM xmltable('/a' PASSING x COLUMNS b int) z)",
    "current_date": "current_date", "current_time": "current_time", "current_timestamp": "current_timestamp",
    "localtime": "localtime", "localtimestamp": "localtimestamp", "current_role": "current_role",
    "current_user": "current_user", "session_user": "session_user", "system_user": "system_user", "user": "user",
    "current_catalog": "current_catalog", "current_schema": "current_schema",
    "json": "json('{}')", "json_array": "json_array(1, 2)", "json_arrayagg": "json_arrayagg(a)", "json_exists": "json_exists(jsonb '{}', '$')",
    "json_object": "json_object('a' VALUE 1)", "json_objectagg": "json_objectagg('a' VALUE a)", "json_query": "json_query(jsonb '{}', '$')",
    "json_scalar": "json_scalar(1)", "json_serialize": "json_serialize('{}')", "json_value": "json_value(jsonb '{}', '$')",
    "json_table": "(SELECT 1 FROM json_table(jsonb '{}', '$' COLUMNS (b int PATH '$')) z)",
    "merge_action": "merge_action()",
}  # fmt: skip
"""A form of each that a PostgreSQL server accepts as an output column of a table `t (a int, x xml, d date)`."""

PG_SPELLINGS = (
    "int", "integer", "smallint", "bigint", "real", "float", "double precision", "decimal", "dec", "numeric", "boolean", "bit",
    "bit varying", "character", "char", "character varying", "char varying", "varchar", "nchar", "nchar varying",
    "national character", "national char", "national character varying", "national char varying", "time",
    "time without time zone", "time with time zone", "timestamp", "timestamp without time zone", "timestamp with time zone",
    "interval", "json", "serial", "serial2", "serial4", "serial8", "smallserial", "bigserial",
)  # fmt: skip
"""Spellings of types that may be no names of `pg_type`."""
