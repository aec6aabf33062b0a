"""Template markers and placeholders: recognised and masked, never rendered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import accumulate

from schemalint.model.document import Dialect
from schemalint.sql import lexer

_INSIDE = (
    r"\{\{[^{},\n]*[A-Za-z][^{},\n]*\}\}|\{\{-?[ \t]+[^{}\n]*[A-Za-z][^{}\n]*\}\}|\{%[^%\n]*%\}|\$\{[A-Za-z_][\w.:-]*\}"
)


@cache
def _inside(dialect: Dialect) -> re.Pattern[str]:
    if dialect in ("tsql", "standard"):
        return re.compile(_INSIDE + r"|\$\([A-Za-z_]\w*\)")
    if dialect == "oracle":
        # Only at the start: `R&D` in a string is more often a name than a variable.
        return re.compile(_INSIDE + r"|(?<=['\"])&&?\w+")
    return re.compile(_INSIDE)


def masks(token: str, dialect: Dialect, kind: lexer.Kind | None = None) -> bool:
    """Whether a token is a marker, or a quoted name or string that holds one; `kind` where it is known."""
    found = kind or lexer.kind(token, dialect)
    if found == "template":
        return True
    if found not in ("quoted", "string"):
        return False
    return ("{" in token or "$(" in token or "&" in token) and _inside(dialect).search(token) is not None


_CONTROL = frozenset(
    (
        "if", "else", "elsif", "elif", "end", "range", "with", "define", "block", "template", "for", "macro", "set", "call", "filter",
        "extends", "import", "include", "from", "raw", "comment",
    )
)  # fmt: skip
"""First words of markers that steer a template."""


def controls(token: str) -> bool:
    """Whether a marker steers the template and stands for no text of its own: `{% … %}`, `{# … #}`, `{{ if … }}`, `{{ end }}`."""
    if token[:2] in ("{%", "{#"):
        return True
    if token[:2] != "{{":
        return False
    word = token.strip("{}- \t\r\n").split(None, 1)[:1]
    return word[:1] != [] and (word[0] in _CONTROL or word[0][:2] == "/*")


_OPERANDS = frozenset(
    (
        "(", ",", "=", "<", ">", "<=", ">=", "<>", "!=", "+", "*", "/", "||", ":=", "AND", "OR", "NOT", "LIKE", "ILIKE", "IN", "LIMIT",
        "OFFSET", "SELECT", "WHERE", "SET", "VALUES", "THEN", "ELSE", "WHEN", "BETWEEN", "RETURN", "DEFAULT",
    )
)  # fmt: skip
"""What wants an operand behind it."""


def parameterised(upper: Sequence[str]) -> bool:
    """Whether tokens hold a `?` of JDBC: in PostgreSQL `?` is an operator, too, but an operator has something before it."""
    return any(word == "?" and upper[index - 1] in _OPERANDS for index, word in enumerate(upper) if index)


def markers(text: str, start: int, end: int, dialect: Dialect) -> list[tuple[int, int]]:
    """The half-open ranges in `text[start:end]` that hold a marker or placeholder, those inside strings included."""
    pieces = lexer.pieces(text, dialect, start, end)
    known: dict[str, bool] = {piece: masks(piece, dialect) for piece in set(pieces)}
    if not any(known.values()):
        return []
    found: list[tuple[int, int]] = []
    for piece, past in zip(pieces, accumulate(map(len, pieces), initial=start), strict=False):
        if not known[piece]:
            continue
        if lexer.kind(piece, dialect) == "template":
            found.append((past, past + len(piece)))
        else:
            found += ((past + m.start(), past + m.end()) for m in _inside(dialect).finditer(piece))
    return found
