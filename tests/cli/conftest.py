"""The command line, run in this process: exit code, standard output, standard error."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from schemalint import cli


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


Command = Callable[..., Outcome]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to stand in, with a cache of its own."""
    root = tmp_path / "project"
    root.mkdir()
    monkeypatch.chdir(root)
    monkeypatch.setenv("SCHEMALINT_CACHE", str(tmp_path / "cache"))
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    yield root


@pytest.fixture
def schemalint(capfdbinary: pytest.CaptureFixture[bytes]) -> Command:
    def command(*arguments: str) -> Outcome:
        capfdbinary.readouterr()
        code = cli.run(arguments)
        caught = capfdbinary.readouterr()
        return Outcome(code, caught.out.decode("utf-8"), caught.err.decode("utf-8"))

    return command


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


def git(root: Path, *words: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(("git", *identity, *words), cwd=root, check=True, capture_output=True)
