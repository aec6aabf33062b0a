"""What the guides print was run: commands, configuration, suppressions, figures, links."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from schemalint.api import check_project
from schemalint.config import from_values

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent.parent
GUIDES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def _module(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


build: Any = _module("guide_build", ROOT / "docs" / "build.py")
STALE = "is out of date; `python docs/build.py` prints it anew"


def _console_fences() -> list[Any]:
    return [
        pytest.param(session, id=f"{file.name}-{at}")
        for file in GUIDES
        for at, session in enumerate(build.sessions(file.read_text(encoding="utf-8")))
        if session.kind != "ci"
    ]


@pytest.mark.parametrize("session", _console_fences())
def test_commands_print_what_the_guide_says(session: Any, tmp_path: Path) -> None:
    build.sandbox(str(tmp_path))
    printed = [one.replace(f"{tmp_path}/", "") for one in build.run(build.runnable(session), str(tmp_path))]
    assert len(printed) == len(session.commands)
    for command, shown, said in zip(session.commands, session.outputs, printed, strict=True):
        assert build.shortened(said, shown) == shown, f"what `{command}` prints {STALE}"


def test_every_guide_is_printed_by_the_build() -> None:
    with_commands = {
        file.relative_to(ROOT).as_posix() for file in GUIDES if "```console" in file.read_text(encoding="utf-8")
    }
    assert with_commands <= set(build.PAGES)


def test_the_index_of_rules_is_up_to_date() -> None:
    assert (ROOT / build.INDEX).read_text(encoding="utf-8") == build.index(), f"{build.INDEX} {STALE}"


def test_the_page_about_locks_shows_the_facts() -> None:
    assert (ROOT / build.LOCKS).read_text(encoding="utf-8") == build.locks(), f"{build.LOCKS} {STALE}"


def test_the_pages_of_rules_are_up_to_date() -> None:
    folder = ROOT / build.RULES
    held = {file: file.read_text(encoding="utf-8") for file in folder.glob("*.md")}
    assert held == build.rule_pages(), f"{build.RULES} {STALE}"


def test_an_ellipsis_keeps_as_many_lines_as_the_page_has() -> None:
    assert build.shortened("1\n2\n3\n4\n5\n", "a\n…\nb\n") == "1\n…\n5\n"
    assert build.shortened("1\n2\n3\n", "a\n…\n") == "1\n…\n"
    assert build.shortened("1\n2\n", "a\n") == "1\n2\n"


def _fences(language: str) -> list[Any]:
    pattern = re.compile(rf"^```{language}\n(.*?)^```$", re.M | re.S)
    return [
        pytest.param(match[1], id=f"{file.name}-{match.start()}")
        for file in GUIDES
        for match in pattern.finditer(file.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("text", _fences("toml"))
def test_configuration_in_the_guides_is_valid(text: str, tmp_path: Path) -> None:
    values = tomllib.loads(text)
    if "project" in values:
        return
    ours = values.get("tool", {})
    from_values(ours["schemalint"] if isinstance(ours, dict) and "schemalint" in ours else values, root=str(tmp_path))


@pytest.mark.parametrize("text", [one for one in _fences("sql") if "schemalint: ignore" in one.values[0]])
def test_suppressions_in_the_guides_silence(text: str) -> None:
    rules = re.findall(r"ignore(?:-file)?\[([a-z-]+)\]", text)
    report = check_project({"a.sql": text}, {"select": rules, "dialect": "postgres"})
    assert [one.suppressed for one in report.diagnostics] == ["inline"] * len(rules)


def test_hooks_named_in_the_guides_exist() -> None:
    offered = set(re.findall(r"^- id: (\S+)", (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"), re.M))
    named = {name for one in _fences("yaml") for name in re.findall(r"^ +- id: (schemalint\S*)", one.values[0], re.M)}
    assert named == offered


@pytest.mark.parametrize("file", GUIDES, ids=lambda file: file.name)
def test_links_lead_somewhere(file: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", file.read_text(encoding="utf-8"), flags=re.M | re.S)
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    assert [link for link in links if not (file.parent / link).exists()] == []


@pytest.mark.corpus
@pytest.mark.skipif(not os.environ.get("SCHEMALINT_CORPUS"), reason="SCHEMALINT_CORPUS names no corpus")
def test_the_measured_shares_are_true() -> None:
    coverage: Any = _module("bench_coverage", ROOT / "bench" / "coverage.py")
    counted: dict[str, list[bool]] = {}
    for _, reading in coverage.readings(Path(os.environ["SCHEMALINT_CORPUS"])):
        if reading.statement.kind == "ddl":
            counted.setdefault(reading.statement.dialect, []).append(reading.complete)
    rows = re.findall(r"^\| ([A-Z][\w ,]+) \| ([\d,]+) \| ([\d.]+) % \|$", GUIDES[0].read_text(encoding="utf-8"), re.M)
    told = {name: (int(count.replace(",", "")), float(share)) for name, count, share in rows}
    names = {
        "postgres": "PostgreSQL",
        "mysql": "MySQL, MariaDB",
        "sqlite": "SQLite",
        "tsql": "SQL Server",
        "oracle": "Oracle",
    }
    assert set(told) == set(names.values())
    for dialect, name in names.items():
        complete = counted[dialect]
        count, share = told[name]
        assert abs(len(complete) - count) <= count // 50, name
        assert 100 * sum(complete) / len(complete) >= share - 0.05, name


def test_the_formats_and_commands_told_are_those_there_are() -> None:
    from schemalint.cli import COMMANDS
    from schemalint.reporting import FORMATS

    text = GUIDES[0].read_text(encoding="utf-8")
    (told,) = re.findall(r"`--format ([a-z|]+)`", text)
    assert tuple(told.split("|")) == FORMATS
    assert {name for name in COMMANDS if f"schemalint {name}" not in text} == set()
