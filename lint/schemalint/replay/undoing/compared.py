"""The catalogues before and after a step compared: what went comes back, and what is otherwise becomes as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from schemalint.model.change import AddConstraint, Change, CreateExtension, CreateObject, DropObjects
from schemalint.model.name import ObjectName, Ref
from schemalint.model.schema import Catalog, Column, ForeignKey, Index, Table
from schemalint.model.schema import Sequence as Numbers
from schemalint.model.undo import Undo
from schemalint.replay.again import (
    index_again,
    is_mysql,
    name_of,
    owned_again,
    policy_again,
    said,
    sequence_again,
    trigger_again,
    word,
)
from schemalint.replay.compare import index_shape
from schemalint.replay.restore import comes_back, filling, irreconcilable, is_required, structure
from schemalint.replay.undoing import calling
from schemalint.replay.undoing.gone import altered, grants_again, tables_again, types_again, vanished


def brought_back(
    before: Catalog,
    after: Catalog,
    gone: Sequence[Table],
    changed: Iterable[Ref],
    sources: Mapping[Ref, Mapping[str, str]] | None = None,
) -> Undo:
    """What restores one catalogue from a later one, but for what only that one holds: the tables that are gone, those that are
    there in another form, and all else that went, each behind what it needs. `sources` are expressions that read old values
    from new ones, by table and column."""
    numbers = [one for _, one in vanished(before.sequences, after.sequences) if _needs_statement(one, before, after)]
    forms = [(before.tables[ref], after.tables[ref]) for ref in changed]
    read = sources or {}
    told = [_table_back(new, old, before, read.get(old.ref, {})) for old, new in forms]
    tables = _keys_last([*tables_again(gone, before), *(change for one in told for change in one.changes)])
    parts = [calling.tables(tuple(tables), (*gone, *(old for old, _ in forms)), before)] if tables else []
    parts += [calling.view(view, before) for _, view in vanished(before.views, after.views)]
    parts += [
        calling.routine(routine, before)
        for ref, routines in altered(before.routines, after.routines)
        for routine in routines
        if routine not in after.routines.get(ref, ())
    ]
    changes = [
        *_grounds(before, after),
        *(sequence_again(one, before) for one in numbers),
        *calling.in_order(parts),
        *(change for one in numbers for change in _noted(one, before)),
        *_attached(before, after),
        *grants_again(before, after),
    ]
    lost = [f"table {table.ref.text}" for table in gone]
    lost += [f"the position of sequence {one.ref.text}" for one in numbers if _is_alone(one, after)]
    return Undo(
        tuple(changes),
        (*lost, *(words for one in told for words in one.lost)),
        "; ".join(one.irreversible for one in told if one.irreversible),
        "; ".join(one.may_fail for one in told if one.may_fail),
        tuple(words for one in told for words in one.notes),
    )


def _grounds(before: Catalog, after: Catalog) -> Iterator[Change]:
    """What tables stand on: schemas, extensions and types."""
    yield from (change for kind, change in _others(before, after) if kind == "schema")
    for name, extension in vanished(before.extensions, after.extensions):
        yield CreateExtension(word(name), word(extension.schema) if extension.schema else None, extension.version)
    yield from types_again(before, after)


def _attached(before: Catalog, after: Catalog) -> Iterator[Change]:
    """What stood on tables and views that are still there, and objects of other kinds."""
    for ref, view in altered(before.views, after.views):
        left = {index.name for index in after.views[ref].indexes} if ref in after.views else None
        if left is not None:
            yield from (index_again(one, name_of(ref, before)) for one in view.indexes if one.name not in left)
    for (ref, _), trigger in vanished(before.triggers, after.triggers):
        if not _is_gone(ref, before, after):
            yield from trigger_again(trigger, before)
    for (ref, _), policy in vanished(before.policies, after.policies):
        if not _is_gone(ref, before, after):
            yield from policy_again(policy, before)
    yield from (change for kind, change in _others(before, after) if kind != "schema")


def _is_gone(ref: Ref, before: Catalog, after: Catalog) -> bool:
    """Whether the table or view went, and brings back what stood on it."""
    return (ref in before.tables and ref not in after.tables) or (ref in before.views and ref not in after.views)


def _others(before: Catalog, after: Catalog) -> Iterator[tuple[str, Change]]:
    """The objects whose inside is not kept, with their comments, by kind."""
    for (kind, ref), other in vanished(before.others, after.others):
        name = name_of(ref, before)
        yield kind, CreateObject(kind, name, other.text, attributes=other.attributes, span=other.statement)
        yield from ((kind, change) for change in said(kind, name, "", other.comment, before))


# Sequences


def _is_alone(sequence: Numbers, after: Catalog) -> bool:
    """Whether no column goes with the sequence: it has no owner, or the owner is still there."""
    if sequence.owned_by is None:
        return True
    ref, column = sequence.owned_by
    table = after.tables.get(ref)
    return table is not None and table.column(column) is not None


def _needs_statement(sequence: Numbers, before: Catalog, after: Catalog) -> bool:
    """Whether nothing else brings a sequence back: neither a serial column that comes back, nor one that is an identity again."""
    if not sequence.implicit or sequence.owned_by is None:
        return True
    ref, name = sequence.owned_by
    table = before.tables.get(ref)
    column = table.column(name) if table is not None else None
    return _is_alone(sequence, after) and (column is None or column.identity is None)


def _noted(sequence: Numbers, catalog: Catalog) -> Iterator[Change]:
    """The owner and the comment of a sequence."""
    if sequence.owned_by is not None:
        yield owned_again(sequence, catalog)
    yield from said("sequence", name_of(sequence.ref, catalog), "", sequence.comment, catalog)


# Tables that are still there


def _table_back(after: Table, before: Table, catalog: Catalog, sources: Mapping[str, str]) -> Undo:
    """What brings a table from its form after a step to the one before it."""
    name = name_of(before.ref, catalog)
    where = before.ref.text
    stood_in = _indexes_over(after, before, catalog)
    changes: list[Change] = [
        DropObjects("index", (ObjectName(word(index.name), name.schema),), on=name) for index in stood_in
    ]
    changes += structure(after, before, catalog, sources)
    changes += [index_again(index, name) for index in stood_in]
    lost: list[str] = []
    fails: list[str] = []
    for_good: list[str] = []
    notes: list[str] = []
    for column in before.columns:
        held = after.column(column.name)
        words = irreconcilable(held, column, sources) if held is not None else ""
        if words and not is_mysql(catalog):
            for_good.append(words)
        elif held is None and not before.assumed:
            lost.append(f"column {where}.{column.name}")
            notes += comes_back(before, column, catalog)
            if is_required(column) and not filling(before, column, catalog):
                fails.append(f"{where} has rows, since {column.name} is NOT NULL without a default")
        elif held is not None and held.nullable and not column.nullable:
            fails.append(f"a row has NULL in {where}.{column.name}")
        elif held is not None and _is_retyped(held, column):
            fails.append(f"a value of {where}.{column.name} does not fit {_type(column)}")
    left = {held.name for held in after.constraints}
    if any(held.name not in left for held in before.constraints):
        fails.append(f"rows of {where} do not satisfy the constraint any more")
    return Undo(tuple(changes), tuple(lost), "; ".join(for_good), "; ".join(fails), tuple(notes))


def _keys_last(changes: list[Change]) -> list[Change]:
    """Foreign keys behind the columns and keys of all tables, since a key may point at a table that gets its columns later."""
    joins = [one for one in changes if isinstance(one, AddConstraint) and isinstance(one.constraint, ForeignKey)]
    return [one for one in changes if one not in joins] + joins


def _indexes_over(after: Table, before: Table, catalog: Catalog) -> list[Index]:
    """The indexes over expressions of a column whose type goes back: the server writes their expressions anew, with casts."""
    if catalog.dialect != "postgres":
        return []
    turned = {
        column.name
        for column in before.columns
        if (held := after.column(column.name)) is not None and _is_retyped(held, column)
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


def _type(column: Column) -> str:
    return column.type.text if column.type is not None else "its type"


def _is_retyped(after: Column, before: Column) -> bool:
    """Whether the type is another; going back to the old one may refuse a value."""
    return after.type is not None and before.type is not None and after.type.text != before.type.text
