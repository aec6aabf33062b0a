from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, Diagnostic, Fix, Good, Table, TableRule
from schemalint_rules._declarations import about, added, declared


class UndefinedKeyAttribute(TableRule):
    """Every attribute that is a key of a table or an index of DynamoDB has to be defined.

    ## What it does
    Reports a key of a table or of a secondary index for which the declaration has no attribute definition. Nothing is said where
    a function, a parameter or a `dynamic` block gives definitions.

    ## Why is this bad
    DynamoDB refuses the table: `Some index key attributes are not defined in AttributeDefinitions`. Terraform refuses the plan.

    ## Fix
    Define the attribute. The fix defines it as a string (`S`), which the name cannot prove: see whether it is a number (`N`).

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
    )

    def check(self, table: Table, catalog: Catalog) -> Iterator[Diagnostic]:
        found = declared(table)
        if found is None or found.form in ("model", "simple-table") or "attributes" in found.unknown:
            return
        defined = {part.value for part in found.named("attribute")}
        for part in (*found.named("key"), *found.named("index-key")):
            if part.value in defined:
                continue
            defined.add(part.value)
            holder = f"the index {part.of} of {table.name}" if part.of else f"the table {table.name}"
            room = found.room("attributes")
            fix = None
            if room is not None:
                entry = {"AttributeName": part.value, "AttributeType": "S"}
                edit = (
                    added(room, {"attribute": {"name": part.value, "type": "S"}})
                    if room.syntax == "hcl"
                    else added(room, entry, item=True)
                )
                fix = Fix(f"Define {part.value} as a string", "unsafe", edits=(edit,))
            yield self.found(
                part.span,
                f"{part.value}, a key of {holder}, is not defined: DynamoDB refuses the table.",
                subject=about(table, part.value),
                repair=f"define {part.value} with its type, S, N or B",
                fix=fix,
            )
