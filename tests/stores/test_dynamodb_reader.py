"""Templates, requests, models, modules of Terraform and commands of DynamoDB, read into one catalogue."""

from __future__ import annotations

import os
from textwrap import indent

import pytest

from schemalint.model.change import CreateTable, Reading
from schemalint.model.declaration import Declaration
from schemalint.model.replay import Block
from schemalint.model.schema import Table
from schemalint.replay.replay import replay
from schemalint.stores.reader import Notations, read
from schemalint.translating import javascript

NOTATIONS = Notations(javascript.tokens, javascript.string)
CORPUS = os.environ.get("SCHEMALINT_CORPUS", "")


def readings(text: str, path: str = "template.yaml") -> tuple[Reading, ...]:
    return read("dynamodb", text, path, 0, len(text), NOTATIONS)


def tables(text: str, path: str = "template.yaml") -> dict[str, Table]:
    catalog = replay([Block(readings(text, path))], "dynamodb", path=path, kind="snapshot").catalog
    return {ref.name: table for ref, table in catalog.tables.items()}


def declaration(table: Table) -> Declaration:
    assert table.declaration is not None
    return table.declaration


def template(properties: str, type: str = "AWS::DynamoDB::Table") -> str:
    lines = "".join(f"      {line}\n" for line in properties.splitlines())
    return f"Resources:\n  Orders:\n    Type: {type}\n    Properties:\n{lines}"


FULL = """\
TableName: orders
BillingMode: PAY_PER_REQUEST
AttributeDefinitions:
  - AttributeName: customer
    AttributeType: S
  - {AttributeName: placed, AttributeType: N}
  - AttributeName: owner
    AttributeType: B
KeySchema:
  - {AttributeName: placed, KeyType: RANGE}
  - {AttributeName: customer, KeyType: HASH}
GlobalSecondaryIndexes:
  - IndexName: by_owner
    KeySchema:
      - {AttributeName: owner, KeyType: HASH}
    Projection:
      ProjectionType: INCLUDE
      NonKeyAttributes: [total, state]
LocalSecondaryIndexes:
  - IndexName: beside
    KeySchema:
      - {AttributeName: customer, KeyType: HASH}
      - {AttributeName: owner, KeyType: RANGE}
    Projection: {ProjectionType: ALL}
StreamSpecification: {StreamViewType: NEW_IMAGE}
TimeToLiveSpecification: {AttributeName: ends, Enabled: true}
SSESpecification: {SSEEnabled: true, SSEType: KMS}
PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
"""


def test_a_template_gives_keys_types_indexes_and_options() -> None:
    table = tables(template(FULL))["orders"]
    assert [(one.name, one.type.name if one.type else "", one.nullable) for one in table.columns] == [
        ("customer", "S", False),
        ("placed", "N", False),
        ("owner", "B", True),
    ]
    assert table.primary_key is not None
    assert table.primary_key.columns == ("customer", "placed")
    first, second = table.indexes
    assert (first.name, first.columns, first.method, first.include) == (
        "by_owner",
        ("owner",),
        "global",
        ("total", "state"),
    )
    assert (second.name, second.columns, second.method) == ("beside", ("customer", "owner"), "local")
    assert dict(second.options) == {"projection": "all"}
    assert dict(table.options) == {
        "billing_mode": "pay_per_request", "stream": "new_image", "encryption": "KMS", "ttl": "ends", "recovery": "true",
    }  # fmt: skip


