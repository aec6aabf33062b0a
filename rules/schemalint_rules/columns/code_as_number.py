from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Column, Diagnostic, Good, Replay
from schemalint_rules._proposals import about
from schemalint_rules._retyping import typed, written_at
from schemalint_rules._vocabulary import named

LAST = frozenset(
    {
        "phone", "telephone", "mobile", "cellphone", "fax", "zip", "zipcode", "postcode", "postalcode", "ssn", "isbn", "ean",
        "upc", "barcode", "iban", "msisdn", "imei", "gtin",
    }
)  # fmt: skip
"""Last words of names of what is written in digits and counts nothing."""
PAIRS = frozenset(
    {
        ("phone", "number"), ("mobile", "number"), ("fax", "number"), ("postal", "code"), ("zip", "code"), ("post", "code"),
        ("card", "number"), ("passport", "number"), ("vat", "number"), ("routing", "number"),
    }
)  # fmt: skip


class CodeAsNumber(CatalogRule):
    """A code made of digits should be text.

    ## What it does
    Reports numeric columns named for a code that nobody adds up: phone numbers, postal codes, barcodes, social security
    numbers.

    ## Why is this bad
    A leading zero is lost for good (01067 Dresden becomes 1067), a plus sign or a letter does not fit, and the widths of
    other countries overflow the type.

    ## Fix
    A character column, with a CHECK on its form. Not done by itself: zeros that are lost must be found again.

    ## References
    - ITU-T E.164, The international public telecommunication numbering plan
    - Universal Postal Union, S42, International postal address components
    """

    name = "code-as-number"
    severity = "info"
    on = "strict"
    good = (Good("CREATE TABLE person (id int PRIMARY KEY, phone text, phone_id int, zip_count int, mobile boolean);"),)
    bad = (
        Bad("CREATE TABLE person (phone bigint, id int PRIMARY KEY);", at="bigint"),
        Bad("CREATE TABLE person (postalCode INT, id INT PRIMARY KEY);", at="INT", dialect="mysql"),
        Bad("CREATE TABLE person (zip INTEGER, id INTEGER PRIMARY KEY);", at="INTEGER", dialect="sqlite"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table, column, held in typed(catalog):
            if held.family not in ("integer", "decimal", "float") or held.dimensions or not _is_code(column):
                continue
            if any(column.name in key.columns for key in table.foreign_keys):
                continue
            yield self.found(
                written_at(column),
                f"{table.ref.text}.{column.name} keeps a code as {held.text}: leading zeros are lost, and signs and letters do not "
                "fit.",
                subject=about(table, column.name),
                repair="store it as text, with a CHECK on its form",
            )


def _is_code(column: Column) -> bool:
    parts = named(column)
    return bool(parts) and (parts[-1] in LAST or parts[-2:] in PAIRS)
