"""Fix, look again, and take back what did not help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from schemalint.fixing.edits import applied, together
from schemalint.fixing.plans import Plan
from schemalint.model.diagnostic import Diagnostic
from schemalint.model.record import NamedTuple

ROUNDS = 40
"""More rounds than any project needs; a fix that keeps coming back ends there."""

ALONE = 25
"""How many plans of a round that made things worse are tried one by one."""


class Look(NamedTuple):
    """A project as it stands: what is wrong, and what could be done about it."""

    findings: tuple[Diagnostic, ...]
    """The open ones."""
    plans: tuple[Plan, ...]


class Outcome(NamedTuple):
    texts: dict[str, str]
    """Every text that differs from the start, by path; new files included."""
    done: tuple[Plan, ...]
    left: tuple[Plan, ...]
    """Plans that could not be carried out together with the others, or would have brought an error."""
    failures: tuple[str, ...]
    """Fixes whose finding did not vanish."""
    findings: tuple[Diagnostic, ...] = ()
    """What is open in the end."""


def mend(texts: Mapping[str, str], look: Callable[[Mapping[str, str]], Look]) -> Outcome:
    """Carries out what `look` proposes until nothing is left. `look` is asked with the texts that differ from `texts`."""
    changed: dict[str, str] = {}
    done: list[Plan] = []
    refused: set[tuple[object, ...]] = set()
    otherwise: set[tuple[object, ...]] = set()
    failures: list[str] = []
    left: list[Plan] = []
    seen = look(changed)
    for _ in range(ROUNDS):
        open_ = [
            plan._replace(edits=tuple(plan.otherwise()), otherwise=None)
            if plan.otherwise and any(_key(one) in otherwise for one in plan.findings)
            else plan
            for plan in seen.plans
            if not any(_key(one) in refused for one in plan.findings)
        ]
        if not open_:
            break
        chosen = [open_[number] for number in together([plan.edits for plan in open_])]
        after, now = _tried(texts, changed, chosen, look)
        if _worse(seen, now):
            chosen, after, now = _one_by_one(texts, changed, chosen, seen, look, refused, left)
        lasting = _lasting(chosen, seen, now)
        if lasting:
            for plan in lasting:
                if plan.otherwise and plan.otherwise():
                    otherwise.update(_key(one) for one in plan.findings)
                    continue
                refused.update(_key(one) for one in plan.findings)
                failures.append(f"{plan.findings[0].rule}: {plan.title} did not mend {plan.findings[0].message}")
            continue
        changed, seen = after, now
        done.extend(chosen)
    return Outcome(changed, tuple(done), tuple(left), tuple(failures), seen.findings)


def _tried(
    texts: Mapping[str, str],
    changed: Mapping[str, str],
    chosen: Sequence[Plan],
    look: Callable[[Mapping[str, str]], Look],
) -> tuple[dict[str, str], Look]:
    now = {**texts, **changed}
    after = {**changed, **applied(now, [edit for plan in chosen for edit in plan.edits])}
    after.update({file.path: file.text for plan in chosen for file in plan.creates})
    return after, look(after)


def _one_by_one(
    texts: Mapping[str, str],
    changed: dict[str, str],
    chosen: Sequence[Plan],
    seen: Look,
    look: Callable[[Mapping[str, str]], Look],
    refused: set[tuple[object, ...]],
    left: list[Plan],
) -> tuple[list[Plan], dict[str, str], Look]:
    """Some of the plans together bring an error; each is tried alone, on top of those that did not."""
    kept: list[Plan] = []
    after, now = changed, seen
    for plan in chosen[:ALONE]:
        tried, then = _tried(texts, changed, [*kept, plan], look)
        if _worse(seen, then):
            left.append(plan)
            refused.update(_key(one) for one in plan.findings)
        else:
            kept.append(plan)
            after, now = tried, then
    return kept, after, now


def _worse(before: Look, after: Look) -> bool:
    known = Counter(_key(one) for one in before.findings if one.severity == "error")
    return any(count > known[key] for key, count in _errors(after).items())


def _errors(look: Look) -> Counter[tuple[object, ...]]:
    return Counter(_key(one) for one in look.findings if one.severity == "error")


def _lasting(chosen: Sequence[Plan], before: Look, after: Look) -> list[Plan]:
    """The plans of which a finding is still there."""
    had = Counter(_key(one) for one in before.findings)
    have = Counter(_key(one) for one in after.findings)
    mended = Counter(_key(one) for plan in chosen for one in plan.findings)
    return [
        plan for plan in chosen if any(have[_key(one)] > had[_key(one)] - mended[_key(one)] for one in plan.findings)
    ]


def _key(finding: Diagnostic) -> tuple[object, ...]:
    """What stays the same about a finding while text moves."""
    subject = finding.subject
    return (finding.rule, finding.span.path, subject[:4] if subject else finding.message)
