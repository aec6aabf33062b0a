"""Blocks and calls."""

from __future__ import annotations

import pytest
from reading import told

CASES = [
    (
        "postgres",
        "DO LANGUAGE plpgsql $x$ BEGIN PERFORM 1; END $x$",
        ["Execute(name=None body=' BEGIN PERFORM 1; END ' followed=True)"],
    ),
    ("postgres", "CALL s.p(1, 'x')", ["Execute(name=s.p)"]),
    ("mysql", "CALL p", ["Execute(name=p)"]),
    ("mysql", "DO SLEEP(1)", ["NoChange(what=do)"]),
    ("tsql", "EXEC @rc = dbo.p @a = 1, @b = 'x' OUTPUT", ["Execute(name=dbo.p body=\"@a = 1, @b = 'x' OUTPUT\")"]),
    (
        "tsql",
        "EXEC('CREATE TABLE x (a int)')",
        [
            "Execute(name=None body=\"('CREATE TABLE x (a int)')\")",
            "CreateTable(name=x columns=[Column(name=a type=`int`)])",
        ],
    ),
    ("tsql", "DECLARE @x int = 1", ["NoChange(what=declare)"]),
    (
        "oracle",
        "DECLARE x NUMBER; BEGIN NULL; END;\n/",
        ["Execute(name=None body='DECLARE x NUMBER; BEGIN NULL; END;' followed=True)"],
    ),
    ("oracle", "CALL p()", ["Execute(name=P)"]),
]


@pytest.mark.parametrize(("dialect", "sql", "expected"), CASES, ids=[case[1][:60] for case in CASES])
def test_says(dialect, sql, expected):
    assert told(sql, dialect) == expected
