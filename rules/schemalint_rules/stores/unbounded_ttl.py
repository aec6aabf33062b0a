from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, Diagnostic, Edit, Fix, Good, Table, TableRule, option
from schemalint_rules._declarations import OFF, SURE, about, declared, keeps_locks, turned_on
from schemalint_rules._vocabulary import words

PASSING = frozenset(
    {
        "session", "token", "log", "event", "cache", "otp", "nonce", "lock", "lease", "metric", "telemetry", "idempotency", "temp",
        "tmp", "queue", "outbox", "connection", "heartbeat", "presence", "captcha", "invitation",
    }
)  # fmt: skip
"""The last word of a table, in the singular, whose items are of use for a while."""
BEHIND = frozenset({"table", "store", "db", "data", "items", "records"})
"""Words behind that which say nothing."""
ENDS = frozenset({"ttl", "expiry", "expires", "expiration", "expire", "expireat", "expiresat"})
"""Words of an attribute that holds when an item ends."""


class UnboundedTtl(TableRule):
    """What is of use for a while should go by itself.

    ## What it does
    Reports a table that keeps what ages (`sessions`, `tokens`, `events`, `cache` …), or that has an attribute for the end of an item
    (`ttl`, `expires_at`), while time to live is not switched on. Also an attribute that is meant for it but holds no number: by
    such a value no item ever expires. Nothing is said where a function decides, nor of the locks of Terraform's states (`LockID`).

    ## Why is this bad
    Without it each item stays, and is paid for, until a program deletes it, which costs a write for each. Expired sessions and tokens
    that are still there can still be read.

    ## Fix
    Switch time to live on for an attribute that holds a number: the second since 1970 at which the item may go. DynamoDB deletes within
    days of it, at no cost; queries have to leave out what is past. Items that lack the attribute stay.

    ## References
    - Amazon DynamoDB Developer Guide, Using time to live (TTL) in DynamoDB
    - AWS CloudFormation reference, AWS::DynamoDB::Table TimeToLiveSpecification
    """

    name = "unbounded-ttl"
    severity = "info"
    on = "recommended"
    dialects = ("dynamodb",)
    fixes = "unsafe"
    passing: tuple[str, ...] = option((), "More words, in the singular, for tables whose items are of use for a while.")
    good = (
        Good(
            'resource "aws_dynamodb_table" "t" {\n  name = "sessions"\n  ttl {\n    attribute_name = "expires_at"\n'
            "    enabled        = true\n  }\n}\n",
            dialect="dynamodb",
            path="infra/tables.tf",
        ),
        Good(
            "Resources:\n  Customers:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      TableName: customers\n",
            dialect="dynamodb",
        ),
    )
    bad = (
        Bad(
            "Resources:\n  Web:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      TableName: user-sessions\n",
            at="user-sessions",
            fixed="Resources:\n  Web:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      TableName: user-sessions\n"
            "      TimeToLiveSpecification:\n        AttributeName: expires_at\n        Enabled: true\n",
            dialect="dynamodb",
        ),
        Bad(
            'resource "aws_dynamodb_table" "t" {\n  name = "orders"\n  ttl {\n    attribute_name = "ends"\n'
            "    enabled        = false\n  }\n}\n",
            at="false",
            fixed='resource "aws_dynamodb_table" "t" {\n  name = "orders"\n  ttl {\n    attribute_name = "ends"\n'
            "    enabled        = true\n  }\n}\n",
            dialect="dynamodb",
            path="infra/tables.tf",
        ),
        Bad(
            '{"DataModel": [{"TableName": "t", "KeyAttributes": {"PartitionKey": {"AttributeName": "pk", "AttributeType": "B"}},\n'
            ' "NonKeyAttributes": [{"AttributeName": "item_ttl", "AttributeType": "S"}]}]}\n',
            at="item_ttl",
            fixed='{"DataModel": [{"TableName": "t", "KeyAttributes": {"PartitionKey": {"AttributeName": "pk", "AttributeType": "B"}},\n'
            ' "NonKeyAttributes": [{"AttributeName": "item_ttl", "AttributeType": "N"}]}]}\n',
            dialect="dynamodb",
            path="models/shop.json",
        ),
    )  # fmt: skip

    def check(self, table: Table, catalog: Catalog) -> Iterator[Diagnostic]:
        found = declared(table)
        if found is None:
            return
        said = next(iter(found.named("ttl")), None)
        chosen = dict(table.options).get("ttl", "")
        keys = {part.value for part in (*found.named("key"), *found.named("index-key"))}
        for column in table.columns:
            meant = column.name == chosen or (not chosen and words(column.name)[-1:] == ("ttl",))
            if meant and column.type is not None and column.type.name != "N":
                fix = None
                if column.name not in keys:
                    edit = Edit(column.type.span, "N")
                    fix = Fix(f"Say that {column.name} is a number", "unsafe", edits=(edit,))
                yield self.found(
                    column.span,
                    f"{column.name} of {table.name} is of type {column.type.name}: time to live needs a number, so no item ever expires by it.",
                    subject=about(table, column.name),
                    repair=f"{column.name} of type N, in seconds since 1970",
                    fix=fix,
                )  # fmt: skip
        if (
            found.form not in SURE
            or keeps_locks(table)
            or "ttl" in found.unknown
            or (said is not None and said.value not in OFF)
        ):
            return
        ends = next((column.name for column in table.columns if not ENDS.isdisjoint(words(column.name))), "")
        written = said is not None and (said.value == "false" or found.room("ttl") is not None)
        if not written and not ends and not self._passing(table.name):
            return
        room = found.room("ttl" if said is not None else "properties")
        edits = turned_on(found, "ttl", said, room, ends or "expires_at")
        why = "has time to live switched off" if said is not None else "has no time to live"
        yield self.found(
            said.span if said is not None else table.span,
            f"The table {table.name} {why}: items that are past their use stay until a program deletes each.",
            subject=about(table),
            repair="switch time to live on, for an attribute with the second since 1970 at which an item may go",
            fix=Fix(f"Let the items of {table.name} expire", "unsafe", edits=edits) if edits else None,
        )

    def _passing(self, name: str) -> bool:
        said = list(words(name))
        while said and said[-1] in BEHIND:
            said.pop()
        if not said:
            return False
        last = said[-1]
        return not {last, last.removesuffix("s"), last.removesuffix("es")}.isdisjoint({*PASSING, *self.passing})
