"""A report for the chat of a team: how many findings each file has, the worst first."""

from __future__ import annotations

from collections import Counter

from schemalint.model.run import Report
from schemalint.reporting import Asked


def report(report: Report, asked: Asked) -> str:
    """One line a file."""
    counts = Counter(one.span.path for one in report.diagnostics if not one.suppressed)
    return "".join(f"{count:4} {path}\n" for path, count in sorted(counts.items(), key=lambda row: (-row[1], row[0])))
