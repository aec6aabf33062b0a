"""One line a finding: `path:line:column: severity[rule] message`."""

from __future__ import annotations

from schemalint.model.run import Report
from schemalint.reporting import Asked
from schemalint.reporting.digest import digest, divided
from schemalint.reporting.places import Places
from schemalint.reporting.statistics import statistics, table
from schemalint.reporting.terminal import clean, paint, paragraph


def report(report: Report, asked: Asked) -> str:
    """All findings in order; the old ones of an old repository in short."""
    listed, old = divided(report, asked)
    if asked.statistics:
        counts = statistics([*listed, *old])
        return "".join(line + "\n" for line in table(counts)) if counts else ""
    places = Places(report)
    out: list[str] = []
    for one in listed:
        start = places.start(one.span)
        head = paint(f"{one.severity}[{clean(one.rule)}]", one.severity, asked.color)
        silenced = f" (suppressed: {one.suppressed})" if one.suppressed else ""
        out.append(f"{clean(one.span.path)}:{start.line}:{start.column}: {head} {paragraph(one.message)}{silenced}")
    if old:
        out += digest(old, asked)
    return "".join(line + "\n" for line in out)
