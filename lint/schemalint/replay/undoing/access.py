"""Policies and grants that were made or changed, taken back."""

from __future__ import annotations

from typing import Any

from schemalint.model.change import Change, DropObjects, Step
from schemalint.model.name import ObjectName
from schemalint.model.schema import NOWHERE
from schemalint.model.undo import Undo
from schemalint.replay import privileges
from schemalint.replay.again import policy_again
from schemalint.replay.undoing.drops import drop_created


def create_policy(step: Step) -> Undo:
    """The policy is dropped."""
    change: Any = step.change
    return drop_created(step, "policy", ObjectName(change.name), on=change.table)


def alter_policy(step: Step) -> Undo:
    """The policy is made again as it was."""
    change: Any = step.change
    held = step.before.policies.get((step.before.resolve(change.table), change.name.value))
    if held is None:
        return Undo(irreversible=f"policy {change.name.value} as it was is not known")
    # ALTER cannot take a clause away, so the policy is made again.
    drop = DropObjects("policy", (ObjectName(change.name),), on=change.table)
    return Undo((drop, *policy_again(held, step.before)))


def grant(step: Step) -> Undo:
    """What was granted is revoked and the other way round, for those who did not have it before."""
    change: Any = step.change
    grant = change.grant
    if (
        step.before.dialect == "postgres"
        and change.objects
        and not (change.default or grant.roles or grant.all_in_schema)
    ):
        logged = list(step.before.grants)
        changes: list[Change] = []
        for name, ref in zip(change.objects, list(step.after.grants)[-1].objects, strict=False):
            old = privileges.held_on(ref, grant.kind, logged)
            new = privileges.held_on(ref, grant.kind, [*logged, list(step.after.grants)[-1]])
            changes += privileges.toward(new, old, name, "table" if grant.kind == "column" else grant.kind)
        return Undo(tuple(changes))
    had = any(
        held.privileges == grant.privileges
        and held.roles == grant.roles
        and held.grantees == grant.grantees
        and held.columns == grant.columns
        and held.revoke == grant.revoke
        and set(held.objects) >= {step.before.resolve(name) for name in change.objects}
        for held in step.before.grants
    )
    if had and not grant.revoke:
        return Undo()
    return Undo((change._replace(grant=grant._replace(revoke=not grant.revoke), span=NOWHERE),))
