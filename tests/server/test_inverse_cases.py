"""Statements that no history of the corpus holds, or not in this form: there, back by the rollback we generate, and there again, on
each server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from round_trip import Journey, OnCopies, OnPostgres, Outcome

from schemalint.generating.rollbacks import rollback_sql
from schemalint.model.document import Dialect
from schemalint.model.replay import Block
from schemalint.model.text import Span
from schemalint.replay.inverse import undo
from schemalint.replay.replay import replay
from schemalint.sql.reader import read
from schemalint.sql.splitter import split
from schemalint.verify import _told_by_text
from schemalint.verifying import mariadb as private_mariadb
from schemalint.verifying.engine import UnavailableError
from schemalint.verifying.sqlite import Sqlite

Case = tuple[str, str]
"""What is there before, and the migration."""

POSTGRES: dict[str, Case] = {
    "schema dropped": ("CREATE SCHEMA s; COMMENT ON SCHEMA s IS 'c';", "DROP SCHEMA s;"),
    "schema dropped with what is in it": (
        "CREATE SCHEMA s; CREATE TYPE s.e AS ENUM ('a'); CREATE TABLE s.t (id serial PRIMARY KEY, e s.e); CREATE VIEW s.v AS SELECT id FROM s.t; CREATE INDEX i ON s.t (e);",
        "DROP SCHEMA s CASCADE;",
    ),
    "schema renamed": ("CREATE SCHEMA s; CREATE TABLE s.t (id int);", "ALTER SCHEMA s RENAME TO r; ALTER TABLE r.t ADD x int;"),
    "table like another": ("CREATE TABLE a (id serial PRIMARY KEY, b int CHECK (b > 0));", "CREATE TABLE c (LIKE a INCLUDING ALL);"),
    "table from a query": ("CREATE TABLE a (id int);", "CREATE TABLE c AS SELECT * FROM a; SELECT * INTO d FROM a;"),
    "table dropped with all around it": (
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; CREATE TABLE p (id int PRIMARY KEY);"
        "CREATE TABLE t (id bigserial PRIMARY KEY, k text COLLATE \"C\" DEFAULT 'x' NOT NULL, n int GENERATED ALWAYS AS (id * 2) STORED, p int REFERENCES p ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,"
        " CONSTRAINT u UNIQUE (k, p), EXCLUDE USING btree (n WITH =)) WITH (fillfactor = 70); CREATE INDEX i ON t (lower(k)) WITH (fillfactor = 50) WHERE p IS NOT NULL; CREATE UNIQUE INDEX j ON t (k) INCLUDE (n);"
        "CREATE TRIGGER g BEFORE INSERT OR UPDATE OF k ON t FOR EACH ROW WHEN (NEW.k <> '') EXECUTE FUNCTION f(); ALTER TABLE t DISABLE TRIGGER g; ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY;"
        "CREATE POLICY y ON t AS RESTRICTIVE FOR UPDATE TO PUBLIC USING (id > 0) WITH CHECK (k <> ''); COMMENT ON TABLE t IS 'it''s'; COMMENT ON COLUMN t.k IS 'k'; COMMENT ON INDEX i IS 'i'; COMMENT ON CONSTRAINT u ON t IS 'u';"
        "COMMENT ON TRIGGER g ON t IS 'g'; COMMENT ON POLICY y ON t IS 'y';",
        "DROP TABLE t;",
    ),
    "table dropped with what reads it": (
        "CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE c (t int REFERENCES t ON UPDATE CASCADE); CREATE VIEW v AS SELECT * FROM t; CREATE VIEW w AS SELECT id + 1 AS x FROM v; CREATE MATERIALIZED VIEW m AS SELECT id FROM t; CREATE INDEX mi ON m (id); COMMENT ON VIEW v IS 'v';",
        "DROP TABLE t CASCADE;",
    ),
    "table renamed, its parts not": ("CREATE TABLE t (id serial PRIMARY KEY, k text UNIQUE); CREATE INDEX ON t (k); CREATE VIEW v AS SELECT id FROM t;", "ALTER TABLE t RENAME TO u; ALTER TABLE u RENAME COLUMN k TO l; ALTER TABLE u RENAME CONSTRAINT t_pkey TO u_pkey; ALTER INDEX t_k_idx RENAME TO u_idx;"),
    "renames in a ring": ("CREATE TABLE a (x int, y text);", "ALTER TABLE a RENAME x TO z; ALTER TABLE a RENAME y TO x; ALTER TABLE a RENAME z TO y;"),
    "storage, logging, replica identity": (
        "CREATE TABLE t (id int PRIMARY KEY) WITH (fillfactor = 80); CREATE TABLE u (id int NOT NULL); CREATE UNIQUE INDEX ui ON u (id);",
        "ALTER TABLE t SET (fillfactor = 60); ALTER TABLE t SET UNLOGGED; ALTER TABLE u SET (autovacuum_enabled = false); ALTER TABLE t REPLICA IDENTITY FULL; ALTER TABLE u REPLICA IDENTITY USING INDEX ui;",
    ),
    "storage reset": ("CREATE TABLE t (id int) WITH (fillfactor = 80);", "ALTER TABLE t RESET (fillfactor);"),
    "inheritance": ("CREATE TABLE p (a int); CREATE TABLE c (a int, b int); CREATE TABLE d () INHERITS (p);", "ALTER TABLE c INHERIT p; ALTER TABLE d NO INHERIT p;"),
    "column dropped with what stands on it": (
        "CREATE TABLE t (a int, b int, c int, CHECK (b > a), CONSTRAINT u UNIQUE (b, c)); CREATE INDEX i ON t (c) WHERE b > 0; CREATE INDEX j ON t ((a + b)); CREATE STATISTICS s ON a, b FROM t; COMMENT ON COLUMN t.b IS 'b';",
        "ALTER TABLE t DROP COLUMN b;",
    ),
    "column dropped with views, keys and policies": (
        "CREATE TABLE t (a int PRIMARY KEY, b int); CREATE TABLE c (x int REFERENCES t); CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v; CREATE VIEW n AS SELECT b FROM t; CREATE POLICY p ON t USING (a > 0);",
        "ALTER TABLE t DROP COLUMN a CASCADE;",
    ),
    "serial column": ("CREATE TABLE t (a int);", "ALTER TABLE t ADD id serial; ALTER TABLE t ADD b smallserial NOT NULL UNIQUE;"),
    "serial column dropped": ("CREATE TABLE t (a int, id serial);", "ALTER TABLE t DROP COLUMN id;"),
    "types with casts": (
        "CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (a text DEFAULT 'a', b int DEFAULT 0, c json DEFAULT '{}', d date, e e DEFAULT 'a', f boolean DEFAULT true, g varchar(10), h text[]);",
        "ALTER TABLE t ALTER a DROP DEFAULT, ALTER a TYPE e USING a::e, ALTER a SET DEFAULT 'b'; ALTER TABLE t ALTER b TYPE numeric(10,2); ALTER TABLE t ALTER c TYPE jsonb USING c::jsonb; ALTER TABLE t ALTER d TYPE timestamptz;"
        "ALTER TABLE t ALTER e DROP DEFAULT; ALTER TABLE t ALTER e TYPE text; ALTER TABLE t ALTER f DROP DEFAULT, ALTER f TYPE int USING f::int; ALTER TABLE t ALTER g TYPE text; ALTER TABLE t ALTER h TYPE varchar(20)[];",
    ),
    "type of a column in an index over an expression": (
        "CREATE TABLE t (a int, b int, s varchar(10)); CREATE INDEX i ON t (COALESCE(a, b)); CREATE INDEX j ON t (a) WHERE s = 'x';",
        "ALTER TABLE t ALTER a TYPE bigint; ALTER TABLE t ALTER b TYPE bigint; ALTER TABLE t ALTER s TYPE text;",
    ),
    "seconds that become a time": ("CREATE TABLE t (a bigint);", "ALTER TABLE t ALTER a TYPE timestamptz USING to_timestamp(a);"),
    "values that functions read": (
        "CREATE TABLE t (a text, b varchar(20), c timestamp, d bytea); INSERT INTO t VALUES ('abc', 'YWJj', '2020-01-01', 'x');",
        "ALTER TABLE t ALTER a TYPE bytea USING decode(a, 'escape'); ALTER TABLE t ALTER b TYPE bytea USING decode(b, 'base64'); ALTER TABLE t ALTER c TYPE timestamptz USING c AT TIME ZONE 'UTC'; ALTER TABLE t ALTER d TYPE text USING encode(d, 'hex');",
    ),
    "collation": ("CREATE TABLE t (a text, b text COLLATE \"C\");", "ALTER TABLE t ALTER a TYPE text COLLATE \"C\"; ALTER TABLE t ALTER b TYPE text COLLATE \"default\";"),
    "identity and its options": (
        "CREATE TABLE t (a int NOT NULL, b int GENERATED ALWAYS AS IDENTITY, c int GENERATED BY DEFAULT AS IDENTITY (START WITH 5 INCREMENT BY 2));",
        "ALTER TABLE t ALTER a ADD GENERATED BY DEFAULT AS IDENTITY; ALTER TABLE t ALTER b SET GENERATED BY DEFAULT; ALTER TABLE t ALTER c DROP IDENTITY;",
    ),
    "generated column": ("CREATE TABLE t (a int, g int GENERATED ALWAYS AS (a + 1) STORED);", "ALTER TABLE t DROP COLUMN g; ALTER TABLE t ADD h int GENERATED ALWAYS AS (a * 2) STORED;"),
    "expression dropped": ("CREATE TABLE t (a int, g int GENERATED ALWAYS AS (a + 1) STORED, z int);", "ALTER TABLE t ALTER g DROP EXPRESSION;"),
    "storage of columns": ("CREATE TABLE t (a text); ALTER TABLE t ALTER a SET STATISTICS 50;", "ALTER TABLE t ALTER a SET STORAGE EXTERNAL; ALTER TABLE t ALTER a SET STATISTICS 100;"),
    "primary key over nullable columns": ("CREATE TABLE t (a int, b int NOT NULL);", "ALTER TABLE t ADD CONSTRAINT k PRIMARY KEY (a, b);"),
    "key from an index": ("CREATE TABLE t (a int NOT NULL, b int); CREATE UNIQUE INDEX i ON t (a); CREATE UNIQUE INDEX j ON t (b);", "ALTER TABLE t ADD CONSTRAINT k PRIMARY KEY USING INDEX i; ALTER TABLE t ADD CONSTRAINT l UNIQUE USING INDEX j;"),
    "primary key dropped with those that point at it": ("CREATE TABLE t (a int CONSTRAINT k PRIMARY KEY); CREATE TABLE c (a int CONSTRAINT f REFERENCES t ON DELETE CASCADE);", "ALTER TABLE t DROP CONSTRAINT k CASCADE;"),
    "constraints of all kinds": (
        "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (a int, b int, CONSTRAINT u UNIQUE (a) INCLUDE (b), CONSTRAINT d UNIQUE (b) DEFERRABLE INITIALLY DEFERRED, CONSTRAINT c CHECK (a > 0) NO INHERIT, CONSTRAINT x EXCLUDE USING btree (a WITH =) WHERE (b > 0), CONSTRAINT f FOREIGN KEY (a) REFERENCES p MATCH FULL ON DELETE RESTRICT);"
        "ALTER TABLE t ADD CONSTRAINT n CHECK (b > 1) NOT VALID;",
        "ALTER TABLE t DROP CONSTRAINT u; ALTER TABLE t DROP CONSTRAINT d; ALTER TABLE t DROP CONSTRAINT c; ALTER TABLE t DROP CONSTRAINT x; ALTER TABLE t DROP CONSTRAINT f; ALTER TABLE t DROP CONSTRAINT n;",
    ),
    "constraint made deferrable": ("CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (a int CONSTRAINT f REFERENCES p);", "ALTER TABLE t ALTER CONSTRAINT f DEFERRABLE INITIALLY DEFERRED;"),
    "index on a partitioned table": ("CREATE TABLE t (a int, b int) PARTITION BY LIST (a); CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);", "CREATE INDEX i ON t (b);"),
    "index parameters": ("CREATE TABLE t (a int); CREATE INDEX i ON t (a) WITH (fillfactor = 60);", "DROP INDEX i; CREATE INDEX i ON t (a DESC NULLS LAST);"),
    "view dropped": ("CREATE TABLE t (a int); CREATE VIEW v (x) WITH (security_barrier = true) AS SELECT a FROM t WHERE a > 0 WITH LOCAL CHECK OPTION; COMMENT ON VIEW v IS 'v';", "DROP VIEW v;"),
    "view that gains a column": ("CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v; COMMENT ON VIEW w IS 'w';", "CREATE OR REPLACE VIEW v AS SELECT a, b FROM t;"),
    "view with a star": ("CREATE TABLE t (a int); CREATE VIEW v AS SELECT * FROM t; CREATE VIEW w AS SELECT x.*, 1 AS one FROM t x; ALTER TABLE t ADD b int;", "DROP VIEW v; DROP VIEW w;"),
    "view changed in place": ("CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t;", "CREATE OR REPLACE VIEW v AS SELECT a FROM t WHERE a > 0; ALTER VIEW v RENAME TO w;"),
    "view options": ("CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t;", "ALTER VIEW v SET (security_barrier = true); ALTER VIEW v ALTER a SET DEFAULT 1;"),
    "materialized view": ("CREATE TABLE t (a int); CREATE MATERIALIZED VIEW m AS SELECT a FROM t; CREATE UNIQUE INDEX mi ON m (a); COMMENT ON MATERIALIZED VIEW m IS 'm';", "DROP MATERIALIZED VIEW m; CREATE MATERIALIZED VIEW m AS SELECT a, 1 AS b FROM t;"),
    "view with a trigger": ("CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t; CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; CREATE TRIGGER g INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION f();", "DROP VIEW v;"),
    "sequence": ("CREATE SEQUENCE s AS int START 5 INCREMENT 2 MINVALUE 1 MAXVALUE 100 CACHE 10 CYCLE; CREATE SEQUENCE r; COMMENT ON SEQUENCE s IS 's';", "DROP SEQUENCE s; ALTER SEQUENCE r INCREMENT BY 5 MAXVALUE 50 CYCLE;"),
    "sequence with an owner": ("CREATE TABLE t (a int, b int); CREATE SEQUENCE s OWNED BY t.a; CREATE SEQUENCE r;", "ALTER SEQUENCE s OWNED BY t.b; ALTER SEQUENCE r OWNED BY t.a; ALTER SEQUENCE r RENAME TO q;"),
    "comments on overloads": (
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION f(text, b varchar(5)) RETURNS int LANGUAGE sql AS 'SELECT 1'; COMMENT ON FUNCTION f(int) IS 'old'; CREATE FUNCTION g(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION g(text) RETURNS int LANGUAGE sql AS 'SELECT 1'; COMMENT ON FUNCTION g(int) IS 'g';",
        "COMMENT ON FUNCTION f(int) IS 'new'; COMMENT ON FUNCTION f(text, varchar) IS 'b'; COMMENT ON FUNCTION f() IS 'none'; DROP FUNCTION g(int);",
    ),
    "namesakes in two schemas": (
        "CREATE SCHEMA s; CREATE DOMAIN s.d AS int DEFAULT 1; CREATE DOMAIN d AS int DEFAULT 2; CREATE TYPE s.c AS (x int); CREATE TYPE c AS (x text); CREATE SEQUENCE s.q CACHE 5; CREATE SEQUENCE q CACHE 7; COMMENT ON SEQUENCE s.q IS 's'; COMMENT ON TYPE c IS 'c';",
        "ALTER DOMAIN d DROP DEFAULT; ALTER DOMAIN s.d DROP DEFAULT; ALTER TYPE c ALTER ATTRIBUTE x TYPE bigint; ALTER TYPE s.c ALTER ATTRIBUTE x TYPE bigint; ALTER SEQUENCE q CACHE 1; ALTER SEQUENCE s.q CACHE 1; COMMENT ON SEQUENCE q IS 'q'; COMMENT ON TYPE s.c IS 'sc';",
    ),
    "types dropped": ("CREATE TYPE e AS ENUM ('b', 'a'); CREATE TYPE c AS (x int, y text COLLATE \"C\"); CREATE TYPE r AS RANGE (subtype = float8); CREATE DOMAIN d AS int DEFAULT 1 NOT NULL CONSTRAINT pos CHECK (VALUE > 0); COMMENT ON TYPE e IS 'e'; COMMENT ON DOMAIN d IS 'd';", "DROP TYPE e; DROP TYPE c; DROP TYPE r; DROP DOMAIN d;"),
    "attributes": ("CREATE TYPE c AS (x int, y text);", "ALTER TYPE c ADD ATTRIBUTE z int; ALTER TYPE c RENAME ATTRIBUTE x TO w; ALTER TYPE c ALTER ATTRIBUTE w TYPE bigint;"),
    "types renamed and moved": ("CREATE SCHEMA s; CREATE TYPE e AS ENUM ('a'); CREATE DOMAIN d AS int; CREATE TABLE t (e e, d d);", "ALTER TYPE e RENAME TO f; ALTER TYPE f RENAME VALUE 'a' TO 'b'; ALTER DOMAIN d RENAME TO g; ALTER TYPE f SET SCHEMA s;"),
    "enum made anew": ("CREATE TYPE e AS ENUM ('a', 'b', 'c'); CREATE TABLE t (x e DEFAULT 'a' NOT NULL, y e[]);", "CREATE TYPE n AS ENUM ('a', 'b'); ALTER TABLE t ALTER x DROP DEFAULT, ALTER x TYPE n USING x::text::n, ALTER x SET DEFAULT 'b'; ALTER TABLE t ALTER y TYPE n[] USING y::text[]::n[]; DROP TYPE e; ALTER TYPE n RENAME TO e;"),
    "domain changed": ("CREATE DOMAIN d AS text DEFAULT 'x' CONSTRAINT a CHECK (VALUE <> '');", "ALTER DOMAIN d DROP DEFAULT; ALTER DOMAIN d DROP CONSTRAINT a; ALTER DOMAIN d SET NOT NULL; ALTER DOMAIN d ADD CONSTRAINT b CHECK (length(VALUE) < 9); ALTER DOMAIN d RENAME CONSTRAINT b TO c;"),
    "functions": (
        "CREATE FUNCTION f(a int, b text DEFAULT 'x') RETURNS int LANGUAGE sql STABLE STRICT PARALLEL SAFE COST 5 AS 'SELECT 1'; CREATE FUNCTION f(text) RETURNS int LANGUAGE sql AS 'SELECT 2'; CREATE PROCEDURE p(x int) LANGUAGE sql AS 'SELECT 1'; COMMENT ON PROCEDURE p(int) IS 'p';",
        "DROP FUNCTION f(int, text); CREATE OR REPLACE FUNCTION f(text) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 3'; CREATE FUNCTION f(bigint) RETURNS int LANGUAGE sql AS 'SELECT 4'; DROP PROCEDURE p(int); CREATE OR REPLACE PROCEDURE q() LANGUAGE sql AS 'SELECT 1';",
    ),
    "functions altered": ("CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE SCHEMA s;", "ALTER FUNCTION f(int) RENAME TO g; ALTER FUNCTION g(int) SET SCHEMA s;"),
    "function named like one of the server's": ("", "CREATE FUNCTION lower(x int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION gen_random_uuid() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid';"),
    "table, then function, then trigger": ("", "CREATE TABLE t (a int); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();"),
    "table, then type, then column": ("", "CREATE TABLE t (a int); CREATE TYPE e AS ENUM ('x'); ALTER TABLE t ADD e e; CREATE SEQUENCE s; ALTER TABLE t ALTER a SET DEFAULT nextval('s'); CREATE DOMAIN d AS int; ALTER TABLE t ADD d d;"),
    "triggers": (
        "CREATE TABLE t (a int); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; CREATE TRIGGER g AFTER INSERT ON t REFERENCING NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION f('x', 1); CREATE CONSTRAINT TRIGGER c AFTER UPDATE ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f(); CREATE TRIGGER h BEFORE DELETE ON t EXECUTE FUNCTION f();",
        "DROP TRIGGER g ON t; DROP TRIGGER c ON t; ALTER TABLE t DISABLE TRIGGER h; ALTER TRIGGER h ON t RENAME TO i; CREATE OR REPLACE TRIGGER i BEFORE DELETE OR TRUNCATE ON t EXECUTE FUNCTION f();",
    ),
    "trigger that fires always": ("CREATE TABLE t (a int); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();", "ALTER TABLE t ENABLE ALWAYS TRIGGER g;"),
    "function dropped with its triggers": (
        "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t; CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f(); COMMENT ON TRIGGER g ON t IS 'g'; CREATE TRIGGER h INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION f();",
        "DROP FUNCTION f() CASCADE;",
    ),
    "schema dropped with functions that call and read": (
        "CREATE SCHEMA s; CREATE FUNCTION s.f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; CREATE FUNCTION s.g(x int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT x + 1'; CREATE TABLE s.t (a int DEFAULT s.g(1), b int GENERATED ALWAYS AS (s.g(a)) STORED, CHECK (s.g(a) > 0)); CREATE INDEX i ON s.t (s.g(a));"
        "CREATE FUNCTION s.h() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM s.t'; CREATE FUNCTION s.k() RETURNS bigint LANGUAGE sql AS 'SELECT s.h() + 1'; CREATE VIEW s.v AS SELECT s.k() AS n; CREATE FUNCTION s.r() RETURNS SETOF s.v LANGUAGE sql AS 'SELECT * FROM s.v'; CREATE VIEW s.w AS SELECT n FROM s.r();"
        "CREATE TRIGGER x BEFORE INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION s.f(); CREATE POLICY p ON s.t USING (s.g(a) > 1); CREATE SEQUENCE s.q; COMMENT ON SEQUENCE s.q IS 'q'; CREATE TABLE s.n (a int DEFAULT nextval('s.q')); ALTER SEQUENCE s.q OWNED BY s.n.a;",
        "DROP SCHEMA s CASCADE;",
    ),
    "schema dropped with what hangs on it elsewhere": (
        "CREATE SCHEMA s; CREATE TYPE s.e AS ENUM ('a'); CREATE TABLE s.p (id int PRIMARY KEY); CREATE SEQUENCE s.q; CREATE FUNCTION s.f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; CREATE VIEW s.v AS SELECT id FROM s.p;"
        "CREATE TABLE t (a int DEFAULT nextval('s.q'), e s.e, p int REFERENCES s.p); CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION s.f(); CREATE MATERIALIZED VIEW m AS SELECT id FROM s.v; CREATE INDEX mi ON m (id); GRANT SELECT ON m TO PUBLIC;",
        "DROP SCHEMA s CASCADE;",
    ),
    "type dropped with its columns": (
        "CREATE TYPE e AS ENUM ('a'); CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (a int, e e DEFAULT 'a' NOT NULL, UNIQUE (a, e)); COMMENT ON COLUMN t.e IS 'e'; CREATE INDEX i ON t (e) WHERE a > 0; CREATE VIEW v AS SELECT e FROM t; GRANT SELECT ON v TO PUBLIC; CREATE POLICY y ON t USING (e = 'a'); COMMENT ON POLICY y ON t IS 'y';",
        "DROP TYPE e CASCADE;",
    ),
    "sequence dropped with the defaults that count by it": (
        "CREATE SCHEMA x; CREATE SEQUENCE s; CREATE SEQUENCE x.r; CREATE TABLE t (a int DEFAULT nextval('s'), b int DEFAULT nextval('x.r'::regclass), c bigint NOT NULL DEFAULT nextval('s'), id serial);",
        "DROP SEQUENCE s, x.r CASCADE; DROP SEQUENCE t_id_seq CASCADE;",
    ),
    "column dropped with triggers": (
        "CREATE TABLE t (a int, b int); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; CREATE TRIGGER g BEFORE UPDATE OF b ON t FOR EACH ROW EXECUTE FUNCTION f(); CREATE TRIGGER h AFTER UPDATE ON t FOR EACH ROW WHEN (NEW.b > 1) EXECUTE FUNCTION f(); CREATE TRIGGER k AFTER UPDATE ON t FOR EACH ROW WHEN (NEW.a > 1) EXECUTE FUNCTION f();",
        "ALTER TABLE t DROP COLUMN b CASCADE;",
    ),
    "rules": ("CREATE TABLE t (a int); CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;", "DROP RULE r ON t; CREATE RULE q AS ON UPDATE TO t WHERE OLD.a > 1 DO INSTEAD NOTHING;"),
    "policies": (
        "CREATE TABLE t (a int); CREATE POLICY p ON t AS RESTRICTIVE FOR SELECT TO PUBLIC USING (a > 0); CREATE POLICY q ON t USING (a > 1);",
        "DROP POLICY p ON t; ALTER POLICY q ON t WITH CHECK (a > 2); ALTER POLICY q ON t RENAME TO r; ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY;",
    ),
    "grants": (
        "CREATE TABLE t (a int, b int); CREATE TABLE u (a int); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; GRANT SELECT, INSERT ON t TO pg_monitor; GRANT UPDATE (a) ON t TO pg_monitor; GRANT SELECT ON u TO PUBLIC;",
        "GRANT SELECT, DELETE ON t TO pg_monitor; REVOKE INSERT ON t FROM pg_monitor; GRANT ALL ON FUNCTION f() TO pg_monitor; REVOKE SELECT ON u FROM PUBLIC; GRANT USAGE ON SCHEMA public TO pg_monitor; GRANT UPDATE (b) ON t TO pg_monitor;",
    ),
    "grants of what is dropped": (
        "CREATE TABLE t (a int, b int); GRANT SELECT ON t TO pg_monitor WITH GRANT OPTION; GRANT UPDATE (b) ON t TO pg_monitor; CREATE VIEW v AS SELECT a FROM t; GRANT SELECT ON v TO PUBLIC; CREATE SEQUENCE s; GRANT USAGE ON SEQUENCE s TO pg_monitor; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; REVOKE ALL ON FUNCTION f() FROM PUBLIC;",
        "DROP VIEW v; DROP TABLE t; DROP SEQUENCE s; DROP FUNCTION f();",
    ),
    "comments": ("CREATE TABLE t (a int CONSTRAINT c CHECK (a > 0)); COMMENT ON TABLE t IS 'old'; CREATE INDEX i ON t (a); CREATE TYPE e AS ENUM ('a'); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; COMMENT ON FUNCTION f() IS 'old';", "COMMENT ON TABLE t IS 'new'; COMMENT ON COLUMN t.a IS 'a'; COMMENT ON INDEX i IS 'i'; COMMENT ON CONSTRAINT c ON t IS 'c'; COMMENT ON TYPE e IS 'e'; COMMENT ON FUNCTION f() IS NULL; COMMENT ON SCHEMA public IS 'p';"),
    "partition attached": ("CREATE TABLE t (a int, b int, PRIMARY KEY (a)) PARTITION BY RANGE (a); CREATE INDEX i ON t (b); CREATE TABLE p (a int NOT NULL, b int);", "ALTER TABLE t ATTACH PARTITION p FOR VALUES FROM (1) TO (10);"),
    "partition detached and dropped": ("CREATE TABLE t (a int, b int, PRIMARY KEY (a)) PARTITION BY LIST (a); CREATE TABLE p PARTITION OF t FOR VALUES IN (1); CREATE TABLE q PARTITION OF t DEFAULT; CREATE INDEX i ON t (b);", "ALTER TABLE t DETACH PARTITION p; DROP TABLE q;"),
    "partitions of partitions": ("CREATE TABLE t (a int, b int) PARTITION BY LIST (a);", "CREATE TABLE p PARTITION OF t FOR VALUES IN (1) PARTITION BY RANGE (b); CREATE TABLE q PARTITION OF p FOR VALUES FROM (1) TO (5); CREATE INDEX i ON t (b);"),
    "rows with keys": ("CREATE TABLE t (a int, b text, PRIMARY KEY (a, b)); CREATE TABLE u (id text PRIMARY KEY, t int);", "INSERT INTO t VALUES (1, 'x'), (2, 'it''s'); INSERT INTO u (t, id) VALUES (1, 'a');"),
    "row security of a table that gets a policy": ("CREATE TABLE t (a int); ALTER TABLE t ENABLE ROW LEVEL SECURITY;", "ALTER TABLE t DISABLE ROW LEVEL SECURITY; ALTER TABLE t NO FORCE ROW LEVEL SECURITY;"),
    "statistics": ("CREATE TABLE t (a int, b int); CREATE STATISTICS s ON a, b FROM t;", "DROP STATISTICS s; CREATE STATISTICS r (ndistinct) ON a, b FROM t;"),
    "objects of other kinds": ("CREATE AGGREGATE total (int) (sfunc = int4pl, stype = int, initcond = '0'); CREATE COLLATION c FROM \"C\";", "DROP AGGREGATE total (int); DROP COLLATION c; CREATE AGGREGATE more (int) (sfunc = int4pl, stype = int); CREATE PUBLICATION p; CREATE COLLATION d FROM \"C\";"),
    "guards on what is there": ("CREATE TABLE t (a int); CREATE INDEX i ON t (a); CREATE TYPE e AS ENUM ('a'); CREATE SCHEMA s; CREATE SEQUENCE q;", "CREATE TABLE IF NOT EXISTS t (a int, b int); CREATE INDEX IF NOT EXISTS i ON t (a); ALTER TABLE t ADD COLUMN IF NOT EXISTS a int; CREATE SCHEMA IF NOT EXISTS s; CREATE SEQUENCE IF NOT EXISTS q; DROP TABLE IF EXISTS nothing; ALTER TABLE t DROP COLUMN IF EXISTS nothing; DO $$ BEGIN CREATE TYPE e AS ENUM ('b'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;"),
    "a table that takes another's place": ("CREATE TABLE t (id int PRIMARY KEY, a text); CREATE INDEX i ON t (a);", "CREATE TABLE n (id bigint PRIMARY KEY, a text, b int); INSERT INTO n (id, a) SELECT id, a FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t; CREATE INDEX i ON t (a);"),
    "a table that another takes the place of": ("CREATE TABLE t (id int PRIMARY KEY, a text);", "ALTER TABLE t RENAME TO o; CREATE TABLE t (id bigint PRIMARY KEY, a text, b int); INSERT INTO t (id, a) SELECT id, a FROM o; DROP TABLE o;"),
    "indexes built beside others": ("CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a);", "CREATE INDEX CONCURRENTLY j ON t (b); DROP INDEX CONCURRENTLY i;"),
}  # fmt: skip

MARIADB: dict[str, Case] = {
    "table dropped": ("CREATE TABLE p (id INT PRIMARY KEY); CREATE TABLE t (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, a VARCHAR(20) CHARACTER SET latin1 NOT NULL DEFAULT 'x' COMMENT 'a', p INT, q INT, n INT AS (q * 2) STORED, v INT AS (q + 1) VIRTUAL, CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id) ON DELETE SET NULL, UNIQUE KEY u (a), KEY k (a(5), p DESC), FULLTEXT KEY ft (a)) ENGINE=InnoDB COMMENT='t'; CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 'y';", "DROP TABLE t;"),
    "columns in their places": ("CREATE TABLE t (a INT, b INT NOT NULL, c INT, d INT, KEY k (b, c), KEY l (c));", "ALTER TABLE t DROP COLUMN b; ALTER TABLE t DROP COLUMN a; ALTER TABLE t MODIFY d INT FIRST;"),
    "definitions that lose what they do not say": ("CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a VARCHAR(10) NOT NULL DEFAULT 'x' COMMENT 'c', b TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, e ENUM('a', 'b') NOT NULL DEFAULT 'a');", "ALTER TABLE t MODIFY a VARCHAR(20); ALTER TABLE t CHANGE b c DATETIME NULL; ALTER TABLE t MODIFY e ENUM('a', 'b', 'c') NOT NULL DEFAULT 'b'; ALTER TABLE t MODIFY id BIGINT;"),
    "keys and the indexes behind them": ("CREATE TABLE p (id INT PRIMARY KEY); CREATE TABLE t (a INT, b INT); CREATE TABLE u (a INT, CONSTRAINT fu FOREIGN KEY (a) REFERENCES p (id));", "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id) ON DELETE CASCADE; ALTER TABLE u DROP FOREIGN KEY fu; ALTER TABLE t ADD FOREIGN KEY (b) REFERENCES p (id);"),
    "own index in place of the server's": ("CREATE TABLE p (id INT PRIMARY KEY); CREATE TABLE t (a INT, b INT, CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id));", "CREATE INDEX own ON t (a, b);"),
    "primary key": ("CREATE TABLE t (a INT, b INT); CREATE TABLE u (a INT NOT NULL, b INT NOT NULL, PRIMARY KEY (a, b));", "ALTER TABLE t ADD PRIMARY KEY (a); ALTER TABLE u DROP PRIMARY KEY;"),
    "indexes": ("CREATE TABLE t (a INT, b VARCHAR(100), c TEXT, KEY k (a), UNIQUE KEY u (a, b));", "DROP INDEX k ON t; ALTER TABLE t DROP INDEX u; CREATE UNIQUE INDEX n ON t (b(10)); ALTER TABLE t ADD FULLTEXT INDEX ft (c); ALTER TABLE t RENAME INDEX n TO m;"),
    "renames": ("CREATE TABLE a (x INT, y INT); CREATE TABLE b (z INT);", "RENAME TABLE a TO c, b TO a; ALTER TABLE c RENAME COLUMN x TO w; ALTER TABLE c CHANGE y v BIGINT;"),
    "options": ("CREATE TABLE t (a VARCHAR(10)) ENGINE=InnoDB ROW_FORMAT=DYNAMIC COMMENT='old';", "ALTER TABLE t COMMENT='new'; ALTER TABLE t ROW_FORMAT=COMPACT; ALTER TABLE t ENGINE=MyISAM;"),
    "checks": ("CREATE TABLE t (a INT CHECK (a > 0), b INT, CONSTRAINT c CHECK (b > a));", "ALTER TABLE t DROP CONSTRAINT c; ALTER TABLE t ADD CONSTRAINT d CHECK (b <> 5); ALTER TABLE t MODIFY a INT;"),
    "generated columns": ("CREATE TABLE t (a INT, g INT AS (a + 1) STORED);", "ALTER TABLE t DROP COLUMN g; ALTER TABLE t ADD h INT AS (a * 2) VIRTUAL;"),
    "views": ("CREATE TABLE t (a INT, b INT); CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM t WHERE a > 0 WITH CHECK OPTION;", "CREATE OR REPLACE VIEW v AS SELECT a, b FROM t; DROP VIEW w; CREATE VIEW x AS SELECT b FROM t;"),
    "routines and triggers": ("CREATE TABLE t (a INT); CREATE FUNCTION f (x INT) RETURNS INT DETERMINISTIC RETURN x; CREATE PROCEDURE p () SELECT 1; CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;", "DROP FUNCTION f; CREATE FUNCTION f (x INT) RETURNS INT DETERMINISTIC RETURN x + 1; DROP PROCEDURE p; DROP TRIGGER g; CREATE TRIGGER h AFTER INSERT ON t FOR EACH ROW SET @a = 1;"),
    "defaults and nullability": ("CREATE TABLE t (a INT DEFAULT 1, b INT NOT NULL, c VARCHAR(5) NOT NULL DEFAULT '');", "ALTER TABLE t ALTER a DROP DEFAULT; ALTER TABLE t ALTER b SET DEFAULT 5; ALTER TABLE t MODIFY c VARCHAR(5) NULL;"),
    "sequence": ("CREATE SEQUENCE s START WITH 5 INCREMENT BY 2;", "DROP SEQUENCE s; CREATE SEQUENCE r;"),
    "partitions": ("CREATE TABLE t (a INT) PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (20)); CREATE TABLE u (a INT);", "ALTER TABLE t ADD PARTITION (PARTITION p2 VALUES LESS THAN (30)); ALTER TABLE u PARTITION BY HASH (a) PARTITIONS 4;"),
    "partitioning removed": ("CREATE TABLE t (a INT) PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN MAXVALUE);", "ALTER TABLE t REMOVE PARTITIONING;"),
    "rows with keys": ("CREATE TABLE t (a INT, b VARCHAR(10), PRIMARY KEY (a, b));", "INSERT INTO t VALUES (1, 'x'), (2, 'it''s');"),
}  # fmt: skip

SQLITE: dict[str, Case] = {
    "table dropped": ("CREATE TABLE p (id INTEGER PRIMARY KEY AUTOINCREMENT); CREATE TABLE t (a INT NOT NULL DEFAULT 5 CHECK (a > 0), b TEXT COLLATE NOCASE, c INT REFERENCES p ON DELETE CASCADE, g INT AS (a + 1), PRIMARY KEY (a, b), UNIQUE (c)) WITHOUT ROWID; CREATE INDEX i ON t (lower(b)) WHERE a > 1; CREATE TRIGGER tr AFTER INSERT ON t BEGIN DELETE FROM p; END; CREATE VIEW v AS SELECT a FROM t;", "DROP VIEW v; DROP TABLE t; DROP TABLE p;"),
    "columns": ("CREATE TABLE t (a INT, b TEXT NOT NULL DEFAULT 'x', c INT, d TEXT NOT NULL); CREATE INDEX i ON t (a);", "ALTER TABLE t DROP COLUMN b; ALTER TABLE t DROP COLUMN d; ALTER TABLE t ADD COLUMN e INT DEFAULT 1; ALTER TABLE t RENAME COLUMN c TO f;"),
    "column that cannot be dropped again": ("CREATE TABLE t (a INT); CREATE TABLE p (id INTEGER PRIMARY KEY);", "ALTER TABLE t ADD COLUMN b INT REFERENCES p; ALTER TABLE t ADD COLUMN c INT; CREATE INDEX i ON t (c);"),
    "column with a computed default dropped": ("CREATE TABLE t (a INT, b TEXT DEFAULT CURRENT_TIMESTAMP, c INT GENERATED ALWAYS AS (a) STORED);", "ALTER TABLE t DROP COLUMN b; ALTER TABLE t DROP COLUMN c;"),
    "renames": ("CREATE TABLE a (x INT); CREATE TABLE b (y INT REFERENCES a (x)); CREATE VIEW v AS SELECT x FROM a;", "ALTER TABLE a RENAME TO c; ALTER TABLE c RENAME COLUMN x TO z;"),
    "table made anew": ("CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, p INT REFERENCES p); CREATE TABLE c (t INT REFERENCES t); CREATE INDEX i ON t (a);", "CREATE TABLE n (id INTEGER PRIMARY KEY, a TEXT NOT NULL DEFAULT '', p INT REFERENCES p, b INT CHECK (b > 0)); INSERT INTO n (id, a, p) SELECT id, a, p FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t; CREATE INDEX i ON t (a, b);"),
    "views and triggers": ("CREATE TABLE t (a INT); CREATE VIEW v AS SELECT a FROM t; CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t WHERE a < 0; END;", "DROP TRIGGER g; DROP VIEW v; CREATE VIEW w AS SELECT a + 1 AS b FROM t;"),
    "indexes": ("CREATE TABLE t (a INT, b TEXT); CREATE UNIQUE INDEX i ON t (a) WHERE b IS NOT NULL;", "DROP INDEX i; CREATE INDEX j ON t (b COLLATE NOCASE DESC);"),
    "rows with keys": ("CREATE TABLE t (a INT, b TEXT, PRIMARY KEY (a, b));", "INSERT INTO t VALUES (1, 'x'), (2, 'it''s');"),
}  # fmt: skip

OTHERWISE_AGAIN = {
    "own index in place of the server's": "the server takes its own index away for another, and keeps one that a statement made",
}
"""Cases whose schema comes back, and where the second way there leads elsewhere all the same."""

FOR_GOOD: dict[str, str] = {
    "enum value": "CREATE TYPE e AS ENUM ('a'); | ALTER TYPE e ADD VALUE 'b';",
    "truncate": "CREATE TABLE t (a int); | TRUNCATE t;",
    "index attached": "CREATE TABLE t (a int, b int) PARTITION BY LIST (a); CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1); CREATE INDEX c ON t1 (b); CREATE INDEX i ON ONLY t (b); | ALTER INDEX i ATTACH PARTITION c;",
    "restart": "CREATE SEQUENCE s; | ALTER SEQUENCE s RESTART WITH 5;",
    "dynamic": "CREATE TABLE t (a int); | DO $$ BEGIN EXECUTE 'DROP TABLE ' || 't'; END $$;",
    "function dropped with what calls it": "CREATE FUNCTION g(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'; CREATE TABLE t (a int DEFAULT g(1)); | DROP FUNCTION g(int) CASCADE;",
    "type dropped with the functions that take it": "CREATE TYPE e AS ENUM ('a'); CREATE FUNCTION f(e) RETURNS int LANGUAGE sql AS 'SELECT 1'; | DROP TYPE e CASCADE;",
    "cast that nothing turns back": "CREATE TABLE t (a uuid); | ALTER TABLE t ALTER a TYPE int USING 1;",
}
"""What nothing takes back: said in the rollback, which runs all the same."""


def journey(case: Case, dialect: Dialect) -> Journey:
    """The migration of a case, with the rollback that we generate for it."""
    texts = dict(zip(("given.sql", "up.sql"), case, strict=True))

    def source(span: Span) -> str | None:
        return texts[span.path][span.start : span.end] if span.path in texts else None

    blocks = [
        Block(tuple(map(read, split(text, dialect, path))), change_set=at, migration=at)
        for at, (path, text) in enumerate(texts.items())
    ]
    steps = [step for step in replay(blocks, dialect, path="case", kind="history").steps if step.migration == 1]
    return Journey("case", "up.sql", tuple(split(case[1], dialect, "up.sql")), rollback_sql(steps, undo, source=source))


def held(outcome: Outcome) -> None:
    text = outcome.journey.back.text
    assert outcome.kind == "restored", f"{outcome.kind}: {outcome.words}\n{text}"


@pytest.mark.server
@pytest.mark.parametrize("name", POSTGRES)
def test_postgres(postgres, name: str) -> None:
    given, _ = POSTGRES[name]
    ground = OnPostgres(postgres.folder, "inverse_case")
    try:
        for statement in split(given, "postgres", "given.sql"):
            assert ground.session.run(statement.text) is None, statement.text
        held(ground.take(journey(POSTGRES[name], "postgres")))
    finally:
        ground.close()


@pytest.mark.server
@pytest.mark.parametrize("name", FOR_GOOD)
def test_what_nothing_takes_back_is_said(postgres, name: str) -> None:
    given, _, up = FOR_GOOD[name].partition(" | ")
    ground = OnPostgres(postgres.folder, "inverse_case", [given])
    try:
        outcome = ground.take(journey((given, up), "postgres"))
    finally:
        ground.close()
    assert "-- schemalint: irreversible" in outcome.journey.back.text
    assert outcome.kind in ("not reversible", "restored"), outcome


@pytest.fixture(scope="module")
def case_mariadb() -> Iterator[private_mariadb.MariaDB]:
    try:
        engine = private_mariadb.private()
    except UnavailableError as reason:
        pytest.skip(str(reason))
    try:
        yield engine
    finally:
        engine.stop()


@pytest.mark.server
@pytest.mark.parametrize("name", MARIADB)
def test_mariadb(case_mariadb, name: str) -> None:
    ground = OnCopies(case_mariadb, "mariadb", [one.text for one in split(MARIADB[name][0], "mariadb", "given.sql")])
    try:
        outcome = ground.try_out(journey(MARIADB[name], "mariadb"))
        if not (name in OTHERWISE_AGAIN and outcome.kind == "not repeated"):
            held(outcome)
    finally:
        ground.close()


@pytest.mark.server
@pytest.mark.parametrize("name", SQLITE)
def test_sqlite(name: str) -> None:
    ground = OnCopies(
        Sqlite(_told_by_text), "sqlite", [one.text for one in split(SQLITE[name][0], "sqlite", "given.sql")]
    )
    try:
        held(ground.take(journey(SQLITE[name], "sqlite")))
    finally:
        ground.close()
