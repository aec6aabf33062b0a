"""For each schema rule that SQLite can answer, the query that gives the places it should tell."""

from __future__ import annotations

from oracle import Oracle

VIEWS = """
CREATE TEMP TABLE own_table AS SELECT name AS owner, wr, strict FROM pragma_table_list
  WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\';
CREATE TEMP TABLE own_column AS SELECT t.owner, c.cid AS at, lower(c.name) AS named, upper(c.type) AS kind, c.pk AS first, c.dflt_value AS preset,
  c.hidden AS made, NOT (c."notnull" OR (c.pk AND (t.strict OR t.wr OR (upper(c.type) = 'INTEGER'
    AND (SELECT sum(o.pk > 0) FROM pragma_table_info(t.owner) o) = 1)))) AS empty
  FROM own_table t, pragma_table_xinfo(t.owner) c WHERE c.hidden <> 1;
CREATE TEMP TABLE own_index AS SELECT t.owner, i.name AS named, i."unique" AS one, i.origin, i.partial, count(*) AS wide,
  group_concat(coalesce(lower(x.name), '()')) AS columns, max(CASE WHEN x.seqno = 0 THEN lower(x.name) END) AS begins,
  group_concat(coalesce(lower(x.name), '(' || i.name || ')') || ' ' || x.desc || ' ' || x.coll, '|') AS parts, i.seq
  FROM own_table t, pragma_index_list(t.owner) i, (SELECT 1), pragma_index_xinfo(i.name) x WHERE x.key GROUP BY t.owner, i.name;
CREATE TEMP TABLE own_key AS SELECT t.owner, k.id, lower(k."table") AS parent, k.on_delete AS deleted, k.on_update AS updated,
  count(*) AS wide, (SELECT group_concat(p) FROM (SELECT lower(o."from") AS p
    FROM pragma_foreign_key_list(t.owner) o WHERE o.id = k.id ORDER BY o.seq)) AS columns, max(c.empty) AS empty, min(c.empty) = 0 AS filled,
  max(c.preset IS NULL OR upper(c.preset) = 'NULL') AS bare,
  (SELECT group_concat(p) FROM (SELECT lower(o."from") || '=' || coalesce(lower(o."to"), '') AS p
    FROM pragma_foreign_key_list(t.owner) o WHERE o.id = k.id ORDER BY 1)) AS pairs
  FROM own_table t, pragma_foreign_key_list(t.owner) k JOIN own_column c ON c.owner = t.owner AND c.named = lower(k."from")
  GROUP BY t.owner, k.id;
CREATE TEMP TABLE own_part AS SELECT t.owner, k.id, k.seq AS n, lower(k."from") AS named, lower(k."table") AS parent, coalesce(lower(k."to"),
    (SELECT p.named FROM own_column p WHERE lower(p.owner) = lower(k."table") AND p.first = k.seq + 1)) AS target
  FROM own_table t, pragma_foreign_key_list(t.owner) k;
"""
"""What the queries ask, worked out once."""

COLUMN = "SELECT owner, named FROM own_column c WHERE"
TABLE = "SELECT owner, '' FROM own_table t WHERE"
INDEX = "SELECT owner, columns FROM own_index i WHERE"
KEY = "SELECT owner, columns FROM own_key k WHERE"
OF_TABLE = "FROM own_column c WHERE c.owner = t.owner"
TEXTUAL = "(kind LIKE '%CHAR%' OR kind LIKE '%TEXT%' OR kind LIKE '%CLOB%')"


def affinity(kind: str) -> str:
    """The affinity that SQLite gives a declared type: section 3.1 of its page on data types."""
    return (
        f"CASE WHEN {kind} LIKE '%INT%' THEN 1 WHEN {kind} LIKE '%CHAR%' OR {kind} LIKE '%CLOB%' OR {kind} LIKE '%TEXT%' THEN 2"
        f" WHEN {kind} LIKE '%BLOB%' OR {kind} = '' THEN 3 WHEN {kind} LIKE '%REAL%' OR {kind} LIKE '%FLOA%' OR {kind} LIKE '%DOUB%' THEN 4 ELSE 5 END"
    )


OF_PART = "FROM own_part x WHERE x.owner = k.owner AND x.id = k.id"
THERE = "EXISTS (SELECT 1 FROM own_table t WHERE lower(t.owner) = k.parent)"
ASTRAY = f"EXISTS (SELECT 1 {OF_PART} AND x.target IS NOT NULL AND NOT EXISTS (SELECT 1 FROM own_column o WHERE lower(o.owner) = k.parent AND o.named = x.target))"

