from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay, option
from schemalint_rules._proposals import about_table
from schemalint_rules._tables import paths, stored


class TooManyIndexes(CatalogRule):
    """A table should not have more indexes than its writes can bear.

    ## What it does
    Reports a table with more than `max` indexes, those behind its keys among them.

    ## Why is this bad
    Every INSERT, every DELETE and most UPDATEs write to each of them, and the planner weighs each for every query.

    ## Fix
    Drop those that no query uses: `pg_stat_user_indexes`, `sys.schema_unused_indexes`, `sys.dm_db_index_usage_stats` and
    `DBA_INDEX_USAGE` tell.

    ## References
    - PostgreSQL 17 manual, 11.12 Examining Index Usage; MySQL 8.4 manual, 10.3 Optimization and Indexes
    - SQL Server, Index architecture and design guide
    """

    name = "too-many-indexes"
    severity = "info"
    on = "strict"
    max: int = option(10, "The most indexes that are not reported.")
    good = (
        Good("CREATE TABLE item (id int PRIMARY KEY, a int);\nCREATE INDEX item_a ON item (a);", options={"max": 2}),
    )
    bad = (
        Bad(
            "CREATE TABLE item (id int PRIMARY KEY, a int);\nCREATE INDEX item_a ON item (a);",
            at="item",
            options={"max": 1},
            message="2 indexes",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in stored(catalog):
            count = len(paths(table, catalog.dialect))
            if count > self.max:
                yield self.found(
                    table.span,
                    f"{table.ref.text} has {count} indexes, more than {self.max}: every write goes to each of them.",
                    subject=about_table(table),
                    repair="drop those that no query uses",
                )
