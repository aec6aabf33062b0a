"""RENAME statements and sp_rename."""

from __future__ import annotations

import pytest
from reading import told

CASES = [
    (
        "mysql",
        "RENAME TABLE a TO b, c TO d.e",
        ["RenameObject(kind=table name=a new_name=b)", "RenameObject(kind=table name=c new_name=d.e)"],
    ),
    ("mysql", "RENAME USER a@b TO c", ["RenameObject(kind=role name=a@b new_name=c)"]),
    ("mariadb", "RENAME TABLE IF EXISTS a WAIT 5 TO b", ["RenameObject(kind=table name=a new_name=b if_exists=True)"]),
    ("oracle", "RENAME a TO b", ["RenameObject(kind=object name=A new_name=B)"]),
    (
        "tsql",
        "EXEC sp_rename 'dbo.t.[old col]', 'new', 'COLUMN'",
        ["RenameColumn(table=dbo.t column=old col new_name=new)"],
    ),
    (
        "tsql",
        "EXEC sp_rename @objname = N'dbo.t', @newname = N't2'",
        ["RenameObject(kind=object name=dbo.t new_name=t2)"],
    ),
    (
        "tsql",
        "EXECUTE sys.sp_rename N'dbo.t.ix', N'ix2', N'INDEX'",
        ["RenameObject(kind=index name=dbo.ix new_name=ix2 on=dbo.t)"],
    ),
    ("tsql", "ALTER SCHEMA a TRANSFER OBJECT::b.t", ["SetSchema(kind=object name=b.t schema=a)"]),
]


@pytest.mark.parametrize(("dialect", "sql", "expected"), CASES, ids=[case[1][:60] for case in CASES])
def test_says(dialect, sql, expected):
    assert told(sql, dialect) == expected
