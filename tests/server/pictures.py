"""What a live catalogue holds of tables, columns, keys, indexes and checks, in the same shape on PostgreSQL, MariaDB and SQLite,
so that one query can ask all three.

`p_table` (place, owner, kept, words, said), `p_column` (place, owner, named, kept, words, at, shape, fixed, room, exact, empty, preset, literal,
made, counted, renewed, first, own, said), `p_index` (place, owner, named, one, first, filter, columns, wide, plain, key),
`p_index_column` (place, owner, named, n, col), `p_key` (place, owner, named, parent_place, parent, deleted, updated, columns,
targets, wide), `p_key_column` (place, owner, named, n, col, target), `p_check` (place, owner, named, text, columns), `p_trigger` (place, owner, named,
updates, text), `p_reserved` (word), and `p_server` (instant, folds): its type for points in time, and whether it folds unquoted names.

`kept` is the name as the server keeps it, `words` that in lower case with `_` between its words, `shape` what kind of value a column holds, `room` how many characters it has
room for, `exact` the name of its type without arguments, `empty` whether it may be NULL, `literal` the text of a default that is a quoted
literal, `made` whether it is computed, `counted` whether the server fills it with a number or identifier, `renewed` whether an UPDATE fills it,
`own` whether the table itself defines it; of an index `one` says that it is unique, `plain` that it is neither partial nor of expressions.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable
from itertools import chain

TABLES = "p_table|p_column|p_index_column|p_index|p_key_column|p_key|p_check|p_trigger"


def _of_words(name: str, replace: str, flag: str) -> str:
    """The SQL that takes a name apart; `replace` is the function, `flag` what makes it replace all."""
    steps = (("[^A-Za-z0-9]+", "_"), ("([A-Z]+)([A-Z][a-z])", "1_2"), ("([a-z0-9])([A-Z])", "1_2"), ("([A-Za-z])([0-9])", "1_2"),
             ("([0-9])([A-Za-z])", "1_2"))  # fmt: skip
    mark = "\\\\" if replace.isupper() else "\\"
    mixed = name
    for pattern, new in steps:
        put = new if new == "_" else f"{mark}1_{mark}2"
        mixed = f"{replace}({mixed}, '{pattern}', '{put}'{flag})"
    flat = f"{replace}({name}, '[^A-Za-z0-9]+', '_'{flag})"
    same = (
        f"(BINARY {name} IN (lower({name}), upper({name})))"
        if replace.isupper()
        else f"{name} IN (lower({name}), upper({name}))"
    )
    return f"trim(both '_' from lower(CASE WHEN {same} THEN {flat} ELSE {mixed} END))"


def _of_postgres() -> str:
    words = lambda name: _of_words(name, "regexp_replace", ", 'g'")  # noqa: E731
    return f"""
CREATE TEMP TABLE p_table AS SELECT t.place, t.owner::text AS owner, {words("t.owner::text")} AS words,
  t.owner::text AS kept, coalesce(obj_description(t.oid, 'pg_class'), '') AS said FROM own_table t;
CREATE TEMP TABLE p_column AS SELECT c.place, c.owner::text AS owner, c.named, c.named AS kept, {words("c.named")} AS words, c.at,
  CASE WHEN y.typcategory = 'A' THEN 'array' WHEN y.typtype = 'e' THEN 'enum' WHEN y.typtype IN ('d', 'c') THEN 'user'
    WHEN y.typname IN ('int2', 'int4', 'int8') THEN 'int' WHEN y.typname = 'numeric' THEN 'decimal' WHEN y.typname LIKE 'float_' THEN 'float'
    WHEN y.typname IN ('text', 'varchar', 'bpchar') THEN 'text' WHEN y.typname IN ('timestamp', 'timestamptz') THEN 'timestamp'
    WHEN y.typname IN ('time', 'timetz') THEN 'time' ELSE y.typname END AS shape,
  y.typname = 'bpchar' AS fixed, CASE WHEN y.typname IN ('varchar', 'bpchar') AND c.room > 0 THEN c.room - 4 END AS room,
  format_type(c.kind, NULL) AS exact, c.room AS arguments,
  NOT c.filled AS empty, c.preset, substring(c.preset from '^''(.*)''(?:::[a-z "]+(?:[(][0-9]+[)])?)?$') AS literal,
  c.made <> '' AS made, (c.counted <> '' OR c.preset ~ '(nextval|gen_random_uuid|uuid_generate_v[0-9a-z]+)[(]') AS counted, false AS renewed,
  EXISTS (SELECT FROM own_index i WHERE i.oid = c.oid AND i.first AND c.at = ANY (i.keys)) AS first, c.own,
  coalesce(col_description(c.oid, c.at), '') AS said
  FROM every_column c JOIN pg_type y ON y.oid = c.kind;
