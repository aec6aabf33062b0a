"""The guide to writing a rule: its package is made as it stands there, and does what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from schemalint import plugins, rule

GUIDE = (Path(__file__).resolve().parent.parent.parent / "docs" / "writing-a-rule.md").read_text(encoding="utf-8")


def _made(folder: Path) -> dict[str, str]:
    """Writes the guide's package as pip would leave it; the environment in which it is installed."""
    for path, text in re.findall(r"^```python (\S+)\n(.*?)^```$", GUIDE, re.M | re.S):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (folder / "team_rules" / "naming" / "__init__.py").touch()
    points = re.search(r"^\[project\.entry-points\.schemalint\]\n(\w+) = \"(\w+)\"$", GUIDE, re.M)
    assert points
    info = folder / "team_rules-1.0.0.dist-info"
    info.mkdir()
    (info / "entry_points.txt").write_text(f"[schemalint]\n{points[1]} = {points[2]}\n", encoding="utf-8")
    paths = [str(folder), *(os.path.abspath(path) for path in sys.path if path)]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "SCHEMALINT_CACHE": str(folder / "cache"),
        "NO_COLOR": "1",
    }


def test_the_examples_of_the_guide_are_tests_that_pass(tmp_path: Path) -> None:
    environment = _made(tmp_path)
    command = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests")
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and "3 passed" in done.stdout, done.stdout + done.stderr


def test_an_example_that_is_wrong_fails(tmp_path: Path) -> None:
    environment = _made(tmp_path)
    file = tmp_path / "team_rules" / "naming" / "table_prefix.py"
    file.write_text(file.read_text(encoding="utf-8").replace('at="tbl_order"', 'at="order"'), encoding="utf-8")
    command = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests")
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1 and "should underline 'order'" in done.stdout, done.stdout + done.stderr


def test_the_rule_is_listed_explained_and_run(tmp_path: Path) -> None:
    environment = _made(tmp_path)
    (tmp_path / "a.sql").write_text("CREATE TABLE tbl_a (id bigint PRIMARY KEY);\n", encoding="utf-8")

    def said(*arguments: str) -> str:
        command = (sys.executable, "-m", "schemalint", *arguments)
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60).stdout

    assert "  table-prefix " in said("rules", "--group", "naming")
    assert "## Options" in said("explain", "table-prefix")
    assert "a.sql:1:14: info[table-prefix]" in said("check", "--dialect", "postgres", "--format", "concise", "a.sql")


def test_base_classes_attributes_and_defaults_are_told() -> None:
    told = set(re.findall(r"^\| `(\w+Rule)` \|", GUIDE, re.M))
    assert told == {name for name, value in vars(rule).items() if isinstance(value, type) and name.endswith("Rule")} - {
        "Rule"
    }
    rows = dict(re.findall(r"^\| `([a-z_]+)` \| .* \| (.*?) \|$", GUIDE, re.M))
    assert set(rows) == {"name", *plugins.DEFAULTS}
    for name, default in plugins.DEFAULTS.items():
        shown = {"dialects": "all", "changes": "all"}.get(
            name, "none" if default == [] else f"`{default}`" if isinstance(default, str) else str(default)
        )
        assert rows[name] == shown


def test_what_the_guide_imports_is_public() -> None:
    lines = re.findall(r"^from schemalint import [\w, ]+$", GUIDE, re.M)
    assert len(lines) == 2
    for line in lines:
        exec(line, {})
