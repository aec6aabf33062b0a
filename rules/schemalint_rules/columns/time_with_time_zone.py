from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay, Type
from schemalint_rules._proposals import Written, about
from schemalint_rules._retyping import retyping, typed, written_at


class TimeWithTimeZone(CatalogRule):
    """A time of day should not carry an offset of its own.

    ## What it does
    Reports columns of type `time with time zone` (`timetz`).

    ## Why is this bad
    Whether an offset means summer or winter time depends on the date, which a time of day lacks. The manual itself says that
    the type is there for the SQL standard's sake and advises against it.

    ## Fix
    `time`, with the zone's name in a column of its own where it matters; a point in time is `timestamp with time zone`.
    Unsafe: the offset is dropped.

    ## References
    - PostgreSQL 17 manual, 8.5.1.2 Times; PostgreSQL wiki, Don't Do This
    """

    name = "time-with-time-zone"
    severity = "warning"
    dialects = ("postgres",)
    fixes = "unsafe"
    only_with = ("timetz", "zone")
    good = (Good("CREATE TABLE shop (id int PRIMARY KEY, opens time, zone text, opened timestamptz);"),)
    bad = (
        Bad(
            "CREATE TABLE shop (id int PRIMARY KEY, opens timetz);",
            at="timetz",
            fixed="CREATE TABLE shop (id int PRIMARY KEY, opens time);",
        ),
        Bad(
            "CREATE TABLE shop (id int PRIMARY KEY, opens TIME(3) WITH TIME ZONE);",
            at="TIME(3) WITH TIME ZONE",
            fixed="CREATE TABLE shop (id int PRIMARY KEY, opens TIME(3));",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        written = Written(replay)
        for table, column, held in typed(catalog):
            if held.family != "timetz" or column.generated:
                continue
            precision = f"({held.arguments[0]})" if held.arguments else ""
            brackets = "[]" * held.dimensions
            full = f"time{precision} without time zone{brackets}"
            wanted = Type("time without time zone", full, "time", held.arguments, held.dimensions)
            message = f"{table.ref.text}.{column.name} is {held.text}: what its offset means depends on a date that is not stored."
            repair, fix = retyping(table, column, wanted, catalog, written, text=f"time{precision}{brackets}")
            subject = about(table, column.name)
            yield self.found(written_at(column), message, subject=subject, repair=repair, fix=fix)
