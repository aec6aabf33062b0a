"""The command line. One file a command, imported when it is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import cast

import click

from schemalint import __version__
from schemalint.config import ConfigError, UsageError
from schemalint.plugins import PluginError

COMMANDS = {
    "check": "Check schemas, migrations and schema documents.",
    "fix": "Mend what can be mended.",
    "init": "Write a configuration from what the repository holds.",
    "baseline": "Accept today's findings, so that only new ones are reported.",
    "rules": "List the rules.",
    "policy": "Try policies on their own examples, or list the tables that each covers.",
    "explain": "Print the page of a rule or policy.",
    "catalog": "Print the schema that the statements build up to.",
    "facts": "Print what a Markdown schema document states.",
    "privacy": "Print what personal data lies where, who may read it, how long it stays.",
    "rollback": "Print or write what takes migrations back.",
    "verify": "Run migrations up, down and up again on a real server.",
    "history": "Print the migration histories, in the order they apply.",
    "new": "Begin a database: its document, its script, sample data.",
    "doc": "Write a complete document about a schema, or bring one up to date.",
    "ddl": "Print the DDL of a Markdown schema document as one script.",
}
"""In the order of the help; each is `command` of the module of its name."""

HELP = """A linter for SQL schemas, migrations and schema documents.

Reads DDL, migrations and Markdown schema documents of PostgreSQL, MySQL, MariaDB, SQLite, SQL Server and Oracle, replays
them into a catalogue, and reports what is wrong with it, with what would repair it."""

REPORT = "This is a fault of schemalint. Please report it with the output of the same command and --verbose."
REPORT_RULE = "A rule that breaks is a fault of its makers. Please report it to them with the output of the same command and --verbose."


class _Commands(click.Group):
    """Commands that are imported when they are called, and a hint at the one that was meant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        return cast(click.Command, import_module(f"schemalint.cli.{cmd_name}").command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS:
            import difflib

            near = difflib.get_close_matches(name, COMMANDS, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(COMMANDS)}"
            if not near and os.path.exists(name):
                hint = f"to check that path, write `schemalint check {name}`"
            raise click.UsageError(f"no such command `{name}`; {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, help=HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", message="schemalint %(version)s")
def program() -> None:
    pass


def run(arguments: Sequence[str]) -> int:
    """Runs the command line; the exit code: 0 clean, 1 findings, 2 wrong usage, broken configuration or our own fault."""
    try:
        code = program.main(args=list(arguments), prog_name="schemalint", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as exit:
        return exit.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except click.ClickException as error:
        error.show(sys.stderr)
        return 2
    except ConfigError as error:
        from schemalint.sources.discover import shown

        for mistake in error.mistakes:
            click.echo(f"error: {mistake._replace(file=shown(mistake.file, os.getcwd())).text}", err=True)
        return 2
    except UsageError as error:
        for line in str(error).splitlines():
            click.echo(f"error: {line}", err=True)
        return 2
    except BrokenPipeError:
        # The reader went away. Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if "--verbose" in arguments or "-v" in arguments:
            import traceback

            traceback.print_exc()
        click.echo(f"error: {_said(error)}", err=True)
        return 2
    return code if isinstance(code, int) else 0


def _said(error: Exception) -> str:
    """What went wrong, in words for people: a file that cannot be read or written and a plugin that is broken are no faults of
    ours."""
    if isinstance(error, OSError):
        reason = error.strerror or str(error)
        return f"{error.filename}: {reason}" if error.filename else reason
    return str(error) if isinstance(error, PluginError) else f"{type(error).__name__}: {error}\n{REPORT}"
