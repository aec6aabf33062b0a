from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Edit, Fix, Good, Replay, SetDefault
from schemalint_rules._proposals import about, drop_default, name_of, object_name
from schemalint_rules._tables import own_columns, stored
from schemalint_rules._values import constant


class DefaultNullOnNotNull(CatalogRule):
    """A column that must have a value cannot have none by default.

    ## What it does
    Reports DEFAULT NULL on a column that is NOT NULL.

    ## Why is this bad
    MySQL and MariaDB refuse it (error 1067). Elsewhere it says nothing: every row that leaves the column out is refused,
    though the definition reads as if the column were optional.

    ## Fix
    Without the clause. Safe: the column behaves as before.

    ## References
    - MySQL 8.4 manual, 13.6 Data Type Default Values; MariaDB, error 1067, Invalid default value
    - PostgreSQL 17 manual, CREATE TABLE, DEFAULT
    """

    name = "default-null-on-not-null"
    severity = "warning"
    fixes = "safe"
    good = (Good("CREATE TABLE item (id int PRIMARY KEY, note text DEFAULT NULL, name text NOT NULL);"),)
    bad = (
        Bad(
            "CREATE TABLE item (id int PRIMARY KEY, name text NOT NULL DEFAULT NULL);",
            at="DEFAULT NULL",
            fixed="CREATE TABLE item (id int PRIMARY KEY, name text NOT NULL);",
        ),
        Bad(
            "CREATE TABLE item (id int PRIMARY KEY, name varchar(9) DEFAULT NULL NOT NULL);",
            at="DEFAULT NULL",
            dialect="mysql",
            fixed="CREATE TABLE item (id int PRIMARY KEY, name varchar(9) NOT NULL);",
            message="refuses",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        refused = catalog.dialect in ("mysql", "mariadb")
        for table in stored(catalog):
            for column in own_columns(table):
                default = constant(column.default.shape) if column.default else None
                if column.nullable or column.unknown or default is None or default.kind != "null":
                    continue
                if refused and not column.null_span.path:
                    continue  # a key of MySQL drops the clause without a word
                clause = column.default_span
                edits = (Edit(clause._replace(start=clause.start - 1), ""),) if clause.path else ()
                change = SetDefault(object_name(table.ref), name_of(column.name), None)
                why = "the server refuses it" if refused else "every row that leaves it out is refused all the same"
                yield self.found(
                    clause if clause.path else column.span,
                    f"{table.ref.text}.{column.name} is NOT NULL, and NULL by default: {why}.",
                    severity="error" if refused else None,
                    subject=about(table, column.name),
                    repair=drop_default(table, column, catalog),
                    fix=Fix(f"Leave the default of {table.ref.text}.{column.name} out", "safe", edits, (change,)),
                )
