"""`schemalint facts`: what a schema document states, as data."""

from __future__ import annotations

import json
import os
from typing import Any

import click

from schemalint.cli.options import emit, options, server
from schemalint.config import UsageError
from schemalint.study import page_of, studies


@click.command("facts", help="Print what the Markdown schema document DOC states, as JSON.")
@click.argument("doc")
@server
def command(doc: str, **given: Any) -> int:
    named, asked = options((doc,), given)
    if not os.path.isfile(doc) or not doc.lower().endswith((".md", ".markdown")):
        raise UsageError(f"{doc} is not a Markdown file")
    from schemalint.pages.facts import facts

    file = os.path.abspath(doc)
    found = None
    for study in studies(named, asked):
        document = next((one for one in study.documents.values() if one.source.file == file), None)
        if document is None:
            continue
        found = document, study.config
        for page, _ in study.pages:
            if page.path == document.path:
                own = next((one for one in study.replays if one.kind == "document" and one.path == page.path), None)
                emit(json.dumps(facts(page, own.catalog if own else None), indent=2) + "\n")
                return 0
    if found is None:
        raise UsageError(f"{doc} is excluded by the configuration")
    emit(json.dumps(facts(page_of(*found)), indent=2) + "\n")
    return 0
