"""Changes of indexes, spelled as statements."""

from __future__ import annotations

from schemalint.generating import definitions
from schemalint.generating.spelled.writer import Spellings, Writer, holder, kind_words
from schemalint.generating.spelling import UnsupportedError
from schemalint.model.change import AlterIndex, AttachIndex, CreateIndex, Reindex

SPECIAL = frozenset({"xml", "spatial", "fulltext", "json", "vector"})
"""Kinds of indexes of SQL Server that are no trees of rows."""


def _create_index(w: Writer, change: CreateIndex) -> str:
    index = change.definition
    if change.name is not None and not index.name:
        index = index._replace(name=change.name.value)
    if w.dialect == "tsql" and index.method.lower() in SPECIAL:
        # What such an index is made of is said in clauses that the catalogue does not keep.
        original = w.original(index.statement, index.name)
        if original is None:
            raise UnsupportedError(f"the text of index {index.name} is not at hand")
        return original
    text = definitions.index(
        index,
        w.name(change.table),
        w.dialect,
        w.columns(change.table),
        concurrently=index.concurrently,
        if_not_exists=change.if_not_exists,
        only=change.only,
    )
    if change.online and w.dialect == "tsql":
        text += " WITH (ONLINE = ON)"
    elif change.online and w.dialect == "oracle":
        text += " ONLINE"
    if w.mysql and change.algorithm:
        text += f" ALGORITHM={change.algorithm}"
    if w.mysql and change.lock:
        text += f" LOCK={change.lock}"
    return text


def _attach_index(w: Writer, change: AttachIndex) -> str:
    return f"ALTER INDEX {w.name(change.name)} ATTACH PARTITION {w.name(change.partition)}"


def _alter_index(w: Writer, change: AlterIndex) -> str:
    action = change.action.upper()
    if w.mysql:
        on = w.name(change.on) if change.on is not None else holder(w, change.name)
        return f"ALTER TABLE {on} ALTER INDEX {w.name(change.name)} {action}"
    on = f" ON {w.name(change.on)}" if change.on is not None and w.dialect == "tsql" else ""
    return f"ALTER INDEX {w.name(change.name)}{on} {action}"


def _reindex(w: Writer, change: Reindex) -> str:
    if not w.postgres or change.name is None:
        raise w.refuse("rebuild an index")
    return f"REINDEX {kind_words(change.kind)}{' CONCURRENTLY' if change.concurrently else ''} {w.name(change.name)}"


SPELLINGS: Spellings = {
    CreateIndex: _create_index,
    AttachIndex: _attach_index,
    AlterIndex: _alter_index,
    Reindex: _reindex,
}
"""What this module spells, by the class of the change."""
