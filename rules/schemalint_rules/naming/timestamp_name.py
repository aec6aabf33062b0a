from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Column, Diagnostic, Good, Replay, option
from schemalint_rules._proposals import about
from schemalint_rules._tables import is_framework_table, own_columns, stored
from schemalint_rules._usual import usual
from schemalint_rules._vocabulary import named

ENDS = frozenset({"at", "time", "date", "ts", "timestamp", "on", "datetime", "when"})
SPANS = frozenset({("from",), ("to",), ("until",), ("till",), ("since",), ("before",), ("after",)})
"""Last words that say which end of a span the time is: `valid_from_at` would be no better name."""


class TimestampName(CatalogRule):
    """Points in time should end with one word.

    ## What it does
    Finds the last word that at least 80 % of the schema's timestamp columns have (`_at`, `_time`, `_date` …) and reports those
    with another one. `ending` fixes it instead. Ends of a span (`valid_from`, `valid_to`) are left alone.

    ## Why is this bad
    `created_at`, `update_time` and `deleted_on` in one table are guessed wrong every other time.

    ## Fix
    Rename it. Clients use the old name, so nothing is changed by itself.

    ## References
    - PostgreSQL 17 manual, 8.5 Date/Time Types
    - SQL Style Guide (S. Holywell), Uniform suffixes
    """

    name = "timestamp-name"
    severity = "info"
    on = "strict"
    ending: str = option("", "The last word of a timestamp's name: `at`.")
    good = (Good("CREATE TABLE item (id int PRIMARY KEY, created_at timestamptz, sold_on timestamptz);"),)
    bad = (
        Bad(
            "CREATE TABLE item (a_at timestamp, b_at timestamp, c_at timestamp, d_at timestamp, e_at timestamp, sold_on timestamp);",
            at="sold_on",
            message="sold_at",
        ),
        Bad("CREATE TABLE item (created timestamp);", at="created", options={"ending": "at"}, message="created_at"),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        times = [
            (table, column)
            for table in stored(catalog)
            if not is_framework_table(table)
            for column in own_columns(table)
            if column.type is not None
            and column.type.family in ("timestamp", "timestamptz")
            and not column.type.dimensions
        ]
        wanted = self.ending.strip("_").lower() or usual(frozenset(named(column)[-1:]) for _, column in times)
        if wanted not in ENDS and not self.ending:
            return
        for table, column in times:
            parts = named(column)
            if parts[-1:] != (wanted,) and parts[-1:] not in SPANS:
                whose = "as configured" if self.ending else "as those here do"
                yield self.found(
                    column.span,
                    f"{table.ref.text}.{column.name} is a point in time whose name does not end with {wanted}, {whose}.",
                    subject=about(table, column.name),
                    repair=f"name it {_better(column, wanted)}",
                )


def _better(column: Column, wanted: str) -> str:
    parts = named(column)
    stem = parts[:-1] if len(parts) > 1 and parts[-1] in ENDS else parts
    return "_".join((*stem, wanted))
