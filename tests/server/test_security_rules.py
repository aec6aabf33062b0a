"""What the security rules say of row security, functions, views, extensions and grants is what PostgreSQL's catalogue shows, and what they
write is what it takes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from postgres_server import Server
from test_verdicts import FIRST, FOLDERS, MORE, NAMESPACE, SETUP, refused

from schemalint import plugins, run
from schemalint.api import check_project, fix_project
from schemalint.config import Options
from schemalint.study import studies

pytestmark = pytest.mark.server

SCHEMA = """\
CREATE SCHEMA auth;
CREATE SCHEMA app;
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting('app.uid', true), '')::uuid $$;
CREATE FUNCTION app.fixed() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION app.tenant() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1';
CREATE TABLE app.closed (id int PRIMARY KEY);
ALTER TABLE app.closed ENABLE ROW LEVEL SECURITY;
CREATE TABLE app.opened (id int PRIMARY KEY);
ALTER TABLE app.opened ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.opened DISABLE ROW LEVEL SECURITY;
CREATE TABLE app.note (id int PRIMARY KEY, owner uuid, tenant int, draft boolean, state text);
ALTER TABLE app.note ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY mine ON app.note USING (owner = auth.uid());
CREATE POLICY once ON app.note FOR SELECT USING (owner = (SELECT auth.uid()));
CREATE POLICY ours ON app.note FOR UPDATE USING (tenant = app.tenant()) WITH CHECK (tenant = (SELECT app.tenant()));
CREATE POLICY fixed ON app.note FOR DELETE USING (tenant = app.fixed());
CREATE POLICY drafts ON app.note FOR UPDATE USING (draft);
CREATE POLICY adding ON app.note FOR INSERT;
CREATE POLICY every ON app.note FOR DELETE USING (1 = 1);
CREATE POLICY auditors ON app.note FOR SELECT TO pg_monitor USING (true);
CREATE TABLE app.kept (id int PRIMARY KEY, owner uuid);
CREATE INDEX kept_owner ON app.kept (owner, id);
ALTER TABLE app.kept ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON app.kept USING (owner = (SELECT auth.uid())) WITH CHECK (owner = (SELECT auth.uid()));
CREATE TABLE app.loose (id int PRIMARY KEY, owner uuid);
CREATE POLICY mine ON app.loose USING (owner = (SELECT auth.uid())) WITH CHECK (true);
CREATE TABLE app.gone (id int PRIMARY KEY);
ALTER TABLE app.gone ENABLE ROW LEVEL SECURITY;
DROP TABLE app.gone;
CREATE VIEW app.notes AS SELECT id FROM app.note;
CREATE VIEW app.asking WITH (security_invoker = true) AS SELECT id FROM app.note;
CREATE VIEW app.through AS SELECT id FROM app.asking;
CREATE VIEW app.plain AS SELECT id FROM app.opened;
CREATE VIEW app.later AS SELECT id FROM app.note;
ALTER VIEW app.later SET (security_invoker = on);
CREATE FUNCTION app.open_one() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
CREATE FUNCTION app.pinned() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = app, pg_temp AS 'SELECT 1';
CREATE FUNCTION app.pinned_later() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
ALTER FUNCTION app.pinned_later() SET search_path = '';
CREATE FUNCTION app.made_definer() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION app.made_definer() SECURITY DEFINER;
CREATE FUNCTION app.made_invoker() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
ALTER FUNCTION app.made_invoker() SECURITY INVOKER;
CREATE OR REPLACE FUNCTION app.pinned() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 2';
CREATE PROCEDURE app.proc() LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN END $$;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION hstore WITH SCHEMA app;
CREATE EXTENSION citext;
ALTER EXTENSION citext SET SCHEMA app;
CREATE ROLE sl_reader;
CREATE ROLE sl_super SUPERUSER;
CREATE ROLE sl_was SUPERUSER BYPASSRLS;
ALTER ROLE sl_was NOSUPERUSER;
GRANT SELECT ON app.note TO PUBLIC;
GRANT SELECT, INSERT ON app.kept TO PUBLIC;
REVOKE ALL ON app.kept FROM PUBLIC;
GRANT SELECT, INSERT ON app.loose TO PUBLIC, sl_reader WITH GRANT OPTION;
"""
SCHEMA = SCHEMA.replace("TO PUBLIC, sl_reader WITH GRANT OPTION", "TO sl_reader WITH GRANT OPTION")
ROLES = "DROP ROLE IF EXISTS sl_reader, sl_super, sl_was;"
MINE = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_%'"
TABLE = f"FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND {MINE}"
POLICIES = "EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)"
POLICY = f"""FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {MINE}"""
USING = "coalesce(pg_get_expr(p.polqual, p.polrelid), '')"
CHECK = "coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')"
QUERIES = {
    "rls-disabled": f"SELECT n.nspname, c.relname, '' {TABLE} AND NOT c.relrowsecurity",
    "rls-without-policy": f"SELECT n.nspname, c.relname, '' {TABLE} AND c.relrowsecurity AND NOT {POLICIES}",
    "policy-without-rls": f"SELECT n.nspname, c.relname, '' {TABLE} AND NOT c.relrowsecurity AND {POLICIES}",
    "unforced-rls": f"SELECT n.nspname, c.relname, '' {TABLE} AND c.relrowsecurity AND NOT c.relforcerowsecurity",
    "policy-always-true": f"SELECT n.nspname, c.relname, p.polname {POLICY} AND '{{0}}' = p.polroles::text"
    f" AND ({USING} IN ('true', '(1 = 1)') OR {CHECK} IN ('true', '(1 = 1)'))",
    "policy-without-check": f"SELECT n.nspname, c.relname, p.polname {POLICY} AND p.polcmd IN ('*', 'w', 'a') AND p.polwithcheck IS NULL",
    "policy-per-row-function": f"""SELECT n.nspname, c.relname, p.polname {POLICY} AND (
        regexp_replace({USING}, '\\( SELECT [^()]*\\(\\) AS \\w+\\)', '', 'g') ~ '(auth.uid|app.tenant)\\('
        OR regexp_replace({CHECK}, '\\( SELECT [^()]*\\(\\) AS \\w+\\)', '', 'g') ~ '(auth.uid|app.tenant)\\(')""",
    "policy-unindexed-column": f"""SELECT DISTINCT n.nspname, c.relname, a.attname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_depend d ON d.objid = p.oid AND d.refobjid = c.oid AND d.refobjsubid > 0
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid AND a.atttypid <> 'bool'::regtype
        WHERE {MINE} AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indkey[0] = a.attnum)""",
    "definer-without-search-path": f"""SELECT n.nspname, p.proname, '' FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        JOIN pg_language l ON l.oid = p.prolang
        WHERE {MINE} AND p.prosecdef AND l.lanname NOT IN ('c', 'internal') AND p.prosqlbody IS NULL
          AND NOT coalesce(p.proconfig::text, '') LIKE '%search_path=%'""",
    "definer-view": f"""WITH RECURSIVE reads (top, id) AS (
          SELECT c.oid, c.oid FROM pg_class c WHERE c.relkind = 'v' AND NOT coalesce(c.reloptions::text, '') ~ 'security_invoker=(true|on)'
          UNION SELECT r.top, d.refobjid FROM reads r JOIN pg_rewrite w ON w.ev_class = r.id
          JOIN pg_depend d ON d.objid = w.oid AND d.refclassid = 'pg_class'::regclass)
        SELECT DISTINCT n.nspname, v.relname, '' FROM reads r JOIN pg_class c ON c.oid = r.id AND c.relrowsecurity
        JOIN pg_class v ON v.oid = r.top JOIN pg_namespace n ON n.oid = v.relnamespace WHERE {MINE}""",
    "extension-in-public": "SELECT '', e.extname, '' FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace "
    "WHERE n.nspname = 'public'",
    "grant-to-public": f"SELECT DISTINCT n.nspname, c.relname, '' FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, "
    f"aclexplode(c.relacl) x WHERE x.grantee = 0 AND {MINE}",
    "grant-option": f"SELECT DISTINCT n.nspname, c.relname, '' FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, "
    f"aclexplode(c.relacl) x WHERE x.is_grantable AND x.grantee <> c.relowner AND {MINE}",
    "elevated-role": "SELECT '', rolname, '' FROM pg_roles WHERE rolname LIKE 'sl\\_%' AND (rolsuper OR rolbypassrls)",
}
"""For each rule the objects it should tell, by schema, object and part."""


def _config(rule: str) -> dict[str, object]:
    rules = {"rls-disabled": {"schemas": ["app", "public"]}}
    return {"select": [rule], "dialect": "postgres", "server-version": "15", "rules": rules}


def _told(files: Mapping[str, str], rule: str) -> set[tuple[str, str, str]]:
    found = set()
    for one in check_project(files, _config(rule)).diagnostics:
        assert one.subject is not None
        about = one.subject
        found.add((about.schema or "", about.table or about.name, about.name if about.table else ""))
    return found


def _real(postgres: Server, database: str, rule: str) -> set[tuple[str, ...]]:
    return {tuple(part.strip() for part in row) for row in postgres.rows(database, QUERIES[rule])}


@pytest.fixture(scope="module")
def made(postgres: Server) -> str:
    """The schema, on the server."""
    postgres.psql("postgres", ROLES)
    database = postgres.database("security_rules")
    done = postgres.psql(database, SCHEMA, stop=True)
    assert "ERROR" not in done.stderr, done.stderr
    return database


@pytest.mark.parametrize("rule", QUERIES)
def test_the_server_shows_the_same(postgres: Server, made: str, rule: str) -> None:
    real = _real(postgres, made, rule)
    assert real, "a query that finds nothing proves nothing"
    assert _told({"schema.sql": SCHEMA}, rule) == real


FIXED = {
    "rls-disabled": 0, "rls-without-policy": 0, "policy-without-rls": 0, "unforced-rls": 0, "policy-always-true": 0, "policy-without-check": 1,
    "policy-per-row-function": 0, "policy-unindexed-column": 0, "definer-without-search-path": 1, "definer-view": 0,
    "extension-in-public": 0,
}  # fmt: skip
"""How many of the objects are left after the fix: a policy for INSERT has no condition to copy, and a function that an ALTER made a definer
has no such words in its statement."""


@pytest.mark.parametrize("rule", FIXED)
def test_the_server_takes_what_the_fix_writes(postgres: Server, made: str, rule: str) -> None:
    before = _real(postgres, made, rule)
    fixed = fix_project({"schema.sql": SCHEMA}, _config(rule), unsafe=True)
    postgres.psql("postgres", f"DROP DATABASE IF EXISTS security_fixed; {ROLES}")
    database = postgres.database("security_fixed")
    for role in ("sl_reader", "sl_super", "sl_was"):
        postgres.psql(database, f"DROP OWNED BY {role}; DROP ROLE {role};")
    done = postgres.psql(database, fixed["schema.sql"].replace("CREATE ROLE", "-- CREATE ROLE"))
    errors = [line for line in done.stderr.splitlines() if "ERROR" in line and "sl_was" not in line]
    assert not errors, errors
    after = _real(postgres, database, rule)
    assert len(before) > len(after) == FIXED[rule], after
    assert len(_told(fixed, rule)) == FIXED[rule]


def test_a_policy_without_a_check_lets_nothing_in(postgres: Server) -> None:
    database = postgres.database("security_insert")
    done = postgres.psql(
        database,
        """CREATE TABLE t (id int); ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY p ON t FOR INSERT; DROP ROLE IF EXISTS sl_one; CREATE ROLE sl_one; GRANT INSERT ON t TO sl_one;
        SET ROLE sl_one; INSERT INTO t VALUES (1); RESET ROLE; DROP OWNED BY sl_one; DROP ROLE sl_one;""",
    )
    assert "new row violates row-level security policy" in done.stderr


GRANTED = "CREATE SCHEMA app;\nCREATE TABLE app.a (id int PRIMARY KEY);\nGRANT SELECT ON ALL TABLES IN SCHEMA app TO pg_monitor;\n"


def test_default_privileges_reach_the_next_table(postgres: Server) -> None:
    config = _config("missing-default-privileges")
    assert len(check_project({"schema.sql": GRANTED}, config).diagnostics) == 1
    fixed = fix_project({"schema.sql": GRANTED}, config)["schema.sql"]
    database = postgres.database("security_defaults")
    done = postgres.psql(database, fixed + "CREATE TABLE app.b (id int PRIMARY KEY);", stop=True)
    assert done.returncode == 0, done.stderr
    query = "SELECT has_table_privilege('pg_monitor', 'app.b', 'SELECT'), has_table_privilege('pg_monitor', 'app.b', 'INSERT')"
    assert postgres.rows(database, query) == [["t", "f"]]
    assert not check_project({"schema.sql": fixed}, config).diagnostics


CORPUS = {
    rule: QUERIES[rule]
    for rule in ("rls-without-policy", "policy-without-rls", "definer-without-search-path", "definer-view")
}


@pytest.mark.corpus
@pytest.mark.parametrize("folder", FOLDERS + MORE if os.environ.get("FULL") else FOLDERS)
def test_the_corpus_is_told_as_the_server_shows_it(postgres: Server, folder: str) -> None:
    corpus = os.environ.get("SCHEMALINT_CORPUS")
    if corpus is None:
        pytest.skip("SCHEMALINT_CORPUS names no corpus")
    if not (Path(corpus) / folder).exists():
        pytest.skip(f"the corpus has no {folder}")
    options = Options(isolated=True, no_cache=True, select=tuple(CORPUS))
    rules = plugins.rules(plugins.manager())
    judged = 0
    for study in studies([str(Path(corpus) / folder)], options):
        for number, replay in enumerate(study.replays):
            if replay.dialect != "postgres" or replay.kind == "script" or not replay.catalog.tables:
                continue
            judged += 1
            database = postgres.database(f"security_{folder}_{number}".replace("-", "_"))
            postgres.psql(database, SETUP.get(folder, ""))
            if replay.history and folder in FIRST:
                postgres.psql(database, (Path(corpus) / folder / FIRST[folder]).read_text(encoding="utf-8-sig"))
            refused(postgres, database, replay)
            report = run.judge(study._replace(replays=(replay,)), rules, options)
            known = {NAMESPACE.sub("auth", ref.schema) for ref in (*replay.catalog.tables, *replay.catalog.routines)}
            never_made = {
                (NAMESPACE.sub("auth", ref.schema), ref.name)
                for ref, table in replay.catalog.tables.items()
                if table.assumed or table.unknown
            }
            for rule in CORPUS:
                told = [one for one in report.diagnostics if one.rule == rule]
                shown = [
                    row for row in _real(postgres, database, rule) if row[0] in known and row[:2] not in never_made
                ]
                assert sum(one.places for one in told) == len(shown), (replay.path, rule)
    assert judged


HISTORY = {
    "migrations/0001_a.up.sql": """CREATE SCHEMA app;
