"""Edits: which can be made together, and the text they leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from schemalint.model.diagnostic import Edit


def overlap(first: Edit, second: Edit) -> bool:
    """Whether two edits touch the same characters, or insert at the same place."""
    a, b = first.span, second.span
    if a.path != b.path:
        return False
    if a.start == a.end or b.start == b.end:
        return a.start <= b.end and b.start <= a.end
    return a.start < b.end and b.start < a.end


def together(fixes: Sequence[tuple[Edit, ...]]) -> tuple[int, ...]:
    """The positions of the fixes that can be made at once: each whole, none touching what an earlier one touches. Two fixes
    that hold the very same edit share it."""
    kept: list[int] = []
    taken: dict[str, list[Edit]] = {}
    for number, edits in enumerate(fixes):
        clash = any(overlap(edit, other) and edit != other for edit in edits for other in taken.get(edit.span.path, ()))
        if not clash:
            kept.append(number)
            for edit in edits:
                taken.setdefault(edit.span.path, []).append(edit)
    return tuple(kept)


def applied(texts: Mapping[str, str], edits: Iterable[Edit]) -> dict[str, str]:
    """The texts that change, by path. Edits must not overlap; the same edit given twice is made once.

    Line ends inside the new text become those of the document.
    """
    by_path: dict[str, list[Edit]] = {}
    for edit in dict.fromkeys(edits):
        by_path.setdefault(edit.span.path, []).append(edit)
    changed: dict[str, str] = {}
    for path, own in by_path.items():
        text = texts[path]
        line_break = "\r\n" if "\r\n" in text else "\n"
        parts: list[str] = []
        at = 0
        for edit in sorted(own, key=lambda one: (one.span.start, one.span.end)):
            parts.append(text[at : edit.span.start])
            new = edit.text.replace("\r\n", "\n")
            parts.append(new if line_break == "\n" else new.replace("\n", line_break))
            at = edit.span.end
        parts.append(text[at:])
        after = "".join(parts)
        if after != text:
            changed[path] = after
    return changed
