from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AddConstraint,
    Bad,
    Catalog,
    CatalogRule,
    Change,
    Diagnostic,
    DropConstraint,
    Edit,
    Fix,
    Good,
    Replay,
    option,
)
from schemalint_rules._actions import actions
from schemalint_rules._foreign_keys import about_key, called
from schemalint_rules._proposals import name_of, object_name


class ForeignKeyCascadeDelete(CatalogRule):
    """Deleting a row should not delete others where the policy forbids it.

    ## What it does
    Reports ON DELETE CASCADE. A policy: off until it is selected or configured.

    ## Why is this bad
    One DELETE takes along what nobody named, through as many tables as there are cascades, in one transaction that locks them
    all; no trigger of the application sees it.

    ## Fix
    `instead` (NO ACTION). Unsafe: a DELETE that ran is then refused, and whoever deletes must delete the children first.

    ## References
    - PostgreSQL 17 manual, 5.5.5 Foreign Keys; MySQL 8.4 manual, 15.1.20.5, Referential Actions
    """

    name = "foreign-key-cascade-delete"
    severity = "warning"
    on = "policy"
    fixes = "unsafe"
    instead: str = option("NO ACTION", "What the fix writes.", choices=("NO ACTION", "RESTRICT", "SET NULL"))
    good = (
        Good(
            "CREATE TABLE orders (id int PRIMARY KEY, account_id int REFERENCES account ON DELETE RESTRICT);",
            given="CREATE TABLE account (id int PRIMARY KEY);",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE orders (id int PRIMARY KEY, account_id int REFERENCES account ON DELETE CASCADE);",
            given="CREATE TABLE account (id int PRIMARY KEY);",
            at="ON DELETE CASCADE",
            fixed="CREATE TABLE orders (id int PRIMARY KEY, account_id int REFERENCES account ON DELETE NO ACTION);",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for one in actions(catalog, replay, "CASCADE"):
            if one.event != "DELETE":
                continue
            table, key = one.table, one.key
            what = called(table, key)
            edits = (Edit(one.span, f"ON DELETE {self.instead}"),) if one.span != key.span else ()
            changes: tuple[Change, ...] = (
                DropConstraint(object_name(table.ref), name_of(key.name), "foreign key"),
                AddConstraint(object_name(table.ref), key._replace(on_delete=self.instead, named=True, inline=False)),
            )
            yield self.found(
                one.span,
                f"Deleting a row of {key.parent.text} deletes those of {what} that refer to it, which the policy forbids.",
                subject=about_key(table, key),
                repair=f"ON DELETE {self.instead}",
                fix=Fix(f"Stop the cascade of {what}", "unsafe", edits, changes if key.name else ()),
            )
