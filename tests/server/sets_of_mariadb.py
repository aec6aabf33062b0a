"""For each schema rule that a live MariaDB can answer, the query that gives the places it should tell."""

from __future__ import annotations

from oracle import Oracle

PICTURE = (
    """CREATE TABLE oracle.own_table AS SELECT table_schema AS place, table_name AS owner, engine, table_comment AS said,
  coalesce(table_collation, '') AS letters FROM information_schema.tables
  WHERE table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')
  AND table_schema NOT IN ('oracle', 'mysql', 'sys', 'information_schema', 'performance_schema')""",
    """CREATE TABLE oracle.own_column AS SELECT c.table_schema AS place, c.table_name AS owner, c.column_name AS named,
  c.data_type AS kind, c.column_type AS whole, c.is_nullable = 'YES' AS empty, c.column_default AS preset, c.extra, c.column_key = 'PRI' AS first,
  c.character_maximum_length AS room, c.ordinal_position AS at, coalesce(c.character_set_name, '') AS charset, coalesce(c.collation_name, '') AS letters,
  c.is_generated = 'ALWAYS' AS made, c.column_comment AS said
  FROM information_schema.columns c JOIN oracle.own_table t ON t.place = c.table_schema AND t.owner = c.table_name""",
    """CREATE TABLE oracle.own_index AS SELECT s.table_schema AS place, s.table_name AS owner, s.index_name AS named,
  s.non_unique = 0 AS one, s.index_type AS method, count(*) AS wide, group_concat(column_name ORDER BY seq_in_index) AS columns,
  group_concat(concat(column_name, '(', coalesce(sub_part, ''), ')', coalesce(collation, '')) ORDER BY seq_in_index SEPARATOR '|') AS parts,
  max(s.nullable = 'YES') AS empty, group_concat(if(seq_in_index = 1, column_name, NULL)) AS begins
  FROM information_schema.statistics s JOIN oracle.own_table t ON t.place = s.table_schema AND t.owner = s.table_name
  GROUP BY s.table_schema, s.table_name, s.index_name, s.non_unique, s.index_type""",
    """CREATE TABLE oracle.own_key AS SELECT k.table_schema AS place, k.table_name AS owner, k.constraint_name AS named,
  k.referenced_table_schema AS parent_place, k.referenced_table_name AS parent, r.delete_rule AS deleted, r.update_rule AS updated,
  count(*) AS wide, group_concat(k.column_name ORDER BY k.ordinal_position) AS columns,
  group_concat(k.referenced_column_name ORDER BY k.ordinal_position) AS targets,
  group_concat(concat(k.column_name, '=', k.referenced_column_name) ORDER BY k.column_name SEPARATOR '|') AS parts,
  max(c.is_nullable = 'YES') AS empty, min(c.is_nullable = 'YES') = 0 AS filled
  FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
    ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
  JOIN information_schema.columns c ON c.table_schema = k.table_schema AND c.table_name = k.table_name AND c.column_name = k.column_name
  WHERE k.referenced_table_name IS NOT NULL
  GROUP BY k.table_schema, k.table_name, k.constraint_name, k.referenced_table_schema, k.referenced_table_name, r.delete_rule, r.update_rule""",
)
"""What the queries ask, copied into a database of its own: the server works its own tables out anew for each look."""

COLUMN = "SELECT place, owner, named FROM oracle.own_column c WHERE place = '{0}' AND"
TABLE = "SELECT place, owner, '' FROM oracle.own_table t WHERE place = '{0}' AND"
INDEX = "SELECT place, owner, named FROM oracle.own_index i WHERE place = '{0}' AND"
COLUMNS_OF_INDEX = "SELECT place, owner, columns FROM oracle.own_index i WHERE place = '{0}' AND"
KEY = "SELECT place, owner, columns FROM oracle.own_key k WHERE place = '{0}' AND"
SAME = "o.place = i.place AND o.owner = i.owner"
TWO_VALUED = "(c.whole = 'tinyint(1)' OR c.whole = 'bit(1)')"
INTEGERS = "('tinyint', 'smallint', 'mediumint', 'int')"

