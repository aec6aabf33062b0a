"""Columns as they are added, changed and dropped."""

from __future__ import annotations

import re
from collections.abc import Callable

from schemalint.model.change import (
    AddColumn,
    AlterColumnType,
    DropColumn,
    DropConstraint,
    DropObjects,
    RedefineColumn,
    RenameColumn,
    SetColumnOption,
    SetDefault,
    SetGenerated,
    SetIdentity,
    SetNullable,
)
from schemalint.model.name import Name, Ref
from schemalint.model.schema import NOWHERE, Column, Index, PrimaryKey, Table, Unique
from schemalint.model.text import Span
from schemalint.replay import constraint_changes, constraint_names, constraints, sequences, tables, user_types
from schemalint.replay.draft import Draft
from schemalint.replay.expressions import with_renamed


def add_column(draft: Draft, change: AddColumn) -> None:
    table = draft.table(change.table)
    if table is None:
        return
    column = change.column
    held = table.column(column.name)
    if held is not None:
        if not (change.if_not_exists or held.unknown):
            draft.fault("exists", "column", table.ref, column.span, column.name, held.span)
        if not held.unknown or change.if_not_exists:
            return
    if column.statement == NOWHERE:
        column = column._replace(statement=draft.statement)
    column = tables.settle_column(draft, table, column)
    _require_neighbour(draft, table, change.position, change.span)
    before = table
    table = table._replace(columns=_placed(table.columns, column, change.position))
    for constraint in sorted(change.constraints, key=lambda held: not isinstance(held, PrimaryKey)):
        table = constraints.attach(draft, table, constraint)
    draft.put(table)
    constraints.fill_children(draft, table)
    if table.ref in draft.heirs:
        _spread_column(draft, table, column)
        constraints.spread(draft, before, table)


def _placed(columns: tuple[Column, ...], column: Column, position: str) -> tuple[Column, ...]:
    """The columns with one more at the position that MySQL names; else at the end. A column of the name is replaced."""
    others = tuple(held for held in columns if held.name != column.name)
    if position == "first":
        return (column, *others)
    if position:
        for at, held in enumerate(others):
            if held.name == position:
                return (*others[: at + 1], column, *others[at + 1 :])
    if len(others) != len(columns):
        return tuple(column if held.name == column.name else held for held in columns)
    return (*columns, column)


def _spread_column(draft: Draft, table: Table, column: Column) -> None:
    """Partitions and inheriting tables get the column too, unless they have it."""
    if column.serial or column.identity:
        column = column._replace(serial=False, identity=None)
    for heir in _descendants(draft, table):
        if heir.column(column.name) is None:
            draft.put(heir._replace(columns=(*heir.columns, column)))


def _descendants(draft: Draft, table: Table) -> list[Table]:
    """Partitions and inheriting tables on all levels."""
    found: list[Table] = []
    if table.ref not in draft.heirs:
        return found
    waiting = draft.inheritors(table.ref)
    seen = {table.ref}
    while waiting:
        heir = waiting.pop(0)
        if heir.ref not in seen:
            seen.add(heir.ref)
            found.append(heir)
            waiting.extend(draft.inheritors(heir.ref))
    return found


def _column(draft: Draft, table: Table, name: Name, *, if_exists: bool = False) -> Column | None:
    """The column a statement changes; a missing one is a fault where the table is fully known, unless it may be missing."""
    column = table.column(name.value)
    if column is None and draft.dialect in ("mysql", "mariadb", "sqlite", "tsql"):
        wanted = name.value.lower()
        for held in table.columns:
            if held.name.lower() == wanted:
                return held
    if column is None and not (if_exists or _vague(table) or draft.unsure(name.value, "column")):
        draft.fault("missing-column", "column", table.ref, name.span, name.value)
    return column


def _vague(table: Table) -> bool:
    """Whether the table may have columns that we do not know of."""
    return table.assumed or table.unknown or table.as_query


