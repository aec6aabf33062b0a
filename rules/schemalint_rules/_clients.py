"""What clients of the released schema may use, and what is left of it once a change set has run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemalint import Catalog, Column, DropObjects, ObjectName, Ref, Replay, Step, Table, View
from schemalint_rules._once import once
from schemalint_rules._steps import around, existed, there_before
from schemalint_rules._tables import is_framework_table

NAMED = 3
"""So many users of an object are named in a message."""


def released_table(name: ObjectName, step: Step, replay: Replay) -> Table | None:
    """The table of that name where clients may use it: it was there before the change set, for good, and nobody has marked it as
    deprecated."""
    if replay.kind == "script" and _takes_down(replay):
        return None
    table = there_before(name, step, replay)
    return None if table is None or _is_deprecated(table.comment) else table


def unseen_table(name: ObjectName, step: Step, replay: Replay) -> Table | None:
    """A table that nothing makes, where a statement cannot run without it and more is there than the files tell: half a history,
    a script on its own. None where a script only drops, or belongs to an installation, and for tables of migration frameworks."""
    ref = step.before.resolve(name)
    known = any(ref in one.tables for one in (step.before, step.base, afterwards(step, replay)))
    if known or replay.beside or step.before.complete or step.before.is_muted(ref) or _takes_down(replay):
        return None
    table = Table(ref.schema, ref.name, assumed=True)
    return None if is_framework_table(table) else table


def released_column(
    name: ObjectName, column: str, step: Step, replay: Replay, *, surely: bool = False
) -> tuple[Table, Column] | None:
    """The same of a column. `surely` where the statement cannot run without it: then a table that is only assumed to be there has it,
    of no known type."""
    table = released_table(name, step, replay)
    if table is None:
        return None
    before = step.base.tables.get(table.ref)
    held = table.column(column) or (before.column(column) if before else None)
    if held is None and surely and table.assumed:
        return table, Column(column, None)
    fresh = before.column(column) is None if before is not None else table.assumed
    return None if held is None or fresh or _is_deprecated(held.comment) else (table, held)


def released_view(name: ObjectName, step: Step) -> View | None:
    """The view of that name, where it was there before the change set."""
    view = step.before.views.get(step.before.resolve(name))
    return view if view is not None and existed(view, step) and not _is_deprecated(view.comment) else None


@once
def _takes_down(replay: Replay) -> bool:
    """Whether a script only drops: it belongs to who sets a database up anew, not to a deployment."""
    ddl = [step for step in replay.steps if step.statement.kind == "ddl"]
    return all(isinstance(step.change, DropObjects) for step in ddl)


def _is_deprecated(comment: str | None) -> bool:
    return bool(comment) and re.search(r"\bdeprecated\b|@deprecated", comment or "", re.I) is not None


def afterwards(step: Step, replay: Replay) -> Catalog:
    """The catalogue once the change set of the step has run."""
    line = around(step, replay)
    return _ends(line).get(id(step.base), line[-1].after if line else step.after)


def comes_back(table: Table, step: Step, replay: Replay) -> bool:
    """Whether clients find a table under the name they know once the change set has run: it was dropped to be made anew, or what is
    dropped is what remains of the old one under another name."""
    end = afterwards(step, replay).tables
    if table.ref in step.base.tables:
        return table.ref in end
    return any(ref in end and old.statement == table.statement for ref, old in step.base.tables.items())


@once
def _ends(line: tuple[Step, ...]) -> dict[int, Catalog]:
    return {id(step.base): step.after for step in line}


def users_of(ref: Ref, step: Step, column: str = "") -> str:
    """Words about the views, routines and triggers that name the object, for a message; empty where none does."""
    found = list(dict.fromkeys(_users(ref, step.before, column)))
    if not found:
        return ""
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return f" It is named by {', '.join(found[:NAMED])}{more}."


def _users(ref: Ref, catalog: Catalog, column: str) -> Iterator[str]:
    for other, view in sorted(catalog.views.items()):
        if ref in view.reads and (not column or _names(view.query, column)):
            yield f"view {other.text}"
    for other, routines in sorted(catalog.routines.items()):
        if any(_names(one.body, ref.name) and (not column or _names(one.body, column)) for one in routines):
            yield f"routine {other.text}"


def _names(text: str, name: str) -> bool:
    if name.casefold() not in text.casefold():
        return False
    return re.search(rf"(?<![\w$]){re.escape(name)}(?![\w$])", text, re.I) is not None
