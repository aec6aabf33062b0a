"""Statements that take any kind of object: DROP, RENAME, SET SCHEMA, options, comments; schemas, extensions, grants."""

from __future__ import annotations

from functools import partial
from typing import Any, TypeVar

from immutables import Map

from schemalint.dialects.extension_types import EXTENSION_TYPES
from schemalint.model.change import (
    AlterObject,
    ChangeGrant,
    CreateExtension,
    CreateObject,
    DropObjects,
    Reindex,
    RenameColumn,
    RenameConstraint,
    RenameObject,
    SetComment,
    SetOption,
    SetSchema,
)
from schemalint.model.name import Name, ObjectName, Ref
from schemalint.model.schema import Extension, OtherObject, Table
from schemalint.replay import (
    columns,
    constraint_changes,
    constraint_names,
    indexes,
    routines,
    sequences,
    tables,
    user_types,
    views,
)
from schemalint.replay.draft import Draft

V = TypeVar("V")

TABLE_KINDS = frozenset({"table", "foreign table", "collection"})
VIEW_KINDS = frozenset({"view", "materialized-view"})
TYPE_KINDS = frozenset({"type", "domain", "enum"})


def drop_objects(draft: Draft, change: DropObjects) -> None:
    kind = change.kind
    if draft.postgres and not change.cascade and kind in (*TABLE_KINDS, *VIEW_KINDS) and _is_needed(draft, change):
        return
    # What CASCADE takes along may be named again further on.
    held = {draft.table_ref(name) for name in change.names} if change.cascade and len(change.names) > 1 else set()
    held = {ref for ref in held if ref in draft.tables or ref in draft.views}
    for at, name in enumerate(change.names):
        spared = change.if_exists or (bool(held) and draft.table_ref(name) in held)
        if kind in TABLE_KINDS:
            tables.drop_named(draft, name, if_exists=spared, cascade=change.cascade)
        elif kind in VIEW_KINDS:
            views.drop_view(draft, name, if_exists=spared, cascade=change.cascade)
        elif kind == "index":
            key = change.signatures[at] if at < len(change.signatures) else ""
            indexes.drop_index(draft, name, change.on, key, if_exists=change.if_exists)
        elif kind in TYPE_KINDS:
            gone = user_types.drop_type(draft, name, kind, if_exists=change.if_exists)
            if gone is not None and change.cascade:
                columns.drop_where(draft, partial(user_types.is_of, draft, ref=gone))
        elif kind == "sequence":
            _drop_sequence(draft, name, if_exists=change.if_exists, cascade=change.cascade)
        elif kind == "routine":
            signature = change.signatures[at] if at < len(change.signatures) else ""
            routines.drop_routine(
                draft, name, signature, change.routine, if_exists=change.if_exists, cascade=change.cascade
            )
        elif kind == "trigger":
            routines.drop_trigger(draft, name, change.on, if_exists=change.if_exists)
        elif kind == "policy" and change.on is not None:
            routines.drop_policy(draft, name, change.on, if_exists=change.if_exists)
        elif kind == "extension":
            _drop_extension(draft, name, if_exists=change.if_exists, cascade=change.cascade)
        elif kind == "schema":
            _drop_schema(draft, name, if_exists=change.if_exists, cascade=change.cascade)
        elif kind == "database":
            _drop_database(draft, name)
        elif kind == "event":
            _drop_event(draft, name, if_exists=change.if_exists)
        else:
            _drop_other(draft, kind, name)


def _is_needed(draft: Draft, change: DropObjects) -> bool:
    """Whether PostgreSQL refuses to drop tables or views, since others that stay depend on them: then all of them stay."""
    needed = _needed(draft, change)
    if needed is None:
        return False
    ref, kind, holder = needed
    spans = {draft.table_ref(name): name.span for name in change.names}
    named = ref if ref in spans else draft.table_ref(change.names[0])
    draft.fault("needed", change.kind, named, spans[named], holder.text, holder=kind)
    return True


