"""Tables of DynamoDB: what is read from their files, against the tools of AWS, Terraform's language and two stand-ins for the service."""

from __future__ import annotations

import json
import pprint
from collections.abc import Iterator
from typing import Any

import pytest
from elsewhere import asked, corpus, refused

from schemalint.api import check_project
from schemalint.model.replay import Block
from schemalint.model.schema import Table
from schemalint.replay.replay import replay
from schemalint.stores.reader import Notations, read
from schemalint.translating import javascript
from schemalint_rules import _refused_tables as limits

NOTATIONS = Notations(javascript.tokens, javascript.string)
OF_SAM = {"String": "S", "Number": "N", "Binary": "B"}


def tables(text: str, path: str) -> dict[str, Table]:
    """The tables of a file by the name that they have there, or by their resource's where that is put together."""
    readings = read("dynamodb", text, path, 0, len(text), NOTATIONS)
    catalog = replay([Block(readings)], "dynamodb", path=path, kind="snapshot").catalog
    return {ref.name: table for ref, table in catalog.tables.items()}


# --- what is compared ---------------------------------------------------------------------------------------------------

Seen = dict[str, Any]


def seen(table: Table) -> Seen:
    """A table of the catalogue, in the terms of a request; what its expressions hide is left out."""
    declaration = table.declaration
    assert declaration is not None
    hidden = set(declaration.unknown)
    found: Seen = {}
    if "attributes" not in hidden:
        found["attributes"] = {one.name: one.type.name if one.type else "" for one in table.columns}
    if "keys" not in hidden:
        found["keys"] = table.primary_key.columns if table.primary_key else ()
        found["indexes"] = {
            one.name: (one.method, one.columns, dict(one.options).get("projection", ""), tuple(sorted(one.include)))
            for one in table.indexes
        }
    options = dict(table.options)
    found["stream"] = options.get("stream", "")
    found["billing"] = options.get("billing_mode", "")
    found.update({name: options.get(name, "") for name in ("ttl", "recovery", "encryption") if name not in hidden})
    found.update({name: on(found[name]) for name in ("recovery", "encryption") if name in found})
    return found


def on(word: str) -> bool:
    return word not in ("", "false")


def told(given: dict[str, Any]) -> Seen:
    """A table as CloudFormation's properties, a request or the service's answer tell it."""
    indexes = {}
    for word, method in (("GlobalSecondaryIndexes", "global"), ("LocalSecondaryIndexes", "local")):
        for one in given.get(word) or ():
            projection = one.get("Projection") or {}
            indexes[one["IndexName"]] = (
                method, keys(one["KeySchema"]), projection.get("ProjectionType", "").lower(),
                tuple(sorted(projection.get("NonKeyAttributes", ()))),
            )  # fmt: skip
    stream, ttl = given.get("StreamSpecification") or {}, given.get("TimeToLiveSpecification") or {}
    encryption = given.get("SSESpecification") or {}
    replicas = given.get("Replicas") or [given]
    recovery = [
        (one.get("PointInTimeRecoverySpecification") or {}).get("PointInTimeRecoveryEnabled") for one in replicas
    ]
    return {
        "attributes": {one["AttributeName"]: one["AttributeType"] for one in given.get("AttributeDefinitions", ())},
        "keys": keys(given["KeySchema"]),
        "indexes": indexes,
        "stream": stream.get("StreamViewType", "").lower(),
        "billing": given.get("BillingMode", "").lower(),
        "ttl": ttl.get("AttributeName", "") if ttl.get("Enabled") in (True, "true") else "",
        "recovery": any(recovery),
        "encryption": encryption.get("SSEEnabled", encryption.get("Enabled")) in (True, "true"),
    }


def keys(schema: list[dict[str, str]]) -> tuple[str, ...]:
    return tuple(one["AttributeName"] for one in sorted(schema, key=lambda one: one["KeyType"] != "HASH"))


def differences(name: str, ours: Seen, theirs: Seen) -> Iterator[str]:
    for what in ours:
        if ours[what] != theirs[what]:
            yield f"{name}: {what} {ours[what]} instead of {theirs[what]}"


# --- templates ----------------------------------------------------------------------------------------------------------

