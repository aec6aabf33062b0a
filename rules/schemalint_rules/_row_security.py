"""Row security of PostgreSQL: which tables have it, the policies on them, and what a condition lets through."""

from __future__ import annotations

import re
from typing import Literal

from schemalint import (
    NOWHERE,
    Catalog,
    Compare,
    Constant,
    Edit,
    Expression,
    Logic,
    Name,
    Policy,
    Ref,
    Replay,
    SetRowSecurity,
    Shape,
    Span,
    Subject,
    Table,
)
from schemalint_rules._once import once
from schemalint_rules._proposals import Written
from schemalint_rules._values import constant

_ENABLE = re.compile(r"ENABLE\s+ROW\s+LEVEL\s+SECURITY", re.I)
_DISABLE = re.compile(r"\b(DISABLE)\s+ROW\s+LEVEL\s+SECURITY", re.I)
_UNFORCE = re.compile(r"\b(NO\s+FORCE)\s+ROW\s+LEVEL\s+SECURITY", re.I)
_DEPTH = 50

EVERYBODY = ("public", "anon", "authenticated")
"""Roles that anybody gets: SQL's own, and those under which PostgREST and Supabase run what comes over the network."""


@once
def policies_of(catalog: Catalog) -> dict[Ref, tuple[Policy, ...]]:
    """The policies of each table, in the order of the text."""
    found: dict[Ref, list[Policy]] = {}
    for policy in sorted(catalog.policies.values(), key=lambda one: (one.span, one.name)):
        found.setdefault(policy.table, []).append(policy)
    return {ref: tuple(policies) for ref, policies in found.items()}


@once
def text_of(replay: Replay) -> Written:
    """The text of a replay by place."""
    return Written(replay)


@once
def _turned_on(replay: Replay) -> dict[Ref, Span]:
    written = text_of(replay)
    found: dict[Ref, Span] = {}
    for step in replay.steps:
        change = step.change
        if isinstance(change, SetRowSecurity) and change.enabled:
            words = _ENABLE.search(written.text(change.span))
            span = change.span
            if words:
                span = Span(span.path, span.start + words.start(), span.start + words.end())
            found[step.after.resolve(change.table)] = span
    return found


def turned_on_at(table: Table, replay: Replay) -> Span:
    """The words that turn row security on for a table, or its name where nothing shows them."""
    return _turned_on(replay).get(table.ref) or table.span


@once
def _turned_off(replay: Replay) -> dict[tuple[Ref, str], Edit]:
    """The statements that have the last word on a table's row security and turn it off, or no longer force it, by what they say, and
    what makes the contrary of them."""
    found: dict[tuple[Ref, str], Edit] = {}
    for step in replay.steps:
        change = step.change
        if not isinstance(change, SetRowSecurity):
            continue
        ref = step.after.resolve(change.table)
        for what, said, pattern, word in (
            ("enabled", change.enabled, _DISABLE, "ENABLE"),
            ("forced", change.forced, _UNFORCE, "FORCE"),
        ):
            if said is not None:
                found.pop((ref, what), None)
            words = pattern.search(text_of(replay).text(change.span)) if said is False else None
            if words:
                start = change.span.start
                found[ref, what] = Edit(Span(change.span.path, start + words.start(1), start + words.end(1)), word)
    return found


def turning_on(ref: Ref, what: Literal["enabled", "forced"], replay: Replay) -> tuple[Edit, ...]:
    """Where a statement turns row security off, or no longer forces it, the words that make it do the contrary."""
    edit = _turned_off(replay).get((ref, what))
    return (edit,) if edit else ()


def about_policy(policy: Policy) -> Subject:
    """The subject of a finding about a policy."""
    return Subject("policy", policy.table.schema or None, policy.table.name, policy.name)


def policy_name(policy: Policy) -> Name:
    """The name of a policy, for changes."""
    return Name(policy.name, policy.name, NOWHERE)


def conditions(policy: Policy) -> tuple[tuple[str, Expression], ...]:
    """USING and WITH CHECK, those of them that are written."""
    both = (("USING", policy.using), ("WITH CHECK", policy.check))
    return tuple((word, condition) for word, condition in both if condition is not None)


def truth(shape: Shape, depth: int = 0) -> bool | None:
    """What a condition always is; None where that depends, or is not known."""
    if depth > _DEPTH:
        return None
    if isinstance(shape, Logic):
        parts = [truth(part, depth + 1) for part in shape.parts]
        if shape.operator == "not":
            return None if parts[0] is None else not parts[0]
        deciding = shape.operator == "or"
        if deciding in parts:
            return deciding
        return (not deciding) if all(part is not None for part in parts) else None
    if isinstance(shape, Compare):
        left, right = constant(shape.left), constant(shape.right)
        if left is None or right is None or left.kind != right.kind or left.kind == "null":
            return None
        return _compared(left, shape.operator, right)
    held = constant(shape)
    if held is not None and held.kind in ("boolean", "string"):
        word = held.value.strip().lower()
        return True if word in ("true", "t", "yes", "on") else False if word in ("false", "f", "no", "off") else None
    return None


def _compared(left: Constant, operator: str, right: Constant) -> bool | None:
    if operator == "=":
        return left.value == right.value
    if operator in ("<>", "!="):
        return left.value != right.value
    return None
