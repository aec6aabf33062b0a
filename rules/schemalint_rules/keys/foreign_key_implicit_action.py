from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Edit, Fix, ForeignKey, Good, Replay, Span
from schemalint_rules._foreign_keys import about_key, called, declared
from schemalint_rules._proposals import Written


class ForeignKeyImplicitAction(CatalogRule):
    """A foreign key should say what happens when its parent goes.

    ## What it does
    Reports a foreign key without ON DELETE. Not for Oracle, whose grammar has no word for the default.

    ## Why is this bad
    Whether nobody thought of it, or refusing is meant, cannot be told; the next person who gets the error adds CASCADE.

    ## Fix
    The default written out, ON DELETE NO ACTION. Safe: it is what holds already.

    ## References
    - PostgreSQL 17 manual, 5.5.5 Foreign Keys; MySQL 8.4 manual, 15.1.20.5 FOREIGN KEY Constraints
    - SQL Server, Primary and foreign key constraints, Cascading referential integrity; SQLite, Foreign Key Support, 4.3
    """

    name = "foreign-key-implicit-action"
    severity = "info"
    on = "strict"
    dialects = ("postgres", "mysql", "mariadb", "tsql", "sqlite", "standard")
    fixes = "safe"
    good = (
        Good(
            "CREATE TABLE orders (id int PRIMARY KEY, account_id int REFERENCES account ON DELETE RESTRICT);",
            given="CREATE TABLE account (id int PRIMARY KEY);",
        ),
    )
    bad = (
        Bad(
            "CREATE TABLE orders (id int PRIMARY KEY, account_id int REFERENCES account (id) MATCH FULL DEFERRABLE);",
            given="CREATE TABLE account (id int PRIMARY KEY);",
            at="REFERENCES account (id) MATCH FULL DEFERRABLE",
            fixed="CREATE TABLE orders (id int PRIMARY KEY, account_id int REFERENCES account (id) MATCH FULL ON DELETE NO ACTION "
            "DEFERRABLE);",
        ),
        Bad(
            "CREATE TABLE orders (id int PRIMARY KEY, account_id int, FOREIGN KEY (account_id) REFERENCES account);",
            given="CREATE TABLE account (id int PRIMARY KEY);",
            at="FOREIGN KEY (account_id) REFERENCES account",
            dialect="sqlite",
            fixed="CREATE TABLE orders (id int PRIMARY KEY, account_id int, FOREIGN KEY (account_id) REFERENCES account ON DELETE NO "
            "ACTION);",
        ),
        Bad(
            "CREATE TABLE orders (id int PRIMARY KEY, account_id int, FOREIGN KEY (account_id) REFERENCES account (id));",
            given="CREATE TABLE account (id int PRIMARY KEY);",
            at="FOREIGN KEY (account_id) REFERENCES account (id)",
            dialect="mysql",
        ),
        Bad(
            "CREATE TABLE orders (id int PRIMARY KEY, account_id int, FOREIGN KEY (account_id) REFERENCES account (id));",
            given="CREATE TABLE account (id int PRIMARY KEY);",
            at="FOREIGN KEY (account_id) REFERENCES account (id)",
            dialect="tsql",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        written = Written(replay)
        for table, key in declared(catalog):
            if key.action_written:
                continue
            behind = _behind_parent(key, written)
            edits = (Edit(behind, " ON DELETE NO ACTION"),) if behind else ()
            what = called(table, key)
            yield self.found(
                key.span if key.span.path else table.span,
                f"Foreign key {what} does not say what happens when its row of {key.parent.text} is deleted; the server refuses "
                "the DELETE.",
                subject=about_key(table, key),
                repair="ON DELETE NO ACTION, or what is meant instead",
                fix=Fix(f"Write out ON DELETE for {what}", "safe", edits) if edits else None,
            )


def _behind_parent(key: ForeignKey, written: Written) -> Span | None:
    """Where the actions of a foreign key go: behind the parent, its columns and MATCH."""
    statement = written.statement(key.span)
    if statement is None or not key.parent_span.path:
        return None
    tokens = statement.tokens
    at = next((at for at, start in enumerate(tokens.starts) if start >= key.parent_span.end), len(tokens.starts))
    end = key.parent_span.end
    if at < len(tokens.words) and tokens.words[at] == "(":
        while at < len(tokens.words) and tokens.words[at] != ")":
            at += 1
        if at == len(tokens.words):
            return None
        end = tokens.starts[at] + 1
        at += 1
    if tokens.upper[at : at + 1] == ("MATCH",) and at + 1 < len(tokens.words):
        end = tokens.starts[at + 1] + len(tokens.words[at + 1])
    return Span(statement.path, end, end)
