"""Names, strings and expressions as each dialect spells them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from schemalint.dialects.folding import fold
from schemalint.dialects.reserved import reserved_words
from schemalint.dialects.stores import STORES
from schemalint.model.document import Dialect
from schemalint.model.expression import Call, Cast, Constant, Expression
from schemalint.model.name import Name, ObjectName, Ref
from schemalint.model.schema import NOWHERE, Catalog, Column

QUOTES: dict[Dialect, tuple[str, str]] = {
    "mysql": ("`", "`"),
    "mariadb": ("`", "`"),
    "tsql": ("[", "]"),
}
"""Opening and closing quote; double quotes in the other dialects."""

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*\Z", re.ASCII)


class UnsupportedError(Exception):
    """The dialect has no statement for a change, or the statement needs what only a catalogue tells and none was given."""


@lru_cache(maxsize=16)
def _reserved(dialect: Dialect) -> frozenset[str]:
    return frozenset(word.lower() for word in reserved_words(dialect))


def quoted(name: str, dialect: Dialect) -> str:
    """The name in the dialect's quotes."""
    opening, closing = QUOTES.get(dialect, ('"', '"'))
    return opening + name.replace(closing, closing * 2) + closing


def identifier(name: str, dialect: Dialect) -> str:
    """A folded name as it must be written: quoted only where the server would else read it as something different. What a template
    puts in stays as it is."""
    if name.startswith(("{{", "${", "<%")) or dialect in STORES:
        return name
    if not _WORD.match(name) or name.lower() in _reserved(dialect):
        return quoted(name, dialect)
    if dialect == "oracle":
        if name != name.upper():
            return quoted(name, dialect)
        return name.lower()
    if dialect in ("postgres", "standard") and fold(name, dialect) != name:
        return quoted(name, dialect)
    return name


def written_name(name: Name, dialect: Dialect) -> str:
    """A name as its author wrote it where that still means the same, else as it must be written."""
    written = name.written
    if written and written[0] in '"`[' and fold(written, dialect) == name.value:
        return written
    if written and _WORD.match(written) and fold(written, dialect) == name.value:
        return quoted(name.value, dialect) if written.lower() in _reserved(dialect) else written
    return identifier(name.value, dialect)


def object_name(name: ObjectName, dialect: Dialect) -> str:
    """A qualified name, qualified as its author did."""
    own = written_name(name.name, dialect)
    return f"{written_name(name.schema, dialect)}.{own}" if name.schema is not None else own


def reference(ref: Ref, dialect: Dialect, catalog: Catalog | None) -> str:
    """The name of a catalogue's object, qualified only where unqualified names go elsewhere."""
    written = ""
    if catalog is not None:
        held = catalog.tables.get(ref) or catalog.views.get(ref)
        written = held.written if held is not None else ""
    own = written_name(Name(ref.name, written, NOWHERE), dialect) if written else identifier(ref.name, dialect)
    if not ref.schema or (catalog is not None and ref.schema == catalog.default_schema):
        return own
    return f"{identifier(ref.schema, dialect)}.{own}"


def columns(names: Iterable[str], dialect: Dialect, held: Iterable[Column] = ()) -> str:
    """Column names with commas, as the table's author wrote them where the columns are known."""
    known = {column.name: column for column in held}
    return ", ".join(column_name(name, dialect, known.get(name)) for name in names)


def column_name(name: str, dialect: Dialect, column: Column | None = None) -> str:
    """One column name."""
    if column is not None and column.written:
        return written_name(Name(name, column.written, column.span), dialect)
    return identifier(name, dialect)


def collation(name: str) -> str:
    """A collation of PostgreSQL: quoted where its letters or its punctuation ask for it."""
    return name if '"' in name or re.fullmatch(r"[a-z_][a-z0-9_.]*", name) else f'"{name}"'


def string(text: str, dialect: Dialect) -> str:
    """A string literal."""
    text = text.replace("'", "''")
    if dialect in ("mysql", "mariadb"):
        text = text.replace("\\", "\\\\")
    return f"N'{text}'" if dialect == "tsql" and not text.isascii() else f"'{text}'"


_NOW = frozenset({"current_timestamp", "current_date", "current_time", "now", "localtime", "localtimestamp"})


def default(expression: Expression, dialect: Dialect) -> str:
    """What stands behind DEFAULT: MySQL and SQLite want brackets around anything but a literal or the current time."""
    text = expression.text
    shape = expression.shape
    if dialect not in ("mysql", "mariadb", "sqlite") or isinstance(shape, Constant):
        return text
    if isinstance(shape, Call) and shape.name in _NOW and not (dialect == "sqlite" and text.endswith(")")):
        return text
    if isinstance(shape, Cast) or re.match(r"[-+]?\d|['\"(]|[xXbB]'|(?:true|false|null)\Z", text, re.IGNORECASE):
        plain = bool(re.match(r"(?:[-+]?[\d.]+|'(?:[^']|'')*')\Z|\(", text))
        return text if plain else f"({text})"
    return text if text.upper() in ("TRUE", "FALSE", "NULL") else f"({text})"
