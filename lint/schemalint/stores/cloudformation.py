"""Tables of DynamoDB in CloudFormation and SAM templates, and in the request that `create-table` sends."""

from __future__ import annotations

from schemalint.model.declaration import Part
from schemalint.model.schema import KeyPart
from schemalint.model.text import Span
from schemalint.stores.dynamo_table import Sketch
from schemalint.stores.nodes import Node, Text, absent, groups, listing, mapping, named, truth, word
from schemalint.yamlplaces import Group

FORMS = {
    "AWS::DynamoDB::Table": "cloudformation",
    "AWS::DynamoDB::GlobalTable": "global-table",
    "AWS::Serverless::SimpleTable": "simple-table",
}
INDEXES = (("GlobalSecondaryIndexes", False), ("LocalSecondaryIndexes", True))

_OPTIONS = (
    ("BillingMode", "billing_mode"),
    ("TableClass", "table_class"),
    ("DeletionProtectionEnabled", "deletion_protection"),
)
_RECOVERY = ("PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled")
_ENCRYPTION = ("SSESpecification", "SSEEnabled")
_TTL = ("TimeToLiveSpecification", "Enabled")
_TYPES = {"String": "S", "Number": "N", "Binary": "B"}


def resources(root: Node, text: Text) -> list[Sketch]:
    """The tables among the resources of a template."""
    found = []
    for key, group in groups(root):
        form = FORMS.get(word(group.get("Type")) or "")
        properties = mapping(group.get("Properties"))
        if form is None or key is None:
            continue
        if properties is None:
            if form != "simple-table" or not absent(group.get("Properties")):
                continue
            properties = Group(group.end, False, False, "")
        name = properties.get("TableName")
        said = word(name)
        span = text.inner(name) if said and name is not None else text.inner(key)
        whole = text.span(key.start, max(group.end, key.end))
        sketch = Sketch(text.path, form, said or key.value.text, span, whole)
        _fill(sketch, properties, text)
        found.append(sketch)
    return found


def request(root: Group, text: Text) -> Sketch | None:
    """The table that a request makes; None where it is another request."""
    called = named(root, "TableName")
    if called is None or root.get("KeySchema") is None or root.get("AttributeDefinitions") is None:
        return None
    name, said = called
    sketch = Sketch(text.path, "request", said, text.inner(name), text.span(root.start, root.end))
    _fill(sketch, root, text)
    return sketch


def _fill(sketch: Sketch, properties: Group, text: Text) -> None:
    if any(key.value.text == "<<" or key.value.text.startswith("Fn::") for key, _ in properties.pairs):
        sketch.unknown.append("all")
    room = text.room("properties", properties)
    if room is not None:
        sketch.rooms.append(room)
    if sketch.form == "simple-table":
        _simple_key(sketch, properties, text)
    else:
        attributes(sketch, properties.get("AttributeDefinitions"), text)
        sketch.primary(keys(sketch, properties.get("KeySchema"), text))
        for name, local in INDEXES:
            indexes(sketch, properties.get(name), local, text)
    for name, option in _OPTIONS:
        said = word(properties.get(name))
        if said:
            sketch.options[option] = said.lower()
    _stream(sketch, properties)
    words = ("SSESpecification", "Enabled") if sketch.form == "request" else _ENCRYPTION
    _setting(sketch, properties, "encryption", words, text)
    if sketch.form == "request":
        return  # what follows is asked for by requests of their own
    _setting(sketch, properties, "ttl", _TTL, text)
    replicas = properties.get("Replicas") if sketch.form == "global-table" else None
    if replicas is None:
        _setting(sketch, properties, "recovery", _RECOVERY, text)
        return
    held = listing(replicas)
    for at, item in enumerate(held.items if held else ()):
        replica = mapping(item)
        if replica is None:
            sketch.unknown.append("recovery")
            continue
        region = word(replica.get("Region")) or str(at + 1)
        sketch.parts.append(Part("replica", region, text.inner(replica.get("Region") or replica), text.inner(replica)))
        _setting(sketch, replica, "recovery", _RECOVERY, text, region)
        beside = text.room("replica", replica, region)
        if beside is not None:
            sketch.rooms.append(beside)
    if held is None:
        sketch.unknown.append("recovery")


def _simple_key(sketch: Sketch, properties: Group, text: Text) -> None:
    """SAM's simple table has one key, which it calls `id` where nothing else is said."""
    primary = properties.get("PrimaryKey")
    if absent(primary):
        sketch.more("id", "S", sketch.span, sketch.span, sketch.span)
        sketch.keys = [KeyPart("id", span=sketch.span)]
        return
    held = mapping(primary)
    found = typed(held, "Name", "Type", text)
    if held is None or found is None:
        sketch.unknown.append("keys")
        return
    said, type, span, type_span = found
    sketch.more(said, _TYPES.get(type, ""), span, type_span, text.inner(held))
    sketch.primary([KeyPart(said, span=span)])


