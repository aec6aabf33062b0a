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
from schemalint_rules._made_types import domains
from schemalint_rules._once import once

_SEEN_THROUGH = frozenset(
    {"lower", "upper", "trim", "btrim", "ltrim", "rtrim", "ucase", "lcase", "coalesce", "ifnull", "nvl", "isnull"}
)
"""Functions that leave a value what it is, but for its case, the blanks around it and NULL."""


def is_of_column(shape: Shape, name: str) -> bool:
    """Whether a shape is the column itself, however cast, trimmed or turned to one case. In a domain the column is VALUE."""
    for _ in range(20):
        match shape:
            case ColumnRef():
                return not name or shape.name == name
            case Cast():
                shape = shape.operand
            case Call() if shape.arguments and shape.name in _SEEN_THROUGH:
                shape = shape.arguments[0]
            case Call() if not shape.arguments:
                return not name and shape.name == "value"
            case _:
                return False
    return False


def bounds(shape: Shape, name: str, negated: bool = False, depth: int = 0) -> bool:
    """Whether a predicate, or its opposite where `negated`, leaves a column only some values: a list, a chain of equalities, a
    range with both ends, a pattern, a set. What is too deep to tell bounds it, for silence is better than a false alarm. An
    empty `name` is a domain's VALUE."""
    if depth > 50:
        return True
    match shape:
        case InList() | Between():
            return shape.negated == negated and is_of_column(shape.operand, name)
        case Compare(left=test, operator="IS" | "IS NOT", right=Constant(kind="boolean", value=value)):
            return bounds(test, name, negated != ((value == "true") != (shape.operator == "IS")), depth + 1)
        case Compare():
            return _compares(shape, name, negated, depth)
        case Logic(operator="not"):
            return bounds(shape.parts[0], name, not negated, depth + 1)
        case Logic():
            if (shape.operator == "and") != negated:
                if any(bounds(part, name, negated, depth + 1) for part in shape.parts):
                    return True
                ends = {_end(part, name, negated) for part in shape.parts}
                return {"low", "high"} <= ends
            rest = [part for part in shape.parts if not isinstance(part, IsNull)]
            return bool(rest) and all(bounds(part, name, negated, depth + 1) for part in rest)
        case Call():
            return shape.name not in _MEASURES and any(_mentions(part, name, depth + 1) for part in shape.arguments)
        case Unclear():
            text = shape.text.lower()
            return (not name or name.lower() in text) and ("'" in text or " in " in text)
    return False


_MEASURES = frozenset({"length", "char_length", "character_length", "len", "octet_length", "datalength", "lengthb"})
_EQUAL = frozenset({"=", "==", "IS", "<=>", "IS NOT DISTINCT FROM", "= ANY", "= ALL"})
_UNEQUAL = frozenset({"<>", "!=", "^=", "IS NOT", "IS DISTINCT FROM", "<> ALL", "!= ALL"})
_PATTERNS = frozenset({"~", "~*", "SIMILAR TO", "REGEXP", "RLIKE", "<@", "@>"})
_NO_PATTERNS = frozenset({"!~", "!~*", "NOT SIMILAR TO", "NOT REGEXP", "NOT RLIKE"})


def _compares(shape: Compare, name: str, negated: bool, depth: int) -> bool:
    operator = shape.operator
    for side, other in ((shape.left, shape.right), (shape.right, shape.left)):
        if is_of_column(side, name):
            if operator in ("LIKE", "ILIKE", "GLOB"):
                pattern = constant(other)
                return not negated and pattern is not None and not {"%", "*"} & set(pattern.value)
            sets = (_UNEQUAL, _NO_PATTERNS) if negated else (_EQUAL, _PATTERNS)
            return any(operator in one for one in sets) and not _mentions(other, name, depth + 1)
        if isinstance(side, Call) and side.name not in _MEASURES and constant(other) is not None:
            # FIELD(status, 'a', 'b') > 0, DECODE(status, 'a', 1, 0) = 1
            listed = any(isinstance(one, Constant) and one.kind == "string" for one in side.arguments)
            return (listed or operator == "=") and any(_mentions(one, name, depth + 1) for one in side.arguments)
    if operator in ("@>", "<@"):
        return _mentions(shape.left, name, depth + 1) or _mentions(shape.right, name, depth + 1)
    return False


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


def _end(shape: Shape, name: str, negated: bool) -> str:
    if not isinstance(shape, Compare) or shape.operator not in ("<", "<=", ">", ">="):
        return ""
    low = (shape.operator[0] == ">") != negated
    if is_of_column(shape.left, name):
        return "low" if low else "high"
    if is_of_column(shape.right, name):
        return "high" if low else "low"
    return ""


def is_bounded(table: Table, column: Column, catalog: Catalog) -> bool:
    """Whether the checks of a column and of its domain, taken together, leave it only some values."""
    by_name: dict[str, list[Shape]] = {}
    for check, name in checks_of(table, column, catalog):
        by_name.setdefault(name, []).append(check.expression.shape)
    return any(bounds(Logic("and", tuple(shapes)), name) for name, shapes in by_name.items())


