from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Edit, Fix, Good, Replay
from schemalint_rules._proposals import Written, about, spelled
from schemalint_rules._tables import own_columns, stored


class UnnamedDefault(CatalogRule):
    """A default in SQL Server should have a name.

    ## What it does
    Reports a DEFAULT without CONSTRAINT and a name before it.

    ## Why is this bad
    A default is a constraint there, and the server gives it a name with a random end: no script can drop it without asking
    the catalogue first, and comparing two databases shows a difference for each.

    ## Fix
    `CONSTRAINT DF_table_column DEFAULT …`. Safe: the default is the same.

    ## References
    - SQL Server, ALTER TABLE column_constraint; Delete check constraints and defaults
    """

    name = "unnamed-default"
    severity = "info"
    on = "strict"
    dialects = ("tsql",)
    fixes = "safe"
    good = (
        Good("CREATE TABLE item (id int PRIMARY KEY, sold bit CONSTRAINT DF_item_sold DEFAULT 0);", dialect="tsql"),
        Good("CREATE TABLE #item (id int PRIMARY KEY, sold bit DEFAULT 0);", dialect="tsql"),
    )
    bad = (
        Bad(
            "CREATE TABLE item (id int PRIMARY KEY, sold bit DEFAULT 0);",
            at="DEFAULT 0",
            dialect="tsql",
            fixed="CREATE TABLE item (id int PRIMARY KEY, sold bit CONSTRAINT DF_item_sold DEFAULT 0);",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        written = Written(replay)
        for table in stored(catalog):
            for column in own_columns(table):
                if column.default is None or column.default_name or column.unknown or table.name.startswith("#"):
                    continue
                span = column.default_span
                name = f"DF_{table.name}_{column.name}"[:128]
                name = name if spelled(name.lower(), catalog) == name.lower() else spelled(name, catalog)
                fix = None
                if span.path and written.text(span)[:7].upper() == "DEFAULT":
                    edit = Edit(span._replace(end=span.start), f"CONSTRAINT {name} ")
                    fix = Fix(f"Name the default of {table.ref.text}.{column.name}", "safe", (edit,))
                yield self.found(
                    span if span.path else column.span,
                    f"{table.ref.text}.{column.name} has a default without a name: the server gives it a random one, which no "
                    "script can drop.",
                    subject=about(table, column.name),
                    repair=f"CONSTRAINT {name} DEFAULT {column.default.text}",
                    fix=fix,
                )
