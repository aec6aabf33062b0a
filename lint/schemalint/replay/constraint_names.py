"""How constraints are called, and what has the same name already."""

from __future__ import annotations

from collections.abc import Iterable

from schemalint.model.name import Ref
from schemalint.model.schema import (
    NOWHERE,
    Check,
    Column,
    Constraint,
    Exclusion,
    ForeignKey,
    PrimaryKey,
    Table,
    Unique,
)
from schemalint.model.text import Span
from schemalint.replay import naming
from schemalint.replay.draft import Draft, Namesake


def name_span(constraint: Constraint) -> Span:
    """Where the constraint is named, else where it stands."""
    return constraint.span if constraint.name_span == NOWHERE else constraint.name_span


def named(table: Table, name: str) -> Constraint | None:
    """The constraint of that folded name."""
    for constraint in table.constraints:
        if constraint.name == name:
            return constraint
    return None


def register(draft: Draft, table: Table, name: str) -> None:
    """Note the name of a constraint, so that generated names avoid it and another cannot have it."""
    if name and draft.dialect != "sqlite" and name not in ("PRIMARY", ORACLE_NAME):
        draft.link(Ref(table.schema, name), "constraint", table.ref)


def register_index(draft: Draft, table: Table, name: str) -> None:
    """Take note of the name of the index behind a constraint."""
    ref = Ref(table.schema, name)
    if name and draft.dialect in ("postgres", "standard", "oracle") and ref not in draft.indexes:
        draft.indexes = draft.indexes.set(ref, table.ref)


def note_namesake(draft: Draft, table: Table, constraint: Constraint) -> None:
    """A fault where the name of a constraint is taken outside its table."""
    found = _namesake(draft, table, constraint)
    if found is not None:
        span = name_span(constraint)
        draft.fault("exists", "constraint", table.ref, span, constraint.name, found.span, found.kind)


def _namesake(draft: Draft, table: Table, constraint: Constraint) -> Namesake | None:
    """What has the name outside the table: a relation in PostgreSQL, where keys are indexes of their name; a constraint of the
    same kind in MySQL, any constraint in Oracle, any object in SQL Server."""
    name, dialect = constraint.name, draft.dialect
    ref = Ref(table.schema, name)
    makes_index = isinstance(constraint, PrimaryKey | Unique | Exclusion) and not getattr(constraint, "using_index", "")
    if dialect == "postgres":
        return _relation_named(draft, table, ref) if makes_index else None
    if dialect in ("mysql", "mariadb"):
        if isinstance(constraint, ForeignKey) or (isinstance(constraint, Check) and dialect == "mysql"):
            for other, held in draft.constraints_of(table.schema, name):
                if other.ref != table.ref and type(held) is type(constraint):
                    return Namesake("constraint", name_span(held))
        return None
    if dialect not in ("tsql", "oracle"):
        return None
    if dialect == "tsql":
        return _object_named(draft, table, ref)
    for where, span in draft.constraint_places(table.schema, name):
        if where != table.ref:
            return Namesake("constraint", span)
    if makes_index and draft.indexes.get(ref, table.ref) != table.ref:
        return Namesake("index", draft.index_span(ref))
    return None


def _object_named(draft: Draft, table: Table, ref: Ref) -> Namesake | None:
    """What has the name of a constraint in SQL Server: a constraint or a default of another table, any other object."""
    for other, span in draft.constraint_places(ref.schema, ref.name):
        if other != table.ref:
            return Namesake("constraint", span)
    return Namesake("table", table.span) if ref.name == table.name else draft.namesake(ref, "constraint")


def note_default(draft: Draft, table: Table, column: Column) -> None:
    """Note the name of a default, which is a constraint in SQL Server; a fault where something else has it."""
    name = column.default_name
    if draft.dialect != "tsql" or not name or column.default is None:
        return
    found = _object_named(draft, table, Ref(table.schema, name))
    if found is not None:
        draft.fault("exists", "constraint", table.ref, column.default_span, name, found.span, found.kind)
    register(draft, table, name)


def _relation_named(draft: Draft, table: Table, ref: Ref) -> Namesake | None:
    if ref.name == table.name:
        return Namesake("table", table.span)
    if ref in draft.indexes:
        return Namesake(draft.index_kind(ref), draft.index_span(ref))
    return draft.namesake(ref, "index")


def key_name(draft: Draft, table: Table, columns: Iterable[str], label: str) -> str:
    """The generated name of a key or an exclusion constraint in PostgreSQL."""
    middle = "" if label == "pkey" else naming.joined(columns)
    first = naming.object_name(table.name, middle, label)
    if not (draft.relation_taken(Ref(table.schema, first)) or _constraint_name_used(draft, table, first)):
        return first
    return naming.free_name(
        table.name,
        middle,
        label,
        lambda name: draft.relation_taken(Ref(table.schema, name)) or _constraint_name_used(draft, table, name),
    )


def _constraint_name_used(draft: Draft, table: Table, name: str) -> bool:
    return named(table, name) is not None or draft.constraint_taken(table.schema, name)


def constraint_name(draft: Draft, table: Table, middle: str, label: str) -> str:
    """The name that the server gives a constraint."""
    return naming.free_name(table.name, middle, label, lambda name: _constraint_name_used(draft, table, name))


ORACLE_NAME = "SYS_C"
"""What Oracle's names begin with when it chooses them; the number that follows is not computable."""


def index_names(table: Table) -> list[str]:
    """The names of a table's indexes, those behind unique constraints included (MySQL names them alike)."""
    names = [index.name for index in table.indexes]
    names.extend(unique.name for unique in table.uniques)
    return names
