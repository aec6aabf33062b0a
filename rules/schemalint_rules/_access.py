"""Who may do what in a schema, after all of its GRANT, REVOKE and DENY."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from schemalint import AlterObject, Catalog, Grant, Ref, Replay, Span

VAGUE = frozenset(("READ", "WRITE", "FULL", "SOME"))
"""What documents say of privileges that names none of SQL's."""
_WRITING = frozenset(("INSERT", "UPDATE", "DELETE"))
_ROWS = frozenset(("SELECT", *_WRITING))
_TABLES = ("table", "view", "materialized-view", "column")


class Given(NamedTuple):
    """What one role was given on one object, or on all tables of a schema, by one statement."""

    role: str
    """Folded, without a host."""
    everything: bool
    ref: Ref
    """The object; with `everything` the schema's name, empty for all schemas."""
    kind: str
    privileges: tuple[str, ...]
    span: Span


def plain_role(name: str) -> str:
    """A role's or user's name as it is compared: folded, without quotes and the host that MySQL keeps with it."""
    return name.strip("'\"`[]").partition("@")[0].strip("'\"`").casefold()


def given(replay: Replay) -> dict[str, list[Given]]:
    """All grants that still hold, by role, in the order they were given."""
    found: dict[str, list[Given]] = {}
    for grant in replay.catalog.grants:
        if not grant.privileges:
            continue
        for one in _parts(grant):
            held = found.setdefault(one.role, [])
            if grant.revoke:
                found[one.role] = list(_without(held, one))
            else:
                held.append(one)
    for step in replay.steps:
        change = step.change
        if (
            isinstance(change, AlterObject)
            and change.kind == "permission"
            and change.action.startswith("deny ")
            and change.name
        ):
            ref = step.after.resolve(change.name)
            words = tuple(change.action.removeprefix("deny ").upper().split())
            for attribute in change.attributes:
                if attribute.startswith("to "):
                    role = plain_role(attribute.removeprefix("to "))
                    denied = Given(role, False, ref, "table", words, change.span)
                    found[role] = list(_without(found.get(role, ()), denied))
    return found


def _parts(grant: Grant) -> Iterator[Given]:
    everything = grant.all_in_schema
    for grantee in grant.grantees:
        role = plain_role(grantee)
        if not grant.objects:
            yield Given(role, everything, Ref("", ""), str(grant.kind), grant.privileges, grant.span)
        for ref in grant.objects:
            target = Ref("", ref.name) if everything else ref
            yield Given(role, everything, target, str(grant.kind), grant.privileges, grant.span)


def _without(held: Iterable[Given], taken: Given) -> Iterator[Given]:
    """What is left when something is revoked; of an object, only what was granted on it, or on everything around it."""
    for one in held:
        same = one.role == taken.role and (
            one.ref == taken.ref if one.everything == taken.everything else taken.everything
        )
        if not same or (one.kind in _TABLES) != (taken.kind in _TABLES):
            yield one
            continue
        if "ALL" in taken.privileges:
            continue
        own: tuple[str, ...] = tuple(sorted(_ROWS)) if one.privileges == ("ALL",) else one.privileges
        left = tuple(privilege for privilege in own if privilege not in taken.privileges)
        if left:
            yield one._replace(privileges=left)


def held_on(held: Iterable[Given], ref: Ref | None, schemas: Iterable[str] = ()) -> list[str]:
    """What a role with these grants may do on a table or another object, each privilege once, in the order of the grants; with no `ref` what it may do on all
    tables of the schemas (of any where none is named)."""
    wanted = {schema.casefold() for schema in schemas}
    found: dict[str, None] = {}
    for one in held:
        if one.everything and one.kind in (*_TABLES, "schema", "database"):
            around = one.ref.name.casefold()
            fits = (
                not around
                or (not wanted if ref is None else not ref.schema or around == ref.schema.casefold())
                or around in wanted
            )
        else:
            fits = ref is not None and one.ref == ref
        if fits:
            found.update(dict.fromkeys(one.privileges))
    return list(found)


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
