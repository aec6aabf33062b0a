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
    assert "ALTER TABLE users ADD COLUMN email text NOT NULL;" in done.out
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
