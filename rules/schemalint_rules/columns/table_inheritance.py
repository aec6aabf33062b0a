from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Ref, Replay, SetInheritance, Span
from schemalint_rules._once import once
from schemalint_rules._proposals import about_table
from schemalint_rules._tables import understood


class TableInheritance(CatalogRule):
    """Tables should not inherit from each other.

    ## What it does
    Reports tables that INHERIT from another. Declarative partitions and temporary tables are left alone.

    ## Why is this bad
    A key of the parent does not hold for the children, nor does a foreign key to it find their rows; a query of the parent
    reads the children too unless it says ONLY.

    ## Fix
    Declarative partitioning where the rows are divided, else a table of its own with a foreign key.

    ## References
    - PostgreSQL 17 manual, 5.11.1 Caveats of inheritance; PostgreSQL wiki, Don't Do This
    """

    name = "table-inheritance"
    severity = "warning"
    on = "strict"
    dialects = ("postgres",)
    good = (
        Good(
            "CREATE TABLE reading (at date) PARTITION BY RANGE (at);\n"
            "CREATE TABLE reading_2026 PARTITION OF reading FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');"
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE city (name text PRIMARY KEY);\nCREATE TABLE capital (state text) INHERITS (city);",
            at="capital",
            message="public.city",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in understood(catalog):
            parents = [parent for parent in table.inherits if parent != table.partition_of]
            if parents and not table.partition_of and table.kind != "temporary":
                names = ", ".join(parent.text for parent in parents)
                yield self.found(
                    _since(replay).get((table.ref, parents[-1]), table.span),
                    f"{table.ref.text} inherits from {names}: keys of {names} do not hold for its rows, nor are they found by "
                    "foreign keys to it.",
                    subject=about_table(table),
                    repair="declarative partitioning, or a table of its own with a foreign key",
                )


@once
def _since(replay: Replay) -> dict[tuple[Ref, Ref], Span]:
    """Where a later statement made a table the heir of another."""
    found = {}
    for step in replay.steps:
        change = step.change
        if isinstance(change, SetInheritance) and change.inherit:
            found[step.after.resolve(change.table), step.after.resolve(change.parent)] = change.span
    return found
