"""What a PostgreSQL database holds, asked of its catalogue. Run with an empty search path, so that every name is written out."""

from __future__ import annotations

from schemalint.verifying.postgres_wire import Session
from schemalint.verifying.values import Picture

_OURS = "n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname NOT LIKE 'pg\\_temp%' AND n.nspname NOT LIKE 'pg\\_toast\\_%'"
_OWN = "NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = {0} AND e.deptype = 'e')"
_PLACE = f"{_OURS} AND {_OWN.format('c.oid')}"
_ON = "JOIN pg_class c ON c.oid = {0} JOIN pg_namespace n ON n.oid = c.relnamespace"
_TABLES = "c.relkind IN ('r', 'p', 'f')"

QUERIES: dict[str, str] = {
    "schema": f"SELECT n.nspname, n.nspacl FROM pg_namespace n WHERE {_OURS} AND n.oid >= 16384 AND {_OWN.format('n.oid')}",
    "table": f"""
SELECT n.nspname, c.relname, c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.relacl, c.reloptions,
  c.relreplident, pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid),
  (SELECT string_agg(h.inhparent::regclass::text, ',' ORDER BY h.inhseqno) FROM pg_inherits h WHERE h.inhrelid = c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {_TABLES} AND {_PLACE}""",
    "column": f"""
SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'NOT NULL' END,
  pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated, a.attacl,
  CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END
FROM pg_attribute a {_ON.format("a.attrelid")} JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE {_TABLES} AND a.attnum > 0 AND NOT a.attisdropped AND {_PLACE}""",
    "order": f"""
SELECT n.nspname, c.relname, string_agg(a.attname, ',' ORDER BY a.attnum)
FROM pg_attribute a {_ON.format("a.attrelid")}
WHERE {_TABLES} AND a.attnum > 0 AND NOT a.attisdropped AND {_PLACE} GROUP BY 1, 2""",
    "constraint": f"""
SELECT n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid), k.convalidated
FROM pg_constraint k {_ON.format("k.conrelid")} WHERE k.contype <> 't' AND {_PLACE}""",
    "index": f"""
SELECT n.nspname, c.relname, i.relname, replace(pg_get_indexdef(x.indexrelid), ' INDEX ' || quote_ident(i.relname) || ' ON ', ' INDEX ON '),
  CASE WHEN NOT x.indisvalid THEN 'invalid' END, x.indisclustered, x.indisreplident
FROM pg_index x {_ON.format("x.indrelid")} JOIN pg_class i ON i.oid = x.indexrelid
WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x')) AND {_PLACE}""",
    "view": f"""
SELECT n.nspname, c.relname, c.relkind, pg_get_viewdef(c.oid), c.reloptions, c.relacl, c.relispopulated
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') AND {_PLACE}""",
    "sequence": f"""
SELECT n.nspname, c.relname, format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle, c.relacl,
  (SELECT d.refobjid::regclass::text || '.' || a.attname FROM pg_depend d
   JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
   WHERE d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.classid = 'pg_class'::regclass LIMIT 1)
FROM pg_sequence s {_ON.format("s.seqrelid")} WHERE {_PLACE}""",
    "enum": f"""
SELECT n.nspname, t.typname, (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid),
  t.typacl
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'e' AND {_OURS} AND {_OWN.format("t.oid")}""",
    "domain": f"""
SELECT n.nspname, t.typname, format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault,
  (SELECT string_agg(k.conname || ' ' || pg_get_constraintdef(k.oid), ', ' ORDER BY k.conname) FROM pg_constraint k WHERE k.contypid = t.oid)
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'd' AND {_OURS} AND {_OWN.format("t.oid")}""",
    "type": f"""
SELECT n.nspname, t.typname, t.typtype, (SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum)
  FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped),
  (SELECT format_type(r.rngsubtype, NULL) FROM pg_range r WHERE r.rngtypid = t.oid)
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
WHERE (t.typtype = 'r' OR t.typtype = 'c' AND c.relkind = 'c') AND {_OURS} AND {_OWN.format("t.oid")}""",
    "routine": f"""
SELECT n.nspname, p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
  CASE WHEN p.prokind = 'a' THEN 'aggregate ' || (SELECT g.aggtransfn::text || coalesce(g.agginitval, '') FROM pg_aggregate g WHERE g.aggfnoid = p.oid)
    ELSE pg_get_functiondef(p.oid) END, p.proacl
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {_OURS} AND {_OWN.format("p.oid")}""",
    "trigger": f"""
SELECT n.nspname, c.relname, g.tgname, pg_get_triggerdef(g.oid), g.tgenabled
FROM pg_trigger g {_ON.format("g.tgrelid")} WHERE NOT g.tgisinternal AND {_PLACE}""",
    "rule": f"""
SELECT n.nspname, c.relname, r.rulename, pg_get_ruledef(r.oid), r.ev_enabled
FROM pg_rewrite r {_ON.format("r.ev_class")} WHERE r.rulename <> '_RETURN' AND {_PLACE}""",
    "policy": f"""
SELECT n.nspname, c.relname, p.polname, p.polcmd, p.polpermissive, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid),
  (SELECT string_agg(CASE o WHEN 0 THEN 'public' ELSE pg_get_userbyid(o) END, ',') FROM unnest(p.polroles) o)
FROM pg_policy p {_ON.format("p.polrelid")} WHERE {_PLACE}""",
    "statistics": f"""
SELECT n.nspname, s.stxname, pg_get_statisticsobjdef(s.oid) FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE {_OURS}""",
    "extension": "SELECT '', x.extname, x.extversion, n.nspname FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace",
    "comment": """
SELECT o.type, o.identity, d.description FROM pg_description d,
  LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) o
WHERE d.objoid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = d.objoid AND e.deptype = 'e')
  AND d.classoid <> 'pg_extension'::regclass""",
    "default privileges": """
SELECT coalesce(n.nspname, ''), pg_get_userbyid(a.defaclrole), a.defaclobjtype, a.defaclacl
FROM pg_default_acl a LEFT JOIN pg_namespace n ON n.oid = a.defaclnamespace""",
    "object": """
SELECT o.type, o.identity FROM (
  SELECT 'pg_operator'::regclass AS class, oid FROM pg_operator UNION ALL SELECT 'pg_cast'::regclass, oid FROM pg_cast
  UNION ALL SELECT 'pg_opclass'::regclass, oid FROM pg_opclass UNION ALL SELECT 'pg_collation'::regclass, oid FROM pg_collation
  UNION ALL SELECT 'pg_ts_config'::regclass, oid FROM pg_ts_config UNION ALL SELECT 'pg_ts_dict'::regclass, oid FROM pg_ts_dict
  UNION ALL SELECT 'pg_publication'::regclass, oid FROM pg_publication
  UNION ALL SELECT 'pg_event_trigger'::regclass, oid FROM pg_event_trigger
  UNION ALL SELECT 'pg_foreign_server'::regclass, oid FROM pg_foreign_server
) k, LATERAL pg_identify_object(k.class, k.oid, 0) o
WHERE k.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = k.oid AND e.deptype = 'e')""",
}


def picture(session: Session) -> Picture:
    """All that the database holds, one row for each thing."""
    session.rows("SELECT set_config('search_path', '', false)")
    return {kind: {tuple(cell or "" for cell in row) for row in session.rows(query)} for kind, query in QUERIES.items()}
