"""Which statements lose a comment, say the servers, and says the rule."""

from __future__ import annotations

import pytest
from mariadb_server import MariaDB
from postgres_server import Server
from wire import Session

from schemalint.api import check_project, fix_project

pytestmark = pytest.mark.server

CONFIG = {"select": ["lost-comment"]}
POSTGRES = """
CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE orders (id int, total int CONSTRAINT positive CHECK (total > 0));
CREATE INDEX by_total ON orders (total);
CREATE VIEW paid AS SELECT id FROM orders;
CREATE MATERIALIZED VIEW sums AS SELECT sum(total) AS total FROM orders;
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER t BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION g();
CREATE POLICY p ON orders USING (true);
CREATE TYPE state AS ENUM ('a', 'b');
CREATE DOMAIN money_amount AS int;
CREATE SEQUENCE numbers;
COMMENT ON TABLE orders IS 'kept';
COMMENT ON COLUMN orders.total IS 'kept';
COMMENT ON CONSTRAINT positive ON orders IS 'kept';
COMMENT ON INDEX by_total IS 'kept';
COMMENT ON VIEW paid IS 'kept';
COMMENT ON MATERIALIZED VIEW sums IS 'kept';
COMMENT ON FUNCTION f(int) IS 'kept';
COMMENT ON TRIGGER t ON orders IS 'kept';
COMMENT ON POLICY p ON orders IS 'kept';
COMMENT ON TYPE state IS 'kept';
COMMENT ON DOMAIN money_amount IS 'kept';
COMMENT ON SEQUENCE numbers IS 'kept';
""".strip()
ON_POSTGRES = (
    "DROP VIEW paid;\nCREATE VIEW paid AS SELECT id FROM orders;",
    "CREATE OR REPLACE VIEW paid AS SELECT id FROM orders WHERE total = 1;",
    "DROP MATERIALIZED VIEW sums;\nCREATE MATERIALIZED VIEW sums AS SELECT 1 AS total;",
    "DROP FUNCTION f(int);\nCREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 2';",
    "CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 2';",
    "DROP INDEX by_total;\nCREATE INDEX by_total ON orders (total, id);",
    "REINDEX INDEX by_total;",
    "ALTER TABLE orders DROP CONSTRAINT positive;\nALTER TABLE orders ADD CONSTRAINT positive CHECK (total >= 0);",
    "ALTER TABLE orders DROP COLUMN total CASCADE;\nALTER TABLE orders ADD COLUMN total bigint;",
    "DROP MATERIALIZED VIEW sums;\nALTER TABLE orders ALTER COLUMN total TYPE bigint;\n"
    "CREATE MATERIALIZED VIEW sums AS SELECT 1 AS total;\nCOMMENT ON MATERIALIZED VIEW sums IS 'kept';",
    "ALTER TABLE orders RENAME COLUMN total TO sum;",
    "ALTER TABLE orders RENAME TO purchases;",
    "DROP TRIGGER t ON orders;\nCREATE TRIGGER t AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION g();",
    "CREATE OR REPLACE TRIGGER t AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION g();",
    "DROP POLICY p ON orders;\nCREATE POLICY p ON orders USING (false);",
    "ALTER POLICY p ON orders USING (false);",
    "DROP TYPE state;\nCREATE TYPE state AS ENUM ('a');",
    "ALTER TYPE state ADD VALUE 'c';",
    "DROP DOMAIN money_amount;\nCREATE DOMAIN money_amount AS bigint;",
    "DROP SEQUENCE numbers;\nCREATE SEQUENCE numbers START 5;",
    "DROP TABLE orders CASCADE;\nCREATE TABLE orders (id int, total int);",
    "ALTER TABLE orders ALTER COLUMN total SET NOT NULL;\nALTER TABLE orders ALTER COLUMN total SET DEFAULT 1;",
)
HELD = """
SELECT coalesce(string_agg(classoid::regclass || ' ' || objsubid || ' ' || name, ', ' ORDER BY name), '') FROM (
  SELECT d.classoid, d.objsubid, coalesce(c.relname || '.' || a.attname, c.relname, p.proname, y.typname, t.tgname, o.polname, k.conname) AS name
  FROM pg_description d
  LEFT JOIN pg_class c ON d.classoid = 'pg_class'::regclass AND c.oid = d.objoid
  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0
  LEFT JOIN pg_proc p ON d.classoid = 'pg_proc'::regclass AND p.oid = d.objoid
  LEFT JOIN pg_type y ON d.classoid = 'pg_type'::regclass AND y.oid = d.objoid
  LEFT JOIN pg_trigger t ON d.classoid = 'pg_trigger'::regclass AND t.oid = d.objoid
  LEFT JOIN pg_policy o ON d.classoid = 'pg_policy'::regclass AND o.oid = d.objoid
  LEFT JOIN pg_constraint k ON d.classoid = 'pg_constraint'::regclass AND k.oid = d.objoid
  WHERE d.description = 'kept') q
"""


