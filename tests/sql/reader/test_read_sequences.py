"""Sequences."""

from __future__ import annotations

import pytest
from reading import told

CASES = [
    (
        "postgres",
        "CREATE SEQUENCE IF NOT EXISTS s AS integer INCREMENT BY 2 MINVALUE -5 NO MAXVALUE START WITH 10 CACHE 1 CYCLE OWNED BY public.t.id",
        [
            "CreateSequence(name=s options=[[as, integer], [increment, 2], [minvalue, -5], [maxvalue, no], [start, 10], [cache, 1], [cycle, yes]] owned_by=[public.t, id] if_not_exists=True)"
        ],
    ),
    ("postgres", "CREATE TEMPORARY SEQUENCE s", ["CreateSequence(name=s temporary=True)"]),
    (
        "postgres",
        "ALTER SEQUENCE IF EXISTS s OWNED BY NONE",
        ["AlterSequence(name=s owned_by_none=True if_exists=True)"],
    ),
    ("postgres", "ALTER SEQUENCE s RESTART", ["AlterSequence(name=s options=[[restart, '']])"]),
    ("postgres", "ALTER SEQUENCE s RENAME TO t", ["RenameObject(kind=sequence name=s new_name=t)"]),
    ("postgres", "ALTER SEQUENCE a.s SET SCHEMA b", ["SetSchema(kind=sequence name=a.s schema=b)"]),
    (
        "tsql",
        "CREATE SEQUENCE s.q AS bigint START WITH 1 INCREMENT BY 1 NO CYCLE CACHE 50",
        ["CreateSequence(name=s.q options=[[as, bigint], [start, 1], [increment, 1], [cycle, no], [cache, 50]])"],
    ),
    (
        "mariadb",
        "CREATE OR REPLACE SEQUENCE s START WITH 1 ENGINE=InnoDB",
        ["CreateSequence(name=s options=[[start, 1], [engine, InnoDB]] or_replace=True)"],
    ),
    (
        "oracle",
        "CREATE SEQUENCE s START WITH 1 NOMAXVALUE NOCYCLE NOCACHE ORDER",
        ["CreateSequence(name=S options=[[start, 1], [maxvalue, no], [cycle, no], [cache, no], [order, yes]])"],
    ),
]


@pytest.mark.parametrize(("dialect", "sql", "expected"), CASES, ids=[case[1][:60] for case in CASES])
def test_says(dialect, sql, expected):
    assert told(sql, dialect) == expected
