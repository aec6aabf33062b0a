from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    Bad,
    Catalog,
    Diagnostic,
    DropColumn,
    DropConstraint,
    DropObjects,
    Good,
    Ref,
    Replay,
    Step,
    StepRule,
)

SHOWN = 6
"""So many of what goes along are named; the rest is counted."""


class DropCascade(StepRule):
    """CASCADE should not take along what nobody named.

    ## What it does
    Reports a DROP with CASCADE that takes along foreign keys of other tables, views, columns or triggers that the statement does not
    name and that were there before the change set, and names them. Silent where nothing goes along.

    ## Why is this bad
    What goes along depends on the database the migration runs in, not on what was reviewed; a view or key that somebody added since is
    gone without a word.

    ## Fix
    Drop what depends on it in statements of their own, and leave CASCADE out: then the server refuses what nobody thought of.

    ## References
    - PostgreSQL 17 manual, 5.15 Dependency Tracking
    - Oracle Database SQL Language Reference, DROP TABLE (CASCADE CONSTRAINTS)
    """

    name = "drop-cascade"
    severity = "warning"
    dialects = ("postgres", "oracle")
    new_only = True
    changes = ("DropObjects", "DropColumn", "DropConstraint")

    good = (
        Good("DROP TABLE a CASCADE;", given="CREATE TABLE a (id int PRIMARY KEY);"),
        Good(
            "DROP TABLE a, b CASCADE;",
            given="CREATE TABLE a (id int PRIMARY KEY);\nCREATE TABLE b (a int REFERENCES a);",
        ),
    )
    bad = (
        Bad(
            "DROP TABLE a CASCADE;",
            given="CREATE TABLE a (id int PRIMARY KEY);\nCREATE TABLE b (a int REFERENCES a);\nCREATE VIEW v AS SELECT id FROM a;",
            at="DROP TABLE a CASCADE",
            message="foreign key b_a_fkey of public.b, view public.v",
        ),
        Bad(
            "DROP TYPE state CASCADE;",
            given="CREATE TYPE state AS ENUM ('open', 'paid');\nCREATE TABLE a (id int PRIMARY KEY, held state);",
            at="DROP TYPE state CASCADE",
            message="column public.a.held",
        ),
        Bad(
            "DROP TABLE a CASCADE CONSTRAINTS;",
            given="CREATE TABLE a (id NUMBER PRIMARY KEY);\nCREATE TABLE b (a NUMBER CONSTRAINT b_a REFERENCES a (id));",
            at="DROP TABLE a CASCADE CONSTRAINTS",
            dialect="oracle",
            message="foreign key B_A of B",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, (DropObjects, DropColumn, DropConstraint)) or not change.cascade:
            return
        named = {name.value for name in change.names} if isinstance(change, DropObjects) else set()
        gone = [words for ref, words in _gone(step) if ref.name not in named]
        gone += _columns(step, change.column.value if isinstance(change, DropColumn) else "")
        if not gone:
            return
        more = f" and {len(gone) - SHOWN} more" if len(gone) > SHOWN else ""
        yield self.found(
            step.statement.span,
            f"CASCADE takes along what the statement does not name: {', '.join(gone[:SHOWN])}{more}.",
            repair="drop these in statements of their own, and leave CASCADE out",
            cause=step.statement.span,
        )


def _gone(step: Step) -> Iterator[tuple[Ref, str]]:
    """What stands in the catalogue before the step, was there before the change set, and is not there after the step."""
    before, after, base = step.before, step.after, step.base
    for ref, table in before.tables.items():
        left = after.tables.get(ref)
        if left is None:
            if ref in base.tables and not table.partition_of:
                yield ref, f"table {ref.text}"
        elif left is not table:
            keys = {key.name for key in left.foreign_keys}
            yield from (
                (ref, f"foreign key {key.name} of {ref.text}")
                for key in table.foreign_keys
                if key.name not in keys and _had(ref, base)
            )
    for ref in before.views:
        if ref not in after.views and ref in base.views:
            yield ref, f"view {ref.text}"
    for ref, name in before.triggers:
        if (ref, name) not in after.triggers and (ref, name) in base.triggers and ref in after.tables:
            yield ref, f"trigger {name} of {ref.text}"


def _columns(step: Step, named: str) -> list[str]:
    """The columns of tables that stay which go along with their type, and were there before the change set."""
    return [
        f"column {ref.text}.{column.name}"
        for ref, table in step.before.tables.items()
        if (left := step.after.tables.get(ref)) is not None and left is not table and ref in step.base.tables
        for column in table.columns
        if column.name != named and left.column(column.name) is None
    ]


def _had(ref: Ref, base: Catalog) -> bool:
    return ref in base.tables
