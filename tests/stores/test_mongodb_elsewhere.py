"""What is read from scripts of MongoDB, against what a server holds after a JavaScript engine has run them."""

from __future__ import annotations

import json
import pprint
from collections.abc import Iterator
from typing import Any

import pytest
from elsewhere import asked, corpus, fences, recorded

from schemalint.api import check_project, fix_project
from schemalint.model.replay import Block
from schemalint.model.schema import Table
from schemalint.replay.replay import replay
from schemalint.stores.reader import Notations, read
from schemalint.translating import javascript

NOTATIONS = Notations(javascript.tokens, javascript.string)

SCRIPTS = {
    "quotes and commas": """
        // a comment with 'quotes" and { brackets
        db.createCollection('users', { "validator": { '$jsonSchema': { bsonType: `object`, required: ["email", 'name',],
          properties: { "email": { bsonType: "string", pattern: "^\\\\S+@\\\\S+$", description: 'it\\'s \\u0041' }, /* , */ name: { bsonType: ['string', "null"], }, }, }, }, });
    """,
    "constants": """
        const collection = "orders"; const address = { bsonType: "object", properties: { city: { bsonType: "string" }, zip: { bsonType: "string" } } };
        let items = { bsonType: "array", items: { bsonType: "object", required: ["sku"], properties: { sku: { bsonType: "string" }, count: { bsonType: "int", minimum: 1 } } } };
        db.createCollection(collection, { validator: { $jsonSchema: { required: ["items"], properties: { address, items, "billing": address } } } });
        db.getCollection(collection).createIndex({ "items.sku": 1, at: -1 }, { name: "by_sku" });
    """,
    "numbers": """
        db.createCollection("n", { validator: { $jsonSchema: { properties: { a: { bsonType: "int", minimum: -5, maximum: NumberInt(7) },
          b: { bsonType: "double", minimum: 1e3, exclusiveMinimum: true }, c: { enum: [1, "1", null, true, -2.5] }, d: { minLength: 0x10 } } } } });
        db.n.createIndex({ a: NumberInt(1) }); db.n.createIndex({ b: -1.0 }, { expireAfterSeconds: 3600 });
        db.n.createIndex({ c: 1 }, { expireAfterSeconds: 60 * 60 });
    """,
    "indexes of all kinds": """
        db.p.createIndex({ name: "text", body: "text" }); db.p.createIndex({ place: "2dsphere" }); db.p.createIndex({ key: "hashed" });
        db.p.createIndex({ "$**": 1 }); db.p.createIndex({ "attrs.$**": 1 }, { name: "wild" });
        db.p.createIndex({ sku: 1 }, { unique: true, sparse: true });
        db.p.createIndex({ mail: 1 }, { unique: true, partialFilterExpression: { mail: { $exists: true } } });
        db.p.createIndexes([{ a: 1 }, { b: 1, a: -1 }], { unique: true });
        db.p.ensureIndex({ old: 1 }); db.p.createIndex({ who: 1 }, { collation: { locale: "en", strength: 2 } });
        db.runCommand({ createIndexes: "p", indexes: [{ key: { z: 1 }, name: "z1", hidden: true }, { key: { y: 1 }, name: "y1" }] });
    """,
    "going and coming": """
        db.createCollection("a"); db.createCollection("b", { validator: { $jsonSchema: { properties: { x: {} } } }, validationLevel: "moderate" });
        db.a.createIndex({ x: 1 }); db.a.createIndex({ y: 1 }, { name: "why" }); db.a.dropIndex("x_1"); db.a.dropIndex({ y: 1 });
        db.a.createIndex({ z: 1 }); db.a.dropIndexes(); db.a.createIndex({ w: 1 });
        db.runCommand({ collMod: "b", validationAction: "warn" });
        db.runCommand({ collMod: "a", validator: { $jsonSchema: { required: ["x"], properties: { x: { bsonType: "long" } } } } });
        db.createCollection("c", { validator: { $jsonSchema: { properties: { x: {} } } } }); db.runCommand({ collMod: "c", validator: {} });
        db.createCollection("d"); db.d.drop();
        db.createCollection("e"); db.e.createIndex({ k: 1 }, { expireAfterSeconds: 5 });
        db.runCommand({ collMod: "e", index: { keyPattern: { k: 1 }, expireAfterSeconds: 99 } });
    """,
    "capped, by time, with a collation": """
        db.createCollection("log", { capped: true, size: 5242880, max: 5000 });
        db.createCollection("w", { timeseries: { timeField: "at", metaField: "meta", granularity: "hours" }, expireAfterSeconds: 86400 });
        db.createCollection("k", { collation: { locale: "de", strength: 2 } });
        db.createCollection("seen", { viewOn: "log", pipeline: [] });
    """,
    "queries as validators": """
        db.createCollection("q", { validator: { $and: [{ a: { $type: "string" } }, { $or: [{ b: { $exists: true } }, { c: { $gt: 1 } }] }] } });
        db.createCollection("r", { validator: { $jsonSchema: { properties: { s: { bsonType: "string" } } }, s: { $ne: "x" } } });
    """,
    "through getSiblingDB, chains and lists": """
        const other = db.getSiblingDB("shop"); const people = db.collection("people");
        people.createIndex({ last: 1, first: 1 }, { name: "full" });
        ["one", "two"].forEach(name => db.createCollection(name));
        for (const name of ["three"]) { db.createCollection(name, { validator: { $jsonSchema: { properties: { t: { bsonType: "date" } } } } }); }
        [["four", { a: 1 }]].forEach(([name, key]) => db[name].createIndex(key));
    """,
}  # fmt: skip
UNKNOWN = {"through getSiblingDB, chains and lists": {"one", "two", "three", "four"}}
"""Collections whose names only a running program knows."""

