from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from schemalint import Applied, Bad, Diagnostic, Good, History, Migration, MigrationRule, Related, Replay
from schemalint_rules._once import once
from schemalint_rules._versions import counted, head, in_code

STOPS = {
    "tern": "tern refuses a directory with a hole in it",
    "play": "Play reads no further than the first number that is missing",
    "graphile": "graphile-migrate refuses a directory with a hole in it",
    "postgres-migrations": "postgres-migrations refuses a directory with a hole in it",
    "refinery": "refinery refuses versions that do not follow each other",
}
"""Frameworks to which a hole matters."""


class VersionGap(MigrationRule):
    """The versions of a directory that counts should leave no number out.

    ## What it does
    Reports a migration whose version is not the next one, in directories whose versions count by one: at least three of them, four in
    five following the one before. Times do not count, versions made of several numbers (Flyway's `2.31.4`) are left alone, and a
    number that a file in another language has, as goose's `00003_users.go`, is not missing.

    ## Why is this bad
    Often a file was forgotten in a commit or lost in a merge, and the next branch that takes the free number adds a migration that
    sorts before those that ran. Some frameworks stop at the hole.

    ## Fix
    Bring the missing file back, or give the later ones the numbers that follow where none of them ran anywhere. No automatic fix:
    which of the two it is cannot be told.

    ## References
    - tern, Migrations; Play, Managing database evolutions; golang-migrate, Migration Filename Format
    """

    name = "version-gap"
    severity = "info"

    good = (
        Good(
            "CREATE TABLE c (id int);",
            path="migrations/0003_c.sql",
            files=(
                ("migrations/0001_a.sql", "CREATE TABLE a (id int);"),
                ("migrations/0002_b.sql", "CREATE TABLE b (id int);"),
            ),
        ),
        Good(
            "CREATE TABLE c (id int);",
            path="migrations/20240301000000_c.sql",
            files=(
                ("migrations/20240101000000_a.sql", "CREATE TABLE a (id int);"),
                ("migrations/20240201000000_b.sql", "CREATE TABLE b (id int);"),
            ),
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE g (id int);",
            path="migrations/0008_g.sql",
            files=tuple((f"migrations/000{n}_t.sql", f"CREATE TABLE t{n} (id int);") for n in range(1, 7)),
            at="",
            message="0007",
        ),
    )

    def check(self, applied: Applied, replay: Replay) -> Iterator[Diagnostic]:
        history = replay.history
        if history is None:
            return
        before = _holes(history).get(applied.migration.order)
        if before is None:
            return
        migration = applied.migration
        first, last = int(before.version) + 1, int(migration.version) - 1
        missing = f"{_as(first, before)} is" if first == last else f"{_as(first, before)} to {_as(last, before)} are"
        stops = STOPS.get(history.framework)
        told = stops or "a file may be lost, and who takes a free number adds what sorts before migrations that ran"
        yield self.found(
            head(migration),
            f"{migration.name} follows {before.name}, and version {missing} missing: {told}.",
            repair=f"bring version {_as(first, before)} back, or renumber {migration.name} where it ran nowhere",
            related=(Related(head(before), f"the version before, {before.version}"),),
        )


@once
def _holes(history: History) -> dict[int, Migration]:
    """The migration before the hole, by the place of the one behind it."""
    taken = in_code(history)
    return {
        after.order: before
        for before, after in pairwise(counted(history))
        if any(number not in taken for number in range(int(before.version) + 1, int(after.version)))
    }


def _as(number: int, like: Migration) -> str:
    """The number written like the version before it."""
    return str(number).zfill(len(like.version)) if like.version.startswith("0") else str(number)
