"""Functions, procedures, aggregates, packages."""

from __future__ import annotations

import pytest
from reading import told

CASES = [
    (
        "postgres",
        "CREATE OR REPLACE FUNCTION public.f(a int, IN b text DEFAULT 'x', OUT c numeric(10,2), VARIADIC d text[]) RETURNS SETOF record LANGUAGE plpgsql IMMUTABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, public COST 10 AS $body$ begin end $body$",
        [
            "CreateRoutine(name=public.f kind=function parameters=[Parameter(name=a type=integer), Parameter(name=b type=text default='x'), Parameter(name=c type=numeric(10,2) mode=out), Parameter(name=d type=text[] mode=variadic)] returns='setof record' language=plpgsql attributes=[immutable, strict, 'security definer', 'set search_path = pg_catalog, public', 'cost 10'] body=' begin end ' or_replace=True)"
        ],
    ),
    (
        "postgres",
        "CREATE FUNCTION g(integer, my.thing) RETURNS TABLE(a int, b text) AS $$ select 1 $$ LANGUAGE sql",
        [
            "CreateRoutine(name=g kind=function parameters=[Parameter(name='' type=integer), Parameter(name='' type=my.thing)] returns='TABLE(a int, b text)' language=sql body=' select 1 ')"
        ],
    ),
    (
        "postgres",
        "CREATE FUNCTION h(x double precision, y timestamp with time zone = now()) RETURNS trigger LANGUAGE c AS 'lib', 'sym'",
        [
            "CreateRoutine(name=h kind=function parameters=[Parameter(name=x type='double precision'), Parameter(name=y type='timestamp with time zone' default=now())] returns=trigger language=c body='lib, sym')"
        ],
    ),
    (
        "postgres",
        "CREATE FUNCTION add(a integer, b integer) RETURNS integer LANGUAGE SQL RETURN a + b",
        [
            "CreateRoutine(name=add kind=function parameters=[Parameter(name=a type=integer), Parameter(name=b type=integer)] returns=integer language=sql body='a + b')"
        ],
    ),
    (
        "postgres",
        "CREATE PROCEDURE p(IN a int) BEGIN ATOMIC INSERT INTO t VALUES (a); END",
        [
            "CreateRoutine(name=p kind=procedure parameters=[Parameter(name=a type=integer)] language=sql body='BEGIN ATOMIC INSERT INTO t VALUES (a); END')"
        ],
    ),
    (
        "postgres",
        "CREATE FUNCTION t1(v film.title%TYPE) RETURNS film.title%TYPE AS 'select 1' LANGUAGE sql WINDOW",
        [
            "CreateRoutine(name=t1 kind=window parameters=[Parameter(name=v type=film.title%TYPE)] returns=film.title%TYPE language=sql attributes=[window] body='select 1')"
        ],
    ),
    (
        "postgres",
        "CREATE AGGREGATE avg2(float8) (SFUNC = x, STYPE = float8[])",
        [
            "CreateRoutine(name=avg2 kind=aggregate parameters=[Parameter(name='' type='double precision')] body='(SFUNC = x, STYPE = float8[])')"
        ],
    ),
    ("postgres", "ALTER FUNCTION f(int, text) OWNER TO bob", ["SetOption(kind=routine name=f option=owner value=bob)"]),
    (
        "postgres",
        "ALTER FUNCTION f(int) STABLE RETURNS NULL ON NULL INPUT SET search_path TO a",
        [
            "AlterObject(kind=routine name=f action=alter attributes=[stable, 'returns null on null input', 'set search_path to a'])"
        ],
    ),
    ("postgres", "ALTER PROCEDURE s.p() RENAME TO q", ["RenameObject(kind=routine name=s.p new_name=q)"]),
    ("postgres", "ALTER ROUTINE p SET SCHEMA s", ["SetSchema(kind=routine name=p schema=s)"]),
    (
        "mysql",
        "CREATE DEFINER='root'@'%' PROCEDURE p(IN a INT, OUT b VARCHAR(10), INOUT c DECIMAL(10,2)) COMMENT 'x' READS SQL DATA SQL SECURITY INVOKER SELECT 1",
        [
            "CreateRoutine(name=p kind=procedure parameters=[Parameter(name=a type=int), Parameter(name=b type=varchar(10) mode=out), Parameter(name=c type=decimal(10,2) mode=inout)] attributes=[\"definer 'root'@'%'\", 'reads sql data', 'sql security invoker'] body='SELECT 1')"
        ],
    ),
    (
        "mysql",
        "CREATE FUNCTION f(a INT) RETURNS VARCHAR(10) CHARSET utf8mb4 DETERMINISTIC RETURN 'x'",
        [
            "CreateRoutine(name=f kind=function parameters=[Parameter(name=a type=int)] returns=varchar(10) attributes=[deterministic] body=\"RETURN 'x'\")"
        ],
    ),
    (
        "mysql",
        "CREATE FUNCTION udf RETURNS INTEGER SONAME 'x.so'",
        ["CreateRoutine(name=udf kind=function returns=int body=x.so)"],
    ),
    (
        "mysql",
        "ALTER PROCEDURE p SQL SECURITY INVOKER COMMENT 'y'",
        ["AlterObject(kind=routine name=p action=alter attributes=['sql security invoker', 'comment y'])"],
    ),
    (
        "tsql",
        "CREATE OR ALTER PROCEDURE dbo.p @a int = 5, @b nvarchar(max) OUTPUT, @c [dbo].[T] READONLY WITH EXECUTE AS OWNER, RECOMPILE AS BEGIN SELECT 1; END",
        [
            "CreateRoutine(name=dbo.p kind=procedure parameters=[Parameter(name=@a type=int default=5), Parameter(name=@b type=nvarchar(max) mode=inout), Parameter(name=@c type=dbo.t)] attributes=['execute as owner', recompile] body='BEGIN SELECT 1; END' or_replace=True)"
        ],
    ),
    (
        "tsql",
        "CREATE FUNCTION [dbo].[f](@x [int]) RETURNS [nvarchar](15) WITH SCHEMABINDING AS BEGIN RETURN 'x' END",
        [
            "CreateRoutine(name=dbo.f kind=function parameters=[Parameter(name=@x type=int)] returns=nvarchar(15) attributes=[schemabinding] body=\"BEGIN RETURN 'x' END\")"
        ],
    ),
    (
        "tsql",
        "CREATE FUNCTION dbo.g (@x int) RETURNS @t TABLE (a int) AS BEGIN RETURN END",
        [
            "CreateRoutine(name=dbo.g kind=function parameters=[Parameter(name=@x type=int)] returns='@t TABLE (a int)' body='BEGIN RETURN END')"
        ],
    ),
    (
        "tsql",
        "CREATE FUNCTION dbo.h (@x int) RETURNS TABLE AS RETURN (SELECT 1 AS a)",
        [
            "CreateRoutine(name=dbo.h kind=function parameters=[Parameter(name=@x type=int)] returns=TABLE body='RETURN (SELECT 1 AS a)')"
        ],
    ),
    ("tsql", "ALTER PROC p2 AS SELECT 1", ["CreateRoutine(name=p2 kind=procedure body='SELECT 1' or_replace=True)"]),
    (
        "oracle",
        "CREATE OR REPLACE EDITIONABLE FUNCTION hr.f (p_a IN NUMBER DEFAULT 1, p_b OUT NOCOPY employees.name%TYPE, p_c IN OUT VARCHAR2) RETURN NUMBER DETERMINISTIC AUTHID CURRENT_USER RESULT_CACHE RELIES_ON (t) IS BEGIN RETURN 1; END f;\n/",
        [
            "CreateRoutine(name=HR.F kind=function parameters=[Parameter(name=P_A type=NUMBER default=1), Parameter(name=P_B type=employees.name%TYPE mode=out), Parameter(name=P_C type=VARCHAR2 mode=inout)] returns=NUMBER attributes=[deterministic, 'authid current_user', result_cache, 'relies_on (t)'] body='BEGIN RETURN 1; END f;' or_replace=True)"
        ],
    ),
    (
        "oracle",
        "CREATE OR REPLACE PACKAGE pkg AUTHID DEFINER AS PROCEDURE x; END pkg;\n/",
        [
            "CreateRoutine(name=PKG kind=package attributes=['authid definer'] body='PROCEDURE x; END pkg;' or_replace=True)"
        ],
    ),
    (
        "oracle",
        "CREATE PACKAGE BODY pkg AS PROCEDURE x IS BEGIN NULL; END; END pkg;\n/",
        ["CreateRoutine(name=PKG kind='package body' body='PROCEDURE x IS BEGIN NULL; END; END pkg;')"],
    ),
    ("oracle", "ALTER PACKAGE pkg COMPILE BODY", ["AlterObject(kind=routine name=PKG action='compile body')"]),
]


@pytest.mark.parametrize(("dialect", "sql", "expected"), CASES, ids=[case[1][:60] for case in CASES])
def test_says(dialect, sql, expected):
    assert told(sql, dialect) == expected
