CREATE SCHEMA app

CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL, email text, "Mixed Case" int, created timestamptz DEFAULT now())

CREATE TABLE app.orders (id serial PRIMARY KEY, customer_id int REFERENCES customers (id), status text, total numeric(10, 2), tags text[])

CREATE TABLE items (order_id int, sku text, qty int, PRIMARY KEY (order_id, sku))

CREATE TYPE mood AS ENUM ('sad', 'ok')

CREATE TYPE app.address AS (street text, city text)

CREATE DOMAIN positive AS int CHECK (value > 0)

CREATE SEQUENCE app.numbers

CREATE FUNCTION area(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT a * b $$

CREATE FUNCTION total(VARIADIC xs int[]) RETURNS int LANGUAGE sql AS $$ SELECT sum(x)::int FROM unnest(xs) AS x $$

CREATE FUNCTION pairs() RETURNS TABLE (k int, v text) LANGUAGE sql AS $$ SELECT 1, 'x' $$

CREATE FUNCTION every_item() RETURNS SETOF items LANGUAGE sql AS $$ SELECT * FROM items $$

CREATE FUNCTION outs(OUT a int, OUT b text) LANGUAGE sql AS $$ SELECT 1, 'x' $$

CREATE VIEW recent AS SELECT c.id AS customer, c.name, count(*) AS many, max(o.total) FROM customers c JOIN app.orders o ON o.customer_id = c.id GROUP BY c.id, c.name

CREATE TABLE kept AS SELECT id, name AS label FROM customers

SELECT customer, name, many, max FROM recent

SELECT customer, nothing FROM recent

SELECT label FROM kept

SELECT name FROM kept

SELECT id FROM orders

SELECT id FROM app.orders

SELECT id FROM app.ordres

SELECT id FROM nowhere.orders

SELECT orders.id FROM app.orders

SELECT app.orders.id FROM app.orders

SELECT app.orders.id FROM app.orders o

SELECT o.id, orders.status FROM app.orders o

SELECT id FROM customers c JOIN app.orders o ON c.id = o.customer_id

SELECT status FROM customers c JOIN app.orders o ON c.id = o.customer_id

SELECT "Mixed Case" FROM customers

SELECT MixedCase FROM customers

SELECT "mixed case" FROM customers

SELECT NAME, "name" FROM customers

SELECT "Name" FROM customers

SELECT c FROM customers c

SELECT customers FROM customers

SELECT customers FROM customers c

SELECT ctid, xmin, tableoid::regclass FROM customers

SELECT id AS x FROM customers WHERE x > 1

SELECT id AS x FROM customers ORDER BY x

SELECT id AS x FROM customers GROUP BY x

SELECT id AS x FROM customers GROUP BY id HAVING x > 1

SELECT id AS x FROM customers ORDER BY x + 1

SELECT * FROM customers JOIN app.orders USING (id)

SELECT id FROM customers JOIN app.orders USING (id)

SELECT * FROM customers JOIN app.orders USING (name)

SELECT * FROM customers JOIN app.orders USING (customer_id)

SELECT id, name FROM customers NATURAL JOIN kept

SELECT c.id FROM customers c, items i JOIN app.orders o ON o.id = i.order_id AND c.id = o.customer_id

SELECT c.id FROM customers c JOIN items i ON i.order_id = o.id JOIN app.orders o ON o.customer_id = c.id

SELECT x.id FROM customers c, (SELECT c.id) x

SELECT x.id FROM customers c, LATERAL (SELECT c.id) x

SELECT (SELECT c.name) FROM customers c

SELECT (SELECT o.name FROM app.orders o) FROM customers c

SELECT (SELECT name FROM app.orders o LIMIT 1) FROM customers c

WITH t AS (SELECT id, name FROM customers) SELECT id, name FROM t

WITH t AS (SELECT id, name FROM customers) SELECT email FROM t

WITH t (a, b) AS (SELECT id, name FROM customers) SELECT a, b FROM t

WITH t (a) AS (SELECT id, name FROM customers) SELECT a, name FROM t

WITH t (a) AS (SELECT id, name FROM customers) SELECT id FROM t

WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT n FROM t

WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT m + 1 FROM t WHERE n < 3) SELECT n FROM t

WITH a AS (SELECT * FROM b), b AS (SELECT 1 AS x) SELECT * FROM a

WITH gone AS (DELETE FROM items RETURNING sku) SELECT sku FROM gone

WITH gone AS (DELETE FROM items RETURNING sku) SELECT qty FROM gone

SELECT id FROM customers UNION SELECT id FROM app.orders ORDER BY id

