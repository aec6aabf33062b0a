"""The guide to the configuration: every key is in it, with every word it takes, and none that does not exist."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from schemalint.config import Config
from schemalint.settings import DOCUMENTS, MIGRATIONS, OVERRIDE, POLICY, PRIVACY, TOP

GUIDE = (Path(__file__).resolve().parent.parent.parent / "docs" / "configuration.md").read_text(encoding="utf-8")
TABLES = {
    "The top level": TOP,
    "`[[overrides]]`": OVERRIDE,
    "`[[policy]]`": POLICY,
    "`[migrations]`": MIGRATIONS,
    "`[documents]`": DOCUMENTS,
    "`[privacy]`": PRIVACY,
}
ROW = re.compile(r"^\| `(?P<key>[a-z-]+)` \| (?P<value>.*?) \| (?P<default>.*?) \| (?P<meaning>.*) \|$", re.M)


def _section(title: str) -> str:
    start = GUIDE.index(f"\n## {title}\n")
    end = GUIDE.find("\n## ", start + 1)
    return GUIDE[start : end if end > 0 else len(GUIDE)]


@pytest.mark.parametrize("title", TABLES)
def test_every_key_is_told_and_no_other(title: str) -> None:
    assert [row["key"] for row in ROW.finditer(_section(title))] == list(TABLES[title])


@pytest.mark.parametrize("title", TABLES)
def test_every_word_a_key_takes_is_told(title: str) -> None:
    keys: Mapping[str, str | tuple[str, ...]] = TABLES[title]
    rows = {row["key"]: row["value"] + row["meaning"] for row in ROW.finditer(_section(title))}
    for key, kind in keys.items():
        if isinstance(kind, tuple):
            assert set(kind) <= set(re.findall(r"`([^`]+)`", rows[key])), key


def test_every_field_of_a_configuration_has_a_key() -> None:
    named = {field.replace("_", "-") for field in Config._fields} - {"root", "file", "server-versions"}
    assert named == {"policies" if key == "policy" else key for key in TOP if key != "per-path-ignores"}


@pytest.mark.parametrize("key", ["preset", "fail-on"])
def test_defaults_are_the_real_ones(key: str) -> None:
    told = next(row["default"] for row in ROW.finditer(_section("The top level")) if row["key"] == key)
    assert told == f"`{Config._field_defaults[key.replace('-', '_')]}`"
