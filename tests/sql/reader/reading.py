"""Reads SQL in tests, and says what came of it in one line a change."""

from __future__ import annotations

from schemalint.model.change import Change, CreateObject, Reading
from schemalint.model.document import Dialect
from schemalint.model.expression import Expression
from schemalint.model.name import Name, ObjectName
from schemalint.model.schema import Type
from schemalint.model.text import Span
from schemalint.sql.reader import read
from schemalint.sql.splitter import split

# Where a change stands is tested apart from what it says.
UNTOLD = frozenset(("written", "value_spans"))


def readings(sql: str, dialect: Dialect) -> list[Reading]:
    """The reading of every statement; each claims all its tokens."""
    found = [read(statement) for statement in split(sql, dialect, "test.sql")]
    for reading in found:
        assert reading.claimed == len(reading.statement.tokens.words)
    return found


def changes(sql: str, dialect: Dialect) -> list[Change]:
    """The changes of statements that must be read completely."""
    found = readings(sql, dialect)
    for reading in found:
        assert reading.complete, (reading.statement.text, reading.unread, reading.changes)
    return [change for reading in found for change in reading.changes]


def told(sql: str, dialect: Dialect) -> list[str]:
    """What the statements say, a line a change."""
    return [outline(change) for change in changes(sql, dialect)]


def outline(value: object) -> str:
    """A value as text: names folded and dotted, only fields that differ from their defaults, no places."""
    if isinstance(value, Span):
        return ""
    if isinstance(value, ObjectName):
        return value.text if value.database is None else f"{value.database.value}.{value.text}"
    if isinstance(value, Name):
        return value.value
    if isinstance(value, (Expression, Type)):
        return f"`{value.text}`"
    if isinstance(value, CreateObject):
        value = value._replace(text="")  # the statement over again
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        defaults = value._field_defaults  # type: ignore[attr-defined]
        parts = [
            f"{field}={outline(held)}"
            for field, held in value._asdict().items()  # type: ignore[attr-defined]
            if not (isinstance(held, Span) or field in UNTOLD or (field in defaults and held == defaults[field]))
        ]
        return f"{type(value).__name__}({' '.join(parts)})"
    if isinstance(value, tuple):
        return f"[{', '.join(outline(part) for part in value)}]"
    return value if isinstance(value, str) and value and " " not in value else repr(value)