CREATE TEMP TABLE p_index_column AS SELECT i.place, i.owner::text AS owner, i.named::text AS named, n, c.named AS col
  FROM own_index i CROSS JOIN generate_series(0, i.wide - 1) n LEFT JOIN every_column c ON c.oid = i.oid AND c.at = i.keys[n];
CREATE TEMP TABLE p_index AS SELECT i.place, i.owner::text AS owner, i.named::text AS named, i.one, i.first, i.filter, i.wide, i.method,
  (SELECT string_agg(coalesce(x.col, ''), ',' ORDER BY x.n) FROM p_index_column x
    WHERE (x.place, x.owner, x.named) = (i.place, i.owner, i.named)) AS columns,
  (i.filter = '' AND 0 <> ALL ((i.keys::int2[])[0:i.wide - 1])) AS plain,
  EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.id AND k.contype IN ('p', 'u')) AS key FROM own_index i WHERE i.valid;
CREATE TEMP TABLE p_key_column AS SELECT k.place, k.owner::text AS owner, k.named::text AS named, n, c.named AS col, a.attname::text AS target
  FROM own_key k CROSS JOIN generate_subscripts(k.keys, 1) n JOIN every_column c ON c.oid = k.oid AND c.at = k.keys[n]
  JOIN pg_attribute a ON a.attrelid = k.parent AND a.attnum = k.parent_keys[n];
CREATE TEMP TABLE p_key AS SELECT k.place, k.owner::text AS owner, k.named::text AS named, s.nspname::text AS parent_place,
  r.relname::text AS parent, CASE k.deleted WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' ELSE '' END AS deleted,
  CASE k.updated WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' ELSE '' END AS updated,
  (SELECT string_agg(x.col, ',' ORDER BY x.n) FROM p_key_column x WHERE (x.place, x.owner, x.named) = (k.place, k.owner, k.named)) AS columns,
  (SELECT string_agg(x.target, ',' ORDER BY x.n) FROM p_key_column x WHERE (x.place, x.owner, x.named) = (k.place, k.owner, k.named)) AS targets,
  cardinality(k.keys) AS wide FROM own_key k JOIN pg_class r ON r.oid = k.parent JOIN pg_namespace s ON s.oid = r.relnamespace;
CREATE TEMP TABLE p_check AS SELECT t.place, t.owner::text AS owner, k.conname::text AS named, pg_get_constraintdef(k.oid) AS text,
  concat(',', (SELECT string_agg(c.named, ',') FROM every_column c WHERE c.oid = t.oid AND c.at = ANY (k.conkey)), ',') AS columns
  FROM own_table t JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype IN ('c', 'x') AND k.conislocal;
CREATE TEMP TABLE p_trigger AS SELECT t.place, t.owner::text AS owner, g.tgname::text AS named, (g.tgtype & 16) > 0 AS updates,
  lower(concat(p.prosrc, pg_get_triggerdef(g.oid))) AS text FROM own_table t JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal
  AND g.tgenabled <> 'D' JOIN pg_proc p ON p.oid = g.tgfoid;