@pytest.mark.parametrize("path", ["template.yaml", "template.json", "main.tf", "request.json"])
def test_every_place_is_where_its_text_stands(path: str) -> None:
    texts = {
        "template.yaml": template(FULL),
        "template.json": '{"Resources": {"T": {"Type": "AWS::DynamoDB::Table", "Properties": {"TableName": "orders",\n'
        ' "KeySchema": [{"AttributeName": "customer", "KeyType": "HASH"}],\n\t"AttributeDefinitions":\n'
        ' [{"AttributeName": "customer", "AttributeType": "S"}]}}}}',
        "request.json": '{"TableName": "orders", "KeySchema": [{"AttributeName": "customer", "KeyType": "HASH"}],\n'
        ' "AttributeDefinitions": [{"AttributeName": "customer", "AttributeType": "S"}]}',
        "main.tf": 'resource "aws_dynamodb_table" "t" {\n  name = "orders"\n  hash_key = "customer"\n'
        '  attribute {\n    name = "customer"\n    type = "S"\n  }\n}\n',
    }
    text = texts[path]
    table = tables(text, path)["orders"]
    assert text[table.span.start : table.span.end] == "orders"
    column = table.columns[0]
    assert column.type is not None
    assert text[column.span.start : column.span.end] == "customer"
    assert text[column.type.span.start : column.type.span.end] == "S"
    for part in declaration(table).parts:
        if part.name in ("attribute", "key", "index-key", "included"):
            assert text[part.span.start : part.span.end] == part.value
    for index in table.indexes:
        assert text[index.name_span.start : index.name_span.end] == index.name


def test_what_functions_say_is_not_known() -> None:
    text = template(
        "TableName: !Sub '${Stage}-orders'\nKeySchema: !If [A, B, C]\nAttributeDefinitions:\n"
        "  - AttributeName: !Ref Key\n    AttributeType: S\nSSESpecification:\n  SSEEnabled: !Ref On\n"
        "PointInTimeRecoverySpecification:\n  Fn::If: [A, B, C]\nTimeToLiveSpecification: !Ref Ends\n"
        "BillingMode: !Ref Billing\nProvisionedThroughput: !If [A, B, C]\nStreamSpecification: !Ref Stream\n"
    )
    table = tables(text)["Orders"]
    assert set(declaration(table).unknown) == {
        "name", "attributes", "keys", "billing", "throughput", "stream", "encryption", "recovery", "ttl",
    }  # fmt: skip
    assert table.primary_key is None


def test_a_mapping_that_is_merged_says_more_than_stands_there() -> None:
    text = "X: &x {BillingMode: PROVISIONED}\n" + template("<<: *x\nTableName: orders\n")
    assert declaration(tables(text)["orders"]).unknown[0] == "all"


def test_a_simple_table_has_the_key_id_where_nothing_else_is_said() -> None:
    text = (
        "Resources:\n  One:\n    Type: AWS::Serverless::SimpleTable\n  Two:\n    Type: AWS::Serverless::SimpleTable\n"
        "    Properties:\n      PrimaryKey:\n        Name: day\n        Type: Number\n"
    )
    found = tables(text)
    assert [(one.name, one.type.name if one.type else "") for one in found["One"].columns] == [("id", "S")]
    assert [(one.name, one.type.name if one.type else "") for one in found["Two"].columns] == [("day", "N")]


def test_resources_of_the_serverless_framework_are_found_where_they_are() -> None:
    inner = template("TableName: orders\n").replace("\n", "\n  ")
    assert "orders" in tables(f"service: shop\nresources:\n  {inner}", "serverless.yml")


def test_a_resource_that_others_include_is_called_after_its_file() -> None:
    properties = indent(FULL.replace("TableName: orders", "TableName: ${self:custom.users}"), "  ")
    text = f"Type: AWS::DynamoDB::Table\nProperties:\n{properties}"
    [(name, table)] = tables(text, "resources/users-table.yml").items()
    assert name == "users-table"
    assert text[table.span.start : table.span.end] == "AWS::DynamoDB::Table"


def test_of_two_tables_that_conditions_choose_from_none_is_lost() -> None:
    text = template("TableName: orders\n")
    other = text.partition("\n")[2].replace("  Orders:", "  OrdersOfTests:")
    assert sorted(tables(text + other)) == ["OrdersOfTests", "orders"]


