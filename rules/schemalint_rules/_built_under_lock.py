"""Keys that build their index while they are added: what is told of them, and how a concurrent index takes their place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from schemalint import (
    AddColumn,
    AddConstraint,
    Constraint,
    Diagnostic,
    Edit,
    Fix,
    PrimaryKey,
    Replay,
    Span,
    Step,
    StepRule,
    Subject,
    Table,
    Unique,
    lock_of,
    server,
    version_of,
)
from schemalint_rules._proposals import listed, spelled, spelled_ref
from schemalint_rules._steps import emptied_by, stored_before
from schemalint_rules._transactions import in_phases

PROVED_BY_CHECK = (12, 0)
"""From this version on PostgreSQL takes a validated CHECK for proof that a column holds no NULL."""
WORDS = {"add-unique": ("unique constraint", "UNIQUE"), "add-primary-key": ("primary key", "PRIMARY KEY")}


Mending = Callable[[Table, "Unique | PrimaryKey", str, str, Step, Replay], "Fix | None"]
"""The fix for a key of a table: the name and the words that the key is made with, and its step."""


def told(
    rule: StepRule, step: Step, replay: Replay, action: Literal["add-unique", "add-primary-key"], fix: Mending
) -> Iterator[Diagnostic]:
    """The finding about a key that is added to a table in use, by itself or with its column, and builds its own index."""
    change = step.change
    key: Constraint | None = None
    if isinstance(change, AddConstraint):
        key = change.constraint
    elif isinstance(change, AddColumn):
        key = next((one for one in change.constraints if isinstance(one, Unique)), None)
    else:
        return
    if not isinstance(key, (Unique, PrimaryKey)) or key.using_index:
        return
    table = stored_before(change.table, step, replay)
    lock = lock_of(action, replay.dialect, replay.version)
    if table is None or lock is None or emptied_by(table.ref, step, replay) == "truncate":
        return
    what, sql = WORDS[action]
    name = _name(key, step, table)
    called = spelled(name, step.before) if name else "…"
    where = spelled_ref(table.ref, step.before)
    columns = listed(key.columns, step.before)
    yield rule.found(
        key.span if key.span.path else step.statement.span,
        f"The {what} of {table.ref.text} ({', '.join(key.columns)}) builds its index under {lock.words} lock of"
        f" {server(replay.dialect, replay.version)}: {lock.blocks} wait until it is done.",
        subject=Subject("constraint", table.schema or None, table.name, name, key.columns),
        repair=f"CREATE UNIQUE INDEX CONCURRENTLY {called} ON {where} ({columns}); then ALTER TABLE {where} ADD CONSTRAINT {called}"
        f" {sql} USING INDEX {called};",
        fix=fix(table, key, called, sql, step, replay) if name and isinstance(change, AddConstraint) else None,
        cause=step.statement.span,
    )


def _name(key: Unique | PrimaryKey, step: Step, table: Table) -> str:
    """The name that the server gives the key where none is written."""
    after = step.after.tables.get(table.ref)
    held = (*after.uniques, after.primary_key) if after else ()
    return key.name or next((one.name for one in held if one is not None and one.span == key.span), "")


def over_index(table: Table, key: Unique | PrimaryKey, called: str, sql: str, step: Step, replay: Replay) -> Fix | None:
    """An index that is built concurrently, and the key over it; None where that says less, or cannot run."""
    statement = step.statement
    if statement.verb != "ALTER TABLE" or not key.span.path or table.partition_by or key.deferrable:
        return None
    title = "Build the index concurrently and make the constraint of it"
    plain = _is_plain(table, key)
    if step.transaction is not None or not plain or len(step.reading.changes) > 1:
        # A primary key looks at every row of a column that may hold NULL, unless a valid CHECK spares it that.
        proved = isinstance(key, Unique) or version_of("postgres", replay.version) >= PROVED_BY_CHECK
        known = isinstance(key, Unique) or not table.assumed
        return in_phases(None, title, step, replay, outside=True) if plain or (proved and known) else None
    where = spelled_ref(table.ref, step.before)
    index = f"CREATE UNIQUE INDEX CONCURRENTLY {called} ON {where} ({listed(key.columns, step.before)});{statement.line_break}"
    edits = (
        Edit(Span(statement.path, statement.span.start, statement.span.start), index),
        Edit(key.span, f"CONSTRAINT {called} {sql} USING INDEX {called}"),
    )
    return in_phases(Fix(title, "safe", edits=edits), title, step, replay, outside=True)


def _is_plain(table: Table, key: Unique | PrimaryKey) -> bool:
    """Whether a plain unique index says as much; a primary key looks at every row for NULL unless its columns have none."""
    if isinstance(key, Unique):
        return not (key.include or key.nulls_not_distinct or any(part.expression for part in key.parts))
    return all((column := table.column(name)) is not None and not column.nullable for name in key.columns)
