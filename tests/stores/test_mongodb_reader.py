"""Scripts, commands and schemas of MongoDB, read into one catalogue."""

from __future__ import annotations

import pytest

from schemalint.model.change import Reading
from schemalint.model.name import Ref
from schemalint.model.replay import Block
from schemalint.model.schema import Catalog, Table
from schemalint.replay.replay import replay
from schemalint.stores.reader import Notations, read
from schemalint.translating import javascript

NOTATIONS = Notations(javascript.tokens, javascript.string)


def readings(text: str, path: str = "db/schema.js") -> tuple[Reading, ...]:
    return read("mongodb", text, path, 0, len(text), NOTATIONS)


def catalog(text: str, path: str = "db/schema.js") -> Catalog:
    return replay([Block(readings(text, path))], "mongodb", path=path, kind="snapshot").catalog


def collection(text: str, name: str = "user", path: str = "db/schema.js") -> Table:
    return catalog(text, path).tables[Ref("", name)]


def validated(schema: str) -> Table:
    return collection(f'db.createCollection("user", {{ validator: {{ $jsonSchema: {schema} }} }})')


def test_fields_of_objects_and_lists_have_dotted_paths() -> None:
    table = validated(
        "{ required: ['home', 'tags'], properties: { home: { bsonType: 'object', required: ['city'], properties: "
        "{ city: { bsonType: 'string' } } }, tags: { bsonType: 'array', items: { bsonType: 'object', required: ['word'], "
        "properties: { word: { bsonType: 'string' } } } } } }"
    )
    assert [(one.name, one.nullable) for one in table.columns] == [
        ("_id", False),
        ("home", False),
        ("tags", False),
        ("home.city", False),
        ("tags.word", True),  # a list may be empty
    ]


@pytest.mark.parametrize(
    ("written", "text", "family", "nullable"),
    [
        ("'int'", "int", "integer", False),
        ("['long', 'null']", "long", "integer", True),
        ("['int', 'string']", "int | string", "other", False),
        ("'date'", "date", "timestamptz", False),
        ("'objectId'", "objectId", "other", False),
    ],
)
def test_types(written: str, text: str, family: str, nullable: bool) -> None:
    column = validated(f"{{ required: ['a'], properties: {{ a: {{ bsonType: {written} }} }} }}").column("a")
    assert column is not None and column.type is not None
    assert (column.type.text, column.type.family, column.nullable) == (text, family, nullable)


def test_what_a_schema_asks_of_values_are_checks() -> None:
    table = validated(
        "{ properties: { a: { enum: ['x', \"it's\", 3] }, b: { minimum: NumberInt(0), maximum: 9, exclusiveMaximum: true }, "
        "c: { pattern: '^a', minLength: 2 }, d: { minimum: -1 } } }"
    )
    assert [check.expression.text for check in table.checks] == [
        "a IN ('x', 'it''s', 3)",
        "b >= 0",
        "b < 9",
        "char_length(c) >= 2",
        "c ~ '^a'",
        "d >= -1",
    ]


def test_a_constant_is_what_it_was_given() -> None:
    table = collection(
        "const base = { bsonType: 'object', properties: { a: { bsonType: 'int' } } };\n"
        "db.createCollection('user', { validator: { $jsonSchema: base } });"
    )
    assert table.column("a") is not None


def test_what_is_no_literal_is_unknown() -> None:
    for text in (
        "db.createCollection('user', options())",
        "db.createCollection('user', { validator: schemas.user })",
        "db.createCollection('user', { validator: { $jsonSchema: { ...base } } })",
    ):
        table = collection(text)
        assert table.validator is not None and table.validator.unknown, text
    table = validated("{ properties: { ...base, a: { bsonType: 'int' } } }")
    assert table.validator is not None and table.validator.objects[0].unknown
    assert table.column("a") is not None


def test_collmod_takes_the_place_of_the_validator_and_keeps_indexes() -> None:
    table = collection(
        "db.createCollection('user', { validator: { $jsonSchema: { properties: { a: {} } } } });\n"
        "db.user.createIndex({ a: 1 }, { unique: true });\n"
        "db.runCommand({ collMod: 'user', validator: { $jsonSchema: { properties: { b: {} } } } });\n"
        "db.runCommand({ collMod: 'user', validationAction: 'warn' });"
    )
    assert [one.name for one in table.columns] == ["_id", "b"]
    assert [one.name for one in table.indexes] == ["a_1"]
    assert table.validator is not None and table.validator.action == "warn"


