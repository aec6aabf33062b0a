"""For rules on audit columns, soft deletion, histories and policies: queries that PostgreSQL, MariaDB and SQLite answer alike."""

from __future__ import annotations

from oracle import Oracle
from sets_of_words import (
    COLUMN,
    CREATED,
    EVENTS,
    FRAMEWORK,
    JOINS,
    LOGGED_LAST,
    OF_COLUMN,
    OF_TABLE,
    UPDATED,
    VALUES,
    last,
    some,
    whole,
)

TIME = "c.shape IN ('timestamp', 'date', 'time')"
NOW = "lower(c.preset) ~ '(now|current_?timestamp|localtimestamp|current_date|datetime|strftime|unixepoch|julianday|timezone|date[(])'"
IS_CREATED = f"c.words ~ {whole(CREATED)}"
IS_UPDATED = f"c.words ~ {whole(UPDATED)}"
LOOKUP = (
    "type types status statuses kind kinds role roles category categories country countries currency currencies language languages lookup"
    " lookups state states unit units code codes"
)
LOOKED_UP = (
    "id|code|name|label|title|description|slug|key|value|sort|order|position|sequence|active|is|enabled|symbol|abbreviation|short|long|display"
    "|text|iso|rank|level"
)
OWN_WORDS = (
    f"concat('{LOOKED_UP}|', replace(t.words, '_', '|'), '|', replace(regexp_replace(t.words, 's+$', ''), '_', '|'))"
)
DELETION_TIMES = (
    "deleted_at deleted_on removed_at date_deleted deletion_date delete_time deleted_time deleted_date soft_deleted_at"
)
DELETION_FLAGS = "is_deleted deleted is_removed soft_deleted del_flag delete_flag deleted_flag is_delete delete_status"
OF_DELETION = "deleted deletion deletions trash tombstone tombstones deletedobject"
RANDOM = "uuid guid uid token hash secret nonce digest"

DELETION = f"""
marks AS (SELECT c.place, c.owner, c.named, c.words, CASE WHEN {TIME} OR c.words ~ {whole(DELETION_TIMES)} THEN 'time' ELSE 'flag' END AS way,
    row_number() OVER (PARTITION BY c.place, c.owner ORDER BY c.at) AS nth FROM p_column c
  JOIN p_table t ON t.place = c.place AND t.owner = c.owner WHERE t.words !~ {some(OF_DELETION)}
  AND ((c.words ~ {whole(DELETION_TIMES)} AND (c.empty OR c.preset <> ''))
    OR (c.words ~ {whole(DELETION_FLAGS)} AND (c.shape IN ('bool', 'int', 'bit', 'timestamp', 'date') OR c.fixed)))),
deletion AS (SELECT * FROM marks WHERE nth = 1)"""
"""By table the column that marks its deleted rows."""

ROLES = f"""
roles AS (SELECT c.place, c.owner, {IS_UPDATED} AS updated, {IS_CREATED} OR c.words ~ {whole(EVENTS)} OR ({TIME} AND {NOW} AND NOT c.renewed
    AND NOT {IS_UPDATED} AND c.words ~ '(^|_)(at|on|date|time|when|ts)$') AS created FROM p_column c),
asked AS (SELECT t.*, t.words ~ {LOGGED_LAST} AS log FROM p_table t WHERE NOT ({FRAMEWORK})
  AND NOT EXISTS (SELECT 1 FROM joins x WHERE {OF_TABLE}) AND NOT EXISTS (SELECT 1 FROM lists x WHERE {OF_TABLE}) AND EXISTS (SELECT 1 FROM p_column x WHERE {OF_TABLE})
  AND NOT (NOT EXISTS (SELECT 1 FROM p_key x WHERE {OF_TABLE}) AND (SELECT count(*) FROM p_column x WHERE {OF_TABLE}) <= 8
    AND (t.words ~ {last(LOOKUP)} OR EXISTS (SELECT 1 FROM p_key x WHERE x.parent_place = t.place AND x.parent = t.owner))
    AND NOT EXISTS (SELECT 1 FROM p_column x WHERE {OF_TABLE} AND x.words !~ concat('^(', {OWN_WORDS}, ')(_(', {OWN_WORDS}, '))*$'))))"""
"""The tables that should say when their rows were made and changed: no join tables, no lists that others refer to."""

