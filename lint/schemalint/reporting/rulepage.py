"""The page of a rule: its docstring, its facts, its options and its examples, as Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterable

from schemalint.model.policy import Policy
from schemalint.plugins import RuleEntry
from schemalint.rule import ALL_DIALECTS, Bad, Good, Option, PageRule, Rule

TITLES = {
    "postgres": "PostgreSQL",
    "mysql": "MySQL",
    "mariadb": "MariaDB",
    "sqlite": "SQLite",
    "tsql": "SQL Server",
    "oracle": "Oracle",
    "standard": "standard SQL",
    "mongodb": "MongoDB",
    "dynamodb": "DynamoDB",
}


def page(entry: RuleEntry) -> str:
    """The whole page, ending in one line end."""
    rule = entry.load()
    parts = [f"# {entry.name}", rule.page().strip(), "## Facts", facts(entry)]
    if rule.options:
        parts += ["## Options", options(rule.options.items())]
    examples = [*(_bad(one, rule) for one in rule.bad), *(_good(one, rule) for one in rule.good)]
    if examples:
        parts += ["## Examples", *examples]
    return "\n\n".join(parts) + "\n"


def policy_page(policy: Policy, entry: RuleEntry) -> str:
    """The page of a policy: what it says of itself, and then the page of its rule."""
    tables = f" for the tables {', '.join(f'`{one}`' for one in policy.tables)}" if policy.tables else ""
    lines = [f"# {policy.name}", "", f"A policy of this project: the rule `{entry.name}`{tables}.", ""]
    if policy.message:
        lines += [f"> {policy.message}", ""]
    lines.append(f"- Severity: {policy.severity or entry.severity}")
    spoken = ", ".join(TITLES.get(one, one) for one in policy.dialects)
    said = {
        "Dialects": spoken,
        "Reasons": policy.link,
        "Owner": policy.owner,
        "From": policy.since,
        "Until": policy.until,
    }
    lines += [f"- {what}: {text}" for what, text in said.items() if text]
    lines += [f"- `{key} = {toml(value)}`" for key, value in policy.options.items()]
    return "\n".join(lines) + "\n\n" + page(entry).replace("# ", "## ", 1)


def facts(entry: RuleEntry) -> str:
    """Group, severity, presets, dialects and fix, one a line."""
    everywhere = set(entry.dialects) >= set(ALL_DIALECTS)
    lines = [
        f"- Group: {entry.group}",
        f"- Severity: {entry.severity}",
        f"- Presets: {', '.join(entry.presets) or 'none; it runs when it is selected, or as a policy'}",
        f"- Dialects: {'all' if everywhere else ', '.join(TITLES.get(one, one) for one in entry.dialects)}",
        f"- Fix: {entry.fixes or 'none'}",
    ]
    if entry.convention:
        lines.append("- Follows the schema: what 80 % of the places do is its convention, and told once")
    if entry.new_only:
        lines.append("- Judges new migrations only, not released ones")
    if entry.yields_to:
        lines.append(f"- Silent where a more exact rule speaks: {', '.join(entry.yields_to)}")
    return "\n".join(lines)


def options(known: Iterable[tuple[str, Option]]) -> str:
    """A table of the options, defaults in TOML."""
    lines = ["| option | default | meaning |", "| --- | --- | --- |"]
    for name, option in sorted(known):
        choices = f" One of {', '.join(f'`{choice}`' for choice in option.choices)}." if option.choices else ""
        meaning = f"{option.help}{choices}".replace("|", "\\|").replace("\n", " ")
        lines.append(f"| `{name}` | `{toml(option.default)}` | {meaning} |")
    return "\n".join(lines)


def toml(value: object) -> str:
    """A value as it is written in a configuration file."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(toml(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False, default=str)


def _bad(one: Bad, rule: type[Rule]) -> str:
    parts = [f"Reported, at `{one.at}`{_where(one)}:" if "`" not in one.at else f"Reported{_where(one)}:"]
    parts += _given(one, rule)
    parts.append(_fenced(one.text, rule))
    if one.fixed is not None:
        parts += ["Fixed:", _fenced(one.fixed, rule)]
    return "\n\n".join(parts)


def _good(one: Good, rule: type[Rule]) -> str:
    return "\n\n".join([f"Fine{_where(one)}:", *_given(one, rule), _fenced(one.text, rule)])


def _given(one: Good | Bad, rule: type[Rule]) -> list[str]:
    return ["After:", _fenced(one.given, rule, sql=True), "Then:"] if one.given else []


def _where(one: Good | Bad) -> str:
    words = [TITLES.get(one.dialect, one.dialect)] if one.dialect != "postgres" else []
    if one.version:
        words = [f"{TITLES.get(one.dialect, one.dialect)} {one.version}"]
    if one.options:
        words.append(" ".join(f"`{name} = {toml(value)}`" for name, value in one.options.items()))
    if one.path:
        words.append(f"`{one.path}`")
    return f" ({', '.join(words)})" if words else ""


def _fenced(text: str, rule: type[Rule], *, sql: bool = False) -> str:
    longest = max((len(run) for run in text.replace("`", " `").split(" ") if set(run) == {"`"}), default=0)
    ticks = "`" * max(3, longest + 1, 4 if "```" in text else 3)
    language = "markdown" if issubclass(rule, PageRule) and not sql else "sql"
    return f"{ticks}{language}\n{text.rstrip()}\n{ticks}"
