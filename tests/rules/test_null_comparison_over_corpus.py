"""Every IS NULL of the corpus, written as a comparison, is told: a condition may stand anywhere, also in bodies."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemalint.config import Options
from schemalint.model.document import Statement
from schemalint.sql.reader import read
from schemalint.sql.splitter import split
from schemalint.study import studies
from schemalint_rules._bodies import bodies
from schemalint_rules._nulls import nulls

pytestmark = pytest.mark.corpus

CORPUS = os.environ.get("SCHEMALINT_CORPUS", "")
IS = re.compile(r"\bis(\s+not)?\s+null\b", re.I)
AWAY = frozenset(("COMMENT ON",))
"""Statements in which IS NULL asks nothing."""


def statements(folder: Path) -> Iterator[Statement]:
    for study in studies([str(folder)], Options(isolated=True, no_cache=True)):
        for readings in study.readings.values():
            for reading in readings:
                if reading.statement.kind not in ("client", "data") and reading.statement.verb not in AWAY:
                    yield reading.statement


def compared(statement: Statement) -> int:
    """How many NULLs stand behind `=` or `<>`, comments and strings left out."""
    upper = statement.tokens.upper
    return sum(upper[at] == "NULL" and upper[at - 1] in ("=", "<>") for at in range(1, len(upper)))


def told(statement: Statement) -> int:
    return sum(one.listed < 0 for one in nulls(statement))


def test_each_rewritten_condition_is_told() -> None:
    if not CORPUS:
        pytest.skip("no corpus: set SCHEMALINT_CORPUS to its folder")
    count: Counter[str] = Counter()
    lost: list[str] = []
    for folder in sorted(path for path in Path(CORPUS).iterdir() if path.is_dir() and path.name != "LICENSES"):
        for statement in statements(folder):
            text = IS.sub(lambda found: "<> NULL" if found[1] else "= NULL", statement.text)
            if text == statement.text:
                continue
            before = [statement, *bodies(read(statement))]
            for again in split(text, statement.dialect, "x", 0, len(text)):
                parts = [again, *bodies(read(again))]
                wanted = sum(map(compared, parts)) - sum(map(compared, before))
                got = sum(map(told, parts)) - sum(map(told, before))
                count[statement.dialect] += wanted
                if got != wanted:
                    lost.append(f"{folder.name}: {got} of {wanted} in {' '.join(again.text.split())[:200]}")
                before = []
    print(dict(count))
    assert not lost, "\n".join(lost)
    assert sum(count.values()) > 800
