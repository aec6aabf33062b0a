"""The appendices of a template: what stands in them, and where something could."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection

from schemalint import Hyperlink, Page, Section, Span


def appendix(page: Page, titles: Collection[str]) -> Section | None:
    """The section that stands for one of these of its template."""
    for entry in page.outline:
        if entry.wanted.title in titles and entry.section is not None:
            return entry.section
    return None


def links_in(page: Page, section: Section) -> list[Hyperlink]:
    """The links inside a section, its parts included."""
    return [link for link in page.links if section.whole.covers(link.span) and link.target]


def answered(page: Page, section: Section) -> bool:
    """Whether something stands in the section besides headings, comments and placeholders."""
    blocks = [*(fence.span for fence in page.fences), *(table.span for table in page.tables)]
    if any(section.whole.covers(span) for span in blocks):
        return True
    text = list(page.text[section.whole.start : section.whole.end])
    gone = [section.heading, *(one.heading for one in page.sections if section.whole.covers(one.heading))]
    gone += [one.span for one in page.placeholders if section.whole.covers(one.span)]
    gone += [one.span for one in page.comments if section.whole.covers(one.span)]
    for span in gone:
        at = span.start - section.whole.start
        text[at : at + span.end - span.start] = " " * (span.end - span.start)
    return bool(re.search(r"[^\W_]", "".join(text)))


def place_in(page: Page, section: Section) -> Span:
    """Where an answer goes: over the placeholder that stands for it alone, else behind the heading."""
    body = page.text[section.body.start : section.body.end]
    for one in page.placeholders:
        if section.body.covers(one.span) and body.strip() == page.text[one.span.start : one.span.end].strip():
            return one.span
    return Span(page.path, section.heading.end, section.heading.end)


def relative(page: str, path: str) -> str:
    """The path as a document links it."""
    return posixpath.relpath(path, posixpath.dirname(page) or ".")
