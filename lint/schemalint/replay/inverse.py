"""What takes a step back: a function of the step and of the catalogue before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from schemalint.model.change import (
    AddColumn,
    AddConstraint,
    AddEnumValue,
    AlterColumnType,
    AlterConstraint,
    AlterDomain,
    AlterPolicy,
    AlterSequence,
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
    SetIdentity,
    SetInheritance,
    SetNullable,
    SetOption,
    SetRowSecurity,
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
    Constraint,
    ForeignKey,
    Index,
    PrimaryKey,
    Sequence,
    Table,
    Trigger,
    Type,
    Unique,
    View,
)
from schemalint.model.undo import Undo
from schemalint.replay.compare import index_shape, shape
from schemalint.replay.constraints import is_implicit


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
        return Undo()
    return _UNDO.get(type(change), _structure)(step)


# Names


def name_of(ref: Ref, catalog: Catalog) -> ObjectName:
    """The name of a catalogue's object, qualified only where unqualified names go elsewhere."""
    held = catalog.tables.get(ref) or catalog.views.get(ref)
    own = Name(ref.name, held.written if held is not None else "", NOWHERE)
    if not ref.schema or ref.schema == catalog.default_schema:
        return ObjectName(own)
    return ObjectName(own, Name(ref.schema, "", NOWHERE))


def _word(value: str, written: str = "") -> Name:
    return Name(value, written, NOWHERE)


def _mysql(catalog: Catalog) -> bool:
    return catalog.dialect in ("mysql", "mariadb")


# Making again what is gone


def table_again(table: Table, catalog: Catalog) -> CreateTable:
    """CREATE TABLE of a table as it was. Its foreign keys come when all tables are back, but for SQLite, which has no
    statement for them and asks for no parent."""
    apart = catalog.dialect != "sqlite"
    constraints: list[Constraint] = [held for held in table.constraints if not (apart and isinstance(held, ForeignKey))]
    name = name_of(table.ref, catalog)
    if table.partition_of is not None:
        return CreateTable(
            name,
            partition_of=name_of(table.partition_of, catalog),
            partition_bound=table.partition_bound,
            partition_by=table.partition_by,
            partition_columns=table.partition_columns,
        )
    inherited = {
        column.name
        for parent in table.inherits
        if (held := catalog.tables.get(parent)) is not None
        for column in held.columns
    }
    return CreateTable(
        name,
        tuple(column for column in table.columns if column.name not in inherited),
        tuple(constraints),
        tuple(index for index in table.indexes if index.named) if _mysql(catalog) else (),
        kind=table.kind,
        inherits=tuple(name_of(parent, catalog) for parent in table.inherits),
        partition_by=table.partition_by,
        partition_columns=table.partition_columns,
        unlogged=table.unlogged,
        options=table.options,
        comment=table.comment,
    )


def _index_again(index: Index, table: ObjectName) -> CreateIndex:
    return CreateIndex(table, index._replace(concurrently=False), _word(index.name) if index.name else None)


def _around(table: Table, catalog: Catalog) -> Iterator[Change]:
    """What stands around a table: its indexes, row security, triggers, policies and comments."""
    name = name_of(table.ref, catalog)
    if not _mysql(catalog):
        parent = catalog.tables.get(table.partition_of) if table.partition_of else None
        inherited = [index_shape(index) for index in parent.indexes] if parent is not None else []
        for index in table.indexes:
            if index_shape(index) not in inherited:
                yield _index_again(index, name)
    if table.row_security or table.force_row_security:
        yield SetRowSecurity(name, table.row_security or None, table.force_row_security or None)
    for kind, ref, part in catalog.links.get(table.ref, ()):
        if ref != table.ref:
            continue
        if kind == "trigger" and (ref, part) in catalog.triggers:
            yield from _trigger_again(catalog.triggers[ref, part], catalog)
        elif kind == "policy" and (ref, part) in catalog.policies:
            yield _policy_again(catalog, (ref, part))
    if catalog.dialect in ("postgres", "oracle", "standard"):
        if table.comment:
            yield SetComment("table", name, "", table.comment)
        for column in table.columns:
            if column.comment:
                yield SetComment("column", name, column.name, column.comment)


