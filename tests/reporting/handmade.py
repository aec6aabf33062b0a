"""Reports made by hand: what a run would have found in a text."""

from __future__ import annotations

from typing import Any

from schemalint.model.diagnostic import Diagnostic
from schemalint.model.document import Document, Source
from schemalint.model.run import Report, Summary
from schemalint.model.text import Span


def document(path: str, text: str, **more: Any) -> Document:
    return Document(Source(path, f"/project/{path}", "schema", "postgres", ""), text, **more)


def span(text: str, word: str, path: str = "db/schema.sql") -> Span:
    start = text.index(word)
    return Span(path, start, start + len(word))


def made(diagnostics: list[Diagnostic], texts: dict[str, str], **more: Any) -> Report:
    told = [one for one in diagnostics if not one.suppressed]
    counts = {level: sum(one.severity == level for one in told) for level in ("error", "warning", "info")}
    summary = Summary(
        files=len(texts),
        statements=10,
        analysed=10,
        errors=counts["error"],
        warnings=counts["warning"],
        infos=counts["info"],
        suppressed=len(diagnostics) - len(told),
    )
    documents = {path: document(path, text) for path, text in texts.items()}
    return Report(tuple(diagnostics), more.pop("summary", summary), documents, **more)
