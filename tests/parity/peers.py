"""What other tools are said to tell in docs/coming-from.md, and a case for each of their rules."""

from __future__ import annotations

import os
import re
import shutil
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from schemalint import plugins
from schemalint.api import check_project
from schemalint.tomltext import parse

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "coming-from.md"
CASES = ROOT / "fixtures" / "parity"
GIVEN = "migrations/0001_given.sql"
CHANGE = "migrations/0002_change.sql"
VERSIONS = {"postgres": "17", "mysql": "8.0"}
PLACES = "SCHEMALINT_PEERS"
"""Names the folders, with the separator of PATH between them, that hold the programs of other tools."""


class Case(NamedTuple):
    """A migration that a rule of another tool complains of."""

    rule: str
    sql: str
    config: str
    """Ours in TOML, where the rule needs one."""
    silent: bool
    """Whether the tool does not speak, though its documentation says it would."""


@cache
def rules_of(tool: str) -> dict[str, tuple[tuple[str, ...], str]]:
    """By rule of a tool the rules of ours that the page names, and the whole cell."""
    text = PAGE.read_text(encoding="utf-8").partition(f"| rule of {tool} | here |\n")[2]
    found: dict[str, tuple[tuple[str, ...], str]] = {}
    for line in text.splitlines()[1:]:
        row = re.fullmatch(r"\| `(.+?)` \| (.+) \|", line)
        if row is None:
            break
        named = () if row[2].startswith("none:") else tuple(re.findall(r"`([\w-]+)`", row[2].partition(";")[0]))
        found[row[1]] = (named, row[2])
    return found


@cache
def cases(tool: str) -> tuple[Case, ...]:
    """The cases of `fixtures/parity/<tool>.md`."""
    _, *parts = re.split(r"^## ", (CASES / f"{tool}.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = []
    for part in parts:
        sql = re.search(r"^```sql\n(.*?)^```", part, re.DOTALL | re.MULTILINE)
        config = re.search(r"^```toml\n(.*?)^```", part, re.DOTALL | re.MULTILINE)
        assert sql, part
        found.append(Case(part.split("\n", 1)[0].strip(), sql[1], config[1] if config else "", "is silent" in part))
    return tuple(found)


@cache
def given(tool: str = "squawk") -> str:
    """The schema that the cases of a tool change: the script that its page names first."""
    name = re.search(r"`([\w-]+\.sql)`", (CASES / f"{tool}.md").read_text(encoding="utf-8"))
    assert name
    return (CASES / name[1]).read_text(encoding="utf-8")


@cache
def _told(given: str, change: str, select: tuple[str, ...], config: str, dialect: str) -> frozenset[tuple[str, str]]:
    settings = {"dialect": dialect, "server-version": VERSIONS[dialect], "select": list(select), **parse(config)}
    report = check_project({GIVEN: given, CHANGE: change}, settings)
    assert not report.failures, report.failures
    return frozenset((one.rule, one.text) for one in report.diagnostics)


def ours(case: Case, select: tuple[str, ...], schema: str = "", dialect: str = "postgres") -> frozenset[str]:
    """Which of those rules speak of the change, and not of the schema before it."""
    held = schema or given()
    before = _told(held, "", select, case.config, dialect)
    return frozenset(rule for rule, _ in _told(held, case.sql, select, case.config, dialect) - before)


def program(name: str) -> str:
    """Where a tool is: in one of the folders of SCHEMALINT_PEERS, beside this Python, or on the path. Skips without."""
    places = [*os.environ.get(PLACES, "").split(os.pathsep), str(Path(sys.executable).parent)]
    found = next((at for place in places if place and (at := shutil.which(name, path=place))), None) or shutil.which(
        name
    )
    if found is None:
        pytest.skip(f"{name} is not here: {PLACES} names the folders it is looked for in")
    return found


def unmapped(tool: str) -> list[str]:
    """Rules of ours that the page names for a tool and that are not there."""
    known = plugins.rules(plugins.manager())
    return sorted({name for named, _ in rules_of(tool).values() for name in named} - set(known))
