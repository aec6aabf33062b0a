"""Routines and triggers that were made or switched, taken back."""

from __future__ import annotations

import re
from typing import Any

from schemalint.model.change import CreateRoutine, DropObjects, SetTrigger, Step
from schemalint.model.undo import Undo
from schemalint.replay.again import trigger_again
from schemalint.replay.undoing.gone import altered

_ALWAYS = re.compile(r"(?i)\bENABLE\s+(?:ALWAYS|REPLICA)\s+TRIGGER\b")


def set_trigger(step: Step) -> Undo:
    """The triggers that were switched are switched back."""
    change: Any = step.change
    ref = step.before.resolve(change.table)
    always = _ALWAYS.search(step.statement.text)
    if always is not None and change.name and (ref, change.name) in step.before.triggers:
        return Undo((SetTrigger(change.table, change.name, step.before.triggers[ref, change.name].enabled),))
    changed = [
        (key[1], trigger.enabled)
        for key, trigger in altered(step.before.triggers, step.after.triggers)
        if key[0] == ref
    ]
    return Undo(tuple(SetTrigger(change.table, name, enabled) for name, enabled in changed))


def create_routine(step: Step) -> Undo:
    """The routine is dropped, or replaced by what it was."""
    change: Any = step.change
    ref = next((key for key in step.after.routines if key.name == change.name.value
                and step.after.routines[key] is not step.before.routines.get(key)), None)  # fmt: skip
    if ref is None:
        return Undo()
    old, new = step.before.routines.get(ref, ()), step.after.routines[ref]
    if len(new) > len(old):
        made = [routine for routine in new if routine not in old]
        return Undo((DropObjects("routine", (change.name,), signatures=(made[0].signature,)),))
    replaced = [routine for routine in old if routine not in new]
    return Undo(
        tuple(
            CreateRoutine(
                change.name, routine.kind, routine.parameters, routine.returns, routine.language, routine.attributes,
                routine.body, or_replace=True, span=routine.statement,
            )
            for routine in replaced
        )
    )  # fmt: skip


def create_trigger(step: Step) -> Undo:
    """The trigger is dropped, or made again as it was where the step replaced it."""
    change: Any = step.change
    key = (step.before.resolve(change.table), change.name.value)
    held = step.before.triggers.get(key)
    drop = DropObjects("trigger", (change.name,), on=change.table)
    return Undo((drop, *trigger_again(held, step.before))) if held is not None else Undo((drop,))