TEMPLATES = {
    "short.yaml": """
Transform: AWS::Serverless-2016-10-31
Resources:
  Plain:
    Type: AWS::Serverless::SimpleTable
  Named:
    Type: AWS::Serverless::SimpleTable
    Properties: {TableName: named, PrimaryKey: {Name: day, Type: Number}, SSESpecification: {SSEEnabled: true}}
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: "orders"
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: &both
        - {AttributeName: id, AttributeType: S}
        - AttributeName: 'at'   # quoted
          AttributeType: "N"
      KeySchema:
        - KeyType: RANGE
          AttributeName: at
        - KeyType: HASH
          AttributeName: id
      TimeToLiveSpecification: {Enabled: true, AttributeName: ends}
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
      StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}
  Again:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    Properties:
      TableName: again
      AttributeDefinitions: *both
      KeySchema:
        - {AttributeName: id, KeyType: HASH}
      LocalSecondaryIndexes: []
      GlobalSecondaryIndexes:
        - IndexName: by_at
          KeySchema: [{AttributeName: at, KeyType: HASH}, {AttributeName: id, KeyType: RANGE}]
          Projection:
            ProjectionType: INCLUDE
            NonKeyAttributes:
              - total
              - "the state"
      ProvisionedThroughput: {ReadCapacityUnits: 1, WriteCapacityUnits: !Ref Writes}
      TimeToLiveSpecification:
        AttributeName: ends
        Enabled: 'false'
""",
    "functions.yaml": """
Parameters: {Writes: {Type: Number}, Stage: {Type: String}}
Conditions: {Big: !Equals [!Ref Stage, prod]}
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub "${Stage}-orders"
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions:
        - {AttributeName: id, AttributeType: S}
      KeySchema:
        - {AttributeName: id, KeyType: HASH}
      StreamSpecification: !If [Big, {StreamViewType: KEYS_ONLY}, !Ref AWS::NoValue]
      SSESpecification: {SSEEnabled: !If [Big, true, false]}
      PointInTimeRecoverySpecification:
        PointInTimeRecoveryEnabled: !If [Big, true, false]
      Tags:
        - {Key: AWS::DynamoDB::Table, Value: x}
""",
    "long.json": """{"Resources": {"T": {"Properties": {"TableName": {"Fn::Sub": "x"}, "BillingMode": "PAY_PER_REQUEST",
  "AttributeDefinitions": [{"AttributeType": "B", "AttributeName": "k\\u00e9y"}], "KeySchema":
  [{"AttributeName": "k\\u00e9y", "KeyType": "HASH"}], "SSESpecification": {"SSEEnabled": "true", "SSEType": "KMS"}},
  "Type": "AWS::DynamoDB::Table"}}}
""",
}


def compared(path: str, text: str, answer: dict[str, Any]) -> tuple[int, list[str]]:
    """How many tables a template has elsewhere, and where they differ from those read."""
    wrong = []
    ours = tables(text, path)
    theirs = {}
    for logical, resource in answer.items():
        if resource.get("Type") in ("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"):
            properties = resource["Properties"]
            named = properties.get("TableName")
            theirs[named if isinstance(named, str) else logical] = properties
    if set(ours) != set(theirs):
        return len(theirs), [f"{path}: {sorted(ours)} instead of {sorted(theirs)}"]
    for name, table in ours.items():
        mine, other = seen(table), told(theirs[name])
        if table.declaration is not None and table.declaration.form == "simple-table":
            mine.pop("billing")  # SAM's default
        if not isinstance(theirs[name].get("StreamSpecification", {}), dict) or "Fn::If" in theirs[name].get(
            "StreamSpecification", {}
        ):
            mine.pop("stream")
        wrong += [f"{path}: {one}" for one in differences(name, mine, other)]
    return len(theirs), wrong


def test_templates_hold_what_sam_and_cloudformation_make_of_them() -> None:
    answers = asked("templates", list(TEMPLATES.values()))
    found = [compared(name, text, answer) for (name, text), answer in zip(TEMPLATES.items(), answers, strict=True)]
    wrong = [one for _, ones in found for one in ones]
    assert not wrong, pprint.pformat(wrong, width=200)
    assert [number for number, _ in found] == [4, 1, 1]


