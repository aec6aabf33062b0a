from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Diagnostic, DropObjects, Good, Replay, Step, StepRule, Subject
from schemalint_rules._clients import comes_back, released_table, unseen_table, users_of


class DropTable(StepRule):
    """A table that running clients may use should not just go.

    ## What it does
    Reports DROP TABLE of a table that was there before the change set. Silent where a table of the name that clients know
    is there again once the change set has run, about partitions and temporary tables, and about what a comment marks as deprecated. Views and
    routines that name the table are named.

    ## Why is this bad
    Old and new code run side by side during a deployment, and the old code fails on the first query. The rows are gone for good.

    ## Fix
    Release code that no longer uses the table first, rename it or mark it as deprecated, and drop it in a later release.

    ## References
    - PostgreSQL 17 manual, DROP TABLE; MySQL 8.4 manual, 15.1.32 DROP TABLE Statement
    """

    name = "drop-table"
    severity = "warning"
    new_only = True
    yields_to = ("drop-cascade",)
    changes = ("DropObjects",)

    good = (
        Good("CREATE TABLE a (id int);\nDROP TABLE a;"),
        Good(
            "CREATE TABLE a_new (id bigint);\nDROP TABLE a;\nALTER TABLE a_new RENAME TO a;",
            given="CREATE TABLE a (id int);",
            dialect="sqlite",
        ),
        Good("DROP TABLE a;", given="CREATE TABLE a (id int);\nCOMMENT ON TABLE a IS 'Deprecated since 2.1';"),
    )
    bad = (
        Bad("DROP TABLE a;", given="CREATE TABLE a (id int);", at="a", message="public.a"),
        Bad(
            "DROP TABLE IF EXISTS a;",
            given="CREATE TABLE a (id int);",
            at="a",
            dialect="mysql",
        ),
        Bad(
            "DROP VIEW v;\nDROP TABLE a;",
            given="CREATE TABLE a (id int);\nCREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT id FROM a $$;",
            at="a",
            message="routine public.f",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, DropObjects) or change.kind not in ("table", "foreign table", "collection"):
            return
        for name in change.names:
            table = released_table(name, step, replay) or (
                None if change.if_exists else unseen_table(name, step, replay)
            )
            if table is None or table.partition_of or comes_back(table, step, replay):
                continue
            yield self.found(
                name.span,
                f"Table {table.ref.text} is dropped while clients of the last release may still use it: their queries fail, and its"
                f" rows are gone.{users_of(table.ref, step)}",
                subject=Subject("table", table.schema or None, None, table.name),
                repair="drop it in a release after the one that stops using it",
                cause=step.statement.span,
            )
