"""The values that predicates leave a column: never fewer than there are, so that nothing left means that nothing fits."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from math import ceil, floor
from typing import Literal

from schemalint import (
    Between,
    Call,
    Cast,
    Column,
    ColumnRef,
    Compare,
    Constant,
    Dialect,
    InList,
    IsNull,
    Logic,
    Shape,
    Type,
    TypeFamily,
)
from schemalint.model.record import NamedTuple
from schemalint_rules._partitions import point

Kind = Literal["numbers", "texts"]
"""How the values are told apart: by order, or only whether they are equal."""


class Interval(NamedTuple):
    """Numbers, or days as numbers, between two ends; None where there is no end."""

    low: Decimal | None = None
    high: Decimal | None = None
    low_open: bool = False
    high_open: bool = False


class Texts(NamedTuple):
    """Some texts, or all but some."""

    only: bool
    values: frozenset[str]


Values = tuple[Interval, ...] | Texts


class Allowed(NamedTuple):
    """What a column may hold."""

    null: bool
    values: Values


EVERYTHING: dict[Kind, Values] = {"numbers": (Interval(),), "texts": Texts(False, frozenset())}
NOTHING: dict[Kind, Values] = {"numbers": (), "texts": Texts(True, frozenset())}
MANY = 64
"""Beyond so many pieces nothing is claimed."""


class Holder(NamedTuple):
    """A column as its predicates see it."""

    name: str
    """Empty for the VALUE of a domain."""
    family: TypeFamily
    kind: Kind
    dialect: Dialect
    nulls: bool = True
    """False to leave IS NULL out of account: what is left when a value is wanted."""


def kind_of(family: TypeFamily, dialect: Dialect) -> Kind | None:
    """How values of a type are compared; None where nothing is known of them."""
    if family in ("integer", "decimal", "float", "money", "date", "timestamp", "timestamptz"):
        return "numbers"
    if family == "boolean":
        return "texts" if dialect == "postgres" else "numbers"
    return "texts" if family in ("char", "varchar", "text", "enum") else None


def allowed(shape: Shape, holder: Holder, *, true: bool = True, depth: int = 0) -> Allowed:
    """What the column holds where the predicate is not false, or where it is not true: a CHECK passes what is unknown."""
    anything = Allowed(True, EVERYTHING[holder.kind])
    if depth > 50:
        return anything
    match shape:
        case Logic(operator="not"):
            return allowed(shape.parts[0], holder, true=not true, depth=depth + 1)
        case Logic():
            parts = [allowed(part, holder, true=true, depth=depth + 1) for part in shape.parts]
            return both(parts) if (shape.operator == "and") == true else either(parts, holder.kind)
        case IsNull() if _is_column(shape.operand, holder):
            if shape.negated != true:
                return Allowed(True, NOTHING[holder.kind]) if holder.nulls else anything
            return Allowed(False, EVERYTHING[holder.kind])
        case InList() if _is_column(shape.operand, holder):
            return _listed(shape, holder, true=true)
        case Between() if _is_column(shape.operand, holder):
            ends = (Compare(shape.operand, ">=", shape.low), Compare(shape.operand, "<=", shape.high))
            inner = Logic("and", ends)
            return allowed(Logic("not", (inner,)) if shape.negated else inner, holder, true=true, depth=depth + 1)
        case Compare():
            return _compared(shape, holder, true=true)
        case ColumnRef() if holder.family == "boolean" and holder.kind == "texts" and _is_column(shape, holder):
            return Allowed(True, Texts(True, frozenset(("true" if true else "false",))))
    return anything


TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
OPPOSITE = {"=": "<>", "==": "<>", "<>": "=", "!=": "=", "<": ">=", ">": "<=", "<=": ">", ">=": "<"}


def _compared(shape: Compare, holder: Holder, *, true: bool) -> Allowed:
    anything = Allowed(True, EVERYTHING[holder.kind])
    operator = shape.operator
    if _is_column(shape.left, holder):
        value = _value(shape.right, holder)
    elif _is_column(shape.right, holder):
        value, operator = _value(shape.left, holder), TURNED.get(operator, operator)
    else:
        return anything
    if value is None or operator not in OPPOSITE:
        return anything
    if not true:
        operator = OPPOSITE[operator]
    if isinstance(value, str):
        if operator in ("=", "=="):
            return Allowed(True, Texts(True, frozenset((value,))))
        return Allowed(True, Texts(False, frozenset((value,)))) if operator in ("<>", "!=") else anything
    pieces: dict[str, tuple[Interval, ...]] = {
        "=": (Interval(value, value),),
        "<": (Interval(None, value, high_open=True),),
        "<=": (Interval(None, value),),
        ">": (Interval(value, None, low_open=True),),
        ">=": (Interval(value, None),),
        "<>": (Interval(None, value, high_open=True), Interval(value, None, low_open=True)),
    }
    return Allowed(True, pieces[{"==": "=", "!=": "<>"}.get(operator, operator)])


def _listed(shape: InList, holder: Holder, *, true: bool) -> Allowed:
    """Of a list the known values; where one is NULL or unknown, a value that is not found may still pass."""
    found = [_value(one, holder) for one in shape.values]
    known = [Allowed(True, _just(value)) for value in found if value is not None]
    if shape.negated != true:
        return either(known, holder.kind) if len(known) == len(found) else Allowed(True, EVERYTHING[holder.kind])
    return both(
        [Allowed(True, EVERYTHING[holder.kind]), *(Allowed(True, _but(value)) for value in found if value is not None)]
    )


def _just(value: Decimal | str) -> Values:
    return Texts(True, frozenset((value,))) if isinstance(value, str) else (Interval(value, value),)


def _but(value: Decimal | str) -> Values:
    if isinstance(value, str):
        return Texts(False, frozenset((value,)))
    return Interval(None, value, high_open=True), Interval(value, None, low_open=True)


TEXT_TYPES = frozenset({"text", "character varying", "varchar"})


def _is_column(shape: Shape, holder: Holder) -> bool:
    """Whether the shape is the column itself; of casts only those that change no value."""
    if isinstance(shape, Cast):
        if holder.kind == "texts" and shape.type in TEXT_TYPES and holder.family != "boolean":
            return _is_column(shape.operand, holder)
        wider = shape.type in ("numeric", "decimal") and holder.family in ("integer", "decimal")
        return wider and _is_column(shape.operand, holder)
    if isinstance(shape, ColumnRef):
        return shape.name.lower() == "value" if not holder.name else shape.name == holder.name
    return not holder.name and isinstance(shape, Call) and shape.name == "value" and not shape.arguments


def _value(shape: Shape, holder: Holder) -> Decimal | str | None:
    """The literal as a value of the column's kind; None where it is NULL, or cannot be told."""
    cast = ""
    for _ in range(5):
        if not isinstance(shape, Cast):
            break
        cast, shape = shape.type, shape.operand
    if not isinstance(shape, Constant) or shape.kind == "null" or "(" in cast:
        return None
    if holder.kind == "texts":
        if holder.family == "boolean":
            word = shape.value.lower()
            return word if word in ("true", "false") else None
        empty_is_null = holder.dialect == "oracle" and not shape.value
        return shape.value if shape.kind == "string" and not empty_is_null else None
    if holder.family in ("date", "timestamp", "timestamptz"):
        found = point(f"'{shape.value}'", holder.family) if shape.kind == "string" else None
        whole = len(shape.value) == 10 or (cast != "date" and holder.family != "date")
        return found[1] if found is not None and whole else None
    if shape.kind == "boolean":
        return Decimal(shape.value == "true")
    try:
        number = Decimal(shape.value)
    except InvalidOperation:
        return None
    fits = not cast or cast in ("numeric", "decimal") or number == number.to_integral_value()
    return number if number.is_finite() and fits else None


