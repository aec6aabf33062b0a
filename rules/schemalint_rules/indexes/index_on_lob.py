from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Column, Diagnostic, Dialect, Good, Replay, Table
from schemalint_rules._indexes import about_path, called, named_at
from schemalint_rules._tables import Path, paths, stored

ORDERED = frozenset({"", "btree", "hash", "normal", "bitmap"})
"""Kinds of index that hold whole values; the others are made to look inside."""
LARGE_TSQL = frozenset({"text", "ntext", "image", "xml", "json", "geography", "geometry"})
LARGE_ORACLE = frozenset({"clob", "blob", "nclob", "long", "long raw", "bfile", "json", "xmltype"})


class IndexOnLob(CatalogRule):
    """A large value cannot be an index key.

    ## What it does
    Reports an index or key on a text, blob or JSON column that the server refuses: without a prefix length in MySQL, as the
    primary key in MariaDB (which cuts other indexes by itself), on `varchar(max)`, `text`, `xml` and their like in SQL
    Server, on a LOB or LONG in Oracle. Full-text, spatial and domain indexes are made for them.

    ## Why is this bad
    The server refuses the statement: error 1170 or 3152 in MySQL, 1919 in SQL Server, ORA-02327 in Oracle.

    ## Fix
    A prefix length, a shorter type, or an index that looks inside. Not done by itself.

    ## References
    - MySQL 8.4 manual, 15.1.15 CREATE INDEX, Column Prefix Key Parts; errors 1170 and 3152; MariaDB, CREATE INDEX
    - SQL Server, CREATE INDEX, Remarks; error 1919; Oracle Database SQL Language Reference, CREATE INDEX, restrictions
    """

    name = "index-on-lob"
    severity = "error"
    dialects = ("mysql", "mariadb", "tsql", "oracle")
    good = (
        Good("CREATE TABLE page (id int PRIMARY KEY, body text, KEY (body(40)), FULLTEXT KEY (body));", dialect="mysql"),
        Good("CREATE TABLE page (id int PRIMARY KEY, body text, KEY (body));", dialect="mariadb"),
        Good("CREATE INDEX page_at ON page (at) INCLUDE (body);", dialect="tsql",
             given="CREATE TABLE page (id int PRIMARY KEY, at date, body varchar(max));"),
    )  # fmt: skip
    bad = (
        Bad("CREATE TABLE page (id int PRIMARY KEY, body text, KEY page_body (body));", at="page_body", dialect="mysql",
            message="1170"),
        Bad("CREATE TABLE page (url text, PRIMARY KEY (url));", at="PRIMARY KEY (url)", dialect="mariadb", message="1170"),
        Bad("CREATE INDEX page_body ON page (body);", given="CREATE TABLE page (id int PRIMARY KEY, body nvarchar(max));",
            at="page_body", dialect="tsql", message="1919"),
        Bad("CREATE INDEX page_body ON page (body);", given="CREATE TABLE page (id NUMBER PRIMARY KEY, body CLOB);",
            at="page_body", dialect="oracle", message="ORA-02327"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in stored(catalog):
            for path in paths(table, catalog.dialect):
                if path.method not in ORDERED:
                    continue
                for part in path.parts:
                    column = table.column(part.column) if part.column and not part.prefix else None
                    refusal = (
                        _refusal(column, path, catalog.dialect) if column is not None and not column.unknown else ""
                    )
                    if column is not None and refusal:
                        yield self._refused(table, column, path, refusal)

    def _refused(self, table: Table, column: Column, path: Path, refusal: str) -> Diagnostic:
        what = column.type.text if column.type else ""
        cure = (
            f"a prefix length, {column.name}(191)"
            if refusal == "error 1170"
            else "a shorter type, or an index that looks inside"
        )
        return self.found(
            named_at(path),
            f"{called(table, path)} is refused ({refusal}): {column.name} is {what}.",
            subject=about_path(table, path),
            repair=cure,
        )


def _refusal(column: Column, path: Path, dialect: Dialect) -> str:
    """How the server says no to the column as a key; empty where it takes it."""
    held = column.type
    if held is None:
        return ""
    name = held.name.lower()
    match dialect:
        case "mysql" | "mariadb":
            large = held.family in ("text", "json") or name.endswith(("blob", "text"))
            if not large or (dialect == "mariadb" and path.what != "primary key"):
                return ""
            return "error 3152" if held.family == "json" and dialect == "mysql" else "error 1170"
        case "tsql":
            return "error 1919" if name in LARGE_TSQL or "max" in held.arguments else ""
        case "oracle":
            return "ORA-02327" if name in LARGE_ORACLE else ""
    return ""
