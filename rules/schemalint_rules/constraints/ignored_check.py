from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, Diagnostic, Dialect, Good, Subject, Table, TableRule, version_of
from schemalint_rules._tables import own_checks

SINCE: dict[Dialect, tuple[int, ...]] = {"mysql": (8, 0, 16), "mariadb": (10, 2, 1)}


class IgnoredCheck(TableRule):
    """CHECK keeps nothing out on servers that only parse it.

    ## What it does
    Reports a CHECK where the configured `server-version` is MySQL before 8.0.16 or MariaDB before 10.2.1, which read the words
    and forget them. Silent where no version is configured.

    ## Why is this bad
    There is no error and no warning, and `SHOW CREATE TABLE` lacks it. Whoever reads the script relies on it.

    ## Fix
    A newer server, an ENUM, a foreign key to a lookup table, or triggers. Not done by itself.

    ## References
    - MySQL 8.4 manual, 15.1.20.6 CHECK Constraints; MySQL 5.7 manual, 13.1.18 CREATE TABLE, on CHECK
    - MariaDB, CONSTRAINT
    """

    name = "ignored-check"
    severity = "warning"
    dialects = ("mysql", "mariadb")
    good = (
        Good("CREATE TABLE item (id int PRIMARY KEY, n int CHECK (n > 0));", dialect="mysql", version="8.4"),
        Good("CREATE TABLE item (id int PRIMARY KEY, n int CHECK (n > 0));", dialect="mariadb"),
    )
    bad = (
        Bad(
            "CREATE TABLE item (id int PRIMARY KEY, n int CHECK (n > 0));",
            at="CHECK (n > 0)",
            dialect="mysql",
            version="5.7",
            message="8.0.16",
        ),
    )

    def check(self, table: Table, catalog: Catalog) -> Iterator[Diagnostic]:
        if not catalog.version or version_of(catalog.dialect, catalog.version) >= SINCE[catalog.dialect]:
            return
        since = ".".join(str(part) for part in SINCE[catalog.dialect])
        for check in own_checks(table):
            yield self.found(
                check.span if check.span.path else table.span,
                f"CHECK ({check.expression.text}) of {table.ref.text} is read and forgotten: the server enforces it from {since} "
                f"on, and {catalog.version} is configured.",
                subject=Subject("constraint", table.schema or None, table.name, check.name, check.expression.columns),
                repair=f"a server from {since} on, an ENUM, or a lookup table",
            )