SELECT id FROM customers UNION SELECT id FROM app.orders ORDER BY name

SELECT column1, column2 FROM (VALUES (1, 2)) AS v

SELECT column3 FROM (VALUES (1, 2)) AS v

SELECT a FROM (VALUES (1, 2)) AS v (a, b)

SELECT k, v FROM pairs()

SELECT k, w FROM pairs()

SELECT p.k FROM pairs() p

SELECT sku FROM every_item()

SELECT sku, nope FROM every_item() e

SELECT a, b FROM outs()

SELECT c FROM outs()

SELECT g FROM generate_series(1, 3) AS g

SELECT g.n FROM generate_series(1, 3) AS g (n)

SELECT h FROM generate_series(1, 3) AS g

SELECT e.key, e.value FROM jsonb_each('{}') e

SELECT e.keys FROM jsonb_each('{}') e

SELECT t.a, t.ordinality FROM unnest(ARRAY[1, 2]) WITH ORDINALITY AS t (a)

SELECT x.a FROM jsonb_to_recordset('[]') AS x (a int, b text)

SELECT x.c FROM jsonb_to_recordset('[]') AS x (a int, b text)

SELECT area(1), area(1, 2), area(a => 1)

SELECT area(1, 2, 3)

SELECT area()

SELECT total(1, 2, 3), total(VARIADIC ARRAY[1])

SELECT nothing(1)

SELECT app.nothing(1)

SELECT now(1)

SELECT coalesce(1, 2), greatest(1, 2), nullif(1, 2), extract(year FROM now()), substring('x' FROM 1 FOR 2), position('a' IN 'b'), trim(BOTH 'x' FROM 'xx'), overlay('a' PLACING 'b' FROM 1)

SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY id) FROM customers

SELECT string_agg(name, ',' ORDER BY id) FILTER (WHERE id > 1) FROM customers

SELECT row_number() OVER (PARTITION BY name ORDER BY id), lag(id) OVER w FROM customers WINDOW w AS (ORDER BY nam)

SELECT date('2020-01-01'), int4('1'), text(1), mood('ok')

SELECT '1'::positive, 'sad'::mood, NULL::app.address, NULL::customers, NULL::app.orders[]

SELECT 'sad'::moood

SELECT NULL::app.adress

SELECT CAST('x' AS mod)

SELECT nextval('app.numbers'), nextval('app.orders_id_seq'::regclass), currval('app.numbers')

SELECT nextval('numbers')

SELECT nextval('app."Numbers"')

SELECT setval('app.orders_seq', 3)

SELECT schemaname, relname FROM pg_stat_user_indexes

SELECT schemaname, tablename FROM pg_stat_user_indexes

SELECT oid, relname FROM pg_catalog.pg_class

SELECT table_name FROM information_schema.tables

SELECT table_nam FROM information_schema.tables

SELECT * FROM information_schema.nothing

SELECT * FROM pg_nothing

INSERT INTO customers (id, name) VALUES (1, 'x')

INSERT INTO customers (id, nam) VALUES (2, 'x')

INSERT INTO customer (id) VALUES (3)

INSERT INTO customers AS c (id, name) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = c.email || excluded.email

INSERT INTO customers (id, name) VALUES (1, 'x') ON CONFLICT (idd) DO NOTHING

INSERT INTO customers (id, name) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET nam = excluded.name

INSERT INTO customers (id, name) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET name = excluded.nam

INSERT INTO customers (id, name) VALUES (9, 'x') RETURNING id, email

INSERT INTO customers (id, name) VALUES (10, 'x') RETURNING idd

INSERT INTO customers (id, name) SELECT id + 100, label FROM kept

INSERT INTO customers (id, name) SELECT id + 200, name FROM kept

UPDATE customers SET name = 'x' WHERE id = 1

UPDATE customers SET nam = 'x'

UPDATE customers SET name = nam

UPDATE customers c SET name = o.status FROM app.orders o WHERE o.customer_id = c.id

UPDATE customers c SET name = o.state FROM app.orders o WHERE o.customer_id = c.id

UPDATE customers c SET name = status FROM app.orders o WHERE customer_id = c.id RETURNING c.id, o.total

UPDATE customers SET status = 'x' FROM app.orders

UPDATE customers SET (name, mail) = (SELECT status, status FROM app.orders LIMIT 1)

DELETE FROM items USING app.orders o WHERE o.id = order_id

DELETE FROM items USING app.orders o WHERE o.id = orderid

DELETE FROM items i WHERE items.qty = 0

