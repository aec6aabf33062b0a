"""`schemalint rollback`: what takes migrations back, printed and written."""

from __future__ import annotations

from pathlib import Path

import pytest
from invoking import Command, git, write

UPS = {
    "db/migrations/000001_users.up.sql": "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);\n",
    "db/migrations/000001_users.down.sql": "DROP TABLE users;\n",
    "db/migrations/000002_mail.up.sql": "ALTER TABLE users DROP COLUMN email;\nCREATE INDEX users_mail ON users (id);\n",
}
BACK = "DROP INDEX users_mail;\n"


def test_a_migration_is_taken_back(schemalint: Command, project: Path) -> None:
    write(project, UPS)
    done = schemalint("rollback", "db/migrations/000002_mail.up.sql")
    assert done.code == 0
    assert done.out.startswith("-- 000002_mail: db/migrations/000002_mail.up.sql\n")
    assert BACK in done.out
    assert "-- schemalint: data-loss column users.email: structure only" in done.out
    assert "-- rows get '' in users.email, which is NOT NULL" in done.out
    assert "ALTER TABLE users ADD COLUMN email text DEFAULT '' NOT NULL;" in done.out
    assert "ALTER TABLE users ALTER COLUMN email DROP DEFAULT;" in done.out
    assert not (project / "db/migrations/000002_mail.down.sql").exists()


def test_several_come_last_first(schemalint: Command, project: Path) -> None:
    write(project, UPS)
    out = schemalint("rollback", "db/migrations/000001_users.up.sql", "db/migrations/000002_mail.up.sql").out
    assert out.index("000002_mail") < out.index("000001_users")
    assert schemalint("rollback", "db/migrations").out == out


def test_it_is_written_beside_the_migration(schemalint: Command, project: Path) -> None:
    write(project, UPS)
    done = schemalint("rollback", "--write", "db/migrations/000002_mail.up.sql")
    assert (done.code, done.out) == (0, "db/migrations/000002_mail.down.sql: the rollback of 000002_mail\n")
    text = (project / "db/migrations/000002_mail.down.sql").read_text(encoding="utf-8")
    assert text in schemalint("rollback", "db/migrations/000002_mail.up.sql").out
    again = schemalint("rollback", "--write", "db/migrations/000002_mail.up.sql")
    assert again.code == 2
    assert "has a rollback already: db/migrations/000002_mail.down.sql" in again.err
    assert (project / "db/migrations/000002_mail.down.sql").read_text(encoding="utf-8") == text
    told = "missing-rollback,empty-rollback,incomplete-rollback,rollback-order"
    assert schemalint("check", "--select", told).code == 0


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("supabase/migrations/20240101000000_a.sql", "supabase/rollbacks/20240101000000_a.sql"),
        ("prisma/migrations/20240101000000_a/migration.sql", "prisma/migrations/20240101000000_a/down.sql"),
        ("migrations/0001_a.sql", "migrations/0001_a.down.sql"),
        ("db/migration/V1__a.sql", "db/migration/U1__a.sql"),
    ],
)
def test_where_nothing_is_run_forward_by_mistake(schemalint: Command, project: Path, path: str, where: str) -> None:
    write(project, {path: "CREATE TABLE a (id int PRIMARY KEY);\n"})
    if path.startswith("prisma"):
        write(project, {"prisma/migrations/migration_lock.toml": 'provider = "postgresql"\n'})
    before = schemalint("history").out
    done = schemalint("rollback", "--write", path)
    assert done.code == 0, done.err
    assert "DROP TABLE a;" in (project / where).read_text(encoding="utf-8")
    ups = [line.split()[0] for line in schemalint("history").out.splitlines()[1:]]
    assert ups == [line.split()[0] for line in before.splitlines()[1:]]


