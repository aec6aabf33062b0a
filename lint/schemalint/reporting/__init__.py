"""Reports: what a run found, as text, JSON, SARIF and more. One file a format; each is a function of one signature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from schemalint.model.run import Report
from schemalint.plugins import RuleEntry


class Asked(NamedTuple):
    """What the user asked of a report."""

    rules: Mapping[str, RuleEntry]
    """Every rule that ran, policies under their own names."""
    color: bool = False
    verbose: bool = False
    statistics: bool = False
    show_suppressed: bool = False
    width: int = 100


class Reporter(Protocol):
    """Turns a report into the text of one format, line ends included."""

    def __call__(self, report: Report, asked: Asked) -> str: ...
