"""The whole corpus is read without a lost token, and nearly all of it is understood."""

from __future__ import annotations

import importlib.util
import os
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

CORPUS = os.environ.get("SCHEMALINT_CORPUS", "")
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not CORPUS, reason="SCHEMALINT_CORPUS names no corpus"),
]
# The least share of DDL statements read completely, in per cent.
LEAST = {"postgres": 99.9, "mysql": 99.5, "sqlite": 99.5, "tsql": 98.5, "oracle": 98.0, "standard": 98.0}


def measure() -> ModuleType:
    """The bench script, which knows what the corpus holds."""
    spec = importlib.util.spec_from_file_location("bench_coverage", Path(__file__).parents[3] / "bench" / "coverage.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_corpus_is_understood() -> None:
    total: Counter[str] = Counter()
    complete: Counter[str] = Counter()
    for path, reading in measure().readings(Path(CORPUS)):
        statement = reading.statement
        assert reading.claimed == len(statement.tokens.words), (path, statement.text)
        assert reading.changes, (path, statement.text)
        for part in reading.unread:
            assert statement.span.covers(part.span), (path, statement.text)
        if statement.kind == "ddl":
            total[statement.dialect] += 1
            complete[statement.dialect] += reading.complete
    assert sum(total.values()) > 15000
    shares = {dialect: 100 * complete[dialect] / total[dialect] for dialect in total}
    assert not {dialect: share for dialect, share in shares.items() if share < LEAST[dialect]}, shares
