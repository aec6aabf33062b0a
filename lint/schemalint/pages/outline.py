"""A page held against its template: which sections it has, lacks, and leaves empty."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Literal

from schemalint.model.page import Outlined, Page, Section, Template, TemplateSection
from schemalint.model.text import Span
from schemalint.pages.templates import NAMES, contents, load, match, title_key

ENOUGH = 5
"""A page follows a template without saying so when it holds this many of its sections."""

_FILES = (
    ("database-spec", re.compile(r"(?:^|/)[^/]*database[-_]spec[^/]*$", re.I)),
    ("schema-document", re.compile(r"(?:^|/)database-schema-[^/]*$", re.I)),
)
_VAGUE = frozenset({"prose", "list", "table"})
"""Kinds of content that any introduction has."""
_NOTHING = re.compile(r"[\s>*_=#-]*")


def outlined(page: Page, configured: str = "") -> Page:
    """The page with the template it follows and what it holds of it. Raises UnknownTemplateError for a `configured` one that
    does not exist."""
    name, followed, found = _recognised(page, configured)
    if not name:
        return page
    template = load(name)
    found = found or match(page, template)
    return page._replace(template=template.name, followed=followed, outline=tuple(_outline(page, template, found)))


Followed = Literal["configuration", "name", "sections", ""]
Found = Mapping[TemplateSection, "Section | None"]


def _recognised(page: Page, configured: str) -> tuple[str, Followed, Found | None]:
    if configured:
        return configured, "configuration", None
    for name, pattern in _FILES:
        if pattern.search(page.path):
            found = match(page, load(name))
            return name, "sections" if _held(found) >= ENOUGH else "name", found
    if len(page.sections) < ENOUGH:
        return "", "", None
    best: tuple[str, Followed, Found | None] = ("", "", None)
    most = ENOUGH - 1
    for name in NAMES:
        found = match(page, load(name))
        if _held(found) > most:
            best, most = (name, "sections", found), _held(found)
    return best


def _held(found: Found) -> int:
    """How many sections of the template the page shows by their very title. An alias alone is too weak a sign; with the
    template's own number it shows a translation."""
    return sum(
        1
        for wanted, section in found.items()
        if section is not None
        and (
            title_key(section.title) == title_key(wanted.title)
            or (wanted.number != "" and section.number == wanted.number)
        )
    )


def _outline(page: Page, template: Template, found: Found) -> Iterator[Outlined]:
    around: Section | None = None
    kept: list[Span] = []
    for wanted in template.sections:
        section = found[wanted]
        if not wanted.parent:
            around = section
            kept = [
                child.whole
                for other, child in found.items()
                if other.parent == wanted.title and child is not None and child != section
            ]
        covered = section is None and around is not None and _covers(page, around, kept, wanted)
        yield Outlined(wanted, section, covered)


def _covers(page: Page, around: Section, kept: list[Span], wanted: TemplateSection) -> bool:
    """Whether the section around holds itself what a sub-section of it should hold: it is built without sub-sections, or
    without this one. Beside sub-sections a few introducing words are not enough."""
    own = contents(page, around, tuple(kept))
    if not kept:
        return any(kind in own for kind in wanted.holds)
    first = wanted.holds[0] if wanted.holds else ""
    return first in own and first not in _VAGUE


def empty_sections(page: Page) -> tuple[Section, ...]:
    """The headings with nothing below them. Comments, rules, fences without content and tables without rows are nothing;
    bold leads are text, not headings."""
    headings = [section for section in page.sections if section.level < 7]
    hollow = sorted(
        [
            *(comment.span for comment in page.comments),
            *(fence.span for fence in page.fences if not page.content(fence).strip()),
            *(table.span for table in page.tables if not table.rows),
        ]
    )
    starts = [span.start for span in hollow]
    found = []
    for at, section in enumerate(headings):
        following = headings[at + 1] if at + 1 < len(headings) else None
        if section.struck or (following is not None and following.level > section.level):
            continue
        begin, end = section.heading.end, following.heading.start if following else len(page.text)
        if _is_blank(page, max(begin, section.body.start), end, hollow, starts):
            found.append(section)
    return tuple(found)


def _is_blank(page: Page, begin: int, end: int, hollow: list[Span], starts: list[int]) -> bool:
    at = begin
    for index in range(bisect_left(starts, begin), len(hollow)):
        span = hollow[index]
        if span.start >= end:
            break
        if not _is_nothing(page.text, at, span.start):
            return False
        at = max(at, min(span.end, end))
    return _is_nothing(page.text, at, end)


def _is_nothing(text: str, start: int, end: int) -> bool:
    return start >= end or _NOTHING.fullmatch(text, start, end) is not None