SERVED = f"""
SELECT i.place, i.owner, i.columns FROM oracle.own_index i WHERE place = '{{0}}' AND named <> 'PRIMARY' AND method = 'BTREE'
  AND NOT EXISTS (SELECT 1 FROM oracle.own_key k WHERE k.place = i.place AND k.owner = i.owner AND k.named = i.named)
  AND EXISTS (SELECT 1 FROM oracle.own_index o WHERE {SAME} AND o.named <> i.named AND o.method = 'BTREE'
    AND NOT EXISTS (SELECT 1 FROM oracle.own_key k WHERE k.place = o.place AND k.owner = o.owner AND k.named = o.named)
    AND left(concat(o.parts, '|'), char_length(i.parts) + 1) = concat(i.parts, '|') AND (NOT i.one OR (o.one AND o.wide = i.wide)))"""
"""Indexes that another one serves. Of two that are alike both are shown, for the server does not tell which came first."""

MISMATCHED = """
SELECT c.place, c.owner, c.named FROM oracle.own_column c JOIN information_schema.key_column_usage k ON k.table_schema = c.place
  AND k.table_name = c.owner AND k.column_name = c.named JOIN oracle.own_column o ON o.place = k.referenced_table_schema
  AND o.owner = k.referenced_table_name AND o.named = k.referenced_column_name WHERE c.place = '{0}' AND (c.kind <> o.kind
    OR (c.kind NOT IN ('int', 'tinyint', 'smallint', 'mediumint', 'bigint', 'enum', 'set', 'datetime', 'timestamp', 'time', 'year')
      AND c.whole <> o.whole))"""
"""Sizes of integers are no more than how they are shown; that both have a sign, the server itself sees to."""

UNKEYED = """
SELECT k.place, k.owner, k.columns FROM oracle.own_key k WHERE k.place = '{0}' AND NOT EXISTS (SELECT 1 FROM oracle.own_index i
  WHERE i.place = k.parent_place AND i.owner = k.parent AND i.one AND i.wide = k.wide AND i.columns = k.targets)
  AND EXISTS (SELECT 1 FROM oracle.own_table t WHERE t.place = k.parent_place AND t.owner = k.parent)"""

