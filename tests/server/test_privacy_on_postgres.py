"""What the record of personal data and the rules beside it say is what PostgreSQL shows: where a value is found again, who reads it, which
rows an anonymiser forgets, what a purge reads, which hash gives a password away."""

from __future__ import annotations

import pytest
from postgres_server import Server

from schemalint.api import check_project, fix_project
from schemalint.config import Options
from schemalint.model.replay import Replay
from schemalint.other_parsers import with_queries
from schemalint.personal.record import Entry, record
from schemalint.study import studies

pytestmark = pytest.mark.server

MARKS = {"email": "mark-of-email", "phone": "mark-of-phone", "ssn": "mark-of-ssn"}
SCHEMA = """\
CREATE TABLE users (id int PRIMARY KEY, email text, phone text, ssn text, visits int, created_at timestamptz DEFAULT now());
COMMENT ON COLUMN users.ssn IS 'PII: national-id';
CREATE TABLE users_history (id int, email text, phone text, at timestamptz);
CREATE TABLE audit_log (id int GENERATED ALWAYS AS IDENTITY, was jsonb, at timestamptz DEFAULT now());
CREATE TABLE email_changes (id int, was text);
CREATE FUNCTION keep_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit_log (was) VALUES (to_jsonb(NEW)); RETURN NEW; END $$;
CREATE FUNCTION keep_email() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO email_changes VALUES (NEW.id, NEW.email); RETURN NEW; END $$;
CREATE TRIGGER a AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION keep_row();
CREATE TABLE touched (id int, at timestamptz);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.email <> coalesce(NEW.phone, '') THEN INSERT INTO touched VALUES (NEW.id, now()); END IF; RETURN NEW; END $$;
CREATE TRIGGER c AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER b AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION keep_email();
CREATE VIEW contacts AS SELECT id, email FROM users;
CREATE VIEW renamed (a, b) AS SELECT id, phone FROM users;
CREATE VIEW through AS SELECT c.email AS contact FROM contacts c;
CREATE VIEW counted AS SELECT count(email) AS n, max(visits) AS most FROM users;
CREATE VIEW filtered AS SELECT id FROM users WHERE email IS NOT NULL AND phone <> '';
CREATE VIEW joined AS SELECT u.id, h.* FROM users u JOIN (SELECT id AS other, phone FROM users) h ON h.other = u.id;
CREATE VIEW whole AS SELECT to_jsonb(u) AS row FROM users u;
CREATE VIEW cased AS WITH x AS (SELECT id, CASE WHEN id = 1 THEN email ELSE phone END AS y FROM users) SELECT y FROM x;
CREATE VIEW both_ways AS SELECT email AS x FROM users UNION ALL SELECT phone FROM users;
CREATE VIEW nested AS SELECT id, (SELECT u2.ssn FROM users u2 WHERE u2.id = u.id) AS number FROM users u;
CREATE VIEW joined_text AS SELECT id, coalesce(email, '') || ' ' || coalesce(phone, '') AS reach FROM users;
CREATE VIEW starred AS SELECT * FROM users;
CREATE VIEW told AS SELECT id, email IS NOT NULL AS reachable, length(phone) AS digits, ssn = '1' AS known FROM users;
CREATE VIEW ranked AS SELECT id, row_number() OVER (ORDER BY email) AS place, CASE phone WHEN '1' THEN visits END AS n FROM users;
CREATE VIEW gathered AS SELECT string_agg(email, ',' ORDER BY phone) AS every FROM users;
CREATE VIEW beside AS SELECT u.id, x.own FROM users u CROSS JOIN LATERAL (SELECT u.phone AS own) x;
CREATE VIEW plain AS SELECT id, visits FROM users;
CREATE VIEW from_plain AS SELECT * FROM plain;
CREATE FUNCTION by_email(text) RETURNS SETOF users LANGUAGE sql STABLE SECURITY DEFINER AS 'SELECT * FROM users WHERE email = $1';
CREATE FUNCTION phone_of(int) RETURNS text LANGUAGE sql STABLE AS 'SELECT phone FROM users WHERE id = $1';
CREATE FUNCTION email_of(int) RETURNS text LANGUAGE plpgsql AS 'DECLARE v text; BEGIN SELECT email INTO v FROM users WHERE id = $1; RETURN v; END';
CREATE FUNCTION all_phones() RETURNS SETOF text LANGUAGE plpgsql AS 'DECLARE r record; BEGIN FOR r IN SELECT phone FROM users LOOP RETURN NEXT r.phone; END LOOP; END';
CREATE FUNCTION is_reached(int) RETURNS text LANGUAGE plpgsql AS 'DECLARE v text; BEGIN SELECT email INTO v FROM users WHERE id = $1; RETURN ''asked''; END';
CREATE FUNCTION visits_of(int) RETURNS int LANGUAGE sql STABLE AS 'SELECT visits FROM users WHERE id = $1';
"""
VALUES = f"'{MARKS['email']}', '{MARKS['phone']}', '{MARKS['ssn']}'"
ROW = f"INSERT INTO users (id, email, phone, ssn, visits) VALUES (1, {VALUES}, 3), (2, {VALUES}, 4);\n"
AFTER = "CREATE MATERIALIZED VIEW numbers AS SELECT id, ssn FROM users;\nCREATE TABLE users_2019 AS SELECT id, email AS mail FROM users;\n"
COPIED = "INSERT INTO users_history SELECT id, email, phone, created_at FROM users;\n"
CALLS = {
    "by_email": f"by_email('{MARKS['email']}') x",
    "phone_of": "phone_of(1) x",
    "visits_of": "visits_of(1) x",
    "email_of": "email_of(1) x",
    "all_phones": "all_phones() x",
    "is_reached": "is_reached(1) x",
}


