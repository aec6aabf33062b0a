from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Column, Diagnostic, Edit, Fix, Good, Replay, SetDefault
from schemalint_rules._proposals import about, drop_default, name_of, object_name
from schemalint_rules._tables import own_columns, stored
from schemalint_rules._values import constant


class QuotedNullDefault(CatalogRule):
    """The default 'NULL' is a word of four letters.

    ## What it does
    Reports a column whose default is the string 'NULL', in any case. JSON, which has a null of its own, and an enum that lists
    the word are left alone.

    ## Why is this bad
    Rows that leave the column out hold a word, not nothing: `IS NULL` does not find them, and people with the surname Null
    are not told apart from them.

    ## Fix
    `DEFAULT NULL`, which is what no default means; none where the column is NOT NULL. Unsafe: new rows hold NULL, and those
    that are there keep the word.

    ## References
    - PostgreSQL 17 manual, 5.2 Default Values; SQL Server, Specify default values for columns
    """

    name = "quoted-null-default"
    severity = "warning"
    fixes = "unsafe"
    good = (Good("CREATE TABLE item (id int PRIMARY KEY, note text DEFAULT NULL, state text DEFAULT 'none');"),)
    bad = (
        Bad(
            "CREATE TABLE item (id int PRIMARY KEY, note text DEFAULT 'NULL');",
            at="'NULL'",
            fixed="CREATE TABLE item (id int PRIMARY KEY, note text DEFAULT NULL);",
        ),
        Bad(
            "CREATE TABLE item (id int PRIMARY KEY, note varchar(9) NOT NULL DEFAULT 'null');",
            at="'null'",
            dialect="mysql",
            message="ALTER TABLE item ALTER COLUMN note DROP DEFAULT;",
            fixed="CREATE TABLE item (id int PRIMARY KEY, note varchar(9) NOT NULL);",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in stored(catalog):
            for column in own_columns(table):
                default = constant(column.default.shape) if column.default else None
                if column.default is None or default is None or default.kind != "string":
                    continue
                if default.value.upper() != "NULL" or column.unknown or _means_it(column, default.value):
                    continue
                clause, span = column.default_span, column.default.span
                edits: tuple[Edit, ...] = ()
                if clause.path and column.nullable:
                    edits = (Edit(span, "null" if default.value.islower() else "NULL"),)
                elif clause.path:
                    edits = (Edit(clause._replace(start=clause.start - 1), ""),)
                change = SetDefault(object_name(table.ref), name_of(column.name), None)
                yield self.found(
                    span if span.path else column.span,
                    f"{table.ref.text}.{column.name} is the word 'NULL' by default, which IS NULL does not find.",
                    subject=about(table, column.name),
                    repair=drop_default(table, column, catalog),
                    fix=Fix(f"Take the word NULL from {table.ref.text}.{column.name}", "unsafe", edits, (change,)),
                )


def _means_it(column: Column, word: str) -> bool:
    """Whether the word is a value that the type knows."""
    held = column.type
    if held is None:
        return False
    return held.family in ("json", "jsonb") or word in held.values
