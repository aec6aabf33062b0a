from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, DropConstraint, Fix, ForeignKey, Good, Related, Replay
from schemalint_rules._foreign_keys import about_key, called
from schemalint_rules._proposals import name_of, object_name, spelled, spelled_ref
from schemalint_rules._tables import stored


class DuplicateForeignKey(CatalogRule):
    """One reference needs one foreign key.

    ## What it does
    Reports a foreign key of the same columns and the same parent columns as an earlier one of its table.

    ## Why is this bad
    Each write is checked twice, the two may say different things of a DELETE (the stricter wins), and dropping one of them
    changes nothing, which surprises whoever meant to.

    ## Fix
    Without the later one. Unsafe: where the two say different things, only you know which is meant.

    ## References
    - PostgreSQL 17 manual, 5.5.5 Foreign Keys; MySQL 8.4 manual, 15.1.20.5 FOREIGN KEY Constraints
    """

    name = "duplicate-foreign-key"
    severity = "warning"
    fixes = "unsafe"
    only_with = ("references",)
    good = (
        Good(
            "CREATE TABLE transfer (id int PRIMARY KEY, payer int REFERENCES account, payee int REFERENCES account);",
            given="CREATE TABLE account (id int PRIMARY KEY);",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE orders (id int PRIMARY KEY, account_id int REFERENCES account);\n"
            "ALTER TABLE orders ADD CONSTRAINT of_account FOREIGN KEY (account_id) REFERENCES account (id);",
            given="CREATE TABLE account (id int PRIMARY KEY);",
            at="CONSTRAINT of_account FOREIGN KEY (account_id) REFERENCES account (id)",
            message="ALTER TABLE orders DROP CONSTRAINT of_account;",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        for table in stored(catalog):
            seen: dict[object, ForeignKey] = {}
            for key in table.foreign_keys:
                if key.ignored:
                    continue
                what = (key.parent, frozenset(zip(key.columns, key.parent_columns or key.columns, strict=False)))
                first = seen.setdefault(what, key)
                if first is key or (key.span.path and first.span == key.span):
                    continue
                differs = (first.on_delete, first.on_update) != (key.on_delete, key.on_update)
                word = "FOREIGN KEY" if catalog.dialect == "mysql" else "CONSTRAINT"
                change = DropConstraint(object_name(table.ref), name_of(key.name), "foreign key")
                yield self.found(
                    key.span if key.span.path else table.span,
                    f"Foreign key {called(table, key)} to {key.parent.text} is declared twice"
                    + (", with different actions." if differs else ": each write is checked twice."),
                    subject=about_key(table, key),
                    repair=f"ALTER TABLE {spelled_ref(table.ref, catalog)} DROP {word} {spelled(key.name, catalog)};",
                    related=(Related(first.span, "the first one"),) if first.span.path else (),
                    fix=Fix(f"Drop the second foreign key of {called(table, key)}", "unsafe", (), (change,))
                    if key.name
                    else None,
                )
