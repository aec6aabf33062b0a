from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Column, Diagnostic, Good, Index, Replay, Table, Unique
from schemalint_rules._indexes import about_path, called, named_at
from schemalint_rules._tables import Path, paths, stored


class NullableUnique(CatalogRule):
    """A unique key should have no column that may be NULL.

    ## What it does
    Reports a unique constraint or index with a column that may be NULL. NULLS NOT DISTINCT and a predicate that leaves the
    NULLs out are understood. SQL Server has the opposite trap and is told so.

    ## Why is this bad
    NULL equals nothing, so rows that agree in all other columns pass any number of times. SQL Server takes NULL for a value:
    the second row without one is refused.

    ## Fix
    NOT NULL; NULLS NOT DISTINCT where one row without is enough; in SQL Server a filtered index. Not done by itself.

    ## References
    - PostgreSQL 17 manual, 5.5.3 Unique Constraints; MySQL 8.4 manual, 15.1.15 CREATE INDEX, Unique Indexes
    - SQL Server, Unique constraints and check constraints; SQLite, CREATE TABLE, UNIQUE constraints
    """

    name = "nullable-unique"
    severity = "warning"
    on = "strict"
    good = (
        Good("CREATE TABLE account (id int PRIMARY KEY, email text NOT NULL UNIQUE);"),
        Good("CREATE TABLE account (id int PRIMARY KEY, email text, UNIQUE NULLS NOT DISTINCT (email));", version="15"),
        Good(
            "CREATE UNIQUE INDEX account_email ON account (email) WHERE email IS NOT NULL;",
            given="CREATE TABLE account (id int PRIMARY KEY, email varchar(80));",
            dialect="tsql",
        ),
    )
    bad = (
        Bad("CREATE TABLE member (team int NOT NULL, person int, UNIQUE (team, person));", at="UNIQUE (team, person)",
            message="any number of times"),
        Bad("CREATE TABLE account (id int PRIMARY KEY, email varchar(80) NULL UNIQUE);", at="UNIQUE", dialect="tsql",
            message="second row"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in stored(catalog):
            for path in paths(table, catalog.dialect):
                if path.what == "primary key" or not path.unique or not path.valid:
                    continue
                open_ = _open(table, path)
                if open_:
                    yield self._passed(table, path, open_, catalog)

    def _passed(self, table: Table, path: Path, open_: list[Column], catalog: Catalog) -> Diagnostic:
        names = ", ".join(column.name for column in open_)
        if catalog.dialect == "tsql":
            why, cure = (
                "the second row without a value is refused",
                f"a filtered unique index WHERE {names} IS NOT NULL",
            )
        else:
            why, cure = "rows without a value pass any number of times", f"NOT NULL for {names}"
        return self.found(
            named_at(path),
            f"{called(table, path)} covers {names}, which may be NULL: {why}.",
            subject=about_path(table, path),
            repair=cure,
        )


def _open(table: Table, path: Path) -> list[Column]:
    """The columns of a unique key that may be NULL and for which it then keeps nothing apart."""
    origin = path.origin
    if isinstance(origin, (Index, Unique)) and origin.nulls_not_distinct:
        return []
    left_out = origin.predicate.columns if isinstance(origin, Index) and origin.predicate else ()
    columns = [table.column(part.column) for part in path.parts]
    return [one for one in columns if one and one.nullable and not one.unknown and one.name not in left_out]
