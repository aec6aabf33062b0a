from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay, Type, option
from schemalint_rules._proposals import Written, about
from schemalint_rules._retyping import retyping, typed, written_at


class NarrowInteger(CatalogRule):
    """Whole numbers should be 64 bits wide where the policy says so.

    ## What it does
    Reports columns of the integer types in `types`: by default all of 32 bits and less. A policy: off until it is selected
    or configured. Not for SQLite, whose integers are as wide as their values, nor for Oracle, which has none.

    ## Why is this bad
    A counter that reaches 2,147,483,647 refuses every further row, and widening the column then rewrites a large table.

    ## Fix
    `bigint`. Unsafe: the table is rewritten, and clients may read the column into a narrower variable.

    ## References
    - PostgreSQL 17 manual, 8.1.1 Integer Types; MySQL 8.4 manual, 13.1.2 Integer Types; SQL Server, int, bigint, smallint
    """

    name = "narrow-integer"
    severity = "info"
    on = "policy"
    dialects = ("postgres", "mysql", "mariadb", "tsql", "standard")
    fixes = "unsafe"
    types: tuple[str, ...] = option(
        ("smallint", "integer", "int", "mediumint", "tinyint"), "The types that count as too narrow, by canonical name."
    )
    good = (Good("CREATE TABLE item (id bigint PRIMARY KEY, quantity bigint);"),)
    bad = (
        Bad(
            "CREATE TABLE item (pages int, id bigint PRIMARY KEY);",
            at="int",
            fixed="CREATE TABLE item (pages bigint, id bigint PRIMARY KEY);",
        ),
        Bad(
            "CREATE TABLE item (id bigint PRIMARY KEY, quantity INT UNSIGNED NOT NULL);",
            at="INT UNSIGNED",
            dialect="mysql",
            fixed="CREATE TABLE item (id bigint PRIMARY KEY, quantity BIGINT UNSIGNED NOT NULL);",
        ),
        Bad(
            "CREATE TABLE item (id serial PRIMARY KEY);",
            at="serial",
            fixed="CREATE TABLE item (id bigserial PRIMARY KEY);",
        ),
        Bad(
            "CREATE TABLE item (pages int, id bigint PRIMARY KEY);",
            at="int",
            dialect="tsql",
            fixed="CREATE TABLE item (pages bigint, id bigint PRIMARY KEY);",
            ),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        written = Written(replay)
        for table, column, held in typed(catalog):
            if held.family != "integer" or held.name not in self.types or column.generated:
                continue
            unsigned = " unsigned" if "unsigned" in held.modifiers else ""
            brackets = "[]" * held.dimensions
            wanted = Type("bigint", f"bigint{unsigned}{brackets}", "integer", (), held.dimensions, held.modifiers)
            message = (
                f"{table.ref.text}.{column.name} is {held.text}, which the policy holds too narrow for a whole number."
            )
            text = "bigserial" if column.serial else ""
            repair, fix = retyping(table, column, wanted, catalog, written, text=text)
            subject = about(table, column.name)
            yield self.found(written_at(column), message, subject=subject, repair=repair, fix=fix)
