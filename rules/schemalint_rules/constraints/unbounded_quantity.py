from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    NOWHERE,
    AddConstraint,
    Bad,
    Between,
    Catalog,
    CatalogRule,
    Check,
    Column,
    ColumnRef,
    Compare,
    Constant,
    Diagnostic,
    Expression,
    Fix,
    Good,
    Replay,
    Table,
)
from schemalint_rules._proposals import about, add_constraint, new_constraint_name, object_name, spelled
from schemalint_rules._tables import history_tables, own_columns, stored
from schemalint_rules._values import checks_of
from schemalint_rules._vocabulary import named

SHARES = frozenset({"percent", "percentage", "pct"})
COUNTS = frozenset(
    {
        "quantity", "qty", "price", "prices", "salary", "wage", "weight", "height", "width", "length", "age", "stock", "capacity",
        "seats", "rate", "fee", "postage", "mileage", "volume", "duration",
    }
)  # fmt: skip
"""Last words of names of what is never less than nothing."""
EITHER = frozenset({"delta", "change", "difference", "diff", "adjustment", "correction", "growth", "net", "exchange"})
"""With these, less than nothing is meant."""


class UnboundedQuantity(CatalogRule):
    """A quantity should have a bound.

    ## What it does
    Reports a number named for a quantity, a price, a rate or a share of hundred that no CHECK bounds. Unsigned columns are
    bounded by their type; names that speak of a change may be negative.

    ## Why is this bad
    A minus sign in an import, and an order of -3 pieces at -9.90 adds to the revenue.

    ## Fix
    `CHECK (quantity >= 0)`, for percentages BETWEEN 0 AND 100. Unsafe: rows that are there may refuse it.

    ## References
    - PostgreSQL 17 manual, 5.5.1 Check Constraints; MySQL 8.4 manual, 15.1.20.6 CHECK Constraints
    """

    name = "unbounded-quantity"
    severity = "info"
    on = "strict"
    fixes = "unsafe"
    good = (
        Good(
            "CREATE TABLE item (id int PRIMARY KEY, quantity int CHECK (quantity >= 0), stock_delta int, rate_id int);"
        ),
        Good("CREATE TABLE item (id int PRIMARY KEY, quantity int unsigned);", dialect="mysql"),
    )
    bad = (
        Bad("CREATE TABLE item (id int PRIMARY KEY, quantity int);", at="quantity", message="CHECK (quantity >= 0)"),
        Bad("CREATE TABLE item (id int PRIMARY KEY, taxPercent decimal(5,2));", at="taxPercent", dialect="mysql",
            message="BETWEEN 0 AND 100"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        kept = history_tables(catalog)
        for table in stored(catalog):
            for column in own_columns(table) if table.ref not in kept else ():
                held = column.type
                if held is None or column.unknown or column.generated or held.dimensions:
                    continue
                if held.family not in ("integer", "decimal", "float", "money") or "unsigned" in held.modifiers:
                    continue
                parts = named(column)
                if not parts or parts[-1] not in SHARES | COUNTS or not EITHER.isdisjoint(parts):
                    continue
                if any(True for _ in checks_of(table, column, catalog)):
                    continue
                if not any(column.name in key.columns for key in table.foreign_keys):
                    yield self._open(table, column, parts[-1] in SHARES, catalog)

    def _open(self, table: Table, column: Column, share: bool, catalog: Catalog) -> Diagnostic:
        name, ref = spelled(column.name, catalog), ColumnRef(column.name)
        nothing, hundred = Constant("number", "0"), Constant("number", "100")
        text = f"{name} BETWEEN 0 AND 100" if share else f"{name} >= 0"
        shape = Between(ref, nothing, hundred) if share else Compare(ref, ">=", nothing)
        called = new_constraint_name(table, (column.name,), "check", catalog)
        check = Check(called, Expression(text, NOWHERE, shape, (column.name,)), named=True)
        change = AddConstraint(object_name(table.ref), check)
        return self.found(
            column.span,
            f"Nothing keeps {table.ref.text}.{column.name} from being less than nothing"
            + (", or more than a hundred." if share else "."),
            subject=about(table, column.name),
            repair=add_constraint(table.ref, called, f"CHECK ({text})", catalog),
            fix=Fix(f"Bound {table.ref.text}.{column.name}", "unsafe", (), (change,)),
        )
