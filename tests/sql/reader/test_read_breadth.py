"""Statements from the servers' grammars, one a line and more: all are read completely."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import readings

FILES = sorted((Path(__file__).parent / "statements").glob("*.sql"))


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_every_statement_is_read_completely(file):
    found = readings(file.read_text(encoding="utf-8"), file.stem)
    assert len(found) > 25
    unread = [(reading.statement.text, reading.unread, reading.changes) for reading in found if not reading.complete]
    assert not unread


def test_postgres_itself_takes_the_statements():
    pglast = pytest.importorskip("pglast")
    for reading in readings(
        (Path(__file__).parent / "statements" / "postgres.sql").read_text(encoding="utf-8"), "postgres"
    ):
        pglast.parse_sql(reading.statement.text)
