"""`schemalint history`: the migrations there are, in the order they apply, with their rollbacks."""

from __future__ import annotations

import json
from typing import Any

import click

from schemalint.cli.options import emit, options, server
from schemalint.config import Options, UsageError
from schemalint.model.project import History, Migration, Script
from schemalint.study import Study, studies

_SAYS_NOTHING = ("transaction", "client")


@click.command("history", help="Print the migration histories in PATH.")
@click.argument("path", required=False)
@click.option(
    "--format",
    "shape",
    type=click.Choice(("text", "json", "mermaid", "svg")),
    default="text",
    help="How to print them; mermaid and svg draw --churn.",
)
@click.option(
    "--churn", is_flag=True, help="How often tables were altered, and which migrations one design would have been."
)
@click.option(
    "--days", type=click.IntRange(min=0), default=90, metavar="N", help="So long a table is young, for --churn; 90."
)
@click.option("--since", metavar="REV", help="What this git revision holds is released.")
@server
def command(path: str | None, shape: str, churn: bool, days: int, **given: Any) -> int:
    if shape in ("mermaid", "svg") and not churn:
        raise UsageError(f"--format {shape} draws what --churn tells")
    named, asked = options((path,) if path else (), given)
    if churn:
        return _churned(named, asked, shape, days, path or "this folder")
    found = [
        (history, [_row(migration, study) for migration in history.migrations])
        for study in studies(named, asked)
        for history in study.arrangement.histories
    ]
    if shape == "json":
        histories = [
            {"path": history.path, "framework": history.framework, "dialect": history.dialect, "migrations": rows}
            for history, rows in found
        ]
        emit(json.dumps({"histories": histories}, indent=2) + "\n")
    elif found:
        emit("\n".join(_text(history, rows) for history, rows in found))
    else:
        click.echo(f"note: there is no migration history in {path or 'this folder'}", err=True)
    return 0


def _churned(named: tuple[str, ...], asked: Options, shape: str, days: int, place: str) -> int:
    from schemalint.model.churn import churn
    from schemalint.origins import with_days
    from schemalint.reporting.churn import Reworked, report

    found = []
    for study in studies(named, asked):
        for one in study.replays:
            if one.history is not None:
                dated = with_days(one, study)
                found.append(Reworked(dated, churn(dated, days)))
    if found or shape == "json":
        emit(report(found, shape))
    else:
        click.echo(f"note: there is no migration history in {place}", err=True)
    return 0


def _row(migration: Migration, study: Study) -> dict[str, object]:
    down = migration.down
    return {
        "name": migration.name,
        "up": _paths(migration.up),
        "down": _paths(down),
        "transaction": migration.up[0].transaction if migration.up else None,
        "released": migration.released,
        "empty_down": bool(down) and not any(_says(script, study) for script in down),
    }


def _paths(scripts: tuple[Script, ...]) -> list[str]:
    return list(dict.fromkeys(script.path for script in scripts))


def _says(script: Script, study: Study) -> bool:
    return any(
        script.start <= reading.statement.span.start < script.end and reading.statement.kind not in _SAYS_NOTHING
        for reading in study.readings.get(script.path, ())
    )


def _text(history: History, rows: list[dict[str, object]]) -> str:
    lines = [
        f"{history.path}: {history.framework}, {history.dialect}"
        + (f" ({history.evidence})" if history.evidence else "")
    ]
    wide = max((len(str(row["name"])) for row in rows), default=0)
    for row in rows:
        down = "rollback empty" if row["empty_down"] else "with rollback" if row["down"] else "no rollback"
        state = "released" if row["released"] else "new"
        wrapped = {True: "in a transaction", False: "each statement by itself", None: ""}[row["transaction"]]  # type: ignore[index]
        facts = ", ".join(filter(None, (state, "" if history.forward_only else down, wrapped)))
        lines.append(f"  {row['name']!s:<{wide}}  {facts}")
    return "\n".join(lines) + "\n"