def test_an_empty_validator_takes_it_away() -> None:
    table = collection(
        "db.createCollection('user', { validator: { $jsonSchema: { properties: { a: {} } } } });\n"
        "db.runCommand({ collMod: 'user', validator: {} });"
    )
    assert table.validator is None
    assert [one.name for one in table.columns] == ["_id"]


@pytest.mark.parametrize(
    ("call", "name", "columns", "unique", "method"),
    [
        ("db.user.createIndex({ a: 1, 'b.c': -1 })", "a_1_b.c_-1", ("a", "b.c"), False, "btree"),
        ("db.getCollection('user').createIndex({ a: 1 }, { unique: true, name: 'u' })", "u", ("a",), True, "btree"),
        ("db['x']; await db.collection('user').createIndex({ a: 'text' })", "a_text", ("a",), False, "text"),
        ("const users = db.collection('user');\nusers.createIndex({ at: '2dsphere' })", "at_2dsphere", ("at",), False, "2dsphere"),
        ("db.user.createIndexes([{ a: 'hashed' }])", "a_hashed", ("a",), False, "hashed"),
        ("db.runCommand({ createIndexes: 'user', indexes: [{ key: { a: 1 }, name: 'i' }] })", "i", ("a",), False, "btree"),
    ],
)  # fmt: skip
def test_indexes(call: str, name: str, columns: tuple[str, ...], unique: bool, method: str) -> None:
    index = collection(call).indexes[-1]
    assert (index.name, index.columns, index.unique, index.method) == (name, columns, unique, method)


def test_options_of_an_index() -> None:
    index = collection(
        "db.user.createIndex({ at: 1 }, { expireAfterSeconds: 60, partialFilterExpression: { a: { $gt: 3 } } })"
    ).indexes[0]
    assert index.options == (("expireafterseconds", "60"),)
    assert index.predicate is not None and index.predicate.text == "{ a: { $gt: 3 } }"


def test_what_takes_back_is_not_run_and_what_drops_is() -> None:
    held = catalog(
        "module.exports = { async up(db) { await db.createCollection('a'); await db.createCollection('b'); await db.collection('b').drop(); },\n"
        "async down(db) { await db.collection('a').drop(); } };"
    )
    assert set(held.tables) == {Ref("", "a")}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("db/user.schema.json", '{"bsonType": "object", "properties": {"a": {"bsonType": "int"}}}'),
        ("db/user.json", '{"$jsonSchema": {"properties": {"a": {"bsonType": "int"}}}}'),
        ("db/user.json", '{"validator": {"$jsonSchema": {"properties": {"a": {"bsonType": "int"}}}}}'),
        ("db/all.json", '{"user": {"$jsonSchema": {"properties": {"a": {"bsonType": "int"}}}}}'),
        ("db/all.json", '[{"create": "user", "validator": {"$jsonSchema": {"properties": {"a": {"bsonType": "int"}}}}}]'),
        ("db/all.json", '[{"name": "user", "type": "collection", "options": {"validator": {"$jsonSchema": {"properties": {"a": {"bsonType": "int"}}}}}}]'),
    ],
)  # fmt: skip
def test_schemas_in_json(path: str, text: str) -> None:
    column = collection(text, path=path).column("a")
    assert column is not None
    assert text[column.span.start : column.span.end] == '"a"'


def test_places_count_from_the_beginning_of_the_file() -> None:
    fence = "Some words.\n\n"
    text = fence + "db.createCollection('user', { validator: { $jsonSchema: { properties: { a: {} } } } })\n\nmore"
    found = read("mongodb", text, "x.md", len(fence), len(text) - 4, NOTATIONS)
    table = replay([Block(found)], "mongodb", path="x.md", kind="document").catalog.tables[Ref("", "user")]
    assert text[table.span.start : table.span.end] == "'user'"
    assert text[table.columns[-1].span.start : table.columns[-1].span.end] == "a"


def test_schemas_beside_that_of_the_object_add_its_fields() -> None:
    table = validated(
        "{ required: ['kind'], properties: { kind: { bsonType: 'string' } }, allOf: [{ required: ['size'], properties: { size: "
        "{ bsonType: 'int', minimum: 1 } } }, { required: ['at'] }], oneOf: [{ required: ['r', 'at'], properties: { kind: { enum: ['circle'] }, "
        "r: { bsonType: 'double', minimum: 0 } } }, { required: ['at'], properties: { kind: { enum: ['square'] }, at: { bsonType: 'object', "
        "properties: { x: { bsonType: 'int' } } } } }] }"
    )
    assert [(one.name, one.type.text if one.type else "", one.nullable) for one in table.columns] == [
        ("_id", "objectId", False),
        ("kind", "string", False),
        ("size", "int", False),
        ("r", "double", True),
        ("at", "object", False),
        ("at.x", "int", True),
    ]
    assert [one.expression.text for one in table.checks] == ["size >= 1", "kind IN ('circle', 'square')"]
    assert table.validator is not None
    assert [(one.path, one.unknown) for one in table.validator.objects] == [("", True)]


