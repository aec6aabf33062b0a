"""The catalogue while it is being changed: the persistent maps in mutable slots, name resolution, faults."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Literal, TypeVar

from immutables import Map

from schemalint.model.change import Change, Fault, FaultKind
from schemalint.model.document import Dialect
from schemalint.model.name import ObjectName, Ref
from schemalint.model.record import NamedTuple
from schemalint.model.schema import (
    NOWHERE,
    Catalog,
    Constraint,
    Domain,
    Enum,
    Extension,
    Grant,
    Kind,
    Link,
    OtherObject,
    Policy,
    Routine,
    Sequence,
    Table,
    Trigger,
    UserType,
    View,
)
from schemalint.model.text import Span

TYPES = frozenset({"enum", "domain", "type"})
"""Kinds of types. A composite type is a relation as well."""

UNGUARDED: dict[Dialect, frozenset[str]] = {"postgres": TYPES, "standard": TYPES, "sqlite": frozenset({"index"})}
"""Kinds whose names IF NOT EXISTS of a table or view does not pass over."""

NAMESPACES: dict[Dialect, dict[str, tuple[str, ...]]] = {
    "postgres": {
        "table": ("view", "sequence", "index", "composite", "enum", "domain", "type"),
        "view": ("table", "sequence", "index", "composite", "enum", "domain", "type"),
        "sequence": ("table", "view", "index", "composite", "enum", "domain", "type"),
        "index": ("table", "view", "sequence", "composite"),
        "type": ("table", "view"),
        "composite": ("table", "view", "sequence", "index"),
    },
    "mysql": {"table": ("view",), "view": ("table",)},
    "mariadb": {"table": ("view", "sequence"), "view": ("table", "sequence"), "sequence": ("table", "view")},
    "sqlite": {"table": ("view", "index"), "view": ("table", "index"), "index": ("table", "view")},
    "tsql": {
        "table": ("view", "sequence", "routine", "synonym", "constraint"),
        "view": ("table", "sequence", "routine", "synonym", "constraint"),
        "sequence": ("table", "view", "routine", "synonym", "constraint"),
        "routine": ("table", "view", "sequence", "synonym", "constraint"),
        "synonym": ("table", "view", "sequence", "routine", "constraint"),
        "constraint": ("table", "view", "sequence", "routine", "synonym"),
    },
    "oracle": {
        "table": ("view", "sequence", "routine", "synonym", "type"),
        "view": ("table", "sequence", "routine", "synonym", "type"),
        "sequence": ("table", "view", "routine", "synonym", "type"),
        "routine": ("table", "view", "sequence", "synonym", "type"),
        "synonym": ("table", "view", "sequence", "routine", "type"),
        "type": ("table", "view", "sequence", "routine", "synonym"),
    },
    "standard": {"table": ("view",), "view": ("table",)},
}  # fmt: skip
"""The other kinds of objects whose names a new one of a kind cannot have, in its schema."""


class Namesake(NamedTuple):
    """An object that has a name already."""

    kind: str
    span: Span


NameKind = Literal["object", "column", "index", "constraint"]
"""Kinds of names that do not stand for each other."""

K = TypeVar("K")
V = TypeVar("V")

DEFAULT_SCHEMAS: dict[Dialect, str] = {"postgres": "public", "tsql": "dbo"}
"""Where an unqualified name goes when nothing says otherwise; nowhere in particular in the other dialects."""

TRANSACTIONAL: frozenset[Dialect] = frozenset({"postgres", "sqlite", "tsql", "standard"})
"""Dialects in which ROLLBACK takes a change of the schema back."""

TEMPORARY_SCHEMA = "pg_temp"
"""Where temporary tables live, in every dialect, so that they never collide with lasting ones."""


class GrantLog(Collection[Grant]):
    """Grants in order. A log made by adding one shares its list with the log before."""

    __slots__ = ("_items", "_size")

    def __init__(self, items: list[Grant], size: int) -> None:
        self._items = items
        self._size = size

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Grant]:
        for at in range(self._size):
            yield self._items[at]

    def __contains__(self, grant: object) -> bool:
        return any(grant == held for held in self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Collection) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def without(self, ref: Ref) -> GrantLog:
        """This log without what is about an object that is gone."""
        if not any(ref in grant.objects for grant in self):
            return self
        kept = [
            grant._replace(objects=tuple(one for one in grant.objects if one != ref)) if ref in grant.objects else grant
            for grant in self
            if grant.objects != (ref,)
        ]
        return GrantLog(kept, len(kept))

    def adding(self, grant: Grant) -> GrantLog:
        """This log with one grant more."""
        items = self._items if len(self._items) == self._size else self._items[: self._size]
        items.append(grant)
        return GrantLog(items, self._size + 1)


def empty_catalog(dialect: Dialect, version: str = "", *, complete: bool = True) -> Catalog:
    """A catalogue without objects, as a fresh database of the dialect has it."""
    schema = DEFAULT_SCHEMAS.get(dialect, "")
    nothing: Map[Ref, Ref] = Map()
    empty: Map[object, object] = Map()
    return Catalog(
        dialect, version, schema, (schema,) if schema else (),
        *(empty,) * 11,  # type: ignore[arg-type]  # an empty map is a map of anything
        GrantLog([], 0), nothing, frozenset(), complete, Map(), Map(),
    )  # fmt: skip


def fills_timestamps(dialect: Dialect, version: str) -> bool:
    """Whether the server gives TIMESTAMP columns defaults that nobody wrote: MySQL before 8, MariaDB before 10.10. An unknown version
    is taken to be one of today."""
    numbers = [int(part) for part in version.split("-")[0].split(".")[:2] if part.isdigit()]
    if not numbers:
        return False
    return numbers < [8] if dialect == "mysql" else dialect == "mariadb" and len(numbers) > 1 and numbers < [10, 10]


def _map(mapping: Mapping[K, V]) -> Map[K, V]:
    return mapping if isinstance(mapping, Map) else Map(mapping)


class Draft:
    """A catalogue under change. `freeze` gives the value; `faults` and `made` are emptied by whoever reads them."""

    __slots__ = (
        "bodies", "changed", "checks_parents", "complete", "default_schema", "dialect", "domains", "enums", "extensions",
        "faults", "grants", "heirs", "home", "if_exists", "implicit_timestamps", "indexes", "later", "links", "made", "muted", "only", "others", "policies", "postgres", "promised", "qualifiers",
        "routines", "search_path", "sequences", "siblings", "source", "statement", "tables", "temporary", "triggers", "types", "version",
        "views",
    )  # fmt: skip

    dialect: Dialect
    tables: Map[Ref, Table]
    views: Map[Ref, View]
    enums: Map[Ref, Enum]
    domains: Map[Ref, Domain]
    types: Map[Ref, UserType]
    sequences: Map[Ref, Sequence]
    routines: Map[Ref, tuple[Routine, ...]]
    triggers: Map[tuple[Ref, str], Trigger]
    policies: Map[tuple[Ref, str], Policy]
    extensions: Map[str, Extension]
    others: Map[tuple[str, Ref], OtherObject]
    grants: GrantLog
    indexes: Map[Ref, Ref]
    muted: Collection[Ref]
    links: Map[Ref, Map[Link, None]]
    heirs: Map[Ref, Map[Ref, None]]

    def __init__(self, catalog: Catalog) -> None:
        self.faults: list[Fault] = []
        self.made: list[tuple[str, Ref, Span]] = []
        self.statement: Span = NOWHERE
        self.home = (catalog.default_schema, catalog.search_path)
        self.bodies: list[str] = []
        self.promised: Collection[tuple[str, str]] | None = None
        self.later: Collection[tuple[str, str]] = ()
        self.only = False
        self.if_exists = False
        """ALTER TABLE IF EXISTS: where the table is missing, nothing happens."""
        self.checks_parents = catalog.dialect != "sqlite"
        self.implicit_timestamps = fills_timestamps(catalog.dialect, catalog.version)
        self.qualifiers: dict[str, None] = {}
        self.siblings: tuple[Change, ...] = ()
        self.load(catalog)

    def load(self, catalog: Catalog) -> None:
        """Take up another catalogue: the one a ROLLBACK goes back to."""
        self.source = catalog
        self.changed = False
        self.dialect = catalog.dialect
        self.postgres = catalog.dialect in ("postgres", "standard")
        self.version = catalog.version
        self.default_schema = catalog.default_schema
        self.search_path = catalog.search_path
        self.tables = _map(catalog.tables)
        self.views = _map(catalog.views)
        self.enums = _map(catalog.enums)
        self.domains = _map(catalog.domains)
        self.types = _map(catalog.types)
        self.sequences = _map(catalog.sequences)
        self.routines = _map(catalog.routines)
        self.triggers = _map(catalog.triggers)
        self.policies = _map(catalog.policies)
        self.extensions = _map(catalog.extensions)
        self.others = _map(catalog.others)
        grants = catalog.grants
        self.grants = grants if isinstance(grants, GrantLog) else GrantLog(list(grants), len(grants))
        self.indexes = _map(catalog.indexes)
        self.muted = catalog.muted
        self.complete = catalog.complete
        self.links = _map(catalog.links)  # type: ignore[arg-type]  # the inner maps are ours
        self.heirs = _map(catalog.heirs)  # type: ignore[arg-type]  # the inner maps are ours
        self.temporary = any(ref.schema == TEMPORARY_SCHEMA for ref in self.tables)

    def freeze(self) -> Catalog:
        """The catalogue as it is now; the very one loaded when nothing changed."""
        if self.changed:
            self.source = Catalog(
                self.dialect, self.version, self.default_schema, self.search_path, self.tables, self.views, self.enums,
                self.domains, self.types, self.sequences, self.routines, self.triggers, self.policies, self.extensions,
                self.others, self.grants, self.indexes, self.muted, self.complete, self.links, self.heirs,
            )  # fmt: skip
            self.changed = False
        return self.source

    # Names

    def schema_of(self, name: ObjectName) -> str:
        """The schema a new object of that name goes to."""
        if name.schema is None:
            return self.default_schema
        schema = name.schema.value
        if not schema or (self.dialect == "sqlite" and schema == "main"):
            return self.default_schema
        self.qualifiers[schema] = None
        return schema

    def use_path(self, path: tuple[str, tuple[str, ...]]) -> None:
        """Let unqualified names go to that default schema and be looked for along that path."""
        if path != (self.default_schema, self.search_path):
            self.default_schema, self.search_path = path
            self.changed = True

    def place(self, name: ObjectName) -> Ref:
        """The key a new object of that name gets."""
        return Ref(self.default_schema if name.schema is None else self.schema_of(name), name.name.value)

    def locate(self, name: ObjectName, *mappings: Mapping[Ref, object]) -> Ref:
        """The key of the object of that name in one of the mappings, looked for as the server does; else `place`."""
        ref = self.place(name)
        for mapping in mappings:
            if ref in mapping:
                return ref
        for other in self._elsewhere(name, ref):
            for mapping in mappings:
                if other in mapping:
                    return other
        return ref

    def table_ref(self, name: ObjectName) -> Ref:
        """The key of the table or view of that name, or the key it would have."""
        if name.schema is None:
            if self.temporary:
                hidden = Ref(TEMPORARY_SCHEMA, name.name.value)
                if hidden in self.tables:
                    return hidden
            ref = Ref(self.default_schema, name.name.value)
        else:
            ref = self.place(name)
        if ref in self.tables or ref in self.views:
            return ref
        for other in self._elsewhere(name, ref):
            if other in self.tables or other in self.views:
                return other
        return ref

    def _elsewhere(self, name: ObjectName, tried: Ref) -> Iterator[Ref]:
        if name.schema is None:
            for schema in self.search_path:
                if schema != tried.schema:
                    yield Ref(schema, tried.name)
            if not self.default_schema:
                # The database that is in use is one of those named elsewhere, or another.
                for schema in self.qualifiers:
                    table = self.tables.get(Ref(schema, tried.name))
                    if table is None or not table.assumed:
                        yield Ref(schema, tried.name)
        elif not self.default_schema:
            # Nothing says which schema unqualified names went to: it may be this one.
            yield Ref("", tried.name)

    # Faults

    def unsure(self, word: str, kind: NameKind = "object") -> bool:
        """Whether something of that folded name may exist though nothing that was read makes it."""
        key = (kind, word)
        if not self.complete or (self.promised is not None and key not in self.promised) or key in self.later:
            return True
        if self.bodies:
            needle = word.lower()
            return any(needle in body for body in self.bodies)
        return False

    def fault(
        self, kind: FaultKind, object_kind: str, ref: Ref, span: Span, part: str = "", related: Span | None = None,
        holder: str = "",
    ) -> None:  # fmt: skip
        """Note what the server would refuse."""
        self.faults.append(Fault(kind, object_kind, ref, part, span, None if related == NOWHERE else related, holder))

    def mute(self, ref: Ref) -> None:
        """Note that something unread touches the object."""
        held = self.muted
        silent: Map[Ref, None] = held if isinstance(held, Map) else Map(dict.fromkeys(held))
        self.muted = silent.set(ref, None)
        self.changed = True

    # Tables

    def put(self, table: Table) -> None:
        """Store a table under its own name."""
        self.tables = self.tables.set(Ref(table.schema, table.name), table)
        self.changed = True

    def table(self, name: ObjectName) -> Table | None:
        """The table that a statement alters. A missing one is a fault, once: it is taken to exist from then on.

        None when the name is a view's, which has no columns or constraints of its own, and when IF EXISTS lets the statement pass.
        """
        ref = self.table_ref(name)
        table = self.tables.get(ref)
        if table is not None:
            return table
        if ref in self.views:
            if self.dialect in ("mysql", "mariadb"):
                self.fault("missing", "table", ref, name.span, holder="view")
            return None
        if self.postgres and (self.locate(name, self.sequences, self.indexes) in self.sequences or ref in self.indexes):
            # ALTER TABLE also takes sequences and indexes, for what they have in common.
            return None
        if not self.unsure(ref.name):
            if self.if_exists:
                return None
            self.fault("missing", "table", ref, name.span)
        return self.assume(ref, name)

    def assume(self, ref: Ref, name: ObjectName | None = None) -> Table:
        """A table that nothing made, taken to exist."""
        table = Table(ref.schema, ref.name, assumed=True, written=name.name.written if name else ref.name)
        self.put(table)
        return table

    def link(self, target: Ref, kind: Kind, ref: Ref, part: str = "") -> None:
        """Remember that the object `ref` names `target`."""
        key: Link = (kind, ref, part)
        held = self.links.get(target)
        if held is None:
            self.links = self.links.set(target, Map({key: None}))
        elif key not in held:
            self.links = self.links.set(target, held.set(key, None))
        else:
            return
        self.changed = True

    def linked(self, target: Ref, kind: Kind) -> list[tuple[Ref, str]]:
        """What of that kind names `target`, or did once, in the order of the names: the map keeps none."""
        held = self.links.get(target)
        return sorted((ref, part) for what, ref, part in held if what == kind) if held else []

    def add_heir(self, parent: Ref, heir: Ref) -> None:
        """Remember that `heir` is a partition of `parent`, or inherits from it."""
        self.heirs = self.heirs.set(parent, self.heirs.get(parent, Map()).set(heir, None))
        self.changed = True

    def partitions(self, parent: Ref) -> list[Table]:
        """The partitions of a table, its own level only."""
        return [heir for heir in self._heirs(parent) if heir.partition_of == parent]

    def inheritors(self, parent: Ref) -> list[Table]:
        """The partitions of a table and the tables that inherit from it, their own level only."""
        return [heir for heir in self._heirs(parent) if heir.partition_of == parent or parent in heir.inherits]

    def _heirs(self, parent: Ref) -> list[Table]:
        held = self.heirs.get(parent)
        return [table for table in map(self.tables.get, sorted(held)) if table is not None] if held else []

    def relation_taken(self, ref: Ref) -> bool:
        """Whether a table, view, sequence, index or composite type has that name (PostgreSQL keeps them in one namespace)."""
        if ref in self.tables or ref in self.views or ref in self.indexes or ref in self.sequences:
            return True
        held = self.types.get(ref)
        return held is not None and held.form == "composite"

    def kind_of_relation(self, ref: Ref) -> str:
        """What kind of relation other than an index has that name in PostgreSQL."""
        namesake = self.namesake(ref, "index")
        return namesake.kind if namesake else ""

    def constraints_of(self, schema: str, name: str) -> Iterator[tuple[Table, Constraint]]:
        """The constraints of that name in the tables of a schema, as far as they were named or registered."""
        for ref, _ in self.linked(Ref(schema, name), "constraint"):
            table = self.tables.get(ref)
            for constraint in table.constraints if table is not None else ():
                if table is not None and constraint.name == name:
                    yield table, constraint

    def constraint_places(self, schema: str, name: str) -> Iterator[tuple[Ref, Span]]:
        """The tables of a schema that have a constraint of that name, and where; in SQL Server a default is one, too."""
        for table, constraint in self.constraints_of(schema, name):
            yield table.ref, constraint.name_span
        if self.dialect == "tsql":
            for ref, _ in self.linked(Ref(schema, name), "constraint"):
                held = self.tables.get(ref)
                for column in held.columns if held is not None else ():
                    if column.default_name == name and column.default is not None:
                        yield ref, column.default_span

    def constraint_taken(self, schema: str, name: str) -> bool:
        """Whether a table of the schema has a constraint of that name; generated names of PostgreSQL avoid it."""
        return any(True for _ in self.constraints_of(schema, name))

    def namesake(self, ref: Ref, kind: str) -> Namesake | None:
        """The object of another kind whose name an object of that kind cannot have; tables that are only taken to exist stand
        in nobody's way."""
        for other in NAMESPACES.get(self.dialect, {}).get(kind, ()):
            span = self._held_as(other, ref)
            if span is not None:
                return Namesake("composite type" if other == "composite" else other, span)
        return None

    def _held_as(self, kind: str, ref: Ref) -> Span | None:
        """Where the object of that kind and name was made; None when there is none."""
        match kind:
            case "table":
                table = self.tables.get(ref)
                return None if table is None or table.assumed else table.span
            case "index":
                return self.index_span(ref) if ref in self.indexes else None
            case "constraint":
                return next((span for _, span in self.constraint_places(ref.schema, ref.name)), None)
            case "composite" | "type":
                user = self.types.get(ref)
                if user is None or user.form == "shell" or (user.form == "composite") != (kind == "composite"):
                    return None
                return user.span
            case "routine":
                held = self.routines.get(ref)
                return held[0].span if held else None
            case "synonym":
                other = self.others.get(("synonym", ref))
                return other.span if other is not None else None
        spaces: dict[str, Mapping[Ref, View | Sequence | Enum | Domain]] = {
            "view": self.views, "sequence": self.sequences, "enum": self.enums, "domain": self.domains,
        }  # fmt: skip
        found = spaces[kind].get(ref)
        return found.span if found is not None else None

    def index_span(self, ref: Ref) -> Span:
        """The name of an index where it was written; `NOWHERE` for those behind constraints."""
        holder = self.tables.get(self.indexes[ref]) or self.views.get(self.indexes[ref])
        for index in holder.indexes if holder else ():
            if index.name == ref.name:
                return index.name_span
        return NOWHERE

    def index_kind(self, ref: Ref) -> str:
        """`index`, or `constraint` where the index of that name stands behind one."""
        return "index" if self.index_span(ref) != NOWHERE or self._is_plain_index(ref) else "constraint"

    def _is_plain_index(self, ref: Ref) -> bool:
        holder = self.tables.get(self.indexes[ref]) or self.views.get(self.indexes[ref])
        return any(index.name == ref.name for index in (holder.indexes if holder else ()))

    def is_taken(
        self, ref: Ref, kind: str, held: Mapping[Ref, View | Sequence], span: Span, *, guarded: bool = False,
        renamed: bool = False,
    ) -> bool:  # fmt: skip
        """Whether a view or sequence cannot have that name; a fault unless IF NOT EXISTS guards the statement. A sequence may be
        renamed to the name of a type, though none can be made under it."""
        same = held.get(ref)
        other = self.namesake(ref, kind) if same is None else None
        if other is not None and renamed and other.kind in TYPES:
            return False
        if same is None and other is None:
            return False
        if not guarded or (other is not None and self.postgres and other.kind in TYPES):
            related = same.span if same is not None else other.span if other is not None else None
            self.fault("exists", kind, ref, span, related=related, holder=other.kind if other else "")
        return True
