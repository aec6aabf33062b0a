"""The command line, run in this process: exit code, standard output, standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from invoking import Command, Outcome

from schemalint import cli


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to stand in, with a cache of its own."""
    root = tmp_path / "project"
    root.mkdir()
    # A relative path would lead elsewhere from there.
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(os.path.abspath(path) for path in sys.path if path))
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