@pytest.mark.corpus
def test_templates_of_the_corpus() -> None:
    files = [
        (path, text)
        for path, text in corpus("dynamodb-examples", ".yml", ".yaml", ".json")
        if "AWS::DynamoDB::" in text
    ]
    answers = asked("templates", [text for _, text in files])
    found = [compared(path, text, answer) for (path, text), answer in zip(files, answers, strict=True)]
    wrong = [one for _, ones in found for one in ones]
    assert not wrong, pprint.pformat(wrong, width=200)
    assert sum(number for number, _ in found) == 5


# --- requests and models ------------------------------------------------------------------------------------------------


@pytest.mark.corpus
def test_requests_of_the_corpus_make_these_tables() -> None:
    files = [
        (path, text)
        for path, text in corpus("dynamodb-examples", ".json")
        if '"KeySchema"' in text and "AWS::" not in text
    ]
    files = [(path, text) for path, text in files if "TableName" in json.loads(text)]
    assert len(files) == 4
    answers = asked("requests", [json.loads(text) for _, text in files])
    for (path, text), answer in zip(files, answers, strict=True):
        assert "refused" not in answer, (path, answer)
        [(name, table)] = tables(text, path).items()
        mine, theirs = seen(table), told(answer)
        mine["billing"] = theirs["billing"] = ""  # the answer says it elsewhere
        assert name == answer["TableName"]
        assert not list(differences(path, mine, theirs))


@pytest.mark.corpus
def test_models_of_the_corpus_make_tables_that_the_service_takes() -> None:
    """What is read from a model of NoSQL Workbench, sent as a request, gives a table with just these keys and indexes."""
    files = [(path, text) for path, text in corpus("dynamodb-examples", ".json") if '"DataModel"' in text]
    ours = [(path, name, table) for path, text in files for name, table in tables(text, path).items()]
    models = [one for _, text in files for one in json.loads(text)["DataModel"]]
    assert len(ours) == len(models) >= 7
    requests = [as_request(table) for *_, table in ours]
    for (path, name, table), model, request, answer in zip(
        ours, models, requests, asked("requests", requests), strict=True
    ):
        assert "refused" not in answer, (path, name, answer)
        mine, theirs = seen(table), told(answer)
        assert (mine["keys"], mine["indexes"]) == (theirs["keys"], theirs["indexes"]), (path, name)
        parts = model["KeyAttributes"]
        assert mine["keys"] == tuple(parts[one]["AttributeName"] for one in ("PartitionKey", "SortKey") if one in parts)
        assert sorted(mine["indexes"]) == sorted(one["IndexName"] for one in model.get("GlobalSecondaryIndexes", ()))
        listed = {one["AttributeName"]: one["AttributeType"] for one in model.get("NonKeyAttributes", ())}
        assert {name: kind for name, kind in mine["attributes"].items() if name in listed} == listed
        assert request["AttributeDefinitions"]


def as_request(table: Table) -> dict[str, Any]:
    def schema(columns: tuple[str, ...]) -> list[dict[str, str]]:
        return [{"AttributeName": one, "KeyType": word} for one, word in zip(columns, ("HASH", "RANGE"), strict=False)]

    assert table.primary_key is not None
    used = {*table.primary_key.columns, *(name for one in table.indexes for name in one.columns)}
    made: dict[str, Any] = {
        "TableName": table.name,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": schema(table.primary_key.columns),
        "AttributeDefinitions": [
            {"AttributeName": one.name, "AttributeType": one.type.name}
            for one in table.columns
            if one.name in used and one.type
        ],
    }
    for one in table.indexes:
        projection: dict[str, Any] = {"ProjectionType": dict(one.options)["projection"].upper()}
        if one.include:
            projection["NonKeyAttributes"] = list(one.include)
        index = {"IndexName": one.name, "KeySchema": schema(one.columns), "Projection": projection}
        word = "LocalSecondaryIndexes" if one.method == "local" else "GlobalSecondaryIndexes"
        made.setdefault(word, []).append(index)
    return made


# --- Terraform ----------------------------------------------------------------------------------------------------------

