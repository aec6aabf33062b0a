"""Lines and columns for reports: each document's lines are counted once."""

from __future__ import annotations

from schemalint.model.diagnostic import Subject
from schemalint.model.run import Report
from schemalint.model.text import Lines, Position, Span


class Places:
    """Turns spans into lines and columns. A path that was not read counts as an empty text."""

    def __init__(self, report: Report) -> None:
        self._documents = report.documents
        self._lines: dict[str, Lines] = {}

    def lines(self, path: str) -> Lines:
        found = self._lines.get(path)
        if found is None:
            document = self._documents.get(path)
            found = self._lines[path] = Lines(document.text if document else "")
        return found

    def start(self, span: Span) -> Position:
        return self._at(span.path, span.start)

    def end(self, span: Span) -> Position:
        """Just past the last character."""
        return self._at(span.path, span.end)

    def _at(self, path: str, offset: int) -> Position:
        lines = self.lines(path)
        return lines.position(min(offset, len(lines.text)))


def dotted(subject: Subject) -> str:
    """The object as people write it: `public.users.email`."""
    if subject.kind == "schema":
        return subject.name
    return ".".join(part for part in (subject.schema, subject.table, subject.name) if part)
