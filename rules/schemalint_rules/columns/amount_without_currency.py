from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Column, Diagnostic, Good, Replay, Subject
from schemalint_rules._tables import own_columns, stored
from schemalint_rules._vocabulary import MONEY, NOT_MONEY, named

CURRENCY = frozenset({"currency", "currencies", "ccy", "cur", "iso4217"})
UNITS = frozenset(
    {
        "usd", "eur", "gbp", "jpy", "chf", "cny", "inr", "aud", "cad", "sek", "nok", "dkk", "pln", "brl", "cents", "cent", "pence", "wei",
        "satoshi", "sats", "euro", "euros", "dollar", "dollars", "yen", "points", "credits", "tokens", "minor",
    }
)  # fmt: skip
"""Words that name the unit in the column itself."""
SURE = MONEY - {
    "discount",
    "credit",
    "debit",
    "charge",
    "costs",
    "cost",
    "balance",
    "credits",
    "payment",
    "payments",
    "deposit",
}
"""Words that speak of money and of nothing else; `balance` may be one of days, `cost` one of effort."""


class AmountWithoutCurrency(CatalogRule):
    """An amount should say its currency.

    ## What it does
    Reports a table with amounts of money (`price`, `amount`, `fee` … of a decimal type) that has no column for a currency, no
    unit in the names (`price_eur`, `amount_cents`) and no comment that tells one.

    ## Why is this bad
    The currency is known to the program alone. With the second currency every sum is wrong, and old rows cannot tell which
    one they meant.

    ## Fix
    A column with the ISO 4217 code beside the amount, or the unit in its name or comment.

    ## References
    - ISO 4217, Currency codes
    - M. Fowler, Patterns of Enterprise Application Architecture (2002), Money
    """

    name = "amount-without-currency"
    severity = "info"
    on = "strict"
    good = (
        Good("CREATE TABLE item (id int PRIMARY KEY, price numeric(12, 2), currency char(3));"),
        Good("CREATE TABLE item (id int PRIMARY KEY, price_eur numeric(12, 2), tax_rate numeric(4, 2));"),
        Good(
            "CREATE TABLE item (id int PRIMARY KEY, price numeric(12, 2));\nCOMMENT ON COLUMN item.price IS 'in EUR';"
        ),
    )
    bad = (
        Bad("CREATE TABLE item (id int PRIMARY KEY, price numeric(12, 2), fee numeric(12, 2));", at="price", message="price, fee"),
        Bad("CREATE TABLE item (id INT PRIMARY KEY, unitPrice DECIMAL(12, 2));", at="unitPrice", dialect="mysql"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in stored(catalog):
            if any(not CURRENCY.isdisjoint(named(column)) for column in table.columns) or _tells(table.comment):
                continue
            amounts = [column for column in own_columns(table) if _is_amount(column)]
            if not amounts:
                continue
            names = tuple(column.name for column in amounts)
            yield self.found(
                amounts[0].span,
                f"{table.ref.text} holds amounts ({', '.join(names)}) and does not tell their currency.",
                subject=Subject("column", table.schema or None, table.name, names[0], names),
                repair="a column with the ISO 4217 code beside them, or the unit in their names or comments",
            )


def _is_amount(column: Column) -> bool:
    if column.type is None or column.unknown or column.type.family not in ("decimal", "money", "float"):
        return False
    parts = named(column)
    if not parts or parts[-1] in NOT_MONEY or SURE.isdisjoint(parts) or not UNITS.isdisjoint(parts):
        return False
    return not _tells(column.comment)


def _tells(comment: str | None) -> bool:
    """Whether a comment names a currency or a unit."""
    if not comment:
        return False
    if any(sign in comment for sign in "€$£¥元円"):
        return True
    said = {word.strip(".,;:()[]\"'").lower() for word in comment.split()}
    return not said.isdisjoint(UNITS | CURRENCY)
