"""Data models of NoSQL Workbench: tables of DynamoDB with all their attributes."""

from __future__ import annotations

from schemalint.model.schema import KeyPart
from schemalint.stores.cloudformation import INDEXES, projected, typed
from schemalint.stores.dynamo_table import Sketch
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
        for at, one in enumerate(others.items if others else ()):
            entry = mapping(one)
            if others is not None and entry is not None:
                _attribute(sketch, entry, text)
                room = text.room("attributes", others)
                if at == 0 and room is not None:
                    sketch.rooms.append(room)
        for word_, local in INDEXES:
            indexes = listing(table.get(word_))
            for one in indexes.items if indexes else ():
                index = mapping(one)
                if index is None:
                    continue
                title = index.get("IndexName")
                index_name = word(title) or ""
                span = text.inner(title) if title is not None else text.inner(index)
                projection, included = projected(sketch, index_name, mapping(index.get("Projection")), text)
                keys = _keys(sketch, index, text)
                sketch.index(index_name, span, text.inner(index), keys, projection, included, local)
        billing = word(table.get("BillingMode"))
        if billing:
            sketch.options["billing_mode"] = billing.lower()
        found.append(sketch)
    return found


def _keys(sketch: Sketch, holder: Group, text: Text) -> list[KeyPart]:
    keys = mapping(holder.get("KeyAttributes"))
    found = []
    for role in ("PartitionKey", "SortKey"):
        key = mapping(keys.get(role)) if keys else None
        if key is not None:
            part = _attribute(sketch, key, text)
            if part is not None:
                found.append(part)
    return found


def _attribute(sketch: Sketch, entry: Group, text: Text) -> KeyPart | None:
    found = typed(entry, "AttributeName", "AttributeType", text)
    if found is None:
        return None
    sketch.more(*found, text.inner(entry))
    return KeyPart(found[0], span=found[2])