def _replay(tmp: str, text: str) -> Replay:
    from pathlib import Path

    file = Path(tmp) / "schema.sql"
    file.write_text(text, encoding="utf-8")
    options = Options(isolated=True, dialect="postgres", no_cache=True)
    (study,) = studies([str(file)], options)
    ((replay,), _) = with_queries(study.replays, options)
    return replay


def _users(replay: Replay) -> Entry:
    return next(one for one in record(replay) if one.table.name == "users")


def test_the_record_names_what_shows_the_values(postgres: Server, tmp_path: object) -> None:
    """Every view, table and routine is asked for its rows; those with a mark in them are those of the record, with these columns."""
    script = SCHEMA + ROW + AFTER + COPIED
    database = postgres.database("privacy_copies")
    done = postgres.psql(database, script, stop=True)
    assert done.returncode == 0, done.stderr
    shown: dict[str, set[str]] = {}
    named = postgres.rows(
        database,
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm')",
    )
    for (name,) in named:
        shown[name.strip()] = _marks(postgres, database, f'"{name.strip()}" x')
    for name, call in CALLS.items():
        shown[name] = _marks(postgres, database, call)
    entry = _users(_replay(str(tmp_path), script))
    told = {copy.ref.name: set(copy.columns) for copy in entry.copies}
    told["users"] = {one.column.name for one in entry.columns}
    assert told == {name: marks for name, marks in shown.items() if marks}
    assert len(told) > 15 and not shown["filtered"] and not shown["from_plain"]


def _marks(postgres: Server, database: str, relation: str) -> set[str]:
    """The columns whose mark stands in the rows of a relation."""
    (row,) = postgres.rows(database, f"SELECT string_agg(x::text, ' ') || '.' FROM {relation}") or [[""]]
    return {column for column, mark in MARKS.items() if mark in row[0]}


