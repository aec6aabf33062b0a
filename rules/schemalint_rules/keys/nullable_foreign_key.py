from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Fix, Good, Replay, SetNullable
from schemalint_rules._defaults import checked_not_null, takes_null
from schemalint_rules._foreign_keys import about_key, declared
from schemalint_rules._made_types import is_made_elsewhere
from schemalint_rules._proposals import name_of, object_name, set_not_null
from schemalint_rules._required import not_null_edits


class NullableForeignKey(CatalogRule):
    """A reference should be required.

    ## What it does
    Reports a foreign key of one column that may be NULL. A key with ON DELETE SET NULL is meant so, and so is one to its own
    table, where the first row has no parent.

    ## Why is this bad
    An inner join loses the row, an outer one fills it with NULLs, and whether "none" is a fact or a slip cannot be told.

    ## Fix
    NOT NULL. Unsafe: rows without a reference must be given one first, and writers must send it.

    ## References
    - PostgreSQL 17 manual, 5.5.5 Foreign Keys
    - C. J. Date, An Introduction to Database Systems, 8th edition, 9.7, on optional references
    """

    name = "nullable-foreign-key"
    severity = "info"
    on = "strict"
    fixes = "unsafe"
    good = (
        Good(
            "CREATE TABLE orders (id int PRIMARY KEY, account_id int NOT NULL REFERENCES account);",
            given="CREATE TABLE account (id int PRIMARY KEY);",
        ),
        Good("CREATE TABLE category (id int PRIMARY KEY, parent_id int REFERENCES category);"),
    )
    bad = (
        Bad(
            "CREATE TABLE orders (id int PRIMARY KEY, account_id int REFERENCES account);",
            given="CREATE TABLE account (id int PRIMARY KEY);",
            at="account_id",
            fixed="CREATE TABLE orders (id int PRIMARY KEY, account_id int NOT NULL REFERENCES account);",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table, key in declared(catalog):
            if len(key.columns) != 1 or key.parent == table.ref or "SET NULL" in (key.on_delete, key.on_update):
                continue
            column = table.column(key.columns[0])
            if column is None or column.unknown or column.generated or not takes_null(column, catalog):
                continue
            if column.name in checked_not_null(table) or is_made_elsewhere(column.type, catalog):
                continue
            where = f"{table.ref.text}.{column.name}"
            change = SetNullable(object_name(table.ref), name_of(column.name), False)
            edits = not_null_edits(column, catalog)
            yield self.found(
                column.span,
                f"{where} refers to {key.parent.text} and may be NULL: whether that is a fact or a slip cannot be told.",
                subject=about_key(table, key)._replace(kind="column", name=column.name),
                repair=set_not_null(table, column.name, catalog),
                fix=Fix(f"Require {where}", "unsafe", edits, (change,)),
            )
