"""Of tools that do not run here, what their documentation shows as a fault the rules named for it tell."""

from __future__ import annotations

import peers
import pytest

PAGES = {
    "SchemaCrawler": "SchemaCrawler", "skeema": "skeema", "atlas": "Atlas", "atlas-mysql": "Atlas", "strong_migrations": "strong_migrations",
    "tbls": "tbls", "sqlcheck": "sqlcheck",
}  # fmt: skip
"""By page of cases the tool, as the map calls it."""
IN_MYSQL = {"skeema", "atlas-mysql"}
UNTRIED = {
    "strong_migrations": {"add_check_constraint_mysql", "change_column_null_mysql"},
    "tbls": {"diff", "requireTriggerComment"},
    "Atlas": {"atlas.sum", "non-linear changes"},
}
"""Rules without a case: what is about MySQL has one under Atlas, what needs documents or git has scenarios with the rules."""
CASES = [pytest.param(page, case, id=f"{page}-{case.rule}") for page in PAGES for case in peers.cases(page)]


@pytest.mark.parametrize("tool", sorted(set(PAGES.values())))
def test_every_mapped_rule_has_a_case(tool: str) -> None:
    held = [case.rule for page, of in PAGES.items() if of == tool for case in peers.cases(page)]
    mapped = {rule for rule, (named, _) in peers.rules_of(tool).items() if named}
    assert not peers.unmapped(tool)
    assert len(held) == len(set(held))
    assert set(held) == mapped - UNTRIED.get(tool, set())


@pytest.mark.parametrize(("page", "case"), CASES)
def test_the_rules_named_for_it_speak(page: str, case: peers.Case) -> None:
    named, _ = peers.rules_of(PAGES[page])[case.rule]
    assert peers.ours(case, named, peers.given(page), "mysql" if page in IN_MYSQL else "postgres")
