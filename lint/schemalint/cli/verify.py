"""`schemalint verify`: migrations proved on a real server."""

from __future__ import annotations

from typing import Any

import click

from schemalint.cli.options import emit, options, progress, server


@click.command(
    "verify", help="Run each migration of PATHS up, down and up again on a server of its own; without PATHS those here."
)
@click.argument("paths", nargs=-1)
@click.option(
    "--report", "form", type=click.Choice(("text", "json", "markdown")), default="text", help="The form of the report."
)
@click.option("-q", "--quiet", is_flag=True, help="No progress on standard error.")
@server
def command(paths: tuple[str, ...], form: str, quiet: bool, **given: Any) -> int:
    named, asked = options(paths, given)
    from schemalint.reporting.proof import report
    from schemalint.verify import Asked, verify

    tell = progress(quiet)
    found = verify(named, asked._replace(progress=tell), Asked())
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
