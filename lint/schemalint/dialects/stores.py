"""Document stores: by which files and fences they are known."""

from __future__ import annotations

import re
from functools import lru_cache

from schemalint.model.document import Store
from schemalint.model.lazy import Lazy
from schemalint.model.record import NamedTuple
from schemalint.model.schema import TypeFamily

STORES: tuple[Store, ...] = ("mongodb", "dynamodb")
SCRIPTS = (".js", ".mjs", ".cjs", ".mongodb")
"""The endings of scripts: of a repository's many, those are opened whose path speaks of a database."""
SHELL = (".sh", ".bash")
TERRAFORM = (".tf", ".tofu")
SUFFIXES = (".xml", ".json", *SCRIPTS, ".yaml", ".yml", *TERRAFORM, ".template", *SHELL)
HEAD = 131_072
"""So many characters of a file are looked at: a template names its tables somewhere below what else it makes."""
TEMPLATE = 1_048_576
"""So many where those speak of resources of AWS: CloudFormation takes no longer templates, and programs write long ones."""
OF_AWS = "AWS::"


BSON_TYPES: dict[str, TypeFamily] = {
    "double": "float",
    "string": "varchar",
    "object": "json",
    "array": "json",
    "binData": "binary",
    "objectId": "other",
    "bool": "boolean",
    "boolean": "boolean",
    "date": "timestamptz",
    "timestamp": "timestamptz",
    "int": "integer",
    "long": "integer",
    "decimal": "decimal",
    "number": "decimal",
    "regex": "other",
    "javascript": "other",
    "minKey": "other",
    "maxKey": "other",
}
"""The types of MongoDB as `bsonType` and `type` name them, with what kind of value each holds."""


DYNAMODB_TYPES: dict[str, TypeFamily] = {
    "S": "text", "N": "decimal", "B": "binary", "BOOL": "boolean", "SS": "set", "NS": "set", "BS": "set", "M": "json", "L": "json", "NULL": "other",
}  # fmt: skip
"""The types of DynamoDB, with what kind of value each holds."""

DYNAMODB_WORDS = {
    "STRING": "S", "NUMBER": "N", "BINARY": "B", "BOOLEAN": "BOOL", "STRING SET": "SS", "NUMBER SET": "NS", "BINARY SET": "BS", "MAP": "M", "LIST": "L",
}  # fmt: skip
"""What documents call them."""


AWS_DYNAMODB = r"\baws(?:local)?\b(?:[^\n|;&\\]|\\\r?\n){0,200}?\bdynamodb(?:\s|\\\r?\n)+"
"""What commands on tables of DynamoDB begin with, as shells are given them."""
CREATE_TABLE = AWS_DYNAMODB + r"create-table\b"
"""The one that makes a table."""


RESOURCE = r"\bresource\s+\"?aws_dynamodb_(?:global_)?table\b"
"""What makes one in Terraform's language."""
MODULE = r"\bterraform-aws-(?:modules/)?dynamodb-table\b"
"""The source of the module by which many are made there."""


class Sign(NamedTuple):
    """What tells a file of a store."""

    store: Store
    suffixes: tuple[str, ...]
    words: str
    """A regular expression, multi-line, that the text must hold."""
    name: str = ""
    """A regular expression for the end of the path; empty where the words are enough."""


CHANGE_LOG = r"databaseChangeLog[\s\S]*?(?:<(?:\w+:)?createCollection\b|[\"']?createCollection[\"']?\s*:|[\"']?collectionName[\"']?\s*[:=])"
"""What a change log of Liquibase holds that is for MongoDB."""