MODULE = """
# resource "aws_dynamodb_table" "no" { name = "no" }
/* resource "aws_dynamodb_table" "nor" {} */
locals {
  table = "x"
  note  = "resource \\"aws_dynamodb_table\\" \\"never\\" {}"
}
resource "aws_dynamodb_table" "orders" {
  name           = "orders" // a remark
  billing_mode   = "PAY_PER_REQUEST"
  hash_key       = "id"
  range_key      = "at"
  stream_enabled = true
  stream_view_type = "NEW_IMAGE"
  tags = { Name = "a } b", Other = "${var.x}-{" }
  attribute {
    name = "id"
    type = "S"
  }
  attribute {
    type = "N"
    name = "at"
  }
  attribute {
    name = "owner"
    type = "B"
  }
  global_secondary_index {
    name               = "by_owner"
    hash_key           = "owner"
    range_key          = "at"
    projection_type    = "INCLUDE"
    non_key_attributes = ["total", "state"]
  }
  local_secondary_index {
    name            = "beside"
    range_key       = "owner"
    projection_type = "KEYS_ONLY"
  }
  ttl {
    attribute_name = "ends"
    enabled        = true
  }
  point_in_time_recovery { enabled = true }
  server_side_encryption {
    enabled = false
  }
  policy = <<-EOT
    { "resource": "}" }
  EOT
}
resource "aws_dynamodb_table" "put_together" {
  name     = "${var.stage}-log"
  hash_key = "id"
  attribute {
    name = "id"
    type = "S"
  }
}
"""


def of_terraform(label: str, body: dict[str, Any]) -> tuple[str, Seen]:
    """A table as python-hcl2 tells it."""

    def text(value: object) -> str:
        return str(value).strip('"')

    def blocks(name: str) -> list[dict[str, Any]]:
        return body.get(name, [])  # type: ignore[no-any-return]

    def flag(name: str) -> bool:
        return any(one["enabled"] is True for one in blocks(name))

    partition = text(body["hash_key"])
    indexes = {}
    for word, method in (("global_secondary_index", "global"), ("local_secondary_index", "local")):
        for one in blocks(word):
            columns = tuple(text(one[key]) for key in ("hash_key", "range_key") if key in one)
            columns = (partition, *columns) if method == "local" else columns
            included = tuple(sorted(text(name) for name in one.get("non_key_attributes", ())))
            indexes[text(one["name"])] = (method, columns, text(one["projection_type"]).lower(), included)
    name = text(body["name"])
    return (label if "${" in name else name), {
        "attributes": {text(one["name"]): text(one["type"]) for one in blocks("attribute")},
        "keys": tuple(text(body[key]) for key in ("hash_key", "range_key") if key in body),
        "indexes": indexes,
        "stream": text(body.get("stream_view_type", "")).lower(),
        "billing": text(body.get("billing_mode", "")).lower(),
        "ttl": next((text(one["attribute_name"]) for one in blocks("ttl") if one["enabled"] is True), ""),
        "recovery": flag("point_in_time_recovery"),
        "encryption": flag("server_side_encryption"),
    }


def test_modules_hold_what_their_own_parser_says() -> None:
    [answer] = asked("modules", [MODULE])
    theirs = dict(of_terraform(label, body) for label, body in answer.items())
    ours = tables(MODULE, "main.tf")
    assert sorted(ours) == sorted(theirs) == ["orders", "put_together"]
    wrong = [one for name, table in ours.items() for one in differences(name, seen(table), theirs[name])]
    assert not wrong, wrong


# --- what is refused ----------------------------------------------------------------------------------------------------


def attributes(*names: str) -> list[dict[str, str]]:
    return [{"AttributeName": one, "AttributeType": "S"} for one in names]


def key(partition: str, sort: str = "") -> list[dict[str, str]]:
    found = [{"AttributeName": partition, "KeyType": "HASH"}]
    return [*found, {"AttributeName": sort, "KeyType": "RANGE"}] if sort else found


def index(name: str, partition: str, sort: str = "", kind: str = "ALL", *included: str) -> dict[str, Any]:
    projection: dict[str, Any] = {"ProjectionType": kind}
    if included:
        projection["NonKeyAttributes"] = list(included)
    return {"IndexName": name, "KeySchema": key(partition, sort), "Projection": projection}


def request(**more: Any) -> dict[str, Any]:
    start = {
        "TableName": "orders",
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": attributes("id"),
        "KeySchema": key("id"),
    }
    return {**start, "SSESpecification": {"Enabled": True}, **more}