GRANTS = """\
CREATE ROLE pr_a; CREATE ROLE pr_b IN ROLE pr_a; CREATE ROLE pr_c; CREATE ROLE pr_d ROLE pr_c; CREATE ROLE pr_e; CREATE ROLE pr_f;
CREATE ROLE pr_g; CREATE ROLE pr_h; CREATE ROLE pr_i; CREATE ROLE pr_j;
CREATE TABLE early (id int PRIMARY KEY, email text, phone text);
GRANT SELECT ON ALL TABLES IN SCHEMA public TO pr_e;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO pr_f;
CREATE TABLE users (id int PRIMARY KEY, email text, phone text);
CREATE TABLE later (id int PRIMARY KEY, email text, phone text);
CREATE VIEW contacts AS SELECT id, email FROM users;
GRANT SELECT ON users TO pr_a;
GRANT SELECT (id, email), UPDATE (phone) ON users TO pr_d;
GRANT INSERT, UPDATE, DELETE ON users TO pr_g;
GRANT ALL ON users TO pr_h;
REVOKE SELECT ON users FROM pr_h;
GRANT SELECT ON contacts TO pr_g;
GRANT SELECT (email), SELECT (phone) ON early TO pr_h;
REVOKE SELECT (phone) ON early FROM pr_h;
REVOKE SELECT ON early FROM pr_e;
GRANT SELECT ON later TO PUBLIC;
REVOKE SELECT ON later FROM PUBLIC;
GRANT SELECT ON early TO PUBLIC;
GRANT pr_h TO pr_i;
GRANT pr_h TO pr_j; REVOKE pr_h FROM pr_j;
ALTER TABLE later RENAME TO lately;
GRANT SELECT ON lately TO pr_j;
REVOKE SELECT ON lately FROM pr_f;
"""
ROLES = [f"pr_{letter}" for letter in "abcdefghij"]


def _without_roles(postgres: Server, database: str) -> None:
    for role in ROLES:
        postgres.psql(database, f"DROP OWNED BY {role}; DROP ROLE {role};")


def test_the_record_names_who_reads(postgres: Server, tmp_path: object) -> None:
    """For each role and column the server says whether it may read; the record says the same."""
    database = postgres.database("privacy_readers")
    _without_roles(postgres, database)
    try:
        done = postgres.psql(database, GRANTS, stop=True)
        assert done.returncode == 0, done.stderr
        told: set[tuple[str, str, str]] = set()
        for entry in record(_replay(str(tmp_path), GRANTS)):
            for sight in entry.sights:
                told |= {
                    (sight.role, sight.through.name if sight.through else entry.table.name, column)
                    for column in sight.columns
                }
        roles = ", ".join(f"('{role}')" for role in [*ROLES, "public"])
        query = f"""SELECT r.role, c.relname, a.attname FROM (VALUES {roles}) r(role), pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v') AND a.attname IN ('email', 'phone')
            AND has_column_privilege(r.role, c.oid, a.attnum, 'SELECT')
            AND (r.role = 'public' OR NOT has_column_privilege('public', c.oid, a.attnum, 'SELECT'))"""
        real = {(row[0].strip(), row[1].strip(), row[2].strip()) for row in postgres.rows(database, query)}
    finally:
        _without_roles(postgres, database)
    everybody = {(table, column) for role, table, column in told if role == "public"}
    told = {one for one in told if one[0] == "public" or one[1:] not in everybody}
    assert ("pr_b", "users", "phone") in real and ("pr_c", "users", "email") in real
    # The view shows what the table does: who reads the column there needs no other way.
    direct = {(role, column) for role, table, column in told if table == "users"}
    real = {one for one in real if one[1] != "contacts" or (one[0], one[2]) not in direct}
    assert told == real