CREATE TEMP TABLE p_server AS SELECT 'timestamp with time zone' AS instant, 1 AS folds;
CREATE TEMP TABLE p_reserved AS SELECT word FROM pg_get_keywords() WHERE catcode IN ('R', 'T');
ANALYZE p_table; ANALYZE p_column; ANALYZE p_index; ANALYZE p_index_column; ANALYZE p_key; ANALYZE p_key_column; ANALYZE p_check;
"""


POSTGRES = _of_postgres()
"""On top of `sets_of_postgres.VIEWS`."""


def _of_mariadb() -> tuple[str, ...]:
    words = lambda name: _of_words(name, "REGEXP_REPLACE", "")  # noqa: E731
    place = "if({0}.place = 'unnamed', '', lower({0}.place)) AS place"
    return (
        f"CREATE TABLE oracle.p_table AS SELECT {place.format('t')}, t.owner, t.owner COLLATE utf8mb3_bin AS kept, {words('t.owner COLLATE utf8mb3_bin')} AS words, t.said COLLATE utf8mb3_bin AS said"
        " FROM oracle.own_table t",
        f"""CREATE TABLE oracle.p_column AS SELECT {place.format('c')}, c.owner, c.named, c.named COLLATE utf8mb3_bin AS kept, {words('c.named COLLATE utf8mb3_bin')} AS words,
  c.at, CASE WHEN c.whole = 'tinyint(1)' THEN 'bool' WHEN c.kind IN ('tinyint', 'smallint', 'mediumint', 'int', 'bigint') THEN 'int'
    WHEN c.kind IN ('float', 'double') THEN 'float' WHEN c.kind IN ('char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext') THEN 'text'
    WHEN c.kind IN ('datetime', 'timestamp') THEN 'timestamp' WHEN c.kind LIKE '%blob' OR c.kind LIKE '%binary' THEN 'binary' ELSE c.kind END AS shape,
  c.kind = 'char' AS fixed, CASE WHEN c.kind IN ('char', 'varchar') THEN c.room END AS room,
  c.kind AS exact, c.whole AS arguments,
  c.empty, coalesce(c.preset, '') AS preset, if(c.preset LIKE '''%''', substr(c.preset, 2, char_length(c.preset) - 2), NULL) AS literal,
  c.made, (c.extra LIKE '%auto_increment%' OR c.preset RLIKE '^(nextval|uuid)') IS TRUE AS counted,
  c.extra LIKE '%on update%' AS renewed, c.first, 1 AS own, c.said COLLATE utf8mb3_bin AS said FROM oracle.own_column c""",
        """CREATE TABLE oracle.p_index_column AS SELECT if(s.table_schema = 'unnamed', '', lower(s.table_schema)) AS place, s.table_name AS owner,
  s.index_name AS named, s.seq_in_index - 1 AS n, s.column_name AS col, s.sub_part AS part FROM information_schema.statistics s
  JOIN oracle.own_table t ON t.place = s.table_schema AND t.owner = s.table_name""",
        f"""CREATE TABLE oracle.p_index AS SELECT {place.format('i')}, i.owner, i.named, i.one, i.named = 'PRIMARY' AS first, '' AS filter, i.wide,
  i.method, i.columns, i.parts NOT RLIKE '[(][0-9]' AS plain, i.one AS `key` FROM oracle.own_index i""",
        f"""CREATE TABLE oracle.p_key_column AS SELECT {place.format('o')}, k.table_name AS owner, k.constraint_name AS named,
  k.ordinal_position - 1 AS n, k.column_name AS col, k.referenced_column_name AS target FROM information_schema.key_column_usage k
  JOIN oracle.own_key o ON o.place = k.table_schema AND o.owner = k.table_name AND o.named = k.constraint_name
  WHERE k.referenced_table_name IS NOT NULL""",
        f"""CREATE TABLE oracle.p_key AS SELECT {place.format('k')}, k.owner, k.named,
  if(k.parent_place = 'unnamed', '', lower(k.parent_place)) AS parent_place, k.parent, k.deleted, k.updated, k.columns,
  (SELECT group_concat(x.target ORDER BY x.n) FROM oracle.p_key_column x WHERE x.owner = k.owner AND x.named = k.named) AS targets, k.wide
  FROM oracle.own_key k""",
        """CREATE TABLE oracle.p_check AS SELECT if(c.constraint_schema = 'unnamed', '', lower(c.constraint_schema)) AS place,
  c.table_name AS owner, c.constraint_name AS named, c.check_clause AS text, concat(',', (SELECT group_concat(o.column_name)
    FROM information_schema.columns o WHERE o.table_schema = c.constraint_schema AND o.table_name = c.table_name
    AND c.check_clause LIKE concat('%`', o.column_name, '`%')), ',') AS columns FROM information_schema.check_constraints c
  JOIN oracle.own_table t ON t.place = c.constraint_schema AND t.owner = c.table_name""",
        """CREATE TABLE oracle.p_trigger AS SELECT if(g.trigger_schema = 'unnamed', '', lower(g.trigger_schema)) AS place,
  g.event_object_table AS owner, g.trigger_name AS named, g.event_manipulation = 'UPDATE' AS updates, lower(g.action_statement) AS text
  FROM information_schema.triggers g JOIN oracle.own_table t ON t.place = g.trigger_schema AND t.owner = g.event_object_table""",
        "CREATE TABLE oracle.p_server AS SELECT 'datetime' AS instant, 0 AS folds",
    )  # fmt: skip


MARIADB = _of_mariadb()
"""On top of `sets_of_mariadb.PICTURE`."""

SQLITE = """
CREATE TEMP TABLE p_table AS SELECT '' AS place, t.owner, t.owner AS kept, words_of(t.owner) AS words, '' AS said FROM own_table t;
CREATE TEMP TABLE p_column AS SELECT '' AS place, c.owner, c.named, x.name AS kept, words_of(x.name) AS words, c.at,
  CASE WHEN c.kind LIKE '%BOOL%' THEN 'bool' WHEN c.kind LIKE '%INT%' THEN 'int' WHEN c.kind LIKE '%CHAR%' OR c.kind LIKE '%TEXT%'
    OR c.kind LIKE '%CLOB%' THEN 'text' WHEN c.kind LIKE 'DATETIME%' OR c.kind LIKE 'TIMESTAMP%' THEN 'timestamp' WHEN c.kind = 'DATE' THEN 'date'
    WHEN c.kind LIKE '%REAL%' OR c.kind LIKE '%FLOA%' OR c.kind LIKE '%DOUB%' THEN 'float' WHEN c.kind LIKE 'DEC%' OR c.kind LIKE 'NUM%'
    THEN 'decimal' WHEN c.kind LIKE '%BLOB%' THEN 'binary' WHEN c.kind IN ('JSON', 'JSONB', 'UUID', 'TIME', '') THEN lower(c.kind) ELSE 'decimal' END AS shape,
  c.kind REGEXP '^(N|NATIVE )?CHAR(ACTER)?([(]|$)' AS fixed, CASE WHEN c.kind LIKE '%CHAR%(%' THEN CAST(substr(c.kind, instr(c.kind, '(') + 1)
    AS INTEGER) END AS room,
  lower(regexp_replace(c.kind, ' *[(].*', '')) AS exact,
  c.kind AS arguments, c.empty, coalesce(c.preset, '') AS preset, CASE WHEN c.preset LIKE '''%''' THEN substr(c.preset, 2, length(c.preset) - 2) END AS literal,
  c.made > 0 AS made, (c.first = 1 AND c.kind = 'INTEGER' AND (SELECT sum(o.first > 0) FROM own_column o WHERE o.owner = c.owner) = 1) AS counted,
  0 AS renewed, c.first > 0 AS first, 1 AS own, '' AS said FROM own_column c, pragma_table_xinfo(c.owner) x WHERE x.cid = c.at;
