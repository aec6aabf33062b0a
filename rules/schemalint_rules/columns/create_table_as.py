from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay
from schemalint_rules._proposals import about_table, spelled_ref
from schemalint_rules._tables import understood


class CreateTableAs(CatalogRule):
    """A table should be declared, not copied from a query.

    ## What it does
    Reports tables made by CREATE TABLE … AS or SELECT … INTO that are given no key afterwards. Temporary tables are left
    alone.

    ## Why is this bad
    The copy has no key, no foreign key and no check, and its types are whatever the query gave. PostgreSQL and SQLite leave out NOT NULL,
    defaults and comments as well; SQL Server and Oracle keep NOT NULL alone, MySQL and MariaDB all three.

    ## Fix
    CREATE TABLE with all of that, then INSERT … SELECT.

    ## References
    - PostgreSQL 17 manual, CREATE TABLE AS; MySQL 8.4 manual, 15.1.20.4 CREATE TABLE ... SELECT Statement
    - SQL Server, SELECT - INTO clause
    """

    name = "create-table-as"
    severity = "warning"
    on = "strict"
    good = (
        Good(
            "CREATE TABLE b (id int PRIMARY KEY);\nINSERT INTO b (id) SELECT id FROM a;",
            given="CREATE TABLE a (id int);",
        ),
        Good("CREATE TEMPORARY TABLE b AS SELECT id FROM a;", given="CREATE TABLE a (id int);"),
    )
    bad = (
        Bad("CREATE TABLE b AS SELECT id FROM a;", at="b", given="CREATE TABLE a (id int PRIMARY KEY);"),
        Bad("SELECT id INTO b FROM a;", at="b", given="CREATE TABLE a (id int PRIMARY KEY);", dialect="tsql"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in understood(catalog):
            if table.as_query and table.kind == "table" and table.primary_key is None and not table.uniques:
                yield self.found(
                    table.span,
                    f"{table.ref.text} is copied from a query: it has no key, no foreign key and no check, whatever the tables of the query have.",
                    subject=about_table(table),
                    repair=f"declare {spelled_ref(table.ref, catalog)} with its keys, then INSERT … SELECT",
                )
