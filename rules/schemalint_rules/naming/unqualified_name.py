from __future__ import annotations

from collections.abc import Collection, Iterator

from schemalint import (
    Bad,
    CreateEnum,
    CreateRoutine,
    CreateSequence,
    CreateTable,
    CreateView,
    Diagnostic,
    DropObjects,
    Edit,
    Fix,
    Good,
    Kind,
    Ref,
    Replay,
    Step,
    StepRule,
    Subject,
)
from schemalint_rules._once import once

KINDS: dict[type, Kind] = {
    CreateTable: "table",
    CreateView: "view",
    CreateSequence: "sequence",
    CreateEnum: "enum",
    CreateRoutine: "routine",
}


class UnqualifiedName(StepRule):
    """An object should be made in a schema that is named, where the policy says so.

    ## What it does
    Reports CREATE of a table, view, sequence, enum or routine whose name has no schema. Temporary ones have none, and those that
    a later step drops are gone. A policy: off
    until it is selected or configured.

    ## Why is this bad
    Where it goes depends on the search path, or the user's default schema, of whoever runs the script.

    ## Fix
    The schema that it goes to here. Safe.

    ## References
    - PostgreSQL 17 manual, 5.10.3 The Schema Search Path; SQL Server, Ownership and user-schema separation
    """

    name = "unqualified-name"
    severity = "info"
    on = "policy"
    dialects = ("postgres", "tsql", "oracle")
    changes = ("CreateTable", "CreateView", "CreateSequence", "CreateEnum", "CreateRoutine")
    fixes = "safe"
    good = (
        Good("CREATE TABLE app.account (id int PRIMARY KEY);", given="CREATE SCHEMA app;"),
        Good("CREATE TEMPORARY TABLE account (id int PRIMARY KEY);"),
    )
    bad = (
        Bad(
            "CREATE TABLE account (id int PRIMARY KEY);",
            at="account",
            fixed="CREATE TABLE public.account (id int PRIMARY KEY);",
        ),
        Bad(
            "CREATE VIEW v AS SELECT 1 AS n;",
            at="v",
            dialect="tsql",
            fixed="CREATE VIEW dbo.v AS SELECT 1 AS n;",
        ),
        Bad(
            "CREATE TABLE account (id NUMBER PRIMARY KEY);",
            at="account",
            dialect="oracle",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, (CreateTable, CreateView, CreateSequence, CreateEnum, CreateRoutine)):
            return
        name = change.name
        if name.schema is not None or not name.name.span.path or name.value.startswith("#"):
            return
        if getattr(change, "temporary", False) or getattr(change, "kind", "") == "temporary":
            return
        kind = KINDS[type(change)]
        if (kind, step.after.resolve(name)) in _dropped(replay):
            return
        schema = step.before.default_schema
        span = name.name.span
        fix = None
        if schema:
            edit = Edit(span._replace(end=span.start), f"{schema}.")
            fix = Fix(f"Make {name.value} in {schema}", "safe", (edit,))
        yield self.found(
            span,
            f"{kind.capitalize()} {name.value} names no schema: where it goes depends on who runs the script.",
            subject=Subject(kind, schema or None, None, name.value),
            repair=f"name it {schema or 'schema'}.{name.value}",
            fix=fix,
        )


@once
def _dropped(replay: Replay) -> frozenset[tuple[str, Ref]]:
    """What is dropped and not there in the end."""
    last = replay.catalog
    held: dict[str, Collection[Ref]] = {
        "table": last.tables, "view": last.views, "sequence": last.sequences, "enum": last.enums, "routine": last.routines,
    }  # fmt: skip
    return frozenset(
        (kind, ref)
        for step in replay.steps
        if isinstance(step.change, DropObjects)
        for ref in map(step.before.resolve, step.change.names)
        for kind, names in held.items()
        if ref not in names
    )