REQUEST = (
    '{"TableName": "%s", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],\n'
    ' "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}]%s}'
)


@pytest.mark.parametrize("around", ["%s", "[%s]", '{"tables": [%s]}', '{"Table": %s}', '{"prod": {"orders": %s}}'])
def test_a_request_is_found_wherever_it_stands(around: str) -> None:
    assert sorted(tables(around % REQUEST % ("orders", ""), "tables.json")) == ["orders"]


def test_what_the_service_describes_says_encryption_and_billing_in_other_words() -> None:
    text = f'{{"Table": {REQUEST}}}' % ("orders", ', "TableStatus": "ACTIVE"')
    assert set(declaration(tables(text, "described.json")["orders"]).unknown) == {"billing", "encryption"}


def test_keys_of_several_attributes_are_in_order() -> None:
    """A global index may have four attributes in its partition key and four in its sort key."""
    keys = [("at", "RANGE"), ("tenant", "HASH"), ("region", "HASH"), ("id", "RANGE")]
    schema = ", ".join(f"{{AttributeName: {name}, KeyType: {role}}}" for name, role in keys)
    text = template(f"TableName: orders\nGlobalSecondaryIndexes:\n  - {{IndexName: wide, KeySchema: [{schema}]}}\n")
    table = tables(text)["orders"]
    assert table.indexes[0].columns == ("tenant", "region", "at", "id")
    assert [(one.value, one.role) for one in declaration(table).named("index-key")] == [
        (name, role.lower()) for name, role in keys
    ]


def test_a_model_lists_all_attributes() -> None:
    text = (
        '{"DataModel": [{"TableName": "Chat", "KeyAttributes": {"PartitionKey": {"AttributeName": "PK", "AttributeType": "S"}},'
        '"NonKeyAttributes": [{"AttributeName": "tags", "AttributeType": "SS"}], "GlobalSecondaryIndexes": [{"IndexName": "g",'
        '"KeyAttributes": {"PartitionKey": {"AttributeName": "room", "AttributeType": "S"}}, "Projection": {"ProjectionType": "ALL"}}]}]}'
    )
    table = tables(text, "model.json")["Chat"]
    assert [one.name for one in table.columns] == ["PK", "tags", "room"]
    assert table.indexes[0].columns == ("room",)


def test_terraform_is_read_as_far_as_literals_go() -> None:
    text = """\
locals { a = { b = "}" } }   # aws_dynamodb_table
resource "aws_dynamodb_table" "t" {
  name      = "${var.stage}-orders"   // the name
  hash_key  = "id"
  range_key = var.range
  policy    = <<-EOF
    { "hash_key": "}" }
  EOF
  tags = merge(local.tags, {
    Name = "x"
  })
  attribute {
    name = "id"
    type = "S"
  }
  local_secondary_index {
    name            = "l"
    range_key       = "at"
    projection_type = "KEYS_ONLY"
  }
  ttl { enabled = true
    attribute_name = "ends" }
}
"""
    table = tables(text, "main.tf")["t"]
    assert set(declaration(table).unknown) == {"name", "keys"}
    assert "attributes" not in declaration(table).unknown
    assert table.indexes[0].columns == ("id", "at")
    assert dict(table.options)["ttl"] == "ends"


def test_commands_are_read_in_shorthand_and_in_json() -> None:
    text = (
        "# aws dynamodb create-table --table-name no\n"
        "aws --region x dynamodb create-table \\\n  --table-name Music \\\n"
        "  --attribute-definitions AttributeName=Artist,AttributeType=S AttributeName=At,AttributeType=N \\\n"
        "  --key-schema AttributeName=At,KeyType=RANGE AttributeName=Artist,KeyType=HASH\n"
        "aws dynamodb create-table --table-name $NAME --key-schema AttributeName=a,KeyType=HASH\n"
        'aws dynamodb create-table --cli-input-json \'{"TableName": "b", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],'
        ' "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}]}\'\n'
    )
    found = tables(text, "README.md")
    assert set(found) == {"Music", "b"}
    assert found["Music"].primary_key is not None
    assert found["Music"].primary_key.columns == ("Artist", "At")
    span = found["b"].columns[0].span
    assert text[span.start : span.end] == "id"


