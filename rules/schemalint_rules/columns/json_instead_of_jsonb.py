from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    NOWHERE,
    AlterColumnType,
    Bad,
    Cast,
    Catalog,
    CatalogRule,
    Column,
    ColumnRef,
    Edit,
    Expression,
    Finding,
    Fix,
    Good,
    Replay,
    Table,
    Type,
)
from schemalint_rules._proposals import Written, about, alter_type, name_of, object_name, spelled
from schemalint_rules._tables import own_columns, stored


class JsonInsteadOfJsonb(CatalogRule):
    """JSON should be stored as jsonb in PostgreSQL.

    ## What it does
    Reports columns of type `json`. Follows the schema: where nearly all are like that it is told once.

    ## Why is this bad
    `json` keeps the text and reads it anew for every access; it has no equality, so DISTINCT, GROUP BY and UNION fail on it,
    and no GIN index can serve it.

    ## Fix
    `jsonb`. Unsafe: white space, the order of keys and repeated keys are lost, and the table is rewritten.

    ## References
    - PostgreSQL 17 manual, 8.14 JSON Types
    """

    name = "json-instead-of-jsonb"
    severity = "warning"
    dialects = ("postgres",)
    fixes = "unsafe"
    convention = True
    only_with = ("json",)
    good = (Good("CREATE TABLE item (id int PRIMARY KEY, details jsonb);"),)
    bad = (
        Bad(
            "CREATE TABLE item (id int PRIMARY KEY, details JSON DEFAULT '{}');",
            at="JSON",
            fixed="CREATE TABLE item (id int PRIMARY KEY, details JSONB DEFAULT '{}');",
            message="ALTER TABLE item ALTER COLUMN details TYPE jsonb USING details::jsonb;",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Finding]:
        written = Written(replay)
        for table in stored(catalog):
            for column in own_columns(table):
                if column.type is None or column.unknown:
                    continue
                if column.type.family == "jsonb":
                    yield self.kept(column.span, table)
                elif column.type.family == "json":
                    yield self._json(table, column, catalog, written)

    def _json(self, table: Table, column: Column, catalog: Catalog, written: Written) -> Finding:
        assert column.type is not None
        span = column.type.span
        brackets = "[]" * column.type.dimensions
        wanted = Type("jsonb", f"jsonb{brackets}", "jsonb", dimensions=column.type.dimensions)
        name = spelled(column.name, catalog)
        using = f"{name}::{wanted.text}"
        conversion = Expression(using, NOWHERE, Cast(ColumnRef(column.name), wanted.text), (column.name,))
        change = AlterColumnType(object_name(table.ref), name_of(column.name), wanted, conversion)
        edits = (Edit(span, written.cased(span, wanted.text)),) if span.path else ()
        return self.found(
            span if span.path else column.span,
            f"{table.ref.text}.{column.name} is {column.type.text}: it is parsed anew for every access, and can be neither "
            "compared nor indexed.",
            subject=about(table, column.name),
            repair=alter_type(table.ref, column.name, wanted.text, catalog, using=using),
            fix=Fix(f"Store {table.ref.text}.{column.name} as {wanted.text}", "unsafe", edits, (change,)),
        )
