"""User-defined types."""

from __future__ import annotations

import pytest
from reading import told

CASES = [
    ("postgres", "CREATE TYPE s.mood AS ENUM ('sad', 'it''s')", ["CreateEnum(name=s.mood values=[sad, it's])"]),
    ("postgres", "CREATE TYPE none AS ENUM ()", ["CreateEnum(name=none values=[])"]),
    (
        "postgres",
        'CREATE TYPE comp AS (a int, b text COLLATE "C")',
        [
            "CreateType(name=comp form=composite columns=[Column(name=a type=`integer`), Column(name=b type=`text` collation=C)])"
        ],
    ),
    (
        "postgres",
        "CREATE TYPE r AS RANGE (subtype = float8)",
        ["CreateType(name=r form=range text='(subtype = float8)')"],
    ),
    ("postgres", "CREATE TYPE box", ["CreateType(name=box form=shell)"]),
    ("postgres", "CREATE TYPE box (INPUT = f)", ["CreateType(name=box form=base text='(INPUT = f)')"]),
    (
        "postgres",
        "CREATE DOMAIN email AS citext DEFAULT 'x' NOT NULL CONSTRAINT c CHECK (value > 'a') CHECK (length(value) < 20)",
        [
            "CreateDomain(name=email type=`citext` nullable=False default=`'x'` constraints=[Check(name=c expression=`value > 'a'` named=True), Check(name='' expression=`length(value) < 20`)])"
        ],
    ),
    (
        "postgres",
        "ALTER DOMAIN d ADD CONSTRAINT x CHECK (value > 0) NOT VALID",
        ["AlterDomain(name=d add=Check(name=x expression=`value > 0` validated=False named=True))"],
    ),
    ("postgres", "ALTER DOMAIN d DROP CONSTRAINT IF EXISTS x CASCADE", ["AlterDomain(name=d drop=x)"]),
    ("postgres", "ALTER DOMAIN d SET DEFAULT 5", ["AlterDomain(name=d default=`5`)"]),
    ("postgres", "ALTER DOMAIN d DROP NOT NULL", ["AlterDomain(name=d nullable=True)"]),
    ("postgres", "ALTER DOMAIN d VALIDATE CONSTRAINT c", ["AlterDomain(name=d validate=c)"]),
    ("postgres", "ALTER DOMAIN d RENAME CONSTRAINT a TO b", ["RenameConstraint(table=d name=a new_name=b)"]),
    (
        "postgres",
        "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'happy' BEFORE 'ok'",
        ["AddEnumValue(name=mood value=happy before=ok if_not_exists=True)"],
    ),
    ("postgres", "ALTER TYPE mood RENAME VALUE 'a' TO 'b'", ["RenameEnumValue(name=mood value=a new_value=b)"]),
    (
        "postgres",
        "ALTER TYPE comp ADD ATTRIBUTE c int, DROP ATTRIBUTE IF EXISTS b CASCADE, ALTER ATTRIBUTE a SET DATA TYPE bigint",
        [
            "AlterType(name=comp action=add attribute=c definition=Column(name=c type=`integer`))",
            "AlterType(name=comp action=drop attribute=b)",
            "AlterType(name=comp action=alter attribute=a definition=Column(name=a type=`bigint`))",
        ],
    ),
    (
        "postgres",
        "ALTER TYPE comp RENAME ATTRIBUTE a TO b CASCADE",
        ["AlterType(name=comp action=rename attribute=a new_name=b)"],
    ),
    ("postgres", "ALTER TYPE a RENAME TO b", ["RenameObject(kind=type name=a new_name=b)"]),
    (
        "tsql",
        "CREATE TYPE dbo.Flag FROM bit NOT NULL",
        [
            "CreateType(name=dbo.flag form=alias columns=[Column(name='' type=`bit` nullable=False)] text='bit not null')"
        ],
    ),
    (
        "tsql",
        "CREATE TYPE dbo.TT AS TABLE (a int PRIMARY KEY, b nvarchar(10), INDEX ix (b)) WITH (MEMORY_OPTIMIZED = ON)",
        [
            "CreateType(name=dbo.tt form=table columns=[Column(name=a type=`int` nullable=False), Column(name=b type=`nvarchar(10)`)] text='(a int PRIMARY KEY, b nvarchar(10), INDEX ix (b)) WITH (MEMORY_OPTIMIZED = ON)')"
        ],
    ),
    (
        "oracle",
        "CREATE OR REPLACE TYPE addr AS OBJECT (street VARCHAR2(40), MEMBER FUNCTION f RETURN NUMBER) NOT FINAL;\n/",
        [
            "CreateType(name=ADDR form=object columns=[Column(name=STREET type=`VARCHAR2(40)`)] or_replace=True text='OBJECT (street VARCHAR2(40), MEMBER FUNCTION f RETURN NUMBER) NOT FINAL')",
            "NoChange(what='client command')",
        ],
    ),
    (
        "oracle",
        "CREATE TYPE sub UNDER addr (x NUMBER);\n/",
        [
            "CreateType(name=SUB form=object columns=[Column(name=X type=`NUMBER`)] text='(x NUMBER)')",
            "NoChange(what='client command')",
        ],
    ),
    (
        "oracle",
        "CREATE TYPE phones AS VARRAY(5) OF VARCHAR2(25);\n/",
        ["CreateType(name=PHONES form=collection text='VARRAY(5) OF VARCHAR2(25)')", "NoChange(what='client command')"],
    ),
]


@pytest.mark.parametrize(("dialect", "sql", "expected"), CASES, ids=[case[1][:60] for case in CASES])
def test_says(dialect, sql, expected):
    assert told(sql, dialect) == expected
