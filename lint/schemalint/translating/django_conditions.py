"""Conditions and expressions of Django's constraints and indexes, as far as they are simple."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from schemalint.model.document import Dialect
from schemalint.translating.django_fields import literal
from schemalint.translating.python_source import Called, Named

_LOOKUPS = {"exact": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_FUNCTIONS = {"Lower": "LOWER", "Upper": "UPPER", "Length": "LENGTH", "Abs": "ABS", "Trim": "TRIM", "MD5": "MD5"}
DEEPEST = 12

Column = Callable[[str], "str | None"]
"""Gives the quoted column of a field; None where there is no such field."""


def condition(value: Any, column: Column, dialect: Dialect, depth: int = 0) -> str | None:
    """A `Q`, or several with `&`, `|` and `~`; None where it is not simple."""
    if not isinstance(value, Called) or depth > DEEPEST:
        return None
    if value.path in ("&", "|"):
        parts = [condition(one, column, dialect, depth + 1) for one in value.args]
        return _together(parts, "AND" if value.path == "&" else "OR")
    if value.path == "~":
        inner = condition(value.args[0], column, dialect, depth + 1)
        return None if inner is None else f"NOT ({inner})"
    if value.name != "Q":
        return None
    found: list[str | None] = []
    for one in value.args:
        if isinstance(one, (tuple, list)) and len(one) == 2 and isinstance(one[0], str):
            found.append(_comparison(one[0], one[1], column, dialect))
        else:
            found.append(condition(one, column, dialect, depth + 1))
    found += [_comparison(key, one, column, dialect) for key, one in value.named.items() if not key.startswith("_")]
    text = _together(found, "OR" if value.named.get("_connector") == "OR" else "AND")
    if text is not None and value.named.get("_negated") is True:
        return f"NOT ({text})"
    return text


def _together(parts: list[str | None], word: str) -> str | None:
    known = [one for one in parts if one is not None]
    if not known or len(known) < len(parts):
        return None
    return known[0] if len(known) == 1 else "(" + f" {word} ".join(known) + ")"


def _comparison(key: str, value: Any, column: Column, dialect: Dialect) -> str | None:
    name, _, lookup = key.partition("__")
    own = column(name)
    if own is None or "__" in lookup:
        return None
    if lookup == "isnull":
        return f"{own} IS NULL" if value is True else f"{own} IS NOT NULL" if value is False else None
    if lookup == "in":
        if not isinstance(value, (list, tuple)) or not value:
            return None
        return f"{own} IN ({', '.join(literal(one, dialect) for one in value)})"
    sign = _LOOKUPS.get(lookup or "exact")
    if sign is None:
        return None
    if value is None:
        return f"{own} IS NULL"
    if sign == "=" and isinstance(value, bool) and dialect in ("postgres", "standard"):
        return own if value else f"NOT {own}"
    other = expression(value, column, dialect) if isinstance(value, Called) else literal(value, dialect)
    return None if other is None or isinstance(value, Named) else f"{own} {sign} {other}"


def expression(value: Any, column: Column, dialect: Dialect, depth: int = 0) -> str | None:
    """`F`, `Value`, `Lower` and their like; None where it is not simple. A string is the name of a field."""
    if isinstance(value, str):
        return column(value)
    if not isinstance(value, Called) or depth > DEEPEST:
        return None
    if value.path in (".desc", ".asc"):
        inner = expression(value.on, column, dialect, depth + 1)
        return None if inner is None else f"{inner} {value.name.upper()}"
    first = value.args[0] if value.args else None
    if value.name == "F":
        return column(first) if isinstance(first, str) else None
    if value.name == "Value":
        return literal(first, dialect)
    if value.name == "OrderBy":
        inner = expression(first, column, dialect, depth + 1)
        down = value.named.get("descending") is True
        return None if inner is None else f"{inner} {'DESC' if down else 'ASC'}"
    if value.name in _FUNCTIONS and len(value.args) == 1:
        inner = expression(first, column, dialect, depth + 1)
        return None if inner is None else f"{_FUNCTIONS[value.name]}({inner})"
    if value.name in ("Now", "RandomUUID"):
        return {"Now": "STATEMENT_TIMESTAMP()", "RandomUUID": "GEN_RANDOM_UUID()"}[value.name]
    return None
