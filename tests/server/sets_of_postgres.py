"""For each schema rule that a live PostgreSQL can answer, the query that gives the places it should tell."""

from __future__ import annotations

from oracle import Oracle

VIEWS = """
CREATE TEMP VIEW own_table AS
SELECT c.oid, n.nspname AS place, c.relname AS owner, c.relpersistence AS kept FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
  AND n.nspname NOT IN ('pg_catalog', 'information_schema');
CREATE TEMP VIEW every_column AS
SELECT t.oid, t.place, t.owner, a.attname::text AS named, a.attnum AS at, a.atttypid AS kind, a.atttypmod AS room,
  a.attndims AS deep, a.attnotnull AS filled, a.attidentity AS counted, a.attgenerated AS made, a.attcollation AS letters,
  a.attinhcount = 0 AS own, coalesce(pg_get_expr(d.adbin, d.adrelid), '') AS preset
FROM own_table t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum;
CREATE TEMP VIEW own_column AS SELECT * FROM every_column WHERE own;
CREATE TEMP VIEW own_index AS
SELECT t.oid, t.place, t.owner, i.indexrelid AS id, x.relname AS named, m.amname AS method, i.indisprimary AS first,
  i.indisunique AS one, i.indnkeyatts AS wide, i.indkey AS keys, i.indclass AS classes, i.indcollation AS letters,
  i.indnullsnotdistinct AS strict, coalesce(pg_get_expr(i.indpred, i.indrelid), '') AS filter, i.indisvalid AS valid
FROM own_table t JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam;
CREATE TEMP VIEW own_key AS
SELECT t.oid, t.place, t.owner, k.conname AS named, k.conkey AS keys, k.confrelid AS parent, k.confkey AS parent_keys,
  k.confdeltype AS deleted, k.confupdtype AS updated, k.confmatchtype AS match, k.oid AS id, k.confdelsetcols AS some
FROM own_table t JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'f' AND k.conparentid = 0;
"""
"""What the queries ask: tables that stand for themselves, their columns, indexes and foreign keys. Partitions repeat their
parent, inherited columns are their parent's."""

COLUMN = "SELECT place, owner, named FROM own_column c WHERE"
TABLE = "SELECT place, owner, '' FROM own_table t WHERE"
INDEX = "SELECT place, owner, named FROM own_index i WHERE"
KEY = "SELECT place, owner, named FROM own_key k WHERE"
OF_KEY = "SELECT FROM every_column c WHERE c.oid = k.oid AND c.at = ANY (k.keys)"
FIRST = "every_column c WHERE c.oid = i.oid AND c.at = i.keys[0]"
IN_PRIMARY = "EXISTS (SELECT FROM own_index i WHERE i.oid = c.oid AND i.first AND c.at = ANY (i.keys))"
FULL_CODES = (
    "'(^|_)(uuid|guid|md5|sha|sha1|sha256|sha512|hash|digest|checksum|fingerprint|hex|crc|etag|iban|isbn|ean|ulid|cuid|bcrypt|"
    "password|salt|token)(_|$)'"
)
TEXT = "('text'::regtype, 'varchar'::regtype, 'bpchar'::regtype)"

SERVED = """
WITH keys AS (
  SELECT i.indexrelid AS id, i.indrelid AS owner, i.indisprimary AS first, i.indisunique AS one, i.indnkeyatts AS n, x.relname AS name,
    coalesce(pg_get_expr(i.indpred, i.indrelid), '') AS filter, k.condeferrable IS TRUE AS late,
    (SELECT array_agg(format('%s %s %s %s', pg_get_indexdef(i.indexrelid, at, true), i.indclass[at - 1], i.indcollation[at - 1],
      i.indoption[at - 1]) ORDER BY at) FROM generate_series(1, i.indnkeyatts) at) AS parts,
    (SELECT coalesce(array_agg(pg_get_indexdef(i.indexrelid, at, true)), '{}')
      FROM generate_series(i.indnkeyatts + 1, i.indnatts) at) AS more
  FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
  LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u')
  WHERE m.amname = 'btree' AND i.indisvalid)
SELECT DISTINCT n.nspname, c.relname, a.name FROM keys a JOIN keys b ON a.owner = b.owner AND a.id <> b.id
JOIN pg_class c ON c.oid = a.owner JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND NOT c.relispartition AND NOT a.first
  AND a.filter = b.filter AND a.n <= b.n AND a.parts = b.parts[1:a.n] AND a.more <@ (b.more || b.parts)
  AND (NOT a.one OR (a.n = b.n AND b.one AND NOT b.late))
  AND NOT (a.n = b.n AND a.one = b.one AND NOT b.first AND a.more <@ b.more AND b.more <@ a.more AND a.id < b.id)
"""
"""Indexes that another one serves: they begin it, with the same predicate, and are as unique."""

