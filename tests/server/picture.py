"""What PostgreSQL says it holds, and the same picture drawn from a catalogue of ours."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

from wire import Session

from schemalint import other_parsers
from schemalint.config import Options
from schemalint.dialects.builtins import builtins
from schemalint.model.expression import Expression
from schemalint.model.replay import Block, Replay
from schemalint.model.schema import Catalog, Index, KeyPart, Policy, Sequence, Table, View
from schemalint.replay.replay import promised_names
from schemalint.resolving.resolve import _Resolving

NOT_OURS = "n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname NOT LIKE 'pg_temp%'"
NOT_OF_EXTENSION = "NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = {0} AND e.deptype = 'e')"
PLACE = f"{NOT_OURS} AND {NOT_OF_EXTENSION.format('c.oid')}"
ON_CLASS = "JOIN pg_class c ON c.oid = {0} JOIN pg_namespace n ON n.oid = c.relnamespace"


def _names(numbers: str, table: str) -> str:
    """The names of columns by their numbers, in order."""
    return (
        f"coalesce((SELECT string_agg(coalesce(a.attname, '()'), ',' ORDER BY o.n) FROM unnest({numbers}) WITH ORDINALITY o(num, n) "
        f"LEFT JOIN pg_attribute a ON a.attrelid = {table} AND a.attnum = o.num AND o.num > 0), '')"
    )


QUERIES: dict[str, str] = {
    "table": f"""
SELECT n.nspname, c.relname, coalesce(pn.nspname || '.' || p.relname, ''), c.relrowsecurity, c.relforcerowsecurity,
       c.relpersistence = 'u', c.relkind = 'p', c.relkind = 'f'
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_inherits h ON h.inhrelid = c.oid AND c.relispartition
LEFT JOIN pg_class p ON p.oid = h.inhparent LEFT JOIN pg_namespace pn ON pn.oid = p.relnamespace
WHERE c.relkind IN ('r', 'p', 'f') AND {PLACE}""",
    "parents": f"""
SELECT n.nspname, c.relname, pn.nspname || '.' || p.relname FROM pg_inherits h {ON_CLASS.format("h.inhrelid")}
JOIN pg_class p ON p.oid = h.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace
WHERE NOT c.relispartition AND c.relkind IN ('r', 'f') AND {PLACE}""",
    "column": f"""
SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull, a.attidentity, a.attgenerated,
       d.oid IS NOT NULL AND a.attgenerated = '',
       CASE WHEN a.attcollation <> t.typcollation THEN l.collname ELSE '' END
