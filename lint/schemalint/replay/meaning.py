"""Expressions compared by what they mean, as far as that can be read."""

from __future__ import annotations

import re

from schemalint.dialects import conditions
from schemalint.model.expression import Expression

_CAST = re.compile(r"('(?:[^']|'')*')::[a-z_][\w ]*(?:\([\d, ]*\))?(?:\[\])?", re.I)
_LEAF = re.compile(r"'(?:[^']|'')*'|[^']+")


def meaning(expression: Expression | None) -> object:
    """What is equal for two expressions that say the same: of a condition its meaning, of anything else its text without white
    space, casts of literals, and the case of what is not quoted."""
    if expression is None:
        return None
    text = expression.text
    read = conditions.meaning(text)
    if read is not None:
        return read
    pieces = _LEAF.findall(_CAST.sub(r"\1", text))
    return "".join(piece if piece[0] == "'" else re.sub(r'[\s"`]+', "", piece).lower() for piece in pieces)
