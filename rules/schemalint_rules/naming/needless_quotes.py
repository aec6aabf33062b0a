from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Edit, Finding, Fix, Good, Replay, Span, Subject, fold, reserved_words
from schemalint_rules._proposals import about, about_table
from schemalint_rules._tables import own_columns, understood
from schemalint_rules._vocabulary import plain

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


class NeedlessQuotes(CatalogRule):
    """A name that needs no quotes should have none.

    ## What it does
    Reports names of tables and columns, where they are made, that are quoted though the server would read them the same
    without. Follows the schema: where nearly all are quoted, as in what mysqldump and ORMs write, it is told once.

    ## Why is this bad
    Quotes make people believe that the name is special, and in PostgreSQL and Oracle the habit lets capitals slip in that then
    have to be quoted for ever.

    ## Fix
    Without them. Safe: the name is the same.

    ## References
    - PostgreSQL 17 manual, 4.1.1 Identifiers and Key Words; MySQL 8.4 manual, 11.2 Schema Object Names
    """

    name = "needless-quotes"
    severity = "info"
    on = "strict"
    fixes = "safe"
    convention = True
    good = (
        Good('CREATE TABLE account (id int PRIMARY KEY, "order" int, "eMail" text, "first name" text);'),
        Good("CREATE TABLE account (id int PRIMARY KEY, `key` int);", dialect="mysql"),
    )
    bad = (
        Bad(
            'CREATE TABLE account (id int PRIMARY KEY, name text, a int, b int, "email" text);',
            at='"email"',
            fixed="CREATE TABLE account (id int PRIMARY KEY, name text, a int, b int, email text);",
        ),
        Bad(
            "CREATE TABLE account (id int PRIMARY KEY, name int, a int, b int, [Email] varchar(80));",
            at="[Email]",
            dialect="tsql",
            fixed="CREATE TABLE account (id int PRIMARY KEY, name int, a int, b int, Email varchar(80));",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Finding]:
        reserved = reserved_words(catalog.dialect, catalog.version)
        for table in understood(catalog):
            if table.partition_of:
                continue
            for written, name, span, called, subject in (
                (table.written, table.name, table.span, f"Table {table.ref.text}", about_table(table)),
                *(
                    (one.written, one.name, one.span, f"{table.ref.text}.{one.name}", about(table, one.name))
                    for one in own_columns(table)
                ),
            ):
                bare = plain(written)
                if bare == written or not written or not span.path:
                    yield self.kept(span, table)
                elif _PLAIN.match(bare) and bare.lower() not in reserved and _same(bare, name, catalog):
                    yield self._quoted(span, bare, called, subject)

    def _quoted(self, span: Span, bare: str, called: str, subject: Subject) -> Finding:
        return self.found(
            span,
            f"{called} is quoted for nothing.",
            subject=subject,
            repair=f"write {bare}",
            fix=Fix(f"Write {bare} without quotes", "safe", (Edit(span, bare),)),
        )


def _same(bare: str, name: str, catalog: Catalog) -> bool:
    """Whether the server reads the bare name as the same one; where it keeps letters as they are, it does."""
    return catalog.dialect in ("mysql", "mariadb", "sqlite", "tsql") or fold(bare, catalog.dialect) == name
