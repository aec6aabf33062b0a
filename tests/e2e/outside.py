"""What tests from outside need: an environment of their own, and pip where it reaches an index."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = (
    "lint",
    "rules",
    "fixtures",
    "docs",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    ".pre-commit-hooks.yaml",
)
OFFLINE = re.compile(
    r"No matching distribution|Could not find a version|ConnectionError|NewConnectionError|Max retries|timed out"
    r"|Temporary failure in name resolution|Could not fetch URL"
)

_unreachable: list[str] = []
"""Why pip could not be used, once a test has found out."""


def environment(cache: Path, *paths: str) -> dict[str, str]:
    """This environment with a cache of its own; `paths` are where Python looks for modules first."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "SCHEMALINT_", "PYTHONPATH"))
    }
    kept |= {"SCHEMALINT_CACHE": str(cache), "NO_COLOR": "1", "PYTHONUTF8": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    return {**kept, "PYTHONPATH": os.pathsep.join(paths)} if paths else kept


def ours() -> list[str]:
    """Where this process finds schemalint and what it needs."""
    return [os.path.abspath(path) for path in sys.path if path]


def pip(*arguments: str, python: str = sys.executable, timeout: int = 240) -> str:
    """What pip says. Skips the test where pip reaches no index, fails it for anything else."""
    if _unreachable:
        pytest.skip(_unreachable[0])
    if subprocess.run((python, "-m", "pip", "--version"), capture_output=True).returncode:
        pytest.skip("this Python has no pip")
    patience = {**os.environ, "PIP_RETRIES": "1", "PIP_DEFAULT_TIMEOUT": "15"}
    try:
        done = subprocess.run(
            (python, "-m", "pip", *arguments), capture_output=True, text=True, timeout=timeout, env=patience
        )
    except subprocess.TimeoutExpired:
        _unreachable.append(f"pip was not through after {timeout} s")
        pytest.skip(_unreachable[0])
    told = done.stdout + done.stderr
    if done.returncode and OFFLINE.search(told):
        _unreachable.append("pip reaches no package index")
        pytest.skip(_unreachable[0])
    assert done.returncode == 0, told
    return told
