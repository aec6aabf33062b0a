"""Who may do what in a schema, after all of its GRANT, REVOKE and DENY, and so who may read what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from schemalint.model.change import (
    AlterObject,
    ChangeGrant,
    CreateObject,
    CreateTable,
    CreateView,
    DropObjects,
    Execute,
    RenameObject,
    SetSchema,
    Step,
)
from schemalint.model.name import Ref
from schemalint.model.record import NamedTuple
from schemalint.model.replay import Replay
from schemalint.model.schema import NOWHERE
from schemalint.model.text import Span

TABLES = ("table", "view", "materialized-view", "column")
"""The kinds of grants that are about rows."""
ROWS = frozenset(("SELECT", "INSERT", "UPDATE", "DELETE"))
READING = frozenset(("SELECT", "READ", "ALL"))
"""The privileges that let rows be read; READ is Oracle's."""
READS_ALL = frozenset(("pg_read_all_data", "db_datareader", "db_owner"))
"""Roles of the server whose members read every table."""
EVERYBODY = "public"


class Given(NamedTuple):
    """What one role was given on one object, or on all tables of a schema, by one statement."""

    role: str
    """Folded, without a host."""
    everything: bool
    ref: Ref
    """The object; with `everything` the schema's name, empty for all schemas."""
    kind: str
    privileges: tuple[str, ...]
    span: Span = NOWHERE
    columns: tuple[str, ...] = ()
    """The columns that SELECT is bounded to; empty for all."""
    step: int = -1
    """The step that gave it; what is given on all tables of a schema in PostgreSQL is given on those that are there."""
    without: frozenset[Ref] = frozenset()
    """Objects on which it was taken back from what was given on all around them."""


class Denied(NamedTuple):
    """What SQL Server denies a role, whatever it is given elsewhere."""

    role: str
    everything: bool
    ref: Ref
    privileges: tuple[str, ...]
    columns: tuple[str, ...]


class Access(NamedTuple):
    """What GRANT, REVOKE, DENY and memberships leave at the end."""

    held: Mapping[str, list[Given]]
    """By role, in the order they were given."""
    promised: tuple[Given, ...]
    """Default privileges: what roles get on the tables of a schema (of any, with an empty name) that are made later."""
    denied: tuple[Denied, ...]
    member_of: Mapping[str, frozenset[str]]
    """The roles that a role is a member of, by name."""
    made: Mapping[Ref, int]
    """The step that made each table and view last."""
    closed: frozenset[tuple[bool, Ref]]
    """The routines that PUBLIC may run no longer, each, or with True all of a schema."""


def plain_role(name: str) -> str:
    """A role's or user's name as it is compared: folded, without quotes and the host that MySQL keeps with it."""
    return name.strip("'\"`[] ").partition("@")[0].strip("'\"`").casefold()


def given(replay: Replay) -> Mapping[str, list[Given]]:
    """All grants that still hold, by role, in the order they were given. What is denied is taken off."""
    found = access(replay)
    held = {role: list(rights) for role, rights in found.held.items()}
    for one in found.denied:
        if not one.columns:
            taken = Given(one.role, one.everything, one.ref, "table", one.privileges)
            held[one.role] = [left for right in held.get(one.role, ()) for left in _left(right, taken)]
    return held


def access(replay: Replay) -> Access:
    """Who may do what at the end of a replay."""
    log = _Log()
    for step in replay.steps:
        log.take(step)
    held: dict[str, list[Given]] = {}
    for role, by_object in log.held.items():
        rights = [right for rights in by_object.values() for right in rights]
        held[role] = sorted(rights, key=lambda one: one.step)
    members = {role: frozenset(roles) for role, roles in log.member_of.items()}
    return Access(held, tuple(log.promised), tuple(log.denied), members, log.made, frozenset(log.closed))


_SELECTED = re.compile(r"\bSELECT\s*\(([^()]{1,4000})\)", re.I)


