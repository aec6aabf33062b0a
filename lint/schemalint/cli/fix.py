"""`schemalint fix`: mend what can be mended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from schemalint.cli import REPORT
from schemalint.cli.options import emit, options, progress, selection, server
from schemalint.config import Options, UsageError
from schemalint.model.run import Mended


@click.command("fix", help="Mend what can be mended safely in PATHS; without PATHS in the current folder.")
@click.argument("paths", nargs=-1)
@server
@selection
@click.option("--unsafe", is_flag=True, help="Also fixes that may change data, results, or what clients may do.")
@click.option("--diff", is_flag=True, help="Print the changes as a patch and write nothing.")
@click.option("--plan", is_flag=True, help="Print what takes several releases, release by release, and write nothing.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Of the plan.")
def command(
    paths: tuple[str, ...], unsafe: bool, diff: bool, plan: bool, form: str, quiet: bool, verbose: bool, **given: Any
) -> int:
    from schemalint.repair import fix

    if plan and (unsafe or diff):
        raise UsageError("--plan writes nothing, so --unsafe and --diff say nothing beside it")
    named, asked = options(paths, given)
    if plan:
        return _plans(named, asked, form, quiet)
    if asked.stdin is not None:
        raise UsageError("standard input has no file to write to; name files or folders")
    tell = progress(quiet)
    mended: Mended = fix(named, asked._replace(progress=tell), unsafe=unsafe, diff=diff)
    if tell:
        tell("")
    emit(mended.patch if diff else "".join(f"{line}\n" for line in mended.done))
    for failure in (*mended.unwritten, *mended.failures):
        click.echo(f"error: {failure}", err=True)
    if not quiet:
        for note in mended.notes:
            click.echo(f"note: {note}", err=True)
        if mended.left:
            click.echo(f"note: {mended.left} could not be mended together with the others", err=True)
    if mended.failures:
        click.echo(REPORT, err=True)
    if mended.failures or mended.unwritten:
        return 2
    return 1 if mended.left or (diff and mended.patch) else 0


def _plans(paths: Sequence[str], asked: Options, form: str, quiet: bool) -> int:
    """Prints the plans; 0 whether or not there are any, for a plan is no finding."""
    from schemalint.reporting.rollout import as_json, as_text
    from schemalint.rollouts import rollouts

    found = rollouts(paths, asked)
    emit((as_json if form == "json" else as_text)(found.plans, found.documents))
    for failure in found.failures:
        click.echo(f"error: {failure}", err=True)
    if not quiet:
        for note in found.notes:
            click.echo(f"note: {note}", err=True)
        if not found.plans:
            click.echo("note: nothing here takes several releases", err=True)
    return 2 if found.failures else 0
