"""Small scripts whose outcome only the server knows for certain: generated names, inheritance, partitions, what goes with what."""

from __future__ import annotations

import picture
import pytest
from test_postgres import compared, replayed

LONG = "a_table_with_a_really_long_name_that_goes_on_and_on_for_ever_ok"

CASES: dict[str, str] = {
    "names": """
        CREATE TABLE users (id bigserial PRIMARY KEY, email text UNIQUE, age int CHECK (age > 0) CHECK (age < 200));
        CREATE TABLE orders (
          id int GENERATED ALWAYS AS IDENTITY, user_id bigint NOT NULL REFERENCES users, a int, b int, price numeric(10,2),
          CHECK (price > 0), CHECK (a > b), CHECK (1 = 1), PRIMARY KEY (id), UNIQUE (a, b), UNIQUE (b),
          FOREIGN KEY (a) REFERENCES users (id) ON DELETE CASCADE);
        ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id);
        ALTER TABLE orders ADD CHECK (price < 100);
        CREATE INDEX ON orders (a, b); CREATE INDEX ON orders (a, b);
        CREATE INDEX ON orders (lower('x' || a::text), a); CREATE INDEX ON orders ((a + b));
        CREATE INDEX ON orders (a) INCLUDE (b); CREATE UNIQUE INDEX ON orders (b) WHERE b > 0;
        CREATE INDEX ON orders (upper(a::text), upper(b::text)); CREATE INDEX ON orders ((a::text));
    """,
    "long names": f"""
        CREATE TABLE {LONG} (id serial PRIMARY KEY, some_column_that_is_long_as_well_yes int UNIQUE, other_long_column_name int,
          UNIQUE (some_column_that_is_long_as_well_yes, other_long_column_name), CHECK (other_long_column_name > 0),
          FOREIGN KEY (other_long_column_name) REFERENCES {LONG} (id));
        CREATE INDEX ON {LONG} (some_column_that_is_long_as_well_yes, other_long_column_name);
        CREATE INDEX ON {LONG} (some_column_that_is_long_as_well_yes, other_long_column_name, id);
        CREATE TABLE "Täble mit Ümläuten, die lang genug sind für 63 Bytes" (id serial PRIMARY KEY, "Spälte mit Ümläuten" int UNIQUE);
    """,
    "collisions": """
        CREATE TABLE a_b (c int); CREATE TABLE a (b_c int);
        CREATE INDEX ON a_b (c); CREATE INDEX ON a (b_c);
        CREATE TABLE p (id int PRIMARY KEY);
        ALTER TABLE a_b ADD FOREIGN KEY (c) REFERENCES p; ALTER TABLE a ADD FOREIGN KEY (b_c) REFERENCES p;
        CREATE SEQUENCE t_id_seq; CREATE TABLE t (id serial);
        CREATE TABLE u (id int); CREATE TABLE u_pkey (x int); ALTER TABLE u ADD PRIMARY KEY (id);
        CREATE VIEW w_x_idx AS SELECT 1 AS x; CREATE TABLE w (x int); CREATE INDEX ON w (x);
    """,
    "repeated keys": """
        CREATE TABLE a (id int PRIMARY KEY UNIQUE); CREATE TABLE b (id int UNIQUE PRIMARY KEY, x int UNIQUE, UNIQUE (x));
        CREATE TABLE c (id int CONSTRAINT by_id UNIQUE PRIMARY KEY); CREATE TABLE d (x int CONSTRAINT one UNIQUE, CONSTRAINT two UNIQUE (x));
    """,
    "inherits": """
        CREATE TABLE base (id serial PRIMARY KEY, name text NOT NULL DEFAULT 'x', CHECK (name <> ''), CONSTRAINT own CHECK (id > 0) NO INHERIT);
        CREATE INDEX ON base (name);
        CREATE TABLE child (extra int, name text DEFAULT 'y') INHERITS (base);
        ALTER TABLE base ADD COLUMN added int NOT NULL DEFAULT 5; ALTER TABLE base ADD CHECK (added > 0);
        ALTER TABLE base ALTER COLUMN added SET DEFAULT 6; ALTER TABLE base RENAME COLUMN name TO title;
        ALTER TABLE base ADD UNIQUE (title); ALTER TABLE base DROP COLUMN added;
    """,
    "types that go": """
        CREATE EXTENSION citext; CREATE TYPE mood AS ENUM ('ok'); CREATE DOMAIN cents AS bigint CHECK (VALUE >= 0); CREATE TYPE place AS (x int);
        CREATE TABLE parent (id int PRIMARY KEY, m mood UNIQUE, c cents);
        CREATE TABLE child (id int, m mood REFERENCES parent (m), c cents CHECK (c < 9), e citext, p place, PRIMARY KEY (id, m), UNIQUE (e, id));
        CREATE INDEX by_cents ON child (c, id); CREATE INDEX by_mood ON parent (id) WHERE m = 'ok';
        CREATE VIEW moods AS SELECT m FROM parent; CREATE VIEW ids AS SELECT id FROM parent;
        DROP TYPE mood CASCADE; DROP DOMAIN cents CASCADE; DROP EXTENSION citext CASCADE; DROP TYPE place CASCADE;
    """,
    "partitions": """
        CREATE TABLE users (id int PRIMARY KEY);
        CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY, user_id int REFERENCES users, at timestamptz NOT NULL, kind text,
          PRIMARY KEY (id, at), UNIQUE (kind, at), CHECK (kind <> '')) PARTITION BY RANGE (at);
        CREATE INDEX ON events (user_id); CREATE INDEX by_kind ON events (kind);
        CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        CREATE TABLE events_2025 (LIKE events INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
        ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
        CREATE TABLE events_rest PARTITION OF events DEFAULT PARTITION BY RANGE (at);
        CREATE TABLE events_rest_a PARTITION OF events_rest FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
        CREATE INDEX later ON events (kind, user_id);
        ALTER TABLE events ADD COLUMN note text; ALTER TABLE events ADD CONSTRAINT note_short CHECK (length(note) < 10);
        ALTER TABLE events DETACH PARTITION events_2024; DROP INDEX by_kind;
        ALTER TABLE events DROP COLUMN user_id;
    """,
    "like": """
        CREATE TABLE model (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, a int DEFAULT 5 CHECK (a > 0), b text UNIQUE NOT NULL,
          c int GENERATED ALWAYS AS (a * 2) STORED, s serial);
        CREATE INDEX model_named ON model (a, b); COMMENT ON COLUMN model.a IS 'the a';
        CREATE TABLE bare (x int, LIKE model, y int); CREATE TABLE all_of_it (LIKE model INCLUDING ALL);
        CREATE TABLE parts (LIKE model INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS);
        CREATE TABLE but (LIKE model INCLUDING ALL EXCLUDING INDEXES EXCLUDING IDENTITY);
    """,
    "of type": """
        CREATE TYPE person AS (name text, age int); CREATE TABLE people OF person (PRIMARY KEY (name), age WITH OPTIONS NOT NULL DEFAULT 1);
    """,
    "renames": """
        CREATE TABLE users (id serial PRIMARY KEY, email text UNIQUE, CHECK (email <> ''));
        CREATE TABLE orders (id serial PRIMARY KEY, user_id int REFERENCES users (id));
        CREATE INDEX orders_by_user ON orders (user_id) WHERE user_id > 0;
        CREATE VIEW v AS SELECT * FROM users;
        ALTER TABLE users RENAME TO people; ALTER TABLE people RENAME COLUMN id TO person_id;
        ALTER TABLE people RENAME CONSTRAINT users_pkey TO people_pkey; ALTER INDEX orders_by_user RENAME TO by_user;
        ALTER TABLE orders RENAME COLUMN user_id TO person; ALTER INDEX users_email_key RENAME TO people_email_key;
        CREATE SCHEMA app; ALTER TABLE people SET SCHEMA app; ALTER SCHEMA app RENAME TO core; ALTER VIEW v RENAME TO w;
        ALTER SEQUENCE orders_id_seq RENAME TO order_numbers; ALTER TABLE orders ADD CHECK (person > 0);
        ALTER TABLE by_user RENAME TO by_person;
    """,
    "drops": """
        CREATE TABLE users (id serial PRIMARY KEY, email text UNIQUE, a int, b int, CHECK (a > b), CHECK (b > 0));
        CREATE TABLE orders (id serial PRIMARY KEY, user_id int REFERENCES users (id), email text REFERENCES users (email));
        CREATE INDEX ON users (a, b); CREATE INDEX ON users (a) WHERE b > 0; CREATE INDEX ON users (a) INCLUDE (b); CREATE INDEX ON users ((b + 1));
        ALTER TABLE users DROP COLUMN b; ALTER TABLE users DROP COLUMN email CASCADE; CREATE VIEW v AS SELECT id FROM users;
        CREATE VIEW v2 AS SELECT id FROM v;
        CREATE TABLE lines (id int, order_id int REFERENCES orders); DROP TABLE users CASCADE;
        ALTER TABLE orders DROP CONSTRAINT orders_pkey CASCADE; DROP TABLE IF EXISTS none; ALTER TABLE lines DROP COLUMN IF EXISTS nothing;
        CREATE TABLE s (id serial); DROP SEQUENCE s_id_seq CASCADE;
        CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE feelings (id int, m mood); DROP TYPE mood CASCADE;
    """,
    "schemas": """
        CREATE SCHEMA app; CREATE SCHEMA other;
        CREATE TABLE app.users (id serial PRIMARY KEY); CREATE TABLE users (id int PRIMARY KEY);
        SET search_path TO app, public; CREATE TABLE orders (user_id int REFERENCES users, mine int REFERENCES public.users);
        CREATE TABLE public.lines (o int); ALTER TABLE lines ADD COLUMN n int; CREATE INDEX ON lines (n);
        BEGIN; SET LOCAL search_path TO other; CREATE TABLE here (id serial); COMMIT; CREATE TABLE there (id int);
        RESET search_path; CREATE TABLE again (id int); DROP SCHEMA other CASCADE;
    """,
    "transactions": """
        BEGIN; CREATE TABLE gone (id serial PRIMARY KEY); ROLLBACK;
        BEGIN; CREATE TABLE kept (id int); SAVEPOINT s; CREATE TABLE lost (id int); ALTER TABLE kept ADD COLUMN no int; ROLLBACK TO SAVEPOINT s;
        ALTER TABLE kept ADD COLUMN yes int; COMMIT;
        CREATE TEMP TABLE scratch (id serial); CREATE UNLOGGED TABLE quick (id int); ALTER TABLE quick SET LOGGED;
    """,
    "keys": """
        CREATE TABLE t (id int, a int, b int, c text); CREATE UNIQUE INDEX t_idx ON t (id); CREATE UNIQUE INDEX t_ab ON t (a, b);
        ALTER TABLE t ADD PRIMARY KEY USING INDEX t_idx; ALTER TABLE t ADD CONSTRAINT ab UNIQUE USING INDEX t_ab;
        ALTER TABLE t ADD CONSTRAINT c_set CHECK (c IS NOT NULL) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT c_set;
        CREATE TABLE u (t_id int); ALTER TABLE u ADD CONSTRAINT fk FOREIGN KEY (t_id) REFERENCES t NOT VALID;
        ALTER TABLE t DROP CONSTRAINT ab; ALTER TABLE t ADD EXCLUDE USING btree (a WITH =);
        CREATE TABLE x (a int, b int, UNIQUE (a) INCLUDE (b), UNIQUE NULLS NOT DISTINCT (b));
        ALTER TABLE x ADD COLUMN d int UNIQUE DEFAULT 3 REFERENCES t (id) CHECK (d > 0), ADD COLUMN e serial;
        ALTER TABLE x ALTER COLUMN a SET NOT NULL, ALTER COLUMN a SET DEFAULT 4, ALTER COLUMN b TYPE bigint USING b::bigint;
        ALTER TABLE x ALTER COLUMN a DROP DEFAULT; ALTER TABLE x ALTER COLUMN a ADD GENERATED ALWAYS AS IDENTITY;
    """,
    "identity": """
        CREATE TABLE t (id int NOT NULL, g int GENERATED ALWAYS AS (id * 2) STORED, n int GENERATED BY DEFAULT AS IDENTITY);
        ALTER TABLE t ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY; ALTER TABLE t ALTER COLUMN id SET GENERATED ALWAYS;
        ALTER TABLE t ALTER COLUMN n DROP IDENTITY; ALTER TABLE t ALTER COLUMN g DROP EXPRESSION;
        CREATE TABLE s (id serial, b bigserial, c smallserial); ALTER TABLE s DROP COLUMN b; ALTER TABLE s ALTER COLUMN c DROP DEFAULT;
    """,
    "types": """
        CREATE TYPE mood AS ENUM ('sad', 'ok'); ALTER TYPE mood ADD VALUE 'happy' AFTER 'sad'; ALTER TYPE mood ADD VALUE 'first' BEFORE 'sad';
        ALTER TYPE mood ADD VALUE IF NOT EXISTS 'ok'; ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';
        CREATE DOMAIN email AS text NOT NULL CHECK (VALUE LIKE '%@%'); CREATE DOMAIN pos AS int; ALTER DOMAIN pos SET NOT NULL;
        CREATE TABLE t (m mood DEFAULT 'sad', e email, n mood[]); ALTER TYPE mood RENAME TO feeling; CREATE SCHEMA s; ALTER TYPE feeling SET SCHEMA s;
        CREATE TABLE u (a int4, b varchar(20), c char, d bool, e timestamptz(3), f decimal(10), g float4, h float(30), i bit, j varbit(3),
          k time, l interval day to second, m int[], n text ARRAY[3], o numeric, p "char", q bpchar, r timestamp(0), s character varying, t double precision, u name);
    """,
    "triggers": """
        CREATE TABLE t (id int, a int); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
        CREATE FUNCTION g(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION g(text) RETURNS int LANGUAGE sql AS 'SELECT 2';
        CREATE TRIGGER one BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f(); CREATE TRIGGER two AFTER UPDATE OF a ON t FOR EACH ROW EXECUTE FUNCTION f();
        ALTER TABLE t DISABLE TRIGGER one; ALTER TRIGGER two ON t RENAME TO three; DROP FUNCTION g(text);
        CREATE POLICY p ON t FOR SELECT USING (true); CREATE POLICY q ON t AS RESTRICTIVE USING (a > 0); ALTER TABLE t ENABLE ROW LEVEL SECURITY;
        ALTER POLICY q ON t RENAME TO r; ALTER TABLE t RENAME TO tt; DROP TRIGGER one ON tt; COMMENT ON TABLE tt IS 'it''s'; COMMENT ON COLUMN tt.a IS 'x';
        CREATE OR REPLACE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$;
    """,
    "refused": """
        CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE t (other int); CREATE TABLE IF NOT EXISTS t (third int);
        ALTER TABLE t ADD COLUMN id int; ALTER TABLE t ADD COLUMN IF NOT EXISTS id text; ALTER TABLE t ADD PRIMARY KEY (id);
        CREATE INDEX i ON t (id); CREATE INDEX i ON t (id); CREATE INDEX IF NOT EXISTS i ON t (id);
        ALTER TABLE t DROP COLUMN nothing; ALTER TABLE t DROP CONSTRAINT nothing; DROP INDEX nothing; CREATE VIEW t AS SELECT 1;
        CREATE TYPE e AS ENUM ('a'); CREATE TYPE e AS ENUM ('b'); ALTER TYPE e ADD VALUE 'a';
    """,
    "materialized": """
        CREATE TABLE t (id int); CREATE MATERIALIZED VIEW m AS SELECT id FROM t; CREATE UNIQUE INDEX ON m (id); CREATE INDEX named ON m (id);
        ALTER MATERIALIZED VIEW m RENAME TO mm; CREATE OR REPLACE VIEW v AS SELECT id FROM mm; DROP INDEX named; CREATE TABLE c AS SELECT id FROM t;
        DROP TABLE c;
    """,
}


@pytest.mark.server
@pytest.mark.parametrize("name", CASES)
def test_case(postgres, name: str) -> None:
    database = postgres.database("cases_" + name.replace(" ", "_"))
    postgres.psql(database, CASES[name])
    ours = replayed([("case.sql", CASES[name])])
    assert compared(postgres, database, ours, picture.of_server(postgres, database)) == []


@pytest.mark.server
@pytest.mark.parametrize("name", CASES)
def test_faults_are_the_servers_errors(postgres, name: str) -> None:
    database = postgres.database("faults_" + name.replace(" ", "_"))
    errors = postgres.psql(database, CASES[name]).stderr.count("ERROR:")
    steps = replayed([("case.sql", CASES[name])]).steps
    refused = {step.statement.span for step in steps if step.faults}
    assert len(refused) == errors, [fault for step in steps for fault in step.faults]