SIGNS = (
    Sign("mongodb", (".xml", ".yaml", ".yml", ".json"), CHANGE_LOG),
    Sign("mongodb", (".json",), r"\"(?:\$jsonSchema|bsonType|createIndexes|dropIndexes|collMod)\"\s*:"),
    Sign(
        "mongodb",
        (".json",),
        r"^\s*(?:\[\s*)?\{\s*\"(?:create|drop|update|insert|delete|find|aggregate|renameCollection|createUser|updateUser|dropUser|"
        r"createRole|dropRole|createView|grantRolesToUser|findAndModify|shardCollection|dropDatabase)\"\s*:|^\s*\[\s*\]\s*$",
        r"/\d+_[^/]*\.(?:up|down)\.json$",
    ),
    Sign(
        "mongodb",
        SCRIPTS,
        r"\$jsonSchema|\bbsonType\b|\bdb\s*\.\s*createCollection\s*\(|\bdb\s*\.\s*runCommand\s*\(\s*\{\s*[\"']?(?:collMod|create|createIndexes)\b"
        r"|\bdb\s*\.\s*(?:getCollection|collection)\s*\([^)\n]*\)\s*\.\s*createIndex|\bdb\s*\.\s*\w+\s*\.\s*createIndex(?:es)?\s*\(",
    ),
    Sign(
        "mongodb",
        SCRIPTS,
        r"\bdb\s*\.\s*(?:getCollection|collection)\s*\([^)\n]*\)\s*\.\s*(?:drop|rename|insert|update|delete|replace|bulkWrite)",
        r"/[^/]*migrat[^/]*/(?:[^/]+/)?[^/]*$",
    ),
    Sign(
        "dynamodb",
        (".json", ".yaml", ".yml", ".template"),
        r"\bAWS::DynamoDB::(?:Global)?Table\b|\bAWS::Serverless::SimpleTable\b",
    ),
    Sign(
        "dynamodb",
        (".json",),
        r"\"(?:AttributeDefinitions|NonKeyAttributes|KeyAttributes|GlobalSecondaryIndexes|KeySchema)\"\s*:",
    ),
    Sign("dynamodb", SHELL, CREATE_TABLE),
    Sign("dynamodb", (".json",), r"\"aws_dynamodb_table\"\s*:\s*[\[{]"),
    Sign("dynamodb", TERRAFORM, f"{RESOURCE}|{MODULE}"),
)

_SPOKEN = Lazy(r"mongo|schema|validat|collection|migrat|index|database|/db|init|seed|setup|model", re.I)
_NEVER = Lazy(
    r"/(?:package(?:-lock)?|composer|tsconfig[^/]*|jsconfig[^/]*|\.[^/]*|[^/]*\.min|angular|renovate|lerna|turbo)\.[a-z]+$|/(?:locales?|i18n)/",
    re.I,
)


@lru_cache(maxsize=1)
def _signs() -> dict[str, tuple[tuple[Store, re.Pattern[str], re.Pattern[str] | None], ...]]:
    return {
        suffix: tuple(
            (one.store, re.compile(one.words, re.M), re.compile(one.name, re.I) if one.name else None)
            for one in SIGNS
            if suffix in one.suffixes
        )
        for suffix in SUFFIXES
    }


def may_be_store(path: str) -> bool:
    """Whether the name of a file lets expect the schema of a document store: cheap, and no proof."""
    lower = path.lower()
    if not lower.endswith(SUFFIXES) or _NEVER.search(lower):
        return False
    if lower.endswith(".xml"):
        return "change" in lower or "liquibase" in lower or _SPOKEN.search(lower) is not None
    return not lower.endswith((".js", ".mjs", ".cjs")) or _SPOKEN.search(lower) is not None


def store_of(path: str, text: str) -> Store | None:
    """The store whose schema a file holds, told by its ending and its text; None when it holds none."""
    dot = path.rfind(".")
    head = text[: TEMPLATE if OF_AWS in text[:HEAD] else HEAD]
    for store, words, name in _signs().get(path[dot:].lower(), ()):
        if (name is None or name.search(path)) and words.search(head):
            return store
    return None


_FENCES: dict[str, tuple[tuple[str, str], ...]] = {
    "mongodb": (
        ("js javascript mongodb mongosh mongo node", r"\bcreateCollection\s*\(|\bcollMod\b|\$jsonSchema|\bbsonType\b|\bcreateIndex(?:es)?\s*\("),
        ("json jsonc json5", r"\"?\$jsonSchema\"?\s*:|\"?bsonType\"?\s*:|\"createIndexes\"\s*:|\"collMod\"\s*:"),
    ),
    "dynamodb": (
        ("json jsonc json5", r"\"(?:AttributeDefinitions|KeySchema|KeyAttributes|aws_dynamodb_table)\"\s*:|AWS::DynamoDB::|AWS::Serverless::SimpleTable"),
        ("yaml yml cloudformation sam", r"AWS::DynamoDB::(?:Global)?Table|AWS::Serverless::SimpleTable"),
        ("hcl terraform tf", f"{RESOURCE}|{MODULE}"),
        ("bash sh shell console zsh", CREATE_TABLE),
    ),
}  # fmt: skip


@lru_cache(maxsize=1)
def _fence_signs() -> tuple[tuple[Store, frozenset[str], re.Pattern[str]], ...]:
    return tuple(
        (store, frozenset(languages.split()), re.compile(words))
        for store in STORES
        for languages, words in _FENCES[store]
    )


def store_in_fence(language: str, text: str) -> Store | None:
    """The store whose schema a fence of a document holds; None when it holds none."""
    for store, languages, words in _fence_signs():
        if language in languages and words.search(text):
            return store
    return None


def is_change_log(text: str) -> bool:
    """Whether a change log of Liquibase is for MongoDB."""
    return re.search(CHANGE_LOG, text[:HEAD]) is not None
