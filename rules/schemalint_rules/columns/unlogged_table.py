from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Edit, Fix, Good, Replay, SetOption
from schemalint_rules._proposals import Written, about_table, object_name, spelled_ref
from schemalint_rules._tables import understood


class UnloggedTable(CatalogRule):
    """What a table holds should outlive a crash.

    ## What it does
    Reports UNLOGGED tables.

    ## Why is this bad
    After a crash or an unclean shutdown the server empties them, and no replica has their rows at all.

    ## Fix
    An ordinary table. Unsafe: it is written anew, and writes to it cost more from then on. Where the rows are a cache that can
    be made again, say so with a suppression.

    ## References
    - PostgreSQL 17 manual, CREATE TABLE, UNLOGGED
    """

    name = "unlogged-table"
    severity = "warning"
    dialects = ("postgres",)
    fixes = "unsafe"
    only_with = ("unlogged",)
    good = (
        Good("CREATE TABLE item (id int PRIMARY KEY);"),
        Good("CREATE UNLOGGED TABLE item (id int PRIMARY KEY);\nALTER TABLE item SET LOGGED;"),
    )
    bad = (
        Bad(
            "CREATE UNLOGGED TABLE item (id int PRIMARY KEY);",
            at="item",
            fixed="CREATE TABLE item (id int PRIMARY KEY);",
            message="ALTER TABLE item SET LOGGED;",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        written = Written(replay)
        for table in understood(catalog):
            if not table.unlogged or table.kind != "table":
                continue
            edits: tuple[Edit, ...] = ()
            statement = written.statement(table.statement)
            if statement is not None and "UNLOGGED" in statement.tokens.upper[:3]:
                at = statement.tokens.upper.index("UNLOGGED")
                start, end = statement.tokens.starts[at : at + 2]
                edits = (Edit(table.statement._replace(start=start, end=end), ""),)
            change = SetOption("table", object_name(table.ref), "logged", "")
            yield self.found(
                table.span,
                f"{table.ref.text} is unlogged: a crash empties it, and no replica has its rows.",
                subject=about_table(table),
                repair=f"ALTER TABLE {spelled_ref(table.ref, catalog)} SET LOGGED;",
                fix=Fix(f"Log what is written to {table.ref.text}", "unsafe", edits, (change,)),
            )
