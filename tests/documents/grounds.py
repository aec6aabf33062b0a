"""Three documents of different style beside their schemas, studied once and looked at again after every change."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from schemalint import plugins, repair
from schemalint.config import Options
from schemalint.model.diagnostic import Diagnostic
from schemalint.model.schema import Catalog
from schemalint.run import judge
from schemalint.study import Study, studies, study

HERE = Path(__file__).parent


class Case(NamedTuple):
    name: str
    dialect: str
    document: str
    """Where it lies in the project; in this folder by its name below `name`."""
    others: tuple[str, ...]


CASES = (
    Case("rental", "postgres", "tasks/database-schema-rental.md", ("schema.sql", "sample-data.sql", "DATABASE_SCHEMA_TRACKING.md")),
    Case("theater", "mysql", "docs/datenbank.md", ("schema.sql",)),
    Case("clinic", "tsql", "tasks/database-spec-clinic.md", ("DATABASE_SCHEMA_TRACKING.md",)),
)  # fmt: skip
"""Written by the templates, one dictionary of all tables, the fences beside the schema; by hand, in German, a section a
table with column tables and bullets; in the manner of the specification, its own fences the schema, aligned tables."""


class Ground:
    """One document in a project of its own."""

    def __init__(self, case: Case, folder: Path, line_break: str) -> None:
        self.case = case
        self.folder = folder
        for name in (*case.others, case.document):
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(HERE / case.name / place.name, place)
        place = folder / case.document
        text = place.read_text(encoding="utf-8").replace("\n", line_break)
        place.write_bytes(text.encode("utf-8"))
        told = f'dialect = "{case.dialect}"\nselect = ["documents"]\n\n[documents]\npatterns = ["{case.document}"]\n'
        (folder / "schemalint.toml").write_text(told, encoding="utf-8")
        self.entries = plugins.rules(plugins.manager())
        self.options = Options(preset="strict")
        with self.inside():
            self.first = next(iter(studies([os.curdir], self.options, self.entries)))
        self.text = self.first.documents[case.document].text

    @contextmanager
    def inside(self) -> Iterator[None]:
        before = os.getcwd()
        os.chdir(self.folder)
        try:
            yield
        finally:
            os.chdir(before)

    @property
    def catalog(self) -> Catalog:
        """The schema that the document is about."""
        held = [one for one in self.first.replays if one.catalog.tables]
        return next((one for one in held if one.kind != "document"), held[0]).catalog

    def studied(self, text: str) -> Study:
        laid = {self.case.document: text}
        return (
            study(self.first.project, self.first.config, self.options, laid_over=laid)
            if text != self.text
            else self.first
        )

    def findings(self, looked: Study) -> list[Diagnostic]:
        report = judge(looked, self.entries, self.options)
        assert not report.failures, report.failures
        return [one for one in report.diagnostics if not one.suppressed]

    def mended(self, looked: Study, unsafe: bool) -> tuple[str, tuple[str, ...]]:
        """The document as `fix` leaves it, and what it says of fixes that did not help."""
        outcome = repair.mend(looked, self.entries, self.options, unsafe=unsafe)
        return outcome.texts.get(self.case.document, looked.documents[self.case.document].text), outcome.failures
