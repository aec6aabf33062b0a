"""A change as the statements that make it, in each dialect."""

from __future__ import annotations

from schemalint.generating import definitions, rebuild
from schemalint.generating.spelled import (
    access,
    columns,
    constraints,
    indexes,
    partitions,
    routines,
    settings,
    tables,
    types,
)
from schemalint.generating.spelled.writer import Source, Spellings, Writer
from schemalint.generating.spelling import UnsupportedError, object_name
from schemalint.model.change import Change, CreateTable
from schemalint.model.document import Dialect
from schemalint.model.name import ObjectName
from schemalint.model.schema import Catalog

__all__ = ["Source", "UnsupportedError", "render", "statements"]


def render(
    change: Change,
    dialect: Dialect,
    catalog: Catalog | None = None,
    source: Source | None = None,
    after: Catalog | None = None,
) -> str:
    """One statement that makes the change, without its terminator.

    `catalog` is the one before the change; it tells old definitions where the dialect wants a column stated in full, the
    spelling of names, and what need not be qualified; `after` tells the spelling of what the change makes. Raises `UnsupportedError` where the dialect has no such statement.
    """
    spell = SPELLINGS.get(type(change))
    if spell is None:
        raise UnsupportedError(f"{type(change).__name__} has no statement of its own")
    text: str = spell(Writer(dialect, catalog, source, after), change)
    return text


def statements(
    change: Change,
    dialect: Dialect,
    catalog: Catalog | None = None,
    after: Catalog | None = None,
    source: Source | None = None,
) -> tuple[str, ...]:
    """The statements that make the change: one, or the rebuild of the table where SQLite has no ALTER for it.

    A rebuild needs the catalogue before and `after` the change. Raises `UnsupportedError` like `render`.
    """
    try:
        text = render(change, dialect, catalog, source, after)
    except UnsupportedError:
        name = getattr(change, "table", None)
        if dialect != "sqlite" or catalog is None or after is None or not isinstance(name, ObjectName):
            raise
        writer = Writer(dialect, catalog, source)
        old, new = writer.table(name), after.tables.get(writer.ref(name))
        if old is None or new is None:
            raise
        return rebuild.steps(old, new, catalog, after, source)
    if isinstance(change, CreateTable) and dialect not in ("mysql", "mariadb"):
        return (text, *_keys_apart(change, dialect))
    return (text,)


def _keys_apart(change: CreateTable, dialect: Dialect) -> list[str]:
    """Indexes of the table as statements of their own, where CREATE TABLE takes none."""
    name = object_name(change.name, dialect)
    return [definitions.index(index, name, dialect, change.columns) for index in change.indexes]


SPELLINGS: Spellings = {
    **tables.SPELLINGS,
    **columns.SPELLINGS,
    **constraints.SPELLINGS,
    **partitions.SPELLINGS,
    **indexes.SPELLINGS,
    **types.SPELLINGS,
    **routines.SPELLINGS,
    **access.SPELLINGS,
    **settings.SPELLINGS,
}
"""How each change is spelled. Changes that are not here (blocks, unread statements, partition maintenance) have no
statement that could be made from what the catalogue keeps."""