TYPED = f"""
WITH held AS (SELECT c.* FROM p_column c WHERE c.own AND NOT c.made AND ({IS_CREATED} OR {IS_UPDATED}) AND c.shape NOT IN ('binary', 'bytea', 'user', 'enum')),
kinds AS (SELECT exact, count(*) AS times, (SELECT count(*) FROM held) AS places FROM held GROUP BY exact)
SELECT c.place, c.owner, c.named FROM held c, p_server s
WHERE c.exact <> coalesce((SELECT exact FROM kinds WHERE times * 2 > places AND places > 1), s.instant)
AND NOT (c.exact IN ('timestamp with time zone', 'timestamp') AND coalesce((SELECT exact FROM kinds WHERE times * 2 > places AND places > 1), s.instant)
  IN ('timestamp without time zone', 'datetime', 'date'))
AND NOT ((SELECT max(places) FROM kinds) = 1 AND (c.shape = 'timestamp' OR (s.instant = 'text' AND c.shape IN ('text', 'int', 'decimal'))))"""

MIRRORED = """
WITH mirrors AS (SELECT h.place, h.owner, o.owner AS origin FROM p_table h JOIN p_table o ON o.place = h.place
    AND o.words = regexp_replace(h.words, '_(history|histories|hist|audit|archive|archived)$', '')
  WHERE h.words ~ '_(history|histories|hist|audit|archive|archived)$'),
pairs AS (SELECT m.place, m.owner, o.named AS theirs, o.exact AS sort, c.named, c.exact FROM mirrors m
  JOIN p_column o ON o.place = m.place AND o.owner = m.origin AND NOT o.made
  LEFT JOIN p_column c ON c.place = m.place AND c.owner = m.owner AND c.words = o.words),
held AS (SELECT place, owner FROM pairs GROUP BY place, owner HAVING count(named) >= 3 AND count(named) >= 0.6 * count(*))
SELECT p.place, p.owner, coalesce(p.named, p.theirs) FROM pairs p JOIN held h ON h.place = p.place AND h.owner = p.owner
WHERE p.named IS NULL OR p.exact <> p.sort"""

TENANT = "project_id"
OF_TENANT = f"EXISTS (SELECT 1 FROM p_column x WHERE {OF_TABLE} AND lower(x.named) = '{TENANT}')"
TENANTS = f"""
SELECT t.place, t.owner, '' FROM p_table t WHERE lower(t.owner) NOT IN ('project', 'projects') AND NOT ({FRAMEWORK}) AND NOT {OF_TENANT}
UNION SELECT t.place, t.owner, t.columns FROM p_key t JOIN p_column p ON p.place = t.parent_place AND p.owner = t.parent AND lower(p.named) = '{TENANT}'
  WHERE {OF_TENANT} AND lower(t.owner) NOT IN ('project', 'projects') AND lower(t.parent) NOT IN ('project', 'projects')
  AND concat(',', lower(t.columns), ',') NOT LIKE '%,{TENANT},%'
UNION SELECT t.place, t.owner, t.columns FROM p_index t WHERE t.one AND NOT t.first AND {OF_TENANT} AND lower(t.owner) NOT IN ('project', 'projects')
  AND concat(',', lower(t.columns), ',') NOT LIKE '%,{TENANT},%' AND NOT EXISTS (SELECT 1 FROM p_index_column i JOIN p_column c
    ON c.place = i.place AND c.owner = i.owner AND c.named = i.col AND c.counted WHERE i.place = t.place AND i.owner = t.owner AND i.named = t.named)"""

