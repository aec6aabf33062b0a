"""Tables of DynamoDB in Terraform: `aws_dynamodb_table`."""

from __future__ import annotations

import re

from schemalint.dialects.stores import MODULE
from schemalint.model.declaration import Part, Room
from schemalint.model.text import Span
from schemalint.stores.dynamo_table import Key, Sketch
from schemalint.stores.hcl import Attribute, Block, Literal
from schemalint.stores.nodes import Text, listing

_OPTIONS = (
    ("billing_mode", "billing_mode"),
    ("table_class", "table_class"),
    ("deletion_protection_enabled", "deletion_protection"),
)
_SETTINGS = {
    "terraform": (("recovery", "point_in_time_recovery"), ("encryption", "server_side_encryption"), ("ttl", "ttl")),
    "terraform-module": (
        ("recovery", "point_in_time_recovery_enabled"), ("encryption", "server_side_encryption_enabled"), ("ttl", "ttl_enabled"),
    ),
}  # fmt: skip
_LISTS = {
    "terraform": ("attribute", "global_secondary_index", "local_secondary_index"),
    "terraform-module": ("attributes", "global_secondary_indexes", "local_secondary_indexes"),
}
"""What definitions and indexes are called, by the form of the declaration."""


def tables(root: Block, text: Text) -> list[Sketch]:
    """The tables that a module declares, itself or by the module that everybody uses for them."""
    found = []
    for block in root.blocks:
        labels = [label[0] for label in block.labels]
        if block.name == "resource" and len(labels) == 2 and labels[0] == "aws_dynamodb_table":
            form = "terraform"
        elif block.name == "module" and len(labels) == 1 and re.search(MODULE, block.word("source") or ""):
            form = "terraform-module"
        else:
            continue
        if block.attributes.get("restore_source_name") or block.attributes.get("restore_source_table_arn"):
            continue  # made like another table
        label = block.labels[-1]
        name = block.literal("name")
        said = name.text if name else None
        span = text.span(name.start, name.end) if name and said else text.span(label[1], label[2])
        sketch = Sketch(text.path, form, said or label[0], span, text.span(block.start, block.end))
        if not said:
            sketch.unknown.append("name")
        _fill(sketch, block, text)
        found.append(sketch)
    return found


def _fill(sketch: Sketch, block: Block, text: Text) -> None:
    attributes, *kinds = _LISTS[sketch.form]
    room = _room("properties", block, text)
    if room is not None:
        sketch.rooms.append(room)
    beside = _beside(block, text) if sketch.form == "terraform" else None
    if beside is not None:
        sketch.rooms.append(beside)
    for held in block.named(attributes):
        name, type = held.literal("name"), held.literal("type")
        if name is None or not name.text:
            sketch.unknown.append("attributes")
            continue
        span = text.span(name.start, name.end)
        written = (type.text if type else None) or ""
        type_span = text.span(type.start, type.end) if type else span
        start = held.start if held.group is None else held.group.start
        whole = text.span(start, held.end) if held.listed else _lines(start, held.end, text)
        sketch.attribute(name.text, written, span, type_span, whole, held.listed)
    if block.made(attributes):
        sketch.unknown.append("attributes")
    sketch.primary(_keys(sketch, block, text, True))
    for kind, local in zip(kinds, (False, True), strict=True):
        if block.made(kind):
            sketch.unknown.append("keys")
        for held in block.named(kind):
            _index(sketch, held, local, text)
    _throughput(sketch, block, text)
    for word, option in _OPTIONS:
        said = block.word(word) or ""
        if said:
            sketch.options[option] = said.lower()
        elif word in block.attributes and option == "billing_mode":
            sketch.unknown.append("billing")
    stream = block.word("stream_view_type")
    if stream and block.word("stream_enabled") != "false":
        sketch.options["stream"] = stream.lower()
    for what, setting in _SETTINGS[sketch.form]:
        (_setting if sketch.form == "terraform" else _switch)(sketch, block, what, setting, text)
    if sketch.form == "terraform-module" and "billing_mode" not in block.attributes:
        sketch.options["billing_mode"] = "pay_per_request"  # as the module has it


def _keys(sketch: Sketch, block: Block, text: Text, needed: bool) -> list[Key]:
    found = []
    for word, role in (("hash_key", "hash"), ("range_key", "range")):
        value = block.literal(word)
        if value is not None and value.text:
            found.append(Key(value.text, role, text.span(value.start, value.end)))
        elif value is not None:
            sketch.unknown.append("keys")
    if block.made("key_schema"):
        sketch.unknown.append("keys")
    for held in block.named("key_schema"):
        value = held.literal("attribute_name")
        if value is None or not value.text:
            sketch.unknown.append("keys")
        else:
            found.append(Key(value.text, (held.word("key_type") or "").lower(), text.span(value.start, value.end)))
    if needed and not found:
        sketch.unknown.append("keys")
    return found


