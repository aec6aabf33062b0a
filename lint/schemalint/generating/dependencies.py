"""What a statement makes and what it needs to be there, told from its changes alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from schemalint.dialects.folding import fold
from schemalint.model.change import (
    AddColumn,
    AddConstraint,
    AddEnumValue,
    AlterColumnType,
    AlterDomain,
    AlterIndex,
    AlterObject,
    AlterPolicy,
    AlterSequence,
    AlterType,
    AttachIndex,
    AttachPartition,
    Change,
    ChangeGrant,
    CreateDomain,
    CreateEnum,
    CreateExtension,
    CreateIndex,
    CreateObject,
    CreatePolicy,
    CreateRoutine,
    CreateSequence,
    CreateTable,
    CreateTrigger,
    CreateType,
    CreateView,
    DetachPartition,
    DropColumn,
    DropConstraint,
    DropObjects,
    Execute,
    Reading,
    RedefineColumn,
    RenameColumn,
    RenameConstraint,
    RenameEnumValue,
    RenameObject,
    SetComment,
    SetInheritance,
    SetOption,
    SetRowSecurity,
    SetSchema,
)
from schemalint.model.document import Dialect
from schemalint.model.expression import Expression, sequences_of
from schemalint.model.name import ObjectName, Ref
from schemalint.model.record import NamedTuple
from schemalint.model.schema import Check, Column, Constraint, Exclusion, ForeignKey, PrimaryKey, Type, Unique

Key = tuple[str, Ref, str]
"""A kind, an object of it, and its part (a column, a trigger, the columns of a key)."""

NOTHING = Ref("", "")


class Need(NamedTuple):
    """Something that must be there before a statement."""

    key: Key
    sure: bool = True
    """False where a word of the statement equals the name and may mean something different."""
    reference: ForeignKey | None = None
    """The foreign key whose parent it is, where the key could be added later."""


class Ties(NamedTuple):
    """How one statement hangs together with others."""

    makes: tuple[Key, ...]
    needs: tuple[Need, ...]
    turns: tuple[Ref, ...]
    """The objects that it renames, copies, drops, or drops a part of: what stands before it must stay before it, and what
    follows behind."""
    phase: int
    replaces: bool
    """Takes it well that what it makes is there: OR REPLACE, IF NOT EXISTS."""


(
    DATABASE, EXTENSION, SCHEMA, ROLE, OTHER, TYPE, SEQUENCE, ROUTINE, TABLE, ALTERATION, KEY, CONSTRAINT, REFERENCE, INDEX, INDEX_STATE,
    TRIGGER, VIEW, POLICY, GRANT, COMMENT,
) = range(20)  # fmt: skip
"""The order of a script: what is nobody's need comes last."""

_KINDS = {
    "table": "relation", "view": "relation", "materialized-view": "relation", "foreign table": "relation", "column": "relation",
    "enum": "type", "domain": "type", "type": "type", "function": "routine", "procedure": "routine", "aggregate": "routine",
    "materialized view": "relation", "collection": "relation",
}  # fmt: skip


def ties(reading: Reading, dialect: Dialect, default: str, named: Callable[[str], bool]) -> Ties:
    """What the statement makes and needs. `default` is the schema of unqualified names at that place, and `named` tells whether
    some statement of the script makes an object of that folded name: only such words are looked at."""
    teller = _Teller(dialect, default, named)
    makes: list[Key] = []
    needs: list[Need] = []
    turns: list[Ref] = []
    for change in reading.changes:
        makes.extend(teller.makes(change))
        needs.extend(teller.needs(change))
        turns.extend(teller.turns(change))
    needs.extend(teller.words(reading))
    own = set(makes)
    wanted = tuple(one for one in dict.fromkeys(needs) if one.key not in own)
    phases = [phase for change in reading.changes if (phase := _phase(change)) is not None]
    replaces = all(
        getattr(change, "or_replace", False) or getattr(change, "if_not_exists", False) for change in reading.changes
    )
    return Ties(tuple(makes), wanted, tuple(turns), phases[0] if phases else ALTERATION, replaces)