def told(script: str, dialect: str) -> int:
    """How many findings the rule has."""
    report = check_project({"schema.sql": script}, {**CONFIG, "dialect": dialect})
    assert not report.failures, report.failures
    return len(report.diagnostics)


def held(server: Server, script: str) -> list[str]:
    """The objects that have their comment after a script."""
    with Session(server.folder, server.database("lost_comments")) as session:
        for statement in filter(str.strip, script.split(";\n")):
            refused = session.run(statement)
            assert refused is None, (statement, refused)
        return session.rows(HELD)[0][0].split(", ")


@pytest.mark.parametrize("script", ON_POSTGRES)
def test_postgres(postgres: Server, script: str) -> None:
    if "OR REPLACE TRIGGER" in script and int(postgres.rows("postgres", "SHOW server_version_num")[0][0]) < 140000:
        pytest.skip("PostgreSQL replaces triggers since 14")
    whole = f"{POSTGRES}\n{script}\n"
    before, after = held(postgres, POSTGRES), held(postgres, whole)
    lost = len(before) > len(after)
    assert bool(told(whole, "postgres")) == lost, f"the server has {after} of {before}"
    if lost and "TABLE orders CASCADE" not in script and "DROP COLUMN" not in script:
        fixed = fix_project({"schema.sql": whole}, {**CONFIG, "dialect": "postgres"})["schema.sql"]
        assert sorted(held(postgres, fixed)) == sorted(before)
        assert told(fixed, "postgres") == 0


MARIADB = "CREATE TABLE orders (id int PRIMARY KEY COMMENT 'kept', total int NOT NULL COMMENT 'kept') COMMENT='kept';"
ON_MARIADB = (
    "ALTER TABLE orders MODIFY total bigint NOT NULL;",
    "ALTER TABLE orders MODIFY total bigint NOT NULL COMMENT 'kept';",
    "ALTER TABLE orders CHANGE total sum bigint AFTER id;",
    "ALTER TABLE orders CHANGE total total int NOT NULL DEFAULT 1 FIRST;",
    "ALTER TABLE orders RENAME COLUMN total TO sum;",
    "ALTER TABLE orders ALTER COLUMN total SET DEFAULT 3;",
    "DROP TABLE orders;\nCREATE TABLE orders (id int PRIMARY KEY, total int);",
    "CREATE OR REPLACE TABLE orders (id int PRIMARY KEY COMMENT 'kept', total int);",
    "ALTER TABLE orders DROP COLUMN total;\nALTER TABLE orders ADD COLUMN total int;",
    "ALTER TABLE orders ENGINE=InnoDB;",
    "ALTER TABLE orders CONVERT TO CHARACTER SET utf8mb4;",
    "RENAME TABLE orders TO purchases;",
)
KEPT = (
    "SELECT (SELECT count(*) FROM information_schema.columns WHERE table_schema = 'lost' AND column_comment = 'kept')"
    " + (SELECT count(*) FROM information_schema.tables WHERE table_schema = 'lost' AND table_comment = 'kept')"
)


@pytest.mark.parametrize("script", ON_MARIADB)
def test_mariadb(mariadb: MariaDB, script: str) -> None:
    whole = f"{MARIADB}\n{script}\n"
    assert not any(mariadb.run("lost", filter(str.strip, whole.split(";\n"))))
    lost = mariadb.rows(KEPT)[0][0] < 3
    assert bool(told(whole, "mariadb")) == lost
    if lost and ("MODIFY" in script or "CHANGE" in script):
        fixed = fix_project({"schema.sql": whole}, {**CONFIG, "dialect": "mariadb"})["schema.sql"]
        assert not any(mariadb.run("lost", filter(str.strip, fixed.split(";\n"))))
        assert mariadb.rows(KEPT)[0][0] == 3
