from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Edit, Fix, Good, Index, Replay, Subject, Table
from schemalint_rules._proposals import Written
from schemalint_rules._tables import stored

BETTER = {"jsonb": "gin", "search": "gin", "range": "gist", "geometry": "gist"}
"""Which kind of index answers what such a column is asked."""
ASKED = {
    "gin": "what a value contains",
    "gist": "where a value lies or what it overlaps",
}


class BtreeOnCompositeValue(CatalogRule):
    """A value made of parts needs an index that looks into it.

    ## What it does
    Reports a b-tree on an array, a jsonb, tsvector, range or geometric column. Unique indexes, which keep whole values apart,
    are left alone, and so are those with an operator class.

    ## Why is this bad
    A b-tree finds equal and greater values as a whole. `@>`, `&&`, `@@` and `?` do not use it, so the table is read, and a large
    value does not fit into a page of it, which stops the INSERT.

    ## Fix
    `USING gin`, for ranges and geometries `USING gist`. Unsafe: equality of whole values no longer uses it.

    ## References
    - PostgreSQL 17 manual, 8.14.4 jsonb Indexing; 11.2 Index Types; 8.17.10 Indexing of ranges; 12.9 Preferred Index Types for
      Text Search
    """

    name = "btree-on-composite-value"
    severity = "warning"
    dialects = ("postgres",)
    fixes = "unsafe"
    good = (
        Good(
            "CREATE INDEX item_tags ON item USING gin (tags);",
            given="CREATE TABLE item (id int PRIMARY KEY, tags text[]);",
        ),
        Good("CREATE INDEX item_d ON item ((d->>'name'));", given="CREATE TABLE item (id int PRIMARY KEY, d jsonb);"),
    )
    bad = (
        Bad(
            "CREATE INDEX item_tags ON item (tags);",
            given="CREATE TABLE item (id int PRIMARY KEY, tags text[]);",
            at="item_tags",
            fixed="CREATE INDEX item_tags ON item USING gin (tags);",
        ),
        Bad(
            "CREATE INDEX item_at ON item USING btree (at);",
            given="CREATE TABLE item (id int PRIMARY KEY, at tstzrange);",
            at="item_at",
            fixed="CREATE INDEX item_at ON item USING gist (at);",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        written = Written(replay)
        for table in stored(catalog):
            for index in table.indexes:
                better = _better(index, table)
                if better:
                    yield self._blind(index, table, better, written)

    def _blind(self, index: Index, table: Table, better: str, written: Written) -> Diagnostic:
        fix = None
        if len(index.parts) == 1 and not index.include:
            edits = _using(index, better, written)
            fix = Fix(f"Index {table.ref.text}.{index.columns[0]} with {better}", "unsafe", edits) if edits else None
        return self.found(
            index.name_span if index.name_span.path else index.span,
            f"Index {index.name} is a b-tree on {table.ref.text}.{index.columns[0]}: it serves equality of whole values, not "
            f"{ASKED[better]}.",
            subject=Subject("index", table.schema or None, table.name, index.name, index.columns),
            repair=f"USING {better}",
            fix=fix,
        )


def _better(index: Index, table: Table) -> str:
    if index.unknown or index.unique or index.method.lower() not in ("btree", "") or not index.parts:
        return ""
    part = index.parts[0]
    column = table.column(part.column) if part.column else None
    if column is None or column.type is None or part.opclass:
        return ""
    return "gin" if column.type.dimensions else BETTER.get(column.type.family, "")


def _using(index: Index, better: str, written: Written) -> tuple[Edit, ...]:
    """Puts the method where the statement says it, or before the bracket of its columns."""
    statement = written.statement(index.span)
    if statement is None or statement.verb != "CREATE INDEX" or not index.parts[0].span.path:
        return ()
    tokens = statement.tokens
    opening = max((at for at, start in enumerate(tokens.starts) if start < index.parts[0].span.start), default=0)
    if tokens.words[opening] != "(":
        return ()
    start = tokens.starts[opening]
    if tokens.upper[opening - 2] == "USING":
        at = tokens.starts[opening - 1]
        return (Edit(index.span._replace(start=at, end=at + len(tokens.words[opening - 1])), better),)
    return (Edit(index.span._replace(start=start, end=start), f"USING {better} "),)
