from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, Diagnostic, Edit, Fix, Good, SchemaObject, Span, Table, TableRule
from schemalint_rules._validators import about_collection, about_field, before_properties, written_key


class OpenValidator(TableRule):
    """A validator should refuse what it does not describe.

    ## What it does
    Reports a `$jsonSchema` with `properties` that lets fields pass which it does not name, because `additionalProperties` is
    missing or true; where the document itself is closed, the objects inside it are looked at. Reports a `validationAction` of
    `warn` and a `validationLevel` of `off`, with which nothing is refused at all. Silent about schemas with `patternProperties`,
    `allOf`, `$ref` and the like, and where a part is no literal.

    ## Why is this bad
    A misspelt optional field is an unknown field: `emial` passes an open validator, and the document has no address.

    ## Fix
    `additionalProperties: false`, with `_id` among the properties of the document, which would be refused otherwise; `error` for
    `warn`, `strict` for `off`. Unsafe: documents with other fields can be written no more.

    ## References
    - MongoDB 8.0 manual, Schema Validation, Tips for JSON Schema Validation; Choose How to Handle Invalid Documents
    """

    name = "open-validator"
    severity = "warning"
    dialects = ("mongodb",)
    fixes = "unsafe"
    good = (
        Good(
            'db.createCollection("user", { validator: { $jsonSchema: { additionalProperties: false, '
            'properties: { _id: {}, name: { bsonType: "string" } } } } });',
            dialect="mongodb",
        ),
        Good(
            'db.createCollection("user", { validator: { $jsonSchema: { properties: { name: {} }, patternProperties: { "^x_": {} } } } });',
            dialect="mongodb",
        ),
    )
    bad = (
        Bad(
            'db.createCollection("user", { validator: { $jsonSchema: { properties: { name: { bsonType: "string" } } } } });',
            at="$jsonSchema",
            fixed=(
                'db.createCollection("user", { validator: { $jsonSchema: { additionalProperties: false, '
                'properties: { _id: {}, name: { bsonType: "string" } } } } });'
            ),
            dialect="mongodb",
        ),
        Bad(
            'db.createCollection("user", { validator: { $jsonSchema: { additionalProperties: false, properties: { _id: {}, '
            'home: { bsonType: "object", properties: { city: { bsonType: "string" } } } } } } });',
            at="home",
            dialect="mongodb",
            message="user.home",
        ),
        Bad(
            'db.createCollection("user", { validator: { $jsonSchema: { additionalProperties: false, properties: { _id: {} } } }, '
            'validationAction: "warn" });',
            at='"warn"',
            fixed=(
                'db.createCollection("user", { validator: { $jsonSchema: { additionalProperties: false, properties: { _id: {} } } }, '
                'validationAction: "error" });'
            ),
            dialect="mongodb",
        ),
    )

    def check(self, table: Table, catalog: Catalog) -> Iterator[Diagnostic]:
        validator = table.validator
        if validator is None or not validator.objects:
            return
        for word, where, instead in (
            ("warn", validator.action_span if validator.action == "warn" else None, "error"),
            ("off", validator.level_span if validator.level == "off" else None, "strict"),
        ):
            if where is not None:
                yield self.found(
                    where,
                    f"The validator of {table.ref.text} refuses nothing: with `{word}` wrong documents are written all the same.",
                    subject=about_collection(table),
                    repair=f'"{instead}"',
                    fix=Fix(f"Let the validator of {table.ref.text} refuse", "unsafe", (Edit(where, f'"{instead}"'),))
                    if validator.objects[0].editable
                    else None,
                )
        root, *inner = validator.objects
        if self._is_open(root):
            yield self._open(table, root)
        elif root.additional is False:
            yield from (self._open(table, held) for held in inner if self._is_open(held))

    def _is_open(self, held: SchemaObject) -> bool:
        return (
            held.has_properties
            and bool(held.fields)
            and not (held.additional is False or held.patterned or held.unknown)
        )

    def _open(self, table: Table, held: SchemaObject) -> Diagnostic:
        path = f"{table.ref.text}.{held.path}" if held.path else table.ref.text
        edits = [
            Edit(held.additional_span, "false")
            if held.additional is not None
            else before_properties(held, "additionalProperties", "false")
        ]
        if not held.path and all(field.name != "_id" for field in held.fields):
            first = held.fields[0]
            key = written_key("_id", first.span, first.name)
            at = Span(first.span.path, first.span.start, first.span.start)
            edits.append(Edit(at, f"{key}: {{}},{held.field_separator}"))
        return self.found(
            held.span,
            f"The validator of {path} lets fields pass that it does not name, so a misspelt one stays unseen.",
            subject=about_field(table, held.path) if held.path else about_collection(table),
            repair="additionalProperties: false",
            fix=Fix(f"Close the validator of {path}", "unsafe", tuple(edits)) if held.editable else None,
        )
