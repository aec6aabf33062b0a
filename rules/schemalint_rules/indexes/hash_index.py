from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Edit, Fix, Good, Index, Replay, Subject
from schemalint_rules._proposals import Written
from schemalint_rules._tables import stored


class HashIndex(CatalogRule):
    """A b-tree does what a hash index does, and more.

    ## What it does
    Reports hash indexes in PostgreSQL.

    ## Why is this bad
    A hash index answers `=` alone, holds one column, cannot be unique, and tells the planner no order. Before version 10 it was
    not written to the log: a crash broke it and replicas lacked it.

    ## Fix
    `USING btree`. Unsafe: the index is built anew, and values longer than a third of a page do not fit into it.

    ## References
    - PostgreSQL 17 manual, 11.2.2 Hash; PostgreSQL 10, Release Notes, E.23.3.1.2 Indexes
    """

    name = "hash-index"
    severity = "info"
    on = "strict"
    dialects = ("postgres",)
    fixes = "unsafe"
    good = (Good("CREATE INDEX item_code ON item (code);", given="CREATE TABLE item (code text);"),)
    bad = (
        Bad(
            "CREATE INDEX item_code ON item USING hash (code);",
            given="CREATE TABLE item (code text);",
            at="item_code",
            fixed="CREATE INDEX item_code ON item USING btree (code);",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        written = Written(replay)
        for table in stored(catalog):
            for index in table.indexes:
                if index.method.lower() == "hash" and not index.unknown:
                    edits = _method(index, written)
                    yield self.found(
                        index.name_span if index.name_span.path else index.span,
                        f"Index {index.name} of {table.ref.text} is a hash index: it answers equality and nothing else.",
                        subject=Subject("index", table.schema or None, table.name, index.name, index.columns),
                        repair="USING btree",
                        fix=Fix(f"Make {index.name} a b-tree", "unsafe", edits) if edits else None,
                    )


def _method(index: Index, written: Written) -> tuple[Edit, ...]:
    statement = written.statement(index.span)
    if statement is None or "USING" not in statement.tokens.upper:
        return ()
    tokens = statement.tokens
    at = tokens.upper.index("USING") + 1
    if tokens.upper[at : at + 1] != ("HASH",):
        return ()
    start = tokens.starts[at]
    return (Edit(index.span._replace(start=start, end=start + 4), "BTREE" if tokens.words[at].isupper() else "btree"),)
