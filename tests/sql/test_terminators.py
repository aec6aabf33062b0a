from __future__ import annotations

import pytest

from schemalint.model.document import Dialect
from schemalint.sql.splitter import split


@pytest.mark.parametrize(
    ("dialect", "text", "wanted"),
    [
        ("postgres", "SELECT 1; SELECT 2", ["", ""]),
        ("tsql", "SELECT 1\nGO\nSELECT 2;\nGO 5\nSELECT 3", ["GO", "", "", ""]),
        ("tsql", "CREATE PROCEDURE p AS SELECT 1\ngo\nSELECT 2", ["go", ""]),
        ("oracle", "CREATE TABLE t (a int)\n/\nSELECT 1 FROM t;", ["/", ""]),
        ("mysql", "DELIMITER //\nSELECT 1//\nDELIMITER ;\nSELECT 2;", ["", "//", "", ""]),
    ],
)
def test_what_ends_a_statement(dialect: Dialect, text: str, wanted: list[str]) -> None:
    found = split(text, dialect, "x.sql", 0, len(text))
    assert [one.terminator for one in found] == wanted
    for one in found:
        assert not one.terminator or text[: one.end].endswith(one.terminator)