def compared_values(shape: Shape, name: str) -> list[str]:
    """The literals that a predicate holds a column against, in order: `status = 'a'`, `status <> 'b'`, `status IN ('c')`."""
    found: dict[str, None] = {}
    left = [shape]
    for _ in range(1000):
        if not left:
            break
        one = left.pop()
        if isinstance(one, InList) and is_of_column(one.operand, name):
            held: tuple[Shape, ...] = one.values
        elif isinstance(one, Compare) and one.operator in _EQUAL | _UNEQUAL and is_of_column(one.left, name):
            held = (one.right,)
        elif isinstance(one, Compare) and one.operator in _EQUAL | _UNEQUAL and is_of_column(one.right, name):
            held = (one.left,)
        else:
            left.extend(reversed(parts_of(one)))
            continue
        for value in map(constant, held):
            if value is not None and value.kind in ("string", "number") and value.value.strip():
                found[value.value] = None
    return list(found)


def checks_of(table: Table, column: Column, catalog: Catalog) -> Iterator[tuple[Check, str]]:
    """The checks about a column and the name it has in them: the table's own, then those of its domain (there it has none)."""
    for check in table.checks:
        if column.name in check.expression.columns or check.column == column.name or not check.expression.columns:
            yield check, column.name
    for domain in domains(column.type, catalog):
        for check in domain.checks:
            yield check, ""


def constant(shape: Shape | None) -> Constant | None:
    """The literal below casts; None for anything else."""
    for _ in range(10):
        if isinstance(shape, Cast):
            shape = shape.operand
        else:
            break
    return shape if isinstance(shape, Constant) else None


@once
def written_values(replay: Replay) -> Mapping[tuple[Ref, str], list[str]]:
    """The literals that statements write into each column, once each, in order of appearance."""
    found: dict[tuple[Ref, str], dict[str, None]] = {}
    for step in replay.steps:
        change = step.change
        if not isinstance(change, WriteRows) or not change.rows or len(change.tables) != 1:
            continue
        name = change.tables[0]
        ref = step.after.resolve(name)
        table = step.after.table(ref)
        columns = [column.value for column in change.columns] or (
            [column.name for column in table.columns] if table else []
        )
        for row in change.rows:
            for column, value in zip(columns, row, strict=False):
                if value is not None and value.upper() != "NULL":
                    found.setdefault((ref, column), {})[value] = None
    return {key: list(values) for key, values in found.items()}


_QUOTED = Lazy(r"(?<!\w)['\"“”‘’`]([^'\"“”‘’`]{1,40})['\"“”‘’`](?!\w)")
_NUMBERED = Lazy(r"(?<![\w.])(\d{1,4})\s*(?:->|=>|=|:|：|-(?!\d)|–|—|、|\)|）)\s*[^\s\d,;]")
_BEHIND = Lazy(r"(?<=\w)\s?[(（](\d{1,4})[)）]")
_LIST = Lazy(
    r"(?:^|[:：(（=]|one of|either|values?)\s*([A-Za-z_][\w-]*(?:\s*(?:,|\||/|\bor\b|;)\s*(?:or\s+)?[A-Za-z_][\w-]*){1,30})\s*[.)）]?\s*$",
    re.I,
)
_EXAMPLES = Lazy(r"\be\.?g\.|\bfor (?:example|instance)\b|\bsuch as\b|\betc\b|\bfree[ -]text\b|\.\.\.|…", re.I)
_REMARKS = frozenset(
    {"unique", "required", "optional", "nullable", "indexed", "deprecated", "unused", "internal", "lowercase", "uppercase",
     "trimmed", "encrypted", "hashed", "immutable", "generated", "legacy", "mandatory", "readonly"}
)  # fmt: skip
"""Words of a comment that say what a column is, not what it holds."""


def told_values(text: str) -> list[str]:
    """The values that a comment lists: `'a', 'b'`, `a | b | c`, `status: a, b`, `0: no, 1: yes`, `no(0), yes(1)`. Empty where it
    lists none, or only some of them."""
    if _EXAMPLES.search(text):
        return []
    for pattern in (_QUOTED, _NUMBERED, _BEHIND):
        found = list(dict.fromkeys(pattern.findall(text)))
        if len(found) >= 2:
            return found
    listed = _LIST.search(text)
    if not listed:
        return []
    words = [word for word in re.split(r"\s*(?:,|\||/|;|\bor\b)\s*", listed[1]) if word]
    if len(words) < 2 or any(len(word) > 30 or word.lower() in _REMARKS for word in words):
        return []
    return list(dict.fromkeys(words))


def merged(*lists: Iterable[str]) -> list[str]:
    """All values, each once, in order."""
    return list(dict.fromkeys(value for values in lists for value in values))
