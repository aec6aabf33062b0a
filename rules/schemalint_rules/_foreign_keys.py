"""The foreign keys that rules about them go over, and what findings say of one."""

from __future__ import annotations

from collections.abc import Iterator

from schemalint import Catalog, ForeignKey, Span, Subject, Table
from schemalint_rules._tables import stored


def declared(catalog: Catalog) -> Iterator[tuple[Table, ForeignKey]]:
    """Every foreign key that holds, with its table; each place in the text once (LIKE and partitions have copies)."""
    told: set[Span] = set()
    for table in stored(catalog):
        for key in table.foreign_keys:
            if key.ignored or (key.span.path and key.span in told):
                continue
            told.add(key.span)
            yield table, key


def about_key(table: Table, key: ForeignKey) -> Subject:
    """The subject of a finding about a foreign key."""
    return Subject("constraint", table.schema or None, table.name, key.name, key.columns)


def called(table: Table, key: ForeignKey) -> str:
    """A foreign key in a message: `app.orders.account_id`, `app.orders (tenant, account_id)`."""
    if len(key.columns) == 1:
        return f"{table.ref.text}.{key.columns[0]}"
    return f"{table.ref.text} ({', '.join(key.columns)})"
