"""What a column holds when nobody says a value."""

from __future__ import annotations

from schemalint import Catalog, Check, Column, ColumnRef, Domain, IsNull, Logic, Ref, Shape, Table, Type
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
    type_ = column.type
    for _ in range(10):
        if type_ is None or type_.family != "user":
            return False
        domain = _domain(type_, catalog)
        if domain is None:
            return not _is_known(type_, catalog)
        if domain.default is not None:
            return True
        type_ = domain.type
    return True


def takes_null(column: Column, catalog: Catalog) -> bool:
    """Whether neither the column nor its domain is NOT NULL."""
    if not column.nullable:
        return False
    type_ = column.type
    for _ in range(10):
        domain = _domain(type_, catalog) if type_ is not None and type_.family == "user" else None
        if domain is None:
            return True
        if not domain.nullable:
            return False
        type_ = domain.type
    return True


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


def stands_for(held: Type | None, catalog: Catalog) -> Type | None:
    """The type that a domain is made of; any other type itself."""
    for _ in range(10):
        domain = _domain(held, catalog) if held is not None and held.family == "user" else None
        if domain is None:
            break
        held = domain.type
    return held


def is_open_type(column: Column, catalog: Catalog) -> bool:
    """Whether the column's type is made elsewhere, so that it may be a domain that says what it may hold."""
    held = column.type
    if held is None or held.family != "user":
        return False
    return _domain(held, catalog) is None and not _is_known(held, catalog)


def _place(type_: Type, catalog: Catalog) -> Ref:
    return Ref(type_.schema or catalog.default_schema, type_.name.rpartition(".")[2])


def _domain(type_: Type, catalog: Catalog) -> Domain | None:
    return catalog.domains.get(_place(type_, catalog))


def _is_known(type_: Type, catalog: Catalog) -> bool:
    """Whether it is a type that has no default of its own."""
    ref = _place(type_, catalog)
    return ref in catalog.enums or ref in catalog.types
