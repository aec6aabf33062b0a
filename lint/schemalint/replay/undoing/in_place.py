"""A change of a table in place: its two forms compared, and what stood on it made again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from schemalint.model.change import (
    AddColumn,
    AddConstraint,
    AlterColumnType,
    Change,
    CreateObject,
    DropColumn,
    DropConstraint,
    DropObjects,
    RedefineColumn,
    SetDefault,
    SetNullable,
    Step,
)
from schemalint.model.name import Name, ObjectName, Ref
from schemalint.model.schema import (
    NOWHERE,
    Catalog,
    Column,
    Index,
    Table,
    View,
)
from schemalint.model.undo import Undo
from schemalint.replay.again import (
    index_again,
    is_mysql,
    name_of,
    named_by,
    owned_again,
    policy_again,
    said,
    sequence_again,
    view_again,
    word,
)
from schemalint.replay.compare import index_shape
from schemalint.replay.restore import comes_back, filling, irreconcilable, is_required, structure
from schemalint.replay.undoing.gone import as_they_read, grants_again, vanished


def in_place(step: Step) -> Undo:
    """Statements that change a table in place: compare its forms."""
    change: Any = step.change
    name = getattr(change, "table", None) or getattr(change, "name", None)
    if not isinstance(name, ObjectName):
        return Undo(irreversible=f"{type(change).__name__} is not followed")
    ref = step.before.resolve(name)
    changes: list[Change] = []
    lost: list[str] = []
    fails: list[str] = []
    for_good: list[str] = []
    notes: list[str] = []
    discards = False
    sequences = [
        sequence
        for other, _ in named_by(ref, "sequence", step.before)
        if (sequence := step.before.sequences.get(other)) is not None
        and not sequence.implicit
        and other not in step.after.sequences
    ]
    changes += [sequence_again(sequence, step.before) for sequence in sequences]
    for touched in _touched(ref, step):
        before, after = step.before.tables.get(touched), step.after.tables.get(touched)
        if before is None or after is None or before is after:
            continue
        if before.unknown or after.unknown:
            return Undo(irreversible=f"table {touched.text} is not fully known")
        sources = _sources(step) if touched == ref else {}
        stood_in = _indexes_over(after, before, step.before)
        for index in stood_in:
            changes.append(DropObjects("index", (ObjectName(word(index.name), name.schema),), on=name))
        changes += structure(after, before, step.before, sources)
        changes += [index_again(index, name) for index in stood_in]
        for column in before.columns:
            held = after.column(column.name)
            words = irreconcilable(held, column, sources) if held is not None else ""
            if words and not is_mysql(step.before):
                for_good.append(words)
                continue
            if held is None and not before.assumed:
                lost.append(f"column {touched.text}.{column.name}")
                notes += comes_back(before, column, step.before)
                if is_required(column) and not filling(before, column, step.before):
                    fails.append(f"{touched.text} has rows, since {column.name} is NOT NULL without a default")
            elif held is not None and held.nullable and not column.nullable:
                fails.append(f"a row has NULL in {touched.text}.{column.name}")
            elif held is not None and _narrower(held, column):
                fails.append(f"a value of {touched.text}.{column.name} does not fit {_type(column)}")
        discards = discards or any(before.column(column.name) is None for column in after.columns)
        old_names = {held.name for held in after.constraints}
        if any(held.name not in old_names for held in before.constraints):
            fails.append(f"rows of {touched.text} do not satisfy the constraint any more")
    changes += [owned_again(sequence, step.before) for sequence in sequences if sequence.owned_by]
    views = [view for ref_, view in _lost_views(step) if ref_ not in step.after.views]
    for view in as_they_read(views):
        changes.extend(view_again(view, step.before))
    if views:
        changes += grants_again(step)
    for key, policy in vanished(step.before.policies, step.after.policies):
        changes.append(policy_again(step.before, key))
        changes += said("policy", name_of(key[0], step.before), policy.name, policy.comment, step.before)
    for key, other in vanished(step.before.others, step.after.others):
        at = name_of(key[1], step.before)
        changes.append(CreateObject(key[0], at, other.text, attributes=other.attributes, span=other.statement))
    if not changes and not for_good and is_unknown(step, ref):
        return from_statement(step)
    return Undo(tuple(changes), tuple(lost), "; ".join(for_good), "; ".join(fails), discards, tuple(notes))


_TO_TIMESTAMP = re.compile(r"(?i)(?:\w+::\w+\s+)?to_timestamp\(\s*\"?(\w+)\"?\s*\)\Z")


def _sources(step: Step) -> dict[str, str]:
    """How the old values are read from the new ones, where the statement tells: seconds that became a time."""
    change = step.change
    if isinstance(change, AlterColumnType) and change.using is not None:
        found = _TO_TIMESTAMP.match(change.using.text)
        if found and found[1].lower() == change.column.value.lower():
            return {change.column.value: "extract(epoch FROM {column})::{type}"}
    return {}


def _indexes_over(after: Table, before: Table, catalog: Catalog) -> list[Index]:
    """The indexes over expressions of a column whose type goes back: the server writes their expressions anew, with casts."""
    if catalog.dialect != "postgres":
        return []
    turned = {
        column.name
        for column in before.columns
        if (held := after.column(column.name)) is not None
        and column.type is not None
        and held.type is not None
        and column.type.text != held.type.text
    }
    if not turned:
        return []
    left = {index.name: index_shape(index) for index in after.indexes}
    return [
        index
        for index in before.indexes
        if left.get(index.name) == index_shape(index) and turned.intersection(_computed_from(index))
    ]


def _computed_from(index: Index) -> Iterator[str]:
    for part in index.parts:
        if part.expression is not None:
            yield from part.expression.columns
    if index.predicate is not None:
        yield from index.predicate.columns


def is_unknown(step: Step, ref: Ref) -> bool:
    """Whether the table, or what it was, is not known whole."""
    table = step.before.tables.get(ref)
    return table is None or table.assumed or table.unknown or table.as_query


def from_statement(step: Step) -> Undo:
    """What the statement alone tells, where the table is only assumed to exist."""
    change = step.change
    if isinstance(change, SetNullable):
        return Undo((change._replace(nullable=not change.nullable),))
    if isinstance(change, AddColumn) and not change.if_not_exists:
        name = Name(change.column.name, change.column.written, NOWHERE)
        return Undo((DropColumn(change.table, name),), discards=True)
    if isinstance(change, AddConstraint) and change.constraint.name and not change.if_not_exists:
        return Undo((DropConstraint(change.table, word(change.constraint.name)),))
    table = getattr(change, "table", None) or getattr(change, "name", None)
    where = table.text if isinstance(table, ObjectName) else "the table"
    if isinstance(change, DropColumn):
        lost = f"column {where}.{change.column.value}"
        return Undo(lost=(lost,), irreversible=f"what {lost} was is not known")
    if isinstance(change, DropConstraint):
        said = f"constraint {change.name.value}" if change.name else f"the {change.kind}"
        return Undo(irreversible=f"what {said} of {where} was is not known")
    if isinstance(change, (AlterColumnType, RedefineColumn, SetDefault)):
        return Undo(irreversible=f"what column {where}.{change.column.value} was before is not known")
    return Undo(irreversible=f"what table {where} was before is not known")


def _type(column: Column) -> str:
    return column.type.text if column.type is not None else "its type"


def _narrower(after: Column, before: Column) -> bool:
    """Whether going back to the old type may refuse a value."""
    return after.type is not None and before.type is not None and after.type.text != before.type.text


def _touched(ref: Ref, step: Step) -> list[Ref]:
    """The table of a step and those that changed with it: partitions, inheriting tables, foreign keys that went."""
    touched = [ref]
    for catalog in (step.after, step.before):
        for kind, other, _ in catalog.links.get(ref, ()):
            if kind == "table" and other not in touched:
                touched.append(other)
    return touched


def _lost_views(step: Step) -> list[tuple[Ref, View]]:
    if step.before.views is step.after.views:
        return []
    return [(ref, view) for ref, view in step.before.views.items() if ref not in step.after.views]


def set_generated(step: Step) -> Undo:
    """A generated column computes as before; values that were stored meanwhile are lost."""
    change: Any = step.change
    ref = step.before.resolve(change.table)
    before, after = step.before.tables.get(ref), step.after.tables.get(ref)
    column = before.column(change.column.value) if before is not None else None
    if change.expression is not None or before is None or after is None or column is None:
        return in_place(step)
    # Only a new column can be computed again, and its values are; what stood on it comes back with it.
    name = column.name
    rest = after._replace(
        columns=tuple(one for one in after.columns if one.name != name),
        indexes=tuple(one for one in after.indexes if name not in one.columns),
        uniques=tuple(one for one in after.uniques if name not in one.columns),
        checks=tuple(one for one in after.checks if name not in one.expression.columns),
        foreign_keys=tuple(one for one in after.foreign_keys if name not in one.columns),
        primary_key=None if after.primary_key and name in after.primary_key.columns else after.primary_key,
    )
    drop = DropColumn(change.table, word(name, column.written))
    return Undo((drop, *structure(rest, before, step.before)), notes=tuple(comes_back(before, column, step.before)))
