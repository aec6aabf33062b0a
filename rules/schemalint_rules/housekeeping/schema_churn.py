from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Applied,
    Bad,
    Catalog,
    CatalogRule,
    Diagnostic,
    Good,
    Life,
    Related,
    Replay,
    Span,
    Subject,
    churn,
    option,
)

_MADE = "CREATE TABLE a (id int);"
_DAILY = tuple(
    (f"migrations/202401{day:02}000000_c{day}.sql", f"ALTER TABLE a ADD COLUMN c{day} int;") for day in range(2, 11)
)
_YEARLY = tuple(
    (f"migrations/20{year:02}0101000000_c{year}.sql", f"ALTER TABLE a ADD COLUMN c{year} int;")
    for year in range(11, 20)
)


class SchemaChurn(CatalogRule):
    """A table should not be designed migration by migration.

    ## What it does
    Reports a table that more than `max` migrations alter within `days` days of the one that makes it: its columns, keys, constraints,
    indexes or name, and that is still there. When a migration was made is told by the time in its version, else by the first commit that holds its file. Where
    neither tells, all migrations are counted, and the message says so. `schemalint history --churn` draws the whole.

    ## Why is this bad
    Each of them took a lock, a review and a release, and what a single design would have been is spread over all of them. Nobody reads
    in a history like this what the table is meant to be.

    ## Fix
    What ran has run. Put the migrations that are not released yet into one, and write the design of the next table down before its first
    migration. No automatic fix.

    ## References
    - Ambler and Sadalage, Refactoring Databases, chapter 2; Prisma Migrate, Squashing migrations
    """

    name = "schema-churn"
    severity = "info"
    on = "strict"
    needs = ("days",)
    max: int = option(8, "So many migrations may alter a table in its first days.")
    days: int = option(90, "So many days after it was made a table is young.")

    good = (
        Good(_MADE, path="migrations/20240101000000_a.sql", files=_DAILY[:8]),
        Good(_MADE, path="migrations/20100101000000_a.sql", files=_YEARLY),
    )
    bad = (
        Bad(_MADE, path="migrations/20240101000000_a.sql", files=_DAILY, at="a", message="9 migrations in 9 days"),
        Bad(
            _MADE,
            path="migrations/01_a.sql",
            files=tuple((f"migrations/{n:02}_c.sql", f"ALTER TABLE a ADD COLUMN c{n} int;") for n in range(2, 6)),
            options={"max": 3},
            at="a",
            message="nothing tells when",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        if replay.history is None or len(replay.applied) <= self.max:
            return
        found = churn(replay, self.days)
        by_place = {one.migration.order: one for one in replay.applied}
        for life in found.lives:
            if len(life.early) > self.max and life.span.path and life.gone is None:
                yield self._told(life, by_place, found.dated)

    def _told(self, life: Life, by_place: dict[int, Applied], dated: bool) -> Diagnostic:
        first, last = by_place[life.made], by_place[life.early[-1]]
        if dated:
            took = f"in {_days(first.day, last.day)} days, between {first.day} and {last.day}"
            how = "" if first.day_by == "version" else " (by the commits that brought them)"
        else:
            took, how = (
                "since it was made",
                "; nothing tells when, for versions hold no time and there is no git history",
            )
        return self.found(
            life.span,
            f"Table {life.ref.text} was altered by {len(life.early)} migrations {took}{how}: a single design would have been one.",
            subject=Subject("table", life.ref.schema or None, None, life.ref.name, ()),
            repair="put the migrations that are not released into one; `schemalint history --churn` shows them",
            related=tuple(_shown(by_place[at]) for at in life.early[:3]),
        )


def _days(first: str, last: str) -> int:
    from datetime import date

    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def _shown(applied: Applied) -> Related:
    script = applied.migration.up[0]
    steps = applied.steps
    return Related(steps[0].statement.span if steps else Span(script.path, 0, 0), applied.migration.name)