CREATE TEMP TABLE p_index_column AS SELECT '' AS place, i.owner, i.named, x.seqno AS n, lower(x.name) AS col
  FROM own_index i, pragma_index_info(i.named) x;
CREATE TEMP TABLE p_index AS SELECT '' AS place, i.owner, i.named, i.one, i.origin = 'pk' AS first, CASE WHEN i.partial THEN
  coalesce((SELECT lower(substr(m.sql, instr(upper(m.sql), ' WHERE ') + 7)) FROM sqlite_master m WHERE m.name = i.named), '') ELSE '' END AS filter,
  i.wide, 'btree' AS method, replace(i.columns, '()', '') AS columns, NOT i.partial AND i.columns NOT LIKE '%()%' AS plain, i.origin IN ('pk', 'u') AS key FROM own_index i;
CREATE TEMP TABLE p_key_column AS SELECT '' AS place, k.owner, k.id AS named, f.seq AS n, lower(f."from") AS col,
  coalesce(lower(f."to"), (SELECT c.named FROM own_column c WHERE lower(c.owner) = k.parent AND c.first = f.seq + 1)) AS target
  FROM own_key k, pragma_foreign_key_list(k.owner) f WHERE f.id = k.id;
CREATE TEMP TABLE p_key AS SELECT '' AS place, k.owner, k.id AS named, '' AS parent_place, coalesce((SELECT t.owner FROM own_table t
    WHERE lower(t.owner) = k.parent), k.parent) AS parent, k.deleted, k.updated, k.columns,
  (SELECT group_concat(x.target) FROM (SELECT * FROM p_key_column ORDER BY n) x WHERE x.owner = k.owner AND x.named = k.id) AS targets,
  k.wide FROM own_key k;
