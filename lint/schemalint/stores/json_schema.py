"""`$jsonSchema`: fields with their paths as columns, what it asks of values as checks, and its objects with their places."""

from __future__ import annotations

from collections.abc import Iterator

from schemalint.dialects.stores import BSON_TYPES
from schemalint.model.expression import Call, ColumnRef, Compare, Constant, Expression, InList, Shape
from schemalint.model.record import NamedTuple
from schemalint.model.schema import NOWHERE, Check, Column, Type
from schemalint.model.text import Span
from schemalint.model.validator import SchemaField, SchemaObject
from schemalint.stores.literals import Entry, Value

_ELSEWHERE = ("allOf", "anyOf", "oneOf", "not", "$ref", "dependencies")
"""Words by which other schemas say more of an object."""

_BOUNDS = (("minimum", ">=", "exclusiveMinimum", ">"), ("maximum", "<=", "exclusiveMaximum", "<"))
_SIZES = (
    ("minLength", ">=", "char_length"),
    ("maxLength", "<=", "char_length"),
    ("minItems", ">=", "array_length"),
    ("maxItems", "<=", "array_length"),
)


class Schema(NamedTuple):
    """What a `$jsonSchema` says."""

    columns: tuple[Column, ...]
    checks: tuple[Check, ...]
    objects: tuple[SchemaObject, ...]
    """The root first."""
    description: str | None


def read(entry: Entry, text: str, path: str, statement: Span) -> Schema:
    """What the schema of an entry says; the entry's value is an object in `text`."""
    columns: dict[str, Column] = {}
    checks: list[Check] = []
    objects: list[SchemaObject] = []
    alternatives: dict[str, Entry] = {}
    stack = [_Part("", entry, entry.value, True)]
    while stack:
        part = stack.pop()
        held = _object(part.place, part.word, part.body, text, path)
        if part.sole:
            objects.append(held)
        asked = frozenset(held.required or ()) | _required_besides(part.body)
        sure = part.sure | asked if part.needed else part.sure
        properties = part.body.get("properties")
        inner: list[_Part] = list(_besides(part, sure))
        for one in properties.entries if properties is not None else ():
            name = f"{part.place}.{one.name}" if part.place else one.name
            required = one.name in sure
            column = _column(name, one, required, path, statement)
            columns[name] = _joined(columns[name], column) if name in columns else column
            if one.value.kind != "object":
                continue
            if not part.one_of_several:
                checks += _checks(name, one, path, statement)
            elif (enum := one.value.entry("enum")) is not None:
                first = alternatives.get(name, enum)
                items = (*(first.value.items if name in alternatives else ()), *enum.value.items)
                alternatives[name] = first._replace(value=first.value._replace(items=items))
            within = _within(one)
            if within is not None:
                word, body = within
                needed = required and word is one
                inner.append(part._replace(place=name, word=word, body=body, needed=needed, sure=frozenset()))
        stack.extend(reversed(inner))
    for name, enum in alternatives.items():
        whole = enum.value._replace(kind="object", entries=(enum,), items=())
        checks += _checks(name, enum._replace(value=whole), path, statement)
    return Schema(tuple(columns.values()), tuple(checks), tuple(objects), _text(entry.value, "description"))


def held_fast(held: SchemaObject) -> SchemaObject:
    """An object of a schema that cannot be edited: places where something could be put in are nowhere."""
    fields = tuple(one._replace(body=NOWHERE, room=NOWHERE) for one in held.fields)
    return held._replace(fields=fields, editable=False)


class _Part(NamedTuple):
    """A schema of an object that is yet to be read."""

    place: str
    word: Entry
    body: Value
    needed: bool
    """The object is in every document."""
    sole: bool = True
    """No other schema says what this object is."""
    one_of_several: bool = False
    """Others may hold in its place."""
    sure: frozenset[str] = frozenset()
    """The fields that other schemas of the object require."""


def _besides(part: _Part, sure: frozenset[str]) -> Iterator[_Part]:
    """The schemas that `allOf`, `anyOf` and `oneOf` hold an object against besides its own."""
    for word in ("allOf", "anyOf", "oneOf"):
        entry = part.body.entry(word)
        for body in entry.value.items if entry is not None else ():
            if entry is not None and body.kind == "object":
                needed = part.needed and word == "allOf"
                several = part.one_of_several or word != "allOf"
                yield _Part(part.place, entry, body, needed, False, several, sure)


