"""What a DROP took away, made again; what was made, dropped."""

from __future__ import annotations

from typing import Any

from schemalint.model.change import DropObjects, Step
from schemalint.model.name import ObjectName
from schemalint.model.undo import Undo
from schemalint.replay.undoing import calling
from schemalint.replay.undoing.compared import brought_back
from schemalint.replay.undoing.gone import changed_tables, gone_tables


def drop_created(step: Step, kind: str, name: ObjectName, *, on: ObjectName | None = None) -> Undo:
    """What the step made is dropped."""
    return Undo((DropObjects(kind, (name,), on=on),))


def drop(step: Step) -> Undo:
    """What was dropped is made again, with all that went with it; rows are lost."""
    before, after = step.before, step.after
    gone = gone_tables(before, after)
    if any(table.unknown or table.as_query for table in gone):
        names = ", ".join(table.ref.text for table in gone)
        return Undo(irreversible=f"the definition of {names} is not fully known", lost=(f"table {names}",))
    answer = brought_back(before, after, gone, changed_tables(before, after))
    change: Any = step.change
    left = ", ".join(calling.unfollowed(change, after)) if change.cascade and before.dialect == "postgres" else ""
    return answer._replace(irreversible=f"CASCADE may have dropped {left}") if left else answer
