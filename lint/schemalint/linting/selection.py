"""Which rules run, under which names, with which options."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, cast

from schemalint.config import Config, Options, Policy, UsageError, table_matcher
from schemalint.linting.engine import Judge
from schemalint.plugins import RuleEntry
from schemalint.rule import OptionError

if TYPE_CHECKING:
    from schemalint.model.diagnostic import Severity


def chosen(entries: Mapping[str, RuleEntry], config: Config, options: Options, today: str) -> tuple[str, ...]:
    """The names of the rules and policies that run, sorted; policies that do not count on the ISO date `today` never do. Raises
    UsageError for unknown names."""
    policies = {policy.name for policy in config.policies}
    groups: dict[str, list[str]] = {}
    for entry in entries.values():
        groups.setdefault(entry.group, []).append(entry.name)
    problems: list[str] = []

    def named(words: Iterable[str]) -> set[str]:
        found: set[str] = set()
        for word in words:
            if word in entries or word in policies:
                found.add(word)
            elif word in groups:
                found.update(groups[word])
            elif word == "all":
                found.update(entries)
                found.update(policies)
            else:
                problems.append(_unknown(word, (*entries, *groups, *policies)))
        return found

    select = options.select or config.select
    preset = options.preset or config.preset
    if select:
        names = named(select)
    else:
        names = {entry.name for entry in entries.values() if preset in entry.presets} | policies
        names |= {name for name in config.rules if name in entries}
    names |= named((*config.extend_select, *options.extend_select))
    names -= named((*config.ignore, *options.ignore))
    names -= {policy.name for policy in config.policies if not policy.in_force(today)}
    if problems:
        raise UsageError("\n".join(problems))
    return tuple(sorted(names))


OF_CATALOGUES = frozenset({"StatementRule", "StepRule", "TableRule", "CatalogRule", "MigrationRule"})
"""What is judged catalogue by catalogue, each in its dialect."""


def apt(
    entries: Mapping[str, RuleEntry],
    names: Iterable[str],
    config: Config,
    subjects: Iterable[str],
    dialects: Iterable[str],
) -> dict[str, str]:
    """Of these names those that look at something in `subjects` (names of base classes) and, where it is a catalogue, in
    `dialects`, or that configuration speaks of; with the rule of each."""
    spoken = frozenset(dialects)
    there = frozenset(subjects)
    policies = {policy.name: policy.rule for policy in config.policies}
    found: dict[str, str] = {}
    for name in names:
        entry = entries[policies.get(name, name)]
        bound = entry.subject in OF_CATALOGUES and spoken.isdisjoint(entry.dialects)
        if entry.subject in there and (not bound or _is_set(name, entry, config)):
            found[name] = entry.name
    return found


def busy(
    entries: Mapping[str, RuleEntry], rules: Mapping[str, str], changes: Collection[str], texts: Iterable[str]
) -> tuple[str, ...]:
    """Of names with their rules those that may have something to say, among these changes, by class, and texts. Steps that are
    made only later, of down parts and examples, are not among the changes."""
    words = _standing({word for rule in rules.values() for word in entries[rule].only_with}, texts)

    def idle(entry: RuleEntry) -> bool:
        if entry.only_with and words.isdisjoint(entry.only_with):
            return True
        later = "downs" in entry.needs or "examples" in entry.needs
        return bool(entry.changes) and not later and not any(one in changes for one in entry.changes)

    return tuple(name for name, rule in rules.items() if not idle(entries[rule]))


def _is_set(name: str, entry: RuleEntry, config: Config) -> bool:
    """Whether configuration speaks of the rule: what it says of it is then checked."""
    return name != entry.name or entry.name in config.rules


def _standing(words: Iterable[str], texts: Iterable[str]) -> frozenset[str]:
    """The words that stand in one of the texts, in whatever case."""
    missing = list(words)
    found: set[str] = set()
    for text in texts if missing else ():
        folded = text.lower()
        found.update(word for word in missing if word in folded)
        missing = [word for word in missing if word not in found]
        if not missing:
            break
    return frozenset(found)


def judges(
    entries: Mapping[str, RuleEntry], names: Iterable[str], config: Config, options: Options
) -> tuple[Judge, ...]:
    """The rules of these names, imported and configured. Raises UsageError for options a rule does not take."""
    preset = options.preset or config.preset
    policies = {policy.name: policy for policy in config.policies}
    found: list[Judge] = []
    problems: list[str] = []
    for name in names:
        policy = policies.get(name)
        entry = entries[policy.rule if policy else name]
        setting = config.rules.get(entry.name)
        values = {**entry.sets.get(preset, {}), **(setting.options if setting else {})}
        usual = cast("Severity | None", values.pop("severity", None))
        if entry.convention and preset == "strict":
            values.setdefault("each", True)
        if policy:
            values.update(policy.options)
        try:
            rule = entry.load()(**values)
        except OptionError as error:
            problems.append(f"rule {name}: {error}")
            continue
        if policy:
            meant = table_matcher(policy.tables) if policy.tables else None
            severity = policy.severity or usual
            found.append(Judge(name, rule, severity, meant, policy.message, _reference(policy)))
        else:
            found.append(Judge(name, rule, (setting.severity if setting else None) or usual))
    if problems:
        raise UsageError("\n".join(problems))
    return tuple(found)


def _reference(policy: Policy) -> str:
    said = (f"ask {policy.owner}" if policy.owner else "", f"see {policy.link}" if policy.link else "")
    text = "; ".join(part for part in said if part)
    return f"({text})" if text else ""


def _unknown(word: str, known: Iterable[str]) -> str:
    import difflib

    near = difflib.get_close_matches(word, list(known), 3, 0.5)
    hint = f"; did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else ""
    return f"there is no rule or group `{word}`{hint}"