def _trigger_again(trigger: Trigger, catalog: Catalog) -> Iterator[Change]:
    table = name_of(trigger.table, catalog)
    yield CreateTrigger(
        ObjectName(_word(trigger.name)), table, trigger.timing, trigger.events, trigger.columns, trigger.level,
        trigger.when, name_of(trigger.function, catalog) if trigger.function else None, trigger.body,
        constraint=trigger.constraint, span=trigger.statement,
    )  # fmt: skip
    if not trigger.enabled:
        yield SetTrigger(table, trigger.name, False)


def _policy_again(catalog: Catalog, key: tuple[Ref, str]) -> CreatePolicy:
    policy = catalog.policies[key]
    return CreatePolicy(
        _word(policy.name), name_of(policy.table, catalog), policy.command, policy.permissive, policy.roles,
        policy.using, policy.check,
    )  # fmt: skip


def _view_again(view: View, catalog: Catalog, *, or_replace: bool = False) -> Iterator[Change]:
    name = name_of(view.ref, catalog)
    yield CreateView(
        name, view.materialized, view.columns, view.query, options=view.options, check_option=view.check_option,
        or_replace=or_replace, span=view.statement,
    )  # fmt: skip
    for index in view.indexes:
        yield _index_again(index, name)
    if view.comment and not or_replace:
        yield SetComment("materialized-view" if view.materialized else "view", name, "", view.comment)


def _sequence_again(sequence: Sequence, catalog: Catalog) -> CreateSequence:
    options = (
        ("as", sequence.type), ("start", sequence.start), ("increment", sequence.increment),
        ("minvalue", sequence.minimum), ("maxvalue", sequence.maximum), ("cycle", "cycle" if sequence.cycle else ""),
    )  # fmt: skip
    return CreateSequence(name_of(sequence.ref, catalog), tuple(pair for pair in options if pair[1]))


def _owned_again(sequence: Sequence, catalog: Catalog) -> AlterSequence:
    owner = sequence.owned_by
    return AlterSequence(
        name_of(sequence.ref, catalog), owned_by=(name_of(owner[0], catalog), owner[1]) if owner is not None else None
    )


def _named_by(ref: Ref, kind: str, catalog: Catalog) -> list[tuple[Ref, str]]:
    return [(other, part) for what, other, part in catalog.links.get(ref, ()) if what == kind]


# The form of a table


def structure(after: Table, before: Table, catalog: Catalog) -> list[Change]:
    """The changes that bring a table from its form after a step to its form before it; `catalog` is the one before."""
    name = name_of(before.ref, catalog)
    changes: list[Change] = []
    new_columns = {column.name: column for column in after.columns}
    old_columns = {column.name: column for column in before.columns}
    dropped = [column for column in after.columns if column.name not in old_columns]
    gone = {column.name for column in dropped}
    changes += _constraints_off(after, before, name, gone, catalog)
    changes += _indexes_off(after, before, name, gone)
    changes += [DropColumn(name, _word(column.name, column.written)) for column in dropped]
    for at, column in enumerate(before.columns):
        held = new_columns.get(column.name)
        if held is None:
            position = "" if not _mysql(catalog) else "first" if at == 0 else before.columns[at - 1].name
            if at == len(before.columns) - 1:
                position = ""
            changes.append(AddColumn(name, column, position=position))
            if column.comment and not _mysql(catalog):
                changes.append(SetComment("column", name, column.name, column.comment))
        elif held is not column:
            changes += _column_back(name, held, column, catalog)
    changes += _constraints_on(after, before, name)
    changes += _indexes_on(after, before, name)
    if (after.row_security, after.force_row_security) != (before.row_security, before.force_row_security):
        changes.append(
            SetRowSecurity(
                name,
                before.row_security if before.row_security != after.row_security else None,
                before.force_row_security if before.force_row_security != after.force_row_security else None,
            )
        )
    if (after.comment or "") != (before.comment or ""):
        changes.append(SetComment("table", name, "", before.comment))
    changes += _options_back(after, before, name)
    return changes


