"""Both hooks, as pre-commit installs and runs them from a repository."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from outside import environment, pip

pytestmark = pytest.mark.slow

SCHEMA = """\
CREATE TABLE account (id bigint PRIMARY KEY);
CREATE TABLE invoice (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES account (id)
);
"""


def _git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(("git", *identity, *words), cwd=folder, check=True, capture_output=True)


def test_pre_commit_runs_both_hooks(checkout: Path, tmp_path: Path) -> None:
    _git(checkout, "init", "-q", "-b", "main")
    _git(checkout, "add", ".")
    _git(checkout, "commit", "-q", "-m", "A checkout")
    subprocess.run((sys.executable, "-m", "venv", str(tmp_path / "venv")), check=True, capture_output=True)
    python = str(tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin") / "python")
    pip("install", "-q", "pre-commit", python=python)

    project = tmp_path / "project"
    project.mkdir()
    _git(project, "init", "-q", "-b", "main")
    (project / "schemalint.toml").write_text(
        'dialect = "postgres"\nselect = ["unindexed-foreign-key", "missing-primary-key"]\nexclude = ["old.sql"]\n',
        "utf-8",
    )
    (project / "schema.sql").write_text(SCHEMA, "utf-8")
    (project / "old.sql").write_text("CREATE TABLE old (x int);\n", "utf-8")
    (project / "notes.txt").write_text("CREATE TABLE no (x int);\n", "utf-8")
    _git(project, "add", ".")

    def both() -> subprocess.CompletedProcess[str]:
        command = (python, "-m", "pre_commit", "try-repo", str(checkout), "--all-files", "--verbose")
        variables = {
            **environment(tmp_path / "cache"),
            "PRE_COMMIT_HOME": str(tmp_path / "hooks"),
            "PRE_COMMIT_COLOR": "never",
        }
        return subprocess.run(command, cwd=project, env=variables, capture_output=True, text=True, timeout=400)

    first = both()
    told = first.stdout + first.stderr
    assert first.returncode == 1, told
    checked, _, fixed = first.stdout.partition("- hook id: schemalint-fix")
    assert "warning[unindexed-foreign-key]" in checked and "- exit code: 1" in checked, told
    assert "old.sql" not in checked, "what configuration excludes is left out though it is named"
    assert "files were modified by this hook" in fixed, told
    assert "CREATE INDEX" in (project / "schema.sql").read_text("utf-8")
    assert (project / "old.sql").read_text("utf-8") == "CREATE TABLE old (x int);\n"
    _git(project, "add", ".")
    second = both()
    assert second.returncode == 0, second.stdout + second.stderr
    assert second.stdout.count("Passed") == 2
