"""sqlglot and sqlfluff only give second opinions: missing or broken, they cost that, and it is said."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from outside import environment, ours

pytestmark = pytest.mark.slow

SCHEMA = """\
CREATE TABLE account (id bigint PRIMARY KEY);
GO
CREATE TABLE invoice (id bigint PRIMARY KEY, account_id bigint REFERENCES account (id));
GO
CREATE TABLE broken (id bigint PRIMARY KEY, CHECK CHECK (id > 0), total int int);
GO
"""
OPINIONS = {"syntax-error", "unread-statement"}
FAULTS = {
    "missing": "raise ModuleNotFoundError('No module named ' + repr(__name__))",
    "raises": "raise RuntimeError('built for another Python')",
    "does not parse": "def broken(:\n",
    "leaves": "raise SystemExit(3)",
    "talks": "print('{\"ready\": true}')\nraise ImportError('after all')",
}


def _stub(folder: Path, fault: str, *names: str) -> Path:
    for name in names:
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text(FAULTS[fault] + "\n", encoding="utf-8")
    return folder


def _check(folder: Path, *first: Path) -> tuple[dict[str, Any], str]:
    done = subprocess.run(
        (sys.executable, "-m", "schemalint", "check", "--dialect", "tsql", "--format", "json", "schema.sql"),
        cwd=folder, env=environment(folder / ".cache", *map(str, first), *ours()), capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    held: dict[str, Any] = json.loads(done.stdout)
    return held, done.stderr


def _found(held: dict[str, Any]) -> set[tuple[str, int]]:
    return {(one["rule"], one["start"]["offset"]) for one in held["diagnostics"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "folder"
    made.mkdir()
    (made / "schema.sql").write_text(SCHEMA, encoding="utf-8")
    return made


def test_both_of_them_make_a_syntax_error(folder: Path) -> None:
    held, said = _check(folder)
    (verdict,) = [one for one in held["diagnostics"] if one["rule"] in OPINIONS]
    assert verdict["rule"] == "syntax-error"
    assert "sqlglot" in verdict["message"] and "sqlfluff" in verdict["message"]
    assert "cannot be used" not in said


@pytest.mark.parametrize("fault", FAULTS)
def test_without_them_only_their_opinion_is_lost(fault: str, folder: Path, tmp_path: Path) -> None:
    whole = {one for one in _found(_check(folder)[0]) if one[0] not in OPINIONS}
    assert {name for name, _ in whole} >= {"unindexed-foreign-key", "missing-audit-columns"}
    shutil.rmtree(folder / ".cache")
    held, said = _check(folder, _stub(tmp_path / "stubs", fault, "sqlglot", "sqlfluff"))
    assert {one for one in _found(held) if one[0] not in OPINIONS} == whole
    assert [one["rule"] for one in held["diagnostics"] if one["rule"] in OPINIONS] == ["unread-statement"]
    assert "sqlglot cannot be used" in said and "sqlfluff cannot be used" in said


@pytest.mark.parametrize("name", ["sqlglot", "sqlfluff"])
def test_one_alone_does_not_decide(name: str, folder: Path, tmp_path: Path) -> None:
    held, said = _check(folder, _stub(tmp_path / "stubs", "raises", name))
    assert [one["rule"] for one in held["diagnostics"] if one["rule"] in OPINIONS] == ["unread-statement"]
    assert f"{name} cannot be used: RuntimeError: built for another Python" in said
    assert said.count("cannot be used") == 1
    whole, _ = _check(folder)
    assert "syntax-error" in {rule for rule, _ in _found(whole)}, "what was said without it is not remembered"


def test_what_reads_a_document_needs_no_parser_of_sql(folder: Path, tmp_path: Path) -> None:
    (folder / "schema.sql").write_text("CREATE TABLE a (id bigint PRIMARY KEY, b bigint REFERENCES a (id));\n", "utf-8")
    stubs = _stub(tmp_path / "stubs", "raises", "sqlglot", "sqlfluff")
    _, said = _check(folder, stubs)
    assert "cannot be used" not in said, "nobody is asked about what was understood"
