from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay
from schemalint_rules._actions import actions
from schemalint_rules._foreign_keys import about_key, called
from schemalint_rules._soft_delete import deletion


class SoftDeleteCascade(CatalogRule):
    """Rows that are only marked as deleted should not vanish with their parent.

    ## What it does
    Reports ON DELETE CASCADE of a foreign key whose own table marks deleted rows (`deleted_at`, `is_deleted`).

    ## Why is this bad
    The table keeps what was deleted, and loses it for good when somebody deletes the parent, together with the rows that live.

    ## Fix
    NO ACTION, or the same mark in the parent. Not done by itself.

    ## References
    - PostgreSQL 17 manual, 5.5.5 Foreign Keys; MySQL 8.4 manual, 15.1.20.5, Referential Actions
    """

    name = "soft-delete-cascade"
    severity = "warning"
    on = "strict"
    good = (
        Good(
            "CREATE TABLE orders (id int PRIMARY KEY, account int REFERENCES account ON DELETE CASCADE, at date);",
            given="CREATE TABLE account (id int PRIMARY KEY);",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE orders (id int PRIMARY KEY, account int REFERENCES account ON DELETE CASCADE, deleted_at date);",
            given="CREATE TABLE account (id int PRIMARY KEY);",
            at="ON DELETE CASCADE",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for one in actions(catalog, replay, "CASCADE"):
            found = deletion(one.table) if one.event == "DELETE" else None
            if found is not None:
                yield self.found(
                    one.span,
                    f"{one.table.ref.text} keeps deleted rows ({found[0].name}), but deleting a row of {one.key.parent.text} deletes "
                    f"those of {called(one.table, one.key)} for good.",
                    subject=about_key(one.table, one.key),
                    repair="ON DELETE NO ACTION, or a mark in the parent too",
                )
