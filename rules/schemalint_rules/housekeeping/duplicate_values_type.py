from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Ref, Related, Replay, Subject, Table
from schemalint_rules._proposals import about_table
from schemalint_rules._tables import stored
from schemalint_rules._values import written_values

LEAST = 3
"""Fewer values may be the same by chance."""
WIDEST = 6
"""A lookup table has no more columns."""


class DuplicateValuesType(CatalogRule):
    """One list of values should be one type.

    ## What it does
    Reports an enum that has the same labels as an earlier one, in whatever order, and a lookup table that statements fill
    with the same codes or names as an earlier one. MySQL's ENUM columns are left alone, as they cannot share a type.

    ## Why is this bad
    The next label is added to one of them, and a value that one column takes is refused by the other.

    ## Fix
    One type for both. Not done by itself: columns must be turned, and programs may name either.

    ## References
    - PostgreSQL 17 manual, 8.7 Enumerated Types
    """

    name = "duplicate-values-type"
    severity = "info"
    on = "strict"
    good = (Good("CREATE TYPE size AS ENUM ('s', 'm');\nCREATE TYPE colour AS ENUM ('red', 'blue');"),)
    bad = (
        Bad(
            "CREATE TYPE size AS ENUM ('s', 'm');\nCREATE TYPE fit AS ENUM ('m', 's');",
            at="fit",
            message="public.size",
        ),
        Bad(
            "CREATE TABLE fit (code char(1) PRIMARY KEY);\nINSERT INTO fit (code) VALUES ('m'), ('l'), ('s');",
            given="CREATE TABLE size (code char(1) PRIMARY KEY);\nINSERT INTO size (code) VALUES ('s'), ('m'), ('l');",
            at="fit",
            message="size",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        seen: dict[frozenset[str], tuple[str, Related | None]] = {}
        for one in sorted(catalog.enums.values(), key=lambda one: (one.span, one.ref)):
            labels = frozenset(one.values)
            if len(labels) < 2:
                continue
            if labels not in seen:
                there = Related(one.span, f"{one.ref.text} is made here") if one.span.path else None
                seen[labels] = (one.ref.text, there)
                continue
            name, there = seen[labels]
            yield self.found(
                one.span,
                f"Enum {one.ref.text} has the labels of {name}: the next one is added to only one of them.",
                subject=Subject("enum", one.schema or None, None, one.name),
                repair=f"use {name} for both",
                related=(there,) if there else (),
            )
        yield from self._tables(catalog, replay)

    def _tables(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        filled: dict[Ref, dict[str, list[str]]] = {}
        for (ref, column), values in written_values(replay).items():
            filled.setdefault(ref, {})[column] = values
        first_of: dict[frozenset[str], Table] = {}
        for table in stored(catalog):
            column = _naming(table)
            held = frozenset(filled.get(table.ref, {}).get(column, ())) if column else frozenset()
            if len(held) < LEAST:
                continue
            first = first_of.setdefault(held, table)
            if first is not table:
                yield self.found(
                    table.span,
                    f"Lookup table {table.ref.text} is filled with the values of {first.ref.text}.",
                    subject=about_table(table),
                    repair=f"use {first.ref.text} for both",
                    related=(Related(first.span, f"{first.ref.text} is made here"),) if first.span.path else (),
                )


def _naming(table: Table) -> str:
    """The column whose values make the list of a lookup table: the first text of a small table."""
    if len(table.columns) > WIDEST:
        return ""
    for column in table.columns:
        if column.type is not None and column.type.family in ("char", "varchar", "text") and not column.type.dimensions:
            return column.name
    return ""
