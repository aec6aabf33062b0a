"""What rows, blocks, queries and settings of the session leave behind."""

from __future__ import annotations

import re
from typing import Any

from schemalint.model.change import Step
from schemalint.model.undo import Undo
from schemalint.replay.inserted import taken_back


def nothing(step: Step) -> Undo:
    """Nothing of it stays."""
    return Undo()


_CALLED = re.compile(r"(\w+)\"?\s*\(")
_CHANGES = re.compile(r"(?i)\b(?:ALTER|CREATE|DROP|EXECUTE|TRUNCATE|COMMENT|GRANT|REVOKE|PERFORM|CALL)\b")


def query(step: Step) -> Undo:
    """A query changes nothing, but by the functions it calls."""
    routines = step.before.routines
    if not routines or step.statement.verb.split(" ")[0] not in ("SELECT", "WITH", "VALUES"):
        return Undo()
    names = {found[1].lower() for found in _CALLED.finditer(step.statement.text)}
    for ref, forms in routines.items():
        if ref.name.lower() in names and any(_CHANGES.search(form.body) for form in forms):
            return Undo(irreversible=f"function {ref.text} may have changed anything")
    return Undo()


def path(step: Step) -> Undo:
    """A setting that decides how names resolve is repeated at the head of the rollback, not undone."""
    return Undo()


def rows(step: Step) -> Undo:
    """Rows that were inserted with their keys are deleted; others do not come back."""
    change: Any = step.change
    made = [ref for name in change.tables if (ref := step.before.resolve(name)) not in step.base.tables]
    if change.tables and len(made) == len(change.tables):
        return Undo()
    names = ", ".join(name.text for name in change.tables)
    back = taken_back(step)
    if back is not None:
        return Undo((back,))
    word = {"insert": "inserted into", "delete": "deleted from", "truncate": "deleted from"}.get(
        change.verb, "changed in"
    )
    return Undo(
        irreversible=f"rows {word} {names} do not come back",
        lost=() if change.verb == "insert" else (f"rows of {names}",),
    )


_PUT_TOGETHER = re.compile(r"(?i)\bEXECUTE\b(?!\s+(?:FUNCTION|PROCEDURE)\b)|\b(?:PERFORM|CALL)\b")


def block(step: Step) -> Undo:
    """A block whose statements are all seen is taken back statement by statement; any other may have done anything."""
    change: Any = step.change
    if change.followed and not _PUT_TOGETHER.search(change.body):
        # Its statements stand behind it, and are taken back each by itself.
        return Undo()
    return Undo(irreversible="a block may have done anything")


def opaque(step: Step) -> Undo:
    """What was not understood cannot be taken back."""
    change: Any = step.change
    return Undo(irreversible=change.reason or "the statement was not understood")
