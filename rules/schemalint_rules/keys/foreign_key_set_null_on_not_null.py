from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, ForeignKey, Good, Ref, Replay, Span, Subject, Table
from schemalint_rules._actions import actions
from schemalint_rules._proposals import spelled, spelled_ref


class ForeignKeySetNullOnNotNull(CatalogRule):
    """ON DELETE SET NULL needs columns that may be NULL.

    ## What it does
    Reports a foreign key with ON DELETE SET NULL or ON UPDATE SET NULL of which a column that would be set is NOT NULL, or
    belongs to the primary key. PostgreSQL's `SET NULL (column)` is judged by the columns it lists.

    ## Why is this bad
    Every DELETE of a parent that has children fails; MySQL and SQL Server refuse the key at once.

    ## Fix
    Drop the NOT NULL, or choose CASCADE or RESTRICT: which one is right only the domain can tell.

    ## References
    - PostgreSQL 17 manual, 5.5.5 Foreign Keys
    - MySQL 8.4 manual, 15.1.20.5, Referential Actions; SQL Server, error 1761
    """

    name = "foreign-key-set-null-on-not-null"
    severity = "error"
    only_with = ("references",)
    good = (
        Good(
            "CREATE TABLE orders (id int PRIMARY KEY, account_id int REFERENCES account ON DELETE SET NULL);",
            given="CREATE TABLE account (id int PRIMARY KEY);",
        ),
        Good(
            "CREATE TABLE post (tenant int NOT NULL, author int, "
            "FOREIGN KEY (tenant, author) REFERENCES account (tenant, id) ON DELETE SET NULL (author));",
            given="CREATE TABLE account (tenant int, id int, PRIMARY KEY (tenant, id));",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE orders (id int PRIMARY KEY, account_id int NOT NULL REFERENCES account ON DELETE SET NULL);",
            given="CREATE TABLE account (id int PRIMARY KEY);",
            at="ON DELETE SET NULL",
            message="ALTER TABLE orders ALTER COLUMN account_id DROP NOT NULL;",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        told: set[tuple[Ref, ForeignKey]] = set()
        for one in actions(catalog, replay, "SET NULL"):
            refusing = self._refusing(one.table, one.columns)
            if refusing and (one.table.ref, one.key) not in told:
                told.add((one.table.ref, one.key))
                yield self._fails(one.table, one.key, one.event, refusing, one.span, catalog)

    def _refusing(self, table: Table, names: tuple[str, ...]) -> list[str]:
        columns = [table.column(name) for name in names]
        return [column.name for column in columns if column and not column.nullable and not column.unknown]

    def _fails(
        self, table: Table, key: ForeignKey, event: str, refusing: list[str], span: Span, catalog: Catalog
    ) -> Diagnostic:
        shown = ", ".join(refusing)
        where, first = spelled_ref(table.ref, catalog), spelled(refusing[0], catalog)
        column = table.column(refusing[0])
        type_text = column.type.text if column and column.type else ""
        match catalog.dialect:
            case "mysql" | "mariadb":
                repair = f"ALTER TABLE {where} MODIFY COLUMN {first} {type_text} NULL;"
            case "tsql":
                repair = f"ALTER TABLE {where} ALTER COLUMN {first} {type_text} NULL;"
            case "oracle":
                repair = f"ALTER TABLE {where} MODIFY ({first} NULL);"
            case "sqlite":
                repair = f"rebuild {where} with {first} nullable"
            case _:
                repair = f"ALTER TABLE {where} ALTER COLUMN {first} DROP NOT NULL;"
        key_columns = table.primary_key.columns if table.primary_key else ()
        why = "part of the primary key" if refusing[0] in key_columns else "NOT NULL"
        if why != "NOT NULL":
            repair = f"use ON {event} CASCADE or RESTRICT"
        return self.found(
            span,
            f"Foreign key {table.ref.text} ({', '.join(key.columns)}) says ON {event} SET NULL, but {shown} is {why}: "
            f"each {event} of a {key.parent.text} row that has children fails.",
            subject=Subject("constraint", table.schema or None, table.name, key.name, key.columns),
            repair=repair,
        )
