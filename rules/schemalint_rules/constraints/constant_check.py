from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Between,
    Call,
    Catalog,
    Check,
    ColumnRef,
    Compare,
    Constant,
    Diagnostic,
    Good,
    IsNull,
    Logic,
    Shape,
    Subject,
    Table,
    TableRule,
)
from schemalint_rules._tables import own_checks
from schemalint_rules._values import constant

NEVER_NEGATIVE = frozenset(
    {"length", "char_length", "character_length", "octet_length", "len", "datalength", "abs", "cardinality"}
)


class ConstantCheck(TableRule):
    """A CHECK should refuse something.

    ## What it does
    Reports a CHECK that every row passes: a comparison of constants, `a IS NULL OR a IS NOT NULL`, a column compared with
    itself, IS NOT NULL of a column that is NOT NULL, an unsigned number or a length that must not be negative.

    ## Why is this bad
    It reads like a rule and is none: what it was meant to keep out comes in.

    ## Fix
    Say what was meant, or drop it. Not done by itself.

    ## References
    - PostgreSQL 17 manual, 5.5.1 Check Constraints; MySQL 8.4 manual, 15.1.20.6 CHECK Constraints
    """

    name = "constant-check"
    severity = "warning"
    only_with = ("check",)
    good = (
        Good("CREATE TABLE item (id int PRIMARY KEY, n int CHECK (n > 0), code text CHECK (length(code) > 0));"),
        Good("CREATE TABLE item (id int PRIMARY KEY, n int CHECK (n IS NOT NULL));"),
    )
    bad = (
        Bad("CREATE TABLE item (id int PRIMARY KEY, n int CHECK (n = n OR 1 = 1));", at="n = n OR 1 = 1"),
        Bad("CREATE TABLE item (id int PRIMARY KEY, n int CHECK (n IS NULL OR n IS NOT NULL));", at="n IS NULL OR n IS NOT NULL"),
        Bad("CREATE TABLE item (id int PRIMARY KEY, n int unsigned, CHECK (n >= 0));", at="n >= 0", dialect="mysql"),
    )  # fmt: skip

    def check(self, table: Table, catalog: Catalog) -> Iterator[Diagnostic]:
        for check in own_checks(table):
            if _always(check.expression.shape, table, 0):
                yield self._empty(table, check)

    def _empty(self, table: Table, check: Check) -> Diagnostic:
        span = check.expression.span
        return self.found(
            span if span.path else check.span,
            f"CHECK ({check.expression.text}) of {table.ref.text} is true for every row: it keeps nothing out.",
            subject=Subject("constraint", table.schema or None, table.name, check.name, check.expression.columns),
            repair="say what was meant, or drop it",
        )


def _always(shape: Shape, table: Table, depth: int) -> bool:
    """Whether no row can fail it; what cannot be told may fail."""
    if depth > 50:
        return False
    match shape:
        case Constant():
            return shape.kind == "boolean" and shape.value.lower() in ("true", "t", "1")
        case Logic(operator="or"):
            if any(_always(part, table, depth + 1) for part in shape.parts):
                return True
            asked = [(part.operand, part.negated) for part in shape.parts if isinstance(part, IsNull)]
            return any((operand, not negated) in asked for operand, negated in asked)
        case Logic(operator="and"):
            return all(_always(part, table, depth + 1) for part in shape.parts)
        case IsNull():
            column = table.column(shape.operand.name) if isinstance(shape.operand, ColumnRef) else None
            return shape.negated and column is not None and not column.nullable and not column.unknown
        case Compare():
            return _compares_nothing(shape, table)
        case Between():
            low, high = constant(shape.low), constant(shape.high)
            return (
                False
                if low is None or high is None
                else _same(shape.operand, shape.low) and _same(shape.operand, shape.high)
            )
    return False


def _compares_nothing(shape: Compare, table: Table) -> bool:
    left, right = constant(shape.left), constant(shape.right)
    if left is not None and right is not None:
        if "null" in (left.kind, right.kind) or left.kind != right.kind:
            return False
        if left.value == right.value:
            return shape.operator in ("=", "==", "<=", ">=", "IS NOT DISTINCT FROM")
        return left.kind == "number" and _holds(left.value, shape.operator, right.value)
    if isinstance(shape.left, ColumnRef) and shape.left == shape.right:
        return shape.operator in ("=", "==", "<=", ">=", "IS NOT DISTINCT FROM")
    if shape.operator == ">=" and right is not None and right.value == "0":
        return _never_negative(shape.left, table)
    if shape.operator == "<=" and left is not None and left.value == "0":
        return _never_negative(shape.right, table)
    return False


def _never_negative(shape: Shape, table: Table) -> bool:
    if isinstance(shape, Call):
        return shape.name.lower() in NEVER_NEGATIVE
    column = table.column(shape.name) if isinstance(shape, ColumnRef) else None
    return column is not None and column.type is not None and "unsigned" in column.type.modifiers


def _same(one: Shape, other: Shape) -> bool:
    first, second = constant(one), constant(other)
    return first is not None and second is not None and first == second


def _holds(left: str, operator: str, right: str) -> bool:
    try:
        one, two = float(left), float(right)
    except ValueError:
        return False
    return {"<>": one != two, "!=": one != two, "<": one < two, "<=": one <= two, ">": one > two, ">=": one >= two}.get(
        operator, False
    )
