"""What differs on MariaDB: former versions of rows, rights on columns, purges by events, values that are cut or refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from mariadb_server import MariaDB

from schemalint.api import check_project, fix_project
from schemalint.config import Options
from schemalint.other_parsers import with_queries
from schemalint.personal.record import record
from schemalint.study import studies

pytestmark = pytest.mark.server

TABLE = "CREATE TABLE users (id int PRIMARY KEY, email varchar(100), phone varchar(100)) WITH SYSTEM VERSIONING"
ROW = "INSERT INTO users VALUES (1, 'mark-of-email', 'mark-of-phone')"
ERASED = "UPDATE users SET email = NULL, phone = NULL WHERE id = 1"


@pytest.mark.parametrize(
    ("body", "forgets"), [(ERASED, True), (f"BEGIN {ERASED}; DELETE HISTORY FROM users; END", False)]
)
def test_former_versions_are_forgotten_only_when_they_are_deleted(mariadb: MariaDB, body: str, forgets: bool) -> None:
    routine = f"CREATE PROCEDURE anonymise_user() {body}"
    assert mariadb.run("privacy", (TABLE, ROW, routine, "CALL anonymise_user()")) == [None] * 4
    assert mariadb.rows("SELECT count(*) FROM privacy.users WHERE email LIKE 'mark%'") == [(0,)]
    former = mariadb.rows("SELECT count(*) FROM privacy.users FOR SYSTEM_TIME ALL WHERE email LIKE 'mark%'")
    assert (former != [(0,)]) is forgets
    text = f"{TABLE};\nDELIMITER //\n{routine} //\nDELIMITER ;\n"
    found = check_project({"schema.sql": text}, {"select": ["incomplete-anonymiser"], "dialect": "mariadb"}).diagnostics
    assert len(found) == int(forgets)
    if forgets:
        assert found[0].repair == "DELETE HISTORY FROM users;"
        assert mariadb.run("privacy", (found[0].repair,), new=False) == [None]
        assert mariadb.rows("SELECT count(*) FROM privacy.users FOR SYSTEM_TIME ALL WHERE email LIKE 'mark%'") == [(0,)]


GRANTS = (
    "CREATE TABLE users (id int PRIMARY KEY, email varchar(100), phone varchar(100))",
    "CREATE VIEW contacts AS SELECT id, email AS mail FROM users",
    "CREATE OR REPLACE ROLE pm_a",
    "CREATE OR REPLACE ROLE pm_b",
    "CREATE OR REPLACE ROLE pm_c",
    "CREATE OR REPLACE ROLE pm_d",
    "GRANT SELECT ON users TO pm_a",
    "GRANT SELECT (id, email), UPDATE (phone) ON users TO pm_b",
    "GRANT INSERT, UPDATE, DELETE ON users TO pm_c",
    "GRANT SELECT ON contacts TO pm_c",
    "GRANT SELECT ON users TO pm_d",
    "REVOKE SELECT ON users FROM pm_d",
)


def test_the_record_names_who_reads(mariadb: MariaDB, tmp_path: Path) -> None:
    """Each role is taken and asks for each column; the record names those that get an answer."""
    assert mariadb.run("privacy", GRANTS) == [None] * len(GRANTS)
    real: set[tuple[str, str]] = set()
    for role in ("pm_a", "pm_b", "pm_c", "pm_d"):
        user = f"'u_{role}'@'localhost'"
        given = (f"CREATE OR REPLACE USER {user}", f"GRANT {role} TO {user}", f"SET DEFAULT ROLE {role} FOR {user}")
        assert mariadb.run("privacy", given, new=False) == [None] * 3
        rows = mariadb.rows(
            f"SELECT COLUMN_NAME FROM information_schema.COLUMN_PRIVILEGES WHERE GRANTEE LIKE '%{role}%' AND PRIVILEGE_TYPE = 'SELECT'"
            f" AND TABLE_SCHEMA = 'privacy' UNION SELECT TABLE_NAME FROM information_schema.TABLE_PRIVILEGES"
            f" WHERE GRANTEE LIKE '%{role}%' AND PRIVILEGE_TYPE = 'SELECT' AND TABLE_SCHEMA = 'privacy'"
        )
        for (name,) in rows:
            columns = {"users": ("email", "phone"), "contacts": ("email",)}.get(name, (name,))
            real |= {(role, column) for column in columns if column != "id"}
        mariadb.run("privacy", (f"DROP USER {user}",), new=False)
    mariadb.run("privacy", [f"DROP ROLE pm_{letter}" for letter in "abcd"], new=False)
    file = tmp_path / "schema.sql"
    file.write_text(";\n".join(GRANTS) + ";\n", encoding="utf-8")
    options = Options(isolated=True, dialect="mariadb", no_cache=True)
    (study,) = studies([str(file)], options)
    ((replay,), _) = with_queries(study.replays, options)
    (entry,) = record(replay)
    assert {(sight.role, column) for sight in entry.sights for column in sight.columns} == real
    assert real == {("pm_a", "email"), ("pm_a", "phone"), ("pm_b", "email"), ("pm_c", "email")}


def test_a_purge_without_an_index_reads_the_whole_table(mariadb: MariaDB) -> None:
    table = "CREATE TABLE access_log (id int PRIMARY KEY AUTO_INCREMENT, seen datetime);"
    purge = "DELETE FROM access_log WHERE seen < NOW() - INTERVAL 90 DAY"
    text = f"{table}\nCREATE EVENT purge_log ON SCHEDULE EVERY 1 DAY DO {purge};\n"
    config = {"select": ["retention-unindexed"], "dialect": "mariadb"}
    fixed = fix_project({"schema.sql": text}, config)["schema.sql"]
    kinds = []
    for script in (text, fixed):
        statements = [one for one in script.split(";\n") if one.strip()]
        fill = "INSERT INTO access_log (seen) SELECT NOW() - INTERVAL seq HOUR FROM seq_1_to_2200"
        done = mariadb.run("privacy", (*statements, fill, "ANALYZE TABLE access_log"))
        assert done == [None] * len(done), done
        rows, refused = mariadb.last_rows("privacy", (f"EXPLAIN {purge}",))
        assert refused is None
        kinds.append(rows[0][3])
    assert kinds == ["ALL", "range"]
    assert not check_project({"schema.sql": fixed}, config).diagnostics


SHORT = [
    ("varchar(20)", "TO_BASE64(AES_ENCRYPT(v, 'k'))"),
    ("varbinary(8)", "AES_ENCRYPT(v, 'k')"),
    ("varchar(32)", "SHA2(v, 256)"),
    ("char(32)", "MD5(v)"),
    ("varchar(64)", "SHA2(v, 256)"),
    ("varchar(100)", "TO_BASE64(AES_ENCRYPT(v, 'k'))"),
]


@pytest.mark.parametrize(("kind", "value"), SHORT)
def test_values_longer_than_their_column_are_refused(mariadb: MariaDB, kind: str, value: str) -> None:
    statements = (
        f"CREATE TABLE t (id int PRIMARY KEY, v {kind})",
        "INSERT INTO t VALUES (1, 'x')",
        f"UPDATE t SET v = {value}",
    )
    done = mariadb.run("privacy", statements)
    text = ";\n".join(statements) + ";\n"
    told = check_project({"schema.sql": text}, {"select": ["weak-hash"], "dialect": "mariadb"}).diagnostics
    assert bool([one for one in told if "has room for" in one.message]) is (
        done[2] is not None and done[2].code == 1406
    )
