"""Where NOT NULL goes in a column's text."""

from __future__ import annotations

from schemalint import Catalog, Column, Edit, Span


def not_null_edits(column: Column, catalog: Catalog) -> tuple[Edit, ...]:
    """Makes a column NOT NULL in place: the word NULL where it stands, else behind the type; behind the default in Oracle,
    whose grammar wants it there. Nothing where the text is not known or the type is let out."""
    nothing = column.default is not None and column.default.text.upper() == "NULL"
    if nothing and column.default_span.path:
        # NOT NULL DEFAULT NULL is refused by MySQL, and elsewhere it is a default that no row can take.
        first, last = sorted((column.null_span, column.default_span))
        if not first.path:
            return (Edit(last, "NOT NULL"),)
        if last.start - first.end == 1:
            return (Edit(first._replace(end=last.end), "NOT NULL"),)
        return (Edit(column.null_span, "NOT NULL"), Edit(column.default_span, ""))
    if column.null_span.path:
        return (Edit(column.null_span, "NOT NULL"),)
    if column.type is None or not column.type.span.path or not column.definition.covers(column.type.span):
        return ()
    after = column.type.span
    if catalog.dialect == "oracle" and column.default_span.path:
        after = column.default_span
    return (Edit(Span(after.path, after.end, after.end), " NOT NULL"),)
