"""Mended files, taken by others: a server runs the scripts and judges documents, AWS' tools and Terraform's language read the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest
from elsewhere import asked, recorded, refused
from test_dynamodb_elsewhere import of_terraform

from schemalint.api import check_project, fix_project

SCRIPT = """// The people of the shop.
const COUNTRIES = ["de", 'fr']; // kept as they are
db.createCollection("person", {
  validator: {
    $jsonSchema: {
      bsonType: "object",
      properties: {
        email: { bsonType: "string" }, // where to write to
        status: { bsonType: 'string', description: "must be a string" },
        address: {
          bsonType: "object",
          properties: { city: { bsonType: "string", }, country: { enum: COUNTRIES } },
        },
      },
    },
  },
  validationAction: "error",
});
db.person.createIndex({ email: 1 }, { unique: true });
db.person.insertMany([{ email: "a@example.org", status: "active" }, { email: "b@example.org", status: 'gone' }]);
"""
RULES = ("open-validator", "undescribed-field", "missing-required-fields", "unconstrained-status")


def test_a_mended_script_makes_a_stricter_collection() -> None:
    fixed = fix_project({"db/person.js": SCRIPT}, {"select": list(RULES)}, unsafe=True)["db/person.js"]
    assert fixed != SCRIPT
    for kept in (
        "// The people of the shop.",
        "// kept as they are",
        "// where to write to",
        "createIndex({ email: 1 }, { unique: true })",
    ):
        assert kept in fixed
    assert not check_project({"db/person.js": fixed}, {"select": list(RULES)}).diagnostics
    before, after = recorded([SCRIPT, fixed])
    assert not before["errors"]
    assert not after["errors"]
    full: dict[str, Any] = {"email": "c@example.org", "status": "active", "address": {"city": "x", "country": "de"}}
    documents = [
        full,
        {**full, "email": "d@example.org", "staus": "active"},
        {**full, "email": "e@example.org", "status": "gonne"},
        {**full, "email": "f@example.org", "address": {"city": "x", "country": "de", "ctiy": "y"}},
        {"status": "active"},
    ]
    given = [
        {
            "commands": [one for one in ran["commands"] if "insert" not in one],
            "documents": [["person", one] for one in documents],
        }
        for ran in (before, after)
    ]
    was, now = asked("mongodb", given)
    assert not was["refused"]
    assert not now["refused"]
    assert [bool(one) for one in was["verdicts"]] == [False] * 5
    assert [bool(one) for one in now["verdicts"]] == [False, True, True, True, True], now["verdicts"]


TEMPLATE = """# The tables of the shop.
Parameters: {Stage: {Type: String}}
Resources:
  Orders:
    Type: AWS::DynamoDB::Table   # one a day
    Properties:
      TableName: !Sub '${Stage}-orders'
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions:
        - AttributeName: id      # of the order
          AttributeType: S
        - {AttributeName: unused, AttributeType: N}
      KeySchema: [{AttributeName: id, KeyType: HASH}, {AttributeName: placed, KeyType: RANGE}]
      SSESpecification:
        SSEEnabled: false
