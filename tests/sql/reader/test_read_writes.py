"""Statements that change rows."""

from __future__ import annotations

import pytest
from reading import told

CASES = [
    (
        "postgres",
        "INSERT INTO s.t AS x (a, b) OVERRIDING SYSTEM VALUE VALUES (1, 'it''s'), (-2.5, NULL), (TRUE, now()), (E'a\\n', '1'::text) ON CONFLICT DO NOTHING",
        ["WriteRows(verb=insert tables=[s.t] columns=[a, b] rows=[[1, it's], [-2.5, None], [true, None], [a\n, 1]])"],
    ),
    ("postgres", "INSERT INTO t DEFAULT VALUES", ["WriteRows(verb=insert tables=[t] rows=[[]])"]),
    ("postgres", "INSERT INTO t SELECT * FROM u", ["WriteRows(verb=insert tables=[t] from_query=True)"]),
    (
        "postgres",
        "WITH x AS (SELECT 1) INSERT INTO t (a) SELECT * FROM x",
        ["WriteRows(verb=insert tables=[t] columns=[a] from_query=True)"],
    ),
    (
        "postgres",
        "UPDATE ONLY t AS x SET a = 1, b = now(), (c, d) = (1, 2) WHERE id = 3",
        ["WriteRows(verb=update tables=[t] columns=[a, b, c, d] filtered=True rows=[[1, None, None, None]])"],
    ),
    ("postgres", "UPDATE t SET a = a + 1", ["WriteRows(verb=update tables=[t] columns=[a])"]),
    ("postgres", "DELETE FROM t USING u WHERE t.id = u.id", ["WriteRows(verb=delete tables=[t] filtered=True)"]),
    ("postgres", "DELETE FROM t", ["WriteRows(verb=delete tables=[t])"]),
    (
        "postgres",
        "MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN UPDATE SET b = u.b WHEN NOT MATCHED THEN INSERT (a, b) VALUES (1, 2)",
        ["WriteRows(verb=merge tables=[t] columns=[b, a] filtered=True from_query=True)"],
    ),
    (
        "postgres",
        "TRUNCATE TABLE a, ONLY b RESTART IDENTITY CASCADE",
        ["WriteRows(verb=truncate tables=[a, b] cascade=True)"],
    ),
    ("postgres", "COPY t (a, b) TO stdout", ["NoChange(what='copy to')"]),
    (
        "mysql",
        "INSERT IGNORE INTO `t` SET a = 1, b = 'x'",
        ["WriteRows(verb=insert tables=[t] columns=[a, b] rows=[[1, x]])"],
    ),
    ("mysql", 'REPLACE INTO t VALUES (1, "x")', ["WriteRows(verb=replace tables=[t] rows=[[1, x]])"]),
    (
        "mysql",
        "UPDATE a JOIN b ON a.i = b.i SET a.x = 1, b.y = 2",
        ["WriteRows(verb=update tables=[a, b] columns=[x, y] filtered=True rows=[[1, 2]])"],
    ),
    ("mysql", "UPDATE t SET x = 1 LIMIT 5", ["WriteRows(verb=update tables=[t] columns=[x] filtered=True rows=[[1]])"]),
    ("mysql", "DELETE a, b FROM a JOIN b USING (i)", ["WriteRows(verb=delete tables=[a, b] filtered=True)"]),
    (
        "mysql",
        "LOAD DATA LOCAL INFILE 'x' INTO TABLE t FIELDS TERMINATED BY ',' (a, b)",
        ["WriteRows(verb=load tables=[t] columns=[a, b] from_query=True)"],
    ),
    ("sqlite", "INSERT OR REPLACE INTO t VALUES (1)", ["WriteRows(verb=replace tables=[t] rows=[[1]])"]),
    (
        "tsql",
        "INSERT INTO dbo.t (a, b) OUTPUT inserted.a VALUES (1, N'x')",
        ["WriteRows(verb=insert tables=[dbo.t] columns=[a, b] rows=[[1, x]])"],
    ),
    ("tsql", "INSERT dbo.t EXEC p", ["WriteRows(verb=insert tables=[dbo.t] from_query=True)"]),
    (
        "tsql",
        "UPDATE a SET a.x = 1 FROM dbo.t a JOIN u ON u.i = a.i",
        ["WriteRows(verb=update tables=[dbo.t] columns=[x] filtered=True rows=[[1]])"],
    ),
    ("tsql", "DELETE a FROM dbo.t AS a WHERE a.x = 1", ["WriteRows(verb=delete tables=[dbo.t] filtered=True)"]),
    ("tsql", "DELETE TOP (5) FROM t", ["WriteRows(verb=delete tables=[t] filtered=True)"]),
    ("tsql", "BULK INSERT dbo.t FROM 'f' WITH (FIRSTROW = 2)", ["WriteRows(verb=load tables=[dbo.t] from_query=True)"]),
    (
        "oracle",
        "INSERT ALL INTO a VALUES (1, 'x') INTO b (c) VALUES (2) SELECT * FROM dual",
        ["WriteRows(verb=insert tables=[A] rows=[[1, x]])", "WriteRows(verb=insert tables=[B] columns=[C] rows=[[2]])"],
    ),
    (
        "oracle",
        "UPDATE t e SET (a, b) = (SELECT 1, 2 FROM dual) WHERE x = 1",
        ["WriteRows(verb=update tables=[T] columns=[A, B] filtered=True)"],
    ),
    ("oracle", "DELETE t WHERE a = 1", ["WriteRows(verb=delete tables=[T] filtered=True)"]),
]


@pytest.mark.parametrize(("dialect", "sql", "expected"), CASES, ids=[case[1][:60] for case in CASES])
def test_says(dialect, sql, expected):
    assert told(sql, dialect) == expected