def _needed(draft: Draft, change: DropObjects) -> tuple[Ref, str, Ref] | None:
    """What of that is needed, and the kind and name of what needs it; None where nothing is."""
    waiting = [draft.table_ref(name) for name in change.names]
    going: set[Ref] = set()
    while waiting:
        ref = waiting.pop()
        if ref not in going:
            going.add(ref)
            waiting.extend(heir.ref for heir in draft.partitions(ref))
    for ref in going:
        if ref not in draft.links and ref not in draft.heirs:
            continue
        for heir in draft.inheritors(ref):
            if heir.ref not in going and not heir.unknown:
                return ref, "table", heir.ref
        for child_ref, _ in draft.linked(ref, "table"):
            child = draft.tables.get(child_ref)
            if child is None or child_ref in going or child.assumed or child.unknown or child_ref in draft.muted:
                continue
            if any(key.parent == ref for key in child.foreign_keys):
                return ref, "table", child_ref
        for reader, _ in draft.linked(ref, "view"):
            view = draft.views.get(reader)
            if view is not None and reader not in going and not view.unknown and ref in view.reads:
                return ref, "view", reader
    return None


def _drop_event(draft: Draft, name: ObjectName, *, if_exists: bool) -> None:
    if not if_exists:
        _require_event(draft, name)
    _drop_other(draft, "event", name)


def _require_event(draft: Draft, name: ObjectName) -> None:
    key = _other_key(draft, "event", name)
    if key not in draft.others and not draft.unsure(name.value):
        draft.fault("missing", "event", key[1], name.span)


def _drop_sequence(draft: Draft, name: ObjectName, *, if_exists: bool, cascade: bool) -> None:
    ref = draft.locate(name, draft.sequences)
    sequence = draft.sequences.get(ref)
    if sequence is None:
        if not (if_exists or draft.unsure(ref.name)):
            draft.fault("missing", "sequence", ref, name.span)
        return
    if cascade:
        sequences.drop_defaults(draft, sequence)
    draft.sequences = draft.sequences.delete(ref)
    draft.grants = draft.grants.without(ref)
    draft.changed = True


def _drop_extension(draft: Draft, name: ObjectName, *, if_exists: bool, cascade: bool) -> None:
    if name.value in draft.extensions:
        draft.extensions = draft.extensions.delete(name.value)
        draft.changed = True
        brought = EXTENSION_TYPES.get(name.value) if cascade else None
        if brought:
            columns.drop_where(
                draft, lambda column: column.type is not None and column.type.name.rpartition(".")[2] in brought
            )
    elif not (if_exists or draft.unsure(name.value)):
        draft.fault("missing", "extension", Ref("", name.value), name.span)


def _drop_schema(draft: Draft, name: ObjectName, *, if_exists: bool, cascade: bool) -> None:
    schema = name.value
    key = ("schema", Ref("", schema))
    known = key in draft.others
    if known:
        draft.others = draft.others.delete(key)
        draft.changed = True
    if cascade or draft.dialect in ("mysql", "mariadb"):
        inside = _clear(draft, schema)
        known = known or inside
    if not (known or if_exists or schema == draft.default_schema or draft.unsure(schema)):
        draft.fault("missing", "schema", key[1], name.span)


def _drop_database(draft: Draft, name: ObjectName) -> None:
    if draft.dialect in ("mysql", "mariadb"):
        _clear(draft, name.value)
    _drop_other(draft, "database", name)


