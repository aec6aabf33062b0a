"""`schemalint ddl`: the DDL of a schema document as one script."""

from __future__ import annotations

from typing import Any

import click

from schemalint.cli.options import emit, options, save, server
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
    save(output, made.text.encode("utf-8"))
    if not quiet:
        click.echo(f"wrote {made.statements} statements to {output}", err=True)
    return 0
