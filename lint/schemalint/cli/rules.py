"""`schemalint rules`: what can be checked."""

from __future__ import annotations

import json

import click

from schemalint.config import UsageError
from schemalint.plugins import RuleEntry, manager, presets, rules
from schemalint.reporting.rulepage import toml
from schemalint.settings import PRESETS


@click.command("rules", help="List the rules.")
@click.option("--format", "shape", type=click.Choice(("text", "json")), default="text", help="How to print them.")
@click.option("--group", metavar="NAME", help="The rules of this group only.")
@click.option("--preset", type=click.Choice(PRESETS), help="The rules of this preset only, with what it sets.")
def command(shape: str, group: str | None, preset: str | None) -> int:
    made = manager()
    entries = list(rules(made).values())
    if group:
        groups = {entry.group for entry in entries}
        if group not in groups:
            from schemalint.settings import nearest

            hint = nearest(group, groups) or f"; there are: {', '.join(sorted(groups))}"
            raise UsageError(f"there is no group `{group}`{hint}")
        entries = [entry for entry in entries if entry.group == group]
    if preset:
        entries = [entry for entry in entries if preset in entry.presets]
    if shape == "json":
        click.echo(json.dumps([_row(entry) for entry in entries], indent=2))
        return 0
    named = presets(made).get(preset or "")
    if named:
        click.echo(f"{named.name}: {named.about}\nIt begins with {named.extends}.\n")
    click.echo(_table(entries, preset or ""))
    return 0


def _row(entry: RuleEntry) -> dict[str, object]:
    return {
        "name": entry.name,
        "group": entry.group,
        "severity": entry.severity,
        "presets": list(entry.presets),
        "dialects": list(entry.dialects),
        "fix": entry.fixes,
        "summary": entry.summary,
    }


def _table(entries: list[RuleEntry], named: str) -> str:
    wide = max((len(entry.name) for entry in entries), default=0)
    lines: list[str] = []
    for group in sorted({entry.group for entry in entries}):
        lines += ["", group] if lines else [group]
        for entry in entries:
            if entry.group == group:
                preset = entry.degrees[0] if entry.degrees else "policy"
                fix = f" [fix: {entry.fixes}]" if entry.fixes else ""
                lines.append(f"  {entry.name:<{wide}}  {entry.severity:<7}  {preset:<11}  {entry.summary}{fix}")
                lines += (f"  {'':<{wide}}  {key} = {toml(value)}" for key, value in entry.sets.get(named, {}).items())
    return "\n".join(lines)