def _clear(draft: Draft, schema: str) -> bool:
    """Drop everything in a schema, and what CASCADE takes along elsewhere; whether there was anything."""
    found = False
    for _, table in _inside(draft.tables, schema):
        tables.drop_table(draft, table, cascade=True)
        found = True
    for ref, view in _inside(draft.views, schema):
        tables.drop_view(draft, view)
        tables.drop_readers(draft, ref)
        found = True
    for ref, _ in (
        *_inside(draft.enums, schema),
        *_inside(draft.domains, schema),
        *_inside(draft.types, schema),
    ):
        user_types.remove_type(draft, ref)
        columns.drop_where(draft, partial(user_types.is_of, draft, ref=ref))
        found = True
    for ref, sequence in _inside(draft.sequences, schema):
        sequences.drop_defaults(draft, sequence)
        draft.sequences = draft.sequences.delete(ref)
        found = True
    for ref, _ in _inside(draft.routines, schema):
        routines.drop_callers(draft, ref)
        draft.routines = draft.routines.delete(ref)
        found = True
    draft.changed = draft.changed or found
    return found


def _inside(mapping: Map[Ref, V], schema: str) -> list[tuple[Ref, V]]:
    return [(ref, held) for ref, held in mapping.items() if ref.schema == schema]


def _other_key(draft: Draft, kind: str, name: ObjectName) -> tuple[str, Ref]:
    if kind in WITHOUT_SCHEMA:
        return (kind, Ref("", name.value))
    return (kind, draft.place(name))


WITHOUT_SCHEMA = frozenset(
    {
        "schema", "role", "database", "event trigger", "server", "foreign data wrapper", "language", "publication",
        "subscription", "tablespace", "login", "access method", "directory", "database link", "assembly",
    }
)  # fmt: skip
"""Kinds of objects that live in no schema."""


PUBLIC = "PUBLIC"
"""Where Oracle's public synonyms live, beside all schemas."""


def _drop_other(draft: Draft, kind: str, name: ObjectName) -> None:
    """Kinds whose inside is not kept: one that was never seen is no fault, since not all of them are."""
    key = _other_key(draft, kind, name)
    if key not in draft.others:
        key = (kind, Ref(PUBLIC, key[1].name))
    if key in draft.others:
        draft.others = draft.others.delete(key)
        draft.changed = True


def _kind_of(draft: Draft, name: ObjectName) -> str:
    """The kind of the object of that name, where the statement does not say; `object` when nothing is known by it."""
    ref = draft.table_ref(name)
    if ref in draft.tables or ref in draft.views:
        return "table" if ref in draft.tables else "view"
    if draft.locate(name, draft.sequences) in draft.sequences:
        return "sequence"
    if draft.locate(name, draft.routines) in draft.routines:
        return "routine"
    if any(True for _ in draft.constraints_of(ref.schema, ref.name)):
        return "constraint"
    if _other_key(draft, "synonym", name) in draft.others:
        return "synonym"
    # Oracle's RENAME is for what its tables share their names with.
    return "table" if draft.dialect == "oracle" else "object"


def rename_object(draft: Draft, change: RenameObject) -> None:
    if change.kind == "object":
        change = change._replace(kind=_kind_of(draft, change.name))
        if change.kind == "constraint":
            holder = next(draft.constraints_of(draft.table_ref(change.name).schema, change.name.value))[0]
            word = change.name.name
            on = ObjectName(
                word._replace(value=holder.name), word._replace(value=holder.schema) if holder.schema else None
            )
            change = change._replace(on=on)
    kind, name, new = change.kind, change.name, change.new_name
    if kind == "index":
        indexes.rename_index(draft, name, change.on, new.value, if_exists=change.if_exists, span=new.span)
    elif kind == "constraint" and change.on is not None:
        constraint_changes.rename_constraint(draft, RenameConstraint(change.on, name.name, new.name, change.span))
    elif kind == "column" and change.on is not None:
        columns.rename_column(draft, RenameColumn(change.on, name.name, new.name, change.span))
    elif kind == "trigger":
        routines.rename_trigger(draft, name, change.on, new.value)
    elif kind == "policy" and change.on is not None:
        routines.rename_policy(draft, name, change.on, new.value)
    elif kind in TYPE_KINDS:
        old = draft.locate(name, draft.enums, draft.domains, draft.types)
        user_types.move_type(draft, name, Ref(old.schema, new.value), new.span)
    elif kind == "routine":
        _rename_routine(draft, name, new.value)
    elif kind == "schema":
        _rename_schema(draft, name.value, new.value)
    elif kind in TABLE_KINDS or kind in VIEW_KINDS or kind == "sequence":
        _rename_relation(draft, change)
    else:
        key = _other_key(draft, kind, name)
        held = draft.others.get(key)
        if held is not None:
            renamed = held._replace(name=new.value)
            draft.others = draft.others.delete(key).set((kind, Ref(key[1].schema, new.value)), renamed)
            draft.changed = True