TWO = attributes("id", "owner")
UNITS = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a key that is not defined": (request(KeySchema=key("key")), "undefined-key-attribute"),
    "a sort key that is not defined": (request(KeySchema=key("id", "at")), "undefined-key-attribute"),
    "a key of an index": (request(GlobalSecondaryIndexes=[index("by_owner", "owner")]), "undefined-key-attribute"),
    "a set as key": (
        request(AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "SS"}]),
        "undefined-key-attribute",
    ),
    "an attribute no key uses": (request(AttributeDefinitions=attributes("id", "age")), "unused-attribute-definition"),
    "an attribute twice": (request(AttributeDefinitions=attributes("id", "id")), "unused-attribute-definition"),
    "names beside ALL": (
        request(AttributeDefinitions=TWO, GlobalSecondaryIndexes=[index("by_owner", "owner", "", "ALL", "total")]),
        "duplicate-projection",
    ),
    "names beside KEYS_ONLY": (
        request(
            AttributeDefinitions=TWO, GlobalSecondaryIndexes=[index("by_owner", "owner", "", "KEYS_ONLY", "total")]
        ),
        "duplicate-projection",
    ),
    **{
        name: (given, "invalid-table-definition")
        for name, given in {
            "a name of two letters": request(TableName="ab"),
            "a name of 256": request(TableName="a" * 256),
            "a name with blanks": request(TableName="orders by day"),
            "an index of one letter": request(AttributeDefinitions=TWO, GlobalSecondaryIndexes=[index("i", "owner")]),
            "the sort key first": request(AttributeDefinitions=TWO, KeySchema=key("id", "owner")[::-1]),
            "a sort key alone": request(KeySchema=[{"AttributeName": "id", "KeyType": "RANGE"}]),
            "another kind of key": request(KeySchema=[{"AttributeName": "id", "KeyType": "SORT"}]),
            "two partition keys": request(AttributeDefinitions=TWO, KeySchema=[*key("id"), *key("owner")]),
            "an attribute twice in a key": request(KeySchema=key("id", "id")),
            "a local index where nothing sorts": request(
                AttributeDefinitions=TWO, LocalSecondaryIndexes=[index("beside", "id", "owner")]
            ),
            "a local index without a sort key": request(
                AttributeDefinitions=TWO, KeySchema=key("id", "owner"), LocalSecondaryIndexes=[index("beside", "id")]
            ),
            "a local index on another partition key": request(
                AttributeDefinitions=TWO,
                KeySchema=key("id", "owner"),
                LocalSecondaryIndexes=[index("beside", "owner", "id")],
            ),
            "six local indexes": request(
                AttributeDefinitions=[*attributes("id"), *attributes(*"abcdef")],
                KeySchema=key("id", "a"),
                LocalSecondaryIndexes=[index(f"by_{one}", "id", one) for one in "abcdef"],
            ),
            "two indexes of a name": request(
                AttributeDefinitions=[*TWO, *attributes("day")],
                GlobalSecondaryIndexes=[index("other", "owner"), index("other", "day")],
            ),
            "a local and a global index of a name": request(
                AttributeDefinitions=TWO,
                KeySchema=key("id", "owner"),
                LocalSecondaryIndexes=[index("other", "id", "owner")],
                GlobalSecondaryIndexes=[index("other", "owner")],
            ),
            "no kind of projection": request(
                AttributeDefinitions=TWO,
                GlobalSecondaryIndexes=[{"IndexName": "other", "KeySchema": key("owner"), "Projection": {}}],
            ),
            "another kind of projection": request(
                AttributeDefinitions=TWO, GlobalSecondaryIndexes=[index("other", "owner", "", "SOME")]
            ),
            "no name beside INCLUDE": request(
                AttributeDefinitions=TWO,
                GlobalSecondaryIndexes=[
                    {**index("other", "owner"), "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": []}}
                ],
            ),
            "no capacity": request(BillingMode="PROVISIONED"),
            "nothing of how it is paid": {name: one for name, one in request().items() if name != "BillingMode"},
            "capacity beside requests": request(ProvisionedThroughput=UNITS),
            "capacity of an index beside requests": request(
                AttributeDefinitions=TWO,
                GlobalSecondaryIndexes=[{**index("other", "owner"), "ProvisionedThroughput": UNITS}],
            ),
        }.items()
    },
}
"""Requests that the service refuses, with the rule that says so."""

