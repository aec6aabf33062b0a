"""From places in translated SQL back to places in the files."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping

from schemalint.model.diagnostic import CompleteRollback, Diagnostic, Fix, OrderRollback, Related, WriteRollback
from schemalint.model.document import Document
from schemalint.model.text import Span


def original(document: Document) -> Document:
    """The document as its file is."""
    if not document.original:
        return document
    return document._replace(text=document.original, original="", places=())


def span_in_file(span: Span, document: Document) -> Span:
    """Where the file says what stands at `span` in the SQL. SQL that stands in the file is found letter by letter, other SQL as
    the whole of what it was made from; what is between such pieces belongs to the next."""
    if not document.original:
        return span
    places = document.places
    if not places:
        return Span(span.path, 0, 0)
    first = max(bisect_right(places, span.start, key=lambda one: one.start) - 1, 0)
    if places[first].end <= span.start and first + 1 < len(places):
        first += 1
    last = max(bisect_right(places, max(span.end - 1, span.start), key=lambda one: one.start) - 1, first)
    start, end = len(document.original), 0
    for one in places[first : last + 1]:
        if one.exact:
            start = min(start, one.origin + min(max(span.start - one.start, 0), one.end - one.start))
            end = max(end, one.origin + max(min(span.end - one.start, one.end - one.start), 0))
        else:
            start, end = min(start, one.origin), max(end, one.origin_end)
    return Span(span.path, start, max(start, end))


def in_files(told: Iterable[Diagnostic], documents: Mapping[str, Document]) -> tuple[Diagnostic, ...]:
    """The findings with places in the files in place of those in translated SQL. What a fix would edit in such SQL it cannot:
    then it is left out."""
    if not any(document.original for document in documents.values()):
        return tuple(told)

    def back(span: Span) -> Span:
        document = documents.get(span.path)
        return span_in_file(span, document) if document is not None else span

    def is_translated(path: str) -> bool:
        document = documents.get(path)
        return document is not None and bool(document.original)

    def fix_of(fix: Fix | None, path: str) -> Fix | None:
        if fix is None or (fix.changes and is_translated(path)):
            return None  # the next migration there would have to be in another language, too
        touched = [edit.span.path for edit in fix.edits]
        if isinstance(fix.intent, (WriteRollback, CompleteRollback, OrderRollback)):
            touched.append(fix.intent.path)
        if not any(map(is_translated, touched)):
            return fix
        return fix._replace(edits=(), intent=None) if fix.changes else None

    return tuple(
        one._replace(
            span=back(one.span),
            related=tuple(Related(back(related.span), related.message) for related in one.related),
            fix=fix_of(one.fix, one.span.path),
            cause=back(one.cause) if one.cause is not None else None,
        )
        for one in told
    )