QUERIES: dict[str, Oracle] = {
    "foreign-key-unknown-parent": Oracle(f"{KEY} NOT EXISTS (SELECT 1 FROM pragma_table_list l WHERE lower(l.name) = k.parent) OR ({THERE} AND {ASTRAY})",
        "columns"),
    "foreign-key-parent-not-unique": Oracle(f"""{KEY} {THERE} AND NOT {ASTRAY}
        AND NOT EXISTS (SELECT 1 FROM own_index i WHERE lower(i.owner) = k.parent AND i.one AND NOT i.partial AND i.wide = k.wide
          AND NOT EXISTS (SELECT 1 {OF_PART} AND ',' || i.columns || ',' NOT LIKE '%,' || coalesce(x.target, '-') || ',%'))
        AND NOT (k.wide = 1 AND EXISTS (SELECT 1 FROM own_column o JOIN own_part x ON x.owner = k.owner AND x.id = k.id AND x.target = o.named
          WHERE lower(o.owner) = k.parent AND o.first = 1 AND 1 = (SELECT count(*) FROM own_column p WHERE p.owner = o.owner AND p.first)))""", "columns"),
    "foreign-key-type-mismatch": Oracle(f"SELECT x.owner, x.named FROM own_part x JOIN own_column c ON c.owner = x.owner AND c.named = x.named"
        f" JOIN own_column o ON lower(o.owner) = x.parent AND o.named = x.target WHERE {affinity('c.kind')} <> {affinity('o.kind')}"),
    "default-null-on-not-null": Oracle(f"{COLUMN} NOT empty AND upper(preset) = 'NULL'"),
    "missing-primary-key": Oracle(f"{TABLE} NOT EXISTS (SELECT 1 {OF_TABLE} AND c.first)"),
    "wide-primary-key": Oracle(f"{TABLE} (SELECT sum(c.first > 0) {OF_TABLE}) > 3"),
    "textual-primary-key": Oracle(f"{COLUMN} first AND {TEXTUAL} AND (kind NOT LIKE '%(%' OR"
        " CAST(substr(kind, instr(kind, '(') + 1) AS INTEGER) > 36) AND NOT EXISTS (SELECT 1 FROM own_key k WHERE k.owner = c.owner"
        " AND ',' || k.columns || ',' LIKE '%,' || c.named || ',%')"),
    "unindexed-foreign-key": Oracle(f"{KEY} NOT EXISTS (SELECT 1 FROM own_index i WHERE i.owner = k.owner AND NOT i.partial"
        " AND k.wide = (SELECT count(*) FROM pragma_index_info(i.named) x WHERE x.seqno < k.wide"
        " AND ',' || k.columns || ',' LIKE '%,' || lower(x.name) || ',%')) AND NOT (k.wide = 1 AND EXISTS (SELECT 1 FROM own_column c"
        " WHERE c.owner = k.owner AND c.named = k.columns AND c.first = 1))", "columns"),
    "foreign-key-cascade-delete": Oracle(f"{KEY} deleted = 'CASCADE'", "columns"),
    "foreign-key-set-null-on-not-null": Oracle(f"{KEY} 'SET NULL' IN (deleted, updated) AND filled", "columns"),
    "foreign-key-set-default-without-default": Oracle(f"{KEY} 'SET DEFAULT' IN (deleted, updated) AND bare", "columns"),
    "duplicate-foreign-key": Oracle(f"{KEY} EXISTS (SELECT 1 FROM own_key o WHERE (o.owner, o.parent, o.pairs) = (k.owner, k.parent, k.pairs)"
        " AND o.id > k.id)", "columns"),
    "nullable-foreign-key": Oracle(f"{KEY} wide = 1 AND empty AND parent <> owner AND 'SET NULL' NOT IN (deleted, updated)", "columns"),
    "nullable-composite-foreign-key": Oracle(f"{KEY} wide > 1 AND empty", "columns"),
    "isolated-table": Oracle(f"{TABLE} EXISTS (SELECT 1 FROM own_key) AND NOT EXISTS (SELECT 1 FROM own_key k"
        " WHERE lower(t.owner) IN (k.parent, lower(k.owner)))"),
    "redundant-index": Oracle(f"{INDEX} origin <> 'pk' AND NOT partial AND EXISTS (SELECT 1 FROM own_index o WHERE o.owner = i.owner"
        " AND o.named <> i.named AND NOT o.partial AND substr(o.parts || '|', 1, length(i.parts) + 1) = i.parts || '|'"
        " AND (NOT i.one OR (o.one AND o.wide = i.wide)))", "columns", ("duplicate-index",)),
    "duplicate-index-column": Oracle(f"{INDEX} wide > (SELECT count(DISTINCT coalesce(x.name, x.seqno)) FROM pragma_index_info(i.named) x)", "columns"),
    "too-many-indexes": Oracle(f"{TABLE} (SELECT count(*) FROM own_index i WHERE i.owner = t.owner) > 10"),
    "too-many-index-columns": Oracle(f"{INDEX} origin <> 'pk' AND wide > 5", "columns"),
    "index-on-boolean": Oracle(f"{INDEX} NOT one AND NOT partial AND EXISTS (SELECT 1 FROM own_column c WHERE c.owner = i.owner"
        " AND c.named = i.begins AND c.kind IN ('BOOLEAN', 'BOOL'))", "columns"),
    "nullable-unique": Oracle(f"{INDEX} one AND origin <> 'pk' AND NOT partial AND EXISTS (SELECT 1 FROM own_column c"
        " WHERE c.owner = i.owner AND c.empty AND ',' || i.columns || ',' LIKE '%,' || c.named || ',%')", "columns"),
    "nullable-boolean": Oracle(f"{COLUMN} kind IN ('BOOLEAN', 'BOOL') AND empty AND NOT made"),
    "all-columns-nullable": Oracle(f"{TABLE} (SELECT count(*) > 1 AND min(c.empty) {OF_TABLE} AND NOT c.first AND NOT c.made)"),
    "too-many-columns": Oracle(f"{TABLE} (SELECT count(*) {OF_TABLE}) > 60"),
}  # fmt: skip
"""By rule: table, and the column or the columns of a key."""