def _index(sketch: Sketch, block: Block, local: bool, text: Text) -> None:
    named = block.literal("name")
    name = (named.text if named else None) or ""
    span = text.span(named.start, named.end) if named else text.span(block.start, block.body)
    projection, parts = _projected(block, name, span, text)
    keys = _keys(sketch, block, text, not local)
    if local:
        keys = [*sketch.keys[:1], *keys]
    sketch.index(name, span, text.span(block.start, block.end), keys, projection, parts, local)
    _throughput(sketch, block, text, name)


def _throughput(sketch: Sketch, block: Block, text: Text, index: str = "") -> None:
    read, write = block.attributes.get("read_capacity"), block.attributes.get("write_capacity")
    if read is not None and write is not None:
        span = text.span(read.start, read.start + len(read.name))
        sketch.parts.append(Part("throughput", "", span, text.span(read.start, read.end), index))


def _projected(block: Block, index: str, span: Span, text: Text) -> tuple[str, list[Part]]:
    type = block.literal("projection_type")
    parts: list[Part] = []
    if type is None:
        parts.append(Part("projection", "unsaid", span, span, index))
    else:
        whole = text.span(type.start, type.end)
        parts.append(Part("projection", (type.text or "").lower(), whole, whole, index))
    listed = block.attributes.get("non_key_attributes")
    if listed is not None:
        if listed.value.items is None:
            return "", []
        key = text.span(listed.start, listed.start + len(listed.name))
        parts.append(Part("included-list", "", key, _whole(block, listed, text), index))
        parts += [_included(item, index, text) for item in listed.value.items]
    return (type.text if type else None) or "", parts


def _included(item: Literal, index: str, text: Text) -> Part:
    return Part(
        "included",
        item.text or "",
        text.span(item.start, item.end),
        text.span(item.start - 1, item.end + 1),
        index,
        listed=True,
    )


def _setting(sketch: Sketch, block: Block, name: str, word: str, text: Text) -> None:
    if block.made(word):
        sketch.setting(name, None)
    for held in block.named(word):
        switch = held.literal("enabled")
        if switch is None:
            room = _room(name, held, text)
            if room is not None:
                sketch.rooms.append(room)
            # Only the block of the time to live may leave the word out, and then it is off.
            key = text.span(held.start, held.start + (len(held.name) or 1))
            sketch.setting(name, Part(name, "unsaid", key, text.span(held.start, held.end)))
        elif switch.text not in ("true", "false"):
            sketch.setting(name, None)
        else:
            span = text.span(switch.start, switch.end)
            sketch.setting(name, Part(name, switch.text, span, text.span(held.start, held.end)))
            if switch.text == "true":
                sketch.options[name] = (held.word("attribute_name") if name == "ttl" else None) or "true"


def _switch(sketch: Sketch, block: Block, name: str, word: str, text: Text) -> None:
    """A setting that one attribute of a module switches."""
    said = block.attributes.get(word)
    if said is None:
        return
    if said.value.text not in ("true", "false"):
        sketch.setting(name, None)
        return
    span = text.span(said.value.start, said.value.end)
    sketch.setting(name, Part(name, said.value.text, span, text.span(said.start, said.end)))
    if said.value.text == "true":
        sketch.options[name] = (block.word("ttl_attribute_name") if name == "ttl" else None) or "true"


def _beside(block: Block, text: Text) -> Room | None:
    """Where an attribute can be defined: among the entries of the table, in JSON behind the definitions there are."""
    if block.group is None:
        return _room("attributes", block, text)
    defined = listing(block.group.get("attribute"))
    return text.room("attributes", defined) if defined is not None else None


def _room(name: str, block: Block, text: Text) -> Room | None:
    if block.group is not None:
        return text.room(name, block.group)
    if block.first < 0:
        return None
    line = text.text.rfind("\n", 0, block.first)
    blank = text.text[line + 1 : block.first]
    past = text.text.find("\n", block.last)
    if blank.strip() or past < 0 or past > block.end:
        return None
    if text.text[past - 1 : past] == "\r":
        past -= 1
    return Room(name, text.span(past, past), "hcl", blank, newline=text.newline)


def _whole(block: Block, said: Attribute, text: Text) -> Span:
    if block.group is None:
        return _lines(said.start, said.end, text)
    at = next(at for at, (key, _) in enumerate(block.group.pairs) if key.value.start == said.start)
    return text.pair(block.group, at)


def _lines(start: int, end: int, text: Text) -> Span:
    """The lines of an entry where it has them to itself, else the entry alone."""
    first = text.text.rfind("\n", 0, start) + 1
    past = text.text.find("\n", end)
    past = len(text.text) if past < 0 else past + 1
    if text.text[first:start].strip() or text.text[end:past].strip():
        return text.span(start, end)
    return text.span(first, past)
