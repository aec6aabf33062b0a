"""Where statements begin and end, what they are called, and what belongs to them."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemalint.model.document import Dialect, Statement
from schemalint.sql import splitter

DIALECTS: tuple[Dialect, ...] = get_args(Dialect)


def split(text: str, dialect: Dialect = "postgres") -> list[Statement]:
    found = splitter.split(text, dialect, "x.sql")
    assert splitter.lost(text, found, 0, len(text), dialect) == 0
    at = 0
    for statement in found:
        assert at <= statement.span.start < statement.span.end <= statement.end
        assert statement.text == text[statement.span.start : statement.span.end]
        for word, start in zip(statement.tokens.words, statement.tokens.starts, strict=True):
            assert text.startswith(word, start)
        at = statement.end
    return found


def texts(text: str, dialect: Dialect = "postgres") -> list[str]:
    return [" ".join(statement.text.split()) for statement in split(text, dialect)]


def test_span_terminator_and_comments() -> None:
    text = "-- first\nCREATE TABLE a (\n  id int -- the key\n) /* end */ ;\nDROP TABLE b"
    table, drop = split(text)
    assert table.text == text[9 : text.index(") ") + 1]
    assert text[table.end - 1] == ";"
    assert [text[span.start : span.end] for span in table.leading] == ["-- first", "-- the key"]
    assert [text[span.start : span.end] for span in drop.leading] == ["/* end */"]
    assert drop.end == drop.span.end == len(text)
    assert table.tokens.words == ("CREATE", "TABLE", "a", "(", "id", "int", ")")
    assert table.tokens.upper[2] == "A"
    assert (table.kind, table.verb, drop.verb) == ("ddl", "CREATE TABLE", "DROP TABLE")


def test_offsets_of_a_region_are_absolute() -> None:
    text = "prose ' CREATE TABLE a (id int); prose ;"
    start, end = text.index("CREATE"), text.index(" prose ;")
    (found,) = splitter.split(text, "postgres", "x.md", start, end)
    assert (found.span.start, found.end) == (start, end)
    assert found.tokens.starts[0] == start


@pytest.mark.parametrize(("line_break", "expected"), [("\n", "\n"), ("\r\n", "\r\n")])
def test_line_break(line_break: str, expected: str) -> None:
    assert split(f"SELECT 1;{line_break}")[0].line_break == expected


VERBS = [
    ("postgres", "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)", "CREATE INDEX", "ddl"),
    ("postgres", "CREATE OR REPLACE TEMP VIEW v AS SELECT 1", "CREATE VIEW", "ddl"),
    ("postgres", "CREATE MATERIALIZED VIEW v AS SELECT 1", "CREATE MATERIALIZED VIEW", "ddl"),
    ("postgres", "CREATE UNLOGGED TABLE t (a int)", "CREATE TABLE", "ddl"),
    ("postgres", "CREATE FOREIGN TABLE t (a int) SERVER s", "CREATE FOREIGN TABLE", "ddl"),
    ("postgres", "CREATE FOREIGN DATA WRAPPER f", "CREATE FOREIGN DATA WRAPPER", "ddl"),
    ("postgres", "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f()", "CREATE EVENT TRIGGER", "ddl"),
    ("postgres", "CREATE CONSTRAINT TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f()", "CREATE TRIGGER", "ddl"),
    ("postgres", "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r", "ALTER DEFAULT PRIVILEGES", "ddl"),
    ("postgres", "ALTER TABLE IF EXISTS ONLY t ADD a int", "ALTER TABLE", "ddl"),
    ("postgres", "DROP INDEX CONCURRENTLY i", "DROP INDEX", "ddl"),
    ("postgres", "COMMENT ON TABLE t IS 'x'", "COMMENT ON", "ddl"),
    ("postgres", "REFRESH MATERIALIZED VIEW CONCURRENTLY v", "REFRESH MATERIALIZED VIEW", "ddl"),
    ("postgres", "WITH a AS (SELECT 1) UPDATE t SET b = 1", "UPDATE", "dml"),
    ("postgres", "(SELECT 1) UNION (SELECT 2)", "SELECT", "query"),
    ("postgres", "DO $$ BEGIN NULL; END $$", "DO", "procedural"),
    ("postgres", "BEGIN ISOLATION LEVEL SERIALIZABLE", "BEGIN", "transaction"),
    ("postgres", "START TRANSACTION", "START TRANSACTION", "transaction"),
    ("postgres", "LOCK TABLE t IN SHARE MODE", "LOCK TABLE", "session"),
    ("postgres", "CREATE {{ if .x }} UNIQUE {{ end }} INDEX i ON t (a)", "CREATE INDEX", "ddl"),
    ("postgres", "frobnicate the table", "FROBNICATE", "unknown"),
    ("mysql", "CREATE ALGORITHM=UNDEFINED DEFINER=`a`@`%` SQL SECURITY DEFINER VIEW v AS SELECT 1", "CREATE VIEW", "ddl"),
    ("mysql", "CREATE DEFINER=CURRENT_USER() PROCEDURE p() SELECT 1", "CREATE PROCEDURE", "ddl"),
    ("mysql", "CREATE DEFINER = root@localhost TRIGGER t AFTER INSERT ON a FOR EACH ROW SET @x = 1", "CREATE TRIGGER", "ddl"),
    ("mysql", "CREATE FULLTEXT INDEX i ON t (a)", "CREATE INDEX", "ddl"),
    ("mysql", "REPLACE INTO t VALUES (1)", "REPLACE", "dml"),
    ("sqlite", "PRAGMA foreign_keys = ON", "PRAGMA", "session"),
    ("sqlite", "CREATE VIRTUAL TABLE t USING fts5(a)", "CREATE VIRTUAL TABLE", "ddl"),
    ("tsql", "CREATE UNIQUE CLUSTERED INDEX i ON t (a)", "CREATE INDEX", "ddl"),
    ("tsql", "CREATE OR ALTER PROC p AS SELECT 1", "CREATE PROCEDURE", "ddl"),
    ("tsql", "EXECUTE sp_rename 'a', 'b'", "EXEC", "procedural"),
    ("tsql", "BEGIN TRANSACTION", "BEGIN", "transaction"),
    ("oracle", "CREATE GLOBAL TEMPORARY TABLE t (a NUMBER)", "CREATE TABLE", "ddl"),
    ("oracle", "CREATE BITMAP INDEX i ON t (a)", "CREATE INDEX", "ddl"),
    ("oracle", "CREATE OR REPLACE NOFORCE EDITIONABLE VIEW v AS SELECT 1 FROM dual", "CREATE VIEW", "ddl"),
    ("oracle", "CREATE PUBLIC DATABASE LINK l USING 'x'", "CREATE PUBLIC DATABASE LINK", "ddl"),
    ("oracle", "CREATE PUBLIC SYNONYM s FOR t", "CREATE SYNONYM", "ddl"),
    ("oracle", "ALTER SESSION SET current_schema = a", "ALTER SESSION", "session"),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "text", "verb", "kind"), VERBS, ids=[v[1] for v in VERBS])
def test_verb_and_kind(dialect: Dialect, text: str, verb: str, kind: str) -> None:
    (found,) = split(text + ";", dialect)
    assert (found.verb, found.kind) == (verb, kind)


WHOLE = [
    ("postgres", "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $x$ BEGIN; 'a $$ END; $x$"),
    ("postgres", "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END"),
    ("postgres", "CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a VALUES (1); DELETE FROM b)"),
    ("postgres", "INSERT INTO t VALUES (E'\\'; ', 'a\\')"),
    ("postgres", "SELECT /* ; /* ; */ ; */ 1"),
    ("mysql", "CREATE PROCEDURE p() BEGIN IF (a) THEN SELECT IF(a, 1, 2); END IF; CASE a WHEN 1 THEN SELECT 1; END CASE; END"),
    ("mysql", "CREATE FUNCTION f() RETURNS int BEGIN l: LOOP LEAVE l; END LOOP; WHILE a DO SET a = REPEAT('x', 2); END WHILE; END"),
    ("mysql", "CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW IF NEW.a THEN SET @x = 1; END IF"),
    ("mysql", "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM a; DELETE FROM b; END"),
    ("mysql", r"""INSERT INTO t VALUES ('it\'s;', "\";")"""),
    ("mariadb", "BEGIN NOT ATOMIC SELECT 1; SELECT 2; END"),
    ("sqlite", "CREATE TRIGGER t AFTER UPDATE ON a BEGIN UPDATE a SET b = CASE WHEN 1 THEN 2 END; DELETE FROM c; END"),
    ("tsql", "CREATE PROCEDURE p AS BEGIN CREATE TABLE #a (b int); INSERT #a SELECT 1 EXEC q END"),
    ("tsql", "CREATE TABLE a (b int REFERENCES c (d) ON DELETE SET NULL ON UPDATE CASCADE, e AS (CASE WHEN b = 1 THEN 2 END))"),
    ("tsql", "ALTER TABLE a WITH CHECK ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c (d) ON UPDATE SET NULL ON DELETE SET DEFAULT"),
    ("tsql", "ALTER TABLE a\nALTER COLUMN b int NOT NULL"),
    ("tsql", "ALTER TABLE a\nDROP CONSTRAINT IF EXISTS b, COLUMN c"),
    ("tsql", "ALTER DATABASE a SET RECOVERY SIMPLE"),
    ("tsql", "CREATE VIEW v AS\nWITH a AS (SELECT 1 AS b)\nSELECT b FROM a UNION ALL\nSELECT 2"),
    ("tsql", "INSERT INTO a (b)\nSELECT 1\nUNION\nSELECT 2"),
    ("tsql", "INSERT INTO a\nEXEC b"),
    ("tsql", "MERGE a USING b ON a.c = b.c WHEN MATCHED THEN UPDATE SET d = 1 WHEN NOT MATCHED THEN INSERT (c) VALUES (1)"),
    ("tsql", "UPDATE a\nSET b = 1\nFROM a"),
    ("tsql", "GRANT SELECT, INSERT, UPDATE ON a TO b WITH GRANT OPTION"),
    ("tsql", "DECLARE c CURSOR FOR\nSELECT 1 FOR UPDATE"),
    ("tsql", "WITH a AS (SELECT 1 AS b)\nDELETE FROM a"),
    ("tsql", "DROP TABLE IF EXISTS a"),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "text"), WHOLE, ids=[w[1] for w in WHOLE])
def test_one_statement(dialect: Dialect, text: str) -> None:
    assert texts(f"{text};\nSELECT 1;" if "PROCEDURE" not in text or dialect != "tsql" else f"{text}\nGO\nSELECT 1;", dialect) == [
        " ".join(text.split()), "SELECT 1",
    ]  # fmt: skip


def test_copy_data_is_no_sql() -> None:
    text = "COPY t (a) FROM stdin WITH (DELIMITER ';');\nit's;\nCREATE TABLE x\n\\.\n\nSELECT 1;\nCOPY t FROM stdin;\n\\.\n"
    found = split(text)
    assert [s.kind for s in found] == ["dml", "data", "query", "dml", "data"]
    assert found[1].text == "it's;\nCREATE TABLE x\n\\."
    assert found[1].tokens.words == ()


@pytest.mark.parametrize("data", ["\n\\.", "-- x\n\\.", "/* x\n\\.", "{{ x }}\n\\.", " \n\\."])
def test_copy_data_that_looks_like_something(data: str) -> None:
    copy, rows, query = split(f"COPY t FROM stdin;\n{data}\nSELECT 1;")
    assert (copy.verb, rows.kind, rows.text, rows.masked, query.verb) == (
        "COPY",
        "data",
        data,
        False,
        "SELECT",
    )
    assert not query.leading and not rows.leading


def test_copy_to_and_copy_without_end_have_no_data() -> None:
    assert [s.verb for s in split("COPY t TO stdout;\nSELECT 1;\n\\.\n")][:2] == ["COPY", "SELECT"]
    assert [s.verb for s in split("COPY t FROM stdin;\nSELECT 1;")] == ["COPY", "SELECT"]


def test_psql() -> None:
    text = "\\restrict abc\nSELECT 1 \\gexec\n\\copy t from stdin\nit's\n\\.\n\\if :x\nDROP TABLE a;\n\\endif\n"
    assert [(s.kind, s.verb) for s in split(text)] == [
        ("client", "\\restrict"), ("query", "SELECT"), ("client", "\\gexec"), ("client", "\\copy"), ("data", ""),
        ("client", "\\if"), ("ddl", "DROP TABLE"), ("client", "\\endif"),
    ]  # fmt: skip


def test_mysql_delimiter() -> None:
    text = "DELIMITER $$\nCREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @a = ';$$'; END$$\nDELIMITER ;\nSELECT 1;\n"
    found = split(text, "mysql")
    assert [s.verb for s in found] == ["DELIMITER", "CREATE TRIGGER", "DELIMITER", "SELECT"]
    assert found[1].text.endswith("END")
    assert text[found[1].span.end : found[1].end] == "$$"


def test_mysql_client_ends_a_statement() -> None:
    assert [s.verb for s in split("SELECT 1\\G\nSELECT 2;", "mysql")] == ["SELECT", "\\G", "SELECT"]


def test_mysqldump() -> None:
    text = (
        "/*!40101 SET NAMES utf8 */;\nDELIMITER ;;\n/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t BEFORE"
        " INSERT ON a FOR EACH ROW BEGIN SET @x = 1; END */;;\nDELIMITER ;\n/*!50001 CREATE VIEW v AS SELECT 1*/;\n"
    )
    found = split(text, "mysql")
    assert [s.verb for s in found] == ["SET", "DELIMITER", "CREATE TRIGGER", "DELIMITER", "CREATE VIEW"]
    assert found[0].text == "SET NAMES utf8"
    assert "/*!50017" not in found[2].tokens.words


def test_go_ends_a_batch() -> None:
    text = "CREATE TABLE a (b int)\nGO\nCREATE PROCEDURE p AS SELECT 'GO\nGO\n'; SELECT 2;\ngo 5 -- again\n/*\nGO\n*/\nPRINT 'x';\nGO"
    found = split(text, "tsql")
    assert [s.verb for s in found] == ["CREATE TABLE", "CREATE PROCEDURE", "GO", "PRINT", "GO"]
    assert text[found[0].span.end : found[0].end] == "\nGO"
    assert found[1].text.endswith("SELECT 2")


def test_statements_without_semicolons() -> None:
    text = """
    :setvar Database "It's"
    SET ANSI_NULLS ON
    SET NOCOUNT ON
    IF OBJECT_ID('a') IS NOT NULL DROP TABLE a
    CREATE TABLE a (b int) WITH (DATA_COMPRESSION = PAGE)
    CREATE INDEX i ON a (b)
    INSERT a (b) VALUES (1)
    SELECT b FROM a
    UPDATE a SET b = CASE WHEN b = 1 THEN 2 END
    IF NOT EXISTS (SELECT 1 FROM a)
    BEGIN
        ALTER TABLE a ADD c int
        ALTER TABLE a DROP COLUMN b
    END
    ELSE
        PRINT 'there'
    GRANT SELECT ON a TO public
    EXEC sp_rename 'a', 'c'
    USE [$(Database)]
    """
    found = split(text, "tsql")
    assert [s.verb for s in found] == [
        ":SETVAR", "SET", "SET", "IF", "DROP TABLE", "CREATE TABLE", "CREATE INDEX", "INSERT", "SELECT", "UPDATE", "IF",
        "BEGIN", "ALTER TABLE", "ALTER TABLE", "END", "ELSE", "PRINT", "GRANT", "EXEC", "USE",
    ]  # fmt: skip
    assert [s.kind for s in found if s.verb in ("BEGIN", "END")] == ["procedural", "procedural"]
    assert [s.verb for s in found if s.masked] == ["USE"]


def test_oracle_script() -> None:
    text = """REM it's a remark
