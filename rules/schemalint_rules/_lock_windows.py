"""What a transaction of PostgreSQL has locked by its end, in the order in which it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from schemalint import AddConstraint, CreateTable, ForeignKey, Ref, Replay, Step
from schemalint_rules._held_locks import Held, held
from schemalint_rules._once import once
from schemalint_rules._steps import stored_before


class Taking(NamedTuple):
    """The step that locks a table first, and how."""

    step: Step
    lock: Held


class Window(NamedTuple):
    """A transaction, or a statement that runs in none, with the tables in use that stay locked to its end."""

    takings: tuple[Taking, ...]
    """One a table, in order."""
    widened: Step | None
    """The statement from which on several tables are locked that others need; None where there is none."""
    alone: bool = False
    """It is one statement with several foreign keys."""


@once
def windows(replay: Replay) -> tuple[Window, ...]:
    """The transactions that lock more than one table in use, in order. Tables that the transaction drops do not count, nor those
    that a new table refers to: the two are made together."""
    found = []
    for line in (replay.steps, *replay.asides):
        for _, group in groupby(line, key=_unit):
            window = _window(group, replay)
            if len(window.takings) > 1:
                found.append(window)
    return tuple(found)


@once
def widenings(replay: Replay) -> dict[int, Window]:
    """The same by the identity of the step that widens it."""
    return {id(one.widened): one for one in windows(replay) if one.widened is not None}


def _unit(step: Step) -> tuple[object, ...]:
    """What runs together: a transaction, or a single statement."""
    return (step.migration, step.statement.path, id(step.transaction or step.reading))


def _window(steps: Iterable[Step], replay: Replay) -> Window:
    first: dict[Ref, Taking] = {}
    gone: set[Ref] = set()
    for step in steps:
        if isinstance(step.change, CreateTable) or _of_new_table(step, replay):
            continue
        for one in held(step, replay):
            if one.goes:
                gone.add(one.ref)
            first.setdefault(one.ref, Taking(step, one))
    takings = tuple(one for ref, one in first.items() if ref not in gone)
    if len(takings) < 2:
        return Window(takings, None)
    begun = takings[0].step.reading
    later = next((one.step for one in takings if one.step.reading is not begun), None)
    if later is not None:
        own = len(takings) == 2 and _is_pair(takings)
        return Window(takings, None if own else later)
    parents = {ref for one in takings for ref in _parents(one.step)}
    return Window(takings, takings[0].step if len(parents) > 1 else None, alone=True)


def _is_pair(takings: tuple[Taking, ...]) -> bool:
    """Whether the two tables are those of one foreign key that the second step adds."""
    first, second = takings
    change = second.step.change
    return (
        isinstance(change, AddConstraint)
        and isinstance(change.constraint, ForeignKey)
        and (second.step.before.resolve(change.table) in (first.lock.ref, second.lock.ref))
    )


def _of_new_table(step: Step, replay: Replay) -> bool:
    """Whether the step gives a foreign key to a table that is made in the same change set."""
    change = step.change
    return isinstance(change, AddConstraint) and stored_before(change.table, step, replay) is None


def _parents(step: Step) -> Iterator[Ref]:
    """The tables that the foreign keys of the step's statement refer to."""
    for change in step.reading.changes:
        if isinstance(change, AddConstraint) and isinstance(change.constraint, ForeignKey):
            yield change.constraint.parent
