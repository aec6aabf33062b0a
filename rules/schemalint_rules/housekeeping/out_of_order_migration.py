from __future__ import annotations

from collections.abc import Iterator

from schemalint import Applied, Bad, Diagnostic, Good, History, Migration, MigrationRule, Related, Replay
from schemalint_rules._once import once
from schemalint_rules._versions import head

LATE = "a database that has {last} runs it after that one, a new database before it, so the two may differ"
NEVER = "{title} never applies it on a database that has {last}"

RUNS = {
    "flyway": "Flyway refuses to migrate a database that has {last}, unless `outOfOrder` is set",
    "goose": "goose refuses to migrate a database that has {last}, unless `-allow-missing` is given",
    "supabase": "`supabase db push` refuses it, unless `--include-all` is given",
    "atlas": "Atlas refuses to run it on a database that has {last}, unless `--exec-order non-linear` is given",
    "graphile": "graphile-migrate refuses it: each migration holds the hash of the one before",
    "node-pg-migrate": "node-pg-migrate refuses to migrate a database that has {last}, unless `--no-check-order` is given",
    "postgres-migrations": "postgres-migrations refuses to migrate a database that has {last}",
    "golang-migrate": NEVER.replace("{title}", "golang-migrate"),
    "tern": NEVER.replace("{title}", "tern"),
    "postgrator": NEVER.replace("{title}", "postgrator"),
    "mybatis": "MyBatis' `up` never applies it on a database that has {last}; `pending` would",
    "drizzle": "Drizzle applies what is newer than the last it applied, so it may never run on a database that has {last}",
    "play": "Play takes {last} for changed: it is taken back and run again, with its data lost, or production refuses to start",
    "dbmate": f"{LATE}; `--strict` refuses it",
    "sqlx": LATE,
    "diesel": LATE,
    "prisma": LATE,
    "hasura": LATE,
    "d1": LATE,
    "pop": LATE,
    "bun": LATE,
    "shmig": LATE,
    "sql-migrate": LATE,
    "db-migrate": LATE,
    "numbered": LATE,
    "custom": LATE,
}
"""What each framework does with a migration that sorts before one that ran. Those ordered by what their files name are not here."""


class OutOfOrderMigration(MigrationRule):
    """A new migration should sort after every migration that is released.

    ## What it does
    Reports a migration that the default branch (or what `--since` names) does not hold and that its framework orders before one which
    the branch holds. Outside git nothing is known to be released, and nothing is said; repeatable migrations, and frameworks whose
    files name what they build on, are left alone.

    ## Why is this bad
    It happens when a branch is merged after another one that took a later number or time. What follows depends on the framework, and
    the message says it: some refuse, some never run the file where the later one ran, some run it late, so that a new database and an
    old one get their changes in different orders.

    ## Fix
    Give it a version above the last one that is released. No automatic fix: on the branch it may have run already.

    ## References
    - golang-migrate, Migrations; Flyway, Out Of Order; goose, Allow missing migrations; Atlas, Execution order
    """

    name = "out-of-order-migration"
    severity = "warning"

    good = (
        Good(
            "CREATE TABLE c (id int);",
            path="migrations/3_c.sql",
            files=(
                ("migrations/1_a.sql", "CREATE TABLE a (id int);"),
                ("migrations/2_b.sql", "CREATE TABLE b (id int);"),
            ),
            base=(
                ("migrations/1_a.sql", "CREATE TABLE a (id int);"),
                ("migrations/2_b.sql", "CREATE TABLE b (id int);"),
            ),
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE b (id int);",
            path="db/migration/V2__b.sql",
            files=(
                ("db/migration/V1__a.sql", "CREATE TABLE a (id int);"),
                ("db/migration/V3__c.sql", "CREATE TABLE c (id int);"),
            ),
            base=(
                ("db/migration/V1__a.sql", "CREATE TABLE a (id int);"),
                ("db/migration/V3__c.sql", "CREATE TABLE c (id int);"),
            ),
            at="",
            message="`outOfOrder`",
        ),
        Bad(
            "CREATE TABLE b (id int);",
            path="migrations/2_b.up.sql",
            files=(
                ("migrations/1_a.up.sql", "CREATE TABLE a (id int);"),
                ("migrations/1_a.down.sql", "DROP TABLE a;"),
                ("migrations/2_b.down.sql", "DROP TABLE b;"),
                ("migrations/3_c.up.sql", "CREATE TABLE c (id int);"),
                ("migrations/3_c.down.sql", "DROP TABLE c;"),
            ),
            base=(
                ("migrations/1_a.up.sql", "CREATE TABLE a (id int);"),
                ("migrations/1_a.down.sql", "DROP TABLE a;"),
                ("migrations/3_c.up.sql", "CREATE TABLE c (id int);"),
                ("migrations/3_c.down.sql", "DROP TABLE c;"),
            ),
            at="",
            message="golang-migrate never applies it",
        ),
    )

    def check(self, applied: Applied, replay: Replay) -> Iterator[Diagnostic]:
        migration, history = applied.migration, replay.history
        if history is None or migration.frozen or migration.repeatable or not migration.up:
            return
        last = _last_released(history)
        told = RUNS.get(history.framework)
        if last is None or told is None or last.order <= migration.order or last.version == migration.version:
            return
        yield self.found(
            head(migration),
            f"{migration.name} is new and sorts before {last.name}, which is released: {told.format(last=last.name)}.",
            repair=f"give {migration.name} a version above {last.version or last.name}",
            related=(Related(head(last), "the last migration that is released"),),
        )


@once
def _last_released(history: History) -> Migration | None:
    released = [one for one in history.migrations if one.frozen and one.up and not one.repeatable]
    return released[-1] if released else None