QUERIES: dict[str, Oracle] = {
    "missing-audit-columns": Oracle(f"""WITH {JOINS}, {VALUES}, {ROLES} SELECT t.place, t.owner, '' FROM asked t
        WHERE (NOT t.log AND NOT EXISTS (SELECT 1 FROM roles x WHERE {OF_TABLE} AND x.updated))
        OR NOT (EXISTS (SELECT 1 FROM roles x WHERE {OF_TABLE} AND (x.created OR (t.log AND x.updated)))
          OR (t.log AND EXISTS (SELECT 1 FROM p_column x WHERE {OF_TABLE} AND x.shape = 'timestamp' AND NOT x.empty)))"""),
    "nullable-audit-column": Oracle(f"{COLUMN} ({IS_CREATED} OR {IS_UPDATED}) AND c.empty AND NOT c.made"),
    "audit-column-type": Oracle(TYPED),
    "audit-column-without-default": Oracle(f"SELECT c.place, c.owner, c.named FROM p_column c JOIN p_table t ON t.place = c.place"
        f" AND t.owner = c.owner WHERE c.own AND {IS_CREATED} AND {TIME} AND c.preset IN ('', 'NULL') AND NOT c.made AND NOT ({FRAMEWORK})"
        f" AND t.words !~ {some('history histories archive')} AND NOT EXISTS (SELECT 1 FROM p_trigger x WHERE {OF_COLUMN}"
        " AND x.text LIKE concat('%', lower(c.named), '%'))"),
    "unmaintained-updated-at": Oracle(f"SELECT c.place, c.owner, c.named FROM p_column c JOIN p_table t ON t.place = c.place"
        f" AND t.owner = c.owner WHERE c.own AND {IS_UPDATED} AND t.words !~ {LOGGED_LAST} AND NOT c.renewed AND NOT c.made"
        f" AND c.shape NOT IN ('binary', 'bytea') AND NOT EXISTS (SELECT 1 FROM p_trigger x WHERE {OF_COLUMN} AND x.updates"
        " AND x.text LIKE concat('%', lower(c.named), '%'))"),
    "history-table-drift": Oracle(MIRRORED),
    "inconsistent-soft-delete": Oracle(f"""WITH {DELETION}, ways AS (SELECT words, way, count(*) AS times FROM deletion GROUP BY words, way)
        SELECT d.place, d.owner, d.named FROM deletion d JOIN ways w ON w.words = d.words AND w.way = d.way
        WHERE w.times < (SELECT max(times) FROM ways)"""),
    "soft-delete-cascade": Oracle(f"WITH {DELETION} SELECT k.place, k.owner, k.columns FROM p_key k JOIN deletion d ON d.place = k.place"
        " AND d.owner = k.owner WHERE k.deleted = 'CASCADE'", "columns"),
    "soft-delete-unique": Oracle(f"""WITH {DELETION} SELECT i.place, i.owner, i.columns FROM p_index i JOIN deletion d ON d.place = i.place
        AND d.owner = i.owner WHERE i.one AND NOT i.first AND concat(',', i.columns, ',') NOT LIKE concat('%,', d.named, ',%')
        AND lower(i.filter) NOT LIKE concat('%', lower(d.named), '%')
        AND NOT EXISTS (SELECT 1 FROM p_key k WHERE k.parent_place = i.place AND k.parent = i.owner AND k.targets = i.columns AND i.plain)
        AND NOT EXISTS (SELECT 1 FROM p_index_column x JOIN p_column c ON {OF_COLUMN} AND c.named = x.col WHERE x.place = i.place
          AND x.owner = i.owner AND x.named = i.named AND (c.counted OR c.words ~ '(^|_)({RANDOM.replace(' ', '|')})(_(new|old|current|previous|next))*$'))""", "columns"),
    "mutable-audit-table": Oracle(f"SELECT k.place, k.owner, k.columns FROM p_key k JOIN p_table t ON t.place = k.place AND t.owner = k.owner"
        f" WHERE t.words ~ {some('audit audits journal ledger trail')} AND (k.deleted IN ('CASCADE', 'SET NULL', 'SET DEFAULT')"
        " OR k.updated IN ('SET NULL', 'SET DEFAULT'))", "columns", parts=True),
    "missing-tenant-key": Oracle(TENANTS, "columns", options={"column": TENANT}),
    "required-columns": Oracle(f"""SELECT t.place, t.owner, '' FROM p_table t WHERE NOT ({FRAMEWORK}) AND NOT (
        EXISTS (SELECT 1 FROM p_column x WHERE {OF_TABLE} AND lower(x.named) = 'id') AND EXISTS (SELECT 1 FROM p_column x WHERE {OF_TABLE}
          AND lower(x.named) = 'created_at')) UNION SELECT c.place, c.owner, c.named FROM p_column c JOIN p_table t ON t.place = c.place
        AND t.owner = c.owner WHERE NOT ({FRAMEWORK}) AND ((lower(c.named) = 'id' AND (c.exact <> 'bigint' OR c.empty))
          OR (lower(c.named) = 'created_at' AND c.empty))""",
        options={"columns": {"id": "bigint not null", "created_at": "not null"}}),
    "forbidden-columns": Oracle(f"{COLUMN} (lower(c.named) LIKE '%type' OR lower(c.named) LIKE 'pass%' OR c.exact IN ('date', 'smallint'))",
        options={"columns": ["*type", "pass*"], "types": ["date", "smallint"]}),
    "required-type": Oracle(f"{COLUMN} ((c.named LIKE '%id' AND (c.exact <> 'bigint' OR c.empty)) OR (c.named LIKE '%at'"
        " AND c.exact NOT IN ('timestamp', 'timestamp without time zone', 'datetime')))",
        options={"columns": {"*id": "bigint not null", "*at": "timestamp | datetime"}}),
    "allowed-types": Oracle(f"{COLUMN} c.exact NOT IN ('bigint', 'varchar', 'character varying', 'date')",
        options={"types": ["bigint", "varchar", "date"]}),
    "name-pattern": Oracle("""SELECT t.place, t.owner, '' FROM p_table t WHERE t.kept !~ '^[a-z]+(_[a-z]+)*s$'
        UNION SELECT c.place, c.owner, c.named FROM p_column c WHERE c.own AND c.kept !~ '^[a-z]+(_[a-z]+)?$'""",
        options={"patterns": {"table": "[a-z]+(_[a-z]+)*s", "column": "[a-z]+(_[a-z]+)?"}}),
}  # fmt: skip
"""By rule."""
