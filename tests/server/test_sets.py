"""The sets that schema rules find are the sets that queries on the catalogue of a live server find."""

from __future__ import annotations

import os
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


def found(postgres: Server, database: str, query: str) -> set[tuple[str, ...]]:
    return {tuple(part.strip() for part in row) for row in postgres.rows(database, query)}


def compared(postgres: Server, folder: str) -> dict[str, tuple[set[tuple[str, ...]], set[tuple[str, ...]]]]:
    """By rule and replay: what only we tell, and what only the server shows."""
    corpus = os.environ.get("SCHEMALINT_CORPUS")
    if corpus is None:
        pytest.skip("SCHEMALINT_CORPUS names no corpus")
    if not (Path(corpus) / folder).exists():
        pytest.skip(f"the corpus has no {folder}")
    options = Options(isolated=True, no_cache=True, preset="strict", select=tuple(QUERIES))
    differ = {}
    for study in studies([str(Path(corpus) / folder)], options):
        for number, replay in enumerate(study.replays):
            if replay.dialect != "postgres" or replay.kind == "script" or not replay.catalog.tables:
                continue
            database = postgres.database(f"sets_{folder}_{number}".replace("-", "_"))
            postgres.psql(database, SETUP.get(folder, ""))
            if replay.history and folder in FIRST:
                postgres.psql(database, (Path(corpus) / folder / FIRST[folder]).read_text(encoding="utf-8-sig"))
            refused(postgres, database, replay)
            told = _told(study, replay, options)
            for rule, query in QUERIES.items():
                ours = told.get(rule, set())
                known = {(NAMESPACE.sub("auth", ref.schema), ref.name) for ref, table in replay.catalog.tables.items()
                         if not (table.assumed or table.as_query or table.like or replay.catalog.is_muted(ref))}  # fmt: skip
                known &= {(one[0], one[1]) for one in found(postgres, database, TABLES)}
                ours = {one for one in ours if one[:2] in known}
                theirs = {one for one in found(postgres, database, query) if one[:2] in known}
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
    assert not compared(postgres, folder)
