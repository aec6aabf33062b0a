"""The column by which a table marks rows as deleted that stay."""

from __future__ import annotations

from typing import Literal

from schemalint import Catalog, Column, Table
from schemalint_rules._once import once_each
from schemalint_rules._proposals import spelled
from schemalint_rules._vocabulary import named

TIMES = frozenset({("deleted", "at"), ("deleted", "on"), ("removed", "at"), ("date", "deleted"), ("deletion", "date"),
                   ("delete", "time"), ("deleted", "time"), ("deleted", "date"), ("soft", "deleted", "at"), ("deletedat",)})  # fmt: skip
FLAGS = frozenset({("is", "deleted"), ("deleted",), ("is", "removed"), ("soft", "deleted"), ("del", "flag"), ("delete", "flag"),
                   ("deleted", "flag"), ("is", "delete"), ("isdeleted",), ("delete", "status")})  # fmt: skip
ABOUT = frozenset({"deleted", "deletion", "deletions", "trash", "tombstone", "tombstones", "deletedobject"})
"""Words of names of tables that hold what was deleted, or is about to be."""
TEMPORAL = frozenset({"timestamp", "timestamptz", "date"})

Way = Literal["time", "flag"]


@once_each
def deletion(table: Table) -> tuple[Column, Way] | None:
    """The column that marks deleted rows and whether it holds a time or a flag; None where rows are deleted for good."""
    if not ABOUT.isdisjoint(named(table)):
        return None
    for column in table.columns:
        parts = named(column)
        if column.type is None or column.type.dimensions or (parts not in TIMES and parts not in FLAGS):
            continue
        if parts in TIMES and not column.nullable and column.default is None:
            continue  # every row of it is about something deleted
        if column.type.family in TEMPORAL:
            return column, "time"
        if parts in TIMES:
            return column, "time"  # a number of seconds, or SQLite's text
        if column.type.family in ("boolean", "integer", "bit", "char"):
            return column, "flag"
    return None


def lives(column: Column, way: Way, catalog: Catalog) -> str:
    """The condition that a row is not deleted."""
    name = spelled(column.name, catalog)
    if way == "time" and column.nullable:
        return f"{name} IS NULL"
    boolean = (
        column.type is not None and column.type.family == "boolean" and catalog.dialect in ("postgres", "standard")
    )
    return f"NOT {name}" if boolean else f"{name} = 0"