MERGE INTO customers c USING kept k ON c.id = k.id WHEN MATCHED THEN UPDATE SET name = k.label WHEN NOT MATCHED THEN INSERT (id, name) VALUES (k.id, k.label)

MERGE INTO customers c USING kept k ON c.id = k.id WHEN MATCHED THEN UPDATE SET name = k.name

MERGE INTO customers c USING kept k ON c.id = k.id WHEN NOT MATCHED THEN INSERT (id, nam) VALUES (k.id, k.label)

CREATE VIEW bad1 AS SELECT name FROM custmers

CREATE VIEW bad2 AS SELECT c.nam FROM customers c

CREATE VIEW good1 (a, b) AS SELECT id, name FROM customers

SELECT a, b FROM good1

SELECT id FROM good1

CREATE VIEW good2 AS SELECT *, 1 AS one FROM customers

SELECT email, one FROM good2

SELECT two FROM good2

CREATE RECURSIVE VIEW good3 (n) AS SELECT 1 UNION ALL SELECT n + 1 FROM good3 WHERE n < 3

CREATE MATERIALIZED VIEW good4 AS SELECT id FROM customers WITH NO DATA

CREATE INDEX ON good4 (id)

CREATE INDEX ON good4 (name)

CREATE INDEX i1 ON customers (nam)

CREATE INDEX i2 ON customers (lower(nam))

CREATE INDEX i3 ON customers (id) WHERE emai IS NOT NULL

CREATE INDEX i4 ON customers (lowr(name))

CREATE INDEX i5 ON customers ((name || email), (CASE WHEN id > 1 THEN name ELSE emai END))

CREATE INDEX i6 ON customers (area(id)) INCLUDE (email)

CREATE INDEX i7 ON customers (id) INCLUDE (emai)

CREATE INDEX i8 ON app.orders USING gin (tags)

CREATE TABLE t1 (a int, CHECK (b > 1))

CREATE TABLE t2 (a int, b int GENERATED ALWAYS AS (c * 2) STORED)

CREATE TABLE t3 (a int, b int GENERATED ALWAYS AS (a * 2) STORED, CHECK (a < b), CHECK (area(a, b) > 1), UNIQUE (a, b))

CREATE TABLE t4 (a int, UNIQUE (b))

CREATE TABLE t5 (a int, FOREIGN KEY (b) REFERENCES customers (id))

CREATE TABLE t6 (a moody)

CREATE TABLE t7 (a mood DEFAULT 'ok', b app.address, c positive, d customers, e public.mood[])

CREATE TABLE t8 (a int DEFAULT nothing())

CREATE TABLE t9 (a int DEFAULT nextval('nothing'))

CREATE TABLE t10 (a bigint DEFAULT nextval('app.numbers'::regclass), b text DEFAULT 'x'::text, c timestamptz DEFAULT date_trunc('day', now()))

CREATE TABLE t11 (LIKE no_such_table)

CREATE TABLE t12 (LIKE customers INCLUDING ALL, extra int, CHECK (extra > id))

CREATE TABLE t13 () INHERITS (customers)

SELECT email FROM t13

CREATE TABLE t14 (CHECK (email <> name), CHECK (mail <> '')) INHERITS (customers)

CREATE TABLE t15 OF app.address

SELECT street, zip FROM t15

ALTER TABLE customers ADD COLUMN age int, ADD CONSTRAINT c1 CHECK (age > 0)

ALTER TABLE customers ADD CONSTRAINT c2 CHECK (aeg > 0)

ALTER TABLE customers ADD CONSTRAINT c3 UNIQUE (aeg)

ALTER TABLE customers ADD CHECK (b > 0), ADD COLUMN b int

ALTER TABLE customers ALTER COLUMN age TYPE bigint USING aeg::bigint

ALTER TABLE customers ALTER COLUMN age TYPE bigint USING (age + id)

ALTER TABLE customers ALTER COLUMN age SET DEFAULT nothing(1)

ALTER TABLE customers ADD COLUMN m moody

CREATE POLICY p1 ON customers USING (name = current_user)

CREATE POLICY p2 ON customers USING (owner = current_user)

CREATE POLICY p3 ON customers USING (EXISTS (SELECT 1 FROM app.orders o WHERE o.customer_id = customers.id AND o.status = email))

CREATE POLICY p4 ON customers USING (EXISTS (SELECT 1 FROM app.orders o WHERE o.customer_id = customers.idd))

CREATE POLICY p5 ON customers FOR INSERT WITH CHECK (id IN (SELECT customer FROM app.orders))

CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.created := now(); RETURN NEW; END $$

CREATE TRIGGER t1 BEFORE UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION touch()

