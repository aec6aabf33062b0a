"""What a column holds when nobody says a value."""

from __future__ import annotations

from schemalint import Catalog, Check, Column, ColumnRef, IsNull, Logic, Shape, Table
from schemalint_rules._made_types import domains, is_made_elsewhere, stands_for
from schemalint_rules._once import once_each
from schemalint_rules._values import constant


def has_default(column: Column, catalog: Catalog) -> bool:
    """Whether the server has a value of its own for the column; a default of NULL is none. Also true where the column's type is
    not known, for it may be a domain with a default."""
    if column.identity or column.serial or column.generated is not None:
        return True
    if column.default is not None:
        literal = constant(column.default.shape)
        return literal is None or literal.kind != "null"
    if any(domain.default is not None for domain in domains(column.type, catalog)):
        return True
    return is_made_elsewhere(stands_for(column.type, catalog), catalog)


def takes_null(column: Column, catalog: Catalog) -> bool:
    """Whether neither the column nor its domain is NOT NULL."""
    return column.nullable and all(domain.nullable for domain in domains(column.type, catalog))


@once_each
def checked_not_null(table: Table) -> frozenset[str]:
    """The columns in which a CHECK that holds forbids NULL: `CHECK (a IS NOT NULL AND …)`."""
    return frozenset(name for check in table.checks if check.enforced for name in _asked_for(check))


def _asked_for(check: Check) -> list[str]:
    found: list[str] = []
    parts: list[Shape] = [check.expression.shape]
    while parts:
        part = parts.pop()
        if isinstance(part, Logic) and part.operator == "and":
            parts.extend(part.parts)
        elif isinstance(part, IsNull) and part.negated and isinstance(part.operand, ColumnRef):
            found.append(part.operand.name)
        elif isinstance(part, Logic) and part.operator == "not":
            inner = part.parts[0]
            if isinstance(inner, IsNull) and not inner.negated and isinstance(inner.operand, ColumnRef):
                found.append(inner.operand.name)
    return found
