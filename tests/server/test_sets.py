"""The sets that schema rules find are the sets that queries on the catalogue of a live server find."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import Server
from test_verdicts import FIRST, FOLDERS, MORE, NAMESPACE, SETUP, refused

from schemalint import plugins, run
from schemalint.config import Options
from schemalint.model.replay import Replay
from schemalint.study import Study, studies

pytestmark = [pytest.mark.server, pytest.mark.corpus]

COLUMNS = """
SELECT n.nspname, c.relname, a.attname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't' AND a.attnum > 0 AND NOT a.attisdropped
  AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = c.oid)
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND
"""
TABLES = "SELECT n.nspname, c.relname, '' FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
IN_KEY = (
    "EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p' AND a.attnum = ANY (k.conkey))"
)
FED = "(a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%')"
QUERIES = {
    "missing-primary-key": """
SELECT n.nspname, c.relname, '' FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
  AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p')""",
    "timestamp-without-time-zone": f"{COLUMNS} a.atttypid = 'timestamp'::regtype",
    "json-instead-of-jsonb": f"{COLUMNS} a.atttypid = 'json'::regtype",
    "nullable-boolean": f"{COLUMNS} a.atttypid = 'bool'::regtype AND NOT a.attnotnull",
    "narrow-primary-key": f"{COLUMNS} a.atttypid IN ('int4'::regtype, 'int2'::regtype) AND {IN_KEY} AND {FED}",
}
"""For each rule the places it should tell, by schema, table and column."""

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


def found(postgres: Server, database: str, query: str) -> set[tuple[str, ...]]:
    return {tuple(part.strip() for part in row) for row in postgres.rows(database, query)}


def compared(
    postgres: Server, folder: str, queries: Mapping[str, str], beside: tuple[str, ...] = ()
) -> dict[str, tuple[set[tuple[str, ...]], set[tuple[str, ...]]]]:
    """By rule and replay: what only we tell, and what only the server shows. Rules `beside` share the query."""
    corpus = os.environ.get("SCHEMALINT_CORPUS")
    if corpus is None:
        pytest.skip("SCHEMALINT_CORPUS names no corpus")
    if not (Path(corpus) / folder).exists():
        pytest.skip(f"the corpus has no {folder}")
    options = Options(isolated=True, no_cache=True, preset="strict", select=(*queries, *beside))
    differ = {}
    for study in studies([str(Path(corpus) / folder)], options):
        for number, replay in enumerate(study.replays):
            if replay.dialect != "postgres" or replay.kind == "script" or not replay.catalog.tables:
                continue
            database = postgres.database(f"sets_{folder}_{number}".replace("-", "_"))
            postgres.psql(database, SETUP.get(folder, ""))
            if replay.history and folder in FIRST:
                postgres.psql(database, (Path(corpus) / folder / FIRST[folder]).read_text(encoding="utf-8-sig"))
            never = " ".join(one.reading.statement.text for one in refused(postgres, database, replay))
            told = _told(study, replay, options)
            for rule, query in queries.items():
                ours = set().union(*(told.get(one, set()) for one in (rule, *beside)))
                known = {(NAMESPACE.sub("auth", ref.schema), ref.name) for ref, table in replay.catalog.tables.items()
                         if not (table.assumed or table.as_query or table.like or replay.catalog.is_muted(ref))}  # fmt: skip
                known &= {(one[0], one[1]) for one in found(postgres, database, TABLES)}
                ours = {one for one in ours if one[:2] in known}
                theirs = {one for one in found(postgres, database, query) if one[:2] in known}
                if beside:
                    theirs = {one for one in theirs if one[2] not in never}
                if ours != theirs:
                    differ[f"{replay.path}: {rule}"] = (ours - theirs, theirs - ours)
    return differ


def _told(study: Study, replay: Replay, options: Options) -> dict[str, set[tuple[str, ...]]]:
    report = run.judge(study._replace(replays=(replay,)), plugins.rules(plugins.manager()), options)
    assert not report.failures
    told: dict[str, set[tuple[str, ...]]] = {}
    for one in report.diagnostics:
        assert one.subject is not None
        about = one.subject
        place = (
            NAMESPACE.sub("auth", about.schema or ""),
            about.table or about.name,
            about.name if about.table else "",
        )
        told.setdefault(one.rule, set()).add(place)
    return told


@pytest.mark.parametrize("folder", FOLDERS + MORE if os.environ.get("FULL") else FOLDERS)
def test_corpus(postgres: Server, folder: str) -> None:
    assert not compared(postgres, folder, QUERIES)


@pytest.mark.parametrize("folder", FOLDERS + MORE if os.environ.get("FULL") else FOLDERS)
def test_served_indexes(postgres: Server, folder: str) -> None:
    assert not compared(postgres, folder, {"redundant-index": SERVED}, ("duplicate-index",))