TAKEN = {
    "plain": request(),
    "an index": request(AttributeDefinitions=TWO, GlobalSecondaryIndexes=[index("by_owner", "owner")]),
    "both in one": request(
        AttributeDefinitions=TWO, KeySchema=key("id", "owner"), LocalSecondaryIndexes=[index("beside", "id", "owner")]
    ),
    "names": request(
        AttributeDefinitions=TWO, GlobalSecondaryIndexes=[index("by_owner", "owner", "", "INCLUDE", "total")]
    ),
    "bytes": request(AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "B"}]),
    "capacity": request(BillingMode="PROVISIONED", ProvisionedThroughput=UNITS),
    "five local indexes": request(
        AttributeDefinitions=[*attributes("id"), *attributes(*"abcde")],
        KeySchema=key("id", "a"),
        LocalSecondaryIndexes=[index(f"by_{one}", "id", one) for one in "abcde"],
    ),
    "capacity of an index": request(
        BillingMode="PROVISIONED",
        ProvisionedThroughput=UNITS,
        AttributeDefinitions=TWO,
        GlobalSecondaryIndexes=[{**index("other", "owner"), "ProvisionedThroughput": UNITS}],
    ),
    "names of three signs": request(
        TableName="a.-", AttributeDefinitions=TWO, GlobalSecondaryIndexes=[index("_b_", "owner")]
    ),
}
"""Requests that it takes, and no rule reports an error in."""


def test_what_is_refused_is_reported_and_what_is_taken_is_not() -> None:
    sent = [one for one, _ in REFUSED.values()] + list(TAKEN.values())
    answers = refused(sent)
    assert all(answers[: len(REFUSED)]), answers
    assert not any(answers[len(REFUSED) :]), answers
    rules = [
        "undefined-key-attribute", "unused-attribute-definition", "duplicate-projection", "invalid-table-definition",
    ]  # fmt: skip
    for name, (one, rule) in REFUSED.items():
        report = check_project({"create.json": json.dumps(one, indent=2)}, {"select": rules})
        assert [found.rule for found in report.diagnostics] == [rule], name
    for name, one in TAKEN.items():
        report = check_project({"create.json": json.dumps(one, indent=2)}, {"select": rules})
        assert not report.diagnostics, name


def test_a_second_stand_in_refuses_definitions_too() -> None:
    answers = asked("requests", [one for one, rule in REFUSED.values() if rule != "duplicate-projection"])
    said = [one.get("refused", "") for one in answers]
    assert sum("KeySchema" in one or "AttributeDefinitions" in one for one in said) >= 5, said


def test_cfn_lint_reports_the_same_definitions() -> None:
    given = []
    for one, rule in REFUSED.values():
        properties = {name: value for name, value in one.items() if name != "SSESpecification"}
        template = {"Resources": {"Orders": {"Type": "AWS::DynamoDB::Table", "Properties": properties}}}
        given.append((json.dumps(template, indent=1), rule))
    answers = asked("linted", [text for text, _ in given])
    silent = []
    for (text, rule), answer in zip(given, answers, strict=True):
        report = check_project({"template.json": text}, {"select": ["stores"]})
        assert rule in {one.rule for one in report.diagnostics}
        if not answer:
            silent.append(rule)
    assert set(silent) <= {"duplicate-projection", "invalid-table-definition"}, silent
    assert silent.count("invalid-table-definition") <= 14, silent


def test_limits_are_those_of_the_service() -> None:
    told = asked("limits", None)
    for names in told["names"]:
        assert limits.NAME.pattern == f"{names['pattern'].rstrip('+')}{{{names['min']},{names['max']}}}"
    assert told["included"] == {"min": 1, "max": limits.INCLUDED}
    assert told["included in all"] == [limits.INCLUDED_IN_ALL]
    assert told["local"] == [limits.LOCAL_INDEXES]
    assert told["global"] == [limits.GLOBAL_INDEXES]
    assert told["attributes"] == [limits.KEY_ATTRIBUTES] * 2
    assert {one.lower() for one in told["projections"]} == set(limits.PROJECTIONS)
    assert told["roles"] == ["HASH", "RANGE"]
