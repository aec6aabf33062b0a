"""Projects on disk, and the corpus."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from schemalint.sources.discover import discover
from schemalint.sources.history import Arrangement, arrange
from schemalint.sources.read import read
from schemalint.sources.released import Released, Unknown, released

Arranged = Callable[..., Arrangement]


@pytest.fixture
def corpus() -> Path:
    """The corpus of real schemas."""
    place = os.environ.get("SCHEMALINT_CORPUS", "")
    if not place or not Path(place).is_dir():
        pytest.skip("SCHEMALINT_CORPUS does not name a directory")
    return Path(place)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """Writes files below a temporary folder and returns it."""

    def writing(files: dict[str, str]) -> Path:
        for name, text in files.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        return tmp_path

    return writing


@pytest.fixture
def arranged() -> Arranged:
    """Discovers, reads and arranges the one project that the arguments name."""

    def arranging(cwd: Path, *paths: str, since: str | None = None, **settings: object) -> Arrangement:
        found = discover(paths or ["."], cwd=str(cwd))
        assert not found.missing
        [project] = found.projects
        state: Released | Unknown | None = released(project.root, since) if project.in_git else None
        documents = [read(source) for source in project.sources]
        return arrange(
            documents,
            root=project.root,
            cwd=str(cwd),
            in_git=project.in_git,
            asked=project.asked,
            released=state,
            **settings,  # type: ignore[arg-type]
        )

    return arranging


@pytest.fixture
def git(tmp_path: Path) -> Callable[..., str]:
    """Runs git in a temporary repository."""
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@example.org",
    }

    def running(*words: str, at: Path | None = None) -> str:
        done = subprocess.run(("git", *words), cwd=at or tmp_path, env=env, check=True, capture_output=True, text=True)
        return done.stdout

    return running
