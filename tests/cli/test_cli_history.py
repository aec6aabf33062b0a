"""`schemalint history`: what was recognised, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from schemalint.cli import run

T = "CREATE TABLE t (id bigserial PRIMARY KEY);\n"


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    monkeypatch.chdir(tmp_path)

    def printed(files: dict[str, str], *words: str) -> str:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        assert run(["history", ".", *words]) == 0
        return capsys.readouterr().out

    return printed


def test_each_migration_and_how_it_begins(history: Callable[..., str]) -> None:
    files = {
        "m/000001_a.up.sql": T,
        "m/000001_a.down.sql": "DROP TABLE t;\n",
        "m/000002_b.up.sql": (
            "SET lock_timeout = '1s';\nALTER TABLE t ADD COLUMN a int;\nUPDATE t SET a = 1;\nCREATE INDEX i ON t (a);\n"
        ),
    }
    assert history(files).splitlines() == [
        "m: golang-migrate, postgres (bigserial on line 1 of 000001_a.up.sql)",
        "  000001_a  new, with rollback, each statement by itself: CREATE TABLE t",
        "  000002_b  new, no rollback, in a transaction: ALTER TABLE t ADD COLUMN a int; UPDATE t SET a = 1; and 1 more",
    ]


def test_what_is_skipped_and_what_is_tied(history: Callable[..., str]) -> None:
    goose = "-- +goose Up\n{}-- +goose Down\nDROP TABLE t;\n"
    files = {"m/1_a.sql": goose.format(T), "m/2_b.sql": goose.format("SELECT 1;\n"), "m/readme-of-3.sql": "SELECT 1;\n"}
    assert "  goose skips m/readme-of-3.sql" in history(files).splitlines()
    tied = {"n/1_a.sql": T, "n/tern.conf": "", "n/atlas.sum": ""}
    assert "  fits atlas and tern, see framework-tie" in history(tied).splitlines()


def test_a_whole_schema_is_one_step(history: Callable[..., str]) -> None:
    structure = (
        f"SET statement_timeout = 0;\n{T}INSERT INTO \"schema_migrations\" (version) VALUES ('20240101000000');\n"
    )
    files = {"db/structure.sql": structure, "old/Tables/a.sql": "CREATE TABLE [dbo].[a] (id int);\nGO\n"}
    files["old/shop.sqlproj"] = "<Project/>"
    found = json.loads(history(files, "--format", "json"))["histories"]
    assert [(one["path"], one["framework"], [row["up"] for row in one["migrations"]]) for one in found] == [
        ("db/structure.sql", "rails-structure", [["db/structure.sql"]]),
        ("old", "ssdt", [["old/Tables/a.sql"]]),
    ]
    assert "  no migrations: 1 file, read as one schema" in history(files).splitlines()
