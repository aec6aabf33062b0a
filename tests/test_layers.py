"""The layers of the architecture, as import-linter contracts in pyproject.toml."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def test_contracts_hold() -> None:
    pytest.importorskip("importlinter")
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'lint'}{os.pathsep}{ROOT / 'rules'}"}
    run = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as main; main()", "--no-cache"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_importing_the_package_loads_no_parser() -> None:
    heavy = ("sqlglot", "sqlfluff", "markdown_it", "yaml", "click", "pluggy", "importlib.metadata", "dataclasses")
    code = f"import schemalint, sys; print([name for name in {heavy!r} if name in sys.modules])"
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'lint'}{os.pathsep}{ROOT / 'rules'}"}
    run = subprocess.run([sys.executable, "-S", "-c", code], env=environment, capture_output=True, text=True)
    assert run.stdout.strip() == "[]", run.stdout + run.stderr
