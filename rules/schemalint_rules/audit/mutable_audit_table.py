from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, CatalogRule, Diagnostic, Good, Replay, Table, WriteRows, option
from schemalint_rules._actions import action_clause
from schemalint_rules._foreign_keys import about_key, called
from schemalint_rules._proposals import Written, about_table
from schemalint_rules._tables import stored
from schemalint_rules._vocabulary import named

WORDS = frozenset({"audit", "audits", "journal", "ledger", "trail"})


class MutableAuditTable(CatalogRule):
    """What an audit table says should stay said.

    ## What it does
    Reports an UPDATE of an audit table (its name holds audit, journal, ledger or trail, or is among `tables`), and a foreign
    key of it that deletes or changes its rows together with the parent: CASCADE, SET NULL, SET DEFAULT. A DELETE that cuts off
    what is old enough is what retention needs, and is left alone.

    ## Why is this bad
    The trail of who did what ends, or changes, when the account it speaks of is deleted: just when it is asked for.

    ## Fix
    Keep the identifier without a foreign key, or with NO ACTION; write a further row instead of changing one. Not done by
    itself.

    ## References
    - NIST SP 800-92, Guide to Computer Security Log Management, 2.3.2; PostgreSQL 17 manual, 5.5.5 Foreign Keys
    """

    name = "mutable-audit-table"
    severity = "warning"
    on = "strict"
    tables: tuple[str, ...] = option((), "More tables that are only written to, by name.")
    good = (
        Good(
            "CREATE TABLE audit_log (id int PRIMARY KEY, account int REFERENCES account, at timestamptz);",
            given="CREATE TABLE account (id int PRIMARY KEY);",
        ),
        Good("CREATE TABLE auditor (id int PRIMARY KEY);\nUPDATE auditor SET id = 2 WHERE id = 1;"),
    )
    bad = (
        Bad(
            "CREATE TABLE audit_log (id int PRIMARY KEY, account int REFERENCES account ON DELETE CASCADE, at timestamptz);",
            given="CREATE TABLE account (id int PRIMARY KEY);",
            at="ON DELETE CASCADE",
        ),
        Bad(
            "UPDATE audit_log SET at = now() WHERE id = 1;",
            given="CREATE TABLE audit_log (id int PRIMARY KEY, at timestamptz);",
            at="UPDATE audit_log SET at = now() WHERE id = 1",
        ),
    )

    def check(self, catalog: Catalog, replay: Replay) -> Iterator[Diagnostic]:
        written = Written(replay)
        kept = {table.ref: table for table in stored(catalog) if self._is_audit(table)}
        for table in kept.values():
            for key in table.foreign_keys:
                for event, action in (("DELETE", key.on_delete), ("UPDATE", key.on_update)):
                    if key.ignored or not action.startswith(("CASCADE", "SET ")):
                        continue
                    if event == "UPDATE" and action == "CASCADE":
                        continue  # the row goes on to speak of the same parent
                    span, _ = action_clause(key, event, " ".join(action.split()[:2]), written)
                    what = "deletes" if action == "CASCADE" else "changes"
                    yield self.found(
                        span,
                        f"{event} of a row of {key.parent.text} {what} what {called(table, key)} has told of it.",
                        subject=about_key(table, key),
                        repair="NO ACTION, or no foreign key",
                    )
        for step in replay.steps if kept else ():
            change = step.change
            if isinstance(change, WriteRows) and change.verb == "update" and change.tables:
                changed = kept.get(step.after.resolve(change.tables[0]))
                if changed is not None:
                    yield self.found(
                        step.statement.span,
                        f"This changes what {changed.ref.text} has told; an audit table is written to, and no more.",
                        subject=about_table(changed),
                        repair="write a further row instead",
                    )

    def _is_audit(self, table: Table) -> bool:
        return not WORDS.isdisjoint(named(table)) or table.name.lower() in {name.lower() for name in self.tables}
