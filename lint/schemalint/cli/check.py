"""`schemalint check`: what is wrong, in the formats that were asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from schemalint.cli import REPORT_RULE
from schemalint.cli.options import colored, emit, options, progress, selection, server, terminal_width
from schemalint.cli.profile import Spent
from schemalint.config import UsageError
from schemalint.linting.threshold import LEVELS
from schemalint.model.run import Report
from schemalint.plugins import manager, rules
from schemalint.recall import check as check_paths
from schemalint.reporting import FORMATS, Asked, Reporter, reporter
from schemalint.reporting.summary import plural
from schemalint.reporting.terminal import clean


@click.command("check", help="Check schemas, migrations and schema documents; without PATHS the current folder.")
@click.argument("paths", nargs=-1)
@server
@selection
@click.option(
    "--format", "formats", multiple=True, metavar="FORMAT", help=f"For standard output: {', '.join(FORMATS)}."
)
@click.option(
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT=FILE",
    help="Write a report to a file; `-` is standard output.",
)
@click.option("--fail-on", type=click.Choice(LEVELS), help="The least severity that makes the exit code 1.")
@click.option(
    "--max-warnings", type=click.IntRange(min=0), metavar="N", help="More warnings than this make the exit code 1."
)
@click.option("--statistics", is_flag=True, help="Counts by rule.")
@click.option("--profile", is_flag=True, help="What each rule and stage took, on standard error; asks no cache.")
@click.option("--show-suppressed", is_flag=True, help="Show suppressed findings too.")
@click.option("--show-files", is_flag=True, help="Show what is read, and as what, instead of findings.")
@click.option("--color", type=click.Choice(("auto", "always", "never")), default="auto", help="Whether to colour.")
def command(
    paths: tuple[str, ...],
    formats: tuple[str, ...],
    outputs: tuple[str, ...],
    statistics: bool,
    profile: bool,
    show_suppressed: bool,
    show_files: bool,
    color: str,
    quiet: bool,
    verbose: bool,
    **given: Any,
) -> int:
    named, asked = options(paths, given)
    made = manager()
    entries = rules(made)
    targets = _targets(formats, outputs, made)
    tell = progress(quiet)
    spent = Spent() if profile else None
    report = check_paths(named, asked._replace(progress=tell, profile=spent), entries, verbose)
    if tell:
        tell("")
    _notes(report, quiet)
    if verbose:
        click.echo("\n".join(_details(report)), err=True)
    if spent:
        click.echo("\n".join(spent.lines()), err=True)
    if show_files:
        emit("".join(f"{line}\n" for line in _files(report)))
        return 2 if report.failures else 0
    wished = Asked(
        {name: entries[rule] for name, rule in report.rules.items() if rule in entries},
        verbose=verbose,
        statistics=statistics,
        show_suppressed=show_suppressed,
        paths=named,
        digest=not asked.select,
    )
    for _name, make, file in targets:
        if file == "-":
            wide = terminal_width(sys.stdout)
            emit(make(report, wished._replace(color=colored(color, sys.stdout), width=wide)))
        else:
            _write(file, make(report, wished))
    if not quiet and any(name == "concise" and file == "-" for name, _, file in targets):
        from schemalint.reporting.summary import summary

        click.echo("\n".join(summary(report)), err=True)
    if report.failures:
        click.echo(REPORT_RULE, err=True)
        return 2
    return 1 if report.fails else 0


def _targets(formats: Sequence[str], outputs: Sequence[str], made: Any) -> list[tuple[str, Reporter, str]]:
    """Format, reporter and file of each report; people read `full` unless another goes to standard output."""
    wanted = [(name, "-") for text in formats for name in text.split(",")]
    for text in outputs:
        name, separator, file = text.partition("=")
        if not separator or not file:
            raise UsageError(f"--output takes FORMAT=FILE, not {text!r}")
        wanted.append((name, file))
    if not any(file == "-" for _, file in wanted):
        wanted.append(("full", "-"))
    more: Mapping[str, Reporter] = {}
    if any(name not in FORMATS for name, _ in wanted):
        more = {name: make for found in reversed(made.hook.schemalint_reporters()) for name, make in found.items()}
    targets: list[tuple[str, Reporter, str]] = []
    for name, file in wanted:
        make = reporter(name, more)
        if make is None:
            from schemalint.settings import nearest

            known = (*FORMATS, *more)
            raise UsageError(f"there is no format `{name}`{nearest(name, known) or '; there are: ' + ', '.join(known)}")
        targets.append((name, make, file))
    return targets


def _notes(report: Report, quiet: bool) -> None:
    for failure in report.failures:
        click.echo(f"error: {failure}", err=True)
    if not quiet:
        for note in report.notes:
            click.echo(f"note: {note}", err=True)


def _details(report: Report) -> list[str]:
    """What was read, as what, and how it was put together."""
    lines = [f"read: {line}" for line in _files(report)]
    for replay in report.replays:
        framework = (
            f", {replay.history.framework}, {len(replay.history.migrations)} migrations" if replay.history else ""
        )
        tables = plural(len(replay.catalog.tables), "table")
        lines.append(f"replayed: {clean(replay.path)} ({replay.kind}, {replay.dialect}{framework}): {tables}")
    lines.append(f"rules: {', '.join(sorted(report.rules)) or 'none had anything to look at'}")
    return lines


def _files(report: Report) -> list[str]:
    rows = [
        (clean(path), document.source.role, document.source.dialect, document.source.evidence)
        for path, document in sorted(report.documents.items())
    ]
    wide = max((len(path) for path, *_ in rows), default=0)
    return [
        f"{path:<{wide}}  {role:<9} {dialect}{f' ({evidence})' if evidence else ''}"
        for path, role, dialect, evidence in rows
    ]


def _write(file: str, text: str) -> None:
    try:
        os.makedirs(os.path.dirname(file) or ".", exist_ok=True)
        with open(file, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise UsageError(f"the report cannot be written to {file}: {error.strerror or error}") from None
