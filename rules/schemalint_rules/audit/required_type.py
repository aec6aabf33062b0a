from __future__ import annotations

from collections.abc import Iterator, Mapping

from schemalint import (
    AlterColumnType,
    Bad,
    Catalog,
    CatalogRule,
    Column,
    Diagnostic,
    Edit,
    Fix,
    Good,
    Replay,
    SetNullable,
    Table,
    option,
)
from schemalint_rules._declared import Declared, are_meant, declared, is_store, same_name
from schemalint_rules._proposals import Written, about, alter_type, name_of, object_name, set_not_null
from schemalint_rules._required import not_null_edits
from schemalint_rules._tables import own_columns, understood


class RequiredType(CatalogRule):
    """A policy: columns of these names must have these types.

    ## What it does
    Reports a column whose name matches a pattern in `columns` and whose type is none of those declared for it (several with
    `|` between; arguments are compared where they are declared), or that may be NULL where `not null` is declared. The first
    matching pattern decides. A declaration in types that a document store does not have is not about that store. Says nothing until `columns` is set. Meant for policies:

        [[tool.schemalint.policy]]
        name = "house-types"
        rule = "required-type"
        columns = { "id" = "uuid | bigint", "*_at" = "timestamptz", "*_cents" = "bigint not null" }

    ## Why is this bad
    The same thing stored in several types cannot be joined, compared or mapped without conversion.

    ## Fix
    The column gets the first declared type, and NOT NULL where that is declared. Unsafe: stored values are converted, and may not
    convert, and rows that hold NULL stand in the way.

    ## References
    - PostgreSQL 17 manual, 5.7.6 Changing a Column's Data Type
    """

    name = "required-type"
    severity = "warning"
    on = "policy"
    dialects = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle", "standard", "mongodb", "dynamodb")
    asks = ("columns",)
    fixes = "unsafe"
    columns: Mapping[str, str] = option({}, 'Name pattern = declaration: `{ "*_at" = "timestamptz" }`.')

    good = (
        Good("CREATE TABLE account (id int PRIMARY KEY);"),
        Good(
            "CREATE TABLE account (id int PRIMARY KEY, made_at timestamp(3) with time zone);",
            options={"columns": {"*_at": "timestamptz"}},
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE account (id int PRIMARY KEY, made_at date);",
            at="date",
            options={"columns": {"*_at": "timestamptz"}},
            fixed="CREATE TABLE account (id int PRIMARY KEY, made_at timestamptz);",
        ),
        Bad(
            "CREATE TABLE account (id int PRIMARY KEY, total_cents integer DEFAULT 0);",
            at="integer",
            options={"columns": {"*_cents": "bigint not null"}},
            fixed="CREATE TABLE account (id int PRIMARY KEY, total_cents bigint NOT NULL DEFAULT 0);",
        ),
        Bad(
            'db.createCollection("account", { validator: { $jsonSchema: { properties: { made_at: { bsonType: "string" } } } } });',
            at='"string"',
            dialect="mongodb",
            options={"columns": {"*_at": "date"}},
        ),
        Bad(
            '{"TableName": "Account", "AttributeDefinitions": [{"AttributeName": "made_at", "AttributeType": "S"}], '
            '"KeySchema": [{"AttributeName": "made_at", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST"}',
            at="S",
            path="orders.json",
            dialect="dynamodb",
            options={"columns": {"*_at": "N"}},
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        rules = [(name, declared(text, catalog.dialect)) for name, text in self.columns.items()]
        if not rules:
            return
        written = Written(replay)
        for table in understood(catalog):
            for column in own_columns(table):
                wanted = next((one for name, one in rules if same_name(column, name, catalog)), None)
                if wanted is None or column.type is None or column.unknown:
                    continue
                if is_store(catalog.dialect):
                    yield from self._field(table, column, wanted, catalog)
                    continue
                if not wanted.allows(column.type):
                    yield self._other(table, column, wanted, catalog, written)
                elif wanted.not_null and column.nullable:
                    yield self.found(
                        column.span,
                        f"{table.ref.text}.{column.name} may be NULL, but must be {wanted.text}.",
                        subject=about(table, column.name),
                        repair=set_not_null(table, column.name, catalog),
                        fix=Fix(
                            f"Make {table.ref.text}.{column.name} NOT NULL",
                            "unsafe",
                            not_null_edits(column, catalog),
                            (SetNullable(object_name(table.ref), name_of(column.name), False),),
                        ),
                    )

    def _field(self, table: Table, column: Column, wanted: Declared, catalog: Catalog) -> Iterator[Diagnostic]:
        """The same of stores, whose types are edited by hand: what is stored stays as it is."""
        if not wanted.types or column.type is None or not are_meant(wanted.types, catalog.dialect):
            return
        if not wanted.allows(column.type):
            problem, repair = f"is {column.type.text}", f"give it the type {wanted.types[0].text}"
        elif wanted.not_null and column.nullable:
            problem, repair = "may be missing", f'required: ["{column.name.rpartition(".")[2]}"]'
        else:
            return
        span = column.type.span if column.type.span.path else column.span
        yield self.found(
            span,
            f"{table.ref.text}.{column.name} {problem}, but must be {wanted.text}.",
            subject=about(table, column.name),
            repair=repair,
        )

    def _other(self, table: Table, column: Column, wanted: Declared, catalog: Catalog, written: Written) -> Diagnostic:
        assert column.type is not None
        new, span = wanted.types[0], column.type.span
        edits: tuple[Edit, ...] = (Edit(span, written.cased(span, new.text)),) if span.path else ()
        where, name = object_name(table.ref), name_of(column.name)
        changes: tuple[AlterColumnType | SetNullable, ...] = (AlterColumnType(where, name, new),)
        required = wanted.not_null and column.nullable
        if required:
            edits = (*edits, *not_null_edits(column, catalog)) if edits else ()
            changes = (*changes, SetNullable(where, name, False))
        tail = "" if column.nullable and not required else " NOT NULL"
        return self.found(
            span if span.path else column.span,
            f"{table.ref.text}.{column.name} is {column.type.text}, but must be {wanted.text}.",
            subject=about(table, column.name),
            repair=alter_type(table.ref, column.name, new.text, catalog, tail=tail),
            fix=Fix(
                f"Make {table.ref.text}.{column.name} {new.text}{tail if required else ''}", "unsafe", edits, changes
            ),
        )
