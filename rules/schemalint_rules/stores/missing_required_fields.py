from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, Diagnostic, Edit, Fix, Good, SchemaObject, Table, TableRule
from schemalint_rules._validators import about_collection, about_field, before_properties, path_of, quoted


class MissingRequiredFields(TableRule):
    """A validator should say which fields a document must have.

    ## What it does
    Reports a `$jsonSchema` with `properties` whose `required` is missing or empty, and a field that `required` names in an object
    whose `properties` do not. Fields that may be null, lists and objects count as optional; a schema of nothing else is left
    alone. Silent about schemas with `allOf`, `$ref` and the like, and where a part is no literal.

    ## Why is this bad
    `properties` speaks only of fields that are there: without `required` the empty document is valid. A required field that is
    not described may hold anything, and where the object is closed no document can be written at all.

    ## Fix
    `required` with the fields that have one plain type or a list of values; for a field that `required` alone names, a property. Unsafe:
    documents without them can be written no more.

    ## References
    - MongoDB 8.0 manual, $jsonSchema, Available Keywords; Specify JSON Schema Validation
    """

    name = "missing-required-fields"
    severity = "warning"
    dialects = ("mongodb",)
    fixes = "unsafe"
    good = (
        Good(
            'db.createCollection("user", { validator: { $jsonSchema: { required: ["name"], '
            'properties: { name: { bsonType: "string" }, nick: { bsonType: "string" } } } } });',
            dialect="mongodb",
        ),
        Good(
            'db.createCollection("user", { validator: { $jsonSchema: { properties: { nick: { bsonType: ["string", "null"] } } } } });',
            dialect="mongodb",
        ),
        Good(
            'db.createCollection("user", { validator: { $jsonSchema: { required: [...base], properties: { nick: { bsonType: "string" } } } } });',
            dialect="mongodb",
        ),
    )
    bad = (
        Bad(
            'db.createCollection("user", { validator: { $jsonSchema: { properties: { mail: { bsonType: "string" }, age: { bsonType: ["int", "null"] } } } } });',
            at="$jsonSchema",
            fixed=(
                'db.createCollection("user", { validator: { $jsonSchema: { required: ["mail"], '
                'properties: { mail: { bsonType: "string" }, age: { bsonType: ["int", "null"] } } } } });'
            ),
            dialect="mongodb",
        ),
        Bad(
            'db.createCollection("user", { validator: { $jsonSchema: { required: ["name", "email"], properties: { name: { bsonType: "string" } } } } });',
            at='["name", "email"]',
            dialect="mongodb",
            message="user.email",
        ),
    )

    def check(self, table: Table, catalog: Catalog) -> Iterator[Diagnostic]:
        validator = table.validator
        if validator is None or not validator.objects:
            return
        root = validator.objects[0]
        if not (root.unknown or any(name != "_id" for name in root.required or ())):
            yield from self._nothing(table, root)
        for held in validator.objects:
            if not held.unknown and held.has_properties and not held.patterned:
                yield from self._undescribed(table, held)

    def _nothing(self, table: Table, root: SchemaObject) -> Iterator[Diagnostic]:
        plain = [
            field.name
            for field in root.fields
            if field.name != "_id"
            and not field.unknown
            and "null" not in (*field.types, *field.value_kinds)
            and "array" not in field.types
            and "object" not in field.types
            and (len(field.types) == 1 or field.values)
        ]
        if not plain:
            return
        listed = f"[{', '.join(map(quoted, plain))}]"
        written = root.required is not None
        edit = Edit(root.required_body, listed) if written else before_properties(root, "required", listed)
        yield self.found(
            root.required_span if written else root.span,
            f"The validator of {table.ref.text} requires no field, so the empty document is valid.",
            subject=about_collection(table),
            repair=f"required: {listed}",
            fix=Fix(f"Require the plain fields of {table.ref.text}", "unsafe", (edit,)) if root.editable else None,
        )

    def _undescribed(self, table: Table, held: SchemaObject) -> Iterator[Diagnostic]:
        known = {field.name for field in held.fields}
        for name in held.required or ():
            if name in known or name == "_id":
                continue
            path = path_of(held, name)
            if held.additional is False:
                consequence = "no document can be written, as other fields are refused"
            else:
                consequence = "it may hold anything"
            yield self.found(
                held.required_body,
                f"Field {table.ref.text}.{path} is required and not among the properties: {consequence}.",
                subject=about_field(table, path),
                repair=f"{name}: {{ bsonType: … }}",
            )