QUERIES: dict[str, Oracle] = {
    "foreign-key-type-mismatch": Oracle(MISMATCHED),
    "foreign-key-parent-not-unique": Oracle(UNKEYED, "columns"),
    "foreign-key-unknown-parent": Oracle(f"{KEY} NOT EXISTS (SELECT 1 FROM oracle.own_table t WHERE t.place = k.parent_place AND t.owner = k.parent)",
        "columns"),
    "unindexed-foreign-key": Oracle(f"{KEY} NOT EXISTS (SELECT 1 FROM oracle.own_index i WHERE i.place = k.place AND i.owner = k.owner"
        " AND concat(i.columns, ',') LIKE concat(k.columns, ',%'))", "columns"),
    "wide-index-key": Oracle(f"{COLUMNS_OF_INDEX} (SELECT t.engine FROM oracle.own_table t WHERE t.place = i.place AND t.owner = i.owner) = 'InnoDB'"
        " AND ((one AND method = 'HASH') OR EXISTS (SELECT 1 FROM oracle.own_column c JOIN information_schema.character_sets s"
        " ON s.character_set_name = c.charset WHERE c.place = i.place AND c.owner = i.owner AND c.named = i.begins AND wide = 1"
        " AND c.room > 3072 DIV s.maxlen AND i.parts LIKE concat('%(', 3072 DIV s.maxlen, ')%')))", "columns"),
    "missing-primary-key": Oracle(f"{TABLE} NOT EXISTS (SELECT 1 FROM oracle.own_index i WHERE i.place = t.place AND i.owner = t.owner"
        " AND i.named = 'PRIMARY')"),
    "narrow-primary-key": Oracle(f"{COLUMN} first AND kind IN {INTEGERS} AND (extra LIKE '%auto_increment%' OR preset LIKE 'nextval%')"),
    "wide-primary-key": Oracle("SELECT place, owner, '' FROM oracle.own_index i WHERE place = '{0}' AND named = 'PRIMARY' AND wide > 3"),
    "textual-primary-key": Oracle(f"{COLUMN} first AND charset <> '' AND room > 36 AND kind NOT IN ('enum', 'set') AND NOT EXISTS"
        " (SELECT 1 FROM oracle.own_key k WHERE k.place = c.place AND k.owner = c.owner AND find_in_set(c.named, k.columns))"),
    "foreign-key-cascade-delete": Oracle(f"{KEY} deleted = 'CASCADE'", "columns"),
    "duplicate-foreign-key": Oracle("SELECT min(place), min(owner), min(columns) FROM oracle.own_key WHERE place = '{0}'"
        " GROUP BY owner, parent_place, parent, parts HAVING count(*) > 1", "columns"),
    "nullable-foreign-key": Oracle(f"{KEY} wide = 1 AND empty AND 'SET NULL' NOT IN (deleted, updated) AND (parent_place, parent) <> (place, owner)", "columns"),
    "nullable-composite-foreign-key": Oracle(f"{KEY} wide > 1 AND empty", "columns"),
    "isolated-table": Oracle(f"{TABLE} EXISTS (SELECT 1 FROM oracle.own_key WHERE place = '{{0}}') AND NOT EXISTS (SELECT 1 FROM oracle.own_key k"
        " WHERE (k.place, k.owner) = (t.place, t.owner) OR (k.parent_place, k.parent) = (t.place, t.owner))"),
    "redundant-index": Oracle(SERVED, "columns", ("duplicate-index",)),
    "too-many-indexes": Oracle(f"{TABLE} (SELECT count(*) FROM oracle.own_index i WHERE i.place = t.place AND i.owner = t.owner) > 10"),
    "too-many-index-columns": Oracle(f"{COLUMNS_OF_INDEX} named <> 'PRIMARY' AND wide > 5", "columns"),
    "index-on-boolean": Oracle(f"{INDEX} NOT one AND method = 'BTREE' AND EXISTS (SELECT 1 FROM oracle.own_column c WHERE c.place = i.place"
        f" AND c.owner = i.owner AND c.named = i.begins AND {TWO_VALUED}) AND NOT EXISTS (SELECT 1 FROM oracle.own_key k"
        " WHERE k.place = i.place AND k.owner = i.owner AND k.named = i.named)"),
    "nullable-unique": Oracle(f"{COLUMNS_OF_INDEX} one AND named <> 'PRIMARY' AND empty", "columns"),
    "missing-search-index": Oracle(f"{COLUMN} kind IN ('geometry', 'point', 'linestring', 'polygon', 'multipoint', 'multilinestring',"
        " 'multipolygon', 'geometrycollection') AND NOT EXISTS (SELECT 1 FROM oracle.own_index i WHERE i.place = c.place AND i.owner = c.owner"
        " AND i.method = 'SPATIAL' AND i.begins = c.named)"),
    "nullable-boolean": Oracle(f"{COLUMN} whole = 'tinyint(1)' AND empty AND NOT made"),
    "padded-char": Oracle(f"{COLUMN} kind = 'char' AND room > 4 AND NOT made AND room NOT IN (26, 36, 64, 128) AND named NOT RLIKE"
        " '(^|_)(uuid|guid|md5|sha|sha1|sha256|sha512|hash|digest|checksum|fingerprint|hex|crc|etag|iban|isbn|ean|ulid|cuid|bcrypt|"
        "password|salt|token)(_|$)' AND NOT (room IN (32, 40, 56, 60, 96) AND named RLIKE '(^|_)(id|key|hash|code|ref|reference)(_|$)')"),
    "narrow-integer": Oracle(f"{COLUMN} kind IN {INTEGERS} AND whole <> 'tinyint(1)' AND NOT made"),
    "enum-column": Oracle(f"{COLUMN} kind IN ('enum', 'set')"),
    "deprecated-type": Oracle(f"{COLUMN} kind IN ('float', 'double') AND whole LIKE '%(%' AND NOT made"),
    "zero-date-default": Oracle(f"{COLUMN} kind IN ('date', 'datetime', 'timestamp') AND preset RLIKE '^.?0000-00|-00'"),
    "all-columns-nullable": Oracle(f"{TABLE} (SELECT count(*) > 1 AND min(c.empty) FROM oracle.own_column c WHERE c.place = t.place"
        " AND c.owner = t.owner AND NOT c.first AND NOT c.made)"),
    "too-many-columns": Oracle(f"{TABLE} (SELECT count(*) FROM oracle.own_column c WHERE c.place = t.place AND c.owner = t.owner) > 60"),
    "non-transactional-engine": Oracle(f"{TABLE} engine <> 'InnoDB'"),
    "utf8mb3-charset": Oracle(f"{TABLE} letters LIKE 'utf8mb3%' UNION {COLUMN} charset = 'utf8mb3' AND NOT EXISTS"
        " (SELECT 1 FROM oracle.own_table t WHERE t.place = c.place AND t.owner = c.owner AND t.letters LIKE 'utf8mb3%')"),
    "missing-table-comment": Oracle(f"{TABLE} said = ''"),
    "missing-column-comment": Oracle(f"{COLUMN} said = ''"),
}  # fmt: skip
"""By rule, for a database named `{0}`."""
