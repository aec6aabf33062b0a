from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from schemalint.fixing.patch import patch

CASES = {
    "changed": ("a\nb\nc\n", "a\nB\nc\n"),
    "windows": ("a\r\nb\r\n", "a\r\nb\r\nc\r\n"),
    "no line end": ("a\nb", "a\nb\nc"),
    "line end gone": ("a\nb\n", "a\nb"),
    "new": (None, "first\n"),
    "new and empty": (None, ""),
    "new, no line end": (None, "first"),
}


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize("name", ["plain.sql", "with blank.sql", "größe.sql", 'quo"te.sql'])
@pytest.mark.parametrize("case", CASES)
def test_git_applies_it(tmp_path: Path, case: str, name: str) -> None:
    old, new = CASES[case]
    path = f"db/{name}"
    file = tmp_path / "db" / name
    if old is not None:
        file.parent.mkdir()
        file.write_bytes(old.encode())
    text = patch({path: old} if old is not None else {}, {path: new})
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=text.encode(), check=True)
    assert file.read_bytes() == new.encode()


def test_nothing_changed_is_no_patch() -> None:
    assert patch({"a.sql": "x"}, {"a.sql": "x"}) == ""
