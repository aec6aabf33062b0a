"""Validators of MongoDB: what a finding speaks of, and how a literal is written on."""

from __future__ import annotations

from schemalint import Catalog, Edit, SchemaField, SchemaObject, Span, Subject, Table


def about_collection(table: Table) -> Subject:
    return Subject("collection", table.schema or None, None, table.name)


def about_field(table: Table, path: str) -> Subject:
    return Subject("column", table.schema or None, table.name, path, (path,))


def path_of(held: SchemaObject, field: str) -> str:
    """The dotted path of a field of an object."""
    return f"{held.path}.{field}" if held.path else field


def written_key(word: str, like: Span, plain: str) -> str:
    """A key, in quotes where the key `plain` at `like` is."""
    return f'"{word}"' if like.end - like.start > len(plain) else word


def quoted(text: str) -> str:
    """A string of JavaScript and JSON."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def before_properties(held: SchemaObject, word: str, value: str) -> Edit:
    """Another entry of an object, before its `properties`."""
    at = held.properties.start
    key = written_key(word, held.properties, "properties")
    return Edit(Span(held.properties.path, at, at), f"{key}: {value},{held.separator}")


def behind(field: SchemaField, word: str, value: str) -> Edit:
    """Another entry of a field's own object, behind those it has."""
    key = written_key(word, field.span, field.name)
    lead = "" if field.room.start == field.body.start + 1 else ","
    return Edit(field.room, f"{lead}{field.separator}{key}: {value}")


def validated(catalog: Catalog) -> list[Table]:
    """The collections whose validator is known, in the order of the text, for a catalogue keeps none."""
    found = [table for table in catalog.tables.values() if table.validator is not None and table.validator.objects]
    return sorted(found, key=lambda table: (table.span, table.ref))


def field_at(table: Table, path: str) -> SchemaField | None:
    """The field of that dotted path in the validator of a collection."""
    for held in table.validator.objects if table.validator else ():
        for field in held.fields:
            if path_of(held, field.name) == path:
                return field
    return None
