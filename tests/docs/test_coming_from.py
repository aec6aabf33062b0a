"""The map from other tools' rules and complaints names each of them, and only rules and settings that are there."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from schemalint import plugins
from schemalint.config import from_values
from schemalint.tomltext import parse

PAGE = Path(__file__).parents[2] / "docs" / "coming-from.md"
TOOLS = {
    "squawk": "squawk", "pgrubic": "pgrubic", "splinter": "splinter", "schemacrawler": "schemacrawler", "skeema": "skeema", "atlas": "atlas",
    "schemacrawler-additional-lints": "schemacrawler", "strong_migrations": "strong_migrations", "tbls": "tbls", "sqlcheck": "sqlcheck",
}  # fmt: skip
"""How a list of the field's rules calls the tools, and how the page does."""
RULES = {
    "squawk": 80, "pgrubic": 118, "splinter": 29, "SchemaCrawler": 45, "skeema": 23, "Atlas": 58, "strong_migrations": 33, "tbls": 14, "sqlcheck": 30,
}  # fmt: skip
"""By tool, as the page calls it, how many rules its documentation or its program has."""


UNNAMED = {
    ("pgrubic", "unused-suppression"),
    ("sqlcheck", "unbounded-update"),
    ("strong_migrations", "default-not-allowed"),
    ("strong_migrations", "rename-enum-value"),
}
"""Complaints that the list has of a tool, and the tool's documentation as a rule of its own has not."""


def rows() -> dict[str, tuple[set[str], str]]:
    """By complaint the tools and what is said of ours."""
    found = re.findall(r"^\| ([a-z][\w-]+) \| ([\w, ]+) \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: (set(tools.split(", ")), here) for name, tools, here in found if name != "complaint"}


def rules_of(tool: str) -> list[tuple[str, str]]:
    """The rules of a tool by its own names, and what is said of ours."""
    text = PAGE.read_text(encoding="utf-8").partition(f"| rule of {tool} | here |\n|---|---|\n")[2].partition("\n\n")[0]
    return re.findall(r"^\| `(.+?)` \| (.+) \|$", text, re.MULTILINE)


def named(here: str) -> set[str]:
    """The rules of ours that a cell names."""
    return set(re.findall(r"`([\w-]+)`", here))


def test_every_rule_named_is_there() -> None:
    known = set(plugins.rules(plugins.manager()))
    assert len(rows()) > 200
    assert not {name: found for name, (_, here) in rows().items() if (found := named(here) - known)}
    assert not [name for name, (_, here) in rows().items() if not named(here) and not re.match("none: .{10}", here)]


@pytest.mark.parametrize("tool", RULES)
def test_every_rule_of_a_tool_is_mapped(tool: str) -> None:
    known = set(plugins.rules(plugins.manager()))
    held = rules_of(tool)
    assert len({name for name, _ in held}) == len(held) == RULES[tool]
    assert not {name: found for name, here in held if (found := named(here.partition(";")[0]) - known)}
    assert not [name for name, here in held if not named(here.partition(";")[0]) and not re.match("none: .{10}", here)]


@pytest.mark.parametrize("tool", RULES)
def test_both_tables_agree(tool: str) -> None:
    own = {rule for _, here in rules_of(tool) if not here.startswith("none:") for rule in named(here.partition(";")[0])}
    by_complaint = {
        name: named(here.partition(";")[0])
        for name, (tools, here) in rows().items()
        if tool.lower() in tools and "none:" not in here and (tool.lower(), name) not in UNNAMED
    }
    assert by_complaint
    assert not {name: rules for name, rules in by_complaint.items() if not rules & own}


def test_settings_named_are_settings() -> None:
    cells = re.findall(r"^\| .*`.*` \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    settings = [
        text for cell in cells for text in re.findall(r"`([^`]+)`", cell) if re.match(r"[a-z][\w.-]+ = .", text)
    ]
    assert len(settings) > 20
    for text in settings:
        from_values(parse(text.replace("RULE", "missing-primary-key")), root=".")


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
