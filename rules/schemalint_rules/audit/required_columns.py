from __future__ import annotations

from collections.abc import Iterator, Mapping

from schemalint import (
    NOWHERE,
    AddColumn,
    Bad,
    Catalog,
    Column,
    Diagnostic,
    Expression,
    Fix,
    Good,
    Subject,
    Table,
    TableRule,
    Type,
    Unclear,
    option,
)
from schemalint_rules._declared import Declared, are_meant, declared, is_store, same_name
from schemalint_rules._proposals import about_table, object_name, spelled, spelled_ref
from schemalint_rules._tables import is_framework_table, join_columns


class RequiredColumns(TableRule):
    """A policy: these tables must have these columns.

    ## What it does
    Reports a table that lacks a column which `columns` names, or has it with another type or nullable where the declaration
    says NOT NULL; in MongoDB a collection whose validator does not name the field, or not as required, in DynamoDB a table without such
    an attribute in its keys. A declaration is `""` (any type), a type, several types with `|` between, and may add `not null` and
    `default …`; one in types that a store does not have is not about that store. Says nothing until `columns` is set. Meant for policies:

        [[tool.schemalint.policy]]
        name = "tenant-everywhere"
        rule = "required-columns"
        tables = ["app.*"]
        columns = { tenant_id = "uuid not null" }

    ## Why is this bad
    What every table must have (a tenant, an owner, a version) is forgotten on the one table that nobody looks at.

    ## Fix
    The column is added as declared. Unsafe: rows that exist need a value.

    ## References
    - PostgreSQL 17 manual, 5.7.1 Adding a Column
    """

    name = "required-columns"
    severity = "warning"
    on = "policy"
    dialects = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle", "standard", "mongodb", "dynamodb")
    asks = ("columns",)
    fixes = "unsafe"
    columns: Mapping[str, str] = option({}, 'Column name = declaration: `{ tenant_id = "uuid not null" }`.')
    join_tables: bool = option(True, "Ask for them in pure join tables too.")

    good = (
        Good("CREATE TABLE account (id int PRIMARY KEY);"),
        Good("CREATE TABLE account (tenant_id uuid NOT NULL);", options={"columns": {"tenant_id": "uuid not null"}}),
        Good(
            'db.createCollection("orders", { validator: { $jsonSchema: { properties: { total: { bsonType: "decimal" } } } } });',
            dialect="mongodb",
            options={"columns": {"tenant_id": "uuid not null"}},
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE account (id int PRIMARY KEY);",
            at="account",
            options={"columns": {"tenant_id": "uuid not null"}},
            message="ALTER TABLE account ADD COLUMN tenant_id uuid NOT NULL;",
        ),
        Bad(
            "CREATE TABLE account (id int PRIMARY KEY, tenant_id text NOT NULL);",
            at="text",
            options={"columns": {"tenant_id": "uuid not null"}},
        ),
        Bad(
            'db.createCollection("orders", { validator: { $jsonSchema: { required: ["total"], properties: { total: { bsonType: "decimal" } } } } });',
            at='"orders"',
            dialect="mongodb",
            options={"columns": {"tenantId": "objectId not null"}},
            message='required: ["tenantId"], properties: { tenantId: { bsonType: "objectId" } }',
        ),
        Bad(
            '{"TableName": "Orders", "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}], '
            '"KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST"}',
            at="Orders",
            path="orders.json",
            dialect="dynamodb",
            options={"columns": {"tenant": "S"}},
            message="no key attribute tenant",
        ),
    )

    def check(self, table: Table, catalog: Catalog) -> Iterator[Diagnostic]:
        if (
            table.kind not in ("table", "collection")
            or table.partition_of
            or table.as_query
            or not table.columns
            or is_framework_table(table)
        ):
            return
        if not self.join_tables and join_columns(table):
            return
        for name, text in self.columns.items():
            wanted = declared(text, catalog.dialect)
            if not are_meant(wanted.types, catalog.dialect):
                continue
            column = next((one for one in table.columns if same_name(one, name, catalog)), None)
            if column is None:
                yield self._lacks(table, name, wanted, catalog)
            elif column.type is not None and not wanted.allows(column.type):
                yield self.found(
                    column.type.span if column.type.span.path else column.span,
                    f"{table.ref.text}.{column.name} is {column.type.text}, but must be {wanted.text}.",
                    subject=Subject("column", table.schema or None, table.name, column.name, (column.name,)),
                )
            elif wanted.not_null and column.nullable and not column.unknown:
                yield self.found(
                    column.span,
                    f"{table.ref.text}.{column.name} may be {'missing' if table.validator else 'NULL'}, but must be {wanted.text}.",
                    subject=Subject("column", table.schema or None, table.name, column.name, (column.name,)),
                )

    def _lacks(self, table: Table, name: str, wanted: Declared, catalog: Catalog) -> Diagnostic:
        if is_store(catalog.dialect):
            return self._lacks_field(table, name, wanted, catalog)
        folded = name.upper() if catalog.dialect == "oracle" else name
        type_ = wanted.types[0] if wanted.types else None
        parts = [spelled(folded, catalog), type_.text if type_ else "…"]
        parts += [f"DEFAULT {wanted.default}"] if wanted.default else []
        parts += ["NOT NULL"] if wanted.not_null else []
        verb = "ADD" if catalog.dialect in ("tsql", "oracle") else "ADD COLUMN"
        return self.found(
            table.span,
            f"Table {table.ref.text} has no column {name}, which this policy asks for.",
            subject=about_table(table),
            repair=f"ALTER TABLE {spelled_ref(table.ref, catalog)} {verb} {' '.join(parts)};",
            fix=self._fix(table, folded, type_, wanted) if type_ else None,
        )

    def _lacks_field(self, table: Table, name: str, wanted: Declared, catalog: Catalog) -> Diagnostic:
        """The same of stores: validators name fields, and tables of DynamoDB have attributes in their keys alone."""
        if catalog.dialect == "dynamodb":
            what, repair = f"Table {table.ref.text} has no key attribute", f"begin its keys with {name}"
        else:
            type_ = f'bsonType: "{wanted.types[0].name}"' if wanted.types else ""
            required = f'required: ["{name}"], ' if wanted.not_null else ""
            what, repair = (
                f"Collection {table.ref.text} has no field",
                f"{required}properties: {{ {name}: {{ {type_} }} }}",
            )
        return self.found(
            table.span, f"{what} {name}, which this policy asks for.", subject=about_table(table), repair=repair
        )

    def _fix(self, table: Table, name: str, type_: Type, wanted: Declared) -> Fix:
        default = Expression(wanted.default, NOWHERE, Unclear(wanted.default)) if wanted.default else None
        column = Column(name, type_, not wanted.not_null, default, written=name)
        return Fix(f"Add {table.ref.text}.{name}", "unsafe", changes=(AddColumn(object_name(table.ref), column),))
