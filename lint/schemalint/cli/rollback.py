"""`schemalint rollback`: what takes migrations back."""

from __future__ import annotations

from typing import Any

import click

from schemalint.cli.options import emit, options, server


@click.command("rollback", help="Print or write what takes each MIGRATION back; without one, those that are new.")
@click.argument("migrations", nargs=-1, metavar="[MIGRATION]...")
@click.option("--stdout", "mode", flag_value="stdout", default=True, help="Print it (the default).")
@click.option("--write", "mode", flag_value="write", help="Write it in the form of the migration framework.")
@click.option("--since", metavar="REV", help="What this git revision holds is released.")
@server
def command(migrations: tuple[str, ...], mode: str, **given: Any) -> int:
    from schemalint import rollback

    _, asked = options(migrations, given)
    if mode == "stdout":
        emit(
            "\n".join(
                f"{back.mark} {back.name}: {back.path}\n{back.text}" for back in rollback.rollbacks(migrations, asked)
            )
        )
        return 0
    emit("".join(f"{line}\n" for line in rollback.write(migrations, asked)))
    return 0
