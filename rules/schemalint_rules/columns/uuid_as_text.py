from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Column, Diagnostic, Dialect, Good, Replay, Type, version_of
from schemalint_rules._proposals import about, spelled
from schemalint_rules._retyping import as_type, typed, written_at
from schemalint_rules._vocabulary import named

BETTER: dict[Dialect, str] = {
    "postgres": "uuid",
    "standard": "uuid",
    "mysql": "BINARY(16)",
    "mariadb": "UUID",
    "tsql": "uniqueidentifier",
    "oracle": "RAW(16)",
}
"""What each server keeps such a value in; SQLite has no type for it."""


class UuidAsText(CatalogRule):
    """A UUID should be stored as one.

    ## What it does
    Reports character columns that hold a UUID: their name says so (`uuid`, `guid`), their default makes one, or they are 36
    wide, fixed and named like a key. SQLite, which has no type for it, is left alone.

    ## Why is this bad
    Text takes 36 bytes and more where 16 do, in the table, in every index and in every foreign key; it compares by
    collation, and takes any other text as well, upper and lower case as two values.

    ## Fix
    The server's own type: `uuid`, `uniqueidentifier`, `BINARY(16)`. Not done by itself: clients, and the columns that refer
    to it, must follow.

    ## References
    - PostgreSQL 17 manual, 8.12 UUID Type; SQL Server, uniqueidentifier; MariaDB, UUID Data Type
    - MySQL 8.4 manual, 14.23 Miscellaneous Functions, UUID_TO_BIN
    """

    name = "uuid-as-text"
    severity = "info"
    on = "strict"
    dialects = ("postgres", "mysql", "mariadb", "tsql", "oracle", "standard")
    good = (
        Good("CREATE TABLE item (id uuid PRIMARY KEY, code char(8));"),
        Good("CREATE TABLE item (id BINARY(16) PRIMARY KEY, uuid_format varchar(20));", dialect="mysql"),
    )
    bad = (
        Bad("CREATE TABLE item (uuid varchar(36) PRIMARY KEY);", at="varchar(36)", message="uuid USING uuid::uuid"),
        Bad("CREATE TABLE item (id text DEFAULT gen_random_uuid()::text PRIMARY KEY);", at="text"),
        Bad("CREATE TABLE item (id CHAR(36) NOT NULL PRIMARY KEY);", at="CHAR(36)", dialect="mysql", message="BINARY(16)"),
        Bad("CREATE TABLE item (uuid VARCHAR2(36) PRIMARY KEY);", at="VARCHAR2(36)", dialect="oracle", message="RAW(16)"),
        Bad("CREATE TABLE item (uuid varchar(36) PRIMARY KEY);", at="varchar(36)", dialect="tsql", message="uniqueidentifier"),
    )  # fmt: skip

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        dialect = catalog.dialect
        # MariaDB has the type since 10.7.
        better = BETTER[dialect]
        if dialect == "mariadb" and catalog.version and version_of(dialect, catalog.version) < (10, 7):
            better = "BINARY(16)"
        for table, column, held in typed(catalog):
            if held.family not in ("char", "varchar", "text") or held.dimensions or not _is_uuid(column, held, dialect):
                continue
            using = f"{spelled(column.name, catalog)}::uuid" if dialect == "postgres" else ""
            yield self.found(
                written_at(column),
                f"{table.ref.text}.{column.name} keeps a UUID as {held.text}: more than twice the bytes, in every index and "
                "foreign key too, and any other text fits.",
                subject=about(table, column.name),
                repair=as_type(table, column, better, catalog, using),
            )


def _is_uuid(column: Column, held: Type, dialect: Dialect) -> bool:
    if column.default and any("uuid" in call or call in ("newid", "sys_guid") for call in column.default.calls):
        return True
    parts = named(column)
    width = held.length
    if not parts or (width is not None and width not in (32, 36, 38)):
        return False
    if parts[-1] in ("uuid", "guid") or (parts[0] in ("uuid", "guid") and len(parts) == 1):
        return True
    return held.family == "char" and width == 36 and parts[-1] == "id"
