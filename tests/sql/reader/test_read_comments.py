"""Comments and extended properties."""

from __future__ import annotations

import pytest
from reading import told

CASES = [
    (
        "postgres",
        "COMMENT ON COLUMN public.t.a IS 'it''s'",
        ["SetComment(kind=column name=public.t part=a comment=it's)"],
    ),
    ("postgres", "COMMENT ON TABLE t IS NULL", ["SetComment(kind=table name=t part='' comment=None)"]),
    ("postgres", "COMMENT ON CONSTRAINT c ON s.t IS 'x'", ["SetComment(kind=constraint name=s.t part=c comment=x)"]),
    (
        "postgres",
        "COMMENT ON CONSTRAINT c ON DOMAIN d IS 'x'",
        ["SetComment(kind='domain constraint' name=d part=c comment=x)"],
    ),
    ("postgres", "COMMENT ON TRIGGER g ON t IS 'x'", ["SetComment(kind=trigger name=t part=g comment=x)"]),
    (
        "postgres",
        "COMMENT ON FUNCTION f(a int, b text) IS E'a\\nb'",
        ["SetComment(kind=routine name=f part='' comment=a\nb signature=integer,text)"],
    ),
    (
        "postgres",
        "COMMENT ON OPERATOR CLASS x USING btree IS 'q'",
        ["SetComment(kind='operator class' name=x using btree part='' comment=q)"],
    ),
    (
        "postgres",
        "COMMENT ON MATERIALIZED VIEW s.v IS 'q'",
        ["SetComment(kind=materialized-view name=s.v part='' comment=q)"],
    ),
    ("oracle", "COMMENT ON COLUMN hr.t.a IS q'[it's]'", ["SetComment(kind=column name=HR.T part=A comment=it's)"]),
    (
        "tsql",
        "EXEC sys.sp_addextendedproperty @name=N'MS_Description', @value=N'the col', @level0type=N'SCHEMA', @level0name=N'dbo', @level1type=N'TABLE', @level1name=N'T', @level2type=N'COLUMN', @level2name=N'C'",
        ["SetComment(kind=column name=dbo.t part=c comment='the col')"],
    ),
    (
        "tsql",
        "EXECUTE sp_addextendedproperty 'MS_Description', 'tbl', 'SCHEMA', dbo, 'TABLE', 't', NULL, NULL",
        ["SetComment(kind=table name=dbo.t part='' comment=tbl)"],
    ),
    (
        "tsql",
        "EXEC sp_updateextendedproperty 'MS_Description', 'i', 'SCHEMA', 'dbo', 'TABLE', 't', 'INDEX', 'ix'",
        ["SetComment(kind=index name=dbo.ix part=t comment=i)"],
    ),
    (
        "tsql",
        "EXEC sp_dropextendedproperty 'MS_Description', 'SCHEMA', 'dbo', 'VIEW', 'v'",
        ["SetComment(kind=view name=dbo.v part='' comment=None)"],
    ),
    (
        "tsql",
        "EXEC sp_addextendedproperty 'MS_Description', 'all', 'SCHEMA', 'Sales'",
        ["SetComment(kind=schema name=sales part='' comment=all)"],
    ),
]


@pytest.mark.parametrize(("dialect", "sql", "expected"), CASES, ids=[case[1][:60] for case in CASES])
def test_says(dialect, sql, expected):
    assert told(sql, dialect) == expected
