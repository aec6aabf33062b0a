from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Catalog,
    CatalogRule,
    Column,
    CreateIndex,
    Diagnostic,
    Fix,
    Good,
    Index,
    KeyPart,
    Replay,
    Table,
)
from schemalint_rules._proposals import about, index_affix, index_name, name_of, object_name, spelled, spelled_ref
from schemalint_rules._tables import own_columns, stored

METHODS = {
    "search": frozenset({"gin", "gist", "rum"}),
    "geometry": frozenset({"gist", "spgist", "brin", "spatial", "rtree"}),
    "vector": frozenset({"hnsw", "ivfflat", "diskann", "vchordrq"}),
}
"""The kinds of index that serve searches of each family of types."""


class MissingSearchIndex(CatalogRule):
    """A column made for searching needs an index that searches it.

    ## What it does
    Reports a `tsvector`, vector or geometry column that no index of a fitting kind begins with: GIN or GiST, HNSW or IVFFlat,
    and SPATIAL in MySQL and MariaDB.

    ## Why is this bad
    Every search reads the whole table and compares each row.

    ## Fix
    The index. Safe. For vectors it is proposed only: which distance it must serve, the queries know. MySQL wants the column
    NOT NULL and of one reference system first.

    ## References
    - PostgreSQL 17 manual, 12.9 Preferred Index Types for Text Search; PostGIS manual, 4.9 Spatial Indexes; pgvector, Indexing
    - MySQL 8.4 manual, 13.4.10 Creating Spatial Indexes
    """

    name = "missing-search-index"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb")
    fixes = "safe"
    good = (
        Good(
            "CREATE TABLE page (id int PRIMARY KEY, words tsvector);\nCREATE INDEX page_words ON page USING gin (words);",
        ),
        Good("CREATE TABLE shop (id int PRIMARY KEY, at point NOT NULL, SPATIAL KEY (at));", dialect="mysql"),
    )
    bad = (
        Bad(
            "CREATE TABLE page (id int PRIMARY KEY, words tsvector);",
            at="words",
            message="CREATE INDEX page_words_idx ON page USING gin (words);",
        ),
        Bad("CREATE TABLE shop (id int PRIMARY KEY, at point NOT NULL);", at="at", dialect="mysql", message="SPATIAL"),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in stored(catalog):
            for column in own_columns(table):
                held = column.type
                if held is None or column.unknown or held.dimensions or held.family not in METHODS:
                    continue
                # PostgreSQL's own geometric types besides, a tsquery is what is looked for.
                if held.name in ("tsquery", "line", "lseg", "path"):
                    continue
                if not any(_serves(index, column, held.family) for index in table.indexes):
                    yield self._unserved(table, column, held.family, catalog)

    def _unserved(self, table: Table, column: Column, family: str, catalog: Catalog) -> Diagnostic:
        where, name = spelled_ref(table.ref, catalog), spelled(column.name, catalog)
        called = index_name(table, (column.name,), index_affix(catalog), catalog)
        what = f"{table.ref.text}.{column.name}"
        fix = None
        if catalog.dialect == "postgres":
            method = {"search": "gin", "geometry": "gist"}.get(family, "hnsw")
            opclass = " vector_cosine_ops" if family == "vector" else ""
            repair = f"CREATE INDEX {spelled(called, catalog)} ON {where} USING {method} ({name}{opclass});"
            if family != "vector":
                made = Index("", called, (KeyPart(column.name),), method=method)
                fix = Fix(f"Index {what}", "safe", (), (CreateIndex(object_name(table.ref), made, name_of(called)),))
        else:
            repair = f"ALTER TABLE {where} ADD SPATIAL INDEX ({name});"
        return self.found(
            column.span,
            f"No index can search {what}: each search reads the whole table.",
            subject=about(table, column.name),
            repair=repair,
            fix=fix,
        )


def _serves(index: Index, column: Column, family: str) -> bool:
    if index.unknown:
        return True
    if index.method.lower() not in METHODS[family]:
        return False
    return any(
        part.column == column.name or (part.expression is not None and column.name in part.expression.text.lower())
        for part in index.parts
    )