def _require_neighbour(draft: Draft, table: Table, position: str, span: Span) -> None:
    """MySQL refuses to put a column after one that the table lacks."""
    if position in ("", "first") or _vague(table) or table.column(position) is not None:
        return
    if not draft.unsure(position, "column"):
        draft.fault("missing-column", "column", table.ref, span, position)


def _store(draft: Draft, table: Table, old: Column, new: Column) -> None:
    draft.put(table._replace(columns=tuple(new if held is old else held for held in table.columns)))


def _change(draft: Draft, table: Table, old: Column, new: Column, *, heirs: bool = True) -> None:
    """Store the changed column, in partitions and inheriting tables too."""
    _store(draft, table, old, new)
    if not heirs or draft.only:
        return
    for heir in _descendants(draft, table):
        held = heir.column(old.name)
        if held is not None:
            _store(
                draft,
                heir,
                held,
                held._replace(name=new.name, type=new.type, nullable=new.nullable, default=new.default),
            )


def drop_column(draft: Draft, change: DropColumn) -> None:
    table = draft.table(change.table)
    if table is None:
        return
    name = change.column.value
    if change.if_exists and table.column(name) is None:
        return
    column = _column(draft, table, change.column)
    if column is None:
        return
    if draft.dialect in ("mysql", "mariadb") and _is_needed(draft, table, column.name):
        return
    if draft.dialect == "sqlite" and _is_in_use(table, column.name):
        return
    _drop(draft, table, column)
    if change.cascade and draft.postgres:
        _drop_readers(draft, table.ref, column.name)
    for heir in _descendants(draft, table):
        held = heir.column(column.name)
        if held is not None:
            _drop(draft, heir, held)


def drop_where(draft: Draft, gone: Callable[[Column], bool]) -> None:
    """Drop what CASCADE takes with a type: its columns, and what stands on them."""
    for ref, table in list(draft.tables.items()):
        for column in table.columns:
            held = draft.tables[ref].column(column.name) if gone(column) else None
            if held is not None:
                _drop(draft, draft.tables[ref], held)
                _drop_readers(draft, ref, column.name)


def _drop_readers(draft: Draft, ref: Ref, column: str) -> None:
    """Drop the views, policies and triggers that CASCADE takes with a column: those that name it, and views that took all columns."""
    names = re.compile(rf"(?<!\w){re.escape(column)}(?!\w)", re.IGNORECASE)
    for reader, _ in draft.linked(ref, "view"):
        view = draft.views.get(reader)
        if view is not None and ref in view.reads and (view.seen or names.search(view.query)):
            tables.drop_view(draft, view)
            tables.drop_readers(draft, reader)
    for owner, part in draft.linked(ref, "policy"):
        policy = draft.policies.get((owner, part))
        if (
            policy is not None
            and owner == ref
            and any(one is not None and column in one.columns for one in (policy.using, policy.check))
        ):
            draft.policies = draft.policies.delete((owner, part))
    for owner, part in draft.linked(ref, "trigger"):
        trigger = draft.triggers.get((owner, part))
        if trigger is not None and owner == ref and (column in trigger.columns or names.search(trigger.when)):
            draft.triggers = draft.triggers.delete((owner, part))


def _is_needed(draft: Draft, table: Table, name: str) -> bool:
    """Whether MySQL refuses to drop the column, for a foreign key needs it; MariaDB also where a key over several columns does.
    A key that the same statement drops needs nothing."""
    gone = {one.name.value if one.name else one.kind for one in draft.siblings if isinstance(one, DropConstraint)}
    gone.update(name.value for one in draft.siblings if isinstance(one, DropObjects) for name in one.names)
    if any(name in key.columns and key.name not in gone for key in table.foreign_keys if not key.ignored):
        return True
    if draft.checks_parents and constraint_changes.is_pointed_at(draft, table.ref, name):
        return True
    if draft.dialect == "mysql":
        return False
    key = table.primary_key
    if key is not None and name in key.columns and len(key.columns) > 1 and "primary key" not in gone:
        return True
    return any(name in held.columns and len(held.columns) > 1 and held.name not in gone for held in table.uniques)


