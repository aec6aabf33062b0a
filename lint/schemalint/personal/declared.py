"""What configuration says of one table or column."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeVar

from schemalint.model.privacy import Privacy
from schemalint.model.schema import Column, Table

Said = TypeVar("Said")


def class_of(privacy: Privacy, table: Table, column: Column) -> str:
    """The class that configuration gives a column; empty where it gives none."""
    owner = f"{table.name}.{column.name}"
    return _said(privacy.classes, f"{table.schema}.{owner}", owner) or ""


def period_of(privacy: Privacy, table: Table) -> str:
    """How long rows of a table stay, as configuration says; empty where it does not."""
    return _said(privacy.periods, f"{table.schema}.{table.name}", table.name) or ""


def readers_of(privacy: Privacy, table: Table) -> tuple[str, ...] | None:
    """The roles that may read a table; None where configuration does not say."""
    return _said(privacy.readers, f"{table.schema}.{table.name}", table.name)


def _said(pairs: tuple[tuple[str, Said], ...], *names: str) -> Said | None:
    """The value of the last pattern that fits one of the names."""
    if not pairs:
        return None
    exact, patterns = _compiled(pairs)
    folded = [name.casefold() for name in names]
    last = max((exact.get(name, -1) for name in folded), default=-1)
    for at, pattern in reversed(patterns):
        if at < last:
            break
        if any(pattern.match(name) for name in folded):
            last = at
            break
    return pairs[last][1] if last >= 0 else None


@lru_cache(maxsize=16)
def _compiled(pairs: tuple[tuple[str, object], ...]) -> tuple[dict[str, int], tuple[tuple[int, re.Pattern[str]], ...]]:
    """The positions of the names that are written out, and the patterns with their positions."""
    from fnmatch import translate

    exact: dict[str, int] = {}
    patterns: list[tuple[int, re.Pattern[str]]] = []
    for at, (pattern, _) in enumerate(pairs):
        folded = pattern.casefold()
        if any(char in folded for char in "*?["):
            patterns.append((at, re.compile(translate(folded))))
        else:
            exact[folded] = at
    return exact, tuple(patterns)