CREATE TRIGGER t2 BEFORE UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION touchy()

CREATE TRIGGER t3 BEFORE UPDATE OF nam ON customers FOR EACH ROW EXECUTE FUNCTION touch()

CREATE TRIGGER t4 BEFORE UPDATE ON customers FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION touch()

CREATE TRIGGER t5 BEFORE UPDATE ON customers FOR EACH ROW WHEN (OLD.nam IS DISTINCT FROM NEW.name) EXECUTE FUNCTION touch()

CREATE TRIGGER t6 BEFORE UPDATE ON custmers FOR EACH ROW EXECUTE FUNCTION touch()

CREATE FUNCTION f1(a int) RETURNS int LANGUAGE sql AS $$ SELECT id FROM customers WHERE id = a AND name = $1::text $$

CREATE FUNCTION f2(a int) RETURNS int LANGUAGE sql AS $$ SELECT idd FROM customers WHERE id = a $$

CREATE FUNCTION f3(a int) RETURNS int LANGUAGE sql AS $$ SELECT f3.a FROM customers WHERE f3.a = id $$

CREATE FUNCTION f4(a moody) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$

CREATE FUNCTION f5() RETURNS SETOF no_such_type LANGUAGE sql AS $$ SELECT 1 $$

CREATE FUNCTION f6(c customers, m mood[], d numeric(10, 2)) RETURNS TABLE (a positive, b app.address) LANGUAGE sql AS $$ SELECT c.id::positive, NULL::app.address $$

CREATE FUNCTION f7() RETURNS int LANGUAGE plpgsql AS $$ DECLARE n int; BEGIN SELECT nothing INTO n FROM nowhere; RETURN n; END $$

CREATE FUNCTION f9(x customers.id%TYPE) RETURNS app.orders.total%TYPE LANGUAGE sql AS $$ SELECT 1.0 $$

CREATE PROCEDURE f10() LANGUAGE sql AS $$ DELETE FROM items; UPDATE items SET qty = 1; INSERT INTO items (ski) VALUES ('x') $$

CREATE FUNCTION f11() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT id FROM customers WHERE nam = 'x'; END

CREATE RULE r1 AS ON INSERT TO no_such_target DO INSTEAD NOTHING

CREATE RULE r2 AS ON INSERT TO items DO INSTEAD NOTHING

GRANT SELECT (name, email) ON customers TO public

GRANT SELECT (name, emai) ON customers TO public

CREATE SEQUENCE s1 OWNED BY customers.id

CREATE SEQUENCE s2 OWNED BY customers.idd

CREATE DOMAIN d1 AS text CHECK (value ~ 'x' AND lenght(value) > 1)

CREATE TYPE c1 AS (a int, b moody)

CREATE EXTENSION pgcrypto

SELECT gen_salt('bf'), digest('x', 'md5')

SELECT uuid_generate_v4()

ALTER TABLE kept RENAME COLUMN label TO title

SELECT title FROM kept

SELECT label FROM kept

ALTER VIEW good1 RENAME COLUMN a TO aa

SELECT aa FROM good1

SELECT a FROM good1

CREATE VIEW empty AS SELECT

SELECT app.numbers.last_value FROM app.numbers

SELECT last_valu FROM app.numbers

SET search_path = app, public

SELECT id FROM orders, customers

SELECT status FROM orders

CREATE TEMP TABLE items (only_here int)

SELECT only_here FROM items

SELECT sku FROM items

SELECT sku FROM public.items

TABLE recent

SELECT count(*), count(id), sum(DISTINCT total) FROM orders GROUP BY GROUPING SETS ((status), ())

SELECT lower(name COLLATE "C"), now() AT TIME ZONE 'utc' FROM customers WHERE false

SELECT current_date, current_user, session_user, localtime, user

SELECT INTERVAL '1 day', DATE '2020-01-01', int '3', timestamp '2020-01-01', TRUE AND FALSE

SELECT array_agg(x ORDER BY y) FROM (SELECT id AS x, status AS y FROM orders) q

SELECT q.x FROM (SELECT id AS x FROM orders) q WHERE q.y IS NULL

SELECT o.* , c.name FROM orders o CROSS JOIN customers c

SELECT z.* FROM orders o

SELECT DISTINCT ON (status) status, id FROM orders ORDER BY status, id

SELECT id FROM orders FOR UPDATE OF orders

SELECT tags[1], tags[1:2], (ARRAY[1, 2])[1] FROM orders

SELECT total, "total", orders.total, app.orders.total FROM app.orders

SELECT max FROM (SELECT max(id) FROM orders) q

SELECT (area).x FROM orders
