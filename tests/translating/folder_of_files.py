"""A folder of files, read through the front door."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from schemalint.config import Options
from schemalint.generating.catalog_json import as_dict
from schemalint.model.project import Script
from schemalint.model.run import Report
from schemalint.run import check
from schemalint.study import Study, studies


class Folder:
    """A folder of files, and what is said of it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, files: dict[str, str]) -> Folder:
        for name, text in files.items():
            file = self.root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        return self

    def study(self, dialect: str = "") -> Study:
        [found] = studies((str(self.root),), Options(dialect=dialect, isolated=True, no_cache=True))
        return found

    def check(self, *rules: str, **options: Any) -> Report:
        settled: dict[str, Any] = {"isolated": True, "no_cache": True, "released": True, "select": rules, **options}
        return check((str(self.root),), Options(**settled))

    def catalog(self, dialect: str = "") -> dict[str, Any]:
        """What `catalog` prints of the one history."""
        [replay] = [one for one in self.study(dialect).replays if one.kind == "history"]
        return as_dict(replay.catalog)

    def steps(self, dialect: str = "") -> list[tuple[str, list[str], list[str]]]:
        """Name, up and down of each migration, as the texts of their statements."""
        found = self.study(dialect)
        [history] = found.arrangement.histories
        return [
            (
                migration.name,
                [text for script in migration.up for text in _texts(found, script)],
                [text for script in migration.down for text in _texts(found, script)],
            )
            for migration in history.migrations
        ]

    def text_at(self, report: Report) -> list[tuple[str, str]]:
        """What each finding underlines, by rule, in the files as they are on disk."""
        return [
            (one.rule, report.documents[one.span.path].text[one.span.start : one.span.end])
            for one in report.diagnostics
            if not one.suppressed
        ]


def _texts(study: Study, script: Script) -> list[str]:
    return [
        reading.statement.text
        for reading in study.readings[script.path]
        if script.start <= reading.statement.span.start < script.end
    ]
