from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AlterColumnType,
    Bad,
    Catalog,
    CatalogRule,
    Change,
    Column,
    Edit,
    Finding,
    Fix,
    Good,
    Ref,
    Replay,
    Table,
    Type,
    option,
)
from schemalint_rules._proposals import Written, about, alter_type, name_of, object_name
from schemalint_rules._tables import is_framework_table, is_generated, own_columns, stored

BITS = {"tinyint": 8, "smallint": 16, "mediumint": 24, "integer": 32, "int": 32, "bigint": 64}


class NarrowPrimaryKey(CatalogRule):
    """A generated key should be wide enough never to run out.

    ## What it does
    Reports a primary key column that the server numbers (identity, serial, AUTO_INCREMENT, a sequence default) and whose type
    has 32 bits or fewer. Follows the schema: where nearly all keys are that narrow it is told once. Not about SQLite, whose
    INTEGER PRIMARY KEY has 64 bits and must stay spelled so, nor about Oracle's NUMBER.

    ## Why is this bad
    An `int` ends at 2,147,483,647. Failed inserts and rollbacks use numbers up too. When it ends every INSERT fails, and
    widening a large table by then takes a rewrite under an exclusive lock, for it and for every table that refers to it.

    ## Fix
    The column and the foreign key columns that refer to it become `bigint`. Unsafe: on a server the tables are rewritten, and
    clients that hold the key in 32 bits must change first.

    ## References
    - PostgreSQL 17 manual, 8.1.1 Integer Types; 8.1.4 Serial Types
    - MySQL 8.4 manual, 13.1.2 Integer Types; SQL Server, int, bigint, smallint, and tinyint
    """

    name = "narrow-primary-key"
    severity = "warning"
    dialects = ("postgres", "mysql", "mariadb", "tsql")
    fixes = "unsafe"
    convention = True
    max_bits: int = option(32, "Integers of this many bits or fewer count as too narrow.")

    good = (
        Good("CREATE TABLE account (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);"),
        Good("CREATE TABLE iso_country (number smallint PRIMARY KEY);"),
        Good("CREATE TABLE account (id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY);", dialect="mysql"),
    )
    bad = (
        Bad(
            "CREATE TABLE account (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);",
            at="int",
            fixed="CREATE TABLE account (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);",
        ),
        Bad(
            "CREATE TABLE account (id SERIAL PRIMARY KEY);",
            at="SERIAL",
            fixed="CREATE TABLE account (id BIGSERIAL PRIMARY KEY);",
        ),
        Bad("CREATE TABLE account (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY);", at="INT", dialect="mysql"),
        Bad("CREATE TABLE account (id int IDENTITY(1,1) PRIMARY KEY);", at="int", dialect="tsql"),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Finding]:
        written = Written(replay)
        children: dict[tuple[Ref, str], list[tuple[Table, Column]]] | None = None
        for table in stored(catalog):
            for column in own_columns(table):
                if not self._numbered(table, column):
                    continue
                if BITS[column.type.name] > self.max_bits:  # type: ignore[union-attr]
                    yield self.kept(column.span, table)
                    continue
                if children is None:
                    children = _children(catalog)
                yield self._narrow(table, column, children.get((table.ref, column.name), []), catalog, written)

    def _numbered(self, table: Table, column: Column) -> bool:
        key = table.primary_key
        return (
            key is not None
            and column.name in key.columns
            and not column.unknown
            and column.type is not None
            and column.type.name in BITS
            and not column.type.dimensions
            and is_generated(column)
            and not is_framework_table(table)
        )

    def _narrow(
        self, table: Table, column: Column, children: list[tuple[Table, Column]], catalog: Catalog, written: Written
    ) -> Finding:
        assert column.type is not None
        edits: list[Edit] = []
        changes: list[Change] = []
        for owner, one in [(table, column), *children]:
            if one.type is None or BITS.get(one.type.name, 64) == 64:
                continue
            wide = "bigserial" if one.serial else "bigint unsigned" if "unsigned" in one.type.modifiers else "bigint"
            if one.type.span.path:
                edits.append(Edit(one.type.span, written.cased(one.type.span, wide)))
            wide_type = Type(
                "bigint", "bigint unsigned" if "unsigned" in one.type.modifiers else "bigint", "integer",
                modifiers=one.type.modifiers,
            )  # fmt: skip
            changes.append(AlterColumnType(object_name(owner.ref), name_of(one.name), wide_type))
        tail = " NOT NULL AUTO_INCREMENT" if catalog.dialect in ("mysql", "mariadb") else " NOT NULL"
        return self.found(
            column.type.span if column.type.span.path else column.span,
            f"{table.ref.text}.{column.name} numbers rows in {BITS[column.type.name]} bits ({column.type.text}); "
            "when they run out every INSERT fails.",
            subject=about(table, column.name),
            repair=alter_type(table.ref, column.name, "bigint", catalog, tail=tail),
            fix=Fix(f"Widen {table.ref.text}.{column.name} to bigint", "unsafe", tuple(edits), tuple(changes)),
        )


def _children(catalog: Catalog) -> dict[tuple[Ref, str], list[tuple[Table, Column]]]:
    found: dict[tuple[Ref, str], list[tuple[Table, Column]]] = {}
    for table in sorted(catalog.tables.values(), key=lambda one: (one.span, one.ref)):
        for key in table.foreign_keys:
            for name, parent in zip(key.columns, key.parent_columns, strict=False):
                column = table.column(name)
                if column is not None:
                    found.setdefault((key.parent, parent), []).append((table, column))
    return found
