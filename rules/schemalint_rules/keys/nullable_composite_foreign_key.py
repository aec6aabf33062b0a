from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, ForeignKey, Good, Replay, Table
from schemalint_rules._foreign_keys import about_key, called, declared


class NullableCompositeForeignKey(CatalogRule):
    """A foreign key of several columns should not be passed by one that is NULL.

    ## What it does
    Reports a foreign key of several columns of which one may be NULL, unless it says MATCH FULL (PostgreSQL; the others do not keep to
    it) or a CHECK of the table keeps the columns NULL together.

    ## Why is this bad
    With MATCH SIMPLE, the default and in most servers the only choice, one NULL among the columns switches the check off: the
    others may hold anything.

    ## Fix
    NOT NULL, MATCH FULL where the server has it, or a CHECK that all are NULL or none is. Not done by itself.

    ## References
    - PostgreSQL 17 manual, 5.5.5 Foreign Keys; CREATE TABLE, MATCH; MySQL 8.4 manual, 15.1.20.5 FOREIGN KEY Constraints
    - SQLite, Foreign Key Support, 4.1 Composite Foreign Key Constraints
    """

    name = "nullable-composite-foreign-key"
    severity = "warning"
    only_with = ("references",)
    good = (
        Good(
            "CREATE TABLE post (id int PRIMARY KEY, tenant int NOT NULL, author int NOT NULL, "
            "FOREIGN KEY (tenant, author) REFERENCES account (tenant, id));",
            given="CREATE TABLE account (tenant int, id int, PRIMARY KEY (tenant, id));",
        ),
        Good(
            "CREATE TABLE post (id int PRIMARY KEY, tenant int, author int, "
            "FOREIGN KEY (tenant, author) REFERENCES account (tenant, id) MATCH FULL);",
            given="CREATE TABLE account (tenant int, id int, PRIMARY KEY (tenant, id));",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE post (id int PRIMARY KEY, tenant int NOT NULL, author int, "
            "FOREIGN KEY (tenant, author) REFERENCES account (tenant, id));",
            given="CREATE TABLE account (tenant int, id int, PRIMARY KEY (tenant, id));",
            at="FOREIGN KEY (tenant, author) REFERENCES account (tenant, id)",
            message="author",
        ),
        Bad(
            "CREATE TABLE post (id INTEGER PRIMARY KEY, tenant INT, author INT, "
            "FOREIGN KEY (tenant, author) REFERENCES account (tenant, id) MATCH FULL);",
            given="CREATE TABLE account (tenant INT, id INT, PRIMARY KEY (tenant, id));",
            at="FOREIGN KEY (tenant, author) REFERENCES account (tenant, id) MATCH FULL",
            dialect="sqlite",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table, key in declared(catalog):
            # SQLite, MySQL and MariaDB read MATCH FULL and do not keep to it.
            if len(key.columns) < 2 or (key.match.upper() == "FULL" and catalog.dialect in ("postgres", "standard")):
                continue
            columns = [table.column(name) for name in key.columns]
            open_ = [one.name for one in columns if one is not None and one.nullable and not one.unknown]
            if not open_ or _kept_together(table, key, open_):
                continue
            names = ", ".join(open_)
            yield self.found(
                key.span if key.span.path else table.span,
                f"Foreign key {called(table, key)} to {key.parent.text} is not checked where {names} is NULL: the other columns "
                "may then hold anything.",
                subject=about_key(table, key),
                repair=f"NOT NULL for {names}, or a CHECK that all of ({', '.join(key.columns)}) are NULL or none is",
            )


def _kept_together(table: Table, key: ForeignKey, open_: list[str]) -> bool:
    """Whether a CHECK speaks of NULL in just the columns that may hold it."""
    for check in table.checks:
        words = check.expression.text.lower()
        tells = "num_nulls" in words or "num_nonnulls" in words or "is null" in words or "is not null" in words
        if tells and len(open_) > 1 and set(open_) <= set(check.expression.columns):
            return True
    return False
