"""`schemalint verify`: migrations proved on a real server."""

from __future__ import annotations

from typing import Any

import click

from schemalint.cli.options import emit, options, progress, server
from schemalint.config import UsageError


@click.command(
    "verify", help="Run each migration of PATHS up, down and up again on a server of its own; without PATHS those here."
)
@click.argument("paths", nargs=-1)
@click.option(
    "--report", "form", type=click.Choice(("text", "json", "markdown")), default="text", help="The form of the report."
)
@click.option(
    "--database-url",
    envvar="SCHEMALINT_DATABASE_URL",
    default="",
    metavar="URL",
    help="A server to use: postgres://… or mysql://… with an empty database. It gets databases of its own.",
)
@click.option("--force", is_flag=True, help="The database of the URL may hold something; it is not touched.")
@click.option("-q", "--quiet", is_flag=True, help="No progress on standard error.")
@server
def command(paths: tuple[str, ...], form: str, database_url: str, force: bool, quiet: bool, **given: Any) -> int:
    named, asked = options(paths, given)
    from schemalint.reporting.proof import report
    from schemalint.verify import Asked, verify
    from schemalint.verifying.engine import UnavailableError

    tell = progress(quiet)
    try:
        found = verify(named, asked._replace(progress=tell), Asked(database_url, force))
    except UnavailableError as error:
        raise UsageError(str(error)) from error
    if tell:
        tell("")
    emit(report(found, form))
    if any(proof.failures for one in found for proof in one.proofs):
        return 1
    if all(not one.engine for one in found):
        for one in found:
            click.echo(f"error: {one.path}: {one.reason}", err=True)
        return 2
    return 0
