from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Column, Diagnostic, Good, Related, Replay, Table
from schemalint_rules._proposals import about
from schemalint_rules._soft_delete import Way, deletion
from schemalint_rules._tables import stored
from schemalint_rules._vocabulary import snake


class InconsistentSoftDelete(CatalogRule):
    """All tables should mark deleted rows in one way.

    ## What it does
    Where some tables have a deletion time and others a flag, or the columns have different names, reports those that do not do
    it as most do.

    ## Why is this bad
    Each query must know how its table does it, and the one filter that forgets shows what was deleted.

    ## Fix
    One column for all; a time tells more than a flag. Not done by itself.

    ## References
    - PostgreSQL 17 manual, 11.8 Partial Indexes, on leaving rows out
    - SQL Antipatterns (B. Karwin, 2010), on rows that are kept when deleted
    """

    name = "inconsistent-soft-delete"
    severity = "info"
    on = "strict"
    good = (
        Good(
            "CREATE TABLE a (id int PRIMARY KEY, deleted_at timestamptz);\nCREATE TABLE b (id int PRIMARY KEY, deleted_at "
            "timestamptz);\nCREATE TABLE c (id int PRIMARY KEY);"
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE c (id int PRIMARY KEY, is_deleted boolean);",
            given="CREATE TABLE a (id int PRIMARY KEY, deleted_at timestamptz);\n"
            "CREATE TABLE b (id int PRIMARY KEY, deleted_at timestamptz);",
            at="is_deleted",
            message="deleted_at in 2 tables",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        marked: list[tuple[Table, Column, Way]] = []
        for table in stored(catalog):
            found = deletion(table)
            if found is not None:
                marked.append((table, *found))
        counts = Counter((snake(column), way) for _, column, way in marked)
        if len(counts) < 2:
            return
        (usual, times), *_ = counts.most_common(1)
        model = next(one for one in marked if (snake(one[1]), one[2]) == usual)
        for table, column, way in marked:
            if (snake(column), way) != usual:
                yield self._other(table, column, model, times)

    def _other(self, table: Table, column: Column, model: tuple[Table, Column, Way], times: int) -> Diagnostic:
        there = "table" if times == 1 else "tables"
        return self.found(
            column.span,
            f"{table.ref.text} marks deleted rows by {column.name}, the schema by {model[1].name} in {times} {there}: each query "
            "must know which.",
            subject=about(table, column.name),
            repair=f"{model[1].name} here too",
            related=(Related(model[1].span, "as it is done here"),) if model[1].span.path else (),
        )
