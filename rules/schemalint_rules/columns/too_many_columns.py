from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay, option
from schemalint_rules._proposals import about_table
from schemalint_rules._tables import stored


class TooManyColumns(CatalogRule):
    """A table should not have more columns than one can oversee.

    ## What it does
    Reports a table of more than `max` columns.

    ## Why is this bad
    Such a table holds several things at once: most columns are empty in most rows, every read and every new version of a row
    carries all of them, and the servers' own limits (1,600 in PostgreSQL at most, 1,017 in InnoDB, 1,024 in SQL Server) come
    nearer.

    ## Fix
    Split off what belongs together, or is rarely read, into tables that share the key.

    ## References
    - PostgreSQL 17 manual, Appendix K, PostgreSQL Limits; MySQL 8.4 manual, 17.21 InnoDB Limits
    - SQL Server, Maximum capacity specifications
    """

    name = "too-many-columns"
    severity = "info"
    on = "strict"
    max: int = option(60, "The most columns that are not reported.")
    good = (Good("CREATE TABLE item (id int PRIMARY KEY, a int, b int, c int);"),)
    bad = (
        Bad(
            "CREATE TABLE item (id int PRIMARY KEY, a int, b int, c int);",
            at="item",
            options={"max": 3},
            message="4 columns",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in stored(catalog):
            if len(table.columns) > self.max:
                yield self.found(
                    table.span,
                    f"{table.ref.text} has {len(table.columns)} columns, more than {self.max}: every row carries all of them.",
                    subject=about_table(table),
                    repair="split off what belongs together into a table that shares its key",
                )
