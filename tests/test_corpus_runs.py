"""Whole runs over public schemas and histories: nothing breaks, no statement is lost, and almost all is understood."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import pytest

from schemalint.config import Options
from schemalint.model.change import Opaque, Reading
from schemalint.plugins import manager, rules
from schemalint.run import judge
from schemalint.study import studies

CORPUS = os.environ.get("SCHEMALINT_CORPUS", "")
FOLDERS = sorted(path.name for path in Path(CORPUS).iterdir() if path.is_dir()) if CORPUS else []

pytestmark = [pytest.mark.corpus, pytest.mark.skipif(not CORPUS, reason="SCHEMALINT_CORPUS names no corpus")]


def _depends(reading: Reading) -> bool:
    """Whether it was understood, and what it does depends on the rows or objects it meets: that is said, not guessed."""
    return any(
        isinstance(change, Opaque) and "depends on more than the text" in change.reason for change in reading.changes
    )


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_is_checked_whole(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SCHEMALINT_CACHE", str(tmp_path))
    monkeypatch.chdir(CORPUS)
    options = Options(isolated=True)
    entries = rules(manager())
    for study in studies([name], options):
        report = judge(study, entries, options)
        summary = report.summary
        print(f"{name}: {summary.statements} statements, {summary.analysed} analysed, {summary.muted} objects muted")
        assert not report.failures
        lacking = [one for rows in study.readings.values() for one in rows if not one.complete and not _depends(one)]
        assert len(lacking) <= max(1, summary.statements // 200)
        for path, readings in study.readings.items():
            assert all(reading.claimed == len(reading.statement.tokens.words) for reading in readings), path
            spans = [reading.statement.span for reading in readings]
            assert all(one.end <= other.start for one, other in pairwise(spans)), path
        for one in report.diagnostics:
            text = report.documents[one.span.path].text
            assert 0 <= one.span.start <= one.span.end <= len(text), one
            assert one.message and one.fingerprint and entries[one.rule]
        keys = [(one.fingerprint, one.span, one.rule) for one in report.diagnostics]
        assert len(set(keys)) == len(keys), "one finding, one fingerprint and place"


def test_what_is_analysed_together(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SCHEMALINT_CACHE", str(tmp_path))
    statements = analysed = 0
    for study in studies([os.path.join(CORPUS, name) for name in FOLDERS], Options(isolated=True)):
        for readings in study.readings.values():
            statements += len(readings)
            analysed += sum(reading.complete for reading in readings)
    print(f"{statements} statements, {analysed} analysed")
    assert statements > 20_000
    assert analysed >= 0.999 * statements
