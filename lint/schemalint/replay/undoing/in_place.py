"""A change of a table in place: its two forms compared, and what stood on it made again."""

from __future__ import annotations

import re
from typing import Any

from schemalint.model.change import (
    AddColumn,
    AddConstraint,
    AlterColumnType,
    DropColumn,
    DropConstraint,
    RedefineColumn,
    SetDefault,
    SetNullable,
    Step,
)
from schemalint.model.lazy import Lazy
from schemalint.model.name import Name, ObjectName, Ref
from schemalint.model.schema import NOWHERE
from schemalint.model.undo import Undo
from schemalint.replay.again import word
from schemalint.replay.restore import comes_back, structure
from schemalint.replay.undoing.compared import brought_back


def in_place(step: Step) -> Undo:
    """Statements that change a table in place: compare its forms."""
    change: Any = step.change
    name = getattr(change, "table", None) or getattr(change, "name", None)
    if not isinstance(name, ObjectName):
        return Undo(irreversible=f"{type(change).__name__} is not followed")
    ref = step.before.resolve(name)
    touched: list[Ref] = []
    for one in _touched(ref, step):
        before, after = step.before.tables.get(one), step.after.tables.get(one)
        if before is None or after is None or before is after:
            continue
        if before.unknown or after.unknown:
            return Undo(irreversible=f"table {one.text} is not fully known")
        touched.append(one)
    answer = brought_back(step.before, step.after, (), touched, {ref: _sources(step)})
    if not answer.changes and not answer.irreversible and is_unknown(step, ref):
        return from_statement(step)
    return answer


_COLUMN = r"\"?(?P<column>\w+)\"?"
_READ_BACK = (
    (Lazy(rf"(?:\w+::\w+\s+)?to_timestamp\(\s*{_COLUMN}\s*\)", re.IGNORECASE), "extract(epoch FROM {column})::{type}"),
    (Lazy(rf"decode\(\s*{_COLUMN}\s*,\s*(?P<form>'\w+')\s*\)", re.IGNORECASE), "encode({column}, FORM)::{type}"),
    (Lazy(rf"encode\(\s*{_COLUMN}\s*,\s*(?P<form>'\w+')\s*\)", re.IGNORECASE), "decode({column}, FORM)"),
    (Lazy(rf"{_COLUMN}\s+AT\s+TIME\s+ZONE\s+(?P<form>'[\w/+:-]+')", re.IGNORECASE), "{column} AT TIME ZONE FORM"),
)
"""What USING says of a column, and how its old values are read from the new ones."""


def _sources(step: Step) -> dict[str, str]:
    """How the old values are read from the new ones, where the statement tells: seconds that became a time, text that became bytes."""
    change = step.change
    if isinstance(change, AlterColumnType) and change.using is not None:
        for pattern, back in _READ_BACK:
            found = pattern.compiled.fullmatch(change.using.text)
            if found and found["column"].lower() == change.column.value.lower():
                return {change.column.value: back.replace("FORM", found.groupdict().get("form", ""))}
    return {}


def is_unknown(step: Step, ref: Ref) -> bool:
    """Whether the table, or what it was, is not known whole."""
    table = step.before.tables.get(ref)
    return table is None or table.assumed or table.unknown or table.as_query


def from_statement(step: Step) -> Undo:
    """What the statement alone tells, where the table is only assumed to exist."""
    change = step.change
    if isinstance(change, SetNullable):
        return Undo((change._replace(nullable=not change.nullable),))
    if isinstance(change, AddColumn) and not change.if_not_exists:
        name = Name(change.column.name, change.column.written, NOWHERE)
        return Undo((DropColumn(change.table, name),))
    if isinstance(change, AddConstraint) and change.constraint.name and not change.if_not_exists:
        return Undo((DropConstraint(change.table, word(change.constraint.name)),))
    table = getattr(change, "table", None) or getattr(change, "name", None)
    where = table.text if isinstance(table, ObjectName) else "the table"
    if isinstance(change, DropColumn):
        lost = f"column {where}.{change.column.value}"
        return Undo(lost=(lost,), irreversible=f"what {lost} was is not known")
    if isinstance(change, DropConstraint):
        said = f"constraint {change.name.value}" if change.name else f"the {change.kind}"
        return Undo(irreversible=f"what {said} of {where} was is not known")
    if isinstance(change, (AlterColumnType, RedefineColumn, SetDefault)):
        return Undo(irreversible=f"what column {where}.{change.column.value} was before is not known")
    return Undo(irreversible=f"what table {where} was before is not known")


def _touched(ref: Ref, step: Step) -> list[Ref]:
    """The table of a step and those that changed with it: partitions, inheriting tables, foreign keys that went."""
    named = (other for catalog in (step.after, step.before) for other, _ in catalog.named_by(ref, "table"))
    return list(dict.fromkeys((ref, *named)))


def set_generated(step: Step) -> Undo:
    """A generated column computes as before; values that were stored meanwhile are lost."""
    change: Any = step.change
    ref = step.before.resolve(change.table)
    before, after = step.before.tables.get(ref), step.after.tables.get(ref)
    column = before.column(change.column.value) if before is not None else None
    if change.expression is not None or before is None or after is None or column is None:
        return in_place(step)
    # Only a new column can be computed again, and its values are; what stood on it comes back with it.
    name = column.name
    rest = after._replace(
        columns=tuple(one for one in after.columns if one.name != name),
        indexes=tuple(one for one in after.indexes if name not in one.columns),
        uniques=tuple(one for one in after.uniques if name not in one.columns),
        checks=tuple(one for one in after.checks if name not in one.expression.columns),
        foreign_keys=tuple(one for one in after.foreign_keys if name not in one.columns),
        primary_key=None if after.primary_key and name in after.primary_key.columns else after.primary_key,
    )
    drop = DropColumn(change.table, word(name, column.written))
    return Undo((drop, *structure(rest, before, step.before)), notes=tuple(comes_back(before, column, step.before)))