def _rename_relation(draft: Draft, change: RenameObject) -> None:
    """Tables, views and sequences may be renamed by each other's statements."""
    name, new = change.name, change.new_name
    ref = draft.table_ref(name)
    target_schema = draft.schema_of(new) if new.schema is not None else ref.schema
    if ref in draft.views:
        views.move_view(draft, draft.views[ref], Ref(target_schema, new.value), new.name.written, new.span)
        return
    if ref not in draft.tables:
        sequence = draft.locate(name, draft.sequences)
        if sequence in draft.sequences:
            sequences.move_sequence(draft, draft.sequences[sequence], Ref(sequence.schema, new.value), new.span)
            return
        index = draft.locate(name, draft.indexes)
        if change.kind == "table" and draft.postgres and index in draft.indexes:
            indexes.rename_index(draft, name, None, new.value, if_exists=change.if_exists, span=new.span)
            return
        if change.if_exists:
            return
        if change.kind == "sequence":
            if not draft.unsure(sequence.name):
                draft.fault("missing", "sequence", sequence, name.span)
            return
        if change.kind in VIEW_KINDS:
            if not draft.unsure(ref.name):
                draft.fault("missing", "view", ref, name.span)
            return
    table = draft.table(name)
    if table is not None:
        tables.move_table(draft, table, Ref(target_schema, new.value), new.name.written, new.span)


def _rename_routine(draft: Draft, name: ObjectName, new: str) -> None:
    ref = draft.locate(name, draft.routines)
    held = draft.routines.get(ref)
    if held is None:
        if not draft.unsure(ref.name):
            draft.fault("missing", "routine", ref, name.span)
        return
    _move_routines(draft, ref, Ref(ref.schema, new))


def _move_routines(draft: Draft, old: Ref, new: Ref) -> None:
    moved = tuple(routine._replace(schema=new.schema, name=new.name) for routine in draft.routines[old])
    draft.routines = draft.routines.delete(old).set(new, (*draft.routines.get(new, ()), *moved))
    for table, part in draft.linked(old, "trigger"):
        trigger = draft.triggers.get((table, part))
        if trigger is not None and trigger.function == old:
            draft.triggers = draft.triggers.set((table, part), trigger._replace(function=new))
    draft.changed = True


def _rename_schema(draft: Draft, old: str, new: str) -> None:
    key = ("schema", Ref("", old))
    held = draft.others.get(key)
    if held is not None:
        draft.others = draft.others.delete(key).set(("schema", Ref("", new)), held._replace(name=new))
    for table in [table for ref, table in draft.tables.items() if ref.schema == old]:
        tables.move_table(draft, table, Ref(new, table.name), table.written, table.span)
    for view in [view for ref, view in draft.views.items() if ref.schema == old]:
        views.move_view(draft, view, Ref(new, view.name), view.written)
    for enum in [enum for ref, enum in draft.enums.items() if ref.schema == old]:
        draft.enums = draft.enums.delete(enum.ref).set(Ref(new, enum.name), enum._replace(schema=new))
    for domain in [domain for ref, domain in draft.domains.items() if ref.schema == old]:
        draft.domains = draft.domains.delete(domain.ref).set(Ref(new, domain.name), domain._replace(schema=new))
    for kind in [kind for ref, kind in draft.types.items() if ref.schema == old]:
        draft.types = draft.types.delete(kind.ref).set(Ref(new, kind.name), kind._replace(schema=new))
    for sequence in [sequence for ref, sequence in draft.sequences.items() if ref.schema == old]:
        sequences.move_sequence(draft, sequence, Ref(new, sequence.name))
    for ref in [ref for ref in draft.routines if ref.schema == old]:
        _move_routines(draft, ref, Ref(new, ref.name))
    if draft.default_schema == old:
        draft.default_schema = new
    draft.search_path = tuple(new if schema == old else schema for schema in draft.search_path)
    draft.changed = True


