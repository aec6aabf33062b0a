"""The presets by purpose: what is in them, what they set, and that each says what it is for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import schemalint_rules
from schemalint import cli, plugins
from schemalint.api import check_project
from schemalint.config import Options
from schemalint.rule import OptionError
from schemalint.settings import LEVELS, PRESETS

MANAGER = plugins.manager(isolated=True)
ENTRIES = plugins.rules(MANAGER)
NAMED = plugins.presets(MANAGER)
GROUPS = {entry.group for entry in ENTRIES.values()}

each_preset = pytest.mark.parametrize("preset", NAMED.values(), ids=NAMED)

PLAIN = "CREATE TABLE note (id bigint PRIMARY KEY, body text, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL);"


def test_they_are_those_that_configuration_takes() -> None:
    assert {*plugins.DEGREES, *NAMED} == set(PRESETS)


@each_preset
def test_everything_in_it_exists_and_makes_a_difference(preset: plugins.Preset) -> None:
    assert preset.about.endswith(".")
    degree = {entry.name for entry in ENTRIES.values() if preset.extends in entry.degrees}
    for name in preset.select:
        assert name in ENTRIES or name in GROUPS, name
        assert name not in degree, f"{name} is in {preset.extends} already"
    assert [name for name in preset.ignore if name not in degree and name not in GROUPS] == []
    held = {entry.name for entry in ENTRIES.values() if preset.name in entry.presets}
    assert held == (degree | {name for name in preset.select if name in ENTRIES}) - set(preset.ignore)
    for name, values in preset.rules.items():
        assert name in held, f"{name} is set, but does not run"
        options = {key: value for key, value in values.items() if key != "severity"}
        try:
            ENTRIES[name].load()(**options)
        except OptionError as error:
            pytest.fail(f"{name}: {error}")
        assert values.get("severity", "info") in LEVELS


def test_rules_of_a_package_know_their_presets() -> None:
    assert {entry.name: entry.presets for entry in plugins.rules_in(schemalint_rules)} == {
        name: entry.presets for name, entry in ENTRIES.items()
    }


def _said(sql: str, **config: object) -> dict[str, str]:
    report = check_project({"schema.sql": sql}, {"dialect": "postgres", **config})
    return {one.rule: one.severity for one in report.diagnostics}


def test_what_a_preset_sets_counts() -> None:
    assert "rls-disabled" not in _said(PLAIN)
    assert _said(PLAIN, preset="supabase")["rls-disabled"] == "error"
    assert _said(PLAIN.replace("PRIMARY KEY", ""), preset="analytics")["missing-primary-key"] == "info"
    assert "missing-audit-columns" not in _said("CREATE TABLE fact (id bigint PRIMARY KEY);", preset="analytics")


def test_what_the_user_sets_counts_more() -> None:
    mine: dict[str, object] = {"rules": {"rls-disabled": {"severity": "info"}}}
    assert _said(PLAIN, preset="supabase", **mine)["rls-disabled"] == "info"
    mine = {"rules": {"rls-disabled": {"schemas": ["api"]}}}
    assert "rls-disabled" not in _said(PLAIN, preset="supabase", **mine)


def test_with_a_selection_the_options_of_the_preset_apply_to_it() -> None:
    columns = ", ".join(f"c{number} int" for number in range(100))
    files = {"schema.sql": f"CREATE TABLE wide (id bigint PRIMARY KEY, {columns});"}
    for preset, wanted in (("recommended", 1), ("analytics", 0)):
        options = Options(select=("too-many-columns",), preset=preset)
        report = check_project(files, {"dialect": "postgres"}, options)
        assert len(report.diagnostics) == wanted


def test_rules_lists_a_preset(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["rules", "--preset", "analytics", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["name"] for row in rows} == {entry.name for entry in ENTRIES.values() if "analytics" in entry.presets}
    assert all("analytics" in row["presets"] for row in rows)
    assert cli.run(["rules", "--preset", "supabase", "--group", "security"]) == 0
    text = capsys.readouterr().out
    assert "an API" in text.splitlines()[0]
    assert 'severity = "error"' in text


def test_a_broken_preset_is_told(tmp_path: Path) -> None:
    file = tmp_path / "odd.toml"
    for text in ('extends = "all"', 'extends = "strict"\nselct = []'):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(plugins.PluginError, match=r"odd\.toml.*: a preset"):
            plugins._preset(str(file))
