"""What `fix` makes of statements that ask MariaDB for more than it needs: accepted with rows, and the same table."""

from __future__ import annotations

import pytest
from mariadb_server import MariaDB

from schemalint.api import check_project, fix_project

pytestmark = pytest.mark.server

INIT = """\
CREATE TABLE users (id int PRIMARY KEY, email varchar(100) NOT NULL, size int DEFAULT 1, note varchar(20)) ENGINE=InnoDB;
"""
ROWS = "INSERT INTO users (id, email) VALUES " + ", ".join(f"({n}, 'm{n}')" for n in range(1, 200))

CASES = [
    ("blocking-index", "CREATE INDEX users_size ON users (size) LOCK=SHARED;"),
    ("blocking-index", "CREATE UNIQUE INDEX users_email ON users (email) ALGORITHM=COPY;"),
    ("blocking-index", "CREATE INDEX users_two ON users (size, note(5)) ALGORITHM = COPY LOCK = EXCLUSIVE;"),
    ("copying-alter", "ALTER TABLE users ADD COLUMN more int, ALGORITHM=COPY;"),
    ("copying-alter", "ALTER TABLE users DROP COLUMN note, LOCK=EXCLUSIVE;"),
    ("copying-alter", "ALTER TABLE users RENAME COLUMN note TO remark, ALGORITHM=COPY, LOCK=SHARED;"),
    ("copying-alter", "ALTER TABLE users ALTER COLUMN size SET DEFAULT 2, ALGORITHM=COPY;"),
]


@pytest.mark.parametrize(("rule", "text"), CASES)
def test_what_is_asked_for_instead_is_accepted(mariadb: MariaDB, rule: str, text: str) -> None:
    files = {"m/0001_init.up.sql": INIT, "m/0002_change.up.sql": f"{text}\n"}
    config = {"dialect": "mariadb", "server-version": "10.11", "select": [rule]}
    fixed = fix_project(files, config)
    assert fixed != files
    assert not check_project(fixed, config).diagnostics
    new = fixed["m/0002_change.up.sql"].strip().rstrip(";")
    tables = []
    for statement in (text.rstrip(";"), new):
        assert mariadb.run("gentle", (INIT.strip().rstrip(";"), ROWS, statement)) == [None, None, None]
        tables.append(mariadb.rows("SHOW CREATE TABLE gentle.users"))
    assert tables[0] == tables[1]