def set_schema(draft: Draft, change: SetSchema) -> None:
    schema = change.schema.value
    name = change.name
    kind = _kind_of(draft, name) if change.kind == "object" else change.kind
    if kind in TYPE_KINDS:
        user_types.move_type(draft, name, Ref(schema, name.value))
        return
    if kind == "routine":
        ref = draft.locate(name, draft.routines)
        if ref in draft.routines:
            _move_routines(draft, ref, Ref(schema, ref.name))
        elif not draft.unsure(ref.name):
            draft.fault("missing", "routine", ref, name.span)
        return
    if kind == "extension":
        extension = draft.extensions.get(name.value)
        if extension is not None:
            draft.extensions = draft.extensions.set(name.value, extension._replace(schema=schema))
            draft.changed = True
        return
    if kind in TABLE_KINDS or kind in VIEW_KINDS or kind in ("sequence", "other", ""):
        word = Name(name.name.value, name.name.written, name.name.span)
        relation = kind if kind in TABLE_KINDS or kind in VIEW_KINDS or kind == "sequence" else "table"
        if relation == "sequence":
            where = draft.locate(name, draft.sequences)
            held = draft.sequences.get(where)
            if held is not None:
                sequences.move_sequence(draft, held, Ref(schema, where.name))
            elif not draft.unsure(where.name):
                draft.fault("missing", "sequence", where, name.span)
            return
        _rename_relation(draft, RenameObject(relation, name, ObjectName(word, change.schema), span=change.span))
        return
    key = _other_key(draft, kind, name)
    other = draft.others.get(key)
    if other is not None:
        draft.others = draft.others.delete(key).set((kind, Ref(schema, other.name)), other._replace(schema=schema))
        draft.changed = True


def set_option(draft: Draft, change: SetOption) -> None:
    if change.kind in TABLE_KINDS:
        table = draft.table(change.name)
        if table is not None:
            tables.set_table_option(draft, table, change)
    elif change.kind in VIEW_KINDS:
        ref = draft.locate(change.name, draft.views)
        view = draft.views.get(ref)
        if view is not None:
            kept = tuple(pair for pair in view.options if pair[0] != change.option)
            draft.views = draft.views.set(ref, view._replace(options=(*kept, (change.option, change.value))))
            draft.changed = True
        else:
            _require(draft, change.kind, change.name)
    else:
        _require(draft, change.kind, change.name)


def _require(draft: Draft, kind: str, name: ObjectName) -> None:
    """Note that an object that a statement is about is not there; only of kinds that the catalogue keeps, in PostgreSQL."""
    held: tuple[Map[Ref, Any], ...]
    if not draft.postgres or (draft.extensions and (kind in TYPE_KINDS or kind == "routine")):
        # What an extension brings is no part of the catalogue.
        return
    if kind in TYPE_KINDS:
        # Every table and view is a type, too.
        held = (draft.enums, draft.domains, draft.types, draft.tables, draft.views)
    elif kind in VIEW_KINDS:
        kind, held = "view", (draft.views, draft.tables)
    elif kind == "sequence":
        held = (draft.sequences,)
    elif kind == "routine":
        held = (draft.routines,)
    elif kind == "index":
        held = (draft.indexes,)
    elif kind == "table":
        held = (draft.tables, draft.views)
    elif kind == "schema":
        if name.value not in PRESENT and not any(ref.schema == name.value for ref in draft.tables):
            key = ("schema", Ref("", name.value))
            if not (key in draft.others or name.value == draft.default_schema or draft.unsure(name.value)):
                draft.fault("missing", "schema", key[1], name.span)
        return
    else:
        return
    if name.schema is not None and name.schema.value in PRESENT - {"public"}:
        return
    ref = draft.locate(name, *held)
    if not (any(ref in one for one in held) or draft.unsure(ref.name, "index" if kind == "index" else "object")):
        draft.fault("missing", kind, ref, name.span)


