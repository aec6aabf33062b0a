"""`schemalint rules`: what can be checked."""

from __future__ import annotations

import json

import click

from schemalint.config import UsageError
from schemalint.plugins import RuleEntry, manager, rules


@click.command("rules", help="List the rules.")
@click.option("--format", "shape", type=click.Choice(("text", "json")), default="text", help="How to print them.")
@click.option("--group", metavar="NAME", help="The rules of this group only.")
def command(shape: str, group: str | None) -> int:
    entries = list(rules(manager()).values())
    if group:
        groups = {entry.group for entry in entries}
        if group not in groups:
            from schemalint.settings import nearest

            hint = nearest(group, groups) or f"; there are: {', '.join(sorted(groups))}"
            raise UsageError(f"there is no group `{group}`{hint}")
        entries = [entry for entry in entries if entry.group == group]
    click.echo(json.dumps([_row(entry) for entry in entries], indent=2) if shape == "json" else _table(entries))
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


def _table(entries: list[RuleEntry]) -> str:
    wide = max((len(entry.name) for entry in entries), default=0)
    lines: list[str] = []
    for group in sorted({entry.group for entry in entries}):
        lines += ["", group] if lines else [group]
        for entry in entries:
            if entry.group == group:
                preset = entry.presets[0] if entry.presets else "policy"
                fix = f" [fix: {entry.fixes}]" if entry.fixes else ""
                lines.append(f"  {entry.name:<{wide}}  {entry.severity:<7}  {preset:<11}  {entry.summary}{fix}")
    return "\n".join(lines)