def _is_in_use(table: Table, name: str) -> bool:
    """Whether SQLite refuses to drop the column, since a key, an index, a check or a generated column of the table is about it; a
    check in its own clause goes with it."""
    keys = (table.primary_key, *table.uniques, *table.foreign_keys)
    return (
        any(key is not None and name in key.columns for key in keys)
        or any(_uses(index, name) for index in table.indexes)
        or any(name in check.expression.columns and check.column != name for check in table.checks)
        or any(one.generated is not None and name in one.generated.columns for one in table.columns if one.name != name)
    )


def _drop(draft: Draft, table: Table, column: Column) -> None:
    name = column.name
    if _is_key(table, name):
        _drop_pointing(draft, table.ref, name)
        table = draft.tables[table.ref]
    shortens = draft.dialect in ("mysql", "mariadb")
    old_refs = set(tables.index_refs(table))
    primary_key = table.primary_key
    if primary_key is not None and name in primary_key.columns:
        rest = tuple(held for held in primary_key.columns if held != name)
        primary_key = primary_key._replace(columns=rest) if shortens and rest else None
    uniques: list[Unique] = []
    for unique in table.uniques:
        if name not in unique.columns and name not in unique.include:
            uniques.append(unique)
        elif shortens and len(unique.columns) > 1:
            uniques.append(
                unique._replace(
                    columns=tuple(held for held in unique.columns if held != name),
                    parts=tuple(part for part in unique.parts if part.column != name),
                )
            )
    indexes: list[Index] = []
    for index in table.indexes:
        if not _uses(index, name):
            indexes.append(index)
        elif shortens and len(index.parts) > 1:
            indexes.append(index._replace(parts=tuple(part for part in index.parts if part.column != name)))
    table = table._replace(
        columns=tuple(held for held in table.columns if held is not column),
        primary_key=primary_key,
        uniques=tuple(uniques),
        foreign_keys=tuple(key for key in table.foreign_keys if name not in key.columns),
        checks=tuple(check for check in table.checks if name not in check.expression.columns),
        exclusions=tuple(
            exclusion for exclusion in table.exclusions if all(part.column != name for part in exclusion.parts)
        ),
        indexes=tuple(indexes),
    )
    draft.put(table)
    for gone in old_refs.difference(tables.index_refs(table)):
        if draft.indexes.get(gone) == table.ref:
            draft.indexes = draft.indexes.delete(gone)
    sequences.drop_owned(draft, table.ref, name)
    tables.drop_statistics(draft, table.ref, name)


def _is_key(table: Table, name: str) -> bool:
    """Whether a foreign key of another table may point at the column."""
    return bool(
        (table.primary_key is not None and name in table.primary_key.columns)
        or any(name in unique.columns for unique in table.uniques)
        or any(index.unique and name in index.columns for index in table.indexes)
    )


def _uses(index: Index, name: str) -> bool:
    return (
        name in index.include
        or any(
            part.column == name or (part.expression is not None and name in part.expression.columns)
            for part in index.parts
        )
        or (index.predicate is not None and name in index.predicate.columns)
    )


def _drop_pointing(draft: Draft, parent: Ref, name: str) -> None:
    """Drop the foreign keys that point at the column."""
    for child_ref, _ in draft.linked(parent, "table"):
        child = draft.tables.get(child_ref)
        if child is None:
            continue
        kept = tuple(key for key in child.foreign_keys if key.parent != parent or name not in key.parent_columns)
        if len(kept) != len(child.foreign_keys):
            draft.put(child._replace(foreign_keys=kept))


def rename_column(draft: Draft, change: RenameColumn) -> None:
    table = draft.table(change.table)
    if table is None:
        return
    column = _column(draft, table, change.column, if_exists=change.if_exists)
    if column is None and change.if_exists:
        return
    new = change.new_name.value
    if column is None:
        if table.column(new) is None and not table.assumed:
            # The statement counts as made: later statements may use the new name.
            phantom = Column(new, None, unknown=True, written=change.new_name.written, span=change.new_name.span)
            draft.put(table._replace(columns=(*table.columns, phantom)))
        return
    held = table.column(new)
    if held is not None and held is not column:
        draft.fault("exists", "column", table.ref, change.new_name.span, new, held.span)
        return
    _rename(draft, table, column, change.new_name)
    for heir in _descendants(draft, table):
        inherited = heir.column(column.name)
        if inherited is not None:
            _rename(draft, heir, inherited, change.new_name)


