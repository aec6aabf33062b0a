"""`schemalint privacy`: the record of personal data."""

from __future__ import annotations

import json
from typing import Any

import click

from schemalint.cli.options import emit, options, server
from schemalint.model.replay import foremost
from schemalint.other_parsers import with_queries
from schemalint.personal.record import Entry, Sight, record
from schemalint.study import studies


@click.command(
    "privacy",
    help="Print what personal data lies where in PATHS, where it is seen again, who may read it, how long it stays.",
)
@click.argument("paths", nargs=-1)
@click.option(
    "--format", "shape", type=click.Choice(("text", "json", "markdown")), default="text", help="How to print it."
)
@server
def command(paths: tuple[str, ...], shape: str, **given: Any) -> int:
    named, asked = options(paths, given)
    found: list[tuple[str, list[Entry]]] = []
    for study in studies(named, asked):
        replays, lost = with_queries(tuple(foremost(study.replays)), asked)
        for note in lost:
            click.echo(f"{note}; nothing is told of what queries give", err=True)
        found += [(replay.path, record(replay)) for replay in replays]
    if shape == "json":
        schemas = [{"path": path, "tables": [_as_dict(one) for one in entries]} for path, entries in found]
        emit(json.dumps({"version": 1, "schemas": schemas}, indent=2, ensure_ascii=False) + "\n")
        return 0
    write = _markdown if shape == "markdown" else _text
    emit("\n".join(write(path, entries) for path, entries in found) or "no schema with tables was found\n")
    return 0


def _as_dict(one: Entry) -> dict[str, object]:
    return {
        "schema": one.table.schema or None,
        "table": one.table.name,
        "columns": [{"name": held.column.name, "class": held.kind, "by": held.by} for held in one.columns],
        "seen_in": [{"name": copy.ref.text, "kind": copy.kind, "columns": list(copy.columns)} for copy in one.copies],
        "readers": list(one.readers),
        "access": [
            {
                "role": sight.role,
                "through": sight.through.text if sight.through is not None else None,
                "columns": list(sight.columns),
                "member_of": sight.by or None,
            }
            for sight in one.sights
        ],
        "allowed_readers": list(one.may) if one.may is not None else None,
        "row_security": one.table.row_security,
        "period": one.period.said if one.period is not None else None,
        "period_by": one.period.by if one.period is not None else None,
        "purges": [{"by": purge.by or None, "column": purge.column or None} for purge in one.purges],
    }


def _said(one: Entry) -> tuple[str, str, str]:
    """Where it is seen again, who reads it, how long it stays."""
    every = tuple(held.column.name for held in one.columns)
    copies = (f"{copy.ref.text} ({copy.kind}{_only(copy.columns, every, ': ')})" for copy in one.copies)
    readers = (_reader(sight, every) for sight in one.sights)
    secured = "by row security" if one.table.row_security else ""
    allowed = f"allowed to {', '.join(one.may) or 'nobody'}" if one.may is not None else ""
    further = [part for part in (secured, allowed) if part]
    read = "; ".join(["; ".join(readers) or "the owner", *further])
    return ", ".join(copies) or "nowhere else", read, _kept(one)


def _reader(sight: Sight, every: tuple[str, ...]) -> str:
    through = f" through {sight.through.text}" if sight.through is not None else ""
    member = f" as {sight.by}" if sight.by else ""
    only = _only(sight.columns, every, "")
    return f"{sight.role}{member}{through}{f' ({only})' if only else ''}"


def _only(columns: tuple[str, ...], every: tuple[str, ...], lead: str) -> str:
    """The columns, where they are not all of them."""
    return lead + ", ".join(columns) if set(columns) != set(every) else ""


def _kept(one: Entry) -> str:
    said = f"{one.period.said} ({_BY[one.period.by]})" if one.period is not None else "not said"
    purges = dict.fromkeys(
        f"{purge.by or 'a statement'} deletes {f'by {purge.column}' if purge.column else 'partitions'}"
        for purge in one.purges
    )
    return ", ".join((said, *purges))


_BY = {"column": "its own column", "server": "the server", "configuration": "configuration", "comment": "comment", "document": "document"}  # fmt: skip


_GUESSED = {"name": "by its name", "wording": "by what its comment says"}


def _text(path: str, entries: list[Entry]) -> str:
    lines = [path]
    for one in entries:
        seen, readers, kept = _said(one)
        lines.append(f"  {one.table.ref.text}")
        for column in one.columns:
            lines.append(f"    {column.column.name}: {column.kind} ({_GUESSED.get(column.by, column.by)})")
        lines += [f"    seen in: {seen}", f"    read by: {readers}", f"    kept: {kept}"]
    if not entries:
        lines.append("  no personal data was found")
    return "\n".join(lines) + "\n"


def _markdown(path: str, entries: list[Entry]) -> str:
    lines = [f"## {path}", "", "| Table | Personal data | Seen in | Read by | Kept |", "|---|---|---|---|---|"]
    for one in entries:
        columns = ", ".join(f"`{column.column.name}` ({column.kind})" for column in one.columns)
        cells = (f"`{one.table.ref.text}`", columns, *_said(one))
        lines.append("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |")
    return "\n".join(lines) + "\n"
