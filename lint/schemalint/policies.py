"""What policies promise and what they reach: their own examples run as tests, and the tables that each covers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, cast

from schemalint import cases
from schemalint.api import check_project
from schemalint.config import Config, Options
from schemalint.linting.overrides import scopes
from schemalint.linting.selection import chosen
from schemalint.linting.selection import judges as chosen_judges
from schemalint.model.diagnostic import Kept, Subject
from schemalint.model.document import Dialect
from schemalint.model.policy import Example, Policy
from schemalint.model.record import NamedTuple
from schemalint.plugins import RuleEntry
from schemalint.rule import Good
from schemalint.study import Study

# --- examples -------------------------------------------------------------------------------------------------------


class Trial(NamedTuple):
    """One example of a policy, and what came of it."""

    policy: str
    kind: Literal["good", "bad"]
    number: int
    """From 1, by kind."""
    problem: str
    """Empty where the policy does what the example wants."""


def trials(config: Config, entries: Mapping[str, RuleEntry]) -> Iterator[Trial]:
    """Runs every example of every policy, each in a project of its own, whether the policy is in force or not."""
    for policy in config.policies:
        for number, example in enumerate(policy.good, 1):
            yield Trial(policy.name, "good", number, _problem(policy, example, config, entries[policy.rule], bad=False))
        for number, example in enumerate(policy.bad, 1):
            yield Trial(policy.name, "bad", number, _problem(policy, example, config, entries[policy.rule], bad=True))


def _problem(policy: Policy, example: Example, config: Config, entry: RuleEntry, *, bad: bool) -> str:
    dialect = cast(Dialect, example.dialect or _usual(policy, entry, config))
    version = example.version or config.server_versions.get(dialect, config.server_version)
    files, _ = cases.files(entry.load(), Good(example.text, example.given, dialect, version, path=example.path))
    settings: dict[str, Any] = {
        "select": [policy.name],
        "preset": config.preset,
        "server-version": version,
        "edition": config.edition,
        "policy": [_declared(policy)],
        "rules": {policy.rule: dict(config.rules[policy.rule].options)} if policy.rule in config.rules else {},
    }
    if dialect not in cases.SCHEMA_FILES:
        settings["dialect"] = dialect
    report = check_project(files, {key: value for key, value in settings.items() if value}, Options(no_cache=True))
    if report.failures:
        return report.failures[0]
    found = [one for one in report.diagnostics if one.rule == policy.name and not one.suppressed]
    if not bad:
        return f"it says: {found[0].message}" if found else ""
    if not found:
        return "it says nothing"
    said = [files.get(one.span.path, "")[one.span.start : one.span.end] for one in found]
    if example.at and example.at not in said:
        return f"it underlines {' and '.join(map(repr, said))}, not {example.at!r}"
    return ""


def _usual(policy: Policy, entry: RuleEntry, config: Config) -> str:
    """The dialect of an example that names none: the configuration's, where the policy speaks of it."""
    spoken = policy.dialects or entry.dialects
    return next((one for one in (config.dialect, "postgres") if one in spoken), spoken[0])


def _declared(policy: Policy) -> dict[str, object]:
    """The policy as a configuration would have it, without its dates."""
    said: dict[str, object] = {
        "name": policy.name,
        "rule": policy.rule,
        "tables": list(policy.tables),
        "message": policy.message,
        "options": dict(policy.options),
    }
    return {key: value for key, value in said.items() if value}


# --- tables ---------------------------------------------------------------------------------------------------------

JUDGED = {
    "TableRule": "tables",
    "CatalogRule": "tables",
    "StepRule": "changes",
    "StatementRule": "statements",
    "MigrationRule": "migrations",
    "DocumentRule": "files",
    "PageRule": "documents",
    "RunRule": "the run",
}
"""What a policy judges, by the base class of its rule."""


class Covered(NamedTuple):
    """A table, and the policies that judge it."""

    schema: str
    name: str
    path: str
    """The file that defines it."""
    policies: tuple[str, ...]


def coverage(study: Study, entries: Mapping[str, RuleEntry], options: Options, today: str) -> tuple[Covered, ...]:
    """The tables of a project by name, with the policies in force that judge tables. Not covered are those that a policy's
    patterns or an override leave out. Partitions go with their table."""
    config = study.config
    names = chosen(entries, config, options, today)
    of_tables = [one for one in config.policies if one.name in names and judges(one, entries) == "tables"]
    wanted = {one.name: names[one.name] for one in of_tables}
    asked = chosen_judges(entries, wanted, config, options, scopes(config, study.documents, today))
    found: dict[tuple[str, str, str], Covered] = {}
    for replay in study.replays:
        for table in replay.catalog.tables.values():
            if table.assumed or table.partition_of or table.span.path not in study.asked:
                continue
            place = Kept(table.span, Subject("table", table.schema or None, None, table.name))
            reached = dict.fromkeys(
                one.name for one in asked if one.speaks(replay.dialect) and one.told(place) is not None
            )
            key = (replay.dialect, table.schema, table.name)
            found.setdefault(key, Covered(table.schema, table.name, table.span.path, tuple(reached)))
    return tuple(sorted(found.values()))


def judges(policy: Policy, entries: Mapping[str, RuleEntry]) -> str:
    """What a policy judges, in a word: `tables`, where its patterns name some, whatever its rule looks at."""
    return "tables" if policy.tables else JUDGED.get(entries[policy.rule].subject, "tables")