PROMPT it's a prompt
SET DEFINE ON
WHENEVER SQLERROR EXIT 1
CREATE TABLE a (
  rem NUMBER,
  q VARCHAR2(9) DEFAULT q'[it's;]'
);
UPDATE a
SET rem = 1;
@@other.sql &1
CREATE OR REPLACE TRIGGER t BEFORE INSERT ON a FOR EACH ROW
BEGIN
  :NEW.rem := 1;
  EXIT WHEN 1 = 1;
END;
/
BEGIN
  NULL;
END;
/
CREATE SEQUENCE s
/
EXECUTE dbms_stats.gather('it')
EXIT
"""
    found = split(text, "oracle")
    assert [(s.kind, s.verb) for s in found] == [
        ("client", "PROMPT"), ("client", "SET"), ("client", "WHENEVER"), ("ddl", "CREATE TABLE"), ("dml", "UPDATE"),
        ("client", "@@"), ("ddl", "CREATE TRIGGER"), ("procedural", "BEGIN"), ("ddl", "CREATE SEQUENCE"),
        ("procedural", "EXEC"), ("client", "EXIT"),
    ]  # fmt: skip
    assert found[6].text.endswith("END;")
    assert not found[6].masked
    assert [text[s.start : s.end] for s in found[0].leading] == ["REM it's a remark"]


def test_plsql_without_a_slash() -> None:
    text = """CREATE OR REPLACE PROCEDURE p IS
