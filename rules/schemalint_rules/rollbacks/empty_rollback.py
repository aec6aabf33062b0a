from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Applied,
    Bad,
    Diagnostic,
    Fix,
    Good,
    MigrationRule,
    Related,
    Replay,
    Script,
    Span,
    WriteRollback,
    option,
)
from schemalint_rules._effects import does_something, undoes_something


class EmptyRollback(MigrationRule):
    """A rollback should take back what its migration did.

    ## What it does
    Reports a down part that does nothing although the up part changes the schema or rows: an empty file or section, comments
    alone, `SELECT 1`, or transaction commands with nothing between them. A comment that declares the migration irreversible, or
    says that nothing is to be done, in one of the words of `irreversible`, and Liquibase's `rollback empty` are respected.

    ## Why is this bad
    The framework takes the migration off its list while everything it made is still there. Run forward again it fails on what
    exists already, or quietly changes data a second time.

    ## Fix
    The down part is written from what the migration changes in the schema it ran on.

    ## References
    - goose, SQL Migrations; golang-migrate, Migration Filename Format
    """

    name = "empty-rollback"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle", "standard", "mongodb")
    fixes = "safe"
    irreversible: tuple[str, ...] = option(
        (
            "irreversible", "not reversible", "cannot be reversed", "cannot be undone", "cannot be rolled back", "do nothing",
            "nothing to do", "nothing to undo", "nothing to revert", "nothing to roll back", "intentionally", "no-op",
        ),
        "Words of a comment that declares the migration irreversible, or its rollback empty on purpose; empty to respect none.",
    )  # fmt: skip

    good = (
        Good(
            "CREATE TABLE a (id int);",
            path="db/migrations/000001_a.up.sql",
            files=(("db/migrations/000001_a.down.sql", "DROP TABLE a;"),),
        ),
        Good(
            "-- nothing yet\n",
            path="db/migrations/000001_a.up.sql",
            files=(("db/migrations/000001_a.down.sql", ""),),
        ),
        Good(
            "-- Irreversible: the rows are gone\n",
            path="db/migrations/000001_a.down.sql",
            files=(("db/migrations/000001_a.up.sql", "DELETE FROM a WHERE id < 0;"),),
        ),
        Good(
            "exports.up = async (db) => {\n  await db.collection('users').createIndex({ email: 1 });\n};\n"
            "exports.down = async (db) => { /* irreversible */ };\n",
            path="migrations/20240101000000-email.js",
            dialect="mongodb",
        ),
        Good(
            "/* Nothing to do: the up part only deletes what was broken. */",
            path="db/migrations/000001_a.down.sql",
            files=(("db/migrations/000001_a.up.sql", "DELETE FROM a WHERE id < 0;"),),
        ),
    )
    bad = (
        Bad(
            "exports.down = async (db) => {\n};\n"
            "exports.up = async (db) => {\n  await db.collection('users').createIndex({ email: 1 });\n};\n",
            path="migrations/20240101000000-email.js",
            at="{",
            fixed='exports.down = async (db) => {\n  await db.collection("users").dropIndex("email_1");\n};\n'
            "exports.up = async (db) => {\n  await db.collection('users').createIndex({ email: 1 });\n};\n",
            dialect="mongodb",
        ),
        Bad(
            "-- later\n",
            path="db/migrations/000001_a.down.sql",
            files=(("db/migrations/000001_a.up.sql", "CREATE TABLE a (id int);"),),
            at="-- later\n",
            message="000001_a",
        ),
        Bad(
            "BEGIN;\nSELECT 1;\nCOMMIT;",
            path="db/migrations/000001_a.down.sql",
            files=(("db/migrations/000001_a.up.sql", "CREATE TABLE a (id int);"),),
            at="BEGIN;\nSELECT 1;\nCOMMIT;",
        ),
    )

    def check(self, applied: Applied, replay: Replay) -> Iterator[Diagnostic]:
        migration = applied.migration
        if not migration.down or migration.repeatable or undoes_something(applied.down):
            return
        if self._declared(migration.down, replay):
            return
        did = [step for step in applied.steps if does_something(step)]
        if not did:
            return
        down, up = migration.down[0], migration.up[0]
        shown = did[0].statement
        # A section of the same file is told on the line that opens it.
        where = Span(down.path, down.start - 1, down.start) if down.path == up.path and down.start else down.span
        yield self.found(
            where,
            f"The rollback of migration {migration.name} does nothing, but the migration does {len(did)}"
            f" {'thing' if len(did) == 1 else 'things'} ({shown.verb or 'a statement'} first): taking it back leaves all of that in"
            " place.",
            repair=f"schemalint rollback --write {up.path}",
            related=(Related(shown.span, "what has to be taken back"),),
            fix=Fix(f"Write the rollback of {migration.name}", "safe", intent=WriteRollback(up.path)),
        )

    def _declared(self, down: tuple[Script, ...], replay: Replay) -> bool:
        liquibase = replay.history is not None and replay.history.framework == "liquibase"
        words = [word.lower() for word in self.irreversible]
        remarks = [script.remark.lower() for script in down]
        return (liquibase and any(script.start == script.end for script in down)) or any(
            word in remark for word in words for remark in remarks
        )
