"""Whole runs on SQLite, which is always there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from schemalint import cli
from schemalint.cli import program
from schemalint.config import Options, UsageError
from schemalint.model.proof import Proof
from schemalint.verify import Asked, verify

USERS = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL);\n"


def proofs(folder: Path, **files: str) -> dict[str, Proof]:
    """Migrations by name; `a_up` and `a_down` are parts of one."""
    write(folder, files)
    (found,) = verify([str(folder)], Options(isolated=True, dialect="sqlite"))
    assert found.engine.startswith("SQLite")
    return {proof.name.split("_")[1]: proof for proof in found.proofs}


def write(folder: Path, files: Mapping[str, str]) -> None:
    names = sorted({name.rpartition("_")[0] for name in files})
    for name, text in files.items():
        stem, _, way = name.rpartition("_")
        (folder / f"{names.index(stem) + 1:04}_{stem}.{way}.sql").write_text(text)


def kinds(proof: Proof) -> list[str]:
    return [one.kind for one in proof.failures]


def test_a_right_rollback_is_proved(tmp_path: Path) -> None:
    found = proofs(tmp_path, a_up=USERS, a_down="DROP TABLE users;")["a"]
    assert (found.verdict, found.down, found.turns, found.failures) == ("proved", "own", ("up", "down", "up"), ())


def test_what_a_rollback_leaves_behind_is_named_with_its_place(tmp_path: Path) -> None:
    found = proofs(
        tmp_path,
        a_up=USERS,
        a_down="DROP TABLE users;",
        b_up="ALTER TABLE users ADD COLUMN age INTEGER;\nCREATE INDEX users_email ON users (email);",
        b_down="\nALTER TABLE users DROP COLUMN age;",
    )["b"]
    (failure,) = found.failures
    assert (failure.kind, failure.words) == ("not-restored", "index users.users_email is left behind")
    assert failure.path.endswith("0002_b.down.sql") and failure.line == 2


def test_a_rollback_that_is_refused(tmp_path: Path) -> None:
    found = proofs(tmp_path, a_up=USERS, a_down="DROP TABLE people;")["a"]
    assert kinds(found) == ["down-refused"]
    assert "no such table: people" in found.failures[0].words


def test_a_migration_that_is_refused(tmp_path: Path) -> None:
    found = proofs(tmp_path, a_up=USERS + "CREATE INDEX i ON users (name);", a_down="DROP TABLE users;")["a"]
    assert kinds(found) == ["up-refused"] and found.failures[0].line == 2
    assert "the statements before it stay" not in found.failures[0].words, "a transaction took them back"


def test_what_comes_behind_a_refused_migration_is_not_judged_by_it(tmp_path: Path) -> None:
    found = proofs(
        tmp_path,
        a_up="CREATE TABLE t (a INTEGER) NONSENSE;",
        a_down="DROP TABLE t;",
        b_up="ALTER TABLE t ADD COLUMN b TEXT;",
        b_down="ALTER TABLE t DROP COLUMN b;",
    )
    assert kinds(found["a"]) == ["up-refused"]
    assert found["b"].verdict == "not verified" and "not all of 0001_a" in found["b"].unverified[0]


def test_without_a_rollback_the_generated_one_is_proved(tmp_path: Path) -> None:
    found = proofs(tmp_path, a_up=USERS, b_up="ALTER TABLE users ADD COLUMN age INTEGER;")["b"]
    assert (found.verdict, found.down) == ("proved", "generated")


def test_rows_that_a_rollback_loses_without_reason(tmp_path: Path) -> None:
    rebuilt = (
        "DROP TABLE users;\nCREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL);\n"
        "CREATE INDEX users_email ON users (email);"
    )
    found = proofs(
        tmp_path,
        a_up=USERS + "CREATE INDEX users_email ON users (email);",
        a_down="DROP TABLE users;",
        b_up="DROP INDEX users_email;",
        b_down=rebuilt,
    )["b"]
    assert kinds(found) == ["rows-changed"]
    assert found.failures[0].words == "users has 0 rows instead of 3"


def test_rows_that_a_drop_takes_along_are_told_apart(tmp_path: Path) -> None:
    found = proofs(
        tmp_path,
        a_up=USERS,
        a_down="DROP TABLE users;",
        b_up="DROP TABLE users;",
        b_down=USERS,
    )["b"]
    assert found.verdict == "proved"
    assert found.apart == ("after down: users has 0 rows instead of 3: the migration drops or renames the table",)


def test_checks_count_though_no_pragma_tells_them(tmp_path: Path) -> None:
    checked = "CREATE TABLE t (a INTEGER CHECK (a > 0), b TEXT COLLATE NOCASE);\n"
    found = proofs(
        tmp_path,
        a_up=checked,
        a_down="DROP TABLE t;",
        b_up="DROP TABLE t;",
        b_down=checked.replace("> 0", "> 1").replace("NOCASE", "RTRIM"),
    )["b"]
    assert kinds(found) == ["not-restored"]
    assert "CHECK" in found.failures[0].words or "a check" in found.failures[0].words
    assert "collation" in found.failures[0].words


def test_a_rebuild_that_only_spells_otherwise_is_the_same(tmp_path: Path) -> None:
    found = proofs(
        tmp_path,
        a_up=USERS,
        a_down="DROP TABLE users;",
        b_up="ALTER TABLE users RENAME TO people;",
        b_down='ALTER TABLE people RENAME TO "users";',
    )["b"]
    assert (found.verdict, found.apart) == ("proved", ())


def test_other_files_and_endless_queries_are_out_of_reach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schemalint.verifying.sqlite.STATEMENT_SECONDS", 0.3)
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n;"
    found = proofs(
        tmp_path,
        a_up=f"ATTACH DATABASE '{tmp_path}/other.db' AS o;\n{USERS}",
        b_up="CREATE TABLE u (id INTEGER);\n" + endless,
    )
    assert "another file" in found["a"].unverified[0]
    assert "it took more than" in found["b"].unverified[0]
    assert not (tmp_path / "other.db").exists()


def test_placeholders_are_not_run(tmp_path: Path) -> None:
    found = proofs(tmp_path, a_up="CREATE TABLE ${prefix}_t (a INTEGER);", a_down="DROP TABLE t;")["a"]
    assert found.verdict == "not verified" and "line 1 holds a placeholder" in found.unverified[0]


def test_only_what_is_named_is_proved_behind_what_comes_before_it(tmp_path: Path) -> None:
    write(tmp_path, {"a_up": USERS, "b_up": "ALTER TABLE users ADD COLUMN age INTEGER;"})
    (found,) = verify([str(tmp_path / "0002_b.up.sql")], Options(isolated=True, dialect="sqlite"))
    assert [(proof.name, proof.verdict) for proof in found.proofs] == [("0002_b", "proved")]


def test_rows_that_stay_behind_a_generated_rollback_are_no_failure(tmp_path: Path) -> None:
    insert = "INSERT INTO users (id, email) SELECT 900, 'a';"  # nothing tells its rows by their keys
    found = proofs(tmp_path, a_up=USERS, b_up=insert)["b"]
    assert (found.failures, found.turns) == ((), ("up", "down"))
    assert "the second way there is refused (UNIQUE constraint failed: users.id)" in found.unverified[0]


def test_a_server_that_does_not_say_what_it_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: object) -> None:
        raise ValueError("no word")

    monkeypatch.setattr("schemalint.verifying.sqlite.picture", silent)
    found = proofs(tmp_path, a_up=USERS, a_down="DROP TABLE users;")["a"]
    assert (found.verdict, found.unverified) == ("not verified", ("no word",))


def test_a_folder_without_migrations(tmp_path: Path) -> None:
    (tmp_path / "dump.sql").write_text(USERS)
    with pytest.raises(UsageError, match="no migration"):
        verify([str(tmp_path)], Options(isolated=True, dialect="sqlite"))


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_reports_and_exit_codes(tmp_path: Path, form: str) -> None:
    write(tmp_path, {"a_up": USERS, "a_down": "DROP TABLE users;"})
    command = ["verify", "--isolated", "--dialect", "sqlite", "--report", form, str(tmp_path)]
    ran = CliRunner().invoke(program, command, standalone_mode=False)
    assert ran.return_value == 0 and "0001_a" in ran.stdout
    (tmp_path / "0001_a.down.sql").write_text("DROP TABLE x;")
    ran = CliRunner().invoke(program, command, standalone_mode=False)
    assert ran.return_value == 1 and "down-refused" in ran.stdout
    if form == "json":
        told = json.loads(ran.stdout)
        assert told["summary"] == {"migrations": 1, "proved": 0, "failed": 1, "not_verified": 0, "watched": 0}
        (one,) = told["histories"][0]["migrations"]
        assert one["failures"][0]["kind"] == "down-refused" and one["turns"] == ["up"]


def test_without_a_server_the_exit_code_is_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, {"a_up": "CREATE TABLE t (a NUMBER);", "a_down": "DROP TABLE t;"})
    assert cli.run(["verify", "--isolated", "--dialect", "oracle", str(tmp_path)]) == 2
    assert "no server for Oracle" in capsys.readouterr().err


def test_a_url_that_is_none(tmp_path: Path) -> None:
    from schemalint.verifying.engine import UnavailableError

    write(tmp_path, {"a_up": USERS})
    with pytest.raises(UnavailableError):
        verify([str(tmp_path)], Options(isolated=True, dialect="sqlite"), Asked("http://me:canary@h/app"))


def test_a_person_who_looks_on_sees_how_far_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"a_up": USERS, "b_up": "ALTER TABLE users ADD COLUMN age INTEGER;"})
    command = ["verify", "--isolated", "--dialect", "sqlite", str(tmp_path)]
    monkeypatch.setattr("schemalint.cli.options.PATIENCE", 0)
    assert cli.run(command) == 0
    assert capsys.readouterr().err == "", "nobody looks on"
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.delenv("TERM", raising=False)
    assert cli.run(command) == 0
    told = capsys.readouterr().err.replace("\r\x1b[K", "\n")
    assert f"[{'.' * 20}] 1/2 0001_a" in told and f"[{'#' * 10}{'.' * 10}] 2/2 0002_b" in told
    assert told.endswith("\n"), "the line is empty again at the end"
    assert cli.run([*command, "--quiet"]) == 0
    assert capsys.readouterr().err == ""
