"""The files for continuous integration: YAML that parses, commands that exist, versions that are this one's."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from schemalint import __version__
from schemalint.cli import program

yaml: Any = pytest.importorskip("yaml")
ROOT = Path(__file__).resolve().parent.parent.parent
FENCE = re.compile(r"^```yaml\n(.*?)^```$", re.M | re.S)
TEXTS = [
    pytest.param(text, id=f"{file.name}-{at}")
    for file in (ROOT / "README.md", ROOT / "docs" / "ci.md")
    for at, text in enumerate(FENCE.findall(file.read_text(encoding="utf-8")))
] + [
    pytest.param((ROOT / name).read_text(encoding="utf-8"), id=name)
    for name in ("action.yml", ".pre-commit-hooks.yaml")
]


@pytest.mark.parametrize("text", TEXTS)
def test_it_parses_and_names_this_version(text: str) -> None:
    assert yaml.safe_load(text)
    assert set(re.findall(r"schemalint==([\d.]+)", text)) <= {__version__}
    assert set(re.findall(r"rev: v([\d.]+)", text)) <= {__version__}


@pytest.mark.parametrize("text", TEXTS)
def test_its_commands_exist(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    commands = re.findall(
        r"\b(?:run: |entry: |script:\n\s+- |pipx run )(?:pipx run )?schemalint(?:==[\d.]+)? (.+)$", text, re.M
    )
    for command in commands:
        words = shlex.split(command.replace("$ARGUMENTS", "--format github"))
        done = CliRunner().invoke(program, words, standalone_mode=False)
        assert done.exception is None and not done.return_value, f"{command}: {done.output}"


def test_there_are_commands_to_try() -> None:
    assert sum("schemalint" in str(one.values[0]) for one in TEXTS) >= 7
