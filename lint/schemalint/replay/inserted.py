"""Rows that a migration inserts, taken back by their keys."""

from __future__ import annotations

import re

from schemalint.model.change import Step, WriteRows
from schemalint.model.name import Name
from schemalint.model.schema import NOWHERE, Table

_MERGES = re.compile(r"(?i)\bON\s+CONFLICT\b|\bON\s+DUPLICATE\b|\bINSERT\s+(?:OR\s+)?IGNORE\b|\bINSERT\s+OR\s+\w+")
"""What makes an INSERT leave rows as they are, or change them: which rows are new is then not known."""

MOST = 200
"""As many rows as a change keeps; of more not all are known."""


def taken_back(step: Step) -> WriteRows | None:
    """The DELETE of the rows that an INSERT with literal keys puts in; None where they cannot be told from others."""
    change = step.change
    if not isinstance(change, WriteRows) or change.verb != "insert" or change.from_query:
        return None
    if not change.rows or len(change.rows) >= MOST or len(change.tables) != 1 or _MERGES.search(step.statement.text):
        return None
    table = step.before.tables.get(step.before.resolve(change.tables[0]))
    if table is None or table.unknown or table.kind == "temporary":
        return None
    names = tuple(name.value for name in change.columns) or tuple(column.name for column in table.columns)
    if any(len(row) != len(names) for row in change.rows):
        return None
    for key in _keys(table):
        places = [names.index(column) for column in key if column in names]
        if len(places) != len(key):
            continue
        rows = tuple(tuple(row[place] for place in places) for row in change.rows)
        if all(value is not None for row in rows for value in row):
            columns = tuple(Name(column, "", NOWHERE) for column in key)
            return WriteRows("delete", change.tables, columns, filtered=True, rows=rows)
    return None


def _keys(table: Table) -> list[tuple[str, ...]]:
    """What tells one row from all others: the columns of the primary key, then those of unique constraints and indexes."""
    keys = [table.primary_key.columns] if table.primary_key is not None else []
    keys += [unique.columns for unique in table.uniques]
    keys += [
        index.columns
        for index in table.indexes
        if index.unique and index.predicate is None and all(part.column for part in index.parts)
    ]
    return [key for key in keys if key]
