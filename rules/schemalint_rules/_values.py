"""Which values a column may hold, and which it is seen to hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from schemalint import (
    Between,
    Call,
    Cast,
    Catalog,
    Check,
    Column,
    ColumnRef,
    Compare,
    Constant,
    InList,
    IsNull,
    Lazy,
    Logic,
    Ref,
    Replay,
    Shape,
    Table,
    Unclear,
    WriteRows,
)


def is_of_column(shape: Shape, name: str) -> bool:
    """Whether a shape is the column itself, however cast, trimmed or turned to one case. In a domain the column is VALUE."""
    for _ in range(20):
        match shape:
            case ColumnRef():
                return not name or shape.name == name
            case Cast():
                shape = shape.operand
            case Call() if shape.arguments and shape.name in (
                "lower",
                "upper",
                "trim",
                "btrim",
                "ucase",
                "lcase",
                "rtrim",
            ):
                shape = shape.arguments[0]
            case Call() if not shape.arguments:
                return not name and shape.name == "value"
            case _:
                return False
    return False


def bounds(shape: Shape, name: str, depth: int = 0) -> bool:
    """Whether a predicate leaves a column only some values: a list, a chain of equalities, a range with both ends, a pattern.
    What is too deep to tell bounds it, for silence is better than a false alarm. An empty `name` is a domain's VALUE."""
    if depth > 50:
        return True
    match shape:
        case InList():
            return not shape.negated and is_of_column(shape.operand, name)
        case Between():
            return not shape.negated and is_of_column(shape.operand, name)
        case Compare():
            if shape.operator in ("=", "==", "~", "~*", "SIMILAR TO", "REGEXP", "RLIKE", "IS NOT DISTINCT FROM"):
                return is_of_column(shape.left, name) or is_of_column(shape.right, name)
            return False
        case Logic(operator="and"):
            if any(bounds(part, name, depth + 1) for part in shape.parts):
                return True
            ends = [_end(part, name) for part in shape.parts]
            return "low" in ends and "high" in ends
        case Logic(operator="or"):
            rest = [part for part in shape.parts if not isinstance(part, IsNull)]
            return bool(rest) and all(bounds(part, name, depth + 1) for part in rest)
        case Call():
            return any(_mentions(part, name, depth + 1) for part in shape.arguments) and shape.name not in _MEASURES
        case Unclear():
            text = shape.text.lower()
            return (not name or name.lower() in text) and ("'" in text or " in " in text)
    return False


_MEASURES = frozenset({"length", "char_length", "character_length", "len", "octet_length", "datalength"})


def _mentions(shape: Shape, name: str, depth: int) -> bool:
    if depth > 50 or isinstance(shape, Unclear):
        return True
    if is_of_column(shape, name):
        return True
    return any(_mentions(part, name, depth + 1) for part in parts_of(shape))


def parts_of(shape: Shape) -> tuple[Shape, ...]:
    """The shapes directly inside a shape."""
    match shape:
        case Cast() | IsNull():
            return (shape.operand,)
        case Compare():
            return shape.left, shape.right
        case InList():
            return shape.operand, *shape.values
        case Between():
            return shape.operand, shape.low, shape.high
        case Logic():
            return shape.parts
        case Call():
            return shape.arguments
    return ()


def _end(shape: Shape, name: str) -> str:
    if not isinstance(shape, Compare) or shape.operator not in ("<", "<=", ">", ">="):
        return ""
    if is_of_column(shape.left, name):
        return "low" if shape.operator[0] == ">" else "high"
    if is_of_column(shape.right, name):
        return "high" if shape.operator[0] == ">" else "low"
    return ""


def checks_of(table: Table, column: Column, catalog: Catalog) -> Iterator[tuple[Check, str]]:
    """The checks about a column and the name it has in them: the table's own, then those of its domain (there it has none)."""
    for check in table.checks:
        if column.name in check.expression.columns or check.column == column.name or not check.expression.columns:
            yield check, column.name
    type_ = column.type
    for _ in range(10):
        if type_ is None or type_.family != "user":
            return
        domain = catalog.domains.get(Ref(type_.schema or catalog.default_schema, type_.name.rpartition(".")[2]))
        if domain is None:
            return
        for check in domain.checks:
            yield check, ""
        type_ = domain.type


def constant(shape: Shape | None) -> Constant | None:
    """The literal below casts; None for anything else."""
    for _ in range(10):
        if isinstance(shape, Cast):
            shape = shape.operand
        else:
            break
    return shape if isinstance(shape, Constant) else None


def written_values(replay: Replay) -> Mapping[tuple[Ref, str], list[str]]:
    """The literals that statements write into each column, once each, in order of appearance."""
    found: dict[tuple[Ref, str], dict[str, None]] = {}
    for step in replay.steps:
        change = step.change
        if not isinstance(change, WriteRows) or not change.rows or len(change.tables) != 1:
            continue
        name = change.tables[0]
        ref = Ref(name.schema.value if name.schema else step.after.default_schema, name.value)
        table = step.after.table(ref)
        columns = [column.value for column in change.columns] or (
            [column.name for column in table.columns] if table else []
        )
        for row in change.rows:
            for column, value in zip(columns, row, strict=False):
                if value is not None and value.upper() != "NULL":
                    found.setdefault((ref, column), {})[value] = None
    return {key: list(values) for key, values in found.items()}


_QUOTED = Lazy(r"['\"“”‘’`]([^'\"“”‘’`]{1,40})['\"“”‘’`]")
_NUMBERED = Lazy(r"(?<![\w.])(\d{1,4})\s*(?:->|=>|=|:|：|-(?!\d)|–|—|、|\)|）)\s*[^\s\d,;]")
_LIST = Lazy(
    r"(?:^|[:：(（=]|one of|either|values?)\s*([A-Za-z_][\w-]*(?:\s*(?:,|\||/|\bor\b|;)\s*(?:or\s+)?[A-Za-z_][\w-]*){1,30})\s*[.)）]?\s*$",
    re.I,
)


def told_values(text: str) -> list[str]:
    """The values that a comment lists: `'a', 'b'`, `a | b | c`, `status: a, b`, `0: no, 1: yes`. Empty where it lists none."""
    quoted = list(dict.fromkeys(_QUOTED.findall(text)))
    if len(quoted) >= 2:
        return quoted
    numbered = list(dict.fromkeys(_NUMBERED.findall(text)))
    if len(numbered) >= 2:
        return numbered
    listed = _LIST.search(text)
    if not listed:
        return []
    words = [word for word in re.split(r"\s*(?:,|\||/|;|\bor\b)\s*", listed[1]) if word]
    return list(dict.fromkeys(words)) if len(words) >= 2 and all(len(word) <= 30 for word in words) else []


def merged(*lists: Iterable[str]) -> list[str]:
    """All values, each once, in order."""
    return list(dict.fromkeys(value for values in lists for value in values))
