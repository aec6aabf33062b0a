from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from schemalint import (
    Bad,
    Between,
    Call,
    Cast,
    Catalog,
    Column,
    ColumnRef,
    Compare,
    Constant,
    Diagnostic,
    Good,
    InList,
    IsNull,
    Logic,
    Related,
    Shape,
    Table,
    TableRule,
)
from schemalint_rules._made_types import labels
from schemalint_rules._proposals import about, drop_default, literal
from schemalint_rules._tables import own_columns
from schemalint_rules._values import checks_of, constant, is_of_column

CASELESS = frozenset({"mysql", "mariadb", "tsql"})
"""Servers whose usual collations compare without case and without blanks at the end."""


class CheckContradictsDefault(TableRule):
    """A default should satisfy the column's own checks.

    ## What it does
    Works out each CHECK of a column, and of its domain, for its literal default, and looks the default up among the labels of
    its enum. Reports a default that certainly fails. Anything that depends on other columns, functions or patterns counts as
    unknown, and unknown is no finding; neither is a default of NULL, which passes every CHECK.

    ## Why is this bad
    Every INSERT that leaves the column out is refused; PostgreSQL and MySQL refuse the table itself where an enum lacks the
    default.

    ## Fix
    Either the default or the list is wrong, and only the domain tells which.

    ## References
    - PostgreSQL 17 manual, 5.2 Default Values; 5.5.1 Check Constraints
    - MySQL 8.4 manual, 13.3.6 The ENUM Type; error 1067
    """

    name = "check-contradicts-default"
    severity = "error"
    only_with = ("check", "enum")
    good = (
        Good("CREATE TABLE o (id int PRIMARY KEY, status text DEFAULT 'new' CHECK (status IN ('new', 'paid')));"),
        Good("CREATE TABLE o (id int PRIMARY KEY, n int DEFAULT NULL CHECK (n > 0));"),
        Good("CREATE TABLE o (id int PRIMARY KEY, status ENUM('New', 'paid') DEFAULT 'new');", dialect="mysql"),
    )
    bad = (
        Bad("CREATE TABLE price (id int PRIMARY KEY, amount int CONSTRAINT df_amount DEFAULT (0), CHECK (amount > 0));",
            at="DEFAULT (0)", dialect="tsql", message="DROP CONSTRAINT df_amount"),
        Bad("CREATE TABLE o (id int PRIMARY KEY, status text DEFAULT 'open' CHECK (status IN ('new', 'paid')));",
            at="DEFAULT 'open'"),
        Bad("CREATE TABLE o (id int PRIMARY KEY, n int DEFAULT 0, CHECK (n > 0 AND n < 100));", at="DEFAULT 0"),
        Bad("CREATE TABLE o (id int PRIMARY KEY, status s DEFAULT 'open');", given="CREATE TYPE s AS ENUM ('new', 'paid');",
            at="DEFAULT 'open'", message="'new', 'paid'"),
        Bad("CREATE TABLE o (id int PRIMARY KEY, status ENUM('new', 'paid') DEFAULT 'open');", at="DEFAULT 'open'",
            dialect="mysql"),
    )  # fmt: skip

    def check(self, table: Table, catalog: Catalog) -> Iterator[Diagnostic]:
        for column in own_columns(table):
            value = constant(column.default.shape) if column.default else None
            if value is not None and column.type is not None and column.type.family == "char":
                continue  # padded: what is compared depends on the server
            if value is None or value.kind == "null" or column.unknown or (column.type and column.type.dimensions):
                continue
            allowed = labels(column.type, catalog)
            if allowed and value.kind == "string" and not _among(value.value, allowed, catalog):
                yield self._contradicts(
                    table, column, value, f"the enum allows {', '.join(map(literal, allowed))}", catalog
                )
                continue
            for check, name in checks_of(table, column, catalog):
                if not check.enforced or _truth(check.expression.shape, name, value, catalog) is not False:
                    continue
                found = self._contradicts(table, column, value, f"CHECK ({check.expression.text}) refuses it", catalog)
                related = (Related(check.expression.span, "this check"),) if check.expression.span.path else ()
                yield found._replace(related=related)
                break

    def _contradicts(self, table: Table, column: Column, value: Constant, why: str, catalog: Catalog) -> Diagnostic:
        shown = literal(value.value) if value.kind == "string" else value.value
        return self.found(
            column.default_span if column.default_span.path else column.span,
            f"{table.ref.text}.{column.name} has the default {shown}, but {why}: each INSERT that leaves the column out fails.",
            subject=about(table, column.name),
            repair=f"{drop_default(table, column, catalog)} or allow {shown}",
        )


