"""What a column holds when nobody says a value."""

from __future__ import annotations

from schemalint import Catalog, Column, Ref
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
        ref = Ref(type_.schema or catalog.default_schema, type_.name.rpartition(".")[2])
        domain = catalog.domains.get(ref)
        if domain is None:
            return ref not in catalog.enums and ref not in catalog.types
        if domain.default is not None:
            return True
        type_ = domain.type
    return True
