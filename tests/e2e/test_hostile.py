"""A repository is data: nothing in it is imported, rendered or run, whatever it is called."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from outside import environment, ours

MODULES = (
    "click",
    "sqlglot",
    "sqlfluff",
    "markdown_it",
    "pathspec",
    "pluggy",
    "immutables",
    "schemalint_rules",
    "evil",
    "json",
    "re",
)
SCHEMA = """\
CREATE TABLE a (x int);
{{ ''.__class__.__mro__[1].__subclasses__() }}
{% import 'evil.py' as evil %}
CREATE TABLE b (id bigint,, y {{ evil.run() }});
"""


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A repository whose every file would leave the file `marked` when it is run."""
    root = tmp_path / "hostile"
    root.mkdir()
    mark = f"import pathlib; pathlib.Path({str(tmp_path / 'marked')!r}).touch()\n"
    for name in MODULES:
        (root / f"{name}.py").write_text(mark)
    for name in ("sitecustomize", "usercustomize", "conftest", "setup"):
        (root / f"{name}.py").write_text(mark)
    info = root / "evil-1.0.dist-info"
    info.mkdir()
    (info / "entry_points.txt").write_text("[schemalint]\nevil = evil\n")
    (root / "schema.sql").write_text(SCHEMA)
    (root / "database-schema-x.md").write_text("# Database Schema: x\n\n```sql\nCREATE TABLE c (id int,,);\n```\n")
    (root / ".sqlfluff").write_text("[sqlfluff]\ntemplater = jinja\n[sqlfluff:templater:jinja]\nlibrary_path = .\n")
    (root / "schemalint.toml").write_text('dialect = "postgres"\npreset = "strict"\n')
    subprocess.run(("git", "init", "-q", "-b", "main"), cwd=root, check=True)
    hook = tmp_path / "hook"
    hook.write_text(f"#!/bin/sh\ntouch '{tmp_path / 'marked'}'\n")
    hook.chmod(0o755)
    for key in ("core.fsmonitor", "diff.external", "core.pager", "core.sshCommand", "core.hooksPath"):
        value = str(tmp_path) if key.endswith("Path") else str(hook)
        subprocess.run(("git", "config", key, value), cwd=root, check=True)
    return root


@pytest.mark.parametrize(
    "command",
    [("check",), ("fix",), ("catalog",), ("history",), ("init", "--print"), ("rules",)],
    ids=lambda words: words[0],
)
def test_nothing_of_a_repository_is_run(command: tuple[str, ...], hostile: Path) -> None:
    script = shutil.which("schemalint", path=str(Path(sys.executable).parent))
    if script is None:
        pytest.skip("schemalint is not installed beside this Python")
    done = subprocess.run(
        (script, *command),
        cwd=hostile,
        env=environment(hostile.parent / "cache", *ours()),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 1), done.stderr
    assert not (hostile.parent / "marked").exists()
    if command[0] == "check":
        assert "missing-primary-key" in done.stdout


def test_no_plugin_is_named_by_configuration(hostile: Path) -> None:
    (hostile / "schemalint.toml").write_text('plugins = ["evil"]\n')
    done = subprocess.run(
        (sys.executable, "-m", "schemalint", "check", "--config", str(hostile / "schemalint.toml"), str(hostile)),
        cwd=hostile.parent, env=environment(hostile.parent / "cache", *ours()), capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2 and "unknown key" in done.stderr
    assert not (hostile.parent / "marked").exists()
