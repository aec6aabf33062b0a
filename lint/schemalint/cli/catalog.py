"""`schemalint catalog`: the schema that the statements build up to."""

from __future__ import annotations

import json
from typing import Any

import click

from schemalint.cli.options import emit, options, server
from schemalint.config import UsageError
from schemalint.model.replay import Replay, foremost
from schemalint.study import studies


@click.command("catalog", help="Print the schema that the statements of PATH build up to.")
@click.argument("path", required=False)
@click.option("--format", "shape", type=click.Choice(("json", "mermaid")), default="json", help="How to print it.")
@server
def command(path: str | None, shape: str, **given: Any) -> int:
    named, asked = options((path,) if path else (), given)
    replays = [replay for study in studies(named, asked) for replay in study.replays]
    told = foremost(replays)
    if not told:
        raise UsageError(f"nothing in {path or 'this folder'} defines a table")
    if shape == "mermaid":
        from schemalint.generating.diagram import mermaid

        emit("\n".join(_titled(replay, mermaid(replay.catalog), len(told) > 1) for replay in told))
        return 0
    from schemalint.generating.catalog_json import as_dict

    if len(told) == 1:
        document: dict[str, Any] = as_dict(told[0].catalog)
    else:
        document = {"catalogs": [{"path": one.path, "kind": one.kind, **as_dict(one.catalog)} for one in told]}
    emit(json.dumps(document, indent=2) + "\n")
    return 0


def _titled(replay: Replay, text: str, several: bool) -> str:
    return f"%% {replay.path}\n{text.rstrip()}\n" if several else text.rstrip() + "\n"