IN_HCL = """\
resource "aws_dynamodb_table" "main" {
  name           = "orders"
  hash_key       = "id"
  range_key      = "at"
  read_capacity  = 5
  write_capacity = var.write
  attribute {
    name = "id"
    type = "S"
  }
  dynamic "attribute" {
    for_each = var.more
    content {}
  }
  global_secondary_index {
    name               = "by_owner"
    projection_type    = "INCLUDE"
    non_key_attributes = ["total", "state"]
    key_schema {
      attribute_name = "owner"
      key_type       = "HASH"
    }
  }
  local_secondary_index {
    name            = "beside"
    range_key       = "total"
    projection_type = "ALL"
  }
  point_in_time_recovery { enabled = var.recover }
  ttl {
    attribute_name = "ends"
    enabled        = true
  }
  tags = { Name = "x" }
}
resource "aws_dynamodb_table" "other" {
  name = "${var.stage}-other"
  ttl {}
}
"""
IN_JSON = """\
{"//": {"metadata": {}}, "resource": [{"aws_s3_bucket": {"b": {"name": "x"}}}, {"aws_dynamodb_table": {
  "main": {"//": {"metadata": {"uniqueId": "main"}}, "name": "orders", "hash_key": "id", "range_key": "at", "read_capacity": 5,
    "write_capacity": "${var.write}", "attribute": [{"name": "id", "type": "S"}],
    "dynamic": {"attribute": {"for_each": "${var.more}", "content": {}}},
    "global_secondary_index": [{"name": "by_owner", "projection_type": "INCLUDE", "non_key_attributes": ["total", "state"],
      "key_schema": {"attribute_name": "owner", "key_type": "HASH"}}],
    "local_secondary_index": {"name": "beside", "range_key": "total", "projection_type": "ALL"},
    "point_in_time_recovery": {"enabled": "${var.recover}"}, "ttl": {"attribute_name": "ends", "enabled": true},
    "billing_mode": null, "tags": {"Name": "x"}},
  "other": [{"name": "${var.stage}-other", "ttl": {}}]}}]}
"""


def test_terraform_in_json_says_what_it_says_in_hcl() -> None:
    hcl, json = tables(IN_HCL, "main.tf"), tables(IN_JSON, "main.tf.json")
    assert sorted(hcl) == sorted(json) == ["orders", "other"]
    for name, text, found in [(name, IN_JSON, json[name]) for name in json] + [
        (name, IN_HCL, hcl[name]) for name in hcl
    ]:
        other = hcl[name]
        assert [(one.name, one.columns, one.include, one.options) for one in found.indexes] == [
            (one.name, one.columns, one.include, one.options) for one in other.indexes
        ]
        assert (found.options, [one.name for one in found.columns]) == (
            other.options,
            [one.name for one in other.columns],
        )
        mine, its = declaration(found), declaration(other)
        assert set(mine.unknown) == set(its.unknown)
        assert [(one.name, one.value, one.of, one.role) for one in mine.parts] == [
            (one.name, one.value, one.of, one.role) for one in its.parts
        ]
        for part in mine.parts:
            said = text[part.span.start : part.span.end]
            assert said == {"throughput": "read_capacity", "included-list": "non_key_attributes"}.get(
                part.name, "ttl" if part.value == "unsaid" else said if part.name == "projection" else part.value
            )


