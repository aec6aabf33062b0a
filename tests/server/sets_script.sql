-- A schema that PostgreSQL, MariaDB and SQLite take alike, with something to tell for each rule of sets_of_words, sets_of_audit and sets_of_names
-- and something near it to be silent about.

CREATE TABLE projects (id bigint NOT NULL PRIMARY KEY, name varchar(80) NOT NULL UNIQUE, created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamp NULL);
CREATE TABLE customers (id bigint NOT NULL PRIMARY KEY, project_id bigint NOT NULL, email varchar(120) NOT NULL, phone bigint, phone_id bigint,
  zip_code integer, zip_count integer, client_ip varchar(45), ip_country varchar(2), ip_short varchar(8), visit_uuid char(36), uuid_form varchar(8),
  birth_date varchar(10), date_format varchar(20), is_active boolean NOT NULL, is_vip boolean, sold char(1) CHECK (sold IN ('Y', 'N')),
  size char(1) CHECK (size IN ('s', 'm')), note varchar(20) DEFAULT 'NULL', details text, details_json text, created_at timestamp NOT NULL,
  updated_at date NULL, deleted_at timestamp NULL, UNIQUE (email), UNIQUE (project_id, phone), FOREIGN KEY (project_id) REFERENCES projects (id));
CREATE TABLE orders (id bigint NOT NULL PRIMARY KEY, customer_id bigint NOT NULL, project_id bigint NOT NULL, unit_price double precision, tax_rate double precision,
  grand_total double precision, total_time double precision, has_paid boolean NOT NULL, can_ship boolean, may_wait boolean, express boolean,
  tag1 varchar(10), tag2 varchar(10), tag3 varchar(10), line1 varchar(10), line2 varchar(10), q2 integer, q3 integer, q4 integer,
  product_id bigint, created_at timestamp NULL, placed_on timestamp NULL, valid_from timestamp NULL,
  deleted_at timestamp NULL,
  FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE, FOREIGN KEY (project_id) REFERENCES projects (id));
CREATE TABLE products (id bigint NOT NULL PRIMARY KEY, sku varchar(20) NOT NULL UNIQUE, label varchar(40), price decimal(10, 2), sale_price decimal(10, 2),
  weight decimal(10, 2), modified_at timestamp NULL, is_removed boolean, created_by bigint NOT NULL, FOREIGN KEY (created_by) REFERENCES customers (id));
CREATE TABLE stocks (id bigint NOT NULL PRIMARY KEY, sku varchar(20), price_eur decimal(10, 2), product_id bigint NOT NULL,
  is_deleted boolean NOT NULL DEFAULT FALSE, UNIQUE (sku), UNIQUE (sku, is_deleted), FOREIGN KEY (product_id) REFERENCES products (id));
CREATE TABLE shelves (id bigint NOT NULL PRIMARY KEY, sku integer, price decimal(10, 2), currency char(3), keeper bigint, stock_id bigint, created_at timestamp NULL,
  updated_at timestamp NULL,
  FOREIGN KEY (keeper) REFERENCES customers (id), FOREIGN KEY (stock_id) REFERENCES stocks (id));
CREATE TABLE product_tags (product_id bigint NOT NULL, order_id bigint NOT NULL, sort_order integer, created_at timestamp NULL,
  FOREIGN KEY (product_id) REFERENCES products (id), FOREIGN KEY (order_id) REFERENCES orders (id));
CREATE TABLE product_orders (product_id bigint NOT NULL, order_id bigint NOT NULL, PRIMARY KEY (order_id, product_id),
  FOREIGN KEY (product_id) REFERENCES products (id), FOREIGN KEY (order_id) REFERENCES orders (id));
CREATE TABLE product_values (id bigint NOT NULL PRIMARY KEY, product_id bigint NOT NULL, attribute_name varchar(40) NOT NULL, value varchar(200),
  FOREIGN KEY (product_id) REFERENCES products (id));
CREATE TABLE settings (name varchar(40) NOT NULL PRIMARY KEY, value varchar(200));
CREATE TABLE country (code char(2) NOT NULL PRIMARY KEY, name varchar(40) NOT NULL);
CREATE TABLE orders_history (id bigint NOT NULL PRIMARY KEY, customer_id bigint NOT NULL, project_id varchar(20) NOT NULL, unit_price double precision,
  tax_rate double precision, grand_total double precision, total_time double precision, has_paid boolean NOT NULL, can_ship boolean, may_wait boolean,
  express boolean, tag1 varchar(10), tag2 varchar(10), line1 varchar(10), line2 varchar(10), product_id bigint, created_at timestamp NULL);
CREATE TABLE login_audit (id bigint NOT NULL PRIMARY KEY, customer_id bigint, order_id bigint NOT NULL, customer_type varchar(20), password varchar(20), at timestamp NULL,
  FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE, FOREIGN KEY (order_id) REFERENCES orders (id));
CREATE TABLE polymorphs (id bigint NOT NULL PRIMARY KEY, product_type varchar(20) NOT NULL, product_id bigint NOT NULL, added_on timestamp DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE customers_old (id bigint NOT NULL PRIMARY KEY, foo integer, foolish integer, column2 integer, `order` integer, `with space` integer, label varchar(9));
CREATE TABLE `lineItems` (id bigint NOT NULL PRIMARY KEY, `unitPrice` decimal(10, 2), total_price decimal(10, 2));
CREATE TABLE shipments (id bigint NOT NULL PRIMARY KEY, order_id bigint NOT NULL, starts_on date NOT NULL, ends_on date, min_weight integer, max_weight integer,
  from_page integer, to_page bigint, quantity integer NOT NULL, price_change decimal(10, 2), stock integer CHECK (stock >= 0), status varchar(20) NOT NULL,
  order_status varchar(20) CHECK (order_status IN ('new', 'sent')), kind integer NOT NULL DEFAULT 0, role integer, state varchar(20), city varchar(40),
  priority varchar(10), card_cvv char(3), cvv_hash char(60), credit_card_number varchar(19), cc_number_last4 char(4), note varchar(20) NOT NULL CHECK (note IS NOT NULL), severity varchar(80), mime_type varchar(80), user_type varchar(20), passwd varchar(80), CHECK (min_weight <= max_weight),
  FOREIGN KEY (order_id) REFERENCES orders (id));
CREATE TABLE departments (id bigint NOT NULL PRIMARY KEY, name varchar(40) NOT NULL UNIQUE);
CREATE TABLE employees (id bigint NOT NULL PRIMARY KEY, department_id bigint NOT NULL, boss_id bigint, FOREIGN KEY (department_id) REFERENCES departments (id),
  FOREIGN KEY (boss_id) REFERENCES employees (id));
ALTER TABLE departments ADD COLUMN head_id bigint REFERENCES employees (id);
CREATE TABLE schema_migrations (version varchar(20) NOT NULL PRIMARY KEY);
CREATE INDEX idx_orders_customer_id ON orders (customer_id);
CREATE INDEX idx_orders_project_id ON orders (project_id);
CREATE INDEX idx_customers_project_id ON customers (project_id);
CREATE INDEX idx_stocks_product_id ON stocks (product_id);
CREATE INDEX idx_shelves_keeper ON shelves (keeper);
CREATE INDEX shelves_by_stock ON shelves (stock_id);
