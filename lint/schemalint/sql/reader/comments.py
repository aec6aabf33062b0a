"""COMMENT ON of every kind of object, and SQL Server's extended properties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemalint.model.change import AlterObject, Change, SetComment
from schemalint.model.name import Name, ObjectName
from schemalint.sql.reader.cursor import Cursor, Unreadable
from schemalint.sql.reader.kinds import described, read_kind, take_if_exists, take_signature

if TYPE_CHECKING:
    from schemalint.sql.reader import Handler

# Kinds whose name is a part of what stands after ON.
PARTS = frozenset(("constraint", "trigger", "policy", "rule"))
DESCRIBED = frozenset(("cast", "operator", "operator class", "operator family", "transform", "large object"))


def comment_on(c: Cursor) -> tuple[Change, ...]:
    """COMMENT [IF EXISTS] ON kind name IS 'text' | NULL."""
    c.expect("COMMENT")
    take_if_exists(c)
    c.expect("ON")
    kind = read_kind(c)
    part = signature = ""
    if kind in DESCRIBED:
        name = described(c, "IS")
    elif kind == "column":
        path = c.object_name()
        if path.schema is None:
            raise Unreadable("expected the table of the column")
        name, part = ObjectName(path.schema, path.database), path.name.value
    elif kind in PARTS:
        piece = c.name()
        if c.take("ON"):
            if kind == "constraint" and c.take("DOMAIN"):
                kind = "domain constraint"
            name, part = c.object_name(), piece.value
        else:
            name = ObjectName(piece)
    else:
        name = c.object_name()
        signature = take_signature(c)
    c.expect("IS")
    return (SetComment(kind, name, part, _text(c), c.statement.span, signature),)


def _text(c: Cursor) -> str | None:
    if c.take("NULL"):
        return None
    if not c.is_string():
        if c.statement.masked:
            return c.name().written
        raise Unreadable(f"expected a string {c.found()}")
    text = c.string()
    while c.is_string() or (c.at("||") and c.is_string(1)):
        c.take("||")
        text += c.string()
    return text


# Extended properties

_LEVELS = {"TABLE": "table", "VIEW": "view", "PROCEDURE": "routine", "FUNCTION": "routine", "AGGREGATE": "routine"}
_PARAMETERS = (
    "@name", "@value", "@level0type", "@level0name", "@level1type", "@level1name", "@level2type", "@level2name",
)  # fmt: skip
DESCRIPTION = "ms_description"


def extended_property(c: Cursor, procedure: str, arguments: dict[str, tuple[str | None, int]]) -> tuple[Change, ...]:
    """What sp_addextendedproperty and its kin do; `arguments` by parameter name or position, each with its token."""
    values: dict[str, tuple[str | None, int]] = {}
    for number, parameter in enumerate(_PARAMETERS):
        if procedure == "sp_dropextendedproperty" and number:
            number -= 1
        given = arguments.get(parameter) or arguments.get(str(number))
        if given and not (procedure == "sp_dropextendedproperty" and parameter == "@value"):
            values[parameter] = given

    def value(parameter: str) -> str:
        return (values.get(parameter) or ("", 0))[0] or ""

    def name(parameter: str) -> Name | None:
        text, token = values.get(parameter) or (None, 0)
        return string_name(c, token, text) if text else None

    span = c.statement.span
    schema = name("@level0name") if value("@level0type").upper() in ("SCHEMA", "USER") else None
    first, second = name("@level1name"), name("@level2name")
    first_type, second_type = value("@level1type").upper(), value("@level2type").upper()
    if value("@name").lower() != DESCRIPTION:
        target = ObjectName(first, schema) if first else (ObjectName(schema) if schema else None)
        action = f"{procedure} {value('@name')}".strip()
        return (AlterObject("extended property", target, action, (value("@value"),), span),)
    comment = None if procedure == "sp_dropextendedproperty" else value("@value")
    if first is None:
        if schema is not None:
            return (SetComment("schema", ObjectName(schema), "", comment, span),)
        database = Name("", "", span)
        outer = name("@level0name")
        kind = value("@level0type").lower() or "database"
        return (SetComment(kind, ObjectName(outer or database), "", comment, span),)
    owner = ObjectName(first, schema)
    if second is None:
        return (SetComment(_LEVELS.get(first_type, first_type.lower()), owner, "", comment, span),)
    if second_type in ("COLUMN", "CONSTRAINT", "TRIGGER"):
        return (SetComment(second_type.lower(), owner, second.value, comment, span),)
    if second_type == "INDEX":
        return (SetComment("index", ObjectName(second, schema), first.value, comment, span),)
    return (SetComment(second_type.lower(), owner, second.value, comment, span),)


def string_name(c: Cursor, token: int, text: str) -> Name:
    """A name given as a string literal, which is taken as it is, brackets and all (SQL Server)."""
    word = c.words[token]
    quote = word.find("'")
    start = c.starts[token] + quote + 1
    exact = word[quote + 1 : -1] == text
    place = c.token_span(token)
    return Name(
        text.lower(), text, place._replace(start=start, end=start + len(text)) if exact and quote >= 0 else place
    )


HANDLERS: dict[str, Handler] = {"COMMENT ON": comment_on, "COMMENT": comment_on}
