"""Indexes as they come and go."""

from __future__ import annotations

from schemalint.model.change import AlterIndex, AttachIndex, CreateIndex
from schemalint.model.name import ObjectName, Ref
from schemalint.model.schema import NOWHERE, Index, PrimaryKey, Table, Unique, View
from schemalint.model.text import Span
from schemalint.replay import constraint_changes, constraint_names, constraints, naming
from schemalint.replay.draft import Draft, Namesake

NAMED_IN_SCHEMA = frozenset({"postgres", "standard", "sqlite", "oracle"})
"""Dialects in which an index name is unique in its schema; in the others, in its table."""


def create_index(draft: Draft, change: CreateIndex) -> None:
    index = change.definition
    ref = draft.table_ref(change.table)
    view = draft.views.get(ref)
    if view is not None and draft.dialect in ("mysql", "mariadb"):
        draft.fault("missing", "table", ref, change.table.span, holder="view")
        return
    if view is not None:
        _on_view(draft, view, change)
        return
    table = draft.table(change.table)
    if table is None:
        return
    schema = draft.default_schema if draft.dialect == "oracle" and not index.schema else table.schema
    if change.name is not None and not index.name:
        index = index._replace(name=change.name.value)
    if index.name:
        span = change.name.span if change.name else change.span
        if change.or_replace:
            held = held_by(table, index.name, fold=True)
            table = table._replace(indexes=tuple(other for other in table.indexes if other is not held))
        related = _taken_at(draft, table, Ref(schema, index.name))
        if related is not None:
            # SQLite's IF NOT EXISTS asks for an index.
            if not change.if_not_exists or (draft.dialect == "sqlite" and related.kind != "index"):
                holder = "" if related.kind == "index" else related.kind
                draft.fault("exists", "index", Ref(schema, index.name), span, table.name, related.span, holder)
            return
    if change.only and draft.partitions(table.ref):
        index = index._replace(valid=False)
    table = attach(draft, table, index._replace(schema=schema))
    draft.put(table)
    draft.made.append(("index", Ref(schema, table.indexes[-1].name), change.name.span if change.name else change.span))
    if table.partition_by and not change.only:
        _spread(draft, table, table.indexes[-1])


def _taken_at(draft: Draft, table: Table, ref: Ref) -> Namesake | None:
    """The object that has the index's name already; None when the name is free."""
    if draft.dialect in NAMED_IN_SCHEMA:
        if ref in draft.indexes:
            return Namesake(draft.index_kind(ref), draft.index_span(ref))
        return draft.namesake(ref, "index")
    wanted = ref.name.lower()
    for index in table.indexes:
        if index.name.lower() == wanted:
            return Namesake("index", index.name_span)
    keys = (*table.uniques, *((table.primary_key,) if table.primary_key and draft.dialect == "tsql" else ()))
    for key in keys:
        if key.name.lower() == wanted:
            return Namesake("index" if draft.dialect in ("mysql", "mariadb") else "constraint", key.span)
    return None


def attach(draft: Draft, table: Table, index: Index) -> Table:
    """The table with one index more, named as the server does; the caller stores it."""
    constraints.require_columns(draft, table, (*(part.column for part in index.parts), *index.include), index.span)
    changes: dict[str, object] = {}
    if index.schema != table.schema and draft.dialect != "oracle":
        changes["schema"] = table.schema
    if index.statement == NOWHERE:
        changes["statement"] = draft.statement
    if draft.dialect in ("mysql", "mariadb"):
        method = _method(table, index)
        if method != index.method:
            changes["method"] = method
        if method == "btree":
            table = constraints.without_covered_implicit(draft, table, index.columns)
    name = index.name
    if not name:
        if draft.postgres:
            name = naming.free_name(
                table.name,
                naming.joined(naming.index_columns(index.parts, index.include)),
                "idx",
                lambda candidate: draft.relation_taken(Ref(table.schema, candidate)),
            )
        elif draft.dialect in ("mysql", "mariadb"):
            first = index.parts[0].column if index.parts else ""
            name = naming.mysql_index_name(first, constraint_names.index_names(table))
        changes["name"] = name
        changes["named"] = False
    if changes:
        index = index._replace(**changes)  # type: ignore[arg-type]  # each value fits its field
    if name and draft.dialect in NAMED_IN_SCHEMA:
        draft.indexes = draft.indexes.set(Ref(index.schema, name), table.ref)
    return table._replace(indexes=(*table.indexes, index))