def typed(entry: Group | None, name: str, type: str, text: Text) -> tuple[str, str, Span, Span] | None:
    """An attribute that an entry names: its name, its type where that is written, and where both stand."""
    called = named(entry, name)
    if entry is None or called is None:
        return None
    node, said = called
    written = entry.get(type)
    span = text.inner(node)
    return said, word(written) or "", span, text.inner(written) if written is not None else span


def attributes(sketch: Sketch, node: Node | None, text: Text) -> None:
    """The definitions of attributes."""
    held = listing(node)
    if held is None:
        if not absent(node):
            sketch.unknown.append("attributes")
        return
    room = text.room("attributes", held)
    if room is not None:
        sketch.rooms.append(room)
    for at, item in enumerate(held.items):
        found = typed(mapping(item), "AttributeName", "AttributeType", text)
        if found is None:
            sketch.unknown.append("attributes")
        else:
            sketch.attribute(*found, text.entry(held, at), held.flow)


def keys(sketch: Sketch, node: Node | None, text: Text) -> list[KeyPart]:
    """The keys that a `KeySchema` names, the partition key first."""
    found: list[tuple[int, KeyPart]] = []
    held = listing(node)
    if held is None:
        sketch.unknown.append("keys")
    for item in held.items if held else ():
        entry = mapping(item)
        called = named(entry, "AttributeName")
        if entry is None or called is None:
            sketch.unknown.append("keys")
            continue
        role = word(entry.get("KeyType"))
        found.append((1 if role == "RANGE" else 0, KeyPart(called[1], span=text.inner(called[0]))))
    return [part for _, part in sorted(found, key=lambda one: one[0])]


def indexes(sketch: Sketch, node: Node | None, local: bool, text: Text) -> None:
    """The secondary indexes of one kind."""
    held = listing(node)
    if held is None:
        if not absent(node):
            sketch.unknown.append("keys")
        return
    for item in held.items:
        entry = mapping(item)
        if entry is None:
            sketch.unknown.append("keys")
            continue
        called = entry.get("IndexName")
        name = word(called) or ""
        span = text.inner(called) if called is not None else text.inner(entry)
        projection, included = projected(sketch, name, mapping(entry.get("Projection")), text)
        found = keys(sketch, entry.get("KeySchema"), text)
        sketch.index(name, span, text.inner(entry), found, projection, included, local)


def projected(sketch: Sketch, index: str, held: Group | None, text: Text) -> tuple[str, list[Part]]:
    """What an index holds besides its keys: the word for it, empty where that is not known, and the attributes it names."""
    if held is None:
        return "", []
    type = held.get("ProjectionType")
    parts: list[Part] = []
    if type is not None:
        parts.append(Part("projection", (word(type) or "").lower(), text.inner(type), text.inner(held), index))
    at = next((at for at, (key, _) in enumerate(held.pairs) if key.value.text == "NonKeyAttributes"), None)
    names = listing(held.pairs[at][1]) if at is not None else None
    if at is not None and names is not None:
        key = held.pairs[at][0]
        parts.append(Part("included-list", "", text.inner(key), _pair(held, at, text), index))
        for place, item in enumerate(names.items):
            said = word(item)
            if said is None:
                return "", []
            parts.append(Part("included", said, text.inner(item), text.entry(names, place), index, listed=names.flow))
    elif at is not None:
        return "", []
    return word(type) or "", parts


def _pair(group: Group, at: int, text: Text) -> Span:
    """An entry of a mapping, with what separates it from the one before or, at the beginning, from the one behind."""
    key, value = group.pairs[at]
    end = max(value.end, key.end)
    if at:
        return text.span(group.pairs[at - 1][1].end, end)
    if len(group.pairs) > 1:
        return text.span(key.start, group.pairs[1][0].start)
    return text.span(key.start, end)


def _stream(sketch: Sketch, properties: Group) -> None:
    held = mapping(properties.get("StreamSpecification"))
    if held is not None and truth(held.get("StreamEnabled")) is not False:
        said = word(held.get("StreamViewType"))
        if said:
            sketch.options["stream"] = said.lower()


def _setting(sketch: Sketch, properties: Group, name: str, words: tuple[str, str], text: Text, of: str = "") -> None:
    """A setting that is on or off in a mapping of its own."""
    node = properties.get(words[0])
    if node is None:
        return
    if absent(node):  # the property is there, so that it cannot be added
        key = next(key for key, one in properties.pairs if one is node)
        sketch.setting(name, Part(name, "unsaid", text.inner(key), text.inner(key), of))
        return
    held = mapping(node)
    switch = held.get(words[1]) if held is not None else None
    said = truth(switch)
    if held is not None and absent(switch):
        key = next(key for key, one in properties.pairs if one is node)
        room = text.room(name, held, of)
        if room is not None:
            sketch.rooms.append(room)
        sketch.setting(name, Part(name, "unsaid", text.inner(key), text.inner(held), of))
    elif held is None or switch is None or said is None:
        sketch.setting(name, None)
    else:
        sketch.setting(name, Part(name, "true" if said else "false", text.inner(switch), text.inner(held), of))
        if said:
            told = word(held.get("AttributeName" if name == "ttl" else "SSEType"))
            sketch.options[name] = told or "true"
