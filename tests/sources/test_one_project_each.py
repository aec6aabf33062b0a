"""One small project for each framework: recognised with no configuration, in its order, paired, in or outside a transaction, and
continued in its own form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from schemalint.frameworks import every, named
from schemalint.frameworks.writing import new_migration, rollback
from schemalint.model.project import History
from schemalint.sources.history import Arrangement

Write = Callable[[dict[str, str]], Path]
Arranged = Callable[..., Arrangement]

T = "CREATE TABLE t (id bigserial PRIMARY KEY, at timestamptz NOT NULL);\n"
A = "ALTER TABLE t ADD COLUMN a int;\n"
B = "ALTER TABLE t ADD COLUMN b int;\n"
BACK = "DROP TABLE t;\n"
NOW = "20260131235959"
TWO = f"{A}{B}"


class Project(NamedTuple):
    """What one framework is shown, and what must come of it."""

    framework: str
    files: dict[str, str]
    names: str
    """Of the migrations, in order."""
    back: str
    """Of those with a down part."""
    transactions: tuple[bool | None, ...]
    new: tuple[str, ...]
    """The files of a new migration called `add x`, from the directory of the history on."""
    down: str
    """Where the rollback of the last migration without one goes; `+` before a file that it is appended to; empty when nowhere."""


GOOSE = "-- +goose Up\n"
MIGRATE = "-- +migrate Up\n"
DBMATE = "-- migrate:up\n"
TERN = "---- create above / drop below ----\n"
UNDO = "-- //@UNDO\n"
PG = "-- Up Migration\n"

PROJECTS = (
    Project(
        "golang-migrate",
        {"m/2_a.up.sql": A, "m/10_b.up.sql": TWO, "m/1_t.up.sql": T, "m/1_t.down.sql": BACK},
        "1_t 2_a 10_b", "1_t", (False, False, True),
        ("11_add_x.up.sql", "11_add_x.down.sql"), "10_b.down.sql",
    ),
    Project(
        "flyway",
        {
            "m/V1_10__b.sql": B, "m/V1.9__a.sql": A, "m/V1__t.sql": T, "m/U1.0__gone.sql": BACK, "m/R__v.sql": "CREATE VIEW v AS SELECT 1;\n",
            "m/V1.9__a.sql.conf": "executeInTransaction=false\n",
        },
        "V1__t V1.9__a V1_10__b R__v", "V1__t", (True, False, True, True),
        ("V1_11__add_x.sql", "U1_11__add_x.sql"), "U1_10__b.sql",
    ),
    Project(
        "goose",
        {"m/10_b.sql": f"{GOOSE}{B}", "m/2_a.sql": f"-- +goose NO TRANSACTION\n{GOOSE}{A}", "m/1_t.sql": f"{GOOSE}{T}-- +goose Down\n{BACK}"},
        "1_t 2_a 10_b", "1_t", (True, False, True), ("11_add_x.sql",), "+10_b.sql",
    ),
    Project(
        "dbmate",
        {
            "m/10_b.sql": f"{DBMATE}{B}", "m/2_a.sql": f"-- migrate:up transaction:false\n{A}", "m/1_t.sql": f"{DBMATE}{T}-- migrate:down\n{BACK}",
        },
        # As text: 10 comes before 2.
        "10_b 1_t 2_a", "1_t", (True, True, False), ("11_add_x.sql",), "+2_a.sql",
    ),
    Project(
        "sql-migrate",
        {"m/b.sql": f"{MIGRATE}{B}", "m/10-a.sql": f"-- +migrate Up notransaction\n{A}", "m/9-t.sql": f"{MIGRATE}{T}-- +migrate Down\n{BACK}"},
        # Those with a number come first.
        "9-t 10-a b", "9-t", (True, False, True), ("11-add_x.sql",), "+b.sql",
    ),
    Project(
        "sqlx",
        {"sqlx.toml": "", "m/2_a.sql": f"-- no-transaction\n{A}", "m/10_b.up.sql": B, "m/1_t.up.sql": T, "m/1_t.down.sql": BACK},
        "1_t 2_a 10_b", "1_t", (True, False, True), ("11_add_x.up.sql", "11_add_x.down.sql"), "10_b.down.sql",
    ),
    Project(
        "diesel",
        {
            "diesel.toml": "", "migrations/2024-01-02-000000_a/up.sql": A, "migrations/2024-01-02-000000_a/metadata.toml": "run_in_transaction = false\n",
            "migrations/20240103000000_b/up.sql": B, "migrations/2024-01-01-000000_t/up.sql": T, "migrations/2024-01-01-000000_t/down.sql": BACK,
        },
        "2024-01-01-000000_t 2024-01-02-000000_a 20240103000000_b", "2024-01-01-000000_t", (True, False, True),
        (f"{NOW}_add_x/up.sql", f"{NOW}_add_x/down.sql"), "20240103000000_b/down.sql",
    ),
    Project(
        "prisma",
        {"m/migration_lock.toml": "", f"m/{NOW}_a/migration.sql": TWO, "m/20240101000000_t/migration.sql": T},
        f"20240101000000_t {NOW}_a", "", (False, True), ("20260131235960_add_x/migration.sql",), f"{NOW}_a/down.sql",
    ),
    Project(
        "drizzle",
        {
            "m/meta/_journal.json": '{"entries": [{"idx": 0, "tag": "0001_second"}, {"idx": 1, "tag": "0000_first"}]}',
            "m/0000_first.sql": A, "m/0001_second.sql": T,
        },
        "0001_second 0000_first", "", (True, True), ("0002_add_x.sql",), "0000_first.down.sql",
    ),
    Project(
        "supabase", {"supabase/migrations/2_a.sql": A, "supabase/migrations/10_t.sql": T},
        "10_t 2_a", "", (True, True), ("11_add_x.sql",), "../rollbacks/2_a.sql",
    ),
    Project(
        "hasura",
        {
            "config.yaml": "version: 3\nmetadata_directory: metadata\n", "migrations/default/1700000000001_a/up.sql": A,
            "migrations/default/1700000000000_t/up.sql": T, "migrations/default/1700000000000_t/down.sql": BACK,
        },
        "1700000000000_t 1700000000001_a", "1700000000000_t", (True, True),
        ("1769903999000_add_x/up.sql", "1769903999000_add_x/down.sql"), "1700000000001_a/down.sql",
    ),
    Project(
        "atlas", {"m/atlas.sum": "h1:x\n", "m/2_a.sql": f"-- atlas:txmode none\n\n{A}", "m/10_t.sql": T},
        "10_t 2_a", "", (True, False), ("11_add_x.sql",), "../rollbacks/2_a.sql",
    ),
    Project(
        "d1", {"wrangler.toml": "[[d1_databases]]\n", "m/0002_a.sql": A, "m/0001_t.sql": "CREATE TABLE t (id integer);\n"},
        "0001_t 0002_a", "", (None, None), ("0003_add_x.sql",), "../rollbacks/0002_a.sql",
    ),
    Project(
        "tern", {"m/tern.conf": "", "m/2_a.sql": f"---- tern: disable-tx ----\n{A}", "m/10_b.sql": B, "m/1_t.sql": f"{T}{TERN}{BACK}"},
        "1_t 2_a 10_b", "1_t", (True, False, True), ("11_add_x.sql",), "+10_b.sql",
    ),
    Project(
        "node-pg-migrate",
        {"m/1700000000001_a.sql": f"{PG}{A}", "m/1700000000000_t.sql": f"{PG}{T}-- Down Migration\n{BACK}"},
        "1700000000000_t 1700000000001_a", "1700000000000_t", (True, True), ("1769903999000_add_x.sql",), "+1700000000001_a.sql",
    ),
    Project(
        "db-migrate",
        {"migrations/sqls/20240102000000-a-up.sql": A, "migrations/sqls/20240101000000-t-up.sql": T, "migrations/sqls/20240101000000-t-down.sql": BACK},
        "20240101000000-t 20240102000000-a", "20240101000000-t", (False, False),
        (f"sqls/{NOW}-add_x-up.sql", f"sqls/{NOW}-add_x-down.sql"), "sqls/20240102000000-a-down.sql",
    ),
    Project(
        "sqitch",
        {
            "sqitch.plan": "%project=shop\n\nusers 2024-01-01T00:00:00Z a <a> # x\n@v1 2024-01-01T00:00:00Z a <a>\nadmins [users] 2024-01-02T00:00:00Z a <a>\n",
            "deploy/admins.sql": A, "deploy/users.sql": T, "revert/users.sql": BACK, "verify/users.sql": "SELECT 1/0;\n",
        },
        "users admins", "users", (False, False), ("deploy/add_x.sql", "revert/add_x.sql"), "revert/admins.sql",
    ),
    Project(
        "play",
        {"conf/evolutions/default/10.sql": f"# --- !Ups\n{A}", "conf/evolutions/default/9.sql": f"-- !Ups\n{T}-- !Downs\n{BACK}"},
        "9 10", "9", (False, False), ("11.sql",), "+10.sql",
    ),
    Project(
        "mybatis", {"scripts/10_a.sql": f"-- // a\n{A}", "scripts/9_t.sql": f"-- // t\n{T}{UNDO}{BACK}"},
        "9_t 10_a", "9_t", (True, True), ("11_add_x.sql",), "+10_a.sql",
    ),
    Project(
        "yoyo", {"m/yoyo.ini": "", "m/0001_a.sql": f"-- depends: 0002_t\n-- transactional: false\n{A}", "m/0002_t.sql": T, "m/0002_t.rollback.sql": BACK},
        "0002_t 0001_a", "0002_t", (True, False), ("0003_add_x.sql", "0003_add_x.rollback.sql"), "0001_a.rollback.sql",
    ),
    Project(
        "shmig", {"m/10-a.sql": f"-- ==== UP ====\n{A}", "m/9-t.sql": f"-- ==== UP ====\n{T}-- ==== DOWN ====\n{BACK}"},
        "9-t 10-a", "9-t", (True, True), ("11-add-x.sql",), "+10-a.sql",
    ),
    Project(
        "graphile",
        {
            "migrations/committed/000002-a.sql": f"--! Previous: sha1:a\n--! Hash: sha1:b\n--! no-transaction\n\n{A}",
            "migrations/committed/000001.sql": f"--! Previous: -\n--! Hash: sha1:a\n\n{T}",
        },
        "000001 000002-a", "", (True, False), (), "../rollbacks/000002-a.sql",
    ),
    Project(
        "postgrator", {"m/010.do.a.sql": A, "m/009.do.sql": T, "m/009.undo.sql": BACK},
        "009 010.do.a", "009", (False, False), ("011.do.add_x.sql", "011.undo.add_x.sql"), "010.undo.a.sql",
    ),
    Project(
        "postgres-migrations",
        {
            "package.json": '{"dependencies": {"postgres-migrations": "5"}}', "m/10_a.sql": f"-- postgres-migrations disable-transaction\n{A}",
            "m/9-t.sql": T,
        },
        "9-t 10_a", "", (True, False), ("11_add_x.sql",), "../rollbacks/10_a.sql",
    ),
    Project(
        "pop",
        {"database.yml": "development:\n  dialect: postgres\n", "m/20240102_a.up.sql": A, "m/20240101_t.up.sql": T, "m/20240101_t.down.sql": BACK},
        "20240101_t 20240102_a", "20240101_t", (True, True), ("20260131_add_x.up.sql", "20260131_add_x.down.sql"), "20240102_a.down.sql",
    ),
    Project(
        "bun", {"go.mod": "require github.com/uptrace/bun v1\n", "m/2_a.up.sql": A, "m/1_t.tx.up.sql": T, "m/1_t.tx.down.sql": BACK},
        "1_t 2_a", "1_t", (True, False), ("3_add_x.up.sql", "3_add_x.down.sql"), "2_a.down.sql",
    ),
    Project(
        "refinery", {"refinery.toml": "", "m/V10__a.sql": A, "m/U9__t.sql": T},
        "U9__t V10__a", "", (True, True), ("V11__add_x.sql",), "../rollbacks/V10__a.sql",
    ),
    Project(
        "evolve", {"Sql_Scripts/v1_10__a.sql": f"-- evolve-tx-off\n{A}", "Sql_Scripts/V1_9__t.sql": T},
        "V1_9__t v1_10__a", "", (True, False), ("V1_11__add_x.sql",), "../rollbacks/v1_10__a.sql",
    ),
    Project(
        "liquibase",
        {"m/1.sql": f"--liquibase formatted sql\n\n--changeset a:1\n{T}--rollback {BACK}\n--changeset a:2 runInTransaction:false\n{A}"},
        "1:1 1:2", "1:1", (True, False), ("3_add_x.sql",), "+1.sql",
    ),
    Project(
        "numbered", {"m/2.9.sql": T, "m/2.10_a.sql": A, "m/down/2.9.sql": BACK},
        "2.9 2.10_a", "2.9", (None, None), ("2.11_add_x.sql", "2.11_add_x.down.sql"), "2.10_a.down.sql",
    ),
)  # fmt: skip

ELSEWHERE = {"custom", "typeorm", "mikro-orm", "migrate-mongo", "alembic", "django"}
"""Described in configuration, or migrations in other languages: they have tests of their own."""


def test_every_framework_has_a_project() -> None:
    assert {one.framework for one in PROJECTS} == {one.name for one in every()} - ELSEWHERE


def _history(project: Project, write: Write, arranged: Arranged) -> History:
    [history] = arranged(write(project.files)).histories
    return history


@pytest.mark.parametrize("project", PROJECTS, ids=lambda one: one.framework)
def test_recognised_ordered_paired_and_wrapped(project: Project, write: Write, arranged: Arranged) -> None:
    history = _history(project, write, arranged)
    assert (history.framework, history.tie, history.strays) == (project.framework, None, ())
    assert [step.name for step in history.migrations] == project.names.split()
    assert [step.name for step in history.migrations if step.down] == project.back.split()
    assert tuple(step.up[0].transaction for step in history.migrations) == project.transactions


@pytest.mark.parametrize("project", PROJECTS, ids=lambda one: one.framework)
def test_continued_in_its_own_form(project: Project, write: Write, arranged: Arranged) -> None:
    history = _history(project, write, arranged)
    framework = named(project.framework)
    assert framework is not None
    versions = [step.version for step in history.migrations if step.version]
    written = new_migration(framework, versions, "add x", now=NOW, up=A, down="" if framework.forward_only else BACK)
    assert tuple(file.path for file in written) == project.new
    last = [step for step in history.migrations if not step.down and not step.repeatable][-1]
    path = last.up[0].path.removeprefix(f"{history.path}/")
    backs = rollback(framework, last.name, last.version, BACK, up_path=path)
    assert "".join(f"+{file.path}" if file.appended else file.path for file in backs) == project.down