WAYS = """\
CREATE ROLE pr_a; CREATE ROLE pr_b; CREATE ROLE pr_c; CREATE ROLE pr_d;
CREATE TABLE patient (id int PRIMARY KEY, ssn text);
ALTER TABLE patient ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON patient USING (id = 0);
CREATE VIEW numbers AS SELECT ssn AS number FROM patient;
CREATE VIEW guarded WITH (security_invoker = true) AS SELECT id FROM patient;
CREATE FUNCTION ssn_of(int) RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT ssn FROM patient WHERE id = $1';
REVOKE EXECUTE ON FUNCTION ssn_of(int) FROM PUBLIC;
GRANT SELECT ON patient TO pr_a;
GRANT SELECT ON numbers TO pr_b;
GRANT EXECUTE ON FUNCTION ssn_of(int) TO pr_c;
GRANT SELECT ON guarded TO pr_d;
INSERT INTO patient VALUES (1, 'mark-of-ssn');
"""
ASKED = {
    "pr_a": "SELECT ssn FROM patient",
    "pr_b": "SELECT number FROM numbers",
    "pr_c": "SELECT ssn_of(1)",
    "pr_d": "SELECT * FROM guarded",
}


def test_ways_past_row_security_lead_to_the_data(postgres: Server) -> None:
    """Each role asks by the way that it was given; those that get the number are the readers that the rule names."""
    database = postgres.database("privacy_ways")
    _without_roles(postgres, database)
    try:
        assert postgres.psql(database, WAYS, stop=True).returncode == 0
        got = {
            role
            for role, query in ASKED.items()
            if "mark-of-ssn" in postgres.psql(database, f"SET ROLE {role}; {query};").stdout
        }
    finally:
        _without_roles(postgres, database)
    assert got == {"pr_b", "pr_c"}
    privacy = {"classes": {"patient.ssn": "national-id"}, "readers": {"patient": ["pr_a"]}}
    config = {"select": ["unprotected-personal-data"], "dialect": "postgres", "privacy": privacy}
    (told,) = check_project({"schema.sql": WAYS}, config).diagnostics
    assert "pr_b through public.numbers, pr_c through public.ssn_of" in told.message
    assert "pr_a" not in told.message and "pr_d" not in told.message


ERASURES = [
    ("UPDATE users SET email = NULL;", True),
    ("UPDATE users SET (email, phone, ssn) = (NULL, NULL, NULL);", True),
    ("UPDATE users SET email = NULL, phone = NULL, ssn = NULL; DELETE FROM users_history; TRUNCATE audit_log; TRUNCATE email_changes;", True),
    (
        "UPDATE users SET email = NULL, phone = NULL, ssn = NULL; DELETE FROM users_history; TRUNCATE audit_log;"
        " TRUNCATE email_changes; UPDATE users_2019 SET mail = NULL; REFRESH MATERIALIZED VIEW numbers;",
        False,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("body", "forgets"), ERASURES)
def test_an_anonymiser_is_told_what_it_forgets(postgres: Server, body: str, forgets: bool) -> None:
    """The routine is run; what still holds a mark is named by the rule, and where nothing does the rule is silent."""
    routine = f"CREATE PROCEDURE anonymise_user() LANGUAGE plpgsql AS $$ BEGIN {body} END $$;\n"
    script = SCHEMA + ROW + AFTER + COPIED + routine
    database = postgres.database("privacy_erased")
    done = postgres.psql(database, script + "CALL anonymise_user();", stop=True)
    assert done.returncode == 0, done.stderr
    kept: dict[str, set[str]] = {}
    for (name,) in postgres.rows(
        database, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'm')"
    ):
        kept[name.strip()] = _marks(postgres, database, f'"{name.strip()}" x')
    left = {name for name, marks in kept.items() if marks}
    assert bool(left) is forgets
    report = check_project({"schema.sql": script}, {"select": ["incomplete-anonymiser"], "dialect": "postgres"})
    messages = " ".join(one.message for one in report.diagnostics)
    assert len(report.diagnostics) == int(forgets)
    copies = {"users_history", "audit_log", "email_changes", "users_2019", "numbers"}
    assert {name for name in copies if name in messages} == left & copies
    assert {column for column in MARKS if f"users.{column}" in messages} == kept["users"]


