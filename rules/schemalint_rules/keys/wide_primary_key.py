from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay, option
from schemalint_rules._proposals import about_table
from schemalint_rules._tables import stored


class WidePrimaryKey(CatalogRule):
    """A primary key should be of few columns.

    ## What it does
    Reports a primary key of more than `max` columns.

    ## Why is this bad
    Each table that refers to the row repeats all of them, so does every index of InnoDB and of a clustered table in SQL Server,
    and every join has to name all of them.

    ## Fix
    A short key of its own, and a unique constraint on what was the key. Not done by itself: what refers to it must follow.

    ## References
    - MySQL 8.4 manual, 17.6.2.1 Clustered and Secondary Indexes; SQL Server, Index architecture and design guide
    """

    name = "wide-primary-key"
    severity = "info"
    on = "strict"
    max: int = option(3, "The most columns that are not reported.")
    good = (Good("CREATE TABLE booking (room int, day date, slot int, PRIMARY KEY (room, day, slot));"),)
    bad = (
        Bad(
            "CREATE TABLE booking (house int, room int, day date, slot int, PRIMARY KEY (house, room, day, slot));",
            at="PRIMARY KEY (house, room, day, slot)",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in stored(catalog):
            key = table.primary_key
            if key is not None and len(key.columns) > self.max:
                yield self.found(
                    key.span if key.span.path else table.span,
                    f"The primary key of {table.ref.text} has {len(key.columns)} columns ({', '.join(key.columns)}): whatever refers "
                    "to a row repeats them all.",
                    subject=about_table(table),
                    repair=f"a key of one column, and UNIQUE ({', '.join(key.columns)})",
                )
