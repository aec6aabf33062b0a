from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, Diagnostic, Good, Subject, Table, TableRule, option


class UnownedSchema(TableRule):
    """A table should be in a schema that a team owns.

    ## What it does
    Reports a table whose schema is none of `schemas`. Says nothing until they are set. Meant for policies.

    ## Why is this bad
    Rights, backups and retention are given by schema; a table beside them has none.

    ## Fix
    Move it: `ALTER TABLE … SET SCHEMA …`. Nobody but a person knows whose it is, so there is no automatic fix.

    ## References
    - PostgreSQL 17 manual, 5.10 Schemas
    """

    name = "unowned-schema"
    severity = "warning"
    on = "policy"
    asks = ("schemas",)
    dialects = ("postgres", "tsql", "oracle")
    schemas: tuple[str, ...] = option((), "The schemas that teams own.")
    good = (
        Good("CREATE TABLE stray (id bigint PRIMARY KEY);"),
        Good("CREATE TABLE billing.invoice (id bigint PRIMARY KEY);", options={"schemas": ["billing"]}),
    )
    bad = (
        Bad(
            "CREATE TABLE stray (id bigint PRIMARY KEY);",
            at="stray",
            options={"schemas": ["billing"]},
            message="no team",
        ),
    )

    def check(self, table: Table, catalog: Catalog) -> Iterator[Diagnostic]:
        if self.schemas and table.schema not in self.schemas:
            yield self.found(
                table.span,
                f"Table {table.ref.text} is in a schema that no team owns.",
                subject=Subject("table", table.schema or None, None, table.name),
                repair=f"ALTER TABLE {table.ref.text} SET SCHEMA {self.schemas[0]};",
            )
