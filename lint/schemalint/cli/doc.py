"""`schemalint doc`: a complete document about a schema, or one brought up to date."""

from __future__ import annotations

from typing import Any

import click

from schemalint.cli import REPORT
from schemalint.cli.options import emit, options, progress, save, server
from schemalint.config import Options, UsageError


@click.command(
    "doc",
    help="Write a complete Markdown document about the schema that PATHS define; with -o, bring an existing one up to date.",
)
@click.argument("paths", nargs=-1)
@click.option("--template", metavar="NAME", default="", help="schema-document, database-spec, or a template's file.")
@click.option("--name", metavar="NAME", default="", help="What the system is called; told by the paths without it.")
@click.option("-o", "--output", metavar="FILE", default="", help="Write to FILE; what people wrote in it stays.")
@click.option("--format", "shape", type=click.Choice(("markdown", "html")), default="markdown", help="What to write.")
@click.option("--today", metavar="DATE", hidden=True, help="Take this for today's date.")
@click.option("-q", "--quiet", is_flag=True, help="No notes on standard error.")
@server
def command(
    paths: tuple[str, ...], template: str, name: str, output: str, shape: str, quiet: bool, **given: Any
) -> int:
    named, asked = options(paths, given)
    if asked.stdin is not None:
        raise UsageError("standard input has no folder to describe; name files or folders")
    tell = progress(quiet)
    asked = asked._replace(progress=tell)
    if shape == "html":
        return _html(named, asked, name, output)
    from schemalint.describe import describe

    done = describe(named, asked, template=template, name=name, out=output)
    if tell:
        tell("")
    changed = done.document is None or done.text != done.document.text
    if not output:
        emit(done.text)
    elif changed:
        save(output, done.data)
    for failure in done.failures:
        click.echo(f"error: {failure}", err=True)
    if not quiet:
        for note in done.notes:
            click.echo(f"note: {note}", err=True)
        if output:
            word = "wrote" if done.document is None else "updated" if changed else "nothing to change in"
            click.echo(f"{word} {done.path}", err=True)
        if done.places:
            click.echo(f"note: {_left(done.places, done.path)}", err=True)
    if done.failures:
        click.echo(REPORT, err=True)
        return 2
    return 0


def _left(count: int, path: str) -> str:
    what = "1 place is left" if count == 1 else f"{count} places are left"
    return f"{what} to people; `schemalint check {path}` shows what"


def _html(paths: tuple[str, ...], asked: Options, name: str, output: str) -> int:
    from schemalint.publish import html

    text = html(paths, asked, name=name)
    if output:
        save(output, text.encode("utf-8"))
    else:
        emit(text)
    return 0
