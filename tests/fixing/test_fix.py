"""What `fix` makes of whole projects."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from schemalint import repair
from schemalint.api import check_project, fix_project
from schemalint.config import Options

CHILD = "CREATE TABLE child (\n    id bigint PRIMARY KEY,\n    parent_id bigint NOT NULL REFERENCES parent (id)\n);\n"
PARENT = "CREATE TABLE parent (id bigint PRIMARY KEY);\n"
INDEXES = {"select": ["unindexed-foreign-key"]}


def _clean(files: dict[str, str], config: dict[str, object]) -> None:
    assert not check_project(files, config).diagnostics
    assert fix_project(files, config) == files, "a second run changes something"


@pytest.mark.parametrize("dialect", ["postgres", "sqlite", "tsql", "oracle"])
def test_a_schema_file_gets_the_index_behind_its_table(dialect: str) -> None:
    config = {**INDEXES, "dialect": dialect}
    after = fix_project({"schema.sql": PARENT + CHILD + "-- the end\n"}, config)
    head, _, rest = after["schema.sql"].partition(CHILD)
    assert head == PARENT
    assert rest.startswith("CREATE INDEX ")
    assert rest.endswith(";\n-- the end\n")
    assert rest.count("\n") == 2
    _clean(after, config)


def test_it_goes_behind_the_indexes_the_table_has() -> None:
    own = "CREATE INDEX child_id_idx ON child (id);\n"
    after = fix_project({"schema.sql": PARENT + CHILD + own + "SELECT 1;\n"}, {**INDEXES, "dialect": "postgres"})
    assert after["schema.sql"].startswith(PARENT + CHILD + own + "CREATE INDEX child_parent_id_idx")


def test_a_batch_word_ends_the_new_statement_too() -> None:
    text = f"{PARENT.strip().rstrip(';')}\nGO\n{CHILD.strip().rstrip(';')}\nGO\nPRINT 'done'\nGO\n"
    config = {**INDEXES, "dialect": "tsql"}
    after = fix_project({"schema.sql": text}, config)
    lines = after["schema.sql"].splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("CREATE INDEX"))
    assert lines[at - 1] == lines[at + 1] == "GO"
    _clean(after, config)


def test_a_missing_terminator_is_added() -> None:
    after = fix_project({"schema.sql": PARENT + CHILD.rstrip().rstrip(";")}, {**INDEXES, "dialect": "postgres"})
    assert ");\nCREATE INDEX" in after["schema.sql"]


def test_line_ends_and_byte_order_marks_survive(tmp_path: Path) -> None:
    file = tmp_path / "schema.sql"
    text = (PARENT + CHILD).replace("\n", "\r\n")
    for codec, mark in (("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")):
        file.write_bytes(mark + text.encode(codec))
        repair.fix([str(file)], Options(select=("unindexed-foreign-key",), dialect="postgres"))
        data = file.read_bytes()
        assert data.startswith(mark)
        after = data[len(mark) :].decode(codec)
        assert after.startswith(text)
        assert after.replace("\r\n", "").count("\n") == 0
        assert "CREATE INDEX" in after


def test_a_history_gets_one_new_migration_with_its_rollback() -> None:
    files = {
        "migrations/000001_parent.up.sql": PARENT,
        "migrations/000001_parent.down.sql": "DROP TABLE parent;\n",
        "migrations/000002_child.up.sql": CHILD,
        "migrations/000002_child.down.sql": "DROP TABLE child;\n",
    }
    config = {**INDEXES, "dialect": "postgres"}
    after = fix_project(files, config)
    assert {path: after[path] for path in files} == files
    up, down = "migrations/000003_add_missing_indexes.up.sql", "migrations/000003_add_missing_indexes.down.sql"
    assert after.keys() - files.keys() == {up, down}
    assert after[up].startswith("CREATE INDEX CONCURRENTLY child_parent_id_idx ON child (parent_id);")
    assert "DROP INDEX CONCURRENTLY child_parent_id_idx;" in after[down]
    assert not check_project(
        after,
        {"dialect": "postgres", "select": ["unindexed-foreign-key", "blocking-index", "concurrently-in-transaction"]},
    ).diagnostics
    _clean(after, config)


def test_goose_gets_its_own_markers() -> None:
    one = f"-- +goose Up\n{PARENT}{CHILD}\n-- +goose Down\nDROP TABLE child;\nDROP TABLE parent;\n"
    after = fix_project({"migrations/00001_start.sql": one}, {**INDEXES, "dialect": "postgres"})
    [new] = after.keys() - {"migrations/00001_start.sql"}
    assert new == "migrations/00002_add_missing_indexes.sql"
    assert "-- +goose NO TRANSACTION" in after[new]
    assert after[new].index("-- +goose Up") < after[new].index("CREATE INDEX CONCURRENTLY")
    assert after[new].index("-- +goose Down") < after[new].index("DROP INDEX CONCURRENTLY")


def test_a_missing_rollback_is_written() -> None:
    files = {
        "migrations/1_a.up.sql": PARENT,
        "migrations/1_a.down.sql": "DROP TABLE parent;\n",
        "migrations/2_b.up.sql": CHILD,
    }
    config = {"select": ["missing-rollback"], "dialect": "postgres"}
    after = fix_project(files, config)
    assert "DROP TABLE" in after["migrations/2_b.down.sql"]
    _clean(after, config)


def test_an_empty_rollback_is_filled_where_it_stands() -> None:
    text = f"-- +goose Up\n{PARENT}\n-- +goose Down\n"
    config = {"select": ["empty-rollback"], "dialect": "postgres"}
    after = fix_project({"migrations/00001_start.sql": text}, config)
    assert after["migrations/00001_start.sql"].startswith(text)
    assert after["migrations/00001_start.sql"].count("-- +goose Down") == 1
    assert "DROP TABLE" in after["migrations/00001_start.sql"]
    _clean(after, config)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_a_released_migration_is_never_edited(tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_start.sql").write_text("CREATE TABLE a (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);\n")
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "init", "-q", "-b", "main", str(tmp_path)], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "start"], check=True)
    (folder / "0002_more.sql").write_text("CREATE TABLE b (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);\n")
    (tmp_path / "schemalint.toml").write_text("[rules.narrow-primary-key]\neach = true\n")
    options = Options(select=("narrow-primary-key",), dialect="postgres")
    done = repair.fix([str(tmp_path)], options, unsafe=True).done
    assert len(done) >= 1
    assert "int GENERATED" in (folder / "0001_start.sql").read_text()
    later = "".join(file.read_text() for file in sorted(folder.iterdir())[1:])
    assert "bigint" in later.lower()


def test_diff_writes_nothing_and_git_takes_it(tmp_path: Path) -> None:
    file = tmp_path / "schema.sql"
    file.write_text(PARENT + CHILD)
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    options = Options(select=("unindexed-foreign-key",), dialect="postgres")
    mended = repair.fix([str(tmp_path)], options, diff=True)
    assert file.read_text() == PARENT + CHILD
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=mended.patch.encode(), check=True)
    assert "CREATE INDEX" in file.read_text()


def test_suppressed_findings_are_not_mended() -> None:
    text = PARENT + "-- schemalint: ignore[unindexed-foreign-key] read only\n" + CHILD
    assert fix_project({"schema.sql": text}, {**INDEXES, "dialect": "postgres"})["schema.sql"] == text


def test_what_cannot_be_decoded_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "schema.sql"
    data = (PARENT + CHILD).encode() + b"-- caf\xe9\n"
    file.write_bytes(data)
    repair.fix([str(file)], Options(select=("unindexed-foreign-key",), dialect="postgres"))
    assert file.read_bytes() == data
