from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay, Type
from schemalint_rules._proposals import Written, about
from schemalint_rules._retyping import retyping, typed, written_at


class BoundedVarchar(CatalogRule):
    """Text should have no length limit in its type where the policy says so.

    ## What it does
    Reports `varchar(n)` columns in PostgreSQL. A policy: off until it is selected or configured.

    ## Why is this bad
    In PostgreSQL `text` costs nothing more, and a limit that was guessed has to be raised sooner or later. Where a limit is a
    rule of the business, a CHECK says so, has a name, and can be changed without touching the type.

    ## Fix
    `text`. Unsafe: clients that rely on the limit may get longer values.

    ## References
    - PostgreSQL 17 manual, 8.3 Character Types; PostgreSQL wiki, Don't Do This
    """

    name = "bounded-varchar"
    severity = "info"
    on = "policy"
    dialects = ("postgres",)
    fixes = "unsafe"
    good = (Good("CREATE TABLE item (id int PRIMARY KEY, name text CHECK (length(name) <= 80), code varchar);"),)
    bad = (
        Bad(
            "CREATE TABLE item (id int PRIMARY KEY, name varchar(80));",
            at="varchar(80)",
            fixed="CREATE TABLE item (id int PRIMARY KEY, name text);",
            message="ALTER TABLE item ALTER COLUMN name TYPE text;",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        written = Written(replay)
        for table, column, held in typed(catalog):
            if held.family != "varchar" or held.length is None or column.generated:
                continue
            wanted = Type("text", "text" + "[]" * held.dimensions, "text", (), held.dimensions)
            message = (
                f"{table.ref.text}.{column.name} is {held.text}: the policy wants text, with a named CHECK where {held.length} "
                "characters are a rule."
            )
            repair, fix = retyping(table, column, wanted, catalog, written)
            subject = about(table, column.name)
            yield self.found(written_at(column), message, subject=subject, repair=repair, fix=fix)