FROM pg_attribute a {ON_CLASS.format("a.attrelid")} JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_collation l ON l.oid = a.attcollation
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relkind IN ('r', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped AND {PLACE}""",
    "order": f"""
SELECT n.nspname, c.relname, string_agg(a.attname, ',' ORDER BY a.attnum) FROM pg_attribute a {ON_CLASS.format("a.attrelid")}
WHERE c.relkind IN ('r', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped AND {PLACE} GROUP BY 1, 2""",
    "constraint": f"""
SELECT n.nspname, c.relname, k.contype, k.conname,
       CASE WHEN k.contype = 'c' THEN '' ELSE {_names("k.conkey", "k.conrelid")} END,
       coalesce(fn.nspname || '.' || f.relname, ''), {_names("k.confkey", "k.confrelid")},
       k.confdeltype, k.confupdtype, k.confmatchtype, k.convalidated, k.condeferrable,
       CASE WHEN k.contype = 'f' THEN k.condeferred ELSE false END, CASE WHEN k.contype = 'c' THEN k.connoinherit ELSE false END,
       coalesce((SELECT {_names("(x.indkey::int2[])[x.indnkeyatts:x.indnatts - 1]", "x.indrelid")} FROM pg_index x
                 WHERE x.indexrelid = k.conindid AND k.contype IN ('p', 'u')), ''),
       coalesce((SELECT (to_jsonb(x) ->> 'indnullsnotdistinct')::bool FROM pg_index x
                 WHERE x.indexrelid = k.conindid AND k.contype = 'u'), false)
FROM pg_constraint k {ON_CLASS.format("k.conrelid")}
LEFT JOIN pg_class f ON f.oid = k.confrelid LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
WHERE k.contype IN ('p', 'u', 'f', 'c', 'x') AND {PLACE}""",
    "index": f"""
SELECT n.nspname, c.relname, i.relname, x.indisunique, m.amname, x.indisvalid,
       {_names("(x.indkey::int2[])[0:x.indnkeyatts - 1]", "x.indrelid")}, x.indpred IS NOT NULL,
       {_names("(x.indkey::int2[])[x.indnkeyatts:x.indnatts - 1]", "x.indrelid")},
       coalesce((to_jsonb(x) ->> 'indnullsnotdistinct')::bool, false),
       array_to_string(x.indoption::int2[], ','),
       (SELECT string_agg(CASE WHEN o.opcdefault THEN '' ELSE o.opcname END, ',' ORDER BY u.n)
        FROM unnest(x.indclass::oid[]) WITH ORDINALITY u(id, n) JOIN pg_opclass o ON o.oid = u.id)
FROM pg_index x {ON_CLASS.format("x.indrelid")} JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_am m ON m.oid = i.relam
WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x'))
  AND c.relkind IN ('r', 'p', 'f', 'm') AND {PLACE}""",
    "view": f"""
SELECT n.nspname, c.relname, c.relkind = 'm' FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('v', 'm') AND {PLACE}""",
    "view columns": f"""
SELECT n.nspname, c.relname, string_agg(a.attname, ',' ORDER BY a.attnum) FROM pg_attribute a {ON_CLASS.format("a.attrelid")}
WHERE c.relkind IN ('v', 'm') AND a.attnum > 0 AND NOT a.attisdropped AND {PLACE} GROUP BY 1, 2""",
    "enum": f"""
SELECT n.nspname, t.typname, (SELECT string_agg(e.enumlabel, '|' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid)
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'e' AND {NOT_OURS} AND {NOT_OF_EXTENSION.format("t.oid")}""",
    "domain": f"""
SELECT n.nspname, t.typname, format_type(t.typbasetype, t.typtypmod), NOT t.typnotnull, t.typdefault IS NOT NULL,
       (SELECT count(*) FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c')
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'd' AND {NOT_OURS} AND {NOT_OF_EXTENSION.format("t.oid")}""",
    "type": f"""
SELECT n.nspname, t.typname, (SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ',' ORDER BY a.attnum)
       FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)
FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c' JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE {NOT_OURS} AND {NOT_OF_EXTENSION.format("t.oid")}""",
    "sequence": f"""
SELECT n.nspname, c.relname, coalesce((SELECT tn.nspname || '.' || t.relname || '.' || a.attname FROM pg_depend d
       JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace tn ON tn.oid = t.relnamespace
       JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
       WHERE d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.classid = 'pg_class'::regclass LIMIT 1), ''),
       format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcycle,
       EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'i' AND d.classid = 'pg_class'::regclass)
FROM pg_sequence s {ON_CLASS.format("s.seqrelid")} WHERE {PLACE}""",
    "trigger": f"""
SELECT n.nspname, c.relname, g.tgname, g.tgenabled <> 'D',
       CASE WHEN g.tgtype & 2 > 0 THEN 'before' WHEN g.tgtype & 64 > 0 THEN 'instead of' ELSE 'after' END,
       concat_ws(',', CASE WHEN g.tgtype & 8 > 0 THEN 'delete' END, CASE WHEN g.tgtype & 4 > 0 THEN 'insert' END,
         CASE WHEN g.tgtype & 32 > 0 THEN 'truncate' END, CASE WHEN g.tgtype & 16 > 0 THEN 'update' END),
       g.tgtype & 1 > 0, {_names("g.tgattr::int2[]", "g.tgrelid")}, g.tgqual IS NOT NULL,
       (SELECT pn.nspname || '.' || p.proname FROM pg_proc p JOIN pg_namespace pn ON pn.oid = p.pronamespace WHERE p.oid = g.tgfoid)
FROM pg_trigger g {ON_CLASS.format("g.tgrelid")} WHERE NOT g.tgisinternal AND {NOT_OURS}""",
    "policy": f"""
SELECT n.nspname, c.relname, p.polname, p.polcmd, p.polpermissive, p.polqual IS NOT NULL, p.polwithcheck IS NOT NULL,
       (SELECT string_agg(CASE r WHEN 0 THEN 'public' ELSE pg_get_userbyid(r) END, ',' ORDER BY CASE r WHEN 0 THEN 'public' ELSE pg_get_userbyid(r) END)
        FROM unnest(p.polroles) r)
FROM pg_policy p {ON_CLASS.format("p.polrelid")} WHERE {NOT_OURS}""",
    "routine": f"""
SELECT n.nspname, p.proname, count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE {NOT_OURS} AND {NOT_OF_EXTENSION.format("p.oid")} GROUP BY 1, 2""",
    "schema": f"SELECT nspname FROM pg_namespace n WHERE {NOT_OURS} AND nspname NOT LIKE 'pg_%' AND nspname <> 'public'",
    "comment": f"""
SELECT k.* FROM (
  SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'view' WHEN 'i' THEN 'index' WHEN 'I' THEN 'index' WHEN 'S' THEN 'sequence'
           ELSE 'table' END AS kind, c.oid, n.nspname, c.relname, coalesce(a.attname, '') AS part, d.description
  FROM pg_description d {ON_CLASS.format("d.objoid")} LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0
  WHERE d.classoid = 'pg_class'::regclass AND (d.objsubid = 0 OR c.relkind IN ('r', 'p', 'f')) AND c.relkind <> 'c'
  UNION ALL SELECT 'constraint', c.oid, n.nspname, c.relname, k.conname, d.description
  FROM pg_description d JOIN pg_constraint k ON k.oid = d.objoid {ON_CLASS.format("k.conrelid")} WHERE d.classoid = 'pg_constraint'::regclass
  UNION ALL SELECT 'trigger', c.oid, n.nspname, c.relname, g.tgname, d.description
  FROM pg_description d JOIN pg_trigger g ON g.oid = d.objoid {ON_CLASS.format("g.tgrelid")} WHERE d.classoid = 'pg_trigger'::regclass
  UNION ALL SELECT 'policy', c.oid, n.nspname, c.relname, p.polname, d.description
  FROM pg_description d JOIN pg_policy p ON p.oid = d.objoid {ON_CLASS.format("p.polrelid")} WHERE d.classoid = 'pg_policy'::regclass
  UNION ALL SELECT 'type', t.oid, n.nspname, t.typname, '', d.description
  FROM pg_description d JOIN pg_type t ON t.oid = d.objoid JOIN pg_namespace n ON n.oid = t.typnamespace WHERE d.classoid = 'pg_type'::regclass
  UNION ALL SELECT 'routine', p.oid, n.nspname, p.proname, '', d.description
  FROM pg_description d JOIN pg_proc p ON p.oid = d.objoid JOIN pg_namespace n ON n.oid = p.pronamespace WHERE d.classoid = 'pg_proc'::regclass
  UNION ALL SELECT 'schema', s.oid, s.nspname, '', '', d.description
  FROM pg_description d JOIN pg_namespace s ON s.oid = d.objoid WHERE d.classoid = 'pg_namespace'::regclass AND s.nspname <> 'public'
) k(kind, oid, nspname, relname, part, description) JOIN pg_namespace n ON n.nspname = k.nspname
WHERE {NOT_OURS} AND {NOT_OF_EXTENSION.format("k.oid")}""",
    "expression": f"""
SELECT n.nspname, c.relname, CASE WHEN a.attgenerated = '' THEN 'default' ELSE 'generated' END, a.attname, '',
       pg_get_expr(d.adbin, d.adrelid)
FROM pg_attrdef d {ON_CLASS.format("d.adrelid")} JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.adnum
WHERE c.relkind IN ('r', 'p', 'f') AND {PLACE}
UNION ALL SELECT n.nspname, c.relname, 'check', k.conname, '', pg_get_expr(k.conbin, k.conrelid)
FROM pg_constraint k {ON_CLASS.format("k.conrelid")} WHERE k.contype = 'c' AND {PLACE}
UNION ALL SELECT n.nspname, c.relname, 'predicate', i.relname, '', pg_get_expr(x.indpred, x.indrelid)
FROM pg_index x {ON_CLASS.format("x.indrelid")} JOIN pg_class i ON i.oid = x.indexrelid WHERE x.indpred IS NOT NULL AND {PLACE}
UNION ALL SELECT n.nspname, c.relname, 'key', i.relname, o.at::text, pg_get_indexdef(x.indexrelid, o.at, false)
FROM pg_index x {ON_CLASS.format("x.indrelid")} JOIN pg_class i ON i.oid = x.indexrelid, generate_series(1, x.indnkeyatts) o(at)
WHERE x.indkey[o.at - 1] = 0 AND {PLACE}
UNION ALL SELECT n.nspname, c.relname, 'using', p.polname, '', pg_get_expr(p.polqual, p.polrelid)
FROM pg_policy p {ON_CLASS.format("p.polrelid")} WHERE p.polqual IS NOT NULL AND {PLACE}
UNION ALL SELECT n.nspname, c.relname, 'with check', p.polname, '', pg_get_expr(p.polwithcheck, p.polrelid)
FROM pg_policy p {ON_CLASS.format("p.polrelid")} WHERE p.polwithcheck IS NOT NULL AND {PLACE}
UNION ALL SELECT n.nspname, t.typname, 'domain check', k.conname, format_type(t.typbasetype, t.typtypmod), pg_get_expr(k.conbin, 0)
FROM pg_constraint k JOIN pg_type t ON t.oid = k.contypid JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE k.contype = 'c' AND {NOT_OURS} AND {NOT_OF_EXTENSION.format("t.oid")}""",
}
"""By kind of object what the server holds of it, the schema and the object's name first."""

_CAST = re.compile(r"""('(?:[^']|'')*')::[\w ."]+(?:\([\d,]+\))?""")
ACTIONS = {"NO ACTION": "a", "RESTRICT": "r", "CASCADE": "c", "SET NULL": "n", "SET DEFAULT": "d"}
MATCHES = {"SIMPLE": "s", "FULL": "f", "PARTIAL": "p"}
Picture = dict[str, set[tuple[str, ...]]]


def of_server(server: Any, database: str) -> Picture:
    """The picture of a database. DEFAULT NULL, which is kept where a length goes with it, is no default."""
    with Session(server.folder, database) as session:
        return of_session(session)


def of_session(session: Session) -> Picture:
    """The same, as a session sees it, inside the transaction that it may have open."""
    picture = {kind: {tuple(row) for row in session.rows(query)} for kind, query in QUERIES.items()}
    picture["column"] = {(*row[:3], _type(row[3]), *row[4:]) for row in picture["column"]}
    picture["sequence"] = {(*row[:3], *(() if row[-1] == "t" else row[3:-1])) for row in picture["sequence"]}
    picture["comment"] = {(row[0], *row[2:]) for row in picture["comment"]}
    empty = {row[:4] for row in picture["expression"] if row[2] == "default" and row[5].startswith("NULL::")}
    picture["expression"] = {(*row[:5], _bare(row[2], row[5])) for row in picture["expression"] if row[:4] not in empty}
    picture["column"] = {
        (*row[:7], "f", *row[8:]) if (*row[:2], "default", row[2]) in empty else row for row in picture["column"]
    }
    return picture


def _bare(what: str, text: str) -> str:
    """The expression; a default that is one literal without its type, which stays what it was when ALTER TYPE gives the column
    another, and without a time of day that is midnight."""
    found = _CAST.fullmatch(text) if what == "default" else None
    return re.sub(r" 00:00:00(\+00)?'", "'", found[1]) if found else text


def _type(text: str) -> str:
    return text.replace("public.", "").replace('"', "").replace(" ", "").lower()


def _flag(value: bool) -> str:
    return "t" if value else "f"


def with_view_columns(picture: Picture, replay: Replay) -> Picture:
    """The picture with the columns of the views whose queries were understood."""
    (asked,), lost = other_parsers.with_queries((replay,), Options())
    assert not lost
    resolving = _Resolving(asked, builtins("postgres"), lambda one: promised_names([Block(one.readings)]))
    resolving.line(asked.steps)
    rows: set[tuple[str, ...]] = set()
    for view in replay.catalog.views.values():
        given = resolving.derived.get(view.span)
        if view.schema != "pg_temp" and given is not None and not given.open:
            rows.add((view.schema, view.name, ",".join(given.columns)))
    return {**picture, "view columns": rows}


def of_catalog(catalog: Catalog) -> Picture:
    """The picture of a catalogue of ours. Expressions stand in it as they were written, see `settled`; what a view's columns are
    called is known only to `with_view_columns`."""
    picture: Picture = {kind: set() for kind in QUERIES}
    for table in catalog.tables.values():
        if table.kind != "temporary":
            _draw(picture, table)
    for view in catalog.views.values():
        if view.schema != "pg_temp":
            _draw_view(picture, view)
    for sequence in catalog.sequences.values():
        if sequence.schema != "pg_temp":
            picture["sequence"].add(_sequence(sequence, catalog))
            _remark(picture, "sequence", sequence.schema, sequence.name, "", sequence.comment)
    _draw_types(picture, catalog)
    for trigger in catalog.triggers.values():
        place = (trigger.table.schema, trigger.table.name)
        picture["trigger"].add(
            (
                *place, trigger.name, _flag(trigger.enabled), trigger.timing, ",".join(sorted(trigger.events)),
                _flag(trigger.level == "row"), ",".join(trigger.columns), _flag(bool(trigger.when)),
                trigger.function.text if trigger.function else "",
            )
        )  # fmt: skip
        _remark(picture, "trigger", *place, trigger.name, trigger.comment)
    for policy in catalog.policies.values():
        _draw_policy(picture, policy)
    for ref, overloads in catalog.routines.items():
        picture["routine"].add((ref.schema, ref.name, str(len(overloads))))
        for routine in overloads:
            _remark(picture, "routine", ref.schema, ref.name, "", routine.comment)
    for (kind, ref), other in catalog.others.items():
        if kind == "schema" and ref.name != "public":
            picture["schema"].add((ref.name,))
            _remark(picture, "schema", ref.name, "", "", other.comment)
    return picture


def _remark(picture: Picture, kind: str, schema: str, name: str, part: str, text: str | None) -> None:
    if text:
        picture["comment"].add((kind, schema, name, part, text))


def _said(picture: Picture, schema: str, name: str, what: str, part: str, at: str, told: Expression | None) -> None:
    if told is not None:
        picture["expression"].add((schema, name, what, part, at, told.text))


def _draw(picture: Picture, table: Table) -> None:
    schema, name = table.schema, table.name
    parent = table.partition_of.text if table.partition_of else ""
    picture["table"].add(
        (
            schema, name, parent, _flag(table.row_security), _flag(table.force_row_security), _flag(table.unlogged),
            _flag(bool(table.partition_by)), _flag(table.kind == "foreign"),
        )
    )  # fmt: skip
    picture["parents"] |= {(schema, name, ref.text) for ref in table.inherits}
    _remark(picture, "table", schema, name, "", table.comment)
    if table.columns:
        picture["order"].add((schema, name, ",".join(column.name for column in table.columns)))
    for column in table.columns:
        identity = {"always": "a", "by default": "d", None: ""}[column.identity]
        generated = "" if column.generated is None else "s" if column.stored else "v"
        # DEFAULT NULL is no default.
        default = None if column.generated else column.default
        if default is not None and re.fullmatch(r"null(::.*)?", default.text, re.IGNORECASE):
            default = None
        picture["column"].add(
            (
                schema, name, column.name, _type(column.type.text if column.type else "?"), _flag(column.nullable), identity,
                generated, _flag(default is not None), column.collation.rpartition(".")[2].strip('"'),
            )
        )  # fmt: skip
        _said(picture, schema, name, "default", column.name, "", default)
        _said(picture, schema, name, "generated", column.name, "", column.generated)
        _remark(picture, "table", schema, name, column.name, column.comment)
    _draw_constraints(picture, table)
    for index in table.indexes:
        _draw_index(picture, schema, name, index)


def _draw_constraints(picture: Picture, table: Table) -> None:
    place = (table.schema, table.name)
    add = picture["constraint"].add
    blank = ("", "", " ", " ", " ")
    if table.primary_key is not None:
        primary = table.primary_key
        add(
            (
                *place,
                "p",
                primary.name,
                ",".join(primary.columns),
                *blank,
                "t",
                _flag(primary.deferrable),
                "f",
                "f",
                "",
                "f",
            )
        )
    for unique in table.uniques:
        columns = ",".join(unique.columns)
        rest = (_flag(unique.deferrable), "f", "f", ",".join(unique.include), _flag(unique.nulls_not_distinct))
        add((*place, "u", unique.name, columns, *blank, "t", *rest))
    for exclusion in table.exclusions:
        columns = ",".join(part.column for part in exclusion.parts if part.column)
        add((*place, "x", exclusion.name, columns, *blank, "t", "f", "f", "f", "", "f"))
        _said(picture, *place, "predicate", exclusion.name, "", exclusion.predicate)
        _draw_keys(picture, *place, exclusion.name, exclusion.parts)
    for check in table.checks:
        add((*place, "c", check.name, "", *blank, _flag(check.validated), "f", "f", _flag(check.no_inherit), "", "f"))
        _said(picture, *place, "check", check.name, "", check.expression)
    for key in table.foreign_keys:
        add(
            (
                *place, "f", key.name, ",".join(key.columns), key.parent.text, ",".join(key.parent_columns),
                ACTIONS[key.on_delete], ACTIONS[key.on_update], MATCHES[key.match], _flag(key.validated), _flag(key.deferrable),
                _flag(key.initially_deferred), "f", "", "f",
            )
        )  # fmt: skip
    for constraint in table.constraints:
        _remark(picture, "constraint", *place, constraint.name, constraint.comment)


def _draw_index(picture: Picture, schema: str, table: str, index: Index) -> None:
    options = [
        (1 if part.descending else 0) + (2 if part.nulls == "first" or (part.descending and not part.nulls) else 0)
        for part in index.parts
    ]
    picture["index"].add(
        (
            schema, table, index.name, _flag(index.unique), index.method, _flag(index.valid),
            ",".join(part.column or "()" for part in index.parts), _flag(index.predicate is not None), ",".join(index.include),
            _flag(index.nulls_not_distinct), ",".join(map(str, options)), ",".join(part.opclass for part in index.parts),
        )
    )  # fmt: skip
    _said(picture, schema, table, "predicate", index.name, "", index.predicate)
    _draw_keys(picture, schema, table, index.name, index.parts)
    _remark(picture, "index", schema, index.name, "", index.comment)


def _draw_keys(picture: Picture, schema: str, table: str, name: str, parts: Iterable[KeyPart]) -> None:
    for number, part in enumerate(parts, 1):
        _said(picture, schema, table, "key", name, str(number), part.expression if not part.column else None)


def _draw_view(picture: Picture, view: View) -> None:
    picture["view"].add((view.schema, view.name, _flag(view.materialized)))
    for index in view.indexes:
        _draw_index(picture, view.schema, view.name, index)
    _remark(picture, "view", view.schema, view.name, "", view.comment)


def _draw_types(picture: Picture, catalog: Catalog) -> None:
    for enum in catalog.enums.values():
        picture["enum"].add((enum.schema, enum.name, "|".join(enum.values)))
        _remark(picture, "type", enum.schema, enum.name, "", enum.comment)
    for domain in catalog.domains.values():
        picture["domain"].add(
            (
                domain.schema, domain.name, domain.type.text, _flag(domain.nullable), _flag(domain.default is not None),
                str(len(domain.checks)),
            )
        )  # fmt: skip
        for check in domain.checks:
            _said(picture, domain.schema, domain.name, "domain check", check.name, domain.type.text, check.expression)
        _remark(picture, "type", domain.schema, domain.name, "", domain.comment)
    for held in catalog.types.values():
        if held.form == "composite":
            fields = ",".join(f"{field.name} {field.type.text if field.type else '?'}" for field in held.columns)
            picture["type"].add((held.schema, held.name, fields))
        _remark(picture, "type", held.schema, held.name, "", held.comment)


COMMANDS = {"all": "*", "select": "r", "insert": "a", "update": "w", "delete": "d"}


def _draw_policy(picture: Picture, policy: Policy) -> None:
    place = (policy.table.schema, policy.table.name)
    picture["policy"].add(
        (
            *place, policy.name, COMMANDS[policy.command], _flag(policy.permissive), _flag(policy.using is not None),
            _flag(policy.check is not None), ",".join(sorted(policy.roles)),
        )
    )  # fmt: skip
    _said(picture, *place, "using", policy.name, "", policy.using)
    _said(picture, *place, "with check", policy.name, "", policy.check)
    _remark(picture, "policy", *place, policy.name, policy.comment)


LIMITS = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}


def _sequence(sequence: Sequence, catalog: Catalog) -> tuple[str, ...]:
    """With what the server puts in where nothing is written. The options of an identity column are no part of our catalogue."""
    owner = ""
    if sequence.owned_by:
        table, column = catalog.tables.get(sequence.owned_by[0]), sequence.owned_by[1]
        owner = f"{sequence.owned_by[0].text}.{column}"
        held = table.column(column) if table else None
        if sequence.implicit and held is not None and held.identity:
            return sequence.schema, sequence.name, owner
    kind = sequence.type or "bigint"
    step = sequence.increment or "1"
    down = step.startswith("-")
    most = LIMITS[kind]
    low = sequence.minimum or (str(-most - 1) if down else "1")
    high = sequence.maximum or ("-1" if down else str(most))
    start = sequence.start or (high if down else low)
    return sequence.schema, sequence.name, owner, kind, start, step, low, high, _flag(sequence.cycle)


# --- expressions ----------------------------------------------------------------------------------------------------


def settled(server: Any, database: str, ours: Picture, theirs: Picture) -> Picture:
    """Our picture with its expressions as the server would print them: it is asked to take each anew in a copy of the table."""
    known = {row[:5]: row[5] for row in theirs["expression"]}
    rows = set()
    with Session(server.folder, database) as session:
        usual = {row[0] for row in session.rows("SELECT opcname FROM pg_opclass WHERE opcdefault")}
        for row in ours["expression"]:
            there = known.get(row[:5])
            if there is None or _squeezed(there) == _squeezed(_bare(row[2], row[5])):
                rows.add((*row[:5], there or row[5]))
                continue
            taken = _bare(row[2], _taken(session, row))
            # What the server prints it may print otherwise when it reads that again.
            same = there == taken or taken == _bare(row[2], _taken(session, (*row[:5], there)))
            rows.add((*row[:5], there if same else taken))
    indexes = {
        (*row[:11], ",".join("" if (name := word.rpartition(".")[2]) in usual else name for word in row[11].split(",")))
        for row in ours["index"]
    }
    return {**ours, "expression": rows, "index": indexes}


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text).lower() if "'" not in text and '"' not in text else text


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _literal(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _taken(session: Session, row: tuple[str, ...]) -> str:
    """The expression as the server prints it after taking it in a copy of its table; what it says where it does not."""
    schema, table, what, part, at, text = row
    place = f"{_quoted(schema)}.{_quoted(table)}"
    copy = f"pg_temp.{_quoted(table)}"
    of = f"{_literal(copy)}::regclass"
    steps = ["BEGIN", f"SET LOCAL search_path TO {_quoted(schema)}, public"]
    if what != "domain check":
        steps.append(f"CREATE TEMP TABLE {_quoted(table)} AS SELECT * FROM {place} LIMIT 0")
    try:
        if what == "default":
            steps.append(f"ALTER TABLE {copy} ALTER {_quoted(part)} SET DEFAULT {text}")
            look = f"SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = {of}"
        elif what == "generated":
            kind = _kind(session, place, part)
            steps.append(f"ALTER TABLE {copy} ADD taken_column {kind} GENERATED ALWAYS AS ({text}) STORED")
            look = f"SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = {of}"
        elif what == "check":
            steps.append(f"ALTER TABLE {copy} ADD CONSTRAINT taken_check CHECK ({text})")
            look = f"SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE conrelid = {of}"
        elif what == "predicate":
            steps.append(f"CREATE INDEX taken_index ON {copy} ((1)) WHERE {text}")
            look = (
                "SELECT pg_get_expr(indpred, indrelid) FROM pg_index WHERE indexrelid = 'pg_temp.taken_index'::regclass"
            )
        elif what == "key":
            method = _method(session, f"{_quoted(schema)}.{_quoted(part)}", at)
            steps.append(f"CREATE INDEX taken_index ON {copy} USING {method[0]} (({text}) {method[1]})")
            look = "SELECT pg_get_indexdef('pg_temp.taken_index'::regclass, 1, false)"
        elif what in ("using", "with check"):
            query = text[:6].lower() == "select"  # in brackets of its own, which are not part of our text
            steps.append(f"CREATE POLICY taken_policy ON {copy} {what.upper()} ({f'({text})' if query else text})")
            look = f"SELECT pg_get_expr(coalesce(polqual, polwithcheck), polrelid) FROM pg_policy WHERE polrelid = {of}"
        else:
            steps.append(f"CREATE DOMAIN pg_temp.taken_type AS {at} CONSTRAINT taken_check CHECK ({text})")
            look = "SELECT pg_get_expr(conbin, 0) FROM pg_constraint WHERE contypid = 'pg_temp.taken_type'::regtype"
        for step in (*steps, "SET LOCAL search_path TO DEFAULT"):
            refused = session.run(step)
            if refused is not None:
                return f"{text} -- {refused.words} in {step}"
        found = session.rows(look)
        return found[0][0] if found else ""
    finally:
        session.run("ROLLBACK")


def _kind(session: Session, place: str, column: str) -> str:
    found = session.rows(
        "SELECT format_type(atttypid, atttypmod) FROM pg_attribute "
        f"WHERE attname = {_literal(column)} AND attrelid = {_literal(place)}::regclass"
    )
    return found[0][0] if found else "text"


def _method(session: Session, index: str, at: str) -> list[str]:
    return session.rows(
        "SELECT amname, opcname FROM pg_index x JOIN pg_opclass o ON o.oid = "
        f"x.indclass[{at} - 1] JOIN pg_am m ON m.oid = opcmethod WHERE indexrelid = {_literal(index)}::regclass"
    )[0]


# --- comparing ------------------------------------------------------------------------------------------------------


def known(ours: Picture, theirs: Picture, catalog: Catalog) -> tuple[Picture, Picture]:
    """Both pictures without what differs in tables that we call unknown, because a statement that we could not follow may have
    changed them."""
    unknown = {(table.schema, table.name) for table in catalog.tables.values() if table.unknown}

    def of(one: Picture, other: Picture) -> Picture:
        return {
            kind: {row for row in rows if row in other[kind] or row[:2] not in unknown} for kind, rows in one.items()
        }

    return of(ours, theirs), of(theirs, ours)


def differences(ours: Picture, servers: Picture, without: Collection[str] = ()) -> list[str]:
    """One line for each thing that only one of the two holds. View columns count where we know them."""
    lines: list[str] = []
    for kind in servers.keys() - set(without):
        theirs = servers[kind]
        if kind == "view columns":
            known = {row[:2] for row in ours[kind]}
            theirs = {row for row in theirs if row[:2] in known}
        lines.extend(f"only ours: {kind} {' '.join(row)}" for row in sorted(ours[kind] - theirs))
        lines.extend(f"only the server's: {kind} {' '.join(row)}" for row in sorted(theirs - ours[kind]))
    return lines
