"""`schemalint history`: the migrations there are, in the order they apply, with their rollbacks."""

from __future__ import annotations

import json
from typing import Any

import click

from schemalint.cli.options import emit, options, server
from schemalint.config import Options, UsageError
from schemalint.frameworks import named
from schemalint.model.document import Statement
from schemalint.model.project import History, Migration, Script, Snapshot
from schemalint.study import Study, studies

_SAYS_NOTHING = ("transaction", "client")
_DECLARED = ("rails-structure", "ssdt", "skeema", "sqldef")
"""Tools that hold a whole schema instead of steps."""
_SHOWN = 2
"""So many statements of a migration are shown."""
_LONGEST = 60
"""So many characters of a statement."""


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
    paths, asked = options((path,) if path else (), given)
    if churn:
        return _churned(paths, asked, shape, days, path or "this folder")
    found: list[dict[str, object]] = []
    texts: list[str] = []
    for study in studies(paths, asked):
        for history in study.arrangement.histories:
            rows = [_row(migration, study) for migration in history.migrations]
            found.append(_listed(history.path, history.framework, history.dialect, rows))
            texts.append(_text(history, rows, study))
        for snapshot in study.arrangement.snapshots:
            if snapshot.framework in _DECLARED:
                found.append(_listed(snapshot.path, snapshot.framework, snapshot.dialect, [_set(snapshot, study)]))
                texts.append(_set_text(snapshot))
    if shape == "json":
        emit(json.dumps({"histories": found}, indent=2) + "\n")
    elif texts:
        emit("\n".join(texts))
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


def _listed(path: str, framework: str, dialect: str, rows: list[dict[str, object]]) -> dict[str, object]:
    return {"path": path, "framework": framework, "dialect": dialect, "migrations": rows}


def _set(snapshot: Snapshot, study: Study) -> dict[str, object]:
    """The files of a declarative tool as its one step, in the order in which they are read."""
    paths = _paths(snapshot.scripts)
    released = all(study.documents[path].source.released for path in paths)
    name = snapshot.path.rpartition("/")[2].removesuffix(".sql")
    return {"name": name, "up": paths, "down": [], "transaction": None, "released": released, "empty_down": False}


def _set_text(snapshot: Snapshot) -> str:
    evidence = f" ({snapshot.evidence})" if snapshot.evidence else ""
    count = len(_paths(snapshot.scripts))
    what = f"  no migrations: {count} {'file' if count == 1 else 'files'}, read as one schema\n"
    return f"{snapshot.path}: {snapshot.framework}, {snapshot.dialect}{evidence}\n{what}"


def _row(migration: Migration, study: Study) -> dict[str, object]:
    down = migration.down
    return {
        "name": migration.name,
        "up": _paths(migration.up),
        "down": _paths(down),
        "transaction": migration.up[0].transaction if migration.up else None,
        "released": migration.released,
        "empty_down": bool(down) and not any(_says(script, study) or _by_itself(script, migration) for script in down),
    }


def _paths(scripts: tuple[Script, ...]) -> list[str]:
    return list(dict.fromkeys(script.path for script in scripts))


def _says(script: Script, study: Study) -> bool:
    return any(
        script.start <= reading.statement.span.start < script.end and reading.statement.kind not in _SAYS_NOTHING
        for reading in study.readings.get(script.path, ())
    )


def _by_itself(script: Script, migration: Migration) -> bool:
    """Whether a way back is one that the framework finds by itself, so that nobody wrote it."""
    return script.start == script.end and not migration.empty_down


def _does(migration: Migration, study: Study) -> str:
    """The beginnings of its statements, as far as they fit on a line."""
    found = [
        _beginning(reading.statement)
        for script in migration.up
        for reading in study.readings.get(script.path, ())
        if script.start <= reading.statement.span.start < script.end
        and reading.statement.kind not in (*_SAYS_NOTHING, "session", "data")
    ]
    shown = found[:_SHOWN]
    rest = f"; and {len(found) - len(shown)} more" if len(found) > len(shown) else ""
    return "; ".join(shown) + rest


def _beginning(statement: Statement) -> str:
    """What a statement says before its first bracket, on one line."""
    found = ""
    for word in statement.tokens.words:
        if word == "(":
            break
        if len(found) + len(word) > _LONGEST:
            return f"{found} …"
        tight = not found or found[-1] == "." or word in (".", ",")
        found += word if tight else f" {word}"
    return found or statement.verb


def _text(history: History, rows: list[dict[str, object]], study: Study) -> str:
    lines = [
        f"{history.path}: {history.framework}, {history.dialect}"
        + (f" ({history.evidence})" if history.evidence else "")
    ]
    wide = min(max((len(str(row["name"])) for row in rows), default=0), _LONGEST)
    for migration, row in zip(history.migrations, rows, strict=True):
        down = "rollback empty" if row["empty_down"] else "with rollback" if row["down"] else "no rollback"
        state = "released" if row["released"] else "frozen" if migration.frozen else "new"
        wrapped = {True: "in a transaction", False: "each statement by itself", None: ""}[row["transaction"]]  # type: ignore[index]
        facts = ", ".join(filter(None, (state, "" if history.forward_only else down, wrapped)))
        does = _does(migration, study)
        lines.append(f"  {row['name']!s:<{wide}}  {facts}" + (f": {does}" if does else ""))
    if history.tie:
        lines.append(f"  fits {' and '.join(history.tie.frameworks)}, see framework-tie")
    if history.strays:
        title = framework.title if (framework := named(history.framework)) else history.framework
        lines += [f"  {title} skips {path}" for path in history.strays]
    return "\n".join(lines) + "\n"
