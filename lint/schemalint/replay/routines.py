"""Functions, procedures, packages, triggers, policies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from schemalint.model.change import AlterPolicy, CreatePolicy, CreateRoutine, CreateTrigger, SetTrigger
from schemalint.model.name import Name, ObjectName, Ref
from schemalint.model.schema import Policy, Routine, Trigger
from schemalint.replay.draft import Draft

ONE_PER_TABLE = frozenset({"postgres", "standard"})
"""Dialects in which a trigger name is unique in its table; in the others, in its schema."""


def create_routine(draft: Draft, change: CreateRoutine) -> None:
    ref = draft.place(change.name)
    routine = Routine(
        ref.schema, ref.name, change.kind, change.parameters, change.returns, change.language, change.attributes,
        change.body, change.body_span, None, change.name.span, draft.statement,
    )  # fmt: skip
    held = draft.routines.get(ref, ())
    same = None
    for other in held:
        if other.kind == routine.kind and (not draft.postgres or _plain(other.signature) == _plain(routine.signature)):
            same = other
            break
    namesake = draft.namesake(ref, "routine") if not held else None
    if namesake is not None:
        draft.fault("exists", "routine", ref, change.name.span, related=namesake.span, holder=namesake.kind)
        return
    if same is None:
        overloads = (*held, routine)
        draft.made.append(("routine", ref, change.name.span))
    elif change.or_replace:
        routine = routine._replace(comment=same.comment)
        overloads = tuple(routine if other is same else other for other in held)
    else:
        if not change.if_not_exists:
            draft.fault("exists", "routine", ref, change.name.span, related=same.span)
        return
    draft.routines = draft.routines.set(ref, overloads)
    draft.changed = True


def drop_routine(
    draft: Draft, name: ObjectName, signature: str, kind: str, *, if_exists: bool, cascade: bool = False
) -> None:
    """DROP FUNCTION or PROCEDURE of one name; the signature tells overloads apart where it is written. PostgreSQL refuses it while a
    trigger calls the function, and takes the trigger along with CASCADE."""
    ref = draft.locate(name, draft.routines)
    held = draft.routines.get(ref)
    others = tuple(one for one in held or () if kind and not draft.postgres and one.kind != kind)
    if held is None or len(others) == len(held):
        if not (if_exists or draft.unsure(ref.name)):
            draft.fault("missing", "routine", ref, name.span)
        return
    kept: tuple[Routine, ...] = ()
    if len(held) > 1:
        wanted = _plain(signature)
        kept = tuple(
            routine
            for routine in held
            if (_plain(routine.signature) != wanted if draft.postgres else routine.kind != kind)
        )
        if len(kept) == len(held):
            # The spelling of a type differs: one of them goes, and nothing tells which.
            kept = held[:-1] if draft.postgres else ()
    if draft.postgres and not kept:
        callers = _callers(draft, ref)
        if callers and not cascade:
            table, trigger = callers[0]
            draft.fault("needed", "routine", ref, name.span, f"{trigger} on {table.text}", holder="trigger")
            return
        drop_callers(draft, ref)
    draft.routines = draft.routines.set(ref, kept) if kept else draft.routines.delete(ref)
    draft.changed = True


def _callers(draft: Draft, function: Ref) -> list[tuple[Ref, str]]:
    """The triggers that call a function."""
    found = [key for key in draft.linked(function, "trigger") if key in draft.triggers]
    return [key for key in found if draft.triggers[key].function == function]


def drop_callers(draft: Draft, function: Ref) -> None:
    """Drop the triggers that CASCADE takes with a function."""
    for key in _callers(draft, function):
        draft.triggers = draft.triggers.delete(key)


def overload(held: Sequence[Routine], signature: str) -> Routine:
    """The routine of that signature; the last one where none has it, since the spelling of a type may differ."""
    wanted = _plain(signature)
    return next((one for one in held if _plain(one.signature) == wanted), held[-1])


def _plain(signature: str) -> str:
    """The types alone: `varchar(9)` and `varchar` are one to PostgreSQL, which forgets the sizes of arguments."""
    if "(" in signature:
        signature = re.sub(r"\([\d\s,-]*\)", "", signature)
    return ",".join(part.strip().lower() for part in signature.strip("() ").split(","))


BUILT_IN = frozenset(
    {"tsvector_update_trigger", "tsvector_update_trigger_column", "suppress_redundant_updates_trigger"}
)
"""What PostgreSQL itself has for triggers to call."""


def _namesakes(draft: Draft, table: Ref, name: str) -> Iterator[Trigger]:
    """The triggers of that name in the schema, whatever table they stand on."""
    for owner, part in draft.linked(Ref(table.schema, name), "trigger"):
        trigger = draft.triggers.get((owner, part))
        if trigger is not None and trigger.name == name:
            yield trigger


def create_trigger(draft: Draft, change: CreateTrigger) -> None:
    table = draft.table_ref(change.table)
    name = change.name.value
    # A database or schema trigger of SQL Server and Oracle stands on no table.
    elsewhere = not table.name or draft.dialect in ("oracle", "tsql")
    if draft.dialect in ("mysql", "mariadb") and table in draft.views:
        draft.fault("missing", "table", table, change.table.span, holder="view")
        return
    if not (elsewhere or table in draft.tables or table in draft.views or draft.unsure(table.name)):
        draft.fault("missing", "table", table, change.table.span)
        draft.assume(table, change.table)
    held = draft.triggers.get((table, name))
    if held is None and draft.dialect in ("mysql", "mariadb"):
        held = next((one for one in _namesakes(draft, table, name)), None)
        if held is not None and change.or_replace:
            draft.triggers = draft.triggers.delete((held.table, name))
    if held is not None and not change.or_replace:
        if not change.if_not_exists:
            draft.fault("exists", "trigger", table, change.name.span, name, held.span)
        return
    function = draft.locate(change.function, draft.routines) if change.function is not None else None
    if function is not None and function.name in BUILT_IN and draft.postgres and function not in draft.routines:
        function = Ref("pg_catalog", function.name)
    draft.triggers = draft.triggers.set(
        (table, name),
        Trigger(
            table, name, change.timing, change.events, change.columns, change.level, change.when, function, change.body,
            change.body_span, change.constraint, True, held.comment if held else None, change.name.span,
            draft.statement,
        ),
    )  # fmt: skip
    draft.link(table, "trigger", table, name)
    if function is not None:
        draft.link(function, "trigger", table, name)
    if draft.dialect not in ONE_PER_TABLE:
        draft.link(Ref(table.schema, name), "trigger", table, name)
    if held is None:
        draft.made.append(("trigger", Ref(table.schema, name), change.name.span))
    draft.changed = True


def trigger_key(draft: Draft, name: ObjectName, on: ObjectName | None) -> tuple[Ref, str] | None:
    """The key of the trigger of that name, on that table where the dialect names it."""
    if on is not None:
        key = (draft.table_ref(on), name.value)
        return key if key in draft.triggers else None
    place = draft.place(name)
    for ref in (place, *(Ref(schema, place.name) for schema in draft.search_path)):
        for table, part in draft.linked(ref, "trigger"):
            if part == name.value and (table, part) in draft.triggers:
                return (table, part)
    return None


def drop_trigger(draft: Draft, name: ObjectName, on: ObjectName | None, *, if_exists: bool) -> None:
    """DROP TRIGGER of one name."""
    key = trigger_key(draft, name, on)
    if key is None:
        if not (if_exists or draft.unsure(name.value)):
            draft.fault("missing", "trigger", draft.table_ref(on) if on else draft.place(name), name.span, name.value)
        return
    draft.triggers = draft.triggers.delete(key)
    draft.changed = True


def rename_trigger(draft: Draft, name: ObjectName, on: ObjectName | None, new: str) -> None:
    """ALTER TRIGGER … RENAME TO."""
    key = trigger_key(draft, name, on)
    if key is None:
        if not draft.unsure(name.value):
            draft.fault("missing", "trigger", draft.table_ref(on) if on else draft.place(name), name.span, name.value)
        return
    trigger = draft.triggers[key]
    draft.triggers = draft.triggers.delete(key).set((key[0], new), trigger._replace(name=new))
    draft.link(key[0], "trigger", key[0], new)
    if draft.dialect not in ONE_PER_TABLE:
        draft.link(Ref(key[0].schema, new), "trigger", key[0], new)
    draft.changed = True


def set_trigger(draft: Draft, change: SetTrigger) -> None:
    ref = draft.table_ref(change.table)
    if ref not in draft.views:
        table = draft.table(change.table)
        ref = table.ref if table is not None else ref
    if change.name:
        names = [change.name]
        if (ref, change.name) not in draft.triggers and not draft.unsure(change.name):
            draft.fault("missing", "trigger", ref, change.span, change.name)
    else:
        names = [part for owner, part in draft.linked(ref, "trigger") if owner == ref]
    for name in names:
        trigger = draft.triggers.get((ref, name))
        if trigger is not None and trigger.enabled != change.enabled:
            draft.triggers = draft.triggers.set((ref, name), trigger._replace(enabled=change.enabled))
            draft.changed = True


def create_policy(draft: Draft, change: CreatePolicy) -> None:
    table = draft.table(change.table)
    if table is None:
        return
    name = change.name.value
    held = draft.policies.get((table.ref, name))
    if held is not None:
        if not change.if_not_exists:
            draft.fault("exists", "policy", table.ref, change.name.span, name, held.span)
        return
    draft.policies = draft.policies.set(
        (table.ref, name),
        Policy(
            table.ref, name, change.command, change.permissive, change.roles, change.using, change.check, None,
            change.name.span, draft.statement,
        ),
    )  # fmt: skip
    draft.link(table.ref, "policy", table.ref, name)
    draft.made.append(("policy", Ref(table.schema, name), change.name.span))
    draft.changed = True


def _policy(draft: Draft, name: Name, on: ObjectName, *, if_exists: bool = False) -> Policy | None:
    table = draft.table_ref(on)
    policy = draft.policies.get((table, name.value))
    if policy is None and not (if_exists or draft.unsure(name.value)):
        draft.fault("missing", "policy", table, name.span, name.value)
    return policy


def alter_policy(draft: Draft, change: AlterPolicy) -> None:
    policy = _policy(draft, change.name, change.table)
    if policy is None:
        return
    draft.policies = draft.policies.set(
        (policy.table, policy.name),
        policy._replace(
            roles=policy.roles if change.roles is None else change.roles,
            using=change.using or policy.using,
            check=change.check or policy.check,
        ),
    )
    draft.changed = True


def drop_policy(draft: Draft, name: ObjectName, on: ObjectName, *, if_exists: bool) -> None:
    """DROP POLICY of one name."""
    policy = _policy(draft, name.name, on, if_exists=if_exists)
    if policy is not None:
        draft.policies = draft.policies.delete((policy.table, policy.name))
        draft.changed = True


def rename_policy(draft: Draft, name: ObjectName, on: ObjectName, new: str) -> None:
    """ALTER POLICY … RENAME TO."""
    policy = _policy(draft, name.name, on)
    if policy is not None:
        draft.policies = draft.policies.delete((policy.table, policy.name)).set(
            (policy.table, new), policy._replace(name=new)
        )
        draft.link(policy.table, "policy", policy.table, new)
        draft.changed = True
