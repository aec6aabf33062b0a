"""What lies around a document: a remembered answer holds only while it is as it was; fixes stay where they belong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from invoking import Command, git, write

from schemalint import recall

DOCUMENT = "# Database Schema: Shop\n\n**Version:** 1.0.0\n\nThe tables. See [the script](../db/all.sql), [how](../HOW.md#restore).\n"
FILES = {
    "tasks/database-schema-shop.md": DOCUMENT,
    "tasks/database-schema-bank.md": DOCUMENT.replace("Shop", "Bank"),
    "db/all.sql": "CREATE TABLE a (id integer PRIMARY KEY);\n",
    "HOW.md": "# How\n\n## Restore\n\nSo.\n",
}


class Counted:
    """How often a run was not answered from memory."""

    def __init__(self) -> None:
        self.times = 0


@pytest.fixture
def fresh(project: Path, monkeypatch: pytest.MonkeyPatch) -> Counted:
    write(project, FILES)
    counted = Counted()
    work = recall._fresh

    def counting(*given: object) -> object:
        counted.times += 1
        return work(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(recall, "_fresh", counting)
    return counted


def _gone(root: Path) -> None:
    (root / "db/all.sql").unlink()


def _other_letters(root: Path) -> None:
    (root / "db/all.sql").rename(root / "db/ALL.sql")


def _heading_gone(root: Path) -> None:
    write(root, {"HOW.md": "# How\n\n## Recover\n\nSo.\n"})


@pytest.mark.parametrize(
    "change", [_gone, _other_letters, _heading_gone], ids=lambda change: change.__name__.strip("_")
)
def test_a_link_that_breaks_is_noticed(
    change: Callable[[Path], None], schemalint: Command, project: Path, fresh: Counted
) -> None:
    arguments = ("check", "--select", "broken-link", "--isolated", "tasks/database-schema-shop.md")
    assert schemalint(*arguments).code == 0
    assert schemalint(*arguments).code == 0
    assert fresh.times == 1
    change(project)
    broken = schemalint(*arguments)
    assert broken.code == 1 and "[broken-link]" in broken.out
    assert fresh.times == 2
    write(project, FILES)
    assert schemalint(*arguments).code == 0
    assert fresh.times == 3


def test_a_link_that_comes_to_lead_somewhere_is_noticed(schemalint: Command, project: Path, fresh: Counted) -> None:
    write(project, {"tasks/database-schema-shop.md": DOCUMENT + "\n![ER](../img/er.svg)\n"})
    arguments = ("check", "--select", "broken-link", "--isolated", "tasks/database-schema-shop.md")
    assert schemalint(*arguments).code == 1
    write(project, {"img/er.svg": "<svg/>"})
    assert schemalint(*arguments).code == 0
    assert fresh.times == 2


def test_the_tracking_file_is_noticed(schemalint: Command, project: Path, fresh: Counted) -> None:
    arguments = (
        "check",
        "--select",
        "untracked-document",
        "--fail-on",
        "info",
        "--isolated",
        "tasks/database-schema-shop.md",
    )
    assert schemalint(*arguments).code == 1
    assert schemalint(*arguments).code == 1
    assert fresh.times == 1
    write(project, {"DATABASE_SCHEMA_TRACKING.md": "| database-schema-shop | v1.0.0 | 2026-01-31 | Tables: 1 |\n"})
    assert schemalint(*arguments).code == 0
    assert fresh.times == 2


def test_the_tracking_file_is_no_schema_document(schemalint: Command, project: Path) -> None:
    write(project, FILES | {"DATABASE_SCHEMA_TRACKING.md": "# Tables\n\n| database-schema-shop |\n|---|\n"})
    told = schemalint("check", "--select", "documents", "--isolated", "--format", "concise", ".").out
    assert "tasks/database-schema-bank.md" in told
    assert not any(line.startswith("DATABASE_SCHEMA_TRACKING") for line in told.splitlines())


def test_only_with_unsafe_another_file_is_touched(schemalint: Command, project: Path) -> None:
    write(project, FILES)
    schemalint("fix", "--select", "untracked-document", "--isolated", ".")
    assert not (project / "DATABASE_SCHEMA_TRACKING.md").exists()
    done = schemalint("fix", "--unsafe", "--select", "untracked-document", "--isolated", ".")
    assert done.code == 0, done
    lines = (project / "DATABASE_SCHEMA_TRACKING.md").read_text("utf-8").splitlines()
    assert [line.split("|")[1].strip() for line in lines] == [
        "Document",
        "---",
        "database-schema-bank",
        "database-schema-shop",
    ]
    before = (project / "DATABASE_SCHEMA_TRACKING.md").read_bytes()
    assert schemalint("fix", "--unsafe", "--select", "untracked-document", "--isolated", ".").code == 0
    assert (project / "DATABASE_SCHEMA_TRACKING.md").read_bytes() == before


def test_a_line_is_added_behind_the_last_one(schemalint: Command, project: Path) -> None:
    held = "# Documents\r\n\r\n| Document | Version |\r\n|---|---|\r\n| database-schema-bank | v1.0.0 |\r\n\r\nThe end.\r\n"
    write(project, FILES)
    (project / "DATABASE_SCHEMA_TRACKING.md").write_bytes(held.encode())
    assert schemalint("fix", "--unsafe", "--select", "untracked-document", "--isolated", "tasks").code == 0
    after = (project / "DATABASE_SCHEMA_TRACKING.md").read_bytes().decode()
    added = after.replace("| database-schema-bank | v1.0.0 |\r\n", "").split("\r\n")[4]
    assert added.startswith("| database-schema-shop | v1.0.0 | 20")
    assert after.replace(added + "\r\n", "") == held


def test_the_day_of_creation_comes_from_git(
    schemalint: Command, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(project, FILES)
    git(project, "init", "-q", "-b", "main")
    git(project, "add", ".")
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2021-03-04T10:00:00Z")
    git(project, "commit", "-q", "-m", "first")
    schemalint("fix", "--select", "missing-metadata", "--isolated", "tasks/database-schema-shop.md")
    assert "**Created:** 2021-03-04\n" in (project / "tasks/database-schema-shop.md").read_text("utf-8")
