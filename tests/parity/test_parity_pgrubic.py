"""What pgrubic tells of a migration the rules named for it tell too."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import peers
import pytest

CASES = peers.cases("pgrubic")
_ESCAPES = re.compile(r"\x1b\]8;;[^\x1b\x07]*|\x1b\[[0-9;]*m|[\x07\x1b]\\?")
"""Colours, and the links that terminals make of rules."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, set[str]]:
    """By case the rules that speak: one run over all of them."""
    program = peers.program("pgrubic")
    folder: Path = tmp_path_factory.mktemp("pgrubic")
    page = (peers.CASES / "pgrubic.md").read_text(encoding="utf-8")
    settings = re.search(r"^```toml pgrubic\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    assert settings
    (folder / "pgrubic.toml").write_text(settings[1], encoding="utf-8")
    for case in CASES:
        (folder / f"{case.rule}.sql").write_text(case.sql, encoding="utf-8")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    done = subprocess.run(
        (program, "lint", "."), cwd=folder, env=environment, capture_output=True, text=True, timeout=300
    )
    found: dict[str, set[str]] = {case.rule: set() for case in CASES}
    for name, rule in re.findall(r"(\w+)\.sql:\d+:\d+: ([A-Z]{2}\d{3})", _ESCAPES.sub("", done.stdout)):
        found[name].add(rule)
    assert any(found.values()), done.stdout + done.stderr
    return found


def test_every_rule_has_a_case() -> None:
    assert not peers.unmapped("pgrubic")
    assert [one.rule for one in CASES] == sorted(peers.rules_of("pgrubic"))


def test_the_page_names_every_rule() -> None:
    folder = Path(peers.program("pgrubic")).resolve().parent.parent
    files = [file.stem for file in folder.glob("lib/python*/site-packages/pgrubic/rules/*/[A-Z][A-Z][0-9]*.py")]
    assert sorted(files) == sorted(peers.rules_of("pgrubic"))


@pytest.mark.parametrize("case", [pytest.param(one, id=one.rule) for one in CASES])
def test_pgrubic_speaks(case: peers.Case, told: Mapping[str, set[str]]) -> None:
    assert (case.rule in told[case.rule]) is not case.silent


@pytest.mark.parametrize("case", [pytest.param(one, id=one.rule) for one in CASES])
def test_the_rules_named_for_it_speak(case: peers.Case) -> None:
    named, _ = peers.rules_of("pgrubic")[case.rule]
    if named:
        assert peers.ours(case, named)
