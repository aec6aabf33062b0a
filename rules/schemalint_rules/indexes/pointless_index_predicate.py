from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import (
    Bad,
    Catalog,
    CatalogRule,
    ColumnRef,
    Diagnostic,
    Edit,
    Fix,
    Good,
    Index,
    IsNull,
    Replay,
    Subject,
    Table,
)
from schemalint_rules._proposals import Written
from schemalint_rules._tables import stored

_WHERE = re.compile(r"\s*\bwhere\s*\Z", re.I)


class PointlessIndexPredicate(CatalogRule):
    """A partial index should leave something out.

    ## What it does
    Reports a partial index whose predicate is `column IS NOT NULL` for a column that is NOT NULL.

    ## Why is this bad
    It holds every row, and yet serves fewer queries than an index without the predicate: no foreign key uses it, nor does ON
    CONFLICT without repeating the words.

    ## Fix
    Without the predicate. Safe: the index holds the same rows.

    ## References
    - PostgreSQL 17 manual, 11.8 Partial Indexes
    """

    name = "pointless-index-predicate"
    severity = "info"
    on = "strict"
    dialects = ("postgres",)
    fixes = "safe"
    good = (
        Good(
            "CREATE INDEX item_code ON item (code) WHERE code IS NOT NULL;",
            given="CREATE TABLE item (id int, code text);",
        ),
    )
    bad = (
        Bad(
            "CREATE INDEX item_code ON item (code) WHERE code IS NOT NULL;",
            given="CREATE TABLE item (id int PRIMARY KEY, code text NOT NULL);",
            at="code IS NOT NULL",
            fixed="CREATE INDEX item_code ON item (code);",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        written = Written(replay)
        for table in stored(catalog):
            for index in table.indexes:
                name = _asked(index)
                column = table.column(name) if name else None
                if column is not None and not column.nullable and not column.unknown:
                    yield self._pointless(table, index, name, written)

    def _pointless(self, table: Table, index: Index, name: str, written: Written) -> Diagnostic:
        assert index.predicate is not None
        span = index.predicate.span
        statement = written.statement(span)
        edits: tuple[Edit, ...] = ()
        if statement is not None and span.path:
            before = _WHERE.search(statement.text[: span.start - statement.span.start])
            if before:
                edits = (Edit(span._replace(start=statement.span.start + before.start()), ""),)
        return self.found(
            span if span.path else index.span,
            f"Index {index.name} leaves out rows where {table.ref.text}.{name} is NULL, which none is.",
            subject=Subject("index", table.schema or None, table.name, index.name, index.columns),
            repair="leave the predicate out",
            fix=Fix(f"Leave the predicate of {index.name} out", "safe", edits) if edits else None,
        )


def _asked(index: Index) -> str:
    """The column that the predicate asks to be not NULL, where it asks nothing else."""
    shape = index.predicate.shape if index.predicate is not None and not index.unknown else None
    if isinstance(shape, IsNull) and shape.negated and isinstance(shape.operand, ColumnRef):
        return shape.operand.name
    return ""
