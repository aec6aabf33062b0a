from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Catalog,
    CatalogRule,
    CreateIndex,
    Diagnostic,
    Fix,
    Good,
    Index,
    KeyPart,
    Replay,
    purges,
    table_named,
)
from schemalint_rules._proposals import about, index_affix, index_name, name_of, object_name, spelled, spelled_ref
from schemalint_rules._tables import paths, stored


class RetentionUnindexed(CatalogRule):
    """The purge of old rows should find them by an index.

    ## What it does
    Reports a DELETE of what is older than some time ago, in a statement, a routine or a scheduled job, that filters on a column
    which leads no key and no index of the table. Tables that are partitioned by that column are left alone: there a partition goes.

    ## Why is this bad
    Each run of the purge reads the whole table to find the few rows that are due, and holds its locks meanwhile. The larger the
    table grows, the likelier the job is turned off.

    ## Fix
    An index on the column.

    ## References
    - PostgreSQL 17 manual, 11.1 Indexes, Introduction; MySQL 8.4 manual, 10.2.1.1 WHERE Clause Optimization
    """

    name = "retention-unindexed"
    severity = "info"
    on = "strict"
    fixes = "safe"
    good = (
        Good(
            "CREATE TABLE log (id int PRIMARY KEY, at timestamptz);\nCREATE INDEX log_at_idx ON log (at);\n"
            "DELETE FROM log WHERE at < now() - interval '90 days';"
        ),
        Good("CREATE TABLE log (id int PRIMARY KEY, at timestamptz);\nDELETE FROM log WHERE id < 100;"),
    )
    bad = (
        Bad(
            "CREATE TABLE log (id int PRIMARY KEY, at timestamptz);\n"
            "CREATE PROCEDURE purge() LANGUAGE sql AS $$ DELETE FROM log WHERE at < now() - interval '90 days' $$;\n",
            at="at",
            message="CREATE INDEX log_at_idx ON log (at)",
        ),
        Bad(
            "CREATE TABLE log (id int PRIMARY KEY, seen datetime);\nDELETE FROM log WHERE seen < NOW() - INTERVAL 90 DAY;",
            at="seen",
            dialect="mysql",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        judged = {table.ref for table in stored(catalog)}
        seen: set[tuple[str, str]] = set()
        for purge in purges(replay):
            table = table_named(purge.table, catalog)
            if table is None or table.ref not in judged or (purge.table, purge.column) in seen:
                continue
            seen.add((purge.table, purge.column))
            column = next((one for one in table.columns if one.name.lower() == purge.column), None)
            if column is None or column.name in table.partition_columns:
                continue
            if any(path.columns[:1] == (column.name,) and path.valid for path in paths(table, catalog.dialect)):
                continue
            name = index_name(table, (column.name,), index_affix(catalog), catalog)
            wanted = Index("", name, (KeyPart(column.name),))
            yield self.found(
                column.span,
                f"What is old in {table.ref.text} is deleted by {column.name}, which leads no index: each purge reads the whole table.",
                subject=about(table, column.name),
                repair=f"CREATE INDEX {name} ON {spelled_ref(table.ref, catalog)} ({spelled(column.name, catalog)});",
                fix=Fix(
                    f"Index {table.ref.text} by {column.name}",
                    "safe",
                    changes=(CreateIndex(object_name(table.ref), wanted, name_of(name)),),
                ),
            )