def _column_back(name: ObjectName, after: Column, before: Column, catalog: Catalog) -> list[Change]:
    word = _word(before.name, before.written)
    old, new = _essence(before), _essence(after)
    if old == new:
        return []
    if _mysql(catalog):
        return [RedefineColumn(name, word, before)]
    changes: list[Change] = []
    retyped = before.type is not None and (
        after.type is None or after.type.text != before.type.text or after.collation != before.collation
    )
    if catalog.dialect in ("tsql", "oracle") and (retyped or after.nullable != before.nullable):
        changes.append(RedefineColumn(name, word, before._replace(default=None), null_written=True))
    else:
        if retyped and before.type is not None:
            if after.default is not None and after.default != before.default:
                changes.append(SetDefault(name, word, None))
            changes.append(_type_back(name, word, after, before, before.type))
        if after.nullable != before.nullable and not (before.nullable and after.identity):
            changes.append(SetNullable(name, word, before.nullable))
    if after.identity != before.identity:
        changes.append(SetIdentity(name, word, before.identity))
        if before.nullable and not after.nullable:
            changes.append(SetNullable(name, word, True))
    elif _text(after.default) != _text(before.default):
        changes.append(SetDefault(name, word, before.default, name=before.default_name))
    if _text(after.generated) != _text(before.generated):
        changes.append(SetGenerated(name, word, before.generated))
    if (after.comment or "") != (before.comment or ""):
        changes.append(SetComment("column", name, before.name, before.comment))
    return changes


def _type_back(name: ObjectName, word: Name, after: Column, before: Column, kind: Type) -> AlterColumnType:
    """Back to the old type; the old values are read from the new ones through text where no cast is certain."""
    from schemalint.model.expression import Cast, ColumnRef, Expression

    using = None
    if (
        after.type is not None
        and (after.type.family, kind.family) not in ASSIGNABLE
        and after.type.family != kind.family
    ):
        text = word.written or word.value
        using = Expression(f"{text}::{kind.text}", NOWHERE, Cast(ColumnRef(before.name), kind.text), (before.name,))
    # A collation that was given is taken away only by naming the one that columns have by default.
    collation = before.collation or ('"default"' if after.collation else "")
    return AlterColumnType(name, word, kind, using, collation)


NUMBERS = ("integer", "decimal", "float", "money")
TEXTS = ("char", "varchar", "text")
ASSIGNABLE = frozenset(
    {(one, other) for one in NUMBERS for other in NUMBERS}
    | {(one, other) for one in TEXTS for other in TEXTS}
    | {(one, other) for one in ("date", "timestamp", "timestamptz") for other in ("date", "timestamp", "timestamptz")}
    | {
        (one, text)
        for one in (*NUMBERS, "boolean", "date", "timestamp", "timestamptz", "uuid", "enum", "user")
        for text in TEXTS
    }
)
"""Pairs of type families whose values go from the first to the second without USING."""


def _essence(column: Column) -> tuple[object, ...]:
    """What a column says, without its place."""
    return (
        column.type.text if column.type is not None else "", column.nullable, _text(column.default), column.identity,
        _text(column.generated), _text(column.on_update), column.collation.lower(), column.comment or "", column.default_name,
    )  # fmt: skip


def _text(expression: Any) -> str:
    return expression.text if expression is not None else ""


def _kind(constraint: Constraint) -> Any:
    if isinstance(constraint, PrimaryKey):
        return "primary key"
    if isinstance(constraint, ForeignKey):
        return "foreign key"
    return "unique" if isinstance(constraint, Unique) else "constraint"


def _constraints_off(
    after: Table, before: Table, name: ObjectName, gone: set[str], catalog: Catalog
) -> Iterator[Change]:
    """Drop the constraints that came, but for those that go with a dropped column."""
    old = [(held.name, shape(held)) for held in before.constraints]
    for held in after.constraints:
        if (held.name, shape(held)) in old or (isinstance(held, ForeignKey) and held.ignored):
            continue
        columns = getattr(held, "columns", ()) or getattr(getattr(held, "expression", None), "columns", ())
        if gone.intersection(columns) and catalog.dialect in ("postgres", "standard"):
            continue
        yield DropConstraint(name, _word(held.name) if held.name else None, _kind(held), tuple(columns))


