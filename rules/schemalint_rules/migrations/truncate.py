from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, Good, Replay, Step, StepRule, Subject, WriteRows
from schemalint_rules._steps import stored_before


class Truncate(StepRule):
    """A migration should not empty a table that is in use.

    ## What it does
    Reports TRUNCATE of a table that existed before the change set; with CASCADE, which empties every table that refers to it as well,
    as an error. Silent in files of data, which fill the tables again.

    ## Why is this bad
    The rows are gone, for every client at once, and no rollback of the migration brings them back.

    ## Fix
    None: delete the rows that are meant, in batches, once they have been copied.

    ## References
    - PostgreSQL manual, TRUNCATE; MySQL 8.4 manual, 15.1.37 TRUNCATE TABLE Statement
    """

    name = "truncate"
    severity = "warning"
    new_only = True
    changes = ("WriteRows",)

    good = (
        Good("CREATE TABLE a (id int);\nTRUNCATE a;"),
        Good("DELETE FROM a WHERE id < 10;", given="CREATE TABLE a (id int);"),
    )
    bad = (
        Bad("TRUNCATE TABLE a;", given="CREATE TABLE a (id int);", at="a", message="public.a"),
        Bad(
            "TRUNCATE TABLE parent CASCADE;",
            given="CREATE TABLE parent (id int PRIMARY KEY);\nCREATE TABLE child (p int REFERENCES parent);",
            at="parent",
            message="public.child",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, WriteRows) or change.verb != "truncate" or replay.kind == "script":
            return
        for name in change.tables:
            table = stored_before(name, step, replay)
            if table is None:
                continue
            others = sorted(
                ref.text for ref, one in step.before.tables.items()
                if change.cascade and ref != table.ref and any(key.parent == table.ref for key in one.foreign_keys)
            )  # fmt: skip
            along = f" and, by CASCADE, {', '.join(others[:5])}" if others else ""
            yield self.found(
                name.span,
                f"TRUNCATE empties {table.ref.text}{along}: the rows are gone for every client at once.",
                subject=Subject("table", table.schema or None, None, table.name),
                severity="error" if others else None,
                repair="copy the rows that are needed, and delete the others in batches",
                cause=step.statement.span,
            )
