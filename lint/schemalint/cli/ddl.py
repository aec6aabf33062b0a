"""`schemalint ddl`: the DDL of a schema document as one script."""

from __future__ import annotations

import os
from typing import Any

import click

from schemalint.cli.options import emit, options, server
from schemalint.config import UsageError


@click.command(
    "ddl", help="Print the DDL of the Markdown schema document DOC as one script, in an order its server accepts."
)
@click.argument("doc")
@click.option("-o", "--output", metavar="FILE", help="Write the script to this file instead.")
@click.option("--migrations", is_flag=True, help="Take the document's migrations in as well.")
@click.option("-q", "--quiet", is_flag=True, help="No notes on standard error.")
@server
def command(doc: str, output: str | None, migrations: bool, quiet: bool, **given: Any) -> int:
    named, asked = options((doc,), given)
    from schemalint.extract import script_of_document

    made = script_of_document(named[0], asked, migrations=migrations)
    if not made.statements:
        raise UsageError("\n".join((f"{doc} holds no DDL that a server could run", *made.notes)))
    for note in () if quiet else made.notes:
        click.echo(note, err=True)
    if output is None:
        emit(made.text)
        return 0
    _write(output, made.text)
    if not quiet:
        click.echo(f"wrote {made.statements} statements to {output}", err=True)
    return 0


def _write(path: str, text: str) -> None:
    from schemalint.fixing.write import ChangedError, Target, write

    file = os.path.abspath(path)
    before = None
    try:
        if os.path.lexists(file):
            with open(file, "rb") as stream:
                before = stream.read()
        write({file: Target(before, text.encode("utf-8"))}, os.path.dirname(file))
    except (ChangedError, OSError) as error:
        raise UsageError(str(error)) from error
