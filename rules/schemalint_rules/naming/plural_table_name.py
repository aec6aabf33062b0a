from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay, option
from schemalint_rules._plurals import is_plural, plural, singular
from schemalint_rules._proposals import about_table
from schemalint_rules._tables import is_framework_table, join_columns, stored
from schemalint_rules._usual import usual
from schemalint_rules._vocabulary import named


class PluralTableName(CatalogRule):
    """Table names should all be in the singular, or all in the plural.

    ## What it does
    Finds whether at least 80 % of the schema's table names end with a noun in the plural or in the singular, in English, and
    reports those that do not. `number` fixes it instead. Names that do not tell, and join tables, are left alone;
    among plurals, so is a name with a plural before its last word.

    ## Why is this bad
    With `users` and `account` in one schema each query is a guess, and what an ORM derives from the class is wrong for half.

    ## Fix
    Rename it, with a view of the old name for the clients. Not done by itself.

    ## References
    - ISO/IEC 11179-5, Naming principles; SQL Style Guide (S. Holywell), Tables
    """

    name = "plural-table-name"
    severity = "info"
    on = "strict"
    number: str = option(
        "", "What table names are in; the schema's own habit where it is empty.", choices=("", "singular", "plural")
    )
    good = (Good("CREATE TABLE account (id int PRIMARY KEY);\nCREATE TABLE orders (id int PRIMARY KEY);"),)
    bad = (
        Bad(
            "CREATE TABLE invoice (id int PRIMARY KEY);",
            given="CREATE TABLE users (id int);\nCREATE TABLE orders (id int);\nCREATE TABLE items (id int);\n"
            "CREATE TABLE cities (id int);\nCREATE TABLE boxes (id int);",
            at="invoice",
            message="invoices",
        ),
        Bad("CREATE TABLE users (id int PRIMARY KEY);", at="users", options={"number": "singular"}, message="user"),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        told = []
        for table in stored(catalog):
            parts = named(table)
            many = is_plural(parts[-1]) if parts else None
            if many is not None and not is_framework_table(table) and not join_columns(table):
                told.append((table, parts, "plural" if many else "singular"))
        wanted = self.number or usual(frozenset({number}) for *_, number in told)
        for table, parts, number in told if wanted else ():
            if number == wanted or (wanted == "plural" and any(map(is_plural, parts))):
                continue
            last = plural(parts[-1]) if wanted == "plural" else singular(parts[-1])
            whose = "as configured" if self.number else f"the schema's others are in the {wanted}"
            yield self.found(
                table.span,
                f"The name of {table.ref.text} is in the {number}; {whose}.",
                subject=about_table(table),
                repair=f"name it {'_'.join((*parts[:-1], last))}",
            )
