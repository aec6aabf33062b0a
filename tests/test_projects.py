"""The example projects: each fault says beside itself which rule must speak, and no rule may speak elsewhere."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from schemalint.config import Options
from schemalint.model.text import Lines
from schemalint.run import check

PROJECTS = Path(__file__).resolve().parent.parent / "fixtures" / "projects"
ANNOTATED = ("clinic", "fieldnotes", "members", "payroll", "warehouse")
WANT = re.compile(r"-- want: ([a-z0-9, -]+)$", re.M)


def wanted(folder: Path) -> set[tuple[str, int, str]]:
    """File, line and rule of every `-- want:` remark."""
    found = set()
    for file in folder.rglob("*.sql"):
        text = file.read_text(encoding="utf-8")
        for match in WANT.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            found |= {(file.relative_to(folder).as_posix(), line, name.strip()) for name in match[1].split(",")}
    return found


def test_every_project_is_known() -> None:
    folders = {folder.name for folder in PROJECTS.iterdir() if folder.is_dir()}
    assert folders == {*ANNOTATED, "bookshop", "courier"}


@pytest.mark.parametrize("committed", [False, True], ids=["new", "released"])
@pytest.mark.parametrize("name", ANNOTATED)
def test_findings_stand_where_they_are_wanted(
    name: str, committed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / name
    shutil.copytree(PROJECTS / name, folder)
    monkeypatch.chdir(folder)
    if committed:
        for words in (("init", "-q", "-b", "main"), ("add", "."), ("commit", "-q", "-m", "All")):
            identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
            subprocess.run(("git", *identity, *words), check=True)
    report = check(["."], Options())
    assert not report.failures
    assert report.summary.analysed == report.summary.statements > 0
    got = set()
    for one in report.diagnostics:
        position = Lines(report.documents[one.span.path].text).position(one.span.start)
        got.add((one.span.path, position.line, one.rule))
    assert got == wanted(folder)
