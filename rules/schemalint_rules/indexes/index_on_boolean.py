from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Dialect, Good, Index, Replay, Subject, Table
from schemalint_rules._tables import is_boolean, stored

SORTED = frozenset({"", "btree", "hash"})
"""The methods that find one value's entries at a time. BRIN, GIN, bitmaps and columnstores work otherwise."""


class IndexOnBoolean(CatalogRule):
    """An index should not begin with a column of two values.

    ## What it does
    Reports an index that begins with a boolean and has no predicate. Unique ones are left alone; so are bitmap, BRIN, GIN
    and columnstore indexes, which are no lists of entries in order.

    ## Why is this bad
    Half of the entries fit either value, so the planner reads the table instead; the writes pay all the same.

    ## Fix
    A partial index on what is looked for (`WHERE NOT done`), where the server has them; else the other column first.

    ## References
    - PostgreSQL 17 manual, 11.8 Partial Indexes; SQL Server, Create filtered indexes
    - MySQL 8.4 manual, 10.3.8 InnoDB and MyISAM Index Statistics Collection
    """

    name = "index-on-boolean"
    severity = "info"
    on = "strict"
    good = (
        Good("CREATE INDEX job_open ON job (at) WHERE NOT done;", given="CREATE TABLE job (at date, done boolean);"),
        Good("CREATE INDEX job_at ON job (at, done);", given="CREATE TABLE job (at date, done boolean);"),
    )
    bad = (
        Bad(
            "CREATE INDEX job_done ON job (done);",
            given="CREATE TABLE job (id int PRIMARY KEY, done boolean);",
            at="job_done",
        ),
        Bad("CREATE TABLE job (id int PRIMARY KEY, done tinyint(1), KEY job_done (done));", at="job_done", dialect="mysql"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in stored(catalog):
            for index in table.indexes:
                if self._divides_in_two(index, table, catalog.dialect):
                    yield self.found(
                        index.name_span if index.name_span.path else index.span,
                        f"Index {index.name} of {table.ref.text} begins with {index.columns[0]}, which has two values: half of "
                        "the entries fit each.",
                        subject=Subject("index", table.schema or None, table.name, index.name, index.columns),
                        repair="a partial index on the value that is looked for"
                        if catalog.dialect in ("postgres", "sqlite", "tsql")
                        else "the column that narrows more first",
                    )

    def _divides_in_two(self, index: Index, table: Table, dialect: Dialect) -> bool:
        if index.unknown or index.unique or index.predicate is not None or not index.parts:
            return False
        column = table.column(index.parts[0].column)
        if column is None or column.type is None or column.type.dimensions or index.method.lower() not in SORTED:
            return False
        return is_boolean(column.type, dialect)
