"""Types that the schema makes itself: what an enum allows, and what a domain stands for."""

from __future__ import annotations

from collections.abc import Iterator

from schemalint import Catalog, Domain, Enum, Type

DEEP = 10
"""So many domains above each other are followed; where scripts are broken they may stand in a circle."""


def enum_of(held: Type | None, catalog: Catalog) -> Enum | None:
    """The enum of CREATE TYPE that a type names."""
    if held is None or held.family not in ("user", "enum"):
        return None
    ref = catalog.find(catalog.enums, held.name, held.schema)
    return catalog.enums[ref] if ref is not None else None


def labels(held: Type | None, catalog: Catalog) -> tuple[str, ...]:
    """The values that an enum allows, be it made by CREATE TYPE or written with the column; none for other types."""
    if held is not None and held.family == "enum" and held.values:
        return held.values
    enum = enum_of(held, catalog)
    return enum.values if enum is not None else ()


def domains(held: Type | None, catalog: Catalog) -> Iterator[Domain]:
    """The domain that a type names, and those below it. None for an array, whose elements are of the domain."""
    for _ in range(DEEP):
        if held is None or held.family != "user" or held.dimensions:
            return
        ref = catalog.find(catalog.domains, held.name, held.schema)
        if ref is None:
            return
        domain = catalog.domains[ref]
        yield domain
        held = domain.type


def stands_for(held: Type | None, catalog: Catalog) -> Type | None:
    """The type below all domains; any other type itself."""
    for domain in domains(held, catalog):
        held = domain.type
    return held


def known_type(held: Type | None, catalog: Catalog) -> Type | None:
    """The same with an enum told as one, and None for what nothing here makes."""
    held = stands_for(held, catalog)
    if held is None or held.family != "user":
        return held
    return held._replace(family="enum") if enum_of(held, catalog) is not None else None


def is_made_elsewhere(held: Type | None, catalog: Catalog) -> bool:
    """Whether nothing here makes the type, so that it may be a domain that says what it may hold."""
    if held is None or held.family != "user" or held.dimensions:
        return False
    made = (catalog.domains, catalog.enums, catalog.types)
    return all(catalog.find(one, held.name, held.schema) is None for one in made)
