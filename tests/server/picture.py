"""What PostgreSQL says it holds, and the same picture drawn from a catalogue of ours."""

from __future__ import annotations

import re
from typing import Any

from schemalint.model.schema import Catalog, Table

NOT_OURS = "n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname NOT LIKE 'pg_temp%'"
NOT_OF_EXTENSION = "NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = {0} AND e.deptype = 'e')"

COLUMNS = f"""
SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
       CASE WHEN a.attgenerated = '' THEN coalesce(pg_get_expr(d.adbin, d.adrelid), '') ELSE '' END,
       a.attidentity, a.attgenerated
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relkind IN ('r', 'p', 'f') AND a.attnum > 0 AND NOT a.attisdropped AND {NOT_OURS}
  AND {NOT_OF_EXTENSION.format("c.oid")}
ORDER BY n.nspname, c.relname, a.attnum
"""

CONSTRAINTS = f"""
SELECT n.nspname, c.relname, k.contype, k.conname,
       coalesce((SELECT string_agg(a.attname, ',' ORDER BY o.n) FROM unnest(k.conkey) WITH ORDINALITY o(num, n)
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = o.num), ''),
       coalesce(fn.nspname || '.' || f.relname, ''),
       coalesce((SELECT string_agg(a.attname, ',' ORDER BY o.n) FROM unnest(k.confkey) WITH ORDINALITY o(num, n)
        JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = o.num), ''),
       k.confdeltype, k.confupdtype, k.convalidated
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_class f ON f.oid = k.confrelid LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
WHERE {NOT_OURS} AND k.contype IN ('p', 'u', 'f', 'c', 'x') AND {NOT_OF_EXTENSION.format("c.oid")}
"""

INDEXES = f"""
SELECT n.nspname, t.relname, i.relname, x.indisunique, m.amname, x.indisvalid,
       coalesce((SELECT string_agg(coalesce(a.attname, '()'), ',' ORDER BY o.n)
        FROM unnest(x.indkey) WITH ORDINALITY o(num, n)
        LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = o.num AND o.num > 0
        WHERE o.n <= x.indnkeyatts), ''),
       x.indpred IS NOT NULL
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
JOIN pg_namespace n ON n.oid = t.relnamespace JOIN pg_am m ON m.oid = i.relam
WHERE {NOT_OURS} AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x'))
  AND t.relkind IN ('r', 'p', 'f', 'm') AND {NOT_OF_EXTENSION.format("t.oid")}
"""

OTHERS: dict[str, str] = {
    "view": f"SELECT n.nspname, c.relname, c.relkind = 'm' FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    f"WHERE c.relkind IN ('v', 'm') AND {NOT_OURS} AND {NOT_OF_EXTENSION.format('c.oid')}",
    "enum": f"SELECT n.nspname, t.typname, (SELECT string_agg(e.enumlabel, '|' ORDER BY e.enumsortorder) FROM pg_enum e "
    f"WHERE e.enumtypid = t.oid) FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace "
    f"WHERE t.typtype = 'e' AND {NOT_OURS} AND {NOT_OF_EXTENSION.format('t.oid')}",
    "domain": f"SELECT n.nspname, t.typname, format_type(t.typbasetype, t.typtypmod), NOT t.typnotnull FROM pg_type t "
    f"JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'd' AND {NOT_OURS} "
    f"AND {NOT_OF_EXTENSION.format('t.oid')}",
    "sequence": f"SELECT n.nspname, c.relname, coalesce((SELECT tn.nspname || '.' || t.relname || '.' || a.attname "
    f"FROM pg_depend d JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace tn ON tn.oid = t.relnamespace "
    f"JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid "
    f"WHERE d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.classid = 'pg_class'::regclass LIMIT 1), '') "
    f"FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'S' AND {NOT_OURS} "
    f"AND {NOT_OF_EXTENSION.format('c.oid')}",
    "trigger": f"SELECT n.nspname, c.relname, g.tgname, g.tgenabled <> 'D' FROM pg_trigger g "
    f"JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
    f"WHERE NOT g.tgisinternal AND {NOT_OURS}",
    "policy": f"SELECT n.nspname, c.relname, p.polname, p.polcmd, p.polpermissive FROM pg_policy p "
    f"JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {NOT_OURS}",
    "routine": f"SELECT n.nspname, p.proname, count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
    f"WHERE {NOT_OURS} AND {NOT_OF_EXTENSION.format('p.oid')} GROUP BY 1, 2",
    "table": f"SELECT n.nspname, c.relname, c.relispartition, c.relrowsecurity, c.relpersistence = 'u', "
    f"coalesce(obj_description(c.oid, 'pg_class'), '') "
    f"FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    f"WHERE c.relkind IN ('r', 'p', 'f') AND {NOT_OURS} AND {NOT_OF_EXTENSION.format('c.oid')}",
    "comment": f"SELECT n.nspname, c.relname, a.attname, d.description FROM pg_description d "
    f"JOIN pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass "
    f"JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid "
    f"WHERE d.objsubid > 0 AND c.relkind IN ('r', 'p', 'f') AND {NOT_OURS} AND {NOT_OF_EXTENSION.format('c.oid')}",
}

