"""`schemalint explain`: why a rule or a policy speaks, and what to do."""

from __future__ import annotations

import os

import click

from schemalint.config import UsageError, load
from schemalint.plugins import RuleEntry, manager, rules
from schemalint.reporting.rulepage import page, policy_page


@click.command("explain", help="Print the page of a rule, the rules of a group, or a policy of the configuration.")
@click.argument("name")
@click.option("--config", metavar="FILE", default="", help="Take this configuration file.")
@click.option("--isolated", is_flag=True, help="Ignore configuration files.")
def command(name: str, config: str, isolated: bool) -> int:
    entries = rules(manager())
    groups = sorted({entry.group for entry in entries.values()})
    if name in entries:
        text = page(entries[name])
    elif name in groups:
        text = _group(name, [entry for entry in entries.values() if entry.group == name])
    else:
        policies = load(os.getcwd(), isolated=isolated, explicit=config, entries=entries).policies
        found = next((policy for policy in policies if policy.name == name), None)
        if found is None:
            raise UsageError(_unknown(name, [*entries, *groups, *(policy.name for policy in policies)]))
        text = policy_page(found, entries[found.rule])
    click.echo(text, nl=False)
    return 0


def _unknown(name: str, known: list[str]) -> str:
    import difflib

    near = difflib.get_close_matches(name, known, 5, 0.4) or [one for one in known if name in one][:5]
    hint = f"; the nearest are: {', '.join(near)}" if near else "; `schemalint rules` lists them"
    return f"there is no rule, group or policy `{name}`{hint}"


def _group(name: str, entries: list[RuleEntry]) -> str:
    lines = [f"# {name}", "", f"The rules of the group `{name}`:", ""]
    return "\n".join([*lines, *(f"- `{entry.name}`: {entry.summary}" for entry in entries)]) + "\n"
