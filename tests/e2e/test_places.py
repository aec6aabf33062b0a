"""Where schemalint is called and on what: folders of every kind, none of which may hang it or break it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from outside import environment, ours

CORPUS = os.environ.get("SCHEMALINT_CORPUS", "")
BARE = "CREATE TABLE item (x int);\n"
NO_KEY = ("--dialect", "postgres", "--select", "missing-primary-key,file-encoding")


def run(folder: Path, *arguments: str, timeout: int = 60) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        (sys.executable, "-m", "schemalint", *arguments),
        cwd=folder, env=environment(folder.parent / "cache", *ours()), capture_output=True, text=True, timeout=timeout,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done


def report(folder: Path, *arguments: str, timeout: int = 60) -> dict[str, Any]:
    done = run(folder, "check", "--format", "json", *arguments, timeout=timeout)
    assert done.returncode in (0, 1), done.stderr
    held: dict[str, Any] = json.loads(done.stdout)
    return held


def paths(held: dict[str, Any]) -> list[str]:
    return [one["path"] for one in held["diagnostics"]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Outside any repository."""
    made = tmp_path / "folder"
    made.mkdir()
    return made


def git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    allowed = ("-c", "protocol.file.allow=always")
    subprocess.run(("git", *identity, *allowed, *words), cwd=folder, check=True, capture_output=True)


def test_an_empty_folder_says_so(folder: Path) -> None:
    done = run(folder, "check")
    assert done.returncode == 0
    assert "nothing was checked" in done.stderr
    assert report(folder)["summary"]["files"] == 0


def test_a_single_file(folder: Path) -> None:
    (folder / "a.sql").write_text(BARE)
    (folder / "b.sql").write_text(BARE)
    assert paths(report(folder, *NO_KEY, "a.sql")) == ["a.sql"]


def test_a_path_outside_the_current_folder(folder: Path) -> None:
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "a.sql").write_text(BARE)
    for path in (str(elsewhere), "../elsewhere", "../elsewhere/a.sql"):
        assert paths(report(folder, *NO_KEY, path)) == [str(elsewhere / "a.sql")]


def test_a_missing_path_is_wrong_usage(folder: Path) -> None:
    done = run(folder, "check", "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert "nowhere does not exist" in done.stderr


def test_links_that_run_in_circles(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "a.sql").write_text(BARE)
    (folder / "sub" / "up").symlink_to(folder, target_is_directory=True)
    (folder / "itself.sql").symlink_to("itself.sql")
    (folder / "gone.sql").symlink_to("nothing.sql")
    held = report(folder, *NO_KEY)
    assert paths(held).count("a.sql") == 1
    assert all("sub/up/" not in path for path in paths(held)), "the same file is not read by another name"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_what_is_no_file_is_not_read(folder: Path) -> None:
    os.mkfifo(folder / "pipe.sql")
    (folder / "zero.sql").symlink_to("/dev/zero")
    (folder / "folder.sql").mkdir()
    (folder / "a.sql").write_text(BARE)
    assert "a.sql" in paths(report(folder, *NO_KEY, timeout=30))
    for name in ("pipe.sql", "zero.sql"):
        assert run(folder, "check", name, timeout=30).returncode in (0, 1, 2)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything is readable to root")
def test_an_unreadable_file_is_a_finding(folder: Path) -> None:
    (folder / "secret.sql").write_text(BARE)
    (folder / "a.sql").write_text(BARE)
    (folder / "secret.sql").chmod(0)
    assert set(paths(report(folder, *NO_KEY))) == {"a.sql", "secret.sql"}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\xff\xfe\x00\xd8" + b"CREATE TABLE \x81\x8d\n", id="broken utf-16"),
        pytest.param(b"\x00\x01\x02" * 1000, id="binary"),
        pytest.param(b"CREATE TABLE gr\xf6\xdfe (x int);\n", id="latin-1"),
        pytest.param(b"", id="empty"),
        pytest.param(b"((((" * 20000, id="open brackets"),
        pytest.param(b"SELECT '" + b"x" * 100000, id="open quote"),
        pytest.param(b"CREATE TABLE t (a int DEFAULT " + b"(" * 5000 + b"1" + b")" * 5000 + b");", id="deep"),
    ],
)
def test_a_bad_file_costs_no_other(data: bytes, folder: Path) -> None:
    (folder / "bad.sql").write_bytes(data)
    (folder / "good.sql").write_text(BARE)
    assert "good.sql" in paths(report(folder, *NO_KEY))


