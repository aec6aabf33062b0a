"""Where a migration may be taken apart, and where it must stay as it is."""

from __future__ import annotations

import pytest

from schemalint.api import check_project, fix_project, project
from schemalint.config import Options
from schemalint.rollouts import rollouts

INIT = "CREATE TABLE users (id bigint PRIMARY KEY, email text, org_id bigint);\nCREATE TABLE orgs (id bigint PRIMARY KEY);\n"
GONE = "DROP TABLE orgs;\nDROP TABLE users;\n"
LOCKS = (
    "blocking-index", "blocking-index-drop", "concurrently-in-transaction", "blocking-foreign-key", "blocking-check",
    "blocking-unique", "blocking-primary-key", "set-not-null-scan", "invalid-index-on-retry",
)  # fmt: skip


def history(*parts: tuple[str, str]) -> dict[str, str]:
    """Migrations of golang-migrate, which sends a file as one query."""
    files: dict[str, str] = {}
    for number, (up, down) in enumerate(((INIT, GONE), *parts), 1):
        files[f"m/{number:04}_part.up.sql"] = up
        files[f"m/{number:04}_part.down.sql"] = down
    return files


def fixed(files: dict[str, str]) -> dict[str, str]:
    config = {"dialect": "postgres", "server-version": "15"}
    return fix_project(files, config, options=Options(select=LOCKS, no_cache=True, today="2024-02-01"))


COLUMN = "ALTER TABLE users ADD COLUMN note text;\n"
BACK = "ALTER TABLE users DROP COLUMN note;\n"


@pytest.mark.parametrize(
    ("up", "down"),
    [
        (f"{COLUMN}CREATE INDEX i ON users (note);\nCOMMENT ON INDEX i IS 'x';\n", BACK),
        (
            f"{COLUMN}CREATE UNIQUE INDEX i ON users (email);\nINSERT INTO users VALUES (1) ON CONFLICT DO NOTHING;\n",
            BACK,
        ),
        (f"{COLUMN}CREATE UNIQUE INDEX i ON users (email);\nCREATE TABLE x (a text REFERENCES users (email));\n", BACK),
        (f"{COLUMN}ALTER TABLE users DROP CONSTRAINT users_pkey, ADD CONSTRAINT k UNIQUE (id);\n", BACK),
        (f"{COLUMN}CREATE INDEX i ON users (note);\n", f"{BACK}DO $$ BEGIN DROP INDEX i; END $$;\n"),
    ],
    ids=["named later", "rows rely on it", "referred to", "takes the place of another", "undone in a block"],
)
def test_what_is_needed_stays(up: str, down: str) -> None:
    files = history((up, down))
    assert fixed(files) == files


def test_what_stays_is_planned_with_the_reason() -> None:
    up = f"{COLUMN}CREATE INDEX i ON users (email);\nCOMMENT ON INDEX i IS 'x';\n"
    with project(history((up, BACK)), {"dialect": "postgres"}) as folder:
        (plan,) = rollouts([folder], Options(no_cache=True)).plans
    assert plan.rule == "blocking-index"
    assert "cannot move behind" in plan.why
    assert plan.releases[0].pieces[0].statements == ("CREATE INDEX CONCURRENTLY i ON users (email)",)


def test_what_fix_does_needs_no_plan() -> None:
    files = history((f"{COLUMN}CREATE INDEX i ON users (note);\n", f"DROP INDEX i;\n{BACK}"))
    with project(files, {"dialect": "postgres"}) as folder:
        assert rollouts([folder], Options(no_cache=True)).plans == ()


def test_a_key_that_a_later_migration_refers_to_stays() -> None:
    later = ("CREATE TABLE x (a text REFERENCES users (email));\n", "DROP TABLE x;\n")
    files = history((f"{COLUMN}ALTER TABLE users ADD UNIQUE (email);\n", BACK), later)
    assert fixed(files) == files


