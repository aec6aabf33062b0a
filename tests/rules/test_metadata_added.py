"""Lines of metadata are added in the style of those that are there; everything else survives to the byte."""

from __future__ import annotations

import random

import pytest

from schemalint.api import check_project, fix_project

KEYS = {"Version": "1.0.0", "Created": "2026-01-31", "Author": "Ada", "Database": "PostgreSQL", "Status": "Draft"}
STYLES = (
    "**{key}:** {value}",
    "**{key}**: {value}",
    "__{key}:__ {value}",
    "- **{key}:** {value}",
    "* **{key}**: {value}",
    "> **{key}:** {value}",
    "{key}: {value}",
)
PATH = "docs/database-schema-shop.md"
CONFIG = {"select": ["missing-metadata"], "dialect": "postgres", "documents": {"author": "Grace"}}


def _document(chosen: random.Random) -> tuple[str, list[str]]:
    """A document with some of the keys, in one of the styles, and the lines that it has."""
    style = chosen.choice(STYLES)
    kept = [key for key in KEYS if chosen.random() < 0.5] or ["Version"]
    if chosen.random() < 0.2:
        chosen.shuffle(kept)
    ending = chosen.choice(("", "", "  ", "\\"))
    lines = [style.format(key=key, value=KEYS[key]) for key in kept]
    block = [line + (ending if number < len(lines) - 1 else "") for number, line in enumerate(lines)]
    line_break = chosen.choice(("\n", "\n", "\r\n"))
    rest = chosen.choice(
        (
            ["", "The tables.", ""],
            ["", "## 1. Overview", "", "Text  ", "", "| a | b |", "|---|---|", "| 1 | 2 |", ""],
            [""],
        )
    )
    return line_break.join(["# Database Schema: Shop", "", *block, *rest]), lines


@pytest.mark.parametrize("seed", range(60))
def test_lines_are_added_in_the_style_of_the_block(seed: int) -> None:
    text, lines = _document(random.Random(seed))
    after = fix_project({PATH: text}, CONFIG)[PATH]
    assert not check_project({PATH: after}, CONFIG).diagnostics
    assert fix_project({PATH: after}, CONFIG)[PATH] == after
    line_break = "\r\n" if "\r\n" in text else "\n"
    assert after.count("\n") == after.count(line_break)
    rows = after.split(line_break)
    new = [
        row
        for row in rows
        if any(f"{key}:" in row or f"{key}**:" in row for key in KEYS) and row.rstrip(" \\") not in lines
    ]
    assert len(new) == len(KEYS) - len(lines)
    left = [row for row in rows if row not in new]
    # A hard break may have come behind the last line of the block, nothing else.
    assert [row.rstrip(" \\") for row in left] == [row.rstrip(" \\") for row in text.split(line_break)]
    opening = (
        lines[0][: lines[0].index("Version")]
        if "Version" in lines[0]
        else lines[0].split(next(k for k in KEYS if k in lines[0]))[0]
    )
    assert all(row.startswith(opening) for row in new)


def test_aligned_rows_stay_aligned() -> None:
    text = "# Shop\n\n| Key     | Value |\n|---------|-------|\n| Version | 1.0.0 |\n| Author  | Ada   |\n| Status  | Draft |\n\n## Tables\n\nText.\n"
    after = fix_project({PATH: text}, CONFIG)[PATH]
    assert "| Created |" in after and "| Database |" in after
    assert [row for row in after.split("\n") if "Created" not in row and "Database" not in row] == text.split("\n")
    assert not check_project({PATH: after}, CONFIG).diagnostics


def test_front_matter_stays_front_matter() -> None:
    text = "---\nversion: 1.0.0\ntags: [a, b]\nstatus: Draft\n---\n\n# Shop\n"
    after = fix_project({PATH: text}, CONFIG)[PATH]
    assert after.startswith("---\nversion: 1.0.0\ncreated: 20")
    assert after.index("author: Grace\n") < after.index("database: PostgreSQL\n") < after.index("---\n\n# Shop\n")
    assert not check_project({PATH: after}, CONFIG).diagnostics


def test_a_value_is_filled_in_where_it_is_empty() -> None:
    text = "# Shop\n\n**Version:**\n**Created:** 2026-01-31\n**Author:** \n**Database:** PostgreSQL\n**Status:** <!-- one of four -->\n"
    after = fix_project({PATH: text}, CONFIG)[PATH]
    assert after == (
        "# Shop\n\n**Version:** 1.0.0\n**Created:** 2026-01-31\n**Author:** Grace\n**Database:** PostgreSQL\n**Status:** Draft <!-- one of four -->\n"
    )


def test_without_a_title_the_block_stands_above_everything() -> None:
    text = "The tables of the shop.\n"
    after = fix_project({PATH: text}, CONFIG)[PATH]
    assert after.startswith("**Version:** 1.0.0\n") and after.endswith("\n\nThe tables of the shop.\n")
    assert not check_project({PATH: after}, CONFIG).diagnostics