def both(parts: Iterable[Allowed]) -> Allowed:
    """What all of them leave."""
    found: Allowed | None = None
    for part in parts:
        found = part if found is None else Allowed(found.null and part.null, _meet(found.values, part.values))
    assert found is not None
    return found


def either(parts: list[Allowed], kind: Kind) -> Allowed:
    """What one of them leaves."""
    found = Allowed(False, NOTHING[kind])
    for part in parts:
        found = Allowed(found.null or part.null, _join(found.values, part.values))
    return found


def _meet(one: Values, other: Values) -> Values:
    if isinstance(one, Texts) and isinstance(other, Texts):
        if one.only and other.only:
            # A collation may take letters of either case, and blanks at the end, for the same.
            held = {_folded(value) for value in other.values}
            return Texts(True, frozenset(value for value in one.values if _folded(value) in held))
        if one.only or other.only:
            some, rest = (one, other) if one.only else (other, one)
            return Texts(True, some.values - rest.values)
        return Texts(False, one.values | other.values)
    assert not isinstance(one, Texts) and not isinstance(other, Texts)
    pieces = [piece for a in one for b in other if (piece := _cut(a, b)) is not None]
    return tuple(pieces) if len(pieces) <= MANY else one


def _join(one: Values, other: Values) -> Values:
    if isinstance(one, Texts) and isinstance(other, Texts):
        if one.only and other.only:
            return Texts(True, one.values | other.values)
        if one.only or other.only:
            some, rest = (one, other) if one.only else (other, one)
            return Texts(False, rest.values - some.values)
        return Texts(False, one.values & other.values)
    assert not isinstance(one, Texts) and not isinstance(other, Texts)
    return (*one, *other) if len(one) + len(other) <= MANY else (Interval(),)


