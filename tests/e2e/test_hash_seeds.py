"""The same input gives the same output, however Python hashes its strings this time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = (
    ("check", "--select", "all", "--released", "--format", "json", "--fail-on", "never", "--no-cache", "fixtures/projects"),
    ("catalog", "fixtures/projects/courier"),
    ("privacy", "fixtures/projects/members"),
    ("fix", "--diff", "--unsafe", "--select", "all", "fixtures/projects/fieldnotes"),
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=[command[0] for command in COMMANDS])
def test_no_order_comes_from_a_hash(command: tuple[str, ...]) -> None:
    said = set()
    for seed in ("1", "2", "3"):
        done = subprocess.run(
            [sys.executable, "-m", "schemalint", *command],
            capture_output=True, text=True, cwd=ROOT, check=False, env={**os.environ, "PYTHONHASHSEED": seed},
        )  # fmt: skip
        assert done.returncode in (0, 1), done.stderr
        said.add(re.sub(r"\d{14}", "", done.stdout))  # new migrations are called after the time
    assert len(said) == 1
