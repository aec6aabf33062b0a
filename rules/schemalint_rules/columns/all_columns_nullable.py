from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay, option
from schemalint_rules._defaults import checked_not_null, takes_null
from schemalint_rules._made_types import is_made_elsewhere
from schemalint_rules._proposals import about_table, set_not_null
from schemalint_rules._tables import stored


class AllColumnsNullable(CatalogRule):
    """A table should require something besides its key.

    ## What it does
    Reports a table in which every column outside the primary key may be NULL, if there are at least `min` of them. A CHECK or
    a domain that forbids NULL counts as NOT NULL.

    ## Why is this bad
    A row that holds nothing but a key is then a valid one: what makes the row a fact is left to every program that writes it.

    ## Fix
    Declare what each row must have as NOT NULL; only you know which columns those are.

    ## References
    - PostgreSQL 17 manual, 5.5.2 Not-Null Constraints
    - MySQL 8.4 manual, 10.4.2.1 Optimizing for Numeric Data and the sections that follow it, on NOT NULL
    """

    name = "all-columns-nullable"
    severity = "warning"
    on = "strict"
    min: int = option(2, "How many columns there must be outside the key.")
    good = (
        Good("CREATE TABLE customer (id int PRIMARY KEY, name text NOT NULL, phone text, fax text);"),
        Good("CREATE TABLE customer (id int PRIMARY KEY, note text);"),
    )
    bad = (
        Bad("CREATE TABLE customer (id int PRIMARY KEY, name text, phone text);", at="customer", message="name, phone"),
        Bad("CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NULL, phone TEXT);", at="customer", dialect="sqlite"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in stored(catalog):
            key = table.primary_key.columns if table.primary_key else ()
            rest = [column for column in table.columns if column.name not in key and not column.generated]
            if len(rest) < self.min or not all(column.nullable and not column.unknown for column in rest):
                continue
            if any(is_made_elsewhere(column.type, catalog) or not takes_null(column, catalog) for column in rest):
                continue
            if not checked_not_null(table).isdisjoint(column.name for column in rest):
                continue
            names = ", ".join(column.name for column in rest[:4]) + (" …" if len(rest) > 4 else "")
            yield self.found(
                table.span,
                f"Every column of {table.ref.text} outside its key may be NULL ({names}): a row may tell nothing at all.",
                subject=about_table(table),
                repair=f"say what each row must have, as {set_not_null(table, rest[0].name, catalog)}",
            )
