"""What the guide to metadata shows is what the rules do."""

from __future__ import annotations

import re
from pathlib import Path

from schemalint.api import fix_project
from schemalint.model.page import TEMPLATES
from schemalint.pages.templates import load

GUIDE = (Path(__file__).resolve().parent.parent.parent / "docs" / "metadata.md").read_text(encoding="utf-8")
PATH = "tasks/database-schema-shop.md"


def _fence(name: str) -> str:
    found = re.search(rf"^```markdown {name}\n(.*?)^```$", GUIDE, re.M | re.S)
    assert found
    return found[1]


def test_the_fix_makes_what_the_guide_shows() -> None:
    config = {"select": ["missing-metadata", "invalid-metadata"], "dialect": "postgres"}
    assert fix_project({PATH: _fence("before")}, config)[PATH] == _fence("after")


def test_every_line_that_a_template_asks_for_is_told() -> None:
    rows = [row for row in re.findall(r"^\|([^|]+)\|([^|]+)\|", GUIDE, re.M) if "`" in row[1] or "both" in row[1]]
    for name in TEMPLATES:
        told = {key.strip() for keys, asked in rows if name in asked or "both" in asked for key in keys.split(",")}
        assert set(load(name).metadata) <= told


def test_the_line_of_the_list_has_the_form_that_the_guide_tells() -> None:
    config = {"select": ["untracked-document"], "dialect": "postgres"}
    text = "# Shop\n\n**Version:** 1.2.0\n\n## Key Metrics\n\n- **Tables:** 8\n"
    after = fix_project({PATH: text}, config, unsafe=True)["DATABASE_SCHEMA_TRACKING.md"]
    told = re.search(r"`(\| database-schema-shop [^`]*)`", GUIDE)
    assert told
    assert re.sub(r"20\d\d-\d\d-\d\d", "DAY", after.splitlines()[-1]) == re.sub(r"20\d\d-\d\d-\d\d", "DAY", told[1])
