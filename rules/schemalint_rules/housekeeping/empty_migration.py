from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Applied, Bad, Diagnostic, Good, MigrationRule, Replay, Step, TransactionControl, named
from schemalint_rules._versions import head

REFUSES = {
    "diesel": "Diesel refuses to run an empty file",
    "tern": "tern refuses to run an empty file",
}
"""Frameworks that do not take a file without a statement, comments or not."""

ORDERING = frozenset({"alembic", "django"})
"""Their migrations may do nothing but bring branches together."""

_LEFT_BY_TEMPLATES = re.compile(
    r"(?i)\b(?:sql|code|script|statements?|ddls?|migrations?|upgrade|changes?|definition)\b.{0,40}\bhere\b|^deploy \S+ to \w+$"
    r"|^migrations? (?:up|script)$|^(?:todo|tbd|up|empty|migration)\W*$|^(?:write|add|enter|put)\b.*\bhere\b"
)
_MARKS = "-/*#!+@ \t;"


class EmptyMigration(MigrationRule):
    """A migration should do something.

    ## What it does
    Reports a migration whose up part holds no statement. Where a comment says why, it is taken at its word, unless the framework
    refuses such files (Diesel, tern): text that a framework's template leaves there is no reason. Merges and other
    migrations that only put others in order are left alone, and so is what was read from another language.

    ## Why is this bad
    A file that was created and never filled, or emptied later, hides that something was meant to happen; databases that ran it count it
    as done.

    ## Fix
    Write what was meant, delete the file where it ran nowhere, or say in a comment why nothing is done. No automatic fix: which of them
    it is cannot be told.

    ## References
    - golang-migrate, Migration Filename Format; Diesel, Migrations
    """

    name = "empty-migration"
    severity = "info"

    good = (
        Good(
            "-- moved to 0003: the table is made there\n",
            path="migrations/0002_b.sql",
            files=(("migrations/0001_a.sql", "CREATE TABLE a (id int);"),),
        ),
    )
    bad = (
        Bad(
            "\n",
            path="migrations/0002_b.sql",
            files=(("migrations/0001_a.sql", "CREATE TABLE a (id int);"),),
            at="",
        ),
        Bad(
            "-- Your SQL goes here\n",
            path="migrations/2024-01-02-000000_b/up.sql",
            files=(
                ("migrations/2024-01-02-000000_b/down.sql", "SELECT 1;"),
                ("migrations/2024-01-01-000000_a/up.sql", "CREATE TABLE a (id int);"),
                ("migrations/2024-01-01-000000_a/down.sql", "DROP TABLE a;"),
            ),
            at="",
            message="Diesel",
        ),
    )

    def check(self, applied: Applied, replay: Replay) -> Iterator[Diagnostic]:
        migration, history = applied.migration, replay.history
        if history is None or history.framework in ORDERING or any(map(_says, applied.steps)):
            return
        framework = named(history.framework)
        if not migration.up and not (framework and framework.down):
            return  # a file of its own for the way back; the way there may be a program
        scripts = migration.up or migration.down
        if not all(script.path.lower().endswith(".sql") for script in scripts):
            return
        refuses = REFUSES.get(history.framework)
        if any(_is_reason(script.remark) for script in migration.up) and not refuses:
            return
        yield self.found(
            head(migration),
            f"Migration {migration.name} holds no statement"
            + ("" if migration.up else " but its way back")
            + (f": {refuses}." if refuses else ", and no comment says why: databases count it as done."),
            repair="write what was meant, or say in a comment why nothing is done",
        )


def _says(step: Step) -> bool:
    return step.statement.kind not in ("transaction", "client") and not isinstance(step.change, TransactionControl)


def _is_reason(remark: str) -> bool:
    """Whether comments say something of their own."""
    lines = (line.strip(_MARKS) for line in remark.splitlines())
    return any(" " in line and not _LEFT_BY_TEMPLATES.search(line) for line in lines)