UNINDEXED = """
SELECT place, owner, array_to_string(ARRAY(SELECT c.named FROM unnest(k.keys) WITH ORDINALITY u(at, n)
  JOIN every_column c ON c.oid = k.oid AND c.at = u.at ORDER BY n), ',') FROM own_key k WHERE NOT EXISTS (
  SELECT FROM own_index i WHERE i.oid = k.oid AND i.valid AND i.method IN ('btree', 'hash', 'gist') AND i.wide >= cardinality(k.keys)
    AND (i.filter = '' OR NOT EXISTS (
      SELECT FROM unnest(regexp_split_to_array(regexp_replace(i.filter, '[()]', '', 'g'), ' AND ')) part WHERE part NOT IN (
        SELECT format('%I IS NOT NULL', c.named) FROM every_column c WHERE c.oid = k.oid AND c.at = ANY (k.keys))))
    AND (SELECT array_agg(a::int ORDER BY a) FROM unnest((i.keys::int2[])[0:cardinality(k.keys) - 1]) a)
      = (SELECT array_agg(a::int ORDER BY a) FROM unnest(k.keys) a)
    AND NOT EXISTS (SELECT FROM generate_series(0, cardinality(k.keys) - 1) n JOIN every_column c
      ON c.oid = i.oid AND c.at = i.keys[n] WHERE i.letters[n] <> c.letters))"""

MISMATCHED = """
SELECT DISTINCT k.place, k.owner, a.attname FROM own_key k CROSS JOIN unnest(k.keys, k.parent_keys) u(mine, theirs)
JOIN pg_attribute a ON a.attrelid = k.oid AND a.attnum = u.mine JOIN pg_attribute b ON b.attrelid = k.parent AND b.attnum = u.theirs
WHERE (a.atttypid, a.atttypmod, a.attcollation) <> (b.atttypid, b.atttypmod, b.attcollation)"""

