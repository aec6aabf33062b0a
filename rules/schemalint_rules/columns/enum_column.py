from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay
from schemalint_rules._made_types import labels
from schemalint_rules._proposals import about
from schemalint_rules._retyping import typed, written_at


class EnumColumn(CatalogRule):
    """A list of values should be a lookup table or a CHECK where the policy says so.

    ## What it does
    Reports columns of an enumerated type: a type made by CREATE TYPE … AS ENUM in PostgreSQL, ENUM and SET in MySQL and
    MariaDB. A policy: off until it is selected or configured.

    ## Why is this bad
    A label cannot be removed without making the type anew, its order is fixed, and nothing more can be told of a value: no
    translation, no date from which it is out of use.

    ## Fix
    A lookup table with a foreign key, or a text column with a CHECK. Not done by itself.

    ## References
    - PostgreSQL 17 manual, 8.7 Enumerated Types; MySQL 8.4 manual, 13.3.6 The ENUM Type
    """

    name = "enum-column"
    severity = "info"
    on = "policy"
    dialects = ("postgres", "mysql", "mariadb")
    good = (Good("CREATE TABLE item (id int PRIMARY KEY, size text CHECK (size IN ('s', 'm', 'l')));"),)
    bad = (
        Bad(
            "CREATE TABLE item (id int PRIMARY KEY, fit app.shirt_size);",
            at="app.shirt_size",
            given="CREATE SCHEMA app;\nCREATE TYPE app.shirt_size AS ENUM ('s', 'm', 'l');",
            message="'s', 'm', 'l'",
        ),
        Bad("CREATE TABLE item (id int PRIMARY KEY, fit ENUM('s', 'm'));", at="ENUM('s', 'm')", dialect="mysql"),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table, column, held in typed(catalog):
            values = held.values or labels(held, catalog)
            if not values:
                continue
            shown = ", ".join(f"'{value}'" for value in values[:5]) + (" …" if len(values) > 5 else "")
            yield self.found(
                written_at(column),
                f"{table.ref.text}.{column.name} is an enumerated type ({shown}): labels cannot be taken away, and nothing more "
                "can be told of them.",
                subject=about(table, column.name),
                repair="a lookup table with a foreign key, or a text column with a CHECK",
            )
