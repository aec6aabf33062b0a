"""What the grants of a schema still give at the end, statement by statement."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import NamedTuple

from schemalint import Catalog, ChangeGrant, Diagnostic, Grant, Kind, Ref, Related, Replay, Span, Subject
from schemalint_rules._once import once
from schemalint_rules._proposals import literal, spelled, spelled_ref
from schemalint_rules._row_security import text_of

_TABLES = ("table", "view", "materialized-view", "column")
_EVERYTHING = "*"
FEW = 4
"""So many statements that do the same are told one by one."""


class Standing(NamedTuple):
    """What is left of a GRANT after all that was revoked later."""

    grant: Grant
    grantees: tuple[str, ...]
    """Those who still have something, as written, folded."""
    privileges: tuple[str, ...]
    """Those that are left in full; of a grant of ALL nothing is where some of it was revoked."""
    option: bool
    """Whether they may still pass it on."""
    default: bool = False
    """Default privileges: what new objects come with."""


class _Part:
    """What one grantee has on one object by one statement."""

    __slots__ = ("grantee", "number", "option", "privileges", "some")

    def __init__(self, number: int, grantee: str, grant: Grant) -> None:
        self.number = number
        self.grantee = grantee
        self.privileges = set(grant.privileges or grant.roles)
        self.some = True
        self.option = grant.with_option


Key = tuple[bool, str, str, str, str]


@once
def standing(replay: Replay) -> tuple[Standing, ...]:
    """All grants that still give something, in the order they were given; objects that were dropped are left out."""
    grants = [(grant, False) for grant in replay.catalog.grants]
    grants += [
        (_with_schemas(step.change), True)
        for step in replay.steps
        if isinstance(step.change, ChangeGrant) and step.change.default and not step.back
    ]
    held: dict[Key, dict[str, list[_Part]]] = {}
    parts: list[_Part] = []
    for number, (grant, default) in enumerate(grants):
        for key, name, grantee in _places(grant, default):
            around = held.setdefault(key, {})
            if not grant.revoke:
                part = _Part(number, grantee, grant)
                around.setdefault(name, []).append(part)
                parts.append(part)
                continue
            for one in list(around) if name == _EVERYTHING else [name]:
                left = [part for part in around.pop(one, ()) if _keeps(part, grant)]
                if left:
                    around[one] = left
    return tuple(_collected(grants, parts))


def _with_schemas(change: ChangeGrant) -> Grant:
    """Default privileges with the schemas they are for among the objects."""
    return change.grant._replace(objects=tuple(Ref("", name.value) for name in change.objects))


def _places(grant: Grant, default: bool) -> Iterator[tuple[Key, str, str]]:
    """Each object and grantee: what is held together, the object's name in there, the grantee."""
    kind = "table" if grant.kind in _TABLES else str(grant.kind)
    if grant.roles and not default:
        objects = [("", role) for role in grant.roles]
        kind = "membership"
    elif grant.all_in_schema or default:
        objects = [(ref.name, _EVERYTHING) for ref in grant.objects] or [("", _EVERYTHING)]
    else:
        objects = [(ref.schema, ref.name) for ref in grant.objects] or [("", "")]
    owners = ",".join(sorted(grant.roles)) if default else ""
    for grantee in grant.grantees:
        for schema, name in objects:
            yield (default, grantee.casefold(), kind, schema.casefold(), owners), name.casefold(), grantee


def _keeps(part: _Part, revoked: Grant) -> bool:
    """Takes a REVOKE out of a part; whether anything is left."""
    taken = set(revoked.privileges or revoked.roles)
    if revoked.with_option:
        if "ALL" in taken or taken & part.privileges:
            part.option = False
        return True
    if "ALL" in taken and not revoked.columns:
        part.privileges.clear()
        part.some = False
    elif "ALL" in part.privileges:
        part.privileges.clear()
    elif not revoked.columns:
        part.privileges -= taken
        part.some = bool(part.privileges)
    return part.some


def _collected(grants: list[tuple[Grant, bool]], parts: list[_Part]) -> Iterator[Standing]:
    left: dict[int, list[_Part]] = {}
    for part in parts:
        if part.some:
            left.setdefault(part.number, []).append(part)
    for number, (grant, default) in enumerate(grants):
        own = left.get(number)
        if own and grant.span.path:
            wanted = grant.privileges or grant.roles
            kept = tuple(one for one in wanted if any(one in part.privileges for part in own))
            grantees = tuple(dict.fromkeys(part.grantee for part in own))
            yield Standing(grant, grantees, kept, any(part.option for part in own), default)


