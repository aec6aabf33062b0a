"""Histories: recognised, ordered, paired, with their transactions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from schemalint.model.project import History
from schemalint.sources.history import Arrangement

Write = Callable[[dict[str, str]], Path]
Git = Callable[..., str]
Arranged = Callable[..., Arrangement]

T = "CREATE TABLE t (id bigserial PRIMARY KEY, at timestamptz NOT NULL);\n"
TWO = T + "CREATE INDEX i ON t (at);\n"
D = "DROP TABLE t;\n"


def one(arrangement: Arrangement) -> History:
    [history] = arrangement.histories
    return history


def picture(history: History) -> list[tuple[str, list[str], list[str]]]:
    return [(m.name, [script.path for script in m.up], [script.path for script in m.down]) for m in history.migrations]


def transactions(history: History) -> list[bool | None]:
    return [script.transaction for migration in history.migrations for script in migration.up]


# --- each framework -------------------------------------------------------------------------------------------------


def test_golang_migrate(write: Write, arranged: Arranged) -> None:
    root = write({"m/10_b.up.sql": TWO, "m/10_b.down.sql": D, "m/9_a.up.sql": T, "m/9_other.down.sql": "-- none\n"})
    history = one(arranged(root))
    assert history.framework == "golang-migrate"
    assert picture(history) == [
        ("9_a", ["m/9_a.up.sql"], ["m/9_other.down.sql"]),
        ("10_b", ["m/10_b.up.sql"], ["m/10_b.down.sql"]),
    ]
    # One statement goes alone, several as one query, which PostgreSQL runs in one transaction.
    assert transactions(history) == [False, True]
    assert all(script.implicit for migration in history.migrations for script in migration.up)
    assert [migration.empty_down for migration in history.migrations] == [True, False]


def test_golang_migrate_wraps_on_sqlite(write: Write, arranged: Arranged) -> None:
    root = write({"m/1_a.up.sql": "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT);"})
    history = one(arranged(root))
    assert history.dialect == "sqlite"
    assert transactions(history) == [True]


def test_a_down_file_without_its_up_file_is_still_shown(write: Write, arranged: Arranged) -> None:
    root = write({"m/1_a.up.sql": T, "m/2_b.down.sql": D})
    assert picture(one(arranged(root))) == [("1_a", ["m/1_a.up.sql"], []), ("2_b", [], ["m/2_b.down.sql"])]


def test_flyway(write: Write, arranged: Arranged) -> None:
    root = write(
        {
            "m/V2__b.sql": T,
            "m/V10__d.sql": T,
            "m/V2_1__c.sql": "CREATE INDEX CONCURRENTLY i ON t (at);",
            "m/U2__undo_it.sql": D,
            "m/R__view.sql": "CREATE OR REPLACE VIEW v AS SELECT 1;",
            "m/V10__d.sql.conf": "executeInTransaction=false\n",
            "m/v11__wrong_case.sql": T,
        }
    )
    history = one(arranged(root))
    assert history.framework == "flyway"
    assert picture(history) == [
        ("V2__b", ["m/V2__b.sql"], ["m/U2__undo_it.sql"]),
        ("V2_1__c", ["m/V2_1__c.sql"], []),
        ("V10__d", ["m/V10__d.sql"], []),
        ("R__view", ["m/R__view.sql"], []),
    ]
    assert transactions(history) == [True, False, False, True]
    assert [migration.repeatable for migration in history.migrations] == [False, False, False, True]
    assert history.strays == ("m/v11__wrong_case.sql",)


def test_flyway_baseline_beside_what_it_stands_for_is_a_snapshot(write: Write, arranged: Arranged) -> None:
    root = write({"m/V1__a.sql": T, "m/V2__b.sql": T, "m/B2__all.sql": T})
    arrangement = arranged(root)
    assert [migration.name for migration in one(arrangement).migrations] == ["V1__a", "V2__b"]
    assert [(snapshot.path, snapshot.framework) for snapshot in arrangement.snapshots] == [("m/B2__all.sql", "flyway")]


def test_flyway_baseline_alone_begins_the_history(write: Write, arranged: Arranged) -> None:
    root = write({"m/B2__all.sql": T, "m/V3__b.sql": T})
    assert [migration.name for migration in one(arranged(root)).migrations] == ["B2__all", "V3__b"]


def test_flyway_modules_with_the_same_version_stay_apart(write: Write, arranged: Arranged) -> None:
    root = write({"a/V1__x.sql": T, "b/V1__y.sql": T, "c/2.0/V2__x.sql": T, "c/3.0/V3__x.sql": T})
    assert [history.path for history in arranged(root).histories] == ["a", "b", "c"]


def test_goose(write: Write, arranged: Arranged) -> None:
    root = write(
        {
            "00001_a.sql": f"-- about\n-- +goose Up\n{T}\n-- +goose Down\n{D}",
            "00002_b.sql": f"-- +goose UP\n{T}",
            "00003_c.sql": f"-- +goose up\n{T}-- +goose down\n-- nothing to undo\n",
            "00004_d.sql": T,
        }
    )
    arrangement = arranged(root)
    history = one(arrangement)
    texts = {document.path: document.text for document in arrangement.documents}
    first = history.migrations[0]
    assert texts["00001_a.sql"][first.up[0].start : first.up[0].end].strip() == T.strip()
    assert texts["00001_a.sql"][first.down[0].start : first.down[0].end].strip() == D.strip()
    assert [migration.name for migration in history.migrations] == ["00001_a", "00002_b", "00003_c"]
    assert [migration.empty_down for migration in history.migrations] == [False, False, True]
    # Without a marker goose refuses the file.
    assert history.strays == ("00004_d.sql",)


def test_goose_without_a_transaction(write: Write, arranged: Arranged) -> None:
    root = write({"1_a.sql": f"-- +goose NO TRANSACTION\n-- +goose Up\n{T}-- +goose Down\n{D}"})
    [migration] = one(arranged(root)).migrations
    assert [script.transaction for script in (*migration.up, *migration.down)] == [False, False]
    assert migration.up[0].opt_out == "`-- +goose NO TRANSACTION`"


def test_dbmate(write: Write, arranged: Arranged) -> None:
    root = write(
        {
            "1_a.sql": f"-- migrate:up\n{T}\n-- migrate:down\n{D}",
            "2_b.sql": f"--  migrate:up transaction:false\nCREATE INDEX CONCURRENTLY i ON t (at);\n-- migrate:down\n{D}",
            "3_c.sql": f"-- migrate:up transaction:false\n{TWO}",
        }
    )
    history = one(arranged(root))
    assert history.framework == "dbmate"
    # Several statements in one query are an implicit transaction all the same.
    assert transactions(history) == [True, False, True]
    assert [len(migration.down) for migration in history.migrations] == [1, 1, 0]
    assert history.migrations[1].down[0].transaction is True


def test_sql_migrate(write: Write, arranged: Arranged) -> None:
    root = write(
        {
            "2-b.sql": f"-- +migrate Up notransaction\n{T}-- +migrate Down\n{D}",
            "1-a.sql": f"-- +migrate Up\n{T}",
            "10-c.sql": f"-- +migrate Up\n{T}",
            "last.sql": f"-- +migrate Up\n{T}",
        }
    )
    history = one(arranged(root))
    assert history.framework == "sql-migrate"
    assert [migration.name for migration in history.migrations] == ["1-a", "2-b", "10-c", "last"]
    assert transactions(history) == [True, False, True, True]
    assert history.migrations[1].down[0].transaction is True


def test_sqlx_needs_its_dependency(write: Write, arranged: Arranged) -> None:
    root = write(
        {
            "Cargo.toml": '[dependencies]\nsqlx = { version = "0.8", features = ["postgres"] }\n',
            "migrations/1_a.up.sql": T,
            "migrations/1_a.down.sql": D,
            "migrations/2_b.sql": "-- no-transaction\nCREATE INDEX CONCURRENTLY i ON t (at);\n",
            "migrations/3_c.sql": "\n-- no-transaction\nCREATE INDEX CONCURRENTLY i ON t (at);\n",
        }
    )
    history = one(arranged(root))
    assert history.framework == "sqlx"
    assert [migration.name for migration in history.migrations] == ["1_a", "2_b", "3_c"]
    assert transactions(history) == [True, False, True]


def test_diesel(write: Write, arranged: Arranged) -> None:
    root = write(
        {
            "m/2024-01-02-000000_b/up.sql": "CREATE INDEX CONCURRENTLY i ON t (at);",
            "m/2024-01-02-000000_b/down.sql": "-- This file should undo anything in `up.sql`\n",
            "m/2024-01-02-000000_b/metadata.toml": "run_in_transaction = false\n",
            "m/2024-01-01-000000_a/up.sql": T,
            "m/2024-01-03-000000_c/up.sql": T,
            "m/2024-01-03-000000_c/metadata.toml": "run_in_transaction = true\n",
            "m/2024-01-04-000000_d/up.sql": T,
            "m/2024-01-04-000000_d/metadata.toml": "# nothing\n",
        }
    )
    history = one(arranged(root))
    assert history.framework == "diesel"
    assert history.path == "m"
    assert [m.name[-1] for m in history.migrations] == ["a", "b", "c", "d"]
    assert transactions(history) == [True, False, True, False]
    assert history.migrations[1].empty_down


def test_hasura_is_told_by_its_settings(write: Write, arranged: Arranged) -> None:
    files = {"migrations/default/1600000000000_a/up.sql": T, "migrations/default/1600000000000_a/down.sql": D}
    root = write({**files, "config.yaml": "version: 3\nmetadata_directory: metadata\n"})
    history = one(arranged(root))
    assert (history.framework, history.path) == ("hasura", "migrations/default")


def test_prisma(write: Write, arranged: Arranged) -> None:
    root = write(
        {
            "prisma/migrations/migration_lock.toml": 'provider = "mysql"\n',
            "prisma/migrations/20240102000000_b/migration.sql": "ALTER TABLE t ADD a int;",
            "prisma/migrations/20240101000000_a/migration.sql": "CREATE TABLE t (id int);",
            "prisma/migrations/20240102000000_b/down.sql": "ALTER TABLE t DROP a;",
        }
    )
    history = one(arranged(root))
    assert (history.framework, history.dialect, history.evidence) == (
        "prisma",
        "mysql",
        "mysql in migration_lock.toml",
    )
    assert history.forward_only
    assert [len(migration.down) for migration in history.migrations] == [0, 1]
    assert transactions(history) == [False, False]


def test_drizzle_in_the_order_of_its_journal(write: Write, arranged: Arranged) -> None:
    root = write(
        {
            "drizzle/meta/_journal.json": '{"dialect": "postgresql", "entries": [{"tag": "0001_z"}, {"tag": "0000_a"}]}',
            "drizzle/0000_a.sql": T + "--> statement-breakpoint\n" + D,
            "drizzle/0001_z.sql": T,
        }
    )
    history = one(arranged(root))
    assert (history.framework, history.dialect) == ("drizzle", "postgres")
    assert [migration.name for migration in history.migrations] == ["0001_z", "0000_a"]


def test_a_broken_journal_is_no_crash(write: Write, arranged: Arranged) -> None:
    root = write({"d/meta/_journal.json": "[" * 100_000, "d/0001_b.sql": T, "d/0000_a.sql": T})
    assert [migration.name for migration in one(arranged(root)).migrations] == ["0000_a", "0001_b"]


def test_supabase_by_its_place(write: Write, arranged: Arranged) -> None:
    root = write({"supabase/migrations/20240101000000_a.sql": "CREATE TABLE t (id int);"})
    history = one(arranged(root))
    assert (history.framework, history.dialect, history.forward_only) == ("supabase", "postgres", True)


def test_atlas_reads_directories_of_others(write: Write, arranged: Arranged) -> None:
    root = write(
        {
            "a/atlas.sum": "h1:x\n",
            "a/20240101000000_a.sql": f"-- atlas:txmode none\n\n{T}",
            "b/atlas.sum": "h1:x\n",
            "b/1_a.sql": f"-- +goose Up\n{T}-- +goose Down\n{D}",
        }
    )
    first, second = arranged(root).histories
    assert (first.framework, transactions(first)) == ("atlas", [False])
    assert second.framework == "goose"


def test_tern(write: Write, arranged: Arranged) -> None:
    root = write(
        {
            "m/001_a.sql": f"{T}---- create above / drop below ----\n{D}",
            "m/002_b.sql": f"---- tern: disable-tx ----\n{T}---- create above / drop below ----\n{D}",
            "m/003_c.sql": T,
        }
    )
    history = one(arranged(root))
    assert history.framework == "tern"
    assert transactions(history) == [True, False, True]
    assert [len(migration.down) for migration in history.migrations] == [1, 1, 0]
    assert history.migrations[1].down[0].transaction is True


@pytest.mark.parametrize(
    ("framework", "name", "text"),
    [
        ("node-pg-migrate", "1700000000000_a.sql", f"-- Up Migration\n{T}\n-- Down Migration\n{D}"),
        ("mybatis", "001_a.sql", f"-- // first\n{T}\n-- //@UNDO\n{D}"),
        ("shmig", "1700000000-a.sql", f"-- ====  UP  ====\n{T}\n-- ==== DOWN ====\n{D}"),
        ("play", "evolutions/default/1.sql", f"# --- !Ups\n{T}\n# --- !Downs\n{D}"),
    ],
)
def test_one_file_with_two_sections(write: Write, arranged: Arranged, framework: str, name: str, text: str) -> None:
    arrangement = arranged(write({name: text}))
    history = one(arrangement)
    assert history.framework == framework
    [migration] = history.migrations
    [document] = arrangement.documents
    assert document.text[migration.up[-1].start : migration.up[-1].end].strip().endswith(T.strip())
    assert document.text[migration.down[0].start : migration.down[0].end].strip() == D.strip()


@pytest.mark.parametrize(
    ("framework", "text"),
    [
        ("goose", f"-- +goose NO TRANSACTION\n-- +goose Up\n{T}-- +goose Down\n{D}"),
        ("dbmate", f"-- migrate:up transaction:false\n{T}-- migrate:down transaction:false\n{D}"),
        ("sql-migrate", f"-- +migrate Up notransaction\n{T}-- +migrate Down notransaction\n{D}"),
        (
            "tern",
            f"---- tern: disable-tx ----\n{T}---- create above / drop below ----\n---- tern: disable-tx ----\n{D}",
        ),
        ("shmig", f"-- ==== UP ====\n{T}-- ==== DOWN ====\n{D}"),
    ],
)
def test_line_ends_of_windows(write: Write, arranged: Arranged, framework: str, text: str) -> None:
    arrangement = arranged(write({"1-a.sql" if framework == "shmig" else "1_a.sql": text.replace("\n", "\r\n")}))
    history = one(arrangement)
    [migration] = history.migrations
    document = arrangement.documents[0].text
    assert history.framework == framework
    assert document[migration.down[0].start : migration.down[0].end].strip().splitlines()[-1] == D.strip()
    assert [script.transaction for script in migration.up] == [framework == "shmig"]


def test_sqitch_in_the_order_of_its_plan(write: Write, arranged: Arranged) -> None:
    files = {f"{side}/{name}.sql": T for side in ("deploy", "revert", "verify") for name in ("b", "a")}
    root = write({**files, "sqitch.plan": "%project=x\n\nb 2024-01-01T00:00:00Z A <a@b> # n\na [b] 2024-01-02T00:00:00Z A <a@b>\n"})  # fmt: skip
    arrangement = arranged(root)
    assert picture(one(arrangement)) == [
        ("b", ["deploy/b.sql"], ["revert/b.sql"]),
        ("a", ["deploy/a.sql"], ["revert/a.sql"]),
    ]
    assert arrangement.queries == ("verify/a.sql", "verify/b.sql")


def test_sqitch_without_a_plan_follows_requirements_of_its_own_project(write: Write, arranged: Arranged) -> None:
    root = write(
        {
            "deploy/a.sql": f"-- Deploy here:a to pg\n-- requires: here:b\n{T}",
            "deploy/b.sql": f"-- Deploy here:b to pg\n-- requires: there:a\n{T}",
        }
    )
    assert [migration.name for migration in one(arranged(root)).migrations] == ["b", "a"]


def test_postgrator_and_db_migrate_and_yoyo(write: Write, arranged: Arranged) -> None:
    root = write(
        {
            "p/001.do.a.sql": T,
            "p/001.undo.a.sql": D,
            "migrations/sqls/20240101000000-a-up.sql": T,
            "migrations/sqls/20240101000000-a-down.sql": D,
            "y/yoyo.ini": "[DEFAULT]\n",
            "y/0001.a.sql": f"-- transactional: false\n{T}",
            "y/0001.a.rollback.sql": D,
        }
    )
    found = {history.framework: history for history in arranged(root).histories}
    assert set(found) == {"postgrator", "db-migrate", "yoyo"}
    assert all(len(history.migrations) == 1 and history.migrations[0].down for history in found.values())
    assert transactions(found["yoyo"]) == [False]


def test_liquibase_formatted_sql(write: Write, arranged: Arranged) -> None:
    root = write(
        {
            "1_a.sql": f"--liquibase formatted sql\n\n--changeset me:1\n{T}--rollback DROP INDEX i;\n--rollback DROP TABLE t;\n"
            f'--changeset "me too":"2 b" runInTransaction:false\n{T}--rollback not required\n'
            f"--changeset me:3\n{T}/* liquibase rollback\nDROP TABLE t;\n*/\n"
            f"--changeset me:4\n{T}-- rollback: not this way\n",
        }
    )
    arrangement = arranged(root)
    history = one(arrangement)
    assert history.framework == "liquibase"
    assert [migration.name for migration in history.migrations] == ["1_a:1", "1_a:2 b", "1_a:3", "1_a:4"]
    assert transactions(history) == [True, False, True, True]
    text = arrangement.documents[0].text
    downs = [[text[script.start : script.end].strip() for script in m.down] for m in history.migrations]
    assert downs == [["DROP INDEX i;", "DROP TABLE t;"], [""], ["DROP TABLE t;"], []]
    assert [migration.empty_down for migration in history.migrations] == [False, True, False, False]


# --- plain files ----------------------------------------------------------------------------------------------------


def test_plain_numbered_files(write: Write, arranged: Arranged) -> None:
    root = write({"m/10_c.sql": T, "m/2-b.sql": T, "m/001.sql": T})
    history = one(arranged(root))
    assert history.framework == "numbered"
    assert [migration.name for migration in history.migrations] == ["001", "2-b", "10_c"]
    assert transactions(history) == [None, None, None]
    assert not history.forward_only


def test_plain_numbered_files_with_an_assumed_transaction(write: Write, arranged: Arranged) -> None:
    root = write({"m/1_a.sql": T, "m/2_b.sql": T})
    assert transactions(one(arranged(root, assume_transaction=True))) == [True, True]


@pytest.mark.parametrize(
    "files",
    [
        ("001_a.sql", "001_a.down.sql"),
        ("001_a_up.sql", "001_a_down.sql"),
        ("001_a.sql", "001_a.rollback.sql"),
        ("001_a.sql", "rollback/001_a.sql"),
        ("001_a.sql", "down/001_a.sql"),
    ],
)
def test_rollbacks_of_plain_files(write: Write, arranged: Arranged, files: tuple[str, str]) -> None:
    up, down = files
    history = one(arranged(write({f"migrations/{up}": T, f"migrations/{down}": D})))
    [migration] = history.migrations
    assert [script.path for script in migration.up] == [f"migrations/{up}"]
    assert [script.path for script in migration.down] == [f"migrations/{down}"]


def test_a_lone_down_line_in_a_plain_file_begins_the_down_part(write: Write, arranged: Arranged) -> None:
    root = write({"migrations/001_a.sql": f"-- the set up\n{T}\n-- Down\n{D}"})
    [migration] = one(arranged(root)).migrations
    assert len(migration.up) == 1
    assert len(migration.down) == 1


def test_dates_are_versions(write: Write, arranged: Arranged) -> None:
    history = one(arranged(write({"m/2024-01-02-b.sql": T, "m/2024-01-01-c.sql": T, "m/2024_01_03_120000_a.sql": T})))
    assert [(migration.version, migration.name[-1]) for migration in history.migrations] == [
        ("2024-01-01", "c"),
        ("2024-01-02", "b"),
        ("2024_01_03_120000", "a"),
    ]


def test_numbered_queries_are_no_history(write: Write, arranged: Arranged) -> None:
    arrangement = arranged(write({"1_report.sql": "SELECT 1;", "2_report.sql": "SELECT 2;"}))
    assert arrangement.histories == ()
    assert arrangement.queries == ("1_report.sql", "2_report.sql")


# --- which framework ------------------------------------------------------------------------------------------------


def test_a_marker_in_one_file_of_many_is_no_evidence(write: Write, arranged: Arranged) -> None:
    root = write({"V1__a.sql": T, "V2__b.sql": f"-- migrate:up\n{T}", "V3__c.sql": T})
    assert one(arranged(root)).framework == "flyway"


def test_markers_beat_a_dependency_further_up(write: Write, arranged: Arranged) -> None:
    root = write({"Cargo.toml": 'sqlx = "0.8"\n', "go/m/1_a.sql": f"-- +goose Up\n{T}"})
    assert one(arranged(root)).framework == "goose"


def test_too_few_matching_files_are_no_history(write: Write, arranged: Arranged) -> None:
    root = write({"1_a.up.sql": T, "x.sql": T, "y.sql": T})
    assert arranged(root).histories == ()


def test_what_the_framework_skips_is_named(write: Write, arranged: Arranged) -> None:
    root = write({"m/1_a.up.sql": T, "m/1_a.down.sql": D, "m/fix.sql": "ALTER TABLE t ADD x int;"})
    arrangement = arranged(root)
    assert one(arrangement).strays == ("m/fix.sql",)
    assert [(snapshot.path, snapshot.standalone) for snapshot in arrangement.snapshots] == [("m/fix.sql", True)]


def test_two_sentinels_are_a_tie_and_until_it_is_settled_plain_numbering_is_used(
    write: Write, arranged: Arranged
) -> None:
    root = write({"m/001_a.sql": T, "m/tern.conf": "", "m/atlas.sum": ""})
    history = one(arranged(root))
    assert history.framework == "numbered"
    assert history.tie is not None
    assert set(history.tie.frameworks) == {"tern", "atlas"}
    settled = one(arranged(root, framework_for=lambda folder: "tern" if folder == "m" else ""))
    assert (settled.framework, settled.tie) == ("tern", None)


def test_what_makes_the_files_and_what_runs_them_are_no_tie(write: Write, arranged: Arranged) -> None:
    journal = '{"entries": [{"idx": 0, "tag": "0000_a"}]}'
    root = write({"m/0000_a.sql": T, "m/meta/_journal.json": journal, "wrangler.toml": "[[d1_databases]]\n"})
    history = one(arranged(root))
    assert (history.framework, history.tie) == ("drizzle", None)


def test_where_names_allow_no_plain_numbering_the_first_of_a_tie_is_read(write: Write, arranged: Arranged) -> None:
    journal = '{"entries": [{"idx": 0, "tag": "a"}]}'
    root = write({"m/a.sql": T, "m/b.sql": T, "m/yoyo.ini": "", "m/meta/_journal.json": journal})
    history = one(arranged(root))
    assert history.tie is not None
    assert history.framework == history.tie.frameworks[0]


def test_configuration_names_the_framework(write: Write, arranged: Arranged) -> None:
    root = write({"m/1_a.sql": T, "m/2_b.sql": T})
    assert one(arranged(root, framework_for=lambda _folder: "sqlx")).framework == "sqlx"


# --- dialects -------------------------------------------------------------------------------------------------------


def test_a_neutral_file_has_the_dialect_of_its_history(write: Write, arranged: Arranged) -> None:
    arrangement = arranged(write({"m/1_a.up.sql": T, "m/2_b.up.sql": "ALTER TABLE t ADD x int;"}))
    assert {document.source.dialect for document in arrangement.documents} == {"postgres"}


def test_dialects_in_file_names_make_histories_of_their_own(write: Write, arranged: Arranged) -> None:
    root = write(
        {
            "1_a.mysql.up.sql": "",
            "1_a.postgres.up.sql": "",
            "2_b.up.sql": "CREATE TABLE t (id int);",
            "3_c.up.sql": "CREATE TABLE u (id int);",
            "3_c.mysql.up.sql": "CREATE TABLE u (id int);",
        }
    )
    found = {history.dialect: picture(history) for history in arranged(root).histories}
    assert set(found) == {"mysql", "postgres"}
    assert [ups for _, ups, _ in found["mysql"]] == [
        ["1_a.mysql.up.sql"],
        ["2_b.up.sql"],
        ["3_c.mysql.up.sql"],
    ]
    assert [ups for _, ups, _ in found["postgres"]] == [
        ["1_a.postgres.up.sql"],
        ["2_b.up.sql"],
        ["3_c.up.sql"],
    ]


def test_files_without_a_word_are_a_history_too_when_they_begin_it(write: Write, arranged: Arranged) -> None:
    root = write({"m/1_a.sql": T, "m/1_a.sqlite.sql": T, "m/2_b.sql": T})
    found = {(history.dialect, len(history.migrations)) for history in arranged(root).histories}
    assert found == {("postgres", 2), ("sqlite", 2)}


def test_a_word_in_a_description_tells_nothing(write: Write, arranged: Arranged) -> None:
    root = write({"m/1_start.sql": T, "m/2_move_from_mysql.sql": T})
    history = one(arranged(root))
    assert (history.dialect, len(history.migrations)) == ("postgres", 2)


def test_folders_of_dialects_are_histories_of_their_own(write: Write, arranged: Arranged) -> None:
    root = write({"m/mysql/V1__a.sql": "CREATE TABLE t (id int);", "m/h2/V2__a.sql": "CREATE TABLE t (id int);"})
    found = {history.path: (history.dialect, history.evidence) for history in arranged(root).histories}
    assert found == {"m/mysql": ("mysql", "folder mysql"), "m/h2": ("standard", "folder h2")}


def test_settings_of_the_program_tell_when_the_text_does_not(write: Write, arranged: Arranged) -> None:
    root = write({".env": "DATABASE_URL=mysql://x\n", "m/1_a.up.sql": "CREATE TABLE t (id int);"})
    assert one(arranged(root)).evidence == "mysql in .env"


def test_a_page_that_says_nothing_follows_the_sql_of_the_project(write: Write, arranged: Arranged) -> None:
    root = write({"m/1_a.up.sql": T, "docs/schema.md": "# S\n\n| Column | Type |\n|---|---|\n| id | int |\n"})
    page = next(document for document in arranged(root).documents if document.source.role == "document")
    assert (page.source.dialect, page.source.evidence) == ("postgres", "the SQL of the project")


def test_configuration_names_the_dialect(write: Write, arranged: Arranged) -> None:
    root = write({"m/1_a.up.sql": T})
    history = one(arranged(root, dialect_for=lambda path: ("sqlite", "configuration")))
    assert (history.dialect, history.evidence) == ("sqlite", "configuration")


# --- released and frozen --------------------------------------------------------------------------------------------


def test_released_migrations_are_frozen_and_new_ones_are_not(write: Write, git: Git, arranged: Arranged) -> None:
    root = write({"m/1_a.up.sql": T, "m/1_a.down.sql": D, "m/2_b.up.sql": T})
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-qm", "first")
    (root / "m/2_b.up.sql").write_text(TWO)
    (root / "m/3_c.up.sql").write_text(T)
    arrangement = arranged(root)
    states = [(migration.released, migration.frozen) for migration in one(arrangement).migrations]
    assert states == [(True, True), (False, True), (False, False)]
    frozen = [document.path for document in arrangement.documents if document.source.frozen]
    assert frozen == ["m/1_a.down.sql", "m/1_a.up.sql", "m/2_b.up.sql"]


def test_outside_git_nothing_is_released(write: Write, arranged: Arranged) -> None:
    history = one(arranged(write({"m/1_a.up.sql": T})))
    assert [(migration.released, migration.frozen) for migration in history.migrations] == [(False, False)]


def test_configuration_freezes(write: Write, arranged: Arranged) -> None:
    root = write({"m/1_a.up.sql": T, "m/2_b.up.sql": T})
    history = one(arranged(root, is_frozen=lambda path: "1_a" in path))
    assert [migration.frozen for migration in history.migrations] == [True, False]


# --- what is asked --------------------------------------------------------------------------------------------------


def test_only_the_history_of_a_named_migration_is_read(write: Write, arranged: Arranged) -> None:
    root = write({"m/1_a.up.sql": T, "m/2_b.up.sql": T, "m/notes.sql": "SELECT 1;"})
    arrangement = arranged(root, "m/2_b.up.sql")
    assert len(one(arrangement).migrations) == 2


def test_what_came_along_for_a_numbered_file_that_is_no_migration_is_left_out(write: Write, arranged: Arranged) -> None:
    root = write({"1_report.sql": "SELECT 1;", "other.sql": T})
    arrangement = arranged(root, "1_report.sql")
    assert [document.path for document in arrangement.documents] == ["1_report.sql"]
