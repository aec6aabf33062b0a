"""Tables as they are made, dropped, renamed and moved."""

from __future__ import annotations

import re

from schemalint.dialects.types import CHARSET_BYTES
from schemalint.model.change import CreateTable, DropObjects, LikeClause, SetOption
from schemalint.model.expression import Call, Constant, Expression
from schemalint.model.name import ObjectName, Ref
from schemalint.model.schema import (
    NOWHERE,
    Check,
    Column,
    Constraint,
    ForeignKey,
    Index,
    PrimaryKey,
    Table,
    Unique,
    View,
)
from schemalint.model.text import Span
from schemalint.replay import (
    constraint_changes,
    constraint_names,
    constraints,
    indexes,
    partitions,
    sequences,
    user_types,
)
from schemalint.replay.draft import TEMPORARY_SCHEMA, UNGUARDED, Draft


def create_table(draft: Draft, change: CreateTable) -> None:
    name = change.name
    temporary = change.kind == "temporary"
    ref = Ref(TEMPORARY_SCHEMA, name.value) if temporary else draft.place(name)
    held = draft.tables.get(ref)
    if held is not None and change.kind == "collection" and change.or_replace:
        draft.put(_validated(held, change))
        return
    if _occupied(draft, change, ref):
        return
    if temporary:
        draft.temporary = True
    draft.made.append(("table", ref, name.span))
    table = Table(
        ref.schema,
        ref.name,
        change.kind,
        partition_bound=change.partition_bound,
        partition_by=change.partition_by,
        partition_columns=change.partition_columns,
        as_query=bool(change.as_query),
        unlogged=change.unlogged,
        options=change.options,
        comment=change.comment,
        written=name.name.written,
        span=name.span,
        statement=draft.statement,
        partitions=change.partitions,
        validator=change.validator,
        declaration=change.declaration,
        unknown=change.kind == "collection" and not (change.validator and change.validator.objects),
    )
    table, copied = _inherit(draft, change, table)
    if table.like and draft.dialect in ("mysql", "mariadb"):
        table = _as_model(draft, table)
    table = table._replace(columns=_columns(draft, table, change, table.columns))
    before = draft.tables.get(ref)
    table = _with_constraints(draft, table, change.constraints, change.indexes, copied)
    if before is not None:
        table = _with_earlier(table, before)
    draft.put(table)
    constraints.fill_children(draft, table)


def _validated(held: Table, change: CreateTable) -> Table:
    """The collection with another validator, or with another level of the one it has; its indexes stay (collMod)."""
    new, old = change.validator, held.validator
    if new is None:
        return held._replace(columns=change.columns, checks=(), validator=None, comment=None, unknown=True)
    if old is not None and (new.span == NOWHERE or (new.unknown and not new.objects)):
        if new.level:
            old = old._replace(level=new.level, level_span=new.level_span)
        if new.action:
            old = old._replace(action=new.action, action_span=new.action_span)
        return held._replace(validator=old)
    return held._replace(
        columns=change.columns,
        checks=tuple(one for one in change.constraints if isinstance(one, Check)),
        validator=new,
        comment=change.comment,
        unknown=not new.objects,
    )


def _as_model(draft: Draft, table: Table) -> Table:
    """The table with what LIKE copies besides columns and keys in MySQL: partitioning, options and the comment."""
    model = draft.tables[table.like[0]]
    return table._replace(
        partition_by=model.partition_by, partition_columns=model.partition_columns, partitions=model.partitions,
        options=model.options, comment=model.comment,
    )  # fmt: skip


def _with_earlier(table: Table, assumed: Table) -> Table:
    """The table with what statements before its own gave to it."""
    return table._replace(
        primary_key=table.primary_key or assumed.primary_key,
        uniques=(*table.uniques, *assumed.uniques),
        foreign_keys=(*table.foreign_keys, *assumed.foreign_keys),
        checks=(*table.checks, *assumed.checks),
        indexes=(*table.indexes, *assumed.indexes),
        comment=table.comment or assumed.comment,
        row_security=table.row_security or assumed.row_security,
    )


