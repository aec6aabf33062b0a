from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, Diagnostic, DropColumn, Fix, Good, Table, TableRule, option
from schemalint_rules._declared import canonical, is_store, same_name
from schemalint_rules._proposals import about, name_of, object_name, spelled, spelled_ref
from schemalint_rules._tables import own_columns


class ForbiddenColumns(TableRule):
    """A policy: these tables must not have these columns.

    ## What it does
    Reports a column whose name matches one of the patterns in `columns`, or whose type is one of `types`; fields of MongoDB by the last part of their paths too. Says nothing until
    one of them is set. Meant for policies:

        [[tool.schemalint.policy]]
        name = "no-national-ids"
        rule = "forbidden-columns"
        columns = ["ssn", "*_ssn", "passport_*"]

    ## Why is this bad
    What must not be stored (a national id, a free-form blob, a legacy flag) comes back with the next table.

    ## Fix
    Drop the column. Unsafe: its data is lost.

    ## References
    - PostgreSQL 17 manual, 5.7.2 Removing a Column
    """

    name = "forbidden-columns"
    severity = "warning"
    on = "policy"
    dialects = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle", "standard", "mongodb", "dynamodb")
    asks = ("columns", "types")
    fixes = "unsafe"
    columns: tuple[str, ...] = option((), "Column names, with `*` and `?` as wildcards.")
    types: tuple[str, ...] = option((), "Types, as the dialect spells them; arguments are not compared unless written.")

    good = (
        Good("CREATE TABLE account (id int PRIMARY KEY, ssn text);"),
        Good("CREATE TABLE account (id int PRIMARY KEY);", options={"columns": ["*ssn"]}),
    )
    bad = (
        Bad(
            "CREATE TABLE account (id int PRIMARY KEY, owner_ssn text);", at="owner_ssn", options={"columns": ["*ssn"]}
        ),
        Bad(
            'db.createCollection("person", { validator: { $jsonSchema: { properties: { tax: { properties: { ssn: { bsonType: "string" } } } } } } });',
            at="ssn",
            dialect="mongodb",
            options={"columns": ["ssn"]},
        ),
        Bad(
            '{"TableName": "Person", "AttributeDefinitions": [{"AttributeName": "ssn", "AttributeType": "S"}], '
            '"KeySchema": [{"AttributeName": "ssn", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST"}',
            at="ssn",
            path="orders.json",
            dialect="dynamodb",
            options={"columns": ["ssn"]},
        ),
        Bad("CREATE TABLE account (id int PRIMARY KEY, picture bytea);", at="picture", options={"types": ["bytea"]}),
    )

    def check(self, table: Table, catalog: Catalog) -> Iterator[Diagnostic]:
        store = is_store(catalog.dialect)
        types = [canonical(text, catalog.dialect) for text in self.types]
        for column in own_columns(table):
            pattern = next((one for one in self.columns if same_name(column, one, catalog)), "")
            kind = next(
                (
                    one
                    for one in types
                    if column.type
                    and column.type.name == one.name
                    and (not one.arguments or one.arguments == column.type.arguments)
                ),
                None,
            )
            if not pattern and kind is None:
                continue
            why = (
                f"matches the forbidden name `{pattern}`"
                if pattern
                else f"has the forbidden type {kind.text if kind else ''}"
            )
            yield self.found(
                column.span,
                f"{table.ref.text}.{column.name} {why}.",
                subject=about(table, column.name),
                repair=f"ALTER TABLE {spelled_ref(table.ref, catalog)} DROP COLUMN {spelled(column.name, catalog)};"
                if not store
                else f"do without {column.name}",
                fix=Fix(
                    f"Drop {table.ref.text}.{column.name}",
                    "unsafe",
                    changes=(DropColumn(object_name(table.ref), name_of(column.name)),),
                )
                if not store
                else None,
            )