def _method(table: Table, index: Index) -> str:
    """How MySQL's storage engine keeps an index: only MEMORY and NDB have hashes, which are what MEMORY takes when none is
    asked for."""
    if index.method not in ("btree", "hash", ""):
        return index.method
    engine = dict(table.options).get("engine", "").lower()
    if engine in ("memory", "heap"):
        return index.method or "hash"
    return index.method if engine in ("ndb", "ndbcluster") and index.method else "btree"


def _on_view(draft: Draft, view: View, change: CreateIndex) -> None:
    index = change.definition
    name = index.name or (change.name.value if change.name else "")
    if not name and draft.postgres:
        middle = naming.joined(naming.index_columns(index.parts, index.include))
        name = naming.free_name(
            view.name, middle, "idx", lambda candidate: draft.relation_taken(Ref(view.schema, candidate))
        )
    ref = Ref(view.schema, name)
    if draft.postgres and draft.relation_taken(ref):
        if not change.if_not_exists:
            holder = draft.index_kind(ref) if ref in draft.indexes else draft.kind_of_relation(ref)
            span = change.name.span if change.name else change.span
            draft.fault("exists", "index", ref, span, view.name, holder="" if holder == "index" else holder)
        return
    index = index._replace(schema=view.schema, name=name, named=bool(change.name), statement=draft.statement)
    draft.views = draft.views.set(view.ref, view._replace(indexes=(*view.indexes, index)))
    if draft.dialect in NAMED_IN_SCHEMA:
        draft.indexes = draft.indexes.set(ref, view.ref)
    draft.changed = True


def _spread(draft: Draft, parent: Table, index: Index) -> None:
    """An index of a partitioned table is made on each partition, under a generated name, unless one fits already."""
    waiting = draft.partitions(parent.ref)
    seen = {parent.ref}
    while waiting:
        part = waiting.pop(0)
        if part.ref in seen:
            continue
        seen.add(part.ref)
        give(draft, part, index)
        waiting.extend(draft.partitions(part.ref))


def give(draft: Draft, part: Table, index: Index) -> None:
    """Make a parent's index on a partition, unless it has an equal one."""
    for held in part.indexes:
        if alike(held, index):
            return
    draft.put(attach(draft, part, index._replace(name="", named=False, schema=part.schema, valid=True)))


def alike(one: Index, other: Index) -> bool:
    """Whether two indexes differ in nothing but name and place."""
    return (
        one.unique == other.unique
        and one.method == other.method
        and one.include == other.include
        and (one.predicate.text if one.predicate else "") == (other.predicate.text if other.predicate else "")
        and len(one.parts) == len(other.parts)
        and all(
            a._replace(span=NOWHERE, expression=None) == b._replace(span=NOWHERE, expression=None)
            and (a.expression.text if a.expression else "") == (b.expression.text if b.expression else "")
            for a, b in zip(one.parts, other.parts, strict=True)
        )
    )


def find(draft: Draft, name: ObjectName, on: ObjectName | None) -> tuple[Ref, Table | View | None, str]:
    """The table or view that holds an index, by the index's name and, where the dialect writes it, the table's."""
    word = name.value
    if on is not None:
        ref = draft.table_ref(on)
        return ref, draft.tables.get(ref) or draft.views.get(ref), word
    if draft.dialect == "tsql" and name.schema is not None:
        # DROP INDEX orders.by_user: the qualifier is the table.
        ref = draft.table_ref(ObjectName(name.schema, name.database))
        return ref, draft.tables.get(ref), word
    where = draft.locate(name, draft.indexes)
    holder = draft.indexes.get(where)
    if holder is None:
        return where, None, word
    return where, draft.tables.get(holder) or draft.views.get(holder), word


