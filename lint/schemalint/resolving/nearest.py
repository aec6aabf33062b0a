"""The nearest name that exists, for what seems to be a slip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from schemalint.model.name import ObjectName, Ref
from schemalint.model.schema import Catalog

MANY = 2000
"""Among more names than this nothing is compared: it would cost more than it tells."""
LIKE = 0.6


def among(name: str, names: Iterable[str]) -> str:
    """The name most like it, or an empty string."""
    from difflib import get_close_matches

    known = [one for one in names if one != name]
    return next(iter(get_close_matches(name, known, 1, LIKE)), "") if len(known) <= MANY else ""


def _of(ref: Ref, *mappings: Mapping[Ref, object]) -> str:
    """The object of the same name in another schema, else the one of nearly that name."""
    known: dict[str, Ref] = {}
    for mapping in mappings:
        for other in mapping:
            known.setdefault(other.name, other)
    same = known.get(ref.name)
    if same is not None:
        return same.text if same != ref else ""
    near = among(ref.name, known)
    return known[near].text if near else ""


def table(ref: Ref, catalog: Catalog) -> str:
    """The table or view that seems to be meant, or an empty string."""
    return _of(ref, {at: one for at, one in catalog.tables.items() if not one.assumed}, catalog.views)


def routine(name: ObjectName, catalog: Catalog) -> str:
    """The routine that seems to be meant, or an empty string."""
    return _of(Ref(name.schema.value if name.schema else "", name.value), catalog.routines)


def type(name: str, catalog: Catalog) -> str:
    """The type of the user's own that seems to be meant, or an empty string."""
    return _of(Ref("", name), catalog.enums, catalog.domains, catalog.types)


def sequence(name: str, catalog: Catalog) -> str:
    """The sequence that seems to be meant, or an empty string."""
    return _of(Ref("", name), catalog.sequences)
