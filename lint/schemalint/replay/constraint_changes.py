"""Constraints that go, are renamed or become others."""

from __future__ import annotations

from collections.abc import Collection

from schemalint.model.change import AlterConstraint, DropConstraint, RenameConstraint
from schemalint.model.name import Ref
from schemalint.model.schema import (
    NOWHERE,
    Check,
    Constraint,
    Exclusion,
    ForeignKey,
    PrimaryKey,
    Table,
    Unique,
)
from schemalint.replay.constraint_names import ORACLE_NAME, named, note_namesake, register, register_index
from schemalint.replay.draft import Draft


def detach(draft: Draft, table: Table, constraint: Constraint) -> Table:
    """The table without that constraint; the caller stores it."""
    if isinstance(constraint, PrimaryKey):
        _forget_index(draft, table, constraint.name)
        return table._replace(primary_key=None)
    if isinstance(constraint, Unique):
        _forget_index(draft, table, constraint.name)
        return table._replace(uniques=tuple(held for held in table.uniques if held is not constraint))
    if isinstance(constraint, ForeignKey):
        return table._replace(foreign_keys=tuple(held for held in table.foreign_keys if held is not constraint))
    if isinstance(constraint, Check):
        return table._replace(checks=tuple(held for held in table.checks if held is not constraint))
    _forget_index(draft, table, constraint.name)
    return table._replace(exclusions=tuple(held for held in table.exclusions if held is not constraint))


def _forget_index(draft: Draft, table: Table, name: str) -> None:
    ref = Ref(table.schema, name)
    if ref in draft.indexes and draft.indexes[ref] == table.ref:
        draft.indexes = draft.indexes.delete(ref)
        draft.changed = True


def drop_constraint(draft: Draft, change: DropConstraint) -> None:
    table = draft.table(change.table)
    if table is None:
        return
    found = _sought(draft, table, change)
    if found is None:
        if _is_default(draft, table, change):
            return
        if not (change.if_exists or table.assumed or table.unknown or table.as_query):
            word = change.name.value if change.name else change.kind
            if not (draft.unsure(word, "constraint") or _random_name(draft, table, word)):
                span = change.name.span if change.name else change.span
                draft.fault("missing", "constraint", table.ref, span, word)
        return
    table = detach(draft, table, found)
    draft.put(table)
    if isinstance(found, PrimaryKey | Unique) and draft.postgres:
        drop_inbound(draft, table.ref, found.columns)
    _spread_drop(draft, table, found)


def _sought(draft: Draft, table: Table, change: DropConstraint) -> Constraint | None:
    if change.kind == "primary key":
        return table.primary_key
    if change.name is None:
        for unique in table.uniques:
            if unique.columns == change.columns:
                return unique
        return None
    name = change.name.value
    fold = draft.dialect in ("mysql", "mariadb", "tsql", "sqlite")
    wanted = name.lower() if fold else name
    kinds: tuple[type, ...] = {
        "foreign key": (ForeignKey,), "unique": (Unique,), "check": (Check,),
    }.get(change.kind, ())  # fmt: skip
    for constraint in table.constraints:
        held = constraint.name.lower() if fold else constraint.name
        if held == wanted and (not kinds or isinstance(constraint, kinds)):
            return constraint
    if draft.dialect == "tsql":
        # The full random name of a constraint that was left unnamed.
        for constraint in table.constraints:
            if not constraint.named and constraint.name and wanted.startswith(constraint.name.lower()):
                return constraint
    return None


def _is_default(draft: Draft, table: Table, change: DropConstraint) -> bool:
    """SQL Server drops a default by its constraint's name."""
    if draft.dialect != "tsql" or change.name is None:
        return False
    wanted = change.name.value.lower()
    for at, column in enumerate(table.columns):
        name = column.default_name.lower()
        generated = f"df__{table.name[:9]}__{column.name[:5]}__".lower()
        if column.default is not None and (wanted == name or (not name and wanted.startswith(generated))):
            columns = list(table.columns)
            columns[at] = column._replace(default=None, default_name="", default_span=NOWHERE)
            draft.put(table._replace(columns=tuple(columns)))
            return True
    return False


def _random_name(draft: Draft, table: Table, name: str) -> bool:
    """Whether the name may be one that the server made up."""
    if draft.dialect == "oracle":
        return name.upper().startswith(ORACLE_NAME)
    return draft.dialect == "tsql" and "__" in name


def is_pointed_at(draft: Draft, parent: Ref, column: str = "", but: Collection[Ref] = ()) -> bool:
    """Whether a foreign key of another table points at the table, or at that column of it; tables in `but` do not count."""
    for child_ref, _ in draft.linked(parent, "table"):
        child = draft.tables.get(child_ref)
        if child is None or child_ref == parent or child_ref in but:
            continue
        if any(
            key.parent == parent and (not column or column in key.parent_columns) and not key.ignored
            for key in child.foreign_keys
        ):
            return True
    return False


