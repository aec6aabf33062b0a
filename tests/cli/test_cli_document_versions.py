"""A document whose schema changed since the base revision is told, in git and by the days of migrations."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from invoking import Command, Outcome, git, write

TABLE = "\n## orders\n\n| Column | Type |\n|---|---|\n| id | bigint |\n"
FILES = {
    "docs/schema.md": f"# Schema\n\n**Version:** 1.2.0\n**Updated:** 2026-01-31\n{TABLE}",
    "migrations/0001_orders.up.sql": "CREATE TABLE orders (id bigint PRIMARY KEY);\n",
    "migrations/0001_orders.down.sql": "DROP TABLE orders;\n",
}
NEW = {
    "migrations/0002_total.up.sql": "ALTER TABLE orders ADD COLUMN total integer;\n",
    "migrations/0002_total.down.sql": "ALTER TABLE orders DROP COLUMN total;\n",
}


@pytest.fixture
def repository(project: Path) -> Path:
    write(project, FILES)
    git(project, "init", "-q", "-b", "main")
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "first")
    git(project, "checkout", "-q", "-b", "work")
    return project


def _check(schemalint: Command, *more: str) -> Outcome:
    return schemalint("check", "--select", "document-older-than-schema", "--isolated", "--format", "concise", *more)


def test_nothing_changed(schemalint: Command, repository: Path) -> None:
    assert _check(schemalint).code == 0


def test_a_new_migration_and_the_old_version(schemalint: Command, repository: Path) -> None:
    write(repository, NEW)
    told = _check(schemalint)
    assert told.code == 1
    assert "docs/schema.md:3:14:" in told.out and "since main" in told.out and "1.2.0" in told.out


def test_a_new_version_of_the_document_passes(schemalint: Command, repository: Path) -> None:
    write(repository, NEW | {"docs/schema.md": FILES["docs/schema.md"].replace("1.2.0", "1.3.0")})
    assert _check(schemalint).code == 0


def test_other_words_alone_are_no_new_version(schemalint: Command, repository: Path) -> None:
    write(repository, NEW | {"docs/schema.md": FILES["docs/schema.md"].replace("# Schema", "# The schema")})
    assert _check(schemalint).code == 1


def test_a_new_document_passes(schemalint: Command, repository: Path) -> None:
    git(repository, "rm", "-q", "docs/schema.md")
    git(repository, "commit", "-q", "-m", "no document")
    git(repository, "branch", "-f", "main", "work")
    write(repository, FILES | NEW)
    assert _check(schemalint).code == 0


def test_since_names_another_base(schemalint: Command, repository: Path) -> None:
    write(repository, NEW)
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "second")
    assert _check(schemalint, "--since", "HEAD").code == 0
    assert _check(schemalint, "--since", "HEAD~1").code == 1


def test_an_edited_dump(schemalint: Command, repository: Path) -> None:
    git(repository, "rm", "-q", "-r", "migrations")
    write(repository, {"schema.sql": "CREATE TABLE orders (id bigint PRIMARY KEY);\n"})
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "a dump")
    git(repository, "branch", "-f", "main", "work")
    assert _check(schemalint).code == 0
    write(repository, {"schema.sql": "CREATE TABLE orders (id bigint PRIMARY KEY, total integer);\n"})
    assert _check(schemalint).code == 1


def test_other_ddl_in_its_own_fences(schemalint: Command, repository: Path) -> None:
    git(repository, "rm", "-q", "-r", "migrations")
    fence = "\n```sql\nCREATE TABLE orders (id bigint PRIMARY KEY);\nCREATE TABLE lines (id bigint PRIMARY KEY);\n```\n"
    text = FILES["docs/schema.md"] + fence
    write(repository, {"docs/schema.md": text})
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "fences")
    git(repository, "branch", "-f", "main", "work")
    write(repository, {"docs/schema.md": text.replace("TABLE lines (id", "TABLE lines  (id")})
    assert _check(schemalint).code == 0
    write(repository, {"docs/schema.md": text.replace("TABLE lines (id bigint", "TABLE lines (id integer")})
    assert _check(schemalint).code == 1


def test_the_fix_raises_the_version_and_the_day(schemalint: Command, repository: Path) -> None:
    write(repository, NEW)
    assert schemalint("fix", "--select", "document-older-than-schema", "--isolated").code == 0
    text = (repository / "docs/schema.md").read_text("utf-8")
    assert "**Version:** 1.3.0\n" in text and re.search(r"\*\*Updated:\*\* 20\d\d-\d\d-\d\d\n", text)
    assert re.sub(r"\*\*(Version|Updated):\*\* \S+", "", text) == re.sub(
        r"\*\*(Version|Updated):\*\* \S+", "", FILES["docs/schema.md"]
    )
    assert _check(schemalint).code == 0


def test_a_remembered_answer_knows_the_base(schemalint: Command, repository: Path) -> None:
    write(repository, NEW)
    assert _check(schemalint).code == 1
    assert _check(schemalint).code == 1
    git(repository, "add", "migrations")
    git(repository, "commit", "-q", "-m", "second")
    assert _check(schemalint).code == 1
    git(repository, "branch", "-f", "main", "work")
    assert _check(schemalint).code == 0


def test_outside_git_the_days_of_migrations_tell(schemalint: Command, project: Path) -> None:
    stamped = {f"migrations/20260{month}01120000_{name}.sql": text for month, name, text in (
        (1, "orders", FILES["migrations/0001_orders.up.sql"]),
        (4, "total", NEW["migrations/0002_total.up.sql"]),
    )}  # fmt: skip
    write(project, {"docs/schema.md": FILES["docs/schema.md"], **stamped})
    assert "changed on 2026-04-01" in _check(schemalint).out
    assert schemalint("fix", "--select", "document-older-than-schema", "--isolated").code == 0
    assert "**Version:** 1.3.0\n" in (project / "docs/schema.md").read_text("utf-8")
    assert _check(schemalint).code == 0
