from __future__ import annotations

from collections.abc import Iterator

from schemalint import (
    AddColumn,
    AddConstraint,
    AlterColumnType,
    Bad,
    Catalog,
    Change,
    CreateIndex,
    CreatePolicy,
    CreateTable,
    CreateTrigger,
    Diagnostic,
    DropColumn,
    Execute,
    Fault,
    Good,
    Opaque,
    RedefineColumn,
    RenameColumn,
    Replay,
    SetColumnOption,
    SetDefault,
    SetGenerated,
    SetIdentity,
    SetNullable,
    Step,
    StepRule,
    WriteRows,
)
from schemalint_rules._faults import about, is_missing, later, said


class MissingObject(StepRule):
    """ALTER, DROP, RENAME and COMMENT must name what exists.

    ## What it does
    Reports a statement that changes, drops, renames or describes a table, column, index, constraint, type, sequence, view or
    routine which does not exist at that point of the replay: it was never made, or was dropped or renamed before. IF EXISTS is
    understood. Silent where only a part of the schema was read, as in a history that alters many tables it never makes. What exists later
    is `used-before-created`; what keys, indexes, views and queries refer to is told by `foreign-key-unknown-parent`, `unknown-table`,
    `unknown-column` and their like.

    ## Why is this bad
    The server refuses the statement and the migration stops there.

    ## Fix
    Correct the name, or create the object first. The nearest name that exists is given where there is one. No automatic fix.

    ## References
    - PostgreSQL manual, Appendix A, class 42 (undefined_table, undefined_column, undefined_object)
    - MySQL 8.4, errors 1091, 1146; SQL Server, errors 4902, 3701; Oracle, ORA-00942
    """

    name = "missing-object"
    severity = "error"
    needs = ("downs",)
    yields_to = ("used-before-created", "foreign-key-unknown-parent", "rollback-order")

    good = (
        Good("ALTER TABLE a DROP COLUMN x;", given="CREATE TABLE a (id int, x int);"),
        Good("DROP TABLE IF EXISTS gone;", given="CREATE TABLE a (id int);"),
        Good("ALTER TABLE elsewhere ADD COLUMN x int;"),
    )
    bad = (
        Bad("DROP TABLE gone;", given="CREATE TABLE a (id int);\nCREATE TABLE gone (id int);\nDROP TABLE gone;", at="gone"),
        Bad("ALTER TABLE users DROP COLUMN emial;", given="CREATE TABLE users (email text);", at="emial", message="email"),
        Bad("ALTER TABLE user RENAME TO people;", given="CREATE TABLE users (email text);", at="user", dialect="sqlite", message="users"),
        Bad("ALTER TABLE usres ADD COLUMN x int;", given="CREATE TABLE users (email text);", at="usres", message="users"),
        Bad("ALTER TABLE users DROP COLUMN emial;", given="CREATE TABLE users (email text);", at="emial", path="migrations/0002_x.sql"),
        Bad("ALTER TABLE users DROP INDEX i;", given="CREATE TABLE users (email varchar(9));", at="i", dialect="mysql"),
    )  # fmt: skip

    def check(self, step: Step, replay: Replay) -> Iterator[Diagnostic]:
        if isinstance(step.change, _REFERRING):
            return
        for fault in step.faults or _lost_column(step, replay):
            if not is_missing(fault) or fault.kind in _REFERENCES or later(fault, step, replay):
                continue
            if fault.kind == "missing-column" and (not fault.part or _is_reference(fault, step.change)):
                continue
            if _made_elsewhere(fault, replay):
                continue
            near = _nearest(fault, step.before)
            yield self.found(
                fault.span,
                f"{said(fault)} does not exist at this point{_instead(fault)}: the server refuses the statement.",
                subject=about(fault),
                repair=f"name {near} if that is meant" if near else "create it first, or leave the statement out",
                cause=step.statement.span,
            )


def _is_reference(fault: Fault, change: Change) -> bool:
    if isinstance(change, AddColumn) and fault.part == change.position:
        return False
    return isinstance(change, _CONSTRAINING)


def _instead(fault: Fault) -> str:
    return f", a {fault.holder} has the name" if fault.holder else ""


_REFERENCES = ("missing-parent", "missing-parent-column", "missing-type")
_REFERRING = (CreateTable, CreateIndex, CreateTrigger, CreatePolicy, WriteRows)
"""Statements whose names are references: what they make or write is another thing."""
_CONSTRAINING = (AddConstraint, AddColumn)
"""The columns these name, but for the new one, are references, too: `unknown-column` tells of them."""


_COLUMNS = (
    DropColumn,
    RenameColumn,
    AlterColumnType,
    RedefineColumn,
    SetDefault,
    SetNullable,
    SetIdentity,
    SetGenerated,
    SetColumnOption,
)


def _lost_column(step: Step, replay: Replay) -> Iterator[Fault]:
    """A column that a table of the history does not have. The replay takes what a history never makes to exist; but of a table
    that it makes, whole and in plain sight, all columns are known."""
    change = step.change
    if replay.history is None or not isinstance(change, _COLUMNS) or getattr(change, "if_exists", False):
        return
    table = step.before.tables.get(step.before.resolve(change.table))
    name = change.column.value
    if table is None or table.column(name) is not None or not table.columns or not table.span.path:
        return
    if table.assumed or table.unknown or table.as_query or step.before.is_muted(table.ref):
        return
    if table.partition_of or table.inherits or table.like or table.of_type or any(one.unknown for one in table.columns):
        return
    word = name.lower()
    for other in replay.steps[: step.number]:
        if isinstance(other.change, (Execute, Opaque)) and word in other.statement.text.lower():
            return
    yield Fault("missing-column", "column", table.ref, name, change.column.span)


def _made_elsewhere(fault: Fault, replay: Replay) -> bool:
    """Whether the history seems to be half a history: it goes on with several tables that it never makes. Also where a table
    that it never makes has the name of a column: then nobody said that the table is made here."""
    if replay.history is None or fault.object_kind != "table" or ("table", fault.ref) in replay.created:
        return False
    tables = replay.catalog.tables.values()
    assumed = sum(table.assumed for table in tables)
    if assumed >= MANY and assumed * 5 >= len(tables):
        return True
    return any(table.column(fault.ref.name) for table in tables)


MANY = 3
"""This many tables that a history alters and never makes, and a fifth of all, are no slips: it began elsewhere."""


def _nearest(fault: Fault, catalog: Catalog) -> str:
    import difflib

    if fault.kind == "missing-column":
        table = catalog.tables.get(fault.ref)
        names = [column.name for column in table.columns] if table else []
        return next(iter(difflib.get_close_matches(fault.part, names, 1, 0.75)), "")
    if fault.object_kind != "table" or len(catalog.tables) > 500:
        return ""
    known = {ref.name: ref.text for ref, table in catalog.tables.items() if not table.assumed}
    return next((known[name] for name in difflib.get_close_matches(fault.ref.name, known, 1, 0.8)), "")
