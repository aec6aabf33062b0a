"""Layouts that are the same on disk but for one thing, and the settings that move or rename migrations."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from schemalint.model.project import History
from schemalint.sources.history import Arrangement

Write = Callable[[dict[str, str]], Path]
Arranged = Callable[..., Arrangement]

T = "CREATE TABLE t (id bigserial PRIMARY KEY);\n"
BACK = "DROP TABLE t;\n"
STAMP = "20240101000000"


def one(arrangement: Arrangement) -> History:
    [history] = arrangement.histories
    return history


LOOK_ALIKES: list[tuple[str, str, dict[str, str]]] = [
    ("prisma by its lock", "prisma", {f"m/{STAMP}_a/migration.sql": T, "m/migration_lock.toml": 'provider = "postgresql"'}),
    ("prisma by its names", "prisma", {f"m/{STAMP}_a/migration.sql": T}),
    (
        "drizzle with a snapshot in each folder",
        "drizzle",
        {f"m/{STAMP}_a/migration.sql": T, f"m/{STAMP}_a/snapshot.json": '{"dialect": "postgresql", "prevIds": []}'},
    ),
    ("diesel by its names", "diesel", {"migrations/2024-01-01-000000_a/up.sql": T, "migrations/2024-01-01-000000_a/down.sql": BACK}),
    (
        "diesel by Cargo.toml",
        "diesel",
        {"Cargo.toml": '[dependencies]\ndiesel = "2"\n', f"migrations/{STAMP}_a/up.sql": T, f"migrations/{STAMP}_a/down.sql": BACK},
    ),
    (
        "hasura by config.yaml",
        "hasura",
        {
            "config.yaml": "version: 3\nmetadata_directory: metadata\n",
            "migrations/default/1700000000000_a/up.sql": T,
            "migrations/default/1700000000000_a/down.sql": BACK,
        },
    ),
    (
        "hasura's first layout",
        "hasura",
        {"config.yaml": "metadata_directory: m\n", "migrations/1700000000000_a.up.sql": T, "migrations/1700000000000_a.down.sql": BACK},
    ),
    ("golang-migrate", "golang-migrate", {"m/1_a.up.sql": T, "m/1_a.down.sql": BACK}),
    (
        "bun by the names in a program with bun",
        "bun",
        {"go.mod": "require github.com/uptrace/bun v1.2.1\n", "m/1_a.tx.up.sql": T, "m/1_a.tx.down.sql": BACK},
    ),
    ("pop by a sibling", "pop", {"m/1_a.up.sql": T, "m/1_a.down.sql": BACK, "m/2_b.up.fizz": "", "m/2_b.down.fizz": ""}),
    (
        "sqlx by Cargo.toml",
        "sqlx",
        {"Cargo.toml": '[dependencies]\nsqlx = { version = "0.8" }\n', "migrations/1_a.up.sql": T, "migrations/1_a.down.sql": BACK},
    ),
    ("sqlx by its folder", "sqlx", {".sqlx/query-1.json": "{}", "migrations/1_a.up.sql": T, "migrations/1_a.down.sql": BACK}),
    (
        "node-pg-migrate with pairs",
        "node-pg-migrate",
        {"package.json": '{"dependencies": {"node-pg-migrate": "7"}}', "migrations/1700000000000_a.up.sql": T, "migrations/1700000000000_a.down.sql": BACK},
    ),
    ("goose by its marks", "goose", {"m/1_a.sql": f"-- +goose Up\n{T}-- +goose Down\n{BACK}"}),
    ("dbmate by its marks", "dbmate", {"m/1_a.sql": f"-- migrate:up\n{T}-- migrate:down\n{BACK}"}),
    ("tern by its marks", "tern", {"m/1_a.sql": f"{T}---- create above / drop below ----\n{BACK}"}),
    ("sql-migrate by its marks", "sql-migrate", {"m/1_a.sql": f"-- +migrate Up\n{T}-- +migrate Down\n{BACK}"}),
    ("mybatis by its marks", "mybatis", {"m/1_a.sql": f"-- // a\n{T}-- //@UNDO\n{BACK}"}),
    ("atlas by its sums", "atlas", {"m/1_a.sql": T, "m/atlas.sum": "h1:x\n"}),
    ("marks beat sums", "goose", {"m/1_a.sql": f"-- +goose Up\n{T}-- +goose Down\n{BACK}", "m/atlas.sum": "h1:x\n"}),
    ("a remark to atlas is no evidence", "goose", {"m/1_a.sql": f"-- +goose Up\n-- atlas:txmode none\n{T}-- +goose Down\n{BACK}"}),
    ("supabase by its place", "supabase", {"supabase/migrations/1_a.sql": T}),
    (
        "d1 by its wrangler file",
        "d1",
        {"wrangler.toml": '[[d1_databases]]\nbinding = "DB"\n', "migrations/0001_a.sql": "CREATE TABLE t (id integer);\n"},
    ),
    ("nothing but numbers", "numbered", {"m/1_a.sql": T, "m/2_b.sql": "ALTER TABLE t ADD COLUMN b int;\n"}),
    ("flyway", "flyway", {"m/V1__a.sql": T, "m/U1__a.sql": BACK}),
    ("refinery by Cargo.toml", "refinery", {"Cargo.toml": '[dependencies]\nrefinery = "0.8"\n', "migrations/V1__a.sql": T}),
    ("evolve by its folder", "evolve", {"app/Sql_Scripts/V1__a.sql": T}),
    ("evolve by the project", "evolve", {"app/app.csproj": "<Project/>", "app/Scripts/V1__a.sql": T}),
    ("flyway's settings beat a dependency", "flyway", {"Cargo.toml": 'refinery = "0.8"\n', "sql/V1__a.sql": T, "flyway.toml": ""}),
]  # fmt: skip


@pytest.mark.parametrize(("framework", "files"), [row[1:] for row in LOOK_ALIKES], ids=[row[0] for row in LOOK_ALIKES])
def test_one_thing_tells_them_apart(framework: str, files: dict[str, str], write: Write, arranged: Arranged) -> None:
    history = one(arranged(write(files)))
    assert (history.framework, history.tie) == (framework, None)
    assert len(history.migrations) == len([name for name in files if name.endswith(".sql") and not _is_back(name)])


def _is_back(name: str) -> bool:
    return "down" in name or Path(name).name.startswith("U")


def test_in_refinery_u_goes_forward(write: Write, arranged: Arranged) -> None:
    files = {"V1__a.sql": T, "U2__b.sql": "ALTER TABLE t ADD COLUMN b int;\n"}
    history = one(arranged(write({f"migrations/{name}": text for name, text in files.items()} | {"refinery.toml": ""})))
    assert [(step.name, bool(step.up), bool(step.down)) for step in history.migrations] == [
        ("V1__a", True, False),
        ("U2__b", True, False),
    ]


def test_a_liquibase_file_without_its_first_line_is_not_formatted(write: Write, arranged: Arranged) -> None:
    arrangement = arranged(write({"db/changes.sql": f"--changeset a:1\n{T}--rollback DROP TABLE t;\n"}))
    assert arrangement.histories == ()


# --- settings -----------------------------------------------------------------------------------------------------

HOMES: list[tuple[str, dict[str, str], str, dict[str, str]]] = [
    ("sql-migrate", {"dbconfig.yml": "dev:\n  dialect: postgres\n  dir: db/steps\n"}, "db/steps", {"1-a.sql": f"-- +migrate Up\n{T}"}),
    ("sqlx", {"sqlx.toml": '[migrate]\nmigrations-dir = "db/steps"\n'}, "db/steps", {"1_a.sql": T}),
    ("diesel", {"diesel.toml": '[migrations_directory]\ndir = "db/steps"\n'}, "db/steps", {"1_a/up.sql": T}),
    ("hasura", {"config.yaml": "migrations_directory: db/steps\n"}, "db/steps/shop", {"1_a/up.sql": T}),
    ("graphile", {".gmrc": '{"migrationsFolder": "./db/steps"}'}, "db/steps/committed", {"000001.sql": T}),
    ("drizzle", {"drizzle.config.ts": 'export default defineConfig({ out: "./db/steps" });\n'}, "db/steps", {"0000_a.sql": T}),
    ("atlas", {"atlas.hcl": 'env "x" {\n  migration {\n    dir = "file://db/steps"\n  }\n}\n'}, "db/steps", {"1_a.sql": T}),
    ("d1", {"wrangler.jsonc": '{"d1_databases": [{"migrations_dir": "db/steps"}]}'}, "db/steps", {"0001_a.sql": "CREATE TABLE t (id integer);\n"}),
    ("yoyo", {"yoyo.ini": "[DEFAULT]\nsources = db/steps\n"}, "db/steps", {"a.sql": T}),
    ("node-pg-migrate", {"package.json": '{"node-pg-migrate": {"migrations-dir": "db/steps"}}'}, "db/steps", {"1_a.sql": T}),
    ("flyway", {"flyway.conf": "flyway.locations=filesystem:db/steps\n"}, "db/steps", {"V1__a.sql": T}),
    ("flyway", {"flyway.toml": '[flyway]\nlocations = ["classpath:db/steps"]\n'}, "src/main/resources/db/steps", {"V1__a.sql": T}),
    ("goose", {".env": "GOOSE_MIGRATION_DIR=./db/steps\n"}, "db/steps", {"1_a.sql": f"-- +goose Up\n{T}"}),
    ("dbmate", {".env": 'DBMATE_MIGRATIONS_DIR="db/steps"\n'}, "db/steps", {"1_a.sql": f"-- migrate:up\n{T}"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("framework", "settings", "home", "files"), HOMES, ids=[f"{row[0]}-{next(iter(row[1]))}" for row in HOMES]
)
def test_settings_say_where_migrations_are(
    framework: str, settings: dict[str, str], home: str, files: dict[str, str], write: Write, arranged: Arranged
) -> None:
    history = one(arranged(write(settings | {f"{home}/{name}": text for name, text in files.items()})))
    assert (history.framework, history.path) == (framework, home)
    assert len(history.migrations) == 1


def test_settings_for_another_directory_say_nothing_of_this_one(write: Write, arranged: Arranged) -> None:
    numbered = {"other/1_a.sql": T, "other/2_b.sql": "ALTER TABLE t ADD COLUMN b int;\n"}
    root = write({"sqlx.toml": '[migrate]\nmigrations-dir = "db"\n', "db/1_a.sql": T, **numbered})
    assert {one.path: one.framework for one in arranged(root).histories} == {"db": "sqlx", "other": "numbered"}


def test_a_directory_in_a_variable_is_not_guessed(write: Write, arranged: Arranged) -> None:
    root = write({"sqlx.toml": '[migrate]\nmigrations-dir = "${DIR}/db"\n', "db/1_a.sql": T})
    assert one(arranged(root)).framework == "sqlx"


@pytest.mark.parametrize(
    "settings",
    [
        {"flyway.conf": "flyway.sqlMigrationPrefix=Change\nflyway.sqlMigrationSeparator=--\nflyway.undoSqlMigrationPrefix=Back\n"},
        {"flyway.toml": '[flyway]\nsqlMigrationPrefix = "Change"\nsqlMigrationSeparator = "--"\nundoSqlMigrationPrefix = "Back"\n'},
        {
            "src/main/resources/application.properties": (
                "spring.flyway.sql-migration-prefix=Change\nspring.flyway.sql-migration-separator=--\n"
                "spring.flyway.undo-sql-migration-prefix=Back\n"
            )
        },
    ],
)  # fmt: skip
def test_flyway_with_names_of_its_own(settings: dict[str, str], write: Write, arranged: Arranged) -> None:
    home = "src/main/resources/db/migration"
    files = {
        "Change1.10--b.sql": "ALTER TABLE t ADD COLUMN b int;\n",
        "Change1.9--a.sql": T,
        "Back1.9--a.sql": BACK,
        "R--v.sql": "CREATE VIEW v AS SELECT 1;\n",
        "V3__ignored.sql": "CREATE TABLE never (id int);\n",
    }
    history = one(arranged(write(settings | {f"{home}/{name}": text for name, text in files.items()})))
    assert history.framework == "flyway"
    assert [(step.name, bool(step.down)) for step in history.migrations] == [
        ("Change1.9--a", True),
        ("Change1.10--b", False),
        ("R--v", False),
    ]
    assert history.strays == (f"{home}/V3__ignored.sql",)


@pytest.mark.parametrize(
    ("files", "transaction"),
    [
        ({"sql/V1__a.sql": T, "flyway.conf": "flyway.executeInTransaction=false\n"}, False),
        ({"sql/V1__a.sql": T, "flyway.conf": "flyway.executeInTransaction=true\n"}, True),
        ({"conf/evolutions/default/1.sql": f"# --- !Ups\n{T}# --- !Downs\n{BACK}"}, False),
        (
            {
                "conf/evolutions/default/1.sql": f"# --- !Ups\n{T}# --- !Downs\n{BACK}",
                "conf/application.conf": "play.evolutions.db.default.autocommit=false\n",
            },
            True,
        ),
        ({"db/scripts/1_a.sql": f"{T}-- //@UNDO\n{BACK}"}, True),
        (
            {"db/scripts/1_a.sql": f"{T}-- //@UNDO\n{BACK}", "db/environments/dev.properties": "auto_commit=true\n"},
            False,
        ),
        ({"m/1_a.sql": f"-- atlas:txmode none\n\n{T}", "m/atlas.sum": ""}, False),
        ({"m/1_a.sql": f"-- atlas:txmode none\n{T}", "m/atlas.sum": ""}, True),
        ({"Sql_Scripts/V1__a.sql": f"-- evolve-tx-off\n{T}"}, False),
    ],
)
def test_what_settings_say_of_transactions(
    files: dict[str, str], transaction: bool, write: Write, arranged: Arranged
) -> None:
    [step] = one(arranged(write(files))).migrations
    assert step.up[0].transaction is transaction


# --- what lies beside ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "hook"),
    [
        ({"m/V1__a.sql": T, "m/afterMigrate.sql": "GRANT SELECT ON t TO app;\n"}, "m/afterMigrate.sql"),
        ({"m/V1__a.sql": T, "m/beforeEachMigrate__x.sql": "SET ROLE app;\n"}, "m/beforeEachMigrate__x.sql"),
        ({"m/1_a.sql": f"{T}-- //@UNDO\n{BACK}", "m/bootstrap.sql": "CREATE SCHEMA x;\n"}, "m/bootstrap.sql"),
        ({"m/a.sql": T, "m/yoyo.ini": "", "m/post-apply.sql": "GRANT SELECT ON t TO app;\n"}, "m/post-apply.sql"),
    ],
)
def test_hooks_are_no_migrations_and_no_strays(
    files: dict[str, str], hook: str, write: Write, arranged: Arranged
) -> None:
    arrangement = arranged(write(files))
    history = one(arrangement)
    assert (len(history.migrations), history.strays) == (1, ())
    assert arrangement.queries == (hook,)


def test_a_checkpoint_stands_for_what_came_before(write: Write, arranged: Arranged) -> None:
    more = "ALTER TABLE t ADD COLUMN b int;\n"
    files = {"m/1_a.sql": T, "m/2_b.sql": more, "m/3_c.sql": f"-- atlas:checkpoint\n\n{T}{more}", "m/4_d.sql": more}
    arrangement = arranged(write(files | {"m/atlas.sum": ""}))
    assert [step.name for step in one(arrangement).migrations] == ["1_a", "2_b", "4_d"]
    assert [snapshot.path for snapshot in arrangement.snapshots] == ["m/3_c.sql"]


def test_yoyo_follows_its_dependencies(write: Write, arranged: Arranged) -> None:
    files = {"m/a.sql": f"-- depends: c\n{T}", "m/b.sql": T, "m/c.sql": T, "m/yoyo.ini": ""}
    assert [step.name for step in one(arranged(write(files))).migrations] == ["c", "a", "b"]


def test_node_pg_migrate_counts_dates_and_milliseconds_alike(write: Write, arranged: Arranged) -> None:
    marks = f"-- Up Migration\n{T}-- Down Migration\n{BACK}"
    # 1704067200000 is the first of January 2024.
    names = ("20231231235959000_a", "1704067200000_b", "20240101000001000_c", "0001_first")
    root = write({f"m/{name}.sql": marks for name in names})
    assert [step.name for step in one(arranged(root)).migrations] == [
        "0001_first",
        "20231231235959000_a",
        "1704067200000_b",
        "20240101000001000_c",
    ]


def test_a_reworked_change_of_sqitch_runs_where_it_first_stood(write: Write, arranged: Arranged) -> None:
    when = "2024-01-01T00:00:00Z a <a> # x"
    plan = (
        f"%project=shop\n\nusers {when}\nroles {when}\n@v1 {when}\nmore {when}\n@v2 {when}\nusers [users@v2] {when}\n"
    )
    files = {f"deploy/{name}.sql": T for name in ("users", "users@v2", "roles", "more")}
    files |= {"revert/users@v2.sql": BACK, "revert/users.sql": "ALTER TABLE t DROP COLUMN a;\n"}
    history = one(arranged(write(files | {"sqitch.plan": plan})))
    assert [(step.name, bool(step.down)) for step in history.migrations] == [
        ("users@v2", True),
        ("roles", False),
        ("more", False),
        ("users", True),
    ]
