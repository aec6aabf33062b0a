"""What documents say of rights, and what roles hold."""

from __future__ import annotations

from collections.abc import Iterable

from schemalint import Catalog, plain_role

VAGUE = frozenset(("READ", "WRITE", "FULL", "SOME"))
"""What documents say of privileges that names none of SQL's."""
_WRITING = frozenset(("INSERT", "UPDATE", "DELETE"))
_ROWS = frozenset(("SELECT", *_WRITING))


def agrees(told: tuple[str, ...], held: Iterable[str]) -> bool:
    """Whether what a document says of privileges is what is held. Words of SQL are meant exactly; others are taken for what they say."""
    have, said = set(held), set(told)
    all_of = "ALL" in have or have >= _ROWS
    if not said:
        return not have
    if not said & VAGUE:
        return said == have or ("ALL" in said and all_of) or ("ALL" in have and said >= _ROWS)
    if said == {"SOME"}:
        return bool(have)
    if "FULL" in said:
        return all_of
    reads, writes = all_of or "SELECT" in have, all_of or bool(have & _WRITING)
    return reads == bool(said & {"READ", "SELECT"}) and writes == bool(said & {"WRITE", *_WRITING})


def roles_of(catalog: Catalog, held: Iterable[str]) -> set[str]:
    """All roles that the schema knows of, as they are compared."""
    found = {plain_role(ref.name) for kind, ref in catalog.others if kind in ("role", "user", "login", "group")}
    found |= set(held)
    found |= {plain_role(role) for policy in catalog.policies.values() for role in policy.roles}
    return found | {plain_role(role) for grant in catalog.grants for role in (*grant.grantees, *grant.roles)}
