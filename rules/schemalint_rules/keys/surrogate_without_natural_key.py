from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay, Table
from schemalint_rules._proposals import about_table
from schemalint_rules._tables import is_framework_table, is_generated, is_row_number, join_columns, stored
from schemalint_rules._vocabulary import is_log


class SurrogateWithoutNaturalKey(CatalogRule):
    """Something besides a generated number should tell two rows apart.

    ## What it does
    Reports a table whose only key is a number or UUID that the server makes, with no unique constraint or index
    on anything else. Logs
    and join tables are left alone.

    ## Why is this bad
    The same fact fits any number of times: an import that runs twice makes every customer twice, and nothing in the schema
    says which column would have stopped it.

    ## Fix
    A unique constraint on what makes the thing the thing it is. Not done by itself: only you know what that is.

    ## References
    - E. F. Codd, The Relational Model for Database Management, Version 2 (1990), 1.7, on keys
    - SchemaCrawler, Lint checks, on tables with a surrogate key alone
    """

    name = "surrogate-without-natural-key"
    severity = "info"
    on = "strict"
    good = (
        Good("CREATE TABLE account (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text UNIQUE);"),
        Good("CREATE TABLE login_log (id bigserial PRIMARY KEY, account text, at timestamptz);"),
        Good("CREATE TABLE country (code char(2) PRIMARY KEY, name text);"),
    )
    bad = (
        Bad("CREATE TABLE account (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text);", at="account"),
        Bad("CREATE TABLE account (id INT AUTO_INCREMENT PRIMARY KEY, email VARCHAR(80));", at="account", dialect="mysql"),
        Bad("CREATE TABLE account (id INTEGER PRIMARY KEY, email TEXT);", at="account", dialect="sqlite"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in stored(catalog):
            if self._is_bare(table, catalog):
                yield self.found(
                    table.span,
                    f"Nothing but a generated key tells the rows of {table.ref.text} apart: the same fact fits twice.",
                    subject=about_table(table),
                    repair="a unique constraint on what makes the thing what it is",
                )

    def _is_bare(self, table: Table, catalog: Catalog) -> bool:
        key = table.primary_key
        if key is None or len(key.columns) != 1 or len(table.columns) < 2:
            return False
        if any(one.columns != key.columns for one in table.uniques) or table.exclusions or is_framework_table(table):
            return False
        if any(index.unique and index.columns != key.columns for index in table.indexes):
            return False
        if is_log(table) or join_columns(table):
            return False
        column = table.column(key.columns[0])
        return column is not None and (is_generated(column) or is_row_number(table, column, catalog.dialect))
