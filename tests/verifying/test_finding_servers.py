"""Which server is taken, where there are none, one or several."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from schemalint.verifying import mariadb, postgres, private
from schemalint.verifying.engine import UnavailableError


def programs(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True)
    for name in names:
        (folder / name).write_text("#!/bin/sh\nexit 3\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture(autouse=True)
def nothing_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(postgres, "PLACES", (str(tmp_path / "lib/*/bin"),))
    monkeypatch.setattr(postgres, "WHEELS", ())
    monkeypatch.setattr(mariadb, "PLACES", ())
    monkeypatch.setenv("PATH", str(tmp_path / "path"))


def test_none(tmp_path: Path) -> None:
    assert postgres.folders() == []
    with pytest.raises(UnavailableError, match="no MariaDB was found"):
        mariadb.private()


def test_the_newest_is_taken_first_and_the_one_that_is_configured_before_it(tmp_path: Path) -> None:
    for major in ("13", "15", "17"):
        programs(tmp_path / "lib" / major / "bin", "initdb", "postgres")
    assert [folder.split("/")[-2] for folder in postgres.folders()] == ["17", "15", "13"]
    assert [folder.split("/")[-2] for folder in postgres.folders("15.4")] == ["15", "17", "13"]
    assert next(folder.split("/")[-2] for folder in postgres.folders("12")) == "13"


def test_what_is_on_path_counts(tmp_path: Path) -> None:
    programs(tmp_path / "path", "initdb", "postgres")
    assert postgres.folders() == [os.path.realpath(tmp_path / "path")]


def test_a_server_that_cannot_start_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = programs(tmp_path / "lib" / "15" / "bin", "initdb", "postgres")
    with pytest.raises(UnavailableError):
        postgres.private(str(folder))
    assert [name for name in os.listdir(tmp_path) if name.startswith(private.PREFIX)] == []


def test_folders_of_runs_that_are_gone_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    old, own = tmp_path / f"{private.PREFIX}999999999-x", tmp_path / f"{private.PREFIX}{os.getpid()}-x"
    linked = tmp_path / f"{private.PREFIX}999999998-x"
    for folder in (old, own, tmp_path / "precious"):
        folder.mkdir()
        (folder / "file").write_text("x")
    linked.symlink_to(tmp_path / "precious")
    private.sweep()
    assert not old.exists()
    assert own.exists() and (tmp_path / "precious" / "file").exists()


def test_a_server_gets_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", "canary")
    assert "canary" not in private.environment().values()
