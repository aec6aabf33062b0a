"""What we say that a statement locks and does, to hold against what the server does."""

from __future__ import annotations

from collections.abc import Sequence

from schemalint.dialects.locks import Lock, lock_of
from schemalint.dialects.locks.facts import Action
from schemalint.model.change import Step
from schemalint.model.document import Dialect, Statement
from schemalint.model.name import Ref
from schemalint.model.record import NamedTuple
from schemalint.verifying.actions import action_of
from schemalint.verifying.values import Seen


class Claim(NamedTuple):
    """What a statement is said to do to a table that was there before it."""

    statement: Statement
    table: Ref
    actions: tuple[Action, ...]
    lock: str
    works: frozenset[str]
    lock_alone: bool
    """Nothing is said about work on its rows: it is partitioned, emptied, or only referred to."""


STRENGTH = (
    "ACCESS SHARE", "ROW SHARE", "SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE", "ACCESS EXCLUSIVE", "LOCK=NONE", "LOCK=SHARED",
    "LOCK=EXCLUSIVE",
)  # fmt: skip
"""From the weakest on, each server's among themselves."""


def claims(steps: Sequence[Step], dialect: Dialect, version: str) -> list[Claim]:
    """The claims about the statements of one migration on a server. A statement of which one change has no claim has none."""
    found: list[Claim] = []
    at = 0
    while at < len(steps):
        end = at + 1
        while end < len(steps) and steps[end].reading is steps[at].reading:
            end += 1
        found += _of_statement(steps[at:end], dialect, version)
        at = end
    return found


def _of_statement(steps: Sequence[Step], dialect: Dialect, version: str) -> list[Claim]:
    statement = steps[0].statement
    start = steps[0].before
    if statement.masked or steps[0].reading.unread or any(step.faults for step in steps):
        return []
    told: dict[Ref, list[tuple[Action, Lock]]] = {}
    parents: set[Ref] = set()
    for step in steps:
        named = action_of(step)
        if named is None:
            return []
        table, action, parent = named
        lock = lock_of(action, dialect, version)
        if lock is None:
            return []
        told.setdefault(table, []).append((action, lock))
        if lock.other and parent is not None and parent != table:
            told.setdefault(parent, []).append((action, lock._replace(mode=lock.other, work="")))
            parents.add(parent)
    if dialect != "postgres" and len(steps) > 1:
        return []
    return [
        Claim(
            statement,
            ref,
            tuple(dict.fromkeys(action for action, _ in rows)),
            max((lock.mode for _, lock in rows), key=lambda mode: STRENGTH.index(mode) if mode in STRENGTH else -1),
            frozenset(lock.work for _, lock in rows if lock.work),
            # Emptied, a table gets a new file and its indexes are built anew, over nothing.
            bool(start.tables[ref].partition_by) or ref in parents or any(action == "truncate" for action, _ in rows),
        )
        for ref, rows in told.items()
        if ref in start.tables and not start.tables[ref].assumed
    ]


def agrees(claim: Claim, seen: Seen) -> bool:
    """Whether the server did what the claim says."""
    table = (claim.table.schema, claim.table.name)
    lock = seen.locks.get(table, "")
    if lock != claim.lock:
        return False
    if claim.lock_alone:
        return True
    works = seen.works.get(table, frozenset())
    heavy = {"rewrite", "copy"}
    if claim.works & heavy or works & heavy:
        return bool(claim.works & heavy) == bool(works & heavy)
    return ("scan" in claim.works) == ("scan" in works) or bool(claim.works & {"index build"})
