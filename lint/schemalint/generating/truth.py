"""What a predicate says of a row: true, false, NULL, or nothing that can be told from its shape.

Values are those of `sample_values`: numbers are `Decimal`, what is text on the server is `str`, and so are dates and times, in
the one form that sorts as they do; arrays are tuples.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, DivisionByZero, InvalidOperation
from operator import add, eq, ge, gt, le, lt, mul, ne, sub
from typing import Any

from schemalint.model.expression import (
    Between,
    Call,
    Cast,
    ColumnRef,
    Compare,
    Constant,
    InList,
    IsNull,
    Logic,
    Shape,
)

Value = bool | Decimal | str | bytes | tuple[str, ...] | None


class UnknownError(Exception):
    """The shape holds something whose value only the server knows."""


NOW = "2026-01-01 00:00:00"
"""A moment that is past whenever a script runs. Sample values lie far before it or far behind."""

_COMPARE: dict[str, Callable[[Any, Any], object]] = {
    "=": eq, "==": eq, "<>": ne, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
}  # fmt: skip
_RECKON: dict[str, Callable[[Decimal, Decimal], Decimal]] = {"+": add, "-": sub, "*": mul}
_NUMERIC = frozenset(
    {"integer", "int", "bigint", "smallint", "numeric", "decimal", "double precision", "real", "float", "int4", "int8"}
)


def passes(shape: Shape, row: Mapping[str, Value]) -> bool | None:
    """Whether a CHECK lets the row pass: false alone stops it. None where that cannot be told."""
    try:
        return truth(shape, row) is not False
    except UnknownError:
        return None


def truth(shape: Shape, row: Mapping[str, Value], depth: int = 0) -> bool | None:
    """The value of a predicate; None is NULL. Raises UnknownError."""
    if depth > 60:
        raise UnknownError
    match shape:
        case Logic(operator="not"):
            told = truth(shape.parts[0], row, depth + 1)
            return None if told is None else not told
        case Logic():
            return _joined(shape, row, depth)
        case IsNull():
            return (value(shape.operand, row, depth + 1) is None) != shape.negated
        case InList():
            return _listed(shape, row, depth)
        case Between():
            low = _compared(">=", value(shape.operand, row, depth + 1), value(shape.low, row, depth + 1))
            high = _compared("<=", value(shape.operand, row, depth + 1), value(shape.high, row, depth + 1))
            inside = False if False in (low, high) else None if None in (low, high) else True
            return inside if inside is None or not shape.negated else not inside
    found = value(shape, row, depth + 1)
    if isinstance(found, Decimal):
        return bool(found)
    if found is None or isinstance(found, bool):
        return found
    raise UnknownError


def _joined(shape: Logic, row: Mapping[str, Value], depth: int) -> bool | None:
    """AND and OR of three values; a part that nobody can tell matters only where the others do not decide."""
    decides = shape.operator == "or"
    null = unknown = False
    for part in shape.parts:
        try:
            told = truth(part, row, depth + 1)
        except UnknownError:
            unknown = True
            continue
        if told is decides:
            return decides
        null = null or told is None
    if unknown:
        raise UnknownError
    return None if null else not decides


def _listed(shape: InList, row: Mapping[str, Value], depth: int) -> bool | None:
    operand = value(shape.operand, row, depth + 1)
    told = [_compared("=", operand, value(one, row, depth + 1)) for one in shape.values]
    found = True if True in told else None if None in told else False
    return found if found is None or not shape.negated else not found


def value(shape: Shape, row: Mapping[str, Value], depth: int = 0) -> Value:
    """The value of an expression. Raises UnknownError."""
    if depth > 60:
        raise UnknownError
    match shape:
        case Constant():
            return _constant(shape)
        case ColumnRef():
            if shape.name not in row:
                raise UnknownError
            return row[shape.name]
        case Cast():
            return _cast(value(shape.operand, row, depth + 1), shape.type)
        case Call():
            return _called(shape, row, depth)
        case Compare():
            return _operated(shape.operator, value(shape.left, row, depth + 1), value(shape.right, row, depth + 1))
        case Logic() | IsNull() | InList() | Between():
            return truth(shape, row, depth + 1)
    raise UnknownError


def _constant(shape: Constant) -> Value:
    if shape.kind == "null":
        return None
    if shape.kind == "boolean":
        return shape.value == "true"
    return number(shape.value) if shape.kind == "number" else shape.value


def number(text: str) -> Decimal:
    """The number a text stands for. Raises UnknownError."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise UnknownError from None
    if not found.is_finite():
        raise UnknownError
    return found


