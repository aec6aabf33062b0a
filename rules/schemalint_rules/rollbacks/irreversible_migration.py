from __future__ import annotations

from collections.abc import Iterator

from schemalint import Applied, Bad, Diagnostic, Good, MigrationRule, Replay, option


class IrreversibleMigration(MigrationRule):
    """A migration that nothing can take back should say so.

    ## What it does
    Reports a step of the schema for which no statement exists that restores what was there: a value added to an enum of PostgreSQL
    that the migration does not make itself. What one statement or several can bring back is left alone. A comment in the migration or its down part that declares it, in one of the
    words of `irreversible`, is respected. Lost rows are not meant: `destructive-without-backup` speaks of those.

    ## Why is this bad
    When the release must be taken back, the migration cannot be; who decides about the release has to know that before.

    ## Fix
    None: declare it in a comment, `schemalint: irreversible` and why, or split the migration.

    ## References
    - PostgreSQL 17 manual, ALTER TYPE (values of an enum cannot be removed)
    """

    name = "irreversible-migration"
    severity = "warning"
    needs = ("downs",)
    irreversible: tuple[str, ...] = option(
        (
            "irreversible",
            "not reversible",
            "cannot be reversed",
            "cannot be undone",
            "cannot be rolled back",
            "one way",
            "no-op",
        ),
        "Words of a comment that declares it; empty to respect none.",
    )

    good = (
        Good("CREATE TYPE mood AS ENUM ('ok');", path="db/migrations/000001_a.up.sql"),
        Good(
            "-- schemalint: irreversible: a value of an enum stays\nALTER TYPE mood ADD VALUE 'sad';",
            path="db/migrations/000002_b.up.sql",
            files=(("db/migrations/000001_a.up.sql", "CREATE TYPE mood AS ENUM ('ok');"),),
        ),
    )
    bad = (
        Bad(
            "ALTER TYPE mood ADD VALUE 'sad';",
            path="db/migrations/000002_b.up.sql",
            files=(("db/migrations/000001_a.up.sql", "CREATE TYPE mood AS ENUM ('ok');"),),
            at="ALTER TYPE mood ADD VALUE 'sad'",
            message="000002_b",
        ),
    )

    def check(self, applied: Applied, replay: Replay) -> Iterator[Diagnostic]:
        history = replay.history
        if history is None or history.forward_only or not applied.one_way:
            return
        migration = applied.migration
        said = " ".join(
            (*(script.remark for script in migration.down), *(one.remark for one in applied.one_way))
        ).lower()
        if any(word.lower() in said for word in self.irreversible):
            return
        for one in applied.one_way[:1]:
            more = f" ({len(applied.one_way)} such steps)" if len(applied.one_way) > 1 else ""
            yield self.found(
                one.step.statement.span,
                f"Migration {migration.name} cannot be taken back: {one.words}{more}.",
                repair="say so in a comment: `-- schemalint: irreversible: …`",
                cause=one.step.statement.span,
            )
