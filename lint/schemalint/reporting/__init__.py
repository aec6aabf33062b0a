"""Reports: what a run found, as text, JSON, SARIF and more. One file a format; each is a function of one signature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, cast

from schemalint.model.record import NamedTuple
from schemalint.model.run import Report
from schemalint.plugins import RuleEntry

FORMATS = ("full", "concise", "json", "sarif", "github")
"""The built-in formats; each is the function `report` of the module of its name."""


class Asked(NamedTuple):
    """What the user asked of a report."""

    rules: Mapping[str, RuleEntry]
    """Every rule that ran, policies under their own names."""
    color: bool = False
    verbose: bool = False
    statistics: bool = False
    """Counts by rule instead of single findings, where the format has room for them."""
    show_suppressed: bool = False
    width: int = 100
    paths: tuple[str, ...] = ()
    """What the user named on the command line, for commands that a report proposes."""
    digest: bool = True
    """Whether many findings may be told in short, in released text or of one rule: not when rules were selected by name."""


class Reporter(Protocol):
    """Turns a report into the text of one format, line ends included."""

    def __call__(self, report: Report, asked: Asked) -> str: ...


def reporter(name: str, more: Mapping[str, Reporter] | None = None) -> Reporter | None:
    """The reporter of the format `name`: a built-in one, else one of `more`; None when there is none."""
    if name in FORMATS:
        from importlib import import_module

        return cast(Reporter, import_module(f"schemalint.reporting.{name}").report)
    return (more or {}).get(name)
