"""Where a foreign key says what happens to the children, and to which of their columns."""

from __future__ import annotations

import re

from schemalint import ForeignKey, Span
from schemalint_rules._proposals import Written


def action_clause(key: ForeignKey, event: str, action: str, written: Written) -> tuple[Span, tuple[str, ...]]:
    """The place of `ON event action` (the whole key where it does not stand in its text) and the columns listed behind it, which
    only PostgreSQL has."""
    words = r"\s+".join(("ON", event, *action.split()))
    found = re.search(rf"\b{words}\b(?:\s*\(([^)]*)\))?", written.text(key.span), re.I)
    if not found:
        return key.span, ()
    start = key.span.start
    names = tuple(name.strip().strip('"').lower() for name in found[1].split(",")) if found[1] else ()
    return Span(key.span.path, start + found.start(), start + found.end()), names
