"""A column that should have another type: where such columns are, and what a finding about one says and mends."""

from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    NOWHERE,
    AlterColumnType,
    Catalog,
    Column,
    Edit,
    Expression,
    Fix,
    Span,
    Table,
    Type,
    Unclear,
)
from schemalint_rules._proposals import Written, alter_type, name_of, object_name
from schemalint_rules._tables import own_columns, stored


def typed(catalog: Catalog) -> Iterator[tuple[Table, Column, Type]]:
    """Every column whose type is known and stands in the text of its table, with it. Arrays and generated columns are among
    them."""
    for table in stored(catalog):
        for column in own_columns(table):
            if column.type is not None and not column.unknown:
                yield table, column, column.type


def written_at(column: Column) -> Span:
    """Where the column's type is written, or its name where it is written nowhere."""
    return column.type.span if column.type is not None and column.type.span.path else column.span


def as_type(table: Table, column: Column, text: str, catalog: Catalog, using: str = "") -> str:
    """The statement that gives a column another type and leaves it as nullable as it is."""
    tail = "" if column.nullable else " NOT NULL"
    return alter_type(table.ref, column.name, text, catalog, using=using, tail=tail)


def retyping(
    table: Table,
    column: Column,
    wanted: Type,
    catalog: Catalog,
    written: Written,
    *,
    text: str = "",
    using: str = "",
) -> tuple[str, Fix]:
    """The statement that gives a column the wanted type, and the unsafe fix that does. `text` is what is written in place of
    the type where that is not the wanted type's own spelling; `using` the conversion that PostgreSQL must be told."""
    span = column.type.span if column.type is not None else NOWHERE
    edits = (Edit(span, written.cased(span, text or wanted.text)),) if span.path else ()
    conversion = Expression(using, NOWHERE, Unclear(using), (column.name,)) if using else None
    change = AlterColumnType(object_name(table.ref), name_of(column.name), wanted, conversion)
    return as_type(table, column, wanted.text, catalog, using), Fix(
        f"Store {table.ref.text}.{column.name} as {wanted.text}", "unsafe", edits, (change,)
    )
