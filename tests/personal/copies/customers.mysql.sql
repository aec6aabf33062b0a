-- view v: email, phone
-- view v2: email
-- copy customers_archive: email, phone
-- history customers_archive: email, phone
-- audit log: email, phone
-- routine list: email
-- routine mail_of: email
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(200), phone varchar(30), note text, created_at datetime);
CREATE TABLE customers_archive LIKE customers;
CREATE TABLE log (id bigint PRIMARY KEY, data json, at datetime);
CREATE VIEW v AS SELECT c.id, CONCAT(c.email, ' ', c.phone) AS contact FROM customers c;
CREATE SQL SECURITY INVOKER VIEW v2 AS SELECT email FROM customers;
DELIMITER //
CREATE TRIGGER t AFTER UPDATE ON customers FOR EACH ROW BEGIN INSERT INTO log (data) VALUES (JSON_OBJECT('email', OLD.email, 'phone', OLD.phone)); END //
CREATE PROCEDURE archive() BEGIN INSERT INTO customers_archive SELECT * FROM customers WHERE created_at < NOW() - INTERVAL 2 YEAR; DELETE FROM customers WHERE created_at < NOW() - INTERVAL 2 YEAR; END //
CREATE PROCEDURE list() BEGIN SELECT id, email FROM customers; END //
CREATE PROCEDURE mail_of(IN p bigint, OUT m varchar(200)) BEGIN SELECT email INTO m FROM customers WHERE id = p; END //
CREATE EVENT purge_log ON SCHEDULE EVERY 1 DAY DO DELETE FROM log WHERE at < NOW() - INTERVAL 90 DAY //
DELIMITER ;
GRANT SELECT ON v TO 'web'@'%';
GRANT EXECUTE ON PROCEDURE list TO 'web'@'%';