def object_of(one: Standing, catalog: Catalog) -> str:
    """What a grant is on, as a statement names it."""
    grant = one.grant
    names = ", ".join(spelled_ref(ref, catalog) for ref in grant.objects)
    if one.default:
        return f"{_PLURAL.get(str(grant.kind), 'OBJECTS')}{f' IN SCHEMA {_schemas(grant, catalog)}' if names else ''}"
    if catalog.dialect in ("mysql", "mariadb") and grant.all_in_schema:
        return f"{_schemas(grant, catalog)}.*" if grant.objects else "*.*"
    if grant.all_in_schema:
        return f"ALL {_PLURAL.get(str(grant.kind), 'TABLES')} IN SCHEMA {_schemas(grant, catalog)}"
    if grant.kind in _TABLES:
        return names
    if catalog.dialect == "tsql":
        return f"{str(grant.kind).upper()}::{_schemas(grant, catalog)}" if names else ""
    word = {"routine": "FUNCTION", "other": ""}.get(str(grant.kind), str(grant.kind).upper())
    if grant.kind in ("schema", "database"):
        names = _schemas(grant, catalog)
    if catalog.dialect == "oracle":
        word = ""
    return f"{word} {names}".strip() if names else ""


_PLURAL = {"table": "TABLES", "sequence": "SEQUENCES", "routine": "FUNCTIONS", "type": "TYPES", "schema": "SCHEMAS"}


def _schemas(grant: Grant, catalog: Catalog) -> str:
    return ", ".join(spelled(ref.name, catalog) for ref in grant.objects)


def revoking(one: Standing, privileges: Iterable[str], grantees: Iterable[str], catalog: Catalog) -> str:
    """The statement that takes it back."""
    whom = ", ".join(role(grantee, catalog) for grantee in grantees)
    if one.grant.roles and not one.default:
        return f"REVOKE {', '.join(privileges)} FROM {whom};"
    target = object_of(one, catalog)
    words = f"REVOKE {', '.join(privileges)}{f' ON {target}' if target else ''} FROM {whom};"
    if not one.default:
        return words
    schemas = f" IN SCHEMA {_schemas(one.grant, catalog)}" if one.grant.objects else ""
    owners = f" FOR ROLE {', '.join(one.grant.roles)}" if one.grant.roles else ""
    plural = _PLURAL.get(str(one.grant.kind), "TABLES")
    return f"ALTER DEFAULT PRIVILEGES{owners}{schemas} REVOKE {', '.join(privileges)} ON {plural} FROM {whom};"


def role(name: str, catalog: Catalog) -> str:
    """A role or user as a statement names it."""
    if name.casefold() in ("public", "current_user", "session_user", "current_role"):
        return name.upper()
    if catalog.dialect in ("mysql", "mariadb"):
        user, at, host = name.rpartition("@")
        return f"{literal(user)}@{literal(host)}" if at else literal(name)
    return spelled(name, catalog)


def called(one: Standing) -> str:
    """What a grant is on, for messages."""
    grant = one.grant
    names = ", ".join(ref.text for ref in grant.objects[:5]) + (" …" if len(grant.objects) > 5 else "")
    plain = ", ".join(ref.name for ref in grant.objects)
    kind = str(grant.kind)
    if one.default:
        return f"new {_PLURAL.get(kind, 'objects').lower()}{f' of {plain}' if plain else ''}"
    if grant.roles:
        return f"role {', '.join(grant.roles)}"
    if kind == "schema" and grant.all_in_schema:
        return f"everything in {plain}"
    if grant.all_in_schema:
        return f"all {_PLURAL.get(kind, 'tables').lower()} of {plain}" if plain else "everything on the server"
    if kind in ("schema", "database"):
        return f"{kind} {plain}" if plain else "the database"
    word = {"other": ""}.get(kind, f"{kind} " if kind not in _TABLES else "")
    return f"{word}{names}" if names else "the server"


def subject_of(one: Standing) -> Subject:
    """The subject of a finding about a grant: its first object, or the grantee where it has none."""
    grant = one.grant
    if not grant.objects:
        return Subject("role", None, None, one.grantees[0])
    ref = grant.objects[0]
    kind: Kind = "table" if grant.kind == "column" else grant.kind
    if one.default or grant.all_in_schema or kind in ("schema", "database"):
        return Subject("database" if kind == "database" else "schema", None, None, ref.name)
    return Subject(kind, ref.schema or None, None, ref.name)


def words_in(one: Standing, pattern: str, replay: Replay) -> Span:
    """The first words of the statement that match, or all of it."""
    import re

    span = one.grant.span
    found = re.search(pattern, text_of(replay).text(span), re.I | re.S)
    if found is None:
        return span
    group = 1 if found.re.groups else 0
    return Span(span.path, span.start + found.start(group), span.start + found.end(group))


def told(found: Iterable[tuple[Hashable, Diagnostic]], more: Callable[[int], str]) -> Iterator[Diagnostic]:
    """Findings one by one; of more than a few with one key the first, which tells of the others."""
    groups: dict[Hashable, list[Diagnostic]] = {}
    for key, diagnostic in found:
        groups.setdefault(key, []).append(diagnostic)
    for diagnostics in groups.values():
        if len(diagnostics) <= FEW:
            yield from diagnostics
            continue
        first, rest = diagnostics[0], diagnostics[1:]
        related = tuple(Related(one.span, "the same here") for one in rest[:20])
        yield first._replace(message=f"{first.message} {more(len(rest))}", related=related, places=len(diagnostics))
