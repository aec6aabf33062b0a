from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Column, Diagnostic, Good, Ref, Related, Replay, Table
from schemalint_rules._proposals import about, spelled, spelled_ref
from schemalint_rules._tables import history_tables, stored
from schemalint_rules._vocabulary import named, snake

ENDS = frozenset({"history", "histories", "hist", "audit", "archive", "archived"})
SHARE = 0.6
"""A table that has this part of another's columns mirrors it."""
LEAST = 3


class HistoryTableDrift(CatalogRule):
    """The history of a table should have all columns of the table.

    ## What it does
    For a table `x_history`, `x_audit`, `x_archive` … that has most columns of a table `x`, reports the columns of `x` that it
    lacks, and those of another type. The histories that SQL Server keeps itself are left alone.

    ## Why is this bad
    A column was added to the table and forgotten in its history: the trigger that copies rows fails, or loses what the column
    held.

    ## Fix
    The same column in the history. Not done by itself: the trigger must follow.

    ## References
    - PostgreSQL 17 manual, 41.10.1 Triggers on Data Changes, on auditing into a second table
    """

    name = "history-table-drift"
    severity = "warning"
    only_with = ("hist", "audit", "archive")
    good = (
        Good(
            "CREATE TABLE item (id int PRIMARY KEY, name text, price int);\n"
            "CREATE TABLE item_history (at timestamptz, id int, name text, price int);"
        ),
        Good(
            "CREATE TABLE item (id int PRIMARY KEY, name text, price int);\nCREATE TABLE item_log (id int, text text);"
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE item_history (at timestamptz, id int, name text, price int);",
            given="CREATE TABLE item (id int PRIMARY KEY, name text, price int, colour text);",
            at="item_history",
            message="colour",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        tables = {(table.schema, snake(table)): table for table in stored(catalog)}
        kept = history_tables(catalog)
        for table in stored(catalog):
            parts = named(table)
            if len(parts) < 2 or parts[-1] not in ENDS or table.ref in kept:
                continue
            stem = "_".join(parts[:-1])
            origin = next(
                (tables[key] for key in ((table.schema, stem), (table.schema, stem + "s")) if key in tables), None
            )
            if origin is None or any(column.unknown for column in (*origin.columns, *table.columns)):
                continue
            yield from self._drifted(table, origin, catalog)

    def _drifted(self, table: Table, origin: Table, catalog: Catalog) -> Iterator[Diagnostic]:
        held = {snake(column): column for column in table.columns}
        own = [column for column in origin.columns if not column.generated]
        shared = [column for column in own if snake(column) in held]
        if len(shared) < LEAST or len(shared) < SHARE * len(own):
            return
        for column in own:
            there = held.get(snake(column))
            if there is None:
                text = column.type.text if column.type else ""
                verb = "ADD" if catalog.dialect in ("tsql", "oracle") else "ADD COLUMN"
                yield self.found(
                    table.span,
                    f"{table.ref.text} mirrors {origin.ref.text} but lacks its column {column.name}: what it held is lost.",
                    subject=about(table, column.name),
                    repair=f"ALTER TABLE {spelled_ref(table.ref, catalog)} {verb} {spelled(column.name, catalog)} {text};",
                    related=_there(column, origin.ref),
                )
            elif column.type and there.type and column.type.family != there.type.family:
                yield self.found(
                    there.type.span if there.type.span.path else there.span,
                    f"{table.ref.text}.{there.name} is {there.type.text}, but {origin.ref.text}.{column.name}, which it mirrors, is "
                    f"{column.type.text}.",
                    subject=about(table, there.name),
                    repair=f"make it {column.type.text}",
                    related=_there(column, origin.ref),
                )


def _there(column: Column, ref: Ref) -> tuple[Related, ...]:
    return (Related(column.span, f"{ref.text}.{column.name}"),) if column.span.path else ()
