"""`schemalint policy`: what a project asks of its schemas, tried on its own examples, and the tables it covers."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from typing import Any

import click

from schemalint.cli.options import emit, options, server
from schemalint.config import UsageError, load
from schemalint.model.policy import Policy
from schemalint.plugins import RuleEntry, manager, rules
from schemalint.policies import Covered, Trial, coverage, judges, trials
from schemalint.sources.discover import shown
from schemalint.study import studies

NONE = "there is no policy; [[policy]] in the configuration makes one"


@click.group("policy", help="Try policies on their own examples, or list the tables that each covers.")
def command() -> None:
    pass


@command.command(
    "test", help="Run the examples of the policies in the configuration of PATH. Exit 1 where one goes wrong."
)
@click.argument("path", required=False)
@click.option(
    "--format", "shape", type=click.Choice(("text", "json")), default="text", help="How to print the results."
)
@click.option("--config", metavar="FILE", default="", help="Take this configuration file.")
def test(path: str | None, shape: str, config: str) -> int:
    at = os.path.abspath(path or ".")
    if not os.path.exists(at):
        raise UsageError(f"the path {path} does not exist")
    entries = rules(manager())
    found = load(at if os.path.isdir(at) else os.path.dirname(at), explicit=config, entries=entries)
    if not found.policies:
        click.echo(NONE, err=True)
    results = list(trials(found, entries))
    emit(_results_json(results, found.policies) if shape == "json" else _results(results, found.policies))
    return 1 if any(one.problem for one in results) else 0


def _results(results: Sequence[Trial], policies: Sequence[Policy]) -> str:
    lines: list[str] = []
    for policy in policies:
        lines.append(policy.name if policy.good or policy.bad else f"{policy.name} has no examples")
        for one in results:
            if one.policy == policy.name:
                lines.append(f"  {one.kind:<4} {one.number}  {f'wrong: {one.problem}' if one.problem else 'ok'}")
    wrong = sum(bool(one.problem) for one in results)
    untried = sum(not (one.good or one.bad) for one in policies)
    lines += ["", f"{_many(len(results), 'example')} of {_many(len(policies) - untried, 'policy')}, {wrong} wrong"]
    return "\n".join(lines) + (f"; {_many(untried, 'policy')} without examples\n" if untried else "\n")


def _results_json(results: Sequence[Trial], policies: Sequence[Policy]) -> str:
    rows = [
        {
            "name": policy.name,
            "rule": policy.rule,
            "examples": [
                {"kind": one.kind, "number": one.number, "ok": not one.problem, "problem": one.problem or None}
                for one in results
                if one.policy == policy.name
            ],
        }
        for policy in policies
    ]
    return json.dumps({"version": 1, "policies": rows}, indent=2, ensure_ascii=False) + "\n"


@command.command("list", help="List the policies, the tables that each covers, and those that none covers.")
@click.argument("paths", nargs=-1)
@click.option("--format", "shape", type=click.Choice(("text", "json")), default="text", help="How to print them.")
@click.option("--today", metavar="DATE", hidden=True, help="Take this for today's date.")
@server
def listed(paths: tuple[str, ...], shape: str, today: str | None, **given: Any) -> int:
    named, asked = options(paths, given)
    entries = rules(manager())
    day = today or time.strftime("%Y-%m-%d")
    policies: dict[tuple[str, str], Policy] = {}
    tables: list[Covered] = []
    for study in studies(named, asked, entries):
        policies |= {(one.file, one.name): one for one in study.config.policies}
        tables += coverage(study, entries, asked, day)
    if not policies:
        click.echo(NONE, err=True)
    told = list(policies.values())
    emit(_list_json(told, tables, entries, day) if shape == "json" else _list(told, tables, entries, day))
    return 0


def _list(policies: Sequence[Policy], tables: Sequence[Covered], entries: dict[str, RuleEntry], today: str) -> str:
    wide = max((len(one.name) for one in policies), default=0)
    lines = [f"{one.name:<{wide}}  {_about(one, tables, entries, today)}" for one in policies]
    names = [f"{one.schema}.{one.name}" if one.schema else one.name for one in tables]
    wide = max(map(len, names), default=0)
    lines += [""] if lines else []
    lines += (f"{name:<{wide}}  {', '.join(one.policies) or '–'}" for name, one in zip(names, tables, strict=True))
    bare = [name for name, one in zip(names, tables, strict=True) if not one.policies]
    lines += [""] if tables else []
    lines.append(f"{len(tables) - len(bare)} of {_many(len(tables), 'table')} covered")
    return "\n".join(lines) + (f"; by no policy: {', '.join(bare)}\n" if bare else "\n")


def _about(policy: Policy, tables: Sequence[Covered], entries: dict[str, RuleEntry], today: str) -> str:
    parts = [policy.rule, policy.severity or entries[policy.rule].severity]
    if policy.tables:
        parts.append(f"for {' '.join(policy.tables)}")
    if policy.dialects:
        parts.append(f"in {' '.join(policy.dialects)}")
    if policy.owner:
        parts.append(f"ask {policy.owner}")
    if not policy.in_force(today):
        parts.append(policy.term(today))
    elif judges(policy, entries) == "tables":
        parts.append(_many(sum(policy.name in one.policies for one in tables), "table"))
    else:
        parts.append(f"judges {judges(policy, entries)}")
    return ", ".join(parts)


def _list_json(policies: Sequence[Policy], tables: Sequence[Covered], entries: dict[str, RuleEntry], today: str) -> str:
    cwd = os.getcwd()
    rows = [
        {
            "name": one.name,
            "rule": one.rule,
            "severity": one.severity or entries[one.rule].severity,
            "judges": judges(one, entries),
            "tables": list(one.tables),
            "dialects": list(one.dialects or entries[one.rule].dialects),
            "message": one.message or None,
            "link": one.link or None,
            "owner": one.owner or None,
            "since": one.since or None,
            "until": one.until or None,
            "in_force": one.in_force(today),
            "file": shown(one.file, cwd) if one.file else None,
            "covers": sum(one.name in table.policies for table in tables),
        }
        for one in policies
    ]
    held = [
        {"schema": one.schema or None, "name": one.name, "path": one.path, "policies": list(one.policies)}
        for one in tables
    ]
    return json.dumps({"version": 1, "policies": rows, "tables": held}, indent=2, ensure_ascii=False) + "\n"


def _many(count: int, what: str) -> str:
    plural = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{count} {what if count == 1 else plural}"