UP = "CREATE TABLE a (id int PRIMARY KEY);\n"
UNDO = "-- undo: CREATE TABLE a (id int PRIMARY KEY)\n"
DOWN = UNDO + "DROP TABLE a;\n"
DEPLOY = "-- Deploy p:a to pg\n\nBEGIN;\n" + UP + "COMMIT;\n"
FORMS: dict[str, tuple[dict[str, str], str, str, str]] = {
    "golang-migrate": (
        {"db/000001_z.up.sql": "CREATE TABLE z (id int);\n", "db/000001_z.down.sql": "DROP TABLE z;\n", "db/000002_a.up.sql": UP},
        "db/000002_a.up.sql", "db/000002_a.down.sql", DOWN,
    ),
    "sqlx": (
        {"migrations/20240101000000_z.up.sql": UP, "migrations/20240101000000_z.down.sql": "DROP TABLE a;\n",
         "migrations/20240102000000_a.up.sql": "-- no-transaction\nCREATE INDEX CONCURRENTLY i ON a (id);\n"},
        "migrations/20240102000000_a.up.sql", "migrations/20240102000000_a.down.sql",
        "-- no-transaction\n-- run this outside a transaction\n-- undo: CREATE INDEX CONCURRENTLY i ON a (id)\nDROP INDEX CONCURRENTLY i;\n",
    ),
    "goose": ({"m/1_a.sql": f"-- +goose Up\n{UP}"}, "m/1_a.sql", "m/1_a.sql", f"-- +goose Up\n{UP}\n-- +goose Down\n{DOWN}"),
    "goose without transaction": (
        {"m/1_a.sql": "-- +goose NO TRANSACTION\n-- +goose Up\nCREATE INDEX CONCURRENTLY i ON a (id);\n"}, "m/1_a.sql", "m/1_a.sql",
        "-- +goose NO TRANSACTION\n-- +goose Up\nCREATE INDEX CONCURRENTLY i ON a (id);\n\n-- +goose Down\n-- run this outside a transaction\n"
        "-- undo: CREATE INDEX CONCURRENTLY i ON a (id)\nDROP INDEX CONCURRENTLY i;\n",
    ),
    "sql-migrate": ({"m/1_a.sql": f"-- +migrate Up\n{UP}"}, "m/1_a.sql", "m/1_a.sql", f"-- +migrate Up\n{UP}\n-- +migrate Down\n{DOWN}"),
    "dbmate": (
        {"db/migrations/20240101000000_a.sql": f"-- migrate:up\n{UP}"}, "db/migrations/20240101000000_a.sql",
        "db/migrations/20240101000000_a.sql", f"-- migrate:up\n{UP}\n-- migrate:down\n{DOWN}",
    ),
    "tern": (
        {"m/tern.conf": "", "m/001_a.sql": UP}, "m/001_a.sql", "m/001_a.sql",
        f"{UP}\n---- create above / drop below ----\n\n{DOWN}",
    ),
    "node-pg-migrate": (
        {"migrations/1700000000000_a.sql": f"-- Up Migration\n{UP}"}, "migrations/1700000000000_a.sql",
        "migrations/1700000000000_a.sql", f"-- Up Migration\n{UP}\n-- Down Migration\n{DOWN}",
    ),
    "shmig": (
        {"migrations/1485643154-a.sql": f"-- ==== UP ====\n{UP}"}, "migrations/1485643154-a.sql", "migrations/1485643154-a.sql",
        f"-- ==== UP ====\n{UP}\n-- ==== DOWN ====\n{DOWN}",
    ),
    "play": (
        {"conf/evolutions/default/1.sql": f"# --- !Ups\n{UP}"}, "conf/evolutions/default/1.sql", "conf/evolutions/default/1.sql",
        f"# --- !Ups\n{UP}\n# --- !Downs\n{DOWN}",
    ),
    "liquibase": (
        {"changelog.sql": f"--liquibase formatted sql\n\n--changeset me:1\n{UP}"}, "changelog.sql", "changelog.sql",
        f"--liquibase formatted sql\n\n--changeset me:1\n{UP}\n--rollback {UNDO}--rollback DROP TABLE a;\n",
    ),
    "diesel, by its folder": (
        {"diesel.toml": "", "migrations/2024-01-01-000000_a/up.sql": UP}, "migrations/2024-01-01-000000_a",
        "migrations/2024-01-01-000000_a/down.sql", DOWN,
    ),
    "hasura": (
        {"config.yaml": "version: 3\n", "migrations/default/1700000000000_a/up.sql": UP}, "migrations/default/1700000000000_a/up.sql",
        "migrations/default/1700000000000_a/down.sql", DOWN,
    ),
    "sqitch": (
        {"sqitch.plan": "%syntax-version=1.0.0\n%project=p\n\na 2024-01-01T00:00:00Z me <me@x> # a\n", "deploy/a.sql": DEPLOY},
        "deploy/a.sql", "revert/a.sql", f"-- Revert p:a from pg\n\nBEGIN;\n\n{DOWN}\nCOMMIT;\n",
    ),
    "yoyo": ({"yoyo.ini": "", "migrations/0001_a.sql": UP}, "migrations/0001_a.sql", "migrations/0001_a.rollback.sql", DOWN),
    "postgrator": ({"migrations/001.do.a.sql": UP}, "migrations/001.do.a.sql", "migrations/001.undo.a.sql", DOWN),
    "db-migrate": (
        {"migrations/sqls/20240101000000-a-up.sql": UP}, "migrations/sqls/20240101000000-a-up.sql",
        "migrations/sqls/20240101000000-a-down.sql", DOWN,
    ),
    "bun": (
        {"go.mod": "require github.com/uptrace/bun v1.2.0\n", "m/20240101000000_a.tx.up.sql": UP}, "m/20240101000000_a.tx.up.sql",
        "m/20240101000000_a.tx.down.sql", DOWN,
    ),
    "mybatis": (
        {"scripts/bootstrap.sql": "-- //@UNDO\n", "scripts/1_z.sql": "CREATE TABLE z (id int);\n-- //@UNDO\nDROP TABLE z;\n", "scripts/2_a.sql": f"-- // a\n{UP}"},
        "scripts/2_a.sql", "scripts/2_a.sql", f"-- // a\n{UP}\n-- //@UNDO\n{DOWN}",
    ),
    "atlas": (
        {"migrations/atlas.sum": "h1:x=\n", "migrations/20240101000000_a.sql": UP}, "migrations/20240101000000_a.sql",
        "rollbacks/20240101000000_a.sql", DOWN,
    ),
    "d1": (
        {"wrangler.toml": "[[d1_databases]]\nbinding = 'DB'\n", "migrations/0001_a.sql": UP}, "migrations/0001_a.sql",
        "rollbacks/0001_a.sql", DOWN,
    ),
}  # fmt: skip
"""By framework the files there are, the migration, the file its rollback goes to, and what that file holds then."""


