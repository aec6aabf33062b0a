"""Statements of a T-SQL batch part where they should though no semicolon stands between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemalint.sql import splitter

STATEMENTS = (Path(__file__).with_name("batch_statements.sql")).read_text("utf-8").strip().split("\n\n")[1:]

FOLLOWERS = (
    "UPDATE t SET a = 1",
    "INSERT INTO t (a) VALUES (1)",
    "SELECT 1",
    "DELETE FROM t",
    "MERGE z USING y ON z.a = y.a WHEN MATCHED THEN DELETE;",
    "WITH q (a) AS (SELECT 1) SELECT a FROM q",
    "TRUNCATE TABLE z",
    "CREATE TABLE z (a int)",
    "CREATE INDEX i ON z (a)",
    "ALTER TABLE z ADD b int",
    "ALTER INDEX i ON z REBUILD",
    "ALTER DATABASE z SET RECOVERY FULL",
    "DROP TABLE z",
    "DROP TABLE IF EXISTS z",
    "DROP INDEX i ON z",
    "GRANT SELECT ON z TO u",
    "ENABLE TRIGGER x ON z",
    "EXEC p",
    "EXEC sp_rename 'a', 'b'",
    "SET NOCOUNT ON",
    "SET @z = 1",
    "DECLARE @z int",
    "IF @z = 1",
    "IF EXISTS (SELECT 1)",
    "WHILE @z < 1",
    "BEGIN",
    "BEGIN TRY",
    "END",
    "COMMIT",
    "PRINT 'z'",
    "THROW",
    "RETURN",
    "USE z",
    "FETCH NEXT FROM c INTO @z",
    "DBCC CHECKDB",
    "done:",
)


def one(text: str) -> str:
    return " ".join(text.rstrip(";").split())


def texts(text: str) -> list[str]:
    found = splitter.split(text, "tsql", "x.sql")
    assert splitter.lost(text, found, 0, len(text), "tsql") == 0
    return [one(statement.text) for statement in found]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_is_whole_and_alone(statement: str) -> None:
    assert texts(statement) == [one(statement)]
    for follower in FOLLOWERS:
        if follower.startswith("WITH") and statement.endswith((":", "FOR")):
            continue
        assert texts(f"{statement}\n{follower}") == [one(statement), one(follower)]


def test_a_whole_batch() -> None:
    assert texts("\n".join(STATEMENTS)) == [one(statement) for statement in STATEMENTS]


@pytest.mark.parametrize("line_break", ["\r\n", "\r"])
def test_lines_may_end_otherwise(line_break: str) -> None:
    text = line_break.join(statement.replace("\n", line_break) for statement in STATEMENTS)
    assert texts(text) == [one(statement) for statement in STATEMENTS]


def test_statements_on_one_line() -> None:
    text = (
        "SET ANSI_NULLS ON ALTER TABLE t DROP COLUMN a DROP TABLE t IF @x = 1 BEGIN PRINT 'a' END ELSE EXEC p DELETE t"
    )
    assert texts(text) == [
        "SET ANSI_NULLS ON",
        "ALTER TABLE t DROP COLUMN a",
        "DROP TABLE t",
        "IF @x = 1",
        "BEGIN",
        "PRINT 'a'",
        "END",
        "ELSE",
        "EXEC p",
        "DELETE t",
    ]


@pytest.mark.parametrize(
    "body",
    [
        "CREATE VIEW v AS\nSELECT 1 AS a\nUNION ALL\nSELECT 2",
        "CREATE VIEW v WITH SCHEMABINDING AS\nWITH a AS (SELECT 1 AS b), c AS (SELECT 2 AS d)\nSELECT b FROM a",
        "CREATE OR ALTER VIEW v AS\nSELECT 1 AS a WITH CHECK OPTION",
        "ALTER VIEW v AS\nSELECT CASE WHEN a = 1 THEN 2 ELSE 3 END AS c FROM t",
    ],
)
def test_a_view_ends_where_another_statement_begins(body: str) -> None:
    assert texts(f"{body}\nGRANT SELECT ON v TO u\nCREATE TABLE t (a int)") == [
        one(body), "GRANT SELECT ON v TO u", "CREATE TABLE t (a int)",
    ]  # fmt: skip


def test_a_routine_runs_to_the_end_of_its_batch() -> None:
    body = "CREATE OR ALTER PROCEDURE p AS\nSET NOCOUNT ON;\nUPDATE t SET a = 1\nSELECT 1; DROP TABLE t"
    assert texts(f"SET ANSI_NULLS ON\nGO\n{body}\nGO\nSELECT 1") == ["SET ANSI_NULLS ON", one(body), "SELECT 1"]


def test_control_flow_has_kinds() -> None:
    text = "retry:\nBEGIN TRY\nBEGIN TRAN\nCOMMIT\nEND TRY\nBEGIN CATCH\nGOTO retry\nEND CATCH\nSEND ON CONVERSATION @h (@x)"
    found = splitter.split(text, "tsql", "x.sql")
    assert [(s.verb, s.kind) for s in found] == [
        ("LABEL", "procedural"),
        ("BEGIN", "procedural"),
        ("BEGIN", "transaction"),
        ("COMMIT", "transaction"),
        ("END", "procedural"),
        ("BEGIN", "procedural"),
        ("GOTO", "procedural"),
        ("END", "procedural"),
        ("SEND", "procedural"),
    ]