class _Log:
    """Takes the steps in their order. What is held is kept by role and object, so that a REVOKE finds it at once."""

    def __init__(self) -> None:
        self.held: dict[str, dict[tuple[bool, Ref], list[Given]]] = {}
        self.holders: dict[tuple[bool, Ref], dict[str, None]] = {}
        self.promised: list[Given] = []
        self.denied: list[Denied] = []
        self.member_of: dict[str, set[str]] = {}
        self.made: dict[Ref, int] = {}
        self.closed: set[tuple[bool, Ref]] = set()

    def take(self, step: Step) -> None:
        change = step.change
        match change:
            case CreateTable() | CreateView():
                self.made[step.after.resolve(change.name)] = step.number
            case ChangeGrant():
                self._grant(change, step)
            case AlterObject(kind="permission"):
                self._deny(change, step)
            case AlterObject(kind="role") if change.name is not None:
                self._altered(plain_role(change.name.value), change.action)
            case CreateObject(kind="role"):
                self._created(plain_role(change.name.value), change.attributes)
            case Execute() if change.name is not None and change.name.value.lower() == "sp_addrolemember":
                words = re.findall(r"'([^']{1,200})'", change.body)
                if len(words) == 2:
                    self._joins(words[1], words[0])
            case DropObjects(kind="table" | "view" | "materialized-view"):
                for name in change.names:
                    self._forget((False, step.before.resolve(name)))
            case DropObjects(kind="role"):
                for name in change.names:
                    self.held.pop(plain_role(name.value), None)
            case RenameObject(kind="table" | "view" | "materialized-view" | "object"):
                old = step.before.resolve(change.name)
                self._move(old, Ref(old.schema, change.new_name.value))
            case SetSchema(kind="table" | "view" | "materialized-view"):
                old = step.before.resolve(change.name)
                self._move(old, Ref(change.schema.value, old.name))

    def _grant(self, change: ChangeGrant, step: Step) -> None:
        grant = change.grant
        if grant.roles and not change.default:
            for role in grant.roles:
                for grantee in grant.grantees:
                    if grant.revoke:
                        self.member_of.get(plain_role(grantee), set()).discard(plain_role(role))
                    else:
                        self._joins(grantee, role)
            return
        if not grant.privileges:
            return
        columns = grant.columns
        if columns and not READING.isdisjoint(grant.privileges) and len(grant.privileges) > 1:
            # Each privilege may have a list of its own, and a grant keeps them together.
            said = _SELECTED.search(step.statement.text)
            columns = tuple(name for name in columns if said is not None and name.lower() in said[1].lower())
        everything = grant.all_in_schema
        refs = [Ref("", one.value) if everything else step.after.resolve(one) for one in change.objects]
        kind: str = grant.kind
        if kind == "schema" and not everything and not ROWS.isdisjoint(grant.privileges):
            everything, refs = True, [Ref("", one.value) for one in change.objects]
        elif kind == "database" and not READING.isdisjoint(_told(grant.privileges)):
            everything, refs = True, []
        for grantee in grant.grantees:
            for ref in refs or [Ref("", "")]:
                one = Given(
                    plain_role(grantee),
                    everything,
                    ref,
                    kind,
                    _told(grant.privileges),
                    grant.span,
                    columns,
                    step.number,
                )
                if grant.revoke and kind == "routine" and one.role == EVERYBODY:
                    self.closed.add((everything or change.default, ref))
                if change.default:
                    self._promise(one, grant.revoke)
                elif grant.revoke:
                    self._take_back(one)
                else:
                    self.held.setdefault(one.role, {}).setdefault((everything, ref), []).append(one)
                    self.holders.setdefault((everything, ref), {})[one.role] = None

    def _promise(self, one: Given, revoke: bool) -> None:
        if revoke:
            self.promised = [left for held in self.promised for left in _left(held, one)]
        else:
            self.promised.append(one)

    def _take_back(self, taken: Given) -> None:
        held = self.held.get(taken.role, {})
        key = (taken.everything, taken.ref)
        if key in held:
            held[key] = [left for one in held[key] for left in _left(one, taken)]
        if taken.everything:
            for other in [one for one in held if not one[0] and _around(taken.ref, one[1])]:
                held[other] = [left for one in held[other] for left in _left(one, taken)]
        elif not taken.columns and not READING.isdisjoint(taken.privileges):
            for other in [one for one in held if one[0] and _around(one[1], taken.ref)]:
                held[other] = [one._replace(without=one.without | {taken.ref}) for one in held[other]]
            self.promised = [
                one._replace(without=one.without | {taken.ref}) if one.role == taken.role else one
                for one in self.promised
            ]
        self.denied = [
            one for one in self.denied if (one.role, one.ref, one.columns) != (taken.role, taken.ref, taken.columns)
        ]

    def _deny(self, change: AlterObject, step: Step) -> None:
        if not change.action.startswith("deny "):
            return
        words = _told(tuple(change.action.removeprefix("deny ").upper().split()))
        columns = tuple(one.removeprefix("column ") for one in change.attributes if one.startswith("column "))
        around = "schema" in change.attributes or change.name is None
        name = Ref("", change.name.value if change.name else "") if around else None
        ref = name if name is not None else step.after.resolve(change.name) if change.name else Ref("", "")
        for one in change.attributes:
            if one.startswith("to "):
                self.denied.append(Denied(plain_role(one.removeprefix("to ")), around, ref, words, columns))

    def _joins(self, member: str, role: str) -> None:
        self.member_of.setdefault(plain_role(member), set()).add(plain_role(role))

    def _altered(self, role: str, action: str) -> None:
        """SQL Server's ADD and DROP MEMBER, PostgreSQL's ADD and DROP USER."""
        found = re.match(r"(ADD|DROP)\s+(?:MEMBER|USER)\s+(.+)", action, re.I | re.S)
        for member in found[2].split(",") if found else ():
            if found and found[1].upper() == "ADD":
                self._joins(member, role)
            else:
                self.member_of.get(plain_role(member), set()).discard(role)

    def _created(self, role: str, attributes: Iterable[str]) -> None:
        for one in attributes:
            found = re.match(r"(in\s+)?(role|group|user|admin)\s+(.+)", one, re.I | re.S)
            for name in found[3].split(",") if found else ():
                if found and found[1]:
                    self._joins(role, name)
                else:
                    self._joins(name, role)

    def _forget(self, key: tuple[bool, Ref]) -> None:
        for role in self.holders.pop(key, ()):
            self.held.get(role, {}).pop(key, None)

    def _move(self, old: Ref, new: Ref) -> None:
        if old in self.made:
            self.made[new] = self.made.pop(old)
        for role in self.holders.pop((False, old), ()):
            rights = self.held.get(role, {}).pop((False, old), [])
            if rights:
                self.held[role][(False, new)] = [one._replace(ref=new) for one in rights]
                self.holders.setdefault((False, new), {})[role] = None