def test_a_shallow_clone(folder: Path) -> None:
    origin = folder.parent / "origin"
    origin.mkdir()
    git(origin, "init", "-q", "-b", "main")
    for number in (1, 2, 3):
        (origin / f"{number}_t.sql").write_text(f"CREATE TABLE t{number} (x int);\n")
        git(origin, "add", ".")
        git(origin, "commit", "-q", "-m", str(number))
    git(folder, "clone", "-q", "--depth", "1", f"file://{origin}", "shallow")
    clone = folder / "shallow"
    (clone / "4_t.sql").write_text("CREATE TABLE t4 (x int);\n")
    assert len(paths(report(clone, *NO_KEY))) == 4
    told = run(clone, "history", "--format", "json")
    (history,) = json.loads(told.stdout)["histories"]
    assert [step["released"] for step in history["migrations"]] == [True, True, True, False]


def test_a_worktree(folder: Path) -> None:
    git(folder, "init", "-q", "-b", "main")
    (folder / "1_t.sql").write_text("CREATE TABLE t (x int);\n")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "1")
    git(folder, "worktree", "add", "-q", "-b", "change", "../tree")
    tree = folder.parent / "tree"
    (tree / "2_t.sql").write_text("CREATE TABLE u (x int);\n")
    told = run(tree, "history", "--format", "json")
    (history,) = json.loads(told.stdout)["histories"]
    assert [step["released"] for step in history["migrations"]] == [True, False]
    assert (tree / ".git").is_file()


def test_a_repository_without_a_commit(folder: Path) -> None:
    git(folder, "init", "-q", "-b", "main")
    (folder / "a.sql").write_text(BARE)
    assert paths(report(folder, *NO_KEY)) == ["a.sql"]


def test_ignored_files_are_not_read(folder: Path) -> None:
    git(folder, "init", "-q", "-b", "main")
    (folder / ".gitignore").write_text("built/\n")
    (folder / "built").mkdir()
    (folder / "built" / "a.sql").write_text(BARE)
    (folder / "b.sql").write_text(BARE)
    assert paths(report(folder, *NO_KEY)) == ["b.sql"]


def test_without_git_at_all(folder: Path) -> None:
    """The program is missing, as in a slim container."""
    (folder / "a.sql").write_text(BARE)
    variables = {**environment(folder.parent / "cache", *ours()), "PATH": str(folder)}
    done = subprocess.run(
        (sys.executable, "-m", "schemalint", "check", *NO_KEY, "--format", "concise"),
        cwd=folder, env=variables, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1 and done.stdout.startswith("a.sql:1:14:"), done.stderr


def test_a_folder_that_may_not_be_written(folder: Path) -> None:
    """Nothing is written beside the input, and no cache is no fault."""
    (folder / "a.sql").write_text(BARE)
    before = sorted(folder.iterdir())
    variables = {**environment(Path("/proc/nowhere"), *ours())}
    done = subprocess.run(
        (sys.executable, "-m", "schemalint", "check", *NO_KEY),
        cwd=folder, env=variables, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert sorted(folder.iterdir()) == before


@pytest.mark.slow
def test_ten_thousand_files(folder: Path) -> None:
    for number in range(10_000):
        place = folder / f"d{number % 100}"
        place.mkdir(exist_ok=True)
        (place / f"t{number}.sql").write_text(f"CREATE TABLE t{number} (id bigint PRIMARY KEY);\n")
    (folder / "d7" / "bare.sql").write_text(BARE)
    held = report(folder, *NO_KEY, timeout=300)
    assert held["summary"]["files"] == 10_001
    assert held["summary"]["analysed"] == 10_001
    assert paths(held) == ["d7/bare.sql"]


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS, reason="SCHEMALINT_CORPUS names no corpus")
def test_many_dialects_in_one_folder(folder: Path) -> None:
    shutil.copytree(Path(CORPUS) / "sakila", folder / "sakila")
    held = report(folder, "--preset", "minimal", timeout=300)
    summary = held["summary"]
    assert summary["statements"] > 100 and summary["analysed"] >= 0.99 * summary["statements"]
    done = run(folder, "check", "--show-files", timeout=300)
    dialects = {
        word
        for line in done.stdout.splitlines()
        for word in line.split()
        if word in ("postgres", "mysql", "sqlite", "tsql", "oracle")
    }
    assert len(dialects) >= 4, done.stdout
