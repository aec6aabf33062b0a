"""What the version of a migration says by itself."""

from __future__ import annotations

import re

from schemalint.model.lazy import Lazy

_CALENDAR = Lazy(r"(?P<year>(?:19[89]|20\d)\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])")
_PARTED = Lazy(r"((?:19[89]|20\d)\d)[-._](\d{1,2})[-._](\d{1,2})(?![0-9])")
_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FIRST, _LAST = 946684800, 4102444800
"""2000-01-01 and 2100-01-01 in seconds since 1970: a number outside is no time of a migration."""


def day_of(version: str) -> str:
    """The day that a version made of a time tells, as an ISO date; empty for versions that count.

    Known are calendar forms of at least eight digits (`20240115`, `20240115093000`, `2024-01-15-093000`, `2024.1.15`) and times
    since 1970 in seconds (ten digits) or milliseconds (thirteen).
    """
    parted = _PARTED.match(version)
    if parted:
        return _date(int(parted[1]), int(parted[2]), int(parted[3]))
    digits = re.sub(r"[-._]", "", version)
    if not digits.isdigit() or not digits.isascii() or len(digits) < 8:
        return ""
    calendar = _CALENDAR.match(digits)
    if calendar:
        return _date(int(calendar["year"]), int(calendar["month"]), int(calendar["day"]))
    if digits == version and len(digits) in (10, 13):
        seconds = int(digits[:10])
        if _FIRST <= seconds < _LAST:
            import time

            return time.strftime("%Y-%m-%d", time.gmtime(seconds))
    return ""


def _date(year: int, month: int, day: int) -> str:
    if not (1 <= month <= 12 and 1 <= day <= _MONTHS[month - 1]):
        return ""
    return f"{year:04}-{month:02}-{day:02}"
