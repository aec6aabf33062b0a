from __future__ import annotations

import os

import schemalint_rules
from schemalint import testing

SCENARIOS = os.path.join(os.path.dirname(__file__), "..", "..", "fixtures", "scenarios")


@testing.examples(schemalint_rules)
def test_examples(case: testing.Case) -> None:
    case.run()


@testing.scenarios(SCENARIOS)
def test_scenarios(scenario: testing.Scenario) -> None:
    scenario.run()
