"""Names and strings as SQL writes them."""

from __future__ import annotations

import re
from functools import lru_cache

from schemalint.dialects.reserved import reserved_words
from schemalint.model.document import Dialect

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*\Z|\$\{")


@lru_cache(maxsize=8)
def _reserved(dialect: Dialect) -> frozenset[str]:
    return frozenset(word.lower() for word in reserved_words(dialect))


def name(text: str, dialect: Dialect) -> str:
    """A name that the server takes exactly as it is given: quoted where letters, signs or reserved words ask for it."""
    if _PLAIN.match(text) and text not in _reserved(dialect):
        return text
    return quoted_name(text, dialect)


def quoted_name(text: str, dialect: Dialect) -> str:
    """A name in the dialect's quotes."""
    if dialect in ("mysql", "mariadb"):
        return "`" + text.replace("`", "``") + "`"
    if dialect == "tsql":
        return "[" + text.replace("]", "]]") + "]"
    return '"' + text.replace('"', '""') + '"'


def dotted(schema: str, text: str, dialect: Dialect) -> str:
    """The name of an object with its schema, which may itself hold a database before a full stop; empty for none."""
    if not schema:
        return name(text, dialect)
    return ".".join(name(part, dialect) for part in (*schema.split("."), text))


def names(texts: list[str] | tuple[str, ...], dialect: Dialect) -> str:
    """Several names with commas between them."""
    return ", ".join(name(text, dialect) for text in texts)


def string(text: str, dialect: Dialect = "standard") -> str:
    """A string literal."""
    if dialect in ("mysql", "mariadb"):
        text = text.replace("\\", "\\\\")
    return "'" + text.replace("'", "''") + "'"


def placeholder(words: str) -> str:
    """What stands in SQL for what only running the file would tell."""
    kept = "".join(char if char.isascii() and (char.isalnum() or char in "._()") else " " for char in words)
    return "${" + ("_".join(kept.split())[:40] or "unknown") + "}"
