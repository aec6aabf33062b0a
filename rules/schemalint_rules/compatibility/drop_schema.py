from __future__ import annotations

from collections.abc import Iterator

from schemalint import Bad, Catalog, Diagnostic, DropObjects, Good, Ref, Replay, Step, StepRule, Subject


class DropSchema(StepRule):
    """A schema should not be dropped with everything in it.

    ## What it does
    Reports DROP SCHEMA with CASCADE, and Oracle's DROP USER with CASCADE, where the schema was there before the change set and holds
    something, or nobody can tell what it holds. Without CASCADE these servers refuse to drop what is not empty. In MySQL and MariaDB
    a schema is a database, see `drop-database`.

    ## Why is this bad
    Every table in it is gone with its rows, and nothing of the statement says which.

    ## Fix
    Drop the objects one by one, each in a release after the one that stops using it, and the empty schema last.

    ## References
    - PostgreSQL 17 manual, DROP SCHEMA; Oracle Database SQL Language Reference, DROP USER
    """

    name = "drop-schema"
    severity = "error"
    dialects = ("postgres", "oracle", "standard")
    new_only = True
    changes = ("DropObjects",)

    good = (
        Good("DROP SCHEMA s;", given="CREATE SCHEMA s;"),
        Good("DROP SCHEMA s CASCADE;", given="CREATE SCHEMA s;"),
        Good("CREATE SCHEMA s;\nCREATE TABLE s.a (id int);\nDROP SCHEMA s CASCADE;"),
    )
    bad = (
        Bad(
            "DROP SCHEMA s CASCADE;",
            given="CREATE SCHEMA s;\nCREATE TABLE s.a (id int);\nCREATE TABLE s.b (id int);",
            at="s",
            message="2 tables",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, DropObjects) or change.kind != "schema" or not change.cascade:
            return
        for name in change.names:
            held = _held(name.value, step.base)
            if not held:
                continue
            yield self.found(
                name.span,
                f"Schema {name.value} is dropped with everything in it: {held}.",
                subject=Subject("schema", name.value, None, name.value),
                repair=f"drop what is in {name.value} one by one, then DROP SCHEMA {name.value}",
                cause=step.statement.span,
            )


def _held(schema: str, catalog: Catalog) -> str:
    """What the schema holds, in words; empty where that is nothing."""
    tables = sum(ref.schema == schema for ref in catalog.tables)
    views = sum(ref.schema == schema for ref in catalog.views)
    routines = sum(ref.schema == schema for ref in catalog.routines)
    counts = ((tables, "table"), (views, "view"), (routines, "routine"))
    words = [f"{count} {what}{'s' if count > 1 else ''}" for count, what in counts if count]
    if words:
        return ", ".join(words)
    known = catalog.complete or ("schema", Ref("", schema)) in catalog.others
    return "" if known else "what that is cannot be told from the migrations"