def _folded(text: str) -> str:
    return text.rstrip(" ").casefold()


def _cut(one: Interval, other: Interval) -> Interval | None:
    """The numbers in both; None where there are none."""
    low, low_open = one.low, one.low_open
    if other.low is not None and (low is None or other.low > low or (other.low == low and other.low_open)):
        low, low_open = other.low, other.low_open
    high, high_open = one.high, one.high_open
    if other.high is not None and (high is None or other.high < high or (other.high == high and other.high_open)):
        high, high_open = other.high, other.high_open
    if low is not None and high is not None and (low > high or (low == high and (low_open or high_open))):
        return None
    return Interval(low, high, low_open, high_open)


def is_nothing(values: Values, column: Column, family: TypeFamily, dialect: Dialect) -> bool:
    """Whether no value is left that the column's type can hold."""
    if isinstance(values, Texts):
        longest = column.type.length if column.type is not None and family in ("char", "varchar") else None
        if dialect == "sqlite":
            longest = None
        return values.only and all(longest is not None and len(text.rstrip(" ")) > longest for text in values.values)
    if family == "float":
        return False  # what is stored is only near to what was written
    whole = family == "integer" and dialect != "sqlite"
    return all(whole and _has_no_integer(piece) for piece in values)


def _has_no_integer(piece: Interval) -> bool:
    if piece.low is None or piece.high is None:
        return False
    first, last = ceil(piece.low), floor(piece.high)
    first += piece.low_open and first == piece.low
    last -= piece.high_open and last == piece.high
    return first > last


BITS = {"tinyint": 8, "smallint": 16, "mediumint": 24, "integer": 32, "int": 32, "bigint": 64}


def of_type(type_: Type, labels: tuple[str, ...], kind: Kind, dialect: Dialect) -> Values:
    """The values of a type: of an enum its labels, of integers and decimals what their size holds."""
    if kind == "texts":
        if type_.family == "boolean":
            return Texts(True, frozenset(("true", "false")))
        return Texts(True, frozenset(labels)) if labels else EVERYTHING[kind]
    if dialect in ("sqlite", "oracle", "standard"):
        return EVERYTHING[kind]
    if type_.family == "integer" and type_.name in BITS:
        bits = BITS[type_.name]
        if "unsigned" in type_.modifiers or (dialect == "tsql" and bits == 8):
            return (Interval(Decimal(0), Decimal(2**bits - 1)),)
        return (Interval(Decimal(-(2 ** (bits - 1))), Decimal(2 ** (bits - 1) - 1)),)
    if type_.family == "decimal" and 1 <= len(type_.arguments) <= 2 and all(one.isdigit() for one in type_.arguments):
        digits = int(type_.arguments[0]) - int(type_.arguments[1] if len(type_.arguments) == 2 else 0)
        if 0 <= digits <= 100:
            end = Decimal(10**digits)
            return (Interval(-end, end, True, True),)
    return EVERYTHING[kind]
