"""What a DROP took away, made again; what was made, dropped."""

from __future__ import annotations

from typing import Any

from schemalint.model.change import (
    AddConstraint,
    Change,
    CreateExtension,
    CreateObject,
    CreateRoutine,
    DropObjects,
    Step,
)
from schemalint.model.name import ObjectName
from schemalint.model.schema import ForeignKey
from schemalint.model.undo import Undo
from schemalint.replay.again import (
    index_again,
    name_of,
    owned_again,
    policy_again,
    said,
    sequence_again,
    trigger_again,
    view_again,
    word,
)
from schemalint.replay.restore import structure
from schemalint.replay.undoing.gone import (
    altered,
    as_they_read,
    depth,
    grants_again,
    tables_again,
    types_again,
    vanished,
)

# Statement by statement


def drop_created(step: Step, kind: str, name: ObjectName, *, on: ObjectName | None = None) -> Undo:
    """What the step made is dropped."""
    return Undo((DropObjects(kind, (name,), on=on),), discards=kind in ("table", "sequence", "type", "schema"))


def _keys_last(changes: list[Change]) -> list[Change]:
    """Foreign keys behind the columns and keys of all tables, since a key may point at a table that gets its columns later."""
    joins = [
        change for change in changes if isinstance(change, AddConstraint) and isinstance(change.constraint, ForeignKey)
    ]
    return [change for change in changes if change not in joins] + joins


def drop(step: Step) -> Undo:
    """What was dropped is made again, with all that went with it; rows are lost."""
    change: Any = step.change
    before, after = step.before, step.after
    changes: list[Change] = []
    lost: list[str] = []
    kind = change.kind
    # Columns that went with an extension are of its types.
    for name, extension in vanished(before.extensions, after.extensions):
        schema = word(extension.schema) if extension.schema else None
        changes.append(CreateExtension(word(name), schema, extension.version))
    changes += types_again(step)
    gone = [table for ref, table in vanished(before.tables, after.tables) if not table.assumed]
    # Parents of partitions and of inheriting tables come first.
    gone.sort(key=lambda table: depth(table, before))
    if any(table.unknown or table.as_query for table in gone):
        names = ", ".join(table.ref.text for table in gone)
        return Undo(irreversible=f"the definition of {names} is not fully known", lost=(f"table {names}",))
    lost += [f"table {table.ref.text}" for table in gone]
    changes += tables_again(gone, step)
    refs = {table.ref for table in gone}
    for ref, sequence in vanished(before.sequences, after.sequences):
        if sequence.implicit and kind != "sequence":
            continue
        if not (sequence.owned_by and sequence.owned_by[0] in refs):
            changes.append(sequence_again(sequence, before))
            lost.append(f"the position of sequence {ref.text}")
            if sequence.owned_by is not None:
                changes.append(owned_again(sequence, before))
            changes += said("sequence", name_of(ref, before), "", sequence.comment, before)
    changed = dict(altered(before.tables, after.tables))
    for ref, table in changed.items():
        held = after.tables.get(ref)
        follows = table.partition_of in changed or any(parent in changed for parent in table.inherits)
        if held is not None and ref not in refs and not follows:
            changes += structure(held, table, before)
    if changed:
        changes = _keys_last(changes)
    for view in as_they_read([view for _, view in vanished(before.views, after.views)]):
        changes += view_again(view, before)
    for ref, view in altered(before.views, after.views):
        if ref in after.views:
            held_names = {index.name for index in after.views[ref].indexes}
            changes += [
                index_again(index, name_of(ref, before)) for index in view.indexes if index.name not in held_names
            ]
    for ref, routines in altered(before.routines, after.routines):
        left = after.routines.get(ref, ())
        for routine in routines:
            if routine not in left:
                changes.append(
                    CreateRoutine(
                        name_of(ref, before), routine.kind, routine.parameters, routine.returns, routine.language,
                        routine.attributes, routine.body, span=routine.statement,
                    )
                )  # fmt: skip
                kind_ = "procedure" if routine.kind == "procedure" else "function"
                changes += said(kind_, name_of(ref, before), "", routine.comment, before)
    if kind == "trigger":
        for _, trigger in vanished(before.triggers, after.triggers):
            changes += trigger_again(trigger, before)
    if kind == "policy":
        for key, policy in vanished(before.policies, after.policies):
            changes.append(policy_again(before, key))
            changes += said("policy", name_of(key[0], before), policy.name, policy.comment, before)
    for key, other in vanished(before.others, after.others):
        create = CreateObject(
            key[0], name_of(key[1], before), other.text, attributes=other.attributes, span=other.statement
        )
        noted = said(key[0], name_of(key[1], before), "", other.comment, before)
        changes[:0] = [create, *noted] if key[0] == "schema" else []
        changes += [create, *noted] if key[0] != "schema" else []
    changes += grants_again(step)
    return Undo(tuple(changes), tuple(lost))