@pytest.mark.parametrize("name", FORMS)
def test_the_form_is_the_framework_s_own(schemalint: Command, project: Path, name: str) -> None:
    files, path, where, text = FORMS[name]
    write(project, files)
    done = schemalint("rollback", "--write", path)
    assert (done.code, done.err) == (0, "")
    assert (project / where).read_text(encoding="utf-8") == text
    assert (
        schemalint("check", "--select", "missing-rollback,empty-rollback,incomplete-rollback,rollback-order", path).code
        == 0
    )


def test_a_down_section_goes_into_the_file(schemalint: Command, project: Path) -> None:
    write(project, {"migrations/0001_a.sql": "-- +goose Up\nCREATE TABLE a (id int);\n"})
    assert schemalint("rollback", "--write", "migrations/0001_a.sql").code == 0
    text = (project / "migrations/0001_a.sql").read_text(encoding="utf-8")
    assert text.startswith("-- +goose Up\nCREATE TABLE a (id int);\n\n-- +goose Down\n")
    assert text.rstrip().endswith("DROP TABLE a;")


def test_without_arguments_what_is_new(schemalint: Command, project: Path) -> None:
    write(project, {name: text for name, text in UPS.items() if "000001" in name})
    git(project, "init", "-b", "main")
    git(project, "add", ".")
    git(project, "commit", "-m", "first")
    write(project, UPS)
    out = schemalint("rollback").out
    assert "000002_mail" in out
    assert "000001_users" not in out


def test_a_script_that_is_no_migration(schemalint: Command, project: Path) -> None:
    write(project, {"change.sql": "ALTER TABLE t ADD COLUMN c int;\n"})
    assert "ALTER TABLE t DROP COLUMN c;" in schemalint("rollback", "change.sql").out


def test_wrong_arguments(schemalint: Command, project: Path) -> None:
    write(project, {"notes.md": "# Notes\n", "schema.sql": "CREATE TABLE a (id int);\n"})
    assert schemalint("rollback", "gone.sql").code == 2
    none = schemalint("rollback", "notes.md")
    assert (none.code, none.err) == (2, "error: there is no migration in notes.md\n")
    assert schemalint("rollback", "--write").code == 2


def test_names_of_templates_stay_as_they_are(schemalint: Command, project: Path) -> None:
    write(project, {"migrations/0001_a.up.sql": "ALTER TABLE {{ .Schema }}.t ADD COLUMN c int;\n"})
    assert "ALTER TABLE {{ .Schema }}.t DROP COLUMN c;" in schemalint("rollback", "migrations/0001_a.up.sql").out


def test_rows_that_go_with_what_is_made_are_not_mourned(schemalint: Command, project: Path) -> None:
    up = "CREATE TABLE b (id int);\nINSERT INTO b VALUES (1);\nALTER TABLE users ADD COLUMN n int;\nUPDATE users SET n = 1;\n"
    write(project, {**UPS, "db/migrations/000003_n.up.sql": up})
    out = schemalint("rollback", "db/migrations/000003_n.up.sql").out
    assert "irreversible" not in out
    assert out.endswith("ALTER TABLE users DROP COLUMN n;\n-- undo: CREATE TABLE b (id int)\nDROP TABLE b;\n")