CREATE TEMP TABLE p_trigger AS SELECT '' AS place, t.owner, m.name AS named, upper(m.sql) REGEXP '[^A-Z_]UPDATE( OF [^;]*)? ON ' AS updates,
  lower(m.sql) AS text FROM own_table t, sqlite_master m WHERE m.type = 'trigger' AND lower(m.tbl_name) = lower(t.owner);
CREATE TEMP TABLE p_server AS SELECT 'text' AS instant, 0 AS folds;
CREATE TEMP TABLE p_check AS SELECT '' AS place, t.owner, '' AS named, lower(k.value) AS text, (SELECT concat(',', group_concat(c.named), ',')
    FROM own_column c WHERE c.owner = t.owner AND lower(k.value) REGEXP concat('(^|[^a-z0-9_])', c.named, '([^a-z0-9_]|$)')) AS columns
  FROM own_table t JOIN sqlite_master m ON m.type = 'table' AND m.name = t.owner, json_each(checks_of(m.sql)) k;
"""  # fmt: skip
"""On top of `sets_of_sqlite.VIEWS`. SQLite keeps checks in the text of its tables alone."""


def narrowed(known: Iterable[tuple[str, str]], prefix: str = "") -> list[str]:
    """The statements that leave only the known tables, by place and name, in the picture."""
    values = ["('{}', '{}')".format(*(part.replace("'", "''") for part in one)) for one in sorted(known)]
    kind = "TEMP TABLE p_known" if not prefix else f"TABLE {prefix}p_known"
    return [
        f"CREATE {kind} (place varchar(200), owner varchar(200))",
        f"INSERT INTO {prefix}p_known VALUES {', '.join(chain(values, ['(NULL, NULL)']))}",
        *(
            f"DELETE FROM {prefix}{table} WHERE NOT EXISTS (SELECT 1 FROM {prefix}p_known k"
            f" WHERE k.place = {prefix}{table}.place AND k.owner IN ({prefix}{table}.owner, lower({prefix}{table}.owner)))"
            for table in TABLES.split("|")
        ),
    ]


def lend(connection: sqlite3.Connection) -> None:
    """Give SQLite the functions that the other two have."""
    connection.create_function(
        "regexp", 2, lambda pattern, text: text is not None and bool(re.search(pattern, str(text)))
    )
    connection.create_function(
        "regexp_replace", 3, lambda text, pattern, new: text if text is None else re.sub(pattern, new, text)
    )
    connection.create_function("words_of", 1, _words)
    connection.create_function("checks_of", 1, _checks)
    connection.create_function("concat", -1, lambda *parts: "".join(str(part) for part in parts if part is not None))


def _checks(text: str) -> str:
    """What stands in the brackets behind each CHECK, as a list in JSON."""
    found = []
    for start in re.finditer(r"\bCHECK\s*\(", text, re.IGNORECASE):
        depth, quoted = 1, False
        for at in range(start.end(), len(text)):
            quoted ^= text[at] == "'"
            depth += 0 if quoted else (text[at] == "(") - (text[at] == ")")
            if depth == 0:
                found.append(text[start.end() : at])
                break
    return json.dumps(found)


def _words(name: str) -> str:
    """As `_of_words`."""
    if name not in (name.lower(), name.upper()):
        for pattern in ("([A-Z]+)([A-Z][a-z])", "([a-z0-9])([A-Z])", "([A-Za-z])([0-9])", "([0-9])([A-Za-z])"):
            name = re.sub(pattern, r"\1_\2", name)
    return re.sub("[^a-z0-9]+", "_", name.lower()).strip("_")


def in_mariadb(query: str) -> str:
    """The query as MariaDB takes it."""
    query = query.replace(" !~ ", " NOT RLIKE ").replace(" ~ ", " RLIKE ")
    return re.sub(rf"\b({TABLES}|p_server|p_reserved)\b", r"oracle.\1", query)


def in_sqlite(query: str) -> str:
    """The query as SQLite takes it."""
    return query.replace(" !~ ", " NOT REGEXP ").replace(" ~ ", " REGEXP ")
