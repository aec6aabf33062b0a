"""Data models of NoSQL Workbench: tables of DynamoDB with all their attributes."""

from __future__ import annotations

from schemalint.stores.cloudformation import INDEXES, indexes, typed
from schemalint.stores.dynamo_table import Key, Sketch
from schemalint.stores.nodes import Text, listing, mapping, named, word
from schemalint.yamlplaces import Group


def tables(root: Group, text: Text) -> list[Sketch]:
    """The tables of a model."""
    found = []
    held = listing(root.get("DataModel"))
    for item in held.items if held else ():
        table = mapping(item)
        called = named(table, "TableName")
        if table is None or called is None:
            continue
        name, said = called
        sketch = Sketch(text.path, "model", said, text.inner(name), text.span(table.start, table.end))
        sketch.primary(_keys(sketch, table, text))
        others = listing(table.get("NonKeyAttributes"))
        room = text.room("attributes", others) if others else None
        if room is not None:
            sketch.rooms.append(room)
        for one in others.items if others else ():
            _attribute(sketch, mapping(one), text)
        for name_, local in INDEXES:
            indexes(sketch, table.get(name_), local, text, _keys)
        billing = word(table.get("BillingMode"))
        if billing:
            sketch.options["billing_mode"] = billing.lower()
        found.append(sketch)
    return found


def _keys(sketch: Sketch, holder: Group, text: Text) -> list[Key]:
    keys = mapping(holder.get("KeyAttributes"))
    found = []
    for word_, role in (("PartitionKey", "hash"), ("SortKey", "range")):
        key = _attribute(sketch, mapping(keys.get(word_)) if keys else None, text)
        if key is not None:
            found.append(key._replace(role=role))
    return found


def _attribute(sketch: Sketch, entry: Group | None, text: Text) -> Key | None:
    found = typed(entry, "AttributeName", "AttributeType", text)
    if entry is None or found is None:
        return None
    sketch.more(*found, text.inner(entry))
    return Key(found[0], "", found[2])
