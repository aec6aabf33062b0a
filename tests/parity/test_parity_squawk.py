"""What squawk tells of a migration the rules named for it tell too."""

from __future__ import annotations

import json
import subprocess
from functools import cache

import peers
import pytest

ALIASES = {
    "prefer-timestamptz": {"prefer-timestamp-tz"},
    "require-timeout-settings": {"require-lock-timeout", "require-statement-timeout"},
}
"""Names that squawk takes for others of its rules."""
ALWAYS = {"syntax-error", "unused-ignore"}
"""Rules that cannot be switched."""
CASES = peers.cases("squawk")


@cache
def _told(sql: str) -> frozenset[str]:
    asked = (f"--include={name}" for name in peers.rules_of("squawk") if name not in ALWAYS)
    command = (peers.program("squawk"), "--reporter", "json", "--pg-version", "19", *asked)
    done = subprocess.run(command, input=sql, capture_output=True, text=True, timeout=60)
    assert done.stdout, done.stderr
    return frozenset(one["rule_name"] for one in json.loads(done.stdout))


def test_every_rule_has_a_case() -> None:
    assert not peers.unmapped("squawk")
    assert [one.rule for one in CASES] == sorted(peers.rules_of("squawk"))


@pytest.mark.parametrize("case", [pytest.param(one, id=one.rule) for one in CASES])
def test_squawk_speaks(case: peers.Case) -> None:
    assert ALIASES.get(case.rule, {case.rule}) <= _told(case.sql)


@pytest.mark.parametrize("case", [pytest.param(one, id=one.rule) for one in CASES])
def test_the_rules_named_for_it_speak(case: peers.Case) -> None:
    named, _ = peers.rules_of("squawk")[case.rule]
    if named:
        assert peers.ours(case, named)
