from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    NOWHERE,
    Bad,
    Call,
    Catalog,
    CatalogRule,
    Column,
    Diagnostic,
    Dialect,
    Edit,
    Expression,
    Fix,
    Good,
    Replay,
    SetDefault,
    Table,
    version_of,
)
from schemalint_rules._proposals import about, name_of, object_name, spelled, spelled_ref
from schemalint_rules._tables import stored

RANDOM: dict[Dialect, frozenset[str]] = {
    "postgres": frozenset({"gen_random_uuid", "uuid_generate_v4", "uuidv4"}),
    "mysql": frozenset({"uuid"}),
    "mariadb": frozenset({"uuid", "uuid_v4"}),
    "tsql": frozenset({"newid"}),
}
"""Functions whose values fall anywhere into an index. MySQL's and MariaDB's `uuid()` is of version 1, whose bytes begin with the
part of the time that changes fastest."""

ORDERED: dict[Dialect, tuple[tuple[int, ...], str]] = {
    "postgres": ((18,), "uuidv7()"),
    "mysql": ((8, 0), "UUID_TO_BIN(UUID(), 1)"),
    "mariadb": ((11, 7), "UUID_v7()"),
    "tsql": ((9,), "NEWSEQUENTIALID()"),
}
"""From which version on a server has a function whose values go up with time."""


class RandomUuidPrimaryKey(CatalogRule):
    """A UUID that keys a table should go up with time.

    ## What it does
    Reports a primary key that a random UUID fills, where the configured server has a function for time-ordered ones:
    PostgreSQL from 18, MariaDB from 11.7, MySQL from 8.0 (`UUID_TO_BIN` with its swap of bytes), SQL Server. A policy: off
    until it is selected or configured. Silent where no `server-version` is configured, but for SQL Server.

    ## Why is this bad
    Each row goes to another page of the index: pages are read, split and written in full, and rows that belong together in
    time lie apart.

    ## Fix
    The function for ordered ones as the default. Unsafe: the key then tells when the row was made.

    ## References
    - PostgreSQL 18 manual, 9.14 UUID Functions; MariaDB, UUID_v7; SQL Server, NEWSEQUENTIALID
    - MySQL 8.4 manual, 14.23 Miscellaneous Functions, UUID_TO_BIN; RFC 9562, 5.7 UUID Version 7
    """

    name = "random-uuid-primary-key"
    severity = "info"
    on = "policy"
    dialects = ("postgres", "mysql", "mariadb", "tsql")
    fixes = "unsafe"
    good = (
        Good("CREATE TABLE account (id uuid PRIMARY KEY DEFAULT gen_random_uuid());", version="17"),
        Good("CREATE TABLE account (id uuid PRIMARY KEY DEFAULT uuidv7());", version="18"),
        Good(
            "CREATE TABLE account (id binary(16) PRIMARY KEY DEFAULT (uuid_to_bin(uuid(), 1)));",
            dialect="mysql",
            version="8.4",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE account (id uuid PRIMARY KEY DEFAULT gen_random_uuid());",
            at="gen_random_uuid()",
            version="18",
            fixed="CREATE TABLE account (id uuid PRIMARY KEY DEFAULT uuidv7());",
        ),
        Bad(
            "CREATE TABLE account (id uniqueidentifier PRIMARY KEY DEFAULT NEWID());",
            at="NEWID()",
            dialect="tsql",
            fixed="CREATE TABLE account (id uniqueidentifier PRIMARY KEY DEFAULT NEWSEQUENTIALID());",
        ),
        Bad(
            "CREATE TABLE account (id uuid PRIMARY KEY DEFAULT UUID_v4());",
            at="UUID_v4()",
            dialect="mariadb",
            version="11.7",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        since, better = ORDERED[catalog.dialect]
        known = catalog.version or catalog.dialect == "tsql"
        if not known or (catalog.version and version_of(catalog.dialect, catalog.version) < since):
            return
        for table in stored(catalog):
            for name in table.primary_key.columns if table.primary_key else ():
                column = table.column(name)
                if (
                    column is not None
                    and column.default is not None
                    and self._is_random(column.default, catalog.dialect)
                ):
                    yield self._scattered(table, column, better, catalog)

    def _is_random(self, default: Expression, dialect: Dialect) -> bool:
        calls = [call.rpartition(".")[2].lower() for call in default.calls]
        if not any(call in RANDOM[dialect] for call in calls):
            return False
        shape = default.shape
        swapped = isinstance(shape, Call) and shape.name.lower() == "uuid_to_bin" and len(shape.arguments) > 1
        return not swapped

    def _scattered(self, table: Table, column: Column, better: str, catalog: Catalog) -> Diagnostic:
        assert column.default is not None
        span = column.default.span
        textual = column.type is not None and column.type.family in ("char", "varchar", "text")
        fix = None
        if not textual:
            wanted = Expression(better, NOWHERE, Call(better.partition("(")[0].lower()))
            change = SetDefault(object_name(table.ref), name_of(column.name), wanted)
            where = f"{table.ref.text}.{column.name}"
            fix = Fix(
                f"Fill {where} in the order of time", "unsafe", (Edit(span, better),) if span.path else (), (change,)
            )
        return self.found(
            span if span.path else column.span,
            f"{table.ref.text}.{column.name} is filled by {column.default.text}: each row goes to another page of the index.",
            subject=about(table, column.name),
            repair=f"ALTER TABLE {spelled_ref(table.ref, catalog)} ALTER COLUMN {spelled(column.name, catalog)} SET DEFAULT {better};"
            if catalog.dialect != "tsql"
            else f"DEFAULT {better}",
            fix=fix,
        )
