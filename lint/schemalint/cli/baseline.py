"""`schemalint baseline`: accept what is there, so that only what is new is reported.

The first call writes the file. Later calls take out what is mended and never let the file grow; `--update` does.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import Any

import click

from schemalint.cli.options import options, selection, server
from schemalint.config import BASELINE, UsageError
from schemalint.linting import baseline as known
from schemalint.plugins import manager, rules
from schemalint.reporting.summary import plural
from schemalint.run import judge
from schemalint.sources.discover import shown
from schemalint.study import studies


@click.command("baseline", help="Accept today's findings in PATHS, so that only new ones are reported.")
@click.argument("paths", nargs=-1)
@server
@selection
@click.option("--update", is_flag=True, help="Accept new findings too, not only take out mended ones.")
def command(paths: tuple[str, ...], update: bool, quiet: bool, verbose: bool, **given: Any) -> int:
    file_named = given.pop("baseline") or ""
    named, asked = options(paths, given)
    if asked.stdin is not None:
        raise UsageError("standard input has no place in a baseline; name files or folders")
    entries = rules(manager())
    for study in studies(named, asked, entries):
        file = os.path.abspath(file_named) if file_named else study.config.baseline
        file = file or os.path.join(study.config.root, BASELINE)
        folder = os.path.dirname(file)
        exists = os.path.exists(file)
        old = known.load(file)
        report = judge(study, entries, asked._replace(baseline=file if exists else ""))
        found = known.counted(report.diagnostics, report.documents, folder)
        inside = {known.relative(study.documents[path].source.file, folder) for path in study.asked}
        kept = {entry: count for entry, count in old.items() if not _judged(entry, inside, report.rules, folder)}
        judged = {entry: count for entry, count in old.items() if entry not in kept}
        fresh = {**kept, **(found if update or not exists else known.shrunk(judged, found))}
        if fresh != old or not exists:
            known.store(file, fresh)
        if not quiet:
            click.echo(_told(file, old, fresh, {**kept, **found}), err=True)
    return 0


def _judged(entry: known.Known, inside: set[str], ran: Collection[str], folder: str) -> bool:
    """Whether this run could have found it again: its rule ran and its file was asked for, or is gone."""
    return entry.rule in ran and (entry.path in inside or not os.path.exists(os.path.join(folder, entry.path)))


def _told(file: str, old: known.Baseline, fresh: known.Baseline, found: known.Baseline) -> str:
    mended = sum(max(0, count - fresh.get(entry, 0)) for entry, count in old.items())
    added = sum(max(0, count - old.get(entry, 0)) for entry, count in fresh.items())
    left = sum(max(0, count - fresh.get(entry, 0)) for entry, count in found.items())
    words = [f"{plural(sum(fresh.values()), 'finding')} known"]
    words += [f"{mended} mended and taken out"] if mended else []
    words += [f"{added} accepted"] if added and old else []
    words += [f"{left} new and not accepted (`--update` accepts them)"] if left else []
    return f"{shown(file, os.getcwd())}: {', '.join(words)}"