UNSUPPORTED = {"text", "hashed"}
"""Kinds of index that the server does not have, as it says itself."""


def read_tables(text: str) -> dict[str, Table]:
    readings = read("mongodb", text, "db/schema.js", 0, len(text), NOTATIONS)
    catalog = replay([Block(readings)], "mongodb", path="db/schema.js", kind="snapshot").catalog
    return {ref.name: table for ref, table in catalog.tables.items()}


def told_fields(body: dict[str, Any], place: str = "") -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Every field of a `$jsonSchema`: its path, its types, whether its object requires it."""
    for name, inner in body.get("properties", {}).items():
        path = f"{place}.{name}" if place else name
        kinds = inner.get("bsonType", inner.get("type", ()))
        yield path, (kinds,) if isinstance(kinds, str) else tuple(kinds), name in body.get("required", ())
        while "properties" not in inner and isinstance(inner.get("items"), dict):
            inner = inner["items"]
        yield from told_fields(inner, path)


def seen_fields(table: Table) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    for held in table.validator.objects if table.validator else ():
        for one in held.fields:
            path = f"{held.path}.{one.name}" if held.path else one.name
            yield path, one.types, one.name in (held.required or ())


def compare(name: str, script: str, answer: dict[str, Any]) -> list[str]:
    """Where the server holds something else than was read."""
    tables = read_tables(script)
    held = {one: what for one, what in answer["collections"].items() if not one.startswith("system.") and "viewOn" not in what["options"]}  # fmt: skip
    held = {one: what for one, what in held.items() if one not in UNKNOWN.get(name, ())}
    wrong = []
    if set(tables) != set(held):
        wrong.append(f"collections {sorted(tables)} instead of {sorted(held)}")
    for one in sorted(set(tables) & set(held)):
        table, options = tables[one], held[one]["options"]
        schema = options.get("validator", {}).get("$jsonSchema", {})
        if sorted(seen_fields(table)) != sorted(told_fields(schema)):
            wrong.append(f"{one}: fields {sorted(seen_fields(table))} instead of {sorted(told_fields(schema))}")
        found = table.validator
        if bool(options.get("validator")) != (found is not None and (bool(found.objects) or found.span.path != "")):
            wrong.append(f"{one}: a validator {found} instead of {options.get('validator')}")
        if found is not None and options.get("validator"):
            both = (found.level or "strict", found.action or "error")
            if both != (options.get("validationLevel", "strict"), options.get("validationAction", "error")):
                wrong.append(f"{one}: {both} instead of {options}")
        kept = dict(table.options)
        if ("capped" in kept) != bool(options.get("capped")) or ("timeseries" in kept) != ("timeseries" in options):
            wrong.append(f"{one}: options {kept} instead of {options}")
        seen = sorted((index.name, keys_of(index), index.unique, dict(index.options).get("expireafterseconds", ""),
                       index.predicate is not None, "sparse" in dict(index.options), "collation" in dict(index.options))
                      for index in table.indexes if index.method not in UNSUPPORTED)  # fmt: skip
        told = sorted(
            (index["name"], told_keys(index), index.get("unique", False), number(index.get("expireAfterSeconds", "")),
             "partialFilterExpression" in index, index.get("sparse", False), "collation" in index)
            for index in held[one]["indexes"] if index["name"] != "_id_"
        )  # fmt: skip
        if seen != told:
            wrong.append(f"{one}: indexes {seen} instead of {told}")
    return wrong


def number(value: object) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) else str(value)


def keys_of(index: Any) -> tuple[tuple[str, bool], ...]:
    keys = tuple((part.column, part.descending) for part in index.parts)
    return tuple(sorted(keys)) if index.method == "text" else keys


def told_keys(index: dict[str, Any]) -> tuple[tuple[str, bool], ...]:
    if "weights" in index:
        return tuple(sorted((name, False) for name in index["weights"]))
    return tuple((name, str(way).startswith("-")) for name, way in index["key"])


def answers(scripts: list[str]) -> list[dict[str, Any]]:
    """What the server holds after each script; rows, whose collections nobody declares, are left out."""
    ran = [[one for one in each["commands"] if "insert" not in one] for each in recorded(scripts)]
    return asked("mongodb", [{"commands": one} for one in ran])  # type: ignore[no-any-return]


def test_scripts_make_what_the_server_then_holds() -> None:
    told = answers(list(SCRIPTS.values()))
    wrong = {
        name: found
        for (name, script), answer in zip(SCRIPTS.items(), told, strict=True)
        if (
            found := compare(name, script, answer) + [why for _, why in answer["refused"] if "not supported" not in why]
        )
    }
    assert not wrong, pprint.pformat(wrong, width=200)


@pytest.mark.corpus
def test_the_examples_of_documents_make_what_the_server_then_holds() -> None:
    found = [
        (path, fence)
        for path, text in corpus("mongo-docs", ".md")
        for fence in fences(text, "js", "javascript", "mongodb")
    ]
    told = answers([fence for _, fence in found])
    wrong = []
    compared = 0
    for (path, fence), answer in zip(found, told, strict=True):
        if not answer["collections"]:
            continue
        compared += 1
        wrong += [(path, one) for one in compare(path, fence, answer)]
    assert compared >= 8
    assert not wrong, pprint.pformat(wrong, width=200)


# --- ways back --------------------------------------------------------------------------------------------------------

FORWARD: dict[str, list[dict[str, Any]]] = {
    "1_users": [
        {"create": "users", "validator": {"$jsonSchema": {"required": ["a"], "properties": {"a": {"bsonType": "string"}}}}},
        {"createIndexes": "users", "indexes": [{"key": {"a": 1}, "name": "a_1"}]},
    ],
    "2_indexes": [
        {"createIndexes": "users", "indexes": [{"key": {"b": 1, "c": -1}, "name": "bc", "unique": True, "sparse": True}]},
        {"createIndexes": "users", "indexes": [{"key": {"d": 1}, "name": "d", "expireAfterSeconds": 60}]},
        {
            "createIndexes": "users",
            "indexes": [{"key": {"e": 1}, "name": "e", "partialFilterExpression": {"e": {"$exists": True}}}],
        },
        {"createIndexes": "users", "indexes": [{"key": {"f": 1}, "name": "f", "collation": {"locale": "de", "strength": 2}}]},
        {"createIndexes": "users", "indexes": [{"key": {"$**": 1}, "name": "any", "wildcardProjection": {"g": 1}}]},
    ],
    "3_dropped": [{"dropIndexes": "users", "index": "bc"}, {"dropIndexes": "users", "index": {"d": 1}}, {"dropIndexes": "users", "index": "f"}, {"dropIndexes": "users", "index": "any"}],
    "4_other_validator": [{"collMod": "users", "validator": {}}, {"dropIndexes": "users", "index": "*"}],
    "5_first_validator": [{"collMod": "users", "validator": {"$jsonSchema": {"required": ["z"]}}}],
    "6_logs": [{"create": "logs"}, {"createIndexes": "logs", "indexes": [{"key": {"at": 1}, "name": "at"}]}],
}  # fmt: skip


def test_written_rollbacks_give_the_server_back_what_it_held() -> None:
    """Each migration without a down file gets one; on the server each state is reached again on the way back."""
    files = {f"migrations/{name}.up.json": json.dumps(one) for name, one in FORWARD.items()}
    fixed = fix_project(files, {"select": ["missing-rollback"]})
    downs = {name: json.loads(fixed[f"migrations/{name}.down.json"]) for name in FORWARD}
    assert not check_project(fixed, {"select": ["rollbacks"]}).diagnostics
    sent = list(FORWARD.values())
    there = [[one for step in sent[:count] for one in step] for count in range(len(sent) + 1)]
    back = [
        [*there[-1], *(one for name in list(FORWARD)[: -count - 1 : -1] for one in downs[name])]
        for count in range(1, len(sent) + 1)
    ]
    told = asked("mongodb", [{"commands": one} for one in (*there, *back)])
    assert not [one["refused"] for one in told if one["refused"]]
    held = [state(one) for one in told]
    forth, again = held[: len(there)], held[len(there) :]
    assert again == forth[-2::-1]


def state(answer: dict[str, Any]) -> Any:
    return {
        name: (
            one["options"].get("validator") or {},
            sorted(json.dumps(index, sort_keys=True) for index in one["indexes"]),
        )
        for name, one in answer["collections"].items()
    }