def reindex(draft: Draft, change: Reindex) -> None:
    """REINDEX changes nothing, but what it names has to be there."""
    if change.name is not None and change.kind in ("table", "index"):
        _require(draft, change.kind, change.name)


PRESENT = frozenset({"public", "pg_catalog", "information_schema"})
"""Schemas that PostgreSQL makes itself."""


def set_comment(draft: Draft, change: SetComment) -> None:
    kind, comment = change.kind, change.comment or None
    if kind in TABLE_KINDS or (kind in VIEW_KINDS) or kind in ("column", "constraint"):
        _comment_relation(draft, change, comment)
    elif kind == "index":
        on = None
        name = change.name
        if change.part:
            on = ObjectName(Name(change.part, change.part, name.span), name.schema)
        _, holder, word = indexes.find(draft, name, on)
        if isinstance(holder, Table):
            kept = tuple(index._replace(comment=comment) if index.name == word else index for index in holder.indexes)
            if kept != holder.indexes:
                draft.put(holder._replace(indexes=kept))
        elif holder is None and not draft.unsure(word, "index"):
            draft.fault("missing", "index", draft.place(name), name.span)
    elif kind in ("trigger", "policy") and change.part:
        key = (draft.table_ref(change.name), change.part)
        if kind == "trigger" and key in draft.triggers:
            draft.triggers = draft.triggers.set(key, draft.triggers[key]._replace(comment=comment))
            draft.changed = True
        elif kind == "policy" and key in draft.policies:
            draft.policies = draft.policies.set(key, draft.policies[key]._replace(comment=comment))
            draft.changed = True
        elif not draft.unsure(change.part):
            draft.fault("missing", kind, key[0], change.name.span, change.part)
    else:
        _comment_other(draft, change, comment)


def _comment_relation(draft: Draft, change: SetComment, comment: str | None) -> None:
    ref = draft.table_ref(change.name)
    view = draft.views.get(ref)
    if view is not None:
        if not change.part:
            draft.views = draft.views.set(ref, view._replace(comment=comment))
            draft.changed = True
        return
    if change.kind == "column" and ref not in draft.tables:
        kind_ref = draft.locate(change.name, draft.types)
        if kind_ref in draft.types:
            return
    table = draft.table(change.name)
    if table is None:
        return
    if not change.part:
        draft.put(table._replace(comment=comment))
        return
    if change.kind == "constraint":
        _comment_constraint(draft, table, change, comment)
        return
    if change.kind != "column":
        return
    columns_ = table.columns
    for at, column in enumerate(columns_):
        if column.name == change.part:
            draft.put(table._replace(columns=(*columns_[:at], column._replace(comment=comment), *columns_[at + 1 :])))
            return
    if not (table.assumed or table.unknown or table.as_query or draft.unsure(change.part, "column")):
        draft.fault("missing-column", "column", table.ref, change.name.span, change.part)


def _comment_constraint(draft: Draft, table: Table, change: SetComment, comment: str | None) -> None:
    held = constraint_names.named(table, change.part)
    if held is not None:
        draft.put(constraint_changes.replaced(table, held, held._replace(comment=comment)))
    elif not (table.assumed or table.unknown or draft.unsure(change.part, "constraint")):
        draft.fault("missing", "constraint", table.ref, change.name.span, change.part)


