from __future__ import annotations

from collections.abc import Iterator, Mapping

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay, Type, option
from schemalint_rules._declared import are_meant, canonical, is_store
from schemalint_rules._proposals import Written, about
from schemalint_rules._retyping import retyping, typed, written_at


class AllowedTypes(CatalogRule):
    """A policy: columns may have these types and no others.

    ## What it does
    Reports a column whose type is none of `types`, or one of `forbidden`. A type without arguments allows it with any; an
    array is allowed where it is listed (`text[]`), and forbidden with its elements. A list of types of which a document store lacks
    one is not about that store. Says nothing until one of them is set. Meant for
    policies:

        [[tool.schemalint.policy]]
        name = "house-types"
        rule = "allowed-types"
        forbidden = ["money", "char", "timestamp"]
        instead = { money = "numeric(19,4)", timestamp = "timestamptz" }

    ## Why is this bad
    Each further type is one more that every driver, export and copy of the data has to know.

    ## Fix
    The type that `instead` names for it; nothing where it names none. Unsafe: stored values are converted.

    ## References
    - PostgreSQL 17 manual, 8 Data Types; MySQL 8.4 manual, 13 Data Types
    """

    name = "allowed-types"
    severity = "warning"
    on = "policy"
    dialects = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle", "standard", "mongodb", "dynamodb")
    asks = ("types", "forbidden")
    fixes = "unsafe"
    types: tuple[str, ...] = option((), "The types that are allowed; all where it is empty.")
    forbidden: tuple[str, ...] = option((), "Types that are not allowed.")
    instead: Mapping[str, str] = option({}, 'What the fix writes: `{ money = "numeric(19,4)" }`.')
    good = (
        Good("CREATE TABLE item (id int PRIMARY KEY, price money);"),
        Good("CREATE TABLE item (id int PRIMARY KEY, price numeric(9, 2));", options={"types": ["integer", "numeric"]}),
        Good(
            "CREATE TABLE item (id INTEGER PRIMARY KEY, name VARCHAR(40));",
            options={"types": ["integer", "varchar"]},
            dialect="sqlite",
        ),
        Good("CREATE TABLE item (id int PRIMARY KEY, words text[]);", options={"types": ["int", "text[]"]}),
    )
    bad = (
        Bad(
            "CREATE TABLE item (id int PRIMARY KEY, price money);",
            at="money",
            options={"forbidden": ["money"], "instead": {"money": "numeric(19,4)"}},
            fixed="CREATE TABLE item (id int PRIMARY KEY, price numeric(19,4));",
        ),
        Bad("CREATE TABLE item (id int PRIMARY KEY, made date);", at="date", options={"types": ["int"]}),
        Bad("CREATE TABLE item (id int PRIMARY KEY, words text[]);", at="text[]", options={"types": ["int", "text"]}),
        Bad(
            'db.createCollection("item", { validator: { $jsonSchema: { properties: { price: { bsonType: "double" } } } } });',
            at='"double"',
            dialect="mongodb",
            options={"forbidden": ["double"]},
        ),
        Bad(
            '{"TableName": "Item", "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "B"}], '
            '"KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST"}',
            at="B",
            path="orders.json",
            dialect="dynamodb",
            options={"types": ["S", "N"]},
        ),
        Bad(
            "CREATE TABLE item (id INTEGER PRIMARY KEY, size SMALLINT);",
            at="SMALLINT",
            options={"forbidden": ["smallint"]},
            dialect="sqlite",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        if not self.types and not self.forbidden:
            return
        written = Written(replay)
        allowed = [canonical(text, catalog.dialect) for text in self.types]
        if not are_meant(allowed, catalog.dialect):
            allowed = []
        forbidden = [canonical(text, catalog.dialect) for text in self.forbidden]
        better = {canonical(old, catalog.dialect).name: str(new) for old, new in self.instead.items()}
        for table, column, held in typed(catalog):
            named = next((one for one in forbidden if _is(held, one)), None)
            if named is None and (
                not allowed or any(_is(held, one) and held.dimensions == one.dimensions for one in allowed)
            ):
                continue
            new = better.get(held.name)
            repair, fix = f"one of {', '.join(self.types)}" if self.types else "another type", None
            if new is not None and not held.dimensions and not is_store(catalog.dialect):
                repair, fix = retyping(table, column, canonical(new, catalog.dialect), catalog, written)
            yield self.found(
                written_at(column),
                f"{table.ref.text}.{column.name} is {held.text}, which this policy does not allow.",
                subject=about(table, column.name),
                repair=repair,
                fix=fix,
            )


def _is(held: Type, wanted: Type) -> bool:
    return held.name == wanted.name and (not wanted.arguments or held.arguments == wanted.arguments)
