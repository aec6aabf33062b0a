"""Answers of other parsers are spread over files: a run reads those it asks for, and never more is kept than is allowed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from schemalint import cache
from schemalint.model.text import digest

ANSWERS = {digest(str(number), 16): {"scopes": [number]} for number in range(400)}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SCHEMALINT_CACHE", str(tmp_path))
    return tmp_path / "queries"


def test_every_answer_comes_back_and_one_is_read_from_one_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.store_some("queries", "1", ANSWERS, (), 10**6)
    assert cache.load_some("queries", "1", ANSWERS) == ANSWERS
    read: list[str] = []
    load = cache.load

    def noted(name: str, key: str) -> object:
        read.append(name)
        return load(name, key)

    monkeypatch.setattr(cache, "load", noted)
    wanted = next(iter(ANSWERS))
    found = cache.load_some("queries", "1", [wanted, wanted])
    assert len(read) == 1
    assert found[wanted] == ANSWERS[wanted]
    assert len(found) < len(ANSWERS) / 8


def test_another_edition_knows_nothing(folder: Path) -> None:
    cache.store_some("queries", "1", ANSWERS, (), 10**6)
    assert cache.load_some("queries", "2", ANSWERS) == {}


def test_only_files_with_something_new_are_written(folder: Path) -> None:
    cache.store_some("queries", "1", ANSWERS, (), 10**6)
    for file in folder.iterdir():
        os.utime(file, (1, 1))
    new = digest("new", 16)
    held = cache.load_some("queries", "1", ANSWERS)
    cache.store_some("queries", "1", {**held, new: {"problem": "x"}}, held, 10**6)
    [written] = [file for file in folder.iterdir() if file.stat().st_mtime > 1]
    assert new in written.read_text(encoding="utf-8")
    assert cache.load_some("queries", "1", [*ANSWERS, new]) == {**ANSWERS, new: {"problem": "x"}}


def test_the_longest_unused_go_first_and_the_last_one_stays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "PARTS", 1)
    cache.store_some("queries", "1", ANSWERS, (), 5_000)
    kept = list(cache.load_some("queries", "1", ANSWERS))
    assert kept == list(ANSWERS)[-len(kept) :]
    assert 50 < len(kept) < 150
    cache.store_some("queries", "1", {"00ff": {"scopes": ["long" * 5_000]}}, (), 5_000)
    assert list(cache.load_some("queries", "1", ["00ff"])) == ["00ff"]


def test_a_broken_file_costs_its_own_answers_only(folder: Path) -> None:
    cache.store_some("queries", "1", ANSWERS, (), 10**6)
    first, second = sorted(folder.iterdir())[:2]
    first.write_bytes(first.read_bytes()[:-5])
    second.write_bytes(b"\xff\x00")
    found = cache.load_some("queries", "1", ANSWERS)
    assert found.items() < ANSWERS.items()
    assert len(found) > len(ANSWERS) * 0.9
    cache.store_some("queries", "1", ANSWERS, found, 10**6)
    assert cache.load_some("queries", "1", ANSWERS) == ANSWERS


def test_runs_that_store_at_once_leave_whole_files(folder: Path) -> None:
    program = (
        "import sys; from schemalint import cache; from schemalint.model.text import digest\n"
        "held = {digest(str(one), 16): {'scopes': [one]} for one in range(int(sys.argv[1]), 400)}\n"
        "for _ in range(5): cache.store_some('queries', '1', held, (), 10**6)\n"
    )
    runs = [subprocess.Popen([sys.executable, "-c", program, str(start)]) for start in (0, 100)]
    assert [run.wait(60) for run in runs] == [0, 0]
    found = cache.load_some("queries", "1", ANSWERS)
    assert found.items() <= ANSWERS.items()
    assert len(found) >= 300
    assert not [file for file in folder.iterdir() if file.suffix != ".json"]
