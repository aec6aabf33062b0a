"""Views and materialized views."""

from __future__ import annotations

import pytest
from reading import told

CASES = [
    (
        "postgres",
        "CREATE VIEW v AS SELECT a FROM s.t JOIN u USING (id), w WHERE x IN (SELECT y FROM z)",
        [
            "CreateView(name=v query='SELECT a FROM s.t JOIN u USING (id), w WHERE x IN (SELECT y FROM z)' reads=[s.t, u, w, z])"
        ],
    ),
    (
        "postgres",
        "CREATE OR REPLACE TEMP VIEW v (a, b) WITH (security_barrier=true, security_invoker) AS SELECT 1, 2 FROM t WITH LOCAL CHECK OPTION",
        [
            "CreateView(name=v columns=[a, b] query='SELECT 1, 2 FROM t' reads=[t] options=[[security_barrier, true], [security_invoker, true]] check_option=local or_replace=True temporary=True)"
        ],
    ),
    (
        "postgres",
        "CREATE VIEW v AS WITH c AS (SELECT * FROM base), d (x) AS MATERIALIZED (SELECT 1 FROM c) SELECT extract(epoch FROM ts) FROM c LEFT JOIN (a CROSS JOIN b) ON true, d",
        [
            "CreateView(name=v query='WITH c AS (SELECT * FROM base), d (x) AS MATERIALIZED (SELECT 1 FROM c) SELECT extract(epoch FROM ts) FROM c LEFT JOIN (a CROSS JOIN b) ON true, d' reads=[base, a, b])"
        ],
    ),
    (
        "postgres",
        "CREATE RECURSIVE VIEW public.nums (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM public.nums WHERE n < 100",
        [
            "CreateView(name=public.nums columns=[n] query='VALUES (1) UNION ALL SELECT n + 1 FROM public.nums WHERE n < 100' options=[[recursive, '']])"
        ],
    ),
    (
        "postgres",
        "CREATE MATERIALIZED VIEW IF NOT EXISTS mv (a) USING heap WITH (fillfactor=70) TABLESPACE x AS SELECT a FROM t, LATERAL f(t.a) WITH NO DATA",
        [
            "CreateView(name=mv materialized=True columns=[a] query='SELECT a FROM t, LATERAL f(t.a)' reads=[t] options=[[using, heap], [fillfactor, 70], [tablespace, x], [data, false]] if_not_exists=True)"
        ],
    ),
    ("postgres", "REFRESH MATERIALIZED VIEW CONCURRENTLY s.mv", ["RefreshView(name=s.mv concurrently=True)"]),
    ("postgres", "REFRESH MATERIALIZED VIEW mv WITH NO DATA", ["RefreshView(name=mv with_data=False)"]),
    (
        "mysql",
        "/*!50001 CREATE ALGORITHM=UNDEFINED */\n/*!50013 DEFINER=`root`@`localhost` SQL SECURITY DEFINER */\n/*!50001 VIEW `v` AS select `a`.`x` AS `x` from `t` `a` */",
        [
            "CreateView(name=v query='select `a`.`x` AS `x` from `t` `a`' reads=[t] options=[[algorithm, undefined], [definer, `root`@`localhost`], ['sql security', definer]])"
        ],
    ),
    (
        "mysql",
        "CREATE OR REPLACE VIEW v2 (a, b) AS SELECT 1, 2 WITH CASCADED CHECK OPTION",
        ["CreateView(name=v2 columns=[a, b] query='SELECT 1, 2' check_option=cascaded or_replace=True)"],
    ),
    (
        "sqlite",
        "CREATE TEMP VIEW IF NOT EXISTS main.v AS SELECT * FROM t",
        ["CreateView(name=main.v query='SELECT * FROM t' reads=[t] if_not_exists=True temporary=True)"],
    ),
    (
        "tsql",
        "CREATE OR ALTER VIEW [s].[v] WITH SCHEMABINDING, VIEW_METADATA AS SELECT a.[x] FROM [s].[t] AS a CROSS APPLY fn(a.x) WITH CHECK OPTION",
        [
            "CreateView(name=s.v query='SELECT a.[x] FROM [s].[t] AS a CROSS APPLY fn(a.x)' reads=[s.t] options=[[schemabinding, ''], [view_metadata, '']] check_option=cascaded or_replace=True)"
        ],
    ),
    (
        "oracle",
        "CREATE OR REPLACE FORCE EDITIONABLE VIEW v (a, b INVISIBLE, CONSTRAINT pk PRIMARY KEY (a) RELY DISABLE NOVALIDATE) AS SELECT a, b FROM t WITH READ ONLY",
        [
            "CreateView(name=V columns=[A, B] query='SELECT a, b FROM t' reads=[T] options=[[force, ''], [editionable, ''], [clause, INVISIBLE], [clause, 'CONSTRAINT pk PRIMARY KEY (a) RELY DISABLE NOVALIDATE'], ['read only', '']] or_replace=True)"
        ],
    ),
    (
        "oracle",
        "CREATE VIEW ov OF emp_typ WITH OBJECT IDENTIFIER (id) AS SELECT e.id FROM e",
        [
            "CreateView(name=OV query='SELECT e.id FROM e' reads=[E] options=[[of, EMP_TYP], ['object identifier', (id)]])"
        ],
    ),
    (
        "oracle",
        "CREATE VIEW v AS SELECT * FROM a, b WHERE a.x = b.x(+) WITH CHECK OPTION CONSTRAINT c",
        [
            "CreateView(name=V query='SELECT * FROM a, b WHERE a.x = b.x(+)' reads=[A, B] options=[[constraint, c]] check_option=cascaded)"
        ],
    ),
    (
        "oracle",
        "CREATE MATERIALIZED VIEW mv BUILD IMMEDIATE REFRESH COMPLETE ON DEMAND ENABLE QUERY REWRITE AS SELECT SUM(x) FROM sales",
        [
            "CreateView(name=MV materialized=True query='SELECT SUM(x) FROM sales' reads=[SALES] options=[[clauses, 'build immediate refresh complete on demand enable query rewrite']])"
        ],
    ),
    (
        "oracle",
        "CREATE MATERIALIZED VIEW LOG ON sales WITH ROWID",
        ["AlterObject(kind='materialized view log' name=SALES action='create with rowid')"],
    ),
]


@pytest.mark.parametrize(("dialect", "sql", "expected"), CASES, ids=[case[1][:60] for case in CASES])
def test_says(dialect, sql, expected):
    assert told(sql, dialect) == expected
