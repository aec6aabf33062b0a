"""Which rules run, under which names, with which options."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from schemalint.config import Config, Options, Override, UsageError, table_matcher
from schemalint.linting.engine import Judge
from schemalint.linting.overrides import Scope, placed
from schemalint.plugins import RuleEntry
from schemalint.rule import OptionError

if TYPE_CHECKING:
    from schemalint.model.diagnostic import Severity
    from schemalint.model.policy import Policy


def chosen(entries: Mapping[str, RuleEntry], config: Config, options: Options, today: str) -> dict[str, bool]:
    """The names of the rules and policies that run, sorted, each with whether it speaks where no override says otherwise. Policies
    that do not count on the ISO date `today` never do. Raises UsageError for unknown names."""
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
        usual = named(select)
    else:
        usual = {entry.name for entry in entries.values() if preset in entry.presets} | policies
        usual |= {name for name in config.rules if name in entries}
    # What the command line selects stands instead of all that configuration chooses, and is meant, whatever it ignores.
    asked = (*options.select, *options.extend_select)
    usual |= named((*(() if options.select else config.extend_select), *options.extend_select))
    ignored = named(config.ignore) - set(asked)
    usual -= ignored
    there: set[str] = set()
    for one in config.overrides if not options.select else ():
        if one.in_force(today):
            there |= named((*one.select, *one.extend_select)) | (one.rules.keys() - ignored)
    names = (usual | there) - named(options.ignore)
    names -= {policy.name for policy in config.policies if not policy.in_force(today)}
    if problems:
        raise UsageError("\n".join(problems))
    return {name: name in usual for name in sorted(names)}


def asleep(config: Config, options: Options, today: str) -> tuple[str, ...]:
    """What the user should know of the policies that the command line selects and that say nothing on the ISO date `today`."""
    asked = {*options.select, *options.extend_select}
    return tuple(
        f"the policy {one.name} says nothing today: it {one.term(today)}"
        for one in config.policies
        if one.name in asked and not one.in_force(today)
    )


def meanings(entries: Mapping[str, RuleEntry], config: Config) -> dict[str, tuple[str, ...]]:
    """The other names that mean each rule and policy: the group, and for a policy its rule."""
    found: dict[str, tuple[str, ...]] = {name: (entry.group,) for name, entry in entries.items()}
    return found | {one.name: (one.rule, entries[one.rule].group) for one in config.policies}


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
    entries: Mapping[str, RuleEntry],
    names: Mapping[str, bool],
    config: Config,
    options: Options,
    overrides: Sequence[Scope],
) -> tuple[Judge, ...]:
    """The rules of these names, imported and configured: one judge each, and one more for each override that gives options. Raises
    UsageError for options a rule does not take."""
    policies = {policy.name: policy for policy in config.policies}
    meant = meanings(entries, config)
    found: list[Judge] = []
    problems: list[str] = []
    for name, usual in names.items():
        policy = policies.get(name)
        entry = entries[policy.rule if policy else name]
        values, severity = _settings(entry, policy, config, options)
        called = frozenset((name, "all", *meant[name]))
        variants: list[tuple[Override | None, dict[str, object]]] = [(None, values)]
        for scope in overrides:
            setting = scope.override.rules.get(name)
            if setting and setting.options:
                variants.append((scope.override, {**values, **setting.options}))
        for own, given in variants:
            try:
                rule = entry.load()(**given)
            except OptionError as error:
                problems.append(f"rule {name}: {error}")
                continue
            tables = table_matcher(policy.tables) if policy and policy.tables else None
            found.append(Judge(name, rule, severity, policy, tables, placed(name, called, usual, overrides, own)))
    if problems:
        raise UsageError("\n".join(problems))
    return tuple(found)


def _settings(
    entry: RuleEntry, policy: Policy | None, config: Config, options: Options
) -> tuple[dict[str, object], Severity | None]:
    """Options and severity of a rule or policy: what the preset says, then the rule's own table, then the policy."""
    preset = options.preset or config.preset
    setting = config.rules.get(entry.name)
    values = {**entry.sets.get(preset, {}), **(setting.options if setting else {})}
    usual = cast("Severity | None", values.pop("severity", None))
    if entry.convention and preset == "strict":
        values.setdefault("each", True)
    if policy:
        return {**values, **policy.options}, policy.severity or usual
    return values, (setting.severity if setting else None) or usual


def _unknown(word: str, known: Iterable[str]) -> str:
    import difflib

    near = difflib.get_close_matches(word, list(known), 3, 0.5)
    hint = f"; did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else ""
    return f"there is no rule or group `{word}`{hint}"
