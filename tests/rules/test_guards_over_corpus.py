"""A guarded copy behind each CREATE of the corpus passes over nothing; one with another column is told."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest

from schemalint.api import check_project
from schemalint.config import Options
from schemalint.model.change import CreateTable, Reading
from schemalint.study import studies

pytestmark = pytest.mark.corpus

CORPUS = os.environ.get("SCHEMALINT_CORPUS", "")
FULL = bool(os.environ.get("FULL"))
SAMPLE = ("sakila", "mall", "keto", "guacamole", "svix", "oracle-samples", "openfga")
CREATE = re.compile(
    r"(?is)^(create\s+(?:unlogged\s+)?table|create\s+(?:unique\s+)?index|create\s+materialized\s+view|create\s+sequence)(?!\s+if\b)(?!\s+concurrently)"
)
DIALECTS = ("postgres", "sqlite", "mysql", "mariadb", "oracle")
"""Those with words for a guard."""


def guarded(text: str) -> str:
    """The statement with IF NOT EXISTS, on one line where no comment stands in it."""
    text = CREATE.sub(lambda found: f"{found[1]} IF NOT EXISTS", text, count=1)
    return text if "--" in text else " ".join(text.split())


def changed(reading: Reading) -> str | None:
    """The same with another name for the last column of a table."""
    change, text = reading.changes[0], reading.statement.text
    if not isinstance(change, CreateTable) or not change.columns or change.as_query or change.partition_of:
        return None
    at = change.columns[-1].span.start - reading.statement.span.start
    at += text[at] in '"`['
    return CREATE.sub(lambda found: f"{found[1]} IF NOT EXISTS", f"{text[:at]}zz_{text[at:]}", count=1)


def test_guards() -> None:
    if not CORPUS:
        pytest.skip("no corpus: set SCHEMALINT_CORPUS to its folder")
    folders = sorted(path for path in Path(CORPUS).iterdir() if path.is_dir() and (FULL or path.name in SAMPLE))
    alarms: list[str] = []
    copies: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for folder in folders:
        for study in studies([str(folder)], Options(isolated=True, no_cache=True)):
            for path, readings in study.readings.items():
                same: list[str] = []
                other: list[str] = []
                dialect = readings[0].statement.dialect if readings else "standard"
                if dialect not in DIALECTS:
                    continue
                for reading in readings:
                    statement = reading.statement
                    if statement.kind != "ddl" or statement.masked or not reading.changes:
                        continue
                    same.append(statement.text)
                    other.append(statement.text)
                    if CREATE.match(statement.text):
                        same.append(guarded(statement.text))
                        copies[dialect] += 1
                        with_another = changed(reading)
                        if with_another is not None:
                            other.append(with_another)
                            wanted[dialect] += 1
                config = {"select": ["guard-hides-drift"], "dialect": dialect}
                said = check_project({"schema.sql": ";\n".join(same) + ";\n"}, config)
                alarms += [f"{path}: {one.message}" for one in said.diagnostics]
                said = check_project({"schema.sql": ";\n".join(other) + ";\n"}, config)
                told[dialect] += len({one.cause for one in said.diagnostics})
    print("copies", dict(copies), "changed", dict(wanted), "told", dict(told))
    assert not alarms, "\n".join(alarms)
    assert sum(told.values()) >= 0.99 * sum(wanted.values()) > 100
