from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay, Type
from schemalint_rules._proposals import Written, about, spelled
from schemalint_rules._retyping import retyping, typed, written_at


class MoneyType(CatalogRule):
    """An amount should not be stored as `money`.

    ## What it does
    Reports columns of type `money`, in SQL Server `smallmoney` too.

    ## Why is this bad
    In PostgreSQL the number of decimals and the currency sign come from `lc_monetary` of the server: a dump read under
    another locale holds other amounts, and no currency is stored. In SQL Server results of division and multiplication are
    cut to four decimals at each step.

    ## Fix
    `numeric(19,4)`, in SQL Server `decimal(19,4)`, which holds every value of its `money`, and `decimal(10,4)` for `smallmoney`. Unsafe:
    clients get a number where they had formatted text, and the table is rewritten; in PostgreSQL, whose `money` goes further, an amount
    of a thousand billions and more is refused.

    ## References
    - PostgreSQL 17 manual, 8.2 Monetary Types; PostgreSQL wiki, Don't Do This
    - SQL Server, money and smallmoney
    """

    name = "money-type"
    severity = "warning"
    dialects = ("postgres", "tsql")
    fixes = "unsafe"
    only_with = ("money",)
    good = (Good("CREATE TABLE item (id int PRIMARY KEY, price numeric(19, 4), currency char(3));"),)
    bad = (
        Bad(
            "CREATE TABLE item (id int PRIMARY KEY, price money);",
            at="money",
            fixed="CREATE TABLE item (id int PRIMARY KEY, price numeric(19,4));",
            message="ALTER TABLE item ALTER COLUMN price TYPE numeric(19,4) USING price::numeric(19,4);",
        ),
        Bad(
            "CREATE TABLE item (id int PRIMARY KEY, price MONEY NOT NULL);",
            at="MONEY",
            dialect="tsql",
            fixed="CREATE TABLE item (id int PRIMARY KEY, price DECIMAL(19,4) NOT NULL);",
            message="ALTER TABLE item ALTER COLUMN price decimal(19,4) NOT NULL;",
        ),
        Bad(
            "CREATE TABLE item (id int PRIMARY KEY, tip smallmoney);",
            at="smallmoney",
            dialect="tsql",
            fixed="CREATE TABLE item (id int PRIMARY KEY, tip decimal(10,4));",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        written = Written(replay)
        postgres = catalog.dialect == "postgres"
        for table, column, held in typed(catalog):
            if held.family != "money" or column.generated:
                continue
            name = "numeric" if postgres else "decimal"
            digits = "10" if held.name == "smallmoney" else "19"
            brackets = "[]" * held.dimensions
            wanted = Type(name, f"{name}({digits},4){brackets}", "decimal", (digits, "4"), held.dimensions)
            why = (
                "its decimals and its sign depend on the server's lc_monetary, and no currency is stored"
                if postgres
                else "each division and multiplication is cut to four decimals"
            )
            using = f"{spelled(column.name, catalog)}::{wanted.text}" if postgres else ""
            message = f"{table.ref.text}.{column.name} is {held.text}: {why}."
            repair, fix = retyping(table, column, wanted, catalog, written, using=using)
            subject = about(table, column.name)
            yield self.found(written_at(column), message, subject=subject, repair=repair, fix=fix)