def test_a_purge_without_an_index_reads_the_whole_table(postgres: Server) -> None:
    """The plan of the DELETE before and after what the rule writes."""
    text = (
        "CREATE TABLE access_log (id int PRIMARY KEY, seen timestamptz);\n"
        "DELETE FROM access_log WHERE seen < now() - interval '90 days';\n"
    )
    config = {"select": ["retention-unindexed"], "dialect": "postgres"}
    assert len(check_project({"schema.sql": text}, config).diagnostics) == 1
    fixed = fix_project({"schema.sql": text}, config)["schema.sql"]
    plans = []
    for script in (text, fixed):
        database = postgres.database("privacy_purge")
        fill = "INSERT INTO access_log SELECT n, now() - n * interval '4 minutes' FROM generate_series(1, 40000) n;\nANALYZE access_log;\n"
        done = postgres.psql(database, script + fill, stop=True)
        assert done.returncode == 0, done.stderr
        plan = postgres.rows(database, "EXPLAIN DELETE FROM access_log WHERE seen < now() - interval '109 days'")
        plans.append(" ".join(row[0] for row in plan))
    assert "Seq Scan" in plans[0] and "Index" not in plans[0]
    assert "Index" in plans[1] and "Seq Scan" not in plans[1]
    assert not check_project({"schema.sql": fixed}, config).diagnostics


def test_weak_hashes_are_found_in_a_list_and_salted_ones_are_not(postgres: Server) -> None:
    text = (
        "CREATE EXTENSION pgcrypto;\nCREATE TABLE users (id int PRIMARY KEY, password text, passwd text);\n"
        "INSERT INTO users VALUES (1, 'letmein', 'letmein');\n"
        "UPDATE users SET password = md5(password);\n"
        "UPDATE users SET passwd = crypt(passwd, gen_salt('bf', 4));\n"
    )
    report = check_project({"schema.sql": text}, {"select": ["weak-hash"], "dialect": "postgres"})
    (told,) = report.diagnostics
    assert text[told.span.start : told.span.end] == "md5(password)"
    database = postgres.database("privacy_hashes")
    assert postgres.psql(database, text, stop=True).returncode == 0
    tried = "(VALUES ('123456', md5('123456')), ('letmein', md5('letmein'))) list(word, sum)"
    query = f"SELECT (SELECT word FROM {tried} WHERE sum = password), (SELECT word FROM {tried} WHERE sum = passwd) FROM users"
    assert [[part.strip() for part in row] for row in postgres.rows(database, query)] == [["letmein", ""]]


SHORT = [
    ("varchar(20)", "encode(pgp_sym_encrypt(v, 'k'), 'base64')"),
    ("varchar(40)", "encode(sha256(v::bytea), 'hex')"),
    ("varchar(20)", "md5(v)"),
    ("varchar(64)", "encode(sha256(v::bytea), 'hex')"),
    ("varchar(32)", "md5(v)"),
    ("text", "encode(pgp_sym_encrypt(v, 'k'), 'base64')"),
]


@pytest.mark.parametrize(("kind", "value"), SHORT)
def test_values_longer_than_their_column_are_refused(postgres: Server, kind: str, value: str) -> None:
    text = f"CREATE EXTENSION pgcrypto;\nCREATE TABLE t (id int PRIMARY KEY, v {kind});\nINSERT INTO t VALUES (1, 'x');\nUPDATE t SET v = {value};\n"
    database = postgres.database("privacy_short")
    refused = "value too long" in postgres.psql(database, text).stderr
    config = {"select": ["weak-hash"], "dialect": "postgres", "server-version": "15"}
    told = [one for one in check_project({"schema.sql": text}, config).diagnostics if "has room for" in one.message]
    assert bool(told) is refused