MODULE = """\
module "carts" {
  source  = "terraform-aws-modules/dynamodb-table/aws"
  version = "~> 4.0"
  name      = "carts"
  hash_key  = "id"
  range_key = "title"
  attributes = [
    { name = "id", type = "N" }, # of the cart
    {
      name : "title"
      "type" = "S"
    },
  ]
  global_secondary_indexes = [
    {
      name               = "by_title", hash_key = "title"
      projection_type    = "INCLUDE"
      non_key_attributes = ["total", "state"]
      on_demand_throughput = { max_read_request_units = 1 }
    }
  ]
  ttl_enabled                    = true
  ttl_attribute_name             = "ends"
  server_side_encryption_enabled = var.encrypted
  point_in_time_recovery_enabled = false
}
module "other" {
  source     = "../dynamodb"
  attributes = []
}
"""


def test_the_module_that_everybody_uses_makes_a_table() -> None:
    [(name, table)] = tables(MODULE, "main.tf").items()
    assert name == "carts"
    assert table.primary_key is not None
    assert table.primary_key.columns == ("id", "title")
    assert [(one.name, one.type.name if one.type else "") for one in table.columns] == [("id", "N"), ("title", "S")]
    assert [(one.name, one.columns, one.include) for one in table.indexes] == [
        ("by_title", ("title",), ("total", "state"))
    ]
    assert dict(table.options) == {"billing_mode": "pay_per_request", "ttl": "ends"}
    found = declaration(table)
    assert found.unknown == ("encryption",)
    assert [part.value for part in found.named("recovery")] == ["false"]
    for part in found.parts:
        if part.name in ("attribute", "key", "index-key", "included", "recovery"):
            assert MODULE[part.span.start : part.span.end] == part.value


def test_lists_of_objects_stand_for_blocks() -> None:
    text = (
        'resource "aws_dynamodb_table" "t" {\n  name = "orders"\n  hash_key = "id"\n  attribute = [\n    {\n      name = "id"\n'
        '      type = "S"\n    },\n  ]\n  global_secondary_index = []\n  ttl = [{ enabled = true, attribute_name = "ends" }]\n}\n'
    )
    table = tables(text, "main.tf")["orders"]
    assert declaration(table).unknown == ()
    assert [one.name for one in table.columns] == ["id"]
    assert dict(table.options) == {"ttl": "ends"}


def test_an_attribute_that_is_a_key_is_one_whatever_defines_it() -> None:
    text = (
        'resource "aws_dynamodb_table" "t" {\n  name = "orders"\n  hash_key = "id"\n  dynamic "attribute" {\n    for_each = var.all\n  }\n'
        '  global_secondary_index {\n    name = "by_owner"\n    hash_key = "owner"\n    projection_type = "ALL"\n  }\n}\n'
    )
    table = tables(text, "main.tf")["orders"]
    assert [(one.name, one.nullable, one.unknown) for one in table.columns] == [
        ("id", False, True),
        ("owner", True, True),
    ]


def test_a_template_that_speaks_of_terraform_is_a_template() -> None:
    assert "orders" in tables("Description: takes the place of aws_dynamodb_table.orders\n" + template(FULL))


@pytest.mark.parametrize(
    ("blocks", "unknown"),
    [
        ("  attribute = [for one in var.keys : { name = one }]\n", "attributes"),
        ("  global_secondary_index = var.indexes\n", "keys"),
        ("  ttl = [local.ttl]\n", "ttl"),
        ("  billing_mode = var.billing\n", "billing"),
    ],
)
def test_what_terraform_is_told_by_expressions_is_not_known(blocks: str, unknown: str) -> None:
    text = f'resource "aws_dynamodb_table" "t" {{\n  name     = "orders"\n  hash_key = "id"\n{blocks}}}\n'
    assert declaration(tables(text, "main.tf")["orders"]).unknown == (unknown,)


