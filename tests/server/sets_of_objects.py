"""For rules on comments, row security, types, sequences, views and extensions: what a live PostgreSQL answers, some of it MariaDB too."""

from __future__ import annotations

from oracle import Oracle
from sets_of_words import FRAMEWORK

MINE = "n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname NOT LIKE 'pg_temp%'"
NO_EXTENSION = "NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = {0}.oid AND e.deptype = 'e')"
HOLDERS = (
    "todo|fixme|tbd|tba|xxx|to do|to be done|to be defined|to be determined|to be documented|na|n.a|none|null|nothing|description|comment|placeholder"
    "|no description|no comment|add description|add comment|description here|comment here|lorem ipsum|test|asdf|undocumented|unknown|待定|待补充|无|暂无"
)


def void(said: str, name: str) -> str:
    """Whether a comment holds its place, or says no more than the name."""
    bare = f"regexp_replace(regexp_replace(lower({said}), '^ *(the|a|an|this|table|column|field) +', ''), ' +(table|column|field|view)[.]?$', '')"
    return (
        f"({said} <> '' AND (lower({said}) ~ '^[ .:;,?!*()/_-]*({HOLDERS})?[ .:;,?!*()/_-]*$'"
        f" OR {said} ~ '^[ *#/-]*(TODO|FIXME|TBD|TBA|XXX)([^A-Za-z0-9_]|$)' OR lower({said}) ~ '^ *[[](describe|description|todo|add|write|fill)'"
        f" OR replace(replace(replace({bare}, ' ', ''), '_', ''), '.', '') = replace(lower({name}), '_', '')))"
    )


DESCRIBED = f"""
WITH asked AS (SELECT t.* FROM p_table t WHERE NOT ({FRAMEWORK})),
columns AS (SELECT c.* FROM p_column c JOIN asked t ON t.place = c.place AND t.owner = c.owner WHERE c.own),
shares AS (SELECT (SELECT count(*) FROM asked) AS tables, (SELECT count(*) FROM columns) AS columns,
  (SELECT count(*) FROM asked t WHERE t.said <> '' AND NOT {void("t.said", "t.owner")}) AS told,
  (SELECT count(*) FROM columns c WHERE c.said <> '' AND NOT {void("c.said", "c.named")}) AS spoken)
SELECT min(t.place), min(t.place), '' FROM asked t, shares s WHERE s.told * 100 < s.tables * 80 OR s.spoken * 100 < s.columns * 80
HAVING count(*) > 0"""

STACKED = f"""
WITH RECURSIVE reads AS (SELECT DISTINCT w.ev_class AS view, d.refobjid AS id FROM pg_rewrite w JOIN pg_depend d ON d.objid = w.oid
    AND d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> w.ev_class
  JOIN pg_class c ON c.oid = d.refobjid AND c.relkind = 'v' JOIN pg_class v ON v.oid = w.ev_class AND v.relkind IN ('v', 'm')),
stacks (top, id, deep) AS (SELECT view, id, 2 FROM reads UNION SELECT s.top, r.id, s.deep + 1 FROM stacks s JOIN reads r ON r.view = s.id)
SELECT DISTINCT n.nspname, v.relname, '' FROM stacks s JOIN pg_class v ON v.oid = s.top JOIN pg_namespace n ON n.oid = v.relnamespace
WHERE {MINE} AND s.deep > 3"""

LABELS = f"""
WITH lists AS (SELECT n.nspname AS place, y.typname AS named, y.oid, array_agg(e.enumlabel::text ORDER BY e.enumlabel) AS labels
  FROM pg_type y JOIN pg_namespace n ON n.oid = y.typnamespace JOIN pg_enum e ON e.enumtypid = y.oid WHERE {MINE} GROUP BY 1, 2, 3)
SELECT a.place, a.named, '' FROM lists a WHERE cardinality(a.labels) > 1 AND EXISTS (SELECT FROM lists b WHERE b.labels = a.labels AND b.oid < a.oid)"""

SPOKEN = "EXISTS (SELECT FROM pg_proc p JOIN pg_namespace m ON m.oid = p.pronamespace WHERE m.nspname NOT IN ('pg_catalog', 'information_schema') AND p.prosrc ~* ('\\m' || {0} || '\\M'))"

