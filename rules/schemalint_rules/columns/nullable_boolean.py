from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Column, Edit, Finding, Fix, Good, Replay, SetNullable, Table
from schemalint_rules._proposals import about, name_of, object_name, set_not_null, spelled, spelled_ref
from schemalint_rules._required import not_null_edits
from schemalint_rules._tables import own_columns, stored


class NullableBoolean(CatalogRule):
    """A boolean should be true or false, and nothing else.

    ## What it does
    Reports a boolean column that may be NULL (`bit` in SQL Server, `tinyint(1)` in MySQL). Follows the schema: where nearly
    all are like that it is told once. Generated columns are left alone.

    ## Why is this bad
    NULL is a third answer that `WHERE flag` and `WHERE NOT flag` both leave out, so rows disappear from either list.

    ## Fix
    NOT NULL. Unsafe: rows that hold NULL must be given a value first, and writers must not send NULL any more.

    ## References
    - PostgreSQL 17 manual, 8.6 Boolean Type; 9.1 Logical Operators
    - SQL Server, Three-valued logic
    """

    name = "nullable-boolean"
    severity = "warning"
    fixes = "unsafe"
    convention = True
    only_with = ("bool", "bit", "tinyint")
    good = (
        Good("CREATE TABLE item (id int PRIMARY KEY, active boolean NOT NULL DEFAULT true);"),
        Good("CREATE TABLE item (id int PRIMARY KEY, active bit NOT NULL);", dialect="tsql"),
    )
    bad = (
        Bad(
            "CREATE TABLE item (id int PRIMARY KEY, active boolean DEFAULT true);",
            at="active",
            fixed="CREATE TABLE item (id int PRIMARY KEY, active boolean NOT NULL DEFAULT true);",
            message="UPDATE item SET active = true WHERE active IS NULL;",
        ),
        Bad("CREATE TABLE item (id int PRIMARY KEY, active bit NULL);", at="active", dialect="tsql",
            fixed="CREATE TABLE item (id int PRIMARY KEY, active bit NOT NULL);"),
        Bad("CREATE TABLE item (id int PRIMARY KEY, active tinyint(1));", at="active", dialect="mysql"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Finding]:
        for table in stored(catalog):
            for column in own_columns(table):
                if column.type is None or column.type.family != "boolean" or column.type.dimensions:
                    continue
                if column.generated or column.unknown:
                    continue
                yield self._nullable(table, column, catalog) if column.nullable else self.kept(column.span, table)

    def _nullable(self, table: Table, column: Column, catalog: Catalog) -> Finding:
        no = "false" if catalog.dialect in ("postgres", "standard") else "0"
        value = column.default.text if column.default and column.default.text.upper() != "NULL" else no
        name, where = spelled(column.name, catalog), spelled_ref(table.ref, catalog)
        edits: tuple[Edit, ...] = not_null_edits(column, catalog)
        change = SetNullable(object_name(table.ref), name_of(column.name), False)
        return self.found(
            column.span,
            f"{table.ref.text}.{column.name} is a boolean that may be NULL: rows that hold NULL are neither true nor false "
            "to any query.",
            subject=about(table, column.name),
            repair=f"UPDATE {where} SET {name} = {value} WHERE {name} IS NULL; {set_not_null(table, column.name, catalog)}",
            fix=Fix(f"Make {table.ref.text}.{column.name} NOT NULL", "unsafe", edits, (change,)),
        )