QUERIES: dict[str, Oracle] = {
    "missing-primary-key": Oracle(f"{TABLE} NOT EXISTS (SELECT FROM own_index i WHERE i.oid = t.oid AND i.first)"
        " AND EXISTS (SELECT FROM every_column c WHERE c.oid = t.oid)"),
    "narrow-primary-key": Oracle(f"{COLUMN} kind IN ('int4'::regtype, 'int2'::regtype) AND {IN_PRIMARY}"
        " AND (counted <> '' OR preset LIKE 'nextval(%')"),
    "wide-primary-key": Oracle("SELECT place, owner, '' FROM own_index i WHERE first AND wide > 3"),
    "textual-primary-key": Oracle(f"{COLUMN} kind IN {TEXT} AND (room < 0 OR room - 4 > 36) AND {IN_PRIMARY}"
        " AND NOT EXISTS (SELECT FROM own_key k WHERE k.oid = c.oid AND c.at = ANY (k.keys))"),
    "unindexed-foreign-key": Oracle(UNINDEXED, "columns"),
    "foreign-key-cascade-delete": Oracle(f"{KEY} deleted = 'c'"),
    "foreign-key-set-null-on-not-null": Oracle(f"{KEY} (deleted = 'n' OR updated = 'n') AND EXISTS ({OF_KEY} AND c.filled"
        " AND (updated = 'n' OR k.some IS NULL OR c.at = ANY (k.some)))"),
    "foreign-key-set-default-without-default": Oracle(f"{KEY} (deleted = 'd' OR updated = 'd') AND EXISTS ({OF_KEY}"
        " AND (c.preset = '' OR c.preset LIKE 'NULL%') AND (updated = 'd' OR k.some IS NULL OR c.at = ANY (k.some)))"),
    "foreign-key-type-mismatch": Oracle(MISMATCHED),
    "duplicate-foreign-key": Oracle(f"{KEY} EXISTS (SELECT FROM own_key o WHERE o.oid = k.oid AND o.id < k.id AND o.parent = k.parent"
        " AND (SELECT array_agg(u ORDER BY u) FROM unnest(o.keys, o.parent_keys) u)"
        " = (SELECT array_agg(u ORDER BY u) FROM unnest(k.keys, k.parent_keys) u))"),
    "nullable-foreign-key": Oracle("SELECT k.place, k.owner, c.named FROM own_key k JOIN every_column c ON c.oid = k.oid"
        " AND k.keys = ARRAY[c.at] WHERE NOT c.filled AND k.parent <> k.oid AND 'n' NOT IN (k.deleted, k.updated) AND c.made = ''"),
    "nullable-composite-foreign-key": Oracle(f"{KEY} cardinality(keys) > 1 AND match <> 'f' AND EXISTS ({OF_KEY} AND NOT c.filled)"
        " AND NOT EXISTS (SELECT FROM pg_constraint h WHERE h.conrelid = k.oid AND h.contype = 'c' AND cardinality(h.conkey) > 1"
        " AND pg_get_constraintdef(h.oid) ~* 'is (not )?null|num_n' AND h.conkey @> (SELECT array_agg(c.at) FROM every_column c"
        " WHERE c.oid = k.oid AND c.at = ANY (k.keys) AND NOT c.filled))"),
    "isolated-table": Oracle(f"{TABLE} EXISTS (SELECT FROM own_key) AND NOT EXISTS (SELECT FROM own_key k"
        " WHERE t.oid IN (k.oid, k.parent)) AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = t.oid)"),
    "redundant-index": Oracle(SERVED, beside=("duplicate-index",)),
    "duplicate-index-column": Oracle(f"{INDEX} EXISTS (SELECT FROM generate_series(1, wide - 1) n, generate_series(0, n - 1) o"
        " WHERE keys[n] > 0 AND (keys[n], classes[n], letters[n]) = (keys[o], classes[o], letters[o]))"),
    "too-many-indexes": Oracle(f"{TABLE} (SELECT count(*) FROM own_index i WHERE i.oid = t.oid) > 10"),
    "too-many-index-columns": Oracle(f"{INDEX} NOT first AND wide > 5"),
    "index-on-boolean": Oracle(f"{INDEX} NOT one AND filter = '' AND EXISTS (SELECT FROM {FIRST} AND (c.kind = 'bool'::regtype"
        " OR (c.kind = 'bit'::regtype AND c.room = 1)))"),
    "nullable-unique": Oracle(f"{INDEX} one AND NOT first AND NOT strict AND valid AND EXISTS (SELECT FROM every_column c"
        " WHERE c.oid = i.oid AND c.at = ANY ((i.keys::int2[])[0:i.wide - 1]) AND NOT c.filled"
        " AND i.filter !~ ('\\m' || c.named || '\\M'))"),
    "hash-index": Oracle(f"{INDEX} method = 'hash'"),
    "btree-on-composite-value": Oracle(f"{INDEX} method = 'btree' AND NOT one AND EXISTS (SELECT FROM {FIRST}"
        " AND EXISTS (SELECT FROM pg_type y WHERE y.oid = c.kind AND (y.typcategory IN ('A', 'R') OR y.typname IN ('jsonb', 'tsvector')))"
        " AND EXISTS (SELECT FROM pg_opclass o WHERE o.oid = i.classes[0] AND o.opcdefault))"),
    "pointless-index-predicate": Oracle(f"{INDEX} EXISTS (SELECT FROM every_column c WHERE c.oid = i.oid AND c.filled"
        " AND i.filter = format('(%I IS NOT NULL)', c.named))"),
    "missing-search-index": Oracle(f"{COLUMN} kind IN (SELECT oid FROM pg_type WHERE typname IN ('tsvector', 'point', 'polygon', 'box', 'circle',"
        " 'geometry')) AND NOT EXISTS (SELECT FROM own_index i WHERE i.oid = c.oid AND i.method IN ('gin', 'gist', 'spgist', 'brin')"
        " AND c.at = ANY (i.keys))"),
    "timestamp-without-time-zone": Oracle(f"{COLUMN} kind IN ('timestamp'::regtype, 'timestamp[]'::regtype)"
        " AND named !~ '(^|_)(local|localtime|wall|naive)(_|$)'"),
    "time-with-time-zone": Oracle(f"{COLUMN} kind = 'timetz'::regtype AND made = ''"),
    "money-type": Oracle(f"{COLUMN} kind = 'money'::regtype AND made = ''"),
    "json-instead-of-jsonb": Oracle(f"{COLUMN} kind IN ('json'::regtype, 'json[]'::regtype)"),
    "nullable-boolean": Oracle(f"{COLUMN} kind = 'bool'::regtype AND NOT filled AND made = ''"),
    "padded-char": Oracle(f"{COLUMN} kind = 'bpchar'::regtype AND room - 4 > 4 AND made = '' AND room - 4 NOT IN (26, 36, 64, 128)"
        f" AND named !~ {FULL_CODES} AND NOT (room - 4 IN (32, 40, 56, 60, 96) AND named ~ '(^|_)(id|key|hash|code|ref|reference)(_|$)')"),
    "bounded-varchar": Oracle(f"{COLUMN} kind IN ('varchar'::regtype, 'varchar[]'::regtype) AND room >= 0 AND made = ''"),
    "narrow-integer": Oracle(f"{COLUMN} kind IN ('int2'::regtype, 'int4'::regtype, 'int2[]'::regtype, 'int4[]'::regtype) AND made = ''"),
    "enum-column": Oracle(f"{COLUMN} kind IN (SELECT oid FROM pg_type WHERE typtype = 'e')"),
    "serial-column": Oracle(f"{COLUMN} counted = '' AND preset LIKE 'nextval(%'"
        " AND 1 = (SELECT count(*) FROM every_column o WHERE o.preset = c.preset)"),
    "all-columns-nullable": Oracle(f"{TABLE} 2 <= (SELECT count(*) FROM every_column c WHERE c.oid = t.oid AND c.made = ''"
        f" AND NOT {IN_PRIMARY}) AND NOT EXISTS (SELECT FROM every_column c WHERE c.oid = t.oid AND c.filled AND c.made = ''"
        f" AND NOT {IN_PRIMARY}) AND NOT EXISTS (SELECT FROM every_column c JOIN pg_type y ON y.oid = c.kind"
        " WHERE c.oid = t.oid AND y.typtype IN ('d', 'c', 'e'))"),
    "too-many-columns": Oracle(f"{TABLE} (SELECT count(*) FROM every_column c WHERE c.oid = t.oid) > 60"),
    "unlogged-table": Oracle(f"{TABLE} kept = 'u'"),
    "table-inheritance": Oracle(f"{TABLE} EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = t.oid)"),
    "unvalidated-constraint": Oracle("SELECT place, owner, k.conname FROM own_table t JOIN pg_constraint k ON k.conrelid = t.oid"
        " WHERE k.contype IN ('c', 'f') AND NOT k.convalidated AND k.conparentid = 0"),
    "missing-table-comment": Oracle(f"{TABLE} coalesce(obj_description(t.oid, 'pg_class'), '') = ''"),
    "missing-column-comment": Oracle(f"{COLUMN} coalesce(col_description(c.oid, c.at), '') = ''"),
}  # fmt: skip
"""By rule. Where one is silent about a kind of name, the query leaves such names out as well."""
