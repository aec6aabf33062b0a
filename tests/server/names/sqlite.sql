CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT)

CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id), status TEXT, total NUMERIC)

CREATE VIEW recent AS SELECT c.id AS customer, c.name, count(*) AS many FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.id

CREATE TABLE kept AS SELECT id, name AS label FROM customers

SELECT customer, many FROM recent

SELECT missing FROM recent

SELECT label FROM kept

SELECT name FROM kept

SELECT id FROM nowhere

SELECT id FROM customers, orders

SELECT rowid, _rowid_, oid FROM orders

SELECT o.rowid FROM orders o

SELECT NAME, "Name", [name], `name` FROM customers

SELECT "no such thing" FROM customers

SELECT c.id, customers.name FROM customers c

SELECT main.customers.id FROM customers

SELECT main.customers.id FROM main.customers

SELECT id AS x FROM customers WHERE x > 1

SELECT id AS x FROM customers GROUP BY x HAVING x > 1 ORDER BY x

SELECT lower(name), substr(name, 1, 2), coalesce(email, name), ifnull(email, ''), max(1, 2), count(*) FROM customers

SELECT lenght(name) FROM customers

SELECT substr(name) FROM customers

SELECT strftime('%s', 'now'), datetime('now'), julianday('now'), printf('%d', 1), instr('a', 'b'), random(), abs(-1), hex('a'), typeof(1), quote(1)

SELECT json_extract('{}', '$.a'), json_group_array(id) FROM customers

SELECT row_number() OVER (ORDER BY id) FROM customers

SELECT j.key, j.value FROM customers c, json_each(c.email) j

SELECT name FROM sqlite_master

SELECT nam FROM sqlite_master

SELECT name, seq FROM pragma_index_list('customers')

INSERT INTO customers (id, name) VALUES (1, 'x')

INSERT INTO customers (id, nam) VALUES (2, 'x')

INSERT INTO customer (id) VALUES (3)

INSERT INTO customers (id, name) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET name = excluded.name

INSERT INTO customers (id, name) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET name = excluded.nam

INSERT INTO customers (id, name) SELECT id + 100, label FROM kept

INSERT INTO customers (id, name) SELECT id + 100, name FROM kept

UPDATE customers SET name = 'x' WHERE id = 1

UPDATE customers SET nam = 'x'

UPDATE customers SET name = nam

UPDATE customers SET name = o.status FROM orders o WHERE o.customer_id = customers.id

DELETE FROM orders WHERE status = 'x' AND missing = 1

DELETE FROM ordres

WITH t (a) AS (SELECT id FROM customers) SELECT a FROM t

WITH t (a) AS (SELECT id FROM customers) SELECT id FROM t

WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT n FROM t

SELECT column1 FROM (VALUES (1, 2))

SELECT id FROM customers JOIN orders USING (id)

SELECT * FROM customers JOIN orders USING (name)

SELECT c.id FROM customers c, kept k JOIN orders o ON o.customer_id = c.id

SELECT c.id FROM customers c JOIN kept k ON o.id = k.id JOIN orders o ON o.customer_id = c.id

CREATE VIEW bad1 AS SELECT missing FROM nowhere

CREATE INDEX i1 ON customers (nam)

CREATE INDEX i2 ON customers (lower(nam))

CREATE INDEX i3 ON customers (id) WHERE emai IS NOT NULL

CREATE INDEX i4 ON customers (lowr(name))

CREATE INDEX i5 ON customers (name COLLATE NOCASE DESC) WHERE email <> ''

CREATE INDEX i6 ON not_there (id)

CREATE TABLE t1 (a INTEGER, CHECK (b > 1))

CREATE TABLE t2 (a INTEGER, b INTEGER GENERATED ALWAYS AS (a * 2), CHECK (a < b))

CREATE TABLE t3 (a INTEGER, b INTEGER GENERATED ALWAYS AS (c * 2))

CREATE TABLE t4 (a INTEGER, UNIQUE (b))

CREATE TABLE t5 (a INTEGER, FOREIGN KEY (b) REFERENCES customers (id))

CREATE TABLE t6 (a INTEGER REFERENCES nowhere (id))

CREATE TABLE t7 (a INTEGER, PRIMARY KEY (b))

CREATE TABLE t8 (a INTEGER, CHECK (lenght(a) > 1))

CREATE TABLE t9 (a INTEGER CHECK (a IN ('x', 'y')), b TEXT DEFAULT (lower('X')), c anything(1, 2))

CREATE TRIGGER tr1 AFTER INSERT ON customers BEGIN UPDATE orders SET status = NEW.name WHERE customer_id = NEW.id; END

CREATE TRIGGER tr2 AFTER UPDATE OF name ON customers WHEN OLD.name <> NEW.name BEGIN SELECT 1; END

CREATE TRIGGER tr3 AFTER INSERT ON no_such_table BEGIN SELECT 1; END

CREATE TRIGGER tr4 AFTER DELETE ON customers BEGIN DELETE FROM nowhere WHERE id = OLD.id; END

ALTER TABLE orders ADD COLUMN note TEXT CHECK (length(note) < 10)

SELECT note FROM orders

SELECT (SELECT o.name FROM orders o) FROM customers

SELECT (SELECT name FROM orders o LIMIT 1) FROM customers

SELECT id FROM customers UNION SELECT id FROM orders ORDER BY id

SELECT group_concat(name, ','), total(id), avg(id) FROM customers

SELECT current_timestamp, current_date, true, false
