"""The table of frameworks: complete, consistent, and true to what it writes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schemalint.frameworks import Framework, every, named
from schemalint.frameworks.writing import new_migration, rollback
from schemalint.sources.discover import discover
from schemalint.sources.history import Arrangement, arrange
from schemalint.sources.read import read

NAMES = (
    "alembic",
    "atlas",
    "bun",
    "custom",
    "d1",
    "db-migrate",
    "dbmate",
    "diesel",
    "django",
    "drizzle",
    "evolve",
    "flyway",
    "golang-migrate",
    "goose",
    "graphile",
    "hasura",
    "liquibase",
    "migrate-mongo",
    "mikro-orm",
    "mybatis",
    "node-pg-migrate",
    "numbered",
    "play",
    "pop",
    "postgrator",
    "postgres-migrations",
    "prisma",
    "refinery",
    "shmig",
    "sql-migrate",
    "sqitch",
    "sqlx",
    "supabase",
    "tern",
    "typeorm",
    "yoyo",
)

UP = "CREATE TABLE t (id bigserial PRIMARY KEY, at timestamptz NOT NULL);\n"
DOWN = "DROP TABLE t;\n"

SENTINELS = {
    "sqlx": {"Cargo.toml": 'sqlx = "0.8"\n'},
    "drizzle": {"meta/_journal.json": '{"entries": []}'},
    "hasura": {"config.yaml": "version: 3\nmetadata_directory: metadata\n"},
    "atlas": {"atlas.sum": "h1:x\n"},
    "d1": {"wrangler.toml": "[[d1_databases]]\n"},
    "tern": {"tern.conf": ""},
    "yoyo": {"yoyo.ini": ""},
    "postgres-migrations": {"package.json": '{"dependencies": {"postgres-migrations": "5"}}'},
    "evolve": {"evolve.json": "{}"},
    "refinery": {"refinery.toml": ""},
    "pop": {"database.yml": "development:\n  dialect: postgres\n"},
    "bun": {"go.mod": "require github.com/uptrace/bun v1.2.0\n"},
}
FOLDERS = {
    "supabase": "supabase/migrations",
    "play": "conf/evolutions/default",
    "db-migrate": "migrations",
}

WRITABLE = [framework for framework in every() if framework.new]


def test_every_framework_is_there_once() -> None:
    assert sorted(framework.name for framework in every()) == sorted(NAMES)
    assert named("goose") is not None
    assert named("gooose") is None


@pytest.mark.parametrize("framework", every(), ids=lambda framework: framework.name)
def test_consistent(framework: Framework) -> None:
    groups = re.compile(framework.pattern).groupindex
    assert "d" in groups
    assert framework.words
    for expression in (
        framework.marker,
        framework.up,
        framework.down,
        framework.opt_out,
        framework.unwrapped,
    ):
        re.compile(expression, re.M)
    for _, expression in framework.sentinels:
        re.compile(expression)
    assert bool(framework.marker) == bool(framework.marker_words)
    # Something must be able to tell it.
    assert framework.alone or framework.sentinels or framework.marker or framework.folder or "db" in groups
    # A way out of the transaction is said in words and can be written, and only where there is a transaction.
    if framework.opt_out or framework.opt_out_file[0]:
        assert framework.opt_out_words
        assert framework.opt_out_text or not framework.new
        assert framework.transaction == "each" or framework.transaction_in
    assert not (framework.forward_only and framework.down and not framework.rollback)


@pytest.mark.parametrize("framework", WRITABLE, ids=lambda framework: framework.name)
def test_what_is_written_is_recognised(framework: Framework, tmp_path: Path) -> None:
    arrangement = _written(framework, tmp_path, transaction=True)
    [history] = arrangement.histories
    assert history.framework == framework.name
    [migration] = history.migrations
    texts = {document.path: document.text for document in arrangement.documents}
    assert "CREATE TABLE t" in "".join(texts[s.path][s.start : s.end] for s in migration.up)
    if not framework.forward_only:
        assert "DROP TABLE t" in "".join(texts[s.path][s.start : s.end] for s in migration.down)
        if not framework.many:
            assert "DROP TABLE t" not in "".join(texts[s.path][s.start : s.end] for s in migration.up)


@pytest.mark.parametrize("framework", [f for f in WRITABLE if f.opt_out_text], ids=lambda framework: framework.name)
def test_the_transaction_it_switches_off_is_off(framework: Framework, tmp_path: Path) -> None:
    arrangement = _written(framework, tmp_path, transaction=False)
    [history] = arrangement.histories
    [migration] = history.migrations
    states = {script.transaction for script in (*migration.up, *migration.down)}
    assert states == {False}


def _written(framework: Framework, root: Path, transaction: bool) -> Arrangement:
    folder = root / FOLDERS.get(framework.name, "migrations")
    folder.mkdir(parents=True)
    for name, text in SENTINELS.get(framework.name, {}).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    down = "" if framework.forward_only else DOWN
    for file in new_migration(
        framework, [], "Add the T table!", now="20260131235959", up=UP, down=down, transaction=transaction
    ):
        assert not file.appended
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_text(file.text)
    return _arranged(root)


def _arranged(root: Path) -> Arrangement:
    [project] = discover(["."], cwd=str(root)).projects
    return arrange([read(source) for source in project.sources], root=project.root, cwd=str(root), asked=project.asked)


@pytest.mark.parametrize(
    "framework",
    [f for f in WRITABLE if f.rollback and f.name != "prisma"],
    ids=lambda framework: framework.name,
)
def test_a_rollback_written_later_is_paired(framework: Framework, tmp_path: Path) -> None:
    if framework.forward_only:
        assert framework.rollback is not None
        assert framework.rollback.path
        return
    folder = tmp_path / FOLDERS.get(framework.name, "migrations")
    folder.mkdir(parents=True)
    for name, text in SENTINELS.get(framework.name, {}).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    first, *_ = new_migration(framework, [], "add t", now="20260131235959", up=UP, down="")
    up_file = folder / first.path
    up_file.parent.mkdir(parents=True, exist_ok=True)
    up_file.write_text(first.text)
    [migration] = _arranged(tmp_path).histories[0].migrations
    [written] = rollback(framework, migration.name, migration.version, DOWN, up_path=first.path)
    target = folder / written.path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text((target.read_text() if written.appended else "") + written.text)
    [history] = _arranged(tmp_path).histories
    [migration] = history.migrations
    assert history.framework == framework.name
    assert migration.down
    assert not migration.empty_down
