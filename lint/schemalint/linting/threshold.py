"""From which findings on a run fails."""

from __future__ import annotations

from collections.abc import Iterable

from schemalint.model.diagnostic import SEVERITIES, Diagnostic

LEVELS = (*SEVERITIES, "never")


def fails(diagnostics: Iterable[Diagnostic], fail_on: str, max_warnings: int | None) -> bool:
    """Whether a finding that is not suppressed is at least as severe as `fail_on` (a severity, or `never`), or there are more
    than `max_warnings` warnings."""
    spoken = [one.severity for one in diagnostics if not one.suppressed]
    if max_warnings is not None and spoken.count("warning") > max_warnings:
        return True
    return fail_on != "never" and any(SEVERITIES.index(one) <= LEVELS.index(fail_on) for one in spoken)
