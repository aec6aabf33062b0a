"""`schemalint privacy`: the record, followed through everything that shows the columns again, and one reckoning with the rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from schemalint import cli
from schemalint.api import check_project

SCHEMA = """CREATE TABLE users (id int PRIMARY KEY, email text, phone text, visits int, created_at timestamptz);
CREATE TABLE users_history (id int, email text, at timestamptz);
CREATE TABLE users_log (id int, at timestamptz);
CREATE TABLE audit_log (id int, row_data jsonb, at timestamptz);
COMMENT ON TABLE users IS 'Who signed up. Retention: 2 years.';
COMMENT ON COLUMN users.phone IS 'PII: phone';
CREATE VIEW contacts AS SELECT id, email FROM users;
CREATE VIEW mailing AS SELECT email AS mail FROM contacts;
CREATE VIEW counted AS SELECT count(email) AS n FROM users;
CREATE MATERIALIZED VIEW phones AS WITH x AS (SELECT u.id, u.phone AS p FROM users u) SELECT * FROM x;
CREATE FUNCTION find_user(text) RETURNS SETOF users LANGUAGE sql SECURITY DEFINER AS 'SELECT * FROM users WHERE email = $1';
CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO audit_log (row_data) VALUES (to_jsonb(OLD)); RETURN OLD; END $$;
CREATE TRIGGER a AFTER UPDATE OR DELETE ON users FOR EACH ROW EXECUTE FUNCTION audit();
CREATE TABLE users_2019 AS SELECT * FROM users WHERE created_at < '2020-01-01';
CREATE FUNCTION purge() RETURNS void LANGUAGE sql AS $$ DELETE FROM users WHERE created_at < now() - interval '2 years' $$;
CREATE PUBLICATION warehouse FOR TABLE users;
GRANT SELECT ON mailing TO marketing;
GRANT SELECT ON users TO support, intern;
REVOKE SELECT ON users FROM intern;
GRANT SELECT (id, phone), UPDATE (visits) ON users TO caller;
GRANT SELECT (id, visits) ON users TO counter;
GRANT support TO alice;
REVOKE EXECUTE ON FUNCTION find_user(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_user(text) TO web;
"""


def _printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str = SCHEMA, *more: str, dialect: str = "postgres"
) -> str:
    file = tmp_path / "schema.sql"
    file.write_text(text, encoding="utf-8")
    assert cli.run(["privacy", "--dialect", dialect, *more, str(file)]) == 0
    return capsys.readouterr().out


def _tables(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str = SCHEMA, dialect: str = "postgres"
) -> dict[str, Any]:
    (schema,) = json.loads(_printed(tmp_path, capsys, text, "--format", "json", dialect=dialect))["schemas"]
    return {one["table"]: one for one in schema["tables"]}


def test_the_record_follows_what_shows_the_columns_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    users = _tables(tmp_path, capsys)["users"]
    assert users["columns"] == [
        {"name": "email", "class": "email", "by": "name"},
        {"name": "phone", "class": "phone", "by": "comment"},
    ]
    assert {(one["name"], one["kind"], *one["columns"]) for one in users["seen_in"]} == {
        ("public.contacts", "view", "email"),
        ("public.mailing", "view", "email"),
        ("public.phones", "materialized view", "phone"),
        ("public.users_2019", "copy", "email", "phone"),
        ("public.users_history", "history", "email"),
        ("public.audit_log", "audit", "email", "phone"),
        ("public.find_user", "routine", "email", "phone"),
        ("warehouse", "publication", "email", "phone"),
    }


def test_the_record_says_who_reads_what_by_which_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    users = _tables(tmp_path, capsys)["users"]
    assert {(one["role"], one["through"], one["member_of"], *one["columns"]) for one in users["access"]} == {
        ("alice", None, "support", "email", "phone"),
        ("caller", None, None, "phone"),
        ("marketing", "public.mailing", None, "email"),
        ("support", None, None, "email", "phone"),
        ("web", "public.find_user", None, "email", "phone"),
    }
    assert users["readers"] == ["alice", "caller", "marketing", "support", "web"]


def test_the_record_says_how_long_rows_stay_and_what_deletes_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    users = _tables(tmp_path, capsys)["users"]
    assert (users["period"], users["period_by"]) == ("2 years", "comment")
    assert users["purges"] == [{"by": "purge", "column": "created_at"}]


@pytest.mark.parametrize("shape", ["text", "markdown"])
def test_people_read_it_too(shape: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = _printed(tmp_path, capsys, SCHEMA, "--format", shape)
    assert "public.users" in out and "2 years (comment)" in out and "marketing through public.mailing (email)" in out


TABLE = "CREATE TABLE users (id int PRIMARY KEY, email varchar(200), phone varchar(20));\n"
GRANTS = [
    ("postgres", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO r;\n" + TABLE, []),
    ("postgres", TABLE + "GRANT SELECT ON ALL TABLES IN SCHEMA public TO r;", ["r"]),
    ("postgres", TABLE + "GRANT SELECT ON ALL TABLES IN SCHEMA public TO r;\nREVOKE SELECT ON users FROM r;", []),
    ("postgres", "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO r;\n" + TABLE, ["r"]),
    ("postgres", TABLE + "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO r;", []),
    ("postgres", TABLE + "GRANT SELECT ON users TO r;\nREVOKE ALL ON users FROM r;", []),
    ("postgres", TABLE + "GRANT SELECT (email), UPDATE (phone) ON users TO r;\nREVOKE SELECT (email) ON users FROM r;", []),
    ("postgres", TABLE + "GRANT SELECT ON users TO r;\nDROP TABLE users;\n" + TABLE, []),
    ("postgres", TABLE + "GRANT SELECT ON users TO r;\nALTER TABLE users RENAME TO people;", ["r"]),
    ("postgres", TABLE + "CREATE ROLE a IN ROLE r;\nCREATE ROLE b ROLE c;\nGRANT r TO b;\nGRANT SELECT ON users TO r;", ["a", "b", "c", "r"]),
    ("postgres", TABLE + "GRANT pg_read_all_data TO r;", ["pg_read_all_data", "r"]),
    ("postgres", TABLE + "GRANT INSERT, UPDATE ON users TO r;", []),
    ("mysql", TABLE + "GRANT SELECT ON *.* TO 'r'@'%';", ["r"]),
    ("mysql", TABLE + "GRANT SELECT (id) ON users TO 'r'@'%';", []),
    ("mysql", TABLE + "GRANT 'r' TO 'u'@'%';\nGRANT SELECT ON users TO 'r';", ["r", "u"]),
    ("tsql", TABLE + "GO\nGRANT SELECT ON SCHEMA::dbo TO r;\nGO\nALTER ROLE r ADD MEMBER u;\nGO\nDENY SELECT ON users TO u;", ["r"]),
    ("tsql", TABLE + "GO\nGRANT SELECT ON users TO r;\nGO\nDENY SELECT ON users (email, phone) TO r;", []),
    ("tsql", TABLE + "GO\nDENY SELECT ON users TO r;\nGO\nREVOKE SELECT ON users FROM r;\nGO\nGRANT SELECT ON users TO r;", ["r"]),
    ("tsql", TABLE + "GO\nGRANT SELECT ON users TO r;\nGO\nDENY SELECT ON SCHEMA::dbo TO r;", []),
    ("postgres", TABLE + "CREATE VIEW v WITH (security_invoker) AS SELECT email FROM users;\nGRANT SELECT ON v TO r;", []),
    ("postgres", TABLE + "CREATE VIEW v WITH (security_invoker = off) AS SELECT email FROM users;\nGRANT SELECT ON v TO r;", ["r"]),
    ("postgres", TABLE + "CREATE VIEW v AS SELECT email FROM users;\nALTER VIEW v SET (security_invoker = true);\nGRANT SELECT ON v TO r;", []),
    ("mysql", TABLE + "CREATE SQL SECURITY INVOKER VIEW v AS SELECT email FROM users;\nGRANT SELECT ON v TO 'r'@'%';", []),
    ("mysql", TABLE + "CREATE SQL SECURITY DEFINER VIEW v AS SELECT email FROM users;\nGRANT SELECT ON v TO 'r'@'%';", ["r"]),
    ("tsql", TABLE + "GO\nEXEC sp_addrolemember 'db_datareader', 'u';", ["db_datareader", "u"]),
    ("oracle", TABLE.replace("varchar", "varchar2") + "GRANT SELECT ANY TABLE TO r;\nGRANT READ ON users TO s;", ["r", "s"]),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "text", "readers"), GRANTS)
def test_grants_leave_these_readers(
    dialect: str, text: str, readers: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (table,) = _tables(tmp_path, capsys, text, dialect).values()
    assert table["readers"] == readers


AUDITS = [
    ("mysql", "CREATE TRIGGER a AFTER UPDATE ON users FOR EACH ROW INSERT INTO user_changes (was) VALUES (JSON_OBJECT('email', OLD.email));"),
    ("tsql", "GO\nCREATE TRIGGER a ON users AFTER UPDATE AS BEGIN INSERT INTO user_changes (was) SELECT email FROM deleted; END"),
    ("oracle", "CREATE OR REPLACE TRIGGER a AFTER UPDATE ON users FOR EACH ROW BEGIN INSERT INTO user_changes (was) VALUES (:OLD.email); END;\n/"),
    ("sqlite", "CREATE TRIGGER a AFTER UPDATE ON users BEGIN INSERT INTO user_changes (was) VALUES (OLD.email); END;"),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "trigger"), AUDITS)
def test_triggers_carry_single_columns(
    dialect: str, trigger: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"{TABLE}CREATE TABLE user_changes (id int PRIMARY KEY, was varchar(500));\n{trigger}\n"
    users = next(one for name, one in _tables(tmp_path, capsys, text, dialect).items() if name.lower() == "users")
    seen = users["seen_in"]
    assert [(one["name"].lower().rpartition(".")[2], one["kind"], [name.lower() for name in one["columns"]]) for one in seen] == [
        ("user_changes", "audit", ["email"])
    ]  # fmt: skip


KEPT = [
    ("postgres", TABLE + "SELECT cron.schedule('0 3 * * *', $$DELETE FROM users WHERE now() - interval '1 year' > email$$);", None, "email"),
    ("postgres", TABLE + "DELETE FROM users WHERE phone <> 'x' AND email < now() - interval '1 year';", None, "email"),
    ("postgres", TABLE + "SELECT add_retention_policy('users', INTERVAL '24 months');", "24 months", None),
    ("postgres", TABLE + "UPDATE partman.part_config SET retention = '3 months', retention_keep_table = false WHERE parent_table = 'public.users';", "3 months", None),
    ("mysql", TABLE + "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM users WHERE email < NOW() - INTERVAL 90 DAY;", None, "email"),
    ("mysql", TABLE + "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO ALTER TABLE users DROP PARTITION p0;", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "text", "period", "column"), KEPT)
def test_what_deletes_old_rows_is_in_the_record(
    dialect: str,
    text: str,
    period: str | None,
    column: str | None,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (users,) = _tables(tmp_path, capsys, text, dialect).values()
    assert users["period"] == period
    assert [one["column"] for one in users["purges"]] == ([] if period else [column])


def test_a_store_says_when_documents_go(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "schema.js"
    file.write_text(
        'db.createCollection("users", { validator: { $jsonSchema: { bsonType: "object", properties: { email: { bsonType: "string" } } } } });\n'
        'db.users.createIndex({ seen: 1 }, { expireAfterSeconds: 2592000 });\n',
        encoding="utf-8",
    )  # fmt: skip
    assert cli.run(["privacy", "--format", "json", str(file)]) == 0
    (schema,) = json.loads(capsys.readouterr().out)["schemas"]
    (users,) = schema["tables"]
    assert (users["period"], users["period_by"]) == ("30 days after seen", "server")


CONFIGURED = {
    "privacy": {
        "classes": {"*.login": "email", "users.email": "none", "orders.*": "personal", "orders.id": "none"},
        "periods": {"use?s": "2 years after closing"},
        "readers": {"users": ["clerk"]},
    }
}


def test_the_command_and_the_rules_are_of_one_mind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What configuration says is read at one place, and what rules tell is what the record shows."""
    text = (
        "CREATE TABLE users (id int PRIMARY KEY, login text, email text, ssn text);\n"
        "CREATE TABLE orders (id int PRIMARY KEY, note text);\nCOMMENT ON COLUMN users.ssn IS 'PII: national-id';\n"
        "CREATE VIEW numbers AS SELECT ssn FROM users;\nGRANT SELECT ON users TO clerk;\nGRANT SELECT ON numbers TO desk;\n"
    )
    (tmp_path / "schemalint.toml").write_text(
        '[privacy.classes]\n"*.login" = "email"\n"users.email" = "none"\n"orders.*" = "personal"\n"orders.id" = "none"\n'
        '[privacy.periods]\n"use?s" = "2 years after closing"\n[privacy.readers]\nusers = ["clerk"]\n',
        encoding="utf-8",
    )
    tables = _tables(tmp_path, capsys, text)
    assert [(one["name"], one["class"], one["by"]) for one in tables["users"]["columns"]] == [
        ("login", "email", "configuration"),
        ("ssn", "national-id", "comment"),
    ]
    assert [one["name"] for one in tables["orders"]["columns"]] == ["note"]
    assert (tables["users"]["period"], tables["orders"]["period"]) == ("2 years after closing", None)
    assert tables["users"]["allowed_readers"] == ["clerk"] and tables["users"]["readers"] == ["clerk", "desk"]
    rules = ["unclassified-personal-data", "unprotected-personal-data", "retention-undeclared"]
    report = check_project({"schema.sql": text}, {"select": rules, "dialect": "postgres", **CONFIGURED})
    told = {(one.rule, one.subject.name if one.subject else ""): one.message for one in report.diagnostics}
    assert set(told) == {("unprotected-personal-data", "ssn"), ("retention-undeclared", "orders")}
    assert "desk through public.numbers" in told[("unprotected-personal-data", "ssn")]


def test_the_guide_names_every_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    guide = (Path(__file__).resolve().parent.parent.parent / "docs" / "privacy.md").read_text(encoding="utf-8")
    section = guide[guide.index("## For programs") : guide.index("## Configuration")]
    for table in _tables(tmp_path, capsys).values():
        keys = {
            *table,
            *(key for part in ("columns", "seen_in", "access", "purges") for one in table[part] for key in one),
        }
        assert {key for key in keys if f"`{key}`" not in section} == set()
