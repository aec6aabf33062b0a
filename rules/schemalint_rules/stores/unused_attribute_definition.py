from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, Diagnostic, Fix, Good, Table, TableRule
from schemalint_rules._declarations import about, declared, without


class UnusedAttributeDefinition(TableRule):
    """A table of DynamoDB may define only the attributes that are keys.

    ## What it does
    Reports an attribute definition that no key of the table or of a secondary index uses, and a second one of the same attribute.
    Nothing is said where a function, a parameter or a `dynamic` block gives keys or indexes, nor of the models of NoSQL Workbench,
    which list all attributes.

    ## Why is this bad
    DynamoDB refuses the table: `Number of attributes in KeySchema does not exactly match number of attributes defined in
    AttributeDefinitions`. All other attributes of an item need no definition.

    ## Fix
    Take the definition out, or declare the index it was meant for.

    ## References
    - Amazon DynamoDB API Reference, CreateTable, AttributeDefinitions
    - Terraform AWS provider, aws_dynamodb_table, attribute
    """

    name = "unused-attribute-definition"
    severity = "error"
    on = "recommended"
    dialects = ("dynamodb",)
    fixes = "unsafe"
    good = (
        Good(
            "Resources:\n  Orders:\n    Type: AWS::DynamoDB::Table\n    Properties:\n"
            "      AttributeDefinitions:\n        - AttributeName: id\n          AttributeType: S\n"
            "        - AttributeName: total\n          AttributeType: N\n"
            "      KeySchema:\n        - AttributeName: id\n          KeyType: HASH\n"
            "      GlobalSecondaryIndexes: !If [Indexed, [], !Ref AWS::NoValue]\n",
            dialect="dynamodb",
        ),
    )
    bad = (
        Bad(
            "Resources:\n  Orders:\n    Type: AWS::DynamoDB::Table\n    Properties:\n"
            "      AttributeDefinitions:\n        - AttributeName: id\n          AttributeType: S\n"
            "        - AttributeName: total\n          AttributeType: N\n"
            "      KeySchema:\n        - AttributeName: id\n          KeyType: HASH\n",
            at="total",
            fixed="Resources:\n  Orders:\n    Type: AWS::DynamoDB::Table\n    Properties:\n"
            "      AttributeDefinitions:\n        - AttributeName: id\n          AttributeType: S\n"
            "      KeySchema:\n        - AttributeName: id\n          KeyType: HASH\n",
            dialect="dynamodb",
        ),
        Bad(
            '{"TableName": "t", "AttributeDefinitions": [{"AttributeName": "age", "AttributeType": "N"}, '
            '{"AttributeName": "id", "AttributeType": "S"}],\n "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]}\n',
            at="age",
            fixed='{"TableName": "t", "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],\n'
            ' "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]}\n',
            dialect="dynamodb",
            path="db/create-t.json",
        ),
        Bad(
            'resource "aws_dynamodb_table" "t" {\n  name     = "t"\n  hash_key = "pk"\n  attribute {\n    name = "pk"\n'
            '    type = "S"\n  }\n  attribute {\n    name = "age"\n    type = "N"\n  }\n}\n',
            at="age",
            fixed='resource "aws_dynamodb_table" "t" {\n  name     = "t"\n  hash_key = "pk"\n  attribute {\n    name = "pk"\n'
            '    type = "S"\n  }\n}\n',
            dialect="dynamodb",
            path="infra/tables.tf",
        ),
    )

    def check(self, table: Table, catalog: Catalog) -> Iterator[Diagnostic]:
        found = declared(table)
        if found is None or found.form in ("model", "simple-table") or "keys" in found.unknown:
            return
        used = {part.value for part in (*found.named("key"), *found.named("index-key"))}
        defined = found.named("attribute")
        if used.isdisjoint(part.value for part in defined):
            return  # nothing would stay, so the keys are what is wrong
        seen: set[str] = set()
        for part in defined:
            again = part.value in seen
            seen.add(part.value)
            if part.value in used and not again:
                continue
            edits = without(defined, (part,)) if found.form != "shell" else ()
            why = "a second time" if again else "but no key of the table or of an index uses it"
            cure = "" if again else ", or declare the index it was meant for"
            yield self.found(
                part.span,
                f"{table.name} defines {part.value}{' ' if again else ', '}{why}: DynamoDB refuses the table.",
                subject=about(table, part.value),
                repair=f"take the definition of {part.value} out{cure}",
                fix=Fix(f"Take the definition of {part.value} out", "unsafe", edits=edits) if edits else None,
            )