def test_new_migrations_come_right_behind_where_their_versions_find_room() -> None:
    files = {
        "m/20240101000000_init.up.sql": INIT,
        "m/20240101000000_init.down.sql": GONE,
        "m/20240102000000_email.up.sql": f"{COLUMN}ALTER TABLE users ADD UNIQUE (email);\n",
        "m/20240102000000_email.down.sql": f"ALTER TABLE users DROP CONSTRAINT users_email_key;\n{BACK}",
        "m/20240103000000_x.up.sql": "CREATE TABLE x (a text REFERENCES users (email));\n",
        "m/20240103000000_x.down.sql": "DROP TABLE x;\n",
    }
    after = fixed(files)
    assert sorted(after.keys() - files.keys()) == [
        "m/20240102000001_email_concurrently.down.sql",
        "m/20240102000001_email_concurrently.up.sql",
        "m/20240102000002_email_finish.down.sql",
        "m/20240102000002_email_finish.up.sql",
    ]
    assert after["m/20240102000000_email.up.sql"] == COLUMN
    assert after["m/20240102000000_email.down.sql"] == BACK
    assert not [one for one in check_project(after, {"dialect": "postgres"}).diagnostics if one.severity == "error"]


def test_a_transaction_of_the_file_itself_is_left_behind() -> None:
    up = f"BEGIN;\n{COLUMN}CREATE INDEX i ON users (note);\nCOMMIT;\n"
    after = fixed(history((up, f"BEGIN;\nDROP INDEX i;\n{BACK}COMMIT;\n")))
    assert after["m/0002_part.up.sql"] == f"BEGIN;\n{COLUMN}COMMIT;\n"
    assert after["m/0002_part.down.sql"] == f"BEGIN;\n{BACK}COMMIT;\n"
    assert after["m/0003_part_concurrently.up.sql"] == "CREATE INDEX CONCURRENTLY i ON users (note);\n"


def test_what_frames_the_only_statement_goes() -> None:
    after = fixed(history(("BEGIN;\n-- by note\nCREATE INDEX i ON users (email);\nCOMMIT;\n", "DROP INDEX i;\n")))
    assert after["m/0002_part.up.sql"] == "-- by note\nCREATE INDEX CONCURRENTLY i ON users (email);\n"
    assert len(after) == 4


def test_line_ends_stay() -> None:
    up = "ALTER TABLE users ADD COLUMN note text;\r\nALTER TABLE users ADD CHECK (org_id > 0);\r\n"
    after = fixed(history((up, BACK)))
    assert after["m/0002_part.up.sql"] == up.replace("> 0)", "> 0) NOT VALID")
    assert after["m/0003_part_validate.up.sql"] == "ALTER TABLE users VALIDATE CONSTRAINT users_org_id_check;\n"


def test_several_migrations_get_versions_one_after_the_other() -> None:
    files = history(
        (f"{COLUMN}CREATE INDEX i ON users (note);\n", f"DROP INDEX i;\n{BACK}"),
        (
            "ALTER TABLE orgs ADD COLUMN name text;\nCREATE INDEX j ON orgs (name);\n",
            "ALTER TABLE orgs DROP COLUMN name;\n",
        ),
    )
    after = fixed(files)
    assert sorted(name for name in after.keys() - files.keys() if ".up." in name) == [
        "m/0004_part_concurrently.up.sql",
        "m/0005_part_concurrently.up.sql",
    ]
    assert " i ON users" in after["m/0004_part_concurrently.up.sql"]
    assert " j ON orgs" in after["m/0005_part_concurrently.up.sql"]


def test_before_version_12_a_check_proves_nothing() -> None:
    files = history((f"{COLUMN}ALTER TABLE users ALTER COLUMN email SET NOT NULL;\n", BACK))
    config = {"dialect": "postgres", "server-version": "11"}
    assert fix_project(files, config, options=Options(select=("set-not-null-scan",), no_cache=True)) == files
