"""Versions of migrations as frameworks count them."""

from __future__ import annotations

import re
from itertools import pairwise

from schemalint import History, Migration, Span, day_of, named
from schemalint_rules._once import once

COUNTED = 0.8
"""The share of steps by one from which on a directory counts its versions."""

FEWEST = 3
"""So many versions tell whether a directory counts."""

LONGEST = 9
"""A number of more digits is no count."""

_LEADING = re.compile(r"[A-Za-z]{0,2}0*(\d{1,9})(?!\d)")


@once
def counted(history: History) -> tuple[Migration, ...]:
    """The migrations whose versions count by one, in order of version. Times do not count, neither do versions made of several
    numbers, and neither do those of which fewer than four in five follow the one before, or whose order something else tells."""
    framework = named(history.framework)
    if framework is None or framework.order in ("listed", "required"):
        return ()
    members: dict[int, Migration] = {}
    for migration in history.migrations:
        version = migration.version
        if migration.repeatable or not migration.up or not (version.isascii() and version.isdigit()):
            continue
        if len(version) <= LONGEST and not day_of(version):
            members.setdefault(int(version), migration)
    numbers = sorted(members)
    steps = [after - before for before, after in pairwise(numbers)]
    if len(numbers) < FEWEST or steps.count(1) < COUNTED * len(steps):
        return ()
    return tuple(members[number] for number in numbers)


def in_code(history: History) -> frozenset[int]:
    """The versions of files in other languages beside the migrations, which may be migrations too."""
    found = (_LEADING.match(name) for name in history.code)
    return frozenset(int(match[1]) for match in found if match)


def head(migration: Migration) -> Span:
    """Where a finding about the file or its name stands: at its very beginning."""
    script = (migration.up or migration.down)[0]
    return Span(script.path, 0, 0)
