from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, Declaration, Diagnostic, Fix, Good, Table, TableRule
from schemalint_rules._declarations import about, about_index, added, declared
from schemalint_rules._refused_tables import GLOBAL_INDEXES, Fault, faults, without_capacity


class InvalidTableDefinition(TableRule):
    """DynamoDB should take a table as it is declared.

    ## What it does
    Reports what the service refuses however well the declaration is formed: names of tables and indexes that are too short, too long
    or hold other characters than letters, digits, `_`, `-` and `.`; keys without a partition key, in the wrong order, of too many
    attributes or of the same twice; a local index on a table without a sort key, without one of its own, or with another partition
    key than its table; a name that two indexes have; more than 5 local or 20 global indexes; an index that does not say what it
    holds, that includes nothing, more than 20 attributes, or with the other indexes more than 100; capacity that is missing where it
    is provisioned, or is stated where requests are paid; a global table with several replicas and no stream. Nothing is said of
    what functions, parameters and `dynamic` blocks give.

    ## Why is this bad
    The fault is told when the stack is deployed, minutes later, and all that was made with it is rolled back.

    ## Fix
    By what is wrong. Where capacity is missing and nothing says how the table is paid, the fix has requests paid; see whether
    that is what the table should cost.

    ## References
    - Amazon DynamoDB API Reference, CreateTable, Projection and KeySchemaElement
    - Amazon DynamoDB Developer Guide, Quotas in Amazon DynamoDB
    - AWS CloudFormation reference, AWS::DynamoDB::GlobalTable StreamSpecification
    """

    name = "invalid-table-definition"
    severity = "error"
    on = "recommended"
    dialects = ("dynamodb",)
    fixes = "unsafe"
    good = (
        Good(
            'resource "aws_dynamodb_table" "t" {\n  name           = "orders"\n  hash_key       = "id"\n  read_capacity  = 5\n'
            '  write_capacity = 5\n\n  attribute {\n    name = "id"\n    type = "S"\n  }\n}\n',
            dialect="dynamodb",
            path="infra/tables.tf",
        ),
        Good(
            "Resources:\n  T:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      TableName: orders\n"
            "      BillingMode: !Ref Billing\n      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]\n"
            "      KeySchema: [{AttributeName: id, KeyType: HASH}]\n",
            dialect="dynamodb",
        ),
    )
    bad = (
        Bad(
            "Resources:\n  T:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      TableName: orders\n"
            "      AttributeDefinitions:\n        - AttributeName: id\n          AttributeType: S\n"
            "      KeySchema:\n        - AttributeName: id\n          KeyType: HASH\n",
            at="orders",
            fixed="Resources:\n  T:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      TableName: orders\n"
            "      AttributeDefinitions:\n        - AttributeName: id\n          AttributeType: S\n"
            "      KeySchema:\n        - AttributeName: id\n          KeyType: HASH\n"
            "      BillingMode: PAY_PER_REQUEST\n",
            dialect="dynamodb",
        ),
        Bad(
            '{"TableName": "orders by day", "BillingMode": "PAY_PER_REQUEST",\n'
            ' "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],\n'
            ' "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]}\n',
            at="orders by day",
            dialect="dynamodb",
            path="db/create-orders.json",
        ),
        Bad(
            'resource "aws_dynamodb_table" "t" {\n  name         = "orders"\n  billing_mode = "PAY_PER_REQUEST"\n  hash_key     = "id"\n\n'
            '  local_secondary_index {\n    name            = "by_date"\n    range_key       = "placed"\n    projection_type = "ALL"\n  }\n}\n',
            at="by_date",
            dialect="dynamodb",
            path="infra/tables.tf",
        ),
    )  # fmt: skip

    def check(self, table: Table, catalog: Catalog) -> Iterator[Diagnostic]:
        found = declared(table)
        if found is None:
            return
        for fault in faults(table, found):
            yield self._told(table, fault)
        for fault in without_capacity(table, found):
            yield self._told(table, fault, None if fault[1] else _paid_by_request(found, table))
        for index in [one for one in table.indexes if one.method == "global"][GLOBAL_INDEXES:][:1]:
            yield self.found(
                index.name_span,
                f"The index {index.name} is one more than the {GLOBAL_INDEXES} global indexes that {table.name} may have, unless AWS raised "
                "the quota: else DynamoDB refuses it.",
                severity="warning",
                subject=about_index(table, index.name, index.columns),
                repair="let one index serve several questions, or ask for a higher quota",
            )  # fmt: skip

    def _told(self, table: Table, fault: Fault, fix: Fix | None = None) -> Diagnostic:
        span, index, what, cure = fault
        return self.found(
            span,
            f"{f'The index {index} of {table.name}' if index else f'The table {table.name}'} {what}: DynamoDB refuses the table.",
            subject=about_index(table, index) if index else about(table),
            repair=cure,
            fix=fix,
        )


def _paid_by_request(found: Declaration, table: Table) -> Fix | None:
    """Requests are paid where nothing says how the table is."""
    room = found.room("properties")
    if room is None or "billing_mode" in dict(table.options):
        return None
    entry = {"billing_mode" if found.form == "terraform" else "BillingMode": "PAY_PER_REQUEST"}
    return Fix(f"Pay for requests to {table.name}", "unsafe", edits=(added(room, entry),))
