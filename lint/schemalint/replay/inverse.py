"""What takes a step back: a function of the step and of the catalogue before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from schemalint.model.change import (
    AddColumn,
    AddConstraint,
    AddEnumValue,
    AlterColumnType,
    AlterConstraint,
    AlterDomain,
    AlterPartitions,
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
    NoChange,
    Opaque,
    RedefineColumn,
    RefreshView,
    Reindex,
    RenameColumn,
    RenameConstraint,
    RenameEnumValue,
    RenameObject,
    SetComment,
    SetDefault,
    SetGenerated,
    SetInheritance,
    SetNullable,
    SetOption,
    SetSchema,
    SetSearchPath,
    SetSession,
    SetTrigger,
    Step,
    TransactionControl,
    WriteRows,
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
from schemalint.replay import privileges
from schemalint.replay.again import (
    around,
    index_again,
    is_mysql,
    name_of,
    named_by,
    owned_again,
    policy_again,
    said,
    sequence_again,
    table_again,
    trigger_again,
    view_again,
    word,
)
from schemalint.replay.compare import index_shape
from schemalint.replay.inserted import taken_back
from schemalint.replay.partitions import declared
from schemalint.replay.restore import comes_back, filling, irreconcilable, is_required, structure
from schemalint.replay.stars import has_star


def inverse(step: Step) -> tuple[Change, ...]:
    """The changes that restore the catalogue before the step, in the order in which they must run."""
    return undo(step).changes


def undo(step: Step) -> Undo:
    """The inverse of a step, with what it cannot bring back.

    A step that changed nothing (IF NOT EXISTS on what is there, IF EXISTS on what is not) needs nothing: a generated DROP
    would destroy an older object.
    """
    change = step.change
    answer = _WITHOUT_CATALOG.get(type(change))
    if answer is not None:
        return answer(step)
    if step.before is step.after:
        return _unseen(step)
    return _UNDO.get(type(change), _structure)(step)


_TOLD_BY_THEMSELVES = (AddEnumValue, RenameEnumValue, RenameObject, RenameColumn, RenameConstraint)
"""Changes whose inverse, or that there is none, their own text tells."""


def _unseen(step: Step) -> Undo:
    """Of a statement that changes nothing we know of: nothing, but where what it is about may be there unseen."""
    change: Any = step.change
    before = step.before
    if isinstance(change, DropObjects):
        if before.complete or step.faults:
            return Undo()
        names = ", ".join(name.text for name in change.names)
        return Undo(irreversible=f"what {change.kind.replace('-', ' ')} {names} was is not known")
    if not before.complete and not step.faults and isinstance(change, _TOLD_BY_THEMSELVES):
        return _UNDO[type(change)](step)
    name = getattr(change, "table", None)
    if not isinstance(name, ObjectName) or step.faults:
        return Undo()
    table = before.tables.get(before.resolve(name))
    if (table is None and before.complete) or (table is not None and not _unknown(step, table.ref)):
        return Undo()
    return _from_statement(step)


def _structure(step: Step) -> Undo:
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
    for view in _as_they_read(views):
        changes.extend(view_again(view, step.before))
    if views:
        changes += _grants_again(step)
    for key, policy in _gone(step.before.policies, step.after.policies):
        changes.append(policy_again(step.before, key))
        changes += said("policy", name_of(key[0], step.before), policy.name, policy.comment, step.before)
    for key, other in _gone(step.before.others, step.after.others):
        at = name_of(key[1], step.before)
        changes.append(CreateObject(key[0], at, other.text, attributes=other.attributes, span=other.statement))
    if not changes and not for_good and _unknown(step, ref):
        return _from_statement(step)
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


def _unknown(step: Step, ref: Ref) -> bool:
    table = step.before.tables.get(ref)
    return table is None or table.assumed or table.unknown or table.as_query


def _from_statement(step: Step) -> Undo:
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


# Statement by statement


def _drop_created(step: Step, kind: str, name: ObjectName, *, on: ObjectName | None = None) -> Undo:
    return Undo((DropObjects(kind, (name,), on=on),), discards=kind in ("table", "sequence", "type", "schema"))


def _create_table(step: Step) -> Undo:
    change: Any = step.change
    kind = "table"
    changes: list[Change] = [DropObjects(kind, (change.name,))]
    ref = step.before.resolve(change.name)
    held = step.before.tables.get(ref)
    if held is not None and not held.assumed and change.or_replace:
        changes += _tables_again([held], step)
    return Undo(tuple(changes), discards=True)


def _tables_again(tables: list[Table], step: Step) -> list[Change]:
    """The tables made again, then what joins them, then what stands around them."""
    before = step.before
    changes: list[Change] = []
    refs = {table.ref for table in tables}
    lost_sequences = [
        sequence
        for ref, sequence in before.sequences.items()
        if sequence.owned_by
        and sequence.owned_by[0] in refs
        and not sequence.implicit
        and ref not in step.after.sequences
    ]
    changes += [sequence_again(sequence, before) for sequence in lost_sequences]
    changes += [table_again(table, before) for table in tables]
    changes += [owned_again(sequence, before) for sequence in lost_sequences]
    for table in tables:
        name = name_of(table.ref, before)
        if table.partition_of is None and before.dialect != "sqlite":
            changes += [
                AddConstraint(name, key, checked=key.validated) for key in table.foreign_keys if not key.ignored
            ]
    for table in tables:
        changes += around(table, before)
    return changes


def _create_index(step: Step) -> Undo:
    change: Any = step.change
    ref = step.before.resolve(change.table)
    before, after = step.before.tables.get(ref), step.after.tables.get(ref)
    concurrently = change.definition.concurrently
    if before is None or after is None:
        view, new = step.before.views.get(ref), step.after.views.get(ref)
        if view is None or new is None:
            name = change.name or word(change.definition.name)
            if not name.value:
                return Undo(irreversible="the server chose the name of the index")
            drop = ObjectName(name, change.table.schema)
            return Undo((DropObjects("index", (drop,), concurrently=concurrently, on=change.table),))
        names = {index.name for index in view.indexes}
        made = [index for index in new.indexes if index.name not in names]
    else:
        names = {index.name for index in before.indexes}
        made = [index for index in after.indexes if index.name not in names]
    changes: list[Change] = [
        DropObjects(
            "index",
            (ObjectName(change.name or word(index.name), change.table.schema),),
            concurrently=concurrently,
            on=change.table,
        )
        for index in made
    ]
    if before is not None and after is not None and is_mysql(step.before):
        left = {index.name for index in after.indexes}
        # The index that the server had made for a foreign key comes back first, or the drop is refused.
        changes[:0] = [index_again(index, change.table) for index in before.indexes if index.name not in left]
    return Undo(tuple(changes))


def _drop(step: Step) -> Undo:
    change: Any = step.change
    before, after = step.before, step.after
    changes: list[Change] = []
    lost: list[str] = []
    kind = change.kind
    changes += _types_again(step)
    gone = [table for ref, table in _gone(before.tables, after.tables) if not table.assumed]
    # Parents of partitions and of inheriting tables come first.
    gone.sort(key=lambda table: _depth(table, before))
    if any(table.unknown or table.as_query for table in gone):
        names = ", ".join(table.ref.text for table in gone)
        return Undo(irreversible=f"the definition of {names} is not fully known", lost=(f"table {names}",))
    lost += [f"table {table.ref.text}" for table in gone]
    changes += _tables_again(gone, step)
    refs = {table.ref for table in gone}
    for ref, sequence in _gone(before.sequences, after.sequences):
        if sequence.implicit and kind != "sequence":
            continue
        if not (sequence.owned_by and sequence.owned_by[0] in refs):
            changes.append(sequence_again(sequence, before))
            lost.append(f"the position of sequence {ref.text}")
            if sequence.owned_by is not None:
                changes.append(owned_again(sequence, before))
            changes += said("sequence", name_of(ref, before), "", sequence.comment, before)
    changed = dict(_changed(before.tables, after.tables))
    for ref, table in changed.items():
        held = after.tables.get(ref)
        follows = table.partition_of in changed or any(parent in changed for parent in table.inherits)
        if held is not None and ref not in refs and not follows:
            changes += structure(held, table, before)
    for view in _as_they_read([view for _, view in _gone(before.views, after.views)]):
        changes += view_again(view, before)
    for ref, view in _changed(before.views, after.views):
        if ref in after.views:
            held_names = {index.name for index in after.views[ref].indexes}
            changes += [
                index_again(index, name_of(ref, before)) for index in view.indexes if index.name not in held_names
            ]
    for ref, routines in _changed(before.routines, after.routines):
        left = after.routines.get(ref, ())
        for routine in routines:
            if routine not in left:
                changes.append(
                    CreateRoutine(
                        name_of(ref, before), routine.kind, routine.parameters, routine.returns, routine.language,
                        routine.attributes, routine.body, span=routine.statement,
                    )
                )  # fmt: skip
                kind_ = "procedure" if routine.kind == "procedure" else "function"
                changes += said(kind_, name_of(ref, before), "", routine.comment, before)
    if kind == "trigger":
        for _, trigger in _gone(before.triggers, after.triggers):
            changes += trigger_again(trigger, before)
    if kind == "policy":
        for key, policy in _gone(before.policies, after.policies):
            changes.append(policy_again(before, key))
            changes += said("policy", name_of(key[0], before), policy.name, policy.comment, before)
    for name, extension in _gone(before.extensions, after.extensions):
        schema = word(extension.schema) if extension.schema else None
        changes.append(CreateExtension(word(name), schema, extension.version))
    for key, other in _gone(before.others, after.others):
        create = CreateObject(
            key[0], name_of(key[1], before), other.text, attributes=other.attributes, span=other.statement
        )
        noted = said(key[0], name_of(key[1], before), "", other.comment, before)
        changes[:0] = [create, *noted] if key[0] == "schema" else []
        changes += [create, *noted] if key[0] != "schema" else []
    changes += _grants_again(step)
    return Undo(tuple(changes), tuple(lost))


def _grants_again(step: Step) -> Iterator[Change]:
    """The grants on what the step dropped."""
    before, after = step.before, step.after
    if before.dialect != "postgres" or not before.grants:
        return
    gone: list[tuple[Ref, Any, ObjectName]] = []
    for kind, old, new in (
        ("table", before.tables, after.tables),
        ("view", before.views, after.views),
        ("sequence", before.sequences, after.sequences),
        ("routine", before.routines, after.routines),
        ("type", before.enums, after.enums),
        ("domain", before.domains, after.domains),
    ):
        gone += [(ref, kind, name_of(ref, before)) for ref, _ in _gone(old, new)]
    yield from privileges.again(gone, before)


def _as_they_read(views: list[View]) -> Iterator[View]:
    """The views, each behind those it reads."""
    waiting = {view.ref: view for view in views}
    while waiting:
        ready = [
            ref for ref, view in waiting.items() if not any(read in waiting and read != ref for read in view.reads)
        ]
        for ref in ready or list(waiting)[:1]:
            yield waiting.pop(ref)


def _types_again(step: Step) -> Iterator[Change]:
    before, after = step.before, step.after
    for ref, enum in _gone(before.enums, after.enums):
        yield CreateEnum(name_of(ref, before), enum.values)
        yield from said("type", name_of(ref, before), "", enum.comment, before)
    for ref, domain in _gone(before.domains, after.domains):
        yield CreateDomain(name_of(ref, before), domain.type, domain.nullable, domain.default, domain.checks)
        yield from said("domain", name_of(ref, before), "", domain.comment, before)
    for ref, kind in _gone(before.types, after.types):
        yield CreateType(name_of(ref, before), kind.form, kind.columns, span=kind.statement)
        yield from said("type", name_of(ref, before), "", kind.comment, before)


def _gone(before: Any, after: Any) -> list[tuple[Any, Any]]:
    if before is after:
        return []
    return [(key, value) for key, value in before.items() if key not in after]


def _changed(before: Any, after: Any) -> list[tuple[Any, Any]]:
    if before is after:
        return []
    return [(key, value) for key, value in before.items() if after.get(key) is not value]


def _depth(table: Table, catalog: Catalog) -> int:
    """How many parents stand above a partition or an inheriting table; bounded, should they form a ring."""
    depth = 0
    held: Table | None = table
    while held is not None and depth < 100:
        parent = held.partition_of or (held.inherits[0] if held.inherits else None)
        held = catalog.tables.get(parent) if parent is not None else None
        depth += 1
    return depth


def _rename(step: Step) -> Undo:
    change: Any = step.change
    kind = change.kind
    new = ObjectName(change.new_name.name, change.new_name.schema or change.name.schema)
    on = change.on
    return Undo((RenameObject(kind, new, ObjectName(change.name.name, change.name.schema), on, span=NOWHERE),))


def _set_schema(step: Step) -> Undo:
    change: Any = step.change
    old = change.name.schema or word(step.before.default_schema)
    here = None if change.kind == "extension" else change.schema  # an extension has a place, and no qualified name
    return Undo((SetSchema(change.kind, ObjectName(change.name.name, here), old),))


def _rename_column(step: Step) -> Undo:
    change: Any = step.change
    return Undo((RenameColumn(change.table, change.new_name, change.column),))


def _rename_constraint(step: Step) -> Undo:
    change: Any = step.change
    return Undo((RenameConstraint(change.table, change.new_name, change.name),))


def _alter_constraint(step: Step) -> Undo:
    change: Any = step.change
    if change.validated and change.enforced is None and change.deferrable is None:
        # No statement takes a validation back, and a validated constraint only says more.
        return Undo()
    table = step.before.tables.get(step.before.resolve(change.table))
    for held in table.constraints if table is not None else ():
        if change.name is not None and held.name == change.name.value:
            return Undo(
                (
                    AlterConstraint(
                        change.table,
                        change.name,
                        enforced=getattr(held, "enforced", None) if change.enforced is not None else None,
                        deferrable=getattr(held, "deferrable", None) if change.deferrable is not None else None,
                        initially_deferred=(
                            getattr(held, "initially_deferred", None) if change.initially_deferred is not None else None
                        ),
                    ),
                )
            )
    return Undo(irreversible="the constraint as it was is not known")


def _attach(step: Step) -> Undo:
    change: Any = step.change
    ref = step.before.resolve(change.partition)
    before, after = step.before.tables.get(ref), step.after.tables.get(ref)
    changes: list[Change] = [DetachPartition(change.table, change.partition)]
    if before is not None and after is not None:
        # What ATTACH made on the partition stays with it.
        changes += structure(after._replace(options=before.options), before, step.before)
    return Undo(tuple(changes))


def _detach(step: Step) -> Undo:
    change: Any = step.change
    held = step.before.tables.get(step.before.resolve(change.partition))
    if held is None or not held.partition_bound:
        return Undo(irreversible=f"the bound of partition {change.partition.text} is not known")
    return Undo(
        (AttachPartition(change.table, change.partition, held.partition_bound),),
        may_fail="rows outside the bound of the partition were written",
    )


def _alter_partitions(step: Step) -> Undo:
    change: Any = step.change
    ref = step.before.resolve(change.table)
    before, after = step.before.tables.get(ref), step.after.tables.get(ref)
    if before is None or after is None or not before.partitions:
        return Undo(irreversible=f"the partitions that {change.table.text} had are not known")
    names = {one.name for one in before.partitions}
    if change.action == "add" and after.partitions[: len(before.partitions)] == before.partitions:
        made = tuple(one.name for one in after.partitions if one.name not in names)
        return Undo((AlterPartitions(change.table, "drop", made),), discards=True)
    lost = (f"the rows of partitions of {ref.text}",) if change.action in ("drop", "truncate") else ()
    if change.action == "truncate":
        return Undo(lost=lost, irreversible="rows deleted do not come back")
    back = SetOption("table", change.table, "partition by", declared(before), columns=before.partition_columns)
    return Undo((back,), lost)


def _inheritance(step: Step) -> Undo:
    change: Any = step.change
    return Undo((SetInheritance(change.table, change.parent, not change.inherit),))


_ALWAYS = re.compile(r"(?i)\bENABLE\s+(?:ALWAYS|REPLICA)\s+TRIGGER\b")


def _set_trigger(step: Step) -> Undo:
    change: Any = step.change
    ref = step.before.resolve(change.table)
    always = _ALWAYS.search(step.statement.text)
    if always is not None and change.name and (ref, change.name) in step.before.triggers:
        return Undo((SetTrigger(change.table, change.name, step.before.triggers[ref, change.name].enabled),))
    changed = [
        (key[1], trigger.enabled)
        for key, trigger in _changed(step.before.triggers, step.after.triggers)
        if key[0] == ref
    ]
    return Undo(tuple(SetTrigger(change.table, name, enabled) for name, enabled in changed))


def _create_view(step: Step) -> Undo:
    change: Any = step.change
    ref = step.after.resolve(change.name)
    held = step.before.views.get(ref)
    kind = "materialized-view" if change.materialized else "view"
    if held is None:
        return Undo((DropObjects(kind, (change.name,)),))
    same = _gives(held) is not None and _gives(held) == _gives(step.after.views[ref])
    if same and not (held.materialized or step.before.dialect == "sqlite"):
        return Undo(tuple(view_again(held, step.before, or_replace=True)))
    # OR REPLACE takes no column away and turns none into another type, so the view is made anew, and those that read it.
    readers = _readers(ref, step.before) if step.before.dialect == "postgres" else []
    changes: list[Change] = [_view_off(one, step.before) for one in reversed(readers)]
    changes += [DropObjects(kind, (change.name,)), *view_again(held, step.before)]
    for one in readers:
        changes += view_again(one, step.before)
    return Undo(tuple(changes))


def _view_off(view: View, catalog: Catalog) -> Change:
    return DropObjects("materialized-view" if view.materialized else "view", (name_of(view.ref, catalog),))


def _gives(view: View) -> tuple[str, ...] | None:
    """The words of what a view gives, which say its columns; None where they do not."""
    if has_star(view.query):
        return None
    return (*view.columns, *re.split(r"(?i)\bFROM\b", view.query, maxsplit=1)[0].split())


def _readers(ref: Ref, catalog: Catalog) -> list[View]:
    """The views that read a table or view, and those that read them, each behind what it reads."""
    found: dict[Ref, View] = {}
    waiting = [ref]
    while waiting:
        read = waiting.pop(0)
        for other, _ in named_by(read, "view", catalog):
            view = catalog.views.get(other)
            if view is not None and read in view.reads:
                found.pop(other, None)
                found[other] = view
                if len(found) <= len(catalog.views):
                    waiting.append(other)
    return list(found.values())


def _set_generated(step: Step) -> Undo:
    change: Any = step.change
    ref = step.before.resolve(change.table)
    before, after = step.before.tables.get(ref), step.after.tables.get(ref)
    column = before.column(change.column.value) if before is not None else None
    if change.expression is not None or before is None or after is None or column is None:
        return _structure(step)
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


def _create_type(step: Step) -> Undo:
    change: Any = step.change
    kind = "domain" if isinstance(change, CreateDomain) else "type"
    return _drop_created(step, kind, change.name)


def _add_value(step: Step) -> Undo:
    change: Any = step.change
    return Undo(irreversible=f"a label of an enum cannot be dropped: {change.name.text} keeps '{change.value}'")


def _rename_value(step: Step) -> Undo:
    change: Any = step.change
    return Undo((RenameEnumValue(change.name, change.new_value, change.value),))


def _alter_domain(step: Step) -> Undo:
    change: Any = step.change
    domain = next((held for ref, held in step.before.domains.items() if ref.name == change.name.value), None)
    if domain is None:
        return Undo(irreversible=f"domain {change.name.text} as it was is not known")
    name = change.name
    if change.default is not None or change.drop_default:
        back = AlterDomain(name, default=domain.default, drop_default=domain.default is None)
        return Undo((back,))
    if change.nullable is not None:
        return Undo((AlterDomain(name, nullable=domain.nullable),))
    if change.add is not None:
        after = next(held for ref, held in step.after.domains.items() if ref == domain.ref)
        old = {check.name for check in domain.checks}
        made = [check for check in after.checks if check.name not in old]
        return Undo(tuple(AlterDomain(name, drop=word(check.name)) for check in made))
    if change.drop is not None:
        gone = [check for check in domain.checks if check.name == change.drop.value]
        return Undo(tuple(AlterDomain(name, add=check) for check in gone), may_fail="a value breaks the check")
    return Undo()


def _create_sequence(step: Step) -> Undo:
    change: Any = step.change
    return _drop_created(step, "sequence", change.name)


def _alter_sequence(step: Step) -> Undo:
    change: Any = step.change
    for ref, sequence in _changed(step.before.sequences, step.after.sequences):
        if ref.name == change.name.value:
            held = dict(sequence_again(sequence, step.before).options)
            given = [name for name, _ in change.options if name in _SEQUENCE]
            if any(name == "restart" for name, _ in change.options):
                return Undo(irreversible=f"the position of sequence {ref.text} is not part of the schema")
            made = tuple((name, held.get(name) or _SEQUENCE[name]) for name in given)
            touched = change.owned_by is not None or change.owned_by_none
            owner = (name_of(sequence.owned_by[0], step.before), sequence.owned_by[1]) if sequence.owned_by else None
            return Undo((AlterSequence(change.name, made, owner if touched else None, touched and owner is None),))
    return Undo(irreversible="the position of a sequence is not part of the schema")


_SEQUENCE = {
    "as": "bigint", "start": "1", "increment": "1", "minvalue": "no", "maxvalue": "no", "cycle": "no", "cache": "1",
}  # fmt: skip
"""What a sequence is where nothing was said."""


def _alter_type(step: Step) -> Undo:
    change: Any = step.change
    held = next((one for ref, one in step.before.types.items() if ref.name == change.name.value), None)
    old = next((one for one in held.columns if one.name == change.attribute.value), None) if held is not None else None
    if change.action == "add":
        return Undo((AlterType(change.name, "drop", change.attribute),), discards=True)
    if change.action == "rename" and change.new_name is not None:
        return Undo((AlterType(change.name, "rename", change.new_name, new_name=change.attribute),))
    if old is None:
        return Undo(irreversible=f"what attribute {change.attribute.value} of {change.name.text} was is not known")
    action = "add" if change.action == "drop" else "alter"
    lost = (f"attribute {change.name.text}.{old.name}",) if action == "add" else ()
    return Undo((AlterType(change.name, action, change.attribute, old),), lost)  # type: ignore[arg-type]


def _attach_index(step: Step) -> Undo:
    change: Any = step.change
    return Undo(irreversible=f"index {change.partition.text} cannot be detached from {change.name.text}")


def _create_routine(step: Step) -> Undo:
    change: Any = step.change
    ref = next((key for key in step.after.routines if key.name == change.name.value
                and step.after.routines[key] is not step.before.routines.get(key)), None)  # fmt: skip
    if ref is None:
        return Undo()
    old, new = step.before.routines.get(ref, ()), step.after.routines[ref]
    if len(new) > len(old):
        made = [routine for routine in new if routine not in old]
        return Undo((DropObjects("routine", (change.name,), signatures=(made[0].signature,)),))
    replaced = [routine for routine in old if routine not in new]
    return Undo(
        tuple(
            CreateRoutine(
                change.name, routine.kind, routine.parameters, routine.returns, routine.language, routine.attributes,
                routine.body, or_replace=True, span=routine.statement,
            )
            for routine in replaced
        )
    )  # fmt: skip


def _create_trigger(step: Step) -> Undo:
    change: Any = step.change
    key = (step.before.resolve(change.table), change.name.value)
    held = step.before.triggers.get(key)
    drop = DropObjects("trigger", (change.name,), on=change.table)
    return Undo((drop, *trigger_again(held, step.before))) if held is not None else Undo((drop,))


def _create_policy(step: Step) -> Undo:
    change: Any = step.change
    return _drop_created(step, "policy", ObjectName(change.name), on=change.table)


def _alter_policy(step: Step) -> Undo:
    change: Any = step.change
    key = (step.before.resolve(change.table), change.name.value)
    if key not in step.before.policies:
        return Undo(irreversible=f"policy {change.name.value} as it was is not known")
    # ALTER cannot take a clause away, so the policy is made again.
    drop = DropObjects("policy", (ObjectName(change.name),), on=change.table)
    return Undo((drop, policy_again(step.before, key)))


def _grant(step: Step) -> Undo:
    change: Any = step.change
    grant = change.grant
    if (
        step.before.dialect == "postgres"
        and change.objects
        and not (change.default or grant.roles or grant.all_in_schema)
    ):
        logged = list(step.before.grants)
        changes: list[Change] = []
        for name, ref in zip(change.objects, list(step.after.grants)[-1].objects, strict=False):
            old = privileges.held_on(ref, grant.kind, logged)
            new = privileges.held_on(ref, grant.kind, [*logged, list(step.after.grants)[-1]])
            changes += privileges.toward(new, old, name, "table" if grant.kind == "column" else grant.kind)
        return Undo(tuple(changes))
    had = any(
        held.privileges == grant.privileges
        and held.roles == grant.roles
        and held.grantees == grant.grantees
        and held.columns == grant.columns
        and held.revoke == grant.revoke
        and set(held.objects) >= {step.before.resolve(name) for name in change.objects}
        for held in step.before.grants
    )
    if had and not grant.revoke:
        return Undo()
    return Undo((change._replace(grant=grant._replace(revoke=not grant.revoke), span=NOWHERE),))


def _create_extension(step: Step) -> Undo:
    change: Any = step.change
    return Undo((DropObjects("extension", (ObjectName(change.name),)),), discards=True)


def _create_object(step: Step) -> Undo:
    change: Any = step.change
    return _drop_created(step, change.kind, change.name, on=change.target if change.kind == "rule" else None)


def _comment(step: Step) -> Undo:
    change: Any = step.change
    old: str | None = None
    ref = step.before.resolve(change.name)
    held = step.before.tables.get(ref) or step.before.views.get(ref)
    if change.kind == "column" and isinstance(held, Table):
        column = held.column(change.part)
        old = column.comment if column is not None else None
    elif change.kind in ("table", "view", "materialized-view") and held is not None:
        old = held.comment
    elif change.kind == "trigger":
        trigger = step.before.triggers.get((ref, change.part))
        old = trigger.comment if trigger is not None else None
    elif change.kind == "policy":
        policy = step.before.policies.get((ref, change.part))
        old = policy.comment if policy is not None else None
    elif change.kind == "constraint" and isinstance(held, Table):
        old = next((one.comment for one in held.constraints if one.name == change.part), None)
    else:
        old = _former_comment(change, step.before)
    return Undo((change._replace(comment=old, span=NOWHERE),))


def _former_comment(change: SetComment, before: Catalog) -> str | None:
    """The comment on an object that is no relation, nor part of one."""
    name = change.name.value
    if change.kind == "index":
        holder = before.tables.get(before.indexes.get(before.resolve(change.name), Ref("", "")))
        return next((one.comment for one in holder.indexes if one.name == name), None) if holder is not None else None
    held: tuple[Any, ...] = (before.enums, before.domains, before.types, before.sequences)
    for kept in held:
        for ref, one in kept.items():
            if ref.name == name and (change.name.schema is None or ref.schema == change.name.schema.value):
                return one.comment  # type: ignore[no-any-return]
    if change.kind == "routine":
        routines = next((one for ref, one in before.routines.items() if ref.name == name), ())
        return routines[-1].comment if routines else None
    return next(
        (one.comment for (kind, ref), one in before.others.items() if kind == change.kind and ref.name == name), None
    )


def _option(step: Step) -> Undo:
    change: Any = step.change
    if change.option in _HOW:
        return Undo()
    if change.kind in ("view", "materialized-view") and change.option != "owner":
        view = step.before.views.get(step.before.resolve(change.name))
        if view is not None:
            return Undo((change._replace(value=dict(view.options).get(change.option, ""), span=NOWHERE),))
    if change.kind not in ("table", "foreign table"):
        return Undo(irreversible=f"the old {change.option} of {change.name.text} is not known")
    table = step.before.tables.get(step.before.resolve(change.name))
    if table is not None and change.option == "partition by" and is_mysql(step.before):
        if table.partition_by and not table.partitions:
            return Undo(irreversible=f"the number of partitions that {change.name.text} had is not known")
        return Undo((change._replace(value=declared(table), columns=(), partitions=(), span=NOWHERE),))
    if table is not None and change.option == "comment" and not (table.assumed or table.unknown):
        return Undo((SetComment("table", change.name, "", table.comment),))
    if table is not None and change.option in dict(table.options):
        return Undo((change._replace(value=dict(table.options)[change.option], span=NOWHERE),))
    if change.option in ("logged", "unlogged"):
        return Undo((change._replace(option="unlogged" if change.option == "logged" else "logged", span=NOWHERE),))
    if table is not None and not (table.assumed or table.unknown) and step.before.dialect == "postgres":
        unset = _UNSET.get(change.option, "" if _STORAGE.match(change.option) else None)
        if unset is not None:
            return Undo((change._replace(value=unset, span=NOWHERE),))
    return Undo(irreversible=f"the old {change.option} of {change.name.text} is not known")


_UNSET = {"replica identity": "DEFAULT", "tablespace": "pg_default"}
"""What PostgreSQL takes where an option was never set."""
_STORAGE = re.compile(r"[a-z_]*(?:fillfactor|autovacuum_|toast|parallel_workers|user_catalog_table)")


def _nothing(step: Step) -> Undo:
    return Undo()


_CALLED = re.compile(r"(\w+)\"?\s*\(")
_CHANGES = re.compile(r"(?i)\b(?:ALTER|CREATE|DROP|EXECUTE|TRUNCATE|COMMENT|GRANT|REVOKE|PERFORM|CALL)\b")


def _query(step: Step) -> Undo:
    """A query changes nothing, but by the functions it calls."""
    routines = step.before.routines
    if not routines or step.statement.verb.split(" ")[0] not in ("SELECT", "WITH", "VALUES"):
        return Undo()
    names = {found[1].lower() for found in _CALLED.finditer(step.statement.text)}
    for ref, forms in routines.items():
        if ref.name.lower() in names and any(_CHANGES.search(form.body) for form in forms):
            return Undo(irreversible=f"function {ref.text} may have changed anything")
    return Undo()


def _path(step: Step) -> Undo:
    """A setting that decides how names resolve is repeated at the head of the rollback, not undone."""
    return Undo()


def _rows(step: Step) -> Undo:
    change: Any = step.change
    made = [ref for name in change.tables if (ref := step.before.resolve(name)) not in step.base.tables]
    if change.tables and len(made) == len(change.tables):
        return Undo()
    names = ", ".join(name.text for name in change.tables)
    back = taken_back(step)
    if back is not None:
        return Undo((back,), discards=True)
    word = {"insert": "inserted into", "delete": "deleted from", "truncate": "deleted from"}.get(
        change.verb, "changed in"
    )
    return Undo(
        irreversible=f"rows {word} {names} do not come back",
        lost=() if change.verb == "insert" else (f"rows of {names}",),
    )


_PUT_TOGETHER = re.compile(r"(?i)\bEXECUTE\b(?!\s+(?:FUNCTION|PROCEDURE)\b)|\b(?:PERFORM|CALL)\b")
_HOW = frozenset({"algorithm", "lock", "online", "wait", "nowait", "force", "without validation", "with validation"})
"""Options that say how a statement is run, not what the table is."""


def _block(step: Step) -> Undo:
    change: Any = step.change
    if change.followed and not _PUT_TOGETHER.search(change.body):
        # Its statements stand behind it, and are taken back each by itself.
        return Undo()
    return Undo(irreversible="a block may have done anything")


def _opaque(step: Step) -> Undo:
    change: Any = step.change
    return Undo(irreversible=change.reason or "the statement was not understood")


_WITHOUT_CATALOG: dict[type, Callable[[Step], Undo]] = {
    WriteRows: _rows,
    Execute: _block,
    Opaque: _opaque,
    NoChange: _query,
    Reindex: _nothing,
    RefreshView: _nothing,
    TransactionControl: _nothing,
    SetSearchPath: _path,
    SetSession: _nothing,
    SetOption: _option,
    SetTrigger: _set_trigger,
}
_UNDO: dict[type, Callable[[Step], Undo]] = {
    CreateTable: _create_table,
    CreateIndex: _create_index,
    DropObjects: _drop,
    RenameObject: _rename,
    SetSchema: _set_schema,
    RenameColumn: _rename_column,
    RenameConstraint: _rename_constraint,
    AlterConstraint: _alter_constraint,
    AttachPartition: _attach,
    DetachPartition: _detach,
    SetInheritance: _inheritance,
    CreateView: _create_view,
    SetGenerated: _set_generated,
    CreateEnum: _create_type,
    CreateDomain: _create_type,
    CreateType: _create_type,
    AddEnumValue: _add_value,
    RenameEnumValue: _rename_value,
    AlterDomain: _alter_domain,
    CreateSequence: _create_sequence,
    AlterSequence: _alter_sequence,
    AlterType: _alter_type,
    AttachIndex: _attach_index,
    AlterPartitions: _alter_partitions,
    CreateRoutine: _create_routine,
    CreateTrigger: _create_trigger,
    CreatePolicy: _create_policy,
    AlterPolicy: _alter_policy,
    ChangeGrant: _grant,
    CreateExtension: _create_extension,
    CreateObject: _create_object,
    SetComment: _comment,
}
"""By kind of change; what is not here changes a table in place, and its two forms are compared."""
