"""Tables of DynamoDB in CloudFormation and SAM templates, and in the request that `create-table` sends."""

from __future__ import annotations

from collections.abc import Callable

from schemalint.model.declaration import Part
from schemalint.model.text import Span
from schemalint.stores.dynamo_table import Key, Sketch
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
    found: list[Sketch] = []
    taken: set[str] = set()
    for key, group in groups(root):
        form = FORMS.get(word(group.get("Type")) or "")
        properties = mapping(group.get("Properties"))
        if form is None:
            continue
        if properties is None:
            if form != "simple-table" or not absent(group.get("Properties")):
                continue
            properties = Group(group.end, False, False, "")
        called = named(properties, "TableName")
        if called is not None and (key is None or called[1] not in taken):
            span, said = text.inner(called[0]), called[1]
        elif key is not None:  # of two that conditions choose from, the second is called after its resource too
            span, said = text.inner(key), key.value.text
        else:  # the resource alone, as a file that others include
            span, said = text.inner(group.get("Type") or group), _stem(text.path)
        taken.add(said)
        whole = text.span(
            key.start if key is not None else group.start, max(group.end, key.end if key is not None else 0)
        )
        sketch = Sketch(text.path, form, said, span, whole)
        if called is None:
            sketch.unknown.append("name")
        _fill(sketch, properties, text)
        found.append(sketch)
    return found


def _stem(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2].partition(".")[0]


def request(root: Group, text: Text) -> Sketch | None:
    """The table that a request makes, or that the service describes; None where it is another request."""
    called = named(root, "TableName")
    if called is None or root.get("KeySchema") is None or root.get("AttributeDefinitions") is None:
        return None
    name, said = called
    sketch = Sketch(text.path, "request", said, text.inner(name), text.span(root.start, root.end))
    _fill(sketch, root, text)
    if root.get("TableStatus") is not None:
        sketch.unknown += ["billing", "encryption"]  # an answer, which says these in words of its own
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
        sketch.primary(_schema(sketch, properties, text))
        for name, local in INDEXES:
            indexes(sketch, properties.get(name), local, text)
        _throughput(sketch, properties, text)
        if not absent(properties.get("VectorIndexes")):
            sketch.unknown.append("keys")  # they have keys of their own
    for name, option in _OPTIONS:
        node = properties.get(name)
        said = word(node)
        if said:
            sketch.options[option] = said.lower()
        elif not absent(node) and option == "billing_mode":
            sketch.unknown.append("billing")
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
        sketch.keys = [Key("id", "hash", sketch.span)]
        return
    held = mapping(primary)
    found = typed(held, "Name", "Type", text)
    if held is None or found is None:
        sketch.unknown.append("keys")
        return
    said, type, span, type_span = found
    sketch.more(said, _TYPES.get(type, ""), span, type_span, text.inner(held))
    sketch.primary([Key(said, "hash", span)])


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


def keys(sketch: Sketch, node: Node | None, text: Text) -> list[Key]:
    """The keys that a `KeySchema` names."""
    found: list[Key] = []
    held = listing(node)
    if held is None:
        sketch.unknown.append("keys")
    for item in held.items if held else ():
        entry = mapping(item)
        called = named(entry, "AttributeName")
        if entry is None or called is None:
            sketch.unknown.append("keys")
            continue
        found.append(Key(called[1], (word(entry.get("KeyType")) or "").lower(), text.inner(called[0])))
    return found


def _schema(sketch: Sketch, entry: Group, text: Text) -> list[Key]:
    return keys(sketch, entry.get("KeySchema"), text)


def indexes(
    sketch: Sketch, node: Node | None, local: bool, text: Text, of: Callable[[Sketch, Group, Text], list[Key]] = _schema
) -> None:
    """The secondary indexes of one kind; `of` tells the keys of one."""
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
        projection, parts = projected(sketch, name, entry, span, text)
        sketch.index(name, span, text.inner(entry), of(sketch, entry, text), projection, parts, local)
        _throughput(sketch, entry, text, name)


def projected(sketch: Sketch, index: str, entry: Group, span: Span, text: Text) -> tuple[str, list[Part]]:
    """What an index holds besides its keys: the word for it, empty where that is not known, and the attributes it names."""
    said = entry.get("Projection")
    held = mapping(said)
    type = held.get("ProjectionType") if held is not None else None
    parts: list[Part] = []
    if absent(said) or (held is not None and absent(type)):
        parts.append(Part("projection", "unsaid", span, span, index))
    elif held is not None and type is not None:
        parts.append(Part("projection", (word(type) or "").lower(), text.inner(type), text.inner(held), index))
    at = (
        next((at for at, (key, _) in enumerate(held.pairs) if key.value.text == "NonKeyAttributes"), None)
        if held
        else None
    )
    if held is None or at is None:
        return word(type) or "", parts
    names = listing(held.pairs[at][1])
    if names is None:
        return "", []
    parts.append(Part("included-list", "", text.inner(held.pairs[at][0]), text.pair(held, at), index))
    for place, item in enumerate(names.items):
        name = word(item)
        if name is None:
            return "", []
        parts.append(Part("included", name, text.inner(item), text.entry(names, place), index, listed=names.flow))
    return word(type) or "", parts


def _throughput(sketch: Sketch, holder: Group, text: Text, index: str = "") -> None:
    """The capacity that is provisioned for a table or an index."""
    name = "WriteProvisionedThroughputSettings" if sketch.form == "global-table" else "ProvisionedThroughput"
    key, node = next(((key, node) for key, node in holder.pairs if key.value.text == name), (None, None))
    if key is not None and isinstance(node, Group) and mapping(node) is not None:
        sketch.parts.append(Part("throughput", "", text.inner(key), text.span(key.start, node.end), index))
    elif not absent(node):
        sketch.unknown.append("throughput")


def _stream(sketch: Sketch, properties: Group) -> None:
    node = properties.get("StreamSpecification")
    held = mapping(node)
    said = word(held.get("StreamViewType")) if held is not None else None
    if said and held is not None and truth(held.get("StreamEnabled")) is not False:
        sketch.options["stream"] = said.lower()
    elif (held is None and not absent(node)) or not absent(properties.get("MultiRegionConsistency")):
        sketch.unknown.append("stream")  # replicas that agree before they answer need none


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
