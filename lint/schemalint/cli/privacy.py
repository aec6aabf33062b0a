"""`schemalint privacy`: the record of personal data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click

from schemalint.cli.options import emit, options, server
from schemalint.config import Config
from schemalint.model.replay import foremost
from schemalint.personal.record import Entry, record
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
        classes, periods = _configured(study.config, "classes"), _configured(study.config, "periods")
        found += [(replay.path, record(replay, classes, periods)) for replay in foremost(study.replays)]
    if shape == "json":
        schemas = [{"path": path, "tables": [_as_dict(one) for one in entries]} for path, entries in found]
        emit(json.dumps({"version": 1, "schemas": schemas}, indent=2, ensure_ascii=False) + "\n")
        return 0
    write = _markdown if shape == "markdown" else _text
    emit("\n".join(write(path, entries) for path, entries in found) or "no schema with tables was found\n")
    return 0


def _configured(config: Config, key: str) -> Mapping[str, object]:
    """What the options of that name say, of all rules and policies together."""
    found: dict[str, object] = {}
    given = [one.options for one in config.rules.values()] + [one.options for one in config.policies]
    for one in given:
        value = one.get(key)
        if isinstance(value, Mapping):
            found.update(value)
    return found


def _as_dict(one: Entry) -> dict[str, object]:
    columns = [{"name": column.column.name, "class": column.kind, "by": column.by} for column in one.columns]
    return {
        "schema": one.table.schema or None,
        "table": one.table.name,
        "columns": columns,
        "seen_in": list(one.seen_in),
        "readers": list(one.readers),
        "row_security": one.row_security,
        "period": one.period or None,
    }


def _said(one: Entry) -> tuple[str, str, str]:
    readers = ", ".join(one.readers) or "the owner"
    return (
        ", ".join(one.seen_in) or "nowhere else",
        readers + (", by row security" if one.row_security else ""),
        one.period or "not said",
    )


def _text(path: str, entries: list[Entry]) -> str:
    lines = [path]
    for one in entries:
        seen, readers, period = _said(one)
        lines.append(f"  {one.table.ref.text}")
        for column in one.columns:
            guess = " (by its name)" if column.by == "name" else f" ({column.by})"
            lines.append(f"    {column.column.name}: {column.kind}{guess}")
        lines += [f"    seen in: {seen}", f"    read by: {readers}", f"    kept: {period}"]
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