ORPHANS = f"""
SELECT n.nspname, y.typname, '' FROM pg_type y JOIN pg_namespace n ON n.oid = y.typnamespace LEFT JOIN pg_class c ON c.oid = y.typrelid
WHERE {MINE} AND {NO_EXTENSION.format("y")} AND (y.typtype IN ('e', 'd') OR (y.typtype = 'c' AND c.relkind = 'c'))
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.refobjid IN (y.oid, y.typarray) AND d.refclassid = 'pg_type'::regclass AND d.deptype = 'n')
AND NOT {SPOKEN.format("y.typname")}"""

UNDRAWN = f"""
SELECT n.nspname, c.relname, '' FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'S' AND {MINE}
AND c.relname <> 'hibernate_sequence' AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i'))
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.refobjid = c.oid AND d.deptype = 'n') AND NOT {SPOKEN.format("c.relname")}
AND NOT EXISTS (SELECT FROM own_table t WHERE replace(lower(t.owner), '_', '') = regexp_replace(replace(lower(c.relname), '_', ''), '^seq|(id)?(sequence|seq)$', '', 'g'))"""

UNEVEN = """
SELECT t.place, t.owner, a.attname FROM own_table t JOIN pg_attrdef d ON d.adrelid = t.oid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.adnum
JOIN pg_depend u ON u.objid = d.oid AND u.classid = 'pg_attrdef'::regclass AND u.refclassid = 'pg_class'::regclass
JOIN pg_sequence s ON s.seqrelid = u.refobjid WHERE NOT s.seqcycle AND s.seqincrement > 0
AND s.seqmax < CASE a.atttypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647 ELSE 9223372036854775807 END"""

FOR_ALL: dict[str, Oracle] = {
    "placeholder-comment": Oracle(f"SELECT t.place, t.owner, '' FROM p_table t WHERE {void('t.said', 't.owner')}"
        f" UNION SELECT c.place, c.owner, c.named FROM p_column c WHERE {void('c.said', 'c.named')}"),
    "documentation-coverage": Oracle(DESCRIBED, everywhere=True),
}  # fmt: skip
"""Those that MariaDB answers too, by rule."""

QUERIES: dict[str, Oracle] = {
    **FOR_ALL,
    "rls-disabled": Oracle("SELECT t.place, t.owner, '' FROM own_table t JOIN pg_class c ON c.oid = t.oid WHERE t.place = 'public'"
        " AND NOT c.relrowsecurity"),
    "names-differ-by-case": Oracle("SELECT t.place, t.owner, '' FROM own_table t WHERE EXISTS (SELECT FROM own_table o WHERE o.place = t.place"
        " AND lower(o.owner) = lower(t.owner) AND o.oid < t.oid) UNION SELECT c.place, c.owner, c.named FROM own_column c WHERE EXISTS ("
        "SELECT FROM own_column o WHERE o.oid = c.oid AND lower(o.named) = lower(c.named) AND o.at < c.at)"),
    "narrow-sequence": Oracle(UNEVEN),
    "wide-index-key": Oracle("SELECT i.place, i.owner, i.named FROM own_index i WHERE i.method = 'btree' AND 2704 < (SELECT sum(c.room - 4)"
        " FROM every_column c WHERE c.oid = i.oid AND c.at = ANY ((i.keys::int2[])[0:i.wide - 1]) AND c.kind = 'bpchar'::regtype)"),
    "nested-views": Oracle(STACKED, everywhere=True),
    "duplicate-values-type": Oracle(LABELS, everywhere=True),
    "orphan-type": Oracle(ORPHANS, everywhere=True),
    "unused-sequence": Oracle(UNDRAWN, everywhere=True),
    "extension-in-public": Oracle("SELECT '', e.extname, '' FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace"
        " WHERE n.nspname = 'public'", everywhere=True),
    "allowed-extensions": Oracle("SELECT '', e.extname, '' FROM pg_extension e WHERE e.extname NOT IN ('plpgsql', 'citext')", everywhere=True,
        options={"extensions": ["plpgsql", "citext"]}),
}  # fmt: skip
"""By rule."""
