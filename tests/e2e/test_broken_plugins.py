"""Plugins as they are when they are not as they should be: whose fault it is stands in the message, and the exit code is 2."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from outside import environment, ours

RULES = """
import sys
from schemalint.hooks import implementation

@implementation
def schemalint_rules():
    return sys.modules[__name__]
"""
CRASHES = '''
from schemalint import TableRule

class NoName(TableRule):
    """A table should have no name."""

    name = "no-name"

    def check(self, table, catalog):
        raise LookupError("nothing of that kind")
        yield
'''
CASES = {
    "not there": ({}, "the plugin ours (ours) cannot be loaded: ModuleNotFoundError: No module named 'ours'"),
    "breaks on import": (
        {"ours/__init__.py": "1 / 0\n"},
        "the plugin ours (ours) cannot be loaded: ZeroDivisionError: division by zero",
    ),
    "a rule that is no Python": (
        {"ours/__init__.py": RULES, "ours/names/no_name.py": "class NoName(\n"},
        "no_name.py of rules cannot be read: '(' was never closed",
    ),
    "a rule that computes what it says of itself": (
        {
            "ours/__init__.py": RULES,
            "ours/names/no_name.py": CRASHES.replace('= "no-name"', '= "-".join(("no", "name"))'),
        },
        "no_name.py: NoName describes itself by more than literals",
    ),
    "a preset that says too much": (
        {"ours/__init__.py": RULES, "ours/presets/own.toml": 'extends = "strict"\nall = true\n'},
        "own.toml: a preset says `extends`",
    ),
}


def _schemalint(tmp_path: Path, files: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    site = tmp_path / "site"
    info = site / "ours-1.0.0.dist-info"
    for path, text in {**files, f"{info.name}/entry_points.txt": "[schemalint]\nours = ours\n"}.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text, encoding="utf-8")
    (tmp_path / "schema.sql").write_text("CREATE TABLE a (id int PRIMARY KEY);\n", encoding="utf-8")
    return subprocess.run(
        (sys.executable, "-m", "schemalint", *arguments),
        cwd=tmp_path, env=environment(tmp_path / ".cache", str(site), *ours()), capture_output=True, text=True, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_it_is_named(tmp_path: Path, case: str) -> None:
    files, wanted = CASES[case]
    done = _schemalint(tmp_path, files, "check", "schema.sql")
    assert (done.returncode, done.stdout) == (2, "")
    assert wanted in done.stderr
    assert "fault of schemalint" not in done.stderr


def test_a_rule_that_breaks_costs_its_own_findings_only(tmp_path: Path) -> None:
    files = {"ours/__init__.py": RULES, "ours/names/__init__.py": "", "ours/names/no_name.py": CRASHES}
    done = _schemalint(tmp_path, files, "check", "--select", "no-name,unknown-dialect", "--format", "concise")
    assert done.returncode == 2
    assert "unknown-dialect" in done.stdout
    assert "no-name of ours broke on schema.sql: LookupError: nothing of that kind" in done.stderr
    assert "its makers" in done.stderr


def test_files_of_further_kinds(tmp_path: Path) -> None:
    """Endings that a plugin names are read as SQL."""
    source = RULES.replace("schemalint_rules", "schemalint_sources").replace(
        "return sys.modules[__name__]", "return ['.HQL']"
    )
    (tmp_path / "queries.hql").write_text("CREATE TABLE b (id int);\n", encoding="utf-8")
    done = _schemalint(tmp_path, {"ours/__init__.py": source}, "check", "--show-files")
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["queries.hql", "schema.sql"], done.stderr
