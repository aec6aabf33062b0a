"""What rules say of a replay beside what queries find in the catalogue of a live server."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import pytest

from schemalint import plugins
from schemalint.config import Config, Options, RuleSetting
from schemalint.linting import engine, selection
from schemalint.model.document import Dialect
from schemalint.model.replay import Replay
from schemalint.rule import Bad, Good
from schemalint.study import studies
from schemalint.testing import Case
from schemalint_rules._tables import is_framework_table


class Oracle(NamedTuple):
    """A query that answers for a rule: schema, table, and the thing or nothing."""

    query: str
    by: Literal["name", "columns", "group"] = "name"
    """Whether the third column of the answer is a name, the columns of a key with commas, or the group that its table belongs to, for
    rules that tell a group once."""
    beside: tuple[str, ...] = ()
    """Rules that share the query."""
    options: Mapping[str, object] = {}
    """What the rule is asked with."""
    everywhere: bool = False
    """Whether it is about other things than tables."""
    parts: bool = False
    """Whether only findings about a part of a table count: what it tells of whole tables, no catalogue shows."""


Place = tuple[str, str, str]
Differences = dict[str, tuple[list[Place], list[Place]]]
"""By rule what only we tell, and what only the server shows."""


@cache
def _entries() -> Mapping[str, plugins.RuleEntry]:
    return plugins.rules(plugins.manager())


def _judges(name: str, dialect: str, asked: Mapping[str, object]) -> tuple[engine.Judge, ...]:
    options = Options(isolated=True, preset="strict", select=(name,))
    subjects = ("StatementRule", "StepRule", "TableRule", "CatalogRule")
    config = Config(".", rules={name: RuleSetting(options=asked)} if asked else {})
    rules = selection.apt(_entries(), (name,), config, subjects, (dialect,))
    return selection.judges(_entries(), rules, config, options, ())


def told(replay: Replay, queries: Mapping[str, Oracle]) -> dict[str, set[Place]]:
    """The places that each rule tells, conventions place by place."""
    by = {name: one.by for rule, one in queries.items() for name in (rule, *one.beside)}
    found: dict[str, set[Place]] = {rule: set() for rule in queries}
    for rule, one in queries.items():
        for name in (rule, *one.beside):
            # Each by itself: what one rule leaves to another is no miss of either.
            verdict = engine.judge(_judges(name, replay.dialect, one.options), engine.Material((), (replay,), ()))
            assert not verdict.failures, verdict.failures
            for finding in verdict.diagnostics:
                about = finding.subject
                assert about is not None
                thing = ",".join(about.columns) if by[name] == "columns" else about.name if about.table else ""
                whole = (about.kind in ("table", "schema")) or rule == "wide-primary-key"
                if not one.parts or thing:
                    found[rule].add((about.schema or "", about.table or about.name, "" if whole else thing))
    return found


def grouped(ours: set[Place], theirs: set[Place]) -> tuple[set[Place], set[Place]]:
    """The groups that are told and those that are there; what is told of a table without a group stays."""
    group = {place[:2]: place[2] for place in theirs}
    return {("", "", group.get(place[:2], f"none: {place}")) for place in ours}, {
        ("", "", one) for one in group.values()
    }


def understood(replay: Replay) -> set[tuple[str, str]]:
    """The tables that both sides are asked about."""
    catalog = replay.catalog
    return {
        (ref.schema, ref.name)
        for ref, table in catalog.tables.items()
        if not (
            table.assumed or table.unknown or table.as_query or table.like or table.of_type
            or catalog.is_muted(ref) or is_framework_table(table)
        )
    }  # fmt: skip


def made(replay: Replay) -> set[str]:
    """The names of all that a replay makes besides tables, and of schemas: a server may hold more from before."""
    catalog = replay.catalog
    held = (catalog.views, catalog.enums, catalog.domains, catalog.types, catalog.sequences)
    refs = {ref for one in held for ref in one} | set(catalog.tables)
    return {ref.name for ref in refs} | {ref.schema for ref in refs} | set(catalog.extensions)


def corpus(folder: str, dialect: Dialect) -> Iterator[Replay]:
    """The replays of a folder of the corpus; skips the test where there is none."""
    root = os.environ.get("SCHEMALINT_CORPUS")
    if root is None:
        pytest.skip("SCHEMALINT_CORPUS names no corpus")
    if not (Path(root) / folder).exists():
        pytest.skip(f"the corpus has no {folder}")
    options = Options(isolated=True, no_cache=True, select=("missing-primary-key",))
    for study in studies([str(Path(root) / folder)], options):
        for one in study.replays:
            if one.dialect == dialect and one.kind != "script" and one.catalog.tables:
                yield one


def texts(rule: str, dialects: tuple[Dialect, ...]) -> Iterator[tuple[str, str]]:
    """The examples of a rule as one script each, where they ask for no option and no version."""
    made = plugins.rules(plugins.manager())[rule].load()
    every: tuple[Good | Bad, ...] = (*made.good, *made.bad)
    for example in every:
        if example.dialect in dialects and not (example.options or example.version):
            yield Case(made, example).name, f"{example.given}\n{example.text}"


class Tally:
    """How far rules and queries agree, over many catalogues."""

    def __init__(self) -> None:
        self.both: dict[str, int] = {}
        self.differ: dict[str, tuple[list[str], list[str]]] = {}

    def add(self, where: str, ours: Mapping[str, set[Place]], theirs: Mapping[str, Iterable[Place]]) -> None:
        """Count one catalogue."""
        for rule, places in ours.items():
            shown = set(theirs[rule])
            self.both[rule] = self.both.get(rule, 0) + len(places & shown)
            if places != shown:
                only = self.differ.setdefault(rule, ([], []))
                only[0].extend(f"{where}: {place}" for place in sorted(places - shown))
                only[1].extend(f"{where}: {place}" for place in sorted(shown - places))

    def lines(self) -> list[str]:
        """One line a rule with the precision and the recall, and each place that only one side has."""
        lines = []
        for rule, count in self.both.items():
            ours, servers = self.differ.get(rule, ([], []))
            if count or ours or servers:
                right, found = (100 * count / (count + len(side) or 1) for side in (ours, servers))
                lines.append(
                    f"{rule}: {count} told by both, {len(ours)} by us alone, {len(servers)} by the server alone:"
                    f" precision {right:.1f} %, recall {found:.1f} %"
                )
            lines += [f"only ours: {rule}: {place}" for place in ours]
            lines += [f"only the server's: {rule}: {place}" for place in servers]
        return lines


UNTOLD = frozenset({"surrogate-without-natural-key"})
"""What the script has nothing to tell for: each server numbers rows in its own words."""
SCRIPT = Path(__file__).with_name("sets_script.sql")


def script(quote: str = '"') -> str:
    """The schema that three servers take alike, names in the quotes of one."""
    return SCRIPT.read_text(encoding="utf-8").replace("`", quote)