def _told(privileges: tuple[str, ...]) -> tuple[str, ...]:
    """Privileges under the names of those on one table: Oracle's SELECT ANY TABLE is SELECT on each."""
    return tuple(one.removesuffix(" ANY TABLE") if one.endswith(" ANY TABLE") else one for one in privileges)


def _around(schema: Ref, ref: Ref) -> bool:
    """Whether an object is in the schema that the first means; where its schema is not known it may be."""
    around = schema.name.casefold()
    return not around or not ref.schema or around == ref.schema.casefold()


def _left(one: Given, taken: Given) -> Iterator[Given]:
    """What is left of a right when something is revoked."""
    same = one.role == taken.role and (one.ref == taken.ref if one.everything == taken.everything else taken.everything)
    if not same or (one.kind in TABLES) != (taken.kind in TABLES):
        yield one
        return
    if taken.columns:
        kept = tuple(name for name in one.columns if name not in taken.columns)
        if kept or not one.columns:
            yield one._replace(columns=kept)  # PostgreSQL takes no column from who holds the table
        return
    if "ALL" in taken.privileges:
        return
    own: tuple[str, ...] = tuple(sorted(ROWS)) if one.privileges == ("ALL",) else one.privileges
    left = tuple(privilege for privilege in own if privilege not in taken.privileges)
    if left:
        yield one._replace(privileges=left)


def held_on(held: Iterable[Given], ref: Ref | None, schemas: Iterable[str] = ()) -> list[str]:
    """What a role with these grants may do on a table or another object, each privilege once, in the order of the grants; with no
    `ref` what it may do on all tables of the schemas (of any where none is named)."""
    wanted = {schema.casefold() for schema in schemas}
    found: dict[str, None] = {}
    for one in held:
        if one.everything and one.kind in (*TABLES, "schema", "database"):
            around = one.ref.name.casefold()
            fits = (
                not around
                or (not wanted if ref is None else not ref.schema or around == ref.schema.casefold())
                or around in wanted
            ) and (ref is None or ref not in one.without)
        else:
            fits = ref is not None and one.ref == ref
        if fits:
            found.update(dict.fromkeys(one.privileges))
    return list(found)


