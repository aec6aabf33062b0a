from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, Diagnostic, Fix, Good, Table, TableRule
from schemalint_rules._declarations import SURE, about, declared, switch, switched, turned_on


class MissingEncryption(TableRule):
    """A table of DynamoDB should be encrypted with a key of your own account.

    ## What it does
    Reports a table in a CloudFormation or SAM template, in Terraform or in the request of `create-table` that does not ask for
    encryption with a key in AWS KMS, or asks for none. Where a parameter or a function decides, nothing is said.

    ## Why is this bad
    What is not asked for is encrypted with a key that AWS owns: no log tells who used it, no policy says who may, and it cannot
    be turned or taken away when data has to become unreadable.

    ## Fix
    Ask for it. Without a key that is named, the key `aws/dynamodb` of the account is taken; each use of it is in CloudTrail.

    ## References
    - Amazon DynamoDB Developer Guide, DynamoDB encryption at rest
    - AWS CloudFormation reference, AWS::DynamoDB::Table SSESpecification
    """

    name = "missing-encryption"
    severity = "warning"
    on = "recommended"
    dialects = ("dynamodb",)
    fixes = "unsafe"
    good = (
        Good(
            "Resources:\n  Orders:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      TableName: orders\n"
            "      SSESpecification:\n        SSEEnabled: true\n",
            dialect="dynamodb",
        ),
        Good(
            'resource "aws_dynamodb_table" "orders" {\n  name = "orders"\n\n  server_side_encryption {\n    enabled = var.encrypted\n  }\n}\n',
            dialect="dynamodb",
            path="infra/tables.tf",
        ),
    )  # fmt: skip
    bad = (
        Bad(
            "Resources:\n  Orders:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      TableName: orders\n",
            at="orders",
            fixed="Resources:\n  Orders:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      TableName: orders\n"
            "      SSESpecification:\n        SSEEnabled: true\n",
            dialect="dynamodb",
        ),
        Bad(
            'resource "aws_dynamodb_table" "main" {\n  name = "orders"\n}\n',
            at="orders",
            fixed='resource "aws_dynamodb_table" "main" {\n  name = "orders"\n\n  server_side_encryption {\n    enabled = true\n  }\n}\n',
            dialect="dynamodb",
            path="infra/tables.tf",
        ),
        Bad(
            '{"TableName": "t", "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],\n'
            ' "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "SSESpecification": {"Enabled": false}}\n',
            at="false",
            fixed='{"TableName": "t", "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],\n'
            ' "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "SSESpecification": {"Enabled": true}}\n',
            dialect="dynamodb",
            path="db/create-orders.json",
        ),
    )  # fmt: skip

    def check(self, table: Table, catalog: Catalog) -> Iterator[Diagnostic]:
        found = declared(table)
        if found is None or found.form not in (*SURE, "simple-table", "request"):
            return
        for span, part, room, _ in switched(table, "encryption"):
            edits = turned_on(found, "encryption", part, room)
            yield self.found(
                span,
                f"The table {table.name} does not ask for encryption: it gets a key that AWS owns, which nobody can watch or withdraw.",
                subject=about(table),
                repair=switch(found, "encryption"),
                fix=Fix(f"Encrypt {table.name} with a key of the account", "unsafe", edits=edits) if edits else None,
            )