def _required_besides(body: Value) -> frozenset[str]:
    """The fields that the schemas in `allOf` require, and those that every one in `anyOf` or `oneOf` does."""
    found: frozenset[str] = frozenset()
    for word in ("allOf", "anyOf", "oneOf"):
        listed = body.get(word)
        asked = [
            frozenset(held.strings() if (held := one.get("required")) is not None else ())
            for one in (listed.items if listed is not None else ())
        ]
        if asked:
            found |= frozenset.union(*asked) if word == "allOf" else frozenset.intersection(*asked)
    return found


def _joined(first: Column, other: Column) -> Column:
    """A field of which two schemas speak."""
    return first._replace(
        type=first.type or other.type,
        nullable=first.nullable and other.nullable,
        comment=first.comment or other.comment,
    )


def _within(entry: Entry) -> tuple[Entry, Value] | None:
    """The object with fields of its own that a field holds, or that the items of its list are."""
    body, word = entry.value, entry
    for _ in range(4):
        if body.get("properties") is not None:
            return word, body
        items = body.entry("items")
        if items is None or items.value.kind != "object":
            return None
        body, word = items.value, items
    return None


def _text(body: Value, name: str) -> str | None:
    found = body.get(name)
    return found.text if found is not None and found.kind == "string" else None


def types_of(body: Value) -> tuple[tuple[str, ...], Value | None]:
    """The names of the types that a schema allows, and where they are written."""
    found = body.get("bsonType") or body.get("type")
    return (found.strings(), found) if found is not None else ((), None)


def _object(place: str, word: Entry, body: Value, text: str, path: str) -> SchemaObject:
    properties = body.entry("properties")
    required = body.entry("required")
    additional = body.entry("additionalProperties")
    fields = [_field(one, text, path) for one in properties.value.entries] if properties is not None else []
    return SchemaObject(
        place,
        Span(path, word.start, word.end),
        Span(path, body.start, body.end),
        tuple(fields),
        properties is not None,
        Span(path, properties.start, properties.end) if properties is not None else NOWHERE,
        required.value.strings() if required is not None else None,
        Span(path, required.start, required.end) if required is not None else NOWHERE,
        Span(path, required.value.start, required.value.end) if required is not None else NOWHERE,
        None if additional is None else additional.value.text != "false",
        Span(path, additional.value.start, additional.value.end) if additional is not None else NOWHERE,
        body.get("patternProperties") is not None,
        types_of(body)[0],
        separator(body, text),
        separator(properties.value, text) if properties is not None else " ",
        body.partial
        or any(body.get(one) is not None for one in _ELSEWHERE)
        or (properties is not None and (properties.value.kind != "object" or properties.value.partial))
        or (required is not None and (required.value.kind != "list" or required.value.partial))
        or (additional is not None and additional.value.kind == "unknown"),
    )


def _field(entry: Entry, text: str, path: str) -> SchemaField:
    body = entry.value
    types, written = types_of(body)
    enum, words = body.get("enum"), body.get("description")
    room = (body.entries[-1].past or body.entries[-1].value.end) if body.entries else body.start + 1
    return SchemaField(
        entry.name,
        Span(path, entry.start, entry.end),
        types,
        Span(path, written.start, written.end) if written is not None else NOWHERE,
        _text(body, "description"),
        Span(path, body.start, body.end) if body.kind == "object" else NOWHERE,
        body.kind != "object"
        or body.partial
        or any(body.get(one) is not None for one in _ELSEWHERE)
        or (words is not None and words.kind == "unknown"),
        tuple(item.text for item in enum.items) if enum is not None else (),
        tuple(item.kind for item in enum.items) if enum is not None else (),
        Span(path, room, room),
        separator(body, text),
    )


def separator(body: Value, text: str) -> str:
    """What stands between two entries of an object, as far as what stands before the first one tells."""
    first = body.entries[0].start if body.entries else body.end
    before = text[body.start + 1 : first]
    at = before.rfind("\n")
    if at < 0:
        return " "
    start = at - 1 if before[at - 1 : at] == "\r" else at
    return before[start:] if not before[start:].strip() else " "


