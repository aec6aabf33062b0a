"""What most names of a schema have in common, so that the few that lack it can be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

SHARE = 0.8
LEAST = 5
"""So many names must tell something before anything is usual."""


def usual(told: Iterable[frozenset[str]]) -> str:
    """The pattern that at least 80 % of the names fit, the first in the alphabet where several do as often; empty where there is
    none. `told` holds for each name the patterns it fits."""
    counts: Counter[str] = Counter()
    names = 0
    for patterns in told:
        names += 1
        counts.update(patterns)
    if names < LEAST or not counts:
        return ""
    pattern, times = min(counts.items(), key=lambda one: (-one[1], one[0]))
    return pattern if times >= SHARE * names else ""


def filled(template: str, **parts: str) -> str:
    """A template for a name with its parts in place: `idx_{table}_{columns}`. What it does not know stays as it is."""
    for key, value in parts.items():
        template = template.replace("{" + key + "}", value)
    return template
