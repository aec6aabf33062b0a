"""What a server refuses during the replay, in words and as the object a finding speaks of."""

from __future__ import annotations

from typing import cast

from schemalint import Dialect, Fault, Kind, ObjectName, Replay, Span, Step, Subject, unqualified

_KINDS: dict[str, Kind] = {"enum value": "enum", "type": "type", "procedure": "routine", "function": "routine"}
_KNOWN = frozenset(
    {
        "table", "view", "materialized-view", "index", "column", "constraint", "sequence", "type", "enum", "domain", "routine",
        "trigger", "policy", "schema", "extension", "role", "synonym", "database",
    }
)  # fmt: skip
_OWNED = frozenset({"column", "constraint", "trigger", "policy"})


def is_missing(fault: Fault) -> bool:
    """Whether something is not there that the statement needs. A name that a template makes up is none anybody can look for."""
    return fault.kind.startswith("missing") and not is_made_up(fault)


def is_made_up(fault: Fault) -> bool:
    """Whether a template marker stands in the name."""
    return any(mark in fault.ref.text or mark in fault.part for mark in ("{", "$(", "..."))


def collides(fault: Fault, dialect: Dialect) -> bool:
    """Whether a name is taken by an object of another kind, or a constraint's by another table, in a server whose namespaces
    hold several kinds. SQLite has but one."""
    return fault.kind == "exists" and bool(fault.holder) and dialect not in ("sqlite", "standard")


def documented(fault: Fault, step: Step) -> bool:
    """Whether the schema of the document holds the object already: a migration that stands beside it may well tell how the
    schema came to be."""
    base = step.base
    known = (
        base.tables, base.views, base.enums, base.domains, base.types, base.sequences, base.routines, base.indexes,
    )  # fmt: skip
    return any(fault.ref in held for held in known)


def said(fault: Fault) -> str:
    """The object for messages, table before part: `Column public.users.email`, `Index public.i on users`."""
    kind, where = fault.object_kind, fault.ref.text
    if kind in _OWNED or fault.kind == "missing-column":
        owned = kind if kind in _OWNED else "column"
        shown = f"{where}.{fault.part}" if owned == "column" else f"{fault.part} of {where}"
        return f"{owned.capitalize()} {shown}"
    if kind == "enum value":
        return f"Value '{fault.part}' of {where}"
    if kind == "index" and fault.part and fault.part != fault.ref.name:
        return f"Index {where} on {fault.part}"
    return f"{kind.replace('-', ' ').capitalize()} {where}"


def about(fault: Fault) -> Subject:
    """The object of a finding about the fault."""
    kind = fault.object_kind
    schema = fault.ref.schema or None
    if kind in _OWNED and fault.part:
        columns = (fault.part,) if kind == "column" else ()
        return Subject(cast(Kind, kind), schema, fault.ref.name, fault.part, columns)
    if kind == "index":
        return Subject("index", schema, fault.part or None, fault.ref.name)
    known = cast(Kind, kind) if kind in _KNOWN else _KINDS.get(kind, "other")
    return Subject(known, schema, None, fault.ref.name)


def in_other_letters(fault: Fault, step: Step) -> bool:
    """Whether a table or view is there already, but written in other letters. MySQL takes the two for one or not, as the file
    system of its server does."""
    held = step.before.tables.get(fault.ref) or step.before.views.get(fault.ref)
    made = getattr(step.change, "new_name", None) or getattr(step.change, "name", None)
    if (
        held is None
        or not held.written
        or not isinstance(made, ObjectName)
        or fault.object_kind not in ("table", "view")
    ):
        return False
    return unqualified(made.name.written) != unqualified(held.written)


def later(fault: Fault, step: Step, replay: Replay) -> Span | None:
    """Where the missing object is made after the step; None where it never is. Only whole objects are remembered."""
    if fault.kind in ("missing-column", "missing-parent-column") or fault.object_kind in ("constraint", "enum value"):
        return None
    kinds: tuple[str, ...] = (
        ("table",) if fault.object_kind in ("table", "view", "materialized-view") else (fault.object_kind,)
    )
    if fault.kind == "missing-type":
        kinds = ("type", "enum", "domain", "table")
    for kind in kinds:
        made = replay.created.get((kind, fault.ref))
        if made is None or not made[1].path:
            continue
        # Parts of a document that stand aside are numbered apart from the schema; there the place in the text decides.
        here = made[1].path == fault.span.path
        if made[1].start > fault.span.start if here else made[0] > step.number:
            return made[1]
    return None


def made_by(fault: Fault, step: Step, replay: Replay) -> Span | None:
    """Where the object that is there already was made."""
    made = replay.created.get((fault.object_kind, fault.ref))
    return made[1] if made is not None and made[0] < step.number else None
