"""One fact of a right document is made wrong: one rule says so, once, and its fix gives the document back to the byte."""

from __future__ import annotations

import pytest

from schemalint.api import check_project, fix_project

RULES = (
    "access-drift", "constraint-drift", "relation-drift", "stale-routine", "stale-trigger", "stale-view", "undocumented-routine",
    "undocumented-trigger", "undocumented-view",
)  # fmt: skip

SQL = """\
CREATE TABLE users (
    id bigint PRIMARY KEY,
    email text NOT NULL UNIQUE,
    age int,
    CONSTRAINT chk_age CHECK (age >= 18 AND age < 150),
    CONSTRAINT chk_email CHECK (email <> '')
);
CREATE TABLE shops (id bigint PRIMARY KEY, owner_id bigint NOT NULL REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE);
CREATE TABLE orders (
    id bigint PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    shop_id bigint NOT NULL REFERENCES shops (id) ON DELETE SET DEFAULT,
    total numeric(10,2),
    CONSTRAINT chk_total CHECK (total >= 0)
);
CREATE VIEW v_big AS SELECT id FROM orders WHERE total > 1000;
CREATE VIEW v_people AS SELECT u.id FROM users u JOIN orders o ON o.user_id = u.id;
CREATE MATERIALIZED VIEW mv_totals AS SELECT sum(total) AS total FROM orders;
COMMENT ON VIEW v_big IS 'Orders above 1000';
COMMENT ON VIEW v_people IS 'Who bought';
COMMENT ON MATERIALIZED VIEW mv_totals IS 'Sums';
CREATE FUNCTION add_tax(amount numeric, rate numeric) RETURNS numeric LANGUAGE sql AS 'SELECT amount * rate';
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE PROCEDURE close_day(day date) LANGUAGE sql AS 'SELECT 1';
COMMENT ON FUNCTION add_tax(numeric, numeric) IS 'Adds tax';
COMMENT ON FUNCTION touch() IS 'Stamps';
COMMENT ON PROCEDURE close_day(date) IS 'Ends the day';
CREATE TRIGGER orders_log AFTER UPDATE OR DELETE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER orders_touch BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER users_touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
CREATE ROLE app_read;
CREATE ROLE app_write;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO app_read;
GRANT SELECT, INSERT ON orders TO app_write;
GRANT UPDATE ON users TO app_write;
CREATE POLICY all_of_app ON orders FOR ALL TO app_write USING (true);
CREATE POLICY own_orders ON orders FOR SELECT TO app_read USING (user_id = 1);
CREATE POLICY own_user ON users FOR UPDATE TO app_read, app_write USING (id = 1);
"""

DOCUMENT = """\
# Database Schema: Shop

## 4. Tables

### orders

| Column  | Type   | Constraints                  | Description    |
|---------|--------|------------------------------|----------------|
| id      | bigint | PK                           | Number         |
| user_id | bigint | NOT NULL, FK -> users.id     | Who bought     |
| shop_id | bigint | NOT NULL, FK -> shops.id     | Where          |
| total   | numeric(10,2) | CHECK (total >= 0)    | Sum            |

### users

| Column | Type   | Constraints                  | Description    |
|--------|--------|------------------------------|----------------|
| id     | bigint | PK                           | Number         |
| email  | text   | UNIQUE, NOT NULL             | Address        |
| age    | int    |                              | Years          |

## 5. Views

| View        | Kind              | Reads         | Description         |
|-------------|-------------------|---------------|---------------------|
| `mv_totals` | Materialized view | orders        | Sums                |
| `v_big`     | View              | orders        | Orders above 1000   |
| `v_people`  | View              | users, orders | Who bought          |

## 6. Functions

- `add_tax(amount numeric, rate numeric)` - Adds tax
- `close_day(day date)` - Ends the day
- `touch()` - Stamps

### 6.2 Triggers

| Trigger | Table | Timing | Events | Function |
|---|---|---|---|---|
| orders_log | orders | AFTER | UPDATE, DELETE | touch() |
| orders_touch | orders | BEFORE | INSERT, UPDATE | touch() |
| users_touch | users | BEFORE | UPDATE | touch() |

## 7. Constraints

### Check Constraints

| Table | Constraint | Condition |
|-------|------------|-----------|
| orders | chk_total | `total >= 0` |
| users | chk_age | `age >= 18 AND age < 150` |
| users | chk_email | `email <> ''` |

### Foreign Key Relationships

| Table | Columns | References | Referenced columns | On delete | On update |
|-------|---------|------------|--------------------|-----------|-----------|
| orders | user_id | users | id | CASCADE | NO ACTION |
| orders | shop_id | shops | id | SET DEFAULT | NO ACTION |
| shops | owner_id | users | id | RESTRICT | CASCADE |

## 9. Access

| Role | Objects | Privileges |
|------|---------|------------|
| app_read | everything in public | SELECT |
| app_write | orders | SELECT, INSERT |
| app_write | users | UPDATE |

| Policy | Table | Command | Roles | Using |
|--------|-------|---------|-------|-------|
| all_of_app | orders | ALL | app_write | `true` |
| own_orders | orders | SELECT | app_read | `user_id = 1` |
| own_user | users | UPDATE | app_read, app_write | `id = 1` |
"""

