"""Who may do what, as the grants so far leave it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from schemalint.model.change import Change, ChangeGrant
from schemalint.model.name import ObjectName, Ref
from schemalint.model.schema import Catalog, Grant, Kind

TABLE = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
ALL: dict[str, tuple[str, ...]] = {
    "table": TABLE, "view": TABLE, "materialized-view": TABLE, "sequence": ("USAGE", "SELECT", "UPDATE"), "routine": ("EXECUTE",),
    "schema": ("USAGE", "CREATE"), "type": ("USAGE",), "domain": ("USAGE",), "database": ("CREATE", "CONNECT", "TEMPORARY"),
}  # fmt: skip
"""What ALL means for a kind of objects, in PostgreSQL."""

BY_DEFAULT: dict[str, tuple[str, ...]] = {"routine": ("EXECUTE",), "type": ("USAGE",), "domain": ("USAGE",)}
"""What everybody may without a grant, in PostgreSQL."""

Held = dict[tuple[str, str, str], bool]
"""By privilege, column (empty for the whole object) and grantee, whether it may be passed on."""


def _group(kind: str) -> str:
    return "table" if kind in ("table", "view", "materialized-view", "column") else kind


def held_on(ref: Ref, kind: Kind, grants: Iterable[Grant]) -> Held:
    """The privileges on an object after grants and revokes in their order."""
    held: Held = {(word, "", "public"): False for word in BY_DEFAULT.get(kind, ())}
    for grant in grants:
        if ref not in grant.objects or _group(grant.kind) != _group(kind) or grant.roles:
            continue
        for key in _keys(grant, kind):
            if grant.revoke:
                held.pop(key, None)
            else:
                held[key] = grant.with_option or held.get(key, False)
    return held


def _keys(grant: Grant, kind: str) -> Iterator[tuple[str, str, str]]:
    words: list[str] = []
    for word in grant.privileges:
        words += ALL.get(kind, (word,)) if word in ("ALL", "ALL PRIVILEGES") else (word,)
    for word in words:
        for column in grant.columns or ("",):
            for grantee in grant.grantees:
                yield word, column, grantee.lower() if grantee.lower() == "public" else grantee


def toward(now: Held, wanted: Held, name: ObjectName, kind: Kind) -> Iterator[Change]:
    """The grants and revokes that bring privileges on an object from one state to another."""
    for revoke, found, other in ((True, now, wanted), (False, wanted, now)):
        rows: dict[tuple[str, str, bool], list[str]] = {}
        for (word, column, grantee), option in found.items():
            if other.get((word, column, grantee)) != option:
                rows.setdefault((column, grantee, option), []).append(word)
        for (column, grantee, option), words in rows.items():
            grant = Grant(
                tuple(words), kind, (), (grantee,), with_option=option and not revoke,
                columns=(column,) if column else (), revoke=revoke,
            )  # fmt: skip
            yield ChangeGrant(grant, (name,))


def again(refs: Collection[tuple[Ref, Kind, ObjectName]], catalog: Catalog) -> Iterator[Change]:
    """The grants on objects that are made again."""
    if catalog.dialect != "postgres" or not len(catalog.grants):
        return
    for ref, kind, name in refs:
        fresh: Held = {(word, "", "public"): False for word in BY_DEFAULT.get(kind, ())}
        yield from toward(fresh, held_on(ref, kind, catalog.grants), name, kind)
