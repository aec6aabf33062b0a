"""The lines that a merge leaves where two branches changed the same place."""

from __future__ import annotations

import re

from schemalint import Document, Lazy, Statement

MARKER = Lazy(r"^(<{7}|>{7}|\|{7}|={7})(?=[ \t\r\n]|\Z)[^\n\r]*", re.M)
MARKER_OR_COMMENT = Lazy(rf"{MARKER.pattern}|/\*|\*/", re.M)
"""The same, and what opens and closes comments."""

_FENCE = Lazy(r"^ {0,3}(`{3,}|~{3,})[ \t]*([^\n`]*)$", re.M)
_DIFFS = frozenset({"diff", "patch", "git", "conflict", "gitcommit"})


def holds_conflict(statement: Statement) -> bool:
    """Whether lines of a conflict stand in a statement, so that what is wrong with it is told already."""
    text = statement.text
    if "<<<<<<<" not in text and ">>>>>>>" not in text and "=======" not in text:
        return False
    beside = text.startswith("=======") or "<<<<<<<" in text or ">>>>>>>" in text
    return any(beside or found[1] != "=======" for found in MARKER.finditer(text))


def shown(document: Document) -> list[tuple[int, int]]:
    """The half-open ranges of a Markdown document's fences that show a diff or a merge, in order."""
    if not document.path.lower().endswith((".md", ".markdown", ".mdx")):
        return []
    found: list[tuple[int, int]] = []
    opened: re.Match[str] | None = None
    for fence in _FENCE.finditer(document.text):
        if opened is None:
            opened = fence
        elif fence[1][0] == opened[1][0] and len(fence[1]) >= len(opened[1]) and not fence[2].strip():
            if opened[2].strip().lower().split(" ")[0] in _DIFFS:
                found.append((opened.end(), fence.start()))
            opened = None
    return found
