"""What others say of document stores, asked in an environment of their own: `python asked.py WHAT` answers a list in JSON with one.

Run by the Python of SCHEMALINT_STORES, which has SecantusDB, moto, cfn-lint, the SAM translator and python-hcl2; nothing of ours is
imported here.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from typing import Any


def mongodb(batches: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """For each batch of commands and documents: what the server refuses, its collections and indexes, its verdict on each document."""
    from bson import json_util
    from pymongo import MongoClient
    from pymongo.errors import PyMongoError
    from secantus import SecantusDBServer

    told = []
    with tempfile.TemporaryDirectory() as folder, SecantusDBServer(storage_path=folder) as server:
        client: Any = MongoClient(server.uri)
        for number, batch in enumerate(batches):
            db = client[f"batch{number}"]
            refused = []
            for command in batch["commands"]:
                try:
                    db.command(json_util.loads(json.dumps(command)))
                except PyMongoError as error:
                    refused.append([command, str(error)])
            collections = {}
            for one in db.list_collections():
                indexes = [dict(index, key=list(index["key"].items())) for index in db[one["name"]].list_indexes()]
                collections[one["name"]] = {"options": one["options"], "indexes": indexes}
            verdicts = []
            for name, document in batch.get("documents", ()):
                try:
                    db[name].insert_one(json_util.loads(json.dumps(document)))
                    verdicts.append("")
                except PyMongoError as error:
                    verdicts.append(str(error))
            told.append(
                {
                    "refused": refused,
                    "collections": json.loads(json_util.dumps(collections)),
                    "verdicts": verdicts,
                }
            )
    return told


def requests(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What a stand-in for DynamoDB makes of each request of `create-table`: the table it then describes, or why it refuses."""
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError
    from moto import mock_aws

    told: list[dict[str, Any]] = []
    for one in given:
        with mock_aws():
            client = boto3.client("dynamodb", "us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
            try:
                client.create_table(**one)
                told.append(client.describe_table(TableName=one["TableName"])["Table"])
            except (ClientError, BotoCoreError) as error:
                told.append({"refused": str(error)})
    return json.loads(json.dumps(told, default=str))  # type: ignore[no-any-return]


def templates(given: list[str]) -> list[dict[str, Any]]:
    """The resources of each template, those of SAM made to CloudFormation's."""
    import os

    from samtranslator.parser.parser import Parser
    from samtranslator.translator.translator import Translator
    from samtranslator.yaml_helper import yaml_parse

    os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
    told = []
    for one in given:
        loaded = yaml_parse(one)
        resources = dict(loaded["Resources"])
        for name, held in list(resources.items()):
            if held.get("Type") == "AWS::Serverless::SimpleTable":
                alone = {"Transform": "AWS::Serverless-2016-10-31", "Resources": {name: held}}
                made = Translator({}, Parser()).translate(alone, {})
                resources[name] = made["Resources"][name]
        told.append(resources)
    return json.loads(json.dumps(told, default=str))  # type: ignore[no-any-return]


def linted(given: list[str]) -> list[list[list[str]]]:
    """The errors that cfn-lint finds in each template: rule, message."""
    from cfnlint.api import ManualArgs, lint

    config = ManualArgs(regions=["us-east-1"])
    told = [[[match.rule.id, match.message] for match in lint(one, config=config)] for one in given]
    return [[match for match in one if match[0].startswith("E")] for one in told]


def modules(given: list[str]) -> list[dict[str, Any]]:
    """The tables in each text of HCL, as its own parser tells them."""
    import hcl2

    told = []
    for one in given:
        tables: dict[str, Any] = {}
        for resource in hcl2.loads(one).get("resource", []):
            for kind, named in resource.items():
                if str(kind).strip('"') == "aws_dynamodb_table":
                    tables.update({str(name).strip('"'): body for name, body in named.items()})
        told.append(tables)
    return json.loads(json.dumps(told, default=str))  # type: ignore[no-any-return]


def called(given: list[str]) -> list[Any]:
    """The arguments of the only module that each text of HCL calls."""
    import hcl2

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {str(name).strip('"'): plain(one) for name, one in value.items() if not str(name).startswith("__")}
        if isinstance(value, list):
            return [plain(one) for one in value]
        return value.strip('"') if isinstance(value, str) else value

    return [next(iter(plain(hcl2.loads(one))["module"][0].values())) for one in given]


def limits(_: None) -> dict[str, Any]:
    """What the model of the service says, of which AWS makes its clients: bounds of names and lists, and numbers in the texts."""
    import re

    import botocore.session

    model = botocore.session.get_session().get_service_model("dynamodb")
    create = model.shape_for("CreateTableInput").members

    def numbers(text: str, pattern: str) -> list[int]:
        match = re.search(pattern, text)
        return [int(one) for one in match.groups()] if match else []

    return {
        "names": [dict(model.shape_for(one).metadata) for one in ("TableName", "IndexName")],
        "included": model.shape_for("NonKeyAttributeNameList").metadata,
        "projections": model.shape_for("ProjectionType").metadata["enum"],
        "roles": model.shape_for("KeyType").metadata["enum"],
        "local": numbers(create["LocalSecondaryIndexes"].documentation, r"maximum is (\d+)"),
        "global": numbers(create["GlobalSecondaryIndexes"].documentation, r"maximum is (\d+)"),
        "attributes": numbers(
            create["GlobalSecondaryIndexes"].documentation, r"up to (\d+) partition keys and up to (\d+) sort keys"
        ),
        "included in all": numbers(
            model.shape_for("Projection").members["NonKeyAttributes"].documentation, r"must not exceed (\d+)"
        ),
    }


ANSWERS: dict[str, Callable[[Any], Any]] = {
    "mongodb": mongodb,
    "requests": requests,
    "templates": templates,
    "linted": linted,
    "modules": modules,
    "called": called,
    "limits": limits,
}

if __name__ == "__main__":
    print(json.dumps(ANSWERS[sys.argv[1]](json.load(sys.stdin))))
