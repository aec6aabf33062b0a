"""What the default branch holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from schemalint.sources.released import Released, Unknown, released

Write = Callable[[dict[str, str]], Path]
Git = Callable[..., str]


@pytest.fixture
def repository(write: Write, git: Git) -> Path:
    root = write({"m/1.sql": "one", "m/2.sql": "two", "m/3.sql": "three"})
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-qm", "first")
    return root


def names(root: Path, files: frozenset[str]) -> list[str]:
    return sorted(file.removeprefix(f"{root}/") for file in files)


def test_on_the_default_branch_what_is_committed_and_unchanged_is_released(repository: Path) -> None:
    (repository / "m/2.sql").write_text("changed")
    (repository / "m/3.sql").unlink()
    (repository / "m/4.sql").write_text("new")
    state = released(str(repository))
    assert isinstance(state, Released)
    assert state.revision == "main"
    assert names(repository, state.unchanged) == ["m/1.sql"]
    assert names(repository, state.edited) == ["m/2.sql", "m/3.sql"]


def test_on_a_branch_what_the_default_branch_lacks_is_new(repository: Path, git: Git) -> None:
    git("switch", "-qc", "work")
    (repository / "m/4.sql").write_text("new")
    git("add", "-A")
    git("commit", "-qm", "second")
    state = released(str(repository))
    assert isinstance(state, Released)
    assert names(repository, state.unchanged) == ["m/1.sql", "m/2.sql", "m/3.sql"]


def test_the_branch_of_the_remote_comes_first(repository: Path, git: Git, tmp_path: Path) -> None:
    git("clone", "-q", str(repository), str(tmp_path / "clone"))
    clone = tmp_path / "clone"
    (clone / "m/4.sql").write_text("new")
    git("add", "-A", at=clone)
    git("commit", "-qm", "local, not pushed", at=clone)
    state = released(str(clone))
    assert isinstance(state, Released)
    assert state.revision == "origin/HEAD"
    assert "m/4.sql" not in names(clone, state.unchanged)


def test_since_replaces_the_default_branch(repository: Path, git: Git) -> None:
    (repository / "m/4.sql").write_text("new")
    git("add", "-A")
    git("commit", "-qm", "second")
    state = released(str(repository), "HEAD~1")
    assert isinstance(state, Released)
    assert state.revision == "HEAD~1"
    assert names(repository, state.unchanged) == ["m/1.sql", "m/2.sql", "m/3.sql"]


@pytest.mark.parametrize("revision", ["nowhere", "--output=/tmp/x", "-h"])
def test_an_unknown_revision_is_wrong_usage(repository: Path, revision: str) -> None:
    state = released(str(repository), revision)
    assert isinstance(state, Unknown)
    assert state.wrong
    assert revision in state.reason


def test_outside_git_and_before_the_first_commit_there_is_nothing_to_say(tmp_path: Path, git: Git) -> None:
    assert released("") == Unknown("")
    git("init", "-q")
    assert released(str(tmp_path)) == Unknown("")


def test_without_a_default_branch_it_says_so(repository: Path, git: Git) -> None:
    git("branch", "-m", "trunk")
    state = released(str(repository))
    assert isinstance(state, Unknown)
    assert "--since" in state.reason
    assert not state.wrong


def test_a_shallow_clone_without_the_branch_says_so(repository: Path, git: Git, tmp_path: Path) -> None:
    git("switch", "-qc", "work")
    (repository / "m/4.sql").write_text("new")
    git("add", "-A")
    git("commit", "-qm", "second")
    clone = tmp_path / "shallow"
    git("clone", "-q", "--depth", "1", "--branch", "work", f"file://{repository}", str(clone))
    git("remote", "remove", "origin", at=clone)
    state = released(str(clone))
    assert isinstance(state, Unknown)
    assert "shallow" in state.reason


def test_a_worktree_sees_the_branches_of_its_repository(repository: Path, git: Git, tmp_path: Path) -> None:
    git("worktree", "add", "-q", str(tmp_path / "tree"), "-b", "work")
    state = released(str(tmp_path / "tree"))
    assert isinstance(state, Released)
    assert names(tmp_path / "tree", state.unchanged) == ["m/1.sql", "m/2.sql", "m/3.sql"]
