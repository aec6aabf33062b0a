"""Where documents are, what they are called, and what they are held against."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemalint import config
from schemalint.api import check_project
from schemalint.config import Documents

FENCE = "# Schema\n\n## users\n\n| Column | Type |\n|---|---|\n| id | {told} |\n\n```sql\nCREATE TABLE users (id integer PRIMARY KEY);\nCREATE TABLE orders (id integer PRIMARY KEY);\n```\n"
MIGRATION = "CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE orders (id bigint PRIMARY KEY);\n"
DUMP = MIGRATION.replace("bigint", "smallint")


def _documents(tmp_path: Path, text: str) -> Documents:
    (tmp_path / "schemalint.toml").write_text(text, encoding="utf-8")
    return config.load(str(tmp_path)).documents


def test_defaults(tmp_path: Path) -> None:
    found = _documents(tmp_path, "")
    assert found == Documents()
    assert (found.folder, found.tracking, found.author) == ("tasks", "DATABASE_SCHEMA_TRACKING.md", "")
    assert found.against == ("fences", "histories", "snapshots")
    assert found.name_for("schema-document") == "database-schema-{name}.md"
    assert found.name_for("database-spec") == "database-spec-{name}.md"


def test_what_is_configured_counts(tmp_path: Path) -> None:
    found = _documents(
        tmp_path,
        '[documents]\nfolder = "./docs/db/"\nname = "{name}-schema.md"\ntracking = "./docs/list.md"\nagainst = []\nauthor = "Ada"\n',
    )
    assert (found.folder, found.tracking, found.against, found.author) == ("docs/db", "docs/list.md", (), "Ada")
    assert found.name_for("schema-document") == found.name_for("database-spec") == "{name}-schema.md"


@pytest.mark.parametrize("folder", [".", "./"])
def test_the_folder_may_be_the_root(tmp_path: Path, folder: str) -> None:
    assert _documents(tmp_path, f'[documents]\nfolder = "{folder}"\n').folder == "."


@pytest.mark.parametrize(
    ("against", "right"),
    [(["fences"], "integer"), (["histories"], "bigint"), (["snapshots"], "smallint")],
)
def test_a_document_is_held_against_what_configuration_says(against: list[str], right: str) -> None:
    files = {"migrations/0001_init.sql": MIGRATION, "db/schema.sql": DUMP}
    settings = {"select": ["type-drift"], "dialect": "postgres", "documents": {"against": against}}
    for told in ("integer", "bigint", "smallint"):
        found = check_project({**files, "docs/schema.md": FENCE.format(told=told)}, settings).diagnostics
        assert bool(found) == (told != right), (told, found)


@pytest.mark.parametrize(
    ("root", "wanted"),
    [("/srv/shop", "/srv/shop/LIST.md"), ("/srv/tasks", "/srv/LIST.md"), ("/srv/mytasks", "/srv/mytasks/LIST.md")],
)
def test_the_tracking_file_is_beside_the_folder_of_the_documents(root: str, wanted: str) -> None:
    assert Documents(tracking="LIST.md").tracking_file(root) == wanted


def test_a_document_may_be_held_against_nothing() -> None:
    settings = {"select": ["type-drift"], "dialect": "postgres", "documents": {"against": []}}
    assert not check_project({"docs/schema.md": FENCE.format(told="text")}, settings).diagnostics