def held_by(holder: Table | View, name: str, *, fold: bool) -> Index | None:
    """The index of that name."""
    for index in holder.indexes:
        if index.name == name or (fold and index.name.lower() == name.lower()):
            return index
    return None


def drop_index(draft: Draft, name: ObjectName, on: ObjectName | None, key: str = "", *, if_exists: bool) -> None:
    """DROP INDEX of one name; MongoDB's `dropIndexes` may say the key in its place, or `*` for all."""
    where, holder, word = find(draft, name, on)
    if draft.dialect == "mongodb" and isinstance(holder, Table) and (word == "*" or key):
        kept = () if word == "*" else tuple(one for one in holder.indexes if key_text(one) != key and one.name != key)
        if kept != holder.indexes:
            draft.put(holder._replace(indexes=kept))
        elif word != "*" and not (if_exists or holder.assumed or holder.unknown):
            draft.fault("missing", "index", Ref(holder.schema, word), name.span, holder.name)
        return
    fold = draft.dialect in ("mysql", "mariadb", "tsql", "sqlite")
    if holder is None:
        if on is not None or (draft.dialect == "tsql" and name.schema is not None):
            if not (if_exists or draft.unsure(where.name)):
                draft.fault("missing", "table", where, on.span if on else name.span)
        elif not (if_exists or draft.unsure(word, "index")):
            draft.fault("missing", "index", where, name.span)
        return
    index = held_by(holder, word, fold=fold)
    if index is not None:
        kept = tuple(held for held in holder.indexes if held is not index)
        at = Ref(index.schema, index.name)
        if at in draft.indexes:
            draft.indexes = draft.indexes.delete(at)
        if isinstance(holder, View):
            draft.views = draft.views.set(holder.ref, holder._replace(indexes=kept))
            draft.changed = True
            return
        draft.put(holder._replace(indexes=kept))
        if holder.partition_by:
            _drop_from_partitions(draft, holder, index)
        return
    if isinstance(holder, Table):
        if draft.dialect in ("mysql", "mariadb", "sqlite", "standard", "tsql") and _drop_key(draft, holder, word):
            return
        if holder.assumed or holder.unknown or draft.unsure(word, "index"):
            return
        if draft.postgres and constraint_names.named(holder, word) is not None:
            return
    if not if_exists:
        draft.fault("missing", "index", Ref(holder.schema, word), name.span, holder.name)


def key_text(index: Index) -> str:
    """The name that MongoDB gives an index by its key: `last_1_first_-1`."""
    kind = "1" if index.method in ("", "btree", "wildcard") else index.method
    return "_".join(f"{part.column}_{'-1' if part.descending else kind}" for part in index.parts)


def _drop_key(draft: Draft, table: Table, name: str) -> bool:
    """A key constraint dropped as the index that it is in MySQL."""
    wanted = name.lower()
    for unique in table.uniques:
        if unique.name.lower() == wanted:
            draft.put(constraint_changes.detach(draft, table, unique))
            return True
    if wanted == "primary" and table.primary_key is not None:
        draft.put(constraint_changes.detach(draft, table, table.primary_key))
        return True
    return False


def _drop_from_partitions(draft: Draft, parent: Table, index: Index) -> None:
    waiting = draft.partitions(parent.ref)
    seen = {parent.ref}
    while waiting:
        part = waiting.pop()
        if part.ref in seen:
            continue
        seen.add(part.ref)
        for held in part.indexes:
            if alike(held, index):
                draft.put(part._replace(indexes=tuple(other for other in part.indexes if other is not held)))
                at = Ref(held.schema, held.name)
                if at in draft.indexes:
                    draft.indexes = draft.indexes.delete(at)
                break
        waiting.extend(draft.partitions(part.ref))


