"""Versions of servers as configuration writes them."""

from __future__ import annotations

import re

from schemalint.model.lazy import Lazy

LAST = 999
"""Stands for the last minor or patch version where none is named: `8` is MySQL 8.4, `8.0` the last 8.0 there is."""

_NUMBERS = Lazy(r"(\d+)[a-z]?(?:\.(\d+)(?:\.(\d+))?)?", re.I)


def numbers(version: str) -> tuple[int, int, int] | None:
    """A version as three numbers: `15`, `8.0.36`, `12c`; None where there is no number in it."""
    found = _NUMBERS.search(version)
    return (int(found[1]), int(found[2] or LAST), int(found[3] or LAST)) if found else None
