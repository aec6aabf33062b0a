from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Catalog,
    CatalogRule,
    Diagnostic,
    Edit,
    Fix,
    Good,
    Related,
    Replay,
    SchemaField,
    Span,
    Table,
    likenesses,
)
from schemalint_rules._validators import about_field, path_of, quoted, validated

GENERIC = frozenset({"value", "values", "data", "type", "kind", "content", "payload", "meta", "metadata", "result", "default",
                     "min", "max", "key", "source", "target", "state", "options", "config", "code", "version", "number"})  # fmt: skip
"""Names that mean something else in every collection."""

OF_TYPES = {
    "string": ("string",), "number": ("int", "long", "double", "decimal", "number"), "boolean": ("bool", "boolean"), "null": ("null",),
}  # fmt: skip
"""The types that a literal in `enum` may be stored as."""


class ValidatorTypeDrift(CatalogRule):
    """The same field should have the same type in all validators.

    ## What it does
    Reports a field that has another type than fields of the same name in other collections: where most agree, those that depart;
    and a field `userId`, `user_id` or `user` whose type is not that of `_id` in the collection `users`, where its validator says it.
    Names that mean something else everywhere, such as `value` and `type`, are left out, and so is null beside another type.
    Reports values in `enum` that the field's own `bsonType` excludes.

    ## Why is this bad
    MongoDB compares values of different types as different: a lookup from a string to an ObjectId finds nothing, and a sum over
    numbers and texts leaves the texts out, without any error. An `enum` value of another type can never be stored.

    ## Fix
    The type that the others have. Unsafe: documents of the old type have to be converted, and their writers changed.

    ## References
    - MongoDB 8.0 manual, Comparison/Sort Order; $jsonSchema, bsonType; $lookup
    """

    name = "validator-type-drift"
    severity = "warning"
    dialects = ("mongodb",)
    fixes = "unsafe"
    good = (
        Good(
            'db.createCollection("user", { validator: { $jsonSchema: { properties: { email: { bsonType: "string" } } } } });\n'
            'db.createCollection("invite", { validator: { $jsonSchema: { properties: { email: { bsonType: ["string", "null"] } } } } });',
            dialect="mongodb",
        ),
        Good(
            'db.createCollection("setting", { validator: { $jsonSchema: { properties: { value: { bsonType: "string" } } } } });\n'
            'db.createCollection("reading", { validator: { $jsonSchema: { properties: { value: { bsonType: "double" } } } } });',
            dialect="mongodb",
        ),
    )
    bad = (
        Bad(
            'db.createCollection("a", { validator: { $jsonSchema: { properties: { userId: { bsonType: "objectId" } } } } });\n'
            'db.createCollection("b", { validator: { $jsonSchema: { properties: { userId: { bsonType: "objectId" } } } } });\n'
            'db.createCollection("c", { validator: { $jsonSchema: { properties: { userId: { bsonType: "string" } } } } });',
            at='"string"',
            fixed=(
                'db.createCollection("a", { validator: { $jsonSchema: { properties: { userId: { bsonType: "objectId" } } } } });\n'
                'db.createCollection("b", { validator: { $jsonSchema: { properties: { userId: { bsonType: "objectId" } } } } });\n'
                'db.createCollection("c", { validator: { $jsonSchema: { properties: { userId: { bsonType: "objectId" } } } } });'
            ),
            dialect="mongodb",
            message="c.userId",
        ),
        Bad(
            'db.createCollection("users", { validator: { $jsonSchema: { properties: { _id: { bsonType: "binData" } } } } });\n'
            'db.createCollection("orders", { validator: { $jsonSchema: { properties: { userId: { bsonType: "string" } } } } });',
            at='"string"',
            dialect="mongodb",
            message="users._id",
        ),
        Bad(
            'db.createCollection("job", { validator: { $jsonSchema: { properties: { prio: { bsonType: "string", enum: [1, 2] } } } } });',
            at="prio",
            dialect="mongodb",
            message="never",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        tables = validated(catalog)
        known: dict[str, list[tuple[Table, str, SchemaField, str]]] = {}
        for table in tables:
            for held in table.validator.objects if table.validator else ():
                for field in held.fields:
                    if field.unknown:
                        continue
                    yield from self._excluded(table, path_of(held, field.name), field)
                    kinds = [one for one in field.types if one != "null"]
                    if len(kinds) == 1 and field.name != "_id" and field.name.lower() not in GENERIC:
                        known.setdefault(field.name, []).append((table, path_of(held, field.name), field, kinds[0]))
        keys = {
            name: (table, kind) for table in tables for kind in [_key_type(table)] if kind for name in _called(table)
        }
        for name, places in known.items():
            to = keys.get(_referred(name))
            yield from self._from_key(places, *to) if to else self._from_others(places)

    def _excluded(self, table: Table, path: str, field: SchemaField) -> Iterator[Diagnostic]:
        if not field.types or not field.values:
            return
        wrong = [
            value
            for value, kind in zip(field.values, field.value_kinds, strict=True)
            if kind in OF_TYPES and not any(one in field.types for one in OF_TYPES[kind])
        ]
        if wrong:
            kinds = " or ".join(field.types)
            yield self.found(
                field.span,
                f"Field {table.ref.text}.{path} must be {kinds}, so its value {wrong[0]} can never be stored.",
                subject=about_field(table, path),
                repair="give the values in `enum` the type of the field",
            )

    def _from_key(
        self, places: list[tuple[Table, str, SchemaField, str]], parent: Table, kind: str
    ) -> Iterator[Diagnostic]:
        """Fields that hold the key of a collection, and are of another type."""
        for table, path, field, own in places:
            if own not in (kind, "array", "object"):
                words = f"{parent.name}._id is {kind}, so no lookup between them finds anything"
                yield self._drifts(table, path, field, own, kind, words, parent.span)

    def _from_others(self, places: list[tuple[Table, str, SchemaField, str]]) -> Iterator[Diagnostic]:
        """Fields of one name of which most have one type."""
        tables = {table.ref for table, *_ in places}
        counts: dict[str, int] = {}
        for *_, own in places:
            counts[own] = counts.get(own, 0) + 1
        if len(counts) < 2 or len(tables) < 2:
            return
        most = max(counts, key=lambda one: counts[one])
        if counts[most] * 2 <= len(places):
            if len(places) == 2 and _is_reference(places[0][2].name):
                (first, first_path, _, kind), (table, path, field, own) = places
                words = f"{first.name}.{first_path} is {kind}, so no lookup between them finds anything"
                yield self._drifts(table, path, field, own, kind, words, first.span)
            return
        example = next(place for place in places if place[3] == most)
        for table, path, field, own in places:
            if own != most:
                words = f"{counts[most]} others are {most}, such as {example[0].ref.text}.{example[1]}; the two never compare equal"
                if {own, most} <= _NUMBERS:
                    words = f"{counts[most]} others are {most}, such as {example[0].ref.text}.{example[1]}; the two have other ranges"
                yield self._drifts(table, path, field, own, most, words, example[2].span)

    def _drifts(
        self, table: Table, path: str, field: SchemaField, own: str, kind: str, words: str, other: Span
    ) -> Diagnostic:
        fix = None
        if len(field.types) == 1 and field.types_span.path and field.room.path:
            edit = Edit(field.types_span, quoted(kind))
            fix = Fix(f"Make {table.ref.text}.{path} {kind}", "unsafe", (edit,))
        return self.found(
            field.types_span,
            f"Field {table.ref.text}.{path} is {own}, and {words}.",
            subject=about_field(table, path),
            repair=f"bsonType: {quoted(kind)}",
            related=(Related(other, f"it is {kind} here"),),
            fix=fix,
        )


_NUMBERS = frozenset({"int", "long", "double", "decimal", "number"})


def _key_type(table: Table) -> str:
    """The type of `_id`, where the validator says one."""
    root = table.validator.objects[0] if table.validator else None
    field = next((one for one in root.fields if one.name == "_id"), None) if root else None
    return field.types[0] if field and len(field.types) == 1 else ""


def _called(table: Table) -> tuple[str, ...]:
    return likenesses(table.name)


def _is_reference(name: str) -> bool:
    return name.endswith(("Id", "_id", "ID"))


def _referred(name: str) -> str:
    """What a reference's name calls its collection, in the form of `likenesses`; empty where it is no reference."""
    return likenesses(name[: -3 if name.endswith("_id") else -2])[0] if _is_reference(name) and len(name) > 3 else ""
