from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemalint import Applied, Bad, Diagnostic, Good, Migration, MigrationRule, Reading, Replay, Span, named
from schemalint_rules._once import once

REFUSES = {
    "flyway": "Flyway compares checksums and refuses to migrate",
    "sqlx": "sqlx compares checksums and refuses to migrate",
    "prisma": "Prisma compares checksums: `migrate dev` asks to reset the database, `migrate deploy` leaves it as it is",
    "atlas": "Atlas compares checksums and refuses to run the directory",
    "graphile": "graphile-migrate compares checksums and refuses to migrate",
    "postgres-migrations": "postgres-migrations compares checksums and refuses to migrate",
    "postgrator": "postgrator compares checksums and refuses to migrate",
    "liquibase": "Liquibase compares checksums and refuses to update",
}
"""What frameworks that keep a checksum do where the migration ran already."""

STATEMENTS_ONLY = frozenset({"liquibase", "drizzle"})
"""They keep a checksum, but comments and blanks do not count, or nothing compares it."""


class EditedMigration(MigrationRule):
    """A migration that is released should not be edited.

    ## What it does
    Reports a migration whose statements are no longer those that the default branch (or `--since`) holds. A change of comments or
    blanks alone is told only where the framework's checksum counts them: Flyway, sqlx, Prisma, Atlas, graphile-migrate,
    postgres-migrations, postgrator. Outside git the checksums are asked that Atlas and graphile-migrate keep beside the migrations.
    Repeatable migrations are meant to be edited; a new or better down part is left alone where no checksum covers it.

    ## Why is this bad
    It ran where it was released and will not run again there. A new database gets another schema than those that exist; or the
    framework sees the change and refuses to go on.

    ## Fix
    Put the file back as it was and make the change in a new migration. No automatic fix: which of the two is right is not known.

    ## References
    - Flyway, Validate; Atlas, Migration Directory Integrity; Prisma Migrate, Team development; graphile-migrate, Editing a migration
    """

    name = "edited-migration"
    severity = "error"
    needs = ("former",)

    good = (
        Good("CREATE TABLE a (id int PRIMARY KEY);", path="migrations/1_a.sql", base=()),
        Good(
            "-- accounts\nCREATE TABLE a (id int);",
            path="migrations/1_a.up.sql",
            files=(("migrations/1_a.down.sql", "DROP TABLE a;"),),
            base=(("migrations/1_a.up.sql", "CREATE TABLE a (id int);"), ("migrations/1_a.down.sql", "DROP TABLE a;")),
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE a (id int);\nALTER TABLE a ADD COLUMN b int;",
            path="migrations/1_a.up.sql",
            files=(("migrations/1_a.down.sql", "DROP TABLE a;"),),
            base=(("migrations/1_a.up.sql", "CREATE TABLE a (id int);"), ("migrations/1_a.down.sql", "DROP TABLE a;")),
            at="ALTER TABLE a ADD COLUMN b int",
            message="does not run again",
        ),
        Bad(
            "-- accounts\nCREATE TABLE a (id int);",
            path="db/migration/V1__a.sql",
            base=(("db/migration/V1__a.sql", "CREATE TABLE a (id int);"),),
            at="CREATE TABLE a (id int)",
            message="Flyway compares checksums",
        ),
        Bad(
            "create table `tbl_2` (`col` bigint);\n",
            dialect="mysql",
            path="migrations/2_second.sql",
            files=(
                ("migrations/1_first.sql", "create table `tbl_1` (`col` int);\n"),
                (
                    "migrations/atlas.sum",
                    "h1:gNCBBF7L0dGbtQBQDcxcHWFCXjhSz6yRMmAuGWAQXJE=\n"
                    "1_first.sql h1:uJ2MyyeTqXx4rCqtRMQAvRrfsvdwmvsZ3LcadVvCdOc=\n"
                    "2_second.sql h1:TLO00GtsqSi8o0ySoaofBqxemrElL8fHOs3IRnqYvB8=\n",
                ),
            ),
            at="create table `tbl_2` (`col` bigint)",
            message="in atlas.sum",
        ),
    )

    def check(self, applied: Applied, replay: Replay) -> Iterator[Diagnostic]:
        migration, former, history = applied.migration, applied.former, replay.history
        if former is None or history is None or migration.repeatable:
            return
        framework = named(history.framework)
        words = "changes"
        now = _up(applied, replay)
        same = former.up is not None and _words(former.up) == _words(now)
        if same:
            if framework is None or not framework.hashed or framework.name in STATEMENTS_ONLY:
                return
            words = "comments or blanks change"
        elif former.up is not None and len(former.up) != len(now):
            words = f"{len(former.up)} statement{'' if len(former.up) == 1 else 's'} became {len(now)}"
        told = REFUSES.get(
            history.framework, "where it ran it does not run again, so that databases differ from now on"
        )
        yield self.found(
            _place(former.up, now, migration),
            f"Migration {migration.name} is not what it was {former.by} ({words}): {told}.",
            repair=f"put {migration.name} back as it was, and make the change in a new migration",
        )


def _up(applied: Applied, replay: Replay) -> list[Reading]:
    """The statements of the up part, those included that change nothing."""
    by_path = _by_path(replay)
    return [
        reading
        for script in applied.migration.up
        for reading in by_path.get(script.path, ())
        if script.start <= reading.statement.span.start < script.end
    ]


@once
def _by_path(replay: Replay) -> dict[str, list[Reading]]:
    found: dict[str, list[Reading]] = {}
    for reading in replay.readings:
        found.setdefault(reading.statement.span.path, []).append(reading)
    return found


def _words(readings: Sequence[Reading]) -> list[tuple[str, ...]]:
    return [reading.statement.tokens.words for reading in readings]


def _place(before: Sequence[Reading] | None, now: Sequence[Reading], migration: Migration) -> Span:
    """The first statement that is not as it was; the last one where what is gone stood behind it."""
    if not now:
        script = migration.up[0]
        return Span(script.path, script.start, script.start)
    old = _words(before or ())
    at = next((at for at, new in enumerate(_words(now)) if at >= len(old) or old[at] != new), len(now) - 1)
    return now[0 if before is None or old == _words(now) else at].statement.span