CREATE TABLE app.a (id int PRIMARY KEY, owner text, u int);
GRANT SELECT ON ALL TABLES IN SCHEMA app TO pg_monitor;
ALTER TABLE app.a ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON app.a FOR UPDATE USING (owner = current_setting('x'));
CREATE POLICY every ON app.a FOR UPDATE USING (true);
CREATE VIEW app.v AS SELECT id FROM app.a;
CREATE EXTENSION pg_trgm;
CREATE TABLE app.b (id int PRIMARY KEY);
ALTER TABLE app.b ENABLE ROW LEVEL SECURITY;
CREATE TABLE app.c (id int PRIMARY KEY);
CREATE POLICY x ON app.c FOR SELECT USING (id = 3);
""",
    "migrations/0001_a.down.sql": "DROP SCHEMA app CASCADE;\nDROP EXTENSION pg_trgm;\n",
}
FROZEN = (
    "rls-disabled", "rls-without-policy", "policy-without-rls", "unforced-rls", "policy-always-true", "policy-without-check",
    "policy-per-row-function", "policy-unindexed-column", "definer-view", "extension-in-public", "missing-default-privileges",
)  # fmt: skip


@pytest.mark.parametrize("rule", FROZEN)
def test_released_migrations_are_mended_by_new_ones(postgres: Server, rule: str) -> None:
    config = {**_config(rule), "migrations": {"frozen": "all"}}
    fixed = fix_project(HISTORY, config, unsafe=True)
    (up,) = (path for path in fixed if path not in HISTORY and path.endswith(".up.sql"))
    database = postgres.database("security_frozen")
    assert postgres.psql(database, fixed["migrations/0001_a.up.sql"], stop=True).returncode == 0
    for path in (up, up.replace(".up.", ".down."), up):
        done = postgres.psql(database, fixed[path], stop=True)
        assert done.returncode == 0, (path, fixed[path], done.stderr)
    assert not check_project(fixed, config).diagnostics
