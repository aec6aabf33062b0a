from __future__ import annotations

import os

import pytest

import schemalint_rules
from schemalint import plugins, testing

SCENARIOS = os.path.join(os.path.dirname(__file__), "..", "..", "fixtures", "scenarios")
RULES = plugins.rules_in(schemalint_rules)
SQL = frozenset(("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle", "standard"))
ALIKE = {"mariadb": "mysql"}
"""A dialect that the example of another stands for."""


@testing.examples(schemalint_rules)
def test_examples(case: testing.Case) -> None:
    case.run()


@testing.scenarios(SCENARIOS)
def test_scenarios(scenario: testing.Scenario) -> None:
    scenario.run()


@pytest.mark.parametrize("entry", RULES, ids=lambda entry: entry.name)
def test_a_rule_that_names_dialects_shows_what_it_reports_in_each(entry: plugins.RuleEntry) -> None:
    """What is said of all SQL alike needs no example in each."""
    named = set(entry.dialects)
    named -= SQL if named >= SQL else {"standard"}
    assert {ALIKE.get(one, one) for one in named} <= {ALIKE.get(bad.dialect, bad.dialect) for bad in entry.load().bad}
