"""Objects whose inside no rule asks about."""

from __future__ import annotations

import pytest
from reading import told

CASES = [
    (
        "postgres",
        "CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\" WITH SCHEMA public VERSION '1.1' CASCADE",
        ["CreateExtension(name=uuid-ossp schema=public version=1.1 if_not_exists=True)"],
    ),
    (
        "postgres",
        "CREATE SCHEMA IF NOT EXISTS s AUTHORIZATION bob",
        ["CreateObject(kind=schema name=s attributes=['owner bob'] if_not_exists=True)"],
    ),
    ("postgres", "CREATE SCHEMA AUTHORIZATION bob", ["CreateObject(kind=schema name=bob attributes=['owner bob'])"]),
    ("postgres", "ALTER SCHEMA a RENAME TO b", ["RenameObject(kind=schema name=a new_name=b)"]),
    (
        "postgres",
        "CREATE SCHEMA s CREATE TABLE t (a int, b int REFERENCES u (x)) CREATE TABLE u (x int) CREATE VIEW v AS SELECT a FROM t, o.w",
        [
            "CreateObject(kind=schema name=s)",
            "CreateTable(name=s.t columns=[Column(name=a type=`integer`), Column(name=b type=`integer`)] constraints=[ForeignKey(name='' columns=[b] parent=Ref(schema=s name=u) parent_columns=[x] inline=True)])",
            "CreateTable(name=s.u columns=[Column(name=x type=`integer`)])",
            "CreateView(name=s.v query='SELECT a FROM t, o.w' reads=[s.t, o.w])",
        ],
    ),
    (
        "postgres",
        "CREATE RULE r AS ON INSERT TO s.t DO INSTEAD NOTHING",
        ["CreateObject(kind=rule name=r target=s.t attributes=['AS ON INSERT TO s.t DO INSTEAD NOTHING'])"],
    ),
    (
        "postgres",
        "CREATE STATISTICS st (dependencies) ON a, b FROM t",
        ["CreateObject(kind=statistics name=st target=t attributes=['(dependencies) ON a, b FROM t'])"],
    ),
    (
        "postgres",
        "CREATE CAST (a AS b) WITHOUT FUNCTION",
        ["CreateObject(kind=cast name=(a as b) attributes=['WITHOUT FUNCTION'])"],
    ),
    (
        "postgres",
        "CREATE OPERATOR === (LEFTARG = box)",
        ["CreateObject(kind=operator name==== attributes=['(LEFTARG = box)'])"],
    ),
    (
        "postgres",
        "CREATE USER MAPPING FOR u SERVER s OPTIONS (user 'x')",
        ["CreateObject(kind='user mapping' name=for u server s attributes=[\"OPTIONS (user 'x')\"])"],
    ),
    ("postgres", "ALTER SERVER srv OWNER TO x", ["SetOption(kind=server name=srv option=owner value=x)"]),
    ("postgres", "ALTER PUBLICATION p ADD TABLE c", ["AlterObject(kind=publication name=p action='ADD TABLE c')"]),
    ("postgres", "ALTER EXTENSION e SET SCHEMA s", ["SetSchema(kind=extension name=e schema=s)"]),
    (
        "mysql",
        "CREATE DATABASE IF NOT EXISTS `app` DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
        [
            "CreateObject(kind=database name=app attributes=['default character set utf8mb4', 'collate utf8mb4_bin'] if_not_exists=True)"
        ],
    ),
    ("mysql", "ALTER EVENT e DISABLE", ["AlterObject(kind=event name=e action=DISABLE)"]),
    ("tsql", "CREATE SYNONYM s FOR srv.db.dbo.t", ["CreateObject(kind=synonym name=s target=db.dbo.t)"]),
    (
        "tsql",
        "CREATE PARTITION FUNCTION pf (int) AS RANGE LEFT FOR VALUES (1, 2)",
        ["CreateObject(kind='partition function' name=pf attributes=['(int) AS RANGE LEFT FOR VALUES (1, 2)'])"],
    ),
    (
        "tsql",
        "ALTER DATABASE CURRENT SET RECOVERY SIMPLE",
        ["AlterObject(kind=database name=current action='SET RECOVERY SIMPLE')"],
    ),
    (
        "oracle",
        "CREATE OR REPLACE PUBLIC SYNONYM syn FOR hr.t@remote.link",
        ["CreateObject(kind=synonym name=SYN target=HR.T attributes=[public, 'link remote.link'] or_replace=True)"],
    ),
    (
        "oracle",
        "CREATE DATABASE LINK l CONNECT TO u IDENTIFIED BY p USING 'x'",
        ["CreateObject(kind='database link' name=L attributes=[\"CONNECT TO u IDENTIFIED BY p USING 'x'\"])"],
    ),
]


@pytest.mark.parametrize(("dialect", "sql", "expected"), CASES, ids=[case[1][:60] for case in CASES])
def test_says(dialect, sql, expected):
    assert told(sql, dialect) == expected
