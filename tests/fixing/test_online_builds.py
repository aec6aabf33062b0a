"""ONLINE is written where the configured edition has it, and only there."""

from __future__ import annotations

import pytest

from schemalint.api import check_project, fix_project

GIVEN = "CREATE TABLE users (id int NOT NULL, email varchar(9), note varchar(9));\n"


def fixed(text: str, dialect: str, edition: str, given: str = GIVEN) -> str:
    files = {"m/0001_given.sql": given, "m/0002_index.sql": text}
    config = {"dialect": dialect, "edition": edition, "select": ["blocking-index"]}
    after = fix_project(files, config)
    if after != files:
        assert not check_project(after, config).diagnostics
        assert fix_project(after, config) == after
    return after["m/0002_index.sql"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("CREATE INDEX i ON users (email);\n", "CREATE INDEX i ON users (email) WITH (ONLINE = ON);\n"),
        (
            "CREATE INDEX i ON users (email) INCLUDE (note) WHERE email IS NOT NULL WITH (FILLFACTOR = 80) ON [PRIMARY];\n",
            "CREATE INDEX i ON users (email) INCLUDE (note) WHERE email IS NOT NULL WITH (ONLINE = ON, FILLFACTOR = 80) ON [PRIMARY];\n",
        ),
        (
            "CREATE INDEX i ON users (email) ON [PRIMARY];\n",
            "CREATE INDEX i ON users (email) WITH (ONLINE = ON) ON [PRIMARY];\n",
        ),
        (
            "CREATE INDEX i ON users (email) WITH (FILLFACTOR = 80, ONLINE = OFF);\n",
            "CREATE INDEX i ON users (email) WITH (FILLFACTOR = 80, ONLINE = ON);\n",
        ),
        (
            "CREATE CLUSTERED INDEX i ON users (email);\nGO\n",
            "CREATE CLUSTERED INDEX i ON users (email) WITH (ONLINE = ON);\nGO\n",
        ),
    ],
)
def test_sql_server_where_the_edition_has_it(before: str, after: str) -> None:
    assert fixed(before, "tsql", "Enterprise") == after
    for edition in ("", "Standard", "Express"):
        assert fixed(before, "tsql", edition) == before


def test_a_clustered_index_over_large_values_is_built_offline() -> None:
    text = "CREATE CLUSTERED INDEX i ON users (id);\n"
    assert fixed(text, "tsql", "Enterprise", "CREATE TABLE users (id int NOT NULL, body text);\n") == text


def test_oracle_where_the_edition_has_it() -> None:
    text = "CREATE UNIQUE INDEX i ON users (email) TABLESPACE big;\n"
    given = "CREATE TABLE users (email varchar2(9));\n"
    assert fixed(text, "oracle", "EE", given) == "CREATE UNIQUE INDEX i ON users (email) TABLESPACE big ONLINE;\n"
    assert fixed(text, "oracle", "SE2", given) == text
    assert fixed(text, "oracle", "", given) == text
