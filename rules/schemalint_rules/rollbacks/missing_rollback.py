from __future__ import annotations

from collections.abc import Iterator

from schemalint import Applied, Bad, Diagnostic, Fix, Good, History, MigrationRule, Replay, Span, WriteRollback, option
from schemalint_rules._effects import does_something
from schemalint_rules._once import once


class MissingRollback(MigrationRule):
    """A migration should come with the part that takes it back.

    ## What it does
    Reports a migration with no down part where its framework has one. Plain numbered files count as having one where another
    migration of the directory does. Frameworks that only go forward are left alone unless `forward-only` says otherwise, and so
    are repeatable migrations, dumps, and migrations that change nothing.

    ## Why is this bad
    When a release must be taken back, somebody has to write the way back under pressure, and nobody has ever run it.

    ## Fix
    The down part is written in the framework's form, from what the migration changes in the schema it ran on.

    ## References
    - golang-migrate, Migration Filename Format; goose, SQL Migrations; dbmate, Command Line Options
    """

    name = "missing-rollback"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle", "standard", "mongodb")
    fixes = "safe"
    forward_only: bool = option(False, "Ask frameworks that only go forward for a rollback too.")
    unpaired: bool = option(False, "Ask plain numbered files for one even where no migration of the directory has one.")

    good = (
        Good(
            "CREATE TABLE a (id int);",
            path="db/migrations/000001_a.up.sql",
            files=(("db/migrations/000001_a.down.sql", "DROP TABLE a;"),),
        ),
        Good("-- +goose Up\nCREATE TABLE a (id int);\n-- +goose Down\nDROP TABLE a;\n", path="migrations/0001_a.sql"),
        Good("CREATE TABLE a (id int);", path="migrations/0001_a.sql"),
        Good("CREATE TABLE a (id int);", path="db/migration/V1__a.sql"),
        Good(
            "databaseChangeLog:\n- changeSet:\n    id: 1\n    author: me\n    changes:\n    - createCollection:\n        collectionName: users\n",
            path="db/changelog/users.yaml",
            dialect="mongodb",
        ),
    )
    bad = (
        Bad(
            '[{"createIndexes": "users", "indexes": [{"key": {"email": 1}, "name": "email_1", "unique": true}]}]',
            path="db/migrations/000002_email.up.json",
            files=(
                ("db/migrations/000001_users.up.json", '[{"create": "users"}]'),
                ("db/migrations/000001_users.down.json", '[{"drop": "users"}]'),
            ),
            at='{"createIndexes": "users", "indexes": [{"key": {"email": 1}, "name": "email_1", "unique": true}]}',
            message="000002_email",
            dialect="mongodb",
        ),
        Bad(
            "CREATE TABLE b (id int);",
            path="db/migrations/000002_b.up.sql",
            files=(
                ("db/migrations/000001_a.up.sql", "CREATE TABLE a (id int);"),
                ("db/migrations/000001_a.down.sql", "DROP TABLE a;"),
            ),
            at="CREATE TABLE b (id int)",
            message="000002_b",
        ),
        Bad(
            "-- +goose Up\nCREATE TABLE a (id int);\n",
            path="migrations/0001_a.sql",
            at="CREATE TABLE a (id int)",
            message="goose",
        ),
        Bad(
            "CREATE TABLE a (id int);",
            path="migrations/0001_a.sql",
            at="CREATE TABLE a (id int)",
            options={"unpaired": True},
        ),
    )

    def check(self, applied: Applied, replay: Replay) -> Iterator[Diagnostic]:
        migration, history = applied.migration, replay.history
        if history is None or migration.down or migration.repeatable or not migration.up:
            return
        if history.forward_only and not self.forward_only:
            return
        if not self._paired(replay) and not self.unpaired:
            return
        first = next((step for step in applied.steps if does_something(step)), None)
        if first is None:
            return
        script = migration.up[0]
        where = first.statement.span
        yield self.found(
            where,
            f"Migration {migration.name} has no rollback: {self._form(history.framework)} can take a migration back, but nothing"
            " says how for this one.",
            repair=f"schemalint rollback --write {script.path}",
            fix=None
            if replay.dialect == "mongodb" and not script.path.endswith(".up.json")
            else Fix(f"Write the rollback of {migration.name}", "safe", intent=WriteRollback(script.path)),
            cause=Span(script.path, script.start, script.end),
        )

    def _form(self, framework: str) -> str:
        return "this directory" if framework in ("numbered", "custom") else framework

    def _paired(self, replay: Replay) -> bool:
        """Whether a migration of this history is expected to have a down part at all."""
        history = replay.history
        if history is None:
            return False
        if history.framework not in OPTIONAL:
            return True
        return _has_downs(history)


@once
def _has_downs(history: History) -> bool:
    return any(one.down for one in history.migrations)


OPTIONAL = frozenset({"numbered", "custom", "flyway", "liquibase", "sqlx", "bun", "postgrator"})
"""Forms in which a down part may be left out of a whole directory; there it is missed only where others have one."""