BEGIN
  IF a THEN LOOP NULL; END LOOP; END IF;
END p;
CREATE PACKAGE q AS
  PROCEDURE a;
  PROCEDURE b;
END q;
CREATE TABLE t (a NUMBER);
"""
    assert [s.verb for s in split(text, "oracle")] == ["CREATE PROCEDURE", "CREATE PACKAGE", "CREATE TABLE"]
    assert [s.verb for s in split(text + "BEGIN NULL; END;\n/\n", "oracle")][2:] == ["CREATE TABLE", "BEGIN"]


def test_type_ends_at_its_semicolon() -> None:
    found = split("CREATE TYPE t AS OBJECT (a NUMBER);\n/\nCREATE TABLE b OF t;", "oracle")
    assert [s.verb for s in found] == ["CREATE TYPE", "/", "CREATE TABLE"]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("CREATE TABLE users (...);", True),
        ("CREATE INDEX ...;", True),
        ("CREATE TABLE [Name] (id int);", True),
        ("ALTER TABLE ${schema}.t ADD a int;", True),
        ('CREATE TABLE "{{ .schema }}".t (id int);', True),
        ("COMMENT ON TABLE t IS '${x}';", True),
        ("INSERT INTO t VALUES ('{{1,2},{3,4}}', '{\"a\": {}}');", False),
        ("CREATE TABLE t (a int[], b jsonb DEFAULT '{}');", False),
    ],
)
def test_masked(text: str, masked: bool) -> None:
    (found,) = split(text)
    assert found.masked is masked


def test_standard_is_tolerant() -> None:
    text = 'CREATE TABLE [dbo].[a] (`b` int, "c" int)\nGO\nDO $$ a; $$;\n/* /* */ */ DROP TABLE d;\n'
    assert [s.verb for s in split(text, "standard")] == ["CREATE TABLE", "DO", "DROP TABLE"]


def test_a_forgotten_terminator_costs_no_statement() -> None:
    text = "CREATE TABLE a (\nb int\n) -- no end\n\nCREATE INDEX i ON a (b)\nCOMMENT ON TABLE a IS 'x'\nDROP TABLE c;"
    found = split(text)
    assert [s.verb for s in found] == ["CREATE TABLE", "CREATE INDEX", "COMMENT ON", "DROP TABLE"]
    assert [s.end == s.span.end for s in found] == [True, True, True, False]
    assert found[0].text.endswith(")")


@pytest.mark.parametrize(
    "text",
    [
        "CREATE SCHEMA a\nCREATE TABLE b (c int)",
        "ALTER TABLE a\nDROP INDEX b",
        "ALTER TABLE a\nALTER COLUMN b DROP NOT NULL",
        "CREATE TABLE a (\nb int COMMENT 'x'\n)\nCOMMENT 'y'",
    ],
)
def test_what_continues_a_statement(text: str) -> None:
    assert len(split(text, "mysql")) == len(split(text)) == 1


@pytest.mark.parametrize("opening", ["'", '"', "$$", "$a$", "/*", "E'", "("])
def test_what_stays_open_loses_nothing(opening: str) -> None:
    text = f"SELECT 1; SELECT {opening} a; SELECT 2"
    assert split(text)[0].text == "SELECT 1"


def test_odd_spaces_cost_no_statement() -> None:
    found = split("SELECT 1;\n\u00a0\nCREATE\u00a0TABLE a (b int);\u00a0\n\ufeffCREATE TABLE c (d int)")
    assert [s.verb for s in found] == ["SELECT", "CREATE TABLE", "CREATE TABLE"]


def test_a_dump_that_begins_with_the_sandbox_line() -> None:
    found = split("/*!999999\\- enable the sandbox mode */ \n-- MariaDB dump\nCREATE TABLE a (b int);", "mariadb")
    assert [s.verb for s in found] == ["CREATE TABLE"]


def test_lost_counts_what_no_statement_holds() -> None:
    text = "SELECT 1; SELECT 22 -- x\n;"
    found = split(text)
    assert splitter.lost(text, found[:1], 0, len(text)) == len("SELECT22")
    assert splitter.lost(text, [], 0, len(text)) == len("SELECT1SELECT22")


PARTS = st.sampled_from(
    [
        "CREATE ", "OR REPLACE ", "TABLE ", "FUNCTION f ", "PROCEDURE p ", "TRIGGER t ", "PACKAGE BODY b ", "TYPE ", "VIEW v AS ",
        "BEGIN ", "ATOMIC ", "END ", "END IF", "CASE ", "IF ", "LOOP ", "DECLARE ", "SELECT 1", "INSERT INTO t ", "UPDATE t SET ",
        "GRANT ", "WITH ", "ALTER TABLE a ", "DROP ", "RULE ", "(", ")", ";", "'", '"', "$$", "$x$", "/*", "*/", "--", "\n", "\nGO\n",
        "\n/\n", "\nDELIMITER $$\n", "\nDELIMITER ;\n", "COPY t FROM stdin;\n", "\n\\.\n", "\\gexec\n", "PROMPT x\n", "REM\n", ".",
        "{{ x }}", "EXEC p ", "#", "-- ", "/*! ", "\n:r a\n", "\nUSE a\n", "&a", "[a]", "`", "\\", "q'!", "E'", "?", ",", "=", "DEFINER", "@", "<<", ">>",
    ]
)  # fmt: skip


@pytest.mark.parametrize("dialect", DIALECTS)
@settings(max_examples=250)
@given(text=st.one_of(st.lists(PARTS, max_size=40).map("".join), st.text(max_size=60)))
def test_splitting_never_fails_and_loses_nothing(dialect: Dialect, text: str) -> None:
    split(text, dialect)
