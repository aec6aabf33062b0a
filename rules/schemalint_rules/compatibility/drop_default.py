from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AddColumn,
    Bad,
    Column,
    Diagnostic,
    Good,
    Replay,
    SetDefault,
    SetGenerated,
    SetIdentity,
    Step,
    StepRule,
    Table,
)
from schemalint_rules._clients import afterwards, released_column
from schemalint_rules._proposals import about
from schemalint_rules._steps import around


class DropDefault(StepRule):
    """A default that running clients rely on should not just go.

    ## What it does
    Reports DROP DEFAULT, DROP IDENTITY and DROP EXPRESSION of a column that was there before the change set. Silent where the column
    fills itself again, or is gone, once the change set has run.

    ## Why is this bad
    Clients of the last release leave the column out of their INSERT statements: these fail where it is NOT NULL, and store NULL where
    it is not.

    ## Fix
    Release code that writes the column first, and drop the default in a later release.

    ## References
    - PostgreSQL 17 manual, ALTER TABLE (DROP DEFAULT)
    """

    name = "drop-default"
    severity = "warning"
    new_only = True
    changes = ("SetDefault", "SetIdentity", "SetGenerated")

    good = (
        Good(
            "ALTER TABLE a ALTER b DROP DEFAULT, ALTER b TYPE text, ALTER b SET DEFAULT 'y';",
            given="CREATE TABLE a (b varchar(9) DEFAULT 'x');",
        ),
        Good(
            "ALTER TABLE a ADD b int DEFAULT 1;\nALTER TABLE a ALTER b DROP DEFAULT;", given="CREATE TABLE a (id int);"
        ),
        Good(
            "ALTER TABLE a ALTER b SET DEFAULT 1;\nUPDATE a SET b = 1 WHERE b IS NULL;\nALTER TABLE a ALTER b DROP DEFAULT;",
            given="CREATE TABLE a (b int);",
        ),
    )
    bad = (
        Bad(
            "ALTER TABLE a ALTER b DROP DEFAULT;",
            given="CREATE TABLE a (b int NOT NULL DEFAULT 1);",
            at="b",
            message="fail",
        ),
        Bad("ALTER TABLE a ALTER b DROP DEFAULT;", given="CREATE TABLE a (b int DEFAULT 1);", at="b", message="NULL"),
        Bad(
            "ALTER TABLE a ALTER COLUMN id DROP IDENTITY;",
            given="CREATE TABLE a (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);",
            at="id",
            message="its identity",
        ),
        Bad(
            "ALTER TABLE a ALTER COLUMN c DROP EXPRESSION;",
            given="CREATE TABLE a (b int, c int GENERATED ALWAYS AS (b + 1) STORED);",
            at="c",
            message="its expression b + 1",
        ),
    )

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        change = step.change
        if not isinstance(change, (SetDefault, SetIdentity, SetGenerated)):
            return
        found = released_column(change.table, change.column.value, step, replay)
        lost = _lost(change, found[1]) if found else ""
        if found is None or not lost:
            return
        table, column = found
        if _is_set_here(table, column.name, step, replay):
            return
        end = afterwards(step, replay).tables.get(table.ref)
        held = end.column(column.name) if end else None
        if held is None or held.default is not None or held.identity or held.generated is not None:
            return
        what = "store NULL" if held.nullable else "fail"
        yield self.found(
            change.column.span,
            f"Column {table.ref.text}.{column.name} loses {lost}: clients of the"
            f" last release that leave the column out {what}.",
            subject=about(table, column.name),
            repair=f"drop {' '.join(lost.split()[:2])} in a release after the one that writes the column",
            cause=step.statement.span,
        )


def _lost(change: SetDefault | SetIdentity | SetGenerated, column: Column) -> str:
    """What filled the column and goes, in words; empty where nothing does."""
    match change:
        case SetDefault(default=None):
            held = column.default
            return f"its default {held.text}" if held is not None and held.text.upper() != "NULL" else ""
        case SetIdentity(identity=None):
            return "its identity" if column.identity else ""
        case SetGenerated(expression=None):
            return f"its expression {column.generated.text}" if column.generated is not None else ""
    return ""


def _is_set_here(table: Table, column: str, step: Step, replay: Replay) -> bool:
    """Whether the default was set for the time of the change set only, so that clients never met it."""
    base = step.base.tables.get(table.ref)
    was = base.column(column) if base else None
    if was is not None:
        return was.default is None and was.identity is None and was.generated is None
    for one in around(step, replay):
        if one is step:
            break
        change = one.change
        if (
            isinstance(change, AddColumn)
            and change.column.name == column
            and one.before.resolve(change.table) == table.ref
        ):
            return True
    return False
