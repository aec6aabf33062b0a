"""How often each rule spoke, and what of it can be mended."""

from __future__ import annotations

from collections.abc import Iterable

from schemalint.model.diagnostic import SEVERITIES, Diagnostic
from schemalint.model.record import NamedTuple


class Count(NamedTuple):
    """The findings of one rule."""

    rule: str
    severity: str
    """The worst of them."""
    findings: int
    safe: int
    """Those with a safe fix."""
    unsafe: int


def statistics(diagnostics: Iterable[Diagnostic]) -> tuple[Count, ...]:
    """One count a rule, most frequent first."""
    found: dict[str, Count] = {}
    for one in diagnostics:
        held = found.get(one.rule) or Count(one.rule, one.severity, 0, 0, 0)
        safety = one.fix.safety if one.fix else ""
        found[one.rule] = Count(
            one.rule,
            next(level for level in SEVERITIES if level in (held.severity, one.severity)),
            held.findings + 1,
            held.safe + (safety == "safe"),
            held.unsafe + (safety == "unsafe"),
        )
    return tuple(sorted(found.values(), key=lambda count: (-count.findings, count.rule)))


def table(counts: Iterable[Count]) -> list[str]:
    """The counts as aligned lines, with a head."""
    rows = [("count", "rule", "severity", "fix")]
    for count in counts:
        fix = ", ".join(
            f"{number} {word}" for number, word in ((count.safe, "safe"), (count.unsafe, "unsafe")) if number
        )
        rows.append((str(count.findings), count.rule, count.severity, fix or "-"))
    wide = [max(len(row[at]) for row in rows) for at in range(4)]
    return [f"{row[0]:>{wide[0]}}  {row[1]:<{wide[1]}}  {row[2]:<{wide[2]}}  {row[3]}".rstrip() for row in rows]
