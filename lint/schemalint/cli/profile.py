"""`--profile`: what each stage and each rule of a run took."""

from __future__ import annotations

from time import perf_counter

LEAST = 0.001
"""Rules below this share of the run are counted together."""


class Spent:
    """Adds up what it is told. Shares are of the time since it was made, so that what is told of nowhere shows too."""

    def __init__(self) -> None:
        self.start = perf_counter()
        self.seconds: dict[str, dict[str, float]] = {"stage": {}, "rule": {}}

    def __call__(self, kind: str, name: str, seconds: float) -> None:
        held = self.seconds[kind]
        held[name] = held.get(name, 0.0) + seconds

    def lines(self) -> list[str]:
        """Stages in their order and the rest of the run, then rules, the slowest first, each with its share of the run."""
        whole = perf_counter() - self.start or 1e-9
        stages, rules = self.seconds["stage"], self.seconds["rule"]
        lines = [f"profile: {whole:.3f} s"]
        rest = whole - sum(stages.values())
        for name, seconds in (*stages.items(), ("finding files and all else", rest)):
            lines.append(_line(seconds, whole, name))
        ordered = sorted(rules.items(), key=lambda one: (-one[1], one[0]))
        slow = [(name, seconds) for name, seconds in ordered if seconds >= LEAST * whole]
        lines += [_line(seconds, whole, name) for name, seconds in slow]
        fast = sum(rules.values()) - sum(seconds for _, seconds in slow)
        if len(slow) < len(rules):
            lines.append(_line(fast, whole, f"{len(rules) - len(slow)} more rules"))
        return lines


def _line(seconds: float, whole: float, name: str) -> str:
    return f"{seconds:9.3f} s {100 * seconds / whole:5.1f} %  {name}"
