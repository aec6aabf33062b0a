"""Plans of several releases in the dialects that no server of the tests speaks, and where there is none."""

from __future__ import annotations

import json

import pytest

from schemalint.api import project
from schemalint.cli import run
from schemalint.config import Options
from schemalint.model.rollout import Rollout
from schemalint.rollouts import rollouts

INIT = "CREATE TABLE users (id int PRIMARY KEY, email varchar(90) NOT NULL, note varchar(9));\n"


def plans(change: str, dialect: str, init: str = INIT) -> tuple[Rollout, ...]:
    with project({"m/0001_init.sql": init, "m/0002_change.sql": change}, {"dialect": dialect}) as folder:
        return rollouts([folder], Options(no_cache=True)).plans


def texts(plan: Rollout) -> list[str]:
    return [text for release in plan.releases for piece in release.pieces for text in piece.statements]


def test_where_no_trigger_helps_clients_write_twice_for_a_release() -> None:
    (plan,) = plans("EXEC sp_rename 'users.email', 'mail', 'COLUMN';\n", "tsql")
    told = [piece.words for release in plan.releases for piece in release.pieces if not piece.statements]
    assert [words.partition(";")[0] for words in told] == [
        "Deploy clients that write both columns and still read email",
        "Deploy clients that read mail and write both",
        "Deploy clients that read and write mail and no more email",
    ]
    assert texts(plan) == [
        "ALTER TABLE users ADD mail varchar(90) NULL",
        "ALTER TABLE users ALTER COLUMN email varchar(90) NULL",
        "UPDATE TOP (1000) users SET mail = email WHERE mail IS NULL AND email IS NOT NULL",
        "ALTER TABLE users ALTER COLUMN mail varchar(90) NOT NULL",
        "ALTER TABLE users DROP COLUMN email",
    ]


def test_oracle_is_told_in_its_own_words() -> None:
    (plan,) = plans("ALTER TABLE users DROP COLUMN note;\n", "oracle")
    assert texts(plan)[-1] == "ALTER TABLE users DROP COLUMN note"
    (plan,) = plans("ALTER TABLE users ADD (age NUMBER(9) NOT NULL);\n", "oracle")
    assert texts(plan)[-1] == "ALTER TABLE users MODIFY (age NOT NULL)"


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE users RENAME COLUMN id TO key;\n",  # the key that rows are found by
        "CREATE INDEX users_note ON users (note);\n",  # fix does it
        "ALTER TABLE users ADD COLUMN more int;\n",
    ],
)
def test_no_plan_is_better_than_a_wrong_one(change: str) -> None:
    assert plans(change, "postgres") == ()


def test_a_column_of_sqlite_that_is_there_cannot_become_required() -> None:
    assert plans("ALTER TABLE users ADD COLUMN age int NOT NULL;\n", "sqlite") == ()


def test_json_holds_what_the_text_says(capsys: pytest.CaptureFixture[str]) -> None:
    files = {"m/0001_init.sql": INIT, "m/0002_change.sql": "ALTER TABLE users RENAME COLUMN email TO mail;\n"}
    with project(files, {"dialect": "postgres"}):
        assert run(["fix", "--plan", "--format", "json", "--no-cache", "--quiet", "m"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert run(["fix", "--plan", "--no-cache", "--quiet", "m"]) == 0
        text = capsys.readouterr().out
    assert told["version"] == 1
    (plan,) = told["plans"]
    assert (plan["rule"], plan["path"], plan["line"]) == ("rename-column", "m/0002_change.sql", 1)
    for release in plan["releases"]:
        assert f"-- {release['title']}\n" in text
        for piece in release["pieces"]:
            assert all(f"{statement};" in text for statement in piece["statements"])


def test_a_plan_writes_nothing_and_goes_with_no_other_mode(capsys: pytest.CaptureFixture[str]) -> None:
    with project({"m/0001_init.sql": INIT}, {"dialect": "postgres"}):
        assert run(["fix", "--plan", "--diff", "m"]) == 2
        assert "--plan writes nothing" in capsys.readouterr().err
        assert run(["fix", "--plan", "--no-cache", "m"]) == 0
        assert capsys.readouterr().out == ""
