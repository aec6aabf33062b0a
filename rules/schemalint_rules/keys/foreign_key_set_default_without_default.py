from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Catalog,
    CatalogRule,
    Column,
    Diagnostic,
    ForeignKey,
    Good,
    Ref,
    Replay,
    Span,
    Subject,
    Table,
)
from schemalint_rules._actions import actions
from schemalint_rules._defaults import has_default, takes_null
from schemalint_rules._proposals import spelled, spelled_ref


class ForeignKeySetDefaultWithoutDefault(CatalogRule):
    """ON DELETE SET DEFAULT needs columns that have a default.

    ## What it does
    Reports a foreign key with ON DELETE SET DEFAULT or ON UPDATE SET DEFAULT of which a column that would be set has no default:
    an error where the column is NOT NULL, a warning where it may be NULL. The default of the column's domain counts;
    PostgreSQL's `SET DEFAULT (column)` is judged by the columns it lists.

    ## Why is this bad
    A column without a default has NULL for one. So the action is SET NULL under another name, or, on a NOT NULL column, each
    DELETE of a parent that has children fails; SQL Server refuses such a key at once. InnoDB does not carry SET DEFAULT out at all.

    ## Fix
    Give the column the default that is meant, with a parent row of that key, or say SET NULL, CASCADE or RESTRICT. Which one is
    right only the domain can tell.

    ## References
    - PostgreSQL 17 manual, 5.5.5 Foreign Keys
    - SQL Server, error 1762; SQLite, Foreign Key Support, 4.3
    - MySQL 8.4 manual, 15.1.20.5, Referential Actions
    """

    name = "foreign-key-set-default-without-default"
    severity = "warning"
    only_with = ("references",)
    good = (
        Good(
            "CREATE TABLE orders (id int PRIMARY KEY, account_id int DEFAULT 1 REFERENCES account ON DELETE SET DEFAULT);",
            given="CREATE TABLE account (id int PRIMARY KEY);",
        ),
        Good(
            "CREATE TABLE post (tenant int NOT NULL, author int DEFAULT 1, "
            "FOREIGN KEY (tenant, author) REFERENCES account (tenant, id) ON DELETE SET DEFAULT (author));",
            given="CREATE TABLE account (tenant int, id int, PRIMARY KEY (tenant, id));",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE orders (id int PRIMARY KEY, account_id int NOT NULL REFERENCES account ON DELETE SET DEFAULT);",
            given="CREATE TABLE account (id int PRIMARY KEY);",
            at="ON DELETE SET DEFAULT",
            message="each DELETE of a public.account row that has children fails",
        ),
        Bad(
            "CREATE TABLE orders (id int PRIMARY KEY, account_id int REFERENCES account ON UPDATE SET DEFAULT);",
            given="CREATE TABLE account (id int PRIMARY KEY);",
            at="ON UPDATE SET DEFAULT",
            message="SET NULL",
        ),
        Bad(
            "CREATE TABLE orders (id int PRIMARY KEY, account_id int NOT NULL,\n"
            "  CONSTRAINT fk FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE SET DEFAULT);",
            given="CREATE TABLE account (id int PRIMARY KEY);",
            at="ON DELETE SET DEFAULT",
            dialect="tsql",
            message="refuses the key",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        told: set[tuple[Ref, ForeignKey]] = set()
        for one in actions(catalog, replay, "SET DEFAULT"):
            lacking = _lacking(one.table, one.columns, catalog)
            if lacking and (one.table.ref, one.key) not in told:
                told.add((one.table.ref, one.key))
                yield self._empty(one.table, one.key, one.event, lacking, one.span, catalog)

    def _empty(
        self, table: Table, key: ForeignKey, event: str, lacking: list[Column], span: Span, catalog: Catalog
    ) -> Diagnostic:
        refusing = [column for column in lacking if not takes_null(column, catalog)]
        shown = ", ".join(column.name for column in refusing or lacking)
        if not refusing:
            what = f"{shown} has no default"
            effect = f"the {event} of a {key.parent.text} row sets it to NULL, as SET NULL would"
            if catalog.dialect in ("mysql", "mariadb"):
                effect = f"InnoDB does not carry the action out, and the {event} of a {key.parent.text} row fails"
        else:
            what = f"{shown} is NOT NULL and has no default"
            effect = f"each {event} of a {key.parent.text} row that has children fails"
            if catalog.dialect == "tsql":
                effect = "SQL Server refuses the key"
        where, first = spelled_ref(table.ref, catalog), spelled((refusing or lacking)[0].name, catalog)
        match catalog.dialect:
            case "sqlite":
                repair = f"rebuild {where} with a default for {first}, or say what {event} shall do"
            case "tsql":
                repair = f"ALTER TABLE {where} ADD DEFAULT <value> FOR {first};"
            case "oracle":
                repair = f"ALTER TABLE {where} MODIFY ({first} DEFAULT <value>);"
            case "mysql" | "mariadb":
                repair = f"use ON {event} SET NULL, CASCADE or RESTRICT"
            case _:
                repair = f"ALTER TABLE {where} ALTER COLUMN {first} SET DEFAULT <value>;"
        return self.found(
            span,
            f"Foreign key {table.ref.text} ({', '.join(key.columns)}) says ON {event} SET DEFAULT, but {what}: {effect}.",
            subject=Subject("constraint", table.schema or None, table.name, key.name, key.columns),
            repair=repair,
            severity="error" if refusing else None,
        )


def _lacking(table: Table, names: tuple[str, ...], catalog: Catalog) -> list[Column]:
    columns = [table.column(name) for name in names]
    return [column for column in columns if column and not column.unknown and not has_default(column, catalog)]
