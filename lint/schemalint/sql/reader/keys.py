"""Keys of indexes and constraints: `(name DESC NULLS LAST, lower(email) text_pattern_ops, body(20))`."""

from __future__ import annotations

from schemalint.model.expression import ColumnRef, Expression
from schemalint.model.schema import KeyPart
from schemalint.sql.reader.cursor import Cursor
from schemalint.sql.reader.expressions import read_operand

_ENDS = ("", ",", ")")
_STOPS = ("ASC", "DESC", "NULLS", "COLLATE", "WITH", "WITHOUT")


def key_parts(cursor: Cursor, belongs_to: str = "", opclasses: bool = True) -> tuple[KeyPart, ...]:
    """Consumes `(…)`. What is not understood inside becomes an unread part of `belongs_to`.

    `opclasses` says whether a key may name an operator class: those of indexes and exclusion constraints may.
    """
    cursor.expect("(")
    opclasses = opclasses and cursor.dialect in ("postgres", "standard")
    parts = [_part(cursor, belongs_to, opclasses)]
    while cursor.take(","):
        parts.append(_part(cursor, belongs_to, opclasses))
    cursor.expect(")")
    return tuple(parts)


def columns_of(parts: tuple[KeyPart, ...]) -> tuple[str, ...]:
    """The columns of the keys, expressions by their text."""
    return tuple(part.column or (part.expression.text if part.expression else "") for part in parts)


def _part(cursor: Cursor, belongs_to: str, opclasses: bool) -> KeyPart:
    start = cursor.i
    following = cursor.peek(1)
    if cursor.is_name() and following in (",", ")"):
        name = cursor.name()
        return KeyPart(name.value, span=name.span)
    if cursor.at("PERIOD") and cursor.is_name(1):
        cursor.next()
        following = cursor.peek(1)
    column = ""
    expression: Expression | None = None
    prefix: int | None = None
    if (
        following == "("
        and cursor.is_name()
        and cursor.peek(2).isdigit()
        and cursor.peek(3) == ")"
        and cursor.dialect in ("mysql", "mariadb", "standard")
    ):
        column = cursor.name().value
        cursor.next()
        prefix = int(cursor.next())
        cursor.next()
    elif cursor.is_name() and not _continues(following) and not cursor.at("CASE"):
        column = cursor.name().value
    else:
        expression = read_operand(cursor, *_STOPS)
        if isinstance(expression.shape, ColumnRef) and not expression.shape.qualifier:
            column, expression = expression.shape.name, None
    return _ordered(cursor, start, column, expression, prefix, belongs_to, opclasses)


def _continues(word: str) -> bool:
    """Whether a name followed by this word is part of an expression."""
    return word in ("(", ".", "::", "[", "MOD", "DIV") or (
        word != "" and word not in _ENDS and not (word[0].isalnum() or word[0] in '_"`[')
    )


def _ordered(
    cursor: Cursor,
    start: int,
    column: str,
    expression: Expression | None,
    prefix: int | None,
    belongs_to: str,
    opclasses: bool,
) -> KeyPart:
    """What follows a key: collation, operator class, direction, operator."""
    collation = opclass = operator = ""
    descending = False
    nulls = ""
    while True:
        word = cursor.peek()
        if word in _ENDS:
            break
        if word == "COLLATE":
            cursor.next()
            collation = cursor.collation()
        elif word in ("ASC", "DESC"):
            cursor.next()
            descending = word == "DESC"
        elif word == "NULLS" and cursor.peek(1) in ("FIRST", "LAST"):
            cursor.next()
            nulls = cursor.next().lower()
        elif cursor.take("WITHOUT", "OVERLAPS"):
            operator = "&&"
        elif word == "WITH" and (cursor.dialect in ("postgres", "standard")):
            cursor.next()
            if cursor.take("OPERATOR"):
                first, last = cursor.group()
                operator = "".join(cursor.words[first:last])
            else:
                operator = cursor.next()
        elif word == "AUTOINCREMENT" and cursor.dialect == "sqlite":
            cursor.next()
        elif opclasses and not opclass and cursor.is_name() and word not in ("USING", "WHERE", "INCLUDE", "ON"):
            opclass = cursor.object_name().text
            if cursor.at("("):
                inner = cursor.i
                cursor.group()
                opclass += cursor.text(inner)
        else:
            cursor.skip(belongs_to or column)
            break
    return KeyPart(
        column,
        expression,
        descending,
        nulls,  # type: ignore[arg-type]
        collation,
        opclass,
        prefix,
        operator,
        cursor.span(start),
    )
