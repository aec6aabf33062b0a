"""DROP of everything."""

from __future__ import annotations

import pytest
from reading import told

CASES = [
    (
        "postgres",
        "DROP TABLE IF EXISTS a, b.c CASCADE",
        ["DropObjects(kind=table names=[a, b.c] if_exists=True cascade=True)"],
    ),
    (
        "postgres",
        "DROP FUNCTION IF EXISTS f(int, VARIADIC b text[]), g",
        ["DropObjects(kind=routine names=[f, g] if_exists=True signatures=[integer,text[], ''] routine=function)"],
    ),
    (
        "postgres",
        "DROP INDEX CONCURRENTLY IF EXISTS i",
        ["DropObjects(kind=index names=[i] if_exists=True concurrently=True)"],
    ),
    ("postgres", "DROP TRIGGER t ON s.u RESTRICT", ["DropObjects(kind=trigger names=[t] on=s.u)"]),
    ("postgres", "DROP POLICY IF EXISTS p ON q", ["DropObjects(kind=policy names=[p] if_exists=True on=q)"]),
    ("postgres", "DROP MATERIALIZED VIEW v", ["DropObjects(kind=materialized-view names=[v])"]),
    ("postgres", "DROP CAST IF EXISTS (a AS b)", ["DropObjects(kind=cast names=[(a as b)] if_exists=True)"]),
    ("postgres", "DROP OPERATOR CLASS x USING btree", ["DropObjects(kind='operator class' names=[x using btree])"]),
    ("postgres", "DROP OWNED BY a CASCADE", ["AlterObject(kind=role name=a action='drop owned cascade')"]),
    ("postgres", "DROP DATABASE IF EXISTS d WITH (FORCE)", ["DropObjects(kind=database names=[d] if_exists=True)"]),
    ("mysql", "DROP INDEX i ON t ALGORITHM=INPLACE LOCK=NONE", ["DropObjects(kind=index names=[i] on=t)"]),
    ("mysql", "DROP TEMPORARY TABLE IF EXISTS x", ["DropObjects(kind=table names=[x] if_exists=True)"]),
    ("mysql", "DROP SCHEMA app", ["DropObjects(kind=database names=[app])"]),
    ("mysql", "DROP USER 'u'@'localhost', b", ["DropObjects(kind=role names=[u@localhost, b])"]),
    (
        "tsql",
        "DROP INDEX ix ON dbo.t, iy ON u WITH (ONLINE = ON)",
        ["DropObjects(kind=index names=[ix] on=dbo.t)", "DropObjects(kind=index names=[iy] on=u)"],
    ),
    ("tsql", "DROP INDEX s.t.ix", ["DropObjects(kind=index names=[ix] on=s.t)"]),
    ("tsql", "DROP TRIGGER tr ON DATABASE", ["DropObjects(kind='database trigger' names=[tr])"]),
    ("oracle", "DROP TABLE t CASCADE CONSTRAINTS PURGE", ["DropObjects(kind=table names=[T] cascade=True)"]),
    ("oracle", "DROP PACKAGE BODY pkg", ["DropObjects(kind='package body' names=[PKG])"]),
    ("oracle", "DROP PUBLIC SYNONYM syn", ["DropObjects(kind=synonym names=[SYN])"]),
    (
        "oracle",
        "DROP MATERIALIZED VIEW LOG ON sales",
        ["DropObjects(kind='materialized view log' names=[SALES] on=SALES)"],
    ),
    (
        "oracle",
        "DROP TABLESPACE ts INCLUDING CONTENTS AND DATAFILES CASCADE CONSTRAINTS",
        ["DropObjects(kind=tablespace names=[TS] cascade=True)"],
    ),
]


@pytest.mark.parametrize(("dialect", "sql", "expected"), CASES, ids=[case[1][:60] for case in CASES])
def test_says(dialect, sql, expected):
    assert told(sql, dialect) == expected