def _cast(held: Value, type_: str) -> Value:
    bare = type_.partition("(")[0].strip()
    if held is None:
        return None
    if isinstance(held, str) and bare in _NUMERIC:
        return number(held)
    if isinstance(held, str) and bare in ("interval", "boolean"):
        raise UnknownError
    if bare == "date" and isinstance(held, str):
        return held[:10]
    return held


def _operated(operator: str, left: Value, right: Value) -> Value:
    if operator in _COMPARE:
        return _compared(operator, left, right)
    if left is None or right is None:
        if operator in ("IS DISTINCT FROM", "IS NOT DISTINCT FROM"):
            return ((left is None) != (right is None)) == (operator == "IS DISTINCT FROM")
        return None
    if operator in ("IS DISTINCT FROM", "IS NOT DISTINCT FROM"):
        return bool(_compared("<>" if operator == "IS DISTINCT FROM" else "=", left, right))
    if operator in _RECKON or operator in ("/", "%"):
        return _reckoned(operator, left, right)
    if operator == "||" and isinstance(left, str) and isinstance(right, str):
        return left + right
    if isinstance(left, str) and isinstance(right, str):
        return _matched(operator, left, right)
    raise UnknownError


def _reckoned(operator: str, left: Value, right: Value) -> Decimal:
    one, other = _as_number(left), _as_number(right)
    if operator in _RECKON:
        return _RECKON[operator](one, other)
    try:
        return one / other if operator == "/" else one % other
    except (DivisionByZero, InvalidOperation):
        raise UnknownError from None


def _as_number(held: Value) -> Decimal:
    if isinstance(held, Decimal):
        return held
    raise UnknownError


def _compared(operator: str, left: Value, right: Value) -> bool | None:
    if left is None or right is None:
        return None
    if isinstance(left, bool) != isinstance(right, bool):
        left, right = _as_bit(left), _as_bit(right)
    if isinstance(left, Decimal) and isinstance(right, str):
        right = number(right)
    elif isinstance(left, str) and isinstance(right, Decimal):
        left = number(left)
    if type(left) is not type(right):
        raise UnknownError
    if isinstance(left, str) and isinstance(right, str) and _DAY.match(left) and _DAY.match(right):
        left, right = _moment(left), _moment(right)
    return bool(_COMPARE[operator](left, right))


_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d|\Z)")


def _moment(text: str) -> str:
    """A day or a time in the form that compares: `2024-01-01 00:00:00`."""
    return (
        text[:19].replace("T", " ").ljust(11, " ").ljust(13, "0").ljust(19, ":")[:19]
        if len(text) > 10
        else f"{text} 00:00:00"
    )


def _as_bit(held: Value) -> Value:
    return Decimal(held) if isinstance(held, bool) else held


def _matched(operator: str, text: str, pattern: str) -> bool:
    negated = operator.startswith(("!", "NOT "))
    bare = operator.removeprefix("NOT ").lstrip("!")
    if bare in ("~", "~*", "REGEXP", "RLIKE", "REGEXP_LIKE"):
        if len(text) > 200 or _NESTED.search(pattern):
            raise UnknownError
        try:
            found = re.search(_pattern(pattern), text, re.I if bare != "~" else 0)
        except re.error:
            raise UnknownError from None
        return (found is not None) != negated
    if bare in ("LIKE", "ILIKE", "~~", "~~*"):
        folded = re.I if bare in ("ILIKE", "~~*") else 0
        made = "".join({"%": ".*", "_": "."}.get(char, re.escape(char)) for char in pattern)
        return (re.fullmatch(made, text, folded | re.S) is not None) != negated
    if bare == "GLOB":
        made = "".join({"*": ".*", "?": "."}.get(char, char if char in "[]^-" else re.escape(char)) for char in pattern)
        try:
            return (re.fullmatch(made, text, re.S) is not None) != negated
        except re.error:
            raise UnknownError from None
    raise UnknownError


