"""The names that servers give to what a statement leaves unnamed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from schemalint.model.expression import Call, Cast, Expression, Shape
from schemalint.model.schema import KeyPart

POSTGRES_BYTES = 63
"""The longest name that PostgreSQL keeps."""


def object_name(first: str, second: str, label: str) -> str:
    """PostgreSQL's `first_second_label`; the two leading parts are cut, the longer one first, until the whole fits in 63 bytes.

    `second` and `label` may be empty and are then left out with their underscore.
    """
    name = f"{first}_{second}" if second else first
    if label:
        name = f"{name}_{label}"
    if len(name) <= POSTGRES_BYTES and (name.isascii() or len(name.encode()) <= POSTGRES_BYTES):
        return name
    room = POSTGRES_BYTES - (len(label.encode()) + 1 if label else 0) - (1 if second else 0)
    head, tail = first.encode(), second.encode()
    first_size, second_size = len(head), len(tail)
    while first_size + second_size > room:
        if first_size > second_size:
            first_size -= 1
        else:
            second_size -= 1
    parts = [head[:first_size].decode(errors="ignore")]
    if second:
        parts.append(tail[:second_size].decode(errors="ignore"))
    if label:
        parts.append(label)
    return "_".join(parts)


def free_name(first: str, second: str, label: str, taken: Callable[[str], bool]) -> str:
    """The first of `a_b_label`, `a_b_label1`, `a_b_label2` … that is not taken (PostgreSQL)."""
    name = object_name(first, second, label)
    number = 0
    while taken(name):
        number += 1
        name = object_name(first, second, f"{label}{number}")
    return name


def joined(columns: Iterable[str]) -> str:
    """The middle part of a PostgreSQL index or key name: the columns joined until 63 bytes are used up."""
    whole = ""
    for column in columns:
        whole = f"{whole}_{column}" if whole else column
        if len(whole) > POSTGRES_BYTES:
            break
    return whole


def index_columns(parts: Iterable[KeyPart], include: Iterable[str] = ()) -> list[str]:
    """The words PostgreSQL makes an index name from; a repeated word gets a number: `lower`, `lower1`."""
    words: list[str] = []
    for part in parts:
        word = part.column or expression_word(part.expression) or "expr"
        words.append(_distinct(word, words))
    for column in include:
        words.append(_distinct(column, words))
    return words


def _distinct(word: str, used: list[str]) -> str:
    name = word
    number = 0
    while name in used:
        number += 1
        name = f"{word}{number}"
    return name


def expression_word(expression: Expression | None) -> str:
    """What PostgreSQL calls the column of an expression: the function's or the type's name, or nothing."""
    if expression is None:
        return ""
    word, _ = _figure(expression.shape)
    return word


def _figure(shape: Shape) -> tuple[str, int]:
    if isinstance(shape, Call):
        return shape.name.rpartition(".")[2], 2
    if isinstance(shape, Cast):
        word, strength = _figure(shape.operand)
        if strength < 2:
            return _CAST_WORDS.get(shape.type, shape.type.partition("(")[0].rpartition(".")[2]), 1
        return word, strength
    name = getattr(shape, "name", None)
    return (name, 2) if isinstance(name, str) else ("", 0)


_CAST_WORDS = {
    "integer": "int4",
    "bigint": "int8",
    "smallint": "int2",
    "boolean": "bool",
    "double precision": "float8",
    "real": "float4",
    "character varying": "varchar",
    "character": "bpchar",
    "timestamp without time zone": "timestamp",
    "timestamp with time zone": "timestamptz",
    "time without time zone": "time",
    "time with time zone": "timetz",
}
"""The catalogue's own names of types that canonical spelling writes in words."""


def numbered(prefix: str, names: Iterable[str]) -> str:
    """`prefix<n>`, one past the highest number in use: MySQL's `orders_ibfk_1`, `orders_chk_1`."""
    highest = 0
    size = len(prefix)
    for name in names:
        if name.startswith(prefix) and name[size:].isdigit():
            highest = max(highest, int(name[size:]))
    return f"{prefix}{highest + 1}"


def first_free(prefix: str, names: Iterable[str]) -> str:
    """`prefix<n>` with the lowest number not in use: MariaDB's `CONSTRAINT_1`."""
    used = set(names)
    number = 1
    while f"{prefix}{number}" in used:
        number += 1
    return f"{prefix}{number}"


def mysql_index_name(first: str, names: Iterable[str]) -> str:
    """MySQL's name of an unnamed index: its first column, or `functional_index`; `_2`, `_3` … when it is in use."""
    base = first or "functional_index"
    used = {name.lower() for name in names}
    used.add("primary")
    name = base
    number = 2
    while name.lower() in used:
        name = f"{base}_{number}"
        number += 1
    return name


def sqlserver_name(kind: str, table: str, columns: Iterable[str]) -> str:
    """The part of SQL Server's random name that is certain: `PK__orders__`, `FK__orders__user_id__`."""
    if kind in ("PK", "UQ"):
        return f"{kind}__{table[:8]}__"
    column = "".join(columns)
    return f"{kind}__{table[:9]}__{column[:5]}__" if column else f"{kind}__{table[:9]}__"
