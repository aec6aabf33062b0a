"""What is not understood is said, never passed over; what is masked is no error."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import readings

from schemalint.model.change import NoChange, Opaque, TransactionControl
from schemalint.model.text import Span
from schemalint.sql.reader import read
from schemalint.sql.splitter import split

DIALECTS = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle", "standard")
STATEMENTS = [
    ("postgres", "CREATE SEQUENCE IF NOT EXISTS s AS int INCREMENT BY 2 NO MAXVALUE START 1 CACHE 1 CYCLE OWNED BY t.id"),
    ("postgres", "ALTER SEQUENCE s RESTART WITH 3"),
    ("postgres", "CREATE TYPE m AS ENUM ('a', 'b')"),
    ("postgres", "CREATE TYPE m AS (a int, b text)"),
    ("postgres", "CREATE DOMAIN d AS int NOT NULL CHECK (value > 0)"),
    ("postgres", "ALTER TYPE m ADD VALUE 'x' AFTER 'y'"),
    ("postgres", "ALTER DOMAIN d DROP CONSTRAINT c CASCADE"),
    ("postgres", "GRANT SELECT, UPDATE ON TABLE t, u TO a, b WITH GRANT OPTION"),
    ("postgres", "REVOKE ALL ON SCHEMA s FROM PUBLIC CASCADE"),
    ("postgres", "ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO a"),
    ("postgres", "CREATE POLICY p ON t AS PERMISSIVE FOR SELECT TO a USING (true)"),
    ("postgres", "COMMENT ON COLUMN a.b.c IS 'x'"),
    ("postgres", "CREATE TRIGGER g BEFORE INSERT OR DELETE ON t FOR EACH ROW EXECUTE FUNCTION f(1)"),
    ("postgres", "CREATE EXTENSION IF NOT EXISTS e WITH SCHEMA s VERSION '1'"),
    ("postgres", "DROP TABLE IF EXISTS a, b CASCADE"),
    ("postgres", "DROP INDEX CONCURRENTLY i"),
    ("postgres", "REFRESH MATERIALIZED VIEW v WITH NO DATA"),
    ("postgres", "TRUNCATE TABLE a RESTART IDENTITY CASCADE"),
    ("postgres", "CREATE VIEW v (a) WITH (security_barrier) AS SELECT 1"),
    ("postgres", "BEGIN ISOLATION LEVEL SERIALIZABLE"),
    ("postgres", "CREATE ROLE r LOGIN NOINHERIT CONNECTION LIMIT 5"),
    ("mysql", "DROP INDEX i ON t ALGORITHM = INPLACE"),
    ("mysql", "RENAME TABLE a TO b, c TO d"),
    ("mysql", "CREATE DATABASE d DEFAULT CHARACTER SET utf8mb4"),
    ("mysql", "GRANT SELECT ON a.* TO u@localhost"),
    ("sqlite", "DROP VIEW IF EXISTS v"),
    ("tsql", "GRANT SELECT ON OBJECT::dbo.t TO u AS dbo"),
    ("tsql", "CREATE TYPE f FROM int NOT NULL"),
    ("tsql", "SET ANSI_NULLS ON"),
    ("tsql", "ENABLE TRIGGER a ON t"),
    ("tsql", "EXEC sp_rename 'a', 'b', 'OBJECT'"),
    ("oracle", "DROP TABLE t CASCADE CONSTRAINTS PURGE"),
    ("oracle", "CREATE SYNONYM s FOR h.t"),
    ("oracle", "GRANT SELECT ON h.t TO u WITH GRANT OPTION"),
    ("oracle", "RENAME a TO b"),
]  # fmt: skip


def bare(value):
    """A value without places."""
    if isinstance(value, Span):
        return None
    if isinstance(value, tuple):
        return (type(value).__name__, *(bare(part) for part in value))
    return value


@pytest.mark.parametrize(("dialect", "sql"), STATEMENTS, ids=[case[1][:50] for case in STATEMENTS])
def test_an_unknown_word_anywhere_is_noticed(dialect, sql):
    (whole,) = readings(sql, dialect)
    assert whole.complete
    starts = [*whole.statement.tokens.starts[1:], len(sql)]
    for at in starts:
        changed = f"{sql[:at]} FROBNICATE {sql[at:]}"
        found = readings(changed, dialect)
        same = len(found) == 1 and found[0].complete and bare(found[0].changes) == bare(whole.changes)
        assert not same, changed


@pytest.mark.parametrize(("dialect", "sql"), STATEMENTS, ids=[case[1][:50] for case in STATEMENTS])
def test_a_statement_that_ends_too_early_is_read_or_left(dialect, sql):
    starts = readings(sql, dialect)[0].statement.tokens.starts
    for at in starts[1:]:
        readings(sql[:at], dialect)


def test_an_unknown_statement_names_what_it_touches():
    (reading,) = readings("CREATE FROBNICATION s.x", "postgres")
    (change,) = reading.changes
    assert isinstance(change, Opaque)
    assert "FROBNICATION" in change.reason


@pytest.mark.parametrize(
    ("dialect", "sql"),
    [
        ("postgres", "DROP TABLE {{ schema }}.users"),
        ("postgres", "GRANT SELECT ON ${table} TO ${role}"),
        ("postgres", "COMMENT ON TABLE [Table] IS '...'"),
        ("postgres", "CREATE TYPE {{ name }} AS ENUM ('a', {{ rest }})"),
        ("tsql", "DROP TABLE $(Schema).t"),
        ("oracle", "CREATE USER &name IDENTIFIED BY &password"),
        ("standard", "DROP TABLE ...;"),
        ("postgres", "CREATE TYPE x AS ENUM (...);"),
        ("postgres", "CREATE TRIGGER t BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION ...;"),
        ("postgres", "UPDATE users SET ... WHERE id = :id;"),
        ("postgres", "CREATE POLICY ... ON t USING (...);"),
        ("standard", "INSERT INTO users (...) VALUES (...);"),
    ],
)
def test_masked_statements(dialect, sql):
    found = readings(sql, dialect)
    assert found
    for reading in found:
        assert not any(isinstance(change, Opaque) for change in reading.changes), reading.changes


WORDS = [
    "CREATE",
    "ALTER",
    "DROP",
    "TABLE",
    "VIEW",
    "FUNCTION",
    "TRIGGER",
    "TYPE",
    "ENUM",
    "DOMAIN",
    "SEQUENCE",
    "ROLE",
    "GRANT",
    "REVOKE",
    "COMMENT",
    "ON",
    "IS",
    "IF",
    "NOT",
    "EXISTS",
    "AS",
    "SELECT",
    "FROM",
    "INSERT",
    "INTO",
    "VALUES",
    "UPDATE",
    "SET",
    "DELETE",
    "WHERE",
    "BEGIN",
    "END",
    "EXECUTE",
    "TO",
    "WITH",
    "OPTION",
    "FOR",
    "EACH",
    "ROW",
    "(",
    ")",
    ",",
    ";",
    ".",
    "=",
    "'x'",
    "1",
    "a",
    "b",
    '"c"',
    "`d`",
    "[e]",
    "@p",
    "$$",
    "$1",
    ":x",
    "...",
    "{{",
    "y",
    "}}",
    "RENAME",
    "COLUMN",
    "USING",
    "CHECK",
    "RETURNS",
    "LANGUAGE",
    "int",
    "text",
    "CASCADE",
    "EXEC",
    "sp_rename",
    "sp_addextendedproperty",
    "MERGE",
    "COPY",
    "DO",
    "CALL",
    "ANY",
    "ALL",
    "IN",
    "OUT",
    "DEFAULT",
    "POLICY",
    "SCHEMA",
    "USER",
]


@settings(max_examples=300)
@given(words=st.lists(st.sampled_from(WORDS), max_size=25), dialect=st.sampled_from(DIALECTS))
def test_nothing_is_lost_and_nothing_raised(words, dialect):
    for statement in split(" ".join(words), dialect, "x.sql"):
        assert read(statement).claimed == len(statement.tokens.words)


PLACES = Path(__file__).parent / "statements"
# A statement that only reads, or that changes rows, is not looked into word by word.
LEFT = ("client", "data", "query", "dml", "procedural")


@pytest.mark.parametrize("dialect", ["mysql", "oracle", "postgres", "sqlite", "tsql"])
def test_an_unknown_word_in_any_statement_of_the_manuals_is_noticed(dialect):
    accepts = pytest.importorskip("pglast").parse_sql if dialect == "postgres" else None
    tried = 0
    for reading in readings((PLACES / f"{dialect}.sql").read_text(encoding="utf-8"), dialect):
        statement = reading.statement
        harmless = any(isinstance(change, (NoChange, TransactionControl)) for change in reading.changes)
        if statement.kind in LEFT or harmless:
            continue
        whole = bare(reading.changes)
        ends = [start - statement.span.start for start in statement.tokens.starts[1:]] + [len(statement.text)]
        for at in ends:
            changed = f"{statement.text[:at]} FROBNICATE {statement.text[at:]}"
            found = readings(changed, dialect)
            tried += 1
            if len(found) == 1 and found[0].complete and bare(found[0].changes) == whole:
                # A word more may be right: the name of an argument.
                assert accepts, changed
                accepts(changed)
    assert tried > 100