ACTIONS = {"NO ACTION": "a", "RESTRICT": "r", "CASCADE": "c", "SET NULL": "n", "SET DEFAULT": "d"}
Picture = dict[str, set[tuple[str, ...]]]


def of_server(server: Any, database: str) -> Picture:
    """The picture of a database."""
    picture: Picture = {
        "column": {tuple(_server_column(row)) for row in server.rows(database, COLUMNS)},
        "constraint": {tuple(row) for row in server.rows(database, CONSTRAINTS)},
        "index": {tuple(row) for row in server.rows(database, INDEXES)},
    }
    for kind, query in OTHERS.items():
        picture[kind] = {tuple(row) for row in server.rows(database, query)}
    # The columns of a CHECK are told by the expression in the catalogue, not by a list; both are compared by name.
    picture["constraint"] = {(*row[:4], "", *row[5:]) if row[2] == "c" else row for row in picture["constraint"]}
    return picture


def _server_column(row: list[str]) -> list[str]:
    schema, table, name, kind, nullable, default, identity, generated = row
    return [schema, table, name, _type(kind), nullable, _default(default), identity, generated]


def _type(text: str) -> str:
    return text.replace("public.", "").replace('"', "").replace(" ", "").lower()


def _default(text: str) -> str:
    """A default without casts, brackets and blanks, which the server adds and takes away; NULL is no default."""
    if not text:
        return ""
    text = text.replace("public.", "")
    text = re.sub(r"'epoch'", "'1970-01-01'", text)
    text = re.sub(r"interval '(\d+) day'", r"'\1 days'", text, flags=re.IGNORECASE)
    text = re.sub(r"interval '(\d+) minutes?'", lambda found: f"'00:{int(found[1]):02}:00'", text, flags=re.IGNORECASE)
    text = re.sub(r"::(\"[^\"]+\"|[a-z_][\w. ]*)(\([\d,]+\))?(\[\])?", "", text, flags=re.IGNORECASE)
    text = re.sub(r"\bnow\(\)|\bcurrent_timestamp\b(?!\()", "NOW", text, flags=re.IGNORECASE)
    text = re.sub(r"[\s()\"]", "", text).lower()
    text = re.sub(r"^e(?=')", "", text)
    text = re.sub(r"'(\d+-\d+-\d+)00:00:00(\+00|utc)?'", r"'\1'", text)
    text = {"'f'": "false", "'t'": "true", "'false'": "false", "'true'": "true", "null": ""}.get(text, text)
    return re.sub(r"^'(-?\d+(\.\d+)?)'$", r"\1", text)


def _flag(value: bool) -> str:
    return "t" if value else "f"


