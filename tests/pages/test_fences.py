from __future__ import annotations

import pytest


def roles(read) -> list[str]:
    return [fence.role for fence in read.fences]


@pytest.mark.parametrize(
    ("info", "content", "role"),
    [
        ("sql", "CREATE TABLE t (id int);", "schema"),
        ("postgresql", "CREATE INDEX i ON t (a);", "schema"),
        ("", "CREATE TABLE t (id int);", "schema"),
        ("", "-- users\nCREATE TABLE t (id int);", "schema"),
        ("text", "ALTER TABLE t ADD a int;", "schema"),
        ("sql", "-- PostgreSQL configuration\nmax_connections = 200\nshared_buffers = 4GB\n", "configuration"),
        ("sql", "PRAGMA foreign_keys = ON;", "configuration"),
        ("sql", "SET work_mem = '1MB';\nSET a TO b;", "configuration"),
        ("ini", "[mysqld]\nmax_connections = 5\n", "configuration"),
        ("sql", "[mysqld]\nmax_connections = 5\n", "configuration"),
        ("sql", "SELECT * FROM t WHERE id = :id;", "query"),
        ("sql", "EXPLAIN (ANALYZE) SELECT 1;\nVACUUM t;", "query"),
        ("sql", "WITH a AS (SELECT 1) SELECT * FROM a", "query"),
        ("sql", "INSERT INTO t VALUES (1);\nUPDATE t SET a = 1;", "data"),
        ("sql", "psql -d shop -f dump.sql", "shell"),
        ("sql", ".dump", "shell"),
        ("sql", "-- v1.1.0 - nothing yet", "other"),
        ("sql", "UNIQUE (a, b) ON t", "other"),
        ("sql", "CREATE TABLE users (...);", "schema"),
        ("sql", "SELECT 'CREATE TABLE x'; -- DROP TABLE y", "query"),
        ("sql", "DO $$ BEGIN CREATE TABLE x (a int); END $$;\nGRANT SELECT ON t TO r;", "schema"),
        ("bash", "pg_dump shop", "shell"),
        ("mermaid", "graph TB", "diagram"),
        ("json", '{"a": 1}', "other"),
        ("python", "class A: pass", "other"),
        ("", "just words", "other"),
        ("", "├── 001_a.up.sql\n├── 001_a.down.sql\n└── 002_b.up.sql", "other"),
        ("", "sessions (1) ──> (N) cascades", "diagram"),
        ("", "Project 1:N Folder\nProject 1:N TestCase", "diagram"),
        ("SQL title=x", "SELECT 1", "query"),
        ("{.sql}", "SELECT 1", "query"),
    ],
)  # fmt: skip
def test_role_of_a_fence(page, info: str, content: str, role: str) -> None:
    assert roles(page(f"# Doc\n\n## Tables\n\n```{info}\n{content}\n```\n")) == [role]


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("8.1 Migration Scripts", "migration"), ("Initial Migration (v1.0.0)", "migration"), ("8.2 Rollback Scripts", "rollback"),
        ("Rollback of the migration", "rollback"), ("Migrationen", "migration"), ("Rücknahme", "rollback"),
        ("Retour arrière", "rollback"), ("Migración de datos", "migration"), ("Reversión", "rollback"), ("Migração", "migration"),
        ("Reversão", "rollback"), ("Миграция данных", "migration"), ("Откат", "rollback"), ("数据迁移", "migration"), ("回滚脚本", "rollback"),
        ("資料遷移", "migration"), ("回滾", "rollback"), ("マイグレーション", "migration"), ("ロールバック", "rollback"),
        ("데이터 마이그레이션", "migration"), ("롤백", "rollback"), ("Down", "rollback"), ("Up", "migration"),
        ("`schema_migrations` table", "schema"), ("schema_migrations", "schema"), ("Table Definitions", "schema"),
        ("Backup and Recovery", "schema"), ("Undocumented tables", "schema"), ("Immigration offices", "schema"),
    ],
)  # fmt: skip
def test_headings_make_steps(page, heading: str, role: str) -> None:
    text = f"# Shop\n\n## {heading}\n\n### Details\n\n```sql\nALTER TABLE t ADD a int;\n```\n"
    assert roles(page(text)) == [role]


def test_the_nearest_word_decides(page) -> None:
    text = (
        "# From one system to another: a migration\n\n## Tables\n\n```sql\nCREATE TABLE a (b int);\n```\n\n## Migrations\n\n### Rollback\n\n"
        "```sql\nDROP TABLE a;\n```\n\n### Other\n\n**Rollback:**\n\n```sql\nDROP TABLE a;\n```\n\n```sql\n-- Rollback: take it back\nDROP TABLE a;\n```\n\n"
        "```sql\n-- Migration: rows too\nUPDATE a SET b = 1;\n```\n\n```sql\nSELECT 1;\n```\n"
    )
    assert roles(page(text)) == ["schema", "rollback", "rollback", "rollback", "migration", "query"]


def test_content_stands_exactly(page) -> None:
    text = (
        "# A\n\n- item\n\n  ```sql\n  CREATE TABLE a (b int);\n  ```\n\n> quote\n>\n> ```sql\n> CREATE TABLE c (d int);\n> ```\n\n"
        "~~~~sql\nCREATE TABLE e (f int);\n~~~~\n\n    CREATE TABLE g (h int);\n\n- ```sql\n  SELECT 1;\n  ```\n"
    )
    read = page(text)
    assert roles(read) == ["schema", "schema", "schema", "schema", "query"]
    contents = [read.content(fence) for fence in read.fences]
    assert [content.strip() for content in contents] == [
        "CREATE TABLE a (b int);", "CREATE TABLE c (d int);", "CREATE TABLE e (f int);", "CREATE TABLE g (h int);", "SELECT 1;",
    ]  # fmt: skip
    for fence, content in zip(read.fences, contents, strict=True):
        assert len(content) == fence.content.end - fence.content.start
        at = content.index(content.strip())
        assert text[fence.content.start + at :].startswith(content.strip())
    assert read.written(read.fences[0].span) == "```sql\n  CREATE TABLE a (b int);\n  ```"
    assert read.written(read.fences[2].span) == "~~~~sql\nCREATE TABLE e (f int);\n~~~~"


def test_an_unclosed_fence_runs_to_the_end(page) -> None:
    read = page("```sql\nCREATE TABLE a (b int);\n\n## Not a heading\n")
    assert not read.fences[0].closed
    assert read.sections == ()
    assert read.content(read.fences[0]).endswith("## Not a heading\n")
    assert page("```sql\n").fences[0].content.start == 7
    assert page("```").fences[0].closed is False


def test_a_table_called_like_a_migration_is_schema(page) -> None:
    text = "## Migration State\n\n```sql\nCREATE TABLE migration_state (id int PRIMARY KEY);\n```\n"
    assert [fence.role for fence in page(text).fences] == ["schema"]


def test_tables_about_migrations_are_schema(page) -> None:
    text = "## Migration Tracking Tables\n\n### Batches\n\n```sql\nCREATE TABLE runs (id int PRIMARY KEY);\n```\n"
    assert [fence.role for fence in page(text).fences] == ["schema"]