CHANGED = [
    ("stale-view", "| `v_big`     | View ", "| `v_bigger`  | View "),
    ("stale-view", "| `v_big`     | View              |", "| `v_big`     | Materialized view |"),
    ("stale-view", "| Materialized view | orders        |", "| View              | orders        |"),
    ("stale-view", "| users, orders | Who", "| users         | Who"),
    ("stale-view", "| orders        | Orders", "| shops         | Orders"),
    ("stale-routine", "`close_day(day date)`", "`close_that_day(day date)`"),
    ("stale-routine", "`close_day(day date)`", "`close_day(day text)`"),
    ("stale-routine", "rate numeric)`", "rate integer)`"),
    ("stale-routine", "amount numeric, rate numeric)`", "amount numeric)`"),
    ("stale-trigger", "| orders_log | orders", "| orders_logging | orders"),
    ("stale-trigger", "| orders_log | orders", "| orders_log | shops"),
    ("stale-trigger", "| AFTER | UPDATE", "| BEFORE | UPDATE"),
    ("stale-trigger", "| INSERT, UPDATE |", "| INSERT |"),
    ("stale-trigger", "| BEFORE | UPDATE | touch()", "| BEFORE | UPDATE | stamp()"),
    ("constraint-drift", "| chk_age |", "| chk_age_range |"),
    ("constraint-drift", "| users | chk_age |", "| orders | chk_age |"),
    ("constraint-drift", "age < 150", "age <= 150"),
    ("constraint-drift", "`email <> ''`", "`email <> 'x'`"),
    ("constraint-drift", "CHECK (total >= 0) ", "CHECK (total >= 1) "),
    ("constraint-drift", "| age    | int    |                              |", "| age    | int    | UNIQUE                       |"),
    ("relation-drift", "FK -> users.id", "FK -> shops.id"),
    ("relation-drift", "FK -> users.id", "FK -> users.nr"),
    ("relation-drift", "| user_id | users | id |", "| user_id | shops | id |"),
    ("relation-drift", "| shop_id | shops | id |", "| shop_id | shops | nr |"),
    ("relation-drift", "| owner_id | users |", "| id | users |"),
    ("relation-drift", "| CASCADE | NO", "| SET NULL | NO"),
    ("relation-drift", "| SET DEFAULT | NO", "| CASCADE | NO"),
    ("relation-drift", "| RESTRICT | CASCADE", "| RESTRICT | SET NULL"),
    ("access-drift", "| SELECT, INSERT |", "| SELECT, DELETE |"),
    ("access-drift", "| SELECT, INSERT |", "| INSERT |"),
    ("access-drift", "| everything in public | SELECT |", "| everything in public | SELECT, UPDATE |"),
    ("access-drift", "| orders | SELECT | app_read", "| orders | ALL | app_read"),
    ("access-drift", "| app_read, app_write |", "| app_read |"),
    ("access-drift", "`user_id = 1`", "`user_id = 2`"),
    ("access-drift", "| own_user | users", "| own_user | orders"),
    ("access-drift", "| own_orders |", "| own_orders_2 |"),
]  # fmt: skip