def test_a_schema_among_other_conditions() -> None:
    table = collection(
        "db.createCollection('user', { validator: { $and: [{ $expr: { $gt: ['$a', 1] } }, "
        "{ $jsonSchema: { required: ['z'], properties: { z: { bsonType: 'string' } } } }] } })"
    )
    assert [(one.name, one.nullable) for one in table.columns] == [("_id", False), ("z", False)]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("{ enum: ['a', 'b'] }", "string"),
        ("{ enum: [1, 2.5, null] }", "number"),
        ("{ enum: [true] }", "bool"),
        ("{ enum: ['a', 1] }", "string | number"),
        ("{ enum: [other] }", ""),
        ("{ encrypt: { bsonType: 'string', algorithm: 'x' } }", "string"),
        ("{}", ""),
    ],
)
def test_types_that_are_implied(field: str, text: str) -> None:
    column = validated(f"{{ properties: {{ a: {field} }} }}").column("a")
    assert column is not None
    assert (column.type.text if column.type else "") == text


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        (
            "db = db.getSiblingDB('shop'); db.createCollection('a'); db.a.createIndex({ x: 1 }); db = db.getSiblingDB('crm'); "
            "db.createCollection('a'); db.a.createIndex({ y: 1 }); db.a.createIndex({ z: 1 }); db.a.dropIndex('z_1');",
            {"shop.a": ["x_1"], "crm.a": ["y_1"]},
        ),
        (
            "const crm = db.getSiblingDB('crm'); crm.createCollection('a'); crm.a.createIndex({ x: 1 }); use('shop'); "
            "db.createCollection('a'); db.getSiblingDB('log').a.createIndex({ y: 1 });",
            {"crm.a": ["x_1"], "shop.a": [], "log.a": ["y_1"]},
        ),
        (
            "await client.db('a').collection('u').createIndex({ x: 1 }); await client.db('b').collection('u').createIndex({ y: 1 });",
            {"a.u": ["x_1"], "b.u": ["y_1"]},
        ),
        (  # one database alone, though the rights are given in another
            "db = db.getSiblingDB('shop'); db.createCollection('a'); const admin = db.getSiblingDB('admin'); admin.createUser({});",
            {"a": []},
        ),
        ("app.use('x'); app.use('y'); db.createCollection('a');", {"a": []}),
    ],
)
def test_several_databases(text: str, tables: dict[str, list[str]]) -> None:
    found = catalog(text).tables
    assert {ref.text: [one.name for one in table.indexes] for ref, table in found.items()} == tables


def test_numbers_as_tools_print_them() -> None:
    text = (
        '{"$jsonSchema": {"properties": {"a": {"bsonType": "decimal", "minimum": {"$numberDecimal": "0.5"}, '
        '"enum": [{"$numberInt": "1"}]}}}}'
    )
    table = collection(text, path="db/user.json")
    assert [one.expression.text for one in table.checks] == ["a IN (1)", "a >= 0.5"]
    listed = '[{"createIndexes": "user", "indexes": [{"key": {"a": {"$numberInt": "-1"}}, "name": "x"}]}]'
    [index] = collection(listed, path="db/1_a.up.json").indexes
    assert index.parts[0].descending


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[[[",
        "db.createCollection(",
        "db.createCollection('a', {",
        "db.createCollection('a', { validator: { $jsonSchema: { properties: [1], required: 3, enum: {} } } })",
        "db.a.createIndex(",
        "db.a.createIndex({})",
        "const a = b; const b = a; db.createCollection('x', { validator: a })",
        "const a = { validator: a }; db.createCollection('x', a)",
        '{"bsonType": [[["a"]]], "properties": null}',
        "db.createCollection('a', " + "{ a: " * 3000 + "1" + " }" * 3000 + ")",
        "[" * 50_000,
        "db" + ".a" * 20_000 + ".createIndex({ a: 1 })",
    ],
)
def test_no_text_makes_it_fail(text: str) -> None:
    for path in ("a.js", "a.json", "a.md"):
        catalog(text, path)