def drop_inbound(draft: Draft, parent: Ref, columns: tuple[str, ...] | None) -> None:
    """Drop the foreign keys of other tables that point at those columns of `parent`, or at any when None."""
    for child_ref, _ in draft.linked(parent, "table"):
        child = draft.tables.get(child_ref)
        if child is None:
            continue
        kept = tuple(
            key
            for key in child.foreign_keys
            if key.parent != parent or (columns is not None and key.parent_columns != columns)
        )
        if len(kept) != len(child.foreign_keys):
            draft.put(child._replace(foreign_keys=kept))


def _spread_drop(draft: Draft, table: Table, constraint: Constraint) -> None:
    """Take the constraint from the partitions and inheriting tables as well."""
    if draft.only:
        return
    waiting = draft.inheritors(table.ref)
    seen = {table.ref}
    while waiting:
        heir = waiting.pop()
        if heir.ref in seen:
            continue
        seen.add(heir.ref)
        for held in heir.constraints:
            if _same(held, constraint):
                draft.put(detach(draft, heir, held))
                break
        waiting.extend(draft.inheritors(heir.ref))


def _same(held: Constraint, parents: Constraint) -> bool:
    if isinstance(parents, Check):
        return isinstance(held, Check) and held.name == parents.name
    if isinstance(parents, PrimaryKey):
        return isinstance(held, PrimaryKey)
    if isinstance(parents, Unique):
        return isinstance(held, Unique) and held.columns == parents.columns
    if isinstance(parents, ForeignKey):
        return isinstance(held, ForeignKey) and held.columns == parents.columns and held.parent == parents.parent
    return isinstance(held, Exclusion) and held.parts == parents.parts


def rename_constraint(draft: Draft, change: RenameConstraint) -> None:
    table = draft.table(change.table)
    if table is None:
        return
    found = named(table, change.name.value)
    if found is None:
        if not (table.assumed or table.unknown or draft.unsure(change.name.value, "constraint")):
            draft.fault("missing", "constraint", table.ref, change.name.span, change.name.value)
        return
    new = change.new_name.value
    if new != found.name and named(table, new) is not None:
        draft.fault("exists", "constraint", table.ref, change.new_name.span, new)
        return
    renamed = found._replace(name=new, named=True, name_span=change.new_name.span)
    if isinstance(renamed, PrimaryKey | Unique):
        renamed = renamed._replace(using_index="")  # it was taken over under another name
    if isinstance(found, PrimaryKey | Unique | Exclusion):
        if new != found.name:
            note_namesake(draft, table, renamed)
        _forget_index(draft, table, found.name)
        register_index(draft, table, new)
    register(draft, table, new)
    draft.put(replaced(table, found, renamed))


def replaced(table: Table, old: Constraint, new: Constraint) -> Table:
    """The table with `new` in the place of `old`, which is of the same kind."""
    if isinstance(new, PrimaryKey):
        return table._replace(primary_key=new)
    if isinstance(new, Unique):
        return table._replace(uniques=tuple(new if held is old else held for held in table.uniques))
    if isinstance(new, ForeignKey):
        return table._replace(foreign_keys=tuple(new if held is old else held for held in table.foreign_keys))
    if isinstance(new, Check):
        return table._replace(checks=tuple(new if held is old else held for held in table.checks))
    return table._replace(exclusions=tuple(new if held is old else held for held in table.exclusions))


def alter_constraint(draft: Draft, change: AlterConstraint) -> None:
    table = draft.table(change.table)
    if table is None:
        return
    if change.name is None:
        for constraint in tuple(table.constraints):
            table = replaced(table, constraint, _altered(constraint, change))
        draft.put(table)
        return
    fold = draft.dialect in ("mysql", "mariadb", "tsql")
    wanted = change.name.value.lower() if fold else change.name.value
    for constraint in table.constraints:
        if (constraint.name.lower() if fold else constraint.name) == wanted:
            draft.put(replaced(table, constraint, _altered(constraint, change)))
            return
    if not (table.assumed or table.unknown or draft.unsure(wanted, "constraint") or _random_name(draft, table, wanted)):
        draft.fault("missing", "constraint", table.ref, change.name.span, change.name.value)


def _altered(constraint: Constraint, change: AlterConstraint) -> Constraint:
    if isinstance(constraint, ForeignKey):
        return constraint._replace(
            validated=constraint.validated if change.validated is None else change.validated,
            enforced=constraint.enforced if change.enforced is None else change.enforced,
            deferrable=constraint.deferrable if change.deferrable is None else change.deferrable,
            initially_deferred=(
                constraint.initially_deferred if change.initially_deferred is None else change.initially_deferred
            ),
        )
    if isinstance(constraint, Check):
        return constraint._replace(
            validated=constraint.validated if change.validated is None else change.validated,
            enforced=constraint.enforced if change.enforced is None else change.enforced,
        )
    if isinstance(constraint, PrimaryKey | Unique):
        enforced = constraint.enforced if change.enforced is None else change.enforced
        deferrable = constraint.deferrable if change.deferrable is None else change.deferrable
        if isinstance(constraint, PrimaryKey):
            return constraint._replace(enforced=enforced, deferrable=deferrable)
        return constraint._replace(enforced=enforced, deferrable=deferrable)
    return constraint