# --- who may read ----------------------------------------------------------------------------------------------------


class Reader(NamedTuple):
    """Somebody who may read a table or a view."""

    role: str
    """`public` is everybody."""
    columns: frozenset[str] | None
    """The only columns that may be read; None for all."""
    by: str = ""
    """The role whose member it is, where it was granted nothing itself."""
    without: frozenset[str] = frozenset()
    """Columns that are denied."""

    def reads(self, column: str) -> bool:
        return (self.columns is None or column in self.columns) and column not in self.without


class Readers:
    """Tells who may read what. Owners and superusers may anyway, and are not told."""

    def __init__(self, replay: Replay) -> None:
        self._access = access(replay)
        self._on: dict[Ref, list[Given]] = {}
        self._around: list[Given] = []
        self._may_run: dict[Ref, list[Given]] = {}
        for rights in self._access.held.values():
            for one in rights:
                if one.kind == "routine":
                    self._may_run.setdefault(one.ref, []).append(one)
                elif not READING.isdisjoint(one.privileges) and (one.everything or one.kind in TABLES):
                    (self._around if one.everything else self._on.setdefault(one.ref, [])).append(one)
        self._members: dict[str, list[str]] = {}
        for member, roles in sorted(self._access.member_of.items()):
            for role in sorted(roles):
                self._members.setdefault(role, []).append(member)

    def of(self, ref: Ref) -> list[Reader]:
        """Who may read a table or a view, or some of its columns, by name."""
        found: dict[str, Reader] = {}
        for one in self._rights(ref):
            columns = frozenset(one.columns) if one.columns else None
            before = found.get(one.role)
            if before is not None:
                columns = None if columns is None or before.columns is None else columns | before.columns
            found[one.role] = Reader(one.role, columns)
        for role in READS_ALL & self._members.keys():
            found[role] = Reader(role, None)
        for reader in list(found.values()):
            for member in self._below(reader.role):
                found.setdefault(member, Reader(member, reader.columns, reader.role))
        return [told for _, one in sorted(found.items()) if (told := self._allowed(one, ref)) is not None]

    def may_run(self, ref: Ref, everybody: bool) -> list[str]:
        """Who may call a routine; `everybody` where that is so until it is revoked."""
        found = {one.role for one in self._may_run.get(ref, ())}
        found |= {member for role in tuple(found) for member in self._below(role)}
        closed = any(_around(one, ref) if every else one == ref for every, one in self._access.closed)
        return sorted(found | {EVERYBODY} if everybody and not closed else found)

    def _rights(self, ref: Ref) -> Iterator[Given]:
        made = self._access.made.get(ref, -1)
        yield from self._on.get(ref, ())
        for one in self._around:
            # PostgreSQL gives the tables that are there; on a schema or a database the right stands for later ones too.
            if _around(one.ref, ref) and ref not in one.without and (one.kind not in TABLES or made <= one.step):
                yield one
        for one in self._access.promised:
            reads = one.kind == "table" and not READING.isdisjoint(one.privileges)
            if reads and _around(one.ref, ref) and one.step < made and ref not in one.without:
                yield one

    def _below(self, role: str) -> list[str]:
        """All that are members of a role, through others too."""
        found: dict[str, None] = {}
        waiting = [role]
        while waiting:
            for member in self._members.get(waiting.pop(), ()):
                if member not in found and member != role:
                    found[member] = None
                    waiting.append(member)
        return list(found)

    def _allowed(self, one: Reader, ref: Ref) -> Reader | None:
        """The reader without what is denied to it or to a role that it is a member of; None where nothing is left."""
        if not self._access.denied:
            return one
        without: set[str] = set()
        for denied in self._access.denied:
            around = _around(denied.ref, ref) if denied.everything else denied.ref == ref
            mine = denied.role in (one.role, EVERYBODY) or one.role in self._below(denied.role)
            if not around or not mine or READING.isdisjoint(denied.privileges):
                continue
            if not denied.columns:
                return None
            without.update(denied.columns)
        return one._replace(without=frozenset(without))
