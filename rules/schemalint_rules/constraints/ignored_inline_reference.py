from __future__ import annotations

from collections.abc import Iterator

from schemalint import AddConstraint, Bad, Catalog, CatalogRule, Diagnostic, Fix, ForeignKey, Good, Replay, Table
from schemalint_rules._foreign_keys import about_key, called
from schemalint_rules._proposals import add_constraint, listed, new_constraint_name, object_name, spelled, spelled_ref
from schemalint_rules._tables import stored


class IgnoredInlineReference(CatalogRule):
    """REFERENCES behind a column makes no foreign key in older MySQL and MariaDB.

    ## What it does
    Reports a column with REFERENCES of its own where the server parses the words and drops them: MySQL before 9.0, MariaDB
    before 10.5. Silent where the table has the same key in a clause of its own.

    ## Why is this bad
    There is no error and no warning. The script reads as if rows were protected, and none is.

    ## Fix
    FOREIGN KEY as a clause of the table. Unsafe: rows that point to nothing refuse it.

    ## References
    - MySQL 8.4 manual, 1.7.2.3 FOREIGN KEY Constraint Differences; MySQL 9.0, Release Notes; MariaDB, Foreign Keys, REFERENCES
    """

    name = "ignored-inline-reference"
    severity = "warning"
    dialects = ("mysql", "mariadb")
    fixes = "unsafe"
    good = (
        Good(
            "CREATE TABLE orders (id int PRIMARY KEY, account_id int, FOREIGN KEY (account_id) REFERENCES account (id));",
            given="CREATE TABLE account (id int PRIMARY KEY);",
            dialect="mysql",
        ),
        Good(
            "CREATE TABLE orders (id int PRIMARY KEY, account_id int REFERENCES account (id));",
            given="CREATE TABLE account (id int PRIMARY KEY);",
            dialect="mariadb",
            version="10.11",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE orders (id int PRIMARY KEY, account_id int REFERENCES account (id));",
            given="CREATE TABLE account (id int PRIMARY KEY);",
            at="REFERENCES account (id)",
            dialect="mysql",
            version="8.4",
            message="FOREIGN KEY (account_id) REFERENCES account (id)",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in stored(catalog):
            held = {(key.columns, key.parent) for key in table.foreign_keys if not key.ignored}
            for key in table.foreign_keys:
                if key.ignored and (key.columns, key.parent) not in held:
                    yield self._dropped(table, key, catalog)

    def _dropped(self, table: Table, key: ForeignKey, catalog: Catalog) -> Diagnostic:
        columns = key.parent_columns
        if not columns and (parent := catalog.table(key.parent)) is not None and parent.primary_key is not None:
            columns = parent.primary_key.columns
        name = new_constraint_name(table, key.columns, "fkey", catalog)
        clause = f"FOREIGN KEY ({spelled(key.columns[0], catalog)}) REFERENCES {spelled_ref(key.parent, catalog)}"
        clause += f" ({listed(columns, catalog)})" if columns else ""
        made = ForeignKey(name, key.columns, key.parent, columns, key.on_delete, key.on_update, named=True)
        what = called(table, key)
        fix = Fix(
            f"Let {what} refer to {key.parent.text}", "unsafe", (), (AddConstraint(object_name(table.ref), made),)
        )
        return self.found(
            key.span if key.span.path else table.span,
            f"The server drops the reference of {what} to {key.parent.text} without a word: nothing protects the rows.",
            subject=about_key(table, key),
            repair=add_constraint(table.ref, name, clause, catalog),
            fix=fix if columns else None,
        )
