"""What several commands ask for in the same words."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click

from schemalint.config import Options, Progress, UsageError
from schemalint.settings import PRESETS, is_date, is_version

Command = TypeVar("Command", bound=Callable[..., Any])

DIALECTS = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle")


def server(command: Command) -> Command:
    """The options that say for which server and by which configuration, of every command that reads files."""
    for option in reversed(
        (
            click.option("--dialect", type=click.Choice(DIALECTS), help="The SQL dialect of all files."),
            click.option("--server-version", metavar="VERSION", help="The server's version; the major part is enough."),
            click.option("--edition", metavar="NAME", help="The server's edition, such as `standard` of SQL Server."),
            click.option("--config", metavar="FILE", help="Take this configuration file."),
            click.option("--isolated", is_flag=True, help="Ignore configuration files."),
        )
    ):
        command = option(command)
    return command


def selection(command: Command) -> Command:
    """The options that choose rules and what is judged."""
    names = "NAMES"
    for option in reversed(
        (
            click.option("--select", multiple=True, metavar=names, help="Only these rules, groups and policies."),
            click.option("--ignore", multiple=True, metavar=names, help="Not these."),
            click.option("--extend-select", multiple=True, metavar=names, help="These too."),
            click.option("--preset", type=click.Choice(PRESETS), help="The set of rules."),
            click.option("--since", metavar="REV", help="What this git revision holds is released."),
            click.option("--released", is_flag=True, help="Judge released migrations like new ones."),
            click.option("--assume-transaction", is_flag=True, help="Plain migration files run in one transaction."),
            click.option("--baseline", metavar="FILE", help="Known findings; `.schemalint-baseline.json` by default."),
            click.option(
                "--strict-syntax", is_flag=True, help="Other parsers judge every statement, not only unread ones."
            ),
            click.option("--no-cache", is_flag=True, help="Neither read nor write the cache."),
            click.option(
                "--jobs",
                type=click.IntRange(min=0),
                default=0,
                metavar="N",
                help="Processes for parsers of others; 0 decides.",
            ),
            click.option("--stdin-filename", metavar="FILE", help="The name of what `-` reads from standard input."),
            click.option("--force-exclude", is_flag=True, help="Leave out excluded files even when they are named."),
            click.option("--today", metavar="DATE", hidden=True, help="Take this for today's date."),
            click.option("-q", "--quiet", is_flag=True, help="No notes on standard error."),
            click.option("-v", "--verbose", is_flag=True, help="More on standard error."),
        )
    ):
        command = option(command)
    return command


def options(paths: Sequence[str], given: Mapping[str, Any]) -> tuple[tuple[str, ...], Options]:
    """The paths to read and the options for the run. Raises UsageError for a path or a name that does not exist."""
    known = {key: value for key, value in given.items() if key in Options._fields and value is not None}
    for key in ("select", "ignore", "extend_select"):
        known[key] = tuple(name for text in known.get(key, ()) for name in text.replace(",", " ").split())
    if not known.get("assume_transaction"):
        known.pop("assume_transaction", None)
    asked = Options(**known)
    if asked.server_version and not is_version(asked.server_version):
        raise UsageError(f"--server-version takes a number such as 15 or 8.0, not {asked.server_version!r}")
    if asked.today and not is_date(asked.today):
        raise UsageError(f"--today takes a date such as 2027-01-31, not {asked.today!r}")
    if asked.baseline:
        asked = asked._replace(baseline=os.path.abspath(asked.baseline))
    if asked.baseline and not os.path.isfile(asked.baseline):
        raise UsageError(f"the baseline {asked.baseline} does not exist; `schemalint baseline` writes it")
    paths = tuple(paths) or (".",)
    if "-" in paths:
        if len(paths) > 1:
            raise UsageError("`-` reads standard input and stands alone")
        return (), asked._replace(stdin=sys.stdin.buffer.read(), stdin_filename=asked.stdin_filename or "stdin.sql")
    if asked.stdin_filename:
        raise UsageError("--stdin-filename goes with `-`, standard input")
    missing = [path for path in paths if not os.path.lexists(path)]
    if missing:
        raise UsageError("\n".join(f"the path {path} does not exist" for path in missing))
    return paths, asked


PATIENCE = 0.4
"""Seconds a run may take before it says what it is at."""


def progress(quiet: bool) -> Progress | None:
    """A line on standard error that says what a long run is at, when a person is looking; None when nobody is."""
    if quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return None
    from time import monotonic

    from schemalint.reporting.terminal import clean

    start = monotonic()
    told = False

    def tell(words: str) -> None:
        nonlocal told
        if words and monotonic() - start < PATIENCE:
            return
        if words or told:
            sys.stderr.write(f"\r\x1b[K{clean(words)[:78]}")
            sys.stderr.flush()
        told = bool(words)

    return tell


def colored(wish: str, stream: Any) -> bool:
    """Whether to colour what goes to the stream: NO_COLOR and FORCE_COLOR decide when the user did not."""
    if wish != "auto":
        return wish == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return bool(stream.isatty()) and os.environ.get("TERM") != "dumb"


def terminal_width(stream: Any) -> int:
    """The columns of the terminal, 100 where there is none, never under 40 or over 160."""
    try:
        wide = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError, AttributeError):
        return 100
    return max(40, min(wide, 160))


def emit(text: str) -> None:
    """Writes to standard output. What its encoding cannot hold is escaped, never refused."""
    stream = sys.stdout
    buffer = getattr(stream, "buffer", None)
    if buffer is None:
        stream.write(text)
        return
    stream.flush()
    buffer.write(text.encode(stream.encoding or "utf-8", "backslashreplace"))
    buffer.flush()


def save(path: str, data: bytes) -> None:
    """Writes a file that the user named, whole or not at all. Raises UsageError where it cannot be written."""
    from schemalint.fixing.write import Target, write

    file = os.path.abspath(path)
    before = None
    try:
        if os.path.lexists(file):
            with open(file, "rb") as stream:
                before = stream.read()
        write({file: Target(before, data)}, os.path.dirname(file))
    except OSError as error:
        raise UsageError(str(error)) from error