def _rename(draft: Draft, table: Table, column: Column, new_name: Name) -> None:
    old, new = column.name, new_name.value
    renamed = column._replace(name=new, written=new_name.written, span=new_name.span)
    draft.put(_with_renamed_column(table, column, renamed))
    if _is_key(table, old):
        ref = table.ref
        for child_ref, _ in draft.linked(ref, "table"):
            child = draft.tables.get(child_ref)
            if child is not None:
                keys = tuple(
                    key._replace(parent_columns=_swapped(key.parent_columns, old, new)) if key.parent == ref else key
                    for key in child.foreign_keys
                )
                if keys != child.foreign_keys:
                    draft.put(child._replace(foreign_keys=keys))
    sequences.follow_owner(draft, table.ref, table.ref, old, new)
    for owner, part in draft.linked(table.ref, "trigger"):
        trigger = draft.triggers.get((owner, part))
        if trigger is not None and old in trigger.columns:
            draft.triggers = draft.triggers.set(
                (owner, part), trigger._replace(columns=_swapped(trigger.columns, old, new))
            )


def _swapped(names: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return tuple(new if name == old else name for name in names) if old in names else names


def _with_renamed_column(table: Table, column: Column, renamed: Column) -> Table:
    """The table with everything of its own that names the column following it."""
    old, new = column.name, renamed.name

    def index(held: Index) -> Index:
        if not _uses(held, old):
            return held
        return held._replace(
            parts=tuple(
                part._replace(
                    column=new if part.column == old else part.column,
                    expression=with_renamed(part.expression, old, new) if part.expression else None,
                )
                for part in held.parts
            ),
            include=_swapped(held.include, old, new),
            predicate=with_renamed(held.predicate, old, new) if held.predicate else None,
        )

    key = table.primary_key
    return table._replace(
        columns=tuple(
            renamed
            if held is column
            else held._replace(generated=with_renamed(held.generated, old, new))
            if held.generated
            else held
            for held in table.columns
        ),
        primary_key=key._replace(columns=_swapped(key.columns, old, new)) if key else None,
        uniques=tuple(
            unique._replace(
                columns=_swapped(unique.columns, old, new),
                parts=tuple(part._replace(column=new) if part.column == old else part for part in unique.parts),
                include=_swapped(unique.include, old, new),
            )
            for unique in table.uniques
        ),
        foreign_keys=tuple(
            foreign._replace(
                columns=_swapped(foreign.columns, old, new),
                parent_columns=(
                    _swapped(foreign.parent_columns, old, new)
                    if foreign.parent == table.ref
                    else foreign.parent_columns
                ),
            )
            for foreign in table.foreign_keys
        ),
        checks=tuple(
            check._replace(
                expression=with_renamed(check.expression, old, new),
                column=new if check.column == old else check.column,
            )
            for check in table.checks
        ),
        exclusions=tuple(
            exclusion._replace(
                parts=tuple(part._replace(column=new) if part.column == old else part for part in exclusion.parts)
            )
            for exclusion in table.exclusions
        ),
        indexes=tuple(index(held) for held in table.indexes),
        partition_columns=_swapped(table.partition_columns, old, new),
    )


def alter_column_type(draft: Draft, change: AlterColumnType) -> None:
    table = draft.table(change.table)
    if table is None:
        return
    column = _column(draft, table, change.column)
    if column is None:
        return
    if change.type.family == "user":
        user_types.require_type(draft, change.type, column)
    _change(
        draft, table, column, column._replace(type=change.type, collation=_collation(change.collation), unknown=False)
    )


def _collation(written: str) -> str:
    """A collation as it is kept: the one that columns have by default is none."""
    return "" if written.strip('"').lower() in ("default", "pg_catalog.default") else written


def redefine_column(draft: Draft, change: RedefineColumn) -> None:
    """MODIFY, CHANGE and ALTER COLUMN with a type: what is not written is lost, kept or nullable, as the dialect has it."""
    table = draft.table(change.table)
    if table is None:
        return
    column = _column(draft, table, change.column, if_exists=change.if_exists)
    if column is None:
        return
    new = change.definition
    renames = new.name != column.name
    taken = table.column(new.name) if renames else None
    if taken is not None:
        draft.fault("exists", "column", table.ref, new.span, new.name, taken.span)
        return
    _require_neighbour(draft, table, change.position, change.span)
    if change.keeps:
        definition = column._replace(
            type=new.type or column.type,
            nullable=new.nullable if change.null_written else column.nullable,
            default=column.default if new.default_span == NOWHERE and new.default is None else new.default,
            identity=new.identity or column.identity,
            generated=new.generated or column.generated,
            collation=new.collation or column.collation,
        )
    elif draft.dialect in ("mysql", "mariadb"):
        definition = tables.settle_column(draft, table, new)
        definition = definition._replace(span=column.span, statement=column.statement)
    else:
        definition = column._replace(
            type=new.type or column.type,
            nullable=new.nullable,
            collation=new.collation or column.collation,
        )
    key = table.primary_key
    if key is not None and column.name in key.columns:
        definition = definition._replace(nullable=False)
    if renames:
        definition = definition._replace(name=column.name)
    table = table._replace(columns=tuple(definition if held is column else held for held in table.columns))
    if change.position:
        others = tuple(held for held in table.columns if held is not definition)
        table = table._replace(columns=_placed(others, definition, change.position))
    if draft.dialect == "mariadb" and not change.keeps:
        # A column-level CHECK belongs to the definition that was replaced.
        table = table._replace(
            checks=tuple(check for check in table.checks if not (check.inline and check.column == column.name))
        )
    draft.put(table)
    if renames:
        _rename(draft, table, definition, Name(new.name, new.written or new.name, new.span))
        table = draft.tables[table.ref]
    for constraint in change.constraints:
        if isinstance(constraint, PrimaryKey) and table.primary_key is not None:
            continue
        table = constraints.attach(draft, table, constraint)
        draft.put(table)


def set_default(draft: Draft, change: SetDefault) -> None:
    table = draft.table(change.table)
    if table is None:
        return
    column = _column(draft, table, change.column, if_exists=change.if_exists)
    if column is None:
        return
    changed = column._replace(
        default=change.default,
        default_name=change.name,
        default_span=change.default.span if change.default else NOWHERE,
        serial=False,
    )
    constraint_names.note_default(draft, table, changed)
    _change(draft, table, column, changed)


def set_nullable(draft: Draft, change: SetNullable) -> None:
    table = draft.table(change.table)
    if table is None:
        return
    column = _column(draft, table, change.column)
    if column is None:
        return
    _change(draft, table, column, column._replace(nullable=change.nullable))


def set_identity(draft: Draft, change: SetIdentity) -> None:
    table = draft.table(change.table)
    if table is None:
        return
    column = _column(draft, table, change.column)
    if column is None:
        return
    if change.identity is None:
        if column.identity is not None:
            sequences.drop_owned(draft, table.ref, column.name)
            table = draft.tables[table.ref]
        _change(draft, table, column, column._replace(identity=None), heirs=False)
        return
    changed = column._replace(identity=change.identity)
    if column.identity is None and draft.postgres:
        changed = sequences.with_sequence(draft, table, changed)
    _change(draft, table, column, changed, heirs=False)


def set_generated(draft: Draft, change: SetGenerated) -> None:
    table = draft.table(change.table)
    if table is None:
        return
    column = _column(draft, table, change.column)
    if column is None:
        return
    _change(draft, table, column, column._replace(generated=change.expression), heirs=False)


def set_column_option(draft: Draft, change: SetColumnOption) -> None:
    """Storage and statistics of a column are not kept; that the column exists is checked."""
    table = draft.table(change.table)
    if table is not None:
        _column(draft, table, change.column)