def _constraints_on(after: Table, before: Table, name: ObjectName) -> Iterator[Change]:
    new = [(held.name, shape(held)) for held in after.constraints]
    for held in before.constraints:
        if (held.name, shape(held)) in new or (isinstance(held, ForeignKey) and held.ignored):
            continue
        checked = getattr(held, "validated", True)
        yield AddConstraint(name, _bare(held), checked=checked)


def _bare(held: Constraint) -> Constraint:
    """The constraint as a clause of its own: an index it once took over is not there to take over again."""
    if isinstance(held, (PrimaryKey, Unique)) and held.using_index:
        return held._replace(using_index="")
    return held


def _indexes_off(after: Table, before: Table, name: ObjectName, gone: set[str]) -> Iterator[Change]:
    old = {index.name: index_shape(index) for index in before.indexes}
    for index in after.indexes:
        if old.get(index.name) == index_shape(index):
            continue
        if gone.intersection(index.columns):
            continue
        schema = name.schema
        yield DropObjects("index", (ObjectName(_word(index.name), schema),), concurrently=index.concurrently, on=name)


def _indexes_on(after: Table, before: Table, name: ObjectName) -> Iterator[Change]:
    new = {index.name: index_shape(index) for index in after.indexes}
    for index in before.indexes:
        if new.get(index.name) != index_shape(index) and not is_implicit(index):
            yield _index_again(index, name)


def _options_back(after: Table, before: Table, name: ObjectName) -> Iterator[Change]:
    old, new = dict(before.options), dict(after.options)
    for option, value in old.items():
        if new.get(option) != value:
            yield SetOption("table", name, option, value)
    if after.unlogged != before.unlogged:
        yield SetOption("table", name, "unlogged" if before.unlogged else "logged")


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
    discards = False
    sequences = [
        sequence
        for other, _ in _named_by(ref, "sequence", step.before)
        if (sequence := step.before.sequences.get(other)) is not None
        and not sequence.implicit
        and other not in step.after.sequences
    ]
    changes += [_sequence_again(sequence, step.before) for sequence in sequences]
    for touched in _touched(ref, step):
        before, after = step.before.tables.get(touched), step.after.tables.get(touched)
        if before is None or after is None or before is after:
            continue
        if before.unknown or after.unknown:
            return Undo(irreversible=f"table {touched.text} is not fully known")
        changes += structure(after, before, step.before)
        for column in before.columns:
            held = after.column(column.name)
            if held is None and not before.assumed:
                lost.append(f"column {touched.text}.{column.name}")
                if not column.nullable and column.default is None and column.generated is None:
                    fails.append(f"{touched.text} has rows, since {column.name} is NOT NULL without a default")
            elif held is not None and held.nullable and not column.nullable:
                fails.append(f"a row has NULL in {touched.text}.{column.name}")
            elif held is not None and _narrower(held, column):
                fails.append(f"a value of {touched.text}.{column.name} does not fit {_type(column)}")
        discards = discards or any(before.column(column.name) is None for column in after.columns)
        old_names = {held.name for held in after.constraints}
        if any(held.name not in old_names for held in before.constraints):
            fails.append(f"rows of {touched.text} do not satisfy the constraint any more")
    changes += [_owned_again(sequence, step.before) for sequence in sequences if sequence.owned_by]
    views = [view for ref_, view in _lost_views(step) if ref_ not in step.after.views]
    for view in views:
        changes.extend(_view_again(view, step.before))
    if not changes and isinstance(change, (AlterColumnType, RedefineColumn, DropColumn)):
        return Undo(irreversible=f"the form of table {ref.text} before is not known") if _unknown(step, ref) else Undo()
    if not changes and _unknown(step, ref):
        return _from_statement(step)
    return Undo(tuple(changes), tuple(lost), "", "; ".join(fails), discards)


