from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, Diagnostic, Fix, Good, Table, TableRule
from schemalint_rules._declarations import SURE, about, declared, keeps_locks, switch, switched, turned_on


class MissingPointInTimeRecovery(TableRule):
    """A table of DynamoDB should be able to go back to any second of the last weeks.

    ## What it does
    Reports a table in a CloudFormation or SAM template or in Terraform whose point-in-time recovery is not switched on; of a
    global table, each replica. The request of `create-table` and the models of NoSQL Workbench cannot say it, so nothing is
    said about those, nor where a parameter or a function decides, nor of the locks of Terraform's states (`LockID`).

    ## Why is this bad
    DynamoDB keeps no history of its own: what a faulty program overwrites or deletes is gone, and so is a table that is
    deleted by mistake. A backup on demand brings back the state of when somebody thought of it.

    ## Fix
    Switch it on. It costs by the size of the table; the table stays in use meanwhile.

    ## References
    - Amazon DynamoDB Developer Guide, Point-in-time backups for DynamoDB
    - AWS CloudFormation reference, AWS::DynamoDB::Table PointInTimeRecoverySpecification
    """

    name = "missing-point-in-time-recovery"
    severity = "warning"
    on = "recommended"
    dialects = ("dynamodb",)
    fixes = "unsafe"
    good = (
        Good(
            "Resources:\n  Orders:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      TableName: orders\n"
            "      PointInTimeRecoverySpecification:\n        PointInTimeRecoveryEnabled: true\n",
            dialect="dynamodb",
        ),
        Good(
            "Resources:\n  Orders:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      TableName: orders\n"
            "      PointInTimeRecoverySpecification:\n        PointInTimeRecoveryEnabled: !Ref Recover\n",
            dialect="dynamodb",
        ),
    )
    bad = (
        Bad(
            "Resources:\n  Orders:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      TableName: orders # all of them\n",
            at="orders",
            fixed="Resources:\n  Orders:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      TableName: orders # all of them\n"
            "      PointInTimeRecoverySpecification:\n        PointInTimeRecoveryEnabled: true\n",
            dialect="dynamodb",
        ),
        Bad(
            'resource "aws_dynamodb_table" "orders" {\n  name     = "orders"\n  hash_key = "id"\n\n  point_in_time_recovery {\n'
            "    enabled = false\n  }\n}\n",
            at="false",
            fixed='resource "aws_dynamodb_table" "orders" {\n  name     = "orders"\n  hash_key = "id"\n\n'
            "  point_in_time_recovery {\n    enabled = true\n  }\n}\n",
            dialect="dynamodb",
            path="infra/tables.tf",
        ),
    )

    def check(self, table: Table, catalog: Catalog) -> Iterator[Diagnostic]:
        found = declared(table)
        if found is None or found.form not in (*SURE, "simple-table") or keeps_locks(table):
            return
        for span, part, room, region in switched(table, "recovery"):
            edits = turned_on(found, "recovery", part, room)
            where = f" in {region}" if region else ""
            yield self.found(
                span,
                f"The table {table.name} has no point-in-time recovery{where}: what is overwritten or deleted by mistake is lost.",
                subject=about(table),
                repair=switch(found, "recovery"),
                fix=Fix(f"Switch on the point-in-time recovery of {table.name}{where}", "unsafe", edits=edits) if edits else None,
            )  # fmt: skip
