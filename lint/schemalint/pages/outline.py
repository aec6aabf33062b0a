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
_GENERAL = re.compile(
    r"(?:^|/)database-schema-(?:analysis|changes|design|diagrams?|docs?|documentation|guide|migrations?|notes|overview|plan|"
    r"proposal|reference|review|summary)\.[^/.]*$",
    re.I,
)
"""Names that say what kind of text it is, not whose schema: anybody calls a document so, whatever template it follows."""
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
    return page._replace(
        template=template.name,
        template_metadata=template.metadata,
        followed=followed,
        outline=tuple(_outline(page, template, found)),
    )


Followed = Literal["configuration", "name", "sections", ""]
Found = Mapping[TemplateSection, "Section | None"]


def _recognised(page: Page, configured: str) -> tuple[str, Followed, Found | None]:
    if configured:
        return configured, "configuration", None
    for name, pattern in _FILES:
        if pattern.search(page.path):
            found = match(page, load(name))
            if _held(found) >= ENOUGH:
                return name, "sections", found
            if not _GENERAL.search(page.path):
                return name, "name", found
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
    covered: frozenset[TemplateSection] = frozenset()
    for wanted in template.sections:
        section = found[wanted]
        if not wanted.parent:
            parts = [part for part in template.sections if part.parent == wanted.title]
            covered = _covered(page, section, parts, found) if section is not None else frozenset()
        yield Outlined(wanted, section, section is None and wanted in covered)


def _covered(page: Page, around: Section, parts: list[TemplateSection], found: Found) -> frozenset[TemplateSection]:
    """The sub-sections whose content the section around holds itself: all of them where it has none and is enough for each,
    else those whose very kind of content it holds. A few introducing words stand for no sub-section beside others."""
    kept = [section.whole for part in parts if (section := found[part]) is not None and section != around]
    own = contents(page, around, tuple(kept))
    if not kept and all(not part.required or own.intersection(_kinds(part)) for part in parts):
        return frozenset(parts)
    return frozenset(part for part in parts if (kinds := _kinds(part)) and kinds[0] in own - _VAGUE)


def _kinds(part: TemplateSection) -> tuple[str, ...]:
    """What may stand for the sub-section; a rollback is SQL, but not any SQL is a rollback."""
    return ("rollback",) if "rollback" in part.holds else part.holds


def empty_sections(page: Page) -> tuple[Section, ...]:
    """The headings with nothing below them. Comments, rules, fences without content and tables without rows are nothing;
    bold leads are text, not headings. A title with nothing below it makes an empty document, not an empty section."""
    headings = [section for section in page.sections if section.level < 7]
    if headings and headings[0].level == 1 and sum(section.level == 1 for section in headings) == 1:
        headings = headings[1:]
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
