"""The last lines of a report: how much was found, read, left out, and what can be mended."""

from __future__ import annotations

from collections.abc import Sequence

from schemalint.model.run import Report


def summary(report: Report) -> list[str]:
    """The summary as lines of text."""
    counts = report.summary
    found = [
        plural(number, word)
        for number, word in ((counts.errors, "error"), (counts.warnings, "warning"), (counts.infos, "info"))
        if number
    ]
    read = plural(counts.files, "file")
    if counts.statements:
        read += f", {plural(counts.statements, 'statement')}, {share(counts.analysed, counts.statements)} analysed"
    lines = [f"Found {listed(found)} in {read}." if found else f"Nothing found in {read}."]
    lines += _by_rule(report)
    aside = []
    if counts.muted:
        aside.append(f"{plural(counts.muted, 'object')} not judged, because something about them was not understood")
    if counts.released_not_judged:
        steps = plural(counts.released_not_judged, "released step")
        aside.append(f"{steps} not judged for locks and compatibility (`--released` does)")
    if counts.suppressed:
        aside.append(f"{plural(counts.suppressed, 'finding')} suppressed (`--show-suppressed` shows them)")
    if aside:
        lines.append("; ".join(aside) + ".")
    fixes = [one.fix.safety for one in report.diagnostics if one.fix and not one.suppressed]
    safe, unsafe = fixes.count("safe"), fixes.count("unsafe")
    if safe and unsafe:
        lines.append(f"{safe} can be mended by `schemalint fix`, {unsafe} more by `schemalint fix --unsafe`.")
    elif safe:
        lines.append(f"{safe} can be mended by `schemalint fix`.")
    elif unsafe:
        lines.append(f"{unsafe} can be mended by `schemalint fix --unsafe`.")
    return lines


MANY = 100
"""With more findings than this the report no longer fits the eye, and the end says what most of them are."""
SHOWN = 5


def _by_rule(report: Report) -> list[str]:
    counts: dict[str, int] = {}
    for one in report.diagnostics:
        if not (one.suppressed or one.released):
            counts[one.rule] = counts.get(one.rule, 0) + 1
    if sum(counts.values()) <= MANY:
        return []
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    words = [f"{number} {name}" for name, number in most[:SHOWN]]
    rest = len(most) - SHOWN
    if rest > 0:
        words.append(f"{plural(sum(number for _, number in most[SHOWN:]), 'finding')} of {plural(rest, 'other rule')}")
    return [f"Most of them: {listed(words)} (`--statistics` counts them)."]


def plural(number: int, word: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {word}" if number == 1 or word == "info" else f"{number} {word}s"


def share(part: int, whole: int) -> str:
    """A percentage that says 100 only when nothing is missing."""
    if part >= whole:
        return "100 %"
    return f"{min(99.9, int(1000 * part / whole) / 10):g} %"


def listed(words: Sequence[str]) -> str:
    """`a, b and c`."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
