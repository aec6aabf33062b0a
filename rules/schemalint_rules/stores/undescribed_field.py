from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Catalog,
    CatalogRule,
    Diagnostic,
    Fix,
    Good,
    Replay,
    SchemaField,
    SchemaObject,
    Table,
    likenesses,
)
from schemalint_rules._validators import about_field, behind, path_of, quoted, validated


class UndescribedField(CatalogRule):
    """A field of a validator should be described.

    ## What it does
    Reports a property of a `$jsonSchema` without a `description`. Silent about `_id`, objects whose own fields are described,
    and definitions that are no literals.

    ## Why is this bad
    The server puts the description into the error of a document that it refuses; without one the client is told which operator
    failed (from MongoDB 5.0 on; before, not even that), and nothing of what the field is for. It is the one place where the
    meaning of a field stands in the database.

    ## Fix
    The description that the schema's document gives, else what the validator itself asks of the field in words. Unsafe, as it
    alters the definition of the collection.

    ## References
    - MongoDB 8.0 manual, Specify JSON Schema Validation, Additional Information; 5.0 release notes, Schema Validation
    """

    name = "undescribed-field"
    severity = "warning"
    dialects = ("mongodb",)
    fixes = "unsafe"
    good = (
        Good(
            'db.createCollection("user", { validator: { $jsonSchema: { properties: '
            '{ _id: {}, name: { bsonType: "string", description: "as on the passport" } } } } });',
            dialect="mongodb",
        ),
    )
    bad = (
        Bad(
            'db.createCollection("user", { validator: { $jsonSchema: { required: ["email"], '
            'properties: { "e-mail": { bsonType: "string" } } } } });',
            at='"e-mail"',
            fixed=(
                'db.createCollection("user", { validator: { $jsonSchema: { required: ["email"], '
                'properties: { "e-mail": { bsonType: "string", "description": "must be a string" } } } } });'
            ),
            dialect="mongodb",
        ),
        Bad(
            '{\n  "bsonType": "object",\n  "required": ["plan"],\n  "properties": {\n    "kind": {\n      "enum": ["a", "b"]\n    }\n  }\n}\n',
            at='"kind"',
            fixed=(
                '{\n  "bsonType": "object",\n  "required": ["plan"],\n  "properties": {\n    "kind": {\n      "enum": ["a", "b"],\n'
                '      "description": "must be one of a, b"\n    }\n  }\n}\n'
            ),
            path="db/account.schema.json",
            dialect="mongodb",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in validated(catalog):
            objects = table.validator.objects if table.validator else ()
            told = {held.path for held in objects if all((field.description or "").strip() for field in held.fields)}
            for held in objects:
                for field in held.fields:
                    if field.name == "_id" or field.unknown or (field.description or "").strip():
                        continue
                    if path_of(held, field.name) not in told:
                        yield self._undescribed(table, held, field, replay)

    def _undescribed(self, table: Table, held: SchemaObject, field: SchemaField, replay: Replay) -> Diagnostic:
        path = path_of(held, field.name)
        words = self._documented(table, path, replay) or self._asked(held, field)
        edits = (
            (behind(field, "description", quoted(words)),)
            if words and field.description is None and field.room.path
            else ()
        )
        return self.found(
            field.span,
            f"Field {table.ref.text}.{path} has no description: the error of a refused document tells the type it broke, not what belongs there.",
            subject=about_field(table, path),
            repair=f"description: {quoted(words or '…')}",
            fix=Fix(f"Describe {table.ref.text}.{path}", "unsafe", edits) if edits else None,
        )

    def _documented(self, table: Table, path: str, replay: Replay) -> str:
        column = likenesses(path)[0]
        for one in likenesses(table.name):
            found = replay.descriptions.get((one, column))
            if found is not None:
                return found.text
        return ""

    def _asked(self, held: SchemaObject, field: SchemaField) -> str:
        """What the validator asks of the field."""
        kinds = [one for one in field.types if one != "null"]
        if field.values:
            asked = f"must be one of {', '.join(field.values)}"
        elif kinds:
            asked = "must be " + " or ".join(f"{'an' if one[0] in 'aeio' else 'a'} {one}" for one in kinds)
        else:
            return ""
        return f"{asked} and is required" if field.name in (held.required or ()) else asked
