"""Types, enums, domains and sequences that were made or changed, taken back."""

from __future__ import annotations

from typing import Any

from schemalint.model.change import AlterDomain, AlterSequence, AlterType, CreateDomain, RenameEnumValue, Step
from schemalint.model.undo import Undo
from schemalint.replay.again import name_of, sequence_again, word
from schemalint.replay.undoing.drops import drop_created


def create_type(step: Step) -> Undo:
    """The type is dropped."""
    change: Any = step.change
    kind = "domain" if isinstance(change, CreateDomain) else "type"
    return drop_created(step, kind, change.name)


def add_value(step: Step) -> Undo:
    """No statement takes a value out of an enum."""
    change: Any = step.change
    return Undo(irreversible=f"a label of an enum cannot be dropped: {change.name.text} keeps '{change.value}'")


def rename_value(step: Step) -> Undo:
    """The value has its old name again."""
    change: Any = step.change
    return Undo((RenameEnumValue(change.name, change.new_value, change.value),))


def alter_domain(step: Step) -> Undo:
    """The domain is as it was: its default, its constraints, whether it takes NULL."""
    change: Any = step.change
    domains = step.before.domains
    ref = step.before.find(domains, change.name.value, change.name.qualifier)
    if ref is None:
        return Undo(irreversible=f"domain {change.name.text} as it was is not known")
    name, domain = change.name, domains[ref]
    if change.default is not None or change.drop_default:
        back = AlterDomain(name, default=domain.default, drop_default=domain.default is None)
        return Undo((back,))
    if change.nullable is not None:
        return Undo((AlterDomain(name, nullable=domain.nullable),))
    if change.add is not None:
        old = {check.name for check in domain.checks}
        made = [check for check in step.after.domains[ref].checks if check.name not in old]
        return Undo(tuple(AlterDomain(name, drop=word(check.name)) for check in made))
    if change.drop is not None:
        gone = [check for check in domain.checks if check.name == change.drop.value]
        return Undo(tuple(AlterDomain(name, add=check) for check in gone), may_fail="a value breaks the check")
    return Undo()


def create_sequence(step: Step) -> Undo:
    """The sequence is dropped."""
    change: Any = step.change
    return drop_created(step, "sequence", change.name)


def alter_sequence(step: Step) -> Undo:
    """The options that were changed have their old values again."""
    change: Any = step.change
    sequences = step.before.sequences
    ref = step.before.find(sequences, change.name.value, change.name.qualifier)
    if ref is None or any(name == "restart" for name, _ in change.options):
        return Undo(irreversible=f"the position of sequence {change.name.text} is not part of the schema")
    sequence = sequences[ref]
    held = dict(sequence_again(sequence, step.before).options)
    given = [name for name, _ in change.options if name in _SEQUENCE]
    made = tuple((name, held.get(name) or _SEQUENCE[name]) for name in given)
    touched = change.owned_by is not None or change.owned_by_none
    owner = (name_of(sequence.owned_by[0], step.before), sequence.owned_by[1]) if sequence.owned_by else None
    return Undo((AlterSequence(change.name, made, owner if touched else None, touched and owner is None),))


_SEQUENCE = {
    "as": "bigint", "start": "1", "increment": "1", "minvalue": "no", "maxvalue": "no", "cycle": "no", "cache": "1",
}  # fmt: skip
"""What a sequence is where nothing was said."""


def alter_type(step: Step) -> Undo:
    """The attributes of the type are as they were."""
    change: Any = step.change
    types = step.before.types
    ref = step.before.find(types, change.name.value, change.name.qualifier)
    columns = types[ref].columns if ref is not None else ()
    old = next((one for one in columns if one.name == change.attribute.value), None)
    if change.action == "add":
        return Undo((AlterType(change.name, "drop", change.attribute),))
    if change.action == "rename" and change.new_name is not None:
        return Undo((AlterType(change.name, "rename", change.new_name, new_name=change.attribute),))
    if old is None:
        return Undo(irreversible=f"what attribute {change.attribute.value} of {change.name.text} was is not known")
    action = "add" if change.action == "drop" else "alter"
    lost = (f"attribute {change.name.text}.{old.name}",) if action == "add" else ()
    return Undo((AlterType(change.name, action, change.attribute, old),), lost)  # type: ignore[arg-type]
