"""Every rule with a fix: its examples and scenarios on a real server as they are and mended, and with new migrations there, back and
there again."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Mapping

import mended
import pytest
from mariadb_server import MariaDB
from postgres_server import Server

import schemalint_rules
from schemalint import plugins

FULL = bool(os.environ.get("FULL"))
SEED = 20240601
SHARE = 24
"""Without FULL one case of so many, by group and server."""

GROUPS = tuple(sorted({entry.group for entry in plugins.rules_in(schemalint_rules) if entry.fixes}))

ELSEWHERE: Mapping[str, str] = {
    "unenforced-constraint": "ENFORCED is PostgreSQL 18's and MySQL's; what is written is read again by tests of the reader",
}
"""Rules that no case here executes, and why."""

PROSE = frozenset(
    [
        "access-drift",
        "constraint-drift",
        "default-drift",
        "diagram-attribute-drift",
        "diagram-missing-relation",
        "diagram-missing-table",
        "diagram-relation-drift",
        "diagram-unknown-table",
        "document-older-than-schema",
        "empty-description",
        "empty-section",
        "expired-suppression",
        "index-drift",
        "invalid-metadata",
        "metrics-drift",
        "missing-metadata",
        "missing-section",
        "nullability-drift",
        "relation-drift",
        "stale-column",
        "stale-routine",
        "stale-table",
        "stale-trigger",
        "stale-view",
        "status-values-drift",
        "suppression-without-reason",
        "type-drift",
        "unanswered-question",
        "undocumented-column",
        "undocumented-routine",
        "undocumented-table",
        "undocumented-trigger",
        "unfilled-placeholder",
        "unknown-rule",
        "untracked-document",
        "unused-suppression",
    ]
)
"""Rules whose fixes change no statement of SQL."""


@pytest.fixture(scope="module")
def servers(postgres: Server, mariadb: MariaDB) -> Mapping[str, mended.On]:
    return {"postgres": mended.OnPostgres(postgres), "mariadb": mended.OnMariaDB(mariadb), "sqlite": mended.OnSqlite()}


def _chosen(group: str) -> list[mended.Case]:
    """The cases of a group's rules; without FULL some for each server, by chance, but always the same."""
    every = [case for case in (*mended.cases(), *mended.borrowed()) if _group(case.rule) == group]
    if FULL:
        return every
    kinds: dict[tuple[str, bool], list[mended.Case]] = {}
    for case in every:
        server = mended.SERVERS[str(case.config.get("dialect", "postgres"))]
        kinds.setdefault((server, case.borrowed), []).append(case)
    draw = random.Random(f"{SEED} {group}")
    return [
        case
        for (_, borrowed), found in kinds.items()
        for case in draw.sample(found, -(-len(found) // (2 * SHARE if borrowed else SHARE)))
    ]


def _group(rule: str) -> str:
    return mended.mending()[rule].__module__.split(".")[1]


@pytest.mark.server
@pytest.mark.parametrize("group", GROUPS)
def test_what_is_mended_runs(servers: Mapping[str, mended.On], group: str) -> None:
    problems: list[str] = []
    kinds: dict[str, set[str]] = {}
    met: set[str] = set()
    for case in _chosen(group):
        outcome = mended.mended(case, servers)
        kinds.setdefault(case.rule, set()).add(outcome.kind)
        known = next((pattern for pattern in mended.REFUSED if re.match(pattern, case.name)), None)
        if known is not None:
            met.update({known} if outcome.problems or outcome.kind == "refused" else ())
            continue
        problems += [f"{case.name}: {line}" for line in outcome.problems]
        if outcome.kind == "refused" and not outcome.problems:
            problems.append(f"{case.name}: not run, since {'; '.join(outcome.refusals)}")
    assert problems == []
    if FULL:
        lacking = {rule for rule, found in kinds.items() if "executed" not in found}
        assert lacking - PROSE == {rule for rule in ELSEWHERE if rule in kinds}
        assert {rule for rule in PROSE if rule in kinds} <= lacking
        stale = {
            pattern
            for pattern in mended.REFUSED
            if any(re.match(re.sub(r"[\\(].*", "", pattern).rstrip("-"), rule) for rule in kinds) and pattern not in met
        }
        assert stale == set()


def test_every_rule_with_a_fix_has_a_case() -> None:
    """For each that speaks of PostgreSQL, MariaDB, MySQL or SQLite there is something to run."""
    lacking = set(mended.mending()) - {case.rule for case in mended.cases()}
    assert lacking == set()
