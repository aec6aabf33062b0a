"""Views, materialized views."""

from __future__ import annotations

from schemalint.model.change import CreateView, RefreshView
from schemalint.model.name import ObjectName, Ref
from schemalint.model.schema import View
from schemalint.model.text import Span
from schemalint.replay import tables
from schemalint.replay.draft import TEMPORARY_SCHEMA, UNGUARDED, Draft
from schemalint.replay.stars import has_star


def create_view(draft: Draft, change: CreateView) -> None:
    ref = Ref(TEMPORARY_SCHEMA, change.name.value) if change.temporary else draft.place(change.name)
    held = draft.views.get(ref)
    table = draft.tables.get(ref)
    if held is not None and not change.or_replace:
        if not change.if_not_exists:
            draft.fault("exists", "view", ref, change.name.span, related=held.span)
        return
    if table is not None and table.assumed:
        # Taken for a table when something named it first; it was this view.
        draft.tables = draft.tables.delete(ref)
    if held is None and not (change.materialized and draft.dialect == "oracle"):  # it may stand on a table of its name
        namesake = draft.namesake(ref, "view")
        if namesake is not None:
            if not change.if_not_exists or namesake.kind in UNGUARDED.get(draft.dialect, ()):
                draft.fault("exists", "view", ref, change.name.span, related=namesake.span, holder=namesake.kind)
            return
    if held is None:
        draft.made.append(("table", ref, change.name.span))
    reads = []
    for name in change.reads:
        read = draft.table_ref(name)
        if read not in reads:
            reads.append(read)
            draft.link(read, "view", ref)
    draft.views = draft.views.set(
        ref,
        View(
            ref.schema,
            ref.name,
            change.materialized,
            change.columns,
            change.query,
            change.query_span,
            change.options,
            change.check_option,
            tuple(reads),
            held.comment if held else None,
            change.name.name.written,
            change.name.span,
            draft.statement,
            held.indexes if held else (),
            seen=tuple(draft.tables[read] for read in reads if read in draft.tables) if has_star(change.query) else (),
        ),
    )
    draft.changed = True


def refresh_view(draft: Draft, change: RefreshView) -> None:
    ref = draft.locate(change.name, draft.views)
    if ref not in draft.views and not draft.unsure(ref.name):
        draft.fault("missing", "view", ref, change.name.span)


def drop_view(draft: Draft, name: ObjectName, *, if_exists: bool, cascade: bool) -> None:
    """DROP VIEW of one name."""
    ref = draft.locate(name, draft.views)
    view = draft.views.get(ref)
    if view is None:
        table = draft.tables.get(ref)
        if table is not None and table.assumed:
            draft.tables = draft.tables.delete(ref)
            draft.changed = True
        elif not (if_exists or draft.unsure(ref.name)):
            draft.fault("missing", "view", ref, name.span)
        return
    tables.drop_view(draft, view)
    if cascade:
        tables.drop_readers(draft, ref)


def move_view(draft: Draft, view: View, new: Ref, written: str, span: Span | None = None) -> None:
    """Rename a view or move it to another schema; views that read it follow (PostgreSQL)."""
    old = view.ref
    if draft.is_taken(new, "view", draft.views, span or view.span):
        return
    draft.views = draft.views.delete(old).set(
        new, view._replace(schema=new.schema, name=new.name, written=written or view.written)
    )
    draft.changed = True
    for index in view.indexes:
        at = Ref(old.schema, index.name)
        if draft.indexes.get(at) == old:
            draft.indexes = draft.indexes.delete(at).set(Ref(new.schema, index.name), new)
    for read in view.reads:
        draft.link(read, "view", new)
    if draft.postgres:
        for reader, _ in draft.linked(old, "view"):
            held = draft.views.get(reader)
            if held is not None and old in held.reads:
                reads = tuple(new if read == old else read for read in held.reads)
                draft.views = draft.views.set(reader, held._replace(reads=reads))
                draft.link(new, "view", reader)
    tables.follow_attachments(draft, old, new)