def _folded(text: str, catalog: Catalog) -> str:
    return text.rstrip(" ").casefold() if catalog.dialect in CASELESS else text


def _among(value: str, labels: tuple[str, ...], catalog: Catalog) -> bool:
    return _folded(value, catalog) in {_folded(label, catalog) for label in labels}


APPLIED: dict[str, Callable[[str], str]] = {
    "lower": str.lower,
    "lcase": str.lower,
    "upper": str.upper,
    "ucase": str.upper,
    "trim": str.strip,
    "btrim": str.strip,
}


def _held(shape: Shape, name: str, value: Constant) -> Constant | None:
    """What an operand is when the column holds `value`; None where it is not the column, or cannot be told."""
    calls: list[str] = []
    while True:
        match shape:
            case Cast() if "(" not in shape.type:
                shape = shape.operand
            case Call() if len(shape.arguments) == 1 and shape.name in APPLIED and len(calls) < 10:
                calls.append(shape.name)
                shape = shape.arguments[0]
            case _:
                break
    if not is_of_column(shape, name):
        return None
    for call in reversed(calls):
        value = value._replace(value=APPLIED[call](value.value))
    return value


def _truth(shape: Shape, name: str, value: Constant, catalog: Catalog, depth: int = 0) -> bool | None:
    """What a predicate says when the column holds `value`; None where it cannot be told."""
    if depth > 50:
        return None
    match shape:
        case InList():
            held = _held(shape.operand, name, value)
            if held is None:
                return None
            verdicts = [_compare(held, "=", constant(one), catalog) for one in shape.values]
            found = True if True in verdicts else None if None in verdicts else False
            return (not found if shape.negated else found) if found is not None else None
        case Between():
            held = _held(shape.operand, name, value)
            if held is None:
                return None
            low = _compare(held, ">=", constant(shape.low), catalog)
            high = _compare(held, "<=", constant(shape.high), catalog)
            inside = False if False in (low, high) else None if None in (low, high) else True
            return (not inside if shape.negated else inside) if inside is not None else None
        case IsNull():
            return shape.negated if is_of_column(shape.operand, name) else None
        case Compare():
            if (held := _held(shape.left, name, value)) is not None:
                return _compare(held, shape.operator, constant(shape.right), catalog)
            if (held := _held(shape.right, name, value)) is not None:
                turned = (
                    shape.operator.translate(str.maketrans("<>", "><")) if shape.operator not in ("<>", "!=") else "<>"
                )
                return _compare(held, turned, constant(shape.left), catalog)
            return None
        case ColumnRef() if value.kind == "boolean" and is_of_column(shape, name):
            return value.value == "true"
        case Logic(operator="not"):
            inner = _truth(shape.parts[0], name, value, catalog, depth + 1)
            return None if inner is None else not inner
        case Logic():
            inners = [_truth(part, name, value, catalog, depth + 1) for part in shape.parts]
            deciding = shape.operator == "or"
            return deciding if deciding in inners else None if None in inners else not deciding
    return None


_ALTERNATIVES = re.compile(r"\^\(([\w|-]+)\)\$\Z")
"""A pattern that lists whole words."""


def _compare(value: Constant, operator: str, other: Constant | None, catalog: Catalog) -> bool | None:
    if other is None or other.kind == "null":
        return None
    if value.kind == "number" or other.kind == "number":
        return _compare_numbers(value.value, operator, other.value)
    if operator == "~" and (listed := _ALTERNATIVES.match(other.value)):
        return value.value in listed[1].split("|")
    if value.kind != other.kind:
        return None
    same = _folded(value.value, catalog) == _folded(other.value, catalog)
    # The order of strings depends on the collation; only equality is known.
    return {"=": same, "==": same, "<>": not same, "!=": not same}.get(operator)


def _compare_numbers(value: str, operator: str, other: str) -> bool | None:
    from decimal import Decimal, InvalidOperation

    try:
        left, right = Decimal(value), Decimal(other)
    except InvalidOperation:
        return None
    if operator in ("=", "==", "<>", "!="):
        return (left == right) == (operator in ("=", "=="))
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}.get(operator)
