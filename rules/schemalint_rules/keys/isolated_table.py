from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay
from schemalint_rules._foreign_keys import declared
from schemalint_rules._proposals import about_table
from schemalint_rules._tables import history_tables, is_framework_table, stored


class IsolatedTable(CatalogRule):
    """A table should have to do with others.

    ## What it does
    Reports a table with no foreign key to or from it, in a schema that has foreign keys. Tables of migration frameworks are
    left alone.

    ## Why is this bad
    Either a reference was never declared, so that rows point to nothing sooner or later, or nobody uses the table any more.

    ## Fix
    Declare what it refers to, or drop it; a table that stands alone for good is told so with a suppression.

    ## References
    - PostgreSQL 17 manual, 5.5.5 Foreign Keys
    - SchemaCrawler, Lint checks, on tables with no relationships
    """

    name = "isolated-table"
    severity = "info"
    on = "strict"
    good = (
        Good(
            "CREATE TABLE account (id int PRIMARY KEY);\nCREATE TABLE orders (id int PRIMARY KEY, a int REFERENCES account);"
        ),
        Good("CREATE TABLE account (id int PRIMARY KEY);\nCREATE TABLE schema_migrations (version text PRIMARY KEY);"),
    )
    bad = (
        Bad(
            "CREATE TABLE holiday (day date PRIMARY KEY);",
            given="CREATE TABLE account (id int PRIMARY KEY);\nCREATE TABLE orders (id int PRIMARY KEY, a int REFERENCES account);",
            at="holiday",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        joined = {ref for table, key in declared(catalog) for ref in (table.ref, key.parent)}
        if not joined:
            return
        kept = history_tables(catalog)
        for table in stored(catalog):
            if (
                table.ref not in joined
                and table.ref not in kept
                and not is_framework_table(table)
                and not table.inherits
            ):
                yield self.found(
                    table.span,
                    f"No foreign key leads to {table.ref.text} or from it.",
                    subject=about_table(table),
                    repair="declare what it refers to, or drop it",
                )