def _comment_other(draft: Draft, change: SetComment, comment: str | None) -> None:
    kind, name = change.kind, change.name
    if kind in TYPE_KINDS:
        ref = draft.locate(name, draft.enums, draft.domains, draft.types)
        if ref in draft.enums:
            draft.enums = draft.enums.set(ref, draft.enums[ref]._replace(comment=comment))
        elif ref in draft.domains:
            draft.domains = draft.domains.set(ref, draft.domains[ref]._replace(comment=comment))
        elif ref in draft.types:
            draft.types = draft.types.set(ref, draft.types[ref]._replace(comment=comment))
        else:
            _require(draft, kind, name)
            return
    elif kind == "sequence":
        ref = draft.locate(name, draft.sequences)
        if ref not in draft.sequences:
            _require(draft, kind, name)
            return
        draft.sequences = draft.sequences.set(ref, draft.sequences[ref]._replace(comment=comment))
    elif kind == "routine":
        ref = draft.locate(name, draft.routines)
        held = draft.routines.get(ref)
        if held is None:
            _require(draft, kind, name)
            return
        meant = routines.overload(held, change.signature)
        forms = tuple(one._replace(comment=comment) if one is meant else one for one in held)
        draft.routines = draft.routines.set(ref, forms)
    else:
        key = _other_key(draft, kind, name)
        if key not in draft.others:
            _require(draft, kind, name)
            return
        draft.others = draft.others.set(key, draft.others[key]._replace(comment=comment))
    draft.changed = True


def create_object(draft: Draft, change: CreateObject) -> None:
    key = _other_key(draft, change.kind, change.name)
    if change.kind == "synonym" and "public" in change.attributes:
        key = ("synonym", Ref(PUBLIC, change.name.value))
    held = draft.others.get(key)
    if held is not None and not change.or_replace:
        if not change.if_not_exists and draft.dialect != "standard":
            draft.fault("exists", change.kind, key[1], change.name.span, related=held.span)
        return
    namesake = draft.namesake(key[1], change.kind) if held is None else None
    if namesake is not None:
        draft.fault("exists", change.kind, key[1], change.name.span, related=namesake.span, holder=namesake.kind)
        return
    if change.or_replace and change.kind == "database":
        _clear(draft, change.name.value)
    target = draft.table_ref(change.target) if change.target is not None else None
    draft.others = draft.others.set(
        key,
        OtherObject(
            change.kind, key[1].schema, key[1].name, change.text, target, change.attributes, None, change.name.span,
            draft.statement,
        ),
    )  # fmt: skip
    if held is None:
        draft.made.append((change.kind, key[1], change.name.span))
    draft.changed = True


def alter_object(draft: Draft, change: AlterObject) -> None:
    """The catalogue does not keep what such a statement changes."""
    if change.name is None:
        return
    if change.kind == "event":
        _require_event(draft, change.name)
    else:
        _require(draft, change.kind, change.name)


def create_extension(draft: Draft, change: CreateExtension) -> None:
    name = change.name.value
    if name in draft.extensions:
        if not change.if_not_exists:
            draft.fault("exists", "extension", Ref("", name), change.name.span, related=draft.extensions[name].span)
        return
    schema = change.schema.value if change.schema else ""
    draft.extensions = draft.extensions.set(
        name, Extension(name, schema, change.version, change.name.span, draft.statement)
    )
    draft.made.append(("extension", Ref("", name), change.name.span))
    draft.changed = True


def change_grant(draft: Draft, change: ChangeGrant) -> None:
    if change.default:
        draft.changed = True  # of the server, though no catalogue shows it
        return
    grant = change.grant
    if change.objects:
        relations = grant.kind in ("table", "view", "column", "sequence", "materialized-view")
        grant = grant._replace(
            objects=tuple(
                draft.locate(name, draft.tables, draft.views, draft.sequences) if relations else draft.place(name)
                for name in change.objects
            )
        )
    draft.grants = draft.grants.adding(grant)
    draft.changed = True
