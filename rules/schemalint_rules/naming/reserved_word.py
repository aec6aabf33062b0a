from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Catalog,
    CatalogRule,
    Diagnostic,
    Dialect,
    Good,
    Kind,
    Replay,
    Span,
    Subject,
    option,
    reserved_words,
)
from schemalint_rules._proposals import spelled, spelled_ref
from schemalint_rules._tables import own_columns, understood

SERVERS: dict[Dialect, str] = {
    "postgres": "PostgreSQL",
    "mysql": "MySQL",
    "mariadb": "MariaDB",
    "sqlite": "SQLite",
    "tsql": "SQL Server",
    "oracle": "Oracle",
    "standard": "every server",
}


class ReservedWord(CatalogRule):
    """A name should not be a word that the server reserves.

    ## What it does
    Reports tables, views, columns, sequences and types whose name is reserved (not merely a keyword) in the target dialect
    and version, quoted or not. Where the version is not known the oldest that is still maintained counts. Where nothing tells
    the dialect, only words that PostgreSQL, MySQL and SQL Server all reserve are reported.

    ## Why is this bad
    The name must be quoted wherever it is used. Where it is not, the statement is refused, or means something else:
    `SELECT user FROM t` in PostgreSQL gives the name of the session's role.

    ## Fix
    Rename it: `users` for `user`, `sort_order` for `order`. Clients use the old name, so nothing is changed by itself.

    ## References
    - PostgreSQL 17 manual, appendix C; MySQL 8.4 manual, 11.3; MariaDB, Reserved Words
    - SQLite, SQLite Keywords; Transact-SQL, Reserved Keywords; Oracle Database SQL Language Reference, appendix E
    """

    name = "reserved-word"
    severity = "warning"
    allow: tuple[str, ...] = option((), "Names to accept, in lower case.")
    also: tuple[str, ...] = option((), "More names to report, in lower case.")

    good = (
        Good("CREATE TABLE users (id int PRIMARY KEY, name text, value text, type text);"),
        Good("CREATE TABLE score (id int PRIMARY KEY, `rank` int);", dialect="mysql", version="5.7"),
        Good('CREATE TABLE "user" (id int PRIMARY KEY);', options={"allow": ["user"]}),
    )
    bad = (
        Bad('CREATE TABLE "user" (id int PRIMARY KEY);', at='"user"'),
        Bad("CREATE TABLE score (id int PRIMARY KEY, `rank` int);", at="`rank`", dialect="mysql", message="MySQL"),
        Bad("CREATE TABLE t ([key] int PRIMARY KEY);", at="[key]", dialect="tsql"),
        Bad('CREATE TABLE t ("LEVEL" NUMBER PRIMARY KEY);', at='"LEVEL"', dialect="oracle"),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        reserved = (reserved_words(catalog.dialect, catalog.version) | frozenset(self.also)) - frozenset(self.allow)
        for table in understood(catalog):
            schema = table.schema or None
            where = spelled_ref(table.ref, catalog)
            if table.name.lower() in reserved and not table.partition_of:
                repair = _rename(where, f"{table.name.lower()}s", catalog)
                subject = Subject("table", schema, None, table.name)
                yield self._reserved("Table", table.ref.text, table.name, table.span, subject, repair, catalog)
            for column in own_columns(table):
                if column.name.lower() in reserved:
                    subject = Subject("column", schema, table.name, column.name, (column.name,))
                    what = f"{table.ref.text}.{column.name}"
                    repair = _rename_column(where, column.name, f"{table.name.lower()}_{column.name.lower()}", catalog)
                    yield self._reserved("Column", what, column.name, column.span, subject, repair, catalog)
        others: tuple[tuple[Kind, object], ...] = (
            ("view", catalog.views.values()),
            ("sequence", [one for one in catalog.sequences.values() if not one.implicit]),
            ("enum", catalog.enums.values()),
            ("domain", catalog.domains.values()),
        )
        for kind, found in others:
            for one in found:  # type: ignore[attr-defined]
                if one.name.lower() in reserved:
                    subject = Subject(kind, one.schema or None, None, one.name)
                    yield self._reserved(kind.capitalize(), one.ref.text, one.name, one.span, subject, "", catalog)

    def _reserved(
        self, kind: str, what: str, name: str, span: Span, subject: Subject, repair: str, catalog: Catalog
    ) -> Diagnostic:
        version = f" {catalog.version}" if catalog.version else ""
        return self.found(
            span,
            f"{kind} {what} is named by a word that {SERVERS[catalog.dialect]}{version} reserves ({name.upper()}): it must be "
            "quoted wherever it is used.",
            subject=subject,
            repair=repair,
        )


def _rename(where: str, name: str, catalog: Catalog) -> str:
    if catalog.dialect == "tsql":
        return f"EXEC sp_rename '{where}', '{name}';"
    return f"ALTER TABLE {where} RENAME TO {name};"


def _rename_column(where: str, old: str, name: str, catalog: Catalog) -> str:
    if catalog.dialect == "tsql":
        return f"EXEC sp_rename '{where}.{spelled(old, catalog)}', '{name}', 'COLUMN';"
    return f"ALTER TABLE {where} RENAME COLUMN {spelled(old, catalog)} TO {name};"
