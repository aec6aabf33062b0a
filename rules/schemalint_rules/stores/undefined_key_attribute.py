from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, Diagnostic, Fix, Good, Table, TableRule
from schemalint_rules._declarations import about, declared, definition

OF_KEYS = ("S", "N", "B")
"""The types that a key may have."""


class UndefinedKeyAttribute(TableRule):
    """Every attribute that is a key of a table or an index of DynamoDB has to be defined, as a string, a number or bytes.

    ## What it does
    Reports a key of a table or of a secondary index for which the declaration has no attribute definition, and one that is defined
    with another type than `S`, `N` and `B`. Nothing is said where a function, a parameter or a `dynamic` block gives definitions.

    ## Why is this bad
    DynamoDB refuses the table: `Some index key attributes are not defined in AttributeDefinitions`, or `Member must satisfy enum
    value set: [B, N, S]`. Terraform refuses the plan.

    ## Fix
    Define the attribute. The fix defines it as a string (`S`), which the name cannot prove: see whether it is a number (`N`). Another
    type is left to whoever knows what the items hold.

    ## References
    - Amazon DynamoDB API Reference, CreateTable, AttributeDefinitions
    - AWS CloudFormation reference, AWS::DynamoDB::Table AttributeDefinition
    """

    name = "undefined-key-attribute"
    severity = "error"
    on = "recommended"
    dialects = ("dynamodb",)
    fixes = "unsafe"
    good = (
        Good(
            "Resources:\n  Orders:\n    Type: AWS::DynamoDB::Table\n    Properties:\n"
            "      AttributeDefinitions:\n        - AttributeName: id\n          AttributeType: S\n"
            "      KeySchema:\n        - AttributeName: id\n          KeyType: HASH\n",
            dialect="dynamodb",
        ),
        Good(
            'resource "aws_dynamodb_table" "t" {\n  name     = "t"\n  hash_key = var.key\n\n  dynamic "attribute" {\n'
            "    for_each = var.attributes\n    content {\n      name = attribute.value\n    }\n  }\n}\n",
            dialect="dynamodb",
            path="infra/tables.tf",
        ),
    )
    bad = (
        Bad(
            "Resources:\n  Orders:\n    Type: AWS::DynamoDB::Table\n    Properties:\n"
            "      AttributeDefinitions:\n        - AttributeName: id\n          AttributeType: S\n"
            "      KeySchema:\n        - AttributeName: id\n          KeyType: HASH\n"
            "        - AttributeName: placed_at\n          KeyType: RANGE\n",
            at="placed_at",
            fixed="Resources:\n  Orders:\n    Type: AWS::DynamoDB::Table\n    Properties:\n"
            "      AttributeDefinitions:\n        - AttributeName: id\n          AttributeType: S\n"
            "        - AttributeName: placed_at\n          AttributeType: S\n"
            "      KeySchema:\n        - AttributeName: id\n          KeyType: HASH\n"
            "        - AttributeName: placed_at\n          KeyType: RANGE\n",
            dialect="dynamodb",
        ),
        Bad(
            '{"TableName": "t", "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],\n'
            ' "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"}]}\n',
            at="at",
            fixed='{"TableName": "t", "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}, '
            '{"AttributeName": "at", "AttributeType": "S"}],\n'
            ' "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"}]}\n',
            dialect="dynamodb",
            path="db/create-t.json",
        ),
        Bad(
            'resource "aws_dynamodb_table" "t" {\n  name     = "t"\n  hash_key = "pk"\n}\n',
            at="pk",
            fixed='resource "aws_dynamodb_table" "t" {\n  name     = "t"\n  hash_key = "pk"\n\n  attribute {\n'
            '    name = "pk"\n    type = "S"\n  }\n}\n',
            dialect="dynamodb",
            path="infra/tables.tf",
        ),
        Bad(
            '{"TableName": "t", "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "String"}],\n'
            ' "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]}\n',
            at="String",
            dialect="dynamodb",
            path="db/create-t.json",
        ),
    )

    def check(self, table: Table, catalog: Catalog) -> Iterator[Diagnostic]:
        found = declared(table)
        if found is None or found.form in ("model", "simple-table"):
            return
        defined = {part.value for part in found.named("attribute")}
        wanting = "attributes" not in found.unknown
        seen: set[str] = set()
        for part in (*found.named("key"), *found.named("index-key")):
            if part.value in seen:
                continue
            seen.add(part.value)
            holder = f"the index {part.of} of {table.name}" if part.of else f"the table {table.name}"
            if part.value in defined:
                yield from self._typed(table, part.value, holder)
                continue
            if not wanting:
                continue
            edit = definition(found, part.value)
            yield self.found(
                part.span,
                f"{part.value}, a key of {holder}, is not defined: DynamoDB refuses the table.",
                subject=about(table, part.value),
                repair=f"define {part.value} with its type, S, N or B",
                fix=Fix(f"Define {part.value} as a string", "unsafe", edits=(edit,)) if edit else None,
            )

    def _typed(self, table: Table, name: str, holder: str) -> Iterator[Diagnostic]:
        """A key that is defined with a type which no key may have."""
        column = table.column(name)
        if column is not None and column.type is not None and column.type.name not in OF_KEYS:
            yield self.found(
                column.type.span,
                f"{name}, a key of {holder}, is defined as {column.type.name}, but a key is a string, a number or bytes: DynamoDB "
                "refuses the table.",
                subject=about(table, name),
                repair=f"define {name} as S, N or B",
            )
