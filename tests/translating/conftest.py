"""A folder of files for each test."""

from __future__ import annotations

from pathlib import Path

import pytest
from folder_of_files import Folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.chdir(tmp_path)
    return Folder(tmp_path)
