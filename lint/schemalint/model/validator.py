"""What a document store holds its documents against: the objects of a `$jsonSchema`."""

from schemalint.model.record import NamedTuple
from schemalint.model.text import Span


class SchemaField(NamedTuple):
    """A field of an object in a validator."""

    name: str
    span: Span
    """Its name, quotes included."""
    types: tuple[str, ...] = ()
    """Its `bsonType` or `type`, as written; empty where none is."""
    types_span: Span = Span("", 0, 0)
    """The value of that."""
    description: str | None = None
    body: Span = Span("", 0, 0)
    """Its own object, from `{` to past `}`; nowhere where that is no literal."""
    unknown: bool = False
    """It is no literal, or `$ref` and the like say what it is."""
    values: tuple[str, ...] = ()
    """Its `enum`."""
    value_kinds: tuple[str, ...] = ()
    """What each of these is: `string`, `number`, `boolean`, `null`, `unknown`."""
    room: Span = Span("", 0, 0)
    """Empty: where another entry of its object goes, behind the last one."""
    separator: str = " "
    """What stands between two entries of its object: a blank, or a line break with the indentation."""


class SchemaObject(NamedTuple):
    """The root of a `$jsonSchema`, or an object inside it that has properties of its own."""

    path: str
    """Dotted, through lists as MongoDB writes it: `addresses.geo`; empty for the root."""
    span: Span
    """The word that it stands behind: `$jsonSchema`, the field's name, `items`."""
    body: Span
    """From `{` to past `}`."""
    fields: tuple[SchemaField, ...] = ()
    has_properties: bool = False
    properties: Span = Span("", 0, 0)
    """The word `properties`."""
    required: tuple[str, ...] | None = None
    """None where the word is not there."""
    required_span: Span = Span("", 0, 0)
    """The word `required`; its value stands in `required_body`."""
    required_body: Span = Span("", 0, 0)
    additional: bool | None = None
    """`additionalProperties`: true also where it is a schema; None where the word is not there."""
    additional_span: Span = Span("", 0, 0)
    """The value of `additionalProperties`."""
    patterned: bool = False
    """`patternProperties` names fields by pattern."""
    types: tuple[str, ...] = ()
    separator: str = " "
    """What stands between two of its entries: a blank, or a line break with the indentation."""
    field_separator: str = " "
    """The same for its properties."""
    unknown: bool = False
    """A part of it is no literal, or other schemas say more of it (`allOf`, `$ref`)."""
    editable: bool = True
    """It stands in the text letter by letter: not in a string with escapes."""


class Validator(NamedTuple):
    """What the documents of a collection must be like."""

    span: Span
    """The word `$jsonSchema`, or `validator` where it holds another query; empty at the beginning of a bare schema."""
    objects: tuple[SchemaObject, ...] = ()
    """The root first; none where there is no `$jsonSchema`, or it is no literal."""
    level: str = ""
    """`validationLevel`; empty where it is not written, which means `strict`."""
    level_span: Span = Span("", 0, 0)
    action: str = ""
    """`validationAction`; empty where it is not written, which means `error`."""
    action_span: Span = Span("", 0, 0)
    unknown: bool = False
    """It is no literal, so nothing is known of it."""
