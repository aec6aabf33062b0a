from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Lazy, Replay, Table
from schemalint_rules._proposals import about, about_table
from schemalint_rules._tables import is_framework_table, own_columns, stored
from schemalint_rules._vocabulary import named

WHOLE = frozenset(
    {"foo", "bar", "baz", "qux", "asdf", "xxx", "dummy", "untitled", "unnamed", "tmp", "blah", "abc", "aaa"}
)
"""Names that were never meant to stay."""
LEFT = frozenset({"tmp", "old", "new", "bak", "copy", "backup"})
"""Last words of tables that stand beside the real one."""
_COUNTED = Lazy(r"(?:(?:table|column|field|col)_?\d+|new_?(?:table|column)_?\d*)\Z")


class PlaceholderName(CatalogRule):
    """A name should say what the thing is.

    ## What it does
    Reports tables called `test`, `foo`, `tmp_x`, `x_old`, `x_new`, `x_bak`, `x_copy`, and columns called `foo`, `tmp`,
    `column1` and the like. Words inside longer names (`old_value`, `test_result`) are left alone, and so is `test` where other
    tables have to do with tests too. A copy that nothing uses is told by `leftover-backup-table`.

    ## Why is this bad
    Nobody dares to drop it, nobody knows which of the two is read, and the next one writes `x_new2`.

    ## Fix
    Name it for what it holds, or drop it. Not done by itself.

    ## References
    - Oracle Database SQL Language Reference, Database Object Naming Guidelines
    - SQL Server, Database identifiers
    """

    name = "placeholder-name"
    severity = "info"
    yields_to = ("leftover-backup-table",)
    good = (
        Good("CREATE TABLE price_change (id int PRIMARY KEY, old_price int, new_price int, temp numeric, copies int);"),
        Good("CREATE TABLE test_case (id int PRIMARY KEY);\nCREATE TABLE test (id int PRIMARY KEY);"),
    )
    bad = (
        Bad("CREATE TABLE account_new (id int PRIMARY KEY);", at="account_new"),
        Bad("CREATE TABLE test (id int PRIMARY KEY);", at="test"),
        Bad("CREATE TABLE account (id int PRIMARY KEY, column1 text);", at="column1"),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        tables = stored(catalog)
        testing = sum("test" in named(table) or "tests" in named(table) for table in tables) > 1
        for table in tables:
            if is_framework_table(table):
                continue
            if _is_makeshift(table) or (named(table) == ("test",) and not testing):
                yield self.found(
                    table.span,
                    f"Table {table.ref.text} has a makeshift name: nobody can tell what it holds, or whether it is needed.",
                    subject=about_table(table),
                    repair="name it for what it holds, or drop it",
                )
            for column in own_columns(table):
                if column.name.lower() in WHOLE - {"bar"} or _COUNTED.match(column.name.lower()):
                    yield self.found(
                        column.span,
                        f"{table.ref.text}.{column.name} has a makeshift name: nobody can tell what it holds.",
                        subject=about(table, column.name),
                        repair="name it for what it holds",
                    )


def _is_makeshift(table: Table) -> bool:
    parts = named(table)
    if not parts:
        return False
    if (len(parts) == 1 and parts[0] in WHOLE) or _COUNTED.match("_".join(parts)):
        return True
    return len(parts) > 1 and (parts[-1] in LEFT or parts[0] in ("tmp", "bak"))