_NESTED = re.compile(r"[*+}?]\)[*+{]")
"""A repetition of repetitions, which Python may try for ever."""


def _pattern(text: str) -> str:
    """A POSIX pattern in Python's words."""
    for name, chars in _CLASSES.items():
        text = text.replace(f"[:{name}:]", chars)
    return text


_CLASSES = {
    "alnum": "a-zA-Z0-9", "alpha": "a-zA-Z", "digit": "0-9", "lower": "a-z", "upper": "A-Z", "space": r"\s", "xdigit": "0-9a-fA-F",
    "punct": r"!-/:-@\[-`{-~",
}  # fmt: skip


def _called(shape: Call, row: Mapping[str, Value], depth: int) -> Value:
    name = shape.name.rpartition(".")[2]
    if name == "coalesce":
        for one in shape.arguments:
            found = value(one, row, depth + 1)
            if found is not None:
                return found
        return None
    if name == "value" and not shape.arguments and "value" in row:
        return row["value"]
    given = [value(one, row, depth + 1) for one in shape.arguments]
    if name in ("num_nonnulls", "num_nulls"):
        return Decimal(sum((one is not None) == (name == "num_nonnulls") for one in given))
    if name in _MOMENTS and not given:
        return NOW[: _MOMENTS[name]]
    known = _FUNCTIONS.get(name)
    if known is None or not given:
        raise UnknownError
    return None if None in given else known(given)


_MOMENTS = {
    "now": 19, "current_timestamp": 19, "current_date": 10, "localtimestamp": 19, "getdate": 19, "sysdate": 19, "curdate": 10,
    "statement_timestamp": 19, "transaction_timestamp": 19, "clock_timestamp": 19, "sysdatetime": 19, "getutcdate": 19,
}  # fmt: skip


def _text(given: list[Value], at: int = 0) -> str:
    found = given[at] if at < len(given) else None
    if isinstance(found, str):
        return found
    raise UnknownError


def _size(given: list[Value]) -> Value:
    found = given[0]
    if isinstance(found, tuple):
        return Decimal(len(found)) if found else None
    return Decimal(len(found if isinstance(found, bytes) else _text(given)))


def _json_kind(given: list[Value]) -> Value:
    first = _text(given).lstrip()[:1]
    return {"{": "object", "[": "array", '"': "string"}.get(first, "number")


def _is_json(given: list[Value]) -> Value:
    import json

    try:
        json.loads(_text(given))
    except ValueError:
        return False
    return True


_FUNCTIONS: dict[str, Callable[[list[Value]], Value]] = {
    "length": _size,
    "len": _size,
    "char_length": _size,
    "character_length": _size,
    "octet_length": lambda given: Decimal(len(given[0] if isinstance(given[0], bytes) else _text(given).encode())),
    "array_length": _size,
    "cardinality": lambda given: Decimal(len(given[0])) if isinstance(given[0], tuple) else _size(given),
    "lower": lambda given: _text(given).lower(),
    "upper": lambda given: _text(given).upper(),
    "btrim": lambda given: _text(given).strip(_text(given, 1) if len(given) > 1 else " "),
    "trim": lambda given: _text(given).strip(_text(given, 1) if len(given) > 1 else " "),
    "ltrim": lambda given: _text(given).lstrip(_text(given, 1) if len(given) > 1 else " "),
    "rtrim": lambda given: _text(given).rstrip(_text(given, 1) if len(given) > 1 else " "),
    "abs": lambda given: abs(_as_number(given[0])),
    "mod": lambda given: _reckoned("%", given[0], given[1]),
    "jsonb_typeof": _json_kind,
    "json_typeof": _json_kind,
    "json_valid": _is_json,
    "isjson": _is_json,
    "jsonb_array_length": lambda given: Decimal(0) if _text(given).strip() == "[]" else _unknown(),
    "date": lambda given: _text(given)[:10],
}


def _unknown() -> Value:
    raise UnknownError