def _phase(change: Change) -> int | None:
    match change:
        case CreateExtension():
            return EXTENSION
        case CreateObject():
            return {"schema": SCHEMA, "role": ROLE, "user": ROLE, "database": DATABASE}.get(change.kind, OTHER)
        case CreateEnum() | CreateDomain() | CreateType() | AddEnumValue() | AlterDomain() | AlterType():
            return TYPE
        case CreateSequence():
            return SEQUENCE
        case CreateRoutine():
            return ROUTINE
        case CreateTable():
            return TABLE
        case AddConstraint():
            if isinstance(change.constraint, ForeignKey):
                return REFERENCE
            return KEY if isinstance(change.constraint, PrimaryKey | Unique) else CONSTRAINT
        case CreateIndex():
            return INDEX
        case AttachIndex() | AlterIndex():
            return INDEX_STATE
        case CreateTrigger():
            return TRIGGER
        case CreateView():
            return VIEW
        case CreatePolicy() | AlterPolicy() | SetRowSecurity():
            return POLICY
        case ChangeGrant():
            return GRANT
        case SetComment():
            return COMMENT
        case SetOption():
            return GRANT if change.option == "owner" else ALTERATION
        case Execute():
            return None
    return ALTERATION


class _Teller:
    """The dialect, and where unqualified names go."""

    def __init__(self, dialect: Dialect, default: str, named: Callable[[str], bool]) -> None:
        self.dialect: Dialect = dialect
        self.default = default
        self.named = named
        self.postgres = dialect in ("postgres", "standard")

    def ref(self, name: ObjectName) -> Ref:
        return Ref(name.schema.value if name.schema else self.default, name.value)

    def makes(self, change: Change) -> Iterator[Key]:
        match change:
            case CreateTable():
                ref = self.ref(change.name)
                yield "relation", ref, ""
                yield from (("column", ref, column.name) for column in change.columns)
                yield from _held(ref, change.constraints)
                yield from (("index", Ref(ref.schema, one.name), "") for one in change.indexes if one.name)
            case CreateView():
                yield "relation", self.ref(change.name), ""
            case CreateEnum() | CreateDomain() | CreateType():
                yield "type", self.ref(change.name), ""
            case CreateSequence():
                yield "sequence", self.ref(change.name), ""
            case CreateRoutine():
                yield "routine", self.ref(change.name), _signature(change)
            case CreateTrigger():
                yield "trigger", self.ref(change.table) if self.postgres else NOTHING, change.name.value
            case CreatePolicy():
                yield "policy", self.ref(change.table), change.name.value
            case CreateExtension():
                yield "extension", Ref("", change.name.value), ""
            case CreateObject():
                plain = change.kind in ("schema", "role", "user", "database")
                kind = "role" if change.kind == "user" else change.kind
                yield kind, Ref("", change.name.value) if plain else self.ref(change.name), ""
            case CreateIndex():
                ref = self.ref(change.table)
                if change.name is not None:
                    shared = self.dialect in ("postgres", "standard", "sqlite", "oracle")
                    yield "index", Ref(ref.schema, change.name.value), "" if shared else ref.name
                if change.definition.unique:
                    yield "key", ref, ",".join(sorted(change.definition.columns))
            case AddColumn():
                ref = self.ref(change.table)
                yield "column", ref, change.column.name
                yield from _held(ref, change.constraints)
            case AddConstraint():
                yield from _held(self.ref(change.table), (change.constraint,))
            case RenameColumn():
                yield "column", self.ref(change.table), change.new_name.value
            case RenameObject():
                yield _KINDS.get(change.kind, change.kind), self.ref(change.new_name), ""

    def needs(self, change: Change) -> Iterator[Need]:
        for schema in sorted(_schemas(change)):
            yield Need(("schema", Ref("", schema), ""))
        match change:
            case CreateTable():
                yield from self._table(change)
            case CreateIndex():
                ref = self.ref(change.table)
                yield Need(("relation", ref, ""))
                for part in change.definition.parts:
                    if part.column:
                        yield Need(("column", ref, part.column), False)
                    yield from self._calls(part.expression)
                yield from self._calls(change.definition.predicate)
            case CreateView():
                for name in change.reads:
                    yield Need(("relation", self.ref(name), ""))
                    # GROUP BY of a primary key stands for all columns, once the key is there.
                    yield Need(("key", self.ref(name), ""), False)
            case CreateTrigger():
                yield Need(("relation", self.ref(change.table), ""))
                if change.function is not None:
                    yield Need(("routine", self.ref(change.function), ""))
            case CreateDomain():
                yield from self._type(change.type)
                yield from self._calls(change.default)
                for held in change.constraints:
                    yield from self._constraint(held, None)
            case CreateType():
                yield from (need for column in change.columns for need in self._type(column.type))
            case CreateSequence() | AlterSequence():
                if isinstance(change, AlterSequence):
                    yield Need(("sequence", self.ref(change.name), ""))
                if change.owned_by is not None:
                    yield Need(("relation", self.ref(change.owned_by[0]), ""))
            case AddColumn():
                ref = self.ref(change.table)
                yield Need(("relation", ref, ""))
                yield from self._column(change.column)
                for held in change.constraints:
                    yield from self._constraint(held, ref)
            case AddConstraint():
                ref = self.ref(change.table)
                yield Need(("relation", ref, ""))
                yield from self._constraint(change.constraint, ref)
            case AttachPartition() | DetachPartition():
                yield Need(("relation", self.ref(change.table), ""))
                yield Need(("relation", self.ref(change.partition), ""))
            case SetInheritance():
                yield Need(("relation", self.ref(change.table), ""))
                yield Need(("relation", self.ref(change.parent), ""))
            case AttachIndex():
                yield Need(("index", self.ref(change.name), ""))
                yield Need(("index", self.ref(change.partition), ""))
            case AlterIndex():
                yield Need(("index", self.ref(change.name), ""))
            case AddEnumValue() | RenameEnumValue() | AlterDomain() | AlterType():
                yield Need(("type", self.ref(change.name), ""))
            case SetComment():
                yield from self._commented(change)
            case ChangeGrant():
                kind = _KINDS.get(change.grant.kind, change.grant.kind)
                for granted in change.objects:
                    if change.grant.all_in_schema or kind in ("schema", "database"):
                        yield Need(("schema" if change.grant.all_in_schema else kind, Ref("", granted.value), ""))
                    else:
                        yield Need((kind, self.ref(granted), ""))
                yield from (
                    Need(("role", Ref("", role), ""), False) for role in (*change.grant.grantees, *change.grant.roles)
                )
            case SetOption() | AlterObject() | RenameObject() | SetSchema():
                if change.name is not None:
                    kind = getattr(change, "kind", "")
                    plain = kind in ("schema", "role", "user", "database")
                    ref = Ref("", change.name.value) if plain else self.ref(change.name)
                    yield Need((_KINDS.get(kind, kind), ref, ""))
                if isinstance(change, SetOption) and change.option == "owner":
                    yield Need(("role", Ref("", change.value), ""), False)
            case CreateObject():
                if change.target is not None:
                    yield Need(("relation", self.ref(change.target), ""))
            case AlterColumnType():
                yield Need(("relation", self.ref(change.table), ""))
                yield from self._type(change.type)
                yield from self._calls(change.using)
            case RedefineColumn():
                ref = self.ref(change.table)
                yield Need(("relation", ref, ""))
                yield from self._column(change.definition)
                for held in change.constraints:
                    yield from self._constraint(held, ref)
            case _:
                table = getattr(change, "table", None)
                if isinstance(table, ObjectName):
                    yield Need(("relation", self.ref(table), ""))
                    column = getattr(change, "column", None)
                    if column is not None:
                        yield Need(("column", self.ref(table), column.value), False)

    def turns(self, change: Change) -> Iterator[Ref]:
        match change:
            case RenameColumn() | DropColumn() | DropConstraint() | RenameConstraint() | DetachPartition():
                yield self.ref(change.table)
            case RedefineColumn():
                # A new type goes in front of keys, indexes and views, which it would be in the way of; a new name may not.
                if change.definition.name != change.column.value:
                    yield self.ref(change.table)
            case RenameObject() | SetSchema() | RenameEnumValue():
                yield self.ref(change.name)
            case CreateTable():
                # A copy has the keys and indexes that its model has at that moment.
                yield from (self.ref(one.table) for one in change.like if one.including or not self.postgres)
            case DropObjects():
                yield from map(self.ref, change.names)
                if change.on is not None:
                    yield self.ref(change.on)

    def _table(self, change: CreateTable) -> Iterator[Need]:
        ref = self.ref(change.name)
        for name in (change.partition_of, *change.inherits, *(one.table for one in change.like)):
            if name is not None:
                yield Need(("relation", self.ref(name), ""))
        if change.of_type is not None:
            yield Need(("type", self.ref(change.of_type), ""))
        for column in change.columns:
            yield from self._column(column)
        for held in change.constraints:
            for need in self._constraint(held, ref):
                yield need._replace(reference=held) if isinstance(held, ForeignKey) else need

    def _column(self, column: Column) -> Iterator[Need]:
        yield from self._type(column.type)
        yield from self._calls(column.default)
        yield from self._calls(column.generated)

    def _constraint(self, held: Constraint, ref: Ref | None) -> Iterator[Need]:
        match held:
            case ForeignKey():
                # MySQL drops the keys that stand in a column; SQLite looks for the parent when a row is written.
                if held.ignored or self.dialect == "sqlite":
                    return
                parent = Ref(held.parent.schema or self.default, held.parent.name)
                if parent != ref:
                    yield Need(("relation", parent, ""))
                    yield Need(("key", parent, ",".join(sorted(held.parent_columns))), False)
            case Check():
                yield from self._calls(held.expression)
            case Exclusion():
                yield from self._calls(held.predicate)

    def _type(self, type_: Type | None) -> Iterator[Need]:
        if type_ is not None and type_.family == "user":
            yield Need(("type", Ref(type_.schema or self.default, type_.name), ""))

    def _calls(self, expression: Expression | None) -> Iterator[Need]:
        if expression is None:
            return
        for call in expression.calls:
            schema, _, name = call.rpartition(".")
            yield Need(("routine", Ref(schema or self.default, name), ""), False)
        for text in sequences_of(expression.shape):
            schema, _, name = text.rpartition(".")
            folded = fold(name, self.dialect)
            yield Need(("sequence", Ref(fold(schema, self.dialect) if schema else self.default, folded), ""))

    def _commented(self, change: SetComment) -> Iterator[Need]:
        kind = change.kind
        ref = self.ref(change.name)
        if kind in ("schema", "extension", "role", "database"):
            yield Need((kind, Ref("", change.name.value), ""))
        elif change.part:
            yield Need(("relation", ref, ""), kind == "column")
            yield Need((kind, ref, change.part), False)
        else:
            yield Need((_KINDS.get(kind, kind), ref, ""))

    def words(self, reading: Reading) -> Iterator[Need]:
        """The words of a query or a body that may be names of the script's objects."""
        spoken = [change for change in reading.changes if self._speaks(change)]
        if not spoken and reading.complete:
            return
        seen: set[str] = set()
        for word in reading.statement.tokens.words:
            seen.add(word)
        for change in spoken:
            if isinstance(change, CreateRoutine) and self._looks_at_once(change):
                seen.update(_IDENTIFIER.findall(change.body))
        for word in sorted(seen):
            first = word[:1]
            if not (first.isalpha() or first in '_"`['):
                continue
            name = fold(word, self.dialect)
            if self.named(name):
                yield from (
                    Need((kind, Ref(self.default, name), ""), False)
                    for kind in ("relation", "key", "routine", "type", "sequence")
                )

    def _speaks(self, change: Change) -> bool:
        return isinstance(change, CreateView | CreatePolicy | AlterPolicy | CreateRoutine | CreateObject) or (
            isinstance(change, CreateTable) and bool(change.as_query)
        )

    def _looks_at_once(self, change: CreateRoutine) -> bool:
        """Whether the server looks at the names in the body when the routine is made."""
        return self.postgres and change.language.lower() in ("sql", "")


_IDENTIFIER = re.compile(r'"[^"]+"|[^\W\d][\w$]*')


def _held(ref: Ref, constraints: Iterable[Constraint]) -> Iterator[Key]:
    for held in constraints:
        if held.name:
            yield "constraint", ref, held.name
        if isinstance(held, PrimaryKey):
            yield "key", ref, ""
        if isinstance(held, PrimaryKey | Unique):
            yield "key", ref, ",".join(sorted(held.columns))


def _signature(change: CreateRoutine) -> str:
    return ",".join(one.type for one in change.parameters if one.mode in ("in", "inout", "variadic"))


def _schemas(change: Change) -> set[str]:
    """The schemas written in front of the names of a change."""
    found = set()
    for field in ("name", "table"):
        name = getattr(change, field, None)
        if isinstance(name, ObjectName) and name.schema is not None:
            found.add(name.schema.value)
    return found
