"""The first run in an old repository: what is new in full, what was there before on one screen."""

from __future__ import annotations

from collections.abc import Sequence

from schemalint.model.diagnostic import Diagnostic
from schemalint.model.run import Report
from schemalint.reporting import Asked
from schemalint.reporting.places import dotted
from schemalint.reporting.statistics import statistics, table
from schemalint.reporting.summary import plural
from schemalint.reporting.terminal import clean

MANY = 25
"""So many findings in released text are still listed one by one."""
RULES = 15
TABLES = 10


def divided(report: Report, asked: Asked) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """The findings to list, and those to tell in short."""
    shown = [one for one in report.diagnostics if asked.show_suppressed or not one.suppressed]
    old = [one for one in shown if one.released]
    if not asked.digest or len(old) <= MANY or any(one.suppressed == "baseline" for one in report.diagnostics):
        return shown, []
    return [one for one in shown if not one.released], old


def digest(old: Sequence[Diagnostic], asked: Asked) -> list[str]:
    """The findings in released text as lines for one screen."""
    counts = statistics(old)
    lines = [f"In what is released already: {plural(len(old), 'finding')} of {plural(len(counts), 'rule')}.", ""]
    lines += [f"  {line}" for line in table(counts[:RULES])]
    rest = counts[RULES:]
    if rest:
        lines.append(f"  and {plural(len(rest), 'rule')} more with {plural(sum(c.findings for c in rest), 'finding')}")
    tables: dict[str, int] = {}
    for one in old:
        if one.subject and one.subject.kind != "schema":
            subject = one.subject
            owner = subject._replace(table=None, name=subject.table) if subject.table else subject
            tables[dotted(owner)] = tables.get(dotted(owner), 0) + 1
    worst = sorted(tables.items(), key=lambda item: (-item[1], item[0]))[:TABLES]
    if worst:
        lines += ["", "  most in: " + ", ".join(f"{clean(name)} ({count})" for name, count in worst)]
    paths = quoted(asked.paths)
    lines += [
        "",
        f"  To accept them and hear of new ones only:  {f'schemalint baseline {paths}'.rstrip()}",
        f"  To see those of one rule:  {f'schemalint check --select {counts[0].rule} {paths}'.rstrip()}",
    ]
    return lines


def quoted(paths: Sequence[str]) -> str:
    """Paths as words of a command line."""
    import shlex

    return " ".join(shlex.quote(path) for path in paths)
