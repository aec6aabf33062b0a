"""Where documents are, what they are called, and what they are held against."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from schemalint import config
from schemalint.api import check_project
from schemalint.cli.facts import command
from schemalint.config import Documents
from schemalint.model.document import Document, Source
from schemalint.pages import words
from schemalint.pages.page import read
from schemalint.pages.vocabulary import Vocabulary
from schemalint.settings import WORD_KINDS

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


WORDED = """# Skjema

## Tabeller

### kunder

| Kolonne | Slag | Kan mangle | Merknad |
|---|---|---|---|
| id | bigint | aldri | nummeret |
| navn | text | gjerne | |

## Tilbakerulling

```sql
DROP TABLE kunder;
```
"""
WORDS = """[documents.words]
name = ["Kolonne"]
type = ["Slag"]
nullable = ["kan mangle"]
description = ["merknad"]
yes = ["gjerne"]
no = ["aldri"]
rollback = ["tilbakerulling"]
"Table Definitions" = ["Tabeller"]
"""


def _facts(folder: Path, told: str) -> dict[str, Any]:
    (folder / "schemalint.toml").write_text(told, encoding="utf-8")
    (folder / "skjema.md").write_text(WORDED, encoding="utf-8")
    result = CliRunner().invoke(command, [str(folder / "skjema.md")], standalone_mode=False)
    assert result.exception is None, result.exception
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_words_of_another_language_are_added(tmp_path: Path) -> None:
    found = _facts(tmp_path, WORDS)
    (table,) = found["tables"]
    assert [(one["name"], one["type"], one["nullable"], one["description"]) for one in table["columns"]] == [
        ("id", "bigint", False, "nummeret"),
        ("navn", "text", True, ""),
    ]
    assert [fence["role"] for fence in found["fences"]] == ["rollback"]
    assert _facts(tmp_path, "")["tables"] == [], "the words of one project are not those of the next"


def test_words_for_sections_stand_for_them(tmp_path: Path) -> None:
    told = '[documents]\ntemplate = "schema-document"\n' + WORDS
    page = read(
        Document(Source("skjema.md", "/skjema.md", "document", "postgres", ""), WORDED),
        "schema-document",
        _documents(tmp_path, told).words,
    )
    assert [one.section.title for one in page.outline if one.section] == ["Tabeller"]


def test_kinds_are_those_that_words_are_known_for() -> None:
    assert set(words.HEADERS) <= set(WORD_KINDS)
    for kind in WORD_KINDS:
        plain, more = Vocabulary(), Vocabulary(((kind, ("Zzz",)),))
        changed = [name for name in Vocabulary.__slots__ if getattr(plain, name) != getattr(more, name)]
        assert changed and "sections" not in changed, kind


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ('words = "Kolonne"', "a table with a list of words for each kind"),
        ('words = { name = "Kolonne" }', "a table with a list of words for each kind"),
        ('words = { name = [" "] }', "a table with a list of words for each kind"),
        ('words = { columns_title = ["a"] }', "did you mean `columns-title`"),
    ],
)
def test_mistakes_in_words(tmp_path: Path, told: str, problem: str) -> None:
    with pytest.raises(config.ConfigError, match=problem):
        _documents(tmp_path, f"[documents]\n{told}\n")


def test_words_for_nothing_there_is(tmp_path: Path) -> None:
    (tmp_path / "schemalint.toml").write_text('[documents.words]\nnulable = ["a"]\n', encoding="utf-8")
    (tmp_path / "skjema.md").write_text(WORDED, encoding="utf-8")
    result = CliRunner().invoke(command, [str(tmp_path / "skjema.md")], standalone_mode=False)
    assert isinstance(result.exception, config.UsageError)
    assert "`nulable` is no kind of word" in str(result.exception)
    assert "did you mean `nullable`" in str(result.exception)
