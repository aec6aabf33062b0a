from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AlterColumnType,
    Bad,
    Catalog,
    CatalogRule,
    Column,
    Diagnostic,
    Edit,
    Fix,
    Good,
    Replay,
    Table,
    Type,
    option,
)
from schemalint_rules._proposals import Written, about, alter_type, name_of, object_name
from schemalint_rules._tables import own_columns, stored
from schemalint_rules._vocabulary import MONEY, NOT_MONEY, named

MEASURED = frozenset(
    {"distance", "weight", "time", "duration", "score", "energy", "rain", "hours", "minutes", "length", "volume"}
)
"""Where a name has one of these words, its `total` is none of money."""


class FloatForMoney(CatalogRule):
    """An amount of money should not be a floating point number.

    ## What it does
    Reports a column whose name speaks of money (price, amount, balance, fee …) and whose type is float, real or double.
    Rates, ratios, scores and counts are left alone.

    ## Why is this bad
    Binary fractions cannot hold most decimal ones: 0.1 + 0.2 is not 0.3, sums drift, and equal amounts compare unequal.

    ## Fix
    `numeric(19,4)`, in the dialect's spelling. SQLite has no decimal type; there whole numbers of the smallest unit are
    proposed and nothing is changed by itself, since the values would have to be multiplied. Unsafe: values are rounded.

    ## References
    - PostgreSQL 17 manual, 8.1.3 Floating-Point Types
    - MySQL 8.4 manual, 13.1.3 Fixed-Point Types; SQLite, Floating Point Numbers
    """

    name = "float-for-money"
    severity = "warning"
    fixes = "unsafe"
    only_with = ("floa", "doub", "real")
    words: tuple[str, ...] = option((), "More words that speak of money, in lower case.")
    type: str = option("", "The type proposed instead; numeric(19,4) where it is not set.")

    good = (
        Good("CREATE TABLE item (id int PRIMARY KEY, price numeric(10, 2), tax_rate real, weight double precision);"),
        Good("CREATE TABLE item (id INTEGER PRIMARY KEY, price INTEGER);", dialect="sqlite"),
    )
    bad = (
        Bad(
            "CREATE TABLE item (id int PRIMARY KEY, unit_price double precision);",
            at="double precision",
            fixed="CREATE TABLE item (id int PRIMARY KEY, unit_price numeric(19,4));",
        ),
        Bad(
            "CREATE TABLE item (id INTEGER PRIMARY KEY, price REAL);",
            at="REAL",
            dialect="sqlite",
            message="smallest unit",
        ),
        Bad("CREATE TABLE item (id int PRIMARY KEY, totalAmount FLOAT);", at="FLOAT", dialect="mysql"),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        written = Written(replay)
        for table in stored(catalog):
            for column in own_columns(table):
                if column.type is None or column.unknown or column.type.family != "float" or column.type.dimensions:
                    continue
                if self._speaks_of_money(named(column)):
                    yield self._float(table, column, catalog, written)

    def _speaks_of_money(self, parts: tuple[str, ...]) -> bool:
        if not parts or parts[-1] in NOT_MONEY:
            return False
        return not (MONEY | frozenset(self.words)).isdisjoint(parts) or (
            parts[-1] == "total" and MEASURED.isdisjoint(parts)
        )

    def _float(self, table: Table, column: Column, catalog: Catalog, written: Written) -> Diagnostic:
        assert column.type is not None
        dialect = catalog.dialect
        sqlite = dialect == "sqlite"
        names = {"oracle": "NUMBER", "mysql": "decimal", "mariadb": "decimal", "tsql": "decimal"}
        exact = self.type or f"{names.get(dialect, 'numeric')}(19,4)"
        span = column.type.span
        bare, _, arguments = exact.partition("(")
        new = Type(
            bare.lower(), exact, "decimal", tuple(part.strip() for part in arguments.rstrip(")").split(",") if part)
        )
        tail = "" if column.nullable else " NOT NULL"
        fix = Fix(
            f"Store {table.ref.text}.{column.name} as {exact}",
            "unsafe",
            (Edit(span, written.cased(span, exact)),) if span.path else (),
            (AlterColumnType(object_name(table.ref), name_of(column.name), new),),
        )
        return self.found(
            span if span.path else column.span,
            f"{table.ref.text}.{column.name} looks like an amount of money but is {column.type.text}: sums drift and equal "
            "amounts compare unequal.",
            subject=about(table, column.name),
            repair="store the amount as an INTEGER of its smallest unit (cents)"
            if sqlite
            else alter_type(table.ref, column.name, exact, catalog, tail=tail),
            fix=None if sqlite else fix,
        )
