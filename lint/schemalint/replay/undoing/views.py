"""Views that were made or replaced, taken back."""

from __future__ import annotations

import re
from typing import Any

from schemalint.model.change import Change, DropObjects, Step
from schemalint.model.schema import Catalog, View
from schemalint.model.undo import Undo
from schemalint.replay.again import name_of, view_again
from schemalint.replay.stars import has_star


def create_view(step: Step) -> Undo:
    """The view is dropped, or made again as it was, with those that read it."""
    change: Any = step.change
    ref = step.after.resolve(change.name)
    held = step.before.views.get(ref)
    kind = "materialized-view" if change.materialized else "view"
    if held is None:
        return Undo((DropObjects(kind, (change.name,)),))
    same = _gives(held) is not None and _gives(held) == _gives(step.after.views[ref])
    if same and not (held.materialized or step.before.dialect == "sqlite"):
        return Undo(tuple(view_again(held, step.before, or_replace=True)))
    # OR REPLACE takes no column away and turns none into another type, so the view is made anew, and those that read it.
    readers = step.before.readers(ref) if step.before.dialect == "postgres" else []
    changes: list[Change] = [_view_off(one, step.before) for one in reversed(readers)]
    changes += [DropObjects(kind, (change.name,)), *view_again(held, step.before)]
    for one in readers:
        changes += view_again(one, step.before)
    return Undo(tuple(changes))


def _view_off(view: View, catalog: Catalog) -> Change:
    return DropObjects("materialized-view" if view.materialized else "view", (name_of(view.ref, catalog),))


def _gives(view: View) -> tuple[str, ...] | None:
    """The words of what a view gives, which say its columns; None where they do not."""
    if has_star(view.query):
        return None
    return (*view.columns, *re.split(r"(?i)\bFROM\b", view.query, maxsplit=1)[0].split())
