"""Comments that ask for silence: how one of them is taken away, whole or in part."""

from __future__ import annotations

from collections.abc import Collection

from schemalint import Document, Edit, Run, Span, Suppression


def document_of(comment: Suppression, run: Run) -> Document | None:
    """The document the comment stands in, where it may be edited: what is released stays as it is."""
    for document in run.documents:
        if document.path == comment.span.path:
            source = document.source
            frozen = source.frozen or (source.released and source.role in ("migration", "rollback"))
            return None if frozen else document
    return None


def without(comment: Suppression, names: Collection[str], document: Document) -> Edit:
    """The edit that takes these names out of the comment, or the comment away where nothing is left of it; its line goes too
    when it holds nothing else."""
    text = document.text
    kept = [name for name in comment.rules if name not in names]
    if kept and comment.rule_spans:
        first, last = comment.rule_spans[0], comment.rule_spans[-1]
        return Edit(Span(first.path, first.start, last.end), ", ".join(kept))
    start, end = comment.span.start, comment.span.end
    line = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    if not text[line:start].strip() and not text[end:stop].strip():
        return Edit(Span(comment.span.path, line, min(stop + 1, len(text))), "")
    while start > line and text[start - 1] in " \t":
        start -= 1
    return Edit(Span(comment.span.path, start, end), "")


def shown(names: Collection[str]) -> str:
    """Rule names for messages; `every rule` where the comment names none."""
    return ", ".join(names) or "every rule"
