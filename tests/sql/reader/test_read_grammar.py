"""Tables, their changes and indexes in every dialect: what each statement of `grammar/` says stands behind it."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import outline, readings

from schemalint.model.document import Dialect

GRAMMAR = Path(__file__).with_name("grammar")
SAYS = "-- => "
DIALECTS: tuple[Dialect, ...] = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle")
STANDARD: Dialect = "standard"


def blocks(dialect: Dialect) -> list[tuple[str, list[str]]]:
    """Each statement of a dialect's file, and the lines that say what it means."""
    found: list[tuple[str, list[str]]] = []
    for block in (GRAMMAR / f"{dialect}.sql").read_text(encoding="utf-8").split("\n\n"):
        lines = block.splitlines()
        sql = "\n".join(line for line in lines if not line.startswith(SAYS))
        found.append((sql, [line.removeprefix(SAYS) for line in lines if line.startswith(SAYS)]))
    return found


CASES = [(dialect, sql, says) for dialect in (*DIALECTS, STANDARD) for sql, says in blocks(dialect)]


@pytest.mark.parametrize(("dialect", "sql", "says"), CASES, ids=[f"{d}-{s[:50]}" for d, s, _ in CASES])
def test_says(dialect: Dialect, sql: str, says: list[str]) -> None:
    (reading,) = readings(sql, dialect)
    assert reading.complete, reading.unread
    assert [outline(change) for change in reading.changes] == says


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_standard_reads_most_of_every_dialect(dialect: Dialect) -> None:
    """Where nothing tells the dialect, the words of all of them are understood as far as they do not clash."""
    whole = [readings(sql, "standard")[0].complete for sql, _ in blocks(dialect)]
    assert sum(whole) >= 0.6 * len(whole)