def _unknown(step: Step, ref: Ref) -> bool:
    table = step.before.tables.get(ref)
    return table is None or table.assumed or table.unknown


def _from_statement(step: Step) -> Undo:
    """What the statement alone tells, where the table is only assumed to exist."""
    change = step.change
    if isinstance(change, SetNullable):
        return Undo((change._replace(nullable=not change.nullable),))
    return Undo(irreversible=f"what {type(change).__name__} changed is not known")


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
    changes += [_sequence_again(sequence, before) for sequence in lost_sequences]
    changes += [table_again(table, before) for table in tables]
    changes += [_owned_again(sequence, before) for sequence in lost_sequences]
    for table in tables:
        name = name_of(table.ref, before)
        if table.partition_of is None and before.dialect != "sqlite":
            changes += [
                AddConstraint(name, key, checked=key.validated) for key in table.foreign_keys if not key.ignored
            ]
    for table in tables:
        changes += _around(table, before)
    return changes


def _create_index(step: Step) -> Undo:
    change: Any = step.change
    ref = step.before.resolve(change.table)
    before, after = step.before.tables.get(ref), step.after.tables.get(ref)
    concurrently = change.definition.concurrently
    if before is None or after is None:
        view, new = step.before.views.get(ref), step.after.views.get(ref)
        if view is None or new is None:
            name = change.name or _word(change.definition.name)
            if not name.value:
                return Undo(irreversible="the server chose the name of the index")
            return Undo((DropObjects("index", (ObjectName(name, change.table.schema),), on=change.table),))
        names = {index.name for index in view.indexes}
        made = [index for index in new.indexes if index.name not in names]
    else:
        names = {index.name for index in before.indexes}
        made = [index for index in after.indexes if index.name not in names]
    changes: list[Change] = [
        DropObjects(
            "index",
            (ObjectName(change.name or _word(index.name), change.table.schema),),
            concurrently=concurrently,
            on=change.table,
        )
        for index in made
    ]
    if before is not None and after is not None and _mysql(step.before):
        left = {index.name for index in after.indexes}
        # The index that the server had made for a foreign key comes back first, or the drop is refused.
        changes[:0] = [_index_again(index, change.table) for index in before.indexes if index.name not in left]
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
            changes.append(_sequence_again(sequence, before))
            lost.append(f"the position of sequence {ref.text}")
            if sequence.owned_by is not None:
                changes.append(_owned_again(sequence, before))
    changed = dict(_changed(before.tables, after.tables))
    for ref, table in changed.items():
        held = after.tables.get(ref)
        follows = table.partition_of in changed or any(parent in changed for parent in table.inherits)
        if held is not None and ref not in refs and not follows:
            changes += structure(held, table, before)
    views = sorted((view for _, view in _gone(before.views, after.views)), key=lambda view: view.statement.start)
    for view in views:
        changes += _view_again(view, before)
    for ref, view in _changed(before.views, after.views):
        if ref in after.views:
            held_names = {index.name for index in after.views[ref].indexes}
            changes += [
                _index_again(index, name_of(ref, before)) for index in view.indexes if index.name not in held_names
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
    if kind in ("trigger", "view", "materialized-view"):
        for _, trigger in _gone(before.triggers, after.triggers):
            changes += _trigger_again(trigger, before)
    if kind == "policy":
        changes += [_policy_again(before, key) for key, _ in _gone(before.policies, after.policies)]
    for name, extension in _gone(before.extensions, after.extensions):
        schema = _word(extension.schema) if extension.schema else None
        changes.append(CreateExtension(_word(name), schema, extension.version))
    for key, other in _gone(before.others, after.others):
        create = CreateObject(
            key[0], name_of(key[1], before), other.text, attributes=other.attributes, span=other.statement
        )
        changes.insert(0, create) if key[0] == "schema" else changes.append(create)
    return Undo(tuple(changes), tuple(lost))


def _types_again(step: Step) -> Iterator[Change]:
    before, after = step.before, step.after
    for ref, enum in _gone(before.enums, after.enums):
        yield CreateEnum(name_of(ref, before), enum.values)
    for ref, domain in _gone(before.domains, after.domains):
        yield CreateDomain(name_of(ref, before), domain.type, domain.nullable, domain.default, domain.checks)
    for ref, kind in _gone(before.types, after.types):
        yield CreateType(name_of(ref, before), kind.form, kind.columns, span=kind.statement)


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
    old = change.name.schema or _word(step.before.default_schema)
    return Undo((SetSchema(change.kind, ObjectName(change.name.name, change.schema), old),))


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


def _inheritance(step: Step) -> Undo:
    change: Any = step.change
    return Undo((SetInheritance(change.table, change.parent, not change.inherit),))


def _set_trigger(step: Step) -> Undo:
    change: Any = step.change
    ref = step.before.resolve(change.table)
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
    if held.materialized or change.materialized or step.before.dialect == "sqlite":
        return Undo((DropObjects(kind, (change.name,)), *_view_again(held, step.before)))
    return Undo(
        tuple(_view_again(held, step.before, or_replace=True)),
        may_fail="the view gained columns, which OR REPLACE cannot take away",
    )


def _set_generated(step: Step) -> Undo:
    change: Any = step.change
    if change.expression is None:
        return Undo(
            irreversible=f"{change.column.value} cannot become a generated column again without being made anew"
        )
    return _structure(step)


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
        return Undo(tuple(AlterDomain(name, drop=_word(check.name)) for check in made))
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
            made = _sequence_again(sequence, step.before)
            owner = (name_of(sequence.owned_by[0], step.before), sequence.owned_by[1]) if sequence.owned_by else None
            return Undo((AlterSequence(change.name, made.options, owner, owner is None),))
    return Undo(irreversible="the position of a sequence is not part of the schema")


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
    return Undo((drop, *_trigger_again(held, step.before))) if held is not None else Undo((drop,))


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
    return Undo((drop, _policy_again(step.before, key)))


def _grant(step: Step) -> Undo:
    change: Any = step.change
    grant = change.grant
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
    return _drop_created(step, change.kind, change.name)


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
    return Undo((change._replace(comment=old, span=NOWHERE),))


def _option(step: Step) -> Undo:
    change: Any = step.change
    if change.kind not in ("table", "foreign table"):
        return Undo(irreversible=f"the old {change.option} of {change.name.text} is not known")
    table = step.before.tables.get(step.before.resolve(change.name))
    if table is not None and change.option in dict(table.options):
        return Undo((change._replace(value=dict(table.options)[change.option], span=NOWHERE),))
    if change.option in ("logged", "unlogged"):
        return Undo((change._replace(option="unlogged" if change.option == "logged" else "logged", span=NOWHERE),))
    return Undo(irreversible=f"the old {change.option} of {change.name.text} is not known")


def _nothing(step: Step) -> Undo:
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
    if change.verb == "insert" and change.rows and change.columns and not change.from_query:
        return Undo(irreversible=f"the rows inserted into {names} must be deleted by their key")
    word = {"insert": "inserted into", "delete": "deleted from", "truncate": "deleted from"}.get(
        change.verb, "changed in"
    )
    return Undo(
        irreversible=f"rows {word} {names} do not come back",
        lost=() if change.verb == "insert" else (f"rows of {names}",),
    )


def _block(step: Step) -> Undo:
    return Undo(irreversible="a block may have done anything")


def _opaque(step: Step) -> Undo:
    change: Any = step.change
    return Undo(irreversible=change.reason or "the statement was not understood")


_WITHOUT_CATALOG: dict[type, Callable[[Step], Undo]] = {
    WriteRows: _rows,
    Execute: _block,
    Opaque: _opaque,
    NoChange: _nothing,
    Reindex: _nothing,
    RefreshView: _nothing,
    TransactionControl: _nothing,
    SetSearchPath: _path,
    SetSession: _nothing,
    SetOption: _option,
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
    SetTrigger: _set_trigger,
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
