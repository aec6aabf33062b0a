-- view public.ages: birth_date
-- view public.user_card: email, phone
-- view public.chain2: phone
-- materialized view public.mv: email
-- copy public.staging: email
-- history public.users_history: email, phone
-- audit public.mail_queue: email
-- audit public.audit_log: email, phone, birth_date
-- routine public.f_out: email
CREATE TABLE users (id bigint PRIMARY KEY, email text, phone text, birth_date date, plan text, created_at timestamptz);
CREATE TABLE users_history (id bigint, email text, phone text, changed_at timestamptz);
CREATE TABLE audit_log (id bigint, table_name text, row_data jsonb, at timestamptz);
CREATE TABLE staging (a text, b text);
CREATE TABLE sessions (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id) ON DELETE CASCADE, ip_address inet, expires_at timestamptz);
CREATE TABLE mail_queue (id bigint PRIMARY KEY, to_address text, body text, created_at timestamptz);
CREATE FUNCTION log_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE data jsonb;
BEGIN
  -- INSERT INTO sessions VALUES (1)
  data := to_jsonb(OLD);
  INSERT INTO audit_log (table_name, row_data, at) VALUES (TG_TABLE_NAME, data, now());
  RETURN NEW;
END $$;
CREATE TRIGGER users_log AFTER UPDATE OR DELETE ON users FOR EACH ROW EXECUTE FUNCTION log_row();
CREATE TRIGGER queue AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION queue_mail();
CREATE FUNCTION queue_mail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO mail_queue (to_address, body) VALUES (NEW.email, 'welcome -- '' DELETE FROM users'); RETURN NEW; END $$;
CREATE TABLE touched (id bigint, at timestamptz);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.email IS DISTINCT FROM OLD.email THEN INSERT INTO touched VALUES (NEW.id, now()); END IF; RETURN NEW; END $$;
CREATE TRIGGER touch AFTER UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
CREATE VIEW user_card AS SELECT id, split_part(email, '@', 2) AS domain, phone FROM users;
CREATE VIEW chain2 AS SELECT c.phone AS p FROM user_card c;
CREATE VIEW stats AS SELECT plan, count(DISTINCT email) FROM users GROUP BY plan;
CREATE VIEW ages AS SELECT id, extract(year FROM age(birth_date)) AS age FROM users;
CREATE MATERIALIZED VIEW mv AS SELECT email FROM users;
INSERT INTO staging SELECT email, plan FROM users;
CREATE FUNCTION f_out(OUT mail text) LANGUAGE plpgsql AS $$ BEGIN SELECT email INTO mail FROM users LIMIT 1; END $$;
CREATE FUNCTION f_void() RETURNS void LANGUAGE plpgsql AS $$ DECLARE m text; BEGIN SELECT email INTO m FROM users LIMIT 1; END $$;
CREATE PROCEDURE forget_user(who bigint) LANGUAGE plpgsql AS $$
BEGIN
  UPDATE users SET email = 'gone -- nobody', phone = NULL WHERE id = who;
  DELETE FROM users_history WHERE id = who;
END $$;
CREATE PROCEDURE purge_sessions() LANGUAGE sql AS $$ DELETE FROM sessions WHERE expires_at < now() $$;
CREATE PROCEDURE purge_mail() LANGUAGE sql AS $$ DELETE FROM mail_queue WHERE id IN (SELECT id FROM mail_queue WHERE created_at < now() - interval '30 days' LIMIT 100) $$;
SELECT cron.schedule('old users', '0 3 * * *', $$DELETE FROM users WHERE created_at < now() - interval '10 years'$$);
GRANT SELECT ON user_card TO anon;
GRANT SELECT (id, plan) ON users TO reporting;
