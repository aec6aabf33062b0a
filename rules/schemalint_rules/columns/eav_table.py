from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Column, Diagnostic, Good, Replay, Table
from schemalint_rules._proposals import about_table
from schemalint_rules._tables import (
    is_audit_column,
    is_framework_table,
    is_generated,
    is_position,
    is_row_number,
    stored,
)
from schemalint_rules._vocabulary import named

NAMES = frozenset({"attribute", "attr", "property", "field", "meta", "parameter", "param", "option", "key", "setting"})
"""Words of the column that says which fact a row holds."""
VALUES = frozenset({"value", "val"})


class EavTable(CatalogRule):
    """Facts should be columns, not rows of a name and a value.

    ## What it does
    Reports a table of entity, attribute and value: beside its key and audit columns a reference to something, a name of an
    attribute, and values, nothing else. Settings that belong to nobody are left alone.

    ## Why is this bad
    The values are text whatever they mean; none can be required, checked, or be a foreign key, and reading one thing takes a
    join for each of its facts.

    ## Fix
    Columns for what is known, a JSON column for the rest.

    ## References
    - SQL Antipatterns (B. Karwin, 2010), chapter 6, Entity-Attribute-Value
    - PostgreSQL 17 manual, 8.14.2 Designing JSON Documents
    """

    name = "eav-table"
    severity = "info"
    on = "strict"
    good = (
        Good("CREATE TABLE setting (name text PRIMARY KEY, value text);"),
        Good("CREATE TABLE price (id int PRIMARY KEY, item_id int, value numeric, currency text);"),
    )
    bad = (
        Bad(
            "CREATE TABLE item_attribute (item_id int, attribute_name text, value text, PRIMARY KEY (item_id, attribute_name));",
            at="item_attribute",
        ),
        Bad("CREATE TABLE product_meta (id INT PRIMARY KEY AUTO_INCREMENT, productId INT, metaKey VARCHAR(80), metaValue TEXT);",
            at="product_meta", dialect="mysql"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in stored(catalog):
            if is_framework_table(table) or any(column.unknown for column in table.columns):
                continue
            found = _triple(table, catalog)
            if found:
                entity, attribute, value = found
                yield self.found(
                    table.span,
                    f"{table.ref.text} keeps facts as rows ({entity}, {attribute}, {value}): no fact can be required, checked or "
                    "typed, and each is a join.",
                    subject=about_table(table),
                    repair="a column for each known fact, a JSON column for the rest",
                )


def _triple(table: Table, catalog: Catalog) -> tuple[str, str, str] | None:
    """The columns for entity, attribute and value of a table that has nothing else."""
    key = table.primary_key.columns if table.primary_key else ()
    entities: list[str] = []
    attributes: list[str] = []
    values: list[str] = []
    for column in table.columns:
        parts = named(column)
        if not parts:
            return None
        if parts[-1] in VALUES:
            values.append(column.name)
        elif _names_attribute(column, parts):
            attributes.append(column.name)
        elif key == (column.name,) and (
            is_generated(column) or is_row_number(table, column, catalog.dialect) or parts == ("id",)
        ):
            continue
        elif any(column.name in one.columns for one in table.foreign_keys) or (
            len(parts) > 1 and parts[-1] in ("id", "uuid")
        ):
            entities.append(column.name)
        elif not (is_audit_column(column) or is_position(column)):
            return None
    whole = len(entities) in (1, 2) and len(attributes) == 1 and len(values) >= 1
    return (entities[0], attributes[0], ", ".join(values)) if whole else None


def _names_attribute(column: Column, parts: tuple[str, ...]) -> bool:
    textual = column.type is not None and column.type.family in ("char", "varchar", "text")
    return textual and (not NAMES.isdisjoint(parts) or parts == ("name",))