def test_a_variable_with_one_plain_value_names_a_table() -> None:
    command = "awslocal dynamodb create-table --table-name {} --key-schema AttributeName=id,KeyType=HASH\n"
    text = "#!/bin/sh\nexport ORDERS='orders'\nUSERS=users; STAGE=$1\nMANY=a\nMANY=b\nLATER=\"$STAGE-x\"\n" + "".join(
        map(command.format, ('"$ORDERS"', "${USERS}", "$MANY", "$LATER", "$1", "'$ORDERS'", '"a-$USERS"'))
    )
    found = tables(text, "init.sh")
    assert sorted(found) == ["orders", "users"]
    assert text[found["orders"].span.start : found["orders"].span.end] == "$ORDERS"


def test_commands_behind_the_one_that_makes_a_table_set_what_it_cannot() -> None:
    text = (
        "T=carts\naws dynamodb create-table --table-name carts --key-schema AttributeName=id,KeyType=HASH\n"
        "aws dynamodb create-table --table-name users --key-schema AttributeName=id,KeyType=HASH --sse-specification Enabled=$SSE\n"
        'aws dynamodb update-time-to-live --table-name "$T" \\\n  --time-to-live-specification "Enabled=true, AttributeName=ends"\n'
        "aws dynamodb update-continuous-backups --table-name users "
        "--point-in-time-recovery-specification PointInTimeRecoveryEnabled=true\n"
        "# aws dynamodb update-time-to-live --table-name users --time-to-live-specification Enabled=true,AttributeName=no\n"
        'aws dynamodb update-time-to-live --table-name users --time-to-live-specification \'{"Enabled": false, "AttributeName": "x"}\'\n'
        "aws dynamodb update-time-to-live --table-name others --time-to-live-specification Enabled=true,AttributeName=at\n"
    )
    found = tables(text, "setup.sh")
    assert sorted(found) == ["carts", "users"]
    assert dict(found["carts"].options) == {"ttl": "ends"}
    assert dict(found["users"].options) == {"recovery": "true"}
    assert [one.value for one in declaration(found["users"]).named("ttl")] == ["false"]
    assert "encryption" in declaration(found["users"]).unknown
    [part] = declaration(found["carts"]).named("ttl")
    assert text[part.span.start : part.span.end] == "true"


def test_a_text_that_is_broken_is_one_statement_that_says_so() -> None:
    (reading,) = readings("Resources:\n  A: [AWS::DynamoDB::Table\n")
    assert "cannot be read" in reading.statement.fault
    assert not reading.complete


HOSTILE = (
    "Resources: " + "[" * 5000,
    "a: &a [b]\n" + "".join(f"x{at}: &x{at} [*{'a' if not at else f'x{at - 1}'}, *{'a' if not at else f'x{at - 1}'}]\n" for at in range(60)),
    'resource "aws_dynamodb_table" "t" {\n' + "a {\n" * 5000,
    'resource "aws_dynamodb_table" "t" {\n  name = "' + "${" * 5000,
    'resource "aws_dynamodb_table" "t" { x = <<EOF\n' + "y\n" * 5000,
    'resource "aws_dynamodb_table" "t" ' + "(" * 5000,
    "aws " * 5000 + "dynamodb create-table --table-name",
    "aws dynamodb create-table --table-name x --key-schema '" + "a" * 5000,
    '{"TableName": {}, "KeySchema": 5, "AttributeDefinitions": [[], null, {"AttributeName": {}}]}',
    '{"DataModel": [1, {"TableName": "x", "KeyAttributes": [], "NonKeyAttributes": {}, "GlobalSecondaryIndexes": [[]]}]}',
    template("KeySchema: x\nGlobalSecondaryIndexes: [[], {}, {IndexName: [], Projection: 5}]\nReplicas: [5, {}]\n", "AWS::DynamoDB::GlobalTable"),
    "",
    "\t",
)  # fmt: skip


@pytest.mark.timeout(60)  # what is quadratic takes minutes
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("path", ["a.yaml", "a.json", "a.tf", "a.md"])
def test_nothing_that_a_file_holds_raises(text: str, path: str) -> None:
    tables(text, path)


