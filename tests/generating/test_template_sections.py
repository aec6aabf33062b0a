"""Section by section of both templates: what a generated document says there, from a schema that has something for each."""

from __future__ import annotations

import re
from functools import lru_cache

import pytest

from schemalint.api import project
from schemalint.config import Options
from schemalint.describe import describe
from schemalint.model.page import TEMPLATES, Page
from schemalint.pages.templates import load

FILES = {
    "migrations/0001_shop.up.sql": """CREATE EXTENSION pgcrypto;
CREATE TYPE mood AS ENUM ('glad', 'sad');
CREATE TABLE users (
    id bigint PRIMARY KEY,
    email varchar(255) NOT NULL UNIQUE,
    mood mood NOT NULL DEFAULT 'glad',
    status text NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'old')),
    tags text[],
    words tsvector
);
COMMENT ON TABLE users IS 'People who buy.';
COMMENT ON CONSTRAINT users_status_check ON users IS 'The law wants it.';
CREATE TABLE roles (id bigint PRIMARY KEY, name varchar(40) NOT NULL);
CREATE TABLE user_roles (
    user_id bigint REFERENCES users (id) ON DELETE CASCADE, role_id bigint REFERENCES roles (id), PRIMARY KEY (user_id, role_id)
);
CREATE TABLE audit_log (
    id bigint NOT NULL, user_id bigint NOT NULL REFERENCES users (id), made_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id, made_at)
) PARTITION BY RANGE (made_at);
CREATE TABLE audit_log_default PARTITION OF audit_log DEFAULT;
CREATE INDEX audit_log_user ON audit_log (user_id, made_at);
CREATE INDEX users_words ON users USING gin (words);
CREATE VIEW fresh AS SELECT id, email FROM users WHERE status = 'new';
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END; $$;
CREATE TRIGGER users_touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
CREATE FUNCTION score(who bigint) RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$;
CREATE ROLE reader;
GRANT SELECT ON users TO reader;
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_row ON users FOR SELECT TO reader USING (true);
""",
}
SAID: dict[str, dict[str, str]] = {
    "schema-document": {
        "Overview": r"### 1\.1 Purpose",
        "Purpose": r"\[Describe what this database stores and why\]",
        "Architecture": r"```mermaid\ngraph TB\n[^`]*PostgreSQL[^`]*```",
        "Key Metrics": r"- \*\*Tables:\*\* 4\n- \*\*Columns:\*\* 13\n- \*\*Indexes:\*\* 2\n- \*\*Views:\*\* 1\n",
        "Database Configuration": r"### 2\.1 Connection Details",
        "Connection Details": r"\| Production \| \[Host name\] \| 5432 \|",
        "Performance Settings": r"\| shared_buffers \| \[Value\] \|",
        "Schema Design": r"### 3\.1",
        "Entity Relationship Diagram": r"```mermaid\nerDiagram\n[^`]*users \{[^`]*users \|\|--o\{ audit_log",
        "Normalization Level": r"hold more than one value: `users\.tags`",
        "Table Definitions": r"### 4\.1",
        "Core Tables": r"CREATE EXTENSION pgcrypto;[\s\S]*#### users\n\nPeople who buy\.\n\n```sql\nCREATE TYPE mood[^`]*CREATE TABLE users",
        "Junction Tables": r"#### user_roles\n",
        "Audit Tables": r"#### audit_log\n[\s\S]*PARTITION BY RANGE",
        "Views and Materialized Views": r"\| fresh \| View \| users \|",
        "Business Views": r"CREATE VIEW fresh AS SELECT id, email FROM users WHERE status = 'new';",
        "Functions and Procedures": r"\| score\(bigint\) \| Function \| integer \|",
        "Utility Functions": r"CREATE FUNCTION touch\(\)[\s\S]*CREATE TRIGGER users_touch",
        "Business Logic Procedures": r"users_status_check \|[^\n]*\| The law wants it\. \|[\s\S]*\[State why users_touch must hold\][\s\S]*CREATE FUNCTION score",
        "Indexes Strategy": r"### 7\.1",
        "Index Analysis": r"\| audit_log \| audit_log_user \| B-tree \| user_id, made_at \| Look-ups by users \|",
        "Index Maintenance": r"pg_stat_user_indexes[\s\S]*REINDEX TABLE CONCURRENTLY",
        "Data Migration": r"### 8\.1",
        "Migration Scripts": r"\| \[0001_shop\]\(\S+0001_shop\.up\.sql\) \| No \|",
        "Rollback Scripts": r"```sql\n[^`]*DROP TABLE users;",
        "Security": r"### 9\.1",
        "Access Control": r"\| reader \| users \| SELECT \|[\s\S]*CREATE ROLE reader;[\s\S]*ENABLE ROW LEVEL SECURITY;[\s\S]*CREATE POLICY own_row",
        "Data Encryption": r"pg_stat_ssl[\s\S]*\*\*Keys:\*\* \[",
        "Backup and Recovery": r"### 10\.1",
        "Backup Strategy": r"pg_dump [\s\S]*pg_basebackup ",
        "Recovery Procedures": r"pg_restore [\s\S]*\*\*Time to recover:\*\* \[",
        "Performance Optimization": r"### 11\.1",
        "Query Optimization": r"pg_stat_statements[\s\S]*EXPLAIN \(ANALYZE, BUFFERS\)\nSELECT",
        "Partitioning Strategy": r"\| audit_log \| RANGE \(made_at\) \| 1 \|",
        "Monitoring": r"### 12\.1",
        "Health Checks": r"pg_stat_activity",
        "Data Dictionary": r"### 13\.1",
        "Column Definitions": r"\| users \| email \| varchar\(255\) \| No \| - \||\| users \| email \| character varying\(255\) \| No \| - \|",
        "Status Values": r"\| users \| mood \| glad, sad \|[\s\S]*\| users \| status \| new, old \|",
        "Full DDL Script": r"\[migrations\]\(\S*migrations\)",
        "Sample Data": r"\[Link to|INSERT INTO",
        "Database Diagram": r"\(#31-entity-relationship-diagram\)",
    },
    "database-spec": {
        "Project Database Overview": r"\*\*Database Type\*\*: PostgreSQL\n\*\*Expected Scale\*\*: \[",
        "Data Architecture Analysis": r"#### Business Domain Analysis",
        "Business Domain Analysis": r"Entities\*\*: `users`, `roles`\n[\s\S]*through `user_roles`\n[\s\S]*1 CHECK constraints and 1 triggers",
        "Data Flow Analysis": r"the views `fresh`",
        "Complete Schema Design": r"#### Core Tables",
        "Core Tables": r"##### users\n[\s\S]*CREATE TABLE users",
        "Relationship Tables": r"##### user_roles\n",
        "Audit and Tracking Tables": r"##### audit_log\n",
        "Data Types and Constraints": r"#### Custom Types and Enums",
        "Custom Types and Enums": r"\| mood \| glad, sad \|",
        "Constraints and Validations": r"\| users \| users_email_key \| UNIQUE \(email\) \|",
        "Indexes and Performance": r"#### Primary Indexes",
        "Primary Indexes": r"\| users \| users_pkey \| B-tree \| id \| Primary key \|",
        "Composite Indexes": r"\| audit_log_user \|",
        "Full-Text Search Indexes": r"\| users_words \| GIN \|",
        "Database Functions and Procedures": r"\| touch\(\) \| Function \| trigger \|",
        "Utility Functions": r"CREATE TRIGGER users_touch",
        "Business Logic Functions": r"CREATE FUNCTION score",
        "Data Integrity and Relationships": r"#### Foreign Key Relationships",
        "Foreign Key Relationships": r"\| user_roles \| user_id \| users \| id \| CASCADE \| NO ACTION \|",
        "Check Constraints": r"\| The law wants it\. \|",
        "Migration Strategy": r"#### Initial Migration",
        "Initial Migration": r"begins with \[0001_shop\][\s\S]*DROP TABLE users;",
        "Future Migration Planning": r"\[List the changes that are planned\]",
        "Data Seeding and Test Data": r"#### Reference Data",
        "Reference Data": r"\[List the rows that every installation needs\]",
        "Development Test Data": r"\[Link to the scripts that load test data\]|INSERT INTO",
        "Performance Considerations": r"#### Query Optimization",
        "Query Optimization": r"pg_stat_statements[\s\S]*\*\*Index Strategy\*\*: 2 indexes besides the keys[\s\S]*partitioned: audit_log;",
        "Scalability Planning": r"\*\*Read Replicas\*\*: \[",
        "Security and Compliance": r"#### Data Security",
        "Data Security": r"CREATE POLICY own_row",
        "Data Privacy": r"\| users \| email \| \[How they are erased\] \|",
        "Backup and Recovery": r"#### Backup Strategy",
        "Backup Strategy": r"pg_dump [\s\S]*\*\*Other region:\*\* \[",
        "Data Retention": r"\| audit_log \| made_at \| \[How long rows are kept\] \|",
        "Database Documentation": r"#### Schema Documentation",
        "Schema Documentation": r"erDiagram[\s\S]*\| users \| email \|[\s\S]*Query examples:[\s\S]*JOIN users AS p",
        "Migration Documentation": r"1 migrations in `\S+`, the last is `0001_shop`",
        "Monitoring and Maintenance": r"#### Performance Monitoring",
        "Performance Monitoring": r"pg_stat_statements",
        "Health Checks": r"pg_blocking_pids",
    },
}
"""What stands in each section, by template and title."""


@lru_cache(maxsize=2)
def described(template: str) -> tuple[str, Page]:
    from schemalint.study import studies

    with project(FILES) as folder:
        done = describe([f"{folder}/migrations"], Options(dialect="postgres", today="2026-01-02"), template=template)
        assert {one.rule for one in done.left} <= {"unfilled-placeholder", "untracked-document", "document-name"}
        with open("database-schema-x.md", "w", encoding="utf-8") as stream:
            stream.write(done.text)
        pages = [
            page for one in studies(["database-schema-x.md"], Options(dialect="postgres")) for page, _ in one.pages
        ]
    return done.text, pages[0]


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_section_is_looked_at(template: str) -> None:
    assert {section.title for section in load(template).sections} == set(SAID[template])


@pytest.mark.parametrize(
    "template, title", [(template, title) for template in TEMPLATES for title in SAID[template]], ids=lambda text: text
)
def test_a_section_says_what_the_schema_knows(template: str, title: str) -> None:
    text, page = described(template)
    section = next(one for one in page.sections if one.title == title)
    assert re.search(SAID[template][title], text[section.whole.start : section.whole.end])
