"""Names that mean nothing where they stand, in words and as the object a finding speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from schemalint import Fault, NameFault, Ref, Replay, Severity, Span, Step
from schemalint_rules._faults import is_made_up, later

_KINDS = {"function": "routine"}
NameKind = Literal["table", "column", "function", "type", "sequence", "schema"]


def as_fault(name: NameFault, step: Step) -> Fault:
    """The fault that a missing object is to the replay."""
    ref = name.relation or Ref(step.before.default_schema, name.name)
    return Fault(
        "missing-type" if name.kind == "type" else "missing", _KINDS.get(name.kind, name.kind), ref, "", name.span
    )


def made_later(name: NameFault, step: Step, replay: Replay) -> Span | None:
    """Where the object is made after the step; None where it never is, and for columns."""
    if name.kind == "column" or name.reason != "missing":
        return None
    return later(as_fault(name, step), step, replay)


def unknown(kind: NameKind, step: Step, replay: Replay) -> Iterator[NameFault]:
    """The names of a kind that mean nothing at a step, but for what is made only later."""
    for name in step.names:
        if name.kind == kind and not is_made_up(as_fault(name, step)) and made_later(name, step, replay) is None:
            yield name


def severity_of(name: NameFault) -> Severity:
    """An error where the server refuses the statement, a warning where it looks only when it runs."""
    return "warning" if name.late else "error"


_LATE = {
    "view": "whoever reads the view",
    "trigger": "every statement that fires the trigger",
    "trigger-when": "every statement that fires the trigger",
    "function": "every call",
    "procedure": "every call",
}


def consequence(name: NameFault) -> str:
    """What follows, behind a colon."""
    if not name.late:
        return "the server refuses the statement"
    return f"the server takes the statement as it is, but {_LATE.get(name.place, 'whoever runs it')} fails"


def about(name: NameFault) -> tuple[str | None, str]:
    """The schema and the name of the object."""
    ref = name.relation
    return (ref.schema or None, ref.name) if ref is not None else (None, name.name)
