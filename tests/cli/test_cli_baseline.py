"""Adoption: accept what is there, hear of what is new, let what is mended go."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import pytest
from invoking import Command, git, write

TABLE = "CREATE TABLE {} (x int NOT NULL);\n"
CONFIG = 'select = ["missing-primary-key"]\ndialect = "postgres"\n'
FILE = ".schemalint-baseline.json"


@pytest.fixture(autouse=True)
def files(project: Path) -> None:
    write(project, {"schemalint.toml": CONFIG, "a.sql": TABLE.format("a"), "b.sql": TABLE.format("b")})


def _known(project: Path) -> list[str]:
    return [one["object"] for one in json.loads((project / FILE).read_text())["findings"]]


def test_the_life_of_a_baseline(schemalint: Command, project: Path) -> None:
    assert schemalint("check").code == 1
    done = schemalint("baseline")
    assert (done.code, done.out, done.err) == (0, "", f"{FILE}: 2 findings known\n")
    assert schemalint("check").code == 0
    # Something new above moves what is known, and is told alone.
    write(project, {"a.sql": "\n\n" + TABLE.format("c") + TABLE.format("a")})
    done = schemalint("check", "--format", "concise")
    assert done.code == 1
    assert [line.split(":")[:2] for line in done.out.splitlines()] == [["a.sql", "3"]]
    # Growing is asked for by name.
    assert schemalint("baseline").err == f"{FILE}: 2 findings known, 1 new and not accepted (`--update` accepts them)\n"
    assert schemalint("check").code == 1
    assert "1 accepted" in schemalint("baseline", "--update").err
    assert schemalint("check").code == 0
    # Shrinking is not; until then the check says what could go, and does not fail for it.
    write(project, {"b.sql": "CREATE TABLE b (x int PRIMARY KEY);\n"})
    done = schemalint("check")
    assert done.code == 0
    assert "1 finding of the baseline is mended" in done.err
    assert schemalint("baseline").err == f"{FILE}: 2 findings known, 1 mended and taken out\n"
    assert _known(project) == ["table public.a", "table public.c"]


def test_a_part_of_the_project_leaves_the_other_entries(schemalint: Command, project: Path) -> None:
    schemalint("baseline")
    write(project, {"b.sql": "CREATE TABLE b (x int PRIMARY KEY);\n"})
    schemalint("baseline", "a.sql")
    assert _known(project) == ["table public.a", "table public.b"]
    schemalint("baseline", "--select", "narrow-primary-key")
    assert _known(project) == ["table public.a", "table public.b"]
    schemalint("baseline", "b.sql")
    assert _known(project) == ["table public.a"]


def test_another_file_can_be_named(schemalint: Command, project: Path) -> None:
    schemalint("baseline", "--baseline", "known.json")
    assert not (project / FILE).exists()
    assert schemalint("check").code == 1
    assert schemalint("check", "--baseline", "known.json").code == 0


def test_a_broken_baseline_is_wrong_usage(schemalint: Command, project: Path) -> None:
    write(project, {FILE: "{"})
    done = schemalint("check")
    assert done.code == 2
    assert "is not valid" in done.err


def test_what_a_comment_silences_is_not_accepted(schemalint: Command, project: Path) -> None:
    write(project, {"a.sql": "-- schemalint: ignore[keys] why not\n" + TABLE.format("a")})
    schemalint("baseline")
    assert _known(project) == ["table public.b"]


def test_the_file_does_not_change_when_nothing_did(schemalint: Command, project: Path) -> None:
    schemalint("baseline")
    before = (project / FILE).stat().st_mtime_ns
    schemalint("baseline")
    assert (project / FILE).stat().st_mtime_ns == before


def test_an_old_repository_is_told_in_short(schemalint: Command, project: Path) -> None:
    write(project, {"a.sql": "".join(TABLE.format(f"old{number}") for number in range(40))})
    git(project, "init", "-q", "-b", "main")
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "x")
    write(project, {"new.sql": TABLE.format("fresh")})
    (project / "schemalint.toml").write_text('extend-select = ["missing-primary-key"]\ndialect = "postgres"\n')
    done = schemalint("check")
    found = re.search(r"^In what is released already: (\d+) findings of \d+ rules?\.$", done.out, re.M)
    assert found and int(found[1]) > 40
    assert "public.fresh" in done.out.split("In what is released")[0]
    assert "old7" not in done.out.split("In what is released")[0]
    assert len(json.loads(schemalint("check", "--format", "json").out)["diagnostics"]) >= 42


def test_standard_input_has_no_place_in_it(schemalint: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    done = schemalint("baseline", "-")
    assert done.code == 2 and "standard input" in done.err
