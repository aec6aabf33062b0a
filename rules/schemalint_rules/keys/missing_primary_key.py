from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, Diagnostic, Good, Subject, Table, TableRule


class MissingPrimaryKey(TableRule):
    """A table should have a primary key.

    ## What it does
    Reports a table that ends up without a primary key once every statement has been replayed. Partitions, tables made with
    LIKE or INHERITS, keys added later, and keys taken from an index are understood.

    ## Why is this bad
    Without a key a row cannot be addressed: duplicates stay, logical replication refuses UPDATE and DELETE, and most
    frameworks cannot map the table.

    ## Fix
    Declare the column that identifies a row as PRIMARY KEY, or add a generated one.

    ## References
    - PostgreSQL 17 manual, 5.5.4 Primary Keys; 29.1 Publication (replica identity)
    - MySQL 8.4 manual, 17.6.2.1 Clustered and Secondary Indexes
    """

    name = "missing-primary-key"
    severity = "warning"
    fixes = "unsafe"
    good = (
        Good("CREATE TABLE account (id bigint PRIMARY KEY);"),
        Good("CREATE TABLE account (id bigint NOT NULL);\nALTER TABLE account ADD PRIMARY KEY (id);"),
    )
    bad = (Bad("CREATE TABLE account (email text NOT NULL);", at="account"),)

    def check(self, table: Table, catalog: Catalog) -> Iterator[Diagnostic]:
        if table.primary_key or table.kind != "table" or table.as_query:
            return
        yield self.found(
            table.span,
            f"Table {table.ref.text} has no primary key, so its rows cannot be told apart.",
            subject=Subject("table", table.schema or None, None, table.name),
            repair=f"ALTER TABLE {table.ref.text} ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;",
        )
