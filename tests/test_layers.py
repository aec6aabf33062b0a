"""The layers of the architecture, as import-linter contracts in pyproject.toml."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from schemalint.tomltext import parse

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


def _layers() -> list[list[str]]:
    """The names on each layer, as the contract has them."""
    settings: Any = parse((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [contract] = [one for one in settings["tool"]["importlinter"]["contracts"] if one["type"] == "layers"]
    return [re.findall(r"schemalint\.(\w+)", layer) for layer in contract["layers"]]


def test_every_module_has_its_layer() -> None:
    """A module at the top that no layer names would be free to import anything."""
    places = (ROOT / "lint" / "schemalint").iterdir()
    known = {one.stem for one in places if one.suffix == ".py" or (one / "__init__.py").is_file()}
    assert {name for layer in _layers() for name in layer} == known - {"__init__", "__main__"}


def test_the_page_on_architecture_shows_the_layers_and_the_rooms() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawn = page.partition("## Layers\n\n```\n")[2].partition("```")[0]
    assert [line.split(" | ") for line in drawn.splitlines()] == _layers()
    rooms = set(re.findall(r"(?m)^\| `(\w+)/`", page))
    assert rooms == {one.parent.name for one in (ROOT / "lint" / "schemalint").glob("*/__init__.py")}


def test_importing_the_package_loads_no_parser() -> None:
    heavy = ("sqlglot", "sqlfluff", "markdown_it", "yaml", "click", "pluggy", "importlib.metadata", "dataclasses")
    code = f"import schemalint, sys; print([name for name in {heavy!r} if name in sys.modules])"
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'lint'}{os.pathsep}{ROOT / 'rules'}"}
    run = subprocess.run([sys.executable, "-S", "-c", code], env=environment, capture_output=True, text=True)
    assert run.stdout.strip() == "[]", run.stdout + run.stderr