def _occupied(draft: Draft, change: CreateTable, ref: Ref) -> bool:
    """Whether the name is taken, so that nothing is made; OR REPLACE drops what has it."""
    held = draft.tables.get(ref)
    if held is not None:
        if held.assumed:
            return False
        if change.or_replace:
            drop_table(draft, held)
            return False
        if not change.if_not_exists:
            draft.fault("exists", "table", ref, change.name.span, related=held.span)
        return True
    namesake = draft.namesake(ref, "table")
    if namesake is None:
        return False
    # IF NOT EXISTS asks for a relation of that name, not for a type, nor in SQLite for an index.
    if not change.if_not_exists or namesake.kind in UNGUARDED.get(draft.dialect, ()):
        draft.fault("exists", "table", ref, change.name.span, related=namesake.span, holder=namesake.kind)
    return True


def _columns(draft: Draft, table: Table, change: CreateTable, inherited: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns: inherited ones first, then those of the statement, which may restate an inherited one."""
    columns = change.columns
    finished: list[Column] | None = None
    for at, column in enumerate(columns):
        settled = settle_column(draft, table, column)
        if draft.implicit_timestamps:
            table = table._replace(columns=(*table.columns, settled))
        if settled is not column:
            if finished is None:
                finished = list(columns)
            finished[at] = settled
    if finished is not None:
        columns = tuple(finished)
    if not inherited:
        return columns
    merged = {column.name: column for column in inherited}
    for column in columns:
        held = merged.get(column.name)
        if held is None:
            merged[column.name] = column
        elif column.type is None:
            # PARTITION OF and OF type restate a column only to add to it.
            merged[column.name] = held._replace(
                nullable=held.nullable and column.nullable,
                default=column.default or held.default,
                generated=column.generated or held.generated,
            )
        else:
            merged[column.name] = column._replace(nullable=held.nullable and column.nullable)
    if change.like:
        at_places = _places(change)
        order = sorted(merged.values(), key=lambda column: at_places.get(column.name, (0, 0)))
        return tuple(order)
    return tuple(merged.values())


def _places(change: CreateTable) -> dict[str, tuple[int, int]]:
    """Where each column of the statement stands; copied columns stand where their LIKE does, before it if unknown."""
    likes = [like.table.span.start for like in change.like]
    return {
        column.name: (1, column.span.start) if likes and column.span.start > max(likes) else (-1, column.span.start)
        for column in change.columns
        if column.span != NOWHERE
    }


def settle_column(draft: Draft, table: Table, column: Column) -> Column:
    """A column as the server stores it: with its sequence, NOT NULL where identity says so; its type checked."""
    if draft.postgres:
        if column.serial or column.identity:
            column = sequences.with_sequence(draft, table, column)
    elif column.identity and column.nullable and draft.dialect != "sqlite":
        column = column._replace(nullable=False)
    kind = column.type
    if draft.implicit_timestamps and kind is not None and kind.name == "timestamp" and column.generated is None:
        column = _implicit(table, column)
    if kind is not None and kind.family == "user":
        user_types.require_type(draft, kind, column)
    if column.default_name:
        constraint_names.note_default(draft, table, column)
    return column


def _implicit(table: Table, column: Column) -> Column:
    """A TIMESTAMP as MySQL keeps it without explicit_defaults_for_timestamp: NOT NULL unless NULL is written, and with a default;
    the first of a table follows the clock."""
    if column.nullable and column.null_span != NOWHERE:
        return column
    column = column._replace(nullable=False)
    if column.default is not None or column.on_update is not None:
        return column
    if any(
        held.type is not None and held.type.name == "timestamp" and held.name != column.name for held in table.columns
    ):
        zero = "'0000-00-00 00:00:00'"
        return column._replace(default=Expression(zero, NOWHERE, Constant("string", zero.strip("'"))))
    digits = f"({column.type.arguments[0]})" if column.type is not None and column.type.arguments else ""
    now = Expression(f"CURRENT_TIMESTAMP{digits}", NOWHERE, Call("current_timestamp"), (), ("current_timestamp",))
    return column._replace(default=now, on_update=now)


def _with_constraints(
    draft: Draft,
    table: Table,
    written: tuple[Constraint, ...],
    keys: tuple[Index, ...],
    copied: tuple[Constraint | Index, ...],
) -> Table:
    """Constraints in the order the server makes them, on which generated names depend: checks, the primary key, unique
    keys, indexes, foreign keys. A unique constraint over the primary key's columns is the primary key (PostgreSQL)."""
    if draft.dialect in ("mysql", "mariadb"):
        return _with_keys_as_written(draft, table, (*copied, *written, *keys))
    foreign: list[ForeignKey] = []
    if copied or len(written) > 1:
        ordered = sorted(
            (*(part for part in copied if not isinstance(part, Index)), *written),
            key=lambda part: 0 if isinstance(part, Check) else 1 if isinstance(part, PrimaryKey) else 2,
        )
    else:
        ordered = list(written)
    for constraint in ordered:
        if isinstance(constraint, ForeignKey):
            foreign.append(constraint)
        elif isinstance(constraint, Unique) and draft.postgres and _repeats(table, constraint):
            table = _renamed_key(draft, table, constraint)
        else:
            table = constraints.attach(draft, table, constraint)
    for part in copied:
        if isinstance(part, Index):
            table = indexes.attach(draft, table, part._replace(name="", named=False))
    for index in keys:
        table = indexes.attach(draft, table, index)
    for key in foreign:
        table = constraints.attach(draft, table, key)
    return table


def _with_keys_as_written(draft: Draft, table: Table, parts: tuple[Constraint | Index, ...]) -> Table:
    """MySQL names keys in the order they are written in, whatever their kind; the primary key comes first, as foreign keys of the
    table to itself ask for it."""
    ordered = (
        sorted(parts, key=lambda part: (not isinstance(part, PrimaryKey), part.span.start)) if len(parts) > 1 else parts
    )
    for part in ordered:
        if isinstance(part, Index):
            rival = indexes.held_by(table, part.name, fold=True) if part.name else None
            if rival is not None and constraints.is_implicit(rival) and rival.columns != part.columns:
                ref = Ref(table.schema, part.name)
                draft.fault("exists", "index", ref, part.name_span, table.name, rival.statement)
                continue
            table = indexes.attach(draft, table, part)
        else:
            table = constraints.attach(draft, table, part)
    return table


def _repeats(table: Table, unique: Unique) -> bool:
    key = table.primary_key
    return bool(
        (key is not None and key.columns == unique.columns and key.deferrable == unique.deferrable)
        or any(
            held.columns == unique.columns
            and held.deferrable == unique.deferrable
            and held.include == unique.include
            and held.nulls_not_distinct == unique.nulls_not_distinct
            for held in table.uniques
        )
    )


def _renamed_key(draft: Draft, table: Table, unique: Unique) -> Table:
    """PostgreSQL keeps one index for repeated keys, under the first name that was written."""
    if not unique.name:
        return table
    key = table.primary_key
    if key is not None and key.columns == unique.columns:
        if key.named:
            return table
        table = constraint_changes.detach(draft, table, key)
        return constraints.attach(draft, table, key._replace(name=unique.name, named=True))
    for held in table.uniques:
        if held.columns == unique.columns and not held.named:
            table = constraint_changes.detach(draft, table, held)
            return constraints.attach(draft, table, held._replace(name=unique.name, named=True))
    return table


def _inherit(draft: Draft, change: CreateTable, table: Table) -> tuple[Table, tuple[Constraint | Index, ...]]:
    """The table with the columns of its parents, models and types, and the constraints and indexes it copies."""
    if not (change.partition_of or change.inherits or change.like or change.of_type):
        return table, ()
    columns: dict[str, Column] = {}
    copied: list[Constraint | Index] = []
    unknown = False
    if change.partition_of is not None:
        parent = draft.table(change.partition_of)
        if parent is not None:
            table = table._replace(partition_of=parent.ref)
            unknown = parent.assumed or parent.unknown or parent.as_query
            columns.update((column.name, _inherited(column)) for column in parent.columns)
            draft.add_heir(parent.ref, table.ref)
            copied.extend(_for_partition(parent))
    for name in change.inherits:
        parent = draft.table(name)
        if parent is None:
            continue
        table = table._replace(inherits=(*table.inherits, parent.ref))
        unknown = unknown or parent.assumed or parent.unknown or parent.as_query
        for column in parent.columns:
            held = columns.get(column.name)
            columns[column.name] = (
                _inherited(column) if held is None else held._replace(nullable=held.nullable and column.nullable)
            )
        draft.add_heir(parent.ref, table.ref)
        copied.extend(check for check in parent.checks if not check.no_inherit)
    if change.of_type is not None:
        ref = draft.locate(change.of_type, draft.types)
        table = table._replace(of_type=ref)
        kind = draft.types.get(ref)
        if kind is None:
            unknown = True
            if not draft.unsure(ref.name):
                draft.fault("missing-type", "type", ref, change.of_type.span)
        else:
            columns.update((column.name, column) for column in kind.columns)
    for like in change.like:
        model = draft.table(like.table)
        if model is None:
            unknown = True
            continue
        table = table._replace(like=(*table.like, model.ref))
        unknown = unknown or model.assumed or model.unknown or model.as_query
        taken, parts = _liked(draft, table, model, like)
        columns.update((column.name, column) for column in taken)
        copied.extend(parts)
    return table._replace(columns=tuple(columns.values()), unknown=unknown), tuple(copied)


def _inherited(column: Column) -> Column:
    """A parent's column in its child: defaults are shared, identity stays with the parent."""
    return column._replace(serial=False, identity=None) if column.serial or column.identity else column


def _for_partition(parent: Table) -> list[Constraint | Index]:
    parts: list[Constraint | Index] = [check for check in parent.checks if not check.no_inherit]
    if parent.primary_key is not None:
        parts.append(parent.primary_key._replace(name="", named=False))
    parts.extend(unique._replace(name="", named=False) for unique in parent.uniques)
    parts.extend(exclusion._replace(name="", named=False) for exclusion in parent.exclusions)
    parts.extend(parent.foreign_keys)
    parts.extend(parent.indexes)
    return parts


def _liked(draft: Draft, table: Table, model: Table, like: LikeClause) -> tuple[list[Column], list[Constraint | Index]]:
    """What LIKE copies: everything but foreign keys in MySQL, what INCLUDING names in PostgreSQL."""
    if draft.dialect in ("mysql", "mariadb"):
        parts: list[Constraint | Index] = [check._replace(name="", named=False) for check in model.checks]
        if model.primary_key is not None:
            parts.append(model.primary_key)
        parts.extend(model.uniques)
        return list(model.columns), [*parts, *(index._replace(named=True) for index in model.indexes)]

    def has(word: str) -> bool:
        return word not in like.excluding and (word in like.including or "all" in like.including)

    columns = []
    for column in model.columns:
        column = column._replace(
            default=column.default if has("defaults") else None,
            serial=False,
            identity=column.identity if has("identity") else None,
            generated=column.generated if has("generated") else None,
            comment=column.comment if has("comments") else None,
        )
        if column.identity:
            column = sequences.with_sequence(draft, table, column)
        columns.append(column)
    copied: list[Constraint | Index] = []
    if has("constraints"):
        copied.extend(model.checks)
    if has("indexes"):
        if model.primary_key is not None:
            copied.append(model.primary_key._replace(name="", named=False))
        copied.extend(unique._replace(name="", named=False) for unique in model.uniques)
        copied.extend(model.indexes)
    return columns, copied


# Going, moving


def drop_named(draft: Draft, name: ObjectName, *, if_exists: bool, cascade: bool) -> None:
    """DROP TABLE of one name."""
    ref = draft.table_ref(name)
    table = draft.tables.get(ref)
    if table is None:
        if not (if_exists or draft.unsure(ref.name)):
            draft.fault("missing", "table", ref, name.span)
        return
    if draft.dialect in ("mysql", "mariadb") and draft.checks_parents and table.kind != "temporary":
        named = {
            draft.table_ref(one) for change in draft.siblings if isinstance(change, DropObjects) for one in change.names
        }
        if constraint_changes.is_pointed_at(draft, ref, but=named):
            # MySQL refuses to drop what a foreign key points at.
            return
    drop_table(draft, table, cascade=cascade)


def drop_table(draft: Draft, table: Table, *, cascade: bool = False) -> None:
    """Drop a table with its indexes, triggers, policies, owned sequences and partitions, and what CASCADE takes."""
    waiting = [table]
    seen = set()
    while waiting:
        going = waiting.pop()
        ref = going.ref
        if ref in seen or ref not in draft.tables:
            continue
        seen.add(ref)
        waiting.extend(draft.inheritors(ref) if cascade else draft.partitions(ref))
        for name in index_refs(going):
            if draft.indexes.get(name) == ref:
                draft.indexes = draft.indexes.delete(name)
        draft.tables = draft.tables.delete(ref)
        draft.grants = draft.grants.without(ref)
        draft.changed = True
        if ref not in draft.links:
            continue
        drop_attachments(draft, ref)
        drop_statistics(draft, ref)
        sequences.drop_owned(draft, ref)
        if draft.dialect not in ("sqlite", "mysql", "mariadb"):
            constraint_changes.drop_inbound(draft, ref, None)
        if cascade and draft.postgres:
            drop_readers(draft, ref)


def drop_statistics(draft: Draft, ref: Ref, column: str = "") -> None:
    """Drop the extended statistics of a table, or those about a column, and its rules."""
    if not draft.postgres or not draft.others:
        return
    for key, other in list(draft.others.items()):
        if other.target != ref or other.kind not in ("statistics", "rule"):
            continue
        if not column or re.search(rf"(?<!\w){re.escape(column)}(?!\w)", other.text):
            draft.others = draft.others.delete(key)


def drop_attachments(draft: Draft, ref: Ref) -> None:
    """Drop the triggers and policies of a table or view."""
    for owner, part in draft.linked(ref, "trigger"):
        if owner == ref and (ref, part) in draft.triggers:
            draft.triggers = draft.triggers.delete((ref, part))
    for owner, part in draft.linked(ref, "policy"):
        if owner == ref and (ref, part) in draft.policies:
            draft.policies = draft.policies.delete((ref, part))


def drop_readers(draft: Draft, ref: Ref) -> None:
    """Drop the views that read a dropped table or view, and those that read them."""
    waiting = [ref]
    while waiting:
        read = waiting.pop()
        for reader, _ in draft.linked(read, "view"):
            view = draft.views.get(reader)
            if view is not None and read in view.reads:
                drop_view(draft, view)
                waiting.append(reader)


def drop_view(draft: Draft, view: View) -> None:
    """Drop a view with its indexes, triggers and grants; those that read it stay."""
    ref = view.ref
    draft.views = draft.views.delete(ref)
    draft.grants = draft.grants.without(ref)
    for index in view.indexes:
        at = Ref(view.schema, index.name)
        if draft.indexes.get(at) == ref:
            draft.indexes = draft.indexes.delete(at)
    drop_attachments(draft, ref)
    draft.changed = True


def index_refs(table: Table) -> list[Ref]:
    """The keys under which a table's indexes, those behind constraints included, stand in the catalogue."""
    names = [index.name for index in table.indexes]
    if table.primary_key is not None:
        names.append(table.primary_key.name)
    names.extend(unique.name for unique in table.uniques)
    names.extend(exclusion.name for exclusion in table.exclusions)
    return [Ref(table.schema, name) for name in names if name]


def move_table(draft: Draft, table: Table, new: Ref, written: str, span: Span) -> None:
    """Rename a table or move it to another schema; all that names it follows, as far as the dialect lets it."""
    old = table.ref
    if old == new:
        return
    held = draft.tables.get(new)
    if held is not None and not held.assumed:
        draft.fault("exists", "table", new, span, related=held.span)
        return
    namesake = draft.namesake(new, "table")
    if namesake is not None:
        draft.fault("exists", "table", new, span, related=namesake.span, holder=namesake.kind)
        return
    own = tuple(key._replace(parent=new) if key.parent == old else key for key in table.foreign_keys)
    if draft.dialect in ("mysql", "mariadb") and new.name != old.name:
        own = tuple(_with_name_of(key, old.name, new.name) for key in own)
    moved = table._replace(
        schema=new.schema, name=new.name, written=written or table.written, foreign_keys=own, span=span
    )
    old_indexes = index_refs(table)
    if new.schema != old.schema:
        moved = moved._replace(indexes=tuple(index._replace(schema=new.schema) for index in moved.indexes))
    draft.tables = draft.tables.delete(old).set(new, moved)
    draft.changed = True
    for at, name in zip(old_indexes, index_refs(moved), strict=True):
        if draft.indexes.get(at) == old:
            draft.indexes = draft.indexes.delete(at).set(name, new)
    for constraint in moved.constraints:
        constraint_names.register(draft, moved, constraint.name)
    follow_table(draft, old, new)
    constraints.fill_children(draft, moved)


def _with_name_of(key: ForeignKey, old: str, new: str) -> ForeignKey:
    """MySQL renames with the table the foreign keys whose names look generated: `orders_ibfk_1`."""
    stem = f"{old}_ibfk_"
    number = key.name[len(stem) :]
    return key._replace(name=f"{new}_ibfk_{number}") if key.name.startswith(stem) and number.isdigit() else key


def follow_table(draft: Draft, old: Ref, new: Ref) -> None:
    """Let foreign keys, partitions, views, triggers, policies and sequences follow a table's new name."""
    for heir in draft.inheritors(old):
        draft.put(
            heir._replace(
                partition_of=new if heir.partition_of == old else heir.partition_of,
                inherits=tuple(new if parent == old else parent for parent in heir.inherits),
            )
        )
        draft.add_heir(new, heir.ref)
    moved = draft.tables[new]
    for parent in (*((moved.partition_of,) if moved.partition_of else ()), *moved.inherits):
        draft.add_heir(parent, new)
    for key in moved.foreign_keys:
        draft.link(key.parent, "table", new)
    if old not in draft.links:
        return
    for child_ref, _ in draft.linked(old, "table"):
        child = draft.tables.get(child_ref)
        if child is None:
            continue
        keys = tuple(key._replace(parent=new) if key.parent == old else key for key in child.foreign_keys)
        if keys != child.foreign_keys:
            draft.put(child._replace(foreign_keys=keys))
            draft.link(new, "table", child_ref)
    if draft.dialect not in ("mysql", "mariadb", "tsql", "oracle"):
        for reader, _ in draft.linked(old, "view"):
            view = draft.views.get(reader)
            if view is not None and old in view.reads:
                reads = tuple(new if read == old else read for read in view.reads)
                draft.views = draft.views.set(reader, view._replace(reads=reads))
                draft.link(new, "view", reader)
    follow_attachments(draft, old, new)
    sequences.follow_owner(draft, old, new)


def follow_attachments(draft: Draft, old: Ref, new: Ref) -> None:
    """Let the triggers and policies of a table or view follow its new name."""
    for owner, part in draft.linked(old, "trigger"):
        trigger = draft.triggers.get((old, part))
        if owner == old and trigger is not None:
            draft.triggers = draft.triggers.delete((old, part)).set((new, part), trigger._replace(table=new))
            draft.link(new, "trigger", new, part)
    for owner, part in draft.linked(old, "policy"):
        policy = draft.policies.get((old, part))
        if owner == old and policy is not None:
            draft.policies = draft.policies.delete((old, part)).set((new, part), policy._replace(table=new))
            draft.link(new, "policy", new, part)


WIDER = {"tinytext": "text", "text": "mediumtext", "mediumtext": "longtext"}


def _converted(table: Table, charset: str) -> Table:
    """CONVERT TO CHARACTER SET: all character columns take it, and a TEXT gets room for as many characters as before."""
    own = dict(table.options)
    before = own.get("charset") or own.get("character set") or own.get("collate", "").partition("_")[0]
    columns = []
    for column in table.columns:
        kind = column.type
        if kind is not None and kind.family in ("char", "varchar", "text", "enum", "set") and kind.charset != "binary":
            bytes_before = CHARSET_BYTES.get(kind.charset or before.lower())
            bytes_after = CHARSET_BYTES.get(charset)
            if bytes_before and bytes_after and bytes_after > bytes_before and kind.name in WIDER:
                kind = kind._replace(name=WIDER[kind.name], text=WIDER[kind.name])
            column = column._replace(type=kind._replace(charset=""), collation="")
        columns.append(column)
    kept = [pair for pair in table.options if pair[0] not in ("charset", "character set", "collate")]
    return table._replace(columns=tuple(columns), options=(*kept, ("charset", charset)))


def set_table_option(draft: Draft, table: Table, change: SetOption) -> None:
    """OWNER TO, ENGINE, SET TABLESPACE and their like: kept among the options, the last word wins."""
    option, value = change.option, change.value
    if option == "comment":
        table = table._replace(comment=value or None)
    elif option == "convert to charset":
        table = _converted(table, value)
    elif option in ("logged", "unlogged"):
        table = table._replace(unlogged=option == "unlogged")
    elif option == "partition by":
        table = table._replace(
            partition_by=partitions.strategy(value), partition_columns=change.columns, partitions=change.partitions
        )
    elif option not in ("algorithm", "lock"):
        kept = tuple(pair for pair in table.options if pair[0] != option)
        table = table._replace(options=(*kept, (option, value)))
    else:
        return
    draft.put(table)
