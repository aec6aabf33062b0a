"""The map from other tools' complaints names every complaint of theirs, and only rules that are there."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from schemalint import plugins

PAGE = Path(__file__).parents[2] / "docs" / "coming-from.md"
TOOLS = {
    "squawk": "squawk", "pgrubic": "pgrubic", "splinter": "splinter", "schemacrawler": "schemacrawler", "skeema": "skeema", "atlas": "atlas",
    "schemacrawler-additional-lints": "schemacrawler", "strong_migrations": "strong_migrations", "tbls": "tbls", "sqlcheck": "sqlcheck",
}  # fmt: skip
"""How a list of the field's rules calls the tools, and how the page does."""


def rows() -> dict[str, tuple[set[str], str]]:
    """By complaint the tools and what is said of ours."""
    found = re.findall(r"^\| ([a-z][\w-]+) \| ([\w, ]+) \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: (set(tools.split(", ")), here) for name, tools, here in found if name != "complaint"}


def test_every_rule_named_is_there() -> None:
    known = plugins.rules(plugins.manager())
    named = {name: re.findall(r"`([\w-]+)`", here) for name, (_, here) in rows().items()}
    assert len(named) > 200
    assert not {name: rules for name, rules in named.items() if not set(rules) <= set(known)}
    assert not [name for name, rules in named.items() if not rules and not re.match("none: .{10}", rows()[name][1])]


def test_every_complaint_is_mapped() -> None:
    corpus = os.environ.get("SCHEMALINT_CORPUS")
    folder = os.environ.get("SCHEMALINT_REFERENCE") or (str(Path(corpus).parent / "reference") if corpus else "")
    file = Path(folder) / "rule-union.tsv"
    if not folder or not file.exists():
        pytest.skip("neither SCHEMALINT_REFERENCE nor SCHEMALINT_CORPUS leads to rule-union.tsv")
    mapped = {name: tools for name, (tools, _) in rows().items()}
    wanted: dict[str, set[str]] = {}
    for line in file.read_text(encoding="utf-8").splitlines()[1:]:
        name, *_, peers = line.split("\t")
        tools = {TOOLS[peer] for peer in peers.split(", ") if peer in TOOLS}
        if tools:
            wanted[name] = tools
    assert mapped == wanted
