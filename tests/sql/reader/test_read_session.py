"""SET and its kin, transactions, clients."""

from __future__ import annotations

import pytest
from reading import told

CASES = [
    ("postgres", "SET search_path TO a, \"$user\", 'B'", ["SetSearchPath(schemas=[a, $user, B])"]),
    ("postgres", "SET LOCAL lock_timeout = '5s'", ["SetSession(variable=lock_timeout value=5s local=True)"]),
    ("postgres", "SET SCHEMA 'x'", ["SetSearchPath(schemas=[x])"]),
    ("postgres", "SET TIME ZONE 'UTC'", ["SetSession(variable=timezone value=UTC)"]),
    ("postgres", "SET SESSION AUTHORIZATION DEFAULT", ["SetSession(variable='session authorization' value=DEFAULT)"]),
    ("postgres", "SELECT pg_catalog.set_config('search_path', 'a, b', false)", ["SetSearchPath(schemas=[a, b])"]),
    (
        "postgres",
        "SELECT set_config('lock_timeout', '1s', true)",
        ["SetSession(variable=lock_timeout value=1s local=True)"],
    ),
    ("postgres", "SELECT set_config('a.b', 'c', false), 1", ["NoChange(what=query)"]),
    ("postgres", "RESET search_path", ["SetSession(variable=search_path value=default)"]),
    ("postgres", "BEGIN TRANSACTION READ ONLY", ["TransactionControl(action=begin)"]),
    ("postgres", "ROLLBACK TO SAVEPOINT a", ["TransactionControl(action='rollback to')"]),
    ("postgres", "RELEASE a", ["TransactionControl(action=release)"]),
    ("postgres", "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", ["TransactionControl(action=set)"]),
    ("postgres", "REINDEX (VERBOSE, CONCURRENTLY) TABLE s.t", ["Reindex(kind=table name=s.t concurrently=True)"]),
    (
        "postgres",
        "COPY t (a) FROM stdin;\n1\n\\.\n",
        ["WriteRows(verb=copy tables=[t] columns=[a] from_query=True)", "NoChange(what=data)"],
    ),
    (
        "mysql",
        "/*!40014 SET @OLD_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */",
        [
            "SetSession(variable=@old_checks value=@@FOREIGN_KEY_CHECKS)",
            "SetSession(variable=foreign_key_checks value=0)",
        ],
    ),
    (
        "mysql",
        "SET @@session.sql_mode='TRADITIONAL', GLOBAL time_zone = '+00:00'",
        ["SetSession(variable=sql_mode value=TRADITIONAL)", "SetSession(variable=time_zone value=+00:00)"],
    ),
    ("mysql", "SET NAMES utf8mb4", ["SetSession(variable=names value=utf8mb4)"]),
    ("mysql", "USE app", ["SetSearchPath(schemas=[app])"]),
    ("sqlite", "PRAGMA foreign_keys = ON", ["SetSession(variable=foreign_keys value=on)"]),
    ("sqlite", "PRAGMA main.table_info('t')", ["SetSession(variable=table_info value=t)"]),
    ("tsql", "USE [Db]", ["SetSession(variable=database value=db)"]),
    (
        "tsql",
        "SET ANSI_NULLS, QUOTED_IDENTIFIER ON",
        ["SetSession(variable=ansi_nulls value=on)", "SetSession(variable=quoted_identifier value=on)"],
    ),
    ("tsql", "SET IDENTITY_INSERT dbo.t ON", ["SetSession(variable=identity_insert value='dbo.t on')"]),
    ("tsql", "COMMIT TRANSACTION t1", ["TransactionControl(action=commit)"]),
    ("oracle", "ALTER SESSION SET CURRENT_SCHEMA = hr", ["SetSearchPath(schemas=[HR])"]),
    (
        "oracle",
        "ALTER SESSION SET NLS_DATE_FORMAT = 'YYYY-MM-DD' NLS_LANGUAGE=American",
        ["SetSession(variable=nls_date_format value=YYYY-MM-DD)", "SetSession(variable=nls_language value=American)"],
    ),
]


@pytest.mark.parametrize(("dialect", "sql", "expected"), CASES, ids=[case[1][:60] for case in CASES])
def test_says(dialect, sql, expected):
    assert told(sql, dialect) == expected
