CREATE TABLE customers (id int PRIMARY KEY, name varchar(50) NOT NULL, email varchar(50), created timestamp DEFAULT current_timestamp())

CREATE TABLE orders (id int AUTO_INCREMENT PRIMARY KEY, customer_id int, status varchar(20), total decimal(10, 2), FOREIGN KEY (customer_id) REFERENCES customers (id))

CREATE TABLE items (order_id int, sku varchar(20), qty int, PRIMARY KEY (order_id, sku))

CREATE FUNCTION surface(a int, b int) RETURNS int DETERMINISTIC RETURN a * b

CREATE VIEW recent AS SELECT c.id AS customer, c.name, count(*) AS many FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.id

CREATE TABLE kept AS SELECT id, name AS label FROM customers

SELECT customer, many FROM recent

SELECT nothing FROM recent

SELECT label FROM kept

SELECT name FROM kept

SELECT id FROM nowhere

SELECT id FROM customers, orders

SELECT NAME, `Name`, "no column" FROM customers

SELECT c.id, customers.name FROM customers c

SELECT id AS x FROM customers WHERE x > 1

SELECT id AS x FROM customers GROUP BY x HAVING x > 1 ORDER BY x

SELECT lower(name), substring(name, 1, 2), concat(name, email), ifnull(email, ''), if(id > 1, 'a', 'b'), count(*), date_format(created, '%Y'), date_add(created, INTERVAL 1 DAY) FROM customers

SELECT lenght(name) FROM customers

SELECT surface(1, 2)

SELECT surface(1)

SELECT now(), curdate(), uuid(), last_insert_id(), found_rows(), database(), user(), @@version, @x

SELECT extract(YEAR FROM created), timestampdiff(DAY, created, now()), cast(id AS char), convert(id, unsigned), convert(name USING utf8mb4) FROM customers

SELECT group_concat(name ORDER BY id SEPARATOR ','), json_extract('{}', '$.a'), json_arrayagg(id) FROM customers

SELECT row_number() OVER (ORDER BY id), lag(id) OVER (ORDER BY id) FROM customers

SELECT table_name FROM information_schema.tables LIMIT 1

SELECT table_nam FROM information_schema.tables LIMIT 1

INSERT INTO customers (id, name) VALUES (1, 'x')

INSERT INTO customers (id, nam) VALUES (2, 'x')

INSERT INTO customer (id) VALUES (3)

INSERT INTO customers SET id = 4, name = 'y'

INSERT INTO customers SET id = 5, nam = 'y'

INSERT INTO customers (id, name) VALUES (1, 'x') ON DUPLICATE KEY UPDATE name = VALUES(name), email = concat(email, 'x')

INSERT INTO customers (id, name) VALUES (1, 'x') ON DUPLICATE KEY UPDATE nam = VALUES(name)

INSERT INTO customers (id, name) SELECT id + 100, label FROM kept

INSERT INTO customers (id, name) SELECT id + 100, name FROM kept

REPLACE INTO customers (id, nam) VALUES (1, 'x')

UPDATE customers SET name = 'x' WHERE id = 1

UPDATE customers SET nam = 'x'

UPDATE customers SET name = nam

UPDATE customers c JOIN orders o ON o.customer_id = c.id SET c.name = o.status, total = 1

UPDATE customers c JOIN orders o ON o.customer_id = c.id SET c.nam = o.status

UPDATE customers c JOIN orders o ON o.customer_id = c.id SET c.name = o.state

DELETE FROM orders WHERE status = 'x' AND nothing = 1

DELETE FROM ordres

DELETE o FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.name = 'x'

DELETE o FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.nam = 'x'

WITH t (a) AS (SELECT id FROM customers) SELECT a FROM t

WITH t (a) AS (SELECT id FROM customers) SELECT id FROM t

WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT n FROM t

SELECT id FROM customers JOIN orders USING (id)

SELECT * FROM customers JOIN orders USING (name)

SELECT c.id FROM customers c, items i JOIN orders o ON o.id = i.order_id AND c.id = o.customer_id

CREATE VIEW bad1 AS SELECT nothing FROM customers

CREATE VIEW bad2 AS SELECT id FROM nowhere

CREATE VIEW bad3 AS SELECT nothing(id) FROM customers

CREATE VIEW good1 (a, b) AS SELECT id, name FROM customers

SELECT a, b FROM good1

SELECT id FROM good1

CREATE INDEX i1 ON customers (nam)

CREATE INDEX i2 ON no_table (id)

CREATE TABLE t1 (a int, CHECK (b > 1))

CREATE TABLE t2 (a int, b int GENERATED ALWAYS AS (a * 2) STORED, CHECK (a < b))

CREATE TABLE t3 (a int, b int AS (c * 2))

CREATE TABLE t4 (a int, UNIQUE KEY (b))

CREATE TABLE t5 (a int, FOREIGN KEY (b) REFERENCES customers (id))

CREATE TABLE t6 (a int, KEY (b))

CREATE TABLE t7 (a int DEFAULT (nothing(1)))

CREATE TABLE t8 (a int, CHECK (lenght(a) > 1))

CREATE TABLE t9 (a varchar(36) DEFAULT (uuid()), b datetime DEFAULT now() ON UPDATE now(), c int DEFAULT (a + 1))

CREATE TABLE t10 LIKE not_there

CREATE TABLE t11 LIKE customers

SELECT email FROM t11

ALTER TABLE customers ADD COLUMN age int, ADD CHECK (age > 0)

ALTER TABLE customers ADD CHECK (aeg > 0)

ALTER TABLE customers ADD KEY (aeg)

ALTER TABLE customers ADD KEY (age), ADD UNIQUE KEY (email, age)

CREATE TRIGGER tr1 BEFORE INSERT ON customers FOR EACH ROW SET NEW.email = lower(NEW.email)

CREATE TRIGGER tr2 BEFORE INSERT ON customers FOR EACH ROW SET NEW.emai = 'x'

CREATE TRIGGER tr3 BEFORE UPDATE ON customers FOR EACH ROW SET NEW.email = OLD.emai

CREATE TRIGGER tr4 BEFORE INSERT ON no_such_table FOR EACH ROW SET NEW.email = 'x'

CREATE TRIGGER tr5 AFTER DELETE ON customers FOR EACH ROW DELETE FROM nowhere WHERE id = OLD.id

CREATE PROCEDURE p1() SELECT nothing FROM nowhere

CREATE SEQUENCE s1

CREATE TABLE t12 (a int DEFAULT (NEXT VALUE FOR s1))

CREATE TABLE t13 (a int DEFAULT (NEXT VALUE FOR s2))

SELECT NEXT VALUE FOR s1, nextval(s1), next_not_cached_value FROM s1

SELECT (SELECT o.name FROM orders o LIMIT 1) FROM customers

SELECT (SELECT name FROM orders o LIMIT 1) FROM customers

SELECT id FROM customers UNION SELECT id FROM orders ORDER BY id

SELECT id FROM customers UNION SELECT id FROM orders ORDER BY name

ALTER TABLE kept RENAME COLUMN label TO title

SELECT title FROM kept

SELECT label FROM kept

ALTER TABLE kept CHANGE title headline varchar(50)

SELECT headline FROM kept

SELECT o.*, c.name FROM orders o CROSS JOIN customers c

SELECT z.* FROM orders o