def _column(name: str, entry: Entry, required: bool, path: str, statement: Span) -> Column:
    body = entry.value
    types, written = types_of(body)
    types = types or _implied(body)
    span = Span(path, entry.start, entry.end)
    return Column(
        name,
        type_of(types, body, Span(path, written.start, written.end) if written is not None else span),
        nullable=not required or "null" in types,
        comment=_text(body, "description"),
        written=entry.name,
        span=span,
        definition=Span(path, entry.start, entry.past or body.end),
        unknown=body.kind != "object" or body.partial,
        statement=statement,
    )


_OF_LITERALS = {"string": "string", "number": "number", "boolean": "bool", "null": "null"}


def _implied(body: Value) -> tuple[str, ...]:
    """The types of what a schema without `bsonType` allows: of the values in its `enum`, or of what is encrypted."""
    encrypted, enum = body.get("encrypt"), body.get("enum")
    if encrypted is not None:
        return types_of(encrypted)[0]
    kinds = dict.fromkeys(_OF_LITERALS.get(one.kind, "") for one in (enum.items if enum is not None else ()))
    return () if "" in kinds else tuple(kinds)


def type_of(types: tuple[str, ...], body: Value, span: Span) -> Type | None:
    """The type that these names mean together; None where there is none."""
    kinds = [one for one in types if one != "null"]
    if not kinds:
        return None
    families = {BSON_TYPES.get(one, "other") for one in kinds}
    length = body.get("maxLength")
    arguments = (length.text,) if length is not None and length.kind == "number" and kinds == ["string"] else ()
    text = " | ".join(kinds)
    if kinds == ["array"]:
        items = body.get("items")
        inner = [one for one in (types_of(items)[0] if items is not None else ()) if one != "null"]
        text = f"array of {' | '.join(inner)}" if inner else "array"
    name = kinds[0] if len(kinds) == 1 else text
    return Type(name, text, families.pop() if len(families) == 1 else "other", arguments, span=span)


def _checks(name: str, entry: Entry, path: str, statement: Span) -> Iterator[Check]:
    """What the schema of a field asks of its values, besides their type."""
    body = entry.value
    column = ColumnRef(name)

    def check(word: str, text: str, shape: Shape, *calls: str) -> Check:
        found = body.entry(word)
        span = Span(path, found.start, found.past or found.value.end) if found is not None else NOWHERE
        return Check("", Expression(text, span, shape, (name,), calls), span=span, column=name, statement=statement)

    enum = body.get("enum")
    if enum is not None and enum.items and all(one.kind in _OF_LITERALS for one in enum.items):
        values = tuple(map(_constant, enum.items))
        yield check("enum", f"{name} IN ({', '.join(map(_said, values))})", InList(column, values))
    for word, operator, exclusive, strict in _BOUNDS:
        bound, alone = body.get(word), body.get(exclusive)
        if bound is not None and bound.kind == "number":
            sign = strict if alone is not None and alone.text == "true" else operator
            yield check(word, f"{name} {sign} {bound.text}", Compare(column, sign, _constant(bound)))
        elif alone is not None and alone.kind == "number":
            yield check(exclusive, f"{name} {strict} {alone.text}", Compare(column, strict, _constant(alone)))
    for word, operator, call in _SIZES:
        size = body.get(word)
        if size is not None and size.kind == "number":
            shape = Compare(Call(call, (column,)), operator, _constant(size))
            yield check(word, f"{call}({name}) {operator} {size.text}", shape, call)
    pattern = body.get("pattern")
    if pattern is not None and pattern.kind == "string":
        constant = _constant(pattern)
        yield check("pattern", f"{name} ~ {_said(constant)}", Compare(column, "~", constant))


def _constant(value: Value) -> Constant:
    kind = value.kind
    if kind == "string":
        return Constant("string", value.text)
    if kind == "number":
        return Constant("number", value.text)
    return Constant("boolean", value.text) if kind == "boolean" else Constant("null", "null")


def _said(constant: Constant) -> str:
    return "'" + constant.value.replace("'", "''") + "'" if constant.kind == "string" else constant.value