"""


def test_a_mended_template_is_one_for_the_tools_of_aws() -> None:
    fixed = fix_project({"template.yaml": TEMPLATE}, {"select": ["stores"]}, unsafe=True)["template.yaml"]
    for kept in ("# The tables of the shop.", "# one a day", "# of the order", "!Sub '${Stage}-orders'"):
        assert kept in fixed
    [found] = asked("templates", [fixed])
    properties = found["Orders"]["Properties"]
    assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert properties["SSESpecification"] == {"SSEEnabled": True}
    assert [one["AttributeName"] for one in properties["AttributeDefinitions"]] == ["id", "placed"]
    was, now = asked("linted", [TEMPLATE, fixed])
    assert was
    assert now == []


REQUEST = {
    "TableName": "orders",
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [
        {"AttributeName": "id", "AttributeType": "S"},
        {"AttributeName": "unused", "AttributeType": "N"},
    ],
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "placed", "KeyType": "RANGE"}],
}


def test_a_mended_request_is_taken() -> None:
    files = {f"create-{indent}.json": json.dumps(REQUEST, indent=indent) for indent in (None, 1, 4)}
    mended = fix_project(files, {"select": ["stores"]}, unsafe=True)
    answers = asked("requests", [REQUEST, *(json.loads(one) for one in mended.values())])
    assert "refused" in answers[0]
    for one in answers[1:]:
        assert "refused" not in one
        assert one["SSEDescription"]["Status"] == "ENABLED"


HOT = {
    "TableName": "orders",
    "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in ("status", "id", "placed")],
    "KeySchema": [{"AttributeName": "status", "KeyType": "HASH"}, {"AttributeName": "id", "KeyType": "RANGE"}],
    "LocalSecondaryIndexes": [
        {
            "IndexName": "by_day",
            "KeySchema": [
                {"AttributeName": "status", "KeyType": "HASH"},
                {"AttributeName": "placed", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "ALL"},
        }
    ],
}


def test_a_key_that_is_spread_is_that_of_local_indexes_too_and_what_is_not_paid_for_is_paid_by_request() -> None:
    fixed = fix_project({"create.json": json.dumps(HOT, indent=2)}, {"select": ["stores"]}, unsafe=True)["create.json"]
    assert '"status"' not in fixed
    before, after = refused([HOT, json.loads(fixed)])
    assert "ReadCapacityUnits and WriteCapacityUnits" in before
    assert after == ""


MODULE = """# The tables of the shop.
resource "aws_dynamodb_table" "orders" {
  name         = "orders" # as everywhere
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  range_key    = "placed"

  attribute {
    name = "id"
    type = "S"
  }

  point_in_time_recovery {
    enabled = false
  }
}
"""


IN_JSON = {
    "attribute": [{"name": "id", "type": "S"}, {"name": "unused", "type": "N"}],
    "billing_mode": "PAY_PER_REQUEST",
    "hash_key": "id",
    "range_key": "placed",
    "name": "orders",
    "point_in_time_recovery": {"enabled": False},
}


@pytest.mark.parametrize("indent", [None, 2])
def test_a_mended_module_in_json_says_the_same_as_one_in_hcl(indent: int | None) -> None:
    text = json.dumps({"resource": {"aws_dynamodb_table": {"orders": IN_JSON}}}, indent=indent)
    fixed = fix_project({"cdk.tf.json": text}, {"select": ["stores"]}, unsafe=True)["cdk.tf.json"]
    assert json.loads(fixed)["resource"]["aws_dynamodb_table"]["orders"] == {
        **IN_JSON,
        "attribute": [{"name": "id", "type": "S"}, {"name": "placed", "type": "S"}],
        "point_in_time_recovery": {"enabled": True},
        "server_side_encryption": {"enabled": True},
    }


def test_a_mended_module_is_one_for_its_parser() -> None:
    fixed = fix_project({"tables.tf": MODULE}, {"select": ["stores"]}, unsafe=True)["tables.tf"]
    assert "# The tables of the shop." in fixed
    assert '"orders" # as everywhere' in fixed
    [found] = asked("modules", [fixed])
    [(_, seen)] = [of_terraform(label, body) for label, body in found.items()]
    assert (seen["recovery"], seen["encryption"]) == (True, True)
    assert seen["attributes"] == {"id": "S", "placed": "S"}


BY_MODULE = """module "orders" {
  source   = "terraform-aws-modules/dynamodb-table/aws"
  name     = "order_sessions" # as everywhere
  hash_key = "id"

  attributes = [
    { name = "id", type = "S" },
    { name = "unused", type = "N" },
  ]

  point_in_time_recovery_enabled = false
}
"""


def test_a_mended_module_tells_the_module_that_it_uses() -> None:
    fixed = fix_project({"tables.tf": BY_MODULE}, {"select": ["stores"]}, unsafe=True)["tables.tf"]
    [module] = asked("called", [fixed])
    assert module["attributes"] == [{"name": "id", "type": "S"}]
    for switch in ("point_in_time_recovery_enabled", "server_side_encryption_enabled", "ttl_enabled"):
        assert module[switch] is True
    assert module["ttl_attribute_name"] == "expires_at"
    assert not check_project({"tables.tf": fixed}, {"select": ["stores"]}).diagnostics
