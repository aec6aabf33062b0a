"""The page about templates: it has a row for every section, and names no rule and no test that does not exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from schemalint import plugins
from schemalint.model.page import TEMPLATES
from schemalint.pages.templates import load

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (?!-|:)(?P<cells>.*) \|$", re.M)


def part(title: str) -> str:
    start = PAGE.index(f"\n## {title}\n")
    end = PAGE.find("\n## ", start + 1)
    return PAGE[start : end if end > 0 else len(PAGE)]


def rows(title: str) -> list[list[str]]:
    return [row["cells"].split(" | ") for row in ROW.finditer(part(title))][1:]


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_section_has_its_row(template: str) -> None:
    told = [re.sub(r"^(?:Appendix [A-Z]: |[\d.]+ )", "", cells[0]) for cells in rows(f"`{template}`")]
    assert told == [section.title for section in load(template).sections]


def test_every_rule_that_is_named_exists() -> None:
    known = plugins.rules(plugins.manager())
    named = {
        rule
        for title in ("What both templates demand", *(f"`{one}`" for one in TEMPLATES))
        for cells in rows(title)
        for rule in re.findall(r"`([a-z-]+)`", cells[1])
    }
    assert named - set(known) == set()
    assert len(named) > 30


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)", PAGE)
    assert len(named) > 20
    for path, name in named:
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, f"{path}::{name}"


def test_every_demand_is_shown() -> None:
    assert [cells for cells in rows("What both templates demand") if "::" not in cells[-1]] == []
