"""Workflow commands of GitHub Actions: annotations at the lines of a pull request."""

from __future__ import annotations

from schemalint.model.diagnostic import SEVERITIES, Diagnostic
from schemalint.model.run import Report
from schemalint.reporting import Asked
from schemalint.reporting.places import Places
from schemalint.reporting.summary import plural

COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
SHOWN = 10
"""Annotations of each level that GitHub shows for one step."""


def report(report: Report, asked: Asked) -> str:
    """One command a finding, the worst first, since only the first of each level are shown."""
    places = Places(report)
    out: list[str] = []
    for severity in SEVERITIES:
        found = [
            one
            for one in report.diagnostics
            if one.severity == severity and (asked.show_suppressed or not one.suppressed)
        ]
        out += [_command(one, places) for one in found]
        if len(found) > SHOWN:
            level = plural(len(found) - SHOWN, COMMANDS[severity])
            out.append(f"GitHub shows the first {SHOWN} annotations of a level; {level} more are in this log alone.")
    return "".join(line + "\n" for line in out)


def _command(one: Diagnostic, places: Places) -> str:
    start, end = places.start(one.span), places.end(one.span)
    where = {"file": one.span.path, "line": start.line}
    if start.line == end.line:
        where |= {"col": start.column, "endLine": end.line, "endColumn": end.column}
    else:
        where["endLine"] = end.line  # columns are refused where the lines differ
    where["title"] = one.rule
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in where.items())
    return f"::{COMMANDS[one.severity]} {properties}::{_data(one.text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
