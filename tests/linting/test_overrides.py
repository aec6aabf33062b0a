"""What configuration says of some tables or files: who speaks there, how severely, with which options."""

from __future__ import annotations

import pytest

from schemalint.api import check_project
from schemalint.config import Options
from schemalint.model.diagnostic import Diagnostic

NO_KEY = "CREATE TABLE {0} (id bigint, note varchar(20));\n"
FILES = {"a/schema.sql": NO_KEY.format("app.x"), "b/schema.sql": NO_KEY.format("app.y") + NO_KEY.format("old.z")}


def _told(config: dict[str, object], options: Options | None = None, files: dict[str, str] = FILES) -> list[Diagnostic]:
    report = check_project(files, {"dialect": "postgres", **config}, (options or Options())._replace(no_cache=True))
    assert not report.failures
    return [one for one in report.diagnostics if not one.suppressed]


def _said(config: dict[str, object], options: Options | None = None) -> set[tuple[str, str, str]]:
    return {
        (one.rule, one.severity, one.subject.table or one.subject.name)
        for one in _told(config, options)
        if one.subject is not None
    }


KEY = "missing-primary-key"
CASES: dict[str, tuple[dict[str, object], set[tuple[str, str, str]]]] = {
    "a rule speaks in one folder alone": (
        {"select": ["naming"], "overrides": [{"paths": ["b/**"], "extend-select": [KEY]}]},
        {(KEY, "warning", "y"), (KEY, "warning", "z")},
    ),
    "of one table alone in one folder": (
        {"select": ["naming"], "overrides": [{"paths": ["b/**"], "tables": "old.*", "extend-select": ["keys"]}]},
        {(KEY, "warning", "z")},
    ),
    "only these speak there": (
        {"select": [KEY, "bounded-varchar"], "overrides": [{"paths": ["b/**"], "select": ["bounded-varchar"]}]},
        {(KEY, "warning", "x"), ("bounded-varchar", "info", "x"), ("bounded-varchar", "info", "y"), ("bounded-varchar", "info", "z")},
    ),
    "and they speak there alone": (
        {"select": ["naming"], "overrides": [{"tables": ["app.y"], "select": [KEY]}]},
        {(KEY, "warning", "y")},
    ),
    "the last that fits counts": (
        {"select": [KEY], "overrides": [{"paths": ["b/**"], "ignore": ["keys"]}, {"tables": ["old.*"], "extend-select": [KEY]}]},
        {(KEY, "warning", "x"), (KEY, "warning", "z")},
    ),
    "what the top ignores speaks where an override selects it": (
        {"select": ["keys"], "ignore": [KEY], "overrides": [{"tables": ["old.*"], "extend-select": [KEY]}]},
        {(KEY, "warning", "z")},
    ),
    "a severity alone does not call up what the top ignores": (
        {"select": ["keys"], "ignore": [KEY], "overrides": [{"tables": ["old.*"], "rules": {KEY: {"severity": "error"}}}]},
        set(),
    ),
    "severities by place, the last that says one": (
        {"select": [KEY], "overrides": [
            {"paths": ["b/**"], "rules": {KEY: {"severity": "error"}}},
            {"tables": ["old.*"], "rules": {KEY: {"severity": "info"}}},
        ]},
        {(KEY, "warning", "x"), (KEY, "error", "y"), (KEY, "info", "z")},
    ),
    "an override that is over says nothing": (
        {"select": [KEY], "overrides": [{"paths": ["b/**"], "ignore": [KEY], "until": "2020-01-01"}]},
        {(KEY, "warning", "x"), (KEY, "warning", "y"), (KEY, "warning", "z")},
    ),
    "options by place": (
        {"select": ["forbidden-columns"], "rules": {"forbidden-columns": {"columns": ["id"]}},
         "overrides": [{"tables": ["app.y"], "rules": {"forbidden-columns": {"columns": ["nothing"]}}}]},
        {("forbidden-columns", "warning", "x"), ("forbidden-columns", "warning", "z")},
    ),
    "a policy has other settings for some tables too": (
        {"select": ["house"], "policy": [{"name": "house", "rule": "forbidden-columns", "columns": ["id"]}],
         "overrides": [{"tables": ["old.*"], "rules": {"house": {"severity": "error", "columns": ["note"]}}}]},
        {("house", "warning", "x"), ("house", "warning", "y"), ("house", "error", "z")},
    ),
    "and speaks for some tables alone": (
        {"select": ["naming"], "ignore": ["house"], "policy": [{"name": "house", "rule": "forbidden-columns", "columns": ["id"]}],
         "overrides": [{"paths": ["a/"], "extend-select": ["house"]}]},
        {("house", "warning", "x")},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("config", "wanted"), CASES.values(), ids=CASES)
def test_place_by_place(config: dict[str, object], wanted: set[tuple[str, str, str]]) -> None:
    said = _said(config)
    names = {KEY, "bounded-varchar", "forbidden-columns", "house"}
    assert {one for one in said if one[0] in names} == wanted


def test_options_underline_what_they_ask_for() -> None:
    config: dict[str, object] = {
        "select": ["forbidden-columns"],
        "rules": {"forbidden-columns": {"columns": ["id"]}},
        "overrides": [{"tables": ["old.*"], "rules": {"forbidden-columns": {"columns": ["note"]}}}],
    }
    assert sorted(one.subject.name for one in _told(config) if one.subject) == ["id", "id", "note"]


def test_the_command_line_says_who_speaks() -> None:
    there: dict[str, object] = {"overrides": [{"paths": ["b/**"], "extend-select": [KEY]}]}
    assert KEY not in {one.rule for one in _told(there, Options(select=("bounded-varchar",)))}
    assert KEY not in {one.rule for one in _told(there, Options(ignore=(KEY,)))}
    silent: dict[str, object] = {"overrides": [{"paths": ["b/**"], "ignore": [KEY]}]}
    assert {one.span.path for one in _told(silent, Options(select=(KEY,)))} == {"a/schema.sql"}


def test_a_convention_is_counted_where_the_rule_speaks() -> None:
    """Places that are as they should be count where their table is meant, not in the whole schema."""
    good = "".join(f"CREATE TABLE app.g{n} (id bigint PRIMARY KEY, at timestamptz);\n" for n in range(20))
    bad = "".join(f"CREATE TABLE old.b{n} (id bigint PRIMARY KEY, at timestamp);\n" for n in range(5))
    rule = "timestamp-without-time-zone"
    files = {"schema.sql": good + bad}
    everywhere = _told({"select": [rule]}, files=files)
    assert len(everywhere) == 5
    policy = {"name": "old-times", "rule": rule, "tables": ["old.*"]}
    [one] = _told({"select": ["old-times"], "policy": [policy]}, files=files)
    assert (one.places, "all 5 places" in one.message) == (5, True)
    [one] = _told({"select": ["naming"], "overrides": [{"tables": ["old.*"], "extend-select": [rule]}]}, files=files)
    assert (one.rule, one.places) == (rule, 5)


def test_an_exact_rule_that_is_silent_somewhere_leaves_the_word_to_the_broad_one() -> None:
    files = {
        "schema.sql": "CREATE TABLE a (id bigint PRIMARY KEY, created_at timestamp NOT NULL, updated_at timestamptz NOT NULL);"
    }
    both = ["timestamp-without-time-zone", "audit-column-type"]
    assert [one.rule for one in _told({"select": both}, files=files)] == both[:1]
    silent: dict[str, object] = {"select": both, "overrides": [{"tables": ["a"], "ignore": both[:1]}]}
    assert [one.rule for one in _told(silent, files=files)] == both[1:]


def test_findings_about_the_run_are_left_out_by_path_too() -> None:
    files = {"seeds/a.sql": "SELECT 1; -- schemalint: ignore[no-such-rule] gone"}
    assert [one.rule for one in _told({"select": ["unknown-rule"]}, files=files)] == ["unknown-rule"]
    ignored: dict[str, object] = {"select": ["unknown-rule"], "per-path-ignores": {"seeds/**": ["unknown-rule"]}}
    assert _told(ignored, files=files) == []


def test_what_the_command_line_selects_is_meant() -> None:
    config: dict[str, object] = {"ignore": [KEY], "extend-select": ["bounded-varchar"]}
    assert {one.rule for one in _told(config, Options(select=(KEY,)))} == {KEY}
    assert KEY not in {one.rule for one in _told(config, Options(select=("keys",)))}
    assert KEY in {one.rule for one in _told(config, Options(extend_select=(KEY,)))}


def test_a_policy_that_is_selected_and_not_in_force_is_told() -> None:
    policy = {"name": "past", "rule": "forbidden-columns", "columns": ["id"], "until": "2020-01-01"}
    report = check_project(FILES, {"policy": [policy]}, Options(select=("past",)))
    assert (report.diagnostics, report.notes) == (
        (),
        ("the policy past says nothing today: it counted until 2020-01-01",),
    )