def of_catalog(catalog: Catalog) -> Picture:
    """The picture of a catalogue of ours."""
    picture: Picture = {kind: set() for kind in ("column", "constraint", "index", *OTHERS)}
    for table in catalog.tables.values():
        if table.kind != "temporary":
            _draw(picture, table)
    for view in catalog.views.values():
        if view.schema == "pg_temp":
            continue
        picture["view"].add((view.schema, view.name, _flag(view.materialized)))
        for index in view.indexes:
            picture["index"].add(_index(view.schema, view.name, index))
    for enum in catalog.enums.values():
        picture["enum"].add((enum.schema, enum.name, "|".join(enum.values)))
    for domain in catalog.domains.values():
        picture["domain"].add((domain.schema, domain.name, domain.type.text, _flag(domain.nullable)))
    for sequence in catalog.sequences.values():
        if sequence.schema == "pg_temp":
            continue
        owner = sequence.owned_by
        picture["sequence"].add((sequence.schema, sequence.name, f"{owner[0].text}.{owner[1]}" if owner else ""))
    for trigger in catalog.triggers.values():
        picture["trigger"].add((trigger.table.schema, trigger.table.name, trigger.name, _flag(trigger.enabled)))
    commands = {"all": "*", "select": "r", "insert": "a", "update": "w", "delete": "d"}
    for policy in catalog.policies.values():
        picture["policy"].add(
            (policy.table.schema, policy.table.name, policy.name, commands[policy.command], _flag(policy.permissive))
        )
    for ref, overloads in catalog.routines.items():
        picture["routine"].add((ref.schema, ref.name, str(len(overloads))))
    return picture


def _index(schema: str, table: str, index: Any) -> tuple[str, ...]:
    return (
        schema, table, index.name, _flag(index.unique), index.method, _flag(index.valid),
        ",".join(part.column or "()" for part in index.parts), _flag(index.predicate is not None),
    )  # fmt: skip


def _draw(picture: Picture, table: Table) -> None:
    schema, name = table.schema, table.name
    picture["table"].add(
        (
            schema, name, _flag(table.partition_of is not None), _flag(table.row_security), _flag(table.unlogged),
            table.comment or "",
        )
    )  # fmt: skip
    for column in table.columns:
        identity = {"always": "a", "by default": "d", None: ""}[column.identity]
        generated = "s" if column.generated is not None else ""
        default = column.default.text if column.default is not None and column.generated is None else ""
        picture["column"].add(
            (
                schema, name, column.name, _type(column.type.text if column.type else "?"), _flag(column.nullable),
                _default(default), identity, generated,
            )
        )  # fmt: skip
        if column.comment:
            picture["comment"].add((schema, name, column.name, column.comment))
    add = picture["constraint"].add
    blank = ("", "", " ", " ", "t")
    if table.primary_key is not None:
        add((schema, name, "p", table.primary_key.name, ",".join(table.primary_key.columns), *blank))
    for unique in table.uniques:
        add((schema, name, "u", unique.name, ",".join(unique.columns), *blank))
    for exclusion in table.exclusions:
        add((schema, name, "x", exclusion.name, ",".join(part.column for part in exclusion.parts), *blank))
    for check in table.checks:
        add((schema, name, "c", check.name, "", "", "", " ", " ", _flag(check.validated)))
    for key in table.foreign_keys:
        add(
            (
                schema, name, "f", key.name, ",".join(key.columns), key.parent.text, ",".join(key.parent_columns),
                ACTIONS[key.on_delete], ACTIONS[key.on_update], _flag(key.validated),
            )
        )  # fmt: skip
    for index in table.indexes:
        picture["index"].add(_index(schema, name, index))


def without_unknown(theirs: Picture, catalog: Catalog) -> Picture:
    """The server's picture without what a statement that we could not follow did to tables we call unknown."""
    unknown = {(table.schema, table.name) for table in catalog.tables.values() if table.unknown}
    ours = of_catalog(catalog)
    return {kind: {row for row in rows if row in ours[kind] or row[:2] not in unknown} for kind, rows in theirs.items()}


def differences(ours: Picture, servers: Picture) -> list[str]:
    """One line for each thing that only one of the two holds."""
    lines = []
    for kind in servers:
        lines.extend(f"only ours: {kind} {' '.join(row)}" for row in sorted(ours[kind] - servers[kind]))
        lines.extend(f"only the server's: {kind} {' '.join(row)}" for row in sorted(servers[kind] - ours[kind]))
    return lines
