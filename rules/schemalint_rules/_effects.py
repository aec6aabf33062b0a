"""Which changes leave something behind that a rollback has to take back."""

from __future__ import annotations

from collections.abc import Iterable

from schemalint import (
    Change,
    DropObjects,
    NoChange,
    Reading,
    SetSearchPath,
    SetSession,
    Step,
    TransactionControl,
    WriteRows,
)

_IDLE = (NoChange, TransactionControl, SetSession, SetSearchPath)


def does_something(step: Step) -> bool:
    """Whether a step of an up part changes the schema or rows, as far as can be told."""
    change: Change = step.change
    if isinstance(change, _IDLE) or step.statement.kind in ("client", "data", "query", "transaction", "session"):
        return False
    return isinstance(change, WriteRows) or step.before is not step.after or bool(step.faults) or _unclear(step)


def _unclear(step: Step) -> bool:
    """Whether the statement may do something that the catalogue does not keep: grants, blocks, what was not read."""
    change = step.change
    if isinstance(change, DropObjects) and change.if_exists and step.before.complete:
        return False  # what it would drop is not there
    return step.statement.kind in ("ddl", "procedural", "unknown") and not getattr(change, "if_not_exists", False)


def undoes_something(down: Iterable[Reading]) -> bool:
    """Whether a down part does anything: more than comments, SELECT 1, transaction commands and settings."""
    for reading in down:
        kind = reading.statement.kind
        if kind in ("client", "data", "transaction", "session"):
            continue
        if kind == "query" and not ("(" in reading.statement.tokens.words or "INTO" in reading.statement.tokens.upper):
            continue
        if reading.changes and all(isinstance(change, _IDLE) for change in reading.changes) and kind != "query":
            continue
        return True
    return False