def rename_index(
    draft: Draft, name: ObjectName, on: ObjectName | None, new: str, *, if_exists: bool, span: Span
) -> None:
    """RENAME of an index; the constraint it backs is renamed with it."""
    where, holder, word = find(draft, name, on)
    if holder is None:
        if not (if_exists or draft.unsure(word, "index")):
            draft.fault("missing", "index", where, name.span)
        return
    fold = draft.dialect in ("mysql", "mariadb", "tsql", "sqlite")
    target = Ref(holder.schema, new)
    if draft.dialect in NAMED_IN_SCHEMA:
        if target in draft.indexes or (draft.postgres and draft.relation_taken(target)):
            taken = draft.index_kind(target) if target in draft.indexes else draft.kind_of_relation(target)
            draft.fault("exists", "index", target, span, holder.name, holder="" if taken == "index" else taken)
            return
        at = Ref(holder.schema, word)
        if at in draft.indexes:
            draft.indexes = draft.indexes.delete(at)
        draft.indexes = draft.indexes.set(target, holder.ref)
    index = held_by(holder, word, fold=fold)
    if index is not None:
        renamed = tuple(held._replace(name=new, named=True) if held is index else held for held in holder.indexes)
        if isinstance(holder, View):
            draft.views = draft.views.set(holder.ref, holder._replace(indexes=renamed))
            draft.changed = True
        else:
            draft.put(holder._replace(indexes=renamed))
        return
    if isinstance(holder, Table):
        found = constraint_names.named(holder, word)
        if isinstance(found, (PrimaryKey, Unique)):
            draft.put(constraint_changes.replaced(holder, found, found._replace(name=new, named=True)))
            if draft.postgres:
                draft.link(target, "constraint", holder.ref)
            return
        if not (holder.assumed or holder.unknown or if_exists or draft.unsure(word, "index")):
            draft.fault("missing", "index", Ref(holder.schema, word), name.span, holder.name)


def attach_index(draft: Draft, change: AttachIndex) -> None:
    """ALTER INDEX … ATTACH PARTITION: the parent's index is valid when each partition has one attached."""
    _, holder, word = find(draft, change.name, None)
    if not isinstance(holder, Table):
        if not draft.unsure(change.name.value, "index"):
            draft.fault("missing", "index", draft.place(change.name), change.name.span)
        return
    index = held_by(holder, word, fold=False)
    if index is None or index.valid:
        return
    if all(any(alike(held, index) for held in part.indexes) for part in draft.partitions(holder.ref)):
        draft.put(
            holder._replace(
                indexes=tuple(held._replace(valid=True) if held is index else held for held in holder.indexes)
            )
        )


VALID_AFTER: dict[str, bool] = {
    "rebuild": True, "enable": True, "visible": True, "not ignored": True,
    "disable": False, "unusable": False, "invisible": False, "ignored": False,
}  # fmt: skip
"""What an ALTER INDEX action makes of an index that planners may use."""


def alter_index(draft: Draft, change: AlterIndex) -> None:
    _, holder, word = find(draft, change.name, change.on)
    if holder is None:
        if not draft.unsure(word, "index"):
            draft.fault("missing", "index", draft.place(change.name), change.name.span)
        return
    if draft.dialect == "mongodb" and isinstance(holder, Table):
        option, _, value = change.action.partition("=")
        draft.put(holder._replace(indexes=tuple(_with_option(one, word, option, value) for one in holder.indexes)))
        return
    valid = VALID_AFTER.get(change.action.lower())
    index = held_by(holder, word, fold=draft.dialect != "postgres")
    if valid is None or index is None or not isinstance(holder, Table) or index.valid == valid:
        return
    draft.put(
        holder._replace(indexes=tuple(held._replace(valid=valid) if held is index else held for held in holder.indexes))
    )


def _with_option(index: Index, name: str, option: str, value: str) -> Index:
    """An index of a collection as `collMod` leaves it, which calls it by its name or by its key."""
    if name not in (index.name, key_text(index)):
        return index
    if option == "hidden":
        return index._replace(valid=value != "true")
    return index._replace(options=(*(one for one in index.options if one[0] != option), (option, value)))
