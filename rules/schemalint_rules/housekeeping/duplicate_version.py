from __future__ import annotations

from collections.abc import Iterator

from schemalint import Applied, Bad, Diagnostic, Good, History, Migration, MigrationRule, Related, Replay, Span
from schemalint_rules._once import once

BY_VERSION = {
    "golang-migrate": "golang-migrate refuses the directory",
    "flyway": "Flyway refuses to start",
    "goose": "goose stops with a panic",
    "dbmate": "dbmate records the version once and never applies the second",
    "sqlx": "sqlx refuses the second as a change of the first",
    "diesel": "Diesel records the version once and never applies the second",
    "tern": "tern refuses the directory",
    "supabase": "the second cannot be recorded, and the push fails",
}
"""What the frameworks that know a migration by its version do with two of one version. Others go by the file's whole name."""


class DuplicateVersion(MigrationRule):
    """Two migrations should not have one version.

    ## What it does
    Reports the second migration of a directory with a version that another one has, where the framework knows migrations by their
    version: golang-migrate, Flyway, goose, dbmate, sqlx, Diesel, tern, Supabase. Leading zeros do not count, and in
    Flyway `1` and `1.0` are the same. Repeatable migrations, and frameworks that go by the whole file name, are left alone.

    ## Why is this bad
    It happens when two branches take the next number. One of the two is never applied, or the framework refuses to run at all.

    ## Fix
    Give the newer one the next free version. No automatic fix: which of them ran anywhere is not known.

    ## References
    - golang-migrate, Migration Filename Format; Flyway, Versioned Migrations; goose, SQL Migrations
    """

    name = "duplicate-version"
    severity = "error"

    good = (
        Good(
            "CREATE TABLE b (id int);",
            path="db/migration/V1.1__b.sql",
            files=(("db/migration/V1__a.sql", "CREATE TABLE a (id int);"),),
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE b (id int);",
            path="db/migration/V1__b.sql",
            files=(("db/migration/V1.0__a.sql", "CREATE TABLE a (id int);"),),
            at="CREATE TABLE b (id int)",
            message="V1.0__a",
        ),
        Bad(
            "CREATE TABLE b (id int);",
            path="db/migrations/1_b.up.sql",
            files=(
                ("db/migrations/1_b.down.sql", "DROP TABLE b;"),
                ("db/migrations/000001_a.up.sql", "CREATE TABLE a (id int);"),
                ("db/migrations/000001_a.down.sql", "DROP TABLE a;"),
            ),
            at="CREATE TABLE b (id int)",
            message="golang-migrate",
        ),
    )

    def check(self, applied: Applied, replay: Replay) -> Iterator[Diagnostic]:
        migration, history = applied.migration, replay.history
        if history is None or history.framework not in BY_VERSION:
            return
        first = _firsts(history).get(_key(migration, history.framework))
        if first is None or first is migration or first.name == migration.name:
            return
        yield self.found(
            self._place(applied),
            f"Migration {migration.name} has version {migration.version}, as {first.name} has: {BY_VERSION[history.framework]}.",
            repair=f"give {migration.name} the next free version",
            related=(Related(first.up[0].span, f"version {first.version}"),) if first.up else (),
        )

    def _place(self, applied: Applied) -> Span:
        if applied.steps:
            return applied.steps[0].statement.span
        return applied.migration.up[0].span


@once
def _firsts(history: History) -> dict[str, Migration]:
    """The first migration of each version; one that is released comes before one that can still be renamed."""
    found: dict[str, Migration] = {}
    for migration in sorted(history.migrations, key=lambda one: (not one.released, one.order)):
        if migration.version and migration.up and not migration.repeatable:
            found.setdefault(_key(migration, history.framework), migration)
    return found


def _key(migration: Migration, framework: str) -> str:
    """The version as the framework compares it."""
    if migration.repeatable or not migration.version or not migration.up:
        return ""
    parts = migration.version.replace("_", ".").split(".") if framework == "flyway" else [migration.version]
    parts = [
        part.lstrip("0") or "0" if part.isdigit() and framework not in ("diesel", "dbmate") else part for part in parts
    ]
    while framework == "flyway" and len(parts) > 1 and parts[-1] == "0":
        parts.pop()
    return ".".join(parts)
