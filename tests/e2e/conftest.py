"""A copy of the checkout for tests that build, install or change it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from outside import PARTS, ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what is checked out, without what was built or cached."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".*_cache", "*.pyc"))
        else:
            shutil.copy(source, folder / name)
    return folder
