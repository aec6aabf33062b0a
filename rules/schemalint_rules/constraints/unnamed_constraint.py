from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Catalog,
    CatalogRule,
    Check,
    Diagnostic,
    Edit,
    Fix,
    ForeignKey,
    Good,
    Replay,
    Subject,
    Table,
    Unique,
)
from schemalint_rules._proposals import Written, constraint_name, spelled
from schemalint_rules._tables import own_checks, stored

Named = Check | Unique | ForeignKey
ENDINGS = {Check: "check", Unique: "key", ForeignKey: "fkey"}
WORDS = {Check: "CHECK", Unique: "UNIQUE constraint", ForeignKey: "foreign key"}


class UnnamedConstraint(CatalogRule):
    """A constraint should have a name of its own.

    ## What it does
    Reports a CHECK, unique constraint or foreign key that is left for the server to name. What NOT NULL and PRIMARY KEY are
    called hardly anybody asks.

    ## Why is this bad
    The name differs from server to server and, in SQL Server and Oracle, from database to database: a migration that drops
    the constraint works on one and fails on the next. Errors show the name, too.

    ## Fix
    `CONSTRAINT name` before it, by PostgreSQL's own pattern. Safe. MySQL takes none before a UNIQUE behind its column, and
    SQLite keeps a name it never asks for; there it is proposed only.

    ## References
    - PostgreSQL 17 manual, 5.5.1 Check Constraints; SQL Server, Create check constraints; Oracle Database SQL Language
      Reference, constraint
    """

    name = "unnamed-constraint"
    severity = "info"
    on = "strict"
    fixes = "safe"
    good = (
        Good(
            "CREATE TABLE item (id int PRIMARY KEY, n int CONSTRAINT item_n_check CHECK (n > 0), code text NOT NULL);"
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE item (id int PRIMARY KEY, n int CHECK (n > 0));",
            at="CHECK (n > 0)",
            fixed="CREATE TABLE item (id int PRIMARY KEY, n int CONSTRAINT item_n_check CHECK (n > 0));",
        ),
        Bad(
            "CREATE TABLE item (id int NOT NULL, code varchar(9), UNIQUE (code));",
            at="UNIQUE (code)",
            dialect="tsql",
            fixed="CREATE TABLE item (id int NOT NULL, code varchar(9), CONSTRAINT item_code_key UNIQUE (code));",
        ),
        Bad("CREATE TABLE item (id INTEGER PRIMARY KEY, code TEXT UNIQUE);", at="UNIQUE", dialect="sqlite"),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        written = Written(replay)
        for table in stored(catalog):
            taken = {one.name for one in table.constraints} | {one.name for one in table.indexes}
            own: tuple[Named, ...] = (*own_checks(table), *table.uniques, *table.foreign_keys)
            for one in sorted(own, key=lambda one: one.span):
                if one.named or not one.span.path or (isinstance(one, ForeignKey) and one.ignored):
                    continue
                yield self._unnamed(table, one, taken, catalog, written)

    def _unnamed(self, table: Table, one: Named, taken: set[str], catalog: Catalog, written: Written) -> Diagnostic:
        columns = one.expression.columns if isinstance(one, Check) else one.columns
        name = constraint_name(table, columns, ENDINGS[type(one)], catalog)
        server = catalog.dialect in ("postgres", "standard") and one.name
        name = one.name if server else name
        number = 0
        while not server and name in taken:
            number += 1
            name = f"{constraint_name(table, columns, ENDINGS[type(one)], catalog)}{number}"
        taken.add(name)
        edits: tuple[Edit, ...] = ()
        if not _takes_none(one, catalog, written):
            edits = (Edit(one.span._replace(end=one.span.start), f"CONSTRAINT {spelled(name, catalog)} "),)
        what = f"{WORDS[type(one)]} of {table.ref.text}" + (f" ({', '.join(columns)})" if columns else "")
        return self.found(
            one.span,
            f"{what[0].upper()}{what[1:]} has no name of its own: what it is called differs from server to server.",
            subject=Subject("constraint", table.schema or None, table.name, one.name, tuple(columns)),
            repair=f"CONSTRAINT {spelled(name, catalog)} before it",
            fix=Fix(f"Name the {WORDS[type(one)]} of {table.ref.text}", "safe", edits) if edits else None,
        )


def _takes_none(one: Named, catalog: Catalog, written: Written) -> bool:
    """Whether the grammar has no room for a name there, or nobody would ever ask for it."""
    if catalog.dialect == "sqlite":
        return True
    text = written.text(one.span)
    if not text or text.split(None, 1)[0].upper() not in ("CHECK", "UNIQUE", "FOREIGN", "REFERENCES"):
        return True
    return (
        catalog.dialect in ("mysql", "mariadb")
        and one.inline
        and not (isinstance(one, Check) and catalog.dialect == "mysql")
    )