def test_a_module_of_many_tables_is_read_in_linear_time(calls_of) -> None:
    one = (
        'resource "aws_dynamodb_table" "t%d" {\n  name     = "t%d"\n  hash_key = "id"\n'
        '  attribute {\n    name = "id"\n    type = "S"\n  }\n}\n'
    )

    def calls(count: int) -> int:
        text = "".join(one % (at, at) for at in range(count))
        assert len(readings(text, "main.tf")) == count
        return calls_of(lambda: readings(text, "main.tf"))

    assert calls(2000) < 12 * calls(200)


@pytest.mark.skipif(not CORPUS, reason="SCHEMALINT_CORPUS does not say where the corpus is")
def test_the_samples_of_the_corpus_are_read_whole() -> None:
    root = os.path.join(CORPUS, "dynamodb-examples")
    found: dict[str, int] = {}
    for folder, _, names in os.walk(root):
        for name in names:
            if name.endswith((".json", ".yml", ".yaml")):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    text = file.read()
                for reading in readings(text, name):
                    assert reading.complete, name
                    (change,) = reading.changes
                    assert isinstance(change, CreateTable)
                    assert change.constraints, name
                    found[name] = found.get(name, 0) + 1
    assert sum(found.values()) == 16
    assert found["GamePlayerProfilesSchema.json"] == 1


SHELL = """#!/bin/bash
# aws dynamodb create-table --table-name no
aws dynamodb create-table \\
  --endpoint-url http://localhost:8000 --table-name Music \\
  --attribute-definitions AttributeName=Artist,AttributeType=S AttributeName=Genre,AttributeType=N \\
  --key-schema AttributeName=Artist,KeyType=HASH --billing-mode PAY_PER_REQUEST \\
  --global-secondary-indexes "IndexName=by_genre,KeySchema=[{AttributeName=Genre,KeyType=HASH},{AttributeName=Artist,KeyType=RANGE}],Projection={ProjectionType=INCLUDE,NonKeyAttributes=[Year, Label]},ProvisionedThroughput={ReadCapacityUnits=1,WriteCapacityUnits=1}" 'IndexName=other,KeySchema=[{AttributeName=Genre,KeyType=HASH}],Projection={ProjectionType=ALL}'
aws --region eu-west-1 dynamodb \\
   create-table --table-name "Orders" --attribute-definitions '[{"AttributeName": "id", "AttributeType": "S"}]' \\
  --key-schema '[{"AttributeName": "id", "KeyType": "HASH"}]' --local-secondary-indexes "[{\\"IndexName\\": \\"x\\"}]"
aws dynamodb create-table --table-name "$NAME" --key-schema AttributeName=id,KeyType=HASH
aws dynamodb create-table --cli-input-json file://table.json
aws dynamodb describe-table --table-name Music | grep create-table
"""


def test_commands_of_shell_scripts() -> None:
    found = tables(SHELL, "scripts/setup.sh")
    assert sorted(found) == ["Music", "Orders"]
    music, orders = found["Music"], found["Orders"]
    assert [(one.name, one.columns, one.include, dict(one.options)["projection"]) for one in music.indexes] == [
        ("by_genre", ("Genre", "Artist"), ("Year", "Label"), "include"),
        ("other", ("Genre",), (), "all"),
    ]
    assert [(one.name, one.type.name if one.type else "") for one in music.columns] == [("Artist", "S"), ("Genre", "N")]
    assert not declaration(music).unknown
    assert orders.primary_key is not None
    assert orders.primary_key.columns == ("id",)
    assert declaration(orders).unknown == ("keys",)  # what is escaped is not read
    for table in found.values():
        for part in declaration(table).parts:
            if part.name in ("attribute", "key", "index-key", "included"):
                assert SHELL[part.span.start : part.span.end] == part.value
