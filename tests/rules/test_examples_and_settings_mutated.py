"""A document whose examples and settings are right, and what is told when one of them is changed: that one, and nothing else."""

from __future__ import annotations

import pytest

from schemalint.api import check_project

DOCUMENT = """# Database Schema: Shop

**Version:** 1.0.0
**Database:** PostgreSQL 16

## Connection Details

| Environment | Host | Port | Database | Purpose |
|-------------|------|------|----------|---------|
| Development | localhost | 6432 | app_dev | Local development |
| Production | prod-db.example.com | 5432 | app_prod | Live system |

## Performance Settings

```sql
-- PostgreSQL configuration
max_connections = 200
shared_buffers = 4GB
checkpoint_completion_target = 0.9
wal_buffers = 16MB
default_statistics_target = 100
random_page_cost = 1.1
work_mem = 10485kB
```

## Tables

```sql
CREATE TABLE orders (id bigint PRIMARY KEY, status text, created_at timestamptz);
CREATE TABLE order_items (id bigint PRIMARY KEY, order_id bigint REFERENCES orders, quantity int);
```

### orders

| Column | Description |
|--------|-------------|
| id | Never used twice |
| status | open or paid |

## Backup

```bash
pg_dump -h localhost -U postgres -d app_prod \\
    --format=custom \\
    --file="${BACKUP_DIR}/full_${DATE}.dump"
pg_restore -d app_prod \\
    --table=order_items \\
    full.dump
tar -czf - full.dump | openssl enc -aes-256-cbc -salt -out full.enc
```

## Queries

```sql
EXPLAIN (ANALYZE, BUFFERS)
SELECT * FROM orders o
JOIN order_items oi ON o.id = oi.order_id
WHERE o.created_at >= CURRENT_DATE - INTERVAL '7 days';

VACUUM (VERBOSE, ANALYZE) orders;

SELECT state, COUNT(*) FROM pg_stat_activity GROUP BY state;
```
"""

MUTATIONS = (
    ("work_mem = 10485kB", "work_mem = 10485KB", "invalid-setting", "10485kB"),
    ("wal_buffers", "wal_bufers", "invalid-setting", "wal_buffers"),
    ("max_connections = 200", "max_connections = 200MB", "invalid-setting", "no unit"),
    ("random_page_cost = 1.1", "random_page_cost = cheap", "invalid-setting", "a number"),
    ("default_statistics_target = 100", "default_statistics_target = 100000", "invalid-setting", "1 to 10000"),
    ("checkpoint_completion_target", "checkpoint_segments", "invalid-setting", "max_wal_size"),
    ("-d app_prod \\\n    --format", "-d app_live \\\n    --format", "invalid-setting", "app_live"),
    ("--table=order_items", "--table=order_rows", "invalid-setting", "order_rows"),
    ("-cbc -salt", "-cbc -k Sommer24 -salt", "invalid-setting", "password or key"),
    ("prod-db.example.com", "your-db-host", "invalid-setting", "never filled in"),
    ("WHERE o.created_at", "WHERE o.ordered_at", "example-unknown-name", "orders.ordered_at"),
    ("JOIN order_items oi", "JOIN order_lines oi", "example-unknown-name", "order_lines"),
    ("VACUUM (VERBOSE, ANALYZE) orders", "VACUUM (VERBOSE, ANALYZE) ordres", "example-unknown-name", "orders"),
    ("SELECT state, COUNT(*) FROM pg_stat", "SELECT status, COUNT(*) FROM pg_stat", "example-unknown-name", "status"),
    ("| status | open or paid |", "| status | |", "empty-description", "orders.status"),
)
SELECTED = ["invalid-setting", "example-unknown-name", "empty-description"]


def told(text: str) -> list[tuple[str, str]]:
    report = check_project({"tasks/database-schema-shop.md": text}, {"select": SELECTED, "dialect": "postgres"})
    assert not report.failures, report.failures
    return [(one.rule, one.text) for one in report.diagnostics]


def test_nothing_is_told_of_what_is_right() -> None:
    assert told(DOCUMENT) == []


@pytest.mark.parametrize(("old", "new", "rule", "words"), MUTATIONS)
def test_one_change_one_finding(old: str, new: str, rule: str, words: str) -> None:
    assert DOCUMENT.count(old) >= 1
    found = told(DOCUMENT.replace(old, new, 1))
    assert [name for name, _ in found] == [rule], found
    assert words in found[0][1]