DROPPED = [
    ("undocumented-view", "| `mv_totals` "), ("undocumented-view", "| `v_big` "), ("undocumented-view", "| `v_people` "),
    ("undocumented-routine", "- `add_tax"), ("undocumented-routine", "- `close_day"), ("undocumented-routine", "- `touch"),
    ("undocumented-trigger", "| orders_log "), ("undocumented-trigger", "| orders_touch "), ("undocumented-trigger", "| users_touch "),
    ("constraint-drift", "| users | chk_age "), ("constraint-drift", "| users | chk_email "),
    ("access-drift", "| app_read | everything"), ("access-drift", "| app_write | orders"), ("access-drift", "| app_write | users"),
    ("access-drift", "| all_of_app "), ("access-drift", "| own_orders "), ("access-drift", "| own_user "),
    ("relation-drift", "| shops | owner_id "),
]  # fmt: skip

ADDED = [
    ("stale-view", "| `v_people` ", "| `v_gone`    | View              | orders        | Gone                |"),
    ("stale-routine", "- `touch", "- `open_the_door(key text)` - Gone"),
    ("stale-trigger", "| users_touch ", "| shops_check | shops | AFTER | INSERT | check_shop() |"),
    ("constraint-drift", "| users | chk_email ", "| users | chk_years_since | `age <> 7` |"),
    ("relation-drift", "| shops | owner_id ", "| orders | total | users | id | CASCADE | CASCADE |"),
    ("access-drift", "| app_write | users ", "| app_write | shops | SELECT |"),
    ("access-drift", "| app_write | users ", "| auditor | shops | SELECT |"),
    ("access-drift", "| own_user ", "| nobody_else | shops | SELECT | app_read | `id = 2` |"),
]

PATH = "docs/database-schema-shop.md"
CONFIG = {"select": list(RULES), "dialect": "postgres"}


def _files(document: str) -> dict[str, str]:
    return {"schema.sql": SQL, PATH: document}


def _holds(rule: str, wrong: str, right: str = DOCUMENT) -> None:
    report = check_project(_files(wrong), CONFIG)
    assert not report.failures
    told = [(one.rule, wrong[one.span.start : one.span.end], one.text) for one in report.diagnostics]
    assert [name for name, _, _ in told] == [rule], told
    assert all(one.span.path == PATH for one in report.diagnostics)
    assert fix_project(_files(wrong), CONFIG)[PATH] == right


def _line(text: str, start: str) -> str:
    return next(line for line in text.splitlines(keepends=True) if line.startswith(start))


@pytest.mark.parametrize("document", [DOCUMENT, DOCUMENT.replace("\n", "\r\n")], ids=["lf", "crlf"])
def test_a_right_document_is_left_alone(document: str) -> None:
    assert not check_project(_files(document), CONFIG).diagnostics
    assert fix_project(_files(document), CONFIG).get(PATH, document) == document


@pytest.mark.parametrize(("rule", "old", "new"), CHANGED)
def test_one_cell_is_changed(rule: str, old: str, new: str) -> None:
    assert DOCUMENT.count(old) == 1
    _holds(rule, DOCUMENT.replace(old, new))


@pytest.mark.parametrize(("rule", "start"), DROPPED)
def test_one_row_is_dropped(rule: str, start: str) -> None:
    _holds(rule, DOCUMENT.replace(_line(DOCUMENT, start), ""))


@pytest.mark.parametrize(("rule", "behind", "row"), ADDED)
def test_one_row_too_many(rule: str, behind: str, row: str) -> None:
    line = _line(DOCUMENT, behind)
    _holds(rule, DOCUMENT.replace(line, f"{line}{row}\n"))


@pytest.mark.parametrize(("rule", "old", "new"), CHANGED[::5])
def test_line_ends_are_kept(rule: str, old: str, new: str) -> None:
    _holds(rule, DOCUMENT.replace(old, new).replace("\n", "\r\n"), DOCUMENT.replace("\n", "\r\n"))


def test_what_is_said_twice_is_told_once_and_mended_in_both_places() -> None:
    wrong = DOCUMENT.replace("FK -> users.id", "FK -> shops.id").replace("| user_id | users |", "| user_id | shops |")
    _holds("relation-drift", wrong)
